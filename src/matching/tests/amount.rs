//! What is paid, as evidence of whose payment it is.

use super::*;

/// Of a husband who gives his wife's number.
fn husband() -> Wrote {
    wrote()
        .number("700123456789")
        .payer("Antonio Carvalho")
        .lives("12", "Mill Pond Rd", "01902")
}

#[test]
fn what_is_due_on_her_account_says_that_her_number_is_meant() {
    assert!(matches!(husband().stops(), Stop::SameHouse { .. }));
    husband().pays("431.17").posts("700123456789", Stratum::IdAddress);
}

#[test]
fn what_is_due_on_his_account_speaks_against_her_number() {
    let stop = husband().pays("388.05").stops();
    assert!(
        matches!(stop, Stop::SameHouse { .. } | Stop::SeveralFit { .. }),
        "{stop:?}"
    );
    let stop = husband().pays("50.00").stops();
    assert!(matches!(stop, Stop::SameHouse { .. }), "neither's due: {stop:?}");
}

#[test]
fn who_pays_just_what_another_of_the_house_owes_may_have_written_his_own_number() {
    let wife = || {
        wrote()
            .number("700123456789")
            .payer("Beatriz Carvalho")
            .lives("12", "Mill Pond Rd", "01902")
    };
    let stop = wife().pays("388.05").stops();
    assert!(matches!(stop, Stop::SameHouse { .. }), "{stop:?}");
    let two_months = wife().pays("776.10").stops();
    assert!(matches!(two_months, Stop::SameHouse { .. }), "{two_months:?}");
    wife().pays("862.34").posts("700123456789", Stratum::ExactIdName);
    wife().pays("50.00").posts("700123456789", Stratum::ExactIdName);
    let named = wife().memo("Beatriz Carvalho").pays("388.05");
    named.posts("700123456789", Stratum::ExactIdName);
}

#[test]
fn an_amount_does_not_say_whose_of_the_house_a_misread_number_is() {
    let misread = wrote()
        .number("700123456799")
        .payer("Antonio Carvalho")
        .lives("12", "Mill Pond Rd", "01902");
    let stop = misread.pays("431.17").stops();
    assert!(
        matches!(stop, Stop::SameHouse { .. } | Stop::SeveralFit { .. }),
        "{stop:?}"
    );
}

#[test]
fn name_address_and_the_amount_due_are_three_proofs() {
    let named = || wrote().payer("Gwendolyn Whitcomb").lives("88", "Beacon St", "01970");
    named().pays("512.94").posts("214000771234", Stratum::NameAddressAmount);
    named().pays("512.49").posts("214000771234", Stratum::NameAddress);
    let matched = named().pays("512.94").matched();
    let mut fields = matched.candidates[0].fields.iter();
    let amount = fields.find(|field| field.field == Field::AmountDue).unwrap();
    assert_eq!((amount.read.as_str(), amount.on_file.as_str()), ("512.94", "512.94"));
    let held = Policy::default().applied(matched.verdict);
    let by_policy = matches!(&held, Verdict::Stop { why } if matches!(why, Stop::NotByPolicy { .. }));
    assert!(by_policy, "{held:?}");
}

#[test]
fn an_amount_that_many_owe_is_no_proof() {
    let named = wrote().memo("Olga Okafor").lives("108", "Oak St", "01904");
    let verdict = named.pays("46.00").verdict();
    let by_amount = matches!(&verdict, Verdict::Post { stratum, .. } if *stratum == Stratum::NameAddressAmount);
    assert!(!by_amount, "{verdict:?}");
}

#[test]
fn an_amount_alone_points_to_nobody() {
    assert_eq!(wrote().pays("431.17").stops(), Stop::NoEvidence);
}

#[test]
fn a_misread_number_and_both_names_do_not_post_another_amount_than_is_due() {
    let misread = || wrote().number("214000711234").memo("Gwendolyn Whitcomb");
    misread().pays("512.94").posts("214000771234", Stratum::RepairedIdNames);
    misread().posts("214000771234", Stratum::RepairedIdNames);
    let stop = misread().pays("97.31").stops();
    assert!(matches!(stop, Stop::TooWeak { .. }), "perhaps a relative's: {stop:?}");
    let in_full = wrote().number("214000711234").memo("Gwendolyn M Whitcomb");
    in_full.pays("97.31").posts("214000771234", Stratum::RepairedIdNames);
    misread()
        .lives("88", "Beacon St", "01970")
        .pays("97.31")
        .posts("214000771234", Stratum::RepairedIdAddress);
}

#[test]
fn what_a_house_paid_before_does_not_say_which_of_them_is_meant() {
    let stop = husband().remembered("700123456789").stops();
    assert!(matches!(stop, Stop::SameHouse { .. }), "{stop:?}");
}

#[test]
fn a_part_of_a_name_with_another_amount_than_is_due_may_be_a_relatives() {
    let part = |name: &str| wrote().number("700123456789").memo(name);
    part("B Carvalho")
        .pays("431.17")
        .posts("700123456789", Stratum::ExactIdName);
    part("B Carvalho").posts("700123456789", Stratum::ExactIdName);
    let stop = part("B Carvalho").pays("50.00").stops();
    assert!(!matches!(stop, Stop::NoEvidence), "{stop:?}");
    part("Beatriz Carvalho")
        .pays("50.00")
        .posts("700123456789", Stratum::ExactIdName);
}

#[test]
fn a_bank_account_that_paid_before_and_another_amount_than_is_due_wait() {
    let remembered = || wrote().payer("Gwendolyn Whitcomb").remembered("214000771234");
    remembered()
        .pays("512.94")
        .posts("214000771234", Stratum::PayerMemoryPlusOne);
    let stop = remembered().pays("97.31").stops();
    assert!(matches!(stop, Stop::TooWeak { .. }), "{stop:?}");
}
