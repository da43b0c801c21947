//! What a check says: its fields, where they stand and what is written there.
//!
//! The cheap comes first: places from rules and frames, then line after line until amount in words and payee are both found. Nothing here decides:
//! each field is a claim, and what an amount or a date may be is kept with the likelihood of every candidate.

pub mod amount;
mod closed;
mod courtesy;
mod date;
pub mod fields;
mod figures;
mod figures_net;
#[cfg(test)]
mod fixture;
mod lexicon;
mod middle;
mod numbers;
mod segments;
pub mod sheet;
mod stretches;
pub mod texts;
mod words;

pub use courtesy::figures_by_net;
pub use figures_net::FiguresNet;
pub use numbers::PrintedNumbers;

use super::ctc::{self, likeliest};
use super::ink::Ink;
use super::line_reader::LineReader;
use super::neural::Posterior;
use super::{Line, MicrReading, Reading};
use crate::geometry::Rect;
use crate::micr::Micr;
use crate::page::Page;
use crate::score::Score;
use amount::{AmountReading, Candidates};
use chrono::NaiveDate;
use fields::Fields;
use image::GrayImage;
use serde::{Deserialize, Serialize};
use sheet::Sheet;

/// What was read on a check or money order.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct CheckReading {
    /// The courtesy amount as text.
    pub figures: Option<Reading<String>>,
    /// The legal amount as text.
    pub words: Option<Reading<String>>,
    /// What the item may be worth by figures and words.
    pub amount: AmountReading,
    /// To whom it is payable.
    pub payee: Option<Reading<String>>,
    /// The bank's name, where it stands under the words and was come upon while they were looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<Reading<String>>,
    /// The date's line as text.
    pub date: Option<Reading<String>>,
    /// What the date may be, the likeliest first; the rest of the probability is that it is none of these.
    pub dates: Vec<DateCandidate>,
    /// The memo's lines, top to bottom: at the lower left, on a money order at the lower right.
    pub memo: Vec<Line>,
    /// Whether somebody signed.
    pub signature: Option<Reading<Signature>>,
    /// Whose form it is, by its labels.
    #[serde(default)]
    pub form: Form,
    /// Its number and its bank's in print, where the MICR line was not surely read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<PrintedNumbers>,
}

/// Which form an item is printed on, by the labels that were read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// No label tells; nearly all items are checks.
    #[default]
    Unsaid,
    /// A money order.
    MoneyOrder,
}

impl CheckReading {
    /// Where its fields were found.
    pub fn regions(&self) -> impl Iterator<Item = Rect> {
        let texts = [&self.figures, &self.words, &self.payee, &self.bank, &self.date]
            .into_iter()
            .flatten()
            .chain(self.memo.iter().map(|line| &line.read));
        let signature = self.signature.as_ref().and_then(|signature| signature.region);
        texts.filter_map(|text| text.region).chain(signature)
    }
}

/// A date that a check may bear.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct DateCandidate {
    /// The date.
    pub date: NaiveDate,
    /// Its probability by the reader.
    pub probability: Score,
}

/// Whether there is writing where a signature belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// There is ink.
    Present,
    /// There is none.
    Blank,
}

/// What reads checks.
pub struct CheckReaders {
    /// Lines of print and handwriting.
    pub lines: LineReader,
    /// The courtesy amount once more, by a net of our own.
    pub figures: FiguresNet,
    words: words::Words,
    dates: date::Dates,
    fold_figures: Vec<Option<usize>>,
    fold_words: Vec<Option<usize>>,
    fold_dates: Vec<Option<usize>>,
}

/// No character is held for less likely than this: what a single misread character costs.
const FLOOR: f32 = -9.0;
/// Most lines of memo that are read.
const MOST_MEMO_LINES: usize = 4;

impl CheckReaders {
    /// Makes the readers of the line reader's alphabet.
    pub fn new(lines: LineReader, figures: FiguresNet) -> Self {
        let fold = |class_of: fn(char) -> Option<usize>| {
            std::iter::once(Some(0))
                .chain(lines.alphabet().iter().map(|&c| class_of(c)))
                .collect::<Vec<_>>()
        };
        CheckReaders {
            words: words::Words::new(),
            dates: date::Dates::new(),
            fold_figures: fold(figures::class_of),
            fold_words: fold(words::class_of),
            fold_dates: fold(date::class_of),
            lines,
            figures,
        }
    }

    /// Reads the front of a check. `payees` are the names that it should be payable to: they only tell the payee's line from other lines.
    /// `micr` is its MICR line as far as it was read.
    pub fn read(&self, page: &Page, micr: Option<&MicrReading>, payees: &[String]) -> CheckReading {
        let sheet = Sheet::of(page, micr.map(|line| line.region));
        let fields = fields::find(&sheet);
        let mut middle = self.middle(&sheet, &fields, payees);
        let (figures_text, figures) = self.figures(&sheet, &fields, &middle.amounts);
        self.read_again(&sheet, &figures, &mut middle);
        let (date, dates) = self.date(&sheet, &fields);
        let form = if micr.is_some_and(is_of_money_order) {
            Form::MoneyOrder
        } else {
            middle.form
        };
        CheckReading {
            figures: figures_text,
            amount: AmountReading::of(&figures, &self.asked_for(&middle, &figures)),
            words: middle.words,
            payee: middle.payee,
            bank: middle.bank,
            form,
            date,
            dates,
            memo: self.memo(&sheet, &fields, form),
            signature: fields.signature.map(|area| signature(&sheet, area)),
            numbers: (!micr.is_some_and(|line| line.accepted)).then(|| self.numbers(&sheet, &fields)),
        }
    }

    /// The amounts that a line of figures allows, as the line reader read it, on so many characters.
    pub fn amount_in_figures(&self, line: &Posterior, length: usize) -> Candidates {
        let folded = line.folded(figures::CLASSES, &self.fold_figures);
        Candidates::new(likeliest(&figures::Figures, &folded, 60, FLOOR), length)
    }

    /// The amounts that a line of words allows, on so many characters.
    pub fn amount_in_words(&self, line: &Posterior, length: usize) -> Candidates {
        let folded = line.folded(words::CLASSES, &self.fold_words);
        Candidates::new(likeliest(&self.words, &folded, 80, FLOOR), length)
    }

    /// The dates that a line allows, with their log-likelihoods, the best first.
    pub fn dates_on(&self, line: &Posterior) -> Vec<(NaiveDate, f32)> {
        likeliest(&self.dates, &line.folded(date::CLASSES, &self.fold_dates), 60, FLOOR)
    }

    fn line(&self, sheet: &Sheet, area: Rect) -> Option<(Reading<String>, Posterior)> {
        self.reading(sheet, area, self.lines.read(&sheet.cut(area)))
    }

    /// What was read in a place, as text and as what the reader saw.
    fn reading(&self, sheet: &Sheet, area: Rect, seen: Option<Posterior>) -> Option<(Reading<String>, Posterior)> {
        let posterior = seen?;
        let read = ctc::best(&posterior, self.lines.alphabet());
        let reading = Reading {
            value: read.text.trim().to_owned(),
            score: Score::new(read.mean()),
            region: Some(sheet.on_page(area)),
        };
        Some((reading, posterior))
    }

    fn date(&self, sheet: &Sheet, fields: &Fields) -> (Option<Reading<String>>, Vec<DateCandidate>) {
        /// Log-likelihood of a line that is no date at all, for each of its characters.
        const NO_DATE: f32 = -0.9;
        /// Probability of a date from which what stands elsewhere is none.
        const MAYBE_DATE: f32 = 0.4;
        /// What is so many times as long as high is looked over before it is read: hardly a date is, and the bank's name often.
        const LONG: u32 = 7;
        let mut best: (f32, Option<Reading<String>>, Vec<DateCandidate>) = (0.0, None, Vec::new());
        let mut place = Rect::default();
        for &area in &fields.dates {
            if best.0 > MAYBE_DATE && !area.overlaps(place) {
                continue;
            }
            let picture = sheet.cut(area);
            let has_digits = |read: &Reading<String>| read.value.contains(|c: char| c.is_ascii_digit());
            let is_none = |(text, _): (Reading<String>, _)| !has_digits(&text);
            if area.w > LONG * area.h
                && self
                    .reading(sheet, area, self.lines.glance(&picture))
                    .is_some_and(is_none)
            {
                continue;
            }
            let Some((text, posterior)) = self.reading(sheet, area, self.lines.read(&picture)) else {
                continue;
            };
            if !has_digits(&text) {
                continue;
            }
            let found = self.dates_on(&posterior);
            let length = f32::from(u16::try_from(text.value.len().max(6)).unwrap_or(u16::MAX));
            let none = NO_DATE * length;
            let all = found
                .iter()
                .fold(none, |sum, (_, likelihood)| ctc::log_add(sum, *likelihood));
            let dates: Vec<DateCandidate> = found
                .iter()
                .map(|(date, likelihood)| DateCandidate {
                    date: *date,
                    probability: Score::new((likelihood - all).exp()),
                })
                .filter(|candidate| candidate.probability.get() > 0.000_5)
                .take(10)
                .collect();
            let mass: f32 = dates.iter().map(|candidate| candidate.probability.get()).sum();
            if mass > best.0 {
                best = (mass, Some(text), dates);
                place = area;
            }
            if best.0 > 0.9 {
                break;
            }
        }
        (best.1, best.2)
    }

    fn memo(&self, sheet: &Sheet, fields: &Fields, form: Form) -> Vec<Line> {
        let rows = match form {
            Form::MoneyOrder => &fields.order_memo(sheet),
            Form::Unsaid => &fields.memo,
        };
        let rows = &rows[rows.len().saturating_sub(MOST_MEMO_LINES)..];
        let stretches = |at: usize| stretches::of(sheet.cut_row(rows, at));
        (0..rows.len())
            .filter_map(|at| self.text(sheet, rows[at], &stretches(at)))
            .collect()
    }

    /// One of several rows that stand close; `None` if it is a label or nothing.
    pub(super) fn row(&self, sheet: &Sheet, rows: &[Rect], at: usize) -> Option<Line> {
        self.text(sheet, rows[at], &[sheet.cut_row(rows, at)])
    }

    /// A row from pictures of its stretches; `None` if it is a label or nothing.
    fn text(&self, sheet: &Sheet, row: Rect, stretches: &[GrayImage]) -> Option<Line> {
        let mut read = ctc::Read::default();
        let mut ink = Ink::default();
        for posterior in stretches.iter().filter_map(|stretch| self.lines.read(stretch)) {
            read.append(ctc::best(&posterior, self.lines.alphabet()));
            ink.append(&Ink::of(&posterior, self.lines.alphabet(), 0..posterior.steps()));
        }
        let reading = Reading {
            value: read.text.trim().to_owned(),
            score: Score::new(read.mean()),
            region: Some(sheet.on_page(row)),
        };
        (!texts::is_label(&reading.value)).then(|| Line::new(reading, ink))
    }
}

/// A MICR line that is whole and has no check number, which every check's has.
fn is_of_money_order(line: &MicrReading) -> bool {
    let micr = Micr::parse(&line.line);
    line.accepted && micr.complete && micr.serial.is_none()
}

/// Looks for ink where a signature belongs.
fn signature(sheet: &Sheet, area: Rect) -> Reading<Signature> {
    let dpi = sheet.dpi;
    // What is no wider than a hair is a dash of a streak that the scanner drew, or of the paper's edge.
    let strokes = sheet.pieces_in(area).filter(|c| c.area.w > dpi.px(0.012));
    let (tall, letters) = strokes.fold((0, 0), |(tall, letters), c| {
        // A long level piece is what is left of a rule.
        let is_tall = c.area.h >= dpi.px(0.12) || (c.area.w >= dpi.px(0.3) && c.area.h >= dpi.px(0.05));
        (
            tall + u32::from(is_tall),
            letters + u32::from(c.area.h >= dpi.px(0.045)),
        )
    });
    let is_blank = tall == 0 && letters < 3;
    Reading {
        value: if is_blank { Signature::Blank } else { Signature::Present },
        score: if is_blank && letters > 0 {
            Score::new(0.7)
        } else {
            Score::SURE
        },
        region: Some(sheet.on_page(area)),
    }
}
