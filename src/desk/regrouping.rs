//! Splitting and joining: the pages of transactions whose grouping was wrong are put together anew, and decided as if they had come so.

use super::{Actor, Desk, DeskError};
use crate::id::{PageNo, TransactionNo};
use crate::pipeline::decide_regrouped;
use crate::resolution::Kind;
use crate::store::WriteTx;
use crate::store::batches::{BatchKey, ItemKey};
use crate::store::resolutions::NewResolution;
use crate::user::Right;
use serde_json::json;
use std::collections::BTreeSet;

/// The most transactions that are put together anew at once, on either side.
const MOST: usize = 20;

/// Pages to put together anew.
#[derive(Clone, Debug)]
pub struct Regrouping {
    /// The batch.
    pub batch: BatchKey,
    /// The transactions whose pages these are; all must wait.
    pub from: Vec<TransactionNo>,
    /// The pages of each new transaction; together all pages of the old ones, each once.
    pub into: Vec<Vec<PageNo>>,
    /// What makes a repeated press the same press.
    pub token: String,
}

impl Desk<'_> {
    /// Splits or joins transactions; gives the new ones, which are decided at once and may have posted. Pressed again, gives the same.
    pub fn regroup(&mut self, asked: &Regrouping) -> Result<Vec<TransactionNo>, DeskError> {
        let actor = self.actor();
        actor.must(Right::Settle)?;
        let (config, now) = (self.config, self.now);
        let matcher = &mut *self.matcher;
        self.store.write(|tx| {
            if let Some(made) = made_before(tx, asked)? {
                return Ok(made);
            }
            let settled = actor.regroupable(tx, asked)?;
            let made = tx.replace_transactions(asked.batch, &asked.from, &asked.into, now)?;
            for (item, key, seconds) in settled {
                tx.save_resolution(&NewResolution {
                    item,
                    settles: key,
                    makes: None,
                    kind: Kind::Regroup,
                    user: Some(actor.id()),
                    confirmed_by: None,
                    at: now,
                    seconds,
                    token: &token_of(asked, item.transaction),
                    verdict: json!({ "into": made }),
                })?;
            }
            for &transaction in &made {
                let item = ItemKey {
                    batch: asked.batch,
                    transaction,
                };
                actor.log(tx, "regrouped", item, json!({ "from": asked.from }))?;
                decide_regrouped(tx, config, matcher, now, item)?;
            }
            Ok(made)
        })
    }
}

fn token_of(asked: &Regrouping, transaction: TransactionNo) -> String {
    format!("{}/{transaction}", asked.token)
}

/// The transactions that this very press made before.
fn made_before(tx: &WriteTx, asked: &Regrouping) -> Result<Option<Vec<TransactionNo>>, DeskError> {
    let Some(&first) = asked.from.first() else {
        return Err(DeskError::Grouping("name the transactions whose pages these are"));
    };
    let Some(before) = tx.resolution_of_token(&token_of(asked, first))? else {
        return Ok(None);
    };
    let made = serde_json::from_value(before.verdict["into"].clone()).unwrap_or_default();
    Ok(Some(made))
}

type Settled = (ItemKey, crate::store::resolutions::DecisionKey, u32);

impl Actor<'_> {
    /// The exceptions that the regrouping settles; refuses one that loses or doubles a page, or changes nothing.
    fn regroupable(&self, tx: &WriteTx, asked: &Regrouping) -> Result<Vec<Settled>, DeskError> {
        let from: BTreeSet<TransactionNo> = asked.from.iter().copied().collect();
        if from.len() != asked.from.len() || from.len() > MOST || asked.into.len() > MOST {
            return Err(DeskError::Grouping("name each transaction once, and at most 20"));
        }
        let mut settled = Vec::new();
        let mut old: Vec<Vec<PageNo>> = Vec::new();
        for transaction in from {
            let item = ItemKey {
                batch: asked.batch,
                transaction,
            };
            let open = self.open(tx, item, None)?;
            if !tx.keyings(open.key)?.is_empty() {
                return Err(DeskError::Grouping("somebody has keyed one of them already"));
            }
            old.push(tx.pages_of(item)?);
            settled.push((item, open.key, open.seconds));
        }
        let mut new: Vec<Vec<PageNo>> = asked.into.clone();
        for group in &mut new {
            group.sort_unstable();
        }
        new.sort();
        let mut pages: [Vec<PageNo>; 2] = [old.concat(), new.concat()];
        for pages in &mut pages {
            pages.sort_unstable();
        }
        if pages[0] != pages[1] || new.iter().any(Vec::is_empty) {
            return Err(DeskError::Grouping(
                "every page of the transactions belongs to exactly one of the new ones",
            ));
        }
        old.sort();
        if old == new {
            return Err(DeskError::Grouping("the pages are together in this way already"));
        }
        Ok(settled)
    }
}
