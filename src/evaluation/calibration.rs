//! Whether an amount that stands out is right as often as it should be.

use super::done::Done;
use super::fields::listed;
use super::matching::page_key;
use super::truth::Truth;
use crate::evidence::check::amount::{AmountCandidate, AmountReading, LOST};
use serde::Serialize;

/// Items whose best amount stands out so far.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Band {
    /// Log-odds between the best amount and the next by figures and words together: at least this.
    pub from: f32,
    /// Less than this; absent in the last band.
    pub below: Option<f32>,
    /// So many items.
    pub items: u32,
    /// Of those, the best amount is right.
    pub right: u32,
}

/// Where bands begin. A band of log-odds `m` should have no more than one wrong in e^`m`.
const BANDS: [f32; 9] = [0.0, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 20.0];

/// The table: every item on which an amount was read, by how far its best candidate stands out.
pub(super) fn bands(truth: &[Truth], done: &[Done]) -> Vec<Band> {
    let mut bands: Vec<Band> = (0..BANDS.len())
        .map(|at| Band {
            from: BANDS[at],
            below: BANDS.get(at + 1).copied(),
            items: 0,
            right: 0,
        })
        .collect();
    let listed = listed(done);
    for (truth, item) in truth
        .iter()
        .flat_map(|truth| truth.items.iter().map(move |item| (truth, item)))
    {
        let Some((_, found)) = listed.get(&page_key(&truth.batch, &item.page)) else {
            continue;
        };
        let Some(reading) = &found.reading else { continue };
        let Some(best) = reading.amount.candidates.first() else {
            continue;
        };
        let margin = margin(&reading.amount);
        if let Some(band) = bands.iter_mut().rfind(|band| margin >= band.from) {
            band.items += 1;
            band.right += u32::from(best.amount == item.amount);
        }
    }
    bands
}

/// How far the best candidate stands out; a sole one stands out against whatever both fields leave to chance.
fn margin(reading: &AmountReading) -> f32 {
    let both = |candidate: &AmountCandidate| candidate.figures + candidate.words;
    let best = reading.candidates.first().map_or(0.0, both);
    let next = reading.candidates.get(1).map_or(-2.0 * LOST, both);
    (best - next).max(0.0)
}
