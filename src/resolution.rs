//! What a person decides about an exception, and whether it makes sense before anything of it is kept.

mod check;
#[cfg(test)]
mod tests;

pub use check::{Facts, VerdictError, checked};

use crate::decision::Payment;
use crate::evidence::PageKind;
use crate::id::{BatchId, MemberId, PageNo, TransactionNo};
use crate::money::Amount;
use serde::{Deserialize, Serialize};

/// What a person decides about an exception.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Verdict {
    /// It posts.
    Post {
        /// Every check and money order of the transaction, with what it is worth.
        items: Vec<KeyedItem>,
        /// Pages that were taken for items and are none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        not_items: Vec<PageNo>,
        /// One for each account.
        payments: Vec<Payment>,
        /// What was read wrong on the items.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        corrections: Vec<Correction>,
    },
    /// It cannot be deposited and goes back to its sender.
    Return {
        /// Why.
        why: ReturnReason,
        /// The text of the letter that goes with it.
        letter: String,
    },
    /// It was here before.
    Duplicate {
        /// The batch it was in.
        batch: BatchId,
        /// The transaction it was in.
        transaction: TransactionNo,
    },
    /// There is nothing to deposit: the paper goes to somebody else.
    Forward {
        /// To whom.
        to: String,
        /// What the person says of it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
}

/// A check or money order, with what a person keyed from its picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeyedItem {
    /// Its page.
    pub page: PageNo,
    /// A check or a money order.
    pub kind: PageKind,
    /// What it is worth.
    pub amount: Amount,
}

/// A field that a person read otherwise than the program.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Correction {
    /// The item.
    pub page: PageNo,
    /// Which field.
    pub field: Correctable,
    /// What it says.
    pub value: String,
}

/// The fields of an item that can be corrected, besides its amount.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correctable {
    /// The day it is dated.
    Date,
    /// To whom it is payable.
    Payee,
    /// The bank: 9 digits, the last a check digit.
    Routing,
    /// The account at the bank: digits.
    Account,
    /// The check's number: digits.
    Serial,
    /// The memo line.
    Memo,
}

/// Why an item goes back to its sender.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnReason {
    /// Nobody signed it.
    Unsigned,
    /// It is payable to somebody else.
    WrongPayee,
    /// Its date is in the future.
    PostDated,
    /// Its date is too long ago.
    StaleDated,
    /// Figures and words differ, or there is no amount.
    AmountUnclear,
    /// It is not in US dollars or not drawn on a US bank.
    Foreign,
    /// It bears a note that would bind the payee.
    RestrictiveNote,
    /// Nobody can say whose payment it is.
    UnknownAccount,
    /// It is altered or damaged.
    NotNegotiable,
    /// Something else: the letter says it.
    Other,
}

/// What kind of verdict, as it is stored and counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It posted.
    Post,
    /// It goes back to its sender.
    Return,
    /// It was here before.
    Duplicate,
    /// It goes to somebody else.
    Forward,
    /// Its pages were put together anew.
    Regroup,
}

/// What items are worth and what accounts get, each in one order.
type Sums = (Vec<(PageNo, Amount)>, Vec<(MemberId, Amount)>);

impl Verdict {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Verdict::Post { .. } => Kind::Post,
            Verdict::Return { .. } => Kind::Return,
            Verdict::Duplicate { .. } => Kind::Duplicate,
            Verdict::Forward { .. } => Kind::Forward,
        }
    }

    /// Whether two people decided the same: the same money on the same accounts, whatever the order and whatever else they corrected; of other verdicts the
    /// same kind for the same reason, whatever the words.
    pub fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Verdict::Post { .. }, Verdict::Post { .. }) => self.sums() == other.sums(),
            (Verdict::Return { why, .. }, Verdict::Return { why: theirs, .. }) => why == theirs,
            (Verdict::Forward { .. }, Verdict::Forward { .. }) => true,
            (one, two) => one == two,
        }
    }

    /// Items and payments in one order.
    fn sums(&self) -> Sums {
        let Verdict::Post { items, payments, .. } = self else {
            return (Vec::new(), Vec::new());
        };
        let mut worth: Vec<_> = items.iter().map(|item| (item.page, item.amount)).collect();
        let mut paid: Vec<_> = payments.iter().map(|p| (p.account, p.amount)).collect();
        worth.sort_unstable();
        paid.sort_unstable();
        (worth, paid)
    }
}

impl ReturnReason {
    /// All.
    pub const ALL: [ReturnReason; 10] = [
        ReturnReason::Unsigned,
        ReturnReason::WrongPayee,
        ReturnReason::PostDated,
        ReturnReason::StaleDated,
        ReturnReason::AmountUnclear,
        ReturnReason::Foreign,
        ReturnReason::RestrictiveNote,
        ReturnReason::UnknownAccount,
        ReturnReason::NotNegotiable,
        ReturnReason::Other,
    ];

    /// As a reviewer reads it in a list.
    pub fn in_words(self) -> &'static str {
        match self {
            ReturnReason::Unsigned => "not signed",
            ReturnReason::WrongPayee => "payable to somebody else",
            ReturnReason::PostDated => "dated in the future",
            ReturnReason::StaleDated => "dated too long ago",
            ReturnReason::AmountUnclear => "amount unclear",
            ReturnReason::Foreign => "not in US dollars or not on a US bank",
            ReturnReason::RestrictiveNote => "bears a restrictive note",
            ReturnReason::UnknownAccount => "nobody knows whose payment it is",
            ReturnReason::NotNegotiable => "altered or damaged",
            ReturnReason::Other => "something else",
        }
    }

    /// The letter that goes back with the item, to be changed as needed; empty for a reason that only the person can put in words.
    pub fn letter(self) -> String {
        let because = match self {
            ReturnReason::Unsigned => "it is not signed. Please sign it, or send a new one",
            ReturnReason::WrongPayee => {
                "it is not made payable to the Massachusetts Health Connector. Please send one that is"
            }
            ReturnReason::PostDated => "it is dated in the future, and we cannot hold it until then",
            ReturnReason::StaleDated => "it is dated more than 180 days ago. Please send a new one",
            ReturnReason::AmountUnclear => {
                "the amounts in figures and in words differ or cannot be read. Please send a new one"
            }
            ReturnReason::Foreign => {
                "it is not in US dollars or not drawn on a bank in the United States. Please send one that is, or a money order"
            }
            ReturnReason::RestrictiveNote => {
                "it bears a note that limits how it may be used. Please send one without a note"
            }
            ReturnReason::UnknownAccount => {
                "we cannot tell whose premium it pays. Please send it again with the payment coupon, or write the member's full name and 12-digit Member ID on it"
            }
            ReturnReason::NotNegotiable => {
                "it is altered or damaged, and the bank will not take it. Please send a new one"
            }
            // only the person can say it
            ReturnReason::Other => return String::new(),
        };
        format!(
            "We are returning the enclosed payment because {because}.\n\nCoverage starts or goes on only when the premium is received and processed by the 23rd, 5:00 pm Eastern."
        )
    }
}
