//! Whose payment it is, by the payer's own words: numbers, names and addresses against all accounts at once.
//!
//! An [`Index`] of the accounts is built in memory. [`match_payer`] finds the few accounts that anything of a [`Payer`] points to, weighs each field in bits
//! of evidence against chance (how often a stranger would have the same), and holds against every account what else could explain the reading: a
//! relative without an account of his own, somebody who moved in, a number written for somebody else, nobody on file. A
//! probability alone is no bound on being wrong; the [`gate`] says what may post.

mod fold;
pub mod token;
pub mod payer;
mod nicknames;
mod names;
mod usps;
mod address;
mod postings;
mod lexicon;
mod ids;
mod dues;
pub mod index;
mod prefix;
mod parts;
mod probe;
mod query;
mod nominate;
mod weigh;
pub mod score;
pub mod gate;
mod in_words;

pub use fold::folded;
pub use gate::{Policy, Proof, Stop, Stratum, Verdict};
pub use index::{Index, Row};
pub use payer::{Address, Name, Number, Payer, Source};
pub use score::{Candidate, Field, FieldAgreement, Level, MOST_CANDIDATES, Matched, match_payer};
pub use token::Token;

#[cfg(test)]
mod tests;
