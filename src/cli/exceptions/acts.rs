//! What is done with an exception without settling it, and what is taken back.

use super::{ItemName, Seat, Who};
use crate::cli::export::{eastern, exception_line};
use crate::cli::{Call, Done};
use crate::desk::{Look, Regrouping};
use crate::id::PageNo;
use crate::store::queue::QueueFilter;
use anyhow::{Context, bail, ensure};
use chrono::NaiveDate;
use clap::Args;
use std::io::Write;

/// Takes a transaction for yourself; others cannot settle it meanwhile.
#[derive(Args)]
pub(super) struct Claim {
    /// BATCH/TRANSACTION; without it, the one that is dearest to wait.
    item: Option<ItemName>,
    #[command(flatten)]
    who: Who,
    /// Print the exception as one JSON document.
    #[arg(long)]
    json: bool,
}

/// Gives a transaction back unsettled.
#[derive(Args)]
pub(super) struct Release {
    /// BATCH/TRANSACTION.
    item: ItemName,
    #[command(flatten)]
    who: Who,
}

/// Takes back what settled a transaction: a posting is reversed entry by entry, and the exception waits again.
#[derive(Args)]
pub(super) struct Undo {
    /// BATCH/TRANSACTION.
    item: ItemName,
    /// Why.
    #[arg(long)]
    why: String,
    #[command(flatten)]
    who: Who,
}

/// Sets a transaction aside until a day.
#[derive(Args)]
pub(super) struct Hold {
    /// BATCH/TRANSACTION.
    item: ItemName,
    /// The day, as YYYY-MM-DD.
    #[arg(long)]
    until: NaiveDate,
    /// What others should know.
    #[arg(long, default_value = "")]
    note: String,
    #[command(flatten)]
    who: Who,
}

/// Writes a note for whoever comes next.
#[derive(Args)]
pub(super) struct Note {
    /// BATCH/TRANSACTION.
    item: ItemName,
    /// The note.
    text: String,
    #[command(flatten)]
    who: Who,
}

/// Hands a transaction to another person.
#[derive(Args)]
pub(super) struct Hand {
    /// BATCH/TRANSACTION.
    item: ItemName,
    /// To whom.
    #[arg(long)]
    to: String,
    /// What that person should know.
    #[arg(long, default_value = "")]
    note: String,
    #[command(flatten)]
    who: Who,
}

/// Puts a transaction behind the others.
#[derive(Args)]
pub(super) struct Postpone {
    /// BATCH/TRANSACTION.
    item: ItemName,
    #[command(flatten)]
    who: Who,
}

/// Frees a transaction from whoever has it.
#[derive(Args)]
pub(super) struct Unlock {
    /// BATCH/TRANSACTION.
    item: ItemName,
    #[command(flatten)]
    who: Who,
}

/// Splits or joins transactions: all their pages go into new ones, which are decided at once.
#[derive(Args)]
pub(super) struct Regroup {
    /// The transactions, as BATCH/TRANSACTION; all of one batch.
    #[arg(required = true)]
    items: Vec<ItemName>,
    /// The pages of one new transaction, by their numbers in the batch: 5,6,8. Once for each.
    #[arg(long = "pages", required = true, value_name = "PAGES")]
    into: Vec<String>,
    #[command(flatten)]
    who: Who,
}

impl Claim {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let mut seat = Seat::take(call, &self.who)?;
        let item = match &self.item {
            Some(name) => name.find(&seat.store)?,
            None => match seat
                .store
                .next_in_queue(&QueueFilter::default(), &seat.user, &[], call.now)?
            {
                Some(item) => item,
                None => bail!("nothing waits that {} could settle now", seat.user.name),
            },
        };
        let look = seat.desk(call).look(item)?;
        let outcome = seat
            .store
            .outcome(item.batch, item.transaction)?
            .context("this transaction is not decided yet")?;
        let name = format!("{}/{}", outcome.batch, outcome.transaction);
        match look {
            Look::Yours { until } if self.json => {
                let mut line = exception_line(&outcome);
                line["until"] = eastern(until).into();
                line["decision"] = outcome.decision.seq.into();
                writeln!(out, "{line}")?;
            }
            Look::Yours { until } => {
                writeln!(
                    out,
                    "{name} is yours until {}; `lockbox show {name}` shows it",
                    eastern(until)
                )?;
            }
            Look::Theirs(lease) => bail!("{} has {name} until {}", lease.name, eastern(lease.until)),
            Look::Nobodys => bail!("{name} does not wait, or {} may not settle it", seat.user.name),
        }
        Ok(Done::Well)
    }
}

impl Release {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let mut seat = Seat::take(call, &self.who)?;
        let item = self.item.find(&seat.store)?;
        seat.desk(call).release(item)?;
        writeln!(out, "given back")?;
        Ok(Done::Well)
    }
}

impl Undo {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let mut seat = Seat::take(call, &self.who)?;
        let item = self.item.find(&seat.store)?;
        seat.desk(call).undo(item, &self.why)?;
        writeln!(out, "taken back; it waits again")?;
        Ok(Done::Well)
    }
}

impl Hold {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let mut seat = Seat::take(call, &self.who)?;
        let item = self.item.find(&seat.store)?;
        seat.desk(call).hold(item, self.until, &self.note)?;
        writeln!(out, "held until {}", self.until)?;
        Ok(Done::Well)
    }
}

impl Note {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let mut seat = Seat::take(call, &self.who)?;
        let item = self.item.find(&seat.store)?;
        seat.desk(call).note(item, &self.text)?;
        writeln!(out, "noted")?;
        Ok(Done::Well)
    }
}

impl Hand {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let mut seat = Seat::take(call, &self.who)?;
        let item = self.item.find(&seat.store)?;
        seat.desk(call).hand(item, &self.to, &self.note)?;
        writeln!(out, "handed to {}", self.to)?;
        Ok(Done::Well)
    }
}

impl Postpone {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let mut seat = Seat::take(call, &self.who)?;
        let item = self.item.find(&seat.store)?;
        seat.desk(call).postpone(item)?;
        writeln!(out, "put behind the others")?;
        Ok(Done::Well)
    }
}

impl Unlock {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let mut seat = Seat::take(call, &self.who)?;
        let item = self.item.find(&seat.store)?;
        seat.desk(call).unlock(item)?;
        writeln!(out, "free")?;
        Ok(Done::Well)
    }
}

impl Regroup {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let mut seat = Seat::take(call, &self.who)?;
        let batch = &self.items[0].batch;
        ensure!(
            self.items.iter().all(|item| item.batch == *batch),
            "pages are put together anew within one batch"
        );
        let into: Vec<Vec<PageNo>> = self
            .into
            .iter()
            .map(|list| pages(list))
            .collect::<anyhow::Result<_>>()?;
        let first = self.items[0].find(&seat.store)?;
        let asked = Regrouping {
            batch: first.batch,
            from: self.items.iter().map(|item| item.transaction).collect(),
            token: format!("cli {} {} {batch}", seat.user.name, call.now),
            into,
        };
        for made in seat.desk(call).regroup(&asked)? {
            writeln!(out, "{batch}/{made}")?;
        }
        Ok(Done::Well)
    }
}

fn pages(list: &str) -> anyhow::Result<Vec<PageNo>> {
    let page = |text: &str| {
        let no = text.trim().parse().map(PageNo);
        no.with_context(|| format!("`{text}` is no page number; write --pages 5,6,8"))
    };
    list.split(',').map(page).collect()
}
