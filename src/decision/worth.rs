//! What an item is worth: its figures and its words, weighed with what the coupons ask for, against what was keyed.
//!
//! An amount is accepted from reading alone or from reading and context, never from context alone. Every candidate has a log-probability by the
//! figures and one by the words (each at least what a field misread altogether leaves); an amount that a coupon asks for is likelier than
//! any other by [`CONTEXT`]. The best must leave all others together no more than the error budget, and neither field may speak against it.

use super::case::CasePage;
use super::reason::{Claim, Claimant};
use crate::config::checks::CheckRules;
use crate::evidence::check::amount::{AmountCandidate, AmountReading};
use crate::geometry::f32_of;
use crate::id::PageNo;
use crate::money::Amount;

/// What is known of an item's worth.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Worth {
    /// It is this.
    Known(Amount),
    /// Two surely read sources differ.
    Conflict(Claim, Claim),
    /// Nothing that is sure enough; the best candidates, likeliest first.
    Unsure(Vec<Amount>),
}

/// How much likelier what a coupon asks for is than any other single amount, as a logarithm: about half of all checks pay exactly what is due,
/// the others any of some ten thousand amounts.
const CONTEXT: f32 = 9.0;
/// Both fields were misread, and the right amount is no candidate: its log-likelihood against that of a candidate both hold for the best.
const NEITHER: f32 = -13.0;
/// Log-probability below which a field speaks against a candidate, where nothing but the fields speaks for it.
const LEAST_SUPPORT: f32 = -3.0;
/// The same, where a coupon asks for it and the other field reads it well.
const LEAST_SUPPORT_DUE: f32 = -4.8;
/// How far a candidate that a coupon asks for may be behind the best of a field, as a difference of log-probabilities. Beyond it a tenth of the fields mean what they say:
/// measured on 440 accepted amounts, of which ten were as far behind and one of these ten was a check whose words and figures differ.
const MOST_BEHIND: f32 = 2.5;
/// A field reads its best candidate well.
const WELL: f32 = -0.7;
/// Log-likelihood for each character below which a field is not read as an amount at all: see [`AmountReading`].
const LEAST_FIT: f32 = -1.15;
/// The same, to hold two fields against each other.
const SURE_FIT: (f32, f32) = (-0.25, -0.4);
/// Log-probability above which a field is sure of a candidate, and below which it is sure that another is not it.
const SURE: (f32, f32) = (-0.15, -7.0);
/// Most candidates that are kept for the reviewer.
const MOST_KEPT: usize = 4;

/// What an item is worth. `due` is what the coupons of its envelope ask for, one by one and together.
pub fn worth(item: &CasePage, due: &[Amount], rules: &CheckRules) -> Worth {
    let figures = item.check().and_then(|check| check.figures.as_ref());
    let figures = figures.map_or("", |figures| figures.value.as_str());
    let reading = item.check().map(|check| with_dollars_only(&check.amount, figures, due));
    let reading = &reading.unwrap_or_default();
    let hand = if figures.contains("**") {
        Hand::Printed
    } else {
        Hand::Written
    };
    let claim = |by, says: String| Claim {
        by,
        page: Some(item.no),
        says,
    };
    let encoded = item.magnetic.as_ref().and_then(|micr| micr.amount);
    if let (Some(keyed), Some(encoded)) = (item.keyed_amount, encoded)
        && keyed != encoded
    {
        let manifest = |says| claim(Claimant::Manifest, says);
        return Worth::Conflict(
            manifest(format!("${keyed} as keyed")),
            manifest(format!("${encoded} in its MICR line")),
        );
    }
    if let Some((figures, words)) = conflict(reading) {
        return Worth::Conflict(
            claim(Claimant::Check, format!("${figures} in figures")),
            claim(Claimant::Check, format!("${words} in words")),
        );
    }
    let budget = f32_of(rules.amount_error_budget);
    if let Some(keyed) = item.keyed_amount {
        // What was keyed is as good a guess as what is due: only a reading that is sure in spite of it speaks against it.
        let guesses: Vec<Amount> = due.iter().copied().chain([keyed]).collect();
        return match accepted(reading, &guesses, budget, hand) {
            Some(read) if read != keyed => Worth::Conflict(
                claim(Claimant::Manifest, format!("${keyed} as keyed")),
                claim(Claimant::Check, format!("${read} in figures and words")),
            ),
            _ => match spoken_against(reading, keyed, due) {
                Some((field, read)) => Worth::Conflict(
                    claim(Claimant::Manifest, format!("${keyed} as keyed")),
                    claim(Claimant::Check, format!("${read} in {field}")),
                ),
                None if is_borne_out(reading, keyed) => Worth::Known(keyed),
                None => match due.iter().find(|due| is_slip_of(keyed, **due)) {
                    Some(due) => Worth::Unsure(vec![keyed, *due]),
                    None => Worth::Known(keyed),
                },
            },
        };
    }
    match accepted(reading, due, budget, hand) {
        Some(amount) => Worth::Known(amount),
        None => Worth::Unsure(reading.candidates.iter().take(MOST_KEPT).map(|c| c.amount).collect()),
    }
}

/// The field that is surely read and says another amount than was keyed. Figures only where the words do not bear out what was keyed, for words prevail: measured on
/// 629 keyed items whose words were read well, none of the right ones has such words. Words that are read less well speak as loud where they say what a coupon
/// asks for: figures altered or slipped are then keyed as they stand.
fn spoken_against(reading: &AmountReading, keyed: Amount, due: &[Amount]) -> Option<(&'static str, Amount)> {
    let of_keyed = reading.candidates.iter().find(|candidate| candidate.amount == keyed);
    let against =
        |by: fn(&AmountCandidate) -> f32, other: fn(&AmountCandidate) -> f32, fit: Option<f32>, least: f32| {
            let best = reading.best_by(by).filter(|best| best.amount != keyed)?;
            let is_due = due.contains(&best.amount) && !due.contains(&keyed);
            let (surely, least) = if is_due { (WELL, LEAST_FIT) } else { (SURE.0, least) };
            let excluded = of_keyed.is_none_or(|candidate| by(candidate) <= SURE.1);
            let borne_out = of_keyed.is_some_and(|candidate| other(candidate) >= WELL);
            // that a reader's slip gives just what the coupon asks for is no slip
            let is_slip = !is_due && (is_part_of(best.amount, keyed) || alike_but_for_cents(best.amount, keyed));
            (by(best) >= surely && fit? >= least && excluded && !borne_out && !is_slip).then_some(best.amount)
        };
    let figures = against(|c| c.figures, |c| c.words, reading.figures_fit, SURE_FIT.0);
    let words = against(|c| c.words, |_| f32::NEG_INFINITY, reading.words_fit, SURE_FIT.1);
    figures
        .map(|read| ("figures", read))
        .or(words.map(|read| ("words", read)))
}

/// Whether figures or words read as what was keyed.
fn is_borne_out(reading: &AmountReading, keyed: Amount) -> bool {
    let of_keyed = reading.candidates.iter().find(|candidate| candidate.amount == keyed);
    of_keyed.is_some_and(|candidate| candidate.figures.max(candidate.words) >= WELL)
}

/// Whether what was keyed is rather a slip of the keying than what somebody paid: of the figures of what is due one is another. What is in whole dollars may be meant so.
fn is_slip_of(keyed: Amount, due: Amount) -> bool {
    let (keyed, due) = (keyed.cents(), due.cents());
    let (figures, of_due) = (keyed.to_string(), due.to_string());
    let differ = figures.bytes().zip(of_due.bytes()).filter(|(one, other)| one != other);
    keyed % 100 != 0 && figures.len() == of_due.len() && differ.count() == 1
}

/// Whether an amount may be a part of another that was read only so far: it has no cents, where the other has some and the same dollars, for raised cents are
/// lost by many readers; or it lacks the first digits of the other.
fn is_part_of(read: Amount, whole: Amount) -> bool {
    let (read, whole) = (read.cents(), whole.cents());
    let no_cents = read / 100 == whole / 100 && read % 100 == 0;
    no_cents || (read < whole && whole.to_string().ends_with(&format!("{read:03}")))
}

/// Whether two amounts differ in nothing but a 1 for a 7 in their cents, one sign in many hands.
fn alike_but_for_cents(one: Amount, other: Amount) -> bool {
    let as_one = |amount: Amount| {
        let cents = amount.cents();
        let alike = |digit: i64| if digit == 7 { 1 } else { digit };
        (cents / 100, alike(cents / 10 % 10), alike(cents % 10))
    };
    one != other && as_one(one) == as_one(other)
}

/// What every item is worth, in their order.
pub fn worths(items: &[&CasePage], due: &[Amount], rules: &CheckRules) -> Vec<(PageNo, Worth)> {
    items.iter().map(|item| (item.no, worth(item, due, rules))).collect()
}

/// Whether figures are of a hand, or protected print such as `$**120.00`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hand {
    Written,
    Printed,
}

/// What figures without cents say of an amount that is expected and that the words read well: they bear out its dollars, and nothing speaks
/// against its cents. Small raised cents are what readers of lines lose.
fn with_dollars_only(reading: &AmountReading, figures: &str, due: &[Amount]) -> AmountReading {
    /// Log-probability of an amount by its dollars alone.
    const BY_DOLLARS: f32 = -1.0;
    let digits: String = figures.chars().filter(char::is_ascii_digit).collect();
    let mut reading = reading.clone();
    for candidate in &mut reading.candidates {
        let dollars = (candidate.amount.cents() / 100).to_string();
        if due.contains(&candidate.amount) && digits == dollars && candidate.words >= WELL {
            candidate.figures = candidate.figures.max(BY_DOLLARS);
        }
    }
    reading
}

/// The amount that may be relied on; `None` if none may.
fn accepted(reading: &AmountReading, due: &[Amount], budget: f32, hand: Hand) -> Option<Amount> {
    if reading.figures_fit? < LEAST_FIT || reading.words_fit? < LEAST_FIT {
        return None;
    }
    let is_due = |candidate: &AmountCandidate| due.contains(&candidate.amount);
    let likelihood = |candidate: &AmountCandidate| {
        candidate.figures + candidate.words + if is_due(candidate) { CONTEXT } else { 0.0 }
    };
    let best = reading
        .candidates
        .iter()
        .max_by(|a, b| likelihood(a).total_cmp(&likelihood(b)))?;
    let (figures, words) = (best.figures, best.words);
    if !is_due(best) && hand == Hand::Written && (has_alike_cents(best.amount) || has_rival_cents(reading, best)) {
        return None;
    }
    let best_by = |by: fn(&AmountCandidate) -> f32| reading.best_by(by).map_or(0.0, by);
    let behind = (best_by(|c| c.figures) - figures).max(best_by(|c| c.words) - words);
    let well_and_due = is_due(best) && figures.max(words) >= WELL && figures.min(words) >= LEAST_SUPPORT_DUE;
    let is_supported = behind <= MOST_BEHIND && (well_and_due || figures.min(words) >= LEAST_SUPPORT);
    // What is due and was not read at all is a candidate too: both fields may have been misread.
    let unread_due = due
        .iter()
        .filter(|due| !reading.candidates.iter().any(|c| c.amount == **due))
        .count();
    let unread = f32::from(u8::try_from(unread_due).unwrap_or(u8::MAX)) * (CONTEXT - 24.0).exp();
    let others: f32 = reading
        .candidates
        .iter()
        .filter(|candidate| candidate.amount != best.amount)
        .map(|candidate| likelihood(candidate).exp())
        .sum();
    let all = likelihood(best).exp() + others + unread + NEITHER.exp();
    let wrong = (others + unread + NEITHER.exp()) / all;
    (is_supported && wrong <= budget).then_some(best.amount)
}

/// Whether the cents hold a 1 or a 7, which are one sign in many hands. Cents are written in digits on both lines, by the same hand: unlike the dollars,
/// the two lines are no two proofs of them.
pub(super) fn has_alike_cents(amount: Amount) -> bool {
    let cents = amount.cents() % 100;
    [cents / 10, cents % 10].iter().any(|digit| matches!(digit, 1 | 7))
}

/// Whether another amount of the same dollars is nearly as likely by one of the two lines. Cents are written in digits on both, by the same hand, which makes
/// the same slip twice: the surer line is no proof against the other's doubt. Measured on 1,080 amounts accepted without a coupon: 45 have such a
/// rival, and the only wrong one (115.39 read as 115.30 on both lines) is among them.
fn has_rival_cents(reading: &AmountReading, best: &AmountCandidate) -> bool {
    /// Log-likelihood by which either line must prefer the best.
    const RIVAL: f32 = -1.5;
    let is_rival = |other: &&AmountCandidate| {
        let behind = (other.figures - best.figures).max(other.words - best.words);
        other.amount != best.amount && other.amount.cents() / 100 == best.amount.cents() / 100 && behind > RIVAL
    };
    reading.candidates.iter().any(|candidate| is_rival(&candidate))
}

/// Figures and words that are both surely read and differ.
fn conflict(reading: &AmountReading) -> Option<(Amount, Amount)> {
    if reading.figures_fit? < SURE_FIT.0 || reading.words_fit? < SURE_FIT.1 {
        return None;
    }
    let figures = reading.best_by(|candidate| candidate.figures)?;
    let words = reading.best_by(|candidate| candidate.words)?;
    let both_sure = figures.figures >= SURE.0 && words.words >= SURE.0;
    let exclude = figures.words <= SURE.1 && words.figures <= SURE.1;
    let (figures_say, words_say) = (figures.amount, words.amount);
    let differ = !is_part_of(figures_say, words_say) && !is_part_of(words_say, figures_say);
    (both_sure && exclude && differ).then_some((figures.amount, words.amount))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::tests::{check, dollars, seen};
    use crate::evidence::{CheckReading, Reading};
    use crate::score::Score;

    /// A check on which was read: amounts with their log-probabilities by figures and by words, and how well both fields are amounts.
    fn read(keyed: Option<&str>, candidates: &[(&str, f32, f32)], fit: (Option<f32>, Option<f32>)) -> CasePage {
        let candidates = candidates.iter().map(|&(amount, figures, words)| AmountCandidate {
            amount: dollars(amount),
            figures,
            words,
        });
        let mut page = check(2, keyed);
        seen(&mut page).check = Some(CheckReading {
            amount: AmountReading {
                candidates: candidates.collect(),
                figures_fit: fit.0,
                words_fit: fit.1,
            },
            ..CheckReading::default()
        });
        page
    }

    const GOOD: (Option<f32>, Option<f32>) = (Some(-0.1), Some(-0.1));
    /// Both fields say $120.00, and say it well.
    const SURE: [(&str, f32, f32); 2] = [("120.00", -0.02, -0.02), ("170.00", -5.0, -9.0)];

    fn decided(item: &CasePage, due: &[&str]) -> Worth {
        let due: Vec<Amount> = due.iter().map(|text| dollars(text)).collect();
        worth(item, &due, &CheckRules::default())
    }

    fn known(amount: &str) -> Worth {
        Worth::Known(dollars(amount))
    }

    #[test]
    fn figures_and_words_that_agree_are_relied_on_with_and_without_a_coupon() {
        let item = read(None, &SURE, GOOD);
        assert_eq!(decided(&item, &["120.00"]), known("120.00"));
        assert_eq!(decided(&item, &[]), known("120.00"));
        assert_eq!(
            decided(&item, &["99.00", "240.00"]),
            known("120.00"),
            "what is due does not change what is written"
        );
    }

    #[test]
    fn poorly_read_words_are_enough_only_for_what_a_coupon_asks() {
        let item = read(None, &[("120.00", -0.1, -4.0), ("170.00", -9.0, -3.0)], GOOD);
        assert_eq!(decided(&item, &["120.00"]), known("120.00"));
        assert!(matches!(decided(&item, &[]), Worth::Unsure(_)));
    }

    #[test]
    fn words_that_say_another_amount_fairly_well_are_not_overruled_by_a_coupon() {
        let item = read(None, &[("559.56", -0.7, -3.3), ("549.56", -12.0, -0.6)], GOOD);
        assert!(matches!(decided(&item, &["559.56"]), Worth::Unsure(_)));
    }

    #[test]
    fn raised_cents_that_were_lost_are_taken_from_the_words_where_they_are_due() {
        let lost = |figures: &str| {
            let mut item = read(None, &[("49.50", -5.5, -0.0), ("49.00", -0.0, -7.9)], GOOD);
            seen(&mut item).check.as_mut().unwrap().figures = Some(Reading {
                value: figures.to_owned(),
                score: Score::SURE,
                region: None,
            });
            item
        };
        assert_eq!(decided(&lost("49"), &["49.50"]), known("49.50"));
        assert!(matches!(decided(&lost("49"), &["88.00"]), Worth::Unsure(_)));
        assert!(matches!(decided(&lost("49.00"), &["49.50"]), Worth::Unsure(_)));
    }

    #[test]
    fn a_one_or_seven_in_cents_is_relied_on_only_in_print_or_where_it_is_due() {
        let item = |figures: &str| {
            let mut item = read(None, &[("34.72", -0.0, -0.0)], GOOD);
            seen(&mut item).check.as_mut().unwrap().figures = Some(Reading {
                value: figures.to_owned(),
                score: Score::SURE,
                region: None,
            });
            item
        };
        assert!(matches!(decided(&item("34.72"), &[]), Worth::Unsure(_)));
        assert_eq!(decided(&item("34.72"), &["34.72"]), known("34.72"));
        assert_eq!(decided(&item("$**34.72"), &[]), known("34.72"));
    }

    #[test]
    fn cents_that_one_line_reads_in_two_ways_are_relied_on_only_where_they_are_due() {
        let item = read(None, &[("115.30", -0.1, -0.7), ("115.39", -12.0, -0.9)], GOOD);
        assert!(matches!(decided(&item, &[]), Worth::Unsure(_)));
        assert_eq!(decided(&item, &["115.30"]), known("115.30"));
    }

    #[test]
    fn figures_alone_are_not_relied_on() {
        let figures_only = [("120.00", -0.01, -12.0), ("170.00", -6.0, -12.0)];
        for fit in [(Some(-0.05), None), (Some(-0.05), Some(-2.5))] {
            for due in [&["120.00"][..], &[]] {
                let found = decided(&read(None, &figures_only, fit), due);
                assert_eq!(
                    found,
                    Worth::Unsure(vec![dollars("120.00"), dollars("170.00")]),
                    "{fit:?} {due:?}"
                );
            }
        }
    }

    #[test]
    fn what_is_due_is_never_taken_for_what_is_written() {
        assert_eq!(decided(&check(2, None), &["120.00"]), Worth::Unsure(Vec::new()));
        assert_eq!(
            decided(&read(None, &[], (None, None)), &["120.00"]),
            Worth::Unsure(Vec::new())
        );
        let other = read(None, &[("170.00", -0.5, -0.5), ("175.00", -1.0, -1.0)], GOOD);
        assert!(matches!(decided(&other, &["120.00"]), Worth::Unsure(_)));
        // Neither field reads it well: the coupon alone cannot make it sure.
        let faint = read(None, &[("120.00", -4.0, -4.0), ("170.00", -6.0, -6.0)], GOOD);
        assert!(matches!(decided(&faint, &["120.00"]), Worth::Unsure(_)));
    }

    #[test]
    fn figures_and_words_that_are_sure_and_differ_are_a_conflict() {
        let item = read(None, &[("120.00", -0.05, -12.0), ("170.00", -12.0, -0.05)], GOOD);
        for due in [&["120.00"][..], &["170.00"], &[]] {
            let Worth::Conflict(one, other) = decided(&item, due) else {
                panic!("{due:?}")
            };
            assert_eq!(
                (one.says.as_str(), other.says.as_str()),
                ("$120.00 in figures", "$170.00 in words")
            );
        }
        let keyed = read(
            Some("120.00"),
            &[("120.00", -0.05, -12.0), ("170.00", -12.0, -0.05)],
            GOOD,
        );
        assert!(
            matches!(decided(&keyed, &["120.00"]), Worth::Conflict(..)),
            "keying from the figures does not settle it"
        );
    }

    #[test]
    fn cents_that_one_field_lacks_are_no_conflict() {
        let item = read(None, &[("46.00", -0.05, -12.0), ("46.85", -12.0, -0.05)], GOOD);
        assert!(matches!(decided(&item, &[]), Worth::Unsure(_)));
    }

    #[test]
    fn a_field_that_lost_its_first_digit_is_no_conflict() {
        let cut = [("275.00", -12.0, -0.05), ("75.00", -0.05, -12.0)];
        assert!(matches!(
            decided(&read(None, &cut, GOOD), &["275.00"]),
            Worth::Unsure(_)
        ));
        assert_eq!(decided(&read(Some("275.00"), &cut, GOOD), &[]), known("275.00"));
    }

    #[test]
    fn words_that_are_sure_speak_against_what_was_keyed_from_the_figures() {
        let differ = [
            ("803.81", -12.0, -0.0),
            ("503.81", -0.6, -12.0),
            ("563.81", -0.8, -12.0),
        ];
        let item = read(Some("503.81"), &differ, GOOD);
        assert!(matches!(decided(&item, &["503.81"]), Worth::Conflict(..)));
    }

    #[test]
    fn words_read_less_well_that_say_what_is_due_speak_against_what_was_keyed_from_the_figures() {
        let differ = [
            ("203.89", -0.0, -12.0),
            ("200.89", -12.0, -0.2),
            ("200.91", -12.0, -2.1),
        ];
        let item = read(Some("203.89"), &differ, (Some(-0.05), Some(-0.7)));
        assert!(matches!(decided(&item, &["200.89"]), Worth::Conflict(..)));
        assert_eq!(decided(&item, &["88.00"]), known("203.89"));
        assert_eq!(decided(&item, &["203.89", "200.89"]), known("203.89"));
    }

    #[test]
    fn cents_keyed_beside_words_that_say_just_what_is_due_are_no_readers_slip() {
        let differ = [("1161.26", -0.0, -12.0), ("179.00", -12.0, -0.0)];
        let item = read(Some("179.20"), &differ, GOOD);
        assert!(matches!(decided(&item, &["179.00"]), Worth::Conflict(..)));
    }

    #[test]
    fn figures_that_are_sure_speak_against_what_was_keyed_though_the_words_are_not_read() {
        let figures_only = [("221.00", -0.1, -12.0), ("2.00", -12.0, -0.3)];
        let faint_words = (Some(-0.1), Some(-2.0));
        let keyed = |amount| decided(&read(Some(amount), &figures_only, faint_words), &["221.00"]);
        assert!(matches!(keyed("229.00"), Worth::Conflict(..)));
        assert_eq!(keyed("221.00"), known("221.00"));
        // Cents that stand there and were not keyed are a slip of the keying, not of the reading.
        let with_cents = [("32.20", -0.0, -12.0), ("1.00", -12.0, -1.2)];
        let item = read(Some("32.00"), &with_cents, faint_words);
        assert!(matches!(decided(&item, &["32.20"]), Worth::Conflict(..)));
        let one_or_seven = [("375.70", -0.02, -0.02)];
        assert_eq!(
            decided(&read(Some("375.10"), &one_or_seven, GOOD), &[]),
            known("375.10")
        );
    }

    #[test]
    fn what_was_keyed_and_a_sure_reading_that_differ_are_a_conflict() {
        let item = read(Some("210.00"), &SURE, GOOD);
        let Worth::Conflict(one, other) = decided(&item, &["120.00"]) else {
            panic!("no conflict")
        };
        assert_eq!(
            (one.says.as_str(), other.says.as_str()),
            ("$210.00 as keyed", "$120.00 in figures and words")
        );
        assert!(matches!(decided(&item, &["210.00"]), Worth::Conflict(..)));
    }

    #[test]
    fn what_was_keyed_stays_where_the_reading_is_not_sure_or_says_the_same() {
        let unsure = [("120.00", -1.5, -2.0), ("170.00", -1.0, -3.0)];
        assert_eq!(
            decided(&read(Some("170.00"), &unsure, GOOD), &["120.00"]),
            known("170.00")
        );
        assert_eq!(decided(&read(Some("333.00"), &unsure, GOOD), &[]), known("333.00"));
        assert_eq!(decided(&read(Some("120.00"), &SURE, GOOD), &[]), known("120.00"));
        assert_eq!(
            decided(&check(2, Some("120.00")), &["99.00"]),
            known("120.00"),
            "nothing was read"
        );
    }

    #[test]
    fn what_was_keyed_one_figure_off_what_is_due_is_relied_on_only_where_it_is_read() {
        let unread = [("106.10", -12.0, -0.2)];
        let keyed = |amount| decided(&read(Some(amount), &unread, (None, Some(-2.0))), &["765.09"]);
        assert_eq!(
            keyed("765.05"),
            Worth::Unsure(vec![dollars("765.05"), dollars("765.09")])
        );
        assert_eq!(keyed("765.09"), known("765.09"));
        assert_eq!(keyed("765.00"), known("765.00"), "the dollars without the cents");
        assert_eq!(keyed("765.25"), known("765.25"));
        let read_so = read(Some("765.05"), &[("765.05", -0.4, -12.0)], GOOD);
        assert_eq!(decided(&read_so, &["765.09"]), known("765.05"));
    }

    #[test]
    fn a_larger_error_budget_relies_on_more() {
        let item = read(None, &[("120.00", -0.1, -0.1), ("170.00", -2.5, -2.5)], GOOD);
        assert!(matches!(decided(&item, &[]), Worth::Unsure(_)));
        let rules = CheckRules {
            amount_error_budget: 0.1,
            ..CheckRules::default()
        };
        assert_eq!(worth(&item, &[], &rules), known("120.00"));
    }
}
