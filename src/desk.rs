//! The exceptions desk: what people do with exceptions, each act in one transaction with its log entry.
//!
//! Nothing here knows of pages or terminals: `review` (the web page) and `cli` call the same acts.

pub mod cut_off;
mod error;
mod leases;
pub mod offer;
pub mod people;
mod regrouping;
mod second_key;
mod setting_aside;
mod settling;
#[cfg(test)]
mod tests;
mod undoing;

pub use error::DeskError;
pub use leases::Look;
pub use regrouping::Regrouping;
pub use settling::{Request, Resolved, kind_in_words};

use crate::config::Config;
use crate::pipeline::Matcher;
use crate::store::batches::ItemKey;
use crate::store::log::NewEntry;
use crate::store::{Store, StoreError, WriteTx};
use crate::user::{Right, User, UserId};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// A person at the desk, with the books before him.
pub struct Desk<'a> {
    /// The books.
    pub store: &'a mut Store,
    /// The configuration in force.
    pub config: &'a Config,
    /// All accounts, for transactions that are decided anew.
    pub matcher: &'a mut Matcher,
    /// Who.
    pub user: &'a User,
    /// Now.
    pub now: DateTime<Utc>,
}

/// Who acts, and when: what every act within a write needs.
#[derive(Clone, Copy)]
struct Actor<'a> {
    config: &'a Config,
    user: &'a User,
    now: DateTime<Utc>,
}

impl Actor<'_> {
    fn id(&self) -> UserId {
        self.user.id
    }

    fn must(&self, right: Right) -> Result<(), DeskError> {
        if self.user.may(right) {
            Ok(())
        } else {
            Err(DeskError::NotAllowed { right })
        }
    }

    fn log(&self, tx: &mut WriteTx, act: &str, item: ItemKey, detail: Value) -> Result<(), StoreError> {
        tx.log(&NewEntry {
            at: self.now,
            user: Some(self.id()),
            act,
            item: Some(item),
            detail,
        })?;
        Ok(())
    }
}

impl<'a> Desk<'a> {
    fn actor(&self) -> Actor<'a> {
        Actor {
            config: self.config,
            user: self.user,
            now: self.now,
        }
    }
}
