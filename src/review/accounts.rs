//! `GET /accounts?q=`: accounts while somebody types, for the script.

use super::item::offers::address;
use super::signed::Signed;
use super::station::Station;
use super::trouble::Trouble;
use super::words::dollars;
use crate::id::MemberId;
use crate::user::Right;
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Accounts that are offered.
const MOST: usize = 8;
/// Digits from which a typed number may be the beginning of a Member ID.
const ID_DIGITS: usize = 3;

/// What is typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    q: String,
}

/// The accounts.
pub(super) async fn accounts(
    State(station): State<Arc<Station>>,
    signed: Signed,
    Query(typed): Query<Typed>,
) -> Result<Json<Value>, Trouble> {
    signed.must(Right::Settle)?;
    let found = station
        .read(move |books, station| {
            let digits: String = typed.q.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
            let is_number = digits.len() >= ID_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
            let mut ids: Vec<MemberId> = Vec::new();
            if is_number {
                ids = books.members_beginning(&digits, MOST)?;
            }
            if ids.is_empty() {
                // a number may be a house's or a ZIP code as well
                ids = station.matcher().index(books)?.beginning(&typed.q, MOST);
            }
            let mut found = Vec::new();
            for id in ids {
                let Some(stored) = books.account(&id)? else { continue };
                found.push(json!({
                    "id": id, "name": stored.account.name, "address": address(&stored),
                    "due": format!("{} due {}", dollars(stored.account.amount_due), stored.account.due_date.format("%b %-d")),
                }));
            }
            Ok(found)
        })
        .await?;
    Ok(Json(Value::Array(found)))
}
