//! Samples: batches of scans with their accounts and their truth, made by chance from a seed.
//!
//! People, addresses, banks and checks are invented; fonts are the system's ([`FONT_PACKAGES`]). The same seed on the same
//! fonts gives the same bytes. First everything is planned (who sends what, and what must become of it), then the pages
//! are drawn, scanned and encoded in parallel.

pub(crate) mod rng;
pub(crate) mod canvas;
pub(crate) mod fonts;
mod text;
pub(crate) mod e13b;
mod codes;
pub(crate) mod words;
mod writing;
mod people;
mod encode;
mod master;
mod coupon;
mod bill;
pub(crate) mod check;
mod mail;
mod damage;
pub(crate) mod scan;
mod paper;
mod case;
mod filling;
mod plan;
mod scanner;
mod batch;
mod truth;
mod situations;

pub use fonts::FONT_PACKAGES;
pub use situations::write_situations;

use batch::{Batch, Control};
use case::{Case, Expected};
use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use plan::{Envelope, Planner};
use rng::Rng;
use scanner::{Naming, SCANNERS};
use std::fmt;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What samples to make.
#[derive(Clone, Copy, Debug)]
pub struct SampleOptions {
    /// How many transactions, at least 1.
    pub transactions: usize,
    /// The same seed makes the same samples.
    pub seed: u64,
    /// How good the scans are.
    pub quality: Quality,
    /// What lies in the envelopes.
    pub only: Mail,
}

/// What lies in the envelopes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mail {
    /// Whatever comes.
    All,
    /// Coupons, or what came instead of them.
    Coupon,
    /// Checks without a coupon: a memo line at most says whose payment it is.
    Memo,
}

/// How good the scans are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quality {
    /// As if printed straight into the file.
    Clean,
    /// What a well-kept office scanner makes of ordinary mail.
    Office,
    /// A worn scanner, faint print, folded papers.
    Poor,
    /// Poor and worse; some of it nobody could read.
    Hard,
}

impl Quality {
    fn level(self, rng: &mut Rng) -> u8 {
        let bounds = match self {
            Quality::Clean => [1.0, 1.0, 1.0],
            Quality::Office => [0.25, 0.9, 1.0],
            Quality::Poor => [0.0, 0.2, 1.0],
            Quality::Hard => [0.0, 0.0, 0.6],
        };
        let at = rng.unit();
        u8::try_from(bounds.iter().filter(|bound| at >= **bound).count()).expect("there are three bounds")
    }
}

impl FromStr for Quality {
    type Err = SamplesError;

    fn from_str(text: &str) -> Result<Self, SamplesError> {
        match text {
            "clean" => Ok(Quality::Clean),
            "office" => Ok(Quality::Office),
            "poor" => Ok(Quality::Poor),
            "hard" => Ok(Quality::Hard),
            _ => Err(SamplesError::NoQuality(text.chars().take(40).collect())),
        }
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Quality::Clean => "clean",
            Quality::Office => "office",
            Quality::Poor => "poor",
            Quality::Hard => "hard",
        })
    }
}

/// Why no samples were made.
#[derive(Debug, thiserror::Error)]
pub enum SamplesError {
    /// A font's package is not installed.
    #[error("the font {file} is missing: apt-get install {package}")]
    FontMissing {
        /// The font's file.
        file: &'static str,
        /// The Debian package that brings it.
        package: &'static str,
    },
    /// A font's file is no font.
    #[error("{} is no usable font: apt-get install --reinstall {package}", path.display())]
    FontUnusable {
        /// The file.
        path: PathBuf,
        /// The Debian package that brings it.
        package: &'static str,
    },
    /// A file could not be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file or folder could not be written.
    #[error("{}: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder holds something already, which samples would be mixed up with.
    #[error("{} is not empty: name a new folder, or empty it first", .0.display())]
    NotEmpty(PathBuf),
    /// No transaction was asked for.
    #[error("samples need at least one transaction")]
    NoTransactions,
    /// No such quality.
    #[error("`{0}` is no quality of scans: it is clean, office, poor or hard")]
    NoQuality(String),
}

impl SamplesError {
    fn write(path: &Path, source: io::Error) -> Self {
        SamplesError::Write {
            path: path.to_owned(),
            source,
        }
    }
}

/// What was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// Accounts in `accounts.csv`.
    pub accounts: usize,
    /// Folders in `batches/`.
    pub batches: usize,
    /// Transactions: lines of `truth.jsonl`.
    pub transactions: usize,
    /// Page images.
    pub pages: usize,
    /// Transactions that must post.
    pub posted: usize,
    /// Transactions that must not post.
    pub exceptions: usize,
}

/// Writes samples into `dir`: `accounts.csv`, `batches/<batch>/`, `truth.jsonl`.
///
/// # Errors
/// A missing font, a folder that is not empty, a file that cannot be written.
pub fn write(dir: &Path, options: &SampleOptions) -> Result<Summary, SamplesError> {
    if options.transactions == 0 {
        return Err(SamplesError::NoTransactions);
    }
    if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(SamplesError::NotEmpty(dir.to_owned()));
    }
    let fonts = fonts::Fonts::load()?;
    let mut rng = Rng::new(options.seed);
    let members = master::members((options.transactions * 20).max(400), &mut rng);
    let batches = plan(options, Planner::new(&members, options.only, rng.fork(1)), &mut rng);
    std::fs::create_dir_all(dir).map_err(|source| SamplesError::write(dir, source))?;
    master::write(&dir.join("accounts.csv"), &members)?;
    let mut summary = Summary {
        accounts: members.len(),
        batches: batches.len(),
        transactions: options.transactions,
        ..Summary::default()
    };
    let mut truth = String::new();
    for batch in &batches {
        let written = batch.write(&dir.join("batches"), &fonts)?;
        summary.pages += written.pages;
        for line in written.truth {
            writeln!(truth, "{line}").expect("a String takes any text");
        }
        let outcome = |wanted| batch.envelopes.iter().filter(|e| batch.expected(e).0 == wanted).count();
        summary.posted += outcome(Expected::Posted);
        summary.exceptions += outcome(Expected::Exception);
    }
    encode::save(&dir.join("truth.jsonl"), truth.as_bytes())?;
    Ok(summary)
}

/// Batches below this number have right control figures throughout.
const BATCHES_FOR_A_WRONG_ONE: usize = 5;

/// Deals the envelopes into batches of 14 to 26.
fn plan(options: &SampleOptions, mut planner: Planner, rng: &mut Rng) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    let mut left = options.transactions;
    let days = options.transactions / 240 + 2;
    let mut day = NaiveDate::from_ymd_opt(2026, 1, 6).expect("a day of the calendar");
    while left > 0 {
        let count = (14 + rng.below(13)).min(left);
        left -= count;
        let number = batches.len() + 1;
        let scanner = SCANNERS[(number - 1) % SCANNERS.len()];
        let wrong = number == BATCHES_FOR_A_WRONG_ONE;
        let control = if wrong { Control::WrongPages } else { Control::Right };
        let mut envelopes: Vec<Envelope> = Vec::new();
        for _ in 0..count {
            let level = options.quality.level(rng);
            let case = match planner.deal() {
                Case::Garbage if scanner.naming == Naming::OneFile => Case::Clean,
                case => case,
            };
            // A check comes again only where its first coming posts.
            let mut earlier: Vec<&mut Envelope> = batches
                .iter_mut()
                .filter(|batch| batch.scanner.tracked && batch.control == Control::Right)
                .flat_map(|batch| &mut batch.envelopes)
                .collect();
            if scanner.tracked && !wrong {
                earlier.extend(&mut envelopes);
            }
            let earlier = if scanner.tracked { &mut earlier[..] } else { &mut [] };
            let next = planner.envelope(case, level, day, earlier);
            envelopes.push(next);
        }
        batches.push(Batch {
            name: format!("{}-{number:03}", day.format("%Y%m%d")),
            day,
            scanner,
            control,
            envelopes,
            seed: rng.bits(),
        });
        if number.is_multiple_of(days) {
            day = next_business_day(day);
        }
    }
    batches
}

fn next_business_day(day: NaiveDate) -> NaiveDate {
    let mut next = day + Days::new(1);
    while matches!(next.weekday(), Weekday::Sat | Weekday::Sun) {
        next = next + Days::new(1);
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn files(dir: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>, root: &Path) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, into, root);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                into.insert(path.strip_prefix(root).unwrap().to_owned(), bytes);
            }
        }
    }

    fn made(options: &SampleOptions) -> (Summary, BTreeMap<PathBuf, Vec<u8>>) {
        let dir = tempfile::tempdir().unwrap();
        let summary = write(dir.path(), options).unwrap();
        let mut found = BTreeMap::new();
        files(dir.path(), &mut found, dir.path());
        (summary, found)
    }

    #[test]
    fn the_same_seed_makes_the_same_bytes_and_every_page_of_the_truth_is_there() {
        let options = SampleOptions {
            transactions: 18,
            seed: 5,
            quality: Quality::Office,
            only: Mail::All,
        };
        let (summary, one) = made(&options);
        let (_, other) = made(&options);
        assert!(one == other, "the same seed made other bytes");
        let (_, third) = made(&SampleOptions { seed: 6, ..options });
        assert!(one != third, "another seed made the same bytes");
        assert_eq!(summary.transactions, 18);
        let truth = String::from_utf8(one[Path::new("truth.jsonl")].clone()).unwrap();
        assert_eq!(truth.lines().count(), 18);
        for line in truth.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let folder = Path::new("batches").join(line["batch"].as_str().unwrap());
            for page in line["pages"].as_array().unwrap() {
                let file = page.as_str().unwrap().split('#').next().unwrap();
                assert!(one.contains_key(&folder.join(file)), "{page} is missing");
            }
        }
    }

    #[test]
    fn a_folder_with_something_in_it_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("mine"), "x").unwrap();
        let options = SampleOptions {
            transactions: 1,
            seed: 1,
            quality: Quality::Clean,
            only: Mail::All,
        };
        assert!(matches!(write(dir.path(), &options), Err(SamplesError::NotEmpty(_))));
    }
}
