//! The command line: one file a command, each a struct of its arguments that runs itself.
//!
//! Exit status: 0 done (exceptions are normal work), 1 could not do it, 2 wrong usage, 3 a batch was held.

mod accounts;
mod batches;
mod config;
mod evaluate;
mod exceptions;
mod export;
mod pictures;
mod progress;
mod review;
mod run;
mod samples;
mod show;
mod users;
mod verify;

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Reads scanned premium payments, matches them to accounts, posts what is sure, queues what is not, and proves the books.
#[derive(Parser)]
#[command(name = "lockbox", version, max_term_width = 110)]
struct Arguments {
    /// The data folder: database, archive of scans, lockbox.toml.
    #[arg(
        long,
        global = true,
        env = "LOCKBOX_DATA",
        default_value = "./lockbox-data",
        value_name = "DIR"
    )]
    data: PathBuf,
    /// The time to write down as now, for tests and for catching up a day.
    #[arg(long, global = true, env = "LOCKBOX_NOW", hide = true, value_name = "RFC3339")]
    now: Option<DateTime<Utc>>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The account master.
    #[command(subcommand)]
    Accounts(accounts::Accounts),
    /// Takes batches in, reads, matches, posts or queues them, and prints a summary.
    Run(run::Run),
    /// Lists the batches with their outcomes.
    Batches(batches::Batches),
    /// Shows what is known of a batch or a transaction: pages, evidence, decision, and why.
    Show(show::Show),
    /// The queue of transactions that wait for a person.
    Exceptions(exceptions::Exceptions),
    /// Who may work at the exceptions desk.
    Users(users::Users),
    /// Serves the exceptions desk to browsers.
    Review(review::Review),
    /// Writes results: payments, outcomes or exceptions.
    Export(export::Export),
    /// Proves the books: every page, item and cent accounted for.
    Verify(verify::Verify),
    /// Prints the configuration in force.
    Config(config::ShowConfig),
    /// Makes sample batches with their accounts and their truth.
    Samples(samples::Samples),
    /// Runs batches whose truth is known, and counts what was right.
    Evaluate(evaluate::Evaluate),
}

/// What every command has.
struct Call {
    data: PathBuf,
    now: DateTime<Utc>,
}

/// How a command ended.
enum Done {
    /// All of it.
    Well,
    /// It is done, and what it found is not right; it has said so.
    Failed,
    /// A batch is held.
    Held,
}

/// Runs the program with these arguments.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors, and clap knows where to print them. Nobody is left to tell if that fails.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let context = Call {
        data: arguments.data,
        now: arguments.now.unwrap_or_else(Utc::now),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let done = arguments.command.run(&context, &mut out).and_then(|done| {
        out.flush().context("cannot write to standard output")?;
        Ok(done)
    });
    match done {
        Ok(Done::Well) => ExitCode::SUCCESS,
        Ok(Done::Failed) => ExitCode::from(1),
        Ok(Done::Held) => ExitCode::from(3),
        // `lockbox export | head` closes the pipe when it has enough.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "lockbox: {}", in_words(&error));
            ExitCode::from(1)
        }
    }
}

/// An error with its causes, each once: most of our messages name their cause in the middle of the sentence already.
fn in_words(error: &anyhow::Error) -> String {
    let mut words = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !words.contains(&cause) {
            words = format!("{words}: {cause}");
        }
    }
    words
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

impl Command {
    fn run(self, context: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        match self {
            Command::Accounts(command) => command.run(context, out),
            Command::Run(command) => command.run(context, out),
            Command::Batches(command) => command.run(context, out),
            Command::Show(command) => command.run(context, out),
            Command::Exceptions(command) => command.run(context, out),
            Command::Users(command) => command.run(context, out),
            Command::Review(command) => command.run(context, out),
            Command::Export(command) => command.run(context, out),
            Command::Verify(command) => command.run(context, out),
            Command::Config(command) => command.run(context, out),
            Command::Samples(command) => command.run(context, out),
            Command::Evaluate(command) => command.run(context, out),
        }
    }
}
