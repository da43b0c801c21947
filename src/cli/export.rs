//! `lockbox export`: results for other programs.

use super::{Call, Done};
use crate::decision::Decision;
use crate::id::{BatchId, PageNo};
use crate::matching::Candidate;
use crate::store::Books;
use crate::store::queries::Outcome;
use anyhow::Context;
use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::America::New_York;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::io::Write;

/// Writes one line for each payment, transaction or exception, in the order of batches and transactions.
#[derive(Args)]
pub(super) struct Export {
    /// What to write.
    what: What,
    /// Only this batch.
    #[arg(long, value_name = "B")]
    batch: Option<BatchId>,
    /// JSON Lines or CSV.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// One line for each amount applied to an account.
    Payments,
    /// One line for each transaction.
    Outcomes,
    /// One line for each transaction that waits for a person.
    Exceptions,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Jsonl,
    Csv,
}

impl Export {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let books = Books::open_read_only(&call.data)?;
        let key = match &self.batch {
            Some(name) => Some(books.batch_key(name)?.with_context(|| no_batch(name))?),
            None => None,
        };
        match self.format {
            Format::Jsonl => books.each_outcome(key, |outcome| {
                self.lines(&outcome)
                    .iter()
                    .try_for_each(|line| writeln!(out, "{line}"))?;
                Ok::<_, anyhow::Error>(())
            })?,
            Format::Csv => {
                let mut csv = csv::Writer::from_writer(out);
                csv.write_record(self.columns())?;
                books.each_outcome(key, |outcome| {
                    for line in self.lines(&outcome) {
                        csv.write_record(self.columns().iter().map(|column| field(&line[*column])))?;
                    }
                    Ok::<_, anyhow::Error>(())
                })?;
                csv.flush()?;
            }
        }
        Ok(Done::Well)
    }

    fn columns(&self) -> &'static [&'static str] {
        match self.what {
            What::Payments => &[
                "batch",
                "transaction",
                "account",
                "amount",
                "path",
                "received",
                "timely",
            ],
            What::Outcomes => &[
                "batch",
                "transaction",
                "pages",
                "outcome",
                "path",
                "reasons",
                "payments",
                "items",
                "received",
                "timely",
            ],
            What::Exceptions => &["batch", "transaction", "pages", "reasons", "why", "items", "received"],
        }
    }

    fn lines(&self, outcome: &Outcome) -> Vec<Value> {
        match (self.what, &outcome.decision.decision) {
            (What::Outcomes, _) => vec![outcome_line(outcome)],
            (What::Exceptions, Decision::Exception { .. }) if outcome.resolution.is_none() => {
                vec![exception_line(outcome)]
            }
            (What::Payments, Decision::Posted { path, payments }) => payments
                .iter()
                .map(|payment| {
                    json!({
                        "batch": outcome.batch, "transaction": outcome.transaction, "account": payment.account,
                        "amount": payment.amount, "path": path, "received": eastern(outcome.received),
                        "timely": outcome.decision.timely,
                    })
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// What to say of a batch that is not there.
pub(super) fn no_batch(name: &BatchId) -> String {
    format!("there is no batch {name}; `lockbox batches` lists them")
}

/// A field of a CSV line: text as it is, a list as its JSON.
fn field(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A line of `export outcomes`, as the contract fixes it.
pub(super) fn outcome_line(outcome: &Outcome) -> Value {
    let (word, path, reasons, payments) = match &outcome.decision.decision {
        Decision::Posted { path, payments } => ("posted", json!(path), Vec::new(), json!(payments)),
        Decision::Exception { reasons } => {
            let mut codes: Vec<&str> = reasons
                .iter()
                .map(super::super::decision::reason::Reason::code)
                .collect();
            codes.dedup();
            ("exception", Value::Null, codes, json!([]))
        }
    };
    let mut line = json!({
        "batch": outcome.batch, "transaction": outcome.transaction, "pages": labels(outcome), "outcome": word, "path": path,
        "reasons": reasons, "payments": payments, "items": items(outcome), "received": eastern(outcome.received),
        "timely": outcome.decision.timely,
    });
    if let Some(resolution) = &outcome.resolution {
        line["resolution"] = json!({
            "kind": resolution.kind, "by": resolution.user, "confirmed_by": resolution.confirmed_by, "at": eastern(resolution.at),
            "seconds": resolution.seconds,
        });
    }
    line
}

/// An exception with its reasons whole, for a person or a program that settles it.
pub(super) fn exception_line(outcome: &Outcome) -> Value {
    let reasons = match &outcome.decision.decision {
        Decision::Exception { reasons } => json!(reasons),
        Decision::Posted { .. } => json!([]),
    };
    json!({
        "batch": outcome.batch, "transaction": outcome.transaction, "pages": labels(outcome), "reasons": reasons,
        "why": outcome.decision.why, "items": items(outcome), "received": eastern(outcome.received),
        "candidates": candidates(outcome),
    })
}

/// The accounts that the payer's words may mean, the best first, with how well each field agrees.
fn candidates(outcome: &Outcome) -> Vec<Value> {
    let matched = outcome.decision.matched.as_ref();
    let candidate = |candidate: &Candidate| {
        json!({
            "account": candidate.member_id, "probability": candidate.probability, "bits": candidate.bits, "fields": candidate.fields,
        })
    };
    matched.map_or_else(Vec::new, |matched| matched.candidates.iter().map(candidate).collect())
}

fn labels(outcome: &Outcome) -> Vec<&str> {
    outcome.pages.iter().map(|(_, label)| label.as_str()).collect()
}

fn items(outcome: &Outcome) -> Vec<Value> {
    let item = |item: &crate::store::decisions::NewItem| {
        let page: PageNo = item.page;
        json!({
            "page": outcome.label(page), "kind": item.kind, "amount": item.amount, "routing": item.micr.routing,
            "account": item.micr.account, "serial": item.micr.serial,
        })
    };
    outcome.items().iter().map(item).collect()
}

/// An instant in the lockbox's own time zone.
pub(super) fn eastern(instant: DateTime<Utc>) -> String {
    instant
        .with_timezone(&New_York)
        .to_rfc3339_opts(SecondsFormat::Secs, false)
}
