//! What matching found, in words for the person who decides.

use super::gate::{Proof, Stop, Stratum};
use super::score::{Field, FieldAgreement, Level};
use std::fmt;

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::NoEvidence => f.write_str("nothing was read that points to anybody"),
            Stop::NoAccountFits => f.write_str("what was read fits no account"),
            Stop::NoSuchAccount { read } => write!(f, "Member ID {read} is on no file"),
            Stop::SeveralFit { member_ids } => write!(f, "{} accounts fit about equally well", member_ids.len()),
            Stop::NumberAgainstName { on_file, read, .. } => {
                write!(f, "the number is that of {on_file}, the name written is {read}")
            }
            Stop::NumberAgainstAll {
                number: Some(number), ..
            } => {
                write!(
                    f,
                    "the number written is that of {number}, and all else fits another account"
                )
            }
            Stop::NumberAgainstAll { read, .. } => {
                write!(
                    f,
                    "the number written, {read}, is nobody's, and all else fits an account with another"
                )
            }
            Stop::Relative { on_file, read, .. } => {
                write!(
                    f,
                    "the same family or address, and the given name is {read}, not {on_file}: a relative?"
                )
            }
            Stop::SameHouse { .. } => f.write_str("only the number tells two members of one house apart"),
            Stop::Disagrees {
                field, on_file, read, ..
            } => {
                write!(f, "the {} is {read}, and {on_file} on file", field.in_words())
            }
            Stop::OneProofOnly { proof, .. } => write!(f, "nothing but {} speaks for it", proof.in_words()),
            Stop::TooWeak { .. } => f.write_str("what was read is too faint or too common to be sure"),
            Stop::NotByPolicy { stratum, .. } => {
                write!(f, "{} alone does not post without a person", stratum.in_words())
            }
        }
    }
}

impl Proof {
    fn in_words(self) -> &'static str {
        match self {
            Proof::Number => "the number",
            Proof::Name => "the name",
            Proof::Address => "the address",
            Proof::PayerMemory => "the bank account that paid before",
        }
    }
}

impl Stratum {
    /// As it stands in a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Stratum::ExactIdName => "Member ID and name",
            Stratum::ExactIdFamily => "Member ID and a relative's name",
            Stratum::RepairedIdNames => "a Member ID but for a digit, with both names",
            Stratum::RepairedIdAddress => "a Member ID but for a digit, with name and address",
            Stratum::IdAddress => "Member ID and address",
            Stratum::OlderNumberNames => "an older number, with both names",
            Stratum::NameAddress => "name and address",
            Stratum::PayerMemoryPlusOne => "the bank account that paid before, and one proof more",
        }
    }
}

impl Field {
    /// As it stands in a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Field::MemberId => "Member ID",
            Field::OlderNumber => "older number",
            Field::GivenName => "given name",
            Field::MiddleName => "middle name",
            Field::Surname => "surname",
            Field::Suffix => "suffix",
            Field::HouseNumber => "house number",
            Field::Street => "street",
            Field::Unit => "unit",
            Field::City => "city",
            Field::Zip => "ZIP",
            Field::PayerMemory => "bank account",
        }
    }
}

impl Level {
    /// As it stands after a field.
    pub fn in_words(self) -> &'static str {
        match self {
            Level::Exact => "the same",
            Level::Close => "close",
            Level::Nickname => "a short form",
            Level::Initial => "an initial",
            Level::Unclear => "unclear",
            Level::Other => "another",
        }
    }
}

impl FieldAgreement {
    /// The field, how it agrees, and its bits.
    pub fn in_words(&self) -> String {
        format!(
            "{} {} ({:+.0})",
            self.field.in_words(),
            self.level.in_words(),
            self.bits
        )
    }
}
