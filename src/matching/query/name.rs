//! A name as read, made ready: as it was written, and as it reads without what is no part of it.

use super::run_together;
use crate::matching::fold::folded;
use crate::matching::index::Index;
use crate::matching::names::{self, Suffix};
use crate::matching::payer::{Name, Source};
use crate::matching::probe::{Neighbourhood, Probe};
use crate::matching::token::Token;
use std::borrow::Cow;

/// The most words of a name that are looked at.
const MOST_WORDS: usize = 5;

/// A name as read.
pub(in crate::matching) struct NameRead<'a> {
    /// Its words without titles, particles and suffix.
    pub(in crate::matching) words: Vec<Probe<'a>>,
    pub(in crate::matching) suffix: Suffix,
    pub(in crate::matching) source: Source,
    /// `Last, First`.
    pub(in crate::matching) last_first: bool,
    /// As read.
    pub(in crate::matching) text: String,
    /// None of its words is near any on file, and many of its letters may be others.
    pub(in crate::matching) is_hardly_read: bool,
}

/// Whether words were written as such.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Words {
    /// They were.
    AsWritten,
    /// They ran together: only what they are when parted may be a name.
    RunTogether,
}

/// One name, or two where `and` stands between; the one before it may share the surname of the other. Each as it was written, and once more without labels and with
/// the words parted that ran together, where that makes it another.
pub(super) fn read<'a>(index: &'a Index, name: &'a Name, words: Words) -> Vec<NameRead<'a>> {
    let is_and = |token: &Token| matches!(folded(&token.text).as_str(), "and" | "&" | "+" | "or");
    let mut parts: Vec<Vec<&Token>> = name.words.split(is_and).map(|part| part.iter().collect()).collect();
    parts.retain(|part| !part.is_empty());
    parts.truncate(3);
    if let Some(surname) = parts
        .last()
        .filter(|last| last.len() > 1)
        .and_then(|last| last.last().copied())
    {
        let before = parts.len() - 1;
        for part in parts[..before].iter_mut().filter(|part| part.len() == 1) {
            part.push(surname);
        }
    }
    let mut found = Vec::new();
    for part in parts {
        if words == Words::AsWritten {
            found.extend(ready(
                index,
                part.iter().map(|token| Cow::Borrowed(*token)),
                name.source,
            ));
        }
        found.extend(run_together::cleared(index, &part).and_then(|words| ready(index, words, name.source)));
    }
    found
}

fn ready<'a>(
    index: &'a Index,
    tokens: impl IntoIterator<Item = Cow<'a, Token>>,
    source: Source,
) -> Option<NameRead<'a>> {
    let mut words: Vec<(Cow<Token>, String)> = Vec::new();
    let mut comma = None;
    for token in tokens {
        let word = names::word(&token.text);
        if word.is_empty() || names::is_no_name(&word) || word.chars().all(|c| c.is_ascii_digit()) {
            continue;
        }
        let has_comma = token.text.ends_with(',');
        words.push((token, word));
        if has_comma && comma.is_none() {
            comma = Some(words.len());
        }
    }
    let titles = words.iter().take_while(|(_, word)| names::is_title(word)).count();
    words.drain(..titles);
    let mut suffix = Suffix::None;
    while let Some((_, last)) = words.last() {
        match Suffix::of(last) {
            Some(found) if words.len() > 1 => suffix = found,
            _ if words.len() > 2 && names::is_degree(last) && !names::is_particle(last) => {}
            _ => break,
        }
        words.pop();
    }
    let last_first = comma.is_some_and(|at| at > titles && at - titles < words.len());
    let text: Vec<&str> = words.iter().map(|(token, _)| token.text.as_str()).collect();
    let text = text.join(" ");
    let count = words.len();
    let kept = words.into_iter().enumerate().filter(|(at, (_, word))| {
        // A particle belongs to the surname after it, and surnames are compared without.
        *at == 0 || at + 1 == count || !names::is_particle(word)
    });
    let probe = |(_, (token, word)): (usize, (Cow<'a, Token>, String))| {
        let near = Neighbourhood::Letters(&index.names_near);
        Probe::of(vec![token], word, &index.names, near, index.len())
    };
    let words: Vec<Probe> = kept.take(MOST_WORDS).map(probe).collect();
    (!words.is_empty()).then_some(NameRead {
        is_hardly_read: is_hardly_read(&words),
        words,
        suffix,
        source,
        last_first,
        text,
    })
}

/// Whether none of some words is near any on file, and a quarter of their letters may be others.
fn is_hardly_read(words: &[Probe]) -> bool {
    let full = || words.iter().filter(|word| !word.is_initial());
    let letters: usize = full().map(|word| word.text.len()).sum();
    let unsure: usize = full().map(Probe::unsure).sum();
    full().all(|word| word.near.is_empty()) && letters > 0 && 4 * unsure >= letters
}
