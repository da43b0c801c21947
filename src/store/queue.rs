//! What waits for a person, in the order of what waiting costs.
//!
//! The rows are made from the decisions, the resolutions and the log whenever one of them changes, in the same write; `verify` makes them anew and compares.

mod making;
#[cfg(test)]
mod tests;

use super::batches::{BatchKey, ItemKey};
use super::rows::{cents_if, instant, parsed, parsed_if};
use super::{Books, StoreError};
use crate::clock::business_date;
use crate::id::{BatchId, TransactionNo};
use crate::money::Amount;
use crate::user::{Right, User, UserName};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::types::ToSql;
use rusqlite::{OptionalExtension, Row, named_params, params};

pub use making::deadline;

/// Which of the waiting transactions are meant; by default all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct QueueFilter {
    /// Only those with this reason, by its code.
    pub reason: Option<String>,
    /// Only those of this batch.
    pub batch: Option<BatchId>,
    /// Only those worth at least this.
    pub least: Option<Amount>,
    /// Only those worth at most this.
    pub most: Option<Amount>,
    /// Only those received before.
    pub received_before: Option<DateTime<Utc>>,
}

/// How many people have keyed it before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// Nobody.
    First,
    /// One; the second keys blind.
    Second,
    /// Two, and differently.
    Third,
}

/// A transaction that waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueueRow {
    /// Which.
    pub item: ItemKey,
    /// Its batch.
    pub batch: BatchId,
    /// The codes of its reasons, in their order.
    pub reasons: Vec<String>,
    /// What its items are worth together, as far as that is known.
    pub amount: Option<Amount>,
    /// When the envelope was received.
    pub received: DateTime<Utc>,
    /// When it is too late.
    pub deadline: DateTime<Utc>,
    /// Somebody's coverage starts with it, by what was read.
    pub starts_coverage: bool,
    /// Not before this day.
    pub held_until: Option<NaiveDate>,
    /// For this person.
    pub handed_to: Option<UserName>,
    /// Somebody put it behind the others.
    pub postponed: bool,
    /// Who has it now, and until when.
    pub leased_by: Option<(UserName, DateTime<Utc>)>,
    /// How many have keyed it.
    pub stage: Stage,
}

const ROW: &str = "SELECT q.batch, q.transaction_no, b.name, q.cents, q.received, q.deadline, q.starts_coverage, q.held_until, h.name,
        q.postponed IS NOT NULL, u.name, l.until, (SELECT count(*) FROM keyings k WHERE k.decision = q.decision),
        (SELECT group_concat(code, ' ') FROM (SELECT code FROM decision_reasons r WHERE r.decision = q.decision ORDER BY place))
    FROM queue q JOIN batches b ON b.id = q.batch LEFT JOIN users h ON h.id = q.handed_to
    LEFT JOIN leases l ON l.batch = q.batch AND l.transaction_no = q.transaction_no AND l.until > :now
    LEFT JOIN users u ON u.id = l.user";

/// The order of what waiting costs, as the index `queue_by_cost` has it.
const ORDER: &str = "ORDER BY coalesce(q.postponed, ''), q.deadline, q.starts_coverage DESC, q.cents DESC, q.received, q.batch, q.transaction_no";

fn queue_row(row: &Row<'_>) -> rusqlite::Result<QueueRow> {
    let leased: (Option<UserName>, Option<DateTime<Utc>>) = (parsed_if(row, 10)?, parsed_if(row, 11)?);
    let reasons: Option<String> = row.get(13)?;
    let mut reasons: Vec<String> = reasons
        .iter()
        .flat_map(|codes| codes.split(' '))
        .map(str::to_owned)
        .collect();
    reasons.dedup();
    Ok(QueueRow {
        item: ItemKey {
            batch: BatchKey(row.get(0)?),
            transaction: TransactionNo(row.get(1)?),
        },
        batch: parsed(row, 2)?,
        amount: cents_if(row, 3)?.filter(|amount| amount.is_positive()),
        received: parsed(row, 4)?,
        deadline: parsed(row, 5)?,
        starts_coverage: row.get(6)?,
        held_until: parsed_if(row, 7)?,
        handed_to: parsed_if(row, 8)?,
        postponed: row.get(9)?,
        leased_by: leased.0.zip(leased.1),
        stage: match row.get::<_, i64>(12)? {
            0 => Stage::First,
            1 => Stage::Second,
            _ => Stage::Third,
        },
        reasons,
    })
}

/// The words of a filter in SQL, and their values. What is absent is left out, so that the plan fits what is asked.
struct Condition {
    sql: String,
    values: Vec<(&'static str, Box<dyn ToSql>)>,
}

impl QueueFilter {
    fn condition(&self) -> Condition {
        let mut sql = String::from("WHERE 1");
        let mut values: Vec<(&'static str, Box<dyn ToSql>)> = Vec::new();
        let mut add = |clause: &str, name, value| {
            sql.push_str(" AND ");
            sql.push_str(clause);
            values.push((name, value));
        };
        if let Some(reason) = &self.reason {
            let clause = "EXISTS (SELECT 1 FROM queue_reasons f WHERE f.code = :reason AND f.batch = q.batch AND f.transaction_no = q.transaction_no)";
            add(clause, ":reason", Box::new(reason.clone()));
        }
        if let Some(batch) = &self.batch {
            let clause = "q.batch = (SELECT id FROM batches WHERE name = :batch)";
            add(clause, ":batch", Box::new(batch.to_string()));
        }
        if let Some(least) = self.least {
            add("q.cents >= :least", ":least", Box::new(least.cents()));
        }
        if let Some(most) = self.most {
            add("q.cents <= :most", ":most", Box::new(most.cents()));
        }
        if let Some(before) = self.received_before {
            add("q.received < :before", ":before", Box::new(instant(before)));
        }
        Condition { sql, values }
    }
}

impl Books {
    /// Rows of the queue, the dearest to wait first.
    pub fn queue(
        &self,
        filter: &QueueFilter,
        now: DateTime<Utc>,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<QueueRow>, StoreError> {
        let condition = filter.condition();
        let sql = format!("{ROW} {} {ORDER} LIMIT :limit OFFSET :offset", condition.sql);
        let now = instant(now);
        let mut values: Vec<(&str, &dyn ToSql)> = vec![(":now", &now), (":limit", &limit), (":offset", &offset)];
        values.extend(condition.values.iter().map(|(name, value)| (*name, &**value)));
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(values.as_slice(), queue_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many wait.
    pub fn queue_count(&self, filter: &QueueFilter) -> Result<u64, StoreError> {
        let condition = filter.condition();
        let values: Vec<(&str, &dyn ToSql)> = condition.values.iter().map(|(name, value)| (*name, &**value)).collect();
        let sql = format!("SELECT count(*) FROM queue q {}", condition.sql);
        let count: i64 = self
            .connection
            .prepare_cached(&sql)?
            .query_row(values.as_slice(), |row| row.get(0))?;
        Ok(u64::try_from(count).expect("a count is not negative"))
    }

    /// How many wait for each reason, the most first; one with two reasons counts twice.
    pub fn queue_by_reason(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT code, count(*) FROM queue_reasons GROUP BY code ORDER BY 2 DESC, 1")?;
        let counts = statement.query_map([], |row| {
            let count: i64 = row.get(1)?;
            Ok((row.get(0)?, u64::try_from(count).expect("a count is not negative")))
        })?;
        Ok(counts.collect::<Result<_, _>>()?)
    }

    /// A transaction's place in the queue; `None` if it does not wait.
    pub fn queue_row(&self, item: ItemKey, now: DateTime<Utc>) -> Result<Option<QueueRow>, StoreError> {
        let sql = format!("{ROW} WHERE q.batch = :batch AND q.transaction_no = :no");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let row = statement.query_row(
            named_params! { ":now": instant(now), ":batch": item.batch.0, ":no": item.transaction.0 },
            queue_row,
        );
        Ok(row.optional()?)
    }

    /// The dearest to wait that this person can settle now, other than `but`: nobody else has it, it is not held or another's, and the person has not keyed it
    /// before.
    pub fn next_in_queue(
        &self,
        filter: &QueueFilter,
        user: &User,
        but: &[ItemKey],
        now: DateTime<Utc>,
    ) -> Result<Option<ItemKey>, StoreError> {
        let condition = filter.condition();
        let sql = format!(
            "SELECT q.batch, q.transaction_no FROM queue q {} AND (q.held_until IS NULL OR q.held_until <= :today)
                AND (q.handed_to IS NULL OR q.handed_to = :user)
                AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.batch = q.batch AND l.transaction_no = q.transaction_no
                    AND l.until > :now AND l.user <> :user)
                AND NOT EXISTS (SELECT 1 FROM keyings k WHERE k.decision = q.decision AND k.user = :user)
                AND (:approves OR (SELECT count(*) FROM keyings k WHERE k.decision = q.decision) < 2)
             {ORDER}",
            condition.sql
        );
        let (now, today) = (instant(now), business_date(now).to_string());
        let (user_id, approves) = (user.id.0, user.may(Right::Approve));
        let mut values: Vec<(&str, &dyn ToSql)> = vec![
            (":now", &now),
            (":today", &today),
            (":user", &user_id),
            (":approves", &approves),
        ];
        values.extend(condition.values.iter().map(|(name, value)| (*name, &**value)));
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(values.as_slice())?;
        while let Some(row) = rows.next()? {
            let item = ItemKey {
                batch: BatchKey(row.get(0)?),
                transaction: TransactionNo(row.get(1)?),
            };
            if !but.contains(&item) {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    /// What waits though its deadline is over and no cut-off has seen to it, in the queue's order.
    pub fn overdue(&self, now: DateTime<Utc>) -> Result<Vec<ItemKey>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT q.batch, q.transaction_no FROM queue q WHERE q.deadline <= ?1 AND NOT EXISTS
                (SELECT 1 FROM log l WHERE l.batch = q.batch AND l.transaction_no = q.transaction_no AND l.act = 'cut_off')
             {ORDER}"
        ))?;
        let items = statement.query_map([instant(now)], |row| {
            Ok(ItemKey {
                batch: BatchKey(row.get(0)?),
                transaction: TransactionNo(row.get(1)?),
            })
        })?;
        Ok(items.collect::<Result<_, _>>()?)
    }

    /// A transaction by the names a person uses; `None` if there is none.
    pub fn item(&self, batch: &BatchId, transaction: TransactionNo) -> Result<Option<ItemKey>, StoreError> {
        let Some(batch) = self.batch_key(batch)? else {
            return Ok(None);
        };
        let mut statement = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM transactions WHERE batch = ?1 AND no = ?2)")?;
        let is_there: bool = statement.query_row(params![batch.0, transaction.0], |row| row.get(0))?;
        Ok(is_there.then_some(ItemKey { batch, transaction }))
    }
}
