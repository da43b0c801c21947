//! Taking a batch in: its originals into the archive, its pages into the books.

use super::{BatchRun, Ending, Run, RunError};
use crate::config::IntakeLimits;
use crate::id::{BatchId, TransactionNo};
use crate::intake::image_file::Unreadable;
use crate::intake::{Batch, IntakeNote, NamedBy, PageRef};
use crate::store::archive::Archive;
use crate::store::batches::{BatchKey, Control, NewBatch, NewPage, TakenIn};
use rayon::prelude::*;
use std::path::Path;

/// A batch that is in the books.
pub(super) struct Taken {
    pub(super) key: BatchKey,
    pub(super) name: BatchId,
    pub(super) is_finished: bool,
    notes: Vec<String>,
}

impl Taken {
    pub(super) fn ended(self, ending: Ending) -> BatchRun {
        BatchRun {
            key: self.key,
            name: self.name,
            ending,
            notes: self.notes,
        }
    }
}

/// Opens a batch and takes it in, unless it was fed before. Its originals are safe on the disk before the books know of it.
pub(super) fn take_in(run: &mut Run, path: &Path) -> Result<Taken, RunError> {
    let batch = Batch::open(path, &run.config.intake)?;
    let notes: Vec<String> = batch.notes.iter().map(IntakeNote::to_string).collect();
    refuse_other_lockbox(run, path, &batch)?;
    if run.store.batch_of_digest(&batch.digest)?.is_none() {
        archive_originals(run.store.archive(), &batch, &run.config.intake)?;
    }
    let new = new_batch(run, path, &batch, notes.clone());
    let taken = |key, name, is_finished| Taken {
        key,
        name,
        is_finished,
        notes,
    };
    match run.store.take_in(&new)? {
        TakenIn::New(key, name) | TakenIn::Resume(key, name) => Ok(taken(key, name, false)),
        TakenIn::AlreadyDone(key, name) => Ok(taken(key, name, true)),
        TakenIn::NameTaken {
            name,
            source,
            other_source,
        } => Err(RunError::NameTaken {
            name,
            source_path: source,
            other: other_source,
        }),
    }
}

fn refuse_other_lockbox(run: &Run, path: &Path, batch: &Batch) -> Result<(), RunError> {
    let stated = batch.manifest.as_ref().and_then(|manifest| manifest.lockbox.clone());
    match stated {
        Some(theirs) if theirs != run.config.lockbox => Err(RunError::OtherLockbox {
            source_path: path.display().to_string(),
            theirs,
            ours: run.config.lockbox.clone(),
        }),
        _ => Ok(()),
    }
}

fn archive_originals(archive: &Archive, batch: &Batch, limits: &IntakeLimits) -> Result<(), RunError> {
    batch.files.par_iter().try_for_each(|file| {
        if let Some(digest) = file.digest
            && !archive.has(&digest)
        {
            archive.put(&digest, &file.read(limits).map_err(|why| changed(&file.path, &why))?)?;
        }
        Ok::<_, RunError>(())
    })?;
    if let Some((digest, bytes)) = &batch.manifest_original {
        archive.put(digest, bytes)?;
    }
    Ok(archive.sync()?)
}

fn changed(path: &Path, why: &Unreadable) -> RunError {
    RunError::Changed {
        path: path.to_owned(),
        why: why.to_string(),
    }
}

fn new_batch(run: &Run, path: &Path, batch: &Batch, notes: Vec<String>) -> NewBatch {
    let manifest = batch.manifest.as_ref();
    let tracked = manifest.is_some_and(|manifest| manifest.transactions.is_some());
    let unlisted = batch
        .pages
        .iter()
        .filter_map(|page| page.transaction)
        .max()
        .map_or(1, |last| last.0 + 1);
    let small = |figure: Option<u64>| figure.map(|figure| u32::try_from(figure).unwrap_or(u32::MAX));
    let doubtful = listed_again(batch);
    NewBatch {
        name: batch.name.clone(),
        named_by_manifest: batch.named_by == NamedBy::Manifest,
        digest: batch.digest,
        manifest: batch.manifest_original.as_ref().map(|(digest, _)| *digest),
        source: path.display().to_string(),
        received: manifest.and_then(|manifest| manifest.received).unwrap_or(run.now),
        taken_in: run.now,
        tracked,
        lockbox: manifest.and_then(|manifest| manifest.lockbox.clone()),
        control: manifest.map_or_else(Control::default, |manifest| Control {
            pages: small(manifest.control.pages),
            items: small(manifest.control.items),
            total: manifest.control.total,
            unclear: manifest.control.unclear,
        }),
        notes,
        pages: batch
            .pages
            .iter()
            .map(|page| new_page(batch, page, tracked, TransactionNo(unlisted), &doubtful))
            .collect(),
    }
}

/// A page that the manifest lists in no envelope goes, with all others like it, into one transaction of their own, which is uncertain.
fn new_page(
    batch: &Batch,
    page: &PageRef,
    tracked: bool,
    unlisted: TransactionNo,
    doubtful: &[(&str, TransactionNo)],
) -> NewPage {
    let is_doubtful = doubtful.iter().any(|(file, transaction)| {
        page.transaction == Some(*transaction) || page.label == *file || page.label.starts_with(&format!("{file}#"))
    });
    NewPage {
        no: page.no,
        label: page.label.clone(),
        file_digest: page.file.and_then(|file| batch.files[file].digest),
        frame: page.frame,
        side: page.side,
        keyed_amount: page.amount,
        keyed_micr: page.micr.clone(),
        unreadable: page.trouble.as_ref().map(ToString::to_string),
        transaction: tracked.then(|| page.transaction.unwrap_or(unlisted)),
        listed: !tracked || page.transaction.is_some() && !is_doubtful,
        delivered: page.file.is_some(),
    }
}

/// The pages that the manifest lists a second time, each with the transaction in which it does.
fn listed_again(batch: &Batch) -> Vec<(&str, TransactionNo)> {
    let again = |note| match note {
        &IntakeNote::ListedAgain { ref file, transaction } => Some((file.as_str(), transaction)),
        _ => None,
    };
    batch.notes.iter().filter_map(again).collect()
}
