//! The cut-off: what nobody has settled when its deadline is over gets the decision that the configuration sets for it, once, and that is stated.

use super::DeskError;
use super::settling::{By, Open, posting, settle};
use crate::config::Config;
use crate::config::review::AtCutOff;
use crate::resolution::{ReturnReason, Verdict};
use crate::store::batches::ItemKey;
use crate::store::log::NewEntry;
use crate::store::{Store, WriteTx};
use chrono::{DateTime, Utc};
use serde_json::json;

/// Transactions that are seen to in one commit.
const GROUP: usize = 32;

/// What a cut-off did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CutOff {
    /// So many wait on, as the rule says.
    pub carried_over: usize,
    /// So many go back to their senders, as the rule says.
    pub returned: usize,
    /// So many somebody has before him just now, or has keyed: they are left to him.
    pub in_work: usize,
}

/// Applies the default decision to every exception whose deadline is over and that had none yet.
pub fn apply(store: &mut Store, config: &Config, now: DateTime<Utc>) -> Result<CutOff, DeskError> {
    let mut done = CutOff::default();
    for some in store.overdue(now)?.chunks(GROUP) {
        store.write(|tx| {
            for &item in some {
                match config.review.at_cut_off {
                    AtCutOff::CarryOver => {
                        state(tx, item, AtCutOff::CarryOver, now)?;
                        done.carried_over += 1;
                    }
                    AtCutOff::Return if send_back(tx, item, now)? => done.returned += 1,
                    AtCutOff::Return => done.in_work += 1,
                }
            }
            Ok::<_, DeskError>(())
        })?;
    }
    Ok(done)
}

/// Writes down that the cut-off has seen to a transaction, which it does once.
fn state(tx: &mut WriteTx, item: ItemKey, rule: AtCutOff, now: DateTime<Utc>) -> Result<(), DeskError> {
    tx.log(&NewEntry {
        at: now,
        user: None,
        act: "cut_off",
        item: Some(item),
        detail: json!({ "rule": rule }),
    })?;
    Ok(())
}

/// `false` where somebody is at work on it.
fn send_back(tx: &mut WriteTx, item: ItemKey, now: DateTime<Utc>) -> Result<bool, DeskError> {
    let waits = tx.queue_row(item, now)?.is_some() && tx.lease(item, now)?.is_none();
    let (Some((key, seq)), Some(decision), true) = (
        tx.decision_in_force(item)?,
        tx.decision(item.batch, item.transaction)?,
        waits,
    ) else {
        return Ok(false);
    };
    if !tx.keyings(key)?.is_empty() {
        return Ok(false);
    }
    let verdict = Verdict::Return {
        why: ReturnReason::UnknownAccount,
        letter: ReturnReason::UnknownAccount.letter(),
    };
    let open = Open {
        item,
        key,
        decision,
        seconds: 0,
    };
    let nothing = posting(tx, &open, &verdict)?;
    let token = format!("cut-off {}/{}/{seq}", tx.batch(item.batch)?.name, item.transaction);
    let nobody = By {
        user: None,
        confirmed_by: None,
    };
    settle(tx, &open, &verdict, nothing, &nobody, now, &token)?;
    state(tx, item, AtCutOff::Return, now)?;
    Ok(true)
}
