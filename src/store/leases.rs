//! Who has which transaction before him: one person at a time, until a time.

use super::batches::ItemKey;
use super::rows::{instant, parsed};
use super::{Books, StoreError, WriteTx};
use crate::user::{UserId, UserName};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

/// A transaction that somebody has before him.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lease {
    /// Who.
    pub user: UserId,
    /// The name.
    pub name: UserName,
    /// Since when.
    pub taken: DateTime<Utc>,
    /// Until when, unless it is prolonged.
    pub until: DateTime<Utc>,
}

impl Books {
    /// Who has the transaction now; `None` if nobody has, or no longer.
    pub fn lease(&self, item: ItemKey, now: DateTime<Utc>) -> Result<Option<Lease>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT l.user, u.name, l.taken, l.until FROM leases l JOIN users u ON u.id = l.user
             WHERE l.batch = ?1 AND l.transaction_no = ?2 AND l.until > ?3",
        )?;
        let lease = statement.query_row(params![item.batch.0, item.transaction.0, instant(now)], |row| {
            Ok(Lease {
                user: UserId(row.get(0)?),
                name: parsed(row, 1)?,
                taken: parsed(row, 2)?,
                until: parsed(row, 3)?,
            })
        });
        Ok(lease.optional()?)
    }
}

impl WriteTx<'_> {
    /// Gives the transaction to a person until then; one who has it already keeps it from when it was taken.
    pub fn lend(
        &mut self,
        item: ItemKey,
        user: UserId,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO leases (batch, transaction_no, user, taken, until) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (batch, transaction_no) DO UPDATE SET until = excluded.until, user = excluded.user,
                    taken = CASE WHEN user = excluded.user AND until > excluded.taken THEN taken ELSE excluded.taken END",
            )?
            .execute(params![
                item.batch.0,
                item.transaction.0,
                user.0,
                instant(now),
                instant(until)
            ])?;
        Ok(())
    }

    /// Nobody has the transaction any more.
    pub fn give_back(&mut self, item: ItemKey) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM leases WHERE batch = ?1 AND transaction_no = ?2")?
            .execute(params![item.batch.0, item.transaction.0])?;
        Ok(())
    }
}
