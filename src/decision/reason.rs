//! Reasons: why a transaction waits for a person, with the values that disagree.

use crate::id::{BatchId, MemberId, PageNo, TransactionNo};
use crate::money::Amount;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why a transaction is an exception. Stored, shown, counted and asserted in tests as this; nothing matches on its words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// Nothing that was read says whose payment it is.
    NoAccountEvidence,
    /// What was read names a Member ID that is not on file.
    NoSuchAccount {
        /// The Member ID.
        member_id: MemberId,
        /// Where it was read.
        source: Claimant,
    },
    /// Several accounts fit.
    AmbiguousAccount {
        /// Which.
        member_ids: Vec<MemberId>,
    },
    /// Two readings disagree.
    ConflictingEvidence {
        /// What they disagree about.
        field: Field,
        /// One side.
        one: Claim,
        /// The other.
        other: Claim,
    },
    /// The account is terminated.
    AccountTerminated {
        /// Which.
        member_id: MemberId,
    },
    /// `AutoPay` will draw from this account as well.
    AutopayEnrolled {
        /// Which.
        member_id: MemberId,
    },
    /// No check or money order is in the envelope.
    NoItem,
    /// What an item is worth was not read.
    NoAmount {
        /// The item.
        page: PageNo,
    },
    /// What an item is worth was read differently in two places.
    AmountConflict {
        /// The item.
        page: PageNo,
        /// One side.
        one: Claim,
        /// The other.
        other: Claim,
    },
    /// Several coupons or items do not add up.
    OutOfBalance {
        /// What the items are worth together.
        items: Amount,
        /// What the coupons ask for together.
        due: Amount,
    },
    /// The item is payable to somebody else.
    WrongPayee {
        /// The item.
        page: PageNo,
        /// The payee as read.
        read: String,
    },
    /// The item is dated in the future.
    PostDated {
        /// The item.
        page: PageNo,
        /// Its date.
        date: NaiveDate,
    },
    /// The item is too old.
    StaleDated {
        /// The item.
        page: PageNo,
        /// Its date.
        date: NaiveDate,
    },
    /// The item is not signed.
    Unsigned {
        /// The item.
        page: PageNo,
    },
    /// The item was here before.
    DuplicateItem {
        /// The item.
        page: PageNo,
        /// The batch in which it was.
        batch: BatchId,
        /// The transaction in which it was.
        transaction: TransactionNo,
        /// By what it was known.
        by: Likeness,
    },
    /// The item is not in US dollars or not drawn on a US bank.
    ForeignItem {
        /// The item.
        page: PageNo,
    },
    /// "Paid in full" and the like.
    RestrictiveNote {
        /// The page it stands on.
        page: PageNo,
        /// The words.
        text: String,
    },
    /// A letter that may ask for something.
    Correspondence {
        /// The letter.
        page: PageNo,
    },
    /// It is not certain which pages belong together.
    GroupingUncertain {
        /// Why, in words.
        why: String,
    },
    /// A page cannot be read, or it cannot be said what it is.
    UnreadablePage {
        /// The page.
        page: PageNo,
        /// Why, in words.
        why: String,
    },
    /// The batch's control figures do not prove; nothing of it posts until an operator accepts the difference.
    ControlMismatch {
        /// Which figure, stated and counted, in words.
        what: String,
    },
}

/// What two readings may disagree about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Whose payment it is.
    MemberId,
    /// The name on the coupon and on the account.
    Name,
    /// The coupon's total due.
    TotalDue,
    /// The coupon's bill date.
    BillDate,
    /// The lockbox it is meant for.
    Lockbox,
    /// The item's MICR line.
    Micr,
}

/// Who claims something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claimant {
    /// A coupon's barcode.
    Barcode,
    /// A coupon's scan line.
    ScanLine,
    /// A coupon's printed text.
    PrintedText,
    /// The scanner's manifest.
    Manifest,
    /// The account master.
    AccountMaster,
    /// The check's own writing.
    Check,
}

/// One side of a disagreement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Claim {
    /// Who claims it.
    pub by: Claimant,
    /// On which page; absent for what no page says.
    pub page: Option<PageNo>,
    /// What, as text.
    pub says: String,
}

/// By what a duplicate was known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The same routing number, bank account, serial and amount.
    Micr,
    /// The very same image.
    Image,
    /// The same coupon paid with the same amount, while the MICR line of one of the items is unknown.
    Coupon,
}
