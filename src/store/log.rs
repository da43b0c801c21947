//! The log: every view and act of a person, each entry bound to the one before it.
//!
//! An entry's hash is the SHA-256 over the hash before it and everything it says. The newest number and hash stand in a file beside the database as
//! well (`log.head`), written after each commit, so that a log whose end was cut off is known too.

mod head;
mod proof;
#[cfg(test)]
mod tests;

pub use proof::LogFault;

use super::batches::{BatchKey, ItemKey};
use super::rows::{from_json, instant, json, parsed, parsed_if};
use super::{Books, StoreError, WriteTx};
use crate::id::{Digest, TransactionNo};
use crate::user::{UserId, UserName};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

pub(super) use head::write_head;

/// What the first entry follows.
const NOTHING_BEFORE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Something that a person did, or that was done at a time set before.
#[derive(Clone, PartialEq, Debug)]
pub struct NewEntry<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` for the program itself.
    pub user: Option<UserId>,
    /// What, as one word.
    pub act: &'a str,
    /// On which transaction.
    pub item: Option<ItemKey>,
    /// What else there is to say.
    pub detail: Value,
}

/// An entry of the log.
#[derive(Clone, PartialEq, Debug)]
pub struct LogEntry {
    /// Its number, from 1 without a gap.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` for the program itself.
    pub user: Option<UserName>,
    /// What.
    pub act: String,
    /// On which transaction.
    pub item: Option<ItemKey>,
    /// What else.
    pub detail: Value,
}

/// The hash of an entry, over texts that no two different entries share.
fn hash_of(
    before: &str,
    at: &str,
    user: Option<i64>,
    act: &str,
    item: (Option<i64>, Option<u32>),
    detail: &str,
) -> String {
    Digest::of(json(&(before, at, user, act, item, detail)).as_bytes()).to_string()
}

const ENTRY: &str = "SELECT l.seq, l.at, u.name, l.act, l.batch, l.transaction_no, l.detail FROM log l
    LEFT JOIN users u ON u.id = l.user";

fn entry(row: &Row<'_>) -> Result<LogEntry, StoreError> {
    let item: (Option<i64>, Option<u32>) = (row.get(4)?, row.get(5)?);
    Ok(LogEntry {
        seq: row.get(0)?,
        at: parsed(row, 1)?,
        user: parsed_if(row, 2)?,
        act: row.get(3)?,
        item: match item {
            (Some(batch), Some(no)) => Some(ItemKey {
                batch: BatchKey(batch),
                transaction: TransactionNo(no),
            }),
            _ => None,
        },
        detail: from_json("a log entry", &row.get::<_, String>(6)?)?,
    })
}

impl WriteTx<'_> {
    /// Writes an entry; gives its number.
    pub fn log(&mut self, new: &NewEntry) -> Result<i64, StoreError> {
        let last: Option<(i64, String)> = self
            .connection
            .prepare_cached("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (seq, before) = last.map_or((1, NOTHING_BEFORE.to_owned()), |(seq, hash)| (seq + 1, hash));
        let at = instant(new.at);
        let detail = new.detail.to_string();
        let user = new.user.map(|user| user.0);
        let item = (
            new.item.map(|item| item.batch.0),
            new.item.map(|item| item.transaction.0),
        );
        let hash = hash_of(&before, &at, user, new.act, item, &detail);
        self.connection
            .prepare_cached(
                "INSERT INTO log (seq, at, user, act, batch, transaction_no, detail, before, hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![seq, at, user, new.act, item.0, item.1, detail, before, hash])?;
        self.logged = Some((seq, hash));
        Ok(seq)
    }
}

impl Books {
    /// What was done on a transaction, in order.
    pub fn log_of(&self, item: ItemKey) -> Result<Vec<LogEntry>, StoreError> {
        let sql = format!("{ENTRY} WHERE l.batch = ?1 AND l.transaction_no = ?2 ORDER BY l.seq");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![item.batch.0, item.transaction.0])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(entry(row)?);
        }
        Ok(entries)
    }

    /// The entries before number `before` (or the newest), the newest first.
    pub fn log_before(&self, before: Option<i64>, limit: u32) -> Result<Vec<LogEntry>, StoreError> {
        let sql = format!("{ENTRY} WHERE l.seq < ?1 ORDER BY l.seq DESC LIMIT ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![before.unwrap_or(i64::MAX), limit])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(entry(row)?);
        }
        Ok(entries)
    }
}
