//! Places on a page: pixels, inches, turns; and every cast between pixel types.

use serde::{Deserialize, Serialize};

/// Dots per inch, 25 to 2400.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dpi(u16);

impl Dpi {
    /// The resolution nearest to `value`; `None` outside 25..=2400 or not a number, which no document scanner makes.
    pub fn new(value: f64) -> Option<Self> {
        let rounded = value.round();
        (25.0..=2400.0).contains(&rounded).then(|| Dpi(round_u16(rounded)))
    }

    /// Dots per inch.
    pub fn get(self) -> u16 {
        self.0
    }

    /// So many inches in whole pixels, at least 1.
    pub fn px(self, inches: f64) -> u32 {
        round_u32(f64::from(self.0) * inches).max(1)
    }

    /// So many pixels in inches.
    pub fn inches(self, pixels: u32) -> f64 {
        f64::from(pixels) / f64::from(self.0)
    }
}

/// A rectangle of pixels: left, top, width, height. May be empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width.
    pub w: u32,
    /// Height.
    pub h: u32,
}

impl Rect {
    /// One past the right edge.
    pub fn right(self) -> u32 {
        self.x.saturating_add(self.w)
    }

    /// One past the bottom edge.
    pub fn bottom(self) -> u32 {
        self.y.saturating_add(self.h)
    }

    /// Whether the two share a pixel.
    pub fn overlaps(self, other: Self) -> bool {
        let apart =
            self.right() <= other.x || other.right() <= self.x || self.bottom() <= other.y || other.bottom() <= self.y;
        !apart && !self.is_empty() && !other.is_empty()
    }

    /// No pixel in it.
    pub fn is_empty(self) -> bool {
        self.w == 0 || self.h == 0
    }

    /// Wider by `margin` on every side, cut to a page of `width` x `height`.
    pub fn grown(self, margin: u32, width: u32, height: u32) -> Self {
        let x = self.x.saturating_sub(margin).min(width);
        let y = self.y.saturating_sub(margin).min(height);
        Rect {
            x,
            y,
            w: self.right().saturating_add(margin).min(width) - x,
            h: self.bottom().saturating_add(margin).min(height) - y,
        }
    }

    /// The smallest rectangle around both; an empty one counts for nothing.
    pub fn union(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Rect {
            x,
            y,
            w: self.right().max(other.right()) - x,
            h: self.bottom().max(other.bottom()) - y,
        }
    }
}

/// Which face of a paper a page image shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The face with the writing.
    Front,
    /// The face with the endorsement.
    Back,
}

/// A clockwise turn in quarters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// As it is.
    None,
    /// 90 degrees clockwise.
    Quarter,
    /// 180 degrees.
    Half,
    /// 270 degrees clockwise.
    ThreeQuarter,
}

impl Turn {
    /// Degrees clockwise.
    pub fn degrees(self) -> u16 {
        match self {
            Turn::None => 0,
            Turn::Quarter => 90,
            Turn::Half => 180,
            Turn::ThreeQuarter => 270,
        }
    }
}

/// The nearest `u32`; negative and not-a-number become 0, too large the largest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "float casts saturate, which is what is wanted"
)]
pub fn round_u32(value: f64) -> u32 {
    value.round() as u32
}

/// The nearest `u16`, saturating.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "float casts saturate, which is what is wanted"
)]
pub fn round_u16(value: f64) -> u16 {
    value.round() as u16
}

/// The nearest `u8`, saturating.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "float casts saturate, which is what is wanted"
)]
pub fn round_u8(value: f32) -> u8 {
    value.round() as u8
}

/// The nearest `i32`, saturating.
#[expect(
    clippy::cast_possible_truncation,
    reason = "float casts saturate, which is what is wanted"
)]
pub fn round_i32(value: f64) -> i32 {
    value.round() as i32
}

/// A count or index as `f64`: exact for all pixel counts (below 2^53).
#[expect(clippy::cast_precision_loss, reason = "pixel counts are far below 2^53")]
pub fn f64_of(count: usize) -> f64 {
    count as f64
}

/// The nearest `f32`.
#[expect(clippy::cast_possible_truncation, reason = "the nearest f32 is what is wanted")]
pub fn f32_of(value: f64) -> f32 {
    value as f32
}

/// A pixel coordinate of an image in memory: `u32` fits in `usize` on every platform this runs on.
pub fn index(value: u32) -> usize {
    usize::try_from(value).expect("platforms below 32 bits are not supported")
}

/// A length in memory as pixels; images are limited far below 2^32.
pub fn px(value: usize) -> u32 {
    u32::try_from(value).expect("images are limited to far fewer than 2^32 pixels a side")
}
