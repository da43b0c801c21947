//! Which matches of payers' words post by themselves: the section `[matching]` of `lockbox.toml`.

use serde::{Deserialize, Serialize};

/// What may post without a coupon.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MatchRules {
    /// A kind of evidence posts without a person if at most so many in a million of its postings are wrong, by the measured upper bound.
    pub budget_per_million: f64,
    /// Exactly these kinds of evidence post without a person, whatever their bounds; absent: those within the budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posts: Option<Vec<Stratum>>,
}

/// By what kind of evidence an account was found; each kind has its own measured share of wrong postings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stratum {
    /// The Member ID as read, and a name of the account; of a name in part, no other amount than is due.
    ExactIdName,
    /// The Member ID as read, the payer's surname (a relative of the member pays).
    ExactIdFamily,
    /// The Member ID but for a misread digit or two, and given name and surname both; no other amount than is due, unless the middle name agrees too.
    RepairedIdNames,
    /// The Member ID but for a misread digit or two, a name, and house number and street.
    RepairedIdAddress,
    /// The Member ID as read, and house number and street; no other amount than is due.
    IdAddress,
    /// An older number of the member as read, and given name and surname both.
    OlderNumberNames,
    /// Given name and surname, house number and street; no number.
    NameAddress,
    /// The same, and to the cent the amount that is due on the account and on few others.
    NameAddressAmount,
    /// The bank account paid for the member before, and the Member ID as read, or given name and surname both; no other amount than is due.
    PayerMemoryPlusOne,
}

impl Default for MatchRules {
    fn default() -> Self {
        MatchRules {
            budget_per_million: 1.0,
            posts: None,
        }
    }
}
