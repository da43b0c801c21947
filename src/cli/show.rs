//! `lockbox show`: what is known of a batch or a transaction.

mod candidates;
mod history;
mod written;

use super::batches::state;
use super::export::{eastern, exception_line, no_batch, outcome_line};
use super::run::dollars;
use super::{Call, Done};
use crate::decision::Decision;
use crate::evidence::payer::PayerReading;
use crate::evidence::{CodeReading, PageEvidence, PrintedCoupon, Seen, Sight};
use crate::id::{BatchId, TransactionNo};
use crate::store::Books;
use crate::store::batches::{BatchEvent, BatchKey, ItemKey, StoredPage};
use anyhow::{Context, bail};
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;

/// Shows a batch, or one of its transactions with pages, evidence, decision, and why.
#[derive(Args)]
pub(super) struct Show {
    /// BATCH or BATCH/TRANSACTION.
    what: String,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
    /// Write the pictures of every step of reading into this folder, with the regions drawn in.
    #[arg(long, value_name = "DIR")]
    images: Option<PathBuf>,
}

impl Show {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let (name, transaction) = match self.what.split_once('/') {
            Some((batch, no)) => {
                let no: u32 = no
                    .parse()
                    .with_context(|| format!("`{no}` is no transaction's number; write BATCH/3"))?;
                (batch.parse::<BatchId>()?, Some(TransactionNo(no)))
            }
            None => (self.what.parse::<BatchId>()?, None),
        };
        let books = Books::open_read_only(&call.data)?;
        let key = books.batch_key(&name)?.with_context(|| no_batch(&name))?;
        if let Some(folder) = &self.images {
            super::pictures::write(call, &books, key, transaction, folder, out)?;
        }
        match transaction {
            None => self.batch(&books, key, out)?,
            Some(no) => self.transaction(&books, key, no, out)?,
        }
        Ok(Done::Well)
    }

    fn batch(&self, books: &Books, key: BatchKey, out: &mut dyn Write) -> anyhow::Result<()> {
        let summary = books.summary(key)?;
        let (word, why) = state(&summary.batch.state);
        let mut lines = Vec::new();
        books.each_outcome(Some(key), |outcome| {
            lines.push(if self.json {
                outcome_line(&outcome).to_string()
            } else {
                one_line(&outcome)
            });
            Ok::<_, anyhow::Error>(())
        })?;
        if self.json {
            let outcomes: Result<Vec<serde_json::Value>, _> =
                lines.iter().map(|line| serde_json::from_str(line)).collect();
            let document = serde_json::json!({
                "batch": summary.batch.name, "source": summary.batch.source, "received": eastern(summary.batch.received),
                "taken_in": eastern(summary.batch.taken_in), "state": word, "why": why, "pages": summary.pages,
                "notes": summary.batch.notes, "posted_total": dollars(summary.posted_cents), "transactions": outcomes?,
            });
            writeln!(out, "{document:#}")?;
            return Ok(());
        }
        writeln!(
            out,
            "batch {}  {word}{}{why}",
            summary.batch.name,
            if why.is_empty() { "" } else { ": " }
        )?;
        writeln!(
            out,
            "  from {}, received {}, taken in {}",
            summary.batch.source,
            eastern(summary.batch.received),
            eastern(summary.batch.taken_in)
        )?;
        writeln!(
            out,
            "  {} pages, {} transactions: {} posted (${}), {} in the queue{}",
            summary.pages,
            summary.transactions,
            summary.posted,
            dollars(summary.posted_cents),
            summary.exceptions - summary.settled,
            match summary.settled {
                0 => String::new(),
                settled => format!(", {settled} settled at the desk"),
            }
        )?;
        for note in &summary.batch.notes {
            writeln!(out, "  note: {note}")?;
        }
        for (at, event) in books.events(key)? {
            match event {
                BatchEvent::Held { why } => writeln!(out, "  held {}: {why}", eastern(at))?,
                BatchEvent::Accepted { why } => writeln!(out, "  difference accepted {}: {why}", eastern(at))?,
                BatchEvent::Read | BatchEvent::Finished { .. } => {}
            }
        }
        for line in lines {
            writeln!(out, "  {line}")?;
        }
        Ok(())
    }

    fn transaction(&self, books: &Books, key: BatchKey, no: TransactionNo, out: &mut dyn Write) -> anyhow::Result<()> {
        let Some(outcome) = books.outcome(key, no)? else {
            bail!(
                "there is no transaction {} that is decided; `lockbox show {}` lists them",
                self.what,
                books.batch(key)?.name
            );
        };
        let stored = books.transaction(key, no)?;
        let payers = books.payer_lines(key, no)?;
        if self.json {
            let pages: Vec<serde_json::Value> = stored
                .pages
                .iter()
                .map(|(page, evidence)| page_json(page, evidence, payers.get(&page.no)))
                .collect();
            let document = serde_json::json!({
                "outcome": outcome_line(&outcome), "reasons": exception_line(&outcome)["reasons"], "why": outcome.decision.why,
                "decided_at": eastern(outcome.decision.decided_at), "pages": pages,
                "candidates": candidates::as_json(books, &stored.pages, outcome.decision.matched.as_ref())?,
            });
            writeln!(out, "{document:#}")?;
            return Ok(());
        }
        writeln!(
            out,
            "transaction {}/{}, received {}",
            outcome.batch,
            outcome.transaction,
            eastern(outcome.received)
        )?;
        for (page, evidence) in &stored.pages {
            tell_page(page, evidence, out)?;
            if let Some(payer) = payers.get(&page.no) {
                written::tell_payer(payer, out)?;
            }
        }
        if let Some(doubt) = &stored.uncertain {
            writeln!(out, "grouping: {doubt}")?;
        }
        tell_decision(&outcome, out)?;
        history::tell(
            books,
            ItemKey {
                batch: key,
                transaction: no,
            },
            out,
        )?;
        candidates::tell(books, &stored.pages, outcome.decision.matched.as_ref(), out)
    }
}

fn one_line(outcome: &crate::store::queries::Outcome) -> String {
    let labels: Vec<&str> = outcome.pages.iter().map(|(_, label)| label.as_str()).collect();
    let what = match &outcome.decision.decision {
        Decision::Posted { payments, .. } => payments
            .iter()
            .map(|payment| format!("${} to {}", payment.amount, payment.account))
            .collect::<Vec<_>>()
            .join(", "),
        Decision::Exception { reasons } => reasons
            .iter()
            .map(super::super::decision::reason::Reason::code)
            .collect::<Vec<_>>()
            .join(", "),
    };
    format!("{:>4}  {:<40} {what}", outcome.transaction, labels.join(" "))
}

fn tell_decision(outcome: &crate::store::queries::Outcome, out: &mut dyn Write) -> io::Result<()> {
    match &outcome.decision.decision {
        Decision::Posted { .. } => {
            let timely = match outcome.decision.timely {
                Some(true) => ", in time",
                Some(false) => ", LATE",
                None => "",
            };
            writeln!(out, "posted{timely}: {}", outcome.decision.why)
        }
        Decision::Exception { reasons } => {
            let head = if outcome.resolution.is_some() {
                "was an exception:"
            } else {
                "waits for a person:"
            };
            writeln!(out, "{head}")?;
            reasons.iter().try_for_each(|reason| {
                writeln!(
                    out,
                    "  {:<22} {}",
                    reason.code(),
                    reason.in_words(&|page| outcome.label(page).to_owned())
                )
            })
        }
    }
}

fn tell_page(page: &StoredPage, evidence: &PageEvidence, out: &mut dyn Write) -> io::Result<()> {
    match &evidence.sight {
        Sight::Unreadable(why) => writeln!(out, "page {}: unreadable: {why}", page.label)?,
        Sight::Seen(seen) => tell_seen(page, seen, out)?,
    }
    if let Some(amount) = page.keyed_amount {
        writeln!(out, "    keyed amount  ${amount}")?;
    }
    if page.keyed_micr.is_some() {
        writeln!(out, "    keyed MICR    yes")?;
    }
    Ok(())
}

fn tell_seen(page: &StoredPage, seen: &Seen, out: &mut dyn Write) -> io::Result<()> {
    let kind = serde_json::to_value(seen.kind.value).unwrap_or_default();
    writeln!(
        out,
        "page {}: {} ({:.2}), {} dpi, turned {} degrees, skew {:.1}",
        page.label,
        kind.as_str().unwrap_or_default(),
        seen.kind.score.get(),
        seen.dpi.get(),
        seen.turn.degrees(),
        seen.skew
    )?;
    for CodeReading {
        mark,
        fields,
        score,
        format,
        ..
    } in &seen.codes
    {
        let due = fields.total_due.map_or_else(String::new, |due| format!(", due ${due}"));
        let dated = fields
            .bill_date
            .map_or_else(String::new, |date| format!(", bill of {date}"));
        writeln!(
            out,
            "    {:<13} {}{due}{dated}; check digit {}; score {:.2}; format {format}",
            mark.to_string(),
            fields.member_id,
            serde_json::to_value(fields.check)
                .unwrap_or_default()
                .as_str()
                .unwrap_or_default(),
            score.get()
        )?;
    }
    if let Some(printed) = &seen.printed {
        tell_printed(printed, out)?;
    }
    if let Some(micr) = &seen.micr {
        written::tell_micr(micr, out)?;
    }
    if let Some(check) = &seen.check {
        written::tell_check(check, out)?;
    }
    Ok(())
}

fn tell_printed(printed: &PrintedCoupon, out: &mut dyn Write) -> io::Result<()> {
    let id = printed
        .member_id
        .map_or_else(|| "no Member ID surely read".to_owned(), |id| id.value.to_string());
    writeln!(out, "    printed text  {id}, {} lines", printed.lines.len())?;
    for line in &printed.lines {
        writeln!(out, "      {:.2}  {}", line.score.get(), line.value)?;
    }
    Ok(())
}

fn page_json(page: &StoredPage, evidence: &PageEvidence, payer: Option<&PayerReading>) -> serde_json::Value {
    serde_json::json!({
        "page": page.label, "keyed_amount": page.keyed_amount, "keyed_micr": page.keyed_micr.is_some(), "evidence": evidence,
        "payer": payer,
    })
}
