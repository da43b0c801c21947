//! Simulated payers through the matcher as it ships: how many payments post by themselves, and how many of them on a wrong account.
//!
//! `cargo run --release --example simulated_payers -- --accounts 1000000 --payers 3000000 --seed 1 --ids random|dense|consecutive --mix all|memo|number|address|words --threads 2`
//!
//! `--posts exact_id_name,id_address` says which kinds of evidence count as posting by themselves; absent, those within the default budget.
//! `--from 4000000` begins with that payer: a run in pieces finds the same as one in one.
//! `--right-every 8` looks up one in eight of the payments whose own number reads right, and counts it for eight: these are hardly ever wrong, and so more of the others
//! are looked up in the same time. 0 looks up none of them, which is for finding what goes wrong.
//!
//! Accounts are invented (households, shared surnames, fathers and sons), payers write about themselves, a relative without an account does, a stranger does, some write another's
//! number; they pay what is due, or something else, from bank accounts that paid before for themselves, for one of their house, or for a child; what they write is read by a reader that gets 1, 5 or 12 characters in a hundred wrong. One line for each kind of evidence:
//! postings, wrong ones (a relative without an account who has the member's very name and wrote the member's number is told apart by nothing, and counted apart), and the upper 95 % bound on the share of wrong ones in a million. Every number in it comes from the seed.

#![expect(clippy::print_stdout, reason = "what it finds is its output")]

mod chance;
mod payers;
mod tally;
mod words;
mod world;

use anyhow::{Context, Result, bail};
use lockbox::matching::{Index, Policy, Stop, Verdict, match_payer};
use payers::{Mix, ReadRight, payment};
use rayon::prelude::*;
use std::ops::Range;
use std::time::Instant;
use tally::{Tally, report};
use world::{Ids, World};

/// Payers after whom it is told how it stands.
const TOLD_EVERY: usize = 200_000;

struct Options {
    accounts: usize,
    /// The first payer, and the one after the last.
    payers: Range<u64>,
    seed: u64,
    ids: Ids,
    mix: Mix,
    threads: usize,
    policy: Policy,
    /// Wrong postings that are shown, of each kind of evidence.
    show: u64,
    /// Knowable payments that stop that are shown, of each reason.
    stopped: u64,
    /// Of payments whose own number reads right one in so many is looked up, and counts for so many; of 0 none.
    right_every: u64,
}

impl Options {
    fn from_args() -> Result<Self> {
        let mut options = Options {
            accounts: 100_000,
            payers: 0..100_000,
            seed: 1,
            ids: Ids::Random,
            mix: mix("all")?,
            threads: 1,
            policy: Policy::default(),
            show: 3,
            stopped: 0,
            right_every: 1,
        };
        let mut args = std::env::args().skip(1);
        while let Some(name) = args.next() {
            let value = args.next().with_context(|| format!("{name} wants a value"))?;
            match name.as_str() {
                "--accounts" => options.accounts = value.parse()?,
                "--from" => options.payers.start = value.parse()?,
                "--payers" => options.payers.end = value.parse()?,
                "--seed" => options.seed = value.parse()?,
                "--threads" => options.threads = value.parse()?,
                "--show" => options.show = value.parse()?,
                "--stopped" => options.stopped = value.parse()?,
                "--posts" => {
                    let named = value.split(',').map(|name| serde_json::from_value(name.into()));
                    options.policy.posts = named
                        .collect::<Result<_, _>>()
                        .context("--posts names kinds of evidence")?;
                }
                "--right-every" => options.right_every = value.parse()?,
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
        "address" => of(1.0, 0.0, 0.3, 1.0),
        "words" => of(0.0, 0.75, 0.9, 0.9),
        _ => bail!("--mix is all, memo, number, address or words"),
    })
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
    let started = Instant::now();
    let mut tally = Tally::default();
    for from in options.payers.clone().step_by(TOLD_EVERY) {
        let to = (from + u64::try_from(TOLD_EVERY)?).min(options.payers.end);
        tally = tally.and(looked_up(&world, &index, &options, from..to));
        println!("{to} payers: {}", tally.so_far());
    }
    report(tally, &options, started.elapsed());
    Ok(())
}

/// What becomes of these payments.
fn looked_up(world: &World, index: &Index, options: &Options, numbers: Range<u64>) -> Tally {
    let chunks: Vec<u64> = numbers.clone().step_by(2_000).collect();
    let tallies = chunks.into_par_iter().map(|from| {
        let mut tally = Tally::default();
        for number in from..(from + 2_000).min(numbers.end) {
            let one_of = options.right_every;
            let read_right = if one_of != 0 && number.is_multiple_of(one_of) {
                ReadRight::Kept
            } else {
                ReadRight::LeftOut
            };
            let Some(payment) = payment(world, options.mix, options.seed, number, read_right) else {
                continue;
            };
            let began = Instant::now();
            let mut matched = match_payer(index, &payment.payer);
            let took = began.elapsed();
            if let Verdict::Post { member_id, .. } = &matched.verdict
                && payment.payer.paid.is_none()
                && payment.pays != world.due_of(member_id.as_str().parse().expect("twelve digits"))
            {
                // The decision relies on an amount that the item alone does not say only if it is due on the account found: else it waits, `no_amount`.
                matched.verdict = Verdict::Stop { why: Stop::NoEvidence };
            }
            let counts_for = if payment.reads_right { one_of } else { 1 };
            tally.take(&payment, counts_for, &matched, took, options);
        }
        tally
    });
    tallies.reduce(Tally::default, Tally::and)
}
