//! Addresses taken apart as they are compared: house number, street, its kind and quarter, unit.

use super::fold::folded;
use super::usps;
use std::borrow::Cow;

/// A street address, each part folded and in its one spelling; empty or 0 where there is none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Place {
    /// The house number's first run of digits, or the box's number.
    pub(super) number: String,
    /// The street's name without kind and quarter, its words with single spaces between; `po box` for a box.
    pub(super) street: String,
    /// St, Ave .. by [`usps::kind`].
    pub(super) kind: u8,
    /// N, SW .. by [`usps::way`].
    pub(super) way: u8,
    /// The unit's letters and digits.
    pub(super) unit: String,
}

/// What the street of a box is called.
pub(super) const BOX: &str = "po box";

/// The two lines of an address on file.
pub(super) fn on_file(address1: &str, address2: &str) -> Place {
    let line = folded(address1);
    let mut words: Vec<&str> = line.split([' ', ',', '\t']).filter(|word| !word.is_empty()).collect();
    let mut place = Place::default();
    if let Some(number) = box_number(&words) {
        return Place {
            number,
            street: BOX.to_owned(),
            ..place
        };
    }
    if words
        .first()
        .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        && (words.len() > 1 || words[0].bytes().all(|byte| byte.is_ascii_digit()))
    {
        let ordinal = ["st", "nd", "rd", "th"].iter().any(|end| words[0].ends_with(end));
        if !ordinal {
            let rest;
            (place.number, rest) = house_number(words.remove(0));
            place.unit = rest;
            // 12 1/2 Main St.
            if words.len() > 1 && words[0].contains('/') {
                words.remove(0);
            }
        }
    }
    if let Some(at) = words
        .iter()
        .skip(1)
        .position(|word| usps::says_unit(word) && usps::kind(word).is_none() || word.starts_with('#'))
    {
        place.unit = unit(&words[at + 1..]);
        words.truncate(at + 1);
    }
    if !address2.is_empty() {
        let second = folded(address2);
        let second: Vec<&str> = second.split_whitespace().collect();
        if !second.is_empty() {
            place.unit = unit(&second);
        }
    }
    street(&words, &mut place);
    place
}

/// The number of a post office box, if these words name one.
fn box_number(words: &[&str]) -> Option<String> {
    let words: Vec<&str> = words.iter().map(|word| word.trim_start_matches('#')).collect();
    let number = match words[..] {
        ["po" | "p0", "box", number, ..] | ["p", "o", "box", number, ..] | ["pobox" | "pob" | "box", number, ..] => {
            number
        }
        ["post", "office", "box", number, ..] => number,
        _ => return None,
    };
    number
        .starts_with(|c: char| c.is_ascii_alphanumeric())
        .then(|| number.to_owned())
}

/// A house number's first run of digits, and the letter behind it if there is one.
pub(super) fn house_number(word: &str) -> (String, String) {
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = word.split_at(digits);
    let number = number.trim_start_matches('0');
    let letter = rest.trim_matches('-');
    let letter = (letter.len() == 1 && letter.chars().all(|c| c.is_ascii_alphabetic())).then_some(letter);
    (number.to_owned(), letter.unwrap_or_default().to_owned())
}

/// A unit without the words that only say that it is one.
pub(super) fn unit(words: &[&str]) -> String {
    let mut out = String::new();
    for word in words {
        if usps::says_unit(word) && words.len() > 1 {
            continue;
        }
        let bare = ["apt", "unit", "ste", "suite", "no", "fl"]
            .iter()
            .find_map(|says| {
                word.strip_prefix(says)
                    .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            })
            .unwrap_or(word);
        out.extend(bare.chars().filter(|c| c.is_alphanumeric()));
    }
    let trimmed = out.trim_start_matches('0');
    trimmed.to_owned()
}

/// Takes kind and quarter from the words of a street; at least one word is left for its name.
pub(super) fn street(words: &[&str], place: &mut Place) {
    let mut words = words;
    if let [first, rest @ ..] = words
        && let (Some(way), false) = (usps::way(first), rest.is_empty())
        && !(rest.len() == 1 && usps::kind(rest[0]).is_some())
    {
        place.way = way;
        words = rest;
    }
    if let [rest @ .., last] = words
        && let (Some(way), true) = (usps::way(last), rest.len() > 1)
    {
        place.way = way;
        words = rest;
    }
    if let [rest @ .., last] = words
        && let (Some(kind), false) = (usps::kind(last), rest.is_empty())
    {
        place.kind = kind;
        words = rest;
    }
    place.street.reserve(words.iter().map(|word| word.len() + 1).sum());
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            place.street.push(' ');
        }
        let saint = at == 0 && *word == "st" && words.len() > 1;
        place.street.push_str(if saint { "saint" } else { usps::usual(word) });
    }
}

/// The five digits of a ZIP code.
pub(super) fn zip(text: &str) -> Option<u32> {
    let digits: String = text
        .chars()
        .filter_map(|c| match c {
            'o' | 'O' => Some('0'),
            'l' | 'I' | 'i' => Some('1'),
            c if c.is_ascii_digit() => Some(c),
            _ => None,
        })
        .take(5)
        .collect();
    (digits.len() == 5).then(|| digits.parse().ok()).flatten()
}

/// The five digits of a ZIP code on file; empty where there are none.
pub(super) fn zip_on_file(text: &str) -> Cow<'_, str> {
    match text.get(..5) {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Cow::Borrowed(digits),
        _ => zip(text).map_or(Cow::Borrowed(""), |zip| Cow::Owned(format!("{zip:05}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(line: &str, second: &str) -> (String, String, String) {
        let place = on_file(line, second);
        (place.number, place.street, place.unit)
    }

    fn of(number: &str, street: &str, unit: &str) -> (String, String, String) {
        (number.to_owned(), street.to_owned(), unit.to_owned())
    }

    #[test]
    fn one_address_in_many_spellings_is_one() {
        for line in [
            "12 Mill Pond Rd",
            "12 MILL POND ROAD",
            "12 Mill Pond Rd., Apt 3B",
            "12-14 Mill Pond Rd",
        ] {
            let found = on_file(line, "");
            assert_eq!(
                (found.number.as_str(), found.street.as_str()),
                ("12", "mill pond"),
                "{line}"
            );
            assert_eq!(Some(found.kind), usps::kind("rd"));
        }
        assert_eq!(place("12 Mill Pond Rd", "Apt. 3B"), of("12", "mill pond", "3b"));
        assert_eq!(place("12 Mill Pond Rd #3B", ""), of("12", "mill pond", "3b"));
        assert_eq!(place("12A Fifth Ave", ""), of("12", "5th", "a"));
        assert_eq!(place("12 1/2 N Main St", ""), of("12", "main", ""));
        assert_eq!(place("12 North St", ""), of("12", "north", ""));
        assert_eq!(place("7 St James Ave", ""), of("7", "saint james", ""));
        assert_eq!(place("P.O. Box 117", ""), of("117", "po box", ""));
        assert_eq!(place("PO Box #117", ""), of("117", "po box", ""));
        assert_eq!(place("", ""), of("", "", ""));
        assert_eq!(place("52", ""), of("52", "", ""), "the street was left out");
        assert_eq!(place("5th", ""), of("", "5th", ""));
        assert_eq!(
            (zip("02115-1234"), zip("2115"), zip("O2115")),
            (Some(2115), None, Some(2115))
        );
    }

    proptest! {
        #[test]
        fn any_address_is_taken_apart(line in "\\PC{0,40}", second in "\\PC{0,12}") {
            on_file(&line, &second);
        }
    }
}
