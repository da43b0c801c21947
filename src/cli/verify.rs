//! `lockbox verify`: proves the books.

use super::batches::state;
use super::run::dollars;
use super::{Call, Done};
use crate::store::Books;
use crate::store::archive::Archive;
use crate::store::verify::{Depth, VerifyReport};
use clap::Args;
use std::io::{self, Write};

/// Counts pages, items, cents and entries again, names whatever does not fit, and exits 1 then.
#[derive(Args)]
pub(super) struct Verify {
    /// Trust that archived originals are what their names say, instead of reading every one.
    #[arg(long)]
    quick: bool,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let books = Books::open_read_only(&call.data)?;
        let depth = if self.quick { Depth::Presence } else { Depth::Digests };
        let report = books.verify(&Archive::at(&call.data), depth)?;
        if self.json {
            let faults: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
            let open: Vec<_> = report
                .open
                .iter()
                .map(|(batch, at)| serde_json::json!({ "batch": batch, "state": state(at).0 }))
                .collect();
            let counts = &report.counts;
            let document = serde_json::json!({
                "proves": report.proves(), "faults": faults, "more_faults": report.more_faults, "open": open,
                "accounts": counts.accounts, "batches": counts.batches, "pages": counts.pages, "transactions": counts.transactions,
                "posted": counts.posted, "exceptions": counts.exceptions, "items": counts.items, "postings": counts.postings,
                "entries": counts.entries, "deposited": dollars(counts.debit_cents), "credited": dollars(counts.credit_cents),
                "files": counts.files, "settled": counts.settled, "taken_back": counts.reversals, "log_entries": counts.log_entries,
            });
            writeln!(out, "{document:#}")?;
        } else {
            tell(&report, out)?;
        }
        Ok(if report.proves() { Done::Well } else { Done::Failed })
    }
}

fn tell(report: &VerifyReport, out: &mut dyn Write) -> io::Result<()> {
    let counts = &report.counts;
    writeln!(
        out,
        "{} batches, {} pages, {} transactions: {} posted, {} in the queue, {} settled otherwise, {} not decided yet",
        counts.batches,
        counts.pages,
        counts.transactions,
        counts.posted,
        counts.exceptions.saturating_sub(counts.settled),
        counts.settled,
        counts.undecided
    )?;
    writeln!(
        out,
        "{} postings of {} entries, {} of them taken back: ${} deposited, ${} credited; {} entries in the log, {} originals in the archive",
        counts.postings,
        counts.entries,
        counts.reversals,
        dollars(counts.debit_cents),
        dollars(counts.credit_cents),
        counts.log_entries,
        counts.files
    )?;
    for (batch, at) in &report.open {
        let (word, why) = state(at);
        writeln!(
            out,
            "open: {batch} is {word}{}{why}",
            if why.is_empty() { "" } else { ": " }
        )?;
    }
    for fault in &report.faults {
        writeln!(out, "WRONG: {fault}")?;
    }
    if report.more_faults > 0 {
        writeln!(out, "WRONG: and {} more", report.more_faults)?;
    }
    writeln!(
        out,
        "{}",
        if report.proves() {
            "the books prove"
        } else {
            "the books DO NOT prove"
        }
    )
}
