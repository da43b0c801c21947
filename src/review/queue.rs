//! `/`: what waits, in the order of what waiting costs.

use super::shell::{Here, Shell, page};
use super::signed::Signed;
use super::station::Station;
use super::trouble::{Trouble, sentence};
use super::wanted::Wanted;
use super::words::{deadline, dollars_if, is_pressing, reason, time};
use crate::store::queue::{QueueRow, Stage};
use crate::user::{Right, UserName};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Rows on a page.
const ROWS: u32 = 50;

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    shell: Shell,
    asked: Wanted,
    filtered: bool,
    total: u64,
    reasons: Vec<ReasonView>,
    rows: Vec<RowView>,
    first: Option<String>,
    before: Option<String>,
    after: Option<String>,
    span: String,
    why: Option<String>,
}

struct ReasonView {
    code: String,
    words: String,
    count: u64,
    is_chosen: bool,
}

struct RowView {
    href: String,
    name: String,
    deadline: String,
    is_pressing: bool,
    starts_coverage: bool,
    reasons: Vec<String>,
    amount: String,
    received: String,
    states: Vec<String>,
}

/// The page.
pub(super) async fn queue(
    State(station): State<Arc<Station>>,
    signed: Signed,
    Query(asked): Query<Wanted>,
) -> Result<Response, Trouble> {
    signed.must(Right::Look)?;
    let shell = Shell::of(&signed, Here::Queue);
    let view = station
        .read(move |books, station| {
            let now = station.now();
            let (filter, why) = match asked.filter() {
                Ok(filter) => (filter, None),
                Err(why) => (crate::store::queue::QueueFilter::default(), Some(sentence(&why))),
            };
            let by_reason = books.queue_by_reason()?;
            let total = match by_reason.iter().find(|(code, _)| asked.is_only(code)) {
                // counting them once more would cost as much as all else on the page
                Some((_, count)) => *count,
                None => books.queue_count(&filter)?,
            };
            let rows = books.queue(&filter, now, ROWS, asked.from)?;
            let first = if signed.user.may(Right::Settle) {
                books.next_in_queue(&filter, &signed.user, &[], now)?
            } else {
                None
            };
            let first = match first {
                Some(item) => Some(format!(
                    "/item/{}/{}{}",
                    books.batch(item.batch)?.name,
                    item.transaction,
                    asked.query(&[])
                )),
                None => None,
            };
            let reasons = by_reason.into_iter().map(|(code, count)| ReasonView {
                words: reason(&code),
                is_chosen: code == asked.reason,
                code,
                count,
            });
            let shown = u32::try_from(rows.len()).unwrap_or(ROWS);
            let at = |from: u32| format!("/{}", asked.query(&[("from", &from.to_string())]));
            Ok(QueuePage {
                shell,
                filtered: asked.is_filtered(),
                total,
                reasons: reasons.collect(),
                first,
                before: (asked.from > 0).then(|| at(asked.from.saturating_sub(ROWS))),
                after: (u64::from(asked.from + shown) < total).then(|| at(asked.from + ROWS)),
                span: format!("{} to {} of {total}", asked.from + 1, asked.from + shown),
                rows: rows
                    .iter()
                    .map(|row| row_view(row, &asked, &signed.user.name, now))
                    .collect(),
                why,
                asked,
            })
        })
        .await?;
    Ok(page(StatusCode::OK, &view))
}

fn row_view(row: &QueueRow, asked: &Wanted, me: &UserName, now: DateTime<Utc>) -> RowView {
    let name = format!("{}/{}", row.batch, row.item.transaction);
    RowView {
        href: format!("/item/{name}{}", asked.query(&[])),
        deadline: deadline(row.deadline, now),
        is_pressing: is_pressing(row.deadline, now),
        starts_coverage: row.starts_coverage,
        reasons: row.reasons.iter().map(|code| reason(code)).collect(),
        amount: dollars_if(row.amount),
        received: time(row.received),
        states: states(row, me),
        name,
    }
}

/// What somebody does with it, or did.
pub(super) fn states(row: &QueueRow, me: &UserName) -> Vec<String> {
    let stage = match row.stage {
        Stage::First => None,
        Stage::Second => Some("second key".to_owned()),
        Stage::Third => Some("third key".to_owned()),
    };
    let leased = row.leased_by.as_ref().map(|(name, _)| {
        if name == me {
            "yours now".to_owned()
        } else {
            format!("{name} has it")
        }
    });
    let handed = row.handed_to.as_ref().map(|name| {
        if name == me {
            "handed to you".to_owned()
        } else {
            format!("handed to {name}")
        }
    });
    let held = row.held_until.map(|day| format!("held until {}", day.format("%b %-d")));
    let postponed = row.postponed.then(|| "postponed".to_owned());
    [leased, stage, handed, held, postponed].into_iter().flatten().collect()
}
