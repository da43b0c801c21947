//! The words of one amount: how likely a line says just that, however poorly it reads.

use super::{Number, Stage, State, Words};
use crate::evidence::ctc::Grammar;

/// The grammar of amounts in words with every beginning left out that cannot become one amount: so a line that reads badly is asked for what it may say, where the search among
/// all amounts has given it up halfway.
pub(in crate::evidence::check) struct Saying<'a> {
    words: &'a Words,
    dollars: u32,
    cents: u32,
}

impl<'a> Saying<'a> {
    pub(in crate::evidence::check) fn new(words: &'a Words, cents: u32) -> Self {
        Saying {
            words,
            dollars: cents / 100,
            cents: cents % 100,
        }
    }

    fn may_be_said(&self, state: &State) -> bool {
        match state.stage {
            Stage::Before => true,
            Stage::Dollars => may_become_dollars(state.dollars, self.dollars),
            Stage::Cents => state.dollars.value() == self.dollars && may_become(state.cents, self.cents),
            Stage::FirstDigit(first) => state.dollars.value() == self.dollars && u32::from(first) == self.cents / 10,
            Stage::Fraction | Stage::Denominator | Stage::After => {
                state.dollars.value() == self.dollars && state.cents.value() == self.cents
            }
        }
    }
}

impl Grammar for Saying<'_> {
    type State = State;
    type Value = u32;

    fn start(&self) -> State {
        self.words.start()
    }

    fn next(&self, state: &State, each: &mut dyn FnMut(usize, State, f32)) {
        self.words.next(state, &mut |class, next, weight| {
            if self.may_be_said(&next) {
                each(class, next, weight);
            }
        });
    }

    fn value(&self, state: &State) -> Option<(u32, f32)> {
        let value = self.words.value(state)?;
        (value.0 == self.dollars * 100 + self.cents).then_some(value)
    }
}

/// Whether more words may make this number of dollars of it.
fn may_become_dollars(so_far: Number, whole: u32) -> bool {
    let (thousands, below) = (whole / 1_000, whole % 1_000);
    if so_far.thousands > 0 {
        return u32::from(so_far.thousands) == thousands && may_become(so_far, below);
    }
    // One thousand five hundred are also fifteen hundred; and what stands before "thousand" has no hundreds.
    let is_of_thousands = so_far.last < 4 && may_become(so_far, thousands);
    is_of_thousands || may_become(so_far, whole)
}

/// Whether more words below "thousand" may make this number of the words below it so far.
fn may_become(so_far: Number, whole: u32) -> bool {
    let value = u32::from(so_far.below);
    let is_within = |most: u32| (value..=value + most).contains(&whole);
    match so_far.last {
        0 | 5 => true,
        4 => is_within(99),
        3 => is_within(9),
        _ => value == whole || whole / 100 == value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::check::FLOOR;
    use crate::evidence::check::fixture::{folded, line};
    use crate::evidence::check::words::{CLASSES, class_of};
    use crate::evidence::ctc::likeliest;
    use crate::money::Amount;
    use crate::samples::words::{Spelling, legal};
    use proptest::prelude::*;

    fn said(text: &str, cents: u32) -> Option<f32> {
        let line = folded(&line(text, &[]), CLASSES, class_of);
        let words = Words::new();
        let found = likeliest(&Saying::new(&words, cents), &line, 60, FLOOR);
        assert!(found.iter().all(|(value, _)| *value == cents));
        found.first().map(|(_, likelihood)| *likelihood)
    }

    #[test]
    fn words_that_are_hardly_read_say_what_they_say_rather_than_anything_else() {
        let poorly = "Eight hunbed foty an 95/1C0 0olARS";
        let right = said(poorly, 84_095).unwrap();
        for other in [80_095, 84_195, 64_095, 80_000, 84_000] {
            assert!(said(poorly, other).is_none_or(|said| said < right), "{other}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_as_likely_as_the_search_among_all_amounts_finds_it(cents in 100_u32..2_000_000) {
            let amount = Amount::from_cents(i64::from(cents)).unwrap();
            let text = legal(amount, Spelling::PLAIN);
            let all = folded(&line(&text, &[]), CLASSES, class_of);
            let words = Words::new();
            let found = likeliest(&words, &all, 200, FLOOR);
            prop_assert_eq!(found[0].0, cents);
            let said = said(&text, cents).unwrap();
            prop_assert!((said - found[0].1).abs() < 0.5, "{} {}", said, found[0].1);
        }
    }
}
