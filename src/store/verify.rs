//! The proof of the books: everything is counted again, and whatever does not fit is named.

mod checks;
mod desk;
mod fault;
#[cfg(test)]
mod tests;

pub use fault::Fault;

use super::archive::Archive;
use super::batches::BatchState;
use super::{Books, StoreError};
use crate::id::BatchId;

/// The most faults that are listed; the rest is counted.
const MOST_FAULTS: usize = 1000;

/// How closely the archive is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// Every file must be there.
    Presence,
    /// Every file is read and its digest worked out anew.
    Digests,
}

/// What the proof found.
#[derive(Clone, Debug, Default)]
pub struct VerifyReport {
    /// What was counted.
    pub counts: Counts,
    /// What is wrong, the first thousand; none if the books prove.
    pub faults: Vec<Fault>,
    /// How many faults there are beyond those listed.
    pub more_faults: u64,
    /// The batches that are not finished, which is no fault.
    pub open: Vec<(BatchId, BatchState)>,
}

/// What was counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Accounts on file, closed ones too.
    pub accounts: u64,
    /// Batches.
    pub batches: u64,
    /// Page images.
    pub pages: u64,
    /// Transactions.
    pub transactions: u64,
    /// Of those, posted.
    pub posted: u64,
    /// Of those, exceptions.
    pub exceptions: u64,
    /// Of the exceptions, settled by a person without posting: returned, forwarded, a duplicate.
    pub settled: u64,
    /// Of the transactions, not decided yet.
    pub undecided: u64,
    /// Checks and money orders, of the decisions in force.
    pub items: u64,
    /// Decisions, those no longer in force too.
    pub decisions: u64,
    /// Postings.
    pub postings: u64,
    /// Their entries.
    pub entries: u64,
    /// Postings taken back.
    pub reversals: u64,
    /// Entries of the log of what people did.
    pub log_entries: u64,
    /// The debits, in cents: what the items bring to the bank.
    pub debit_cents: i64,
    /// The credits, in cents: what the members paid. As much as the debits if the books prove.
    pub credit_cents: i64,
    /// Archived originals.
    pub files: u64,
    /// Originals that no batch names: a run was killed before it took the batch in. They do no harm.
    pub unnamed_files: u64,
}

impl VerifyReport {
    /// Nothing is wrong.
    pub fn proves(&self) -> bool {
        self.faults.is_empty()
    }

    fn add(&mut self, fault: Fault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        } else {
            self.more_faults += 1;
        }
    }
}

impl Books {
    /// Proves the books, on one state of them whatever others write meanwhile.
    ///
    /// # Errors
    /// Only where the database cannot be asked at all; what is wrong in it is in the report.
    pub fn verify(&self, archive: &Archive, depth: Depth) -> Result<VerifyReport, StoreError> {
        self.snapshot(|books| {
            let mut report = VerifyReport::default();
            for (what, check) in checks::CHECKS {
                step(&mut report, what, |report| check(books, report))?;
            }
            step(&mut report, "the archive", |report| {
                checks::files(books, archive, depth, report)
            })?;
            Ok(report)
        })
    }
}

/// A step that cannot be done because of what stands in the database is a fault as well; the next steps are still done.
fn step(
    report: &mut VerifyReport,
    what: &'static str,
    check: impl FnOnce(&mut VerifyReport) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    match check(report) {
        Err(error @ (StoreError::Database(_) | StoreError::Damaged { .. })) => {
            report.add(Fault::CannotCheck {
                what,
                why: error.to_string(),
            });
        }
        done => done?,
    }
    Ok(())
}
