//! How exceptions are settled: the section `[review]` of `lockbox.toml`.

use super::matching::Stratum;
use crate::money::Amount;
use serde::{Deserialize, Serialize};

/// The rules of the exceptions desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewRules {
    /// For how long a transaction is one person's without a sign of life, in seconds.
    pub lease_seconds: u32,
    /// After how many minutes without an act the page asks for the password again.
    pub idle_lock_minutes: u32,
    /// After how many hours one must sign in anew.
    pub session_hours: u32,
    /// Transactions worth more than this are keyed by a second person as well; absent for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_key_above: Option<Amount>,
    /// So are those whose account was found by one of these kinds of evidence.
    pub second_key_for: Vec<Stratum>,
    /// What becomes of what nobody has settled when its deadline is over.
    pub at_cut_off: AtCutOff,
}

/// What becomes of what nobody has settled when its deadline is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AtCutOff {
    /// It waits on.
    CarryOver,
    /// It goes back to its sender.
    Return,
}

impl Default for ReviewRules {
    fn default() -> Self {
        ReviewRules {
            lease_seconds: 120,
            idle_lock_minutes: 15,
            session_hours: 10,
            second_key_above: Some(Amount::from_cents(500_000).expect("5,000 dollars are an amount")),
            second_key_for: vec![Stratum::NameAddress, Stratum::NameAddressAmount],
            at_cut_off: AtCutOff::CarryOver,
        }
    }
}
