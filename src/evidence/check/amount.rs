//! What an item may be worth: every amount that its figures or its words allow, with the likelihood of each under both.

use crate::evidence::ctc::log_add;
use crate::money::Amount;
use serde::{Deserialize, Serialize};

/// Log-likelihood lost, against the best, beyond which a reader says no more: it may have misread the field altogether.
pub const LOST: f32 = 12.0;
/// Most candidates that are kept for each field.
const MOST: usize = 12;

/// The amounts that one field allows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Candidates {
    /// Cents with the log-probability among the candidates, the best first.
    amounts: Vec<(u32, f32)>,
    /// The best one's log-likelihood for each character of the field.
    fit: f32,
}

impl Candidates {
    /// Of a grammar's values with their log-likelihoods, the best first, on a line of so many characters.
    pub fn new(found: Vec<(u32, f32)>, length: usize) -> Self {
        let Some(&(_, best)) = found.first() else {
            return Candidates {
                amounts: Vec::new(),
                fit: f32::NEG_INFINITY,
            };
        };
        let all = found
            .iter()
            .fold(f32::NEG_INFINITY, |sum, (_, likelihood)| log_add(sum, *likelihood));
        let length = length_of(length);
        Candidates {
            amounts: found
                .into_iter()
                .map(|(cents, likelihood)| (cents, likelihood - all))
                .collect(),
            fit: best / length,
        }
    }

    /// How well the field is an amount at all: the best candidate's log-likelihood for each character; 0 is perfect.
    pub fn fit(&self) -> f32 {
        if self.amounts.is_empty() {
            f32::NEG_INFINITY
        } else {
            self.fit
        }
    }

    /// The likeliest amount in cents, with its log-probability.
    pub fn best(&self) -> Option<(u32, f32)> {
        self.amounts.first().copied()
    }

    /// The amounts less likely than that, with their log-probabilities, the likelier first.
    pub(super) fn others(&self) -> impl Iterator<Item = (u32, f32)> {
        self.amounts.iter().skip(1).copied()
    }

    /// The amounts in cents that have at least this log-probability, the likeliest first, so many at most.
    pub(super) fn likeliest(&self, most: usize, least: f32) -> impl Iterator<Item = u32> {
        let likely = self.amounts.iter().take(most).filter(move |(_, by)| *by >= least);
        likely.map(|(cents, _)| *cents)
    }

    /// Whether an amount is among them.
    pub(super) fn allow(&self, cents: u32) -> bool {
        self.amounts.iter().any(|(of, _)| *of == cents)
    }

    /// With more values that the same reader found on the same line of so many characters, with their log-likelihoods.
    pub(super) fn and(&self, more: Vec<(u32, f32)>, length: usize) -> Self {
        let Some(&(_, best)) = self.amounts.first() else {
            return Candidates::new(more, length);
        };
        let all = self.fit * length_of(length) - best;
        let mut found: Vec<(u32, f32)> = self.amounts.iter().map(|(cents, by)| (*cents, by + all)).collect();
        found.extend(more);
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        Candidates::new(found, length)
    }

    /// The log-probability of an amount, at least what [`LOST`] leaves.
    pub(super) fn of(&self, cents: u32) -> f32 {
        let found = self.amounts.iter().find(|(of, _)| *of == cents);
        found.map_or(-LOST, |(_, likelihood)| likelihood.max(-LOST))
    }

    /// Both readers' say on the same field: their log-probabilities together.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        if other.amounts.is_empty() || self.amounts.is_empty() {
            return if self.amounts.is_empty() {
                other.clone()
            } else {
                self.clone()
            };
        }
        let mut cents: Vec<u32> = self
            .amounts
            .iter()
            .chain(&other.amounts)
            .map(|(cents, _)| *cents)
            .collect();
        cents.sort_unstable();
        cents.dedup();
        let mut both: Vec<(u32, f32)> = cents
            .into_iter()
            .map(|cents| (cents, self.of(cents) + other.of(cents)))
            .collect();
        both.sort_by(|a, b| b.1.total_cmp(&a.1));
        let all = both
            .iter()
            .fold(f32::NEG_INFINITY, |sum, (_, likelihood)| log_add(sum, *likelihood));
        for (_, likelihood) in &mut both {
            *likelihood -= all;
        }
        Candidates {
            amounts: both,
            fit: self.fit.max(other.fit),
        }
    }
}

/// A line's characters, to divide by.
fn length_of(characters: usize) -> f32 {
    f32::from(u16::try_from(characters.max(3)).unwrap_or(u16::MAX))
}

/// An amount that an item may be worth.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct AmountCandidate {
    /// The amount.
    pub amount: Amount,
    /// Its log-probability by the figures; -[`LOST`] or less where they do not allow it.
    pub figures: f32,
    /// Its log-probability by the words.
    pub words: f32,
}

/// What an item may be worth by its figures and its words.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct AmountReading {
    /// Every amount that either allows, the likeliest by both first.
    pub candidates: Vec<AmountCandidate>,
    /// How well the figures' field is an amount at all: log-likelihood for each character; absent where there is none.
    pub figures_fit: Option<f32>,
    /// The same of the words.
    pub words_fit: Option<f32>,
}

impl AmountReading {
    /// Of both fields' candidates.
    pub fn of(figures: &Candidates, words: &Candidates) -> Self {
        let best = |of: &Candidates| {
            of.amounts
                .iter()
                .take(MOST)
                .map(|(cents, _)| *cents)
                .collect::<Vec<_>>()
        };
        let mut cents = [best(figures), best(words)].concat();
        cents.sort_unstable();
        cents.dedup();
        let mut candidates: Vec<AmountCandidate> = cents
            .into_iter()
            .filter_map(|cents| {
                Some(AmountCandidate {
                    amount: Amount::from_cents(i64::from(cents))?,
                    figures: figures.of(cents),
                    words: words.of(cents),
                })
            })
            .collect();
        candidates.sort_by(|a, b| (b.figures + b.words).total_cmp(&(a.figures + a.words)));
        let fit = |of: &Candidates| (!of.amounts.is_empty()).then_some(of.fit);
        AmountReading {
            candidates,
            figures_fit: fit(figures),
            words_fit: fit(words),
        }
    }

    /// The amount that a field alone holds for the likeliest.
    pub fn best_by(&self, log_probability: fn(&AmountCandidate) -> f32) -> Option<&AmountCandidate> {
        self.candidates
            .iter()
            .max_by(|a, b| log_probability(a).total_cmp(&log_probability(b)))
    }
}
