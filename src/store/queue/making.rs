//! How a row of the queue comes about.

use crate::account::AccountStatus;
use crate::clock::{business_date, cut_off};
use crate::decision::Decision;
use crate::decision::reason::Reason;
use crate::id::MemberId;
use crate::money::Amount;
use crate::store::batches::ItemKey;
use crate::store::decisions::StoredDecision;
use crate::store::resolutions::DecisionKey;
use crate::store::rows::instant;
use crate::store::{Books, Store, StoreError, WriteTx};
use crate::user::UserName;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use rusqlite::params;

/// The day of the month on which premiums are due.
const DUE_DAY: u32 = 23;

/// When a payment received at `received` is too late: at the cut-off of the bill it pays, or if that is past or not known, at the next 23rd's.
pub fn deadline(received: DateTime<Utc>, due: Option<NaiveDate>) -> DateTime<Utc> {
    if let Some(at) = due.map(cut_off).filter(|at| *at >= received) {
        return at;
    }
    let day = business_date(received);
    let this_month = day.with_day(DUE_DAY).expect("every month has a 23rd");
    let next_month = day
        .with_day(1)
        .and_then(|first| first.checked_add_months(chrono::Months::new(1)))
        .and_then(|first| first.with_day(DUE_DAY));
    let this = cut_off(this_month);
    if this >= received {
        this
    } else {
        next_month.map_or(this, cut_off)
    }
}

/// A row as it should stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::store) struct Waiting {
    decision: DecisionKey,
    deadline: String,
    starts_coverage: bool,
    cents: i64,
    received: String,
    held_until: Option<String>,
    handed_to: Option<i64>,
    postponed: Option<String>,
    codes: Vec<String>,
}

impl Books {
    /// The row that a transaction should have; `None` if it does not wait: it is posted, settled, put together anew, or its batch is held.
    pub(in crate::store) fn waiting(&self, item: ItemKey) -> Result<Option<Waiting>, StoreError> {
        let Some((key, _)) = self.decision_in_force(item)? else {
            return Ok(None);
        };
        let Some(decision) = self.decision(item.batch, item.transaction)? else {
            return Ok(None);
        };
        let Decision::Exception { reasons } = &decision.decision else {
            return Ok(None);
        };
        let is_held = reasons
            .iter()
            .any(|reason| matches!(reason, Reason::ControlMismatch { .. }));
        if is_held || self.is_settled(key)? {
            return Ok(None);
        }
        let likely = match self.likely_account(key, &decision)? {
            Some(id) => self.account(&id)?,
            None => None,
        };
        let (_, received) = self.name_and_receipt(item.batch)?;
        let mut codes: Vec<String> = reasons.iter().map(|reason| reason.code().to_owned()).collect();
        codes.sort_unstable();
        codes.dedup();
        let mut waiting = Waiting {
            decision: key,
            deadline: instant(deadline(
                received,
                likely.as_ref().map(|stored| stored.account.due_date),
            )),
            starts_coverage: likely.is_some_and(|stored| stored.status() == AccountStatus::Pending),
            cents: Amount::checked_sum(decision.items.iter().filter_map(|item| item.amount)).map_or(0, Amount::cents),
            received: instant(received),
            held_until: None,
            handed_to: None,
            postponed: None,
            codes,
        };
        self.apply_acts(item, &mut waiting)?;
        Ok(Some(waiting))
    }

    /// What people did with a waiting transaction without settling it.
    fn apply_acts(&self, item: ItemKey, waiting: &mut Waiting) -> Result<(), StoreError> {
        for entry in self.log_of(item)? {
            let text = |key: &str| entry.detail[key].as_str().map(str::to_owned);
            match entry.act.as_str() {
                "hold" => waiting.held_until = text("until"),
                "postpone" => waiting.postponed = Some(instant(entry.at)),
                "hand" => {
                    let name = text("to").and_then(|name| name.parse::<UserName>().ok());
                    waiting.handed_to = match name {
                        Some(name) => self.user(&name)?.map(|user| user.id.0),
                        None => None,
                    };
                }
                "undo" | "reverse" | "regroup" => {
                    (waiting.held_until, waiting.handed_to, waiting.postponed) = (None, None, None);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn is_settled(&self, decision: DecisionKey) -> Result<bool, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM resolutions_in_force WHERE settles = ?1)")?;
        Ok(statement.query_row([decision.0], |row| row.get(0))?)
    }

    /// The account that the first coupon names, or that the payer's words fit best.
    fn likely_account(&self, key: DecisionKey, decision: &StoredDecision) -> Result<Option<MemberId>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT member_id FROM coupons WHERE decision = ?1 ORDER BY page LIMIT 1")?;
        let mut rows = statement.query([key.0])?;
        if let Some(row) = rows.next()? {
            return Ok(Some(crate::store::rows::parsed(row, 0)?));
        }
        let best = decision.matched.as_ref().and_then(|matched| matched.candidates.first());
        Ok(best.map(|candidate| candidate.member_id))
    }

    /// The row that a transaction has.
    pub(in crate::store) fn queued(&self, item: ItemKey) -> Result<Option<Waiting>, StoreError> {
        let of = params![item.batch.0, item.transaction.0];
        let mut statement = self.connection.prepare_cached(
            "SELECT decision, deadline, starts_coverage, cents, received, held_until, handed_to, postponed FROM queue
             WHERE batch = ?1 AND transaction_no = ?2",
        )?;
        let mut rows = statement.query(of)?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let mut codes = self
            .connection
            .prepare_cached("SELECT code FROM queue_reasons WHERE batch = ?1 AND transaction_no = ?2 ORDER BY code")?;
        Ok(Some(Waiting {
            decision: DecisionKey(row.get(0)?),
            deadline: row.get(1)?,
            starts_coverage: row.get(2)?,
            cents: row.get(3)?,
            received: row.get(4)?,
            held_until: row.get(5)?,
            handed_to: row.get(6)?,
            postponed: row.get(7)?,
            codes: codes.query_map(of, |row| row.get(0))?.collect::<Result<_, _>>()?,
        }))
    }
}

impl WriteTx<'_> {
    /// Makes a transaction's row of the queue anew.
    pub fn requeue(&mut self, item: ItemKey) -> Result<(), StoreError> {
        let waiting = self.waiting(item)?;
        let (batch, no) = (item.batch.0, item.transaction.0);
        self.connection
            .prepare_cached("DELETE FROM queue WHERE batch = ?1 AND transaction_no = ?2")?
            .execute(params![batch, no])?;
        let Some(row) = waiting else {
            return Ok(());
        };
        self.connection
            .prepare_cached(
                "INSERT INTO queue (batch, transaction_no, decision, deadline, starts_coverage, cents, received, held_until, handed_to,
                    postponed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                batch,
                no,
                row.decision.0,
                row.deadline,
                row.starts_coverage,
                row.cents,
                row.received,
                row.held_until,
                row.handed_to,
                row.postponed,
            ])?;
        let mut insert = self
            .connection
            .prepare_cached("INSERT INTO queue_reasons (code, batch, transaction_no) VALUES (?1, ?2, ?3)")?;
        for code in &row.codes {
            insert.execute(params![code, batch, no])?;
        }
        Ok(())
    }
}

impl Store {
    /// Makes the whole queue anew, for books of a version that had none.
    pub(in crate::store) fn rebuild_queue(&mut self) -> Result<(), StoreError> {
        self.write(|tx| {
            for batch in tx.batch_keys()? {
                for transaction in tx.transactions(batch)? {
                    tx.requeue(ItemKey { batch, transaction })?;
                }
            }
            Ok(())
        })
    }
}
