//! Simulated payers through the matcher as it ships: how many payments post by themselves, and how many of them on a wrong account.
//!
//! `cargo run --release --example simulated_payers -- --accounts 1000000 --payers 3000000 --seed 1 --ids random|dense|consecutive --mix all|memo|number --threads 2`
//!
//! Accounts are invented (households, shared surnames, fathers and sons), payers write about themselves, a relative without an account does, a stranger does, some write another's
//! number; what they write is read by a reader that gets 1, 5 or 12 characters in a hundred wrong. One line for each kind of evidence:
//! postings, wrong ones, and the upper 95 % bound on the share of wrong ones in a million. Every number in it comes from the seed.

#![expect(clippy::print_stdout, reason = "what it finds is its output")]

mod chance;
mod payers;
mod words;
mod world;

use anyhow::{Context, Result, bail};
use lockbox::geometry::f64_of;
use lockbox::matching::{Index, Matched, Policy, Stop, Stratum, Verdict, match_payer};
use payers::{Mix, Payment, payment};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};
use world::{Ids, World};

struct Options {
    accounts: usize,
    payers: u64,
    seed: u64,
    ids: Ids,
    mix: Mix,
    threads: usize,
    /// Wrong postings that are shown.
    show: usize,
    /// Knowable payments that stop that are shown, of each reason.
    stopped: u64,
}

impl Options {
    fn from_args() -> Result<Self> {
        let mut options = Options {
            accounts: 100_000,
            payers: 100_000,
            seed: 1,
            ids: Ids::Random,
            mix: mix("all")?,
            threads: 1,
            show: 3,
            stopped: 0,
        };
        let mut args = std::env::args().skip(1);
        while let Some(name) = args.next() {
            let value = args.next().with_context(|| format!("{name} wants a value"))?;
            match name.as_str() {
                "--accounts" => options.accounts = value.parse()?,
                "--payers" => options.payers = value.parse()?,
                "--seed" => options.seed = value.parse()?,
                "--threads" => options.threads = value.parse()?,
                "--show" => options.show = value.parse()?,
                "--stopped" => options.stopped = value.parse()?,
                "--mix" => options.mix = mix(&value)?,
                "--ids" => {
                    options.ids = match value.as_str() {
                        "random" => Ids::Random,
                        "dense" => Ids::Dense,
                        "consecutive" => Ids::Consecutive,
                        _ => bail!("--ids is random, dense or consecutive"),
                    }
                }
                _ => bail!("there is no option {name}"),
            }
        }
        Ok(options)
    }
}

fn mix(name: &str) -> Result<Mix> {
    let of = |number, memo_name, payer_name, address| Mix {
        number,
        memo_name,
        payer_name,
        address,
    };
    Ok(match name {
        "all" => of(0.75, 0.75, 0.9, 0.85),
        "memo" => of(0.7, 1.0, 0.0, 0.7),
        "number" => of(1.0, 0.5, 0.9, 0.8),
        _ => bail!("--mix is all, memo or number"),
    })
}

#[derive(Clone, Copy, Default)]
struct Count {
    posts: u64,
    wrong: u64,
}

#[derive(Default)]
struct Tally {
    strata: BTreeMap<Stratum, Count>,
    /// Why payments stop: all, and those that could have been known.
    stops: BTreeMap<&'static str, (u64, u64)>,
    members: u64,
    knowable: u64,
    knowable_posted: u64,
    /// Of stopped payments of members: the right account first, among those shown, not at all.
    shown: [u64; 3],
    took: Vec<u32>,
    faults: Vec<String>,
}

impl Tally {
    fn take(&mut self, payment: &Payment, matched: &Matched, took: Duration, policy: &Policy, options: &Options) {
        self.took.push(u32::try_from(took.as_nanos() / 100).unwrap_or(u32::MAX));
        self.members += u64::from(payment.truth.is_some());
        self.knowable += u64::from(payment.is_knowable);
        match &matched.verdict {
            Verdict::Post { member_id, stratum } => {
                let count = self.strata.entry(*stratum).or_default();
                count.posts += 1;
                if payment.truth != Some(*member_id) {
                    count.wrong += 1;
                    if self.faults.len() < options.show && policy.posts.contains(stratum) {
                        self.faults.push(fault(payment, matched));
                    }
                }
                self.knowable_posted += u64::from(payment.is_knowable && policy.posts.contains(stratum));
            }
            Verdict::Stop { why } => {
                let count = self.stops.entry(name_of(why)).or_default();
                count.0 += 1;
                count.1 += u64::from(payment.is_knowable);
                if payment.is_knowable && count.1 <= options.stopped {
                    self.faults.push(fault(payment, matched));
                }
                if let Some(truth) = payment.truth {
                    let at = matched
                        .candidates
                        .iter()
                        .position(|candidate| candidate.member_id == truth);
                    self.shown[at.map_or(2, |at| at.min(1))] += 1;
                }
            }
        }
    }

    fn and(mut self, other: Tally) -> Tally {
        for (stratum, count) in other.strata {
            let sum = self.strata.entry(stratum).or_default();
            sum.posts += count.posts;
            sum.wrong += count.wrong;
        }
        for (why, count) in other.stops {
            let sum = self.stops.entry(why).or_default();
            *sum = (sum.0 + count.0, sum.1 + count.1);
        }
        self.members += other.members;
        self.knowable += other.knowable;
        self.knowable_posted += other.knowable_posted;
        for (sum, count) in self.shown.iter_mut().zip(other.shown) {
            *sum += count;
        }
        self.took.extend(other.took);
        self.faults.extend(other.faults);
        self
    }
}

/// What went wrong, in invented people's words.
fn fault(payment: &Payment, matched: &Matched) -> String {
    let words = |tokens: &[lockbox::matching::Token]| -> String {
        tokens
            .iter()
            .map(|token| token.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let payer = &payment.payer;
    let numbers: Vec<&str> = payer.numbers.iter().map(|number| number.token.text.as_str()).collect();
    let names: Vec<String> = payer
        .names
        .iter()
        .map(|name| format!("{:?}: {}", name.source, words(&name.words)))
        .collect();
    let addresses: Vec<String> = payer
        .addresses
        .iter()
        .map(|a| format!("{} {}", a.number.as_ref().map_or("", |n| &n.text), words(&a.street)))
        .collect();
    let mut text = format!(
        "  truth {} | {} | {} | {} | {:?}\n",
        payment.truth.map_or("nobody".to_owned(), |id| id.to_string()),
        numbers.join(" "),
        names.join(" / "),
        addresses.join(" / "),
        matched.verdict
    );
    for candidate in matched.candidates.iter().take(3) {
        let _ = write!(
            text,
            "    {} {:.1} bits p {:.6}:",
            candidate.member_id,
            candidate.bits,
            candidate.probability.get()
        );
        for field in &candidate.fields {
            let _ = write!(
                text,
                " {:?} {:?} {:.1} {}/{}",
                field.field, field.level, field.bits, field.read, field.on_file
            );
        }
        text.push('\n');
    }
    text
}

fn name_of(why: &Stop) -> &'static str {
    match why {
        Stop::NoEvidence => "no evidence",
        Stop::NoAccountFits => "no account fits",
        Stop::NoSuchAccount { .. } => "no such account",
        Stop::SeveralFit { .. } => "several fit",
        Stop::NumberAgainstName { .. } => "number against name",
        Stop::NumberAgainstAll { .. } => "number against all",
        Stop::Relative { .. } => "relative?",
        Stop::Disagrees { .. } => "disagrees",
        Stop::OneProofOnly { .. } => "one proof only",
        Stop::TooWeak { .. } => "too weak",
        Stop::SameHouse { .. } => "same house",
        Stop::NotByPolicy { .. } => "not by policy",
    }
}

/// The upper 95 % bound of a share of which `wrong` in `posts` were seen, in parts per million (Poisson, which Clopper-Pearson tends to).
fn bound(wrong: u64, posts: u64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 3.0 * f64_of(usize::try_from(wrong).unwrap_or(0)) + 20.0);
    for _ in 0..100 {
        let mean = f64::midpoint(low, high);
        let mut term = (-mean).exp();
        let mut sum = term;
        for k in 1..=wrong {
            term *= mean / f64_of(usize::try_from(k).unwrap_or(1));
            sum += term;
        }
        if sum > 0.05 { low = mean } else { high = mean }
    }
    1e6 * high / f64_of(usize::try_from(posts.max(1)).unwrap_or(1))
}

fn main() -> Result<()> {
    let options = Options::from_args()?;
    rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build_global()?;
    let world = World::new(options.accounts, options.ids, options.seed);
    let started = Instant::now();
    let index = Index::build(world.members.iter().map(|member| world.row(member)));
    println!(
        "{} accounts, {:?} numbers, seed {}: index of {} MB in {:.1} s",
        index.len(),
        options.ids,
        options.seed,
        index.bytes() / 1_000_000,
        started.elapsed().as_secs_f64()
    );
    let policy = Policy::default();
    let chunks: Vec<u64> = (0..options.payers).step_by(2_000).collect();
    let started = Instant::now();
    let tally = chunks
        .into_par_iter()
        .map(|from| {
            let mut tally = Tally::default();
            for number in from..(from + 2_000).min(options.payers) {
                let payment = payment(&world, options.mix, options.seed, number);
                let began = Instant::now();
                let matched = match_payer(&index, &payment.payer);
                tally.take(&payment, &matched, began.elapsed(), &policy, &options);
            }
            tally
        })
        .reduce(Tally::default, Tally::and);
    report(tally, &options, &policy, started.elapsed());
    Ok(())
}

fn report(mut tally: Tally, options: &Options, policy: &Policy, took: Duration) {
    tally.took.sort_unstable();
    let at = |share: usize| f64::from(tally.took.get(tally.took.len() * share / 1000).copied().unwrap_or(0)) / 10_000.0;
    println!(
        "{} payers in {:.0} s; a look-up takes {:.3} ms (median), {:.3} (p95), {:.3} (p99), {:.3} (p99.9)",
        options.payers,
        took.as_secs_f64(),
        at(500),
        at(950),
        at(990),
        at(999)
    );
    let share = |count: u64, of: u64| {
        100.0 * f64_of(usize::try_from(count).unwrap_or(0)) / f64_of(usize::try_from(of.max(1)).unwrap_or(1))
    };
    println!(
        "{:22} {:>9} {:>6} {:>12}  by itself",
        "kind of evidence", "posts", "wrong", "95 % < ppm"
    );
    let mut all = Count::default();
    for (stratum, count) in &tally.strata {
        let by_itself = policy.posts.contains(stratum);
        if by_itself {
            all.posts += count.posts;
            all.wrong += count.wrong;
        }
        println!(
            "{:22} {:>9} {:>6} {:>12.2}  {}",
            format!("{stratum:?}"),
            count.posts,
            count.wrong,
            bound(count.wrong, count.posts),
            if by_itself { "yes" } else { "no" }
        );
    }
    println!(
        "{:22} {:>9} {:>6} {:>12.2}",
        "all by themselves",
        all.posts,
        all.wrong,
        bound(all.wrong, all.posts)
    );
    println!(
        "posted: {:.2} % of all of members, {:.2} % of those with their own number and a name or the address",
        share(all.posts, tally.members),
        share(tally.knowable_posted, tally.knowable)
    );
    let queued: u64 = tally.shown.iter().sum();
    println!(
        "of members' payments that stop the right account is first in {:.2} %, among five in {:.2} %",
        share(tally.shown[0], queued),
        share(tally.shown[0] + tally.shown[1], queued)
    );
    for (why, count) in &tally.stops {
        println!(
            "  stopped: {why:22} {:>9}, of these could have been known {:>9}",
            count.0, count.1
        );
    }
    for fault in tally.faults.iter().take(options.show.max(100)) {
        println!("{fault}");
    }
}
