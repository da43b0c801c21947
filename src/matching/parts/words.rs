//! A line as words.

use super::partings::parted;
use crate::evidence::Line;
use crate::evidence::ink::{Ink, Letter};
use crate::matching::ids;
use crate::matching::token::Token;
use std::ops::Range;
use std::rc::Rc;

/// A word as it was read.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Its characters.
    pub(super) text: String,
    /// The same with their steps in the ink.
    pub(super) letters: Vec<Letter>,
    /// The line's ink; `None` where only a text is known.
    pub(super) ink: Option<Rc<Ink>>,
}

/// Digits of the shortest number that may be a member's.
pub(super) const SHORTEST: usize = 7;
/// Digits of the shortest group of a number that may look like letters.
pub(super) const SHORTEST_GROUP: usize = 3;
/// Digits that are split from letters they are written to: `MA02747`.
pub(super) const SPLIT_FROM: usize = 5;

impl Word {
    fn of(letters: &[Letter], ink: Option<&Rc<Ink>>) -> Self {
        Word {
            text: letters.iter().map(|letter| letter.char).collect(),
            letters: letters.to_vec(),
            ink: ink.cloned(),
        }
    }

    /// The word with its ink.
    pub(super) fn token(&self) -> Token {
        let is_sign = |letter: &Letter| matches!(letter.char, ',' | '.' | '#' | ':' | ';');
        let end = self
            .letters
            .iter()
            .rposition(|letter| !is_sign(letter))
            .map_or(0, |at| at + 1);
        let start = self
            .letters
            .iter()
            .position(|letter| !is_sign(letter))
            .unwrap_or(0)
            .min(end);
        let ink = self
            .ink
            .as_ref()
            .and_then(|ink| Some(ink.slice(steps(&self.letters[start..end])?)));
        Token {
            text: self.text.clone(),
            ink,
        }
    }

    /// Its digits, where it is made of little else.
    pub(super) fn digits(&self) -> Option<String> {
        let plain: String = self.of_number().map(|(_, c)| c).collect();
        let real = plain.chars().filter(char::is_ascii_digit).count();
        (real * 3 >= plain.chars().count() * 2 && real > 0)
            .then(|| ids::digits(&plain))
            .flatten()
    }

    /// Its digits, where it may be a group of a number that looks like letters, as `7OO`.
    pub(super) fn lettered_digits(&self) -> Option<String> {
        let has_digit = self.text.contains(|c: char| c.is_ascii_digit());
        let digits: String = self.of_number().map(|(_, c)| ids::digit(c)).collect::<Option<_>>()?;
        // Many numbers begin with 002, which reads as CCZ.
        (digits.len() >= SHORTEST_GROUP && (has_digit || digits.starts_with("00"))).then_some(digits)
    }
}

impl Word {
    /// The places of the characters that may be of a number, and what they are in one. Strokes are sevens if they make up a Member ID with the digits.
    pub(super) fn of_number(&self) -> impl Iterator<Item = (usize, char)> {
        let is_stroke = |letter: &&Letter| letter.char == '/';
        let is_digit = |letter: &&Letter| letter.char.is_ascii_digit();
        let count = |is: &dyn Fn(&&Letter) -> bool| self.letters.iter().filter(|letter| is(letter)).count();
        let (strokes, digits) = (count(&is_stroke), count(&is_digit));
        let are_sevens = digits > SPLIT_FROM && strokes + digits == ids::LENGTH;
        self.letters.iter().enumerate().filter_map(move |(at, letter)| {
            let is_seven = are_sevens && letter.char == '/';
            Some((at, if is_seven { '7' } else { of_number(letter.char)? }))
        })
    }
}

/// Digits that are read for letters, and the letters.
const AS_LETTERS: [(char, char); 5] = [('0', 'o'), ('1', 'l'), ('5', 's'), ('6', 'g'), ('8', 'b')];
/// Those of them with which a word may begin: others are a house's number to which the street was written or read.
const FIRST: [char; 2] = ['0', '6'];

impl Word {
    /// The word with letters for one or two digits among more letters, as `0lga` and `60mes` are read for names; any other as it is.
    pub(super) fn with_letters(&self) -> Word {
        let digits = self.text.chars().filter(char::is_ascii_digit).count();
        let letters = self.text.chars().filter(|c| c.is_alphabetic()).count();
        let begins = self.text.chars().next().filter(char::is_ascii_digit);
        if !(1..=2).contains(&digits) || letters < 3 || begins.is_some_and(|digit| !FIRST.contains(&digit)) {
            return self.clone();
        }
        let as_letter = |c: char| AS_LETTERS.iter().find(|pair| pair.0 == c).map_or(c, |pair| pair.1);
        Word {
            text: self.text.chars().map(as_letter).collect(),
            ..self.clone()
        }
    }
}

/// A character of a number: signs that are read for a 1 or a 7 are those, others are none.
pub(super) fn of_number(c: char) -> Option<char> {
    match c {
        '|' | '!' | ']' | '[' | ')' => Some('1'),
        '>' | '?' => Some('7'),
        'y' | 'h' | 'H' => Some('4'),
        _ => c.is_alphanumeric().then_some(c),
    }
}

/// The steps from the first letter to the last; `None` for no letters.
pub(super) fn steps(letters: &[Letter]) -> Option<Range<usize>> {
    Some(letters.first()?.steps.start..letters.last()?.steps.end)
}

/// The words of a line.
pub(super) fn of(line: &Line) -> Vec<Word> {
    let has_ink = line.ink.steps() > 0;
    let letters = if has_ink {
        line.ink.letters()
    } else {
        line.text().chars().map(|char| Letter { char, steps: 0..0 }).collect()
    };
    let ink = has_ink.then(|| Rc::new(line.ink.clone()));
    letters
        .split(|letter| letter.char.is_whitespace())
        .filter(|letters| !letters.is_empty())
        .flat_map(parted)
        .map(|letters| Word::of(letters, ink.as_ref()))
        .collect()
}
