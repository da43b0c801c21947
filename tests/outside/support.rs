//! What the tests are written in: a desk with a data folder, the mail that is put on it, and what the program says of it.

mod desk;
mod mail;
mod strace;

pub(crate) use desk::{Desk, Said};
pub(crate) use mail::{Mail, accounts_of, sample, sample_page};
pub(crate) use strace::{Injection, calls_of_a_clean_run};

use serde_json::Value;

/// Situations of one envelope whose one coupon and one check post, each of another member.
pub(crate) const THAT_POST: [&str; 4] = [
    "one-check-one-coupon-posts-what-the-check-is-worth",
    "torn-coupon-is-still-read",
    "coupon-upside-down-is-turned",
    "coupon-fed-sideways-is-turned",
];

/// JSON Lines, line by line.
#[track_caller]
pub(crate) fn json_lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("no JSON line ({error}): {line}")))
        .collect()
}

/// The pages of all outcomes, in their order.
pub(crate) fn pages_of(outcomes: &[Value]) -> Vec<&str> {
    outcomes
        .iter()
        .flat_map(|outcome| outcome["pages"].as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .collect()
}

/// `posted`, or the reasons, of each outcome.
pub(crate) fn endings(outcomes: &[Value]) -> Vec<String> {
    let ending = |outcome: &Value| {
        let reasons = outcome["reasons"].as_array().into_iter().flatten();
        if outcome["outcome"] == "posted" {
            "posted".to_owned()
        } else {
            reasons.filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
        }
    };
    outcomes.iter().map(ending).collect()
}
