//! A line as words, and the long numbers among them.

use crate::evidence::Line;
use crate::evidence::ink::{Ink, Letter};
use crate::matching::ids;
use crate::matching::token::Token;
use std::ops::Range;

/// A word as it was read.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Its characters.
    pub(super) text: String,
    letters: Vec<Letter>,
    /// The line's ink; `None` where only a text is known.
    ink: Option<std::rc::Rc<Ink>>,
}

/// A word, or a long number that several words may make.
pub(super) enum Piece {
    Word(Word),
    Number(Token),
}

/// Digits of the shortest number that may be a member's.
const SHORTEST: usize = 7;
/// Digits that are split from letters they are written to: `MA02747`.
const SPLIT_FROM: usize = 5;

impl Word {
    fn of(letters: &[Letter], ink: Option<&std::rc::Rc<Ink>>) -> Self {
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
        let plain: String = self.text.chars().filter_map(of_number).collect();
        let real = plain.chars().filter(char::is_ascii_digit).count();
        (real * 3 >= plain.chars().count() * 2 && real > 0)
            .then(|| ids::digits(&plain))
            .flatten()
    }
}

/// A character of a number: signs that are read for a 1 or a 7 are those, others are none.
fn of_number(c: char) -> Option<char> {
    match c {
        '|' | '!' | ']' | '[' => Some('1'),
        '>' | '?' => Some('7'),
        'y' | 'h' | 'H' => Some('4'),
        _ => c.is_alphanumeric().then_some(c),
    }
}

/// The steps from the first letter to the last; `None` for no letters.
fn steps(letters: &[Letter]) -> Option<Range<usize>> {
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
    let ink = has_ink.then(|| std::rc::Rc::new(line.ink.clone()));
    letters
        .split(|letter| letter.char.is_whitespace())
        .filter(|letters| !letters.is_empty())
        .flat_map(parted)
        .map(|letters| Word::of(letters, ink.as_ref()))
        .collect()
}

/// A word parted where a number follows a label without a space, or a long number and letters are written together.
fn parted(letters: &[Letter]) -> Vec<&[Letter]> {
    match label_end(letters).or_else(|| memo_end(letters)) {
        Some(end) => {
            let (label, rest) = letters.split_at(end);
            let mut parts = vec![label];
            parts.extend(parted_at_numbers(rest));
            parts
        }
        None => parted_at_numbers(letters),
    }
}

/// Where a label ends that stands right before a number: `Member#700-123`, `For33`, `MEMO700|237`.
fn label_end(letters: &[Letter]) -> Option<usize> {
    let first = letters.iter().position(|letter| letter.char.is_ascii_digit())?;
    let label: String = letters[..first]
        .iter()
        .map(|letter| letter.char)
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    let digits = letters[first..]
        .iter()
        .filter(|letter| letter.char.is_ascii_digit())
        .count();
    let is_known = ["memo", "for", "re", "id", "memid", "member", "no", "acct"].contains(&label.as_str());
    let has_sign = letters[first.saturating_sub(1)].char == '#';
    (label.len() >= 2 && (is_known || has_sign || digits >= SHORTEST)).then_some(first)
}

/// Where `Memo` ends that the next word was written or read together with.
fn memo_end(letters: &[Letter]) -> Option<usize> {
    const LABEL: &str = "memo";
    let begins = letters
        .iter()
        .map(|letter| letter.char.to_ascii_lowercase())
        .take(LABEL.len());
    (letters.len() > LABEL.len() && begins.eq(LABEL.chars())).then_some(LABEL.len())
}

fn parted_at_numbers(letters: &[Letter]) -> Vec<&[Letter]> {
    let is_digit = |letter: &Letter| letter.char.is_ascii_digit();
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < letters.len() {
        let run = letters[at..].iter().take_while(|letter| is_digit(letter)).count();
        if run >= SPLIT_FROM {
            if at > start && letters[start..at].iter().any(|letter| letter.char.is_alphabetic()) {
                parts.push(&letters[start..at]);
                start = at;
            }
            at += run;
            if at < letters.len()
                && letters[at..]
                    .iter()
                    .filter(|letter| letter.char.is_alphabetic())
                    .count()
                    >= 3
            {
                parts.push(&letters[start..at]);
                start = at;
            }
        } else {
            at += run.max(1);
        }
    }
    if start < letters.len() {
        parts.push(&letters[start..]);
    }
    parts
}

/// Words with the long numbers among them put together: groups of digits that make twelve together, or seven to fourteen in one.
pub(super) fn numbers(words: Vec<Word>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut groups: Vec<(Word, String)> = Vec::new();
    for word in words {
        if let Some(digits) = word.digits() {
            groups.push((word, digits));
        } else {
            close(&mut groups, &mut pieces);
            pieces.push(Piece::Word(word));
        }
    }
    close(&mut groups, &mut pieces);
    pieces
}

/// Groups of digits that stand together, as numbers and words.
fn close(groups: &mut Vec<(Word, String)>, pieces: &mut Vec<Piece>) {
    let groups = std::mem::take(groups);
    let mut at = 0;
    while at < groups.len() {
        let mut sum = 0;
        let whole = groups[at..].iter().position(|(_, digits)| {
            sum += digits.len();
            sum >= ids::LENGTH
        });
        match whole.filter(|_| sum == ids::LENGTH) {
            Some(more) => {
                let several: Vec<&Word> = groups[at..=at + more].iter().map(|(word, _)| word).collect();
                pieces.push(Piece::Number(number(&several)));
                at += more + 1;
            }
            None if looks_like_one(&groups[at..]) => {
                let several: Vec<&Word> = groups[at..].iter().map(|(word, _)| word).collect();
                pieces.push(Piece::Number(number(&several)));
                at = groups.len();
            }
            None => {
                let (word, digits) = &groups[at];
                let is_zip = word.text.contains('-') && digits.len() == 9;
                pieces.push(if (SHORTEST..=14).contains(&digits.len()) && !is_zip {
                    Piece::Number(number(&[word]))
                } else {
                    Piece::Word(word.clone())
                });
                at += 1;
            }
        }
    }
}

/// Whether groups of two to five digits are one number of which a digit was lost or gained.
fn looks_like_one(groups: &[(Word, String)]) -> bool {
    let sum: usize = groups.iter().map(|(_, digits)| digits.len()).sum();
    let are_groups = groups.iter().all(|(_, digits)| (2..=5).contains(&digits.len()));
    groups.len() >= 3 && are_groups && (ids::LENGTH - 1..=ids::LENGTH + 1).contains(&sum)
}

/// Words as one number, without the signs between their digits.
fn number(words: &[&Word]) -> Token {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    let mut text = String::new();
    for word in words {
        for run in word.letters.split(|letter| of_number(letter.char).is_none()) {
            stretches.extend(steps(run));
            text.extend(run.iter().filter_map(|letter| of_number(letter.char)));
        }
    }
    let ink = words
        .first()
        .and_then(|word| word.ink.as_ref())
        .map(|ink| ink.joined(&stretches));
    Token { text, ink }
}
