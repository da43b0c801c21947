//! The rules of the trade for what stands on an item: payee, date, signature, notes, currency.

use super::case::{Case, CasePage};
use super::reason::{Claim, Claimant, Field, Reason};
use crate::config::Disposition;
use crate::evidence::check::texts::{likeness_within, payee_likeness};
use crate::evidence::check::{CheckReading, Signature};
use crate::micr::is_canadian;
use chrono::{Datelike, Days, NaiveDate};

/// The reader's mean certainty of a line that is surely read.
const SURELY_READ: f32 = 0.75;
/// Fewest letters of a name that can be told to be another's.
const FEWEST_LETTERS: usize = 6;

/// Every rule that an item breaks.
pub(super) fn check_items(case: &Case, items: &[&CasePage], reasons: &mut Vec<Reason>) {
    for item in items {
        reasons.extend(foreign(case, item));
        reasons.extend(other_micr(item));
        let Some(check) = item.check() else { continue };
        reasons.extend(wrong_payee(case, item, check));
        reasons.extend(wrong_date(case, item, check));
        reasons.extend(unsigned(case, item, check));
        reasons.extend(restrictive_note(case, item, check));
    }
}

/// Another payee, surely read. A payee that is not read is no reason.
fn wrong_payee(case: &Case, item: &CasePage, check: &CheckReading) -> Option<Reason> {
    let payee = check.payee.as_ref()?;
    let letters = payee.value.chars().filter(|c| c.is_alphabetic()).count();
    let is_other = payee.score.get() >= SURELY_READ
        && letters >= FEWEST_LETTERS
        && payee_likeness(&payee.value, &case.checks.payees) < case.checks.payee_likeness;
    (is_other && case.checks.wrong_payee == Disposition::Queue).then(|| Reason::WrongPayee {
        page: item.no,
        read: payee.value.clone(),
    })
}

/// How likely a check is to bear a date so many days before it was received, before it is read: nearly all are of the last weeks.
fn usual(date: NaiveDate, received: NaiveDate) -> f64 {
    match (received - date).num_days() {
        0..=45 => 1.0,
        46..=180 => 0.1,
        // Checks a little ahead of their time, and forgotten ones. Anything further off is a misread year.
        -60..=-1 | 181..=800 => 0.03,
        -370..=-61 => 0.004,
        _ => 0.000_1,
    }
}

/// In the future, or too long ago. In January many write last year's number: a date a year back is such a slip.
fn wrong_date(case: &Case, item: &CasePage, check: &CheckReading) -> Option<Reason> {
    /// Share of the probability that must lie on dates at all for the line to be read.
    const READ: f64 = 0.25;
    let latest = case.received.checked_add_days(Days::new(u64::from(case.checks.post_dated_days)))?;
    let earliest = case.received.checked_sub_days(Days::new(u64::from(case.checks.stale_after_days)))?;
    let weighed: Vec<(NaiveDate, f64)> = check
        .dates
        .iter()
        .map(|c| (c.date, f64::from(c.probability.get()) * usual(c.date, case.received)))
        .collect();
    let all: f64 = weighed.iter().map(|(_, weight)| weight).sum();
    let read: f64 = check.dates.iter().map(|c| f64::from(c.probability.get())).sum();
    if read < READ || all <= 0.0 {
        return None;
    }
    let likeliest = |is: &dyn Fn(NaiveDate) -> bool| -> Option<NaiveDate> {
        let mass: f64 = weighed.iter().filter(|(date, _)| is(*date)).map(|(_, weight)| weight).sum();
        let most = weighed.iter().filter(|(date, _)| is(*date)).max_by(|a, b| a.1.total_cmp(&b.1))?;
        (mass / all >= case.checks.date_certainty).then_some(most.0)
    };
    let is_late = |date: NaiveDate| date > latest && (date - latest).num_days() <= 370;
    let is_old = |date: NaiveDate| date < earliest && (earliest - date).num_days() <= 1_100 && !is_january_slip(date, case.received);
    let is_check = !item.is_money_order();
    let late = likeliest(&is_late).filter(|_| case.checks.post_dated == Disposition::Queue);
    let old = likeliest(&is_old).filter(|_| is_check && case.checks.stale_dated == Disposition::Queue);
    late.map(|date| Reason::PostDated { page: item.no, date }).or(old.map(|date| Reason::StaleDated { page: item.no, date }))
}

/// A date in January of the year before, on an item received in January or in the first days of February.
fn is_january_slip(date: NaiveDate, received: NaiveDate) -> bool {
    let in_january = received.month() == 1 || (received.month() == 2 && received.day() <= 7);
    in_january && date.month() == 1 && date.year() + 1 == received.year()
}

/// Nothing where a signature belongs. Whoever buys a money order need not sign it.
fn unsigned(case: &Case, item: &CasePage, check: &CheckReading) -> Option<Reason> {
    let signature = check.signature.as_ref()?;
    let is_blank = signature.value == Signature::Blank && !item.is_money_order();
    (is_blank && case.checks.unsigned == Disposition::Queue).then_some(Reason::Unsigned { page: item.no })
}

/// A line of another country's form. A routing number that is not read is no reason.
fn foreign(case: &Case, item: &CasePage) -> Option<Reason> {
    let pictured = item.seen().and_then(|seen| seen.micr.as_ref()).map(|micr| micr.line.as_str());
    let magnetic = item.magnetic.as_ref().map(|micr| micr.raw.as_str());
    let is_foreign = [pictured, magnetic].into_iter().flatten().any(is_canadian);
    (is_foreign && case.checks.foreign_item == Disposition::Queue).then_some(Reason::ForeignItem { page: item.no })
}

/// The magnetic reader and the picture, both surely read, say different things.
fn other_micr(item: &CasePage) -> Option<Reason> {
    let (magnetic, pictured) = (item.magnetic.as_ref()?, item.pictured_micr()?);
    // Bank accounts are not written out: the last digits tell the two apart.
    let end = |text: &Option<String>| text.as_ref().map(|text| text[text.len().saturating_sub(4)..].to_owned());
    let differs = |one: bool, what: &str, a: String, b: String| {
        one.then(|| Reason::ConflictingEvidence {
            field: Field::Micr,
            one: Claim { by: Claimant::Manifest, page: Some(item.no), says: format!("{what} {a}") },
            other: Claim { by: Claimant::Check, page: Some(item.no), says: format!("{what} {b}") },
        })
    };
    let text = |value: Option<String>| value.unwrap_or_default();
    let (a, b) = (magnetic, &pictured);
    differs(a.routing.is_some() && b.routing.is_some() && a.routing != b.routing, "routing number",
        text(a.routing.map(|r| r.to_string())), text(b.routing.map(|r| r.to_string())))
    .or_else(|| differs(a.account.is_some() && b.account.is_some() && a.account != b.account, "account ending in",
        text(end(&a.account)), text(end(&b.account))))
    .or_else(|| differs(a.serial.is_some() && b.serial.is_some() && a.serial != b.serial, "check number",
        text(a.serial.as_ref().map(ToString::to_string)), text(b.serial.as_ref().map(ToString::to_string))))
}

/// "Paid in full" and the like, anywhere at the lower left.
fn restrictive_note(case: &Case, item: &CasePage, check: &CheckReading) -> Option<Reason> {
    let is_note = |text: &str| {
        case.checks
            .restrictive_notes
            .iter()
            .any(|note| likeness_within(note, text) >= case.checks.note_likeness)
    };
    let line = check.memo.iter().find(|line| is_note(&line.value))?;
    (case.checks.restrictive_note == Disposition::Queue).then(|| Reason::RestrictiveNote {
        page: item.no,
        text: line.value.clone(),
    })
}
