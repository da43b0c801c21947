//! The page of one exception, as its template takes it.

use crate::review::keyed::Keyed;
use crate::review::shell::Shell;
use askama::Template;

/// The page.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a condition of the template, independent of the others"
)]
#[derive(Template)]
#[template(path = "item.html")]
pub(super) struct ItemPage {
    pub(super) shell: Shell,
    /// `BATCH/NO`, and its address.
    pub(super) name: String,
    pub(super) href: String,
    /// The number of the decision that is shown.
    pub(super) seen: u32,
    /// This showing's own: the same act with the same token takes effect once.
    pub(super) token: String,
    pub(super) next: Option<String>,
    /// The query by which the way through the queue goes on.
    pub(super) way: String,
    /// The person may settle it now.
    pub(super) open: bool,
    /// Enter accepts the first offer.
    pub(super) enter: bool,
    /// The second key: nothing of what was read or keyed of the money is shown.
    pub(super) blind: bool,
    pub(super) tags: Vec<Tag>,
    pub(super) total: String,
    pub(super) message: Option<Message>,
    pub(super) settlement: Option<String>,
    pub(super) reasons: Vec<ReasonView>,
    pub(super) keyings: Vec<KeyingView>,
    /// The page shown first.
    pub(super) front: u32,
    pub(super) pages: Vec<PageView>,
    pub(super) items: Vec<MoneyView>,
    pub(super) offers: Vec<OfferView>,
    pub(super) split_rows: Vec<(String, String)>,
    pub(super) facts: Vec<FactGroup>,
    pub(super) duplicates: Vec<TwinView>,
    pub(super) history: Vec<HistoryLine>,
    /// The batch and number of the transaction that it may be a duplicate of.
    pub(super) twin: (String, String),
    pub(super) letters: Vec<LetterView>,
    pub(super) people: Vec<String>,
    pub(super) tomorrow: String,
    pub(super) neighbours: bool,
    pub(super) may_undo: bool,
    pub(super) may_reveal: bool,
    pub(super) may_unlock: bool,
    pub(super) keys: &'static [(&'static str, &'static str)],
    pub(super) keyed: Keyed,
}

/// A word about the item, said strongly or not.
pub(super) struct Tag {
    pub(super) words: String,
    pub(super) is_strong: bool,
}

/// How a message is to be taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::review) enum Tone {
    /// It was done.
    Plain,
    /// Mind it.
    Warn,
    /// It was not done.
    Bad,
}

impl std::fmt::Display for Tone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Tone::Plain => "",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
        })
    }
}

/// What is said above everything else.
#[derive(Clone, Debug)]
pub(in crate::review) struct Message {
    pub(in crate::review) tone: Tone,
    pub(in crate::review) words: String,
}

/// Why it waits; with both sides where two disagree.
pub(super) struct ReasonView {
    pub(super) words: String,
    pub(super) sides: Option<Vec<SideView>>,
}

pub(super) struct SideView {
    pub(super) by: String,
    pub(super) says: String,
}

/// What one of two has keyed.
pub(super) struct KeyingView {
    pub(super) who: String,
    pub(super) lines: Vec<String>,
}

pub(super) struct PageView {
    pub(super) no: u32,
    pub(super) label: String,
    pub(super) kind: &'static str,
    pub(super) is_back: bool,
    pub(super) src: Option<String>,
    pub(super) why: String,
    pub(super) marks: Vec<MarkView>,
}

impl PageView {
    /// It has little to say beside another page.
    pub(super) fn is_dull(&self) -> bool {
        self.is_back || ["back", "blank", "envelope"].contains(&self.kind)
    }
}

/// A region that was read, in pixels of the upright page.
pub(super) struct MarkView {
    pub(super) id: String,
    pub(super) label: &'static str,
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) w: u32,
    pub(super) h: u32,
    /// Where its label stands.
    pub(super) above: u32,
}

/// A paper that carries money, or may.
pub(super) struct MoneyView {
    pub(super) page: u32,
    pub(super) label: String,
    pub(super) kinds: Vec<KindView>,
    pub(super) amount: String,
    pub(super) snips: Vec<SnipView>,
    pub(super) notes: Vec<String>,
}

pub(super) struct KindView {
    pub(super) value: &'static str,
    pub(super) name: &'static str,
    pub(super) is_chosen: bool,
}

pub(super) struct SnipView {
    pub(super) src: String,
    pub(super) alt: String,
    pub(super) mark: String,
}

pub(super) struct OfferView {
    pub(super) name: String,
    pub(super) number: String,
    pub(super) address: String,
    pub(super) due: String,
    pub(super) whys: Vec<WhyView>,
    pub(super) splits: Vec<String>,
    pub(super) tags: Vec<Tag>,
    pub(super) recent: String,
    pub(super) may_post: bool,
}

pub(super) struct WhyView {
    /// `yes`, `near`, `no` or `none`: a sign stands before the words, beside the colour; `plain` has none.
    pub(super) tone: &'static str,
    pub(super) words: String,
    pub(super) title: String,
}

/// What was read on a page.
pub(super) struct FactGroup {
    pub(super) page: u32,
    pub(super) title: String,
    pub(super) facts: Vec<FactView>,
}

pub(super) struct FactView {
    /// The region that it was read from; empty for none.
    pub(super) mark: String,
    pub(super) name: &'static str,
    pub(super) parts: Vec<PartView>,
    pub(super) is_mono: bool,
    pub(super) note: Option<String>,
    pub(super) snippet: Option<String>,
    /// The name under which it can be corrected.
    pub(super) fix: Option<&'static str>,
}

impl FactView {
    /// It is the bank account, which is masked until it is asked for.
    pub(super) fn is_account(&self) -> bool {
        self.fix == Some("account")
    }
}

/// A stretch of a value, surely read or not.
pub(super) struct PartView {
    pub(super) text: String,
    pub(super) is_sure: bool,
}

/// An earlier item that may be the same.
pub(super) struct TwinView {
    pub(super) words: String,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) images: Vec<String>,
}

pub(super) struct HistoryLine {
    pub(super) at: String,
    pub(super) words: String,
}

pub(super) struct LetterView {
    pub(super) value: String,
    pub(super) name: &'static str,
    pub(super) text: String,
    pub(super) is_chosen: bool,
}
