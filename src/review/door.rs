//! Signing in, the lock, signing out.

use super::keyed::Keyed;
use super::shell::{Shell, page};
use super::signed::{self, Posted, cookie, cookie_in, cookie_name, form_of, must_be_ours, must_bear};
use super::station::{Station, lock};
use super::trouble::{Trouble, sentence};
use super::words::secret;
use crate::id::Digest;
use crate::store::Store;
use crate::store::log::NewEntry;
use crate::store::sessions::Session;
use crate::user::{User, UserId, UserName, is_password};
use askama::Template;
use axum::extract::{ConnectInfo, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::json;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

/// Wrong passwords for one name that cost no waiting.
const FREE_FOR_NAME: u32 = 3;
/// Wrong passwords from one address that cost no waiting: many may sit behind one.
const FREE_FOR_ADDRESS: u32 = 15;
/// The longest that one waits, in seconds.
const LONGEST_WAIT: i64 = 900;
/// How many names and addresses are kept in mind.
const MOST_KEPT: usize = 10_000;
/// The cookie that binds the log-in form to the browser that asked for it.
const DOOR_COOKIE: &str = "lockbox-door";

/// Who has failed how often, and since when.
#[derive(Default)]
pub(super) struct Throttle {
    failures: HashMap<String, (u32, DateTime<Utc>)>,
}

impl Throttle {
    /// How long these must wait yet, in seconds.
    fn wait(&self, keys: &[(String, u32)], now: DateTime<Utc>) -> i64 {
        let left = keys.iter().filter_map(|(key, free)| {
            let (count, last) = self.failures.get(key)?;
            let over = count.checked_sub(*free)?;
            let wait = 1_i64.checked_shl(over).unwrap_or(LONGEST_WAIT).clamp(1, LONGEST_WAIT);
            Some((*last + TimeDelta::seconds(wait) - now).num_seconds() + 1).filter(|left| *left > 0)
        });
        left.max().unwrap_or(0)
    }

    fn failed(&mut self, keys: &[(String, u32)], now: DateTime<Utc>) {
        if self.failures.len() >= MOST_KEPT {
            self.failures
                .retain(|_, (_, last)| now - *last < TimeDelta::seconds(LONGEST_WAIT));
        }
        if self.failures.len() >= MOST_KEPT {
            return;
        }
        for (key, _) in keys {
            let (count, last) = self.failures.entry(key.clone()).or_insert((0, now));
            *count = count.saturating_add(1);
            *last = now;
        }
    }

    /// Takes back what was counted before the password was known to be right.
    fn succeeded(&mut self, keys: &[(String, u32)]) {
        if let Some((name, _)) = keys.first() {
            self.failures.remove(name);
        }
        for (key, _) in keys {
            if let Some((count, _)) = self.failures.get_mut(key) {
                *count = count.saturating_sub(1);
            }
        }
    }
}

#[derive(Template)]
#[template(path = "door.html")]
struct DoorPage<'a> {
    shell: Shell,
    locked: bool,
    name: &'a str,
    back: &'a str,
    why: Option<String>,
}

/// Where one was.
#[derive(Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    back: String,
}

/// A path of ours, or the queue: nobody is sent elsewhere by a link.
fn own_path(path: &str) -> &str {
    let is_own = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    if is_own { path } else { "/" }
}

/// The log-in page.
pub(super) async fn login_page(
    State(station): State<Arc<Station>>,
    Query(back): Query<Back>,
) -> Result<Response, Trouble> {
    log_in_page(&station, StatusCode::OK, "", own_path(&back.back), None)
}

fn log_in_page(
    station: &Station,
    status: StatusCode,
    name: &str,
    back: &str,
    why: Option<String>,
) -> Result<Response, Trouble> {
    let token = secret()?;
    let door = DoorPage {
        shell: Shell::door(&token),
        locked: false,
        name,
        back,
        why,
    };
    let set = [(header::SET_COOKIE, cookie(station, DOOR_COOKIE, &token, false))];
    Ok((AppendHeaders(set), page(status, &door)).into_response())
}

/// Logs in.
pub(super) async fn login(State(station): State<Arc<Station>>, request: Request) -> Result<Response, Trouble> {
    must_be_ours(&station, &request)?;
    let token = cookie_in(request.headers(), DOOR_COOKIE).unwrap_or_default().to_owned();
    let address = address_of(&station, &request);
    let form = form_of(request).await?;
    must_bear(&form, &token)?;
    let back = own_path(form.get("back")).to_owned();
    let name = form.get("name").to_owned();
    match check(&station, &name, &address, &form).await {
        Ok(Some(user)) => {
            let token = begin(&station, user).await?;
            let set = [
                (
                    header::SET_COOKIE,
                    cookie(&station, cookie_name(&station), &token, false),
                ),
                (header::SET_COOKIE, cookie(&station, DOOR_COOKIE, "", true)),
            ];
            Ok((AppendHeaders(set), Redirect::to(&back)).into_response())
        }
        Ok(None) => {
            let why = Some("Name or password is wrong.".to_owned());
            log_in_page(&station, StatusCode::UNAUTHORIZED, &name, &back, why)
        }
        Err(trouble @ Trouble::Throttled { .. }) => {
            let why = Some(sentence(&trouble.to_string()));
            log_in_page(&station, trouble.status(), &name, &back, why)
        }
        Err(trouble) => Err(trouble),
    }
}

/// Whose name and password these are: the same work and the same answer for a name that nobody has.
async fn check(station: &Arc<Station>, name: &str, address: &str, form: &Keyed) -> Result<Option<User>, Trouble> {
    let keys = [
        (format!("name {}", name.to_ascii_lowercase()), FREE_FOR_NAME),
        (format!("address {address}"), FREE_FOR_ADDRESS),
    ];
    {
        let mut throttle = lock(&station.throttle);
        if let Ok(seconds @ 1..) = u64::try_from(throttle.wait(&keys, station.now())) {
            return Err(Trouble::Throttled { seconds });
        }
        // counted before it is known to be wrong: many that come at once do not all slip by
        throttle.failed(&keys, station.now());
    }
    let _turn = station.passwords.acquire().await.map_err(|_| Trouble::Broken)?;
    let (name, password) = (name.parse::<UserName>().ok(), form.get("password").to_owned());
    let (user, is_right) = station
        .read(move |books, _| {
            let user = match &name {
                Some(name) => books.user(name)?.filter(|user| !user.disabled),
                None => None,
            };
            let kept = match &user {
                Some(user) => books.password(user.id)?,
                None => None,
            };
            let is_right = is_password(&password, kept.as_deref());
            Ok((user, is_right))
        })
        .await?;
    if is_right {
        lock(&station.throttle).succeeded(&keys);
        return Ok(user);
    }
    log_refusal(station, user.map(|user| user.id), address).await?;
    Ok(None)
}

/// A wrong password stands in the log, with the address; whose name it was only if somebody has it, since people key passwords as names.
async fn log_refusal(station: &Arc<Station>, user: Option<UserId>, address: &str) -> Result<(), Trouble> {
    let (now, address) = (station.now(), address.to_owned());
    station
        .write(move |store| {
            store.write(|tx| {
                tx.log(&NewEntry {
                    at: now,
                    user: None,
                    act: "log_in_refused",
                    item: None,
                    detail: json!({ "user": user, "address": address }),
                })?;
                Ok::<_, Trouble>(())
            })
        })
        .await
}

/// Begins a session, and gives the token for the browser's cookie; the books keep its digest only.
async fn begin(station: &Arc<Station>, user: User) -> Result<String, Trouble> {
    let (token, csrf, now) = (secret()?, secret()?, station.now());
    let oldest = now - TimeDelta::hours(station.config.review.session_hours.into());
    let session = Session {
        digest: Digest::of(token.as_bytes()),
        user: user.id,
        csrf,
        started: now,
        seen: now,
        locked: false,
    };
    station
        .write(move |store| {
            store.write(|tx| {
                tx.keep_session(&session, oldest)?;
                tx.log(&entry(&user, "log_in", now))?;
                Ok::<_, Trouble>(())
            })
        })
        .await?;
    Ok(token)
}

fn entry(user: &User, act: &'static str, at: DateTime<Utc>) -> NewEntry<'static> {
    NewEntry {
        at,
        user: Some(user.id),
        act,
        item: None,
        detail: json!({}),
    }
}

/// The address that asks.
fn address_of(station: &Station, request: &Request) -> String {
    let forwarded = request
        .headers()
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok());
    let last = forwarded.and_then(|list| list.rsplit(',').next()).map(str::trim);
    if let Some(address) = last.filter(|_| station.reach.is_behind_proxy) {
        return address.to_owned();
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.map_or_else(String::new, |ConnectInfo(peer)| peer.ip().to_string())
}

/// The lock's page, for a session that is locked; for any other the way back.
pub(super) async fn unlock_page(
    State(station): State<Arc<Station>>,
    Query(back): Query<Back>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let mut signed = signed::session(&station, &headers).await?;
    if !signed.session.locked && !signed::is_idle(&signed, station.now()) {
        return Ok(Redirect::to(own_path(&back.back)).into_response());
    }
    if !signed.session.locked {
        signed.session.locked = true;
        signed::keep(&station, signed.session.clone()).await?;
    }
    Ok(locked_page(StatusCode::OK, &signed, own_path(&back.back), None))
}

fn locked_page(status: StatusCode, signed: &signed::Signed, back: &str, why: Option<String>) -> Response {
    let door = DoorPage {
        shell: Shell::door(&signed.session.csrf),
        locked: true,
        name: signed.user.name.as_str(),
        back,
        why,
    };
    page(status, &door)
}

/// Takes the lock off.
pub(super) async fn unlock(State(station): State<Arc<Station>>, request: Request) -> Result<Response, Trouble> {
    must_be_ours(&station, &request)?;
    let mut signed = signed::session(&station, request.headers()).await?;
    let address = address_of(&station, &request);
    let form = form_of(request).await?;
    must_bear(&form, &signed.session.csrf)?;
    let back = own_path(form.get("back")).to_owned();
    let name = signed.user.name.to_string();
    match check(&station, &name, &address, &form).await {
        Ok(Some(_)) => {
            signed.session.locked = false;
            signed.session.seen = station.now();
            signed::keep(&station, signed.session).await?;
            Ok(Redirect::to(&back).into_response())
        }
        Ok(None) => {
            let why = Some("The password is wrong.".to_owned());
            Ok(locked_page(StatusCode::UNAUTHORIZED, &signed, &back, why))
        }
        Err(trouble @ Trouble::Throttled { .. }) => {
            let why = Some(sentence(&trouble.to_string()));
            Ok(locked_page(trouble.status(), &signed, &back, why))
        }
        Err(trouble) => Err(trouble),
    }
}

/// Logs out.
pub(super) async fn logout(State(station): State<Arc<Station>>, posted: Posted) -> Result<Response, Trouble> {
    let (digest, user, now) = (posted.signed.session.digest, posted.signed.user, station.now());
    station
        .write(move |store: &mut Store| {
            store.write(|tx| {
                tx.end_session(&digest)?;
                tx.log(&entry(&user, "log_out", now))?;
                Ok::<_, Trouble>(())
            })
        })
        .await?;
    let set = [(header::SET_COOKIE, cookie(&station, cookie_name(&station), "", true))];
    Ok((AppendHeaders(set), Redirect::to("/login")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_further_wrong_password_costs_twice_the_waiting() {
        let now: DateTime<Utc> = "2026-01-10T12:00:00Z".parse().unwrap();
        let keys = [("name ann".to_owned(), FREE_FOR_NAME)];
        let mut throttle = Throttle::default();
        let mut waits = Vec::new();
        for _ in 0..6 {
            throttle.failed(&keys, now);
            waits.push(throttle.wait(&keys, now));
        }
        assert_eq!(waits, [0, 0, 2, 3, 5, 9]);
        assert_eq!(throttle.wait(&keys, now + TimeDelta::seconds(60)), 0);
        throttle.succeeded(&keys);
        assert_eq!(throttle.wait(&keys, now), 0);
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        for elsewhere in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "",
            "javascript:1",
        ] {
            assert_eq!(own_path(elsewhere), "/");
        }
        assert_eq!(own_path("/item/b/1?reason=no_amount"), "/item/b/1?reason=no_amount");
    }
}
