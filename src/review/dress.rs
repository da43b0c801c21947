//! What every answer wears: headers that keep it to its reader, and a refusal as the reader can use it.

use super::shell::{Shell, page};
use super::trouble::{Door, Told};
use super::words::urlencoded;
use askama::Template;
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;

/// Nothing but what this server itself serves: no inline script or style, no frame around it.
const POLICY: &str = "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// The headers of every answer.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// A page that says what went wrong.
#[derive(Template)]
#[template(path = "trouble.html")]
struct Refusal {
    shell: Shell,
    title: &'static str,
    words: String,
}

/// Dresses every answer.
pub(super) async fn dress(request: Request, next: Next) -> Response {
    let wants_json = accepts_json(&request);
    let back = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    let is_get = request.method() == axum::http::Method::GET;
    let mut response = next.run(request).await;
    if let Some(told) = response.extensions_mut().remove::<Told>() {
        response = refusal(response.status(), &told, wants_json, is_get.then_some(back.as_str()));
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Whether the asker is our script and not a person's browser.
pub(super) fn accepts_json(request: &Request) -> bool {
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.starts_with("application/json"))
}

fn refusal(status: StatusCode, told: &Told, wants_json: bool, back: Option<&str>) -> Response {
    if wants_json {
        let body = json!({ "words": told.words, "locked": told.door == Some(Door::Unlock) });
        return (status, Json(body)).into_response();
    }
    if let Some(door) = told.door {
        let path = match door {
            Door::SignIn => "/login",
            Door::Unlock => "/unlock",
        };
        let back = urlencoded(back.unwrap_or("/"));
        return Redirect::to(&format!("{path}?back={back}")).into_response();
    }
    let title = match status {
        StatusCode::NOT_FOUND => "Not here",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::CONFLICT => "Somebody was faster",
        _ => "This did not work",
    };
    let refusal = Refusal {
        shell: Shell::outside(),
        title,
        words: told.words.clone(),
    };
    page(status, &refusal)
}
