//! Decisions: what becomes of a transaction, and why.

mod borne_out;
pub mod case;
mod coupon;
mod decide;
mod item_rules;
mod memo;
pub mod reason;
#[cfg(test)]
mod tests;
mod words;
pub mod worth;

pub use decide::{decide, dues, expected};
pub use words::explain;

use crate::id::MemberId;
use crate::money::Amount;
use reason::Reason;
use serde::{Deserialize, Serialize};

/// An amount applied to one account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Payment {
    /// The account.
    pub account: MemberId,
    /// More than nothing.
    pub amount: Amount,
}

/// What decided whose payment it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Path {
    /// A coupon's barcode.
    CouponBarcode,
    /// A coupon's scan line.
    CouponScanLine,
    /// A coupon's printed text.
    CouponText,
    /// The check's memo line.
    Memo,
    /// The same bank account was matched before.
    PayerMemory,
    /// A person.
    Reviewer,
}

impl Path {
    /// Who claimed the account that this path decided.
    fn claimant(self) -> reason::Claimant {
        match self {
            Path::CouponBarcode => reason::Claimant::Barcode,
            Path::CouponScanLine => reason::Claimant::ScanLine,
            Path::CouponText => reason::Claimant::PrintedText,
            Path::Memo | Path::PayerMemory | Path::Reviewer => reason::Claimant::Check,
        }
    }
}

/// What decided whose payment it is, as it stands after "by".
pub fn path_in_words(path: Path) -> &'static str {
    match path {
        Path::CouponBarcode => "its coupon's barcode",
        Path::CouponScanLine => "its coupon's scan line",
        Path::CouponText => "its coupon's print",
        Path::Memo => "the payer's words",
        Path::PayerMemory => "the bank account that paid before",
        Path::Reviewer => "a person",
    }
}

/// The two possible outcomes of a transaction; there is no third.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Decision {
    /// It posts.
    Posted {
        /// What decided the account; of several coupons, the weakest.
        path: Path,
        /// One for each account, in the order of the coupons.
        payments: Vec<Payment>,
    },
    /// A person decides.
    Exception {
        /// Every reason that applies, in the order of [`Reason`]'s variants; never empty.
        reasons: Vec<Reason>,
    },
}
