//! The papers that carry money, each with the place for its amount.

use super::facts::{mark, snippet};
use super::view::{KindView, MarkView, MoneyView, SnipView};
use crate::evidence::{PageEvidence, PageKind, Seen, Sight};
use crate::geometry::{Rect, Side};
use crate::review::keyed::Keyed;
use crate::review::words::dollars;
use crate::store::batches::StoredPage;
use crate::store::decisions::NewItem;

/// The most amounts that are told as perhaps meant.
const MOST_PERHAPS: usize = 3;

/// The word for a page that is no item.
pub(super) const NO_ITEM: &str = "none";
/// The kinds that a page may be said to be.
const KINDS: [(&str, &str); 3] = [("check", "check"), ("money_order", "money order"), (NO_ITEM, "no item")];

/// The kind of an item as its form says it.
pub(super) fn kind_of(word: &str) -> Option<PageKind> {
    match word {
        "check" => Some(PageKind::Check),
        "money_order" => Some(PageKind::MoneyOrder),
        _ => None,
    }
}

/// Every item, and where there is none every front that might be one; with the marks of the amounts' places.
pub(super) fn of(
    pages: &[(StoredPage, PageEvidence)],
    items: &[NewItem],
    batch: &str,
    is_blind: bool,
    keyed: &Keyed,
) -> Vec<(MoneyView, Vec<MarkView>)> {
    let mut made: Vec<(MoneyView, Vec<MarkView>)> = Vec::new();
    for (page, evidence) in pages {
        let seen = match &evidence.sight {
            Sight::Seen(seen) => Some(&**seen),
            Sight::Unreadable(_) => None,
        };
        let item = items.iter().find(|item| item.page == page.no);
        let is_front = page.side == Side::Front && !seen.is_some_and(|seen| seen.kind.value.is_coupon());
        if item.is_some() || items.is_empty() && is_front {
            made.push(one(page, seen, item, batch, is_blind, keyed));
        }
    }
    if made.len() > 1 {
        for (view, _) in &mut made {
            if let Some((page, _)) = pages.iter().find(|(page, _)| page.no.0 == view.page) {
                view.label = format!("Amount, {}", page.label);
            }
        }
    }
    made
}

fn one(
    page: &StoredPage,
    seen: Option<&Seen>,
    item: Option<&NewItem>,
    batch: &str,
    is_blind: bool,
    keyed: &Keyed,
) -> (MoneyView, Vec<MarkView>) {
    let kind = match item.map(|item| item.kind) {
        Some(PageKind::MoneyOrder) => "money_order",
        Some(_) => "check",
        None => NO_ITEM,
    };
    let said = keyed.get(&format!("kind.{}", page.no)).to_owned();
    let kind = KINDS
        .iter()
        .map(|(value, _)| *value)
        .find(|value| *value == said)
        .unwrap_or(kind);
    let check = seen.and_then(|seen| seen.check.as_ref());
    let mut snips = Vec::new();
    let mut marks = Vec::new();
    let readings = [
        ("Figures", check.and_then(|check| check.figures.as_ref())),
        ("Words", check.and_then(|check| check.words.as_ref())),
    ];
    for (name, reading) in readings {
        if let Some(region) = reading.and_then(|reading| reading.region) {
            snips.push(snip(page, batch, name, region));
            marks.push(mark(format!("{}-{name}", page.no), name, region));
        }
    }
    let known = item.and_then(|item| item.amount).filter(|_| !is_blind);
    let field = format!("amount.{}", page.no);
    let amount = if keyed.has(&field) {
        keyed.get(&field).to_owned()
    } else {
        known.map(|amount| amount.to_string()).unwrap_or_default()
    };
    let view = MoneyView {
        page: page.no.0,
        label: "Amount".to_owned(),
        kinds: KINDS
            .iter()
            .map(|&(value, name)| KindView {
                value,
                name,
                is_chosen: value == kind,
            })
            .collect(),
        amount,
        snips,
        notes: if is_blind {
            Vec::new()
        } else {
            notes(seen, known.is_none())
        },
    };
    (view, marks)
}

fn snip(page: &StoredPage, batch: &str, name: &str, region: Rect) -> SnipView {
    SnipView {
        src: snippet(batch, page, region),
        alt: format!("{name} as they stand on {}", page.label),
        mark: format!("{}-{name}", page.no),
    }
}

/// What the amount may be, where it is not known.
fn notes(seen: Option<&Seen>, is_unknown: bool) -> Vec<String> {
    let Some(check) = seen.and_then(|seen| seen.check.as_ref()).filter(|_| is_unknown) else {
        return Vec::new();
    };
    let perhaps: Vec<String> = check
        .amount
        .candidates
        .iter()
        .take(MOST_PERHAPS)
        .map(|candidate| dollars(candidate.amount))
        .collect();
    if perhaps.is_empty() {
        Vec::new()
    } else {
        vec![format!("perhaps {}", perhaps.join(" or "))]
    }
}
