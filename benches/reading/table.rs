//! The ratios, all measured in one go.

use crate::material::{Mail, Papers};
use crate::raster;
use crate::whole::{Measured, cpu_time};
use std::io::{self, Write as _};
use std::time::Duration;

/// How often the envelopes of a quality are run, so that the clock's steps of 10 ms do not count.
const ROUNDS: u32 = 8;
/// Transactions of the short and of the long run.
const RUNS: [usize; 2] = [100, 400];

/// Measures and prints the table.
pub(crate) fn print(papers: &[Papers]) {
    tell(papers).expect("standard output takes the table");
}

fn tell(papers: &[Papers]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "one coupon and one check        decode only       the whole   whole / floor   two threads"
    )?;
    for papers in papers {
        let envelopes = u32::try_from(papers.checks.len()).expect("there are few");
        let floor = floor(papers) / envelopes;
        let job = papers.job(ROUNDS.into());
        let (one, two) = (job.measured(1), job.measured(2));
        writeln!(
            out,
            "{:<6} {:>3} envelopes, {:>3} pages  {:>8.2} ms CPU  {:>8.2} ms CPU  {:>12.1}x  {:>11.2}x",
            papers.name,
            envelopes,
            papers.pages().count(),
            milliseconds(floor),
            milliseconds(one.cpu / (ROUNDS * envelopes)),
            one.cpu.as_secs_f64() / (ROUNDS * envelopes * floor).as_secs_f64(),
            one.wall.as_secs_f64() / two.wall.as_secs_f64(),
        )?;
        out.flush()?;
    }
    writeln!(
        out,
        "\noffice mail of every kind, two threads   CPU a transaction   most memory"
    )?;
    let mail = Mail::of(RUNS[1]);
    for transactions in RUNS {
        let (job, count) = mail.first(transactions);
        let Measured { cpu, peak, .. } = job.measured(2);
        let each = cpu / u32::try_from(count).expect("there are few");
        writeln!(
            out,
            "{count:>5} transactions                          {:>10.1} ms   {:>7} MiB",
            milliseconds(each),
            peak / 1024
        )?;
    }
    Ok(())
}

/// Processor time for decoding every page of these envelopes once.
fn floor(papers: &Papers) -> Duration {
    let before = cpu_time();
    for _ in 0..ROUNDS {
        papers.pages().for_each(|scan| drop(raster(scan)));
    }
    cpu_time().saturating_sub(before) / ROUNDS
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
