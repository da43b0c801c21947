//! What became of the payments: postings and wrong ones by kind of evidence, and how it is told.

use crate::Options;
use crate::payers::Payment;
use lockbox::geometry::f64_of;
use lockbox::matching::{Matched, Stop, Stratum, Verdict};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

/// The most payments that are shown.
const MOST_SHOWN: usize = 200;

#[derive(Clone, Copy, Default)]
struct Count {
    posts: u64,
    wrong: u64,
    /// Postings on the account of a namesake: see [`Payment::namesake`]. They are no wrong ones.
    namesakes: u64,
}

/// Counts of all.
#[derive(Default)]
pub(crate) struct Tally {
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
    /// Counts one payment for so many.
    pub(crate) fn take(
        &mut self,
        payment: &Payment,
        counts_for: u64,
        matched: &Matched,
        took: Duration,
        options: &Options,
    ) {
        self.took.push(u32::try_from(took.as_nanos() / 100).unwrap_or(u32::MAX));
        let policy = &options.policy;
        let one = |is_so: bool| if is_so { counts_for } else { 0 };
        self.members += one(payment.truth.is_some());
        self.knowable += one(payment.is_knowable);
        match &matched.verdict {
            Verdict::Post { member_id, stratum } => {
                let count = self.strata.entry(*stratum).or_default();
                count.posts += counts_for;
                if payment.namesake == Some(*member_id) {
                    count.namesakes += counts_for;
                } else if payment.truth != Some(*member_id) {
                    count.wrong += counts_for;
                    if count.wrong <= options.show {
                        self.faults.push(fault(payment, matched));
                    }
                }
                self.knowable_posted += one(payment.is_knowable && policy.posts.contains(stratum));
            }
            Verdict::Stop { why } => {
                let count = self.stops.entry(name_of(why)).or_default();
                count.0 += counts_for;
                count.1 += one(payment.is_knowable);
                if payment.is_knowable && count.1 <= options.stopped {
                    self.faults.push(fault(payment, matched));
                }
                if let Some(truth) = payment.truth {
                    let at = matched
                        .candidates
                        .iter()
                        .position(|candidate| candidate.member_id == truth);
                    self.shown[at.map_or(2, |at| at.min(1))] += counts_for;
                }
            }
        }
    }

    /// Postings and wrong ones of each kind, in a line.
    pub(crate) fn so_far(&self) -> String {
        let kind = |(stratum, count): (&Stratum, &Count)| {
            format!("{stratum:?} {} {} {}", count.posts, count.wrong, count.namesakes)
        };
        let kinds: Vec<String> = self.strata.iter().map(kind).collect();
        kinds.join(", ")
    }

    pub(crate) fn and(mut self, other: Tally) -> Tally {
        for (stratum, count) in other.strata {
            let sum = self.strata.entry(stratum).or_default();
            sum.posts += count.posts;
            sum.wrong += count.wrong;
            sum.namesakes += count.namesakes;
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
        Stop::NoEvidence => "no evidence or amount",
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

/// Prints all.
pub(crate) fn report(mut tally: Tally, options: &Options, took: Duration) {
    let policy = &options.policy;
    tally.took.sort_unstable();
    let at = |share: usize| f64::from(tally.took.get(tally.took.len() * share / 1000).copied().unwrap_or(0)) / 10_000.0;
    println!(
        "{} payers in {:.0} s; a look-up takes {:.3} ms (median), {:.3} (p95), {:.3} (p99), {:.3} (p99.9)",
        options.payers.end - options.payers.start,
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
        "{:22} {:>9} {:>6} {:>12} {:>10}  by itself",
        "kind of evidence", "posts", "wrong", "95 % < ppm", "namesakes"
    );
    let mut all = Count::default();
    for (stratum, count) in &tally.strata {
        let by_itself = policy.posts.contains(stratum);
        if by_itself {
            all.posts += count.posts;
            all.wrong += count.wrong;
            all.namesakes += count.namesakes;
        }
        println!(
            "{:22} {:>9} {:>6} {:>12.2} {:>10}  {}",
            format!("{stratum:?}"),
            count.posts,
            count.wrong,
            bound(count.wrong, count.posts),
            count.namesakes,
            if by_itself { "yes" } else { "no" }
        );
    }
    println!(
        "{:22} {:>9} {:>6} {:>12.2} {:>10}",
        "all by themselves",
        all.posts,
        all.wrong,
        bound(all.wrong, all.posts),
        all.namesakes
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
    for fault in tally.faults.iter().take(MOST_SHOWN) {
        println!("{fault}");
    }
}
