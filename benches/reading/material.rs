//! What is read: batches drawn by the sample generator.

use crate::whole::Job;
use lockbox::samples::{self, Quality, SampleOptions};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Envelopes to draw for one quality. Something more than a quarter of them holds just a coupon and its check.
const ENVELOPES: usize = 48;

/// One picture file.
pub(crate) struct Scan {
    pub(crate) bytes: Vec<u8>,
}

/// Envelopes of one quality that hold one coupon and one check, as batches and as single pages.
pub(crate) struct Papers {
    pub(crate) name: &'static str,
    pub(crate) coupons: Vec<Scan>,
    pub(crate) checks: Vec<Scan>,
    /// Every page of these envelopes, backs too: what the whole decodes.
    pub(crate) pages: Vec<Scan>,
    accounts: PathBuf,
    batches: Vec<PathBuf>,
    _folder: tempfile::TempDir,
}

impl Papers {
    /// Clean and hard ones.
    pub(crate) fn both() -> [Self; 2] {
        [("clean", Quality::Clean), ("hard", Quality::Hard)].map(|(name, quality)| Self::new(name, quality))
    }

    fn new(name: &'static str, quality: Quality) -> Self {
        let folder = drawn(ENVELOPES, quality);
        let truth = truth(folder.path());
        let mut papers = Papers {
            name,
            coupons: Vec::new(),
            checks: Vec::new(),
            pages: Vec::new(),
            accounts: folder.path().join("accounts.csv"),
            batches: Vec::new(),
            _folder: folder,
        };
        for batch in batches(papers._folder.path()) {
            let of_batch: Vec<&Value> = truth
                .iter()
                .filter(|line| line["batch"] == *file_name(&batch) && line["tags"]["case"] == "coupon_clean")
                .filter(|line| line["tags"]["tracked"] == true)
                .collect();
            if !of_batch.is_empty() {
                papers.add(&batch, &of_batch);
            }
        }
        papers
    }

    /// Adds these envelopes of a batch, as a batch of their own.
    fn add(&mut self, batch: &Path, envelopes: &[&Value]) {
        let few = self._folder.path().join("few").join(file_name(batch));
        fs::create_dir_all(&few).expect("a folder can be made in a new one");
        for envelope in envelopes {
            let check = text(&envelope["items"][0]["page"]);
            for page in list(&envelope["pages"]).iter().map(text) {
                let scan = || Scan {
                    bytes: fs::read(batch.join(page)).expect("the generator wrote it"),
                };
                fs::copy(batch.join(page), few.join(page)).expect("the generator wrote it");
                self.pages.push(scan());
                if page == check {
                    self.checks.push(scan());
                } else if !page.contains('B') {
                    self.coupons.push(scan());
                }
            }
        }
        let mut manifest = json_file(&batch.join("batch.json"));
        let numbers: Vec<u64> = envelopes
            .iter()
            .filter_map(|envelope| envelope["transaction"].as_u64())
            .collect();
        let kept: Vec<Value> = (1..)
            .zip(list(&manifest["transactions"]))
            .filter(|(number, _)| numbers.contains(number))
            .map(|(_, transaction)| transaction.clone())
            .collect();
        manifest["transactions"] = kept.into();
        manifest["control"] = serde_json::json!({ "items": envelopes.len() });
        fs::write(few.join("batch.json"), manifest.to_string()).expect("the folder was just made");
        self.batches.push(few);
    }

    /// These envelopes, run so many times.
    pub(crate) fn job(&self, rounds: u64) -> Job {
        Job {
            accounts: self.accounts.clone(),
            batches: self.batches.clone(),
            rounds,
        }
    }
}

/// A long run of office mail of every kind.
pub(crate) struct Mail {
    batches: Vec<(PathBuf, usize)>,
    folder: tempfile::TempDir,
}

impl Mail {
    pub(crate) fn of(transactions: usize) -> Self {
        let folder = drawn(transactions, Quality::Office);
        let truth = truth(folder.path());
        let count = |batch: &Path| truth.iter().filter(|line| line["batch"] == *file_name(batch)).count();
        Mail {
            batches: batches(folder.path())
                .into_iter()
                .map(|batch| (batch.clone(), count(&batch)))
                .collect(),
            folder,
        }
    }

    /// The first batches that hold at least so many transactions, and how many those are.
    pub(crate) fn first(&self, transactions: usize) -> (Job, usize) {
        let mut sum = 0;
        let some = self.batches.iter().take_while(|(_, count)| {
            let goes_on = sum < transactions;
            sum += if goes_on { *count } else { 0 };
            goes_on
        });
        let job = Job {
            batches: some.map(|(batch, _)| batch.clone()).collect(),
            accounts: self.folder.path().join("accounts.csv"),
            rounds: 1,
        };
        (job, sum)
    }
}

fn drawn(transactions: usize, quality: Quality) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made where temporary files go");
    let options = SampleOptions {
        transactions,
        seed: 1,
        quality,
    };
    if let Err(error) = samples::write(folder.path(), &options) {
        panic!("no pages to measure with: {error}");
    }
    folder
}

fn batches(samples: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(samples.join("batches")).expect("the generator made it");
    let mut batches: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    batches.sort();
    batches
}

fn truth(samples: &Path) -> Vec<Value> {
    let text = fs::read_to_string(samples.join("truth.jsonl")).expect("the generator wrote it");
    let lines = text.lines().map(|line| serde_json::from_str(line));
    lines.collect::<Result<_, _>>().expect("the generator writes JSON")
}

fn json_file(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("the generator wrote it");
    serde_json::from_str(&text).expect("the generator writes JSON")
}

fn file_name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .expect("the generator's names are ASCII")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
