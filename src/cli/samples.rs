//! `lockbox samples`: sample batches with their accounts and truth.

use super::{Call, Done};
use crate::samples::{Mail, Quality, SampleOptions, write};
use clap::{Args, ValueEnum};
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
    /// What lies in the envelopes.
    #[arg(long, value_enum, default_value_t = Only::All)]
    only: Only,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    /// Whatever comes.
    All,
    /// Coupons, or what came instead of them.
    Coupon,
    /// Checks without a coupon: a memo line at most says whose payment it is.
    Memo,
}

impl From<Only> for Mail {
    fn from(only: Only) -> Self {
        match only {
            Only::All => Mail::All,
            Only::Coupon => Mail::Coupon,
            Only::Memo => Mail::Memo,
        }
    }
}

impl Samples {
    pub(super) fn run(self, _: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let options = SampleOptions {
            transactions: self.transactions,
            seed: self.seed,
            quality: self.quality,
            only: self.only.into(),
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
