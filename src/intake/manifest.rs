//! `batch.json`: what the scanner knows about a batch. Every field may be absent; a field that makes no sense becomes a note.

mod leaf;

use crate::id::{BatchId, TransactionNo};
use crate::money::Amount;
use chrono::{DateTime, NaiveDate, Utc};
use leaf::Leaf;
use serde::Deserialize;
use std::collections::HashMap;
use std::fmt;

/// The scanner's manifest, checked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Manifest {
    /// The batch's name.
    pub batch: Option<BatchId>,
    /// The lockbox the mail was for.
    pub lockbox: Option<String>,
    /// When the mail was received.
    pub received: Option<DateTime<Utc>>,
    /// What the batch should add up to.
    pub control: Control,
    /// The envelopes in order, where the scanner tracks them.
    pub transactions: Option<Vec<ListedTransaction>>,
    /// What in it makes no sense and was left out.
    pub notes: Vec<ManifestNote>,
}

/// The control figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Control {
    /// Page images.
    pub pages: Option<u64>,
    /// Checks and money orders.
    pub items: Option<u64>,
    /// What they are worth together.
    pub total: Option<Amount>,
    /// A figure is there and makes no sense, so it can never prove: see the notes.
    pub unclear: bool,
}

/// One envelope as the scanner lists it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ListedTransaction {
    /// The date of its postmark.
    pub postmark: Option<NaiveDate>,
    /// Its pages in scan order.
    pub pages: Vec<ListedPage>,
}

/// One entry for a page.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ListedPage {
    /// The file, or `file#3` for the third page of one. A multi-page file without a number stands for all its pages. Empty if absent.
    pub file: String,
    /// The magnetic reader's line, as it came.
    pub micr: Option<String>,
    /// What a capture station keyed: always positive.
    pub amount: Option<Amount>,
}

impl fmt::Debug for ListedPage {
    /// Without the MICR line, which is somebody's bank account.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListedPage")
            .field("file", &self.file)
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}

/// A field of the manifest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ManifestField {
    /// `batch`
    Batch,
    /// `lockbox`
    Lockbox,
    /// `received`
    Received,
    /// `control.pages`
    ControlPages,
    /// `control.items`
    ControlItems,
    /// `control.total`
    ControlTotal,
    /// `postmark` of a transaction
    Postmark,
    /// `file` of a page
    File,
    /// `micr` of a page
    Micr,
    /// `amount` of a page
    Amount,
}

impl ManifestField {
    fn key(self) -> &'static str {
        match self {
            ManifestField::Batch => "batch",
            ManifestField::Lockbox => "lockbox",
            ManifestField::Received => "received",
            ManifestField::ControlPages => "control.pages",
            ManifestField::ControlItems => "control.items",
            ManifestField::ControlTotal => "control.total",
            ManifestField::Postmark => "postmark",
            ManifestField::File => "file",
            ManifestField::Micr => "micr",
            ManifestField::Amount => "amount",
        }
    }
}

/// A field that was left out because it makes no sense.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManifestNote {
    /// Which field.
    pub field: ManifestField,
    /// In which transaction, by its place in the list.
    pub transaction: Option<TransactionNo>,
    /// Of which page, by its file as listed.
    pub file: Option<String>,
    /// The value as it stands, cut to 40 characters; empty for a MICR line.
    pub says: String,
    /// What it should be.
    pub wanted: &'static str,
}

impl fmt::Display for ManifestNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("batch.json")?;
        if let Some(transaction) = self.transaction {
            write!(f, ", transaction {transaction}")?;
        }
        if let Some(file) = &self.file {
            write!(f, ", {file}")?;
        }
        write!(f, ": `{}`", self.field.key())?;
        if !self.says.is_empty() {
            write!(f, " is {}", self.says)?;
        }
        write!(f, ", not {}; it is taken as absent", self.wanted)
    }
}

/// The manifest's text as it stands, its values not yet looked at.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Written<'a> {
    #[serde(default)]
    batch: Leaf<'a>,
    #[serde(default)]
    lockbox: Leaf<'a>,
    #[serde(default)]
    received: Leaf<'a>,
    #[serde(default)]
    control: Option<WrittenControl<'a>>,
    #[serde(default)]
    transactions: Option<Vec<WrittenTransaction<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"))]
struct WrittenControl<'a> {
    #[serde(default)]
    pages: Leaf<'a>,
    #[serde(default)]
    items: Leaf<'a>,
    #[serde(default)]
    total: Leaf<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct WrittenTransaction<'a> {
    #[serde(default)]
    postmark: Leaf<'a>,
    #[serde(default)]
    pages: Option<Vec<WrittenPage<'a>>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct WrittenPage<'a> {
    #[serde(default)]
    file: Leaf<'a>,
    #[serde(default)]
    micr: Leaf<'a>,
    #[serde(default)]
    amount: Leaf<'a>,
}

impl Manifest {
    /// Reads a manifest: UTF-8, or UTF-16 with its byte-order mark. The error says line and column.
    pub fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let text = leaf::utf8(bytes);
        if !text.trim_ascii_start().starts_with(b"{") {
            // Serde takes a list for a structure's fields in their order; a manifest is an object.
            serde_json::from_slice::<HashMap<String, serde_json::Value>>(&text)?;
        }
        let written: Written = serde_json::from_slice(&text)?;
        Ok(Reader::default().read(&written))
    }
}

/// Where the reading stands, for the notes.
#[derive(Default)]
struct Reader {
    notes: Vec<ManifestNote>,
    transaction: Option<TransactionNo>,
    file: Option<String>,
}

impl Reader {
    /// A value read by `how`; if that fails, a note and `None`.
    fn take<T>(
        &mut self,
        leaf: Leaf,
        field: ManifestField,
        wanted: &'static str,
        how: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let says = leaf.literal()?;
        let value = leaf.text().and_then(|text| how(text.trim()));
        if value.is_none() {
            let private = field == ManifestField::Micr;
            self.notes.push(ManifestNote {
                field,
                transaction: self.transaction,
                file: self.file.clone(),
                says: if private {
                    String::new()
                } else {
                    says.chars().take(40).collect()
                },
                wanted,
            });
        }
        value
    }

    fn read(mut self, written: &Written) -> Manifest {
        use ManifestField::{Batch, Lockbox, Received};
        let batch = self.take(
            written.batch,
            Batch,
            "1 to 64 letters, digits, `.`, `_` or `-`",
            |text| text.parse().ok(),
        );
        let lockbox = self.take(written.lockbox, Lockbox, "a lockbox number", |text| {
            (!text.is_empty()).then(|| text.to_owned())
        });
        let received = self.take(
            written.received,
            Received,
            "a time like 2026-03-20T09:30:00-04:00",
            |text| Some(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc)),
        );
        let control = self.control(written.control.as_ref());
        let transactions = written.transactions.as_ref().map(|listed| {
            let numbered = (1..).map(TransactionNo).zip(listed);
            numbered.map(|(no, one)| self.transaction(no, one)).collect()
        });
        Manifest {
            batch,
            lockbox,
            received,
            control,
            transactions,
            notes: self.notes,
        }
    }

    fn control(&mut self, written: Option<&WrittenControl>) -> Control {
        use ManifestField::{ControlItems, ControlPages, ControlTotal};
        let Some(written) = written else {
            return Control::default();
        };
        let noted = self.notes.len();
        let count = |text: &str| text.parse().ok();
        let pages = self.take(written.pages, ControlPages, "a number of pages", count);
        let items = self.take(written.items, ControlItems, "a number of items", count);
        let total = self.take(written.total, ControlTotal, "an amount like \"120.00\"", |text| {
            text.parse().ok().filter(|&total| total >= Amount::ZERO)
        });
        Control {
            pages,
            items,
            total,
            unclear: self.notes.len() > noted,
        }
    }

    fn transaction(&mut self, no: TransactionNo, written: &WrittenTransaction) -> ListedTransaction {
        self.transaction = Some(no);
        self.file = None;
        let postmark = self.take(
            written.postmark,
            ManifestField::Postmark,
            "a date like 2026-03-18",
            |text| text.parse().ok(),
        );
        let pages = written.pages.iter().flatten().map(|page| self.page(page)).collect();
        ListedTransaction { postmark, pages }
    }

    fn page(&mut self, written: &WrittenPage) -> ListedPage {
        self.file = None;
        let file = self.take(written.file, ManifestField::File, "the name of a file", |text| {
            (!text.is_empty()).then(|| text.to_owned())
        });
        self.file.clone_from(&file);
        let micr = self.take(written.micr, ManifestField::Micr, "a text", |text| {
            Some(text.to_owned())
        });
        let amount = self.take(
            written.amount,
            ManifestField::Amount,
            "a positive amount like \"120.00\"",
            |text| text.parse().ok().filter(|amount: &Amount| amount.is_positive()),
        );
        ListedPage {
            file: file.unwrap_or_default(),
            micr: micr.filter(|line| !line.is_empty()),
            amount,
        }
    }
}

#[cfg(test)]
mod tests;
