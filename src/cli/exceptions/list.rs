//! `lockbox exceptions list`: what waits for a person, the dearest to wait first; then what is held with its batch.

use crate::cli::export::{eastern, exception_line, no_batch};
use crate::cli::{Call, Done};
use crate::clock::eastern_time;
use crate::decision::Decision;
use crate::decision::reason::Reason;
use crate::id::BatchId;
use crate::money::Amount;
use crate::store::Books;
use crate::store::queries::Outcome;
use crate::store::queue::{QueueFilter, QueueRow, Stage};
use anyhow::Context;
use clap::Args;
use std::io::{self, Write};

/// Lists the queue.
#[derive(Args)]
pub(super) struct List {
    /// Print JSON Lines.
    #[arg(long)]
    json: bool,
    /// Only those with this reason, by its code.
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
    /// Only those of this batch.
    #[arg(long, value_name = "B")]
    batch: Option<BatchId>,
    /// Only those worth at least this.
    #[arg(long, value_name = "AMOUNT")]
    least: Option<Amount>,
    /// Only those worth at most this.
    #[arg(long, value_name = "AMOUNT")]
    most: Option<Amount>,
}

impl List {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let books = Books::open_read_only(&call.data)?;
        if let Some(name) = &self.batch {
            books.batch_key(name)?.with_context(|| no_batch(name))?;
        }
        let count = books.snapshot(|books| {
            let filter = QueueFilter {
                reason: self.reason.clone(),
                batch: self.batch.clone(),
                least: self.least,
                most: self.most,
                received_before: None,
            };
            let mut count = 0u64;
            for row in books.queue(&filter, call.now, u32::MAX, 0)? {
                if let Some(outcome) = books.outcome(row.item.batch, row.item.transaction)? {
                    self.tell(&outcome, Some(&row), out)?;
                    count += 1;
                }
            }
            Ok::<_, anyhow::Error>(count + self.held(books, out)?)
        })?;
        match (self.json, count) {
            (true, _) => {}
            (false, 0) => writeln!(out, "nothing waits for a person")?,
            (false, count) => writeln!(out, "{count} waiting; `lockbox show BATCH/TRANSACTION` shows one")?,
        }
        Ok(Done::Well)
    }

    /// What cannot be settled before an operator has accepted its batch's difference; gives how many.
    fn held(&self, books: &Books, out: &mut dyn Write) -> anyhow::Result<u64> {
        if self.reason.as_ref().is_some_and(|code| code != "control_mismatch")
            || self.least.is_some()
            || self.most.is_some()
        {
            return Ok(0);
        }
        let batch = match &self.batch {
            Some(name) => books.batch_key(name)?,
            None => None,
        };
        let mut count = 0;
        books.each_outcome(batch, |outcome| {
            let is_held = match &outcome.decision.decision {
                Decision::Exception { reasons } => reasons
                    .iter()
                    .any(|reason| matches!(reason, Reason::ControlMismatch { .. })),
                Decision::Posted { .. } => false,
            };
            if is_held {
                self.tell(&outcome, None, out)?;
                count += 1;
            }
            Ok::<_, anyhow::Error>(())
        })?;
        Ok(count)
    }

    fn tell(&self, outcome: &Outcome, row: Option<&QueueRow>, out: &mut dyn Write) -> io::Result<()> {
        if self.json {
            return writeln!(out, "{}", exception_line(outcome));
        }
        writeln!(
            out,
            "{}/{}  received {}{}{}",
            outcome.batch,
            outcome.transaction,
            eastern(outcome.received),
            if row.is_some() { ", " } else { "" },
            row.map_or_else(String::new, standing)
        )?;
        let Decision::Exception { reasons } = &outcome.decision.decision else {
            return Ok(());
        };
        reasons.iter().try_for_each(|reason| {
            writeln!(
                out,
                "    {:<22} {}",
                reason.code(),
                reason.in_words(&|page| outcome.label(page).to_owned())
            )
        })
    }
}

/// By when it must be settled, and how it stands with people.
fn standing(row: &QueueRow) -> String {
    let parts = [
        Some(format!("by {}", eastern_time(row.deadline))),
        row.starts_coverage.then(|| "starts a coverage".to_owned()),
        row.held_until.map(|day| format!("held until {day}")),
        row.handed_to.as_ref().map(|name| format!("for {name}")),
        row.leased_by.as_ref().map(|(name, _)| format!("{name} has it")),
        match row.stage {
            Stage::First => None,
            Stage::Second => Some("keyed once".to_owned()),
            Stage::Third => Some("keyed twice and differently".to_owned()),
        },
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
