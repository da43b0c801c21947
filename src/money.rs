//! Money: dollars with exactly two decimals, and the only arithmetic on them.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// An amount in US dollars, exact to the cent, between minus and plus [`Amount::LIMIT_CENTS`].
///
/// It has no default: an amount that was not read is an absent reading, never a zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

/// Why a text is no amount.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum AmountError {
    /// Not of the form `-1234.56`, `1234.5` or `1234`.
    #[error("`{0}` is not an amount of dollars like 120.00")]
    Form(String),
    /// Beyond what one field of a bank file holds.
    #[error("`{0}` is beyond $99,999,999.99, the most a bank file's field holds")]
    TooLarge(String),
}

impl Amount {
    /// The largest amount, in cents: ten digits of cents, the width of a bank file's field.
    pub const LIMIT_CENTS: i64 = 9_999_999_999;
    /// Nothing.
    pub const ZERO: Amount = Amount(Decimal::ZERO);

    /// The amount of so many cents; `None` beyond [`Amount::LIMIT_CENTS`].
    pub fn from_cents(cents: i64) -> Option<Self> {
        (cents.abs() <= Self::LIMIT_CENTS).then(|| Amount(Decimal::new(cents, 2)))
    }

    /// The amount in cents.
    pub fn cents(self) -> i64 {
        i64::try_from(self.0.mantissa()).expect("an Amount always fits in ten digits of cents")
    }

    /// The sum, unless it leaves the range.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::from_cents(self.cents() + other.cents())
    }

    /// The difference, unless it leaves the range.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Self::from_cents(self.cents() - other.cents())
    }

    /// The sum of all of them, unless it leaves the range; of none, zero.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// More than nothing.
    pub fn is_positive(self) -> bool {
        self.cents() > 0
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    /// Reads `120`, `120.5`, `120.00`, `-3.10`; neither signs of currency, nor thousands' commas, nor fractions of a cent.
    fn from_str(text: &str) -> Result<Self, AmountError> {
        let form = || AmountError::Form(text.chars().take(40).collect());
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, cents) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(cents) || cents.len() > 2 {
            return Err(form());
        }
        if whole.trim_start_matches('0').len() > 8 {
            return Err(AmountError::TooLarge(text.chars().take(40).collect()));
        }
        let whole: i64 = whole.parse().map_err(|_| form())?;
        let cents: i64 = format!("{cents:0<2}").parse().map_err(|_| form())?;
        let sign = if text.starts_with('-') { -1 } else { 1 };
        Self::from_cents(sign * (whole * 100 + cents)).ok_or_else(form)
    }
}

impl fmt::Display for Amount {
    /// `120.00`, the form of every file and command.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${self}")
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "", "-", ".", "1.", ".5", "1.234", "1,000.00", "$5", "1e3", " 1", "٣", "--1", "+1",
        ] {
            assert!(text.parse::<Amount>().is_err(), "{text:?}");
        }
        assert!(matches!(
            "100000000.00".parse::<Amount>(),
            Err(AmountError::TooLarge(_))
        ));
    }

    #[test]
    fn a_sum_beyond_a_bank_files_field_is_none() {
        let most = Amount::from_cents(Amount::LIMIT_CENTS).unwrap();
        assert_eq!(most.checked_add(Amount::from_cents(1).unwrap()), None);
        assert_eq!(Amount::checked_sum([]), Some(Amount::ZERO));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(cents in -Amount::LIMIT_CENTS..=Amount::LIMIT_CENTS) {
            let amount = Amount::from_cents(cents).unwrap();
            prop_assert_eq!(amount.to_string().parse::<Amount>().unwrap(), amount);
            prop_assert_eq!(amount.cents(), cents);
        }
    }
}
