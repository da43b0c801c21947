//! Situations in which the usual parts are lost, misread or another's, and the rest still points to the account.

use super::*;

fn likeliest(wrote: &Wrote) -> Option<String> {
    let matched = wrote.matched();
    matched.likeliest().map(|likeliest| likeliest.member_id.to_string())
}

#[track_caller]
fn finds(wrote: &Wrote, member: &str) {
    assert_eq!(
        likeliest(wrote).as_deref(),
        Some(member),
        "{:#?}",
        wrote.matched().candidates
    );
}

#[test]
fn surname_and_house_number_are_both_lost() {
    finds(
        &wrote().payer("Gwendolyn Blythe").lives("501", "Beacon St", "01970"),
        "214000771234",
    );
    let street_too = wrote().payer("Gwendolyn Blythe").lives("501", "Quay St", "01970");
    assert_eq!(street_too.matched().candidates[0].member_id.as_str(), "214000771234");
}

#[test]
fn the_city_stands_in_for_a_misread_zip_code() {
    let with_city = wrote()
        .payer("Tabitha Blythe")
        .lives("501", "Beacon St", "01790")
        .city("Salem");
    finds(&with_city, "214000771234");
    let without = wrote().payer("Tabitha Blythe").lives("501", "Beacon St", "01790");
    assert_eq!(likeliest(&without), None);
}

#[test]
fn the_gap_of_the_street_makes_no_south() {
    let stands = wrote()
        .memo("GWENDOLYN WHITCOMB")
        .lives("88", "Beacon s treet", "01970");
    stands.posts("214000771234", Stratum::NameAddress);
}

#[test]
fn whoever_lives_in_the_house_pays_for_it() {
    let another = wrote().payer("Tabitha Blythe").lives("88", "Beacon St", "01970");
    finds(&another, "214000771234");
    assert!(matches!(another.verdict(), Verdict::Stop { .. }), "it posts nothing");
}

#[test]
fn of_two_of_a_house_who_fit_alike_none_stands_out() {
    let one_of_two = wrote().payer("Tabitha Carvalho").lives("12", "Mill Pond Rd", "01902");
    assert_eq!(likeliest(&one_of_two), None);
    finds(
        &wrote().payer("Beatriz Carvalho").lives("12", "Mill Pond Rd", "01902"),
        "700123456789",
    );
    assert_eq!(likeliest(&wrote().payer("Zebulon Fairweather")), None);
}
