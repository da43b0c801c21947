//! `lockbox exceptions list`: what waits for a person, in the order of the batches.

use crate::cli::export::{eastern, exception_line};
use crate::cli::{Call, Done};
use crate::decision::Decision;
use crate::store::Books;
use clap::Args;
use std::io::Write;

/// Lists the queue.
#[derive(Args)]
pub(super) struct List {
    /// Print JSON Lines.
    #[arg(long)]
    pub(super) json: bool,
}

impl List {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let json = self.json;
        let books = Books::open_read_only(&call.data)?;
        let mut count = 0u64;
        books.each_outcome(None, |outcome| {
            let Decision::Exception { reasons } = &outcome.decision.decision else {
                return Ok(());
            };
            if outcome.resolution.is_some() {
                return Ok(());
            }
            count += 1;
            if json {
                writeln!(out, "{}", exception_line(&outcome))?;
                return Ok(());
            }
            writeln!(
                out,
                "{}/{}  received {}",
                outcome.batch,
                outcome.transaction,
                eastern(outcome.received)
            )?;
            for reason in reasons {
                writeln!(
                    out,
                    "    {:<22} {}",
                    reason.code(),
                    reason.in_words(&|page| outcome.label(page).to_owned())
                )?;
            }
            Ok::<_, anyhow::Error>(())
        })?;
        match (json, count) {
            (true, _) => {}
            (false, 0) => writeln!(out, "nothing waits for a person")?,
            (false, count) => writeln!(out, "{count} waiting; `lockbox show BATCH/TRANSACTION` shows one")?,
        }
        Ok(Done::Well)
    }
}
