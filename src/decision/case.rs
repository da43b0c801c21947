//! What a decision is made from: one transaction's pages, the accounts they name, and what is known of its batch.

use super::borne_out::borne_out;
use crate::account::Account;
use crate::config::Policy;
use crate::config::checks::CheckRules;
use crate::decision::reason::Likeness;
use crate::evidence::check::Form;
use crate::evidence::{CheckReading, PageEvidence, PageKind, Seen, Sight};
use crate::geometry::Side;
use crate::id::{BatchId, MemberId, PageNo, TransactionNo};
use crate::matching::Matched;
use crate::micr::Micr;
use crate::money::Amount;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A transaction as it stands before the decision.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// Its pages, in scan order.
    pub pages: &'a [CasePage],
    /// Why it is not certain that these pages belong together; `None` if it is.
    pub grouping_doubt: Option<String>,
    /// Whether the scanner said which pages came in one envelope.
    pub is_tracked: bool,
    /// Which control figures of the batch do not prove, in words; empty if they do, or the difference was accepted.
    pub control_differences: &'a [String],
    /// Every Member ID that the pages name, with its account where it is on file.
    pub accounts: &'a BTreeMap<MemberId, Option<Account>>,
    /// What the payer's words were matched with; `None` where there is a coupon, or the accounts were not asked.
    pub matched: Option<&'a Matched>,
    /// Whom the memo beside a coupon was matched with, where it says more than the coupon.
    pub memo: Option<&'a Matched>,
    /// Whom the payer's words on the only item mean, where it is not certain that it came with the only coupon.
    pub sender: Option<&'a Matched>,
    /// Earlier items that may be one of these.
    pub duplicates: &'a [Duplicate],
    /// The lockbox that coupons must bear.
    pub lockbox: &'a str,
    /// The payment rules.
    pub policy: Policy,
    /// What checks must say.
    pub checks: &'a CheckRules,
    /// The business day on which the envelope was received.
    pub received: NaiveDate,
}

/// A page with what the manifest says of it.
#[derive(Clone, Debug)]
pub struct CasePage {
    /// Which page.
    pub no: PageNo,
    /// Which face.
    pub side: Side,
    /// What a capture station keyed.
    pub keyed_amount: Option<Amount>,
    /// Whether the manifest has a magnetic read of it.
    pub has_micr: bool,
    /// That line, taken apart.
    pub magnetic: Option<Micr>,
    /// What the readers claim.
    pub evidence: PageEvidence,
}

/// An earlier item that may be the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Duplicate {
    /// The item of this transaction.
    pub page: PageNo,
    /// Where the earlier one is.
    pub batch: BatchId,
    /// Where in it.
    pub transaction: TransactionNo,
    /// By what it was known.
    pub by: Likeness,
}

impl CasePage {
    /// What was seen; `None` if the page cannot be decoded.
    pub fn seen(&self) -> Option<&Seen> {
        match &self.evidence.sight {
            Sight::Seen(seen) => Some(seen),
            Sight::Unreadable(_) => None,
        }
    }

    /// What it is; `None` if the page cannot be decoded.
    pub fn kind(&self) -> Option<PageKind> {
        self.seen().map(|seen| seen.kind.value)
    }

    /// What is written on it, where it was read as a check.
    pub fn check(&self) -> Option<&CheckReading> {
        self.seen().and_then(|seen| seen.check.as_ref())
    }

    /// The MICR line as the picture shows it, taken apart; only one that was surely read.
    pub fn pictured_micr(&self) -> Option<Micr> {
        let line = self.seen()?.micr.as_ref().filter(|line| line.accepted)?;
        Some(Micr::parse(&line.line))
    }

    /// The parts of a MICR line not surely read that the print at the check's upper right bears out.
    fn borne_out_micr(&self) -> Option<Micr> {
        let line = self.seen()?.micr.as_ref().filter(|line| !line.accepted)?;
        borne_out(line, self.check()?.numbers.as_ref()?)
    }

    /// What is known of the item's MICR line by the magnetic reader and the picture together: where one has not read a part, the other may have; and where neither
    /// read the line for sure, what is printed at the upper right may bear parts of it out.
    pub fn micr(&self) -> Option<Micr> {
        match (self.magnetic.clone(), self.pictured_micr()) {
            (Some(magnetic), Some(pictured)) if !magnetic.complete => Some(pictured),
            (Some(magnetic), _) => Some(magnetic),
            (None, pictured) => pictured.or_else(|| self.borne_out_micr()),
        }
    }

    /// A money order: by its labels, or its MICR line is whole and has no check number, which every check's has.
    pub fn is_money_order(&self) -> bool {
        self.kind() == Some(PageKind::MoneyOrder)
            || self.check().is_some_and(|check| check.form == Form::MoneyOrder)
            || self.micr().is_some_and(|micr| micr.complete && micr.serial.is_none())
    }

    /// A coupon, by its code or its printed words.
    pub fn is_coupon(&self) -> bool {
        self.kind().is_some_and(PageKind::is_coupon)
    }

    /// A check or money order: by its MICR line, or because the capture station keyed it or read its MICR line.
    pub fn is_item(&self) -> bool {
        !self.is_coupon()
            && !self.kind().is_some_and(PageKind::shows_no_item)
            && (self.kind().is_some_and(PageKind::is_item) || self.keyed_amount.is_some() || self.has_micr)
    }
}
