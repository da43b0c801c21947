//! `/settled`: what people settled, the latest first, and taking it back.

use super::item::history::of_verdict;
use super::shell::{Here, Shell, page};
use super::signed::Signed;
use super::station::Station;
use super::trouble::{Trouble, sentence};
use super::words::{secret, time};
use crate::resolution::Kind;
use crate::user::Right;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// Rows on a page.
const ROWS: u32 = 50;

/// Which part of the list.
#[derive(Deserialize)]
pub(super) struct Asked {
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "settled.html")]
struct SettledPage {
    shell: Shell,
    rows: Vec<SettledView>,
    before: Option<String>,
    after: Option<String>,
}

struct SettledView {
    id: i64,
    href: String,
    name: String,
    at: String,
    what: String,
    who: String,
    seconds: u32,
    is_undone: bool,
    may_undo: bool,
    token: String,
}

/// The page.
pub(super) async fn settled(
    State(station): State<Arc<Station>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    signed.must(Right::Look)?;
    let shell = Shell::of(&signed, Here::Settled);
    let view = station
        .read(move |books, _| {
            let found = books.settled(None, asked.before, ROWS)?;
            let last = found.last().map(|settled| settled.id);
            let is_full = found.len() == usize::try_from(ROWS).unwrap_or(usize::MAX);
            let mut rows = Vec::new();
            for settled in found {
                let name = format!("{}/{}", books.batch(settled.item.batch)?.name, settled.item.transaction);
                let is_own = settled.user.as_ref() == Some(&signed.user.name) && signed.user.may(Right::Settle);
                let confirmed = settled
                    .confirmed_by
                    .as_ref()
                    .map(|user| format!(" and {user}"))
                    .unwrap_or_default();
                let who = settled.user.as_ref().map_or("the program", |user| user.as_str());
                rows.push(SettledView {
                    id: settled.id,
                    href: format!("/item/{name}"),
                    name,
                    at: time(settled.at),
                    what: sentence(&of_verdict(&settled.verdict)),
                    who: format!("{who}{confirmed}"),
                    seconds: settled.seconds,
                    is_undone: settled.undone.is_some(),
                    may_undo: settled.kind != Kind::Regroup && (is_own || signed.user.may(Right::Supervise)),
                    token: secret()?,
                });
            }
            Ok(SettledPage {
                shell,
                rows,
                before: asked.before.is_some().then(|| "/settled".to_owned()),
                after: last.filter(|_| is_full).map(|id| format!("/settled?before={id}")),
            })
        })
        .await?;
    Ok(page(StatusCode::OK, &view))
}
