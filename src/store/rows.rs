//! Between our types and the database's columns.

use super::StoreError;
use crate::money::Amount;
use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::Row;
use rusqlite::types::{FromSqlError, Type};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::str::FromStr;

/// The text form of an instant: UTC, milliseconds, so that text order is time order.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The word of an enum without fields, as serde spells it.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        other => panic!("only enums without fields are stored as words, not {other:?}"),
    }
}

/// A value as JSON text.
pub(super) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our own types have text keys and no failing serializers")
}

/// A column's text, parsed.
pub(super) fn parsed<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: FromStr,
    T::Err: Display,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|error: T::Err| unfit(column, &error))
}

/// A column's text, parsed, or nothing.
pub(super) fn parsed_if<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>>
where
    T: FromStr,
    T::Err: Display,
{
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|error: T::Err| unfit(column, &error)))
        .transpose()
}

/// A column's word, as the enum it names.
pub(super) fn worded<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(text)).map_err(|error| unfit(column, &error))
}

/// A column's cents, or nothing.
pub(super) fn cents_if(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Amount>> {
    let cents: Option<i64> = row.get(column)?;
    cents
        .map(|cents| Amount::from_cents(cents).ok_or_else(|| unfit(column, &"cents out of range")))
        .transpose()
}

/// A column's cents.
pub(super) fn cents(row: &Row<'_>, column: usize) -> rusqlite::Result<Amount> {
    cents_if(row, column)?.ok_or_else(|| unfit(column, &"no cents"))
}

/// A stored JSON text, read back.
pub(super) fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged {
        what,
        // where, but not what: the text may hold personal data
        reason: format!(
            "{:?} error at line {} column {}",
            error.classify(),
            error.line(),
            error.column()
        ),
    })
}

fn unfit(column: usize, error: &dyn Display) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(
        column,
        Type::Text,
        Box::new(FromSqlError::Other(error.to_string().into())),
    )
}
