//! Decisions against the truth.

use super::done::Done;
use super::matching::Matching;
use super::truth::{Outcome, Truth};
use crate::decision::Decision;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with a transaction that posted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    /// Another account.
    Account,
    /// Another amount on the right account.
    Amount,
    /// A person had to decide.
    ShouldBeException,
    /// Its batch was fed before.
    PostedAgain,
}

/// What became of a transaction, against what was right.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The batch was fed before, and nothing came of it: right.
    Silent,
    /// No outcome has any of its pages.
    Missing,
    /// It posted what is right.
    PostedRight,
    /// It posted what is not.
    Mispost(Wrong, String),
    /// It waits for a person.
    Exception {
        /// The reasons it has.
        said: BTreeSet<&'static str>,
        /// Whether one of them is among those that are right.
        is_right: bool,
    },
}

/// A transaction that posted what it should not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Mispost {
    /// The batch.
    pub batch: String,
    /// The transaction.
    pub transaction: u32,
    /// The situation.
    pub case: String,
    /// What is wrong.
    pub kind: Wrong,
    /// In words.
    pub why: String,
}

/// Counts of transactions. Those of batches fed twice are only in `refed` and `misposts`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Decisions {
    /// All.
    pub transactions: u32,
    /// That should post.
    pub should_post: u32,
    /// Of those, that posted right.
    pub straight_through: u32,
    /// Of those, that wait for a person.
    pub needless_exceptions: u32,
    /// That should wait.
    pub should_except: u32,
    /// Of those, that wait.
    pub excepted: u32,
    /// Of those, with a reason that is right.
    pub excepted_right_reason: u32,
    /// That may do either.
    pub either: u32,
    /// Of those, that posted right.
    pub either_posted_right: u32,
    /// Of those, that wait.
    pub either_excepted: u32,
    /// That posted, right or wrong.
    pub posted: u32,
    /// That posted what they should not.
    pub misposts: u32,
    /// Of those, on another account.
    pub mispost_account: u32,
    /// Of those, another amount.
    pub mispost_amount: u32,
    /// Of those, that should have waited.
    pub mispost_should_be_exception: u32,
    /// Of those, of a batch fed before.
    pub mispost_again: u32,
    /// Without an outcome.
    pub missing: u32,
    /// Of batches fed before.
    pub refed: u32,
    /// Outcomes that belong to no transaction.
    pub invented: usize,
}

/// A reason: how often it was right to give it, and how often it was given.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct ReasonCount {
    /// Transactions that must wait and of which it is a right reason. Where several are right, each is due.
    pub due: u32,
    /// Of those, to which it was given.
    pub found: u32,
    /// Transactions that should post and to which it was given.
    pub needless: u32,
}

/// Payments added up for each account, in cents.
type Totals = BTreeMap<String, i64>;

/// The verdict on every transaction of the truth.
pub(super) fn verdicts(truth: &[Truth], done: &[Done], matching: &Matching) -> Vec<Verdict> {
    (0..truth.len()).map(|at| verdict(truth, done, matching, at)).collect()
}

fn verdict(truth: &[Truth], done: &[Done], matching: &Matching, at: usize) -> Verdict {
    let (wanted, mine) = (&truth[at], &matching.hits[at]);
    let posted: Vec<usize> = mine
        .iter()
        .copied()
        .filter(|&no| matches!(done[no].decision, Decision::Posted { .. }))
        .collect();
    if wanted.outcome == Outcome::Nothing {
        return if posted.is_empty() {
            Verdict::Silent
        } else {
            Verdict::Mispost(Wrong::PostedAgain, "posted a second time".to_owned())
        };
    }
    if mine.is_empty() {
        return Verdict::Missing;
    }
    if posted.is_empty() {
        let said: BTreeSet<&'static str> = mine.iter().flat_map(|&no| done[no].reasons()).collect();
        let is_right = wanted.reasons.is_empty() || wanted.reasons.iter().any(|reason| said.contains(reason.as_str()));
        return Verdict::Exception { said, is_right };
    }
    let got = totals(
        posted
            .iter()
            .flat_map(|&no| match &done[no].decision {
                Decision::Posted { payments, .. } => &payments[..],
                Decision::Exception { .. } => &[],
            })
            .map(|payment| (payment.account.to_string(), payment.amount.cents())),
    );
    // Where envelopes were taken together, all that posted must be right together.
    let group: BTreeSet<usize> = posted
        .iter()
        .flat_map(|&no| matching.spans[no].iter().copied())
        .chain([at])
        .collect();
    let is_right = if group.len() == 1 {
        wanted.outcome != Outcome::Exception && rights(wanted).any(|right| right == got)
    } else {
        let all = totals(
            group
                .iter()
                .flat_map(|&other| &truth[other].payments)
                .map(|p| (p.account.clone(), p.amount.cents())),
        );
        all == got && group.iter().all(|&other| truth[other].outcome != Outcome::Exception)
    };
    if is_right {
        Verdict::PostedRight
    } else {
        mispost(wanted, &got)
    }
}

fn totals(payments: impl Iterator<Item = (String, i64)>) -> Totals {
    let mut sums = Totals::new();
    for (account, cents) in payments {
        *sums.entry(account).or_default() += cents;
    }
    sums
}

/// Everything that is right to post.
fn rights(truth: &Truth) -> impl Iterator<Item = Totals> {
    let payments = std::iter::once(&truth.payments).chain(&truth.also);
    payments.map(|payments| totals(payments.iter().map(|p| (p.account.clone(), p.amount.cents()))))
}

fn mispost(wanted: &Truth, got: &Totals) -> Verdict {
    if wanted.outcome == Outcome::Exception {
        return Verdict::Mispost(
            Wrong::ShouldBeException,
            format!("posted {}, must be an exception", in_words(got)),
        );
    }
    let right = rights(wanted).next().unwrap_or_default();
    let kind = if got.keys().eq(right.keys()) {
        Wrong::Amount
    } else {
        Wrong::Account
    };
    Verdict::Mispost(kind, format!("posted {}, right is {}", in_words(got), in_words(&right)))
}

fn in_words(totals: &Totals) -> String {
    let each = totals
        .iter()
        .map(|(account, cents)| format!("{account} ${}.{:02}", cents / 100, cents % 100));
    let words = each.collect::<Vec<_>>().join(", ");
    if words.is_empty() { "nothing".to_owned() } else { words }
}

/// Counts the verdicts.
pub(super) fn count(truth: &[Truth], verdicts: &[Verdict], invented: usize) -> Decisions {
    let mut sum = Decisions {
        invented,
        ..Decisions::default()
    };
    for (truth, verdict) in truth.iter().zip(verdicts) {
        if let Verdict::Mispost(kind, _) = verdict {
            sum.misposts += 1;
            *match kind {
                Wrong::Account => &mut sum.mispost_account,
                Wrong::Amount => &mut sum.mispost_amount,
                Wrong::ShouldBeException => &mut sum.mispost_should_be_exception,
                Wrong::PostedAgain => &mut sum.mispost_again,
            } += 1;
        }
        if truth.outcome == Outcome::Nothing {
            sum.refed += 1;
            continue;
        }
        let posted_right = u32::from(*verdict == Verdict::PostedRight);
        let excepted = u32::from(matches!(verdict, Verdict::Exception { .. }));
        sum.transactions += 1;
        sum.missing += u32::from(*verdict == Verdict::Missing);
        sum.posted += posted_right + u32::from(matches!(verdict, Verdict::Mispost(..)));
        match truth.outcome {
            Outcome::Posted => {
                sum.should_post += 1;
                sum.straight_through += posted_right;
                sum.needless_exceptions += excepted;
            }
            Outcome::Exception => {
                sum.should_except += 1;
                sum.excepted += excepted;
                sum.excepted_right_reason += u32::from(matches!(verdict, Verdict::Exception { is_right: true, .. }));
            }
            Outcome::Either | Outcome::Nothing => {
                sum.either += 1;
                sum.either_posted_right += posted_right;
                sum.either_excepted += excepted;
            }
        }
    }
    sum
}

/// Every mispost, in the order of the truth.
pub(super) fn misposts(truth: &[Truth], verdicts: &[Verdict]) -> Vec<Mispost> {
    let found = truth.iter().zip(verdicts).filter_map(|(truth, verdict)| match verdict {
        Verdict::Mispost(kind, why) => Some(Mispost {
            batch: truth.batch.clone(),
            transaction: truth.transaction,
            case: truth.tags.case.clone(),
            kind: *kind,
            why: why.clone(),
        }),
        _ => None,
    });
    found.collect()
}

/// Every reason that is due or was given.
pub(super) fn reasons(truth: &[Truth], verdicts: &[Verdict]) -> BTreeMap<String, ReasonCount> {
    let mut counts: BTreeMap<String, ReasonCount> = BTreeMap::new();
    for (truth, verdict) in truth.iter().zip(verdicts) {
        let none = BTreeSet::new();
        let said = match verdict {
            Verdict::Exception { said, .. } => said,
            _ => &none,
        };
        match truth.outcome {
            Outcome::Exception => {
                for reason in &truth.reasons {
                    let count = counts.entry(reason.clone()).or_default();
                    count.due += 1;
                    count.found += u32::from(said.contains(reason.as_str()));
                }
            }
            Outcome::Posted => {
                for reason in said {
                    counts.entry((*reason).to_owned()).or_default().needless += 1;
                }
            }
            Outcome::Either | Outcome::Nothing => {}
        }
    }
    counts
}
