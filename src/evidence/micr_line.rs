//! Reads the MICR line along a check's foot: E-13B, as a camera sees it.
//!
//! The steps, each a file: [`band`]s of the page where the line may lie, the band cut out straight as a [`strip`], read by two readers that share
//! nothing but the strip: [`templates`] drawn from the standard's grid and laid over it by dynamic programming, and a [`net`] trained on drawn
//! lines. [`agree`] joins what they say.
//!
//! A line is accepted only if both read the same characters, symbols included, each was sure, nothing else stands between the characters, the
//! routing number's check digit holds and every part has its place. There is no check digit on the account: agreement of the two is what stands for it.

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
    /// The less sure reader's certainty that the whole line is as read; see [`LEAST_POSTERIOR`] and [`LEAST_LEAD`].
    pub score: Score,
    /// Whether it may be taken as read.
    pub accepted: bool,
    /// The smallest upright rectangle around it, in pixels of the upright page.
    pub region: Rect,
}

impl fmt::Debug for MicrReading {
    /// Shows no digit: logs do not spread bank accounts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden: String = self.line.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
        f.debug_struct("MicrReading")
            .field("line", &hidden)
            .field("score", &self.score)
            .field("accepted", &self.accepted)
            .field("region", &self.region)
            .finish()
    }
}

/// The net's probability of the whole line, all ways to spell it summed, from which on it is trusted.
pub const LEAST_POSTERIOR: f32 = 0.5;
/// The lead of the least certain character over its best rival on the templates, 1 for a perfect print, 0 where both fit alike.
pub const LEAST_LEAD: f32 = 0.25;
/// How like its template the least like character must be, 1 for a perfect print.
pub const LEAST_LIKENESS: f32 = 0.1;
/// Ink where no character was read, of a usual character's, above which something may have been lost there.
pub const MOST_STRAY: f32 = 0.3;
/// At most so many bands of a page are read: what a page may cost is bounded.
const MOST_BANDS: usize = 6;
/// Fewest characters of a line: the nine of a routing number.
const FEWEST: usize = 9;

/// Loads the net that reads MICR lines: see [`read`], which would load it at its first use, on a thread that others wait for.
pub fn load() {
    net::load();
}

/// Reads the MICR line of an upright page; `None` when there is no line to be found.
///
/// Pure: the same page gives the same reading. Skewed up to 6 degrees, at 150 dpi and more. It costs 5 to 7 ms where the layout shows the row, most of
/// it the net's; up to 25 ms on a page that has none.
pub fn read(page: &Page) -> Option<MicrReading> {
    let mut looked: Vec<Band> = Vec::new();
    let mut best: Option<MicrReading> = None;
    for band in band::candidates(page) {
        let Some(band) = band.refined(&page.gray) else { continue };
        if looked.iter().any(|other| other.is_near(&band)) {
            continue;
        }
        looked.push(band);
        let Some((reading, certainty)) = read_band(page, &band) else {
            if looked.len() >= MOST_BANDS {
                break;
            }
            continue;
        };
        if certainty == Certainty::Sure {
            return Some(reading);
        }
        if best.as_ref().is_none_or(|best| best.score.get() < reading.score.get()) {
            best = Some(reading);
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
    let sure = line.agreed
        && net.posterior >= LEAST_POSTERIOR
        && glyphs.least_lead() >= LEAST_LEAD
        && glyphs.least_likeness() >= LEAST_LIKENESS
        && glyphs.stray <= MOST_STRAY;
    let reading = MicrReading {
        accepted: sure && Micr::parse(&line.text).complete,
        score: Score::new(if line.agreed { score(&glyphs, net.posterior) } else { 0.0 }),
        line: line.text,
        region: band.region(&strip, &glyphs, page.gray.dimensions()),
    };
    Some((reading, if sure { Certainty::Sure } else { Certainty::Doubtful }))
}

/// The less sure reader's certainty.
fn score(glyphs: &Glyphs, posterior: f32) -> f32 {
    posterior.min(glyphs.least_lead().clamp(0.0, 1.0))
}

pub fn explain(page: &Page) -> String {
    let mut out = String::new();
    let dump = std::env::var_os("DUMP");
    let mut k = 0;
    for band in band::candidates(page) {
        let Some(b) = band.refined(&page.gray) else { out += "[norefine]"; continue };
        let Some(strip) = Strip::cut(&page.gray, &b) else { out += "[noink]"; continue };
        if let Some(d) = &dump { let n = std::fs::read_dir(d).map(|r| r.count()).unwrap_or(0); let _ = strip.grey.save(format!("{}/{n:03}_{k}.png", d.to_string_lossy())); k += 1; out += &format!("#{n}"); }
        let Some(g) = templates::read(&strip) else { out += "[noglyph]"; continue };
        let t: String = g.found.iter().map(|x| x.character).collect();
        let n = net::read(&strip, &g);
        let g = if let Some(n) = &n { g.without_ends(&strip, |f| agree::shared(f, n)) } else { g };
        out += &format!("[{t} mlike {:.2} mlead {:.2} cols {:?}/{} lead {:.2} like {:.2} stray {:.2} | {} p {:.3}]", g.median_like(), g.median_lead(), g.span(), strip.width, g.least_lead(), g.least_likeness(), g.stray, n.as_ref().map(|n| n.text.iter().collect::<String>()).unwrap_or_default(), n.as_ref().map(|n| n.posterior).unwrap_or_default());
    }
    out
}

pub fn timings(page: &Page) -> [f64; 5] {
    let mut t = [f64::MAX; 5];
    for _ in 0..5 {
        let clock = std::time::Instant::now();
        let Some(band) = band::candidates(page).next() else { continue };
        let Some(b) = band.refined(&page.gray) else { continue };
        let refined = clock.elapsed().as_secs_f64() * 1e3;
        let Some(strip) = Strip::cut(&page.gray, &b) else { continue };
        let cut = clock.elapsed().as_secs_f64() * 1e3;
        let Some(g) = templates::read(&strip) else { continue };
        let read = clock.elapsed().as_secs_f64() * 1e3;
        let Some(n) = net::read(&strip, &g) else { continue };
        let net = clock.elapsed().as_secs_f64() * 1e3;
        let l = agree::line(&g, &n);
        let all = clock.elapsed().as_secs_f64() * 1e3;
        for (t, v) in t.iter_mut().zip([refined, cut - refined, read - cut, net - read, all - net]) { *t = t.min(v); }
    }
    t
}
