//! What hands and readers make of a name's row: labels that read like names, and words without a gap between. A word is taken for a label, or parted, only where it
//! is no name on file itself: what a person of another name wrote must stay what it is.

use crate::matching::index::Index;
use crate::matching::names;
use crate::matching::token::{Token, misread};
use std::borrow::Cow;
use std::ops::Range;

/// What payers write before a name, and after which a name begins.
const BEFORE: [&str; 9] = [
    "payment",
    "premium",
    "pmt",
    "prem",
    "for",
    "of",
    "memo",
    "from",
    "insurance",
];
/// The one of these that nearly all end with, and letters of the longest text that may be such a label.
const BEGINS: &str = "for";
const LONGEST_BEFORE: usize = 7;
/// Letters of the shortest text that is such a label for its ending with "of".
const OF_FROM: usize = 6;
/// What they write beside one.
const BESIDE: [&str; 10] = [
    "member", "memberid", "account", "acct", "mem", "memb", "mbr", "number", "policy", "id",
];
/// The loss beyond which a text is not a word misread: one letter that resembles another, or was lost.
const ONE_LETTER: f32 = -5.0;
/// The same by ink, which holds every letter that it did not see at all for so unlikely: the steps of one letter.
const ONE_BY_INK: f32 = -9.0;
/// Letters of the shortest label that may be a letter wrong, and of the shortest word that is parted.
const SHORTEST_LABEL: usize = 3;
const SHORTEST_PARTED: usize = 7;
/// Letters of the shortest part.
const SHORTEST_PART: usize = 3;
/// Words in a word's neighbourhood that are compared with it.
const MOST_COMPARED: usize = 400;

/// A name without labels, and with the words parted that ran together; `None` if that is what was written, or if less than given name and surname is left: a
/// single word would hide whose name it is.
pub(super) fn cleared<'a>(index: &Index, tokens: &[&'a Token]) -> Option<Vec<Cow<'a, Token>>> {
    let mut found: Vec<Cow<Token>> = Vec::new();
    let mut is_other = false;
    for &token in tokens {
        let word = names::word(&token.text);
        if loss_on_file(index, &word) > ONE_LETTER || word.len() < 2 {
            found.push(Cow::Borrowed(token));
        } else if let Some(label) = label(token, &word) {
            is_other = true;
            if BEFORE.contains(&label) {
                found.clear();
            }
        } else if let Some(parts) = parted(index, token) {
            is_other = true;
            if without_before(&word).len() < word.len() {
                found.clear();
            }
            found.extend(parts.into_iter().map(Cow::Owned));
        } else {
            found.push(Cow::Borrowed(token));
        }
    }
    let words = found.iter().filter(|token| names::word(&token.text).len() > 1).count();
    (is_other && words >= 2).then_some(found)
}

/// The label that a word is.
fn label(token: &Token, word: &str) -> Option<&'static str> {
    let is_it = |label: &&&str| {
        let by_text = misread(label.as_bytes(), word.as_bytes());
        by_text >= 0.0
            || label.len() >= SHORTEST_LABEL
                && (by_text > ONE_LETTER && label.len() > SHORTEST_LABEL
                    || token.ink.as_ref().is_some_and(|ink| ink.loss(label) > ONE_BY_INK))
    };
    // "premiumof"; and "putfor" or "premcmof", of which the beginning was misread.
    let ends_so =
        word.len() <= LONGEST_BEFORE && word.ends_with(BEGINS) || word.len() >= OF_FROM && word.ends_with("of");
    (ends_so || without_before(word).is_empty())
        .then_some(BEGINS)
        .or_else(|| BEFORE.iter().chain(&BESIDE).find(is_it).copied())
}

/// The words that a word is made of, without labels at its ends; `None` if it cannot be said.
fn parted(index: &Index, token: &Token) -> Option<Vec<Token>> {
    let letters: Vec<(char, Range<usize>)> = match &token.ink {
        Some(ink) => ink
            .letters()
            .into_iter()
            .map(|letter| (letter.char, letter.steps))
            .collect(),
        None => token.text.chars().map(|c| (c, 0..0)).collect(),
    };
    let letters: Vec<(char, Range<usize>)> = letters.into_iter().filter(|(c, _)| c.is_ascii_alphabetic()).collect();
    let word: String = letters.iter().map(|(c, _)| c.to_ascii_lowercase()).collect();
    if word.len() < SHORTEST_PARTED || index.others.find(&word).is_some() {
        return None;
    }
    let inner = without_labels(&word);
    let part = |range: Range<usize>| Token {
        text: word[range.clone()].to_owned(),
        ink: token
            .ink
            .as_ref()
            .map(|ink| ink.slice(letters[range.start].1.start..letters[range.end - 1].1.end)),
    };
    if inner.len() < word.len() && loss_on_file(index, &word[inner.clone()]) > ONE_LETTER {
        return Some(vec![part(inner)]);
    }
    let at = cut(index, &word[inner.clone()])? + inner.start;
    Some(vec![part(inner.start..at), part(at..inner.end)])
}

/// A word without the labels at its beginning.
fn without_before(word: &str) -> &str {
    let mut rest = word;
    while let Some(shorter) = BEFORE.iter().find_map(|label| rest.strip_prefix(label)) {
        rest = shorter;
    }
    rest
}

/// The part of a word between the labels at its ends.
fn without_labels(word: &str) -> Range<usize> {
    let (mut start, mut end) = (word.len() - without_before(word).len(), word.len());
    let long_enough = |start: usize, end: usize| end >= start + SHORTEST_PART;
    let at = word[start..end].find(BEGINS).map(|at| start + at + BEGINS.len());
    if let Some(at) = at.filter(|&at| at <= LONGEST_BEFORE && long_enough(at, end)) {
        start = at;
    }
    let is_label = |from: usize| {
        let tail = &word[from..end];
        let is_it = |label: &&str| {
            *label == tail
                || label.len() > SHORTEST_LABEL + 1 && misread(label.as_bytes(), tail.as_bytes()) > ONE_LETTER
        };
        BESIDE.iter().any(is_it)
    };
    if let Some(from) = (start + SHORTEST_PART..end).find(|&from| is_label(from)) {
        end = from;
    }
    start..end
}

/// Where a word is to be parted so that both parts are on file: one as it is, and the other but for one letter.
fn cut(index: &Index, word: &str) -> Option<usize> {
    let cuts = SHORTEST_PART..(word.len() + 1).saturating_sub(SHORTEST_PART);
    let fits = cuts.filter_map(|at| {
        let (one, other) = word.split_at(at);
        let any = index.names.find(one).is_some() || index.names.find(other).is_some();
        let loss = any.then(|| loss_on_file(index, one) + loss_on_file(index, other))?;
        (loss > ONE_LETTER).then_some((at, loss))
    });
    fits.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}

/// The loss of the word on file that a text is likeliest a misreading of; 0 for one that is on file.
fn loss_on_file(index: &Index, text: &str) -> f32 {
    if index.names.find(text).is_some() {
        return 0.0;
    }
    let near = index.names_near.words(text, MOST_COMPARED).into_iter();
    near.map(|word| misread(index.names.bytes_of(word), text.as_bytes()))
        .fold(f32::NEG_INFINITY, f32::max)
}
