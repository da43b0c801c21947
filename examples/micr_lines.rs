//! How well MICR lines are read: `cargo run --release --example micr_lines -- DIR...`, each with `truth.jsonl` and `batches/` as `lockbox samples` makes
//! them. Says of every item that is not accepted, or wrongly, what was read; then the counts and the milliseconds a line. With `--others` the pages
//! that bear no item are read too: nothing on them should be accepted.

#![expect(clippy::print_stdout, reason = "what it finds is its output")]

use anyhow::{Context, Result};
use lockbox::config::IntakeLimits;
use lockbox::evidence::micr_line::{MicrReading, read};
use lockbox::micr::{Micr, is_canadian};
use lockbox::page::decode::decode;
use lockbox::page::upright;
use serde_json::Value;
use std::time::Instant;

#[derive(Default)]
struct Counts {
    items: usize,
    accepted: usize,
    wrong: usize,
    missed: usize,
    canadian: usize,
    right_but_rejected: usize,
    others: usize,
    others_accepted: usize,
    milliseconds: Vec<f64>,
}

fn main() -> Result<()> {
    let (options, folders): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let others = options.iter().any(|option| option == "--others");
    let mut counts = Counts::default();
    for folder in &folders {
        let truth = format!("{folder}/truth.jsonl");
        let truth = std::fs::read_to_string(&truth).with_context(|| truth.clone())?;
        for line in truth.lines() {
            let transaction: Value = serde_json::from_str(line)?;
            for page in transaction["pages"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                let items = transaction["items"].as_array().into_iter().flatten();
                let item = items.into_iter().find(|item| item["page"] == page);
                if item.is_some() || others {
                    let path = format!(
                        "{folder}/batches/{}/{page}",
                        transaction["batch"].as_str().unwrap_or_default()
                    );
                    look(&path, item, &mut counts)?;
                }
            }
        }
    }
    report(counts);
    Ok(())
}

fn look(path: &str, item: Option<&Value>, counts: &mut Counts) -> Result<()> {
    let (file, frame) = path
        .split_once('#')
        .map_or((path, 0), |(file, page)| (file, page.parse().unwrap_or(1) - 1));
    let bytes = std::fs::read(file).with_context(|| file.to_owned())?;
    let Ok(raster) = decode(&bytes, frame, &IntakeLimits::default()) else {
        println!("unreadable {path}");
        return Ok(());
    };
    let page = upright(raster);
    let clock = Instant::now();
    let reading = read(&page);
    let milliseconds = clock.elapsed().as_secs_f64() * 1e3;
    let Some(item) = item else {
        counts.others += 1;
        counts.others_accepted += usize::from(reading.is_some_and(|reading| reading.accepted));
        return Ok(());
    };
    counts.items += 1;
    counts.milliseconds.push(milliseconds);
    match reading {
        None => {
            counts.missed += 1;
            println!("missed {path}");
        }
        Some(reading) => judge(path, item, &reading, counts),
    }
    Ok(())
}

fn judge(path: &str, item: &Value, reading: &MicrReading, counts: &mut Counts) {
    let right = is_right(item, &reading.line);
    let word = match (reading.accepted, right) {
        (true, true) => {
            counts.accepted += 1;
            return;
        }
        (true, false) => {
            counts.accepted += 1;
            counts.wrong += 1;
            "WRONG"
        }
        (false, _) if is_canadian(&reading.line) => {
            counts.canadian += 1;
            "Canadian"
        }
        (false, true) => {
            counts.right_but_rejected += 1;
            "rejected, right"
        }
        (false, false) => "rejected",
    };
    println!("{word} {path} {} {:.2}", reading.line, reading.score.get());
}

/// Whether routing, account and serial are the item's; a money order has one number for account and serial.
fn is_right(item: &Value, line: &str) -> bool {
    let text = |key: &str| item[key].as_str().unwrap_or_default();
    let micr = Micr::parse(line);
    let serial = micr.serial.map(|serial| serial.to_string()).unwrap_or_default();
    let serials_agree = serial.trim_start_matches('0') == text("serial").trim_start_matches('0');
    micr.routing
        .is_some_and(|routing| routing.to_string() == text("routing"))
        && micr.account.as_deref() == Some(text("account"))
        && (serials_agree || item["kind"] == "money_order" && serial.is_empty())
}

fn report(mut counts: Counts) {
    counts.milliseconds.sort_by(f64::total_cmp);
    let at = |share: usize| {
        counts
            .milliseconds
            .get(counts.milliseconds.len() * share / 100)
            .copied()
            .unwrap_or(0.0)
    };
    println!(
        "{} items: {} accepted, {} of them wrong; {} right but rejected, {} Canadian, {} missed; {:.1} ms a line, {:.1} at most for nine of ten",
        counts.items,
        counts.accepted,
        counts.wrong,
        counts.right_but_rejected,
        counts.canadian,
        counts.missed,
        at(50),
        at(90)
    );
    if counts.others > 0 {
        println!("{} other pages: {} accepted", counts.others, counts.others_accepted);
    }
}
