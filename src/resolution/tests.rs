use super::*;
use crate::id::MemberId;
use std::collections::BTreeSet;

fn ann() -> MemberId {
    "700123456789".parse().unwrap()
}

fn bob() -> MemberId {
    "700123456797".parse().unwrap()
}

fn dollars(text: &str) -> Amount {
    text.parse().unwrap()
}

fn check(page: u32, amount: &str) -> KeyedItem {
    KeyedItem {
        page: PageNo(page),
        kind: PageKind::Check,
        amount: dollars(amount),
    }
}

fn pays(account: MemberId, amount: &str) -> Payment {
    Payment {
        account,
        amount: dollars(amount),
    }
}

fn post(items: &[KeyedItem], payments: &[Payment]) -> Verdict {
    Verdict::Post {
        items: items.to_vec(),
        not_items: Vec::new(),
        payments: payments.to_vec(),
        corrections: Vec::new(),
    }
}

/// A transaction of a coupon on page 1 and checks on pages 2 and 3; Ann and Bob are on file.
fn verdict_on(verdict: &Verdict) -> Result<Option<crate::posting::Posting>, VerdictError> {
    let facts = Facts {
        pages: &[1, 2, 3].map(PageNo).into(),
        items: &[2, 3].map(PageNo).into(),
        on_file: &BTreeSet::from([ann(), bob()]),
    };
    checked(verdict, &facts)
}

#[test]
fn two_checks_for_two_members_post_in_balance() {
    let verdict = post(
        &[check(2, "100.00"), check(3, "50.00")],
        &[pays(ann(), "120.00"), pays(bob(), "30.00")],
    );
    let posting = verdict_on(&verdict).unwrap().unwrap();
    assert_eq!(posting.total(), dollars("150.00"));
}

#[test]
fn no_item_is_left_out_by_mistake() {
    let verdict = post(&[check(2, "100.00")], &[pays(ann(), "100.00")]);
    assert_eq!(verdict_on(&verdict), Err(VerdictError::ItemLeftOut(PageNo(3))));
    let said = Verdict::Post {
        items: vec![check(2, "100.00")],
        not_items: vec![PageNo(3)],
        payments: vec![pays(ann(), "100.00")],
        corrections: Vec::new(),
    };
    assert!(verdict_on(&said).is_ok(), "unless it is said to be none");
}

#[test]
fn money_that_does_not_add_up_or_goes_to_nobody_is_refused() {
    let both = [check(2, "100.00"), check(3, "50.00")];
    let refused = |payments: &[Payment]| verdict_on(&post(&both, payments)).unwrap_err();
    assert!(matches!(refused(&[pays(ann(), "150.01")]), VerdictError::Posting(_)));
    assert!(matches!(refused(&[]), VerdictError::Posting(_)));
    let nobody: MemberId = "799999999999".parse().unwrap();
    assert_eq!(refused(&[pays(nobody, "150.00")]), VerdictError::NotOnFile(nobody));
    let twice = [pays(ann(), "100.00"), pays(ann(), "50.00")];
    assert_eq!(refused(&twice), VerdictError::AccountTwice(ann()));
}

#[test]
fn pages_of_others_and_fields_that_cannot_be_are_refused() {
    let foreign = post(
        &[check(2, "1.00"), check(3, "1.00"), check(9, "1.00")],
        &[pays(ann(), "3.00")],
    );
    assert_eq!(verdict_on(&foreign), Err(VerdictError::OtherPage(PageNo(9))));
    let corrected = |field, value: &str| Verdict::Post {
        items: vec![check(2, "1.00"), check(3, "1.00")],
        not_items: Vec::new(),
        payments: vec![pays(ann(), "2.00")],
        corrections: vec![Correction {
            page: PageNo(2),
            field,
            value: value.to_owned(),
        }],
    };
    assert!(verdict_on(&corrected(Correctable::Routing, "011000015")).is_ok());
    assert!(
        verdict_on(&corrected(Correctable::Routing, "011000016")).is_err(),
        "its check digit is wrong"
    );
    assert!(verdict_on(&corrected(Correctable::Date, "2026-02-30")).is_err());
    assert!(verdict_on(&corrected(Correctable::Payee, "Mass. Health Connector")).is_ok());
}

#[test]
fn a_return_has_a_letter() {
    let silent = Verdict::Return {
        why: ReturnReason::Other,
        letter: " ".to_owned(),
    };
    assert!(matches!(verdict_on(&silent), Err(VerdictError::Silent(_))));
    for why in ReturnReason::ALL {
        let usual = Verdict::Return {
            why,
            letter: why.letter(),
        };
        let is_sent = verdict_on(&usual).is_ok();
        assert_eq!(
            is_sent,
            why != ReturnReason::Other,
            "{why:?}: what only a person can say, a person says"
        );
    }
}

#[test]
fn two_people_agree_on_the_money_not_on_the_order() {
    let one = post(
        &[check(2, "1.00"), check(3, "2.00")],
        &[pays(ann(), "1.00"), pays(bob(), "2.00")],
    );
    let two = post(
        &[check(3, "2.00"), check(2, "1.00")],
        &[pays(bob(), "2.00"), pays(ann(), "1.00")],
    );
    let other = post(
        &[check(2, "1.00"), check(3, "2.00")],
        &[pays(ann(), "2.00"), pays(bob(), "1.00")],
    );
    assert!(one.agrees_with(&two));
    assert!(!one.agrees_with(&other));
}

#[test]
fn a_verdict_is_read_back_as_it_was_written() {
    let verdict = post(&[check(2, "1.00")], &[pays(ann(), "1.00")]);
    let text = serde_json::to_string(&verdict).unwrap();
    assert_eq!(serde_json::from_str::<Verdict>(&text).unwrap(), verdict);
}
