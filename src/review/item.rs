//! `/item/BATCH/NO`: one exception on one screen.

pub(super) mod act;
mod assemble;
mod facts;
pub(super) mod history;
mod letters;
mod money;
pub(super) mod offers;
mod reasons;
mod regroup;
mod verdict;
mod view;

use super::shell::page;
use super::signed::Signed;
use super::station::Station;
use super::trouble::Trouble;
use super::wanted::Wanted;
use crate::desk::Look;
use crate::id::TransactionNo;
use crate::store::Books;
use crate::store::batches::ItemKey;
use crate::store::log::NewEntry;
use crate::user::Right;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;
use std::sync::Arc;

pub(super) use view::{Message, Tone};

/// Which transaction an address names.
#[derive(Clone, Debug)]
pub(super) struct Address {
    /// The batch.
    pub(super) batch: String,
    /// The number.
    pub(super) no: String,
}

impl Address {
    /// `BATCH/NO`.
    pub(super) fn name(&self) -> String {
        format!("{}/{}", self.batch, self.no)
    }

    /// The transaction.
    pub(super) fn key(&self, books: &Books) -> Result<ItemKey, Trouble> {
        let missing = || Trouble::NoSuch("such transaction");
        let batch = self.batch.parse().map_err(|_| missing())?;
        let no = self.no.parse().map_err(|_| missing())?;
        books.item(&batch, TransactionNo(no))?.ok_or_else(missing)
    }
}

impl From<(String, String)> for Address {
    fn from((batch, no): (String, String)) -> Self {
        Address { batch, no }
    }
}

/// What the page is made with, besides the books.
pub(super) struct Asked {
    /// For whom.
    pub(super) signed: Signed,
    /// Of which transaction.
    pub(super) address: Address,
    /// On the way through which part of the queue.
    pub(super) wanted: Wanted,
    /// What was keyed before, where the page comes back.
    pub(super) keyed: super::keyed::Keyed,
    /// What to say above it.
    pub(super) message: Option<Message>,
    /// The bank accounts are shown whole: that was asked for, and logged.
    pub(super) is_revealed: bool,
}

/// The page.
pub(super) async fn item(
    State(station): State<Arc<Station>>,
    signed: Signed,
    Path(address): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Trouble> {
    signed.must(Right::Look)?;
    let address = Address::from(address);
    let of = address.clone();
    let key = station.read(move |books, _| of.key(books)).await?;
    let message = if wanted.peek.is_empty() {
        let look = station.act(signed.user.clone(), move |desk| desk.look(key)).await?;
        match look {
            Look::Theirs(lease) => Some(Message {
                tone: Tone::Warn,
                words: format!(
                    "{} has this one until {}; you see it and cannot settle it.",
                    lease.name,
                    super::words::time(lease.until)
                ),
            }),
            Look::Yours { .. } | Look::Nobodys => None,
        }
    } else {
        log_peek(&station, &signed, key).await?;
        None
    };
    let asked = Asked {
        signed,
        address,
        wanted,
        keyed: super::keyed::Keyed::default(),
        message,
        is_revealed: false,
    };
    show(&station, StatusCode::OK, asked).await
}

/// The page with what was keyed and what is to be said.
pub(super) async fn show(station: &Arc<Station>, status: StatusCode, asked: Asked) -> Result<Response, Trouble> {
    let view = station
        .read(move |books, station| assemble::view(books, station, asked))
        .await?;
    Ok(page(status, &view))
}

/// That a page was loaded ahead stands in the log too: what was sent may have been read.
async fn log_peek(station: &Arc<Station>, signed: &Signed, item: ItemKey) -> Result<(), Trouble> {
    let (user, now) = (signed.user.id, station.now());
    station
        .write(move |store| {
            store.write(|tx| {
                tx.log(&NewEntry {
                    at: now,
                    user: Some(user),
                    act: "load_ahead",
                    item: Some(item),
                    detail: json!({}),
                })?;
                Ok::<_, Trouble>(())
            })
        })
        .await
}
