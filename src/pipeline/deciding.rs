//! Deciding one transaction within a write: what the books know of it is looked up, the decision is made, and all that follows is saved.

use crate::account::Account;
use crate::clock::{business_date, cut_off};
use crate::config::{Config, Disposition};
use crate::decision::case::{Case, CasePage, Duplicate};
use crate::decision::reason::Likeness;
use crate::decision::worth::{Worth, worth};
use crate::decision::{Decision, Payment, decide, dues, expected, explain};
use crate::evidence::PageKind;
use crate::evidence::Sight;
use crate::evidence::check::texts::member_ids;
use crate::id::{MemberId, TransactionNo};
use crate::matching::Matched;
use crate::micr::Micr;
use crate::money::Amount;
use crate::pipeline::matching::{Contents, Matcher, beside_coupon, matched, sender};
use crate::posting::{self as entries, Posting};
use crate::store::accounts::StoredAccount;
use crate::store::batches::BatchKey;
use crate::store::decisions::{Micr as StoredMicr, NewCoupon, NewDecision, NewItem, Sighting, StoredTransaction};
use crate::store::{StoreError, WriteTx};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// What transactions are decided with.
pub(super) struct With<'a> {
    pub(super) config: &'a Config,
    /// All accounts, where a transaction needs them.
    pub(super) matcher: &'a mut Matcher,
    pub(super) now: DateTime<Utc>,
}

/// A transaction to be decided.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub(super) batch: BatchKey,
    pub(super) transaction: TransactionNo,
    /// The decision that is replaced, if any.
    pub(super) follows: Option<u32>,
}

/// Decides a transaction and saves the decision with its items, coupons and posting, unless it is the one in force already.
pub(super) fn decide_one(
    tx: &mut WriteTx,
    with: &mut With,
    open: Open,
    control_differences: &[String],
) -> Result<(), StoreError> {
    let With { config, now, .. } = *with;
    let (key, transaction) = (open.batch, open.transaction);
    let stored = tx.transaction(key, transaction)?;
    let pages = case_pages(&stored);
    let mut items = items(&stored, &pages, config);
    let coupons = coupons(&pages);
    let contents = Contents::of(key, &stored, &pages, &items);
    let matched = matched(tx, with, contents)?;
    let memo = beside_coupon(tx, with, &pages)?;
    let sender = sender(tx, with, contents)?;
    let accounts = accounts(tx, &pages, matched.as_ref())?;
    let expected = expected(&pages, matched.as_ref(), &accounts);
    for (item, page) in items.iter_mut().zip(pages.iter().filter(|page| page.is_item())) {
        item.amount = known(&worth(page, &expected, &config.checks));
    }
    let duplicates = duplicates(tx, config, (key, transaction), &stored, &items, &coupons)?;
    let batch = tx.batch(key)?;
    let received = batch.received;
    let case = Case {
        pages: &pages,
        grouping_doubt: stored.uncertain.clone(),
        is_tracked: batch.tracked,
        control_differences,
        accounts: &accounts,
        matched: matched.as_ref(),
        memo: memo.as_ref(),
        sender: sender.as_ref(),
        duplicates: &duplicates,
        lockbox: &config.lockbox,
        policy: config.policy,
        checks: &config.checks,
        received: business_date(received),
    };
    let decision = decide(&case);
    if let Some(seq) = open.follows
        && tx
            .decision(key, transaction)?
            .is_some_and(|before| before.seq == seq && before.decision == decision)
    {
        return Ok(());
    }
    let posting = match &decision {
        Decision::Posted { payments, .. } => Some(posting(&items, payments)),
        Decision::Exception { .. } => None,
    };
    let timely = match &decision {
        Decision::Posted { payments, .. } => {
            let in_time = |payment: &Payment| {
                account(&accounts, payment.account).is_some_and(|a| received <= cut_off(a.due_date))
            };
            Some(payments.iter().all(in_time))
        }
        Decision::Exception { .. } => None,
    };
    let why = explain(&case, &decision, &|no| label(&stored, no));
    let new = NewDecision {
        batch: key,
        transaction,
        follows: open.follows,
        decided_at: now,
        decision,
        why,
        timely,
        items,
        coupons,
        posting,
        matched,
    };
    tx.save_decision(&new)?;
    Ok(())
}

fn label(stored: &StoredTransaction, no: crate::id::PageNo) -> String {
    stored
        .pages
        .iter()
        .find(|(page, _)| page.no == no)
        .map_or_else(|| format!("page {no}"), |(page, _)| page.label.clone())
}

fn posting(items: &[NewItem], payments: &[Payment]) -> Posting {
    let worth: Vec<entries::Worth> = items
        .iter()
        .map(|item| entries::Worth {
            page: item.page,
            amount: item.amount,
        })
        .collect();
    Posting::build(&worth, payments).expect("a decision to post pays out exactly what its items are worth")
}

pub(super) fn case_pages(stored: &StoredTransaction) -> Vec<CasePage> {
    let case_page = |(page, evidence): &(crate::store::batches::StoredPage, crate::evidence::PageEvidence)| CasePage {
        no: page.no,
        side: page.side,
        keyed_amount: page.keyed_amount,
        has_micr: page.keyed_micr.is_some(),
        magnetic: page.keyed_micr.as_deref().map(Micr::parse),
        evidence: evidence.clone(),
    };
    stored.pages.iter().map(case_page).collect()
}

/// The papers that carry money, with what the manifest says of them.
pub(super) fn items(stored: &StoredTransaction, pages: &[CasePage], config: &Config) -> Vec<NewItem> {
    let due = dues(pages);
    let new_item = |((page, _), case): (&(crate::store::batches::StoredPage, _), &CasePage)| {
        let micr = case.micr();
        NewItem {
            page: page.no,
            kind: if case.is_money_order() {
                PageKind::MoneyOrder
            } else {
                PageKind::Check
            },
            amount: known(&worth(case, &due, &config.checks)),
            micr: micr.map_or_else(StoredMicr::default, |micr| StoredMicr {
                routing: micr.routing,
                account: micr.account,
                serial: micr.serial,
            }),
        }
    };
    stored
        .pages
        .iter()
        .zip(pages)
        .filter(|(_, case)| case.is_item())
        .map(new_item)
        .collect()
}

/// The coupons, each with what its first code that holds says, or its printed text.
fn coupons(pages: &[CasePage]) -> Vec<NewCoupon> {
    let coupon = |page: &CasePage| {
        let seen = page.seen()?;
        let code = seen
            .codes
            .iter()
            .find(|code| crate::evidence::codes::proves(code))
            .or(seen.codes.first());
        let by_code = code.map(|code| NewCoupon {
            page: page.no,
            member_id: code.fields.member_id,
            bill_date: code.fields.bill_date,
            total_due: code.fields.total_due,
        });
        by_code.or_else(|| {
            let printed = seen.printed.as_ref()?;
            Some(NewCoupon {
                page: page.no,
                member_id: printed.member_id?.value,
                bill_date: printed.bill_date.map(|date| date.value),
                total_due: printed.total_due.map(|due| due.value),
            })
        })
    };
    pages
        .iter()
        .filter(|page| page.is_coupon())
        .filter_map(coupon)
        .collect()
}

fn known(worth: &Worth) -> Option<Amount> {
    match worth {
        Worth::Known(amount) => Some(*amount),
        Worth::Conflict(..) | Worth::Unsure(_) => None,
    }
}

/// Every account that a page names, or that the payer's words may mean.
fn accounts(
    tx: &WriteTx,
    pages: &[CasePage],
    matched: Option<&Matched>,
) -> Result<BTreeMap<MemberId, Option<Account>>, StoreError> {
    let mut accounts = BTreeMap::new();
    for candidate in matched.iter().flat_map(|matched| &matched.candidates) {
        let found = tx.account(&candidate.member_id)?.map(in_force);
        accounts.insert(candidate.member_id, found);
    }
    for page in pages {
        let Sight::Seen(seen) = &page.evidence.sight else {
            continue;
        };
        let printed = seen
            .printed
            .as_ref()
            .and_then(|printed| printed.member_id)
            .map(|id| id.value);
        let memo = seen
            .check
            .iter()
            .flat_map(|check| &check.memo)
            .flat_map(|line| member_ids(line.text()));
        for id in seen
            .codes
            .iter()
            .map(|code| code.fields.member_id)
            .chain(printed)
            .chain(memo)
        {
            if let std::collections::btree_map::Entry::Vacant(place) = accounts.entry(id) {
                place.insert(tx.account(&id)?.map(in_force));
            }
        }
    }
    Ok(accounts)
}

/// An account with where its coverage stands: a closed one counts as terminated.
fn in_force(stored: StoredAccount) -> Account {
    Account {
        status: stored.status(),
        ..stored.account
    }
}

fn account(accounts: &BTreeMap<MemberId, Option<Account>>, id: MemberId) -> Option<&Account> {
    accounts.get(&id).and_then(Option::as_ref)
}

/// Earlier items that may be one of these: by MICR line, by the very image, and, where a MICR line is not known, by looks and by coupon and amount.
fn duplicates(
    tx: &WriteTx,
    config: &Config,
    of: (BatchKey, TransactionNo),
    stored: &StoredTransaction,
    items: &[NewItem],
    coupons: &[NewCoupon],
) -> Result<Vec<Duplicate>, StoreError> {
    let mut found: Vec<Duplicate> = Vec::new();
    for item in items {
        let mut add = |sightings: Vec<Sighting>, by: Likeness| {
            for sighting in sightings {
                let known = found
                    .iter()
                    .any(|d| d.page == item.page && d.batch == sighting.batch && d.transaction == sighting.transaction);
                if !known {
                    let Sighting { batch, transaction, .. } = sighting;
                    found.push(Duplicate {
                        page: item.page,
                        batch,
                        transaction,
                        by,
                    });
                }
            }
        };
        // Another amount on the same check is a slip of the keying, not another check.
        add(tx.items_like_micr(of, &item.micr, None)?, Likeness::Micr);
        let page = stored.pages.iter().find(|(page, _)| page.no == item.page);
        if let Some((digest, frame)) = page.and_then(|(page, _)| Some((page.file_digest?, page.frame))) {
            add(tx.items_like_image(of, &digest, frame)?, Likeness::Image);
        }
        for (batch, page) in tx.pages_that_look_like(of.0, item.page)? {
            let mut sightings = tx.items_on_page(of, batch, page)?;
            sightings.retain(|sighting| !(sighting.micr_whole && item.micr.is_whole()));
            add(sightings, Likeness::Looks);
        }
        let (Some(amount), Disposition::Queue) = (item.amount, config.policy.same_coupon_same_amount) else {
            continue;
        };
        for coupon in coupons {
            let mut sightings = tx.items_like_coupon(of, coupon, amount)?;
            // Two MICR lines that are both known were compared already, and differ.
            sightings.retain(|sighting| !(sighting.micr_whole && item.micr.is_whole()));
            add(sightings, Likeness::Coupon);
        }
    }
    found.extend(twins(tx, of, stored, items)?);
    Ok(found)
}

/// Items that are in the envelope twice: the same MICR line or the very same image.
fn twins(
    tx: &WriteTx,
    of: (BatchKey, TransactionNo),
    stored: &StoredTransaction,
    items: &[NewItem],
) -> Result<Vec<Duplicate>, StoreError> {
    let image = |item: &NewItem| {
        let page = stored.pages.iter().find(|(page, _)| page.no == item.page);
        page.and_then(|(page, _)| Some((page.file_digest?, page.frame)))
    };
    let mut found = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let same_micr = items[..at]
            .iter()
            .any(|other| item.micr.is_whole() && item.micr == other.micr);
        let same_image = items[..at]
            .iter()
            .any(|other| image(item).is_some() && image(item) == image(other));
        if same_micr || same_image {
            let by = if same_micr { Likeness::Micr } else { Likeness::Image };
            found.push(Duplicate {
                page: item.page,
                batch: tx.batch(of.0)?.name,
                transaction: of.1,
                by,
            });
        }
    }
    Ok(found)
}
