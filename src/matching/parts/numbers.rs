//! The long numbers among a line's words.

use super::words::{SHORTEST, Word, steps};
use crate::matching::ids;
use crate::matching::token::Token;
use std::ops::{Range, RangeInclusive};

/// A word, or a long number that several words may make.
pub(super) enum Piece {
    Word(Word),
    Number(Token),
}

/// A word that may be of a number, and its digits.
struct Group {
    word: Word,
    digits: String,
    /// Most of it reads as digits: it is no word of another kind.
    is_plain: bool,
}

/// Words with the long numbers among them put together: groups of digits that make twelve together, or seven to fourteen in one.
pub(super) fn among(words: Vec<Word>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut groups: Vec<Group> = Vec::new();
    for word in words {
        let plain = word.digits();
        let is_plain = plain.is_some();
        if let Some(digits) = plain.or_else(|| word.lettered_digits()) {
            groups.push(Group { word, digits, is_plain });
        } else {
            close(&mut groups, &mut pieces);
            pieces.push(Piece::Word(word));
        }
    }
    close(&mut groups, &mut pieces);
    pieces
}

/// Groups of digits that stand together, as numbers and words.
fn close(groups: &mut Vec<Group>, pieces: &mut Vec<Piece>) {
    let groups = std::mem::take(groups);
    let mut at = 0;
    while at < groups.len() {
        let several = |groups: &[Group]| number(&groups.iter().map(|group| &group.word).collect::<Vec<_>>());
        // What looks like letters before a whole number is its label.
        let is_label = !groups[at].is_plain && whole(&groups[at + 1..]).is_some();
        match whole(&groups[at..]).filter(|_| !is_label) {
            Some(count) => {
                pieces.push(Piece::Number(several(&groups[at..at + count])));
                at += count;
            }
            None if looks_like_one(plain(&groups[at..])) => {
                let plain = plain(&groups[at..]);
                pieces.push(Piece::Number(several(plain)));
                at += plain.len();
            }
            None => {
                let Group { word, digits, is_plain } = &groups[at];
                let is_zip = word.text.contains('-') && digits.len() == 9;
                pieces.push(if *is_plain && (SHORTEST..=14).contains(&digits.len()) && !is_zip {
                    Piece::Number(number(&[word]))
                } else {
                    Piece::Word(word.clone())
                });
                at += 1;
            }
        }
    }
}

/// How many of the first groups make up a Member ID; of its digits two thirds stand in groups that are plainly digits.
fn whole(groups: &[Group]) -> Option<usize> {
    let (mut sum, mut plain) = (0, 0);
    let last = groups.iter().position(|group| {
        sum += group.digits.len();
        plain += if group.is_plain { group.digits.len() } else { 0 };
        sum >= ids::LENGTH
    })?;
    (sum == ids::LENGTH && 3 * plain >= 2 * ids::LENGTH).then_some(last + 1)
}

/// The first groups up to one that looks like letters.
fn plain(groups: &[Group]) -> &[Group] {
    let end = groups.iter().position(|group| !group.is_plain);
    &groups[..end.unwrap_or(groups.len())]
}

/// Whether groups of two to five digits, or two of more than two, are one number of which a digit was lost or gained.
fn looks_like_one(groups: &[Group]) -> bool {
    let sum: usize = groups.iter().map(|group| group.digits.len()).sum();
    let all = |lengths: RangeInclusive<usize>| groups.iter().all(|group| lengths.contains(&group.digits.len()));
    let are_groups = groups.len() >= 3 && all(2..=5) || groups.len() == 2 && all(3..=9);
    are_groups && (ids::LENGTH - 1..=ids::LENGTH + 1).contains(&sum)
}

/// What else "ID" right before a number is read as.
const ID_READ_AS: [&str; 5] = ["io", "lo", "1o", "10", "D"];

/// Words as one number, without the signs between their digits and without a label of a letter or two that was read as a part of it.
fn number(words: &[&Word]) -> Token {
    let mut digits: Vec<(char, &Word, usize)> = Vec::new();
    for word in words {
        digits.extend(word.of_number().map(|(at, c)| (c, *word, at)));
    }
    let length = digits.len().saturating_sub(ids::LENGTH);
    let label: String = digits.iter().take(length).map(|digit| digit.0).collect();
    if ID_READ_AS.contains(&label.as_str()) {
        digits.drain(..length);
    }
    let are_one_run =
        |one: &(char, &Word, usize), next: &(char, &Word, usize)| std::ptr::eq(one.1, next.1) && one.2 + 1 == next.2;
    let stretches: Vec<Range<usize>> = digits
        .chunk_by(are_one_run)
        .filter_map(|run| Some((run.first()?, run.last()?)))
        .filter_map(|(first, last)| steps(&first.1.letters[first.2..=last.2]))
        .collect();
    let ink = words
        .first()
        .and_then(|word| word.ink.as_ref())
        .map(|ink| ink.joined(&stretches));
    Token {
        text: digits.into_iter().map(|digit| digit.0).collect(),
        ink,
    }
}
