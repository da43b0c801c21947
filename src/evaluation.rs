//! Measuring: what became of batches of which the truth is known, counted.
//!
//! A transaction is known by its pages, since a batch without envelope tracking may be grouped otherwise, and by its number where its pages cannot be
//! told. Pure functions of values; only [`done::collected`] reads the books.

pub mod calibration;
pub mod decisions;
pub mod done;
pub mod fields;
mod matching;
pub mod truth;

use crate::config::checks::CheckRules;
use calibration::Band;
use decisions::{Decisions, Mispost, ReasonCount};
use done::Done;
use fields::Fields;
use serde::Serialize;
use std::collections::BTreeMap;
use truth::Truth;

/// Everything that is counted.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Report {
    /// What was decided against what was right.
    pub decisions: Decisions,
    /// Every transaction that posted what it should not.
    pub misposts: Vec<Mispost>,
    /// Every reason that was due or given, by its code.
    pub reasons: BTreeMap<String, ReasonCount>,
    /// How the fields of items were read.
    pub fields: Fields,
    /// How far the best amount stood out, and how often it was right.
    pub calibration: Vec<Band>,
}

/// Counts what the program made of these transactions. `rules` tell a payee of ours and a date out of time, where the truth has them.
pub fn report(truth: &[Truth], done: &[Done], rules: &CheckRules) -> Report {
    let matching = matching::Matching::of(truth, done);
    let verdicts = decisions::verdicts(truth, done, &matching);
    Report {
        decisions: decisions::count(truth, &verdicts, matching.invented),
        misposts: decisions::misposts(truth, &verdicts),
        reasons: decisions::reasons(truth, &verdicts),
        fields: fields::count(truth, done, rules),
        calibration: calibration::bands(truth, done),
    }
}

#[cfg(test)]
mod tests;
