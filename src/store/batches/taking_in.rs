//! Taking batches in, forming their transactions, and writing down what befalls them.

use super::{BatchEvent, BatchKey, BatchState, Control, Written};
use crate::geometry::Side;
use crate::id::{BatchId, Digest, PageNo, TransactionNo};
use crate::money::Amount;
use crate::store::rows::{instant, json, word};
use crate::store::{Store, StoreError, WriteTx};
use chrono::{DateTime, Utc};
use rusqlite::params;
use std::collections::BTreeSet;

/// A batch to take in.
#[derive(Clone, Debug)]
pub struct NewBatch {
    /// What it is called.
    pub name: BatchId,
    /// The manifest gave the name, so it may not be changed; else it came from the folder's.
    pub named_by_manifest: bool,
    /// What tells it from every other batch: over all its files and its manifest.
    pub digest: Digest,
    /// The archived manifest, if there is one.
    pub manifest: Option<Digest>,
    /// Where it came from, as given.
    pub source: String,
    /// When its envelopes were received.
    pub received: DateTime<Utc>,
    /// Now.
    pub taken_in: DateTime<Utc>,
    /// The manifest says which pages came in which envelope.
    pub tracked: bool,
    /// The lockbox the manifest names.
    pub lockbox: Option<String>,
    /// The control figures the manifest states.
    pub control: Control,
    /// What was remarkable about the folder, in words.
    pub notes: Vec<String>,
    /// Its pages in scan order, numbered from 1.
    pub pages: Vec<NewPage>,
}

/// A page to take in.
#[derive(Clone, Debug)]
pub struct NewPage {
    /// Its place in scan order, from 1.
    pub no: PageNo,
    /// What outcomes call it: `00005F.tif`, `scan.tif#3`.
    pub label: String,
    /// The archived file; absent where there is none (it is missing, say).
    pub file_digest: Option<Digest>,
    /// Which image of the file, from 0.
    pub frame: u32,
    /// Which face, by the name.
    pub side: Side,
    /// What a capture station keyed.
    pub keyed_amount: Option<Amount>,
    /// The magnetic reader's line.
    pub keyed_micr: Option<String>,
    /// Why it cannot be looked at, where that is known already.
    pub unreadable: Option<String>,
    /// The envelope it came in, where the scanner knows.
    pub transaction: Option<TransactionNo>,
    /// The manifest lists it, once: a transaction with a page that it lists not or twice is uncertain.
    pub listed: bool,
    /// Its image came with the batch.
    pub delivered: bool,
}

/// Why the pages that a manifest does not list do not belong together for sure.
const UNLISTED: &str = "the manifest lists these pages in no transaction, or one of them in two";

/// What became of a batch that was offered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TakenIn {
    /// It is new; the name is the one it got, which may be `name-2` where it came from a folder.
    New(BatchKey, BatchId),
    /// It was begun before and is not finished (it may be held): nothing was changed.
    Resume(BatchKey, BatchId),
    /// It was finished before: nothing was changed.
    AlreadyDone(BatchKey, BatchId),
    /// Its manifest gives it the name of another batch: nothing was changed.
    NameTaken {
        /// The name.
        name: BatchId,
        /// Where this one came from.
        source: String,
        /// Where the other one, taken in before, came from.
        other_source: String,
    },
}

/// A transaction to form: its number, its pages, and why its grouping is not certain, if so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// Its number, from 1.
    pub no: TransactionNo,
    /// Its pages, at least one.
    pub pages: Vec<PageNo>,
    /// Why it is not certain that these pages belong together, in words.
    pub uncertain: Option<String>,
}

impl Store {
    /// [`WriteTx::take_in`] in a transaction of its own.
    pub fn take_in(&mut self, batch: &NewBatch) -> Result<TakenIn, StoreError> {
        self.write(|tx| tx.take_in(batch))
    }

    /// [`WriteTx::form_transactions`] in a transaction of its own.
    pub fn form_transactions(&mut self, batch: BatchKey, groups: &[Group]) -> Result<Written, StoreError> {
        self.write(|tx| tx.form_transactions(batch, groups))
    }

    /// [`WriteTx::add_event`] in a transaction of its own.
    pub fn add_event(&mut self, batch: BatchKey, event: &BatchEvent, at: DateTime<Utc>) -> Result<Written, StoreError> {
        self.write(|tx| tx.add_event(batch, event, at))
    }
}

impl WriteTx<'_> {
    /// Takes a batch in with all its pages, unless it was taken in before, which its digest tells.
    ///
    /// # Panics
    /// Where the pages are not numbered from 1 in order, or a tracked batch has a page without a transaction.
    pub fn take_in(&mut self, batch: &NewBatch) -> Result<TakenIn, StoreError> {
        let in_order = (1..).zip(&batch.pages).all(|(no, page)| page.no == PageNo(no));
        assert!(in_order, "the pages of a batch are numbered from 1 in scan order");
        let in_envelopes = batch
            .pages
            .iter()
            .all(|page| page.transaction.is_some() == batch.tracked);
        assert!(
            in_envelopes,
            "of a tracked batch every page has its transaction, of another none"
        );

        let digest = batch.digest.to_string();
        if let Some((key, name)) = self.named("digest", &digest)? {
            return Ok(match self.state(key)? {
                BatchState::Finished { .. } => TakenIn::AlreadyDone(key, name),
                _ => TakenIn::Resume(key, name),
            });
        }
        let name = if batch.named_by_manifest {
            if let Some((key, name)) = self.named("name", batch.name.as_str())? {
                return Ok(TakenIn::NameTaken {
                    name,
                    source: batch.source.clone(),
                    other_source: self.source(key)?,
                });
            }
            batch.name.clone()
        } else {
            self.free_name(&batch.name)?
        };
        let key = self.insert_batch(batch, &name, &digest)?;
        self.insert_pages(key, batch)?;
        Ok(TakenIn::New(key, name))
    }

    fn insert_batch(&self, batch: &NewBatch, name: &BatchId, digest: &str) -> Result<BatchKey, StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO batches (name, named_by_manifest, digest, manifest_digest, source, received, taken_in, tracked,
                    lockbox, control_pages, control_items, control_total_cents, control_unclear, notes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params![
                name.as_str(),
                batch.named_by_manifest,
                digest,
                batch.manifest.map(|digest| digest.to_string()),
                batch.source,
                instant(batch.received),
                instant(batch.taken_in),
                batch.tracked,
                batch.lockbox,
                batch.control.pages,
                batch.control.items,
                batch.control.total.map(Amount::cents),
                batch.control.unclear,
                json(&batch.notes),
            ])?;
        Ok(BatchKey(self.connection.last_insert_rowid()))
    }

    fn insert_pages(&self, key: BatchKey, batch: &NewBatch) -> Result<(), StoreError> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO pages (batch, no, label, file_digest, frame, side, keyed_cents, keyed_micr, unreadable, delivered)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        for page in &batch.pages {
            insert.execute(params![
                key.0,
                page.no.0,
                page.label,
                page.file_digest.map(|digest| digest.to_string()),
                page.frame,
                word(&page.side),
                page.keyed_amount.map(Amount::cents),
                page.keyed_micr,
                page.unreadable,
                page.delivered,
            ])?;
        }
        let mut made = BTreeSet::new();
        for page in &batch.pages {
            let Some(no) = page.transaction else { continue };
            if made.insert(no) {
                let unlisted = batch
                    .pages
                    .iter()
                    .any(|other| other.transaction == Some(no) && !other.listed);
                self.insert_transaction(key, no, unlisted.then_some(UNLISTED))?;
            }
            self.insert_transaction_page(key, no, page.no)?;
        }
        Ok(())
    }

    pub(in crate::store) fn insert_transaction(
        &self,
        batch: BatchKey,
        no: TransactionNo,
        uncertain: Option<&str>,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("INSERT INTO transactions (batch, no, uncertain) VALUES (?1, ?2, ?3)")?
            .execute(params![batch.0, no.0, uncertain])?;
        Ok(())
    }

    pub(in crate::store) fn insert_transaction_page(
        &self,
        batch: BatchKey,
        no: TransactionNo,
        page: PageNo,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("INSERT INTO transaction_pages (batch, page, transaction_no) VALUES (?1, ?2, ?3)")?
            .execute(params![batch.0, page.0, no.0])?;
        Ok(())
    }

    /// Forms the transactions of an untracked batch, once; where they are formed already nothing changes.
    ///
    /// # Panics
    /// Where the groups do not hold every page of the batch exactly once.
    pub fn form_transactions(&mut self, batch: BatchKey, groups: &[Group]) -> Result<Written, StoreError> {
        if self.count("SELECT count(*) FROM transactions WHERE batch = ?1", batch)? > 0 {
            return Ok(Written::Before);
        }
        let grouped: BTreeSet<PageNo> = groups.iter().flat_map(|group| group.pages.iter().copied()).collect();
        let named: usize = groups.iter().map(|group| group.pages.len()).sum();
        let pages = self.count("SELECT count(*) FROM pages WHERE batch = ?1", batch)?;
        assert!(
            named == grouped.len() && u64::try_from(named).is_ok_and(|named| named == pages),
            "every page of a batch belongs to exactly one transaction"
        );
        for group in groups {
            assert!(!group.pages.is_empty(), "a transaction has a page");
            self.insert_transaction(batch, group.no, group.uncertain.as_deref())?;
            for &page in &group.pages {
                self.insert_transaction_page(batch, group.no, page)?;
            }
        }
        Ok(Written::Now)
    }

    /// Writes down what befell a batch; each kind of event befalls it once.
    pub fn add_event(&mut self, batch: BatchKey, event: &BatchEvent, at: DateTime<Utc>) -> Result<Written, StoreError> {
        let (kind, why, unproven) = match event {
            BatchEvent::Read => ("read", None, None),
            BatchEvent::Held { why } => ("held", Some(why), None),
            BatchEvent::Accepted { why } => ("accepted", Some(why), None),
            BatchEvent::Finished { unproven } => ("finished", None, Some(*unproven)),
        };
        let written = self
            .connection
            .prepare_cached(
                "INSERT INTO batch_events (batch, at, kind, why, unproven) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (batch, kind) DO NOTHING",
            )?
            .execute(params![batch.0, instant(at), kind, why, unproven])?;
        Ok(if written == 1 { Written::Now } else { Written::Before })
    }

    /// `name`, or the first of `name-2`, `name-3` ... that no batch has.
    fn free_name(&self, name: &BatchId) -> Result<BatchId, StoreError> {
        let mut candidate = name.clone();
        for number in 2u32.. {
            if self.named("name", candidate.as_str())?.is_none() {
                return Ok(candidate);
            }
            let suffix = format!("-{number}");
            let kept = name.as_str().len().min(64 - suffix.len());
            candidate = format!("{}{suffix}", &name.as_str()[..kept])
                .parse()
                .expect("a batch name stays one when it is cut and numbered");
        }
        unreachable!("there are fewer batches than numbers");
    }
}
