//! What is read: batches drawn by the sample generator.

use crate::whole::Job;
use lockbox::geometry::Side;
use lockbox::money::Amount;
use lockbox::samples::{self, Quality, SampleOptions};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Envelopes to draw for one quality. Something more than a quarter of them holds just a coupon and its check.
const ENVELOPES: usize = 48;

/// One picture file.
pub(crate) struct Scan {
    pub(crate) bytes: Vec<u8>,
}

/// Envelopes of one quality that hold one coupon and one check, as one batch and as single pages.
pub(crate) struct Papers {
    pub(crate) name: &'static str,
    pub(crate) coupons: Vec<Scan>,
    pub(crate) checks: Vec<Scan>,
    backs: Vec<Scan>,
    folder: tempfile::TempDir,
}

impl Papers {
    /// Clean and hard ones.
    pub(crate) fn both() -> [Self; 2] {
        [("clean", Quality::Clean), ("hard", Quality::Hard)].map(|(name, quality)| Self::new(name, quality))
    }

    fn new(name: &'static str, quality: Quality) -> Self {
        let folder = drawn(ENVELOPES, quality, samples::Mail::All);
        let truth = truth(folder.path());
        let mut papers = Papers {
            name,
            coupons: Vec::new(),
            checks: Vec::new(),
            backs: Vec::new(),
            folder,
        };
        fs::create_dir(papers.batch()).expect("a folder can be made in a new one");
        let mut transactions: Vec<Value> = Vec::new();
        for batch in batches(papers.folder.path()) {
            let manifest = json_file(&batch.join("batch.json"));
            // An envelope's number is its place in the manifest; untracked batches list none.
            for (number, entry) in (1..).zip(list(&manifest["transactions"])) {
                let is_this = |line: &&Value| line["batch"] == *file_name(&batch) && line["transaction"] == number;
                let envelope = truth.iter().find(is_this).expect("every envelope has its truth");
                if envelope["tags"]["case"] == "coupon_clean" {
                    transactions.push(papers.add(&batch, entry.clone(), text(&envelope["items"][0]["page"])));
                }
            }
        }
        let manifest = json!({ "transactions": transactions, "control": { "items": papers.checks.len() } });
        fs::write(papers.batch().join("batch.json"), manifest.to_string()).expect("the folder was just made");
        papers
    }

    /// All the envelopes as one batch.
    fn batch(&self) -> PathBuf {
        self.folder.path().join("together")
    }

    /// Adds the pages of an envelope of another batch; gives its place in the manifest with the pages' new names.
    fn add(&mut self, from: &Path, mut entry: Value, check: &str) -> Value {
        for page in entry["pages"].as_array_mut().into_iter().flatten() {
            let name = text(&page["file"]).to_owned();
            let bytes = fs::read(from.join(&name)).expect("the generator wrote it");
            let new = format!("{}-{name}", file_name(from));
            fs::write(self.batch().join(&new), &bytes).expect("the folder was just made");
            page["file"] = new.into();
            let scan = Scan { bytes };
            if name == check {
                self.checks.push(scan);
            } else if name.contains('B') {
                self.backs.push(scan);
            } else {
                self.coupons.push(scan);
            }
        }
        entry
    }

    /// Every page of these envelopes: what the whole decodes.
    pub(crate) fn pages(&self) -> impl Iterator<Item = &Scan> + Clone {
        self.coupons.iter().chain(&self.checks).chain(&self.backs)
    }

    /// These envelopes, run so many times.
    pub(crate) fn job(&self, rounds: u64) -> Job {
        Job {
            accounts: self.folder.path().join("accounts.csv"),
            batches: vec![self.batch()],
            rounds,
        }
    }
}

/// Checks of office mail with what they are worth.
pub(crate) struct Written {
    pub(crate) checks: Vec<(Scan, Amount)>,
}

impl Written {
    /// Those of a short run that have a file of their own.
    pub(crate) fn new() -> Self {
        let folder = drawn(ENVELOPES, Quality::Office, samples::Mail::All);
        let mut checks = Vec::new();
        for line in truth(folder.path()) {
            let batch = folder.path().join("batches").join(text(&line["batch"]));
            for item in list(&line["items"]) {
                let page = text(&item["page"]);
                if !page.contains('#') {
                    let bytes = fs::read(batch.join(page)).expect("the generator wrote it");
                    let amount = text(&item["amount"]).parse().expect("the generator writes amounts");
                    checks.push((Scan { bytes }, amount));
                }
            }
        }
        Written { checks }
    }
}

/// One envelope's pages, each a file of its own.
pub(crate) struct Envelope {
    pub(crate) pages: Vec<(Side, Scan)>,
}

impl Envelope {
    /// Those of a short run of one kind of mail; envelopes whose pages share a file are left out.
    pub(crate) fn all(only: samples::Mail) -> Vec<Self> {
        let folder = drawn(ENVELOPES, Quality::Office, only);
        let of_its_own = |line: &Value| {
            let batch = folder.path().join("batches").join(text(&line["batch"]));
            let page = |name: &Value| {
                let name = text(name);
                let side = if name.contains('B') { Side::Back } else { Side::Front };
                Some((
                    side,
                    Scan {
                        bytes: fs::read(batch.join(name)).ok()?,
                    },
                ))
            };
            let pages: Option<Vec<(Side, Scan)>> = list(&line["pages"]).iter().map(page).collect();
            Some(Envelope { pages: pages? })
        };
        truth(folder.path()).iter().filter_map(of_its_own).collect()
    }
}

/// A long run of office mail of every kind.
pub(crate) struct Mail {
    batches: Vec<(PathBuf, usize)>,
    folder: tempfile::TempDir,
}

impl Mail {
    pub(crate) fn of(transactions: usize) -> Self {
        let folder = drawn(transactions, Quality::Office, samples::Mail::All);
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

fn drawn(transactions: usize, quality: Quality, only: samples::Mail) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made where temporary files go");
    let options = SampleOptions {
        transactions,
        seed: 1,
        quality,
        only,
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
    let lines = text.lines().map(serde_json::from_str);
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
