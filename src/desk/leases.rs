//! Who has what: taking a transaction, keeping it, giving it back.

use super::{Actor, Desk, DeskError};
use crate::store::batches::ItemKey;
use crate::store::leases::Lease;
use crate::store::{StoreError, WriteTx};
use crate::user::Right;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// Whose the transaction is that a person looks at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Look {
    /// The person's own, until then, unless it is kept.
    Yours {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// Somebody else has it.
    Theirs(Lease),
    /// Nobody's: it does not wait, or the person may not settle it.
    Nobodys,
}

impl Actor<'_> {
    pub(super) fn until(&self) -> DateTime<Utc> {
        self.now + TimeDelta::seconds(self.config.review.lease_seconds.into())
    }

    /// Refuses what somebody else has.
    pub(super) fn must_be_free(&self, tx: &WriteTx, item: ItemKey) -> Result<Option<Lease>, DeskError> {
        match tx.lease(item, self.now)? {
            Some(lease) if lease.user != self.id() => Err(DeskError::TakenBy {
                user: lease.name,
                taken: lease.taken,
                until: lease.until,
            }),
            own => Ok(own),
        }
    }

    /// Whether the transaction waits, and for this person among others: who only looks at it keeps it from nobody.
    fn may_work_on(&self, tx: &WriteTx, item: ItemKey) -> Result<bool, StoreError> {
        let (Some(row), Some((key, _))) = (tx.queue_row(item, self.now)?, tx.decision_in_force(item)?) else {
            return Ok(false);
        };
        let keyings = tx.keyings(key)?;
        let has_keyed = keyings.iter().any(|keying| keying.user == self.id());
        let is_another_s = row.handed_to.is_some_and(|name| name != self.user.name) && !self.user.may(Right::Supervise);
        let right = if keyings.len() < 2 {
            Right::Settle
        } else {
            Right::Approve
        };
        Ok(self.user.may(right) && !has_keyed && !is_another_s)
    }
}

impl Desk<'_> {
    /// Puts a transaction before the person: it is logged, and if it waits, is free, and the person may settle it, it is his for a while.
    pub fn look(&mut self, item: ItemKey) -> Result<Look, DeskError> {
        let actor = self.actor();
        actor.must(Right::Look)?;
        self.store.write(|tx| {
            actor.log(tx, "look", item, json!({}))?;
            if !actor.may_work_on(tx, item)? {
                return Ok(Look::Nobodys);
            }
            match tx.lease(item, actor.now)? {
                Some(lease) if lease.user != actor.id() => Ok(Look::Theirs(lease)),
                _ => {
                    let until = actor.until();
                    tx.lend(item, actor.id(), actor.now, until)?;
                    Ok(Look::Yours { until })
                }
            }
        })
    }

    /// A sign of life: the transaction stays the person's. `false` where it is no longer.
    pub fn keep(&mut self, item: ItemKey) -> Result<bool, DeskError> {
        let actor = self.actor();
        self.store.write(|tx| match tx.lease(item, actor.now)? {
            Some(lease) if lease.user == actor.id() => {
                tx.lend(item, actor.id(), actor.now, actor.until())?;
                Ok(true)
            }
            _ => Ok(false),
        })
    }

    /// The person gives a transaction back unsettled.
    pub fn release(&mut self, item: ItemKey) -> Result<(), DeskError> {
        let actor = self.actor();
        self.store.write(|tx| {
            let lease = actor.must_be_free(tx, item)?;
            if lease.is_some() {
                tx.give_back(item)?;
                actor.log(tx, "release", item, json!({}))?;
            }
            Ok(())
        })
    }

    /// A supervisor frees a transaction from whoever has it.
    pub fn unlock(&mut self, item: ItemKey) -> Result<(), DeskError> {
        let actor = self.actor();
        actor.must(Right::Supervise)?;
        self.store.write(|tx| {
            if let Some(lease) = tx.lease(item, actor.now)? {
                tx.give_back(item)?;
                actor.log(tx, "unlock", item, json!({ "from": lease.name }))?;
            }
            Ok(())
        })
    }
}
