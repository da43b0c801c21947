//! The account master of the samples: dense Member IDs, households, every status.

mod households;

use super::SamplesError;
use super::people::{self, Person};
use super::rng::Rng;
use crate::account::AccountStatus;
use crate::id::MemberId;
use crate::money::Amount;
use chrono::{Days, NaiveDate};
use std::path::Path;

/// One account as the samples use it.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) id: MemberId,
    pub(crate) person: Person,
    pub(crate) due: Amount,
    pub(crate) due_date: NaiveDate,
    pub(crate) bill_date: NaiveDate,
    pub(crate) status: AccountStatus,
    pub(crate) autopay: bool,
    pub(crate) plan: &'static str,
    pub(crate) house: House,
}

/// What a member's household is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum House {
    /// As chance brought it.
    Own,
    /// Two or three of one surname at one address, each with an account that payments may go to.
    Kin,
    /// Two of one name at one address but for a suffix, if that.
    Twins,
}

/// So many members and some households more, in ascending order of their numbers, which come in runs with hardly a gap.
pub(crate) fn members(count: usize, rng: &mut Rng) -> Vec<Member> {
    let mut out = households::members(count / 200 + 2, &mut rng.fork(2));
    out.extend(singles(count, rng));
    out.sort_by_key(|member| member.id);
    out
}

fn singles(count: usize, rng: &mut Rng) -> Vec<Member> {
    let mut out: Vec<Member> = Vec::with_capacity(count);
    let mut runs: Vec<u64> = (0..(count / 400 + 3))
        .map(|i| match i % 3 {
            0 => 700_300_000_000 + rng.bits() % 900_000_000,
            1 => 2_140_000_000 + rng.bits() % 40_000_000,
            _ => 330_050_000_000 + rng.bits() % 600_000_000,
        })
        .collect();
    runs.sort_unstable();
    let each = count.div_ceil(runs.len());
    let mut last = 0;
    for start in runs {
        let mut number = start.max(last + 1);
        for _ in 0..each.min(count - out.len()) {
            let household = out.last().filter(|_| rng.chance(0.08)).map(|m| m.person.clone());
            out.push(member(number, household.as_ref(), rng));
            last = number;
            number += u64::try_from(rng.whole(1, 3)).expect("it is positive");
        }
    }
    out
}

fn member(number: u64, household: Option<&Person>, rng: &mut Rng) -> Member {
    let person = match household {
        Some(other) => people::relative(other, rng),
        None => people::person(rng),
    };
    let status = match rng.below(100) {
        0..=5 => AccountStatus::Terminated,
        6..=10 => AccountStatus::Pending,
        _ => AccountStatus::Active,
    };
    let plan = match rng.below(100) {
        0..=74 => "health",
        75..=93 => "dental",
        _ => "small_group",
    };
    let cents = match (plan, rng.below(10)) {
        ("dental", _) => rng.whole(2_200, 8_900),
        ("small_group", _) => rng.whole(60_000, 480_000),
        (_, 0) => rng.whole(-5_000, 0),
        (_, 1..=4) => 100 * rng.whole(40, 320),
        _ => rng.whole(4_000, 95_000),
    };
    // Bills of January 2026 carry the QR code, those of December 2025 do not yet.
    let (year, month, due_year, due_month) = if rng.chance(0.6) {
        (2026, 1, 2026, 1)
    } else {
        (2025, 12, 2025, 12)
    };
    let first = NaiveDate::from_ymd_opt(year, month, 1).expect("a day of the calendar");
    Member {
        id: format!("{number:012}").parse().expect("12 digits"),
        person,
        due: Amount::from_cents(cents).expect("it is far below the limit"),
        due_date: NaiveDate::from_ymd_opt(due_year, due_month, 23).expect("a day of the calendar"),
        bill_date: first + Days::new(rng.bits() % 4),
        status,
        autopay: rng.chance(0.06),
        plan,
        house: House::Own,
    }
}

/// Writes the account master in the form `lockbox accounts import` takes.
pub(crate) fn write(path: &Path, members: &[Member]) -> Result<(), SamplesError> {
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    let header =
        "member_id,name,address1,address2,city,state,zip,amount_due,due_date,coverage_month,status,autopay,plan";
    let broken = |_| SamplesError::write(path, std::io::Error::other("the CSV writer failed"));
    out.write_record(header.split(',')).map_err(broken)?;
    for m in members {
        let month = m.due_date + chrono::Months::new(1);
        let status = match m.status {
            AccountStatus::Active => "active",
            AccountStatus::Pending => "pending",
            AccountStatus::Terminated => "terminated",
        };
        out.write_record([
            m.id.as_str(),
            &m.person.name,
            &m.person.address1,
            &m.person.address2,
            &m.person.city,
            "MA",
            &m.person.zip,
            &m.due.to_string(),
            &m.due_date.to_string(),
            &month.format("%Y-%m").to_string(),
            status,
            if m.autopay { "yes" } else { "no" },
            m.plan,
        ])
        .map_err(broken)?;
    }
    let bytes = out.into_inner().expect("a Vec can always be flushed");
    super::encode::save(path, &bytes)
}
