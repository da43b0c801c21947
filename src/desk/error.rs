//! Why an act is refused.

use crate::clock::eastern_time;
use crate::resolution::VerdictError;
use crate::store::StoreError;
use crate::user::PasswordError;
use crate::user::{Right, UserName, UserNameError};
use chrono::{DateTime, Utc};

/// Why an act is refused; nothing of it is done.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// Somebody else has it.
    #[error("{user} has this one since {}; it is free at {} unless {user} goes on", eastern_time(*taken), eastern_time(*until))]
    TakenBy {
        /// Who.
        user: UserName,
        /// Since when.
        taken: DateTime<Utc>,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// Somebody has put it before somebody else.
    #[error("this one was handed to {user}; a supervisor can hand it on")]
    HandedTo {
        /// To whom.
        user: UserName,
    },
    /// It is settled already.
    #[error("{} settled this one at {}: {what}", by(user.as_ref()), eastern_time(*at))]
    SettledBy {
        /// Who; `None` for the program itself.
        user: Option<UserName>,
        /// When.
        at: DateTime<Utc>,
        /// How, in words.
        what: String,
    },
    /// What was read of it has changed since it was shown.
    #[error("this one was decided anew since it was shown; look at it again")]
    Changed,
    /// Its pages are in another transaction now.
    #[error("the pages of this one were put together anew; look for them in {}", into.join(", "))]
    Regrouped {
        /// The transactions that hold them.
        into: Vec<String>,
    },
    /// Its batch is held.
    #[error(
        "the control figures of its batch do not prove, so nothing of it can post; accept the difference first: lockbox run BATCH --accept-difference WHY"
    )]
    Held,
    /// It does not wait for anybody.
    #[error("this one does not wait for a person")]
    NotWaiting,
    /// There is no such transaction.
    #[error("there is no such transaction")]
    NoSuchItem,
    /// The person may not do that.
    #[error("you may not {}", right.in_words())]
    NotAllowed {
        /// What it takes.
        right: Right,
    },
    /// One person cannot be two.
    #[error("you have keyed this one before; somebody else must key it now")]
    OwnKeying,
    /// Only one's own is taken back.
    #[error("{} settled this one; only that person or a supervisor can take it back", by(user.as_ref()))]
    NotYours {
        /// Who did.
        user: Option<UserName>,
    },
    /// There is nothing to take back.
    #[error("there is nothing to take back")]
    NothingToUndo,
    /// The pages of a regrouping are not right.
    #[error("{0}")]
    Grouping(&'static str),
    /// A text is missing or too long.
    #[error("say {0}")]
    Say(&'static str),
    /// The day is not right.
    #[error("a day to hold until lies ahead, and within a year")]
    Day,
    /// The verdict makes no sense.
    #[error(transparent)]
    Invalid(#[from] VerdictError),
    /// Nobody has that name.
    #[error("nobody called {0} can settle exceptions; `lockbox users` lists who can")]
    NoSuchUser(String),
    /// The name is taken.
    #[error("there is a user called {0} already")]
    NameTaken(UserName),
    /// A name that is none.
    #[error(transparent)]
    Name(#[from] UserNameError),
    /// A password that cannot be kept.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The books could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn by(user: Option<&UserName>) -> &str {
    user.map_or("the program", UserName::as_str)
}
