//! Whole envelopes, one by one: what reading all of one takes, from its files' bytes to the evidence, on one thread.

use crate::config;
use crate::material::{Envelope, Scan};
use lockbox::config::IntakeLimits;
use lockbox::evidence::gather::{Known, look};
use lockbox::evidence::payer;
use lockbox::evidence::readers::Readers;
use lockbox::evidence::{PageEvidence, Sight};
use lockbox::geometry::Side;
use lockbox::id::PageNo;
use lockbox::page::Page;
use lockbox::page::decode::decode;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

/// Rounds, of which the quickest counts for each envelope.
const ROUNDS: usize = 3;

/// Measures envelopes of office mail and prints a line for each kind.
pub(crate) fn print(readers: &Readers, kinds: &[(&str, Vec<Envelope>)]) {
    let mut out = io::stdout().lock();
    writeln!(out, "\nenvelopes of office mail        all    mean  median  9 of 10").expect("standard output takes it");
    for (name, envelopes) in kinds {
        let mut took: Vec<Duration> = envelopes.iter().map(|envelope| least(readers, envelope)).collect();
        took.sort_unstable();
        let milliseconds = |duration: Duration| duration.as_secs_f64() * 1000.0;
        let at = |share: usize| took.get(took.len() * share / 10).copied().unwrap_or_default();
        let mean = took.iter().sum::<Duration>() / u32::try_from(took.len().max(1)).expect("there are few");
        let [mean, median, most] = [mean, at(5), at(9)].map(milliseconds);
        let count = took.len();
        writeln!(
            out,
            "{name:<30} {count:>4} {mean:>5.0} ms {median:>4.0} ms {most:>5.0} ms"
        )
        .expect("standard output takes it");
    }
}

/// The least time for one of them.
fn least(readers: &Readers, envelope: &Envelope) -> Duration {
    let once = |_| {
        let started = Instant::now();
        read(readers, envelope);
        started.elapsed()
    };
    (0..ROUNDS).map(once).min().unwrap_or_default()
}

/// Reads all pages as `run` does: the sender too where there is no coupon.
fn read(readers: &Readers, envelope: &Envelope) {
    let config = config();
    // Damaged files are among them.
    let look = |(side, scan): &(Side, Scan)| {
        let raster = decode(&scan.bytes, 0, &IntakeLimits::default()).ok()?;
        Some(look(raster, PageNo(1), *side, Known::Nothing, &config, readers))
    };
    let found: Vec<(PageEvidence, Page)> = envelope.pages.iter().filter_map(look).collect();
    let seen = found.iter().filter_map(|(evidence, page)| match &evidence.sight {
        Sight::Seen(seen) => Some((evidence.side, seen, page)),
        Sight::Unreadable(_) => None,
    });
    let has_coupon = seen.clone().any(|(_, seen, _)| seen.kind.value.is_coupon());
    if let Some(checks) = readers.checks.as_ref().filter(|_| !has_coupon) {
        for (_, seen, page) in seen.filter(|(side, seen, _)| *side == Side::Front && payer::may_tell(seen)) {
            black_box(payer::read(page, seen, checks));
        }
    }
    black_box(found);
}
