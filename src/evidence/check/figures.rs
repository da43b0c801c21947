//! The courtesy amount: an amount of dollars in figures, as a grammar over a line reader's posterior.
//!
//! `257.89`, `$**120.00`, `1,204 50/100`, `46-`, `99 xx/100`, cents raised or over a bar. Whoever leaves the cents away has not said that there are
//! none.

use crate::evidence::ctc::Grammar;

const DIGIT: usize = 1;
const POINT: usize = 11;
const COMMA: usize = 12;
const BAR: usize = 13;
const DASH: usize = 14;
const DOLLAR: usize = 15;
const STAR: usize = 16;
const CROSS: usize = 17;
const SPACE: usize = 18;
/// Classes with the blank. The first seventeen after it are those of the own figures reader, in its order.
pub(super) const CLASSES: usize = 19;

mod weight {
    /// Cents that follow the dollars without point or space, as raised cents are read.
    pub(super) const NO_POINT: f32 = -2.0;
    /// No cents at all.
    pub(super) const NO_CENTS: f32 = -6.0;
    /// A dash for no cents.
    pub(super) const DASH: f32 = -1.0;
    /// A comma for the point.
    pub(super) const COMMA_POINT: f32 = -1.5;
    /// A sign that belongs to nothing, before or after: the frame's corner, a stroke that fills the box.
    pub(super) const STRAY: f32 = -2.5;
    /// A denominator without its bar.
    pub(super) const NO_BAR: f32 = -2.0;
}

/// The class of a character of print or handwriting in a field of figures; `None` for one that cannot be told to be a figure.
pub(super) fn class_of(c: char) -> Option<usize> {
    let digit = match c {
        'O' | 'o' | 'Q' | 'D' | 'U' => '0',
        'l' | 'I' | 'i' | '|' | '!' | ']' | '[' => '1',
        'Z' | 'z' => '2',
        'A' => '4',
        'S' | 's' => '5',
        'G' | 'b' => '6',
        'T' | '?' => '7',
        'B' => '8',
        'g' | 'q' => '9',
        _ => c,
    };
    Some(match digit {
        '0'..='9' => DIGIT + usize::try_from(u32::from(digit) - u32::from('0')).unwrap_or(0),
        '.' | ':' | ';' | '\'' | '`' => POINT,
        ',' => COMMA,
        '/' | '(' | ')' | '\\' => BAR,
        '-' | '_' | '~' | '=' => DASH,
        '$' => DOLLAR,
        '*' | '#' => STAR,
        'x' | 'X' | '%' => CROSS,
        ' ' => SPACE,
        _ => return None,
    })
}

/// Where in the figures a beginning stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Stage {
    Before,
    /// Among the digits of the dollars; how many stand after the last comma, 0 if there was none.
    Dollars {
        digits: u8,
        after_comma: u8,
    },
    /// After the point.
    Point,
    FirstDigit(u8),
    /// After the first cross of `xx`.
    Cross,
    /// After the cents.
    Cents,
    /// After a dash for the cents.
    Dash,
    /// After the bar under or beside the cents.
    Denominator,
    After,
}

/// A beginning of the figures.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct State {
    stage: Stage,
    dollars: u32,
    cents: u8,
}

/// The grammar of amounts in figures. A value is a number of cents.
pub(super) struct Figures;

/// Most digits of the dollars.
const MOST_DIGITS: u8 = 6;

impl Figures {
    fn dollars(state: State, each: &mut dyn FnMut(usize, State, f32)) {
        let Stage::Dollars { digits, after_comma } = state.stage else {
            return;
        };
        let to = |stage| State { stage, ..state };
        let comma_done = after_comma == 0 || after_comma == 4;
        for digit in 0_u8..10 {
            let class = DIGIT + usize::from(digit);
            if digits < MOST_DIGITS && after_comma != 4 {
                let next = State {
                    stage: Stage::Dollars {
                        digits: digits + 1,
                        after_comma: if after_comma == 0 { 0 } else { after_comma + 1 },
                    },
                    dollars: state.dollars * 10 + u32::from(digit),
                    cents: 0,
                };
                each(class, next, 0.0);
            }
            if comma_done {
                each(class, to(Stage::FirstDigit(digit)), weight::NO_POINT);
            }
        }
        if digits <= 3 && after_comma == 0 && state.dollars > 0 {
            each(COMMA, to(Stage::Dollars { digits, after_comma: 1 }), 0.0);
        }
        if comma_done {
            each(POINT, to(Stage::Point), 0.0);
            each(SPACE, to(Stage::Point), 0.0);
            each(COMMA, to(Stage::Point), weight::COMMA_POINT);
            each(DASH, to(Stage::Dash), weight::DASH);
            each(CROSS, to(Stage::Cross), weight::NO_POINT);
        }
    }

    fn cents(state: State, each: &mut dyn FnMut(usize, State, f32)) {
        let to = |stage| State { stage, ..state };
        match state.stage {
            Stage::Point | Stage::Dash => {
                for digit in 0_u8..10 {
                    each(DIGIT + usize::from(digit), to(Stage::FirstDigit(digit)), 0.0);
                }
                each(CROSS, to(Stage::Cross), 0.0);
                each(DASH, to(Stage::Dash), weight::DASH);
                for class in [SPACE, POINT] {
                    each(class, state, -0.5);
                }
            }
            Stage::FirstDigit(first) => {
                for digit in 0_u8..10 {
                    let next = State {
                        stage: Stage::Cents,
                        cents: first * 10 + digit,
                        ..state
                    };
                    each(DIGIT + usize::from(digit), next, 0.0);
                }
            }
            Stage::Cross => {
                each(CROSS, to(Stage::Cents), 0.0);
                each(BAR, to(Stage::Denominator), -1.0);
            }
            Stage::Cents => {
                each(BAR, to(Stage::Denominator), 0.0);
                each(DIGIT + 1, to(Stage::Denominator), weight::NO_BAR);
            }
            Stage::Denominator => {
                for class in [DIGIT, DIGIT + 1, CROSS] {
                    each(class, state, 0.0);
                }
            }
            _ => {}
        }
    }
}

impl Grammar for Figures {
    type State = State;
    type Value = u32;

    fn start(&self) -> State {
        State {
            stage: Stage::Before,
            dollars: 0,
            cents: 0,
        }
    }

    fn next(&self, state: &State, each: &mut dyn FnMut(usize, State, f32)) {
        match state.stage {
            Stage::Before => {
                for class in [DOLLAR, STAR, SPACE] {
                    each(class, *state, 0.0);
                }
                for class in [POINT, COMMA, BAR, DASH, CROSS] {
                    each(class, *state, weight::STRAY);
                }
                for digit in 0_u8..10 {
                    let next = State {
                        stage: Stage::Dollars {
                            digits: 1,
                            after_comma: 0,
                        },
                        dollars: u32::from(digit),
                        cents: 0,
                    };
                    each(DIGIT + usize::from(digit), next, if digit == 0 { -1.0 } else { 0.0 });
                }
            }
            Stage::Dollars { .. } => Self::dollars(*state, each),
            _ => Self::cents(*state, each),
        }
        if matches!(
            state.stage,
            Stage::Cents | Stage::Dash | Stage::Denominator | Stage::After
        ) {
            let after = State {
                stage: Stage::After,
                ..*state
            };
            for class in [STAR, SPACE, DASH] {
                each(class, after, 0.0);
            }
            for class in [POINT, COMMA, BAR, CROSS] {
                each(class, after, weight::STRAY);
            }
        }
    }

    fn value(&self, state: &State) -> Option<(u32, f32)> {
        let weight = match state.stage {
            Stage::Before | Stage::FirstDigit(_) | Stage::Cross => return None,
            Stage::Dollars { after_comma, .. } if after_comma != 0 && after_comma != 4 => return None,
            Stage::Dollars { .. } | Stage::Point => weight::NO_CENTS,
            Stage::Dash | Stage::Cents | Stage::Denominator | Stage::After => 0.0,
        };
        let cents = state.dollars * 100 + u32::from(state.cents);
        (cents > 0).then_some((cents, weight))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::check::FLOOR;
    use crate::evidence::check::amount::{AmountReading, Candidates};
    use crate::evidence::check::fixture::{any_line, folded, line};
    use crate::evidence::ctc::likeliest;
    use proptest::prelude::*;

    fn found(text: &str, slips: &[(usize, char, f32)]) -> Vec<(u32, f32)> {
        likeliest(&Figures, &folded(&line(text, slips), CLASSES, class_of), 60, FLOOR)
    }

    fn likelihood(text: &str, cents: u32) -> Option<f32> {
        found(text, &[])
            .into_iter()
            .find(|(of, _)| *of == cents)
            .map(|(_, likelihood)| likelihood)
    }

    #[track_caller]
    fn reads(text: &str, cents: u32) {
        let found = found(text, &[]);
        assert_eq!(found.first().map(|best| best.0), Some(cents), "{text}: {found:?}");
        assert!(found[0].1 > -2.5, "{text}: {}", found[0].1);
    }

    #[test]
    fn an_amount_in_figures_is_read_in_every_usual_form() {
        reads("257.89", 25_789);
        reads("$**1,204.50", 120_450);
        reads("46 85/100", 4_685);
        reads("120-", 12_000);
        reads("120.00", 12_000);
        reads("$ 99 xx/100", 9_900);
        reads("1204.50**", 120_450);
        reads("0.50", 50);
    }

    #[test]
    fn letters_that_look_like_figures_are_figures() {
        reads("12O.OO", 12_000);
        reads("$Sl.4B", 5_148);
    }

    #[test]
    fn figures_without_cents_count_for_little() {
        let whole = likelihood("120", 12_000).unwrap();
        assert!((-9.0..-5.5).contains(&whole), "{whole}");
        // Raised cents are read without a point: it may be a dollar and twenty cents as well.
        assert!(likelihood("120", 120).unwrap() > whole);
    }

    #[test]
    fn a_comma_before_two_digits_is_a_point_only_with_less_weight() {
        let comma = likelihood("1,23", 123).unwrap();
        assert!(comma < likelihood("1.23", 123).unwrap() - 1.0, "{comma}");
        assert!(
            likelihood("1,23", 12_300).is_none_or(|whole| whole < comma),
            "a comma stands before three digits"
        );
    }

    #[test]
    fn a_figure_read_in_two_ways_keeps_both_amounts() {
        let found = found("120.00", &[(1, '7', 0.3)]);
        assert_eq!((found[0].0, found[1].0), (12_000, 17_000));
        let odds = found[0].1 - found[1].1;
        assert!((0.5..1.2).contains(&odds), "{odds}");
    }

    #[test]
    fn nothing_and_words_are_no_amount() {
        for text in ["", "Health Connector"] {
            let fit = Candidates::new(found(text, &[]), text.len()).fit();
            assert!(fit < -1.15, "{text}: {fit}");
        }
        assert!(likelihood("0.00", 0).is_none(), "no item is worth nothing");
    }

    proptest! {
        #[test]
        fn any_line_gives_amounts_above_nothing_and_no_probability_above_one(numbers in prop::collection::vec(-12.0_f32..0.0, 0..CLASSES * 14)) {
            let found = likeliest(&Figures, &any_line(CLASSES, &numbers), 60, FLOOR);
            for (cents, likelihood) in &found {
                prop_assert!(*cents > 0 && *likelihood < 0.5, "{} {}", cents, likelihood);
            }
            let candidates = Candidates::new(found, 14);
            let reading = AmountReading::of(&candidates, &candidates);
            for candidate in &reading.candidates {
                prop_assert!(candidate.amount.is_positive() && candidate.words < 1e-3 && candidate.figures < 1e-3);
            }
        }
    }
}
