//! Invented people, addresses and banks, such as a Massachusetts mail sack brings.

mod names;

use super::rng::Rng;
use names::{BANKS, CITIES, FAMILY, GIVEN, KINDS, STREETS, SUFFIXES};

/// Somebody's name and where the mail goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) address1: String,
    pub(crate) address2: String,
    pub(crate) city: String,
    pub(crate) zip: String,
}

impl Person {
    /// Name and address as lines, the unit on its own line where there is one.
    pub(crate) fn lines(&self) -> Vec<String> {
        [
            self.name.clone(),
            self.address1.clone(),
            self.address2.clone(),
            format!("{}, MA {}", self.city, self.zip),
        ]
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect()
    }

    /// At the same address.
    pub(crate) fn lives_with(&self, other: &Person) -> bool {
        let one = (&self.address1, &self.address2, &self.zip);
        one == (&other.address1, &other.address2, &other.zip)
    }

    /// The first word of the name.
    pub(crate) fn given(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or("")
    }

    /// The last word of the name that is no suffix.
    pub(crate) fn family(&self) -> &str {
        let mut words = self.name.split_whitespace().rev();
        words.find(|word| !SUFFIXES.contains(word)).unwrap_or("Doe")
    }

    /// The name without a suffix, as many write it.
    pub(crate) fn without_suffix(&self) -> String {
        let words = self.name.split_whitespace();
        words
            .filter(|word| !SUFFIXES.contains(word))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The address on one line, as squeezed into a memo.
    pub(crate) fn address_in_one(&self) -> String {
        let unit = if self.address2.is_empty() {
            String::new()
        } else {
            format!(" {}", self.address2)
        };
        format!("{}{unit}, {} MA {}", self.address1, self.city, self.zip)
    }
}

/// Anybody.
pub(crate) fn person(rng: &mut Rng) -> Person {
    let name = full_name(rng, None);
    let (address1, address2) = address(rng);
    let (city, zip) = rng.pick(&CITIES);
    Person {
        name,
        address1,
        address2,
        city: city.to_owned(),
        zip: zip.to_owned(),
    }
}

/// Somebody else of the same household; a few have another surname besides.
pub(crate) fn relative(of: &Person, rng: &mut Rng) -> Person {
    Person {
        name: full_name(rng, Some(of.family())),
        ..of.clone()
    }
}

/// Somebody of this surname in the same household, whose given name is none of these people's.
pub(crate) fn namesake(of: &Person, others: &[&Person], rng: &mut Rng) -> Person {
    loop {
        let person = relative(of, rng);
        let is_new = others.iter().all(|other| other.given() != person.given());
        if is_new && person.given() != of.given() && person.family() == of.family() {
            return person;
        }
    }
}

fn full_name(rng: &mut Rng, family: Option<&str>) -> String {
    let given = rng.pick(&GIVEN);
    let mut family = family.map_or_else(|| rng.pick(&FAMILY).to_owned(), str::to_owned);
    if rng.chance(0.05) && !family.contains('-') {
        family = format!("{family}-{}", rng.pick(&FAMILY).replace(' ', ""));
    }
    let middle = if rng.chance(0.3) {
        let letter = char::from(b"ABCDEFGHJKLMNPRSTW"[rng.below(18)]);
        format!(" {letter}{}", if rng.chance(0.5) { "." } else { "" })
    } else {
        String::new()
    };
    let suffix = if rng.chance(0.03) {
        format!(" {}", rng.pick(&SUFFIXES))
    } else {
        String::new()
    };
    format!("{given}{middle} {family}{suffix}")
}

fn address(rng: &mut Rng) -> (String, String) {
    if rng.chance(0.05) {
        return (format!("PO Box {}", rng.whole(11, 9899)), String::new());
    }
    let number = match rng.below(10) {
        0..=5 => rng.whole(1, 199),
        6..=8 => rng.whole(200, 999),
        _ => rng.whole(1000, 2999),
    };
    let letter = if rng.chance(0.04) { "A" } else { "" };
    let street = format!("{number}{letter} {} {}", rng.pick(&STREETS), rng.pick(&KINDS));
    let unit = match rng.below(10) {
        0 | 1 => format!("Apt {}", rng.whole(1, 48)),
        2 => format!("Unit {}{}", rng.whole(1, 12), char::from(b"ABCD"[rng.below(4)])),
        3 => format!("Fl {}", rng.whole(1, 3)),
        _ => String::new(),
    };
    (street, unit)
}

/// A bank: its name and its routing number (invented, with a right check digit).
pub(crate) fn bank(rng: &mut Rng) -> (String, String) {
    let (name, stem) = rng.pick(&BANKS);
    (name.to_owned(), routing(stem))
}

/// The nine digits of these eight.
pub(crate) fn routing(stem: &str) -> String {
    let sum: u32 = stem
        .bytes()
        .zip([3, 7, 1].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{stem}{}", (10 - sum % 10) % 10)
}

/// A firm.
pub(crate) fn firm(rng: &mut Rng) -> String {
    let family = rng.pick(&FAMILY);
    let what = rng.pick(&[
        "Plumbing & Heating",
        "Landscaping LLC",
        "Bakery Inc",
        "Auto Body",
        "Law Offices",
        "Dental Lab LLC",
    ]);
    format!("{family} {what}")
}
