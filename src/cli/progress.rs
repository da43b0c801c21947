//! Progress on a terminal: a bar with the time that is left. In a pipe, nothing.

use crate::id::BatchId;
use crate::pipeline::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;

/// A bar on standard error, if that is a terminal.
pub(super) struct Bar {
    bar: Mutex<ProgressBar>,
    is_shown: bool,
}

impl Bar {
    pub(super) fn new() -> Self {
        Bar {
            bar: Mutex::new(ProgressBar::hidden()),
            is_shown: std::io::stderr().is_terminal(),
        }
    }

    fn with(&self, act: impl FnOnce(&mut ProgressBar)) {
        if self.is_shown {
            act(&mut self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        }
    }
}

impl Progress for Bar {
    fn begin(&self, batch: &BatchId, pages: usize) {
        let form = "{prefix} {bar:30} {pos}/{len} pages, {per_sec}, {eta} left";
        let style = ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar());
        self.with(|bar| {
            *bar = ProgressBar::new(u64::try_from(pages).unwrap_or(u64::MAX))
                .with_style(style)
                .with_prefix(batch.to_string());
        });
    }

    fn advance(&self, pages: usize) {
        self.with(|bar| bar.inc(u64::try_from(pages).unwrap_or(0)));
    }

    fn end(&self) {
        self.with(|bar| bar.finish_and_clear());
    }
}
