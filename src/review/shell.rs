//! What stands around every page.

use super::assets;
use super::signed::Signed;
use crate::user::Right;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// The pages that the head leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Here {
    /// None of them.
    Elsewhere,
    /// What waits.
    Queue,
    /// Looking for a transaction.
    Search,
    /// What was settled.
    Settled,
    /// Figures.
    Dashboard,
    /// What was done by whom.
    Log,
}

/// Who is signed in, as the head shows it.
#[derive(Clone, Debug)]
pub(super) struct Who {
    /// The name.
    pub(super) name: String,
    /// What the person may do.
    pub(super) role: &'static str,
    may_read_log: bool,
}

/// What the frame of a page needs.
#[derive(Clone, Debug)]
pub(super) struct Shell {
    /// Who is signed in.
    pub(super) who: Option<Who>,
    /// What forms bear to show that they are ours.
    pub(super) csrf: String,
    /// After how many seconds without an act the desk locks; 0 where nobody is signed in.
    pub(super) idle_seconds: u32,
    here: Here,
    /// Where style, script and icon are.
    pub(super) css: &'static str,
    pub(super) js: &'static str,
    pub(super) icon: &'static str,
}

/// A link in the head.
pub(super) struct Place {
    pub(super) href: &'static str,
    pub(super) name: &'static str,
    pub(super) is_here: bool,
}

impl Shell {
    /// Of a page for somebody signed in.
    pub(super) fn of(signed: &Signed, here: Here) -> Self {
        Shell {
            who: Some(Who {
                name: signed.user.name.to_string(),
                role: signed.user.role.in_words(),
                may_read_log: signed.user.may(Right::ReadLog),
            }),
            idle_seconds: signed.idle_seconds,
            here,
            ..Self::door(&signed.session.csrf)
        }
    }

    /// Of a page for anybody, with the token of its form.
    pub(super) fn door(csrf: &str) -> Self {
        Shell {
            who: None,
            csrf: csrf.to_owned(),
            idle_seconds: 0,
            here: Here::Elsewhere,
            css: assets::path_of("css"),
            js: assets::path_of("js"),
            icon: assets::path_of("svg"),
        }
    }

    /// Of a page without a form.
    pub(super) fn outside() -> Self {
        Self::door("")
    }

    /// The links in the head.
    pub(super) fn places(&self) -> Vec<Place> {
        let may_read_log = self.who.as_ref().is_some_and(|who| who.may_read_log);
        let all = [
            (Here::Queue, "/", "Queue"),
            (Here::Search, "/search", "Search"),
            (Here::Settled, "/settled", "Settled"),
            (Here::Dashboard, "/dashboard", "Dashboard"),
            (Here::Log, "/log", "Log"),
        ];
        let open = all
            .into_iter()
            .filter(|(place, ..)| *place != Here::Log || may_read_log);
        open.map(|(place, href, name)| Place {
            href,
            name,
            is_here: place == self.here,
        })
        .collect()
    }
}

/// A template as an answer.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(_) => super::trouble::Trouble::Broken.into_response(),
    }
}
