//! What is done with an exception without settling it: held, handed on, put behind the others, noted; and what is looked at more closely.

use super::{Desk, DeskError};
use crate::clock::business_date;
use crate::store::batches::ItemKey;
use crate::user::{Right, UserName};
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

/// The most bytes of a note.
const LONGEST_NOTE: usize = 2_000;
/// The most days that an exception is held.
const LONGEST_HOLD: i64 = 366;

/// Whether the person keeps the transaction before him after the act.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Keeps,
    GivesBack,
}

impl Desk<'_> {
    /// Not before this day.
    pub fn hold(&mut self, item: ItemKey, until: NaiveDate, note: &str) -> Result<(), DeskError> {
        let days = (until - business_date(self.now)).num_days();
        if !(1..=LONGEST_HOLD).contains(&days) || until.checked_add_signed(TimeDelta::days(1)).is_none() {
            return Err(DeskError::Day);
        }
        self.set_aside(
            item,
            "hold",
            json!({ "until": until, "note": short(note)? }),
            After::GivesBack,
        )
    }

    /// A note for whoever comes next.
    pub fn note(&mut self, item: ItemKey, text: &str) -> Result<(), DeskError> {
        if text.trim().is_empty() {
            return Err(DeskError::Say("something"));
        }
        self.set_aside(item, "note", json!({ "note": short(text)? }), After::Keeps)
    }

    /// For another person.
    pub fn hand(&mut self, item: ItemKey, to: &str, note: &str) -> Result<(), DeskError> {
        let name: UserName = to.parse()?;
        let may_settle = self.store.user(&name)?.is_some_and(|user| user.may(Right::Settle));
        if !may_settle {
            return Err(DeskError::NoSuchUser(name.to_string()));
        }
        self.set_aside(
            item,
            "hand",
            json!({ "to": name, "note": short(note)? }),
            After::GivesBack,
        )
    }

    /// Behind the others.
    pub fn postpone(&mut self, item: ItemKey) -> Result<(), DeskError> {
        self.set_aside(item, "postpone", json!({}), After::GivesBack)
    }

    /// The person looks at something that is shown masked; it is logged.
    pub fn reveal(&mut self, item: ItemKey, what: &str) -> Result<(), DeskError> {
        let actor = self.actor();
        actor.must(Right::Reveal)?;
        let what = short(what)?;
        self.store
            .write(|tx| Ok(actor.log(tx, "reveal", item, json!({ "what": what }))?))
    }

    fn set_aside(&mut self, item: ItemKey, act: &str, detail: Value, after: After) -> Result<(), DeskError> {
        let actor = self.actor();
        actor.must(Right::Settle)?;
        self.store.write(|tx| {
            actor.open(tx, item, None)?;
            actor.log(tx, act, item, detail)?;
            if after == After::GivesBack {
                tx.give_back(item)?;
            }
            tx.requeue(item)?;
            Ok(())
        })
    }
}

fn short(text: &str) -> Result<&str, DeskError> {
    if text.len() > LONGEST_NOTE {
        return Err(DeskError::Say("it in at most 2,000 bytes"));
    }
    Ok(text)
}
