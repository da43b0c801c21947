//! How the fields of items were read, whatever was decided.

use super::done::{Done, DoneItem};
use super::matching::page_key;
use super::truth::{Item, Outcome, Truth};
use crate::config::checks::CheckRules;
use crate::evidence::CheckReading;
use crate::evidence::check::amount::AmountReading;
use crate::evidence::check::texts::payee_likeness;
use crate::money::Amount;
use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;
use std::collections::HashMap;

/// How often a field was read right, wrong, or not at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Tally {
    /// Right.
    pub right: u32,
    /// Wrong.
    pub wrong: u32,
    /// Not read, or not accepted.
    pub none: u32,
}

impl Tally {
    /// Counts a reading; `None` is one that is not there.
    fn add(&mut self, is_right: Option<bool>) {
        match is_right {
            Some(true) => self.right += 1,
            Some(false) => self.wrong += 1,
            None => self.none += 1,
        }
    }
}

/// Counts of the items' fields. An item that no outcome lists counts as not read.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Fields {
    /// Items of the truth.
    pub items: u32,
    /// Of those, that an outcome lists.
    pub listed: u32,
    /// Of those, that a capture station keyed.
    pub keyed: u32,
    /// The likeliest amount by the figures alone.
    pub amount_by_figures: Tally,
    /// The likeliest amount by the words alone.
    pub amount_by_words: Tally,
    /// The likeliest amount by both.
    pub amount_by_both: Tally,
    /// The amount that was relied on.
    pub amount_accepted: Tally,
    /// The same of items that nobody keyed: by reading alone.
    pub amount_accepted_unkeyed: Tally,
    /// The bank.
    pub routing: Tally,
    /// The account at the bank.
    pub account: Tally,
    /// The number.
    pub serial: Tally,
    /// Whether the payee is one of ours, where the truth says; the name itself it does not say.
    pub payee: Tally,
    /// Whether the likeliest date is in time, too early or too late, where the truth says; the date itself it does not say.
    pub date: Tally,
}

/// Counts the fields.
pub(super) fn count(truth: &[Truth], done: &[Done], rules: &CheckRules) -> Fields {
    let listed = listed(done);
    let mut sum = Fields::default();
    for truth in truth {
        for item in &truth.items {
            sum.items += 1;
            let found = listed.get(&page_key(&truth.batch, &item.page)).copied();
            sum.listed += u32::from(found.is_some());
            sum.keyed += u32::from(found.is_some_and(|(_, found)| found.is_keyed));
            amounts(&mut sum, item, found.map(|(_, found)| found));
            micr(&mut sum, item, found.map(|(_, found)| found));
            // Of several items it is not said which one a reason is about.
            let is_told = matches!(truth.outcome, Outcome::Posted | Outcome::Exception) && truth.items.len() == 1;
            if is_told {
                let reading = found.and_then(|(done, found)| Some((done.received, found.reading.as_ref()?)));
                sum.payee
                    .add(reading.and_then(|(_, reading)| payee(truth, reading, rules)));
                sum.date
                    .add(reading.and_then(|(received, reading)| date(truth, item, reading, received, rules)));
            }
        }
    }
    sum
}

/// Every listed item by its page.
pub(super) fn listed(done: &[Done]) -> HashMap<(String, String), (&Done, &DoneItem)> {
    let items = done
        .iter()
        .flat_map(|done| done.items.iter().map(move |item| (done, item)));
    items
        .map(|(done, item)| (page_key(&done.batch, &item.page), (done, item)))
        .collect()
}

fn amounts(sum: &mut Fields, item: &Item, found: Option<&DoneItem>) {
    let reading: Option<&AmountReading> = found
        .and_then(|found| found.reading.as_ref())
        .map(|reading| &reading.amount);
    let is_right = |amount: Amount| amount == item.amount;
    let by = |fit: fn(&AmountReading) -> Option<f32>, of| {
        let reading = reading.filter(|reading| fit(reading).is_some())?;
        reading.best_by(of).map(|best| is_right(best.amount))
    };
    sum.amount_by_figures
        .add(by(|reading| reading.figures_fit, |candidate| candidate.figures));
    sum.amount_by_words
        .add(by(|reading| reading.words_fit, |candidate| candidate.words));
    sum.amount_by_both.add(
        reading
            .and_then(|reading| reading.candidates.first())
            .map(|best| is_right(best.amount)),
    );
    let accepted = found.and_then(|found| found.amount).map(is_right);
    sum.amount_accepted.add(accepted);
    if found.is_some_and(|found| !found.is_keyed) {
        sum.amount_accepted_unkeyed.add(accepted);
    }
}

fn micr(sum: &mut Fields, item: &Item, found: Option<&DoneItem>) {
    let is_right = |right: Option<&String>, read: Option<&String>| Some(plain(right) == plain(Some(read?)));
    // A field that the paper does not show cannot be read right.
    let mut add = |tally: fn(&mut Fields) -> &mut Tally, right: &Option<String>, read: Option<&String>| {
        if right.is_some() {
            tally(sum).add(is_right(right.as_ref(), read));
        }
    };
    add(
        |sum| &mut sum.routing,
        &item.routing,
        found.and_then(|found| found.routing.as_ref()),
    );
    add(
        |sum| &mut sum.account,
        &item.account,
        found.and_then(|found| found.account.as_ref()),
    );
    add(
        |sum| &mut sum.serial,
        &item.serial,
        found.and_then(|found| found.serial.as_ref()),
    );
}

/// Digits without noughts before them.
fn plain(number: Option<&String>) -> Option<String> {
    let digits: String = number?.chars().filter(char::is_ascii_digit).collect();
    Some(digits.trim_start_matches('0').to_owned())
}

fn payee(truth: &Truth, reading: &CheckReading, rules: &CheckRules) -> Option<bool> {
    let is_ours = payee_likeness(&reading.payee.as_ref()?.value, &rules.payees) >= rules.payee_likeness;
    Some(is_ours != has(truth, "wrong_payee"))
}

fn date(truth: &Truth, item: &Item, reading: &CheckReading, received: NaiveDate, rules: &CheckRules) -> Option<bool> {
    let date = reading.dates.first()?.date;
    let is_late = date > received.checked_add_days(Days::new(u64::from(rules.post_dated_days)))?;
    let earliest = received.checked_sub_days(Days::new(u64::from(rules.stale_after_days)))?;
    // Money orders are never too old; and in January last year's number is a slip.
    let is_slip = date.month() == 1 && received.month() <= 2 && date.year() + 1 == received.year();
    let is_old = date < earliest && item.kind != "money_order" && !is_slip;
    Some(is_late == has(truth, "post_dated") && is_old == has(truth, "stale_dated"))
}

fn has(truth: &Truth, reason: &str) -> bool {
    truth.outcome == Outcome::Exception && truth.reasons.iter().any(|of| of == reason)
}
