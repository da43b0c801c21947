//! The claims, and the cases that show them.

use super::super::batch::Control;
use super::super::case::Case;
use super::super::coupon::{Harm, Target};
use super::super::damage::Tear;
use super::super::paper::{Paper, Sheet};
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
    pub(super) keyed: Keyed,
    /// What chance must have brought for the claim to hold.
    pub(super) fits: fn(&Envelope) -> bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manifest {
    Given,
    /// One multi-page file and nothing else.
    None,
}

/// What a capture station keyed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyed {
    /// What every item is worth.
    All,
    /// Nothing: it must be read.
    None,
}

/// A situation of which nothing was keyed.
const fn unkeyed(name: &'static str, shows: &'static str, batches: &'static [&'static [Case]]) -> Situation {
    Situation {
        keyed: Keyed::None,
        ..situation(name, shows, batches)
    }
}

const fn situation(name: &'static str, shows: &'static str, batches: &'static [&'static [Case]]) -> Situation {
    Situation {
        name,
        shows,
        batches,
        control: Control::Right,
        manifest: Manifest::Given,
        keyed: Keyed::All,
        fits: |_| true,
    }
}

/// Every situation.
pub(super) const SITUATIONS: [Situation; 33] = [
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
    Situation {
        fits: |e| e.sheets.len() == 1 && memo_rows(e) == 1,
        ..situation(
            "check-without-coupon",
            "A check alone, the member in its memo line: name and number written there say whose payment it is.",
            &[&[Case::MemoByHand]],
        )
    },
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
    unkeyed(
        "amount-read-without-keying",
        "Nobody keyed what the check is worth: it is read from its figures and its words, and posts.",
        &[&[Case::Partial]],
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
        ..unkeyed(
            "no-manifest-groups-by-scan-order",
            "One multi-page file without a manifest: coupon and check, coupon and check are two envelopes. The amounts are read.",
            &[&[Case::Clean, Case::Clean]],
        )
    },
    situation(
        "whole-bill-yields-its-coupon",
        "The payer sent the whole letter-size bill; the coupon is its lowest 3.5 inches.",
        &[&[Case::FullPageBill]],
    ),
    unkeyed(
        "unsigned-check",
        "Nobody signed the check: it cannot be deposited as it is.",
        &[&[Case::Unsigned]],
    ),
    unkeyed(
        "check-to-another-payee",
        "A check that is made out to somebody else came in our envelope.",
        &[&[Case::WrongPayee]],
    ),
    unkeyed(
        "post-dated-check",
        "The check's date is still to come.",
        &[&[Case::PostDated]],
    ),
    unkeyed(
        "stale-check",
        "The check is more than half a year old.",
        &[&[Case::StaleDated]],
    ),
    unkeyed(
        "paid-in-full-note",
        "The memo line says that this settles everything: whether to take it on that condition is for a person.",
        &[&[Case::PaidInFull]],
    ),
    unkeyed(
        "words-and-figures-disagree",
        "The check says one amount in figures and another in words.",
        &[&[Case::WordsFiguresDisagree]],
    ),
    situation(
        "keyed-amount-is-not-the-checks",
        "What was keyed differs by a digit from what the check says in figures and in words.",
        &[&[Case::KeyedConflict]],
    ),
    Situation {
        fits: |e| e.sheets.len() == 1 && memo_rows(e) == 2,
        ..situation(
            "memo-two-rows",
            "The memo runs over two rows, the lower on the line: both are read, and the payment posts.",
            &[&[Case::MemoByHand]],
        )
    },
    Situation {
        fits: |e| e.sheets.len() == 1,
        ..situation(
            "money-order-for-a-member",
            "A money order without a coupon: what stands in the field for the account says whose payment it is.",
            &[&[Case::MemoMoneyOrder]],
        )
    },
    Situation {
        fits: |e| e.sheets.len() == 1,
        ..situation(
            "number-of-a-relative",
            "The payer wrote the own name and the number of a relative in the same house, both on file: nobody can say whose payment it is.",
            &[&[Case::MemoIdOfRelative]],
        )
    },
    Situation {
        fits: |e| e.sheets.len() == 1 && memo_rows(e) > 0,
        ..situation(
            "twins",
            "Two accounts of one name at one address, and no number in the memo: nobody can say whose payment it is.",
            &[&[Case::MemoTwins]],
        )
    },
    unkeyed(
        "canadian-check",
        "The check is drawn on a Canadian bank, in Canadian dollars: its line has no routing number.",
        &[&[Case::ForeignCheck]],
    ),
];

/// The rows on the memo lines of all items together.
fn memo_rows(envelope: &Envelope) -> usize {
    let items = envelope.sheets.iter().filter_map(Sheet::item);
    items.map(|check| check.memo.rows.len()).sum()
}
