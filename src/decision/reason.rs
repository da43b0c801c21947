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
        /// Which, the likeliest first.
        member_ids: Vec<MemberId>,
        /// Why none of them is sure, in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
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
        /// What it may be worth, the likeliest first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        candidates: Vec<Amount>,
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
    /// This program's configuration.
    Configuration,
    /// A person at the exceptions desk.
    Person,
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
    /// The same day, amount and looks, while the MICR line of one of the items was not read.
    Looks,
    /// The same coupon paid with the same amount, while the MICR line of one of the items is unknown.
    Coupon,
}

impl Reason {
    /// The code of the contract's list, as in `reasons` of an outcome.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::NoAccountEvidence => "no_account_evidence",
            Reason::NoSuchAccount { .. } => "no_such_account",
            Reason::AmbiguousAccount { .. } => "ambiguous_account",
            Reason::ConflictingEvidence { .. } => "conflicting_evidence",
            Reason::AccountTerminated { .. } => "account_terminated",
            Reason::AutopayEnrolled { .. } => "autopay_enrolled",
            Reason::NoItem => "no_item",
            Reason::NoAmount { .. } => "no_amount",
            Reason::AmountConflict { .. } => "amount_conflict",
            Reason::OutOfBalance { .. } => "out_of_balance",
            Reason::WrongPayee { .. } => "wrong_payee",
            Reason::PostDated { .. } => "post_dated",
            Reason::StaleDated { .. } => "stale_dated",
            Reason::Unsigned { .. } => "unsigned",
            Reason::DuplicateItem { .. } => "duplicate_item",
            Reason::ForeignItem { .. } => "foreign_item",
            Reason::RestrictiveNote { .. } => "restrictive_note",
            Reason::Correspondence { .. } => "correspondence",
            Reason::GroupingUncertain { .. } => "grouping_uncertain",
            Reason::UnreadablePage { .. } => "unreadable_page",
            Reason::ControlMismatch { .. } => "control_mismatch",
        }
    }

    /// The reason in words for the person who decides; `page` gives a page's name.
    pub fn in_words(&self, page: &dyn Fn(PageNo) -> String) -> String {
        match self {
            Reason::NoAccountEvidence => "nothing that was read says whose payment this is".to_owned(),
            Reason::NoSuchAccount { member_id, source } => {
                format!("Member ID {member_id}, from the {}, is not on file", source.in_words())
            }
            Reason::AmbiguousAccount { member_ids, why: None } => format!("{} accounts fit", member_ids.len()),
            Reason::ConflictingEvidence { field, one, other } => {
                format!(
                    "two readings of the {} disagree: {}, {}",
                    field.in_words(),
                    one.in_words(page),
                    other.in_words(page)
                )
            }
            Reason::AccountTerminated { member_id } => format!("the account {member_id} is terminated"),
            Reason::AutopayEnrolled { member_id } => {
                format!("AutoPay will draw the premium of {member_id} as well: decide before the 22nd")
            }
            Reason::NoItem => "there is no check or money order".to_owned(),
            Reason::NoAmount { page: no, candidates } if candidates.is_empty() => {
                format!("what {} is worth was not read or keyed", page(*no))
            }
            Reason::NoAmount { page: no, candidates } => {
                let perhaps: Vec<String> = candidates.iter().map(|amount| format!("${amount}")).collect();
                format!(
                    "what {} is worth was not surely read: perhaps {}",
                    page(*no),
                    perhaps.join(" or ")
                )
            }
            Reason::AmountConflict { page: no, one, other } => {
                format!(
                    "what {} is worth disagrees: {}, {}",
                    page(*no),
                    one.in_words(page),
                    other.in_words(page)
                )
            }
            Reason::OutOfBalance { items, due } => {
                format!("the items are worth ${items} together, the coupons ask for ${due}")
            }
            Reason::WrongPayee { page: no, read } => format!("{} is payable to \"{read}\"", page(*no)),
            Reason::PostDated { page: no, date } => format!("{} is dated {date}, in the future", page(*no)),
            Reason::StaleDated { page: no, date } => format!("{} is dated {date}, too long ago", page(*no)),
            Reason::Unsigned { page: no } => format!("{} is not signed", page(*no)),
            Reason::DuplicateItem {
                page: no,
                batch,
                transaction,
                by,
            } => {
                format!(
                    "{} was here before, in {batch}/{transaction}: {}",
                    page(*no),
                    by.in_words()
                )
            }
            Reason::ForeignItem { page: no } => format!("{} is not drawn on a US bank in US dollars", page(*no)),
            Reason::RestrictiveNote { page: no, text } => format!("{} bears a note: \"{text}\"", page(*no)),
            Reason::Correspondence { page: no } => format!("{} is a letter that may ask for something", page(*no)),
            Reason::AmbiguousAccount { why: Some(why), .. } | Reason::GroupingUncertain { why } => why.clone(),
            Reason::UnreadablePage { page: no, why } => format!("{}: {why}", page(*no)),
            Reason::ControlMismatch { what } => what.clone(),
        }
    }
}

impl Field {
    fn in_words(self) -> &'static str {
        match self {
            Field::MemberId => "Member ID",
            Field::Name => "name",
            Field::TotalDue => "total due",
            Field::BillDate => "bill date",
            Field::Lockbox => "lockbox number",
            Field::Micr => "MICR line",
        }
    }
}

impl Claimant {
    /// As it stands in a sentence, without its article.
    pub fn in_words(self) -> &'static str {
        match self {
            Claimant::Barcode => "barcode",
            Claimant::ScanLine => "scan line",
            Claimant::PrintedText => "printed text",
            Claimant::Manifest => "manifest",
            Claimant::AccountMaster => "account master",
            Claimant::Check => "check",
            Claimant::Configuration => "configuration",
            Claimant::Person => "supervisor",
        }
    }
}

impl Claim {
    fn in_words(&self, page: &dyn Fn(PageNo) -> String) -> String {
        match self.page {
            Some(no) => format!("the {} of {} says {}", self.by.in_words(), page(no), self.says),
            None => format!("the {} says {}", self.by.in_words(), self.says),
        }
    }
}

impl Likeness {
    /// As it stands behind a colon.
    pub fn in_words(self) -> &'static str {
        match self {
            Likeness::Micr => "the same routing number, bank account, check number and amount",
            Likeness::Image => "the very same image",
            Likeness::Looks => "the same day, amount and looks, and one of the checks' MICR lines was not read",
            Likeness::Coupon => {
                "the same coupon was paid with the same amount, and one of the checks' MICR lines is not known"
            }
        }
    }
}
