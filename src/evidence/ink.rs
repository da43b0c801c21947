//! What the line reader saw on a stretch of one line, kept small: evidence that can still be asked how well any text fits.

mod letters;

pub use letters::Letter;

use super::neural::Posterior;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::str::FromStr;

/// The blank of CTC among the characters of a step.
const BLANK: u8 = 0;
/// How the blank is written; the character itself is never kept.
const WRITTEN_BLANK: u8 = b'~';
/// What a byte of a text that no step can bear counts as.
const NEVER: u8 = 0xFF;
/// Natural logarithm of a step's likelihood from one level to the next.
const GRAIN: f32 = 0.3;
/// The lowest level that is kept; a character below it is held for as unlikely as one that was not seen at all.
const LOWEST: u8 = 25;
/// The log-likelihood of a character that was not seen at a step, against the likeliest there. A recogniser that is certain is still wrong about
/// once in some hundred characters, so that one contradicted step costs eleven bits and not everything.
const FLOOR: f32 = -7.8;
/// The characters kept of a step.
const MOST_KEPT: usize = 8;
/// A text's loss is never told to be worse than this.
const WORST: f32 = -180.0;

/// The characters that may stand at each step along a stretch of a line, each with its likelihood against the likeliest one of the step.
///
/// The two cases of a letter are one character, in lower case. As text it is one short string of printable characters: for each step `A` and the likeliest character
/// (`~` is the blank), then a letter `a` to `z` (how much less likely) and a character for each other, then a digit if as many
/// more steps are the same.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ink {
    /// Where each step's characters end.
    ends: Vec<u32>,
    /// Character and level, the likeliest of a step (level 0) first.
    seen: Vec<(u8, u8)>,
}

/// A text that is no ink.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("this is not what ink is written as")]
pub struct InkError;

impl Ink {
    /// What a posterior says of some of its steps. `alphabet` are the characters of the classes after the blank; those that are not printable ASCII are
    /// left out. Steps beyond the posterior's are ignored.
    pub fn of(posterior: &Posterior, alphabet: &[char], steps: Range<usize>) -> Self {
        let class: Vec<Option<u8>> = alphabet.iter().map(|&c| kept(c)).collect();
        let mut ink = Ink::default();
        for step in steps.start..steps.end.min(posterior.steps()) {
            let row = posterior.row(step);
            let mut likely = [0.0_f32; 128];
            likely[usize::from(BLANK)] = row[0].exp();
            for (&value, byte) in row[1..].iter().zip(&class) {
                if let Some(byte) = byte {
                    likely[usize::from(*byte)] += value.exp();
                }
            }
            ink.push(&likely);
        }
        ink
    }

    /// Takes up a step from the likelihood of each byte.
    fn push(&mut self, likely: &[f32; 128]) {
        let most = likely.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        let mut step: Vec<(u8, u8)> = (0_u8..128)
            .zip(likely)
            .filter_map(|(byte, &value)| {
                let level = level_of((value / most).ln())?;
                Some((byte, level))
            })
            .collect();
        step.sort_by_key(|&(byte, level)| (level, byte));
        step.truncate(MOST_KEPT);
        // Level 0 is the first one's alone: it marks where a step begins.
        for (place, seen) in step.iter_mut().enumerate() {
            seen.1 = if place == 0 { 0 } else { seen.1.max(1) };
        }
        self.seen.extend(step);
        self.ends.push(u32::try_from(self.seen.len()).unwrap_or(u32::MAX));
    }

    /// Steps along the line.
    pub fn steps(&self) -> usize {
        self.ends.len()
    }

    fn step(&self, step: usize) -> &[(u8, u8)] {
        let start = step.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.seen[crate::geometry::index(start)..crate::geometry::index(self.ends[step])]
    }

    /// Some of the steps.
    pub fn slice(&self, steps: Range<usize>) -> Self {
        let mut ink = Ink::default();
        for step in steps.start..steps.end.min(self.steps()) {
            ink.seen.extend(self.step(step));
            ink.ends.push(u32::try_from(ink.seen.len()).unwrap_or(u32::MAX));
        }
        ink
    }

    /// The likeliest character at every step, repetitions and blanks taken out; in lower case.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut last = BLANK;
        for step in 0..self.steps() {
            let best = self.step(step).first().map_or(BLANK, |seen| seen.0);
            if best != BLANK && best != last {
                text.push(char::from(best));
            }
            last = best;
        }
        text
    }

    /// The natural-log likelihood of a text, all its alignments together, against that of the likeliest single path: 0 if the ink reads exactly so, at
    /// most 0, never below -180. Case does not matter. A text that needs more steps than there are gets the worst.
    pub fn loss(&self, text: &str) -> f32 {
        let labels: Vec<u8> = text.bytes().map(label).collect();
        // The sum over alignments that end in label `at` (odd) or in the blank before it (even).
        let mut sums = vec![0.0_f64; 2 * labels.len() + 1];
        sums[0] = 1.0;
        for step in 0..self.steps() {
            let mut likely = Likely::of(self.step(step));
            let blank = likely.get(BLANK);
            for at in (0..sums.len()).rev() {
                let before = if at >= 1 { sums[at - 1] } else { 0.0 };
                if at % 2 == 0 {
                    sums[at] = (sums[at] + before) * blank;
                } else {
                    let skips = at >= 3 && labels[at / 2] != labels[at / 2 - 1];
                    let skipped = if skips { sums[at - 2] } else { 0.0 };
                    sums[at] = (sums[at] + before + skipped) * likely.get(labels[at / 2]);
                }
            }
        }
        let last = sums.len() - 1;
        let all = sums[last] + if last >= 1 { sums[last - 1] } else { 0.0 };
        if all <= f64::from(WORST).exp() {
            return WORST;
        }
        crate::geometry::f32_of(all.ln()).clamp(WORST, 0.0)
    }
}

/// The likelihoods of one step, against the likeliest.
struct Likely<'a> {
    seen: &'a [(u8, u8)],
    powers: &'static [f64; 27],
}

impl<'a> Likely<'a> {
    fn of(seen: &'a [(u8, u8)]) -> Self {
        static POWERS: std::sync::LazyLock<[f64; 27]> = std::sync::LazyLock::new(|| {
            std::array::from_fn(|level| match u8::try_from(level) {
                Ok(level) if level <= LOWEST => f64::from(-GRAIN * f32::from(level)).exp(),
                _ => f64::from(FLOOR).exp(),
            })
        });
        Likely { seen, powers: &POWERS }
    }

    fn get(&mut self, byte: u8) -> f64 {
        let level = self.seen.iter().find(|seen| seen.0 == byte).map_or(26, |seen| seen.1);
        self.powers[usize::from(level.min(26))]
    }
}

/// How a character of the alphabet is kept.
fn kept(c: char) -> Option<u8> {
    let byte = u8::try_from(c).ok()?.to_ascii_lowercase();
    ((b' '..=b'~').contains(&byte) && byte != WRITTEN_BLANK).then_some(byte)
}

/// What a byte of a text is looked up as.
fn label(byte: u8) -> u8 {
    if (b' '..WRITTEN_BLANK).contains(&byte) {
        byte.to_ascii_lowercase()
    } else {
        NEVER
    }
}

/// The level of a log-likelihood against the best; `None` below the lowest.
fn level_of(log: f32) -> Option<u8> {
    (log >= -GRAIN * (f32::from(LOWEST) + 0.5)).then(|| crate::geometry::round_u8(-log / GRAIN))
}

impl fmt::Display for Ink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut step = 0;
        while step < self.steps() {
            let seen = self.step(step);
            for &(byte, level) in seen {
                let how = if level == 0 { b'A' } else { b'`' + level };
                let written = if byte == BLANK { WRITTEN_BLANK } else { byte };
                f.write_char(char::from(how))?;
                f.write_char(char::from(written))?;
            }
            let more = (1..=9).take_while(|&ahead| step + ahead < self.steps() && self.step(step + ahead) == seen);
            let more = more.count();
            if more > 0 {
                write!(f, "{more}")?;
            }
            step += more + 1;
        }
        Ok(())
    }
}

impl fmt::Debug for Ink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ink of {} steps", self.steps())
    }
}

impl FromStr for Ink {
    type Err = InkError;
    fn from_str(text: &str) -> Result<Self, InkError> {
        let mut ink = Ink::default();
        let mut bytes = text.bytes().peekable();
        while let Some(how) = bytes.next() {
            if how != b'A' {
                return Err(InkError);
            }
            let from = ink.seen.len();
            ink.seen.push((written(bytes.next())?, 0));
            while let Some(how) = bytes.next_if(u8::is_ascii_lowercase) {
                ink.seen.push((written(bytes.next())?, how - b'`'));
            }
            let to = ink.seen.len();
            ink.ends.push(u32::try_from(to).map_err(|_| InkError)?);
            if let Some(more) = bytes.next_if(u8::is_ascii_digit) {
                for _ in 0..more - b'0' {
                    ink.seen.extend_from_within(from..to);
                    ink.ends.push(u32::try_from(ink.seen.len()).map_err(|_| InkError)?);
                }
            }
        }
        Ok(ink)
    }
}

fn written(byte: Option<u8>) -> Result<u8, InkError> {
    match byte {
        Some(WRITTEN_BLANK) => Ok(BLANK),
        Some(byte @ b' '..WRITTEN_BLANK) => Ok(byte),
        _ => Err(InkError),
    }
}

impl TryFrom<String> for Ink {
    type Error = InkError;
    fn try_from(text: String) -> Result<Self, InkError> {
        text.parse()
    }
}

impl From<Ink> for String {
    fn from(ink: Ink) -> String {
        ink.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALPHABET: [char; 5] = ['a', 'A', 'b', '1', '7'];

    /// Steps of blank, a, A, b, 1, 7.
    fn ink(rows: &[[f32; 6]]) -> Ink {
        let log = rows.iter().flatten().map(|p| p.max(1e-9).ln()).collect();
        Ink::of(&Posterior::new(6, log).unwrap(), &ALPHABET, 0..rows.len())
    }

    const B: [f32; 6] = [0.999, 0.0, 0.0, 0.0, 0.0, 0.001];
    const ONE: [f32; 6] = [0.01, 0.0, 0.0, 0.0, 0.69, 0.3];

    #[test]
    fn what_the_ink_reads_has_no_loss_and_what_it_allows_a_small_one() {
        let ink = ink(&[B, ONE, ONE, B, [0.0, 0.5, 0.5, 0.0, 0.0, 0.0]]);
        assert_eq!(ink.text(), "1a");
        assert!(ink.loss("1a") > -0.2 && ink.loss("1A") > -0.2, "{}", ink.loss("1A"));
        let seven = ink.loss("7A");
        assert!((-2.5..-1.0).contains(&seven), "{seven}");
        assert!(ink.loss("ba") < -10.0 && ink.loss("1") < -6.0 && ink.loss("1ab") < -6.0);
        assert!(ink.loss("") < -15.0 && ink.loss("é1a") < -6.0);
        assert!(ink.loss(&"1".repeat(200)) <= WORST);
    }

    #[test]
    fn a_doubled_letter_needs_a_blank_between() {
        let a = [0.01, 0.99, 0.0, 0.0, 0.0, 0.0];
        assert!(ink(&[a, B, a]).loss("aa") > -0.2);
        assert!(ink(&[a, a, a]).loss("aa") < -3.0);
    }

    #[test]
    fn a_part_of_a_line_reads_as_it_does_alone() {
        let line = ink(&[B, ONE, B, [0.0, 0.9, 0.1, 0.0, 0.0, 0.0]]);
        assert_eq!(line.slice(2..9), ink(&[B, [0.0, 0.9, 0.1, 0.0, 0.0, 0.0]]));
        assert_eq!(line.slice(2..4).text(), "a");
        assert_eq!((Ink::default().text(), Ink::default().loss("")), (String::new(), 0.0));
    }

    #[test]
    fn a_line_of_a_hundred_steps_is_short() {
        let noisy = [0.3, 0.2, 0.1, 0.2, 0.1, 0.1];
        let rows: Vec<[f32; 6]> = (0..100).map(|i| if i % 4 == 0 { noisy } else { B }).collect();
        let text = ink(&rows).to_string();
        assert!(text.len() < 1500, "{}", text.len());
    }

    proptest! {
        #[test]
        fn ink_is_read_back_and_no_text_gains(
            rows in prop::collection::vec(prop::array::uniform6(0.0_f32..1.0), 0..30),
            text in "\\PC{0,12}",
        ) {
            let ink = ink(&rows);
            prop_assert_eq!(&ink.to_string().parse::<Ink>().unwrap(), &ink);
            prop_assert!(ink.loss(&text) <= 0.0);
            prop_assert!(ink.loss(&text) >= WORST);
        }

        #[test]
        fn any_text_is_ink_or_an_error(text in "\\PC{0,60}") {
            if let Ok(ink) = text.parse::<Ink>() {
                prop_assert_eq!(ink.to_string().parse::<Ink>().unwrap(), ink.clone());
                prop_assert!(ink.loss("anything") <= 0.0);
            }
        }
    }
}
