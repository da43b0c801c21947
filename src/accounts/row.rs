//! One row of the account master: which column is which, and what may stand in it.

use super::AccountsError;
use crate::account::{Account, AccountStatus, CoverageMonth, Plan};
use crate::id::MemberId;
use crate::money::AmountError;
use chrono::NaiveDate;
use csv::ByteRecord;

/// The columns that must be there, in the order of the contract.
pub(super) const REQUIRED: [&str; 13] = [
    "member_id",
    "name",
    "address1",
    "address2",
    "city",
    "state",
    "zip",
    "amount_due",
    "due_date",
    "coverage_month",
    "status",
    "autopay",
    "plan",
];
/// The column that may be there.
const ALTERNATE_IDS: &str = "alternate_ids";
/// The longest text in one field, in bytes; a printed line of a bill is far shorter.
const LONGEST_TEXT: usize = 500;
/// The most older numbers of one account.
const MOST_ALTERNATES: usize = 50;

/// What is wrong in one place of the account master.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}, column {column}: {fault}")]
pub struct RowError {
    /// The line on which the row begins; the header's is 1.
    pub line: u64,
    /// The column's name; `row` where the row as a whole is wrong.
    pub column: &'static str,
    /// What is wrong.
    pub fault: RowFault,
}

/// What may be wrong with a row. The words name no person and no number of one.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RowFault {
    /// More or fewer fields than the header has columns.
    #[error("the row has {found} fields, the header {expected} columns")]
    Fields {
        /// As the header has.
        expected: usize,
        /// As the row has.
        found: usize,
    },
    /// Bytes that are not UTF-8.
    #[error("not UTF-8 text; save the file as UTF-8")]
    NotUtf8,
    /// A control character, a NUL say.
    #[error("a control character stands in it")]
    Control,
    /// No text where there must be some.
    #[error("it is empty")]
    Empty,
    /// A text beyond every address line.
    #[error("longer than {LONGEST_TEXT} bytes")]
    TooLong,
    /// Not 12 digits.
    #[error("a Member ID is 12 digits; this has {0} characters")]
    MemberId(usize),
    /// The same Member ID stands in an earlier row.
    #[error("this Member ID stands on line {first_line} already")]
    Twice {
        /// Where it stood first.
        first_line: u64,
    },
    /// No amount.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// A text that is none of those allowed.
    #[error("`{found}` should be {wanted}")]
    Form {
        /// What may stand here.
        wanted: &'static str,
        /// What stands here, cut short.
        found: String,
    },
    /// Too many older numbers, or one that no payer could write.
    #[error("at most {MOST_ALTERNATES} older numbers, each of 1 to 32 letters, digits and dashes, apart by spaces")]
    AlternateIds,
}

/// Where in a row each column stands.
pub(super) struct Columns {
    count: usize,
    places: [usize; 13],
    alternate_ids: Option<usize>,
}

impl Columns {
    pub(super) fn of(header: &ByteRecord) -> Result<Self, AccountsError> {
        let names: Vec<String> = header
            .iter()
            .map(|name| {
                let name = name.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(name);
                String::from_utf8_lossy(name.trim_ascii()).to_ascii_lowercase()
            })
            .collect();
        let place = |wanted: &'static str| {
            let mut places = (0..)
                .zip(&names)
                .filter(|(_, name)| *name == wanted)
                .map(|(place, _)| place);
            match (places.next(), places.next()) {
                (_, Some(_)) => Err(AccountsError::ColumnTwice(wanted)),
                (found, None) => Ok(found),
            }
        };
        let mut places = [0; 13];
        let mut missing = Vec::new();
        for (slot, name) in places.iter_mut().zip(REQUIRED) {
            match place(name)? {
                Some(found) => *slot = found,
                None => missing.push(name),
            }
        }
        if !missing.is_empty() {
            return Err(AccountsError::MissingColumns(missing));
        }
        Ok(Columns {
            count: names.len(),
            places,
            alternate_ids: place(ALTERNATE_IDS)?,
        })
    }

    /// Whose row it is, where that much can be read.
    pub(super) fn member_id(&self, record: &ByteRecord) -> Option<MemberId> {
        let bytes = record.get(self.places[0])?.trim_ascii();
        std::str::from_utf8(bytes).ok()?.parse().ok()
    }

    /// The account of a row; what is wrong is added to `faults`, and then what is returned, if anything, is not to be used.
    pub(super) fn account(&self, record: &ByteRecord, line: u64, faults: &mut Vec<RowError>) -> Option<Account> {
        if record.len() != self.count {
            let fault = RowFault::Fields {
                expected: self.count,
                found: record.len(),
            };
            faults.push(RowError {
                line,
                column: "row",
                fault,
            });
            return None;
        }
        let mut row = Fields {
            columns: self,
            record,
            line,
            faults,
        };
        let member_id = row.take(0, member_id);
        let name = row.take(1, some_text);
        let [address1, address2, city] = [2, 3, 4].map(|column| row.take(column, |text| Ok(text.to_owned())));
        let state = row.take(5, state);
        let zip = row.take(6, zip);
        let amount_due = row.take(7, |text| Ok(text.parse()?));
        let due_date = row.take(8, date);
        let coverage_month = row.take(9, month);
        let status = row.take(10, status);
        let autopay = row.take(11, autopay);
        let plan = row.take(12, plan);
        let alternate_ids = row.alternate_ids();
        Some(Account {
            member_id: member_id?,
            name: name?,
            address1: address1?,
            address2: address2?,
            city: city?,
            state: state?,
            zip: zip?,
            amount_due: amount_due?,
            due_date: due_date?,
            coverage_month: coverage_month?,
            status: status?,
            autopay: autopay?,
            plan: plan?,
            alternate_ids: alternate_ids?,
        })
    }
}

/// The fields of one row, on their way to an account.
struct Fields<'a> {
    columns: &'a Columns,
    record: &'a ByteRecord,
    line: u64,
    faults: &'a mut Vec<RowError>,
}

impl Fields<'_> {
    /// The value of a required column, read by `reader`; or a fault.
    fn take<T>(&mut self, column: usize, reader: impl FnOnce(&str) -> Result<T, RowFault>) -> Option<T> {
        self.read(REQUIRED[column], self.columns.places[column], reader)
    }

    fn alternate_ids(&mut self) -> Option<Vec<String>> {
        match self.columns.alternate_ids {
            None => Some(Vec::new()),
            Some(place) => self.read(ALTERNATE_IDS, place, alternate_ids),
        }
    }

    fn read<T>(
        &mut self,
        column: &'static str,
        place: usize,
        reader: impl FnOnce(&str) -> Result<T, RowFault>,
    ) -> Option<T> {
        let bytes = self.record.get(place).unwrap_or_default().trim_ascii();
        let value = checked_text(bytes).and_then(reader);
        let line = self.line;
        value
            .map_err(|fault| self.faults.push(RowError { line, column, fault }))
            .ok()
    }
}

fn checked_text(bytes: &[u8]) -> Result<&str, RowFault> {
    if bytes.len() > LONGEST_TEXT {
        return Err(RowFault::TooLong);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| RowFault::NotUtf8)?;
    let line_break = |c: char| matches!(c, '\n' | '\r' | '\t');
    if text.chars().any(|c| c.is_control() && !line_break(c)) {
        return Err(RowFault::Control);
    }
    Ok(text)
}

fn form(wanted: &'static str, found: &str) -> RowFault {
    let found = found.chars().take(40).collect::<String>().escape_debug().to_string();
    RowFault::Form { wanted, found }
}

fn some_text(text: &str) -> Result<String, RowFault> {
    if text.is_empty() {
        return Err(RowFault::Empty);
    }
    Ok(text.to_owned())
}

fn member_id(text: &str) -> Result<MemberId, RowFault> {
    text.parse().map_err(|_| RowFault::MemberId(text.chars().count()))
}

fn state(text: &str) -> Result<String, RowFault> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(form("a state of two letters", text))
    }
}

fn zip(text: &str) -> Result<String, RowFault> {
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let (five, four) = text.split_once('-').unwrap_or((text, "0000"));
    if digits(five, 5) && digits(four, 4) {
        Ok(text.to_owned())
    } else {
        Err(form("a ZIP code such as 02108 or 02108-1234", text))
    }
}

fn date(text: &str) -> Result<NaiveDate, RowFault> {
    let number = |part: Option<&str>, digits: usize| {
        let part = part.filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse::<u32>().ok()
    };
    let mut parts = text.split('-');
    let [year, month, day] = [4, 2, 2].map(|digits| number(parts.next(), digits));
    let date = match (year, month, day, parts.next()) {
        (Some(year), Some(month), Some(day), None) => i32::try_from(year)
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, month, day)),
        _ => None,
    };
    date.ok_or_else(|| form("a date such as 2026-01-23", text))
}

fn month(text: &str) -> Result<CoverageMonth, RowFault> {
    // a sign is no digit of a year
    let month = text
        .parse()
        .ok()
        .filter(|_| text.starts_with(|c: char| c.is_ascii_digit()));
    month.ok_or_else(|| form("a month such as 2026-02", text))
}

fn status(text: &str) -> Result<AccountStatus, RowFault> {
    match text {
        "active" => Ok(AccountStatus::Active),
        "pending" => Ok(AccountStatus::Pending),
        "terminated" => Ok(AccountStatus::Terminated),
        _ => Err(form("active, pending or terminated", text)),
    }
}

fn autopay(text: &str) -> Result<bool, RowFault> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(form("yes or no", text)),
    }
}

fn plan(text: &str) -> Result<Plan, RowFault> {
    match text {
        "health" => Ok(Plan::Health),
        "dental" => Ok(Plan::Dental),
        "small_group" => Ok(Plan::SmallGroup),
        _ => Err(form("health, dental or small_group", text)),
    }
}

fn alternate_ids(text: &str) -> Result<Vec<String>, RowFault> {
    let ids: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let writable = |id: &String| id.len() <= 32 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if ids.len() <= MOST_ALTERNATES && ids.iter().all(writable) {
        Ok(ids)
    } else {
        Err(RowFault::AlternateIds)
    }
}
