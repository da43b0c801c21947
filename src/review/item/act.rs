//! `POST /item/BATCH/NO/act`: what a person does with an exception. The same acts come from a form, which is answered with a page, and from the script,
//! which is answered with a line of JSON.

use super::regroup::regroup;
use super::{Address, Asked, Message, Tone, history, show, verdict};
use crate::desk::{DeskError, Look, Request, Resolved, offer};
use crate::micr::Micr;
use crate::resolution::Verdict;
use crate::review::keyed::Keyed;
use crate::review::signed::{Posted, Signed};
use crate::review::station::Station;
use crate::review::trouble::{Trouble, sentence};
use crate::review::wanted::Wanted;
use crate::store::Books;
use crate::store::batches::ItemKey;
use crate::store::queue::Stage;
use crate::user::Right;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use std::sync::Arc;

/// What an act came to.
pub(super) enum Came {
    /// The person goes on to the next one.
    Next(String),
    /// The person stays.
    Here(String),
    /// The person goes there.
    There(String, String),
    /// The item may be worked on; the number of its decision.
    Yours(u32),
    /// Bank accounts, by page.
    Revealed(Vec<(u32, String)>),
}

/// The act.
pub(in crate::review) async fn act(
    State(station): State<Arc<Station>>,
    Path(address): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let Posted {
        signed,
        form,
        by_script,
    } = posted;
    let address = Address::from(address);
    let of = address.clone();
    let item = station.read(move |books, _| of.key(books)).await?;
    let came = perform(&station, &signed, item, &address, &form).await;
    if by_script {
        return came.map(as_json);
    }
    as_page(&station, signed, address, form, came).await
}

fn as_json(came: Came) -> Response {
    let body = match came {
        Came::Next(words) | Came::Here(words) => json!({ "words": words }),
        Came::There(words, go) => json!({ "words": words, "go": go }),
        Came::Yours(seen) => json!({ "seen": seen }),
        Came::Revealed(accounts) => json!({ "words": "Shown, and logged.", "reveal": accounts }),
    };
    Json(body).into_response()
}

/// The page of the next item; or this one again, with what was keyed and why it was refused.
async fn as_page(
    station: &Arc<Station>,
    signed: Signed,
    address: Address,
    form: Keyed,
    came: Result<Came, Trouble>,
) -> Result<Response, Trouble> {
    let way = form.get("way").to_owned();
    let uri: axum::http::Uri = format!("/{way}").parse().map_err(|_| Trouble::Forged)?;
    let wanted = Query::<Wanted>::try_from_uri(&uri)
        .map(|Query(wanted)| wanted)
        .unwrap_or_default();
    let (status, message, is_revealed) = match came {
        Ok(Came::Next(_)) => return next(station, &signed, wanted).await,
        Ok(Came::There(_, go)) => return Ok(Redirect::to(&go).into_response()),
        Ok(Came::Here(_) | Came::Yours(_)) => {
            return Ok(Redirect::to(&format!("/item/{}{way}", address.name())).into_response());
        }
        Ok(Came::Revealed(_)) => (
            StatusCode::OK,
            (Tone::Plain, "Shown whole; it is logged.".to_owned()),
            true,
        ),
        Err(trouble) if trouble.status().is_client_error() => {
            let words = sentence(&trouble.to_string());
            (trouble.status(), (Tone::Bad, words), false)
        }
        Err(trouble) => return Err(trouble),
    };
    let (tone, words) = message;
    let asked = Asked {
        signed,
        address,
        wanted,
        keyed: form,
        message: Some(Message { tone, words }),
        is_revealed,
    };
    show(station, status, asked).await
}

/// To the next item on this way through the queue, or to the queue where there is none.
async fn next(station: &Arc<Station>, signed: &Signed, wanted: Wanted) -> Result<Response, Trouble> {
    let user = signed.user.clone();
    let to = station
        .read(move |books, station| {
            let filter = wanted.filter().unwrap_or_default();
            let passed = wanted.passed(books)?;
            let found = books.next_in_queue(&filter, &user, &passed, station.now())?;
            Ok(match found {
                Some(item) => {
                    let query = wanted.query(&[("but", &wanted.but)]);
                    format!("/item/{}/{}{query}", books.batch(item.batch)?.name, item.transaction)
                }
                None => format!("/{}", wanted.query(&[])),
            })
        })
        .await?;
    Ok(Redirect::to(&to).into_response())
}

/// Does what the form asks for.
async fn perform(
    station: &Arc<Station>,
    signed: &Signed,
    item: ItemKey,
    address: &Address,
    form: &Keyed,
) -> Result<Came, Trouble> {
    let user = signed.user.clone();
    let (to, note) = (form.get("to").to_owned(), form.get("note").to_owned());
    match form.get("act") {
        "" => settle(station, signed, item, form).await,
        "return" => resolve(station, signed, item, form, verdict::returned(form)?).await,
        "duplicate" => resolve(station, signed, item, form, verdict::duplicate(form)?).await,
        "forward" => resolve(station, signed, item, form, verdict::forward(form)).await,
        "hold" => {
            let Ok(until) = form.get("until").parse() else {
                return Err(DeskError::Day.into());
            };
            station.act(user, move |desk| desk.hold(item, until, &note)).await?;
            Ok(Came::Next("Held.".to_owned()))
        }
        "note" => {
            station.act(user, move |desk| desk.note(item, &note)).await?;
            Ok(Came::Here("Noted.".to_owned()))
        }
        "hand" => {
            let words = format!("Handed to {to}.");
            station.act(user, move |desk| desk.hand(item, &to, &note)).await?;
            Ok(Came::Next(words))
        }
        "postpone" => {
            station.act(user, move |desk| desk.postpone(item)).await?;
            Ok(Came::Next("Postponed.".to_owned()))
        }
        "release" => {
            station.act(user, move |desk| desk.release(item)).await?;
            Ok(Came::Next("Given back.".to_owned()))
        }
        "unlock" => {
            station.act(user, move |desk| desk.unlock(item)).await?;
            // to the queue: looking at it again would take it again
            Ok(Came::There("Free for others.".to_owned(), "/".to_owned()))
        }
        "undo" => {
            let why = form.get("why").to_owned();
            station.act(user, move |desk| desk.undo(item, &why)).await?;
            Ok(Came::There(
                "Taken back; it waits again.".to_owned(),
                format!("/item/{}", address.name()),
            ))
        }
        "look" => look(station, signed, item).await,
        "reveal" => reveal(station, signed, item).await,
        "split-pages" | "join-pages" => regroup(station, signed, item, address, form).await,
        _ => Err(Trouble::Unclear(
            "the form asks for nothing that can be done".to_owned(),
        )),
    }
}

/// Posts, by the button that was pressed.
async fn settle(station: &Arc<Station>, signed: &Signed, item: ItemKey, form: &Keyed) -> Result<Came, Trouble> {
    if form.get("choose") == "none" {
        return Err(Trouble::Unclear(
            "choose an account to post to; nothing was done yet".to_owned(),
        ));
    }
    let keyed = form.clone();
    let verdict = station
        .read(move |books, station| {
            let stored = books.transaction(item.batch, item.transaction)?;
            let decision = books
                .decision(item.batch, item.transaction)?
                .ok_or(DeskError::NoSuchItem)?;
            let (key, _) = books.decision_in_force(item)?.ok_or(DeskError::NoSuchItem)?;
            let offers = offer::offers(books, &decision, &books.coupons_of(key)?, &stored)?;
            let row = books.queue_row(item, station.now())?;
            let is_blind = row.is_some_and(|row| row.stage == Stage::Second);
            // What is settled meanwhile is said by the desk: who did what counts more than what is missing in the form.
            verdict::post(&keyed, &offers, is_blind)
        })
        .await;
    match verdict {
        Ok(verdict) => resolve(station, signed, item, form, verdict).await,
        Err(trouble) => Err(trouble),
    }
}

async fn resolve(
    station: &Arc<Station>,
    signed: &Signed,
    item: ItemKey,
    form: &Keyed,
    verdict: Verdict,
) -> Result<Came, Trouble> {
    let Ok(seen) = form.get("seen").parse() else {
        return Err(Trouble::Unclear(
            "the form does not say what it was shown for".to_owned(),
        ));
    };
    let done = history::of_verdict(&serde_json::to_value(&verdict).unwrap_or_default());
    let request = Request {
        item,
        seen,
        verdict,
        token: form.get("token").to_owned(),
    };
    let resolved = station
        .act(signed.user.clone(), move |desk| desk.resolve(&request))
        .await?;
    Ok(Came::Next(match resolved {
        Resolved::Done { .. } => sentence(&format!("You {done}")),
        Resolved::Again => "This was done already; nothing was done twice.".to_owned(),
        Resolved::WaitsForSecond => "Keyed; a second person keys it too.".to_owned(),
        Resolved::Differs => "Keyed; it differs from what the first person keyed, so a third decides.".to_owned(),
    }))
}

/// Takes the lease of an item that was loaded ahead.
async fn look(station: &Arc<Station>, signed: &Signed, item: ItemKey) -> Result<Came, Trouble> {
    let user = signed.user.clone();
    let may_settle = user.may(Right::Settle);
    let found = station
        .act(user, move |desk| {
            let look = desk.look(item)?;
            let decision = desk.store.decision_in_force(item)?;
            let row = desk.store.queue_row(item, desk.now)?;
            let why_not = match (row, decision) {
                (None, _) | (_, None) => DeskError::NotWaiting,
                (Some(row), Some((key, _))) => match row.handed_to.filter(|name| *name != desk.user.name) {
                    Some(user) => DeskError::HandedTo { user },
                    None if desk
                        .store
                        .keyings(key)?
                        .iter()
                        .any(|keying| keying.user == desk.user.id) =>
                    {
                        DeskError::OwnKeying
                    }
                    None => DeskError::NotAllowed { right: Right::Approve },
                },
            };
            Ok((look, decision.map_or(0, |(_, seq)| seq), why_not))
        })
        .await?;
    match found {
        (Look::Theirs(lease), ..) => Err(DeskError::TakenBy {
            user: lease.name,
            taken: lease.taken,
            until: lease.until,
        }
        .into()),
        (Look::Nobodys, _, why_not) if may_settle => Err(why_not.into()),
        (Look::Yours { .. } | Look::Nobodys, seen, _) => Ok(Came::Yours(seen)),
    }
}

/// Shows the bank accounts whole, and logs that they were.
async fn reveal(station: &Arc<Station>, signed: &Signed, item: ItemKey) -> Result<Came, Trouble> {
    station
        .act(signed.user.clone(), move |desk| desk.reveal(item, "bank accounts"))
        .await?;
    let accounts = station.read(move |books, _| accounts(books, item)).await?;
    Ok(Came::Revealed(accounts))
}

/// The bank accounts as the pictures show them, by page.
fn accounts(books: &Books, item: ItemKey) -> Result<Vec<(u32, String)>, Trouble> {
    use crate::evidence::Sight;
    let pages = books.transaction(item.batch, item.transaction)?.pages;
    let of = pages.into_iter().filter_map(|(page, evidence)| {
        let Sight::Seen(seen) = evidence.sight else { return None };
        let line = seen.micr?;
        Some((page.no.0, Micr::parse(&line.line).account?))
    });
    Ok(of.collect())
}

/// `POST /keep/BATCH/NO`: the page is open; the lease goes on.
pub(in crate::review) async fn keep(
    State(station): State<Arc<Station>>,
    Path(address): Path<(String, String)>,
    posted: Posted,
) -> Result<Json<Value>, Trouble> {
    let address = Address::from(address);
    let item = station.read(move |books, _| address.key(books)).await?;
    let user = posted.signed.user;
    if station.act(user, move |desk| desk.keep(item)).await? {
        return Ok(Json(json!({})));
    }
    let settled = station.read(move |books, _| Ok(books.settlement(item)?)).await?;
    match settled {
        Some(settled) => Err(DeskError::SettledBy {
            user: settled.user,
            at: settled.at,
            what: history::of_verdict(&settled.verdict),
        }
        .into()),
        None => Err(Trouble::Lost),
    }
}

/// `POST /undo-last`: takes back what this person settled last.
pub(in crate::review) async fn undo_last(
    State(station): State<Arc<Station>>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let Posted { signed, by_script, .. } = posted;
    let user = signed.user.clone();
    let item = station
        .act(user, move |desk| {
            let mine = desk.store.settled(Some(desk.user.id), None, 20)?;
            let last = mine.into_iter().find(|settled| settled.undone.is_none());
            let item = last.ok_or(DeskError::NothingToUndo)?.item;
            desk.undo(item, "a slip")?;
            Ok(item)
        })
        .await?;
    let go = station
        .read(move |books, _| Ok(format!("/item/{}/{}", books.batch(item.batch)?.name, item.transaction)))
        .await?;
    if by_script {
        return Ok(as_json(Came::There("Taken back; it waits again.".to_owned(), go)));
    }
    Ok(Redirect::to(&go).into_response())
}
