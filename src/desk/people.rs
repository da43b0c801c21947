//! Who may work at the desk: every change is logged.

use super::DeskError;
use crate::store::log::NewEntry;
use crate::store::{Store, WriteTx};
use crate::user::{Role, User, UserId, UserName, hash_password};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// A change of the people, by whoever has the data folder (`by` is `None`) or by a supervisor.
pub struct People<'a> {
    /// The books.
    pub store: &'a mut Store,
    /// Who changes them.
    pub by: Option<UserId>,
    /// Now.
    pub now: DateTime<Utc>,
}

impl People<'_> {
    /// A new person.
    pub fn add(&mut self, name: &UserName, role: Role, password: &str) -> Result<UserId, DeskError> {
        let hash = hash_password(password)?;
        let (by, now) = (self.by, self.now);
        self.store.write(|tx| {
            let id = tx
                .add_user(name, role, &hash, now)?
                .ok_or_else(|| DeskError::NameTaken(name.clone()))?;
            log(tx, by, now, "user_added", json!({ "name": name, "role": role }))?;
            Ok(id)
        })
    }

    /// Another role, or whether the person may do anything at all.
    pub fn set(&mut self, user: &User, role: Role, disabled: bool) -> Result<(), DeskError> {
        let (by, now) = (self.by, self.now);
        self.store.write(|tx| {
            tx.set_user(user.id, role, disabled)?;
            let detail = json!({ "name": user.name, "role": role, "disabled": disabled });
            log(tx, by, now, "user_changed", detail)
        })
    }

    /// Another password.
    pub fn set_password(&mut self, user: &User, password: &str) -> Result<(), DeskError> {
        let hash = hash_password(password)?;
        let (by, now) = (self.by, self.now);
        self.store.write(|tx| {
            tx.set_password(user.id, &hash)?;
            log(tx, by, now, "password_changed", json!({ "name": user.name }))
        })
    }
}

fn log(tx: &mut WriteTx, user: Option<UserId>, at: DateTime<Utc>, act: &str, detail: Value) -> Result<(), DeskError> {
    tx.log(&NewEntry {
        at,
        user,
        act,
        item: None,
        detail,
    })?;
    Ok(())
}
