//! A [`Payer`] made ready: its words folded and looked up, its names and addresses taken apart.

mod address;
mod name;
mod run_together;

pub(super) use address::AddressRead;
pub(super) use name::NameRead;
use name::Words;

use super::dues;
use super::ids;
use super::index::Index;
use super::payer::{Number, Payer};
use super::token::{Token, misread};
use crate::evidence::ink::Ink;

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

/// The loss beyond which a number is not the one read: two digits taken for any others, four for ones they resemble. No chance likeness: of random numbers one in
/// a hundred million is so near.
const FAR: f32 = -20.0;
/// Digits of the twelve that may be wrong.
const MOST_DIFFERING: usize = 4;
/// The loss by text beyond which the ink is not asked.
const HOPELESS: f32 = -24.0;

/// The log-likelihood that a Member ID is read as these digits. By the ink, unless a digit was lost or gained: two of the same that the reader took for one
/// are not in the ink.
fn reads_as(token: &Token, digits: &str, truth: &[u8; ids::LENGTH]) -> f32 {
    let by_text = || misread(truth, digits.as_bytes());
    let by_ink = |ink: &Ink| std::str::from_utf8(truth).map_or(HOPELESS, |truth| ink.loss(truth));
    match &token.ink {
        Some(ink) if digits.len() == ids::LENGTH => by_ink(ink),
        Some(ink) => by_ink(ink).max(by_text()),
        None => by_text(),
    }
}

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
        let by_text = misread(&truth, self.digits.as_bytes());
        (by_text > HOPELESS).then(|| reads_as(self.token, &self.digits, &truth))
    }

    /// The part of that loss which the first digits have: that of a number with the account's first digits and the last ones as read. 0 where a digit was lost
    /// or gained, and it cannot be said which stand first.
    pub(super) fn loss_of_first(&self, index: &Index, handle: u32) -> f32 {
        if !self.claims() {
            return 0.0;
        }
        let mut number = ids::text(index.ids.number(handle));
        number[ids::FIRST..].copy_from_slice(&self.digits.as_bytes()[ids::FIRST..]);
        reads_as(self.token, &self.digits, &number)
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
        let names = payer
            .names
            .iter()
            .take(MOST_OF_EACH)
            .map(|name| (name, Words::AsWritten));
        let run_together = payer.run_together.iter().take(MOST_OF_EACH);
        let run_together = run_together.map(|name| (name, Words::RunTogether));
        Query {
            numbers: payer
                .numbers
                .iter()
                .take(MOST_OF_EACH)
                .filter_map(|number| number_read(index, number))
                .collect(),
            names: names
                .chain(run_together)
                .flat_map(|(name, words)| name::read(index, name, words))
                .collect(),
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
    let by_text = |handle: u32| (handle, misread(&ids::text(index.ids.number(handle)), digits.as_bytes()));
    let mut near: Vec<(u32, f32)> = index.ids.near(digits.as_bytes()).into_iter().map(by_text).collect();
    let best_first = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    near.sort_by(best_first);
    near.truncate(MOST_BY_INK);
    for (handle, loss) in &mut near {
        *loss = reads_as(&number.token, &digits, &ids::text(index.ids.number(*handle)));
    }
    near.sort_by(best_first);
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
