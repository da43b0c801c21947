//! How sure a reader is.

use serde::{Deserialize, Serialize};

/// A share of certainty, 0 (none) to 1 (sure). Scores of different readers are not comparable unless their docs say so.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(f32);

impl Score {
    /// Not sure at all.
    pub const NONE: Score = Score(0.0);
    /// As sure as it gets: a check digit held, or a person said so.
    pub const SURE: Score = Score(1.0);

    /// The score nearest to `value` within 0..=1; not-a-number is 0.
    pub fn new(value: f32) -> Self {
        if value.is_nan() {
            Score(0.0)
        } else {
            Score(value.clamp(0.0, 1.0))
        }
    }

    /// The share, 0..=1.
    pub fn get(self) -> f32 {
        self.0
    }
}
