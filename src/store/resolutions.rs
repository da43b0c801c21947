//! What people decided about exceptions: resolutions, those taken back, and the keyings of what needs two.

use super::batches::{BatchKey, ItemKey};
use super::log::NewEntry;
use super::rows::{from_json, instant, json, parsed, parsed_if, word, worded};
use super::{Books, StoreError, WriteTx};
use crate::id::TransactionNo;
use crate::resolution::{Kind, Verdict};
use crate::user::{UserId, UserName};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

/// A decision's key in these books.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DecisionKey(pub(super) i64);

/// A resolution to save; the exception it settles is the decision in force.
#[derive(Clone, PartialEq, Debug)]
pub struct NewResolution<'a> {
    /// The transaction.
    pub item: ItemKey,
    /// The exception that is settled.
    pub settles: DecisionKey,
    /// The posted decision that was made of it, if it posts.
    pub makes: Option<DecisionKey>,
    /// Its kind.
    pub kind: Kind,
    /// Who; `None` for the program itself, at a time and by a rule set before.
    pub user: Option<UserId>,
    /// Who keyed the same.
    pub confirmed_by: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// How long the person had it before him.
    pub seconds: u32,
    /// What makes a repeated press the same press.
    pub token: &'a str,
    /// What was decided.
    pub verdict: Value,
}

/// A resolution as it was saved.
#[derive(Clone, PartialEq, Debug)]
pub struct Resolution {
    /// Its number in these books.
    pub id: i64,
    /// The transaction.
    pub item: ItemKey,
    /// Its kind.
    pub kind: Kind,
    /// Who; `None` for the program itself.
    pub user: Option<UserName>,
    /// Who keyed the same.
    pub confirmed_by: Option<UserName>,
    /// When.
    pub at: DateTime<Utc>,
    /// How long the person had it before him.
    pub seconds: u32,
    /// What was decided: a [`Verdict`], or of a regrouping the transactions that hold the pages now.
    pub verdict: Value,
    /// Who took it back and when, if somebody did.
    pub undone: Option<(UserName, DateTime<Utc>)>,
}

/// What one of several people keyed of an exception.
#[derive(Clone, PartialEq, Debug)]
pub struct Keying {
    /// Who.
    pub user: UserId,
    /// The name.
    pub name: UserName,
    /// When.
    pub at: DateTime<Utc>,
    /// How long the person had it before him.
    pub seconds: u32,
    /// What was keyed.
    pub verdict: Verdict,
}

const RESOLUTION: &str =
    "SELECT r.id, r.batch, r.transaction_no, r.kind, u.name, c.name, r.at, r.seconds, r.verdict, w.name, x.at
    FROM resolutions r LEFT JOIN users u ON u.id = r.user LEFT JOIN users c ON c.id = r.confirmed_by
    LEFT JOIN resolutions_undone x ON x.resolution = r.id LEFT JOIN users w ON w.id = x.user";

fn resolution(row: &Row<'_>) -> Result<Resolution, StoreError> {
    let undone: (Option<UserName>, Option<DateTime<Utc>>) = (parsed_if(row, 9)?, parsed_if(row, 10)?);
    Ok(Resolution {
        id: row.get(0)?,
        item: ItemKey {
            batch: BatchKey(row.get(1)?),
            transaction: TransactionNo(row.get(2)?),
        },
        kind: worded(row, 3)?,
        user: parsed_if(row, 4)?,
        confirmed_by: parsed_if(row, 5)?,
        at: parsed(row, 6)?,
        seconds: row.get(7)?,
        verdict: from_json("a resolution", &row.get::<_, String>(8)?)?,
        undone: undone.0.zip(undone.1),
    })
}

impl Books {
    /// The key and number of the decision in force on a transaction; `None` where there is none, or its pages are in another now.
    pub fn decision_in_force(&self, item: ItemKey) -> Result<Option<(DecisionKey, u32)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, seq FROM decisions_in_force WHERE batch = ?1 AND transaction_no = ?2")?;
        let found = statement.query_row(params![item.batch.0, item.transaction.0], |row| {
            Ok((DecisionKey(row.get(0)?), row.get(1)?))
        });
        Ok(found.optional()?)
    }

    /// What people decided about a transaction, in order, with what was taken back.
    pub fn resolutions_of(&self, item: ItemKey) -> Result<Vec<Resolution>, StoreError> {
        let sql = format!("{RESOLUTION} WHERE r.batch = ?1 AND r.transaction_no = ?2 ORDER BY r.id");
        self.resolutions(&sql, params![item.batch.0, item.transaction.0])
    }

    /// What settles a transaction now; `None` while it waits, or where it posted by itself.
    pub fn settlement(&self, item: ItemKey) -> Result<Option<Resolution>, StoreError> {
        let all = self.resolutions_of(item)?;
        Ok(all.into_iter().rev().find(|resolution| resolution.undone.is_none()))
    }

    /// The newest resolutions, of one person or of all, the newest first, before this number.
    pub fn settled(
        &self,
        user: Option<UserId>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Resolution>, StoreError> {
        let sql = format!("{RESOLUTION} WHERE (?1 IS NULL OR r.user = ?1) AND r.id < ?2 ORDER BY r.id DESC LIMIT ?3");
        self.resolutions(
            &sql,
            params![user.map(|user| user.0), before.unwrap_or(i64::MAX), limit],
        )
    }

    /// The resolution of this token, if it was made.
    pub fn resolution_of_token(&self, token: &str) -> Result<Option<Resolution>, StoreError> {
        Ok(self
            .resolutions(&format!("{RESOLUTION} WHERE r.token = ?1"), [token])?
            .pop())
    }

    fn resolutions(&self, sql: &str, of: impl rusqlite::Params) -> Result<Vec<Resolution>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(of)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(resolution(row)?);
        }
        Ok(found)
    }

    /// What was keyed of this exception, in order.
    pub fn keyings(&self, decision: DecisionKey) -> Result<Vec<Keying>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT k.user, u.name, k.at, k.seconds, k.verdict FROM keyings k JOIN users u ON u.id = k.user
             WHERE k.decision = ?1 ORDER BY k.id",
        )?;
        let mut rows = statement.query([decision.0])?;
        let mut keyings = Vec::new();
        while let Some(row) = rows.next()? {
            keyings.push(Keying {
                user: UserId(row.get(0)?),
                name: parsed(row, 1)?,
                at: parsed(row, 2)?,
                seconds: row.get(3)?,
                verdict: from_json("a keying", &row.get::<_, String>(4)?)?,
            });
        }
        Ok(keyings)
    }

    /// Whether something was keyed under this token.
    pub fn is_keyed(&self, token: &str) -> Result<bool, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM keyings WHERE token = ?1)")?;
        Ok(statement.query_row([token], |row| row.get(0))?)
    }
}

impl WriteTx<'_> {
    /// Saves a resolution with its log entry, takes the transaction out of the queue and from whoever has it.
    pub fn save_resolution(&mut self, new: &NewResolution) -> Result<i64, StoreError> {
        let log = self.log(&NewEntry {
            at: new.at,
            user: new.user,
            act: &word(&new.kind),
            item: Some(new.item),
            detail: serde_json::json!({ "verdict": new.verdict, "confirmed_by": new.confirmed_by, "seconds": new.seconds }),
        })?;
        self.connection
            .prepare_cached(
                "INSERT INTO resolutions (batch, transaction_no, settles, makes, kind, user, confirmed_by, at, seconds, token, verdict, log)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                new.item.batch.0,
                new.item.transaction.0,
                new.settles.0,
                new.makes.map(|decision| decision.0),
                word(&new.kind),
                new.user.map(|user| user.0),
                new.confirmed_by.map(|user| user.0),
                instant(new.at),
                new.seconds,
                new.token,
                new.verdict.to_string(),
                log,
            ])?;
        let id = self.connection.last_insert_rowid();
        self.give_back(new.item)?;
        self.requeue(new.item)?;
        Ok(id)
    }

    /// Saves what one person keyed, with its log entry, and takes the transaction from him.
    pub fn save_keying(
        &mut self,
        item: ItemKey,
        decision: DecisionKey,
        keying: &Keying,
        token: &str,
    ) -> Result<(), StoreError> {
        // what was keyed is not told in the log before both have keyed: the second is to key blind
        let log = self.log(&NewEntry {
            at: keying.at,
            user: Some(keying.user),
            act: "key",
            item: Some(item),
            detail: serde_json::json!({ "seconds": keying.seconds }),
        })?;
        self.connection
            .prepare_cached(
                "INSERT INTO keyings (decision, user, at, seconds, token, verdict, log) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                decision.0,
                keying.user.0,
                instant(keying.at),
                keying.seconds,
                token,
                json(&keying.verdict),
                log
            ])?;
        self.give_back(item)
    }

    /// Marks a resolution as taken back; the exception waits again.
    pub fn undo_resolution(
        &mut self,
        resolution: &Resolution,
        user: UserId,
        why: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let log = self.log(&NewEntry {
            at,
            user: Some(user),
            act: "undo",
            item: Some(resolution.item),
            detail: serde_json::json!({ "resolution": resolution.id, "why": why }),
        })?;
        self.connection
            .prepare_cached(
                "INSERT INTO resolutions_undone (resolution, user, at, why, log) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![resolution.id, user.0, instant(at), why, log])?;
        self.requeue(resolution.item)
    }
}
