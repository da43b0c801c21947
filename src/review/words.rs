//! Values as people read them.

use crate::clock::{business_date, eastern_time};
use crate::money::Amount;
use chrono::{DateTime, Utc};
use chrono_tz::America::New_York;

/// `$1,234.56`.
pub(super) fn dollars(amount: Amount) -> String {
    let text = amount.to_string();
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, cents) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}${grouped}.{cents}")
}

/// `$1,234.56`, or nothing.
pub(super) fn dollars_if(amount: Option<Amount>) -> String {
    amount.map(dollars).unwrap_or_default()
}

/// An amount as a person keys it: signs of currency, commas and spaces do not count.
pub(super) fn amount_keyed(text: &str) -> Option<Amount> {
    let clean: String = text.chars().filter(|c| !['$', ',', ' '].contains(c)).collect();
    clean.parse().ok()
}

/// When something must be done: `overdue, 2 days`, `today 5:00 pm`, `tomorrow`, `3 days`.
pub(super) fn deadline(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let days = (business_date(at) - business_date(now)).num_days();
    let hour = at.with_timezone(&New_York).format("%-I:%M %P");
    match days {
        _ if at < now && days == 0 => format!("overdue since {hour}"),
        ..0 => format!("overdue, {}", count(-days, "day")),
        0 => format!("today {hour}"),
        1 => format!("tomorrow {hour}"),
        _ => count(days, "day"),
    }
}

/// Whether a deadline is today, or over.
pub(super) fn is_pressing(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    business_date(at) <= business_date(now)
}

/// `1 day`, `2 days`.
pub(super) fn count(count: i64, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

/// A time, as the history shows it.
pub(super) fn time(at: DateTime<Utc>) -> String {
    eastern_time(at)
}

/// A reason's code in words for a list.
pub(super) fn reason(code: &str) -> String {
    code.replace('_', " ")
}

/// The end of a number that is not to be shown whole.
pub(super) fn masked(number: &str) -> String {
    let tail: String = number
        .chars()
        .rev()
        .take(4)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    if number.chars().count() <= 4 {
        "••••".to_owned()
    } else {
        format!("••••{tail}")
    }
}

/// A text as a part of a query.
pub(super) fn urlencoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("a string takes whatever is written");
        }
    }
    out
}

/// Sixty-four hexadecimal digits that nobody can guess: the digest of 32 random bytes.
pub(super) fn secret() -> Result<String, super::trouble::Trouble> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| super::trouble::Trouble::Broken)?;
    Ok(crate::id::Digest::of(&bytes).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_are_grouped_by_thousands() {
        let shown = |text: &str| dollars(text.parse().unwrap());
        assert_eq!(shown("0.5"), "$0.50");
        assert_eq!(shown("1234567.89"), "$1,234,567.89");
        assert_eq!(shown("-120"), "-$120.00");
        assert_eq!(amount_keyed("$1,234.5"), "1234.50".parse().ok());
        assert_eq!(amount_keyed("12.345"), None);
    }

    #[test]
    fn a_deadline_is_told_by_the_day_in_boston() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let due = at("2026-01-23T22:00:00Z");
        assert_eq!(deadline(due, at("2026-01-23T15:00:00Z")), "today 5:00 pm");
        assert_eq!(deadline(due, at("2026-01-23T22:30:00Z")), "overdue since 5:00 pm");
        assert_eq!(deadline(due, at("2026-01-22T15:00:00Z")), "tomorrow 5:00 pm");
        assert_eq!(deadline(due, at("2026-01-20T15:00:00Z")), "3 days");
        assert_eq!(deadline(due, at("2026-01-24T15:00:00Z")), "overdue, 1 day");
    }

    #[test]
    fn a_bank_account_shows_its_end_only() {
        assert_eq!(masked("4412345678"), "••••5678");
        assert_eq!(masked("123"), "••••");
    }
}
