//! The stages and the whole, on clean and on hard scans, beside a loop that only decodes the same pages: the floor.
//!
//! Every figure of the groups is for a set of envelopes with one coupon and one check each; `elem` is a page, or an envelope in `whole`.
//! After them comes a table of ratios, which say more than times do on a machine that others use too. Nothing is asserted.
//!
//! Tesseract's own threads make lines of text slower and the figures wander, so it is kept to one, as the program does: the process
//! begins anew with `OMP_THREAD_LIMIT=1` where that is not set.

mod checks;
mod envelopes;
mod material;
mod table;
mod whole;

use criterion::{BatchSize, BenchmarkGroup, Criterion, SamplingMode, Throughput, measurement::WallTime};
use lockbox::config::{Config, ConfigFile, IntakeLimits};
use lockbox::evidence::gather::{Known, look};
use lockbox::evidence::readers::{Readers, Writing};
use lockbox::geometry::Side;
use lockbox::id::PageNo;
use lockbox::page::decode::{Raster, decode};
use lockbox::page::upright;
use lockbox::samples::Mail;
use material::{Envelope, Papers, Scan, Written};
use std::hint::black_box;
use std::time::Duration;
use whole::Job;

fn main() {
    lockbox::evidence::ocr::ensure_single_threaded();
    if let Some(job) = Job::of_this_process() {
        return job.run();
    }
    let papers = Papers::both();
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    floor(&mut criterion, &papers);
    layout(&mut criterion, &papers);
    let readers = readers();
    looks(&mut criterion, &papers, &readers);
    wholes(&mut criterion, &papers);
    criterion.final_summary();
    // Only the full benchmark ends with the table: not a test of the benches, not a list of them, not a chosen few.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments == ["--bench"] {
        table::print(&papers);
        if let Some(checks) = &readers.checks {
            checks::print(checks, &Written::new());
        }
        let kinds = [("with a coupon", Mail::Coupon), ("without one", Mail::Memo)];
        envelopes::print(&readers, &kinds.map(|(name, only)| (name, Envelope::all(only))));
    }
}

/// Short and few: the machine may be a laptop, and a whole set of pages is long enough to be even.
fn group<'c>(criterion: &'c mut Criterion, name: &str, elements: usize) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Elements(
        u64::try_from(elements).expect("there are few pages"),
    ));
    group
}

fn floor(criterion: &mut Criterion, papers: &[Papers]) {
    for papers in papers {
        let scans: Vec<&Scan> = papers.coupons.iter().chain(&papers.checks).collect();
        let mut group = group(criterion, "floor/decode", scans.len());
        group.bench_function(papers.name, |bencher| {
            bencher.iter(|| scans.iter().for_each(|scan| drop(black_box(raster(scan)))));
        });
    }
}

fn layout(criterion: &mut Criterion, papers: &[Papers]) {
    for papers in papers {
        let rasters: Vec<Raster> = papers.coupons.iter().chain(&papers.checks).map(raster).collect();
        let mut group = group(criterion, "layout", rasters.len());
        group.bench_function(papers.name, |bencher| {
            bencher.iter_batched(
                || rasters.clone(),
                |rasters| rasters.into_iter().for_each(|raster| drop(black_box(upright(raster)))),
                BatchSize::PerIteration,
            );
        });
    }
}

fn looks(criterion: &mut Criterion, papers: &[Papers], readers: &Readers) {
    let config = config();
    for (name, of) in [
        ("look/coupon", (|papers| &papers.coupons) as fn(&Papers) -> &Vec<Scan>),
        ("look/check", |papers| &papers.checks),
    ] {
        for papers in papers {
            let rasters: Vec<Raster> = of(papers).iter().map(raster).collect();
            let mut group = group(criterion, name, rasters.len());
            group.bench_function(papers.name, |bencher| {
                bencher.iter_batched(
                    || rasters.clone(),
                    |rasters| {
                        for raster in rasters {
                            black_box(look(raster, PageNo(1), Side::Front, Known::Nothing, &config, readers));
                        }
                    },
                    BatchSize::PerIteration,
                );
            });
        }
    }
}

/// From the files to the last commit, in a process of its own with one reading thread or two.
fn wholes(criterion: &mut Criterion, papers: &[Papers]) {
    for papers in papers {
        for (threads, name) in [(1, "one thread"), (2, "two threads")] {
            let mut group = group(criterion, "whole/transaction", papers.checks.len());
            group.warm_up_time(Duration::from_millis(1));
            group.bench_function(format!("{}, {name}", papers.name), |bencher| {
                bencher.iter_custom(|rounds| papers.job(rounds).measured(threads).wall);
            });
        }
    }
}

fn raster(scan: &Scan) -> Raster {
    decode(&scan.bytes, 0, &IntakeLimits::default()).expect("the generator writes good files")
}

/// With the reader of writing, as the program reads.
fn readers() -> Readers {
    Readers::load(Writing::Read).unwrap_or_else(|error| panic!("{error}"))
}

/// What is in force without a `lockbox.toml`.
fn config() -> Config {
    Config::try_from(ConfigFile::default()).expect("the defaults are a good configuration")
}
