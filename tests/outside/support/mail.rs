//! Batches put together from the envelopes of the samples.

use super::Desk;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// The folder of a sample.
#[track_caller]
pub(crate) fn sample(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    assert!(folder.is_dir(), "there is no sample {name}");
    folder
}

/// A page of a sample's first batch.
#[track_caller]
pub(crate) fn sample_page(name: &str, page: &str) -> Vec<u8> {
    std::fs::read(first_batch(name).join(page)).unwrap()
}

/// The account masters of these samples as one.
pub(crate) fn accounts_of(samples: &[&str]) -> String {
    let mut all = String::new();
    for (at, name) in samples.iter().enumerate() {
        let master = std::fs::read_to_string(sample(name).join("accounts.csv")).unwrap();
        let header = usize::from(at > 0);
        all.extend(master.lines().skip(header).flat_map(|line| [line, "\n"]));
    }
    all
}

fn first_batch(name: &str) -> PathBuf {
    let batches = std::fs::read_dir(sample(name).join("batches")).unwrap();
    batches.map(|entry| entry.unwrap().path()).min().unwrap()
}

/// A batch that is being put together, envelope after envelope.
pub(crate) struct Mail {
    manifest: Map<String, Value>,
    transactions: Vec<Value>,
    files: Vec<(String, Vec<u8>)>,
}

impl Mail {
    /// An empty batch that a scanner has named so.
    pub(crate) fn named(name: &str) -> Self {
        let mut manifest = Map::new();
        manifest.insert("batch".to_owned(), json!(name));
        manifest.insert("lockbox".to_owned(), json!("412612"));
        manifest.insert("received".to_owned(), json!("2026-01-08T09:00:00-05:00"));
        Mail {
            manifest,
            transactions: Vec::new(),
            files: Vec::new(),
        }
    }

    /// A batch of one envelope of each of these samples.
    pub(crate) fn of(name: &str, samples: &[&str]) -> Self {
        samples.iter().fold(Mail::named(name), |mail, one| mail.envelope(one))
    }

    /// The first envelope of a sample's first batch, with all that its manifest says of it.
    pub(crate) fn envelope(mut self, name: &str) -> Self {
        let folder = first_batch(name);
        let manifest: Value = serde_json::from_slice(&std::fs::read(folder.join("batch.json")).unwrap()).unwrap();
        let mut envelope = manifest["transactions"][0].clone();
        for page in envelope["pages"].as_array_mut().unwrap() {
            let bytes = std::fs::read(folder.join(page["file"].as_str().unwrap())).unwrap();
            let file = self.next_file();
            page["file"] = json!(file);
            self.files.push((file, bytes));
        }
        self.transactions.push(envelope);
        self
    }

    /// An envelope of one file, with these bytes.
    pub(crate) fn envelope_of_one(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        let file = self.next_file();
        self.transactions.push(json!({ "pages": [{ "file": file }] }));
        self.files.push((file, bytes.into()));
        self
    }

    /// A file that the manifest does not list.
    pub(crate) fn unlisted(mut self, file: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((file.to_owned(), bytes.into()));
        self
    }

    /// An envelope that the manifest lists so, without a file.
    pub(crate) fn listed(mut self, envelope: Value) -> Self {
        self.transactions.push(envelope);
        self
    }

    /// A field of the manifest.
    pub(crate) fn with(mut self, key: &str, value: Value) -> Self {
        self.manifest.insert(key.to_owned(), value);
        self
    }

    /// What a capture station keyed for the item of the envelope that was added last.
    pub(crate) fn keyed(mut self, amount: &Value) -> Self {
        let pages = self.transactions.last_mut().unwrap()["pages"].as_array_mut().unwrap();
        pages.last_mut().unwrap()["amount"] = amount.clone();
        self
    }

    /// Puts the batch into a folder of that name beside the data folder.
    pub(crate) fn put(&self, desk: &Desk, folder: &str) -> PathBuf {
        let mut manifest = self.manifest.clone();
        manifest.insert("transactions".to_owned(), json!(self.transactions));
        self.put_with(desk, folder, &manifest)
    }

    /// The same from a scanner that does not know which pages came in one envelope.
    pub(crate) fn put_ungrouped(&self, desk: &Desk, folder: &str) -> PathBuf {
        self.put_with(desk, folder, &self.manifest)
    }

    fn put_with(&self, desk: &Desk, folder: &str, manifest: &Map<String, Value>) -> PathBuf {
        let path = self.put_without_manifest(desk, folder);
        std::fs::write(path.join("batch.json"), serde_json::to_vec_pretty(manifest).unwrap()).unwrap();
        path
    }

    /// Only the files.
    pub(crate) fn put_without_manifest(&self, desk: &Desk, folder: &str) -> PathBuf {
        let path = desk.beside(folder);
        std::fs::create_dir(&path).unwrap();
        for (name, bytes) in &self.files {
            std::fs::write(path.join(name), bytes).unwrap();
        }
        path
    }

    fn next_file(&self) -> String {
        format!("{:05}F.tif", self.files.len() + 1)
    }
}
