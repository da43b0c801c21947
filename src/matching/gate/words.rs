//! Why a person decides, in words.

use super::{Proof, Stop, Stratum};
use crate::id::MemberId;
use std::fmt;

impl Stop {
    /// The reason for the person who decides, with the values in conflict.
    pub fn in_words(&self) -> String {
        match self {
            Stop::NoEvidence => "nothing was read that says whose payment this is".to_owned(),
            Stop::NoAccountFits => "no account fits what was read".to_owned(),
            Stop::NoSuchAccount { read } => format!("{read} was well read and is nobody's Member ID on file"),
            Stop::SeveralFit { member_ids } => {
                let all: Vec<&str> = member_ids.iter().map(MemberId::as_str).collect();
                format!("{} accounts fit about equally well: {}", all.len(), all.join(", "))
            }
            Stop::NumberAgainstName {
                member_id,
                on_file,
                read,
            } => {
                format!("the number is that of {member_id}, {on_file}; the name written is {read}")
            }
            Stop::NumberAgainstAll {
                number: Some(number),
                read,
                member_id,
            } => {
                format!("the number {read} is that of {number}; all else fits {member_id}")
            }
            Stop::NumberAgainstAll {
                number: None,
                read,
                member_id,
            } => {
                format!("the number {read} is nobody's on file; all else fits {member_id}")
            }
            Stop::Relative {
                member_id,
                on_file,
                read,
            } => {
                format!("{member_id} has the given name {on_file}, written is {read}: a relative?")
            }
            Stop::SameHouse { member_id, other } => {
                format!("the number is that of {member_id}; {other} lives in the same house and fits all else as well")
            }
            Stop::Disagrees {
                member_id,
                field,
                on_file,
                read,
            } => {
                format!("{} of {member_id} is {on_file}, written is {read}", field.in_words())
            }
            Stop::OneProofOnly { member_id, proof } => {
                format!("nothing but the {} speaks for {member_id}", proof.in_words())
            }
            Stop::TooWeak { member_id } => format!("what speaks for {member_id} is not enough to be sure"),
            Stop::NotByPolicy { member_id, stratum } => {
                format!("{member_id} fits by {stratum}, which does not post by itself")
            }
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words())
    }
}

impl Proof {
    /// As it stands in a sentence, without its article.
    pub fn in_words(self) -> &'static str {
        match self {
            Proof::Number => "number",
            Proof::Name => "name",
            Proof::Address => "address",
            Proof::PayerMemory => "memory of who paid before",
            Proof::Amount => "amount",
        }
    }
}

impl fmt::Display for Stratum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Stratum::ExactIdName => "Member ID and name",
            Stratum::ExactIdFamily => "Member ID and the family's surname",
            Stratum::RepairedIdNames => "a misread Member ID and both names",
            Stratum::RepairedIdAddress => "a misread Member ID, a name and the address",
            Stratum::IdAddress => "Member ID and address",
            Stratum::OlderNumberNames => "an older number and both names",
            Stratum::NameAddress => "name and address",
            Stratum::NameAddressAmount => "name, address and the amount due",
            Stratum::PayerMemoryPlusOne => "who paid before, and one proof more",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stops_says_both_values() {
        let member_id: MemberId = "700123456789".parse().unwrap();
        let words = Stop::Relative {
            member_id,
            on_file: "beatriz".to_owned(),
            read: "Isabela Carvalho".to_owned(),
        };
        assert_eq!(
            words.to_string(),
            "700123456789 has the given name beatriz, written is Isabela Carvalho: a relative?"
        );
        let words = Stop::NotByPolicy {
            member_id,
            stratum: Stratum::NameAddress,
        };
        assert_eq!(
            words.in_words(),
            "700123456789 fits by name and address, which does not post by itself"
        );
    }
}
