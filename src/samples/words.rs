//! Amounts in words and figures, as written on checks.

use crate::money::Amount;

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// `One hundred twenty-three and 45/100`.
pub(crate) fn legal(amount: Amount) -> String {
    let cents = usize::try_from(amount.cents()).unwrap_or(0);
    let text = format!("{} and {:02}/100", number(cents / 100), cents % 100);
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `1,234.50`.
pub(crate) fn figures(amount: Amount) -> String {
    let cents = amount.cents();
    let dollars = cents / 100;
    if dollars >= 1000 {
        format!("{},{:03}.{:02}", dollars / 1000, dollars % 1000, cents % 100)
    } else {
        format!("{dollars}.{:02}", cents % 100)
    }
}

fn number(n: usize) -> String {
    match n {
        0..=19 => SMALL[n].to_owned(),
        20..=99 if n.is_multiple_of(10) => TENS[n / 10].to_owned(),
        20..=99 => format!("{}-{}", TENS[n / 10], SMALL[n % 10]),
        100..=999 => joined(format!("{} hundred", SMALL[n / 100]), n % 100),
        _ => joined(format!("{} thousand", number(n / 1000)), n % 1000),
    }
}

fn joined(head: String, rest: usize) -> String {
    if rest == 0 {
        head
    } else {
        format!("{head} {}", number(rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_spelt_as_on_checks() {
        assert_eq!(legal("120.00".parse().unwrap()), "One hundred twenty and 00/100");
        assert_eq!(legal("1046.85".parse().unwrap()), "One thousand forty-six and 85/100");
        assert_eq!(figures("1046.80".parse().unwrap()), "1,046.80");
    }
}
