//! `lockbox run`: batches in, postings and exceptions out.

use super::progress::Bar;
use super::{Call, Done};
use crate::config::Config;
use crate::evidence::readers::{Readers, Writing};
use crate::matching::Stratum;
use crate::money::Amount;
use crate::pipeline::{self, BatchRun, Ending};
use crate::store::Store;
use crate::store::batches::BatchState;
use crate::store::queries::{BatchSummary, OutcomeCounts};
use anyhow::Context;
use clap::Args;
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Takes batches in, in the order given, and prints what became of each. A batch that was fed before changes nothing.
#[derive(Args)]
pub(super) struct Run {
    /// Folders of page images, or single image files.
    #[arg(required = true)]
    batches: Vec<PathBuf>,
    /// Release a batch that is held because its control figures do not prove; WHY is kept with it.
    #[arg(long, value_name = "WHY")]
    accept_difference: Option<String>,
    /// Do not read writing: what only writing says waits for a person.
    #[arg(long)]
    no_neural: bool,
    /// Print one JSON document instead of words.
    #[arg(long)]
    json: bool,
}

/// Set by Ctrl-C and SIGTERM: the page at hand is finished, what is read is kept.
static STOP: AtomicBool = AtomicBool::new(false);

/// What became of one batch.
#[derive(Serialize)]
struct Report {
    batch: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<String>,
    pages: u64,
    transactions: u64,
    posted: u64,
    exceptions: u64,
    /// Of the exceptions, those that a person has settled without posting.
    settled: u64,
    posted_total: String,
    paths: serde_json::Map<String, serde_json::Value>,
    reasons: serde_json::Map<String, serde_json::Value>,
    /// What posted without a coupon, by the kind of evidence, with the bound on how many in a million of the kind are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without_coupon: Vec<serde_json::Value>,
    notes: Vec<String>,
    seconds: f64,
}

impl Run {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let why = self.accept_difference.as_deref().map(str::trim);
        anyhow::ensure!(why != Some(""), "--accept-difference needs a reason in words");
        anyhow::ensure!(
            self.batches.iter().any(|path| path.exists()),
            "there is no {}; give the folder of a batch's page images",
            self.batches
                .iter()
                .map(|path| path.display().to_string())
                .collect::<Vec<_>>()
                .join(", ")
        );
        let mut store = Store::open(&call.data)?;
        let config = Config::load(&call.data)?;
        let readers = Readers::load(if self.no_neural { Writing::Left } else { Writing::Read })?;
        // A second handler cannot be set in one process; then the first one does the same.
        let _ = ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed));
        let bar = Bar::new();
        let mut matcher = pipeline::Matcher::default();
        let (mut failed, mut held, mut reports, mut untold) = (false, false, Vec::new(), Vec::new());
        for path in &self.batches {
            let started = Instant::now();
            let mut run = pipeline::Run {
                store: &mut store,
                config: &config,
                readers: &readers,
                matcher: &mut matcher,
                now: call.now,
                accept_difference: why,
                stop: &STOP,
                progress: &bar,
            };
            match run.batch(path) {
                Ok(ran) => {
                    held |= ran.ending == Ending::Held;
                    let report = report(&store, ran, started.elapsed()).context("cannot read the books")?;
                    if !self.json {
                        tell(&report, out)?;
                        out.flush()?;
                    }
                    reports.push(report);
                }
                Err(error) => {
                    failed = true;
                    // What cannot be told must not keep the other batches from being run.
                    if writeln!(io::stderr(), "lockbox: {error}").is_err() {
                        untold.push(error.to_string());
                    }
                    if STOP.load(Ordering::Relaxed) {
                        break;
                    }
                }
            }
        }
        if self.json {
            serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "batches": reports }))?;
            writeln!(out)?;
        } else {
            tell_all(&reports, out)?;
        }
        anyhow::ensure!(untold.is_empty(), "{}", untold.join("; "));
        Ok(if failed {
            Done::Failed
        } else if held {
            Done::Held
        } else {
            Done::Well
        })
    }
}

fn report(store: &Store, ran: BatchRun, elapsed: Duration) -> anyhow::Result<Report> {
    let summary: BatchSummary = store.summary(ran.key)?;
    let counts: OutcomeCounts = store.outcome_counts(Some(ran.key))?;
    let word = |path| {
        serde_json::to_value(path)
            .ok()
            .and_then(|word| word.as_str().map(str::to_owned))
            .unwrap_or_default()
    };
    Ok(Report {
        batch: ran.name.to_string(),
        outcome: match (ran.ending, &summary.batch.state) {
            (Ending::Finished, BatchState::Finished { unproven: Some(_) }) => "unproven",
            (Ending::Finished, _) => "finished",
            (Ending::Unchanged, _) => "unchanged",
            (Ending::Held, _) => "held",
        },
        held: match &summary.batch.state {
            BatchState::Held { why } => Some(why.clone()),
            _ => None,
        },
        pages: summary.pages,
        transactions: summary.transactions,
        posted: summary.posted,
        exceptions: summary.exceptions,
        settled: summary.settled,
        posted_total: dollars(summary.posted_cents),
        paths: counts
            .by_path
            .iter()
            .map(|(path, count)| (word(path), (*count).into()))
            .collect(),
        reasons: counts
            .by_reason
            .iter()
            .map(|(code, count)| (code.clone(), (*count).into()))
            .collect(),
        without_coupon: counts.by_stratum.iter().map(without_coupon).collect(),
        notes: ran.notes,
        seconds: elapsed.as_secs_f64(),
    })
}

fn without_coupon((stratum, posted): &(Stratum, u64)) -> serde_json::Value {
    serde_json::json!({
        "kind": stratum, "evidence": stratum.to_string(), "posted": posted,
        "wrong_in_a_million_at_most": stratum.bound(),
    })
}

/// Cents as dollars; a batch's total may be larger than one amount.
pub(super) fn dollars(cents: i64) -> String {
    Amount::from_cents(cents).map_or_else(
        || format!("{}.{:02}", cents / 100, cents % 100),
        |amount| amount.to_string(),
    )
}

fn tell(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let Report {
        batch,
        pages,
        transactions,
        posted,
        exceptions,
        settled,
        posted_total,
        ..
    } = report;
    if report.outcome == "unchanged" {
        return writeln!(
            out,
            "{batch}: was taken in before; nothing has changed ({posted} posted, {} in the queue)",
            exceptions - settled
        );
    }
    writeln!(
        out,
        "{batch}: {transactions} transactions on {pages} pages: {posted} posted (${posted_total}), {exceptions} to the queue"
    )?;
    let list = |counts: &serde_json::Map<String, serde_json::Value>| {
        counts
            .iter()
            .map(|(word, count)| format!("{word} {count}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    if !report.paths.is_empty() {
        writeln!(out, "  posted by   {}", list(&report.paths))?;
    }
    for kind in &report.without_coupon {
        let bound = &kind["wrong_in_a_million_at_most"];
        let words = kind["evidence"].as_str().unwrap_or_default();
        writeln!(
            out,
            "  no coupon   {} by {words}: at most {bound} in a million wrong, as simulated",
            kind["posted"]
        )?;
    }
    if !report.reasons.is_empty() {
        writeln!(out, "  queued for  {}", list(&report.reasons))?;
    }
    for note in &report.notes {
        writeln!(out, "  note        {note}")?;
    }
    match &report.held {
        Some(why) => writeln!(
            out,
            "  HELD        {why}\n              nothing of it posts until an operator accepts the difference: lockbox run BATCH --accept-difference \"why\""
        ),
        None if report.outcome == "unproven" => {
            writeln!(
                out,
                "  unproven    its control total cannot be proven until every item has an amount"
            )
        }
        None => Ok(()),
    }
}

/// The sum of all batches of this run.
fn tell_all(reports: &[Report], out: &mut dyn Write) -> io::Result<()> {
    let fresh: Vec<&Report> = reports.iter().filter(|report| report.outcome != "unchanged").collect();
    let sum = |of: fn(&Report) -> u64| fresh.iter().map(|report| of(report)).sum::<u64>();
    let (transactions, posted, pages) = (sum(|r| r.transactions), sum(|r| r.posted), sum(|r| r.pages));
    let seconds: f64 = fresh.iter().map(|report| report.seconds).sum();
    if transactions == 0 {
        return Ok(());
    }
    let count = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    writeln!(
        out,
        "all: {transactions} transactions, {posted} posted ({:.1} %), {} to the queue; {:.1} s, {:.0} pages a second",
        100.0 * count(posted) / count(transactions),
        sum(|r| r.exceptions),
        seconds,
        count(pages) / seconds.max(0.001)
    )?;
    if sum(|r| r.exceptions) > 0 {
        writeln!(out, "next: lockbox exceptions")?;
    }
    Ok(())
}
