//! Which part of the queue a person works on: it stands in the address of every page, so that it is never forgotten and never shared by accident.

use super::words::{amount_keyed, urlencoded};
use crate::clock::business_date;
use crate::id::{BatchId, TransactionNo};
use crate::store::batches::ItemKey;
use crate::store::queue::QueueFilter;
use crate::store::{Books, StoreError};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;
use std::fmt::Write as _;

/// The transactions passed over that an address remembers.
const MOST_PASSED: usize = 20;

/// As it stands in an address; every part may be empty.
#[derive(Clone, Deserialize, Debug, Default)]
pub(super) struct Wanted {
    /// A reason's code.
    #[serde(default)]
    pub(super) reason: String,
    /// A batch.
    #[serde(default)]
    pub(super) batch: String,
    /// The least amount.
    #[serde(default)]
    pub(super) least: String,
    /// The most.
    #[serde(default)]
    pub(super) most: String,
    /// The day before which it was received.
    #[serde(default)]
    pub(super) before: String,
    /// How many rows come before those shown.
    #[serde(default)]
    pub(super) from: u32,
    /// Transactions that were passed over: `BATCH/NO` with commas between.
    #[serde(default)]
    pub(super) but: String,
    /// The page is loaded ahead: nobody looks at it yet.
    #[serde(default)]
    pub(super) peek: String,
}

impl Wanted {
    /// As the books are asked.
    ///
    /// # Errors
    /// Which part makes no sense, in words.
    pub(super) fn filter(&self) -> Result<QueueFilter, String> {
        let amount = |text: &str| match text {
            "" => Ok(None),
            text => amount_keyed(text)
                .map(Some)
                .ok_or_else(|| format!("“{text}” is no amount")),
        };
        let batch = match self.batch.trim() {
            "" => None,
            name => Some(name.parse::<BatchId>().map_err(|why| why.to_string())?),
        };
        let received_before = match self.before.as_str() {
            "" => None,
            day => Some(morning(day).ok_or_else(|| format!("“{day}” is no day"))?),
        };
        Ok(QueueFilter {
            reason: Some(self.reason.clone()).filter(|reason| !reason.is_empty()),
            batch,
            least: amount(self.least.trim())?,
            most: amount(self.most.trim())?,
            received_before,
        })
    }

    /// Whether anything is left out.
    pub(super) fn is_filtered(&self) -> bool {
        [&self.reason, &self.batch, &self.least, &self.most, &self.before]
            .iter()
            .any(|part| !part.is_empty())
    }

    /// Whether it is what waits for this reason, and all of that.
    pub(super) fn is_only(&self, reason: &str) -> bool {
        let others = [&self.batch, &self.least, &self.most, &self.before];
        self.reason == reason && others.iter().all(|part| part.is_empty())
    }

    /// As a query, of the filter alone and what is added to it; empty if there is nothing.
    pub(super) fn query(&self, more: &[(&str, &str)]) -> String {
        let own = [
            ("reason", self.reason.as_str()),
            ("batch", &self.batch),
            ("least", &self.least),
            ("most", &self.most),
            ("before", &self.before),
        ];
        let mut query = String::new();
        for (name, value) in own.iter().chain(more).filter(|(_, value)| !value.is_empty()) {
            let sign = if query.is_empty() { '?' } else { '&' };
            write!(query, "{sign}{name}={}", urlencoded(value)).expect("a string takes whatever is written");
        }
        query
    }

    /// The transactions passed over, with this one.
    pub(super) fn passing(&self, item: &str) -> String {
        let mut passed: Vec<&str> = self
            .but
            .split(',')
            .filter(|name| !name.is_empty() && *name != item)
            .collect();
        passed.push(item);
        passed[passed.len().saturating_sub(MOST_PASSED)..].join(",")
    }

    /// Their keys.
    pub(super) fn passed(&self, books: &Books) -> Result<Vec<ItemKey>, StoreError> {
        let mut keys = Vec::new();
        for name in self.but.split(',').take(MOST_PASSED) {
            let Some((batch, no)) = name.rsplit_once('/') else {
                continue;
            };
            if let (Ok(batch), Ok(no)) = (batch.parse(), no.parse()) {
                keys.extend(books.item(&batch, TransactionNo(no))?);
            }
        }
        Ok(keys)
    }
}

/// The instant at which a business day begins: the cut-off, without its hours.
fn morning(day: &str) -> Option<DateTime<Utc>> {
    let day: NaiveDate = day.parse().ok()?;
    let noon = day.and_hms_opt(12, 0, 0)?.and_utc();
    (0..24)
        .map(|hours| noon - TimeDelta::hours(hours))
        .take_while(|at| business_date(*at) == day)
        .last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_boston() {
        assert_eq!(morning("2026-01-10"), "2026-01-10T05:00:00Z".parse().ok());
        assert_eq!(morning("2026-07-10"), "2026-07-10T04:00:00Z".parse().ok());
        assert_eq!(morning("soon"), None);
    }

    #[test]
    fn what_was_passed_over_is_remembered_within_bounds() {
        let wanted = Wanted {
            reason: "no_amount".to_owned(),
            but: "a/1,b/2".to_owned(),
            ..Wanted::default()
        };
        assert_eq!(wanted.passing("a/1"), "b/2,a/1");
        assert_eq!(wanted.query(&[("but", "a b")]), "?reason=no_amount&but=a%20b");
        let many: Vec<String> = (0..50).map(|no| format!("a/{no}")).collect();
        let wanted = Wanted {
            but: many.join(","),
            ..Wanted::default()
        };
        assert_eq!(wanted.passing("z/1").split(',').count(), MOST_PASSED);
    }
}
