//! The books proper: each posting's balanced entries, sealed by its row.

use super::batches::BatchKey;
use super::decisions::NewDecision;
use super::rows::{cents, instant, parsed};
use super::{Books, StoreError, WriteTx};
use crate::decision::Payment;
use crate::id::{MemberId, TransactionNo};
use crate::posting::{Entry, Posting};
use chrono::{DateTime, Utc};
use rusqlite::params;

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

impl WriteTx<'_> {
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
            "SELECT p.transaction_no, e.member_id, -e.cents, p.posted_at FROM postings p
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
            .prepare_cached("SELECT coalesce(-sum(cents), 0) FROM entries WHERE member_id = ?1")?
            .query_row([account.as_str()], |row| row.get(0))?)
    }
}
