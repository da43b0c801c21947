//! Figures for the dashboard: how much goes straight through, what waits for how long, who settles how fast, what is read.

use super::rows::{instant, parsed};
use super::{Books, StoreError};
use crate::user::UserName;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rusqlite::params;
use std::collections::BTreeMap;

/// The newest checks that read rates are counted over.
const MOST_CHECKS: u32 = 2_000;
/// Days of waiting at which one bucket of ages ends and the next begins.
const AGES: [i64; 4] = [1, 3, 7, 14];

/// What of a day's transactions posted by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day {
    /// The day on which its batches were received, in UTC.
    pub day: NaiveDate,
    /// Transactions that were decided.
    pub decided: u64,
    /// Of those, posted at once.
    pub straight: u64,
}

/// What a person has settled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settler {
    /// Who.
    pub name: UserName,
    /// How many.
    pub count: usize,
    /// The median of the seconds.
    pub median_seconds: u32,
}

/// How often a field was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReadRate {
    /// Which.
    pub field: &'static str,
    /// On so many items.
    pub of: u64,
    /// It was read on so many.
    pub read: u64,
}

fn count(value: i64) -> u64 {
    u64::try_from(value).expect("a count is not negative")
}

impl Books {
    /// The newest days, the earliest first.
    pub fn days(&self, most: u32) -> Result<Vec<Day>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT substr(b.received, 1, 10), count(*), sum(d.outcome = 'posted') FROM decisions d JOIN batches b ON b.id = d.batch
             WHERE d.seq = 1 GROUP BY 1 ORDER BY 1 DESC LIMIT ?1",
        )?;
        let days = statement.query_map([most], |row| {
            Ok(Day {
                day: parsed(row, 0)?,
                decided: count(row.get(1)?),
                straight: count(row.get(2)?),
            })
        })?;
        let mut days: Vec<Day> = days.collect::<Result<_, _>>()?;
        days.reverse();
        Ok(days)
    }

    /// How many wait for how long: each bucket in words, with its count.
    pub fn ages(&self, now: DateTime<Utc>) -> Result<Vec<(String, u64)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT count(*) FROM queue WHERE received <= ?1 AND received > ?2")?;
        let mut ages = Vec::new();
        let mut younger = now + TimeDelta::days(1);
        let mut from = 0;
        for to in AGES.into_iter().map(Some).chain([None]) {
            let older = to.map_or(DateTime::<Utc>::UNIX_EPOCH, |days| now - TimeDelta::days(days));
            let found: i64 = statement.query_row(params![instant(younger), instant(older)], |row| row.get(0))?;
            let words = match to {
                Some(to) if from == 0 => format!("under {to} day"),
                Some(to) => format!("{from} to {to} days"),
                None => format!("over {from} days"),
            };
            ages.push((words, count(found)));
            (younger, from) = (older, to.unwrap_or(from));
        }
        Ok(ages)
    }

    /// Everybody who has settled something since then, the most first.
    pub fn settlers(&self, since: DateTime<Utc>) -> Result<Vec<Settler>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT u.name, r.seconds FROM resolutions r JOIN users u ON u.id = r.user
             WHERE r.at >= ?1 AND r.kind <> 'regroup' ORDER BY r.seconds",
        )?;
        let mut rows = statement.query([instant(since)])?;
        let mut seconds: BTreeMap<UserName, Vec<u32>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            seconds.entry(parsed(row, 0)?).or_default().push(row.get(1)?);
        }
        let mut settlers: Vec<Settler> = seconds
            .into_iter()
            .map(|(name, seconds)| Settler {
                name,
                count: seconds.len(),
                median_seconds: seconds[seconds.len() / 2],
            })
            .collect();
        settlers.sort_by_key(|settler| std::cmp::Reverse(settler.count));
        Ok(settlers)
    }

    /// How often each field of the newest checks was read, as their first decisions saw them.
    pub fn read_rates(&self) -> Result<Vec<ReadRate>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*), total(amount), total(routing), total(account), total(serial), total(payee), total(date) FROM (
                SELECT i.amount_cents IS NOT NULL AS amount, i.routing IS NOT NULL AS routing, i.account IS NOT NULL AS account,
                    i.serial IS NOT NULL AS serial, json_extract(e.json, '$.sight.seen.check.payee') IS NOT NULL AS payee,
                    json_extract(e.json, '$.sight.seen.check.date') IS NOT NULL AS date
                FROM items i JOIN decisions d ON d.id = i.decision AND d.seq = 1
                JOIN evidence e ON e.batch = i.batch AND e.page = i.page ORDER BY i.decision DESC LIMIT ?1)",
        )?;
        let rates = statement.query_row([MOST_CHECKS], |row| {
            let of = count(row.get(0)?);
            let fields = [
                "amount",
                "routing number",
                "bank account",
                "check number",
                "payee",
                "date",
            ];
            let mut rates = Vec::new();
            for (column, field) in (1..).zip(fields) {
                let read: f64 = row.get(column)?;
                rates.push(ReadRate {
                    field,
                    of,
                    read: u64::from(crate::geometry::round_u32(read)),
                });
            }
            Ok(rates)
        })?;
        Ok(rates)
    }
}
