//! The lines in the middle of a check: payee and amount in words, told from each other by what they say.

use super::amount::Candidates;
use super::fields::Fields;
use super::sheet::Sheet;
use super::words::{self, Saying};
use super::{CheckReaders, FLOOR, Form, closed, texts};
use crate::evidence::Reading;
use crate::evidence::ctc::likeliest;
use crate::evidence::line_reader;
use crate::evidence::neural::Posterior;
use crate::geometry::Rect;

/// What the lines in the middle of a check say.
#[derive(Default)]
pub(super) struct Middle {
    pub(super) words: Option<Reading<String>>,
    /// The amounts that the words allow.
    pub(super) amounts: Candidates,
    /// What the reader saw of the words, and where they stand.
    seen: Option<Posterior>,
    area: Rect,
    pub(super) payee: Option<Reading<String>>,
    pub(super) bank: Option<Reading<String>>,
    pub(super) form: Form,
}

/// What a line told.
struct Told {
    text: Reading<String>,
    amounts: Candidates,
    /// `None` where only its text is of use.
    seen: Option<Posterior>,
    area: Rect,
}

/// Most lines that are read in search of payee and legal amount.
const MOST_LINES: usize = 5;
/// Log-likelihood for each character with which a line is surely an amount in words. Measured: legal amounts -0.02 to -1.0, payees
/// and labels below -1.2.
pub(super) const SURELY_WORDS: f32 = -0.6;
/// The same, above which a line may be one, and so is no payee.
const MAYBE_WORDS: f32 = -1.0;
/// Likeness with which a line is surely the payee.
const SURELY_PAYEE: f64 = 0.7;

/// Log-probability of an amount by the words, and log-likelihood of the words for each character, from which on they surely say it.
const SURE: (f32, f32) = (-0.05, -0.4);
/// Most amounts of the figures that the words are asked for, and the log-probability by the figures that such an amount must have.
const MOST_ASKED: usize = 3;
const ASKED: f32 = -3.0;

/// Whether words surely say an amount.
fn is_sure(words: &Candidates) -> bool {
    words.best().is_some_and(|(_, by)| by >= SURE.0) && words.fit() >= SURE.1
}

impl CheckReaders {
    /// Reads the lines in the middle until payee and words are both found: which is which is told by what they say.
    pub(super) fn middle(&self, sheet: &Sheet, fields: &Fields, payees: &[String]) -> Middle {
        let mut lines: Vec<Told> = Vec::new();
        let mut form = Form::Unsaid;
        let fit = |lines: &[Told]| {
            (0..lines.len()).max_by(|&a, &b| lines[a].amounts.fit().total_cmp(&lines[b].amounts.fit()))
        };
        for (at, &area) in fields.lines.iter().take(MOST_LINES).enumerate() {
            let picture = closed::cut(sheet, area);
            // On most checks the first line is the payee, and ours.
            if at == 0
                && let Some((text, _)) = self.reading(sheet, area, self.lines.glance(&picture))
                && texts::payee_likeness(&text.value, payees) > SURELY_PAYEE
            {
                lines.push(Told {
                    text,
                    amounts: Candidates::default(),
                    seen: None,
                    area,
                });
                continue;
            }
            let Some((text, posterior)) = self.reading(sheet, area, self.lines.quickly(&picture)) else {
                continue;
            };
            if texts::is_money_order_label(&text.value) {
                form = Form::MoneyOrder;
            }
            if texts::is_label(&text.value) {
                continue;
            }
            lines.push(Told {
                amounts: self.amount_in_words(&posterior, text.value.len()),
                text,
                seen: Some(posterior),
                area,
            });
            let has_words = fit(&lines).is_some_and(|at| lines[at].amounts.fit() > SURELY_WORDS);
            let has_payee = lines
                .iter()
                .any(|line| texts::payee_likeness(&line.text.value, payees) > SURELY_PAYEE);
            if has_words && (has_payee || lines.len() >= 3) {
                break;
            }
        }
        let Some(at) = fit(&lines) else {
            return Middle {
                form,
                ..Middle::default()
            };
        };
        let words = lines.remove(at);
        // The payee's line is the one most like a payee of ours, or else the nearest line, above before below; a further line of words is none.
        let likeness = |line: &Told| texts::payee_likeness(&line.text.value, payees);
        let may_be_payee = |line: &Told| line.amounts.fit() < MAYBE_WORDS;
        let like = (0..lines.len()).max_by(|&a, &b| likeness(&lines[a]).total_cmp(&likeness(&lines[b])));
        let payee = match like {
            Some(best) if likeness(&lines[best]) >= 0.5 => Some(best),
            _ if at > 0 => Some(at - 1),
            _ => (!lines.is_empty()).then_some(0),
        };
        let bank = (at..lines.len()).find(|&at| Some(at) != payee && texts::is_bank_name(&lines[at].text.value));
        Middle {
            bank: bank.map(|at| lines[at].text.clone()),
            payee: payee
                .map(|best| lines.swap_remove(best))
                .filter(may_be_payee)
                .map(|line| line.text),
            words: Some(words.text),
            amounts: words.amounts,
            seen: words.seen,
            area: words.area,
            form,
        }
    }

    /// Reads long words once more, not squeezed, where they do not surely say an amount, be it the figures' or another. Of the two readings that one is kept which allows the figures'
    /// amount rather, or else is rather an amount at all.
    pub(super) fn read_again(&self, sheet: &Sheet, figures: &Candidates, middle: &mut Middle) {
        let by_figures = figures.best().map(|(cents, _)| cents);
        let allows = |words: &Candidates| by_figures.map_or(f32::MIN, |cents| words.of(cents));
        // What one reading surely says no other overrules: words that say another amount than the figures are a conflict.
        if is_sure(&middle.amounts) || middle.words.is_none() {
            return;
        }
        let picture = closed::cut(sheet, middle.area);
        if !line_reader::is_long(&picture) {
            return;
        }
        let Some((text, posterior)) = self.reading(sheet, middle.area, self.lines.read(&picture)) else {
            return;
        };
        let amounts = self.amount_in_words(&posterior, text.value.len());
        let better = |by: fn(&Candidates) -> f32| by(&amounts).total_cmp(&by(&middle.amounts));
        let allows_rather = allows(&amounts).total_cmp(&allows(&middle.amounts));
        if allows_rather.then(better(Candidates::fit)).is_gt() {
            (middle.words, middle.amounts, middle.seen) = (Some(text), amounts, Some(posterior));
        }
    }

    /// The amounts that the words allow, among them those that the figures say: the words are asked for these, however poorly they read.
    pub(super) fn asked_for(&self, middle: &Middle, figures: &Candidates) -> Candidates {
        let (Some(text), Some(seen)) = (&middle.words, &middle.seen) else {
            return middle.amounts.clone();
        };
        let asked = figures
            .likeliest(MOST_ASKED, ASKED)
            .filter(|cents| !middle.amounts.allow(*cents));
        let folded = seen.folded(words::CLASSES, &self.fold_words);
        let said = asked.flat_map(|cents| likeliest(&Saying::new(&self.words, cents), &folded, 60, FLOOR));
        middle.amounts.and(said.collect(), text.value.len())
    }
}
