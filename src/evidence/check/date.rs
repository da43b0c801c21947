//! The date of a check, as a grammar over a line reader's posterior: `1/2/26`, `01-02-2026`, `January 2, 2026`, `2 Jan 2026`.

use super::lexicon::{Lexicon, Node};
use crate::evidence::ctc::Grammar;
use chrono::NaiveDate;

/// Classes of the folded alphabet after the blank: ten digits, 26 letters, anything between.
const DIGIT: usize = 1;
const LETTER: usize = 11;
const BETWEEN: usize = 37;
/// Classes with the blank.
pub(super) const CLASSES: usize = 38;

mod weight {
    /// A slash that is read as a 1 or left out.
    pub(super) const BAR_AS_ONE: f32 = -2.5;
    /// A sign that belongs to nothing, before or after.
    pub(super) const STRAY: f32 = -2.5;
    /// A letter of the printed label before the date.
    pub(super) const LABEL: f32 = -0.2;
    /// A letter in place of a figure that looks like it.
    pub(super) const ALIKE: f32 = -2.0;
    /// A 1 with the slash after it, read as one V.
    pub(super) const ONE_AND_BAR: f32 = -1.5;
}

/// The class of a character; `None` for one that cannot stand there.
pub(super) fn class_of(c: char) -> Option<usize> {
    let offset = |c: char, from: char| usize::try_from(u32::from(c) - u32::from(from)).unwrap_or(0);
    Some(match c {
        '0'..='9' => DIGIT + offset(c, '0'),
        'a'..='z' => LETTER + offset(c, 'a'),
        'A'..='Z' => LETTER + offset(c, 'A'),
        ' '..='~' => BETWEEN,
        _ => return None,
    })
}

/// The letters of the label, counted from a: d, a, t, e, and the l that its t is read as.
const LABEL: [usize; 5] = [3, 0, 19, 4, 11];

/// Letters that are read in place of figures, counted from a, with the figure: o, c, u, d are zeros; i and l ones; z, s, b, g, q.
const ALIKE: [(usize, u8); 11] = [
    (14, 0),
    (2, 0),
    (20, 0),
    (3, 0),
    (8, 1),
    (11, 1),
    (25, 2),
    (18, 5),
    (1, 6),
    (6, 9),
    (16, 9),
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The parts of a date, in the order they are written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Order {
    /// Month, day, year.
    MonthFirst,
    /// Day, then a month in letters, then the year.
    DayFirst,
}

/// A beginning of a date.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct State {
    order: Order,
    /// Parts that are whole: 0 to 3; 4 when nothing more may come.
    done: u8,
    month: u8,
    day: u8,
    year: u16,
    /// Digits of the part at hand.
    digits: u8,
    node: Node,
}

/// The grammar of dates.
pub(super) struct Dates {
    months: Lexicon<u8>,
}

impl Dates {
    pub(super) fn new() -> Self {
        let classes = |text: &str| text.chars().filter_map(class_of).collect::<Vec<_>>();
        let whole = (1_u8..).zip(MONTHS).map(|(no, name)| (classes(name), no, 0.0));
        let short = (1_u8..)
            .zip(MONTHS)
            .filter(|(no, _)| *no != 5)
            .map(|(no, name)| (classes(&name[..3]), no, 0.0));
        let others = [("sept", 9)].into_iter().map(|(name, no)| (classes(name), no, 0.0));
        Dates {
            months: Lexicon::new(whole.chain(short).chain(others)),
        }
    }

    /// The state after a figure; `None` if it cannot stand there.
    fn after(state: &State, digit: u8) -> Option<State> {
        let mut next = *state;
        next.digits += 1;
        let fits = match (state.order, state.done) {
            (Order::MonthFirst, 0) => {
                next.month = state.month * 10 + digit;
                // Before a month in letters it is the day.
                state.digits < 2 && next.month <= 31 && (state.digits == 0 || next.month > 0)
            }
            (Order::MonthFirst, 1) | (Order::DayFirst, 0) => {
                next.day = state.day.saturating_mul(10).saturating_add(digit);
                state.digits < 2 && next.day <= 31 && (state.digits == 0 || next.day > 0)
            }
            (_, 2) => {
                next.year = state.year * 10 + u16::from(digit);
                state.digits < 4 && next.year <= 2_100
            }
            _ => false,
        };
        fits.then_some(next)
    }

    /// Every sign that may be a figure there.
    fn figures(state: &State, each: &mut dyn FnMut(usize, State, f32)) {
        for digit in 0..10 {
            if let Some(next) = Self::after(state, digit) {
                each(DIGIT + usize::from(digit), next, 0.0);
            }
        }
        for (letter, digit) in ALIKE {
            if let Some(next) = Self::after(state, digit) {
                each(LETTER + letter, next, weight::ALIKE);
            }
        }
        if let Some(next) = Self::after(state, 1).as_ref().and_then(Self::closed) {
            each(LETTER + 21, next, weight::ONE_AND_BAR);
        }
    }

    /// The state with its first number for the day, where a month in letters follows.
    fn as_day(state: &State) -> State {
        State {
            order: Order::DayFirst,
            done: 1,
            day: state.month,
            month: 0,
            digits: 0,
            ..*state
        }
    }

    /// The state with the part at hand closed; `None` if it cannot be.
    fn closed(state: &State) -> Option<State> {
        let whole = match (state.order, state.done) {
            (Order::MonthFirst, 0) => state.digits > 0 && (1..=12).contains(&state.month),
            (Order::MonthFirst, 1) | (Order::DayFirst, 0) => state.digits > 0 && state.day > 0,
            _ => false,
        };
        whole.then_some(State {
            done: state.done + 1,
            digits: 0,
            ..*state
        })
    }
}

impl Grammar for Dates {
    type State = State;
    type Value = NaiveDate;

    fn start(&self) -> State {
        State {
            order: Order::MonthFirst,
            done: 0,
            month: 0,
            day: 0,
            year: 0,
            digits: 0,
            node: Lexicon::<u8>::ROOT,
        }
    }

    fn next(&self, state: &State, each: &mut dyn FnMut(usize, State, f32)) {
        let in_word = state.node != Lexicon::<u8>::ROOT;
        let untouched = state.done == 0 && state.digits == 0;
        if in_word
            || untouched
            || (state.done == 0 && state.digits > 0)
            || (state.order == Order::DayFirst && state.done == 1)
        {
            self.months.next(state.node, &mut |class, node, meaning| {
                let begun = match (in_word, state.order, state.done, state.digits) {
                    (false, Order::MonthFirst, 0, 1..) => Self::as_day(state),
                    _ => *state,
                };
                each(class, State { node, ..begun }, 0.0);
                if let Some((month, _)) = meaning {
                    let named = State {
                        month,
                        done: begun.done + 1,
                        digits: 0,
                        node: Lexicon::<u8>::ROOT,
                        ..begun
                    };
                    each(class, named, 0.0);
                }
            });
        }
        if in_word {
            return;
        }
        Self::figures(state, each);
        if state.order == Order::MonthFirst && state.done == 0 && state.month > 0 {
            each(BETWEEN, Self::as_day(state), 0.0);
        }
        if let Some(next) = Self::closed(state) {
            each(BETWEEN, next, 0.0);
            each(DIGIT + 1, next, weight::BAR_AS_ONE);
            each(LETTER + 8, next, weight::BAR_AS_ONE);
            each(LETTER + 11, next, weight::BAR_AS_ONE);
            each(LETTER + 9, next, weight::BAR_AS_ONE);
        }
        if state.digits == 0 && state.done < 3 {
            each(BETWEEN, *state, 0.0);
        }
        if untouched {
            for class in LETTER..BETWEEN {
                // The label "DATE" stands before many dates.
                let is_label = LABEL.contains(&(class - LETTER));
                each(class, *state, if is_label { weight::LABEL } else { weight::STRAY });
            }
        }
        if state.done >= 2 && (state.digits == 4 || state.digits == 2) || state.done == 4 {
            each(BETWEEN, State { done: 4, ..*state }, 0.0);
            for class in DIGIT..BETWEEN {
                each(class, State { done: 4, ..*state }, weight::STRAY);
            }
        }
    }

    fn value(&self, state: &State) -> Option<(NaiveDate, f32)> {
        if state.node != Lexicon::<u8>::ROOT || state.done < 2 {
            return None;
        }
        let year = match state.digits {
            2 => 2_000 + state.year,
            4 if state.year >= 1_990 => state.year,
            _ => return None,
        };
        let date = NaiveDate::from_ymd_opt(i32::from(year), u32::from(state.month), u32::from(state.day))?;
        Some((date, 0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::check::FLOOR;
    use crate::evidence::check::fixture::{any_line, folded, line};
    use crate::evidence::ctc::likeliest;
    use proptest::prelude::*;

    fn found(text: &str, slips: &[(usize, char, f32)]) -> Vec<(NaiveDate, f32)> {
        likeliest(&Dates::new(), &folded(&line(text, slips), CLASSES, class_of), 60, FLOOR)
    }

    #[track_caller]
    fn reads(text: &str, date: &str) {
        let found = found(text, &[]);
        assert_eq!(
            found.first().map(|best| best.0.to_string()),
            Some(date.to_owned()),
            "{text}: {found:?}"
        );
    }

    #[test]
    fn a_date_is_read_in_every_usual_form() {
        reads("1/2/26", "2026-01-02");
        reads("01-02-2026", "2026-01-02");
        reads("January 2, 2026", "2026-01-02");
        reads("2 Jan 2026", "2026-01-02");
        reads("DATE 30 JAN 2026", "2026-01-30");
        reads("31-Dec-25", "2025-12-31");
        // With the day first it is as likely as with the month first.
        let likelihoods = ["2 Jan 2026", "Jan 2 2026"].map(|text| found(text, &[])[0].1);
        assert!((likelihoods[0] - likelihoods[1]).abs() < 0.5, "{likelihoods:?}");
        reads("DEC. 31 2025", "2025-12-31");
        reads("Sept 9, 25", "2025-09-09");
        reads("12.30.25", "2025-12-30");
    }

    #[test]
    fn a_slash_read_as_a_one_is_still_a_slash() {
        reads("1213012025", "2025-12-30");
        reads("12l30l2025", "2025-12-30");
    }

    #[test]
    fn a_one_and_its_slash_read_as_a_v_are_still_both() {
        reads("0V04/2026", "2026-01-04");
        reads("V5/2026", "2026-01-05");
        reads("01/04/20Z6", "2026-01-04");
    }

    #[test]
    fn a_day_that_the_calendar_does_not_have_is_no_date_unless_a_figure_was_misread() {
        for text in ["2/30/2026", "13/45/2026", "0/0/2026", "2/29/2025"] {
            let found = found(text, &[]);
            assert!(found.first().is_none_or(|best| best.1 < -4.0), "{text}: {found:?}");
        }
        // The second figure of the day may have been a slash.
        let found = found("February 31, 2026", &[]);
        assert!(found[0].1 < -2.5, "{found:?}");
    }

    #[test]
    fn words_and_a_year_alone_are_no_date() {
        for text in ["Health Connector", "2026", "1/2"] {
            let found = found(text, &[]);
            assert!(found.first().is_none_or(|best| best.1 < -4.0), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_figure_read_in_two_ways_keeps_both_dates() {
        let found = found("1/2/26", &[(5, '5', 0.4)]);
        assert_eq!(found[0].0.to_string(), "2026-01-02");
        assert_eq!(found[1].0.to_string(), "2025-01-02");
        assert!(found[0].1 - found[1].1 < 1.0);
    }

    proptest! {
        #[test]
        fn any_line_gives_dates_of_the_calendar_and_no_probability_above_one(numbers in prop::collection::vec(-12.0_f32..0.0, 0..CLASSES * 12)) {
            for (date, likelihood) in likeliest(&Dates::new(), &any_line(CLASSES, &numbers), 60, FLOOR) {
                prop_assert!(likelihood < 0.5, "{} {}", date, likelihood);
            }
        }
    }
}
