//! `lockbox batches`: every batch with its outcomes.

use super::run::dollars;
use super::{Call, Done};
use crate::store::Books;
use crate::store::batches::{BatchState, Unproven};
use clap::Args;
use std::io::Write;

/// Lists the batches in the order they were taken in.
#[derive(Args)]
pub(super) struct Batches {
    /// Print JSON Lines.
    #[arg(long)]
    json: bool,
}

impl Batches {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let books = Books::open_read_only(&call.data)?;
        if !self.json {
            writeln!(
                out,
                "{:<24} {:>6} {:>6} {:>6} {:>6} {:>14}  state",
                "batch", "pages", "trans", "posted", "queued", "posted $"
            )?;
        }
        for key in books.batch_keys()? {
            let summary = books.summary(key)?;
            let state = state(&summary.batch.state);
            if self.json {
                let line = serde_json::json!({
                    "batch": summary.batch.name, "source": summary.batch.source, "received": summary.batch.received,
                    "taken_in": summary.batch.taken_in, "pages": summary.pages, "transactions": summary.transactions,
                    "posted": summary.posted, "exceptions": summary.exceptions, "posted_total": dollars(summary.posted_cents),
                    "state": state.0, "why": state.1,
                });
                writeln!(out, "{line}")?;
            } else {
                writeln!(
                    out,
                    "{:<24} {:>6} {:>6} {:>6} {:>6} {:>14}  {}{}",
                    summary.batch.name,
                    summary.pages,
                    summary.transactions,
                    summary.posted,
                    summary.exceptions,
                    dollars(summary.posted_cents),
                    state.0,
                    if state.1.is_empty() {
                        String::new()
                    } else {
                        format!(": {}", state.1)
                    }
                )?;
            }
        }
        Ok(Done::Well)
    }
}

/// The state in a word, and why.
pub(super) fn state(state: &BatchState) -> (&'static str, String) {
    match state {
        BatchState::Reading => ("interrupted", "its pages are not all read; run it again".to_owned()),
        BatchState::Deciding => (
            "interrupted",
            "its transactions are not all decided; run it again".to_owned(),
        ),
        BatchState::Accepted { .. } => ("interrupted", "its difference is accepted; run it again".to_owned()),
        BatchState::Held { why } => ("held", why.clone()),
        BatchState::Finished { unproven: None } => ("finished", String::new()),
        BatchState::Finished {
            unproven: Some(Unproven::Open),
        } => ("unproven", "items are without an amount".to_owned()),
        BatchState::Finished {
            unproven: Some(Unproven::Differs { stated, items }),
        } => (
            "unproven",
            format!(
                "its control total is ${stated}, and its items are worth ${items}: an amount was keyed wrong, or a page is no item"
            ),
        ),
    }
}
