//! People: who may work with these books.

use super::rows::{instant, parsed, word, worded};
use super::{Books, StoreError, WriteTx};
use crate::user::{Role, User, UserId, UserName};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};

const USER: &str = "SELECT id, name, role, disabled FROM users";

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: UserId(row.get(0)?),
        name: parsed(row, 1)?,
        role: worded(row, 2)?,
        disabled: row.get(3)?,
    })
}

impl Books {
    /// The person of this name.
    pub fn user(&self, name: &UserName) -> Result<Option<User>, StoreError> {
        let sql = format!("{USER} WHERE name = ?1");
        let found = self.connection.prepare_cached(&sql)?.query_row([name.as_str()], user);
        Ok(found.optional()?)
    }

    /// The person of this key.
    pub fn user_of(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let sql = format!("{USER} WHERE id = ?1");
        Ok(self
            .connection
            .prepare_cached(&sql)?
            .query_row([id.0], user)
            .optional()?)
    }

    /// Everybody, those who have left too, by name.
    pub fn users(&self) -> Result<Vec<User>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{USER} ORDER BY name"))?;
        let users = statement.query_map([], user)?;
        Ok(users.collect::<Result<_, _>>()?)
    }

    /// A person's password as it is kept.
    pub fn password(&self, id: UserId) -> Result<Option<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT password FROM users WHERE id = ?1")?;
        Ok(statement.query_row([id.0], |row| row.get(0)).optional()?)
    }
}

impl WriteTx<'_> {
    /// A new person; `password` is as [`crate::user::hash_password`] gives it. `None` where the name is taken.
    pub fn add_user(
        &mut self,
        name: &UserName,
        role: Role,
        password: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<UserId>, StoreError> {
        let added = self
            .connection
            .prepare_cached(
                "INSERT INTO users (name, role, password, disabled, created_at) VALUES (?1, ?2, ?3, 0, ?4)
                 ON CONFLICT (name) DO NOTHING",
            )?
            .execute(params![name.as_str(), word(&role), password, instant(at)])?;
        Ok((added == 1).then(|| UserId(self.connection.last_insert_rowid())))
    }

    /// Changes what a person may do; whoever is disabled is signed out and loses what he has taken.
    pub fn set_user(&mut self, id: UserId, role: Role, disabled: bool) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE users SET role = ?2, disabled = ?3 WHERE id = ?1")?
            .execute(params![id.0, word(&role), disabled])?;
        if disabled {
            self.forget(id)?;
            self.connection.execute("DELETE FROM leases WHERE user = ?1", [id.0])?;
        }
        Ok(())
    }

    /// A new password; whoever is signed in with the old one is signed out.
    pub fn set_password(&mut self, id: UserId, password: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE users SET password = ?2 WHERE id = ?1")?
            .execute(params![id.0, password])?;
        self.forget(id)
    }

    fn forget(&self, id: UserId) -> Result<(), StoreError> {
        self.connection
            .execute("DELETE FROM sessions WHERE user = ?1", [id.0])?;
        Ok(())
    }
}
