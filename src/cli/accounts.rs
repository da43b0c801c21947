//! `lockbox accounts`: the account master.

use super::{Call, Done};
use crate::config::Config;
use crate::id::Digest;
use crate::pipeline;
use crate::store::Store;
use crate::store::accounts::{ImportError, ImportOptions, ImportReport};
use anyhow::Context;
use clap::{Args, Subcommand};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub(super) enum Accounts {
    /// Loads the account master from a CSV file; rows replace those of the same Member ID.
    Import(Import),
}

/// Loads the account master.
#[derive(Args)]
pub(super) struct Import {
    /// The CSV file, UTF-8, with a header line.
    file: PathBuf,
    /// The file is the whole master: accounts that it lacks are closed.
    #[arg(long)]
    full: bool,
    /// Take the good rows though others are bad.
    #[arg(long)]
    skip_bad_rows: bool,
}

impl Accounts {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        match self {
            Accounts::Import(import) => import.run(call, out),
        }
    }
}

impl Import {
    fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let digest = digest_of(&self.file)?;
        let file = File::open(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
        let mut store = Store::open(&call.data)?;
        let options = ImportOptions {
            full: self.full,
            skip_bad_rows: self.skip_bad_rows,
        };
        match store.import_accounts(file, options, &digest, call.now) {
            Ok(report) => {
                self.tell_bad_rows(&report)?;
                self.tell(&report, out)?;
                let config = Config::load(&call.data)?;
                let (posted, waiting) = pipeline::decide_again(&mut store, &config, call.now)?;
                if waiting > 0 {
                    writeln!(
                        out,
                        "{waiting} payments waited for an account that was not on file; {posted} of them are posted now"
                    )?;
                }
                Ok(Done::Well)
            }
            Err(ImportError::BadRows(report)) => {
                self.tell_bad_rows(&report)?;
                anyhow::bail!("{}: {}", self.file.display(), ImportError::BadRows(report));
            }
            Err(error) => Err(anyhow::Error::new(error).context(self.file.display().to_string())),
        }
    }

    fn tell(&self, report: &ImportReport, out: &mut dyn Write) -> io::Result<()> {
        let ImportReport {
            rows,
            added,
            changed,
            unchanged,
            closed,
            bad_rows,
            ..
        } = report;
        let nothing = added + changed + closed == 0;
        writeln!(
            out,
            "{}: {rows} rows; {added} accounts added, {changed} changed, {unchanged} as they were{}{}{}",
            self.file.display(),
            if self.full {
                format!(", {closed} closed")
            } else {
                String::new()
            },
            if *bad_rows > 0 {
                format!(", {bad_rows} bad rows left out")
            } else {
                String::new()
            },
            if nothing { "; nothing has changed" } else { "" },
        )
    }

    fn tell_bad_rows(&self, report: &ImportReport) -> io::Result<()> {
        let mut err = io::stderr().lock();
        for fault in &report.faults {
            writeln!(err, "{}: {fault}", self.file.display())?;
        }
        let untold = report
            .bad_rows
            .saturating_sub(u64::try_from(report.faults.len()).unwrap_or(u64::MAX));
        if untold > 0 {
            writeln!(err, "{}: and {untold} more bad rows", self.file.display())?;
        }
        Ok(())
    }
}

/// The SHA-256 of a file that may be large.
pub(super) fn digest_of(path: &Path) -> anyhow::Result<Digest> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Digest::of_reader(file).with_context(|| format!("cannot read {}", path.display()))
}
