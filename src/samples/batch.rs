//! Batches: the scanner of each, the files, the manifest, and the truth.

use super::case::{Case, Expected};
use super::encode::{self, Form, Strip};
use super::fonts::{Fonts, HANDS};
use super::paper::{self, Paper, Sheet};
use super::plan::Envelope;
use super::rng::Rng;
use super::scan::{Look, Surround, scan};
use super::scanner::{Naming, Scanner};
use super::truth;
use super::{SamplesError, canvas::Canvas};
use crate::money::Amount;
use chrono::NaiveDate;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::path::Path;

/// What the control figures of a batch say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Control {
    /// The truth.
    Right,
    /// Two pages too many: the batch is to be held.
    WrongPages,
    /// A dollar too little: the batch is to be held.
    WrongTotal,
}

/// A batch to be drawn.
pub(crate) struct Batch {
    pub(crate) name: String,
    pub(crate) day: NaiveDate,
    pub(crate) scanner: Scanner,
    pub(crate) control: Control,
    pub(crate) envelopes: Vec<Envelope>,
    pub(crate) seed: u64,
}

/// The names of one sheet's page images, front first.
pub(crate) struct Names {
    pub(crate) front: String,
    pub(crate) back: Option<String>,
}

/// One sheet to draw.
struct Job<'a> {
    level: u8,
    sheet: &'a Sheet,
    names: &'a Names,
    rng: Rng,
}

/// What was written.
#[derive(Default)]
pub(crate) struct Written {
    /// Page images.
    pub(crate) pages: usize,
    /// The manifest.
    pub(crate) manifest: Value,
    /// Truth lines.
    pub(crate) truth: Vec<Value>,
}

impl Batch {
    /// The names of all pages, by envelope and sheet.
    pub(crate) fn names(&self) -> Vec<Vec<Names>> {
        let mut number = 0;
        let extension = self.scanner.form.extension();
        let mut name = |_: &Sheet| {
            number += 1;
            let (front, back) = match self.scanner.naming {
                Naming::Front => (format!("{number:05}F.{extension}"), None),
                Naming::FrontAndBack => (
                    format!("{number:05}F.{extension}"),
                    Some(format!("{number:05}B.{extension}")),
                ),
                Naming::Numbered => (format!("Scan_{number:04}.{extension}"), None),
                Naming::OneFile => (format!("scan.tif#{number}"), None),
            };
            Names { front, back }
        };
        self.envelopes
            .iter()
            .map(|envelope| envelope.sheets.iter().map(&mut name).collect())
            .collect()
    }

    /// Draws and writes the batch into `folder`/name.
    pub(crate) fn write(&self, folder: &Path, fonts: &Fonts) -> Result<Written, SamplesError> {
        let folder = folder.join(&self.name);
        std::fs::create_dir_all(&folder).map_err(|source| SamplesError::write(&folder, source))?;
        let names = self.names();
        let rng = Rng::new(self.seed);
        let jobs: Vec<Job> = self
            .envelopes
            .iter()
            .zip(&names)
            .flat_map(|(envelope, names)| {
                envelope
                    .sheets
                    .iter()
                    .zip(names)
                    .map(move |(sheet, names)| (envelope.level, sheet, names))
            })
            .zip(0..)
            .map(|((level, sheet, names), label)| Job {
                level,
                sheet,
                names,
                rng: rng.fork(label),
            })
            .collect();
        let strips: Vec<Option<Strip>> = jobs
            .par_iter()
            .map(|job| self.draw(&folder, fonts, job))
            .collect::<Result<_, _>>()?;
        let strips: Vec<Strip> = strips.into_iter().flatten().collect();
        if !strips.is_empty() {
            encode::save(&folder.join("scan.tif"), &encode::tiff_file(&strips))?;
        }
        let manifest = self.manifest(&names, &mut rng.fork(u64::MAX));
        let text = serde_json::to_string_pretty(&manifest).expect("JSON values can always be written");
        encode::save(&folder.join("batch.json"), text.as_bytes())?;
        let pages = jobs.iter().map(|job| 1 + usize::from(job.names.back.is_some())).sum();
        let truth = (1..)
            .zip(self.envelopes.iter().zip(&names))
            .map(|(number, (envelope, names))| truth::line(self, number, envelope, names))
            .collect();
        Ok(Written { pages, manifest, truth })
    }

    /// Draws one paper, both sides where the scanner takes them; gives the strip of a multi-page file.
    fn draw(&self, folder: &Path, fonts: &Fonts, job: &Job) -> Result<Option<Strip>, SamplesError> {
        let (sheet, names, mut rng) = (job.sheet, job.names, job.rng.clone());
        if matches!(sheet.paper, Paper::Garbage) {
            encode::save(&folder.join(&names.front), &paper::garbage(&mut rng))?;
            if let Some(back) = &names.back {
                let blank = Canvas::new(8.5, 3.5, f64::from(self.scanner.dpi));
                encode::save(&folder.join(back), &encode::encode(&blank, self.scanner.form))?;
            }
            return Ok(None);
        }
        let mut ink = Rng::new(sheet.ink);
        let drawn = paper::front(fonts, &sheet.paper, f64::from(self.scanner.dpi), &mut ink);
        let back = names
            .back
            .as_ref()
            .map(|name| (name, paper::back(fonts, &sheet.paper, &drawn, &mut ink)));
        let look = self.look(job.level, sheet, &mut rng);
        let page = scan(drawn, &look, &mut rng);
        if self.scanner.naming == Naming::OneFile {
            return Ok(Some(encode::strip(&page, self.scanner.form)));
        }
        let form = self.form(job.level, &mut rng);
        encode::save(&folder.join(&names.front), &encode::encode(&page, form))?;
        if let Some((name, drawn)) = back {
            let mirrored = Look {
                skew: -look.skew,
                tear: None,
                ..look
            };
            let page = scan(drawn, &mirrored, &mut rng);
            encode::save(&folder.join(name), &encode::encode(&page, form))?;
        }
        Ok(None)
    }

    fn look(&self, level: u8, sheet: &Sheet, rng: &mut Rng) -> Look {
        let surround = match (self.scanner.name, rng.below(10)) {
            (_, 0..=2) => Surround::Cropped,
            ("document" | "multi", _) | (_, 3) => Surround::White,
            _ => Surround::Black,
        };
        let most = [0.3, 1.1, 2.2, 3.5][usize::from(level.min(3))];
        let skew = rng.range(-most, most);
        Look {
            // A cropped image would lose the corners of a paper that lies askew.
            surround: if (skew + sheet.skew).abs() > 0.8 && surround == Surround::Cropped {
                Surround::White
            } else {
                surround
            },
            skew: skew + sheet.skew,
            quarters: sheet.quarters,
            tear: sheet.tear,
            level,
            tone: self.scanner.tone,
        }
    }

    /// The file's form; poor scans are compressed harder, and colour paper varies.
    fn form(&self, level: u8, rng: &mut Rng) -> Form {
        const PAPERS: [[u8; 3]; 4] = [[255, 252, 240], [236, 244, 255], [240, 252, 240], [255, 255, 255]];
        let harder = [0, 5, 20, 35][usize::from(level.min(3))];
        match self.scanner.form {
            Form::Jpeg(quality) => Form::Jpeg(quality - harder),
            Form::JpegTiff(quality) => Form::JpegTiff(quality - harder),
            Form::ColourJpeg(quality, _) => Form::ColourJpeg(quality - harder, rng.pick(&PAPERS)),
            other => other,
        }
    }

    fn manifest(&self, names: &[Vec<Names>], rng: &mut Rng) -> Value {
        let sheets = || self.envelopes.iter().flat_map(|envelope| &envelope.sheets);
        let pages: usize = names
            .iter()
            .flatten()
            .map(|names| 1 + usize::from(names.back.is_some()))
            .sum();
        let items = sheets().filter(|sheet| sheet.item().is_some()).count();
        // The same people count the total and key the amounts.
        let counted = |sheet: &Sheet| sheet.item().map(|check| sheet.keyed.unwrap_or(check.amount));
        let total = Amount::checked_sum(sheets().filter_map(counted)).unwrap_or(Amount::ZERO);
        let mut control = json!({ "pages": pages });
        // Poor scans may hide what is an item: there the count would hold what should be read.
        if self.envelopes.iter().all(|envelope| envelope.level < 2) || self.control != Control::Right {
            control["items"] = json!(items);
        }
        if self.scanner.tracked && rng.chance(0.6) {
            control["total"] = json!(total);
        }
        match self.control {
            Control::Right => {}
            Control::WrongPages => control["pages"] = json!(pages + 2),
            Control::WrongTotal => {
                let less = Amount::from_cents(100).and_then(|dollar| total.checked_sub(dollar));
                control["total"] = json!(less.unwrap_or(Amount::ZERO));
            }
        }
        let hour = 8 + rng.below(9);
        let mut manifest = json!({
            "batch": self.name,
            "lockbox": super::codes::LOCKBOX,
            "received": format!("{}T{hour:02}:{:02}:00-05:00", self.day, rng.below(12) * 5),
            "control": control,
        });
        if self.scanner.tracked {
            let transactions = self.envelopes.iter().zip(names).map(|(envelope, names)| {
                let pages: Vec<Value> = envelope
                    .sheets
                    .iter()
                    .zip(names)
                    .flat_map(|(sheet, names)| entries(sheet, names))
                    .collect();
                json!({ "postmark": envelope.postmark, "pages": pages })
            });
            manifest["transactions"] = transactions.collect();
        }
        manifest
    }

    /// The envelope's truth in this batch: outcome and reasons.
    pub(crate) fn expected(&self, envelope: &Envelope) -> (Expected, Vec<&'static str>) {
        let (mut outcome, mut reasons) = (envelope.outcome, envelope.reasons.clone());
        if self.control != Control::Right {
            outcome = Expected::Exception;
            reasons.push("control_mismatch");
        } else if !self.scanner.tracked {
            // The pages are grouped by what they look like, and nothing was keyed, not even wrongly.
            if envelope.case == Case::KeyedConflict {
                (outcome, reasons) = (Expected::Posted, Vec::new());
            }
            if outcome == Expected::Posted {
                outcome = Expected::Either;
            }
            reasons.extend(["no_amount", "grouping_uncertain"]);
        }
        (outcome, reasons)
    }

    /// The name of the hand that wrote this sheet.
    pub(crate) fn hand(sheet: &Sheet) -> Option<&'static str> {
        sheet.item().map(|check| HANDS[check.hand % HANDS.len()].0)
    }
}

/// The manifest's entries of one sheet.
fn entries(sheet: &Sheet, names: &Names) -> Vec<Value> {
    let mut front = json!({ "file": names.front });
    if let Some(check) = sheet.item().filter(|_| sheet.micr_read) {
        front["micr"] = json!(check.micr());
    }
    if let Some(keyed) = sheet.keyed {
        front["amount"] = json!(keyed);
    }
    let mut out = vec![front];
    out.extend(names.back.as_ref().map(|back| json!({ "file": back })));
    out
}
