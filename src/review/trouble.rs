//! What can go wrong for a page, its status, and its words.

use crate::desk::DeskError;
use crate::store::StoreError;
use crate::store::archive::ArchiveError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why a page or an act is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// Nobody is signed in, or no longer.
    #[error("sign in first")]
    SignedOut,
    /// Nothing was done for a while.
    #[error("the desk is locked; give your password to go on")]
    Locked,
    /// A request that did not come from our own page.
    #[error("this did not come from the desk's own page; load the page again")]
    Forged,
    /// Too many wrong passwords.
    #[error("too many wrong passwords; try again in {seconds} seconds")]
    Throttled {
        /// How long to wait.
        seconds: u64,
    },
    /// What was asked for is not there.
    #[error("there is no {0}")]
    NoSuch(&'static str),
    /// It cannot be understood.
    #[error("{0}")]
    Unclear(String),
    /// The person has no right to it.
    #[error("you may not {0}")]
    NotAllowed(&'static str),
    /// The lease is over, and nobody has settled the item.
    #[error("this one is not yours any more: nothing was heard from this page for too long. Look at it again")]
    Lost,
    /// The desk refuses.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The original cannot be had.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A page without a picture.
    #[error("no picture can be made of this page: {0}")]
    NoPicture(String),
    /// We are wrong.
    #[error("the desk failed at this; what was done before is kept. Load the page again")]
    Broken,
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Trouble::Desk(DeskError::Store(error))
    }
}

/// A refusal on its way out: [`super::dress`] makes a page, a line of JSON or a redirection of it.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// What to say.
    pub(super) words: String,
    /// Where to send who is not signed in.
    pub(super) door: Option<Door>,
}

/// Where one signs in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Door {
    /// With name and password.
    SignIn,
    /// With the password alone.
    Unlock,
}

impl Trouble {
    /// The status that says it to programs.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Trouble::SignedOut | Trouble::Locked => StatusCode::UNAUTHORIZED,
            Trouble::Forged | Trouble::NotAllowed(_) => StatusCode::FORBIDDEN,
            Trouble::Throttled { .. } => StatusCode::TOO_MANY_REQUESTS,
            Trouble::NoSuch(_) | Trouble::NoPicture(_) => StatusCode::NOT_FOUND,
            Trouble::Unclear(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Trouble::Lost => StatusCode::CONFLICT,
            Trouble::Desk(error) => desk_status(error),
            Trouble::Archive(_) | Trouble::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// The status of each refusal of the desk: a conflict with another person's work, a right that is missing, something that makes no sense.
fn desk_status(error: &DeskError) -> StatusCode {
    match error {
        DeskError::TakenBy { .. }
        | DeskError::HandedTo { .. }
        | DeskError::SettledBy { .. }
        | DeskError::Changed
        | DeskError::Regrouped { .. }
        | DeskError::Held
        | DeskError::NotWaiting
        | DeskError::OwnKeying
        | DeskError::NothingToUndo
        | DeskError::NameTaken(_) => StatusCode::CONFLICT,
        DeskError::NotAllowed { .. } | DeskError::NotYours { .. } => StatusCode::FORBIDDEN,
        DeskError::NoSuchItem => StatusCode::NOT_FOUND,
        DeskError::Grouping(_)
        | DeskError::Say(_)
        | DeskError::Day
        | DeskError::Invalid(_)
        | DeskError::NoSuchUser(_)
        | DeskError::Name(_)
        | DeskError::Password(_) => StatusCode::UNPROCESSABLE_ENTITY,
        DeskError::Store(StoreError::Busy) => StatusCode::SERVICE_UNAVAILABLE,
        DeskError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let door = match self {
            Trouble::SignedOut => Some(Door::SignIn),
            Trouble::Locked => Some(Door::Unlock),
            _ => None,
        };
        let told = Told {
            words: sentence(&self.to_string()),
            door,
        };
        let mut response = self.status().into_response();
        response.extensions_mut().insert(told);
        response
    }
}

/// With a capital letter and a full stop.
pub(super) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if words.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
