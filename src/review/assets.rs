//! Style, script and icon, in the program itself. Their names bear their digest, so that browsers keep them until they change.

use super::trouble::Trouble;
use crate::id::Digest;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;

/// A file that pages refer to.
struct Asset {
    ending: &'static str,
    kind: &'static str,
    text: &'static str,
    path: String,
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    let asset = |ending, kind, text: &'static str| {
        let digest = Digest::of(text.as_bytes()).to_string();
        let path = format!("/assets/{}.{ending}", &digest[..16]);
        Asset {
            ending,
            kind,
            text,
            path,
        }
    };
    [
        asset("css", "text/css; charset=utf-8", include_str!("assets/app.css")),
        asset("js", "text/javascript; charset=utf-8", include_str!("assets/app.js")),
        asset("svg", "image/svg+xml", include_str!("assets/icon.svg")),
    ]
});

/// The path of the asset with this ending.
pub(super) fn path_of(ending: &str) -> &'static str {
    let found = ASSETS.iter().find(|asset| asset.ending == ending);
    found.map_or("/", |asset| &asset.path)
}

/// An asset by its name.
pub(super) async fn asset(Path(name): Path<String>) -> Result<Response, Trouble> {
    let found = ASSETS
        .iter()
        .find(|asset| asset.path.strip_prefix("/assets/") == Some(name.as_str()));
    let asset = found.ok_or(Trouble::NoSuch("such file"))?;
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.text).into_response())
}
