//! The books proper: each posting's balanced entries, sealed by its row.

use super::batches::{BatchKey, ItemKey};
use super::decisions::NewDecision;
use super::log::NewEntry;
use super::rows::{cents, instant, parsed};
use super::{Books, StoreError, WriteTx};
use crate::decision::Payment;
use crate::id::{BatchId, MemberId, TransactionNo};
use crate::money::Amount;
use crate::posting::{Entry, Posting};
use crate::user::UserId;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

/// A payment as it was booked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BookedPayment {
    /// The transaction it came in.
    pub transaction: TransactionNo,
    /// The account and what was credited to it.
    pub payment: Payment,
    /// When it was booked.
    pub posted_at: DateTime<Utc>,
}

/// A payment booked to an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecentPayment {
    /// The batch it came in.
    pub batch: BatchId,
    /// Its transaction there.
    pub transaction: TransactionNo,
    /// What was credited.
    pub amount: Amount,
    /// When it was received.
    pub received: DateTime<Utc>,
}

impl WriteTx<'_> {
    /// Takes a transaction's posting back, entry by entry, with a log entry that says why; the decision that restores the exception is to follow.
    ///
    /// # Errors
    /// The database's.
    ///
    /// # Panics
    /// Where nothing of the transaction is posted.
    pub fn reverse_posting(
        &mut self,
        item: ItemKey,
        user: UserId,
        why: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let posting: i64 = self
            .connection
            .prepare_cached("SELECT decision FROM postings_in_force WHERE batch = ?1 AND transaction_no = ?2")?
            .query_row(params![item.batch.0, item.transaction.0], |row| row.get(0))
            .optional()?
            .expect("only what is posted is reversed");
        let log = self.log(&NewEntry {
            at,
            user: Some(user),
            act: "reverse",
            item: Some(item),
            detail: serde_json::json!({ "why": why }),
        })?;
        self.connection
            .prepare_cached(
                "INSERT INTO reversing_entries (posting, line, ledger, page, member_id, cents)
                 SELECT posting, line, ledger, page, member_id, -cents FROM entries WHERE posting = ?1",
            )?
            .execute([posting])?;
        self.connection
            .prepare_cached("INSERT INTO reversals (posting, at, log) VALUES (?1, ?2, ?3)")?
            .execute(params![posting, instant(at), log])?;
        Ok(())
    }

    /// The entries first, then the posting, which the database refuses unless they prove.
    pub(super) fn insert_posting(&self, decision: i64, new: &NewDecision, posting: &Posting) -> Result<(), StoreError> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO entries (posting, line, ledger, page, member_id, cents) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (line, entry) in (1i64..).zip(posting.entries()) {
            let (ledger, page, member) = match entry {
                Entry::LockboxDeposit { page, .. } => ("lockbox_deposit", Some(page.0), None),
                Entry::Member { account, .. } => ("member", None, Some(account)),
            };
            let member = member.as_ref().map(MemberId::as_str);
            insert.execute(params![decision, line, ledger, page, member, entry.cents()])?;
        }
        self.connection
            .prepare_cached(
                "INSERT INTO postings (decision, batch, transaction_no, posted_at, total_cents) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                decision,
                new.batch.0,
                new.transaction.0,
                instant(new.decided_at),
                posting.total().cents(),
            ])?;
        Ok(())
    }
}

impl Books {
    /// The payments booked of a batch, by transaction and in their order.
    pub fn booked_payments(&self, batch: BatchKey) -> Result<Vec<BookedPayment>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT p.transaction_no, e.member_id, -e.cents, p.posted_at FROM postings_in_force p
             JOIN entries e ON e.posting = p.decision AND e.ledger = 'member'
             WHERE p.batch = ?1 ORDER BY p.transaction_no, e.line",
        )?;
        let payments = statement.query_map([batch.0], |row| {
            Ok(BookedPayment {
                transaction: TransactionNo(row.get(0)?),
                payment: Payment {
                    account: parsed(row, 1)?,
                    amount: cents(row, 2)?,
                },
                posted_at: parsed(row, 3)?,
            })
        })?;
        Ok(payments.collect::<Result<_, _>>()?)
    }

    /// What was booked to an account and by which transactions is asked by the account: the sum of its credits, in cents.
    pub fn credited_cents(&self, account: &MemberId) -> Result<i64, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT (SELECT coalesce(-sum(cents), 0) FROM entries WHERE member_id = ?1)
                    + (SELECT coalesce(-sum(cents), 0) FROM reversing_entries WHERE member_id = ?1)",
            )?
            .query_row([account.as_str()], |row| row.get(0))?)
    }

    /// The newest payments booked to an account and not taken back, the newest first.
    pub fn recent_payments(&self, account: &MemberId, limit: u32) -> Result<Vec<RecentPayment>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT b.name, p.transaction_no, -e.cents, b.received FROM entries e
             JOIN postings_in_force p ON p.decision = e.posting JOIN batches b ON b.id = p.batch
             WHERE e.member_id = ?1 ORDER BY e.posting DESC LIMIT ?2",
        )?;
        let payments = statement.query_map(params![account.as_str(), limit], |row| {
            Ok(RecentPayment {
                batch: parsed(row, 0)?,
                transaction: TransactionNo(row.get(1)?),
                amount: cents(row, 2)?,
                received: parsed(row, 3)?,
            })
        })?;
        Ok(payments.collect::<Result<_, _>>()?)
    }
}
