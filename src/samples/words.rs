//! Amounts in words and figures, as written on checks.

use super::rng::Rng;
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

/// How somebody spells an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Spelling {
    /// What stands between hundreds and tens.
    hundreds: &'static str,
    /// What stands between tens and units.
    tens: &'static str,
    /// What stands before the cents.
    joint: &'static str,
    /// What stands for no cents; the others are always written in digits.
    no_cents: &'static str,
    letters: Letters,
    /// What follows the cents.
    end: &'static str,
}

/// Which letters are capitals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Letters {
    First,
    EachWord,
    All,
}

impl Spelling {
    /// `One hundred twenty-three and 45/100`.
    pub(crate) const PLAIN: Spelling = Spelling {
        hundreds: " ",
        tens: "-",
        joint: " and ",
        no_cents: "00/100",
        letters: Letters::First,
        end: "",
    };

    /// Anybody's.
    pub(crate) fn of_somebody(rng: &mut Rng) -> Self {
        Spelling {
            hundreds: rng.pick(&[" ", " ", " ", " and "]),
            tens: rng.pick(&["-", "-", " "]),
            joint: rng.pick(&[" and ", " and ", " & ", " "]),
            no_cents: rng.pick(&["00/100", "00/100", "xx/100", "no/100"]),
            letters: rng.pick(&[Letters::First, Letters::First, Letters::EachWord, Letters::All]),
            end: rng.pick(&["", "", "", " Dollars", " only"]),
        }
    }
}

/// The amount in words: `One hundred twenty-three and 45/100`.
pub(crate) fn legal(amount: Amount, spelling: Spelling) -> String {
    let cents = usize::try_from(amount.cents()).unwrap_or(0);
    let part = match cents % 100 {
        0 => spelling.no_cents.to_owned(),
        part => format!("{part:02}/100"),
    };
    let text = format!("{}{}{part}", number(cents / 100, spelling), spelling.joint);
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    let text = match spelling.letters {
        Letters::First => capital(&text),
        Letters::EachWord => text.split(' ').map(capital).collect::<Vec<_>>().join(" "),
        Letters::All => text.to_uppercase(),
    };
    text + spelling.end
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

fn number(n: usize, spelling: Spelling) -> String {
    match n {
        0..=19 => SMALL[n].to_owned(),
        20..=99 if n.is_multiple_of(10) => TENS[n / 10].to_owned(),
        20..=99 => format!("{}{}{}", TENS[n / 10], spelling.tens, SMALL[n % 10]),
        100..=999 => joined(format!("{} hundred", SMALL[n / 100]), n % 100, spelling),
        _ => joined(format!("{} thousand", number(n / 1000, spelling)), n % 1000, spelling),
    }
}

fn joined(head: String, rest: usize, spelling: Spelling) -> String {
    match rest {
        0 => head,
        1..=99 => format!("{head}{}{}", spelling.hundreds, number(rest, spelling)),
        _ => format!("{head} {}", number(rest, spelling)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(amount: &str) -> String {
        legal(amount.parse().unwrap(), Spelling::PLAIN)
    }

    #[test]
    fn an_amount_is_spelt_as_on_checks() {
        assert_eq!(plain("120.00"), "One hundred twenty and 00/100");
        assert_eq!(plain("1046.85"), "One thousand forty-six and 85/100");
        assert_eq!(figures("1046.80".parse().unwrap()), "1,046.80");
    }

    #[test]
    fn everybody_spells_in_another_way() {
        let other = Spelling {
            hundreds: " and ",
            tens: " ",
            joint: " & ",
            no_cents: "xx/100",
            letters: Letters::EachWord,
            end: " Dollars",
        };
        let spelt = |amount: &str| legal(amount.parse().unwrap(), other);
        assert_eq!(
            spelt("2142.00"),
            "Two Thousand One Hundred And Forty Two & Xx/100 Dollars"
        );
        assert_eq!(spelt("99.07"), "Ninety Nine & 07/100 Dollars");
    }
}
