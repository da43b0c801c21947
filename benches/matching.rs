//! Matching at 10 thousand and a million accounts; at ten million with `cargo bench --bench matching -- 10000000`.
//!
//! For each: how long the index takes to build from rows, its memory, and how long one look-up takes (median, 99th of a hundred, of a thousand)
//! for simulated payers, the quicker of two look-ups each.

#![expect(clippy::print_stdout, reason = "what it finds is its output")]

#[path = "../examples/simulated_payers/chance.rs"]
mod chance;
#[expect(dead_code, reason = "here every payer is looked up, however his number reads")]
#[path = "../examples/simulated_payers/payers.rs"]
mod payers;
#[path = "../examples/simulated_payers/words.rs"]
mod words;
#[path = "../examples/simulated_payers/world.rs"]
mod world;

use lockbox::matching::{Index, match_payer};
use payers::{Mix, ReadRight, payment};
use std::hint::black_box;
use std::time::Instant;
use world::{Ids, World};

/// Payers looked up.
const PAYERS: u64 = 20_000;
/// Rows made before the clock runs, so that making them is not measured; ten million would not fit beside the index.
const READY: usize = 1_000_000;

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if asked.is_empty() {
        vec![10_000, 1_000_000]
    } else {
        asked
    };
    for accounts in sizes {
        for ids in [Ids::Random, Ids::Dense, Ids::Consecutive] {
            measure(accounts, ids);
        }
    }
}

fn measure(accounts: usize, ids: Ids) {
    let world = World::new(accounts, ids, 1);
    let rows = || world.members.iter().map(|member| world.row(member));
    let (index, seconds) = if accounts <= READY {
        let ready: Vec<_> = rows().collect();
        let started = Instant::now();
        (Index::build(ready.into_iter()), started.elapsed().as_secs_f64())
    } else {
        let started = Instant::now();
        black_box(rows().map(|row| row.name.len()).sum::<usize>());
        let making = started.elapsed();
        let started = Instant::now();
        let index = Index::build(rows());
        (index, started.elapsed().saturating_sub(making).as_secs_f64())
    };
    let mix = Mix {
        number: 0.75,
        memo_name: 0.75,
        payer_name: 0.9,
        address: 0.85,
    };
    let payers: Vec<_> = (0..PAYERS)
        .filter_map(|number| payment(&world, mix, 9, number, ReadRight::Kept))
        .collect();
    let mut took: Vec<u128> = Vec::with_capacity(payers.len());
    let (mut knowable, mut first) = (0_u32, 0_u32);
    for payment in &payers {
        let look_up = || {
            let started = Instant::now();
            let matched = black_box(match_payer(&index, &payment.payer));
            (started.elapsed().as_micros(), matched)
        };
        // The quicker of two: a machine that does other things besides now and then takes the processor away.
        let ((one, matched), (other, _)) = (look_up(), look_up());
        took.push(one.min(other));
        if payment.is_knowable {
            knowable += 1;
            let best = matched.candidates.first().map(|candidate| candidate.member_id);
            first += u32::from(best == payment.truth);
        }
    }
    took.sort_unstable();
    let at = |share: usize| took[took.len() * share / 1000];
    println!(
        "{accounts} accounts, {ids:?} numbers: built in {seconds:.2} s, {} MB; a look-up {} us (median), {} us (p99), {} us (p99.9); the right account is first in {:.2} %",
        index.bytes() / 1_000_000,
        at(500),
        at(990),
        at(999),
        100.0 * f64::from(first) / f64::from(knowable.max(1))
    );
}
