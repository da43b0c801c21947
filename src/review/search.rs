//! `/search`: any transaction, by whatever is known of it.

use super::shell::{Here, Shell, page};
use super::signed::Signed;
use super::station::Station;
use super::trouble::Trouble;
use super::words::{dollars_if, masked, time};
use crate::decision::Decision;
use crate::money::Amount;
use crate::store::Books;
use crate::store::batches::ItemKey;
use crate::user::Right;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// Transactions that are shown.
const MOST: u32 = 50;

/// What is looked for.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    shell: Shell,
    asked: String,
    count: String,
    rows: Vec<FoundView>,
}

struct FoundView {
    href: String,
    name: String,
    outcome: String,
    accounts: String,
    names: String,
    checks: String,
    amount: String,
    received: String,
}

/// The page.
pub(super) async fn search(
    State(station): State<Arc<Station>>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    signed.must(Right::Look)?;
    let shell = Shell::of(&signed, Here::Search);
    let view = station
        .read(move |books, _| {
            let found = books.search(&asked.q, MOST)?;
            let rows: Vec<FoundView> = found
                .into_iter()
                .map(|item| row(books, item))
                .collect::<Result<_, _>>()?;
            let count = match u32::try_from(rows.len()) {
                Ok(MOST) => format!("The first {MOST}; another word narrows it down"),
                _ => super::words::count(i64::try_from(rows.len()).unwrap_or(i64::MAX), "transaction"),
            };
            Ok(SearchPage {
                shell,
                asked: asked.q,
                count,
                rows,
            })
        })
        .await?;
    Ok(page(StatusCode::OK, &view))
}

fn row(books: &Books, item: ItemKey) -> Result<FoundView, Trouble> {
    let outcome = books
        .outcome(item.batch, item.transaction)?
        .ok_or(Trouble::NoSuch("such transaction that is decided"))?;
    let name = format!("{}/{}", outcome.batch, outcome.transaction);
    let settled = books.settlement(item)?;
    let (word, ids) = match &outcome.decision.decision {
        Decision::Posted { payments, .. } => (
            "posted".to_owned(),
            payments.iter().map(|payment| payment.account).collect(),
        ),
        Decision::Exception { .. } => {
            let likely = outcome
                .decision
                .matched
                .as_ref()
                .and_then(|matched| matched.candidates.first());
            let coupons = match books.decision_in_force(item)? {
                Some((key, _)) => books.coupons_of(key)?,
                None => Vec::new(),
            };
            let ids: Vec<_> = coupons
                .iter()
                .map(|coupon| coupon.member_id)
                .chain(likely.map(|best| best.member_id))
                .collect();
            let word = match settled {
                Some(settled) => crate::desk::kind_in_words(settled.kind).to_owned(),
                None => "waits".to_owned(),
            };
            (word, ids)
        }
    };
    let mut names = Vec::new();
    for id in &ids {
        names.extend(books.account(id)?.map(|stored| stored.account.name));
    }
    names.dedup();
    let mut accounts: Vec<String> = ids.iter().map(|id| masked(id.as_str())).collect();
    accounts.dedup();
    let amounts: Option<Vec<Amount>> = outcome.items().iter().map(|item| item.amount).collect();
    let checks = outcome.items().iter().filter_map(|item| item.micr.serial.as_ref());
    let checks: Vec<String> = checks.map(ToString::to_string).collect();
    Ok(FoundView {
        href: format!("/item/{name}"),
        outcome: word,
        accounts: accounts.join(", "),
        names: names.join(", "),
        checks: checks.join(", "),
        amount: dollars_if(
            amounts
                .filter(|amounts| !amounts.is_empty())
                .and_then(Amount::checked_sum),
        ),
        received: time(outcome.received),
        name,
    })
}
