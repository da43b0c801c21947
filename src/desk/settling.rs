//! Settling an exception: it posts, goes back, was here before, or goes to somebody else.

use super::second_key::{Step, step};
use super::{Actor, Desk, DeskError};
use crate::clock::cut_off;
use crate::decision::{Decision, Path, Payment};
use crate::id::{MemberId, PageNo};
use crate::posting::Posting;
use crate::resolution::{Correctable, Correction, Facts, KeyedItem, Kind, Verdict, checked};
use crate::store::batches::ItemKey;
use crate::store::decisions::{Micr, NewDecision, NewItem, StoredDecision};
use crate::store::resolutions::{DecisionKey, Keying, NewResolution, Resolution};
use crate::store::{StoreError, WriteTx};
use crate::user::{Right, UserId};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// The most bytes of a token.
const LONGEST_TOKEN: usize = 300;

/// What a person decides about the exception before him.
#[derive(Clone, Debug)]
pub struct Request {
    /// The transaction.
    pub item: ItemKey,
    /// The number of the decision that was shown: a later one must be looked at first.
    pub seen: u32,
    /// What is decided.
    pub verdict: Verdict,
    /// Made when the page was: the same token is the same press of the button, however often it comes.
    pub token: String,
}

/// What became of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolved {
    /// It is settled.
    Done {
        /// The resolution's number.
        resolution: i64,
    },
    /// The same press had come before: nothing was done twice.
    Again,
    /// A second person must key the same.
    WaitsForSecond,
    /// The two who keyed differ: a third decides.
    Differs,
}

/// An exception that waits and that the person may settle.
pub(super) struct Open {
    pub(super) item: ItemKey,
    pub(super) key: DecisionKey,
    pub(super) decision: StoredDecision,
    /// For how long the person had it before him.
    pub(super) seconds: u32,
}

/// Who settles, and who confirmed it.
pub(super) struct By {
    pub(super) user: Option<UserId>,
    pub(super) confirmed_by: Option<UserId>,
}

impl Desk<'_> {
    /// Settles an exception, or keeps the keying of one that needs two people.
    pub fn resolve(&mut self, request: &Request) -> Result<Resolved, DeskError> {
        let actor = self.actor();
        actor.must(Right::Settle)?;
        if request.token.is_empty() || request.token.len() > LONGEST_TOKEN {
            return Err(DeskError::Say(
                "which press of the button this is (a token of 1 to 300 bytes)",
            ));
        }
        self.store.write(|tx| {
            if tx.resolution_of_token(&request.token)?.is_some() || tx.is_keyed(&request.token)? {
                return Ok(Resolved::Again);
            }
            let open = actor.open(tx, request.item, Some(request.seen))?;
            let posting = posting(tx, &open, &request.verdict)?;
            let keying = Keying {
                user: actor.id(),
                name: actor.user.name.clone(),
                at: actor.now,
                seconds: open.seconds,
                verdict: request.verdict.clone(),
            };
            match step(tx, &actor, &open, &request.verdict)? {
                Step::Settles(by) => {
                    let resolution = settle(tx, &open, &request.verdict, posting, &by, actor.now, &request.token)?;
                    Ok(Resolved::Done { resolution })
                }
                Step::WaitsForSecond => {
                    tx.save_keying(open.item, open.key, &keying, &request.token)?;
                    Ok(Resolved::WaitsForSecond)
                }
                Step::Differs => {
                    tx.save_keying(open.item, open.key, &keying, &request.token)?;
                    Ok(Resolved::Differs)
                }
            }
        })
    }
}

impl Actor<'_> {
    /// The exception, if it waits, is free, and has not changed since it was `seen`.
    pub(super) fn open(&self, tx: &WriteTx, item: ItemKey, seen: Option<u32>) -> Result<Open, DeskError> {
        if tx.is_replaced(item)? {
            return Err(regrouped(tx, item)?);
        }
        let (key, seq) = tx.decision_in_force(item)?.ok_or(DeskError::NoSuchItem)?;
        let decision = tx
            .decision(item.batch, item.transaction)?
            .ok_or(DeskError::NoSuchItem)?;
        if let Some(settled) = tx.settlement(item)? {
            return Err(settled_by(&settled));
        }
        if let Decision::Posted { path, .. } = &decision.decision {
            return Err(DeskError::SettledBy {
                user: None,
                at: decision.decided_at,
                what: format!("posted by {}", word_of(*path)),
            });
        }
        let Some(row) = tx.queue_row(item, self.now)? else {
            return Err(DeskError::Held);
        };
        if seen.is_some_and(|seen| seen != seq) {
            return Err(DeskError::Changed);
        }
        if let Some(user) = row.handed_to
            && user != self.user.name
            && !self.user.may(Right::Supervise)
        {
            return Err(DeskError::HandedTo { user });
        }
        let lease = self.must_be_free(tx, item)?;
        let worked = lease.map_or(0, |lease| (self.now - lease.taken).num_seconds());
        Ok(Open {
            item,
            key,
            decision,
            seconds: u32::try_from(worked).unwrap_or(0),
        })
    }
}

fn word_of(path: Path) -> String {
    crate::decision::path_in_words(path).to_owned()
}

/// Who has settled it, as a refusal.
fn settled_by(settled: &Resolution) -> DeskError {
    DeskError::SettledBy {
        user: settled.user.clone(),
        at: settled.at,
        what: kind_in_words(settled.kind).to_owned(),
    }
}

/// What became of a transaction, in words.
pub fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Post => "posted",
        Kind::Return => "returned to its sender",
        Kind::Duplicate => "marked as a duplicate",
        Kind::Forward => "forwarded",
        Kind::Regroup => "its pages put together anew",
    }
}

fn regrouped(tx: &WriteTx, item: ItemKey) -> Result<DeskError, StoreError> {
    let name = tx.batch(item.batch)?.name;
    let into = match tx.settlement(item)? {
        Some(settled) => settled.verdict["into"]
            .as_array()
            .map_or_else(Vec::new, |into| into.iter().map(|no| format!("{name}/{no}")).collect()),
        None => Vec::new(),
    };
    Ok(DeskError::Regrouped { into })
}

/// The posting that a verdict makes; refuses a verdict that makes no sense.
pub(super) fn posting(tx: &WriteTx, open: &Open, verdict: &Verdict) -> Result<Option<Posting>, DeskError> {
    let pages: BTreeSet<PageNo> = tx.pages_of(open.item)?.into_iter().collect();
    let items: BTreeSet<PageNo> = open.decision.items.iter().map(|item| item.page).collect();
    let mut on_file: BTreeSet<MemberId> = BTreeSet::new();
    if let Verdict::Post { payments, .. } = verdict {
        for payment in payments {
            if tx.account(&payment.account)?.is_some() {
                on_file.insert(payment.account);
            }
        }
    }
    if let Verdict::Duplicate { batch, transaction } = verdict {
        let other = tx.item(batch, *transaction)?.ok_or(DeskError::NoSuchItem)?;
        if other == open.item {
            return Err(DeskError::Say("of which other transaction it is a duplicate"));
        }
    }
    let facts = Facts {
        pages: &pages,
        items: &items,
        on_file: &on_file,
    };
    Ok(checked(verdict, &facts)?)
}

/// Settles an exception: the decision that posts it if it posts, the resolution, the log.
pub(super) fn settle(
    tx: &mut WriteTx,
    open: &Open,
    verdict: &Verdict,
    posting: Option<Posting>,
    by: &By,
    now: DateTime<Utc>,
    token: &str,
) -> Result<i64, DeskError> {
    let makes = match posting {
        Some(posting) => Some(post(tx, open, verdict, posting, by, now)?),
        None => None,
    };
    let resolution = tx.save_resolution(&NewResolution {
        item: open.item,
        settles: open.key,
        makes,
        kind: verdict.kind(),
        user: by.user,
        confirmed_by: by.confirmed_by,
        at: now,
        seconds: open.seconds,
        token,
        verdict: serde_json::to_value(verdict).expect("a verdict is plain data"),
    })?;
    Ok(resolution)
}

fn post(
    tx: &mut WriteTx,
    open: &Open,
    verdict: &Verdict,
    posting: Posting,
    by: &By,
    now: DateTime<Utc>,
) -> Result<DecisionKey, DeskError> {
    let Verdict::Post { items, corrections, .. } = verdict else {
        unreachable!("only a verdict to post makes a posting");
    };
    let payments = posting.payments().to_vec();
    let name = match by.user {
        Some(id) => tx.user_of(id)?.map(|user| user.name.to_string()),
        None => None,
    };
    let new = NewDecision {
        batch: open.item.batch,
        transaction: open.item.transaction,
        follows: Some(open.decision.seq),
        decided_at: now,
        why: format!("settled at the desk by {}", name.as_deref().unwrap_or("the program")),
        timely: Some(is_timely(tx, open.item, &payments)?),
        decision: Decision::Posted {
            path: Path::Reviewer,
            payments,
        },
        items: keyed_items(open, items, corrections),
        coupons: tx.coupons_of(open.key)?,
        posting: Some(posting),
        matched: open.decision.matched.clone(),
    };
    tx.save_decision(&new)?;
    let (key, _) = tx.decision_in_force(open.item)?.expect("the decision was just saved");
    Ok(key)
}

fn is_timely(tx: &WriteTx, item: ItemKey, payments: &[Payment]) -> Result<bool, StoreError> {
    let received = tx.batch(item.batch)?.received;
    for payment in payments {
        let account = tx.account(&payment.account)?;
        if account.is_none_or(|stored| received > cut_off(stored.account.due_date)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The items as the person keyed them, in page order, with the MICR lines as read or corrected.
fn keyed_items(open: &Open, items: &[KeyedItem], corrections: &[Correction]) -> Vec<NewItem> {
    let read = |page: PageNo| {
        let found = open.decision.items.iter().find(|item| item.page == page);
        found.map_or_else(Micr::default, |item| item.micr.clone())
    };
    let mut items: Vec<NewItem> = items
        .iter()
        .map(|item| {
            let mut micr = read(item.page);
            for correction in corrections.iter().filter(|correction| correction.page == item.page) {
                match correction.field {
                    Correctable::Routing => micr.routing = correction.value.parse().ok(),
                    Correctable::Account => micr.account = Some(correction.value.clone()),
                    Correctable::Serial => micr.serial = correction.value.parse().ok(),
                    Correctable::Date | Correctable::Payee | Correctable::Memo => {}
                }
            }
            NewItem {
                page: item.page,
                kind: item.kind,
                amount: Some(item.amount),
                micr,
            }
        })
        .collect();
    items.sort_by_key(|item| item.page);
    items
}
