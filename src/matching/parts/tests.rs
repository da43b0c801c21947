//! What payers write, and what it is taken for.

use super::*;
use crate::evidence::Reading;
use crate::evidence::ink::Ink;
use crate::matching::payer::Address;
use crate::score::Score;
use proptest::prelude::*;

fn line(text: &str) -> Line {
    Line {
        read: Reading {
            value: text.to_owned(),
            score: Score::SURE,
            region: None,
        },
        ink: Ink::default(),
    }
}

fn payer(lines: &[&str]) -> Payer {
    let lines: Vec<Line> = lines.iter().map(|text| line(text)).collect();
    Payer::of(lines.iter().map(|line| (Source::Memo, line)))
}

fn texts(tokens: &[Token]) -> String {
    tokens
        .iter()
        .map(|token| token.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

fn told(address: &Address) -> String {
    let of = |token: &Option<Token>| token.as_ref().map_or("-".to_owned(), |token| token.text.clone());
    format!(
        "{} | {} | {} | {} | {} | {}",
        of(&address.number),
        texts(&address.street),
        of(&address.unit),
        texts(&address.city),
        of(&address.state),
        of(&address.zip)
    )
}

#[track_caller]
fn is(lines: &[&str], numbers: &[&str], names: &[&str], addresses: &[&str]) {
    let payer = payer(lines);
    let found: Vec<&str> = payer.numbers.iter().map(|number| number.token.text.as_str()).collect();
    assert_eq!(found, numbers, "numbers of {lines:?}");
    let found: Vec<String> = payer.names.iter().map(|name| texts(&name.words)).collect();
    assert_eq!(found, names, "names of {lines:?}");
    let found: Vec<String> = payer.addresses.iter().map(told).collect();
    assert_eq!(found, addresses, "addresses of {lines:?}");
}

#[test]
fn a_full_memo_in_one_two_or_three_rows() {
    let address = "442 | Meridian St | - | North Dartmouth | MA | 02747";
    is(
        &[
            "Nadege Baptiste-Ouk",
            "Member ID 700123763090",
            "Memo 442 Meridian St North Dartmouth MA 02747",
        ],
        &["700123763090"],
        &["Nadege Baptiste-Ouk"],
        &[address],
    );
    is(
        &["John O'Leary 700123764940", "FOR 13 Pleasant St West Roxbury, MA 02132"],
        &["700123764940"],
        &["John O'Leary"],
        &["13 | Pleasant St | - | West Roxbury, | MA | 02132"],
    );
    is(
        &["Ketty Belizaire 7001 2376 3632 47 Columbia Ave, Brookline MA"],
        &["700123763632"],
        &["Ketty Belizaire"],
        &["47 | Columbia Ave, | - | Brookline | MA | -"],
    );
}

#[test]
fn a_number_is_known_however_it_is_grouped_and_labelled() {
    for text in [
        "Member # 700-123-764-655",
        "Mem.ID700123764655",
        "ID: 700 123 764 655",
        "Member#700-123-764-655",
        "MEMO700|23764655",
        "MEMBER#700 123 764 655",
    ] {
        is(&[text], &["700123764655"], &[], &[]);
    }
    is(&["00 625 274 845"], &["00625274845"], &[], &[]);
    is(&["#021 69913950"], &["02169913950"], &[], &[]);
    is(&["Member 1D:700-123-764-65"], &["70012376465"], &[], &[]);
    is(&["1D0217821115"], &["0217821115"], &[], &[]);
    is(&["Member 10700123764655"], &["700123764655"], &[], &[]);
    is(&["acct 712345678"], &["712345678"], &[], &[]);
    is(&["Jan 2026"], &[], &[], &[]);
}

#[test]
fn a_name_written_to_a_number_is_a_name() {
    is(
        &["#330433 011 426-KEVIN Abbott"],
        &["330433011426"],
        &["KEVIN Abbott"],
        &[],
    );
    is(
        &["MEM. ID 002-145-157-701Hassan Quinn"],
        &["002145157701"],
        &["Hassan Quinn"],
        &[],
    );
    is(
        &["002-145-157-701-Hassan Quinn"],
        &["002145157701"],
        &["Hassan Quinn"],
        &[],
    );
}

#[test]
fn digits_that_look_like_letters_or_strokes_are_digits() {
    is(&["ID3J01994J8992"], &["3J01994J8992"], &[], &[]);
    is(&["ID 7CC9321858C"], &["7CC9321858C"], &[], &[]);
    is(&["CC2172422158"], &["CC2172422158"], &[], &[]);
    is(&["700/05/99861"], &["700705799861"], &[], &[]);
    is(&["2/3/2026"], &[], &[], &[]);
}

#[test]
fn a_units_number_written_to_the_streets_kind_is_a_unit() {
    is(
        &["734 HANCOCK CT707 ANDOVER MA 01810"],
        &[],
        &[],
        &["734 | HANCOCK CT | 707 | ANDOVER | MA | 01810"],
    );
}

#[test]
fn letters_of_a_name_that_look_like_digits_are_letters() {
    is(&["0lga R. Whitcomb"], &[], &["olga R. Whitcomb"], &[]);
    is(&["Zenaida W 60mes"], &[], &["Zenaida W gomes"], &[]);
    is(&["Adaeze 6. Lopez"], &[], &["Adaeze Lopez"], &[]);
    is(&["Gilberto 0 Sullivan"], &[], &["Gilberto Sullivan"], &[]);
    is(&["pmt for Nadia L.D'Amico"], &[], &["Nadia L. D'Amico"], &[]);
    is(&["52Minthrop Pl"], &[], &[], &[]);
}

#[test]
fn a_label_read_together_with_an_address_is_none_of_it() {
    is(
        &["ADDRESS160 Salem Ter, Arlington MA 02474"],
        &[],
        &[],
        &["160 | Salem Ter, | - | Arlington | MA | 02474"],
    );
}

#[test]
fn a_payers_block_with_unit_and_city_below() {
    is(
        &["CARLOS F SIMOES", "34 WALNUT AVE APT 707", "SPRINGFIELD, MA 01104"],
        &[],
        &["CARLOS F SIMOES"],
        &["34 | WALNUT AVE | apt 707 | SPRINGFIELD, | MA | 01104"],
    );
    is(
        &["Gwendolyn & Paul MacDonald", "PO Box 214", "Arlington, MA 02474-1234"],
        &[],
        &["Gwendolyn & Paul MacDonald"],
        &["214 | po box | - | Arlington, | MA | 02474-1234"],
    );
}

#[test]
fn what_banks_print_and_what_people_remark_is_no_name() {
    is(
        &["North Quabbin Trust", "my bill", "thank you!", "Jan premium"],
        &[],
        &[],
        &[],
    );
    is(&["MemoMem. Is"], &[], &[], &[]);
    is(&["pint for Thi-Huong K. Dang"], &[], &["Thi-Huong K. Dang"], &[]);
}

proptest! {
    #[test]
    fn any_line_is_taken_apart(text in "\\PC{0,60}") {
        let payer = payer(&[&text]);
        prop_assert!(payer.numbers.len() + payer.names.len() + payer.addresses.len() <= 60);
    }

    #[test]
    fn a_member_id_anywhere_in_a_line_is_found(before in "[a-z ]{0,20}", id in "7[0-9]{11}", after in "[a-z ]{0,20}") {
        let payer = payer(&[&format!("{before} {id} {after}")]);
        prop_assert!(payer.numbers.iter().any(|number| number.token.text == id));
    }
}

#[test]
fn a_group_of_digits_that_looks_like_letters_is_of_the_number() {
    is(&["For ID: 7OO 625275217"], &["7OO625275217"], &[], &[]);
    is(&["Memo 7OO 625 275 217 Ann Lee"], &["7OO625275217"], &["Ann Lee"], &[]);
    is(&["Memo Acct CCZ 162 626 782"], &["CCZ162626782"], &[], &[]);
    // By itself, or where the digits do not make up a Member ID, it is a word.
    is(&["Doc Lee 162 626 782"], &[], &["Doc Lee"], &[]);
    is(&["G0ss Lee"], &[], &["Goss Lee"], &[]);
    is(&["Member 1DD: 002 179 972 037"], &["002179972037"], &[], &[]);
    is(&["700 1237 6494 G0ss Lee"], &["70012376494"], &["Goss Lee"], &[]);
    is(&["Ann G0ss 700123764940"], &["700123764940"], &["Ann Goss"], &[]);
}

#[test]
fn a_label_that_was_read_together_with_the_number_is_left_out() {
    is(&["Memo Member D002-143-958-608"], &["002143958608"], &[], &[]);
    is(&["10700123764940"], &["700123764940"], &[], &[]);
}
