//! `/log`: what was done by whom, for those who may read it.

use super::item::Address;
use super::item::history::act;
use super::shell::{Here, Shell, page};
use super::signed::Signed;
use super::station::Station;
use super::trouble::Trouble;
use super::words::time;
use crate::store::log::LogEntry;
use crate::store::{Books, StoreError};
use crate::user::Right;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// Rows on a page.
const ROWS: u32 = 100;

/// Which part of the log.
#[derive(Deserialize)]
pub(super) struct Asked {
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage {
    shell: Shell,
    about: String,
    rows: Vec<EntryView>,
    before: Option<String>,
    after: Option<String>,
}

struct EntryView {
    no: i64,
    at: String,
    who: String,
    act: String,
    href: Option<String>,
    item: String,
    detail: String,
}

/// All of it, the newest first.
pub(super) async fn log(
    State(station): State<Arc<Station>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    signed.must(Right::ReadLog)?;
    let shell = Shell::of(&signed, Here::Log);
    let view = station
        .read(move |books, _| {
            let entries = books.log_before(asked.before, ROWS)?;
            let last = entries.last().map(|entry| entry.seq).filter(|seq| *seq > 1);
            Ok(LogPage {
                shell,
                about: "Every view and act, the newest first; each entry is bound to the one before it".to_owned(),
                rows: rows(books, &entries)?,
                before: last.map(|seq| format!("/log?before={seq}")),
                after: asked.before.map(|_| "/log".to_owned()),
            })
        })
        .await?;
    Ok(page(StatusCode::OK, &view))
}

/// What befell one item.
pub(super) async fn log_of(
    State(station): State<Arc<Station>>,
    signed: Signed,
    Path(address): Path<(String, String)>,
) -> Result<Response, Trouble> {
    signed.must(Right::ReadLog)?;
    let shell = Shell::of(&signed, Here::Log);
    let address = Address::from(address);
    let view = station
        .read(move |books, _| {
            let mut entries = books.log_of(address.key(books)?)?;
            entries.reverse();
            Ok(LogPage {
                shell,
                about: format!("What befell {}", address.name()),
                rows: rows(books, &entries)?,
                before: None,
                after: None,
            })
        })
        .await?;
    Ok(page(StatusCode::OK, &view))
}

fn rows(books: &Books, entries: &[LogEntry]) -> Result<Vec<EntryView>, StoreError> {
    let mut rows = Vec::new();
    for entry in entries {
        let item = match entry.item {
            Some(item) => Some(format!("{}/{}", books.batch(item.batch)?.name, item.transaction)),
            None => None,
        };
        rows.push(EntryView {
            no: entry.seq,
            at: time(entry.at),
            who: entry
                .user
                .as_ref()
                .map_or_else(|| "the program".to_owned(), ToString::to_string),
            act: entry.act.replace('_', " "),
            href: item.as_ref().map(|name| format!("/log/{name}")),
            item: item.unwrap_or_default(),
            detail: act(entry),
        });
    }
    Ok(rows)
}
