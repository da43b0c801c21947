//! Reading pages: pure workers on all cores, one writer.

use super::{Run, RunError};
use crate::config::Config;
use crate::evidence::PageEvidence;
use crate::evidence::gather::{Known, look, unreadable};
use crate::evidence::readers::Readers;
use crate::id::BatchId;
use crate::page::decode::decode;
use crate::store::archive::{Archive, ArchiveError};
use crate::store::batches::{BatchKey, StoredPage};
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Pages whose evidence is kept in one commit. More wait longer for the disk's one sync and lose more work to a kill; at 64 the sync is
/// a hundredth of the time it takes to read them.
const GROUP: usize = 64;
/// Pages of one file read in one go, so that a file of many pages is not read and proved once for each of them.
const PAGES_IN_ONE_GO: usize = 8;

/// Reads every page of a batch that has no evidence yet. Memory holds as many pictures as there are workers, whatever the batch's size.
pub(super) fn read_pages(run: &mut Run, key: BatchKey, name: &BatchId) -> Result<(), RunError> {
    let pages = run.store.unread_pages(key)?;
    run.progress.begin(name, pages.len());
    let archive = run.store.archive().clone();
    let with = With {
        config: run.config,
        readers: run.readers,
    };
    let stop = run.stop;
    let (sender, receiver) = sync_channel(2 * GROUP);
    let done = std::thread::scope(|scope| {
        scope.spawn(|| work(&pages, &archive, with, stop, sender));
        keep(run, key, &receiver)
    });
    run.progress.end();
    done?;
    run.check_stop(name)
}

/// What pages are read with.
#[derive(Clone, Copy)]
struct With<'a> {
    config: &'a Config,
    readers: &'a Readers,
}

/// A batch of one page's or a few pages' evidence, or what kept the worker from its work.
type Found = Result<Vec<PageEvidence>, ArchiveError>;

fn work(pages: &[StoredPage], archive: &Archive, with: With, stop: &AtomicBool, sender: SyncSender<Found>) {
    let units: Vec<&[StoredPage]> = pages
        .chunk_by(|a, b| a.file_digest.is_some() && a.file_digest == b.file_digest)
        .flat_map(|of_file| of_file.chunks(PAGES_IN_ONE_GO))
        .collect();
    // A closed channel means that the writer has given up: the remaining pages are read at the next run.
    let _ = units.into_par_iter().try_for_each_with(sender, |sender, unit| {
        if stop.load(Ordering::Relaxed) {
            return Err(());
        }
        sender.send(read_unit(unit, archive, with)).map_err(|_| ())
    });
}

/// Reads pages of one file.
fn read_unit(unit: &[StoredPage], archive: &Archive, with: With) -> Found {
    let Some(digest) = unit.iter().find_map(|page| page.file_digest) else {
        return Ok(unit.iter().map(without_picture).collect());
    };
    if unit.iter().all(|page| page.unreadable.is_some()) {
        return Ok(unit.iter().map(without_picture).collect());
    }
    let bytes = archive.get(&digest)?;
    Ok(unit.iter().map(|page| read_page(page, &bytes, with)).collect())
}

fn read_page(page: &StoredPage, bytes: &[u8], with: With) -> PageEvidence {
    if page.unreadable.is_some() {
        return without_picture(page);
    }
    match decode(bytes, page.frame, &with.config.intake) {
        Ok(raster) => look(raster, page.no, page.side, known(page), with.config, with.readers).0,
        Err(trouble) => unreadable(page.no, page.side, &trouble.to_string()),
    }
}

/// What the manifest says of a page.
pub(crate) fn known(page: &StoredPage) -> Known {
    if page.keyed_amount.is_some() || page.keyed_micr.is_some() {
        Known::Item
    } else {
        Known::Nothing
    }
}

fn without_picture(page: &StoredPage) -> PageEvidence {
    unreadable(
        page.no,
        page.side,
        page.unreadable.as_deref().unwrap_or("it did not come with the batch"),
    )
}

/// The one writer: keeps evidence in groups as it comes.
fn keep(run: &mut Run, key: BatchKey, receiver: &Receiver<Found>) -> Result<(), RunError> {
    let mut group: Vec<PageEvidence> = Vec::with_capacity(GROUP);
    while let Ok(found) = receiver.recv() {
        let found = found?;
        run.progress.advance(found.len());
        group.extend(found);
        if group.len() >= GROUP {
            run.store.save_evidence(key, &group)?;
            group.clear();
        }
    }
    Ok(run.store.save_evidence(key, &group)?)
}
