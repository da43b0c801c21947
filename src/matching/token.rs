//! One word or number as it was read, and how well it fits what may have been written.

use super::fold::folded;
use crate::evidence::ink::Ink;
use serde::{Deserialize, Serialize};

/// A word or number as it was read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Token {
    /// What it reads.
    pub text: String,
    /// What else the line reader's posterior allows, where it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ink: Option<Ink>,
}

/// Characters that are taken for one another by readers of print and writing.
const CONFUSABLE: [(u8, u8); 41] = [
    (b'0', b'6'),
    (b'0', b'8'),
    (b'0', b'd'),
    (b'0', b'o'),
    (b'1', b'7'),
    (b'1', b'i'),
    (b'1', b'l'),
    (b'2', b'7'),
    (b'2', b'z'),
    (b'3', b'5'),
    (b'3', b'8'),
    (b'4', b'9'),
    (b'4', b'a'),
    (b'4', b'q'),
    (b'5', b'6'),
    (b'5', b's'),
    (b'6', b'8'),
    (b'6', b'b'),
    (b'6', b'g'),
    (b'8', b'b'),
    (b'9', b'g'),
    (b'9', b'q'),
    (b'a', b'o'),
    (b'b', b'h'),
    (b'c', b'e'),
    (b'c', b'o'),
    (b'd', b'o'),
    (b'e', b'f'),
    (b'f', b'p'),
    (b'f', b't'),
    (b'g', b'q'),
    (b'i', b'j'),
    (b'i', b'l'),
    (b'i', b't'),
    (b'j', b'l'),
    (b'm', b'n'),
    (b'n', b'r'),
    (b'o', b'q'),
    (b'u', b'v'),
    (b'v', b'y'),
    (b'n', b'u'),
];
/// The log-likelihood of reading a character as one it resembles, against reading it right: a reader that is wrong in six characters of a hundred,
/// a third of them so, each character having about three that it resembles.
const RESEMBLES: f32 = -4.9;
/// The same for any other character.
const DIFFERS: f32 = -7.4;
/// A character of the truth that was not read.
const LOST: f32 = -4.6;
/// A character read that was not written.
const GAINED: f32 = -8.2;
/// Two letters next to each other that changed places, as those who type do.
const SWAPPED: f32 = -7.4;
/// Bytes compared; longer texts are cut.
const LONGEST: usize = 48;

impl Token {
    /// A word of which only the text is known.
    pub fn text(text: impl Into<String>) -> Self {
        Token {
            text: text.into(),
            ink: None,
        }
    }

    /// The natural-log likelihood that `truth` is read so, against that of a text which reads exactly so: 0 for the very same, else less. By the ink
    /// where it was kept, else by which characters are commonly taken for one another. Case and accents do not matter.
    pub fn loss(&self, truth: &str) -> f32 {
        let truth = folded(truth);
        match &self.ink {
            Some(ink) => ink.loss(&truth),
            None => misread(truth.as_bytes(), folded(&self.text).as_bytes()),
        }
    }
}

/// The log-likelihood that a folded `truth` is read as `read`, against reading it right. Letters may have changed places, digits not: a number with two
/// digits about is another.
pub(super) fn misread(truth: &[u8], read: &[u8]) -> f32 {
    if truth == read {
        return 0.0;
    }
    let truth = &truth[..truth.len().min(LONGEST)];
    let read = &read[..read.len().min(LONGEST)];
    let costs = &*COSTS;
    let mut above = [0.0_f32; LONGEST + 1];
    for at in 1..=read.len() {
        above[at] = above[at - 1] + GAINED;
    }
    let (mut before, mut two_above) = (0, [0.0_f32; LONGEST + 1]);
    for &true_byte in truth {
        let row = &costs[usize::from(true_byte & 0x7F)];
        let one_above = above;
        let mut diagonal = above[0];
        above[0] += LOST;
        for (at, &byte) in read.iter().enumerate() {
            let same = if true_byte == byte {
                0.0
            } else {
                row[usize::from(byte & 0x7F)].min(RESEMBLES)
            };
            let mut best = (diagonal + same).max(above[at + 1] + LOST).max(above[at] + GAINED);
            if at > 0 && byte == before && read[at - 1] == true_byte && byte != true_byte && is_letter(byte, true_byte)
            {
                best = best.max(two_above[at - 1] + SWAPPED);
            }
            diagonal = above[at + 1];
            above[at + 1] = best;
        }
        (before, two_above) = (true_byte, one_above);
    }
    above[read.len()]
}

fn is_letter(one: u8, other: u8) -> bool {
    one.is_ascii_lowercase() && other.is_ascii_lowercase()
}

/// What each character costs to be read as each other.
static COSTS: std::sync::LazyLock<[[f32; 128]; 128]> = std::sync::LazyLock::new(|| {
    let mut costs = [[DIFFERS; 128]; 128];
    for (one, other) in CONFUSABLE {
        costs[usize::from(one)][usize::from(other)] = RESEMBLES;
        costs[usize::from(other)][usize::from(one)] = RESEMBLES;
    }
    costs
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_costs_less() {
        let read = Token::text("GARClA");
        assert!(Token::text("garcía").loss("García") >= 0.0);
        assert!(read.loss("Garcia") > read.loss("Garcza") && read.loss("Garcza") > read.loss("Gomez"));
        assert!(Token::text("7OO123").loss("700123") > -10.0);
    }

    #[test]
    fn a_letter_may_be_lost_or_gained() {
        let near = |a: f32, b: f32| (a - b).abs() < 1e-4;
        assert!(near(Token::text("smth").loss("smith"), LOST));
        assert!(near(Token::text("smiith").loss("smith"), GAINED));
    }

    #[test]
    fn letters_change_places_and_digits_do_not() {
        let near = |a: f32, b: f32| (a - b).abs() < 1e-4;
        assert!(near(Token::text("chole").loss("chloe"), SWAPPED));
        assert!(near(Token::text("hcloe").loss("chloe"), SWAPPED));
        assert!(near(Token::text("chol").loss("chloe"), SWAPPED + LOST));
        assert!(Token::text("700132").loss("700123") < SWAPPED - 1.0);
    }
}
