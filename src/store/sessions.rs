//! Who is signed in at the desk.

use super::rows::{instant, parsed};
use super::{Books, StoreError, WriteTx};
use crate::id::Digest;
use crate::user::UserId;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

/// Somebody is signed in. The browser holds a token; only its digest is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// The digest of the browser's token.
    pub digest: Digest,
    /// Who.
    pub user: UserId,
    /// What every form must bring.
    pub csrf: String,
    /// When the person signed in.
    pub started: DateTime<Utc>,
    /// When something was last heard.
    pub seen: DateTime<Utc>,
    /// The password is asked for again.
    pub locked: bool,
}

impl Books {
    /// The session of a token's digest.
    pub fn session(&self, digest: &Digest) -> Result<Option<Session>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT user, csrf, started, seen, locked FROM sessions WHERE digest = ?1")?;
        let session = statement.query_row([digest.to_string()], |row| {
            Ok(Session {
                digest: *digest,
                user: UserId(row.get(0)?),
                csrf: row.get(1)?,
                started: parsed(row, 2)?,
                seen: parsed(row, 3)?,
                locked: row.get(4)?,
            })
        });
        Ok(session.optional()?)
    }
}

impl WriteTx<'_> {
    /// Keeps a session, or what has changed of it; those that started before `oldest` are over and go.
    pub fn keep_session(&mut self, session: &Session, oldest: DateTime<Utc>) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM sessions WHERE started < ?1")?
            .execute([instant(oldest)])?;
        self.connection
            .prepare_cached(
                "INSERT INTO sessions (digest, user, csrf, started, seen, locked) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (digest) DO UPDATE SET seen = excluded.seen, locked = excluded.locked, csrf = excluded.csrf",
            )?
            .execute(params![
                session.digest.to_string(),
                session.user.0,
                session.csrf,
                instant(session.started),
                instant(session.seen),
                session.locked,
            ])?;
        Ok(())
    }

    /// Ends a session.
    pub fn end_session(&mut self, digest: &Digest) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM sessions WHERE digest = ?1")?
            .execute([digest.to_string()])?;
        Ok(())
    }
}
