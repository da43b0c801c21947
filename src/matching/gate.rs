//! What may post without a person: the gate over the best candidate, and the policy over what passes it.

mod judge;
mod words;

pub(super) use judge::{has_the_amount, judged};

use super::score::Field;
use crate::config::matching::MatchRules;
pub use crate::config::matching::Stratum;
use crate::id::MemberId;
use serde::{Deserialize, Serialize};

/// What follows from the candidates.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The payment is this member's.
    Post {
        /// Whose.
        member_id: MemberId,
        /// By what kind of evidence.
        stratum: Stratum,
    },
    /// A person decides.
    Stop {
        /// Why.
        why: Stop,
    },
}

/// Why a person decides, with the values in conflict.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Stop {
    /// Nothing was read that points to anybody.
    NoEvidence,
    /// What was read fits no account.
    NoAccountFits,
    /// A Member ID was well read, and nobody on file has it.
    NoSuchAccount {
        /// The number.
        read: MemberId,
    },
    /// Several accounts fit about equally well.
    SeveralFit {
        /// Which, the best first.
        member_ids: Vec<MemberId>,
    },
    /// The number is one member's, the name written another's.
    NumberAgainstName {
        /// Whose the number is.
        member_id: MemberId,
        /// The name on that account.
        on_file: String,
        /// The name as read.
        read: String,
    },
    /// The number is one member's, and what else was written fits another account.
    NumberAgainstAll {
        /// Whose the number is; absent if nobody's.
        number: Option<MemberId>,
        /// The number as read.
        read: String,
        /// The account that fits otherwise.
        member_id: MemberId,
    },
    /// The surname fits, or the address, and the given name is another: perhaps a relative.
    Relative {
        /// The account.
        member_id: MemberId,
        /// Its given name.
        on_file: String,
        /// The given name as read.
        read: String,
    },
    /// The number is one member's, and another member of the same house fits the rest as well or better: only the number says which of them.
    SameHouse {
        /// Whose the number is.
        member_id: MemberId,
        /// The other.
        other: MemberId,
    },
    /// Some other field of the best candidate disagrees.
    Disagrees {
        /// The account.
        member_id: MemberId,
        /// What disagrees.
        field: Field,
        /// As on file.
        on_file: String,
        /// As read.
        read: String,
    },
    /// There is only one kind of evidence.
    OneProofOnly {
        /// The account.
        member_id: MemberId,
        /// The only kind.
        proof: Proof,
    },
    /// Two kinds of evidence there are, but what was read is too faint or too common to be sure.
    TooWeak {
        /// The account.
        member_id: MemberId,
    },
    /// The gate is passed, but the policy does not let this kind of evidence post by itself.
    NotByPolicy {
        /// The account.
        member_id: MemberId,
        /// The kind.
        stratum: Stratum,
    },
}

/// A kind of evidence that is independent of the others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// A number of the member's.
    Number,
    /// A name.
    Name,
    /// An address.
    Address,
    /// The bank account paid for the member before.
    PayerMemory,
    /// What was paid is what is due.
    Amount,
}

/// Which kinds of evidence post by themselves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Those that do.
    pub posts: Vec<Stratum>,
}

impl From<&MatchRules> for Policy {
    fn from(rules: &MatchRules) -> Self {
        let is_within_budget = |stratum: &Stratum| stratum.bound() <= rules.budget_per_million;
        let within_budget = || Stratum::ALL.into_iter().filter(is_within_budget).collect();
        Policy {
            posts: rules.posts.clone().unwrap_or_else(within_budget),
        }
    }
}

impl Stratum {
    /// All kinds.
    pub const ALL: [Stratum; 9] = [
        Stratum::ExactIdName,
        Stratum::ExactIdFamily,
        Stratum::RepairedIdNames,
        Stratum::RepairedIdAddress,
        Stratum::IdAddress,
        Stratum::OlderNumberNames,
        Stratum::NameAddress,
        Stratum::NameAddressAmount,
        Stratum::PayerMemoryPlusOne,
    ];

    /// The upper 95 % bound on the share of wrong postings of this kind, in a million, by `examples/simulated_payers` on seeds that tuned nothing, taken together: dense,
    /// consecutive and random numbers, a million and ten million accounts. Seeds, options and counts are in the README, "Measured". What was wrong is counted though most of it led to a
    /// rule of the gate that stops such since. No bound can be shown to be lower than three divided by the postings of its kind.
    pub fn bound(self) -> f64 {
        match self {
            Stratum::ExactIdName | Stratum::RepairedIdNames => 0.97,
            Stratum::IdAddress => 0.99,
            Stratum::OlderNumberNames => 4.0,
            Stratum::PayerMemoryPlusOne => 28.9,
            Stratum::NameAddressAmount => 40.2,
            Stratum::NameAddress => 4103.0,
            Stratum::RepairedIdAddress => 27.0,
            Stratum::ExactIdFamily => 62.9,
        }
    }
}

impl Default for Policy {
    /// Those within the default budget.
    fn default() -> Self {
        Policy::from(&MatchRules::default())
    }
}

impl Policy {
    /// The verdict as this policy has it: what passed the gate but may not post by itself stops.
    pub fn applied(&self, verdict: Verdict) -> Verdict {
        match verdict {
            Verdict::Post { member_id, stratum } if !self.posts.contains(&stratum) => Verdict::Stop {
                why: Stop::NotByPolicy { member_id, stratum },
            },
            as_it_is => as_it_is,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_posts_follows_from_the_budget_unless_it_is_named() {
        let within = |budget_per_million| {
            let posts = None;
            Policy::from(&MatchRules {
                budget_per_million,
                posts,
            })
        };
        assert_eq!(within(0.0).posts, []);
        assert_eq!(within(1e6).posts, Stratum::ALL);
        assert!(!Policy::default().posts.contains(&Stratum::NameAddress));
        let named = MatchRules {
            budget_per_million: 0.0,
            posts: Some(vec![Stratum::NameAddress]),
        };
        assert_eq!(Policy::from(&named).posts, [Stratum::NameAddress]);
    }
}
