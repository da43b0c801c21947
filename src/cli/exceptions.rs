//! `lockbox exceptions`: the queue.

use super::export::{eastern, exception_line};
use super::{Call, Done};
use crate::decision::Decision;
use crate::store::Books;
use clap::{Args, Subcommand};
use std::io::Write;

/// The queue of transactions that wait for a person.
#[derive(Args)]
pub(super) struct Exceptions {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    list: List,
}

#[derive(Subcommand)]
enum Command {
    /// Lists the queue (the same as without a command).
    List(List),
}

/// Lists the queue.
#[derive(Args)]
struct List {
    /// Print JSON Lines.
    #[arg(long)]
    json: bool,
}

impl Exceptions {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let json = self.list.json || matches!(self.command, Some(Command::List(List { json: true })));
        let books = Books::open_read_only(&call.data)?;
        let mut count = 0u64;
        books.each_outcome(None, |outcome| {
            let Decision::Exception { reasons } = &outcome.decision.decision else {
                return Ok(());
            };
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
