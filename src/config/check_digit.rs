//! Check digits: the families that billers use, as configuration.

use serde::{Deserialize, Serialize};

/// A rule that proves a string of digits by the digit (or two) at its end.
///
/// A check digit alone is never proof that a number was read right: a modulus of ten passes one random misread in ten.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum CheckRule {
    /// Luhn (ISO/IEC 7812-1): weights 2, 1 from the right, digits of the products added, complement to ten.
    Luhn,
    /// A weighted sum modulo ten, in one of its many dialects.
    Mod10 {
        /// The weights, repeated as often as needed; each 1 to 99.
        weights: Vec<u32>,
        /// The end at which the first weight stands. It matters where the length varies.
        from: End,
        /// How a product of more than one digit counts.
        products: Products,
        /// What of the sum becomes the digit.
        result: Remainder,
    },
    /// Two check digits modulo 97.
    Mod97 {
        /// `complement`: 98 minus the remainder of the number times 100 (ISO 7064 MOD 97-10); `remainder`: the number modulo 97.
        result: Remainder,
    },
}

/// An end of a string of digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The first digit.
    Left,
    /// The last digit.
    Right,
}

/// How a product of digit and weight is added.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Products {
    /// 14 counts 1 + 4.
    DigitSum,
    /// 14 counts 14.
    Plain,
}

/// What of a remainder becomes the check digit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remainder {
    /// What is missing to the next multiple.
    Complement,
    /// The remainder itself.
    Remainder,
}

impl CheckRule {
    /// How many digits the rule appends: 1, or 2 for modulus 97.
    pub fn length(&self) -> usize {
        match self {
            CheckRule::Luhn | CheckRule::Mod10 { .. } => 1,
            CheckRule::Mod97 { .. } => 2,
        }
    }

    /// The check digits of these digits; `None` if `digits` is empty, has anything but ASCII digits, or the rule has no weights.
    pub fn compute(&self, digits: &str) -> Option<String> {
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        match self {
            CheckRule::Luhn => mod10(digits, &[2, 1], End::Right, Products::DigitSum, Remainder::Complement),
            CheckRule::Mod10 {
                weights,
                from,
                products,
                result,
            } => mod10(digits, weights, *from, *products, *result),
            CheckRule::Mod97 { result } => {
                let rest = |text: &str| text.bytes().fold(0, |r, b| (r * 10 + u32::from(b - b'0')) % 97);
                Some(match result {
                    Remainder::Complement => format!("{:02}", 98 - rest(&format!("{digits}00"))),
                    Remainder::Remainder => format!("{:02}", rest(digits)),
                })
            }
        }
    }
}

fn mod10(digits: &str, weights: &[u32], from: End, products: Products, result: Remainder) -> Option<String> {
    if weights.is_empty() {
        return None;
    }
    let values: Vec<u32> = match from {
        End::Left => digits.bytes().map(|b| u32::from(b - b'0')).collect(),
        End::Right => digits.bytes().rev().map(|b| u32::from(b - b'0')).collect(),
    };
    let sum: u32 = values
        .iter()
        .zip(weights.iter().cycle())
        .map(|(digit, weight)| match products {
            Products::Plain => digit * weight % 10,
            Products::DigitSum => digit_sum(digit * weight),
        })
        .sum();
    Some(match result {
        Remainder::Complement => (10 - sum % 10) % 10,
        Remainder::Remainder => sum % 10,
    })
    .map(|digit| digit.to_string())
}

fn digit_sum(mut product: u32) -> u32 {
    let mut sum = 0;
    while product > 0 {
        sum += product % 10;
        product /= 10;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mod10_rule(weights: &[u32], from: End, products: Products, result: Remainder) -> CheckRule {
        CheckRule::Mod10 {
            weights: weights.to_vec(),
            from,
            products,
            result,
        }
    }

    #[test]
    fn published_vectors_hold() {
        let left = mod10_rule(&[2, 1], End::Left, Products::DigitSum, Remainder::Complement);
        let cases = [
            (CheckRule::Luhn, "7992739871", "3"),
            (left.clone(), "00345678901110296000000000010000000001000", "8"),
            (left, "120354743700000671500001715000020161120000030000000", "1"),
            (
                mod10_rule(&[2, 4, 8, 16, 32, 64], End::Left, Products::Plain, Remainder::Remainder),
                "283436",
                "4",
            ),
            (
                mod10_rule(&[3, 7, 1], End::Left, Products::Plain, Remainder::Complement),
                "12200066",
                "1",
            ),
            (
                CheckRule::Mod97 {
                    result: Remainder::Complement,
                },
                "794",
                "44",
            ),
            (
                CheckRule::Mod97 {
                    result: Remainder::Remainder,
                },
                "100",
                "03",
            ),
        ];
        for (rule, digits, check) in cases {
            assert_eq!(rule.compute(digits).as_deref(), Some(check), "{rule:?} over {digits}");
        }
    }

    #[test]
    fn what_is_no_digits_has_no_check_digit() {
        assert_eq!(CheckRule::Luhn.compute(""), None);
        assert_eq!(CheckRule::Luhn.compute("12a"), None);
        assert_eq!(
            mod10_rule(&[], End::Left, Products::Plain, Remainder::Remainder).compute("12"),
            None
        );
    }
}
