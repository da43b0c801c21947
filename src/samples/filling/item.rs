//! The items of an envelope, and what is wrong with them.

use super::super::case::Case;
use super::super::check::{Check, Country, Memo, Purchaser, Style};
use super::super::paper::{Paper, Sheet};
use super::super::people;
use super::super::rng::Rng;
use super::{Filling, cents};
use crate::money::Amount;
use chrono::{Datelike as _, Days, NaiveDate};

/// The payee as payers write it.
const PAYEES: [&str; 5] = [
    "Health Connector",
    "Health Connector",
    "MA Health Connector",
    "Massachusetts Health Connector",
    "Mass Health Connector",
];

/// Others whom checks in the wrong envelope are made out to.
const OTHER_PAYEES: [&str; 8] = [
    "Greylock Gas & Electric",
    "Bay Path Water District",
    "Cranberry Auto Insurance",
    "Harborview Dental Group",
    "Town of Marlow",
    "Old Mill Landlords LLC",
    "Whitcomb Plumbing",
    "Lakeside Telephone Co",
];

/// Notes that make a check payment in full.
const NOTES: [&str; 7] = [
    "Paid in full",
    "PAID IN FULL",
    "Payment in full",
    "in full settlement",
    "Full & final payment",
    "accord and satisfaction",
    "Final - paid in full",
];

/// Banks abroad: name, and the three digits of the institution, which no bank has.
const CANADIAN_BANKS: [(&str, &str); 3] = [
    ("Maple Harbour Bank, Moncton NB", "971"),
    ("Caisse Laurier-Est, Sherbrooke QC", "972"),
    ("Fundy Shore Savings, Saint John NB", "973"),
];

impl Filling<'_, '_> {
    /// An item without a fault.
    pub(super) fn check(&mut self, amount: Amount, style: Style, memo: Memo) -> Check {
        let (bank, routing) = people::bank(&mut self.rng);
        let mut payer = self.payer.lines();
        if style == Style::Business {
            payer[0] = people::firm(&mut self.rng);
        }
        let (serial, account) = match style {
            Style::Personal => (self.rng.whole(101, 9899).to_string(), self.digits(8, 12)),
            Style::Business => (self.rng.whole(1001, 98999).to_string(), self.digits(9, 12)),
            Style::BillPay => (self.rng.digits(8), "5500871290".to_owned()),
            Style::MoneyOrder => (self.rng.digits(11), String::new()),
        };
        let account = if style == Style::MoneyOrder {
            serial.clone()
        } else {
            account
        };
        let bank = match style {
            Style::MoneyOrder => "Bay State Money Services, Inc.".to_owned(),
            Style::BillPay => "Online Bill Payment Center".to_owned(),
            _ => bank,
        };
        Check {
            style,
            payer,
            signer: Some(self.payer.name.clone()),
            payee: self.rng.pick(&PAYEES).to_owned(),
            country: Country::UnitedStates,
            bank,
            routing,
            account,
            serial,
            amount,
            figures: amount,
            date: self.written,
            memo,
            purchaser: Purchaser::Signed,
            hand: self.hand,
            pattern: self.rng.chance(0.5),
        }
    }

    fn digits(&mut self, least: usize, most: usize) -> String {
        let count = least + self.rng.below(most - least + 1);
        self.rng.digits(count)
    }

    /// Puts an item of the case into the envelope.
    pub(super) fn item(&mut self, amount: Amount) {
        let style = match self.case {
            Case::Business => Style::Business,
            Case::MoneyOrder => Style::MoneyOrder,
            _ => Style::Personal,
        };
        let memo = match self.rng.below(4) {
            0 => vec![self.written.format("%b pmt").to_string()],
            1 => vec!["health ins".to_owned()],
            _ => Vec::new(),
        };
        let mut check = self.check(amount, style, Memo::plain(memo));
        self.spoil(&mut check);
        let mut sheet = Sheet::from(Paper::Item(Box::new(check)));
        if self.case == Case::KeyedConflict {
            sheet.keyed = Some(cents(other_digit(amount.cents(), 0, &mut self.rng)));
        }
        self.out.sheets.push(sheet);
    }

    /// What is wrong with the check itself.
    fn spoil(&mut self, check: &mut Check) {
        let rng = &mut self.rng;
        match self.case {
            Case::Unsigned => check.signer = None,
            Case::WrongPayee => check.payee = rng.pick(&OTHER_PAYEES).into(),
            Case::PostDated => check.date = self.received + Days::new(3 + rng.bits() % 38),
            Case::StaleDated => check.date = stale(self.received, rng),
            Case::PaidInFull => check.memo = Memo::plain(vec![rng.pick(&NOTES).to_owned()]),
            Case::WordsFiguresDisagree => {
                let other = cents(other_digit(check.amount.cents(), 2, rng));
                if rng.chance(0.5) {
                    check.figures = other;
                } else {
                    check.amount = other;
                }
            }
            Case::ForeignCheck => {
                let (bank, institution) = rng.pick(&CANADIAN_BANKS);
                check.country = Country::Canada;
                bank.clone_into(&mut check.bank);
                check.routing = format!("{}-{institution}", rng.digits(5));
                check.account = rng.digits(7);
                check.serial = rng.digits(3);
            }
            _ => {}
        }
    }
}

/// A day 200 to 500 days before; none in January of the year before, which many write by mistake.
fn stale(received: NaiveDate, rng: &mut Rng) -> NaiveDate {
    loop {
        let date = received - Days::new(200 + rng.bits() % 301);
        if (date.year() + 1, date.month()) != (received.year(), 1) {
            return date;
        }
    }
}

/// The same number of cents but for one digit; the lowest so many digits stay as they are.
fn other_digit(cents: i64, keep: usize, rng: &mut Rng) -> i64 {
    let mut digits = cents.to_string().into_bytes();
    let places = digits.len().saturating_sub(keep).max(1);
    let at = rng.below(places);
    let least = u8::from(at == 0);
    let others: Vec<u8> = (b'0' + least..=b'9').filter(|digit| *digit != digits[at]).collect();
    digits[at] = rng.pick(&others);
    String::from_utf8(digits)
        .ok()
        .and_then(|text| text.parse().ok())
        .expect("digits are a number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_digit_makes_another_amount_of_the_same_length() {
        let mut rng = Rng::new(1);
        for _ in 0..500 {
            let other = other_digit(21_700, 2, &mut rng);
            assert!(
                other != 21_700 && other % 100 == 0 && (10_000..100_000).contains(&other),
                "{other}"
            );
        }
        assert!((1..10).contains(&other_digit(5, 2, &mut rng)));
    }

    #[test]
    fn a_stale_check_is_no_slip_of_january() {
        let received = NaiveDate::from_ymd_opt(2026, 1, 8).unwrap();
        let mut rng = Rng::new(2);
        for _ in 0..500 {
            let date = stale(received, &mut rng);
            assert!((200..=500).contains(&(received - date).num_days()));
            assert!((date.year(), date.month()) != (2025, 1));
        }
    }
}
