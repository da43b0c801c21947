//! What was read on a check, in words.

use crate::evidence::check::{CheckReading, Signature};
use crate::evidence::payer::PayerReading;
use crate::evidence::{MicrReading, Reading};
use crate::micr::Micr;
use std::io::{self, Write};

/// Most amounts and dates that are listed.
const MOST: usize = 3;

/// The MICR line: bank and check number, and the end of the account.
pub(super) fn tell_micr(micr: &MicrReading, out: &mut dyn Write) -> io::Result<()> {
    let parts = Micr::parse(&micr.line);
    let routing = parts.routing.map_or_else(
        || "no routing number".to_owned(),
        |routing| format!("routing {routing}"),
    );
    let account = parts.account.map_or_else(String::new, |account| {
        format!(", account ending {}", &account[account.len().saturating_sub(4)..])
    });
    let serial = parts
        .serial
        .map_or_else(String::new, |serial| format!(", number {serial}"));
    let sure = if micr.accepted {
        "both readers agree"
    } else {
        "not surely read"
    };
    writeln!(
        out,
        "    MICR line     {routing}{account}{serial}; {sure}; score {:.2}",
        micr.score.get()
    )
}

/// The fields, each with its reader's certainty, then what amount and date may be.
pub(super) fn tell_check(check: &CheckReading, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |name: &str, reading: &Reading<String>| {
        writeln!(out, "    {name:<13} {:.2}  {}", reading.score.get(), reading.value)
    };
    let fields = [
        ("figures", &check.figures),
        ("words", &check.words),
        ("payee", &check.payee),
        ("bank", &check.bank),
        ("date", &check.date),
    ];
    for (name, reading) in fields {
        reading.as_ref().map_or(Ok(()), |reading| line(name, reading))?;
    }
    check.memo.iter().try_for_each(|written| line("memo", &written.read))?;
    let amounts: Vec<String> = check
        .amount
        .candidates
        .iter()
        .take(MOST)
        .map(|c| format!("${} (figures {:.1}, words {:.1})", c.amount, c.figures, c.words))
        .collect();
    if !amounts.is_empty() {
        writeln!(out, "    amount may be {}; log-probabilities", amounts.join(", "))?;
    }
    let dates: Vec<String> = check
        .dates
        .iter()
        .take(MOST)
        .map(|c| format!("{} ({:.2})", c.date, c.probability.get()))
        .collect();
    if !dates.is_empty() {
        writeln!(out, "    date may be   {}", dates.join(", "))?;
    }
    match check.signature.as_ref().map(|signature| signature.value) {
        Some(Signature::Blank) => writeln!(out, "    signature     nothing is written where it belongs"),
        Some(Signature::Present) => writeln!(out, "    signature     there is one"),
        None => Ok(()),
    }
}

/// Tells who sent the envelope by this page.
pub(super) fn tell_payer(payer: &PayerReading, out: &mut dyn Write) -> io::Result<()> {
    payer
        .lines
        .iter()
        .try_for_each(|line| writeln!(out, "    payer         {:.2}  {}", line.read.score.get(), line.text()))
}
