//! Situations of the trade, decided.

use super::case::{Case, CasePage, Duplicate};
use super::reason::{Likeness, Reason};
use super::{Decision, Path, decide};
use crate::account::{Account, AccountStatus, Plan};
use crate::config::Policy;
use crate::config::checks::CheckRules;
use crate::config::coupon_format::{CheckOutcome, CouponFields, Mark};
use crate::evidence::check::amount::{AmountCandidate, AmountReading};
use crate::evidence::{CheckReading, CodeReading, PageEvidence, PageKind, PrintedCoupon, Reading, Seen, Sight};
use crate::geometry::{Dpi, Rect, Side, Turn};
use crate::id::{MemberId, PageNo, TransactionNo};
use crate::micr::Micr;
use crate::money::Amount;
use crate::score::Score;
use std::collections::BTreeMap;

pub(super) const ANN: &str = "700123456789";
pub(super) const BOB: &str = "700123456790";

pub(super) fn dollars(text: &str) -> Amount {
    text.parse().unwrap()
}

pub(super) fn page(no: u32, kind: PageKind) -> CasePage {
    let seen = Seen {
        kind: Reading {
            value: kind,
            score: Score::SURE,
            region: None,
        },
        dpi: Dpi::new(200.0).unwrap(),
        turn: Turn::None,
        skew: 0.0,
        paper: Rect::default(),
        codes: Vec::new(),
        printed: None,
        micr: None,
        check: None,
        enclosed: None,
        face: None,
    };
    CasePage {
        no: PageNo(no),
        side: Side::Front,
        keyed_amount: None,
        has_micr: false,
        magnetic: None,
        evidence: PageEvidence {
            page: PageNo(no),
            side: Side::Front,
            sight: Sight::Seen(Box::new(seen)),
        },
    }
}

pub(super) fn seen(page: &mut CasePage) -> &mut Seen {
    match &mut page.evidence.sight {
        Sight::Seen(seen) => seen,
        Sight::Unreadable(why) => panic!("{why}"),
    }
}

pub(super) fn check(no: u32, amount: Option<&str>) -> CasePage {
    CasePage {
        keyed_amount: amount.map(dollars),
        ..page(no, PageKind::Check)
    }
}

fn code(mark: Mark, member: &str, due: &str, check: CheckOutcome) -> CodeReading {
    let fields = CouponFields {
        member_id: member.parse().unwrap(),
        lockbox: Some("412612".to_owned()),
        bill_date: None,
        total_due: Some(dollars(due)),
        check,
    };
    CodeReading {
        mark,
        format: "bill".to_owned(),
        fields,
        score: Score::SURE,
        region: Rect::default(),
        upside_down: false,
    }
}

fn coupon(no: u32, codes: Vec<CodeReading>) -> CasePage {
    let mut page = page(no, PageKind::Coupon);
    seen(&mut page).codes = codes;
    page
}

pub(super) fn barcode(no: u32, member: &str, due: &str) -> CasePage {
    coupon(no, vec![code(Mark::Code128, member, due, CheckOutcome::Passed)])
}

pub(super) fn account(member: &str, name: &str) -> (MemberId, Option<Account>) {
    let account = Account {
        member_id: member.parse().unwrap(),
        name: name.to_owned(),
        address1: "1 Elm St".to_owned(),
        address2: String::new(),
        city: "Boston".to_owned(),
        state: "MA".to_owned(),
        zip: "02111".to_owned(),
        amount_due: dollars("120.00"),
        due_date: chrono::NaiveDate::from_ymd_opt(2026, 1, 23).unwrap(),
        coverage_month: "2026-02".parse().unwrap(),
        status: AccountStatus::Active,
        autopay: false,
        plan: Plan::Health,
        alternate_ids: Vec::new(),
    };
    (account.member_id, Some(account))
}

pub(super) fn decided_with<'a>(pages: &'a [CasePage], change: impl FnOnce(&mut Case<'a>)) -> Decision {
    let accounts = Box::leak(Box::new(BTreeMap::from([
        account(ANN, "Ann Gray"),
        account(BOB, "Bob Stone"),
    ])));
    let mut case = Case {
        pages,
        grouping_doubt: None,
        is_tracked: false,
        control_differences: &[],
        accounts,
        matched: None,
        memo: None,
        sender: None,
        duplicates: &[],
        lockbox: "412612",
        policy: Policy::default(),
        checks: Box::leak(Box::new(CheckRules::default())),
        received: chrono::NaiveDate::from_ymd_opt(2026, 1, 9).unwrap(),
    };
    change(&mut case);
    decide(&case)
}

/// `coupon_barcode 700123456789 120.00`, or the codes of the reasons.
fn said(pages: &[CasePage]) -> String {
    words(&decided_with(pages, |_| {}))
}

pub(super) fn words(decision: &Decision) -> String {
    match decision {
        Decision::Posted { path, payments } => {
            let path = match path {
                Path::CouponBarcode => "barcode",
                Path::CouponScanLine => "scan line",
                Path::CouponText => "text",
                Path::Memo => "memo",
                Path::PayerMemory => "payer_memory",
                Path::Reviewer => "reviewer",
            };
            let paid: Vec<String> = payments.iter().map(|p| format!("{} {}", p.account, p.amount)).collect();
            format!("{path}: {}", paid.join(", "))
        }
        Decision::Exception { reasons } => reasons.iter().map(Reason::code).collect::<Vec<_>>().join(" "),
    }
}

#[test]
fn one_check_with_one_coupon_posts_what_the_check_is_worth() {
    for worth in ["120.00", "60.00", "240.00"] {
        let pages = [barcode(1, ANN, "120.00"), check(2, Some(worth))];
        assert_eq!(said(&pages), format!("barcode: {ANN} {worth}"));
    }
}

#[test]
fn the_total_due_is_never_taken_for_what_a_check_is_worth() {
    assert_eq!(said(&[barcode(1, ANN, "120.00"), check(2, None)]), "no_amount");
}

#[test]
fn several_post_only_if_they_add_up() {
    let coupons = || [barcode(1, ANN, "120.00"), barcode(2, BOB, "80.00")];
    let [a, b] = coupons();
    assert_eq!(
        said(&[a, b, check(3, Some("200.00"))]),
        format!("barcode: {ANN} 120.00, {BOB} 80.00")
    );
    let [a, b] = coupons();
    assert_eq!(said(&[a, b, check(3, Some("199.99"))]), "out_of_balance");
    let halves = [
        barcode(1, ANN, "120.00"),
        check(2, Some("60.00")),
        check(3, Some("60.00")),
    ];
    assert_eq!(said(&halves), format!("barcode: {ANN} 120.00"));
}

#[test]
fn a_torn_off_coupon_and_the_bill_it_was_torn_from_ask_once() {
    let pages = [
        barcode(1, ANN, "120.00"),
        barcode(2, ANN, "120.00"),
        check(3, Some("90.00")),
    ];
    assert_eq!(said(&pages), format!("barcode: {ANN} 90.00"));
}

#[test]
fn two_marks_that_name_two_members_do_not_post() {
    for other in [CheckOutcome::Passed, CheckOutcome::Failed] {
        let codes = vec![
            code(Mark::ScanLine, ANN, "120.00", CheckOutcome::Passed),
            code(Mark::Code128, BOB, "120.00", other),
        ];
        assert_eq!(
            said(&[coupon(1, codes), check(2, Some("120.00"))]),
            "conflicting_evidence",
            "{other:?}"
        );
    }
}

#[test]
fn a_scan_line_whose_check_digit_fails_says_nothing() {
    let failed = code(Mark::ScanLine, BOB, "120.00", CheckOutcome::Failed);
    let passed = code(Mark::Code128, ANN, "120.00", CheckOutcome::Passed);
    assert_eq!(
        said(&[coupon(1, vec![failed.clone(), passed]), check(2, Some("120.00"))]),
        format!("barcode: {ANN} 120.00")
    );
    assert_eq!(
        said(&[coupon(1, vec![failed]), check(2, Some("120.00"))]),
        "no_account_evidence"
    );
}

#[test]
fn printed_text_alone_needs_member_id_and_name() {
    let printed = |name: &str| {
        let mut page = page(1, PageKind::Coupon);
        let id = Reading {
            value: ANN.parse().unwrap(),
            score: Score::SURE,
            region: None,
        };
        let line = Reading {
            value: name.to_owned(),
            score: Score::SURE,
            region: None,
        };
        seen(&mut page).printed = Some(PrintedCoupon {
            member_id: Some(id),
            lines: vec![line],
            ..PrintedCoupon::default()
        });
        [page, check(2, Some("120.00"))]
    };
    assert_eq!(said(&printed("ANN GRAY")), format!("text: {ANN} 120.00"));
    assert_eq!(said(&printed("BOB STONE")), "no_account_evidence");
}

#[test]
fn a_coupon_of_another_lockbox_does_not_post() {
    let pages = [barcode(1, ANN, "120.00"), check(2, Some("120.00"))];
    assert_eq!(
        words(&decided_with(&pages, |case| case.lockbox = "999999")),
        "conflicting_evidence"
    );
}

#[test]
fn an_amount_keyed_on_a_paper_that_is_no_check_does_not_post() {
    for kind in [PageKind::Blank, PageKind::Back, PageKind::Envelope] {
        let keyed = CasePage {
            keyed_amount: Some(dollars("120.00")),
            ..page(2, kind)
        };
        assert_eq!(
            said(&[barcode(1, ANN, "120.00"), keyed]),
            "no_item unreadable_page",
            "{kind:?}"
        );
    }
}

#[test]
fn a_keyed_amount_that_the_micr_line_contradicts_does_not_post() {
    let twisted = CasePage {
        magnetic: Some(Micr::parse("⑆011000015⑆ 4412345678⑈ 1243 ⑇0000001200⑇")),
        ..check(2, Some("120.00"))
    };
    assert_eq!(said(&[barcode(1, ANN, "120.00"), twisted]), "amount_conflict");
}

#[test]
fn every_reason_that_applies_is_given() {
    let mut terminated = account(ANN, "Ann Gray");
    if let Some(account) = &mut terminated.1 {
        account.status = AccountStatus::Terminated;
        account.autopay = true;
    }
    let accounts = BTreeMap::from([terminated]);
    let duplicates = [Duplicate {
        page: PageNo(2),
        batch: "earlier".parse().unwrap(),
        transaction: TransactionNo(7),
        by: Likeness::Micr,
    }];
    let pages = [
        barcode(1, ANN, "120.00"),
        check(2, None),
        page(3, PageKind::Letter),
        page(4, PageKind::Unknown),
    ];
    let differences = ["the manifest counts 5 page(s), 4 are there".to_owned()];
    let decision = decided_with(&pages, |case| {
        case.accounts = &accounts;
        case.duplicates = &duplicates;
        case.grouping_doubt = Some("two envelopes".to_owned());
        case.control_differences = &differences;
    });
    assert_eq!(
        words(&decision),
        "account_terminated autopay_enrolled no_amount duplicate_item correspondence grouping_uncertain unreadable_page control_mismatch"
    );
}

/// A check on which figures and words were read so: amounts with both log-probabilities.
fn reads(no: u32, candidates: &[(&str, f32, f32)]) -> CasePage {
    let mut page = check(no, None);
    let candidates = candidates.iter().map(|&(amount, figures, words)| AmountCandidate {
        amount: dollars(amount),
        figures,
        words,
    });
    seen(&mut page).check = Some(CheckReading {
        amount: AmountReading {
            candidates: candidates.collect(),
            figures_fit: Some(-0.1),
            words_fit: Some(-0.1),
        },
        ..CheckReading::default()
    });
    page
}

#[test]
fn items_that_add_up_to_what_is_due_bear_each_other_out() {
    let coupon = |due| barcode(1, ANN, due);
    let (one, other) = (reads(2, &[("24.17", -0.1, -0.1)]), reads(3, &[("37.83", -0.1, -0.1)]));
    let decided = |due| words(&decided_with(&[coupon(due), one.clone(), other.clone()], |_| {}));
    assert_eq!(decided("62.00"), format!("barcode: {ANN} 62.00"));
    assert_eq!(
        decided("62.01"),
        "no_amount",
        "a 7 in cents is relied on only where it is asked for"
    );
}

#[test]
fn what_the_payer_wrote_on_the_coupon_is_context_and_no_proof() {
    let rivals = [("115.30", -0.1, -0.7), ("115.39", -12.0, -0.9)];
    let decided = |candidates: &[(&str, f32, f32)], enclosed: &str| {
        let mut coupon = barcode(1, ANN, "120.00");
        seen(&mut coupon).enclosed = Some(Reading {
            value: dollars(enclosed),
            score: Score::SURE,
            region: None,
        });
        words(&decided_with(&[coupon, reads(2, candidates)], |_| {}))
    };
    assert_eq!(decided(&rivals, "115.30"), format!("barcode: {ANN} 115.30"));
    assert_eq!(decided(&rivals, "88.00"), "no_amount");
    assert_eq!(decided(&[], "115.30"), "no_amount", "it says nothing alone");
    let seven = [("34.72", -0.0, -0.0)];
    assert_eq!(
        decided(&seven, "34.72"),
        "no_amount",
        "the same hand wrote the same sign"
    );
}

#[test]
fn what_is_missing_is_named() {
    assert_eq!(said(&[barcode(1, ANN, "120.00")]), "no_item");
    assert_eq!(said(&[check(1, Some("120.00"))]), "no_account_evidence");
    assert_eq!(said(&[page(1, PageKind::Letter)]), "correspondence");
    assert_eq!(
        said(&[barcode(1, "700999999999", "1.00"), check(2, Some("1.00"))]),
        "no_such_account"
    );
    assert_eq!(said(&[]), "no_item");
}
