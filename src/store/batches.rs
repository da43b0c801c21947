//! Batches: their pages, and where they stand.

mod taking_in;

pub use taking_in::{Group, NewBatch, NewPage, TakenIn};

use super::rows::{cents_if, from_json, parsed, parsed_if, worded};
use super::{Books, StoreError};
use crate::geometry::Side;
use crate::id::{BatchId, Digest, PageNo, TransactionNo};
use crate::money::Amount;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row};

/// A batch in this data folder; keys rise in the order of taking in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BatchKey(pub(super) i64);

/// A transaction in this data folder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ItemKey {
    /// Its batch.
    pub batch: BatchKey,
    /// Its number there.
    pub transaction: TransactionNo,
}

/// A batch's control figures, as far as they are stated.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Control {
    /// How many page images.
    pub pages: Option<u32>,
    /// How many checks and money orders.
    pub items: Option<u32>,
    /// What the items are worth together.
    pub total: Option<Amount>,
    /// A figure is stated that makes no sense; it can never prove.
    pub unclear: bool,
}

/// A page as it was taken in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredPage {
    /// Its place in scan order, from 1.
    pub no: PageNo,
    /// What outcomes call it.
    pub label: String,
    /// The archived file.
    pub file_digest: Option<Digest>,
    /// Which image of the file, from 0.
    pub frame: u32,
    /// Which face, by the name.
    pub side: Side,
    /// What a capture station keyed.
    pub keyed_amount: Option<Amount>,
    /// The magnetic reader's line.
    pub keyed_micr: Option<String>,
    /// Why it cannot be looked at, where that was known at intake.
    pub unreadable: Option<String>,
}

/// Something that befell a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BatchEvent {
    /// Every page has its evidence.
    Read,
    /// Its control figures do not prove, so nothing of it posts.
    Held {
        /// The difference, in words.
        why: String,
    },
    /// An operator accepted the difference.
    Accepted {
        /// The operator's words.
        why: String,
    },
    /// Every transaction is decided.
    Finished {
        /// Its control total could not be proved, because items are without an amount.
        unproven: bool,
    },
}

/// Where a batch stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BatchState {
    /// Its pages are being read.
    Reading,
    /// All pages are read; its transactions are being decided.
    Deciding,
    /// It waits for an operator.
    Held {
        /// The difference, in words.
        why: String,
    },
    /// The difference was accepted; its transactions are being decided.
    Accepted {
        /// The operator's words.
        why: String,
    },
    /// Every transaction is decided.
    Finished {
        /// Why its control total is not proved, if it is not.
        unproven: Option<Unproven>,
    },
}

/// Why a finished batch's control total is not proved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unproven {
    /// Items have no amount yet, or it is not known of every page whether it is an item.
    Open,
    /// Every item has its amount by now, and together they are not what the scanner stated: an amount was keyed wrong, or a page is no item.
    Differs {
        /// What the scanner stated.
        stated: Amount,
        /// What the items are worth.
        items: Amount,
    },
}

/// Whether a write-once fact was written now, or stood there before (by another process, or before a kill).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Written {
    /// Now.
    Now,
    /// It stood there before, and was left as it is.
    Before,
}

/// A batch as it was taken in.
#[derive(Clone, Debug)]
pub struct StoredBatch {
    /// Its key.
    pub key: BatchKey,
    /// Its name.
    pub name: BatchId,
    /// Its digest.
    pub digest: Digest,
    /// The archived manifest.
    pub manifest: Option<Digest>,
    /// Where it came from, as given.
    pub source: String,
    /// When its envelopes were received.
    pub received: DateTime<Utc>,
    /// When it was taken in.
    pub taken_in: DateTime<Utc>,
    /// The manifest said which pages came in which envelope.
    pub tracked: bool,
    /// The lockbox the manifest names.
    pub lockbox: Option<String>,
    /// The control figures the manifest states.
    pub control: Control,
    /// What was remarkable about the folder.
    pub notes: Vec<String>,
    /// Where it stands.
    pub state: BatchState,
}

/// The columns that [`page`] reads, of a `pages p`.
pub(super) const PAGE: &str =
    "p.no, p.label, p.file_digest, p.frame, p.side, p.keyed_cents, p.keyed_micr, p.unreadable";

pub(super) fn page(row: &Row<'_>) -> rusqlite::Result<StoredPage> {
    Ok(StoredPage {
        no: PageNo(row.get(0)?),
        label: row.get(1)?,
        file_digest: parsed_if(row, 2)?,
        frame: row.get(3)?,
        side: worded(row, 4)?,
        keyed_amount: cents_if(row, 5)?,
        keyed_micr: row.get(6)?,
        unreadable: row.get(7)?,
    })
}

const BATCH: &str = "SELECT id, name, digest, manifest_digest, source, received, taken_in, tracked, lockbox,
    control_pages, control_items, control_total_cents, control_unclear, notes FROM batches";

impl Books {
    /// The batch of this name.
    pub fn batch_key(&self, name: &BatchId) -> Result<Option<BatchKey>, StoreError> {
        Ok(self.named("name", name.as_str())?.map(|(key, _)| key))
    }

    /// The batch of this digest.
    pub fn batch_of_digest(&self, digest: &Digest) -> Result<Option<(BatchKey, BatchId)>, StoreError> {
        self.named("digest", &digest.to_string())
    }

    fn named(&self, column: &str, text: &str) -> Result<Option<(BatchKey, BatchId)>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!("SELECT id, name FROM batches WHERE {column} = ?1"))?
            .query_row([text], |row| Ok((BatchKey(row.get(0)?), parsed(row, 1)?)))
            .optional()?)
    }

    fn source(&self, batch: BatchKey) -> Result<String, StoreError> {
        Ok(self
            .connection
            .query_row("SELECT source FROM batches WHERE id = ?1", [batch.0], |row| row.get(0))?)
    }

    pub(super) fn count(&self, sql: &str, batch: BatchKey) -> Result<u64, StoreError> {
        let count: i64 = self
            .connection
            .prepare_cached(sql)?
            .query_row([batch.0], |row| row.get(0))?;
        Ok(u64::try_from(count).expect("a count is not negative"))
    }

    /// A batch with where it stands.
    ///
    /// # Panics
    /// Never, for a key that this store gave.
    pub fn batch(&self, key: BatchKey) -> Result<StoredBatch, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{BATCH} WHERE id = ?1"))?;
        let (mut batch, notes) = statement.query_row([key.0], |row| {
            let notes: String = row.get(13)?;
            let batch = StoredBatch {
                key,
                name: parsed(row, 1)?,
                digest: parsed(row, 2)?,
                manifest: parsed_if(row, 3)?,
                source: row.get(4)?,
                received: parsed(row, 5)?,
                taken_in: parsed(row, 6)?,
                tracked: row.get(7)?,
                lockbox: row.get(8)?,
                control: Control {
                    pages: row.get(9)?,
                    items: row.get(10)?,
                    total: cents_if(row, 11)?,
                    unclear: row.get(12)?,
                },
                notes: Vec::new(),
                state: BatchState::Reading,
            };
            Ok((batch, notes))
        })?;
        batch.notes = from_json("a batch's notes", &notes)?;
        batch.state = self.state(key)?;
        Ok(batch)
    }

    /// The keys of all batches, in the order of taking in.
    pub fn batch_keys(&self) -> Result<Vec<BatchKey>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM batches ORDER BY id")?;
        let keys = statement.query_map([], |row| Ok(BatchKey(row.get(0)?)))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    /// What befell a batch, in order, with the times.
    pub fn events(&self, batch: BatchKey) -> Result<Vec<(DateTime<Utc>, BatchEvent)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT at, kind, why, unproven FROM batch_events WHERE batch = ?1 ORDER BY id")?;
        let events = statement.query_map([batch.0], |row| {
            let why = || row.get::<_, Option<String>>(2).map(Option::unwrap_or_default);
            let event = match row.get_ref(1)?.as_str()? {
                "read" => BatchEvent::Read,
                "held" => BatchEvent::Held { why: why()? },
                "accepted" => BatchEvent::Accepted { why: why()? },
                _ => BatchEvent::Finished { unproven: row.get(3)? },
            };
            Ok((parsed(row, 0)?, event))
        })?;
        Ok(events.collect::<Result<_, _>>()?)
    }

    /// Where a batch stands: its latest event says; and of a total that could not be proved then, whether it can be now.
    pub fn state(&self, batch: BatchKey) -> Result<BatchState, StoreError> {
        Ok(match self.events(batch)?.pop() {
            None => BatchState::Reading,
            Some((_, BatchEvent::Read)) => BatchState::Deciding,
            Some((_, BatchEvent::Held { why })) => BatchState::Held { why },
            Some((_, BatchEvent::Accepted { why })) => BatchState::Accepted { why },
            Some((_, BatchEvent::Finished { unproven: false })) => BatchState::Finished { unproven: None },
            Some((_, BatchEvent::Finished { unproven: true })) => BatchState::Finished {
                unproven: self.still_unproven(batch)?,
            },
        })
    }

    /// One page of a batch.
    pub fn page(&self, batch: BatchKey, no: PageNo) -> Result<Option<StoredPage>, StoreError> {
        let sql = format!("SELECT {PAGE} FROM pages p WHERE p.batch = ?1 AND p.no = ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row([batch.0, i64::from(no.0)], page).optional()?)
    }

    /// Why the total of a batch that could not be proved when it was decided cannot be proved now, after what people settled.
    fn still_unproven(&self, batch: BatchKey) -> Result<Option<Unproven>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT b.control_total_cents, b.control_items, count(i.page), count(i.amount_cents), coalesce(sum(i.amount_cents), 0)
             FROM batches b LEFT JOIN decisions_in_force d ON d.batch = b.id LEFT JOIN items i ON i.decision = d.id WHERE b.id = ?1",
        )?;
        Ok(statement.query_row([batch.0], |row| {
            let stated_items: Option<i64> = row.get(1)?;
            let (found, known): (i64, i64) = (row.get(2)?, row.get(3)?);
            let (Some(stated), Some(items)) = (cents_if(row, 0)?, Amount::from_cents(row.get(4)?)) else {
                return Ok(Some(Unproven::Open));
            };
            Ok(
                match (
                    found == known && stated_items.is_none_or(|stated| stated == found),
                    stated == items,
                ) {
                    (false, _) => Some(Unproven::Open),
                    (true, true) => None,
                    (true, false) => Some(Unproven::Differs { stated, items }),
                },
            )
        })?)
    }

    /// All pages of a batch, in order.
    pub fn pages(&self, batch: BatchKey) -> Result<Vec<StoredPage>, StoreError> {
        let sql = format!("SELECT {PAGE} FROM pages p WHERE p.batch = ?1 ORDER BY p.no");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let pages = statement.query_map([batch.0], page)?;
        Ok(pages.collect::<Result<_, _>>()?)
    }
}
