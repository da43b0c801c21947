//! The candidates, each with what speaks for and against it.

use super::gate::{Stop, Verdict};
use super::index::Index;
use super::payer::Payer;
use crate::id::MemberId;
use crate::score::Score;
use serde::{Deserialize, Serialize};

/// The most candidates that are told of.
pub const MOST_CANDIDATES: usize = 5;

/// What came of matching.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Matched {
    /// Accounts that fit, the best first; at most [`MOST_CANDIDATES`].
    pub candidates: Vec<Candidate>,
    /// What follows from them, before any policy.
    pub verdict: Verdict,
}

/// An account that may be meant.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Candidate {
    /// Which.
    pub member_id: MemberId,
    /// Field by field, what was read and what is on file.
    pub fields: Vec<FieldAgreement>,
    /// The evidence of all fields together against chance, in bits.
    pub bits: f32,
    /// That it is this account's payment, everything considered that else could explain the reading.
    pub probability: Score,
}

/// How one field of a candidate agrees with what was read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FieldAgreement {
    /// Which.
    pub field: Field,
    /// How well.
    pub level: Level,
    /// For (positive) or against, in bits: the base-2 logarithm of how many times likelier the reading is for this account than for anybody.
    pub bits: f32,
    /// As read.
    pub read: String,
    /// As on file, in lower case without accents.
    pub on_file: String,
}

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The Member ID.
    MemberId,
    /// An older number of the member.
    OlderNumber,
    /// The given name.
    GivenName,
    /// The middle name or initial.
    MiddleName,
    /// The surname.
    Surname,
    /// Jr, Sr, II ..
    Suffix,
    /// The house number.
    HouseNumber,
    /// The street.
    Street,
    /// The unit.
    Unit,
    /// The city.
    City,
    /// The ZIP code.
    Zip,
    /// The bank account paid for this member before.
    PayerMemory,
}

/// How well a field agrees.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It reads exactly so.
    Exact,
    /// But for what a reader or a hand may get wrong.
    Close,
    /// A usual short form of the given name.
    Nickname,
    /// An initial only: it speaks for the account, but it is no agreement.
    Initial,
    /// It cannot be said.
    Unclear,
    /// It is another.
    Other,
}

/// Whose payment it is.
pub fn match_payer(_index: &Index, _payer: &Payer) -> Matched {
    Matched {
        candidates: Vec::new(),
        verdict: Verdict::Stop { why: Stop::NoEvidence },
    }
}
