//! Which decided transactions belong to which transactions of the truth.

use super::done::Done;
use super::truth::Truth;
use std::collections::HashMap;

/// Who belongs to whom.
pub(super) struct Matching {
    /// For each transaction of the truth, the decided ones that share a page with it.
    pub(super) hits: Vec<Vec<usize>>,
    /// For each decided transaction, those of the truth.
    pub(super) spans: Vec<Vec<usize>>,
    /// Decided transactions that belong to none.
    pub(super) invented: usize,
}

impl Matching {
    pub(super) fn of(truth: &[Truth], done: &[Done]) -> Self {
        let mut by_page = HashMap::new();
        let mut by_number = HashMap::new();
        for (at, truth) in truth.iter().enumerate() {
            by_page.extend(truth.pages.iter().map(|page| (page_key(&truth.batch, page), at)));
            by_number.insert((truth.batch.as_str(), truth.transaction), at);
        }
        let mut hits = vec![Vec::new(); truth.len()];
        let mut spans = Vec::with_capacity(done.len());
        for (no, done) in done.iter().enumerate() {
            let mut found: Vec<usize> = done
                .pages
                .iter()
                .filter_map(|page| by_page.get(&page_key(&done.batch, page)).copied())
                .collect();
            found.sort_unstable();
            found.dedup();
            if found.is_empty() {
                found.extend(by_number.get(&(done.batch.as_str(), done.transaction)));
            }
            for &at in &found {
                hits[at].push(no);
            }
            spans.push(found);
        }
        let invented = spans.iter().filter(|span| span.is_empty()).count();
        Matching { hits, spans, invented }
    }
}

/// What a page is known by: its batch and its file's name, whatever folder and case it is written in.
pub(super) fn page_key(batch: &str, page: &str) -> (String, String) {
    let name = page.rsplit(['/', '\\']).next().unwrap_or(page);
    (batch.to_owned(), name.to_ascii_lowercase())
}
