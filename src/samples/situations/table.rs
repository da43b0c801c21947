//! The claims, and the cases that show them.

use super::super::batch::Control;
use super::super::case::Case;
use super::super::coupon::{Harm, Target};
use super::super::damage::Tear;
use super::super::paper::Paper;
use super::super::plan::Envelope;
use super::{coupons, without_qr};

/// A situation to be drawn.
pub(super) struct Situation {
    pub(super) name: &'static str,
    pub(super) shows: &'static str,
    /// The cases of each batch.
    pub(super) batches: &'static [&'static [Case]],
    pub(super) control: Control,
    pub(super) manifest: Manifest,
    /// What chance must have brought for the claim to hold.
    pub(super) fits: fn(&Envelope) -> bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manifest {
    Given,
    /// One multi-page file and nothing else.
    None,
}

const fn situation(name: &'static str, shows: &'static str, batches: &'static [&'static [Case]]) -> Situation {
    Situation {
        name,
        shows,
        batches,
        control: Control::Right,
        manifest: Manifest::Given,
        fits: |_| true,
    }
}

/// Every situation.
pub(super) const SITUATIONS: [Situation; 21] = [
    situation(
        "one-check-one-coupon-posts-what-the-check-is-worth",
        "A check for less than the coupon asks for, with one coupon: what the check is worth posts, not what is due.",
        &[&[Case::Partial]],
    ),
    Situation {
        fits: |e| coupons(e).count() == 1 && matches!(e.sheets[0].paper, Paper::Coupon(_)),
        ..situation(
            "coupon-upside-down-is-turned",
            "The coupon went through the scanner head first; it is turned and read.",
            &[&[Case::UpsideDown]],
        )
    },
    situation(
        "coupon-fed-sideways-is-turned",
        "The coupon went through the scanner on its short edge; it is turned by a quarter and read.",
        &[&[Case::QuarterTurned]],
    ),
    Situation {
        fits: |e| e.sheets[0].tear == Some(Tear::Left),
        ..situation(
            "torn-coupon-is-still-read",
            "The coupon's left edge is torn off raggedly; its marks are whole.",
            &[&[Case::Torn]],
        )
    },
    Situation {
        fits: |e| coupons(e).all(|c| c.harm == [Harm::Pen(Target::Barcode)] && without_qr(c)),
        ..situation(
            "barcode-scribbled-scan-line-decides",
            "A pen went over the barcode, and the bill is from before the QR code: the scan line decides the account.",
            &[&[Case::BarcodeDamaged]],
        )
    },
    Situation {
        fits: |e| coupons(e).all(without_qr),
        ..situation(
            "barcode-and-scan-line-disagree",
            "Barcode and scan line name two different members, both on file: nobody can say whose payment it is.",
            &[&[Case::MarksDisagree]],
        )
    },
    situation(
        "two-coupons-one-check-that-adds-up",
        "Two coupons, and one check for the sum of both: each account gets what is due.",
        &[&[Case::CouponsBalanced]],
    ),
    situation(
        "two-coupons-that-do-not-add-up",
        "Two coupons, and one check for another sum: how to split it is not for a program to guess.",
        &[&[Case::CouponsUnbalanced]],
    ),
    situation(
        "two-checks-one-coupon-that-add-up",
        "Two checks that together are what the one coupon asks for.",
        &[&[Case::TwoChecks]],
    ),
    situation(
        "coupon-without-check",
        "A coupon alone: there is no money in the envelope.",
        &[&[Case::CouponWithoutCheck]],
    ),
    situation(
        "check-without-coupon",
        "A check alone, the member in its memo line: until checks' own writing is read, nothing says whose payment it is.",
        &[&[Case::MemoByHand]],
    ),
    situation(
        "money-order-counts-as-a-check",
        "A money order with a coupon posts like a check.",
        &[&[Case::MoneyOrder]],
    ),
    situation(
        "terminated-account",
        "The coupon's account is terminated: a person decides.",
        &[&[Case::Terminated]],
    ),
    situation(
        "autopay-account",
        "AutoPay will draw the same premium: a person decides.",
        &[&[Case::AutoPay]],
    ),
    situation(
        "member-not-on-file",
        "The coupon reads well, but nobody has its Member ID.",
        &[&[Case::UnknownMember]],
    ),
    situation(
        "no-keyed-amount",
        "Nothing says what the check is worth; the coupon's total due is never taken for it.",
        &[&[Case::NoKeyedAmount]],
    ),
    Situation {
        control: Control::WrongTotal,
        ..situation(
            "control-total-does-not-prove",
            "The items are worth a dollar more than the control total: the batch is held, nothing of it posts.",
            &[&[Case::Clean, Case::Clean]],
        )
    },
    situation(
        "same-item-in-two-batches",
        "The same check comes again the next batch, known by its magnetic line: the second is a duplicate.",
        &[&[Case::Clean], &[Case::Duplicate]],
    ),
    situation(
        "unreadable-file-between-good-ones",
        "The second envelope's coupon is a file that is no image: it is queued, its neighbours post.",
        &[&[Case::Clean, Case::Garbage, Case::Clean]],
    ),
    Situation {
        manifest: Manifest::None,
        ..situation(
            "no-manifest-groups-by-scan-order",
            "One multi-page file without a manifest: coupon and check, coupon and check are two envelopes. No amount was keyed.",
            &[&[Case::Clean, Case::Clean]],
        )
    },
    situation(
        "whole-bill-yields-its-coupon",
        "The payer sent the whole letter-size bill; the coupon is its lowest 3.5 inches.",
        &[&[Case::FullPageBill]],
    ),
];
