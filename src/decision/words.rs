//! Why a transaction was decided as it was, in words.

use super::case::Case;
use super::{Decision, Path};
use crate::config::coupon_format::CheckOutcome;
use crate::evidence::CodeReading;
use crate::id::PageNo;
use crate::matching::{FieldAgreement, Matched};

/// The decision in words: for a posting what decided each account, for an exception its reasons. `label` gives a page's name.
pub fn explain(case: &Case, decision: &Decision, label: &dyn Fn(PageNo) -> String) -> String {
    match decision {
        Decision::Exception { reasons } => reasons
            .iter()
            .map(|reason| reason.in_words(label))
            .collect::<Vec<_>>()
            .join("; "),
        Decision::Posted { path, payments } => {
            let paid: Vec<String> = payments
                .iter()
                .map(|payment| format!("${} to {}", payment.amount, payment.account))
                .collect();
            let proofs: Vec<String> = case
                .pages
                .iter()
                .filter(|page| page.is_coupon())
                .map(|page| {
                    let codes = page.seen().map_or(&[][..], |seen| &seen.codes);
                    let read: Vec<String> = codes.iter().map(code_in_words).collect();
                    let read = if read.is_empty() {
                        "printed Member ID and name".to_owned()
                    } else {
                        read.join(", ")
                    };
                    format!("{}: {read}", label(page.no))
                })
                .collect();
            if let (true, Some(matched)) = (proofs.is_empty(), case.matched) {
                return format!(
                    "{}, decided by {}; {}",
                    paid.join(", "),
                    path.in_words(),
                    match_in_words(matched)
                );
            }
            format!(
                "{}, decided by {}; {}",
                paid.join(", "),
                path.in_words(),
                proofs.join("; ")
            )
        }
    }
}

/// What speaks for the account that fits best, field by field.
fn match_in_words(matched: &Matched) -> String {
    let Some(best) = matched.candidates.first() else {
        return "nothing fits".to_owned();
    };
    let fields: Vec<String> = best.fields.iter().map(FieldAgreement::in_words).collect();
    format!("{}: {:.0} bits in all", fields.join(", "), best.bits)
}

fn code_in_words(code: &CodeReading) -> String {
    let check = match code.fields.check {
        CheckOutcome::Passed => "check digit holds",
        CheckOutcome::Absent => "no check digit",
        CheckOutcome::Failed => "check digit does not hold",
    };
    format!("{} ({check})", code.mark)
}

impl Path {
    /// What decided, as it stands in a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Path::CouponBarcode => "the coupon's barcode",
            Path::CouponScanLine => "the coupon's scan line",
            Path::CouponText => "the coupon's printed text",
            Path::Memo => "the check's memo line",
            Path::PayerMemory => "the payer's bank account",
            Path::Reviewer => "a reviewer",
        }
    }
}
