//! What commands ask of the books: batches with their counts, outcomes, what is open. In the order of taking in and of the
//! transactions.

use super::batches::{BatchKey, ItemKey, StoredBatch};
use super::decisions::{NewItem, StoredDecision};
use super::resolutions::Resolution;
use super::rows::{from_json, parsed, worded};
use super::{Books, StoreError};
use crate::decision::Path;
use crate::id::{BatchId, PageNo, TransactionNo};
use crate::matching::{Matched, Stratum, Verdict};
use chrono::{DateTime, Utc};
use rusqlite::params;

/// A batch with its counts.
#[derive(Clone, Debug)]
pub struct BatchSummary {
    /// The batch and where it stands.
    pub batch: StoredBatch,
    /// Page images.
    pub pages: u64,
    /// Transactions; of an untracked batch none before they are formed.
    pub transactions: u64,
    /// Of those, posted.
    pub posted: u64,
    /// Of those, exceptions. What is neither is not decided yet.
    pub exceptions: u64,
    /// Of the exceptions, those that a person has settled without posting.
    pub settled: u64,
    /// What is posted, in cents; a sum that may leave the range of one amount.
    pub posted_cents: i64,
}

/// How the transactions came out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OutcomeCounts {
    /// Posted transactions by what decided the account.
    pub by_path: Vec<(Path, u64)>,
    /// Exceptions by the code of each reason; one with two reasons counts twice.
    pub by_reason: Vec<(String, u64)>,
    /// Transactions posted without a coupon, by the kind of evidence.
    pub by_stratum: Vec<(Stratum, u64)>,
}

/// A transaction and what became of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The batch's key.
    pub key: BatchKey,
    /// The batch.
    pub batch: BatchId,
    /// The transaction.
    pub transaction: TransactionNo,
    /// Its pages in scan order, with their labels.
    pub pages: Vec<(PageNo, String)>,
    /// When the envelope was received.
    pub received: DateTime<Utc>,
    /// The decision in force.
    pub decision: StoredDecision,
    /// How a person settled it, if one did.
    pub resolution: Option<Resolution>,
}

impl Outcome {
    /// The label of a page of this transaction.
    ///
    /// # Panics
    /// For a page of another.
    pub fn label(&self, page: PageNo) -> &str {
        let found = self.pages.iter().find(|(no, _)| *no == page);
        &found.expect("an item lies on a page of its transaction").1
    }

    /// The papers that carry money.
    pub fn items(&self) -> &[NewItem] {
        &self.decision.items
    }
}

impl Books {
    /// A batch with its counts.
    pub fn summary(&self, key: BatchKey) -> Result<BatchSummary, StoreError> {
        let outcome = |outcome: &str| -> Result<u64, StoreError> {
            let count: i64 = self
                .connection
                .prepare_cached("SELECT count(*) FROM decisions_in_force WHERE batch = ?1 AND outcome = ?2")?
                .query_row(params![key.0, outcome], |row| row.get(0))?;
            Ok(u64::try_from(count).expect("a count is not negative"))
        };
        Ok(BatchSummary {
            batch: self.batch(key)?,
            pages: self.count("SELECT count(*) FROM pages WHERE batch = ?1", key)?,
            transactions: self.count(
                "SELECT count(*) FROM transactions t WHERE batch = ?1 AND NOT EXISTS
                    (SELECT 1 FROM transactions_replaced r WHERE r.batch = t.batch AND r.no = t.no)",
                key,
            )?,
            posted: outcome("posted")?,
            exceptions: outcome("exception")?,
            settled: self.count(
                "SELECT count(*) FROM resolutions_in_force WHERE kind IN ('return', 'duplicate', 'forward') AND batch = ?1",
                key,
            )?,
            posted_cents: self
                .connection
                .prepare_cached("SELECT coalesce(sum(total_cents), 0) FROM postings_in_force WHERE batch = ?1")?
                .query_row([key.0], |row| row.get(0))?,
        })
    }

    /// How many transactions of a batch, or of all, came out in which way.
    pub fn outcome_counts(&self, batch: Option<BatchKey>) -> Result<OutcomeCounts, StoreError> {
        let batch = batch.map(|key| key.0);
        let mut paths = self.connection.prepare_cached(
            "SELECT path, count(*) FROM decisions_in_force
             WHERE outcome = 'posted' AND (?1 IS NULL OR batch = ?1) GROUP BY path",
        )?;
        let by_path = paths.query_map([batch], |row| Ok((worded::<Path>(row, 0)?, row.get::<_, i64>(1)?)))?;
        let mut reasons = self.connection.prepare_cached(
            "SELECT r.code, count(*) FROM decisions_in_force d JOIN decision_reasons r ON r.decision = d.id
             WHERE ?1 IS NULL OR d.batch = ?1 GROUP BY r.code ORDER BY count(*) DESC, r.code",
        )?;
        let by_reason = reasons.query_map([batch], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        let mut counts = OutcomeCounts::default();
        for row in by_path {
            let (path, count) = row?;
            counts
                .by_path
                .push((path, u64::try_from(count).expect("a count is not negative")));
        }
        for row in by_reason {
            let (code, count) = row?;
            counts
                .by_reason
                .push((code, u64::try_from(count).expect("a count is not negative")));
        }
        counts.by_path.sort();
        let mut matches = self.connection.prepare_cached(
            "SELECT m.json FROM decisions_in_force d JOIN decision_matches m ON m.decision = d.id
             WHERE d.outcome = 'posted' AND d.path <> 'reviewer' AND (?1 IS NULL OR d.batch = ?1)",
        )?;
        let mut rows = matches.query([batch])?;
        while let Some(row) = rows.next()? {
            let matched: Matched = from_json("a match", &row.get::<_, String>(0)?)?;
            if let Verdict::Post { stratum, .. } = matched.verdict {
                match counts.by_stratum.iter_mut().find(|(of, _)| *of == stratum) {
                    Some((_, count)) => *count += 1,
                    None => counts.by_stratum.push((stratum, 1)),
                }
            }
        }
        counts.by_stratum.sort();
        Ok(counts)
    }

    /// Hands every decided transaction of a batch, or of all batches, to `each`, on one state of the books.
    ///
    /// # Errors
    /// Those of the database, and whatever `each` returns, which ends it.
    pub fn each_outcome<E: From<StoreError>>(
        &self,
        batch: Option<BatchKey>,
        mut each: impl FnMut(Outcome) -> Result<(), E>,
    ) -> Result<(), E> {
        self.snapshot(|books| {
            let keys = match batch {
                Some(key) => vec![key],
                None => books.batch_keys()?,
            };
            for key in keys {
                let (name, received) = books.name_and_receipt(key)?;
                for transaction in books.transactions(key)? {
                    if let Some(decision) = books.decision(key, transaction)? {
                        each(Outcome {
                            key,
                            batch: name.clone(),
                            transaction,
                            pages: books.labels(key, transaction)?,
                            received,
                            resolution: books.settlement(ItemKey {
                                batch: key,
                                transaction,
                            })?,
                            decision,
                        })?;
                    }
                }
            }
            Ok(())
        })
    }

    /// One transaction and what became of it; `None` where it is not decided, or there is no such.
    pub fn outcome(&self, key: BatchKey, transaction: TransactionNo) -> Result<Option<Outcome>, StoreError> {
        let Some(decision) = self.decision(key, transaction)? else {
            return Ok(None);
        };
        let (batch, received) = self.name_and_receipt(key)?;
        let pages = self.labels(key, transaction)?;
        Ok(Some(Outcome {
            key,
            batch,
            transaction,
            pages,
            received,
            resolution: self.settlement(ItemKey {
                batch: key,
                transaction,
            })?,
            decision,
        }))
    }

    pub(super) fn name_and_receipt(&self, key: BatchKey) -> Result<(BatchId, DateTime<Utc>), StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT name, received FROM batches WHERE id = ?1")?
            .query_row([key.0], |row| Ok((parsed(row, 0)?, parsed(row, 1)?)))?)
    }

    fn labels(&self, batch: BatchKey, no: TransactionNo) -> Result<Vec<(PageNo, String)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT p.no, p.label FROM transaction_pages t JOIN pages p ON p.batch = t.batch AND p.no = t.page
             WHERE t.batch = ?1 AND t.transaction_no = ?2 ORDER BY t.page",
        )?;
        let labels = statement.query_map(params![batch.0, no.0], |row| Ok((PageNo(row.get(0)?), row.get(1)?)))?;
        Ok(labels.collect::<Result<_, _>>()?)
    }
}
