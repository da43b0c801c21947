//! The cut-off: what nobody has settled when its deadline is over gets the decision that the configuration sets for it, and that is stated.

use super::DeskError;
use super::settling::{By, Open, posting, settle};
use crate::config::Config;
use crate::config::review::AtCutOff;
use crate::resolution::{ReturnReason, Verdict};
use crate::store::Store;
use crate::store::log::NewEntry;
use chrono::{DateTime, Utc};
use serde_json::json;

/// Transactions that are settled in one commit.
const GROUP: usize = 32;

/// What a cut-off did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CutOff {
    /// So many had been left unsettled.
    pub overdue: usize,
    /// Of those, so many go back to their senders.
    pub returned: usize,
    /// So many somebody has before him just now, or has keyed: they stay.
    pub in_work: usize,
}

/// Applies the default decision to every exception whose deadline is over.
pub fn apply(store: &mut Store, config: &Config, now: DateTime<Utc>) -> Result<CutOff, DeskError> {
    let overdue = store.overdue(now)?;
    let mut done = CutOff {
        overdue: overdue.len(),
        ..CutOff::default()
    };
    if config.review.at_cut_off == AtCutOff::Return {
        let verdict = Verdict::Return {
            why: ReturnReason::UnknownAccount,
            letter: ReturnReason::UnknownAccount.letter(),
        };
        for some in overdue.chunks(GROUP) {
            let returned = store.write(|tx| {
                let mut returned = 0;
                for &item in some {
                    let waits = tx.queue_row(item, now)?.is_some() && tx.lease(item, now)?.is_none();
                    let (Some((key, seq)), true) = (tx.decision_in_force(item)?, waits) else {
                        continue;
                    };
                    let Some(decision) = tx.decision(item.batch, item.transaction)? else {
                        continue;
                    };
                    if !tx.keyings(key)?.is_empty() {
                        continue;
                    }
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
                    returned += 1;
                }
                Ok::<_, DeskError>(returned)
            })?;
            done.returned += returned;
        }
        done.in_work = done.overdue - done.returned;
    }
    if done.overdue > 0 {
        store.write(|tx| {
            tx.log(&NewEntry {
                at: now,
                user: None,
                act: "cut_off",
                item: None,
                detail: json!({ "rule": config.review.at_cut_off, "overdue": done.overdue, "returned": done.returned }),
            })
        })?;
    }
    Ok(done)
}
