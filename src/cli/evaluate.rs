//! `lockbox evaluate`: runs batches whose truth is known, and counts what was right.

use super::accounts::digest_of;
use super::progress::Bar;
use super::{Call, Done};
use crate::config::Config;
use crate::evaluation::done::collected;
use crate::evaluation::fields::Tally;
use crate::evaluation::{Report, report, truth};
use crate::evidence::readers::{Readers, Writing};
use crate::pipeline;
use crate::store::Store;
use crate::store::accounts::ImportOptions;
use anyhow::Context;
use clap::Args;
use serde::Serialize;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Runs the batches of DIR into a data folder of their own, which is removed afterwards, and compares what became of them with their truth.
#[derive(Args)]
pub(super) struct Evaluate {
    /// A folder as `lockbox samples` makes it: accounts.csv, batches/*, truth.jsonl.
    dir: PathBuf,
    /// Do not read writing.
    #[arg(long)]
    no_neural: bool,
    /// Print one JSON document instead of tables.
    #[arg(long)]
    json: bool,
}

/// What the run took.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
struct Cost {
    /// Processor time of all threads, or, where the system does not tell it, the time that passed.
    is_cpu: bool,
    milliseconds: f64,
    per_transaction: f64,
    per_item: f64,
}

#[derive(Serialize)]
struct Evaluation {
    #[serde(flatten)]
    report: Report,
    cost: Cost,
}

impl Evaluate {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let truth = truth::read(&self.dir.join("truth.jsonl"))?;
        let batches = batches(&self.dir.join("batches"))?;
        // The rules of the data folder at hand, if there are any; nothing else of it is used.
        let config = Config::load(&call.data)?;
        let readers = Readers::load(if self.no_neural { Writing::Left } else { Writing::Read })?;
        let data = tempfile::tempdir().context(
            "cannot make a folder for the books where temporary files go; set TMPDIR to one that takes some",
        )?;
        let mut store = Store::open(data.path())?;
        import(&mut store, &self.dir.join("accounts.csv"), call)?;
        let mut matcher = pipeline::Matcher::default();
        let (cpu, started, bar) = (cpu_time(), Instant::now(), Bar::new());
        for batch in &batches {
            let mut run = pipeline::Run {
                matcher: &mut matcher,
                store: &mut store,
                config: &config,
                readers: &readers,
                now: call.now,
                accept_difference: None,
                stop: &AtomicBool::new(false),
                progress: &bar,
            };
            run.batch(batch)
                .with_context(|| format!("{} cannot be run", batch.display()))?;
        }
        let cpu = cpu.zip(cpu_time()).map(|(before, after)| after.saturating_sub(before));
        let report = report(&truth, &collected(&store)?, &config.checks);
        let cost = cost(&report, cpu, started.elapsed());
        let evaluation = Evaluation { report, cost };
        if self.json {
            serde_json::to_writer_pretty(&mut *out, &evaluation)?;
            writeln!(out)?;
        } else {
            tell(&evaluation, out)?;
        }
        Ok(Done::Well)
    }
}

/// The batches in a folder, in the order of their names: one that is fed twice comes after itself.
fn batches(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let remedy = || {
        format!(
            "cannot read {}; `lockbox samples DIR` makes a folder that can be evaluated",
            folder.display()
        )
    };
    let entries = std::fs::read_dir(folder).with_context(remedy)?;
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .with_context(remedy)?;
    found.sort();
    anyhow::ensure!(
        !found.is_empty(),
        "{} holds no batch; `lockbox samples DIR` makes a folder that can be evaluated",
        folder.display()
    );
    Ok(found)
}

fn import(store: &mut Store, path: &Path, call: &Call) -> anyhow::Result<()> {
    let digest = digest_of(path)?;
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    store
        .import_accounts(file, ImportOptions::default(), &digest, call.now)
        .with_context(|| path.display().to_string())?;
    Ok(())
}

/// Processor time of this process so far, in steps of 10 ms; `None` where the system does not tell it as Linux does.
fn cpu_time() -> Option<Duration> {
    /// What Linux counts processor time in, for every program.
    const TICK: Duration = Duration::from_millis(10);
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name is in brackets and may hold anything; `utime` and `stime` are the 12th and 13th after it.
    let after = stat.rsplit(')').next()?;
    let mut ticks = after.split_whitespace().skip(11).map(str::parse::<u32>);
    Some(TICK * (ticks.next()?.ok()? + ticks.next()?.ok()?))
}

fn cost(report: &Report, cpu: Option<Duration>, wall: Duration) -> Cost {
    let milliseconds = cpu.unwrap_or(wall).as_secs_f64() * 1000.0;
    Cost {
        is_cpu: cpu.is_some(),
        milliseconds,
        per_transaction: milliseconds / f64::from(report.decisions.transactions.max(1)),
        per_item: milliseconds / f64::from(report.fields.items.max(1)),
    }
}

/// `12/40 = 30.0 %`.
fn share(part: u32, whole: u32) -> String {
    if whole == 0 {
        return format!("{part}/0");
    }
    format!("{part}/{whole} = {:.1} %", 100.0 * f64::from(part) / f64::from(whole))
}

fn tell(evaluation: &Evaluation, out: &mut dyn Write) -> io::Result<()> {
    let Evaluation { report, cost } = evaluation;
    tell_decisions(report, out)?;
    tell_reasons(report, out)?;
    tell_fields(report, out)?;
    tell_calibration(report, out)?;
    writeln!(
        out,
        "\n{} {:.1} s: {:.0} ms a transaction, {:.0} ms an item",
        if cost.is_cpu { "processor time" } else { "time" },
        cost.milliseconds / 1000.0,
        cost.per_transaction,
        cost.per_item
    )
}

fn tell_decisions(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let sum = &report.decisions;
    writeln!(
        out,
        "transactions {}   straight-through {}",
        sum.transactions,
        share(sum.straight_through, sum.should_post)
    )?;
    writeln!(
        out,
        "MISPOSTS {} (account {}, amount {}, should be an exception {}, posted again {}) of {} posted",
        sum.misposts,
        sum.mispost_account,
        sum.mispost_amount,
        sum.mispost_should_be_exception,
        sum.mispost_again,
        sum.posted
    )?;
    for mispost in &report.misposts {
        writeln!(
            out,
            "  {}/{} {}: {}",
            mispost.batch, mispost.transaction, mispost.case, mispost.why
        )?;
    }
    writeln!(
        out,
        "exceptions due {}: made {}, with a right reason {};  needless exceptions {}",
        sum.should_except, sum.excepted, sum.excepted_right_reason, sum.needless_exceptions
    )?;
    writeln!(
        out,
        "either way {}: posted right {}, excepted {};  missing {}  invented {}  fed twice {}",
        sum.either, sum.either_posted_right, sum.either_excepted, sum.missing, sum.invented, sum.refed
    )
}

fn tell_reasons(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{:<24} {:>5} {:>6} {:>9}", "reason", "due", "found", "needless")?;
    for (reason, count) in &report.reasons {
        writeln!(
            out,
            "{reason:<24} {:>5} {:>6} {:>9}",
            count.due, count.found, count.needless
        )?;
    }
    Ok(())
}

fn tell_fields(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let fields = &report.fields;
    writeln!(
        out,
        "\n{:<28} {:>6} {:>6} {:>6}   {} items, {} listed, {} keyed",
        "field", "right", "wrong", "none", fields.items, fields.listed, fields.keyed
    )?;
    let rows: [(&str, Tally); 10] = [
        ("amount by figures", fields.amount_by_figures),
        ("amount by words", fields.amount_by_words),
        ("amount by both", fields.amount_by_both),
        ("amount accepted", fields.amount_accepted),
        ("  of those not keyed", fields.amount_accepted_unkeyed),
        ("routing number", fields.routing),
        ("bank account", fields.account),
        ("check number", fields.serial),
        ("payee ours or another's", fields.payee),
        ("date in time or not", fields.date),
    ];
    for (name, tally) in rows {
        writeln!(
            out,
            "{name:<28} {:>6} {:>6} {:>6}",
            tally.right, tally.wrong, tally.none
        )?;
    }
    Ok(())
}

fn tell_calibration(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{:<28} {:>6} {:>6}", "amount stands out by", "items", "right")?;
    for band in &report.calibration {
        let range = match band.below {
            Some(below) => format!("{:>2} to {below}", band.from),
            None => format!("{:>2} and more", band.from),
        };
        writeln!(out, "{range:<28} {:>6} {:>6}", band.items, band.right)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{Mail, Quality, SampleOptions, write};

    fn evaluate(dir: &Path) -> anyhow::Result<serde_json::Value> {
        let call = Call {
            data: dir.join("no-data"),
            now: "2026-01-09T15:00:00Z".parse().unwrap(),
        };
        let command = Evaluate {
            dir: dir.to_owned(),
            no_neural: true,
            json: true,
        };
        let mut out = Vec::new();
        command.run(&call, &mut out)?;
        Ok(serde_json::from_slice(&out)?)
    }

    #[test]
    fn samples_are_run_and_none_is_missing() {
        let dir = tempfile::tempdir().unwrap();
        let samples = dir.path().join("samples");
        write(
            &samples,
            &SampleOptions {
                transactions: 6,
                seed: 8,
                quality: Quality::Clean,
                only: Mail::All,
            },
        )
        .unwrap();
        let found = evaluate(&samples).unwrap();
        assert_eq!(found["decisions"]["transactions"], 6);
        for none in ["missing", "misposts", "invented"] {
            assert_eq!(found["decisions"][none], 0, "{none}");
        }
        assert_eq!(found["fields"]["items"], found["fields"]["listed"]);
        assert!(
            !samples.join("no-data").exists(),
            "the data folder at hand is left alone"
        );
    }

    #[test]
    fn a_folder_without_truth_and_a_bad_line_are_named_with_a_remedy() {
        let dir = tempfile::tempdir().unwrap();
        let error = evaluate(dir.path()).unwrap_err().to_string();
        assert!(
            error.contains("truth.jsonl") && error.contains("lockbox samples"),
            "{error}"
        );
        std::fs::write(dir.path().join("truth.jsonl"), "\n{\"batch\": 3}\n").unwrap();
        let error = evaluate(dir.path()).unwrap_err().to_string();
        assert!(
            error.contains("truth.jsonl, line 2") && error.contains("mend"),
            "{error}"
        );
    }
}
