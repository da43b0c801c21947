//! Reads the MICR line along a check's foot: E-13B, as a camera sees it.
//!
//! The steps, each a file: [`band`]s of the page where the line may lie, the band cut out straight as a [`strip`], read by two readers that share
//! nothing but the strip: [`templates`] drawn from the standard's grid and laid over it by dynamic programming, and a [`net`] trained on drawn
//! lines. [`agree`] joins what they say.
//!
//! A line is accepted only if both read the same characters, symbols included, each was sure, nothing else stands between the characters, the
//! routing number's check digit holds and every part has its place. There is no check digit on the account: agreement of the two is what stands for it.
//!
//! Measured with `examples/micr_lines.rs` on 2,755 checks of the samples: of the office scans 98.6 % were accepted, of the poor ones 89 %, of those
//! that a person can hardly read 66 %; none wrong. Of 4,000 lines drawn with a pen, dust, blots or wiped-out parts in their midst 2,211 were accepted
//! and three wrong: two digits that were wiped out without a trace, and a 3 wiped to a 2. One of the three left an empty place among digits, which is
//! no longer accepted.

mod agree;
mod band;
mod net;
mod strip;
mod templates;
#[cfg(test)]
mod tests;

use crate::geometry::Rect;
use crate::micr::Micr;
use crate::page::Page;
use crate::score::Score;
use band::Band;
use serde::{Deserialize, Serialize};
use std::fmt;
use strip::Strip;
use templates::Glyphs;

/// What stands on a MICR line.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct MicrReading {
    /// Its characters: digits, the Unicode symbols ⑆ ⑇ ⑈ ⑉, one space where a place or more is empty, `?` where the readers differ.
    pub line: String,
    /// The less sure reader's certainty that the whole line is as read; see [`LEAST_POSTERIOR`] and [`LEAST_CERTAINTY`].
    pub score: Score,
    /// Whether it may be taken as read.
    pub accepted: bool,
    /// The smallest upright rectangle around it, in pixels of the upright page.
    pub region: Rect,
}

impl fmt::Debug for MicrReading {
    /// Shows no digit: logs do not spread bank accounts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden: String = self
            .line
            .chars()
            .map(|c| if c.is_ascii_digit() { '#' } else { c })
            .collect();
        f.debug_struct("MicrReading")
            .field("line", &hidden)
            .field("score", &self.score)
            .field("accepted", &self.accepted)
            .field("region", &self.region)
            .finish()
    }
}

/// The net's probability of the whole line, all ways to spell it summed, from which on it is trusted. Long lines seldom exceed 0.99; of 750 sample
/// lines of all qualities one in 150 was below.
pub const LEAST_POSTERIOR: f32 = 0.8;
/// The certainty of the least certain character on the templates, 1 for a perfect print, 0 where a rival fits as well. Of 940 office lines one in 120
/// was below, of 700 poor ones one in 17. Of several thousand lines damaged in their midst those misread by both readers came to 0.45 (a 3 with a
/// stroke of a pen beside it, read as 8), but for digits wiped out whole or to another's shape.
pub const LEAST_CERTAINTY: f32 = 0.48;
/// How like its template the least like character must be, 1 for a perfect print; one in 200 was below.
pub const LEAST_LIKENESS: f32 = 0.5;
/// Ink where no character was read, of a usual character's, above which something may have been lost there; one in 100 was above.
pub const MOST_STRAY: f32 = 0.25;
/// At most so many bands of a page are read: what a page may cost is bounded.
const MOST_BANDS: usize = 4;
/// Fewest characters of a line: the nine of a routing number.
const FEWEST: usize = 9;

/// Loads the net that reads MICR lines: [`read`] would load it at its first use, on a thread that others wait for.
pub fn load() {
    net::load();
}

/// Reads the MICR line of an upright page; `None` when there is no line to be found.
///
/// Pure: the same page gives the same reading. Skewed up to 6 degrees, at 150 dpi and more. It costs 7 ms where the layout shows the row, two thirds of
/// it the net's; some 20 ms on a page that has none.
pub fn read(page: &Page) -> Option<MicrReading> {
    let mut looked: Vec<Band> = Vec::new();
    let mut best: Option<MicrReading> = None;
    for band in band::candidates(page) {
        let Some(band) = band.refined(&page.gray) else { continue };
        if looked.iter().any(|other| other.is_near(&band)) {
            continue;
        }
        looked.push(band);
        if let Some((reading, certainty)) = read_band(page, &band) {
            if certainty == Certainty::Sure {
                return Some(reading);
            }
            if best.as_ref().is_none_or(|best| best.score.get() < reading.score.get()) {
                best = Some(reading);
            }
        }
        if looked.len() >= MOST_BANDS {
            break;
        }
    }
    best
}

/// Whether a line is read for sure, whatever it says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Certainty {
    Sure,
    Doubtful,
}

/// Reads the line in a band; `None` if what stands there is none.
fn read_band(page: &Page, band: &Band) -> Option<(MicrReading, Certainty)> {
    let strip = Strip::cut(&page.gray, band)?;
    let glyphs = templates::read(&strip)?;
    if glyphs.found.len() < FEWEST || !glyphs.has_symbol() || !glyphs.is_line() {
        return None;
    }
    let net = net::read(&strip, &glyphs)?;
    let glyphs = glyphs.without_ends(&strip, |found| agree::shared(found, &net));
    let line = agree::line(&glyphs, &net);
    if !line.is_one() {
        return None;
    }
    let sure = line.agreed
        && net.posterior >= LEAST_POSTERIOR
        && glyphs.certainty() >= LEAST_CERTAINTY
        && glyphs.is_sound()
        && glyphs.least_likeness() >= LEAST_LIKENESS
        && glyphs.stray <= MOST_STRAY;
    let reading = MicrReading {
        accepted: sure && Micr::parse(&line.text).complete,
        score: Score::new(if line.agreed {
            score(&glyphs, net.posterior)
        } else {
            0.0
        }),
        line: line.text,
        region: band.region(&strip, &glyphs, page.gray.dimensions()),
    };
    Some((reading, if sure { Certainty::Sure } else { Certainty::Doubtful }))
}

/// The less sure reader's certainty.
fn score(glyphs: &Glyphs, posterior: f32) -> f32 {
    posterior.min(glyphs.certainty().clamp(0.0, 1.0))
}
