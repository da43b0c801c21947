//! The legal amount: an amount of dollars in words, as a grammar over a line reader's posterior.
//!
//! `One hundred twenty and 00/100`, `Four thousand & xx/100 dollars`, `SEVEN HUNDRED AND NINETY SEVEN DOLLARS AND 68 CENTS`, and what people make of
//! them: without hyphens, without "and", misspelt, run together.

mod saying;

pub(super) use saying::Saying;

use super::lexicon::{Lexicon, Node};
use crate::evidence::ctc::Grammar;

/// Classes of the folded alphabet after the blank: 26 letters, ten digits, the fraction bar, and anything between words.
const LETTER: usize = 1;
const DIGIT: usize = 27;
const BAR: usize = 37;
const BETWEEN: usize = 38;
/// Classes with the blank.
pub(super) const CLASSES: usize = 39;

/// Log-weights of what is seldom: measured by hand on the words of the sample checks, and of no great moment; they only order what else is alike.
mod weight {
    /// Two words without anything between.
    pub(super) const RUN_TOGETHER: f32 = -0.5;
    /// A sign before the first word that belongs to none.
    pub(super) const STRAY_BEFORE: f32 = -3.0;
    /// A sign after the last word that belongs to none: the end of a stroke that fills the line is often read as a letter.
    pub(super) const STRAY_AFTER: f32 = -1.5;
    /// No cents are stated.
    pub(super) const NO_CENTS: f32 = -3.0;
    /// A fraction without its bar.
    pub(super) const NO_BAR: f32 = -1.5;
    /// Cents without the word.
    pub(super) const NO_CENTS_WORD: f32 = -3.0;
    /// A usual misspelling.
    pub(super) const MISSPELT: f32 = -2.0;
}

/// The class of a character; `None` for one that cannot stand there.
pub(super) fn class_of(c: char) -> Option<usize> {
    let offset = |c: char, from: char| usize::try_from(u32::from(c) - u32::from(from)).unwrap_or(0);
    Some(match c {
        'a'..='z' => LETTER + offset(c, 'a'),
        'A'..='Z' => LETTER + offset(c, 'A'),
        '0'..='9' => DIGIT + offset(c, '0'),
        '/' | '\\' | '|' => BAR,
        ' '..='~' => BETWEEN,
        _ => return None,
    })
}

/// What a word means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Word {
    Unit(u16),
    Teen(u16),
    Tens(u16),
    Hundred,
    Thousand,
    And,
    Dollars,
    Cents,
    /// `no`, `xx`, `zero`: no cents.
    NoCents,
    /// `only`, `even`, `exactly` and the like: nothing more comes, or nothing yet.
    Filler,
    /// `pay the sum of`: the amount comes. Among its words it would be a number misread, `the` for `three`.
    Preface,
}

const WORDS: [(&str, Word, f32); 58] = [
    ("one", Word::Unit(1), 0.0),
    ("two", Word::Unit(2), 0.0),
    ("three", Word::Unit(3), 0.0),
    ("four", Word::Unit(4), 0.0),
    ("five", Word::Unit(5), 0.0),
    ("six", Word::Unit(6), 0.0),
    ("seven", Word::Unit(7), 0.0),
    ("eight", Word::Unit(8), 0.0),
    ("nine", Word::Unit(9), 0.0),
    ("ten", Word::Teen(10), 0.0),
    ("eleven", Word::Teen(11), 0.0),
    ("twelve", Word::Teen(12), 0.0),
    ("thirteen", Word::Teen(13), 0.0),
    ("fourteen", Word::Teen(14), 0.0),
    ("fifteen", Word::Teen(15), 0.0),
    ("sixteen", Word::Teen(16), 0.0),
    ("seventeen", Word::Teen(17), 0.0),
    ("eighteen", Word::Teen(18), 0.0),
    ("nineteen", Word::Teen(19), 0.0),
    ("twenty", Word::Tens(20), 0.0),
    ("thirty", Word::Tens(30), 0.0),
    ("forty", Word::Tens(40), 0.0),
    ("fifty", Word::Tens(50), 0.0),
    ("sixty", Word::Tens(60), 0.0),
    ("seventy", Word::Tens(70), 0.0),
    ("eighty", Word::Tens(80), 0.0),
    ("ninety", Word::Tens(90), 0.0),
    ("hundred", Word::Hundred, 0.0),
    ("thousand", Word::Thousand, 0.0),
    ("and", Word::And, 0.0),
    ("dollars", Word::Dollars, 0.0),
    ("dollar", Word::Dollars, 0.0),
    ("cents", Word::Cents, 0.0),
    ("cent", Word::Cents, 0.0),
    ("cts", Word::Cents, 0.0),
    ("no", Word::NoCents, 0.0),
    ("xx", Word::NoCents, 0.0),
    ("zero", Word::NoCents, 0.0),
    ("only", Word::Filler, 0.0),
    ("even", Word::Filler, 0.0),
    ("exactly", Word::Filler, 0.0),
    ("pay", Word::Preface, 0.0),
    ("sum", Word::Preface, 0.0),
    ("the", Word::Preface, 0.0),
    ("of", Word::Preface, 0.0),
    ("amount", Word::Preface, 0.0),
    ("fourty", Word::Tens(40), weight::MISSPELT),
    ("fourtey", Word::Tens(40), weight::MISSPELT),
    ("ninty", Word::Tens(90), weight::MISSPELT),
    ("fivety", Word::Tens(50), weight::MISSPELT),
    ("fifthy", Word::Tens(50), weight::MISSPELT),
    ("eightteen", Word::Teen(18), weight::MISSPELT),
    ("twelf", Word::Teen(12), weight::MISSPELT),
    ("hundered", Word::Hundred, weight::MISSPELT),
    ("hundread", Word::Hundred, weight::MISSPELT),
    ("thousend", Word::Thousand, weight::MISSPELT),
    ("hunderd", Word::Hundred, weight::MISSPELT),
    ("ninteen", Word::Teen(19), weight::MISSPELT),
];

/// Where in the line a beginning stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Stage {
    /// Before the first word.
    Before,
    /// Among the words of the dollars.
    Dollars,
    /// After the word "dollars", or among the words of the cents.
    Cents,
    /// After the first digit of a fraction.
    FirstDigit(u8),
    /// After its second digit, or after `no` or `xx`.
    Fraction,
    /// After its bar.
    Denominator,
    /// All is said.
    After,
}

/// A number as far as its words are read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct Number {
    thousands: u16,
    below: u16,
    /// The least rank that the next word may not reach: 0 none yet, 1 units, 2 teens, 3 tens, 4 hundreds, 5 thousands.
    last: u8,
}

impl Number {
    fn value(self) -> u32 {
        u32::from(self.thousands) * 1_000 + u32::from(self.below)
    }

    /// The number with one more word; `None` where it makes none.
    fn with(mut self, word: Word) -> Option<Self> {
        let opens = matches!(self.last, 0 | 4 | 5);
        match word {
            Word::Unit(value) if opens || self.last == 3 => (self.below, self.last) = (self.below + value, 1),
            Word::Teen(value) if opens => (self.below, self.last) = (self.below + value, 2),
            Word::Tens(value) if opens => (self.below, self.last) = (self.below + value, 3),
            Word::Hundred if matches!(self.last, 1 | 2) && (1..=19).contains(&self.below) => {
                (self.below, self.last) = (self.below * 100, 4);
            }
            Word::Thousand if self.thousands == 0 && (1..=99).contains(&self.below) => {
                (self.thousands, self.below, self.last) = (self.below, 0, 5);
            }
            _ => return None,
        }
        Some(self)
    }
}

/// A beginning of the line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct State {
    stage: Stage,
    node: Node,
    dollars: Number,
    cents: Number,
}

/// The grammar of amounts in words. A value is a number of cents.
pub(super) struct Words {
    lexicon: Lexicon<Word>,
}

impl Words {
    pub(super) fn new() -> Self {
        let classes = |text: &str| text.chars().filter_map(class_of).collect::<Vec<_>>();
        Words {
            lexicon: Lexicon::new(WORDS.iter().map(|(text, word, weight)| (classes(text), *word, *weight))),
        }
    }

    /// The state after a word; `None` where the word cannot stand.
    fn after(state: &State, word: Word) -> Option<State> {
        let mut next = State {
            node: Lexicon::<Word>::ROOT,
            ..*state
        };
        match (state.stage, word) {
            (Stage::Before, Word::Preface) | (_, Word::And | Word::Filler) => {
                if state.stage == Stage::Before && word == Word::And {
                    return None;
                }
            }
            (Stage::Before | Stage::Dollars, Word::Dollars) if state.dollars.value() > 0 => next.stage = Stage::Cents,
            (Stage::Fraction | Stage::Denominator | Stage::After, Word::Dollars | Word::Cents) => {
                next.stage = Stage::After;
            }
            (Stage::Dollars | Stage::Cents, Word::NoCents) if state.cents.last == 0 => next.stage = Stage::Fraction,
            (Stage::Cents, Word::Cents) if state.cents.last > 0 || state.cents.below == 0 => next.stage = Stage::After,
            (Stage::Before | Stage::Dollars, number) => {
                next.dollars = state.dollars.with(number)?;
                next.stage = Stage::Dollars;
            }
            (Stage::Cents, number) => {
                next.cents = state.cents.with(number)?;
                if next.cents.value() > 99 {
                    return None;
                }
            }
            _ => return None,
        }
        Some(next)
    }

    fn letters(&self, state: &State, each: &mut dyn FnMut(usize, State, f32)) {
        self.lexicon.next(state.node, &mut |class, node, meaning| {
            let run_on = if state.node == Lexicon::<Word>::ROOT {
                weight::RUN_TOGETHER
            } else {
                0.0
            };
            each(class, State { node, ..*state }, run_on);
            if let Some((word, weight)) = meaning
                && let Some(next) = Self::after(state, word)
            {
                each(class, next, run_on + weight);
            }
        });
    }

    fn digits(state: &State, each: &mut dyn FnMut(usize, State, f32)) {
        let digits = 0_u8..10;
        match state.stage {
            Stage::Dollars | Stage::Cents if state.cents.last == 0 && state.dollars.value() > 0 => {
                for digit in digits {
                    each(
                        DIGIT + usize::from(digit),
                        State {
                            stage: Stage::FirstDigit(digit),
                            ..*state
                        },
                        0.0,
                    );
                }
                // A round O for a nought.
                each(
                    LETTER + 14,
                    State {
                        stage: Stage::FirstDigit(0),
                        ..*state
                    },
                    -0.7,
                );
            }
            Stage::FirstDigit(first) => {
                let mut second = |class: usize, digit: u8, weight: f32| {
                    let mut next = State {
                        stage: Stage::Fraction,
                        ..*state
                    };
                    next.cents.below = u16::from(first * 10 + digit);
                    each(class, next, weight);
                };
                for digit in digits {
                    second(DIGIT + usize::from(digit), digit, 0.0);
                }
                second(LETTER + 14, 0, -0.7);
            }
            Stage::Fraction => {
                each(
                    BAR,
                    State {
                        stage: Stage::Denominator,
                        ..*state
                    },
                    0.0,
                );
                each(
                    DIGIT + 1,
                    State {
                        stage: Stage::Denominator,
                        ..*state
                    },
                    weight::NO_BAR,
                );
            }
            Stage::Denominator => {
                // `100`, `xx`, or what is read for them.
                let letters = [LETTER + 8, LETTER + 11, LETTER + 14, LETTER + 23];
                for class in (DIGIT..DIGIT + 10).chain(letters) {
                    each(class, *state, 0.0);
                }
            }
            _ => {}
        }
    }

    fn strays(state: &State, each: &mut dyn FnMut(usize, State, f32)) {
        let (weight, stage) = match state.stage {
            Stage::Before => (weight::STRAY_BEFORE, Stage::Before),
            Stage::Fraction | Stage::Denominator | Stage::After => (weight::STRAY_AFTER, Stage::After),
            _ => return,
        };
        for class in LETTER..=BAR {
            each(class, State { stage, ..*state }, weight);
        }
    }
}

impl Grammar for Words {
    type State = State;
    type Value = u32;

    fn start(&self) -> State {
        State {
            stage: Stage::Before,
            node: Lexicon::<Word>::ROOT,
            dollars: Number::default(),
            cents: Number::default(),
        }
    }

    fn next(&self, state: &State, each: &mut dyn FnMut(usize, State, f32)) {
        let between_words = state.node == Lexicon::<Word>::ROOT;
        if !matches!(state.stage, Stage::FirstDigit(_)) {
            self.letters(state, each);
        }
        if between_words {
            each(BETWEEN, *state, 0.0);
            Self::digits(state, each);
            Self::strays(state, each);
        }
    }

    fn value(&self, state: &State) -> Option<(u32, f32)> {
        let dollars = state.dollars.value();
        if dollars == 0 || state.node != Lexicon::<Word>::ROOT {
            return None;
        }
        let weight = match state.stage {
            Stage::Dollars => weight::NO_CENTS,
            Stage::Cents if state.cents.last == 0 => weight::NO_CENTS,
            Stage::Cents => weight::NO_CENTS_WORD,
            Stage::Fraction => weight::NO_BAR,
            Stage::Denominator | Stage::After => 0.0,
            Stage::Before | Stage::FirstDigit(_) => return None,
        };
        Some((dollars * 100 + state.cents.value(), weight))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::check::FLOOR;
    use crate::evidence::check::amount::{AmountReading, Candidates};
    use crate::evidence::check::fixture::{any_line, folded, line};
    use crate::evidence::check::middle::SURELY_WORDS;
    use crate::evidence::ctc::likeliest;
    use proptest::prelude::*;

    fn found(text: &str, slips: &[(usize, char, f32)]) -> Vec<(u32, f32)> {
        likeliest(&Words::new(), &folded(&line(text, slips), CLASSES, class_of), 80, FLOOR)
    }

    fn fit(text: &str) -> f32 {
        Candidates::new(found(text, &[]), text.len()).fit()
    }

    #[track_caller]
    fn reads(text: &str, cents: u32) {
        let found = found(text, &[]);
        assert_eq!(found.first().map(|best| best.0), Some(cents), "{text}: {found:?}");
        assert!(fit(text) > SURELY_WORDS, "{text}: fit {}", fit(text));
    }

    #[test]
    fn an_amount_in_words_is_read_in_every_usual_spelling() {
        reads("One hundred twenty and 00/100", 12_000);
        reads("FORTY-SIX & 85/100", 4_685);
        reads("one thousand one hundred eighty four + 70/100", 118_470);
        reads("SEVEN HUNDRED AND NINETY SEVEN DOLLARS AND 68 CENTS", 79_768);
        reads("Ninety-nine and no/100", 9_900);
        reads("Two hundred sixteen and xx/100 dollars", 21_600);
        reads("Four hundred five dollars and ten cents", 40_510);
        reads("Twelve hundred and 50/100", 120_050);
        reads("Fifteen only and 00/100", 1_500);
    }

    #[test]
    fn words_run_together_or_misspelt_are_read() {
        reads("Onehundredtwentyand00/100", 12_000);
        reads("fourty six & 85/100", 4_685);
        reads("Two hunderd ninty nine and 10/100", 29_910);
    }

    #[test]
    fn without_cents_the_words_are_read_and_count_for_less() {
        for text in ["Two hundred sixteen dollars", "Two hundred sixteen"] {
            let found = found(text, &[]);
            assert_eq!(found[0].0, 21_600, "{text}");
            assert!((-8.0..-3.0).contains(&found[0].1), "{text}: {}", found[0].1);
        }
        let (whole, without) = (
            found("Two hundred sixteen and 00/100", &[]),
            found("Two hundred sixteen dollars", &[]),
        );
        assert!(whole[0].1 > without[0].1 + 1.0, "{} {}", whole[0].1, without[0].1);
    }

    #[test]
    fn a_letter_between_two_words_keeps_both_amounts() {
        // "sixty" or "fifty": the reader wavers at two letters.
        let found = found("sixty and 00/100", &[(0, 'f', 0.45), (2, 'f', 0.45)]);
        let by = |cents| {
            found
                .iter()
                .find(|(of, _)| *of == cents)
                .map(|(_, likelihood)| *likelihood)
        };
        let (sixty, fifty) = (by(6_000).unwrap(), by(5_000).unwrap());
        assert!(sixty > fifty && sixty - fifty < 1.0, "{sixty} {fifty}");
    }

    #[test]
    fn a_payee_and_an_address_are_no_amount() {
        for text in [
            "Massachusetts Health Connector",
            "Commonwealth Health Insurance",
            "12 Main Street, Boston MA 02111",
        ] {
            assert!(fit(text) < -1.2, "{text}: fit {}", fit(text));
        }
    }

    proptest! {
        #[test]
        fn any_line_gives_amounts_above_nothing_and_no_probability_above_one(numbers in prop::collection::vec(-12.0_f32..0.0, 0..CLASSES * 12)) {
            let posterior = any_line(CLASSES, &numbers);
            let found = likeliest(&Words::new(), &posterior, 40, FLOOR);
            for (cents, likelihood) in &found {
                prop_assert!(*cents > 0 && *likelihood < 0.5, "{} {}", cents, likelihood);
            }
            let reading = AmountReading::of(&Candidates::default(), &Candidates::new(found, 12));
            for candidate in &reading.candidates {
                prop_assert!(candidate.amount.is_positive() && candidate.words < 1e-3 && candidate.figures < 1e-3);
            }
        }
    }
}
