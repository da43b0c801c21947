//! The account master's row: one member.

use crate::id::MemberId;
use crate::money::Amount;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One member of the account master, as the biller sent it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Account {
    /// The key.
    pub member_id: MemberId,
    /// The subscriber's full name as printed on the bill, any script.
    pub name: String,
    /// Street and number.
    pub address1: String,
    /// Unit; may be empty.
    pub address2: String,
    /// City.
    pub city: String,
    /// State, two letters.
    pub state: String,
    /// ZIP, five digits or ZIP+4.
    pub zip: String,
    /// What is due; zero or negative (a credit) too.
    pub amount_due: Amount,
    /// Due at 5:00 pm America/New_York on this day.
    pub due_date: NaiveDate,
    /// The month that the premium covers, `YYYY-MM`.
    pub coverage_month: CoverageMonth,
    /// Where the coverage stands.
    pub status: AccountStatus,
    /// Whether AutoPay draws the premium from a bank account.
    pub autopay: bool,
    /// What is covered.
    pub plan: Plan,
    /// Older numbers that a payer may write, in the order given.
    pub alternate_ids: Vec<String>,
}

/// Where an account's coverage stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// Covered.
    Active,
    /// The first ("binder") payment starts the coverage.
    Pending,
    /// Ended.
    Terminated,
}

/// What a premium pays for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Health.
    Health,
    /// Dental.
    Dental,
    /// A small employer's group.
    SmallGroup,
}

/// A month of coverage, `YYYY-MM`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CoverageMonth {
    first_day: NaiveDate,
}

/// A month is written `2026-02`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a month is written YYYY-MM, such as 2026-02")]
pub struct MonthError;

impl std::str::FromStr for CoverageMonth {
    type Err = MonthError;
    fn from_str(text: &str) -> Result<Self, MonthError> {
        if text.len() != 7 {
            return Err(MonthError);
        }
        let first_day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").map_err(|_| MonthError)?;
        Ok(CoverageMonth { first_day })
    }
}

impl std::fmt::Display for CoverageMonth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.first_day.format("%Y-%m").to_string())
    }
}

impl TryFrom<String> for CoverageMonth {
    type Error = MonthError;
    fn try_from(text: String) -> Result<Self, MonthError> {
        text.parse()
    }
}

impl From<CoverageMonth> for String {
    fn from(month: CoverageMonth) -> String {
        month.to_string()
    }
}
