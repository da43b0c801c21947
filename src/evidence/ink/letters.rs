//! Taking a line of ink apart: which character stands at which steps, and stretches cut out of it.

use super::{BLANK, Ink};
use std::ops::Range;

/// A character as the ink reads it, and the steps at which it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// The character, in lower case.
    pub char: char,
    /// Its steps.
    pub steps: Range<usize>,
}

impl Ink {
    /// Takes up the next words of the line, with a space between; that there is none is nearly as likely.
    pub fn append(&mut self, next: &Ink) {
        if self.steps() > 0 {
            self.seen.extend([(b' ', 0), (BLANK, 1)]);
            self.close_step();
        }
        for step in 0..next.steps() {
            self.seen.extend(next.step(step));
            self.close_step();
        }
    }

    /// The characters of [`Ink::text`] with their steps, in order.
    pub fn letters(&self) -> Vec<Letter> {
        let mut letters: Vec<Letter> = Vec::new();
        let mut last = BLANK;
        for step in 0..self.steps() {
            let best = self.step(step).first().map_or(BLANK, |seen| seen.0);
            match letters.last_mut().filter(|_| best == last && best != BLANK) {
                Some(letter) => letter.steps.end = step + 1,
                None if best != BLANK => letters.push(Letter {
                    char: char::from(best),
                    steps: step..step + 1,
                }),
                None => {}
            }
            last = best;
        }
        letters
    }

    /// For each of [`Ink::letters`] whether another character may as well stand there: at one of its steps a rival is at most about a hundred times less likely.
    pub fn unsure(&self) -> Vec<bool> {
        /// Levels of likelihood from the likeliest: natural logarithms of 0.3 each.
        const RIVAL: u8 = 15;
        let rivalled = |step: usize| {
            let rival = self.step(step).iter().skip(1).find(|seen| seen.0 != BLANK);
            rival.is_some_and(|seen| seen.1 <= RIVAL)
        };
        let letters = self.letters();
        letters
            .into_iter()
            .map(|letter| letter.steps.into_iter().any(rivalled))
            .collect()
    }

    /// Several stretches with nothing but a blank between them.
    pub fn joined(&self, stretches: &[Range<usize>]) -> Self {
        let mut ink = Ink::default();
        for (at, stretch) in stretches.iter().enumerate() {
            if at > 0 {
                ink.seen.push((BLANK, 0));
                ink.close_step();
            }
            for step in stretch.clone().filter(|&step| step < self.steps()) {
                ink.seen.extend(self.step(step));
                ink.close_step();
            }
        }
        ink
    }

    fn close_step(&mut self) {
        self.ends.push(u32::try_from(self.seen.len()).unwrap_or(u32::MAX));
    }

    /// The ink with nothing left at some of its steps.
    #[must_use]
    pub fn blanked(&self, hidden: &[Range<usize>]) -> Self {
        let mut ink = Ink::default();
        for step in 0..self.steps() {
            if hidden.iter().any(|steps| steps.contains(&step)) {
                ink.seen.push((BLANK, 0));
            } else {
                ink.seen.extend(self.step(step));
            }
            ink.close_step();
        }
        ink
    }
}
