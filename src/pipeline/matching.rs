//! Whose payment it is where no coupon says so: the sender is read, and the payer's words are matched with all accounts.

use super::deciding::With;
use super::{Run, RunError};
use crate::config::Config;
use crate::decision::case::CasePage;
use crate::evidence::payer::{self, PayerReading};
use crate::evidence::{Line, PageEvidence, PageKind, Sight};
use crate::id::PageNo;
use crate::matching::{Index, Matched, Number, Payer, Policy, Row, Source, match_payer};
use crate::page::Page;
use crate::page::decode::decode;
use crate::store::archive::{Archive, ArchiveError};
use crate::store::batches::{BatchKey, StoredPage};
use crate::store::decisions::{NewItem, StoredTransaction};
use crate::store::{Books, StoreError};
use rayon::prelude::*;
use std::sync::mpsc::sync_channel;

/// Pages whose senders are kept in one commit.
const GROUP: usize = 32;

/// All accounts, ready to be matched with; made when it is first needed, and anew when the account master has changed.
#[derive(Default)]
pub struct Matcher {
    index: Option<(i64, Index)>,
}

impl Matcher {
    /// The index of the accounts as they are on file now. Reading and indexing a million accounts took three seconds.
    pub fn index(&mut self, books: &Books) -> Result<&Index, StoreError> {
        let imports = books.account_imports()?;
        if self.index.as_ref().is_none_or(|(of, _)| *of != imports) {
            self.index = Some((imports, built(books)?));
        }
        let (_, index) = self.index.as_ref().expect("it was just made");
        Ok(index)
    }
}

/// Builds the index while the accounts are read, so that they are not all in memory at once.
fn built(books: &Books) -> Result<Index, StoreError> {
    /// Accounts that may wait to be taken up.
    const WAITING: usize = 4_096;
    let (sender, receiver) = sync_channel::<Row>(WAITING);
    std::thread::scope(|scope| {
        let index = scope.spawn(move || Index::build(receiver.into_iter()));
        let read = books.each_account(|stored| {
            // The other end closes only if the thread that builds has failed, which `join` tells.
            let _ = sender.send(Row::from(stored.account));
            Ok::<_, StoreError>(())
        });
        drop(sender);
        let index = index.join().expect("an index is built from any accounts");
        read.map(|()| index)
    })
}

/// Reads who sent the envelopes that have no coupon.
pub(super) fn read_payers(run: &mut Run, key: BatchKey) -> Result<(), RunError> {
    let Some(readers) = &run.readers.checks else {
        return Ok(());
    };
    let name = run.store.batch(key)?.name;
    let pages = run.store.pages_without_payer(key)?;
    let archive = run.store.archive().clone();
    for some in pages.chunks(GROUP) {
        let read = |(page, evidence): &(StoredPage, PageEvidence)| -> Result<(PageNo, PayerReading), ArchiveError> {
            let reading = match &evidence.sight {
                Sight::Seen(seen) if payer::may_tell(seen) => match upright(page, &archive, run.config)? {
                    Some(upright) => payer::read(&upright, seen, readers),
                    None => PayerReading::default(),
                },
                _ => PayerReading::default(),
            };
            Ok((page.no, reading))
        };
        let found: Vec<(PageNo, PayerReading)> = some.par_iter().map(read).collect::<Result<_, _>>()?;
        run.store.save_payer_lines(key, &found)?;
        run.check_stop(&name)?;
    }
    Ok(())
}

/// A page as it was looked at; `None` if it cannot be had so again.
fn upright(page: &StoredPage, archive: &Archive, config: &Config) -> Result<Option<Page>, ArchiveError> {
    let Some(digest) = page.file_digest else {
        return Ok(None);
    };
    let bytes = archive.get(&digest)?;
    Ok(decode(&bytes, page.frame, &config.intake)
        .ok()
        .map(crate::page::upright))
}

/// What a transaction holds.
#[derive(Clone, Copy)]
pub(super) struct Contents<'a> {
    batch: BatchKey,
    stored: &'a StoredTransaction,
    pages: &'a [CasePage],
    items: &'a [NewItem],
}

impl<'a> Contents<'a> {
    pub(super) fn of(
        batch: BatchKey,
        stored: &'a StoredTransaction,
        pages: &'a [CasePage],
        items: &'a [NewItem],
    ) -> Self {
        Contents {
            batch,
            stored,
            pages,
            items,
        }
    }
}

/// Matches the payer's words on a transaction's pages with all accounts; `None` where there is a coupon, or no item.
pub(super) fn matched(books: &Books, with: &mut With, contents: Contents) -> Result<Option<Matched>, StoreError> {
    if contents.items.is_empty() || contents.pages.iter().any(CasePage::is_coupon) {
        return Ok(None);
    }
    let payer = payer(books, contents)?;
    let mut matched = match_payer(with.matcher.index(books)?, &payer);
    matched.verdict = Policy::from(&with.config.matching).applied(matched.verdict);
    Ok(Some(matched))
}

/// Whom the payer's words on a check mean of which it is not certain that it came with the coupon before it; `None` where it is, or where there are more of either. No policy is
/// applied: nothing posts by it alone.
pub(super) fn sender(books: &Books, with: &mut With, contents: Contents) -> Result<Option<Matched>, StoreError> {
    let coupons = contents.pages.iter().filter(|page| page.is_coupon()).count();
    // Of a page that the manifest lists not at all, or twice, no writing says where it belongs.
    let was_grouped = contents.stored.uncertain.is_some() && !books.batch(contents.batch)?.tracked;
    if !was_grouped || coupons != 1 || contents.items.len() != 1 {
        return Ok(None);
    }
    let payer = payer(books, contents)?;
    Ok(Some(match_payer(with.matcher.index(books)?, &payer)))
}

/// The payer's own words on a transaction's pages, and what is known of the only item.
fn payer(books: &Books, contents: Contents) -> Result<Payer, StoreError> {
    let senders = books.payer_lines(contents.batch, contents.stored.no)?;
    let mut lines: Vec<(Source, &Line)> = Vec::new();
    for page in contents.pages {
        let memo = page.check().map_or(&[][..], |check| &check.memo);
        lines.extend(memo.iter().map(|line| (Source::Memo, line)));
        let source = if page.kind() == Some(PageKind::Envelope) {
            Source::Envelope
        } else {
            Source::PayerBlock
        };
        let sender = senders.get(&page.no).map_or(&[][..], |sender| &sender.lines);
        lines.extend(sender.iter().map(|line| (source, line)));
    }
    let mut payer = Payer::of(lines);
    if let [item] = contents.items {
        payer.known_payer = books.paid_before(&item.micr)?;
        // Known before any account is: what is due on the account that is found may not confirm it.
        payer.paid = item.amount;
    }
    Ok(payer)
}

/// Whom a memo beside a coupon names, where it gives a number that is not the coupon's, or an address; the accounts are asked only then.
pub(super) fn beside_coupon(books: &Books, with: &mut With, pages: &[CasePage]) -> Result<Option<Matched>, StoreError> {
    let coupons: Vec<String> = pages
        .iter()
        .filter(|page| page.is_coupon())
        .filter_map(CasePage::seen)
        .flat_map(|seen| &seen.codes)
        .map(|code| code.fields.member_id.to_string())
        .collect();
    if coupons.is_empty() {
        return Ok(None);
    }
    let checks = pages.iter().filter_map(CasePage::check);
    let payer = Payer::of(checks.flat_map(|check| &check.memo).map(|line| (Source::Memo, line)));
    let is_other = |number: &Number| !coupons.contains(&number.token.text);
    let says_more = payer.numbers.iter().any(is_other) || !payer.addresses.is_empty();
    Ok(if says_more {
        Some(match_payer(with.matcher.index(books)?, &payer))
    } else {
        None
    })
}
