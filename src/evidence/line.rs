//! A line of the payer's own words: what it says, and what the line reader saw, so that any text can still be asked for.

use super::Reading;
use super::ink::{Ink, Letter};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A line of print or handwriting. What looks like a Social Security number is in neither text nor ink: it is taken out before anything is kept.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Line {
    /// What it says.
    #[serde(flatten)]
    pub read: Reading<String>,
    /// What the line reader saw; empty where only a text is known.
    #[serde(default)]
    pub ink: Ink,
}

/// What stands in place of each digit of a Social Security number.
const HIDDEN: char = '*';
/// Digits of a Social Security number.
const DIGITS: usize = 9;

impl Line {
    /// Of what was read and seen, whatever looks like a Social Security number taken out.
    pub fn new(mut read: Reading<String>, ink: Ink) -> Self {
        let letters = ink.letters();
        let characters: Vec<char> = letters.iter().map(|letter| letter.char).collect();
        let hidden: Vec<Range<usize>> = social_security(&characters)
            .into_iter()
            .map(|stretch| steps(&letters[stretch]))
            .collect();
        read.value = without_social_security(&read.value);
        let ink = if hidden.is_empty() { ink } else { ink.blanked(&hidden) };
        Line { read, ink }
    }

    /// What it says.
    pub fn text(&self) -> &str {
        &self.read.value
    }

    /// How well the line ends with a phrase that begins where one of its words does, by what the reader saw: natural-log likelihood for each letter of the phrase, 0 where
    /// it reads just so.
    pub fn ends_with(&self, phrase: &str) -> f32 {
        let letters = self.ink.letters();
        let after_gaps = letters
            .windows(2)
            .filter(|two| two[0].char == ' ')
            .map(|two| two[1].steps.start);
        let losses = std::iter::once(0)
            .chain(after_gaps)
            .map(|start| self.ink.slice(start..self.ink.steps()).loss(phrase));
        let letters = f32::from(u16::try_from(phrase.len().max(1)).unwrap_or(u16::MAX));
        losses.fold(f32::NEG_INFINITY, f32::max) / letters
    }
}

/// The steps from the first letter to the last.
fn steps(letters: &[Letter]) -> Range<usize> {
    let first = letters.first().map_or(0, |letter| letter.steps.start);
    first..letters.last().map_or(first, |letter| letter.steps.end)
}

/// A text with stars for the digits of whatever looks like a Social Security number.
pub fn without_social_security(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for stretch in social_security(&characters) {
        for c in &mut characters[stretch] {
            if is_digit_like(*c) {
                *c = HIDDEN;
            }
        }
    }
    characters.into_iter().collect()
}

/// Where numbers stand that look like Social Security numbers: nine digits in groups of three, two and four, or in one; but a nine-digit number in one
/// group that begins with 7 is an older billing number.
fn social_security(text: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let run = run_from(text, at);
        let groups: Vec<usize> = groups(&text[run.clone()]);
        let digits: usize = groups.iter().sum();
        let is_billing = groups.len() == 1 && text[run.start] == '7';
        if digits == DIGITS && (groups == [3, 2, 4] || groups.len() == 1) && !is_billing && stands_alone(text, &run) {
            found.push(run.clone());
        }
        at = run.end.max(at + 1);
    }
    found
}

/// Whether nothing is written right at a number: else it is a part of a longer one of which some digits were read as letters. Its own label may be.
fn stands_alone(text: &[char], run: &Range<usize>) -> bool {
    let before: String = text[..run.start]
        .iter()
        .rev()
        .take_while(|c| c.is_alphanumeric())
        .collect();
    let is_label = matches!(before.to_lowercase().as_str(), "" | "nss" | "ss");
    is_label && !text.get(run.end).is_some_and(|c| c.is_alphanumeric())
}

/// Digits, and letters read for digits among them, with single signs between, from a digit on.
fn run_from(text: &[char], start: usize) -> Range<usize> {
    let mut end = start;
    let mut at = start;
    while at < text.len() {
        if is_digit_like(text[at]) {
            at += 1;
            end = at;
        } else if matches!(text[at], '-' | ' ' | '.' | '/') && at + 1 < text.len() && is_digit_like(text[at + 1]) {
            at += 1;
        } else {
            break;
        }
    }
    start..end
}

/// How many digits stand together between the signs of a run.
fn groups(run: &[char]) -> Vec<usize> {
    run.split(|&c| !is_digit_like(c))
        .map(<[char]>::len)
        .filter(|&length| length > 0)
        .collect()
}

fn is_digit_like(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, 'o' | 'O' | 'l' | 'I')
}

/// A line that is read as one text and may as well be another of as many letters, for tests.
#[cfg(test)]
pub(crate) fn misread(read: &str, written: &str) -> Line {
    use super::neural::Posterior;
    use crate::score::Score;
    let alphabet: Vec<char> = "abcdefghijklmnopqrstuvwxyz ".chars().collect();
    let mut log = Vec::new();
    for (first, second) in read.chars().zip(written.chars()) {
        for class in 0..=alphabet.len() {
            let c = class.checked_sub(1).map(|at| alphabet[at]);
            log.push(match c {
                Some(c) if c == first => -0.2,
                Some(c) if c == second => -2.0,
                _ => -12.0,
            });
        }
        log.extend((0..=alphabet.len()).map(|class| if class == 0 { 0.0 } else { -12.0 }));
    }
    let posterior = Posterior::new(alphabet.len() + 1, log).expect("every row is whole");
    let ink = Ink::of(&posterior, &alphabet, 0..posterior.steps());
    let reading = Reading {
        value: read.to_owned(),
        score: Score::SURE,
        region: None,
    };
    Line::new(reading, ink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::neural::Posterior;
    use crate::score::Score;

    #[test]
    fn a_social_security_number_is_never_kept() {
        for (written, kept) in [
            ("SSN 123-45-6789", "SSN ***-**-****"),
            ("Ann Lee 123 45 6789 thanks", "Ann Lee *** ** **** thanks"),
            ("l23-45-678O", "l23-45-678O"),
            ("12O-45-6789", "***-**-****"),
            ("623456789", "*********"),
            ("SSN623456789", "SSN*********"),
        ] {
            assert_eq!(without_social_security(written), kept);
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "700123456789",
            "700-123-456-789",
            "712345678",
            "617-555-0123",
            "Boston MA 02118-1234",
            "12 Elm St 02118",
            "Memo #C002158106U",
        ] {
            assert_eq!(without_social_security(text), text);
        }
    }

    #[test]
    fn the_ink_of_a_social_security_number_is_gone_too() {
        let alphabet: Vec<char> = "-0123456789".chars().collect();
        let written = "123-45-6789";
        let mut log = Vec::new();
        for c in written.chars() {
            for class in 0..=alphabet.len() {
                let is_it = class > 0 && alphabet[class - 1] == c;
                log.push(if is_it { 0.0 } else { -9.0 });
            }
        }
        let posterior = Posterior::new(alphabet.len() + 1, log).unwrap();
        let ink = Ink::of(&posterior, &alphabet, 0..posterior.steps());
        assert_eq!(ink.text(), written);
        let read = Reading {
            value: written.to_owned(),
            score: Score::SURE,
            region: None,
        };
        let line = Line::new(read, ink);
        assert_eq!((line.text(), line.ink.text().as_str()), ("***-**-****", ""));
    }

    #[test]
    fn a_phrase_is_known_by_what_the_reader_saw_though_it_read_another() {
        // Three letters of "paid" are held for others first, and for what they are a little less.
        let line = misread("for pmlt in full", "for paid in full");
        assert!(
            line.ends_with("paid in full") > -0.8,
            "{}",
            line.ends_with("paid in full")
        );
        assert!(line.ends_with("in full") > -0.1);
        for other in ["premium for may", "paid", "paid in may"] {
            assert!(line.ends_with(other) < -2.0, "{other}: {}", line.ends_with(other));
        }
        assert!(
            Line {
                ink: Ink::default(),
                ..line
            }
            .ends_with("paid in full")
                < -10.0
        );
    }
}
