//! What is right: one JSON line for each transaction, as `lockbox samples` writes them.

use crate::money::Amount;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What should become of a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It posts.
    Posted,
    /// It waits for a person.
    Exception,
    /// Either; if it posts, then what is right.
    Either,
    /// No new outcome at all: the batch was fed before.
    Nothing,
}

/// An amount that is right for an account.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Payment {
    /// The Member ID.
    pub account: String,
    /// The amount.
    pub amount: Amount,
}

/// An item as it was written.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Item {
    /// Its page.
    pub page: String,
    /// `check` or `money_order`.
    pub kind: String,
    /// What it is worth.
    pub amount: Amount,
    /// The bank; absent where the paper shows none.
    pub routing: Option<String>,
    /// The account at the bank.
    pub account: Option<String>,
    /// Its number.
    pub serial: Option<String>,
}

/// What the truth remarks on a transaction; it may say more.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
pub struct Tags {
    /// The situation.
    #[serde(default)]
    pub case: String,
}

/// The truth of one transaction.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Truth {
    /// The batch.
    pub batch: String,
    /// Its number in the batch, from 1.
    pub transaction: u32,
    /// Its pages; those of one file are `scan.tif#1`, `scan.tif#2`.
    pub pages: Vec<String>,
    /// What should become of it.
    pub outcome: Outcome,
    /// What is right to post.
    pub payments: Vec<Payment>,
    /// Other payments that are right as well.
    #[serde(default)]
    pub also: Vec<Vec<Payment>>,
    /// Codes of reasons, any of which is right.
    pub reasons: Vec<String>,
    /// Its items.
    pub items: Vec<Item>,
    /// Remarks.
    #[serde(default)]
    pub tags: Tags,
}

/// Why a truth cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TruthError {
    /// It cannot be read.
    #[error("cannot read {}: {source}; `lockbox samples DIR` makes batches with their truth", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not of its form.
    #[error("{}, line {line}: {source}; each line is the truth of one transaction, as `lockbox samples DIR` writes it: mend the line", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// It is empty.
    #[error("{} has no transactions, so there is nothing to compare with; `lockbox samples DIR` makes batches with their truth", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

/// Reads a file of truth.
pub fn read(path: &Path) -> Result<Vec<Truth>, TruthError> {
    let text = std::fs::read_to_string(path).map_err(|source| TruthError::Read {
        path: path.to_owned(),
        source,
    })?;
    parse(&text, path)
}

/// The transactions of a file's text; empty lines are passed over.
pub fn parse(text: &str, path: &Path) -> Result<Vec<Truth>, TruthError> {
    let lines = (1..)
        .zip(text.trim_start_matches('\u{feff}').lines())
        .filter(|(_, line)| !line.trim().is_empty());
    let parsed = lines.map(|(line, text)| {
        serde_json::from_str(text).map_err(|source| TruthError::Line {
            path: path.to_owned(),
            line,
            source,
        })
    });
    let truth: Vec<Truth> = parsed.collect::<Result<_, _>>()?;
    if truth.is_empty() {
        return Err(TruthError::Empty { path: path.to_owned() });
    }
    Ok(truth)
}
