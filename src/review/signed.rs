//! Who is signed in: the cookie, the session behind it, and proof that a form is our own.

use super::keyed::Keyed;
use super::station::Station;
use super::trouble::Trouble;
use crate::id::Digest;
use crate::store::sessions::Session;
use crate::user::{Right, User};
use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// A session that was seen this recently is not written down again.
const TOUCH: TimeDelta = TimeDelta::seconds(60);
/// Where the lease of an item is kept: that the page is open is no act of a person.
pub(super) const KEEP: &str = "/keep/";

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(super) struct Signed {
    /// Who.
    pub(super) user: User,
    /// The session.
    pub(super) session: Session,
    /// After how many seconds without an act it locks.
    pub(super) idle_seconds: u32,
}

/// A form that somebody signed in has sent from our own page.
pub(super) struct Posted {
    /// Who.
    pub(super) signed: Signed,
    /// What.
    pub(super) form: Keyed,
    /// Our script asks, not a form.
    pub(super) by_script: bool,
}

impl Signed {
    /// Refuses who lacks a right.
    pub(super) fn must(&self, right: Right) -> Result<(), Trouble> {
        if self.user.may(right) {
            Ok(())
        } else {
            Err(Trouble::NotAllowed(right.in_words()))
        }
    }
}

/// The name of the cookie; over TLS one that no other host can set.
pub(super) fn cookie_name(station: &Station) -> &'static str {
    if station.reach.is_secure {
        "__Host-lockbox"
    } else {
        "lockbox"
    }
}

/// A cookie for this browser and this host alone.
pub(super) fn cookie(station: &Station, name: &str, value: &str, ends: bool) -> String {
    let secure = if station.reach.is_secure { "; Secure" } else { "" };
    let age = if ends { "; Max-Age=0" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}")
}

/// The value of a cookie.
pub(super) fn cookie_in<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The session of a request, with what is to become of it now.
pub(super) async fn session(station: &Arc<Station>, headers: &HeaderMap) -> Result<Signed, Trouble> {
    let token = cookie_in(headers, cookie_name(station)).ok_or(Trouble::SignedOut)?;
    let digest = Digest::of(token.as_bytes());
    station
        .read(move |books, station| {
            let session = books.session(&digest)?.ok_or(Trouble::SignedOut)?;
            let user = books.user_of(session.user)?.filter(|user| !user.disabled);
            let rules = &station.config.review;
            if station.now() - session.started > TimeDelta::hours(rules.session_hours.into()) {
                return Err(Trouble::SignedOut);
            }
            Ok(Signed {
                user: user.ok_or(Trouble::SignedOut)?,
                session,
                idle_seconds: rules.idle_lock_minutes.saturating_mul(60),
            })
        })
        .await
}

/// Whether nothing was done for too long.
pub(super) fn is_idle(signed: &Signed, now: DateTime<Utc>) -> bool {
    now - signed.session.seen > TimeDelta::seconds(signed.idle_seconds.into())
}

/// Keeps a session as it is now.
pub(super) async fn keep(station: &Arc<Station>, session: Session) -> Result<(), Trouble> {
    let oldest = station.now() - TimeDelta::hours(station.config.review.session_hours.into());
    station
        .write(move |store| {
            store.write(|tx| {
                // one that was ended meanwhile, by its owner or because the person has left, does not begin again
                if tx.session(&session.digest)?.is_some() {
                    tx.keep_session(&session, oldest)?;
                }
                Ok::<_, Trouble>(())
            })
        })
        .await
}

impl FromRequestParts<Arc<Station>> for Signed {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, station: &Arc<Station>) -> Result<Self, Trouble> {
        let mut signed = session(station, &parts.headers).await?;
        let now = station.now();
        if signed.session.locked {
            return Err(Trouble::Locked);
        }
        if is_idle(&signed, now) {
            signed.session.locked = true;
            keep(station, signed.session).await?;
            return Err(Trouble::Locked);
        }
        if now - signed.session.seen > TOUCH && !parts.uri.path().starts_with(KEEP) {
            signed.session.seen = now;
            keep(station, signed.session.clone()).await?;
        }
        Ok(signed)
    }
}

impl FromRequest<Arc<Station>> for Posted {
    type Rejection = Trouble;

    async fn from_request(request: Request, station: &Arc<Station>) -> Result<Self, Trouble> {
        let by_script = super::dress::accepts_json(&request);
        must_be_ours(station, &request)?;
        let (mut parts, body) = request.into_parts();
        let signed = Signed::from_request_parts(&mut parts, station).await?;
        let form = form_of(Request::from_parts(parts, body)).await?;
        must_bear(&form, &signed.session.csrf)?;
        Ok(Posted {
            signed,
            form,
            by_script,
        })
    }
}

/// The pairs of a form.
pub(super) async fn form_of(request: Request) -> Result<Keyed, Trouble> {
    let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, &())
        .await
        .map_err(|_| Trouble::Unclear("the form cannot be read".to_owned()))?;
    Ok(Keyed::of(pairs))
}

/// Refuses a form that does not bear the token; compares digests, so that time tells nothing.
pub(super) fn must_bear(form: &Keyed, token: &str) -> Result<(), Trouble> {
    let fits = !token.is_empty() && Digest::of(form.get("csrf").as_bytes()) == Digest::of(token.as_bytes());
    if fits { Ok(()) } else { Err(Trouble::Forged) }
}

/// Refuses what another site's page sent: by the browser's own word where it gives it, else by the origin it names. Under our referrer policy a form's
/// origin is `null`, so that the browser's word counts first.
pub(super) fn must_be_ours(station: &Station, request: &Request) -> Result<(), Trouble> {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return if site == "same-origin" {
            Ok(())
        } else {
            Err(Trouble::Forged)
        };
    }
    let forwarded = text("x-forwarded-host").filter(|_| station.reach.is_behind_proxy);
    // HTTP/2 names the host in the address
    let authority = request.uri().authority().map(axum::http::uri::Authority::as_str);
    let host = forwarded.or_else(|| text("host")).or(authority).unwrap_or_default();
    let origin = text("origin")
        .and_then(|origin| origin.split_once("://"))
        .map(|(_, host)| host);
    if origin == Some(host) && !host.is_empty() {
        Ok(())
    } else {
        Err(Trouble::Forged)
    }
}
