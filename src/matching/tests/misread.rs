//! Situations in which a reader got words or digits of a memo wrong, ran them together or lost their ends.

use super::*;
use crate::evidence::ink::Ink;
use crate::evidence::neural::Posterior;

#[test]
fn letters_of_her_name_changed_places_and_the_gap_of_her_street_did_too() {
    let stands = wrote().memo("GWENDLOYN WHITCOMB");
    stands
        .lives("88", "Beaco nstreet", "01970")
        .posts("214000771234", Stratum::NameAddress);
    let stands = wrote().memo("Gwendolyn Whitcomb");
    stands
        .lives("88", "Beaconstreet", "01970")
        .posts("214000771234", Stratum::NameAddress);
}

#[test]
fn a_long_name_that_nobody_has_is_not_a_misread_one() {
    let stop = wrote()
        .number("214000771234")
        .memo("Vafercardue Steelmanevarinski")
        .stops();
    assert!(matches!(stop, Stop::NumberAgainstName { .. }), "{stop:?}");
}

#[test]
fn a_surname_cut_off_at_the_lines_end_says_nothing_against_the_member() {
    wrote()
        .number("214000771234")
        .memo("Gwendolyn Whit")
        .posts("214000771234", Stratum::ExactIdName);
    let stop = wrote().number("214000771234").memo("Gwendolyn Abbott").stops();
    assert!(matches!(stop, Stop::NumberAgainstName { .. }), "{stop:?}");
}

#[test]
fn a_misread_digit_that_makes_a_strangers_number() {
    // 214555123907 is Rosalind Sok's.
    wrote()
        .number("214555123907")
        .memo("William Abbott")
        .posts("214555123987", Stratum::RepairedIdNames);
    let stop = wrote().number("214555123907").memo("W Abbott").stops();
    assert!(!matches!(stop, Stop::NoEvidence), "{stop:?}");
}

#[test]
fn a_misread_number_with_both_names() {
    wrote()
        .number("21400O77I234")
        .memo("Gwen Whitcomb")
        .posts("214000771234", Stratum::ExactIdName);
    wrote()
        .number("214000711234")
        .memo("Gwendolyn Whitcomb")
        .posts("214000771234", Stratum::RepairedIdNames);
    wrote()
        .number("21400771234")
        .memo("Gwendolyn Whltcomb")
        .posts("214000771234", Stratum::RepairedIdNames);
    let stop = wrote()
        .number("214000711234")
        .lives("88", "Beacon Street", "01970")
        .stops();
    assert!(
        matches!(stop, Stop::TooWeak { .. } | Stop::OneProofOnly { .. }),
        "{stop:?}"
    );
}

#[test]
fn a_misread_number_among_consecutive_ones_is_hers_only_if_all_else_is() {
    let consecutive = |n: u32| {
        account(
            &format!("7006252752{n}"),
            &format!("Nobody Number{n}"),
            "1 Far Rd, Lynn 01904",
        )
    };
    let mut rows: Vec<Row> = (60..80).filter(|&n| n % 10 != 1 && n != 77).map(consecutive).collect();
    rows.push(Row {
        due: Some("52.16".parse().unwrap()),
        ..account("700625275277", "Lan J Nguyen", "28 Walnut Ave, Leominster 01453")
    });
    let index = Index::build(rows.into_iter());
    let verdict = |wrote: Wrote| match_payer(&index, &wrote.0).verdict;
    let named = || {
        wrote()
            .number("700625275271")
            .memo("Lan J Nguyen")
            .payer("Lan J Nguyen")
    };
    let all = verdict(named().lives("28", "Walnut Ave", "01453"));
    assert!(
        matches!(
            all,
            Verdict::Post {
                stratum: Stratum::RepairedIdNames,
                ..
            }
        ),
        "{all:?}"
    );
    let without_address = verdict(named());
    assert!(matches!(without_address, Verdict::Stop { .. }), "{without_address:?}");
    let her_namesakes = verdict(named().lives("28", "Walnut Ave", "01453").pays("97.31"));
    assert!(matches!(her_namesakes, Verdict::Stop { .. }), "{her_namesakes:?}");
    let a_sons = wrote().number("700625275271").memo("Kim J Nguyen");
    let a_sons = verdict(a_sons.lives("28", "Walnut Ave", "01453"));
    assert!(matches!(a_sons, Verdict::Stop { .. }), "{a_sons:?}");
}

#[test]
fn words_that_ran_together_and_labels_are_taken_apart() {
    let hers = |name: &str| wrote().number("214000771234").memo(name);
    for name in [
        "pmtforGwendolyn WhitcombID",
        "pnt for Gwendolyn Whitcomb",
        "GwendolynWhitcombMmber",
        "putfor GwendolynWhitcomb",
        "premiumof Gwendolyn Whitcomb",
        "pit forGwendolyn Whitcomb",
    ] {
        hers(name).posts("214000771234", Stratum::ExactIdName);
    }
    let word = Name {
        words: tokens("GWENDOLYNWHITCOMB"),
        source: Source::Memo,
    };
    let mut alone = wrote().number("214000771234");
    alone.0.run_together.push(word);
    alone.posts("214000771234", Stratum::ExactIdName);
}

#[test]
fn a_name_in_full_that_is_another_is_not_taken_apart() {
    for name in [
        "Rosalind Whitcomb",
        "for Ana Whitcomb",
        "AnaWhitcomb",
        "pmtforMary Whitcomb",
    ] {
        let stop = wrote().number("214000771234").memo(name).payer("John Smith").stops();
        assert!(
            matches!(
                stop,
                Stop::Relative { .. } | Stop::NumberAgainstName { .. } | Stop::OneProofOnly { .. }
            ),
            "{name}: {stop:?}"
        );
    }
}

#[test]
fn a_given_name_cut_off_at_the_rows_beginning_says_nothing_against_the_member() {
    let cut = wrote().number("214000771234").memo("dolyn Whitcomb");
    cut.posts("214000771234", Stratum::ExactIdName);
}

#[test]
fn the_ink_says_what_a_number_may_be() {
    // 21400077?234, where the fifth place from the right is as likely a 1 as a 7.
    let alphabet: Vec<char> = ('0'..='9').collect();
    let mut log = Vec::new();
    for digit in "214000777234".bytes() {
        let mut row = [1e-6_f32; 11];
        row[usize::from(digit - b'0') + 1] = 0.95;
        if log.len() == 16 * 11 {
            row[8] = 0.55;
            row[2] = 0.44;
        }
        log.extend(row.iter().map(|p| p.ln()));
        log.push((0.9999_f32).ln());
        log.extend([1e-6_f32.ln(); 10]);
    }
    let ink = Ink::of(&Posterior::new(11, log).unwrap(), &alphabet, 0..24);
    let mut payer = wrote().memo("Gwendolyn Whitcomb");
    payer.0.numbers.push(Number {
        token: Token {
            text: ink.text(),
            ink: Some(ink),
        },
        source: Source::Memo,
    });
    payer.posts("214000771234", Stratum::ExactIdName);
}

/// What a reader saw that is sure of every digit.
fn sure_ink(digits: &str) -> Ink {
    let alphabet: Vec<char> = ('0'..='9').collect();
    let row = |class: usize| (0..11).map(move |other| if other == class { 0.0 } else { -14.0 });
    let classes = digits.bytes().flat_map(|digit| [usize::from(digit - b'0') + 1, 0]);
    let log: Vec<f32> = classes.flat_map(row).collect();
    Ink::of(&Posterior::new(11, log).unwrap(), &alphabet, 0..2 * digits.len())
}

#[test]
fn one_of_three_sevens_that_the_reader_took_for_two_is_lost_and_no_other_number() {
    let mut payer = wrote().memo("Gwendolyn Whitcomb");
    payer.0.numbers.push(Number {
        token: Token {
            text: "21400077234".to_owned(),
            ink: Some(sure_ink("21400077234")),
        },
        source: Source::Memo,
    });
    let index = Index::build(
        [account(
            "214000777234",
            "Gwendolyn Whitcomb",
            "88 Beacon St, Salem 01970",
        )]
        .into_iter(),
    );
    let verdict = match_payer(&index, &payer.0).verdict;
    assert!(
        matches!(
            verdict,
            Verdict::Post {
                stratum: Stratum::RepairedIdNames,
                ..
            }
        ),
        "{verdict:?}"
    );
}
