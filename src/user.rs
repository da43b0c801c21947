//! People who work with the books: what each may do, and how a password is kept.

mod password;

pub use password::{PasswordError, hash_password, is_password};

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A person in this data folder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub i64);

/// A person's name at the desk: 1 to 32 letters, digits, dots, dashes and underscores, in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct UserName(String);

/// A name that is none.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a user's name is 1 to 32 letters, digits, dots, dashes or underscores, not {0:?}")]
pub struct UserNameError(String);

/// What a person is to the lockbox; each may do what its rights say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Feeds batches, and looks at the queue.
    Operator,
    /// Settles exceptions.
    Reviewer,
    /// Settles exceptions, and decides where two have keyed differently.
    Approver,
    /// All of that; unlocks, hands over, takes back what was posted, keeps the users.
    Supervisor,
    /// Looks at everything and changes nothing.
    Auditor,
}

/// Something that not everybody may do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Right {
    /// See the queue and the transactions.
    Look,
    /// Settle an exception.
    Settle,
    /// Decide between two who have keyed differently.
    Approve,
    /// Unlock another's item, take back a posting, keep the users.
    Supervise,
    /// See a whole bank account number.
    Reveal,
    /// Read the log.
    ReadLog,
}

/// A person, without the password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// The key.
    pub id: UserId,
    /// The name.
    pub name: UserName,
    /// What the person may do.
    pub role: Role,
    /// Who has left may do nothing.
    pub disabled: bool,
}

impl UserName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for UserName {
    type Err = UserNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.to_ascii_lowercase();
        let is_fit = |c: char| c.is_ascii_alphanumeric() || ['.', '-', '_'].contains(&c);
        if name.is_empty() || name.len() > 32 || !name.chars().all(is_fit) {
            return Err(UserNameError(text.to_owned()));
        }
        Ok(UserName(name))
    }
}

impl Role {
    /// All, from the least.
    pub const ALL: [Role; 5] = [
        Role::Operator,
        Role::Reviewer,
        Role::Approver,
        Role::Supervisor,
        Role::Auditor,
    ];

    /// Whether the role has this right.
    pub fn may(self, right: Right) -> bool {
        match right {
            Right::Look => true,
            Right::Settle => matches!(self, Role::Reviewer | Role::Approver | Role::Supervisor),
            Right::Approve => matches!(self, Role::Approver | Role::Supervisor),
            Right::Supervise => self == Role::Supervisor,
            Right::Reveal => self != Role::Operator,
            Right::ReadLog => matches!(self, Role::Supervisor | Role::Auditor),
        }
    }

    /// As it is written.
    pub fn in_words(self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Reviewer => "reviewer",
            Role::Approver => "approver",
            Role::Supervisor => "supervisor",
            Role::Auditor => "auditor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.in_words())
    }
}

impl Right {
    /// As it stands after "may not".
    pub fn in_words(self) -> &'static str {
        match self {
            Right::Look => "look at this",
            Right::Settle => "settle exceptions",
            Right::Approve => "decide between two keyings",
            Right::Supervise => "do what a supervisor does",
            Right::Reveal => "see whole bank account numbers",
            Right::ReadLog => "read the log",
        }
    }
}

impl User {
    /// Whether this person may do that now.
    pub fn may(&self, right: Right) -> bool {
        !self.disabled && self.role.may(right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_but_the_three_who_settle_settles_and_an_auditor_changes_nothing() {
        let who = |right| -> Vec<Role> { Role::ALL.into_iter().filter(|role| role.may(right)).collect() };
        assert_eq!(who(Right::Settle), [Role::Reviewer, Role::Approver, Role::Supervisor]);
        assert_eq!(who(Right::Approve), [Role::Approver, Role::Supervisor]);
        assert_eq!(who(Right::Supervise), [Role::Supervisor]);
        assert_eq!(who(Right::ReadLog), [Role::Supervisor, Role::Auditor]);
    }

    #[test]
    fn a_name_is_short_and_plain() {
        assert_eq!("Ann.Lee".parse::<UserName>().unwrap().as_str(), "ann.lee");
        for wrong in ["", "ann lee", "ann\n", "<b>", &"a".repeat(33)] {
            assert!(wrong.parse::<UserName>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn who_has_left_may_do_nothing() {
        let gone = User {
            id: UserId(1),
            name: "ann".parse().unwrap(),
            role: Role::Supervisor,
            disabled: true,
        };
        assert!(!gone.may(Right::Look));
    }
}
