//! The order of the work, and its threads: pure workers read pages, one writer keeps what they found and decides.
//!
//! Nothing here is kept in memory between two steps: each step asks the store what is still to do, so a run that was killed anywhere goes on
//! where the last commit was.

mod deciding;
mod matching;
mod reading;
mod settling;
mod taking;

pub use matching::Matcher;
pub(crate) use reading::known;
pub use settling::{decide_again, decide_regrouped};

use crate::config::Config;
use crate::evidence::readers::Readers;
use crate::id::BatchId;
use crate::intake::IntakeError;
use crate::store::archive::ArchiveError;
use crate::store::batches::BatchKey;
use crate::store::{Store, StoreError};
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// What a run needs besides the batch.
pub struct Run<'a> {
    /// The books.
    pub store: &'a mut Store,
    /// The configuration in force.
    pub config: &'a Config,
    /// What pages are read with.
    pub readers: &'a Readers,
    /// The accounts to match payers with.
    pub matcher: &'a mut Matcher,
    /// Now, for everything that this run writes down.
    pub now: DateTime<Utc>,
    /// Why an operator accepts the difference of a held batch's control figures.
    pub accept_difference: Option<&'a str>,
    /// Set when the operator wants to stop; what is committed stays.
    pub stop: &'a AtomicBool,
    /// Told of progress.
    pub progress: &'a dyn Progress,
}

/// Somebody who wants to know how far the work is.
pub trait Progress: Sync {
    /// A batch begins: so many pages are to be read.
    fn begin(&self, batch: &BatchId, pages: usize);
    /// So many more pages were read.
    fn advance(&self, pages: usize);
    /// The batch is done.
    fn end(&self);
}

/// Progress that nobody wants to see.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &BatchId, _: usize) {}
    fn advance(&self, _: usize) {}
    fn end(&self) {}
}

/// What became of a batch that was fed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BatchRun {
    /// Its key in the store.
    pub key: BatchKey,
    /// The name it has there.
    pub name: BatchId,
    /// What became of it.
    pub ending: Ending,
    /// What the intake remarked, in words.
    pub notes: Vec<String>,
}

/// How a batch ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// Every transaction is decided.
    Finished,
    /// It was fed before: nothing has changed.
    Unchanged,
    /// Its control figures do not prove: it waits for an operator.
    Held,
}

/// Why a batch could not be run to its end. What was committed before stays, and feeding the batch again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It could not be taken in.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The books could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The archive of originals could not be read or written.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A manifest gives a name that another batch has.
    #[error(
        "{source_path}: its batch.json calls it {name}, and another batch of that name was taken in from {other}; nothing of it was taken in. If it is another batch, give it another name in batch.json"
    )]
    NameTaken {
        /// The name.
        name: BatchId,
        /// The batch that was fed.
        source_path: String,
        /// Where the other came from.
        other: String,
    },
    /// The manifest is of another lockbox.
    #[error(
        "{source_path}: its batch.json is of lockbox {theirs}, this one is {ours}; nothing of it was taken in. Feed it there, or set `lockbox` in lockbox.toml"
    )]
    OtherLockbox {
        /// The batch that was fed.
        source_path: String,
        /// Its lockbox.
        theirs: String,
        /// Ours.
        ours: String,
    },
    /// A file changed while it was taken in.
    #[error("{} changed while it was taken in: {why}; nothing of the batch was taken in. Feed it again when the scanner has finished", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// What is wrong now.
        why: String,
    },
    /// The operator stopped the run.
    #[error("stopped; what is done is kept. Feed batch {0} again to go on")]
    Stopped(BatchId),
}

impl Run<'_> {
    /// Takes a batch in, reads its pages, forms its transactions, proves its control figures, and decides every transaction.
    pub fn batch(&mut self, path: &Path) -> Result<BatchRun, RunError> {
        let taken = taking::take_in(self, path)?;
        let (key, name) = (taken.key, taken.name.clone());
        let state = self.store.state(key)?;
        if taken.is_finished {
            return Ok(taken.ended(Ending::Unchanged));
        }
        if settling::is_held(&state) && self.accept_difference.is_none() {
            return Ok(taken.ended(Ending::Held));
        }
        reading::read_pages(self, key, &name)?;
        settling::form_transactions(self, key)?;
        matching::read_payers(self, key)?;
        let proof = settling::prove(self, key)?;
        settling::decide_all(self, key, &name, &proof)?;
        let ending = settling::finish(self, key, &name, &proof)?;
        Ok(taken.ended(ending))
    }

    fn check_stop(&self, batch: &BatchId) -> Result<(), RunError> {
        if self.stop.load(Ordering::Relaxed) {
            Err(RunError::Stopped(batch.clone()))
        } else {
            Ok(())
        }
    }
}
