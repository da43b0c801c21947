//! Settling a batch whose pages are read: its transactions, its control proof, its decisions.

use super::deciding::{Open, With};
use super::{Ending, Matcher, Run, RunError};
use crate::config::Config;
use crate::config::checks::CheckRules;
use crate::control::{Counted, Proof, Stated, prove as prove_figures};
use crate::decision::Decision;
use crate::decision::case::CasePage;
use crate::decision::reason::Reason;
use crate::decision::worth::{Worth, worth};
use crate::evidence::{PageEvidence, PageKind, Sight};
use crate::grouping::{Paper, group};
use crate::id::{BatchId, TransactionNo};
use crate::money::Amount;
use crate::pipeline::deciding;
use crate::store::batches::{BatchEvent, BatchKey, BatchState, Group, ItemKey};
use crate::store::evidence::{KnownKind, PageFacts};
use crate::store::{Store, StoreError, WriteTx};
use chrono::{DateTime, Utc};
use std::sync::atomic::Ordering;

/// Transactions decided in one commit: with a disk sync of some milliseconds, one for each would take longer than reading them.
const GROUP: usize = 50;

pub(super) fn is_held(state: &BatchState) -> bool {
    matches!(state, BatchState::Held { .. })
}

/// Groups the pages of a batch whose scanner did not say which came in one envelope.
pub(super) fn form_transactions(run: &mut Run, key: BatchKey) -> Result<(), RunError> {
    let is_tracked = run.store.batch(key)?.tracked;
    if is_tracked || !run.store.transactions(key)?.is_empty() {
        return Ok(());
    }
    let facts = run.store.page_facts(key)?;
    let mut papers = Vec::with_capacity(facts.len());
    let mut dues: Vec<Amount> = Vec::new();
    for fact in &facts {
        let paper = paper(fact, run.store.evidence(key, fact.no)?, &dues, &run.config.checks);
        dues.extend(paper.due);
        papers.push(paper);
    }
    let groups: Vec<Group> = (1..)
        .zip(group(&papers))
        .map(|(no, envelope)| Group {
            no: TransactionNo(no),
            pages: envelope.pages,
            uncertain: envelope.doubt,
        })
        .collect();
    run.store.form_transactions(key, &groups)?;
    Ok(())
}

/// Most coupons before an item that it may pay.
const MOST_DUES: usize = 3;

/// What grouping needs of a page. `dues` is what the coupons before it ask for: in scan order an item follows the coupons that it pays.
fn paper(fact: &PageFacts, evidence: Option<PageEvidence>, dues: &[Amount], rules: &CheckRules) -> Paper {
    let kind = match fact.kind {
        KnownKind::Seen(kind, _) => Some(kind),
        KnownKind::NotRead | KnownKind::Unreadable => None,
    };
    let is_coupon = kind.is_some_and(PageKind::is_coupon);
    let due = evidence.as_ref().filter(|_| is_coupon).and_then(due);
    let worth = match evidence {
        Some(evidence) if is_item(fact) => known_worth(fact, evidence, dues, rules),
        _ => fact.keyed_amount,
    };
    Paper {
        no: fact.no,
        side: fact.side,
        kind,
        is_item: is_item(fact),
        worth,
        due,
    }
}

fn known_worth(fact: &PageFacts, evidence: PageEvidence, dues: &[Amount], rules: &CheckRules) -> Option<Amount> {
    let near = &dues[dues.len().saturating_sub(MOST_DUES)..];
    let mut due = near.to_vec();
    due.extend((2..=near.len()).filter_map(|count| Amount::checked_sum(near[near.len() - count..].iter().copied())));
    let item = CasePage {
        no: fact.no,
        side: fact.side,
        keyed_amount: fact.keyed_amount,
        has_micr: fact.has_micr,
        magnetic: None,
        evidence,
    };
    match worth(&item, &due, rules) {
        Worth::Known(amount) => Some(amount),
        Worth::Conflict(..) | Worth::Unsure(_) => fact.keyed_amount,
    }
}

/// What a coupon asks for, where all readers that say so agree.
fn due(evidence: &PageEvidence) -> Option<Amount> {
    let Sight::Seen(seen) = &evidence.sight else {
        return None;
    };
    let mut said = seen.codes.iter().filter_map(|code| code.fields.total_due);
    let first = said
        .next()
        .or_else(|| seen.printed.as_ref()?.total_due.map(|due| due.value))?;
    said.all(|other| other == first).then_some(first)
}

/// A check or money order by its looks or by the manifest; a paper that bears a coupon's code is none.
fn is_item(fact: &PageFacts) -> bool {
    match fact.kind {
        KnownKind::Seen(kind, _) if kind.is_coupon() || kind.shows_no_item() => false,
        _ => fact.is_item || fact.keyed_amount.is_some() || fact.has_micr,
    }
}

/// Proves the control figures, and writes down that all pages are read and, if the figures differ, that the batch is held.
pub(super) fn prove(run: &mut Run, key: BatchKey) -> Result<Proof, RunError> {
    run.store.add_event(key, &BatchEvent::Read, run.now)?;
    let batch = run.store.batch(key)?;
    let mut counted = Counted::default();
    for fact in run.store.page_facts(key)? {
        let front_unknown = match fact.kind {
            KnownKind::Seen(kind, _) => kind == PageKind::Unknown,
            KnownKind::NotRead | KnownKind::Unreadable => true,
        };
        counted.pages += u32::from(fact.is_there);
        if !fact.is_there {
            // A page that is listed and did not come is no item that was found.
        } else if is_item(&fact) {
            counted.items += 1;
        } else {
            counted.unknown += u32::from(front_unknown);
        }
    }
    if batch.control.total.is_some() {
        for transaction in run.store.transactions(key)? {
            let stored = run.store.transaction(key, transaction)?;
            let items = deciding::items(&stored, &deciding::case_pages(&stored), run.config);
            counted.amounts.extend(items.iter().filter_map(|item| item.amount));
        }
    }
    let stated = Stated {
        pages: batch.control.pages,
        items: batch.control.items,
        total: batch.control.total,
        unclear: batch.control.unclear,
    };
    let proof = prove_figures(&stated, &counted);
    if let Proof::Differs(differences) = &proof {
        let accepted = events_accept(run, key)?;
        if !accepted && run.accept_difference.is_none() {
            run.store.add_event(
                key,
                &BatchEvent::Held {
                    why: differences.join("; "),
                },
                run.now,
            )?;
        }
        if let (false, Some(why)) = (accepted, run.accept_difference) {
            run.store
                .add_event(key, &BatchEvent::Accepted { why: why.to_owned() }, run.now)?;
        }
    }
    Ok(proof)
}

fn events_accept(run: &Run, key: BatchKey) -> Result<bool, StoreError> {
    Ok(run
        .store
        .events(key)?
        .iter()
        .any(|(_, event)| matches!(event, BatchEvent::Accepted { .. })))
}

/// Decides every transaction that has no decision, and anew those that were held for control figures whose difference is now accepted.
pub(super) fn decide_all(run: &mut Run, key: BatchKey, name: &BatchId, proof: &Proof) -> Result<(), RunError> {
    let is_accepted = events_accept(run, key)?;
    let differences: &[String] = match proof {
        Proof::Differs(differences) if !is_accepted => differences,
        _ => &[],
    };
    let mut open: Vec<(TransactionNo, Option<u32>)> = run
        .store
        .undecided(key)?
        .into_iter()
        .map(|transaction| (transaction, None))
        .collect();
    if is_accepted {
        open.extend(held_transactions(run, key)?);
        open.sort_unstable();
    }
    let mut with = With {
        config: run.config,
        matcher: &mut *run.matcher,
        now: run.now,
    };
    for some in open.chunks(GROUP) {
        run.store.write(|tx| {
            some.iter().try_for_each(|&(transaction, follows)| {
                let open = Open {
                    batch: key,
                    transaction,
                    follows,
                };
                deciding::decide_one(tx, &mut with, open, differences)
            })
        })?;
        if run.stop.load(Ordering::Relaxed) {
            return Err(RunError::Stopped(name.clone()));
        }
    }
    Ok(())
}

/// Decides anew what waits because a number was on no file: after an import it may be. Gives how many are posted now, and how many waited.
pub fn decide_again(store: &mut Store, config: &Config, now: DateTime<Utc>) -> Result<(usize, usize), StoreError> {
    let waiting = store.waiting_for_accounts()?;
    if waiting.is_empty() {
        return Ok((0, 0));
    }
    let mut with = With {
        config,
        matcher: &mut Matcher::default(),
        now,
    };
    let mut posted = 0;
    for some in waiting.chunks(GROUP) {
        store.write(|tx| {
            for &(batch, transaction, seq) in some {
                if !matches!(tx.state(batch)?, BatchState::Finished { .. }) {
                    continue;
                }
                let open = Open {
                    batch,
                    transaction,
                    follows: Some(seq),
                };
                deciding::decide_one(tx, &mut with, open, &[])?;
                let now = tx.decision(batch, transaction)?;
                posted += usize::from(now.is_some_and(|now| matches!(now.decision, Decision::Posted { .. })));
            }
            Ok::<_, StoreError>(())
        })?;
    }
    Ok((posted, waiting.len()))
}

/// Decides a transaction whose pages a person has put together.
pub fn decide_regrouped(
    tx: &mut WriteTx,
    config: &Config,
    matcher: &mut Matcher,
    now: DateTime<Utc>,
    item: ItemKey,
) -> Result<(), StoreError> {
    let open = Open {
        batch: item.batch,
        transaction: item.transaction,
        follows: None,
    };
    deciding::decide_one(tx, &mut With { config, matcher, now }, open, &[])
}

/// The transactions whose decision in force names the control figures, with that decision's number.
fn held_transactions(run: &Run, key: BatchKey) -> Result<Vec<(TransactionNo, Option<u32>)>, StoreError> {
    let mut held = Vec::new();
    for transaction in run.store.transactions(key)? {
        if let Some(decision) = run.store.decision(key, transaction)?
            && let Decision::Exception { reasons } = &decision.decision
            && reasons
                .iter()
                .any(|reason| matches!(reason, Reason::ControlMismatch { .. }))
        {
            held.push((transaction, Some(decision.seq)));
        }
    }
    Ok(held)
}

/// Writes down how the batch ended.
pub(super) fn finish(run: &mut Run, key: BatchKey, name: &BatchId, proof: &Proof) -> Result<Ending, RunError> {
    if matches!(proof, Proof::Differs(_)) && !events_accept(run, key)? {
        return Ok(Ending::Held);
    }
    // Another run on the same batch may have decided some of it before the difference was accepted.
    if events_accept(run, key)? && !held_transactions(run, key)?.is_empty() {
        decide_all(run, key, name, proof)?;
    }
    run.store.add_event(
        key,
        &BatchEvent::Finished {
            unproven: *proof == Proof::Unproven,
        },
        run.now,
    )?;
    Ok(Ending::Finished)
}
