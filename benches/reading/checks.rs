//! The readers of checks, one by one, on a fixed set of office checks: what each takes, beside how often it is right.
//!
//! A reader is given what the program would give it, from the place where the reader before it found the field; so what one misses, the next cannot
//! have right. Times are the least of a few rounds, on one thread.

use crate::material::Written;
use crate::raster;
use lockbox::config::checks::CheckRules;
use lockbox::evidence::check::amount::{AmountReading, Candidates};
use lockbox::evidence::check::fields::{self, Fields};
use lockbox::evidence::check::sheet::Sheet;
use lockbox::evidence::check::texts::payee_likeness;
use lockbox::evidence::check::{CheckReaders, figures_by_net};
use lockbox::evidence::ctc;
use lockbox::evidence::neural::Posterior;
use lockbox::geometry::Rect;
use lockbox::money::Amount;
use lockbox::page::{Page, upright};
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

/// Rounds, of which the quickest counts.
const ROUNDS: usize = 3;
/// Most lines that are looked at in search of words and payee, as in the program.
const LINES: usize = 5;

/// Measures and prints the table.
pub(crate) fn print(readers: &CheckReaders, written: &Written) {
    tell(readers, written).expect("standard output takes the table");
}

/// What each of `of` gives, and the time for one of them.
fn timed<'t, T, U>(of: &'t [T], read: impl Fn(&'t T) -> U) -> (Vec<U>, Duration) {
    let mut least = Duration::MAX;
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        found = of.iter().map(&read).collect();
        least = least.min(started.elapsed());
    }
    (found, least / u32::try_from(of.len().max(1)).expect("there are few"))
}

/// A row: the reader, what one reading takes, and how many were right of how many.
fn row(out: &mut impl io::Write, name: &str, each: Duration, right: usize, all: usize, what: &str) -> io::Result<()> {
    let milliseconds = each.as_secs_f64() * 1000.0;
    writeln!(
        out,
        "{name:<34} {milliseconds:>8.2} ms   {right:>4} of {all:>4}  {what}"
    )
}

/// A field's line as the reader read it, with the characters that are likeliest.
struct Line {
    check: usize,
    posterior: Posterior,
    text: String,
}

fn lines(
    readers: &CheckReaders,
    sheets: &[(Sheet, Fields)],
    of: fn(&Fields) -> &[Rect],
    most: usize,
) -> (Vec<Line>, Duration) {
    let areas: Vec<(usize, Rect)> = sheets
        .iter()
        .enumerate()
        .flat_map(|(check, (_, fields))| of(fields).iter().take(most).map(move |area| (check, *area)))
        .collect();
    let (read, each) = timed(&areas, |(check, area)| readers.lines.read(&sheets[*check].0.cut(*area)));
    let lines = areas.iter().zip(read).filter_map(|((check, _), posterior)| {
        let posterior = posterior?;
        let text = ctc::best(&posterior, readers.lines.alphabet()).text;
        Some(Line {
            check: *check,
            posterior,
            text,
        })
    });
    (lines.collect(), each)
}

/// The likeliest amount of a field.
fn best(candidates: &Candidates) -> Option<Amount> {
    let reading = AmountReading::of(candidates, &Candidates::default());
    reading.best_by(|candidate| candidate.figures).map(|best| best.amount)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn tell(readers: &CheckReaders, written: &Written) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let pages: Vec<Page> = written.checks.iter().map(|(scan, _)| upright(raster(scan))).collect();
    let amount = |check: usize| written.checks[check].1;
    writeln!(
        out,
        "\n{} checks of office mail           one reading   right",
        pages.len()
    )?;
    let (sheets, each) = timed(&pages, |page| {
        let sheet = Sheet::of(page, None);
        let fields = fields::find(&sheet);
        (sheet, fields)
    });
    let whole = |(_, fields): &&(Sheet, Fields)| {
        !fields.figures.is_empty() && fields.lines.len() >= 2 && !fields.dates.is_empty()
    };
    row(
        &mut out,
        "sheet and places of fields",
        each,
        sheets.iter().filter(whole).count(),
        sheets.len(),
        "have all fields",
    )?;
    tell_figures(&mut out, readers, &sheets, &amount)?;
    tell_lines(&mut out, readers, &sheets, &amount)?;
    tell_dates(&mut out, readers, &sheets)?;
    let rules = CheckRules::default();
    let (read, each) = timed(&pages, |page| readers.read(page, None, &rules.payees));
    let best_right = read.iter().enumerate().filter(|(check, read)| {
        read.amount
            .candidates
            .first()
            .is_some_and(|best| best.amount == amount(*check))
    });
    row(
        &mut out,
        "a check, all of it",
        each,
        best_right.count(),
        pages.len(),
        "best amount",
    )
}

fn tell_figures(
    out: &mut impl io::Write,
    readers: &CheckReaders,
    sheets: &[(Sheet, Fields)],
    amount: &dyn Fn(usize) -> Amount,
) -> io::Result<()> {
    let (found, each) = lines(readers, sheets, |fields| &fields.figures, 1);
    let spelt = found
        .iter()
        .filter(|line| digits(&line.text) == digits(&amount(line.check).to_string()));
    row(
        out,
        "line reader, figures",
        each,
        spelt.count(),
        found.len(),
        "every figure",
    )?;
    let (candidates, each) = timed(&found, |line| {
        readers.amount_in_figures(&line.posterior, line.text.len())
    });
    let right = found
        .iter()
        .zip(&candidates)
        .filter(|(line, found)| best(found) == Some(amount(line.check)));
    row(
        out,
        "  grammar of figures",
        each,
        right.count(),
        found.len(),
        "best amount",
    )?;
    let places: Vec<(usize, Rect)> = sheets
        .iter()
        .enumerate()
        .filter_map(|(check, (_, fields))| Some((check, *fields.figures.first()?)))
        .collect();
    let (found, each) = timed(&places, |(check, area)| readers.figures.read(&sheets[*check].0, *area));
    let right = places.iter().zip(&found).filter(|((check, _), found)| {
        found
            .as_ref()
            .is_some_and(|(posterior, read)| best(&figures_by_net(posterior, read.text.len())) == Some(amount(*check)))
    });
    row(
        out,
        "own net, figures",
        each,
        right.count(),
        places.len(),
        "best amount",
    )
}

fn tell_lines(
    out: &mut impl io::Write,
    readers: &CheckReaders,
    sheets: &[(Sheet, Fields)],
    amount: &dyn Fn(usize) -> Amount,
) -> io::Result<()> {
    let payees = CheckRules::default().payees;
    let (found, each) = lines(readers, sheets, |fields| &fields.lines, LINES);
    let with_payee = (0..sheets.len()).filter(|check| {
        found
            .iter()
            .any(|line| line.check == *check && payee_likeness(&line.text, &payees) >= 0.5)
    });
    row(
        out,
        "line reader, words or payee",
        each,
        with_payee.count(),
        sheets.len(),
        "checks with a payee like ours",
    )?;
    let (candidates, each) = timed(&found, |line| readers.amount_in_words(&line.posterior, line.text.len()));
    let right = (0..sheets.len()).filter(|check| {
        let mine = found.iter().zip(&candidates).filter(|(line, _)| line.check == *check);
        let words = mine.max_by(|a, b| a.1.fit().total_cmp(&b.1.fit()));
        words.is_some_and(|(_, found)| best(found) == Some(amount(*check)))
    });
    row(
        out,
        "  grammar of words",
        each,
        right.count(),
        sheets.len(),
        "best amount",
    )
}

fn tell_dates(out: &mut impl io::Write, readers: &CheckReaders, sheets: &[(Sheet, Fields)]) -> io::Result<()> {
    let (found, each) = lines(readers, sheets, |fields| &fields.dates, 1);
    row(
        out,
        "line reader, date",
        each,
        found.iter().filter(|line| !digits(&line.text).is_empty()).count(),
        found.len(),
        "have a figure",
    )?;
    let (dates, each) = timed(&found, |line| readers.dates_on(&line.posterior));
    let likely = dates
        .iter()
        .filter(|dates| dates.first().is_some_and(|(_, likelihood)| *likelihood > -6.0));
    row(
        out,
        "  grammar of dates",
        each,
        likely.count(),
        found.len(),
        "are a date (the truth does not say which)",
    )
}
