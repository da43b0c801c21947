//! Which matches of payers' words post by themselves: the section `[matching]` of `lockbox.toml`.

use serde::{Deserialize, Serialize};

/// What may post without a coupon.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MatchRules {
    /// The kinds of evidence that post without a person. Name and address, and a bank account that paid before, are left out: they are wrong too often.
    pub posts: Vec<Stratum>,
}

/// By what kind of evidence an account was found; each kind has its own measured share of wrong postings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stratum {
    /// The Member ID as read, and a name of the account.
    ExactIdName,
    /// The Member ID as read, the payer's surname (a relative of the member pays).
    ExactIdFamily,
    /// The Member ID but for a misread digit or two, and given name and surname both.
    RepairedIdNames,
    /// The Member ID but for a misread digit or two, a name, and house number and street.
    RepairedIdAddress,
    /// The Member ID as read, and house number and street.
    IdAddress,
    /// An older number of the member as read, and given name and surname both.
    OlderNumberNames,
    /// Given name and surname, house number and street; no number.
    NameAddress,
    /// The bank account paid for the member before, and one of number, name or address.
    PayerMemoryPlusOne,
}

impl Default for MatchRules {
    fn default() -> Self {
        MatchRules {
            posts: vec![Stratum::ExactIdName, Stratum::RepairedIdNames, Stratum::IdAddress],
        }
    }
}
