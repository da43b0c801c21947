//! Member IDs and older numbers: the exact one, and those that a misread digit, a lost or a gained one makes of it.

use super::postings::hashed;
use crate::geometry::{f32_of, f64_of, index};

/// Digits of a Member ID.
pub(super) const LENGTH: usize = 12;
/// The first digits of a Member ID, which are the same for many where numbers are given out one after the other.
pub(super) const FIRST: usize = 6;
/// The most that a number says, in bits: it is one of 10^12.
const MOST_BITS: f32 = 39.9;
/// No account.
const NONE: u32 = u32::MAX;
/// For each digit those it is often taken for.
const CONFUSABLE: [&[u8]; 10] = [
    &[6, 8],
    &[7],
    &[7],
    &[5, 8],
    &[9],
    &[3, 6],
    &[0, 5, 8],
    &[1, 2],
    &[0, 3, 6],
    &[4],
];

/// The numbers of all accounts.
#[cfg_attr(test, derive(PartialEq))]
#[derive(Debug)]
pub(super) struct Ids {
    /// By handle.
    numbers: Vec<u64>,
    /// Open addressing.
    slots: Vec<u32>,
    /// Older numbers, hashed, with their account; ascending.
    older: Vec<(u64, u32)>,
    /// Accounts in each million of numbers.
    density: Vec<u32>,
}

/// Numbers that are counted together.
const RANGE: u64 = 1_000_000;

impl Ids {
    /// Of two accounts with the same number the later one is found.
    pub(super) fn of(numbers: Vec<u64>, mut older: Vec<(u64, u32)>) -> Self {
        older.sort_unstable();
        let size = (numbers.len() + numbers.len() / 2).next_power_of_two().max(64);
        let mut ids = Ids {
            numbers,
            slots: vec![NONE; size],
            older,
            density: vec![0; index_of(1_000_000_000_000 / RANGE)],
        };
        for number in &ids.numbers {
            ids.density[index_of(number / RANGE)] += 1;
        }
        for handle in 0..u32::try_from(ids.numbers.len()).expect("fewer than 2^32 accounts") {
            let slot = ids.slot(ids.number(handle));
            ids.slots[slot] = handle;
        }
        ids
    }

    /// The number of an account.
    pub(super) fn number(&self, handle: u32) -> u64 {
        self.numbers[index(handle)]
    }

    fn slot(&self, number: u64) -> usize {
        let mask = self.slots.len() - 1;
        let hash = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let mut slot = index(u32::try_from(hash).expect("32 bits")) & mask;
        while self.slots[slot] != NONE && self.number(self.slots[slot]) != number {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The account of this number.
    pub(super) fn exact(&self, number: u64) -> Option<u32> {
        Some(self.slots[self.slot(number)]).filter(|&handle| handle != NONE)
    }

    /// Accounts with this older number.
    pub(super) fn older(&self, text: &str) -> impl Iterator<Item = u32> + '_ {
        let hash = hashed(text.as_bytes());
        let from = self.older.partition_point(|&(other, _)| other < hash);
        let same = self.older[from..].iter().take_while(move |&&(other, _)| other == hash);
        same.map(|&(_, handle)| handle)
    }

    /// Accounts whose number may have been read as these digits: the same; one digit wrong, or two that are often taken for others; two neighbours
    /// changed about; one digit lost or gained. Each once.
    pub(super) fn near(&self, digits: &[u8]) -> Vec<u32> {
        let mut found = Vec::new();
        match digits.len() {
            LENGTH => self.wrong(digits, &mut found),
            11 => {
                for at in 0..=digits.len() {
                    for digit in b'0'..=b'9' {
                        let (before, after) = digits.split_at(at);
                        found.extend(self.exact(value(before.iter().chain([&digit]).chain(after))));
                    }
                }
            }
            13 => {
                for at in 0..digits.len() {
                    found.extend(self.exact(value(digits[..at].iter().chain(&digits[at + 1..]))));
                }
            }
            _ => {}
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn wrong(&self, digits: &[u8], found: &mut Vec<u32>) {
        let number = value(digits.iter());
        found.extend(self.exact(number));
        let unit = |at: usize| 10_u64.pow(u32::try_from(LENGTH - 1 - at).expect("below 12"));
        let with = |number: u64, at: usize, digit: u8| {
            number - u64::from(digits[at] - b'0') * unit(at) + u64::from(digit) * unit(at)
        };
        for at in 0..LENGTH {
            let own = digits[at] - b'0';
            for digit in (0..10).filter(|&digit| digit != own) {
                found.extend(self.exact(with(number, at, digit)));
            }
            for &digit in CONFUSABLE[usize::from(own)] {
                let one = with(number, at, digit);
                for other in at + 1..LENGTH {
                    for &second in CONFUSABLE[usize::from(digits[other] - b'0')] {
                        found.extend(self.exact(with(one, other, second)));
                    }
                }
            }
            if at + 1 < LENGTH && digits[at] != digits[at + 1] {
                let one = with(number, at, digits[at + 1] - b'0');
                found.extend(self.exact(with(one, at + 1, own)));
            }
        }
    }

    /// What it says that a number reads as this account's with this loss, in bits: how much likelier than that it reads so by chance, when the numbers of
    /// strangers lie as those of our members do. Where all numbers are given out one after the other, the first six digits say nothing, right or
    /// misread: of the loss only what is not `of_first`, theirs, speaks there.
    pub(super) fn bits(&self, handle: u32, loss: f32, of_first: f32) -> f32 {
        let near = f64::from(self.density[index_of(self.number(handle) / RANGE)]);
        let share = near / f64_of(self.numbers.len().max(1));
        let among_ours = f32_of((f64_of(index_of(RANGE)) / share).log2());
        let bits = |loss: f32| loss / std::f32::consts::LN_2;
        (MOST_BITS + bits(loss)).min(among_ours + bits(loss - of_first.max(loss)))
    }

    /// How many other accounts have a number that is at most sixteen away.
    pub(super) fn crowd(&self, handle: u32) -> usize {
        let number = self.number(handle);
        let around = number.saturating_sub(16)..=number + 16;
        around
            .filter(|&other| other != number && self.exact(other).is_some())
            .count()
    }

    /// Bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        4 * self.density.len() + 8 * self.numbers.len() + 4 * self.slots.len() + 16 * self.older.len()
    }
}

/// A text of digits, and each that has one digit instead that is often taken for it.
pub(super) fn resembling(text: &str, mut each: impl FnMut(&str)) {
    each(text);
    let mut other = text.as_bytes().to_vec();
    for at in 0..other.len() {
        let own = other[at];
        if !own.is_ascii_digit() {
            continue;
        }
        for digit in CONFUSABLE[usize::from(own - b'0')] {
            other[at] = b'0' + digit;
            each(std::str::from_utf8(&other).expect("a digit for a digit"));
        }
        other[at] = own;
    }
}

/// The value of some digits.
pub(super) fn value<'a>(digits: impl Iterator<Item = &'a u8>) -> u64 {
    digits.fold(0, |value, digit| 10 * value + u64::from(digit - b'0'))
}

fn index_of(number: u64) -> usize {
    usize::try_from(number).expect("it is at most a million")
}

/// The twelve digits of a number.
pub(super) fn text(mut number: u64) -> [u8; LENGTH] {
    let mut text = [b'0'; LENGTH];
    for digit in text.iter_mut().rev() {
        *digit += u8::try_from(number % 10).expect("a digit");
        number /= 10;
    }
    text
}

/// What was read as digits, letters that look like digits among them; `None` if something else stands there, or more than one letter in three. Dashes and spaces
/// are left out.
pub(super) fn digits(read: &str) -> Option<String> {
    let written = read.chars().filter(|c| !matches!(c, '-' | ' ' | '.' | '#'));
    let out: String = written.clone().map(digit).collect::<Option<_>>()?;
    let letters = written.filter(|c| !c.is_ascii_digit()).count();
    (3 * letters <= out.len()).then_some(out)
}

/// A digit, or the one that a letter may be read for.
pub(super) fn digit(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => c,
        'o' | 'O' | 'd' | 'D' | 'Q' | 'c' | 'C' => '0',
        'l' | 'i' | 'I' | '|' => '1',
        'z' | 'Z' => '2',
        'J' => '3',
        'A' => '4',
        's' | 'S' => '5',
        'b' | 'G' => '6',
        'T' => '7',
        'B' => '8',
        'g' | 'q' => '9',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> Ids {
        let older = vec![(hashed(b"712345678"), 1)];
        Ids::of(vec![700_123_456_789, 214_000_000_001, 700_123_456_798], older)
    }

    #[test]
    fn a_number_is_found_through_its_usual_misreadings() {
        let ids = ids();
        assert_eq!(ids.exact(214_000_000_001), Some(1));
        assert_eq!(ids.near(b"700123456789"), [0, 2]);
        assert_eq!(ids.near(b"700123456719"), [0]);
        assert_eq!(ids.near(b"766123456789"), [0], "two noughts read as sixes");
        assert!(ids.near(b"711123456789").is_empty(), "two noughts are not read as ones");
        assert_eq!(ids.near(b"70012345678"), [0, 2]);
        assert_eq!(ids.near(b"7001234567899"), [0]);
        assert!(ids.near(b"7001").is_empty() && ids.near(b"").is_empty());
    }

    #[test]
    fn an_older_number_is_found_as_it_is() {
        assert_eq!(ids().older("712345678").collect::<Vec<_>>(), [1]);
        assert_eq!(ids().older("712345679").count(), 0);
    }

    #[test]
    fn letters_among_digits_are_digits() {
        assert_eq!(digits("7O0l23").as_deref(), Some("700123"));
        assert_eq!(digits("7001-2345").as_deref(), Some("70012345"));
        assert_eq!(digits("cC2172422158").as_deref(), Some("002172422158"));
        assert_eq!(digits("Solo"), None);
        assert_eq!(digits("123x"), None);
    }
}
