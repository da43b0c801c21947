//! `lockbox samples`: sample batches with their accounts and truth.

use super::{Call, Done};
use crate::samples::{Quality, SampleOptions, write};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Makes sample batches: DIR/accounts.csv, DIR/batches/*, and DIR/truth.jsonl, what a right program does with each transaction.
#[derive(Args)]
pub(super) struct Samples {
    /// Where to write; made if it is not there.
    dir: PathBuf,
    /// How many transactions.
    #[arg(long, default_value_t = 200, value_name = "N")]
    transactions: usize,
    /// The same seed makes the same samples.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// How good the scans are.
    #[arg(long, default_value_t = Quality::Office, value_name = "clean|office|poor|hard")]
    quality: Quality,
}

impl Samples {
    pub(super) fn run(self, _: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let options = SampleOptions {
            transactions: self.transactions,
            seed: self.seed,
            quality: self.quality,
        };
        let made = write(&self.dir, &options)?;
        writeln!(
            out,
            "{}: {} transactions on {} pages in {} batches, {} accounts; a right program posts {} and queues {}",
            self.dir.display(),
            made.transactions,
            made.pages,
            made.batches,
            made.accounts,
            made.posted,
            made.exceptions
        )?;
        Ok(Done::Well)
    }
}
