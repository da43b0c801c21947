//! `lockbox exceptions`: the queue, and all that is done with it at the desk, from the command line.

mod acts;
mod list;
mod verdict;

use super::{Call, Done};
use crate::config::Config;
use crate::desk::{Desk, cut_off};
use crate::id::{BatchId, TransactionNo};
use crate::pipeline::Matcher;
use crate::store::batches::ItemKey;
use crate::store::{Books, Store};
use crate::user::{User, UserName};
use anyhow::Context;
use clap::{Args, Subcommand};
use std::io::Write;

/// The queue of transactions that wait for a person, and what is done with them.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Exceptions {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    list: list::List,
}

#[derive(Subcommand)]
enum Command {
    /// Lists the queue (the same as without a command).
    List(list::List),
    /// Takes a transaction, or the one that is dearest to wait, for yourself.
    Claim(acts::Claim),
    /// Settles a transaction: it posts, goes back, was here before, or goes to somebody else.
    Resolve(Box<verdict::Resolve>),
    /// Gives a transaction back unsettled.
    Release(acts::Release),
    /// Takes back what settled a transaction; it waits again.
    Undo(acts::Undo),
    /// Sets a transaction aside until a day.
    Hold(acts::Hold),
    /// Writes a note for whoever comes next.
    Note(acts::Note),
    /// Hands a transaction to another person.
    Hand(acts::Hand),
    /// Puts a transaction behind the others.
    Postpone(acts::Postpone),
    /// Frees a transaction from whoever has it (supervisor).
    Unlock(acts::Unlock),
    /// Splits or joins transactions whose pages were grouped wrong.
    Regroup(acts::Regroup),
    /// Applies `review.at_cut_off` to what nobody has settled in time, and says so.
    CutOff,
}

/// Who acts. Whoever can write the data folder is trusted to say so; what is done stands in the log under this name.
#[derive(Args)]
pub(super) struct Who {
    /// Your name at the desk (`lockbox users` lists them).
    #[arg(long = "user", env = "LOCKBOX_USER", value_name = "NAME")]
    name: UserName,
}

/// A transaction, as BATCH/TRANSACTION.
#[derive(Clone)]
pub(super) struct ItemName {
    batch: BatchId,
    transaction: TransactionNo,
}

impl std::str::FromStr for ItemName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no transaction; write BATCH/3");
        let (batch, no) = text.rsplit_once('/').ok_or_else(wrong)?;
        Ok(ItemName {
            batch: batch.parse().map_err(|_| wrong())?,
            transaction: TransactionNo(no.parse().map_err(|_| wrong())?),
        })
    }
}

impl ItemName {
    fn find(&self, books: &Books) -> anyhow::Result<ItemKey> {
        let Self { batch, transaction } = self;
        books.item(batch, *transaction)?.with_context(|| {
            format!("there is no transaction {batch}/{transaction}; `lockbox exceptions` lists those that wait")
        })
    }
}

/// The books opened for a person.
struct Seat {
    store: Store,
    config: Config,
    matcher: Matcher,
    user: User,
}

impl Seat {
    fn take(call: &Call, who: &Who) -> anyhow::Result<Self> {
        let store = Store::open(&call.data)?;
        let name = &who.name;
        let user = store
            .user(name)?
            .with_context(|| format!("there is no user {name}; add one: lockbox users add {name} --role reviewer"))?;
        Ok(Seat {
            config: Config::load(&call.data)?,
            matcher: Matcher::default(),
            store,
            user,
        })
    }

    fn desk(&mut self, call: &Call) -> Desk<'_> {
        Desk {
            store: &mut self.store,
            config: &self.config,
            matcher: &mut self.matcher,
            user: &self.user,
            now: call.now,
        }
    }
}

impl Exceptions {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        match self.command {
            None => self.list.run(call, out),
            Some(Command::List(list)) => list.run(call, out),
            Some(Command::Claim(act)) => act.run(call, out),
            Some(Command::Resolve(act)) => act.run(call, out),
            Some(Command::Release(act)) => act.run(call, out),
            Some(Command::Undo(act)) => act.run(call, out),
            Some(Command::Hold(act)) => act.run(call, out),
            Some(Command::Note(act)) => act.run(call, out),
            Some(Command::Hand(act)) => act.run(call, out),
            Some(Command::Postpone(act)) => act.run(call, out),
            Some(Command::Unlock(act)) => act.run(call, out),
            Some(Command::Regroup(act)) => act.run(call, out),
            Some(Command::CutOff) => at_cut_off(call, out),
        }
    }
}

fn at_cut_off(call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
    let mut store = Store::open(&call.data)?;
    let config = Config::load(&call.data)?;
    let done = cut_off::apply(&mut store, &config, call.now)?;
    if done == cut_off::CutOff::default() {
        writeln!(out, "nothing new is past its deadline")?;
    } else {
        writeln!(
            out,
            "past their deadline: {} wait on, {} go back to their senders, {} are in work and left to who has them (review.at_cut_off)",
            done.carried_over, done.returned, done.in_work
        )?;
    }
    Ok(Done::Well)
}
