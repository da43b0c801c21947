//! The MICR line along a check's bottom edge, as a magnetic reader writes it: which digits are whose.

pub(crate) mod shapes;

use crate::id::{CheckSerial, RoutingNumber};
use crate::money::Amount;
use std::fmt;

/// The longest serial that stands inside the On-Us field; accounts are longer.
const LONGEST_PERSONAL_SERIAL: usize = 6;

/// A MICR line taken apart. A part that was not read, or of which it is not certain what it is, is `None`: never a guess.
///
/// The layouts that are told apart, with ⑆ transit and ⑈ on-us:
/// `⑆routing⑆ account⑈ serial`, `⑆routing⑆ serial⑈ account⑈`, `⑆routing⑆ account⑈`, `⑈serial⑈ ⑆routing⑆ account⑈`.
///
/// `Debug` shows no digit of account and serial, so that logs do not spread bank accounts.
#[derive(Clone, PartialEq, Eq)]
pub struct Micr {
    /// The bank. `None` also if its check digit is wrong.
    pub routing: Option<RoutingNumber>,
    /// The account at that bank: its digits, without the spaces and dashes that banks print between them.
    pub account: Option<String>,
    /// The check's number, from the auxiliary On-Us field of business checks or from the On-Us field of personal ones.
    pub serial: Option<CheckSerial>,
    /// The amount, which the first bank prints at the far right.
    pub amount: Option<Amount>,
    /// The line as it came.
    pub raw: String,
    /// Every character was read and has its place, and bank and account are known. With it, a serial of `None` means that there is none.
    pub complete: bool,
}

/// Whether a line is a Canadian check's: between the transit symbols five digits of the branch, a dash, three of the bank. Such a line has no
/// routing number and is never [`Micr::complete`].
pub fn is_canadian(line: &str) -> bool {
    let mut parts = line.split(['⑆', 'A', 'a']);
    let Some(transit) = parts.nth(1).filter(|_| parts.next().is_some()) else {
        return false;
    };
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let halves = transit.trim().split_once(['⑉', 'D', 'd', '-']);
    halves.is_some_and(|(branch, bank)| digits(branch, 5) && digits(bank, 3))
}

impl fmt::Debug for Micr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Micr")
            .field("routing", &self.routing)
            .field("account", &self.account.is_some())
            .field("serial", &self.serial.is_some())
            .field("complete", &self.complete)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, PartialEq, Eq)]
enum Token {
    Transit,
    OnUs,
    Amount,
    /// Digits, `?`, and spaces (dashes are dropped); never blank.
    Text(String),
}

fn tokens(line: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut text = String::new();
    let flush = |text: &mut String, tokens: &mut Vec<Token>| {
        let trimmed = text.trim();
        if !trimmed.is_empty() {
            tokens.push(Token::Text(trimmed.to_owned()));
        }
        text.clear();
    };
    for c in line.chars() {
        let symbol = match c {
            '⑆' | 'A' | 'a' => Token::Transit,
            '⑇' | 'B' | 'b' => Token::Amount,
            '⑈' | 'C' | 'c' => Token::OnUs,
            '⑉' | 'D' | 'd' | '-' => continue,
            _ => {
                // What is no character of E-13B was not read.
                let unread = !c.is_ascii_digit() && !c.is_whitespace();
                text.push(if unread { '?' } else { c });
                continue;
            }
        };
        flush(&mut text, &mut tokens);
        tokens.push(symbol);
    }
    flush(&mut text, &mut tokens);
    tokens
}

/// All its digits, if every one was read.
fn digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let read = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    read.then_some(digits)
}

/// What the On-Us field holds: account and serial, and whether all of it has its place.
struct OnUs {
    account: Option<String>,
    serial: Option<CheckSerial>,
    certain: bool,
}

impl OnUs {
    const UNCERTAIN: OnUs = OnUs {
        account: None,
        serial: None,
        certain: false,
    };

    fn account(text: &str) -> Self {
        let account = digits(text);
        OnUs {
            certain: account.is_some(),
            account,
            serial: None,
        }
    }

    fn both(account: &str, serial: &str) -> Self {
        let (account, serial) = (digits(account), digits(serial).and_then(|serial| serial.parse().ok()));
        OnUs {
            certain: account.is_some() && serial.is_some(),
            account,
            serial,
        }
    }

    /// `auxiliary`: a serial stands in its own field, so nothing here is one for certain.
    fn of(field: &[Token], auxiliary: bool) -> Self {
        let field = field.strip_prefix(&[Token::OnUs]).unwrap_or(field);
        let length = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        match field {
            [Token::Text(account), Token::OnUs] => {
                // A serial may stand before the account with nothing but a space between.
                if !auxiliary && account.contains(char::is_whitespace) {
                    return Self::UNCERTAIN;
                }
                Self::account(account)
            }
            [Token::Text(account), Token::OnUs, Token::Text(_)] if auxiliary => Self::account(account),
            [Token::Text(account), Token::OnUs, Token::Text(serial)] => {
                if length(account) < length(serial) {
                    return Self::UNCERTAIN;
                }
                Self::both(account, serial)
            }
            [Token::Text(first), Token::OnUs, Token::Text(second), Token::OnUs] => {
                let serial_first = length(first) <= LONGEST_PERSONAL_SERIAL && length(second) > LONGEST_PERSONAL_SERIAL;
                if auxiliary || !serial_first {
                    return Self::UNCERTAIN;
                }
                Self::both(second, first)
            }
            _ => Self::UNCERTAIN,
        }
    }
}

impl Micr {
    /// Takes a line apart. Symbols are the Unicode ones (⑆ ⑇ ⑈ ⑉) or the letters A B C D; `?` is an unread character.
    /// Any text gives a `Micr`; one that makes no sense gives one without parts.
    pub fn parse(line: &str) -> Self {
        let tokens = tokens(line);
        let mut micr = Micr {
            routing: None,
            account: None,
            serial: None,
            amount: None,
            raw: line.to_owned(),
            complete: false,
        };
        let transits: Vec<usize> = (0..tokens.len()).filter(|&at| tokens[at] == Token::Transit).collect();
        let &[open, close] = transits.as_slice() else {
            return micr;
        };
        if let [Token::Text(routing)] = &tokens[open + 1..close] {
            micr.routing = digits(routing).and_then(|routing| routing.parse().ok());
        }
        let after = &tokens[close + 1..];
        let amount_at = after.iter().position(|token| *token == Token::Amount);
        let (field, amount) = after.split_at(amount_at.unwrap_or(after.len()));
        if let [Token::Amount, Token::Text(cents), Token::Amount] = amount {
            let cents = digits(cents).and_then(|cents| cents.parse().ok());
            micr.amount = cents.and_then(Amount::from_cents);
        }
        let auxiliary = &tokens[..open];
        let on_us = OnUs::of(field, !auxiliary.is_empty());
        micr.account = on_us.account;
        micr.serial = match auxiliary {
            [] => on_us.serial,
            [Token::OnUs, Token::Text(serial), Token::OnUs] => digits(serial).and_then(|serial| serial.parse().ok()),
            _ => None,
        };
        micr.complete = on_us.certain
            && micr.routing.is_some()
            && (auxiliary.is_empty() || micr.serial.is_some())
            && (amount.is_empty() || micr.amount.is_some())
            && !tokens
                .iter()
                .any(|token| matches!(token, Token::Text(text) if text.contains('?')));
        micr
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Routing, account, serial and completeness, as texts.
    fn parts(line: &str) -> (String, String, String, bool) {
        let micr = Micr::parse(line);
        (
            micr.routing.map(|routing| routing.to_string()).unwrap_or_default(),
            micr.account.unwrap_or_default(),
            micr.serial.map(|serial| serial.to_string()).unwrap_or_default(),
            micr.complete,
        )
    }

    fn expect(line: &str, routing: &str, account: &str, serial: &str, complete: bool) {
        let expected = (routing.to_owned(), account.to_owned(), serial.to_owned(), complete);
        assert_eq!(parts(line), expected, "{line}");
    }

    #[test]
    fn a_personal_check_has_its_serial_beside_the_account() {
        expect("⑆031174390⑆ 7825309320⑈ 2564", "031174390", "7825309320", "2564", true);
        expect("A031174390A  7825309320C  0564", "031174390", "7825309320", "564", true);
        expect("A031174390A 0564C7825309320C", "031174390", "7825309320", "564", true);
        expect(
            "a031174390a 782-530 9320c 2564",
            "031174390",
            "7825309320",
            "2564",
            true,
        );
    }

    #[test]
    fn a_business_check_has_its_serial_in_front() {
        expect(
            "⑈001243⑈ ⑆011000015⑆ 4412345678⑈",
            "011000015",
            "4412345678",
            "1243",
            true,
        );
        expect(
            "C001243C A011000015A 4412345678C 22",
            "011000015",
            "4412345678",
            "1243",
            true,
        );
    }

    #[test]
    fn a_check_without_a_serial_is_complete_too() {
        expect("A011987895A 29024419924C", "011987895", "29024419924", "", true);
    }

    #[test]
    fn the_amount_is_what_the_first_bank_printed() {
        let micr = Micr::parse("⑆011000015⑆ 4412345678⑈ 1243 ⑇0000012000⑇");
        assert_eq!(micr.amount.unwrap().to_string(), "120.00");
        assert!(micr.complete);
    }

    #[test]
    fn a_part_with_an_unread_character_is_none() {
        expect("A031168526A 9507017?2C 9539", "031168526", "", "9539", false);
        expect("A121065966A 4039519400C 04?8", "121065966", "4039519400", "", false);
        expect("A1210?5966A 4039519400C 0448", "", "4039519400", "448", false);
        expect("A031168526A 95070_712C 9539", "031168526", "", "9539", false);
    }

    #[test]
    fn a_canadian_line_is_known_by_its_dash() {
        assert!(is_canadian("⑈5973⑈ ⑆26532⑉815⑆ 791713315⑈"));
        assert!(is_canadian("C5973C A26532D815A 791713315C"));
        for other in [
            "⑆031174390⑆ 7825309320⑈ 2564",
            "⑆2653⑉8155⑆ 7⑈",
            "⑆26532⑉815",
            "⑆2?532⑉815⑆ 7⑈",
            "",
        ] {
            assert!(!is_canadian(other), "{other}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_no_routing_number() {
        expect("A031168527A 950701712C 9539", "", "950701712", "9539", false);
    }

    #[test]
    fn an_order_that_is_not_certain_is_not_guessed() {
        expect("A031168526A 9539C 950701712", "031168526", "", "", false);
        expect("A031168526A 9539 950701712C", "031168526", "", "", false);
        expect("A031168526A 95391234C 950701712C", "031168526", "", "", false);
        for nonsense in [
            "",
            "????",
            "AAAA",
            "CCCC",
            "A031168526 9507C 1",
            "1234567890",
            "A A C C",
        ] {
            expect(nonsense, "", "", "", false);
        }
    }

    #[test]
    fn debug_does_not_spread_a_bank_account() {
        let shown = format!("{:?}", Micr::parse("⑆031174390⑆ 7825309320⑈ 2564"));
        assert!(!shown.contains("7825309320"), "{shown}");
    }

    proptest! {
        #[test]
        fn any_text_is_taken(line in "[⑆⑇⑈⑉A-Da-d0-9? é-]{0,40}") {
            let micr = Micr::parse(&line);
            prop_assert!(!micr.complete || (micr.routing.is_some() && micr.account.is_some()));
        }
    }
}
