//! What was read of a transaction that may say whose payment it is.

use super::token::Token;
use crate::id::MemberId;
use crate::money::Amount;
use serde::{Deserialize, Serialize};

/// All of it, for one transaction.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Payer {
    /// Numbers that may be a Member ID or an older number of a member.
    pub numbers: Vec<Number>,
    /// Names of people.
    pub names: Vec<Name>,
    /// Long words that may be names whose words ran together, and by themselves are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub run_together: Vec<Name>,
    /// Mailing addresses.
    pub addresses: Vec<Address>,
    /// The member for whom the same bank account paid before; second proof only.
    pub known_payer: Option<MemberId>,
    /// What was paid, where that is known without asking what is due on any account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<Amount>,
}

/// A number as it was read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Number {
    /// 7 to 14 digits; letters that look like digits may stand among them.
    pub token: Token,
    /// Where it stood.
    pub source: Source,
}

/// A name as it was read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Name {
    /// Its words in the order written, with titles, initials and suffixes; a comma stays with the word before it.
    pub words: Vec<Token>,
    /// Where it stood.
    pub source: Source,
}

/// A mailing address as it was read, each part as far as it was.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Address {
    /// The house number, or the box's.
    pub number: Option<Token>,
    /// The words of the street, with its kind (`St`) and quarter (`N`); `PO Box` for a box.
    pub street: Vec<Token>,
    /// The unit, with or without `Apt`.
    pub unit: Option<Token>,
    /// The words of the city.
    pub city: Vec<Token>,
    /// The state.
    pub state: Option<Token>,
    /// The ZIP code, five digits or ZIP+4.
    pub zip: Option<Token>,
    /// Where it stood.
    pub source: Source,
}

/// Where something was read. What stands in the memo says whose payment it is; the others say who pays, which may be a parent, a spouse or an
/// employer: there agreement supports and disagreement is no conflict by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The memo line, or a bill-pay check's account field.
    Memo,
    /// The printed name and address of the payer.
    PayerBlock,
    /// The envelope's return address.
    Envelope,
    /// A letter.
    Letter,
}

impl Source {
    /// Whether it names the member and not the payer.
    pub fn names_the_member(self) -> bool {
        matches!(self, Source::Memo | Source::Letter)
    }
}
