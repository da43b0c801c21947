//! A [`Payer`] made ready: its words folded and looked up, its names and addresses taken apart.

mod address;

pub(super) use address::AddressRead;

use super::dues;
use super::fold::folded;
use super::ids;
use super::index::Index;
use super::names::{self, Suffix};
use super::payer::{Name, Number, Payer, Source};
use super::probe::{Neighbourhood, Probe};
use super::token::Token;

/// The most words of a name that are looked at.
const MOST_WORDS: usize = 5;
/// The most names, numbers and addresses that are looked at; what a letter has beyond is not the payer's.
const MOST_OF_EACH: usize = 6;

/// A number is well read if every other digit in any place is less likely by so much, as natural logarithm.
const WELL_READ: f32 = 4.0;

/// A payer made ready.
pub(super) struct Query<'a> {
    pub(super) numbers: Vec<NumberRead<'a>>,
    pub(super) names: Vec<NameRead<'a>>,
    pub(super) addresses: Vec<AddressRead<'a>>,
    /// The account that the bank account paid for before.
    pub(super) known: Option<u32>,
    /// What was paid.
    pub(super) paid: Option<Paid>,
}

/// An amount paid.
pub(super) struct Paid {
    pub(super) cents: u32,
    /// As it is told.
    pub(super) text: String,
}

/// A number as read.
pub(super) struct NumberRead<'a> {
    pub(super) token: &'a Token,
    /// Its digits; letters that look like digits are taken for them.
    pub(super) digits: String,
    /// Accounts whose Member ID it may be, with their losses, the best first.
    pub(super) near: Vec<(u32, f32)>,
    /// Accounts of which it is an older number.
    pub(super) older: Vec<u32>,
}

/// A name as read.
pub(super) struct NameRead<'a> {
    /// Its words without titles, particles and suffix.
    pub(super) words: Vec<Probe<'a>>,
    pub(super) suffix: Suffix,
    pub(super) source: Source,
    /// `Last, First`.
    pub(super) last_first: bool,
    /// As read.
    pub(super) text: String,
}

/// The loss beyond which a number is not the one read: two digits taken for any others, four for ones they resemble. No chance likeness: of random numbers one in
/// a hundred million is so near.
const FAR: f32 = -20.0;
/// Digits of the twelve that may be wrong.
const MOST_DIFFERING: usize = 4;
/// The loss by text beyond which the ink is not asked.
const HOPELESS: f32 = -24.0;

impl NumberRead<'_> {
    /// How well an account's Member ID fits the number; `None` if it is of another length, or hopeless.
    pub(super) fn loss(&self, index: &Index, handle: u32) -> Option<f32> {
        if let Some(near) = self.near.iter().find(|near| near.0 == handle) {
            return Some(near.1);
        }
        if !(ids::LENGTH - 2..=ids::LENGTH + 2).contains(&self.digits.len()) {
            return None;
        }
        let truth = ids::text(index.ids.number(handle));
        // Most accounts have nothing of it: that is seen without aligning the two.
        let differing = truth
            .iter()
            .zip(self.digits.as_bytes())
            .filter(|(one, other)| one != other)
            .count();
        if self.digits.len() == ids::LENGTH && differing > MOST_DIFFERING {
            return None;
        }
        let by_text = super::token::misread(&truth, self.digits.as_bytes());
        if by_text < HOPELESS {
            return None;
        }
        Some(self.token.ink.as_ref().map_or(by_text, |ink| {
            std::str::from_utf8(&truth).map_or(HOPELESS, |truth| ink.loss(truth))
        }))
    }

    /// Whether it was written as a Member ID, by its length; a shorter or longer one may be a telephone's, or anything.
    pub(super) fn claims(&self) -> bool {
        self.digits.len() == ids::LENGTH
    }

    /// The same where it is near enough to be what was written.
    pub(super) fn fits(&self, index: &Index, handle: u32) -> Option<f32> {
        self.loss(index, handle).filter(|&loss| loss > FAR)
    }

    /// The account that has just these digits.
    pub(super) fn owner(&self, index: &Index) -> Option<u32> {
        self.claims()
            .then(|| index.ids.exact(ids::value(self.digits.as_bytes().iter())))
            .flatten()
    }

    /// Whether no other digit anywhere is nearly as likely. Of a text alone that cannot be seen: then there must be digits only.
    pub(super) fn is_well_read(&self) -> bool {
        let Some(ink) = &self.token.ink else {
            return self.token.text.bytes().all(|byte| byte.is_ascii_digit());
        };
        let mut digits = self.digits.clone().into_bytes();
        let likely = |digits: &[u8]| std::str::from_utf8(digits).map_or(f32::MIN, |text| ink.loss(text));
        let own = likely(&digits);
        for at in 0..digits.len() {
            let digit = digits[at];
            for other in (b'0'..=b'9').filter(|&other| other != digit) {
                digits[at] = other;
                if likely(&digits) > own - WELL_READ {
                    return false;
                }
            }
            digits[at] = digit;
        }
        own > -1.0
    }
}

impl<'a> Query<'a> {
    pub(super) fn of(index: &'a Index, payer: &'a Payer) -> Self {
        let names = payer.names.iter().take(MOST_OF_EACH);
        Query {
            numbers: payer
                .numbers
                .iter()
                .take(MOST_OF_EACH)
                .filter_map(|number| number_read(index, number))
                .collect(),
            names: names.flat_map(|name| names_read(index, name)).collect(),
            addresses: payer
                .addresses
                .iter()
                .take(MOST_OF_EACH)
                .filter_map(|address| AddressRead::of(index, address))
                .collect(),
            known: payer.known_payer.and_then(|member_id| index.handle_of(member_id)),
            paid: payer.paid.map(|paid| Paid {
                cents: dues::cents(paid),
                text: paid.to_string(),
            }),
        }
    }
}

/// Candidates by number whose ink is asked; a neighbourhood of consecutive numbers has hundreds.
const MOST_BY_INK: usize = 64;

fn number_read<'a>(index: &Index, number: &'a Number) -> Option<NumberRead<'a>> {
    let digits = ids::digits(&number.token.text)?;
    if !(7..=14).contains(&digits.len()) {
        return None;
    }
    let text_of = |handle| format!("{:012}", index.ids.number(handle));
    let by_text = |handle: u32| {
        let truth = text_of(handle);
        (handle, super::token::misread(truth.as_bytes(), digits.as_bytes()))
    };
    let mut near: Vec<(u32, f32)> = index.ids.near(digits.as_bytes()).into_iter().map(by_text).collect();
    let best_first = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    near.sort_by(best_first);
    near.truncate(MOST_BY_INK);
    if let Some(ink) = &number.token.ink {
        for (handle, loss) in &mut near {
            *loss = ink.loss(&text_of(*handle));
        }
        near.sort_by(best_first);
    }
    let older = super::index::older(&number.token.text);
    let mut older: Vec<u32> = index.ids.older(&older).chain(index.ids.older(&digits)).collect();
    older.sort_unstable();
    older.dedup();
    Some(NumberRead {
        token: &number.token,
        digits,
        near,
        older,
    })
}

/// One name, or two where `and` stands between; the one before it may share the surname of the other.
fn names_read<'a>(index: &'a Index, name: &'a Name) -> Vec<NameRead<'a>> {
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
    parts
        .iter()
        .filter_map(|part| name_read(index, part, name.source))
        .collect()
}

fn name_read<'a>(index: &'a Index, tokens: &[&'a Token], source: Source) -> Option<NameRead<'a>> {
    let mut words: Vec<(&Token, String)> = Vec::with_capacity(tokens.len());
    let mut comma = None;
    for token in tokens {
        let word = names::word(&token.text);
        if word.is_empty() || names::is_no_name(&word) || word.chars().all(|c| c.is_ascii_digit()) {
            continue;
        }
        words.push((*token, word));
        if token.text.ends_with(',') && comma.is_none() {
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
    let probe = |(_, (token, word)): (usize, (&'a Token, String))| {
        Probe::of(
            vec![token],
            word,
            &index.names,
            Neighbourhood::Letters(&index.names_near),
            index.len(),
        )
    };
    let words: Vec<Probe> = kept.take(MOST_WORDS).map(probe).collect();
    (!words.is_empty()).then_some(NameRead {
        words,
        suffix,
        source,
        last_first,
        text,
    })
}
