//! Looking at one page: what it is, and every coupon code on it. Cheap ways first; dear ones only where the cheap ones have not proved anything.

use super::barcode::Effort;
use super::codes::{LINEAR, MATRIX, cheap_codes, dear_codes, dedupe, in_patches, proven, proves};
use super::enclosed;
use super::micr_line;
use super::printed;
use super::readers::Readers;
use super::{CodeReading, Face, PageEvidence, PageKind, PrintedCoupon, Reading, Seen, Sight};
use crate::config::Config;
use crate::config::coupon_format::{CheckOutcome, Mark};
use crate::geometry::{Rect, Side, Turn};
use crate::id::PageNo;
use crate::micr::is_canadian;
use crate::page::decode::Raster;
use crate::page::rows::RowFont;
use crate::page::texture::Texture;
use crate::page::{Page, kind, upright};
use crate::score::Score;

/// What is known of a page before it is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// The manifest has it as an item: a capture station keyed it, or a magnetic reader read it. No coupon is searched for in earnest
    /// on it; one that is plain to see is seen all the same.
    Item,
}

/// Looks at a decoded page. Pure: the same picture and configuration give the same evidence.
pub fn look(
    raster: Raster,
    number: PageNo,
    side: Side,
    known: Known,
    config: &Config,
    readers: &Readers,
) -> (PageEvidence, Page) {
    let mut page = upright(raster);
    let (layout_kind, layout_score) = kind::by_layout(&page.layout, page.dpi, side);
    let mut codes = Vec::new();
    let mut printed = None;
    if may_bear_codes(&page, layout_kind, side) {
        codes = cheap_codes(&mut page, config);
        let may_hide_a_coupon = known == Known::Nothing && !matches!(layout_kind, PageKind::Check | PageKind::Envelope);
        if !proven(&codes) && may_hide_a_coupon && side == Side::Front && looks_like_a_coupon(&page) {
            codes.extend(dear_codes(&mut page, config));
            if !proven(&codes) {
                printed = read_printed(&mut page);
            }
        }
        if printed.is_none() && proven(&codes) {
            printed = second_opinion(&mut page, config, &mut codes);
        }
    }
    dedupe(&mut codes);
    let (value, score) = settle_kind(&page, layout_kind, layout_score, &codes, printed.as_ref());
    let micr = if side == Side::Front && may_be_item(&page, value, known) {
        micr_line::read(&page)
    } else {
        None
    };
    let (value, score) = match &micr {
        // A Canadian line is never accepted, for it has no routing number; a check it is all the same.
        Some(line) if value == PageKind::Unknown && (line.accepted || is_canadian(&line.line)) => {
            (PageKind::Check, line.score)
        }
        _ => (value, score),
    };
    let is_check = value == PageKind::Check || (known == Known::Item && value == PageKind::Unknown);
    let check = match &readers.checks {
        Some(checks) if is_check && side == Side::Front => {
            Some(checks.read(&page, micr.as_ref(), &config.checks.payees))
        }
        _ => None,
    };
    let seen = Seen {
        kind: Reading {
            value,
            score,
            region: None,
        },
        dpi: page.dpi,
        turn: page.turn,
        skew: page.layout.skew(),
        paper: page.layout.inked.paper,
        codes,
        printed,
        enclosed: match &readers.checks {
            Some(checks) if value.is_coupon() => enclosed::read(&page, &checks.figures),
            _ => None,
        },
        face: check
            .as_ref()
            .and_then(|_| Face::of(&page, micr.as_ref().map(|line| line.region))),
        micr,
        check,
    };
    (
        PageEvidence {
            page: number,
            side,
            sight: Sight::Seen(Box::new(seen)),
        },
        page,
    )
}

/// The evidence of a page that cannot be decoded.
pub fn unreadable(number: PageNo, side: Side, why: &str) -> PageEvidence {
    PageEvidence {
        page: number,
        side,
        sight: Sight::Unreadable(why.to_owned()),
    }
}

/// Papers that may carry money: those that the layout or the manifest says do, and those of no known kind that are as wide and low as checks are, or lie
/// on a sheet.
fn may_be_item(page: &Page, kind: PageKind, known: Known) -> bool {
    let width = page.dpi.inches(page.layout.inked.paper.w);
    match kind {
        PageKind::Check | PageKind::MoneyOrder => true,
        PageKind::Unknown | PageKind::Letter => known == Known::Item || width >= 5.0,
        _ => false,
    }
}

/// Empty papers and backs without anything like bars bear none; a check is asked only where it seems to have bars.
fn may_bear_codes(page: &Page, kind: PageKind, side: Side) -> bool {
    let bars = page
        .layout
        .patches
        .iter()
        .any(|patch| patch.texture == Texture::UprightBars);
    match kind {
        PageKind::Blank | PageKind::Back | PageKind::Check => bars,
        _ => side == Side::Front || bars,
    }
}

/// Whether to look hard: a row of digits, bars, cells, or a paper whose kind the layout does not tell.
fn looks_like_a_coupon(page: &Page) -> bool {
    let (w, h) = (
        page.dpi.inches(page.layout.inked.paper.w),
        page.dpi.inches(page.layout.inked.paper.h),
    );
    page.layout.row(RowFont::ScanLine).is_some() || !page.layout.patches.is_empty() || (w > 6.5 && h > 2.5)
}

/// Where only a scan line proves, the other marks are looked for in earnest: its one check digit passes every tenth double slip, and a
/// barcode or a printed Member ID that can be read and says otherwise must be heard.
fn second_opinion(page: &mut Page, config: &Config, codes: &mut Vec<CodeReading>) -> Option<PrintedCoupon> {
    if codes.iter().any(|code| code.mark != Mark::ScanLine && proves(code)) {
        return None;
    }
    codes.extend(in_patches(page, config, &LINEAR, Effort::Thorough));
    codes.extend(in_patches(page, config, &MATRIX, Effort::Thorough));
    if codes.iter().any(|code| code.mark != Mark::ScanLine && proves(code)) {
        return None;
    }
    read_printed(page)
}

/// The printed fields; a page that does not look like a coupon is tried the other way up. `None` where there is no OCR engine: then nothing
/// was read, and the coupon waits for a person.
fn read_printed(page: &mut Page) -> Option<PrintedCoupon> {
    let printed = printed::read(&page.gray, page.dpi, page.layout.skew()).ok()?;
    if is_worded(&printed) || !page.layout.rows.is_empty() {
        return Some(printed);
    }
    let about = page.turned(Turn::Half);
    let other = printed::read(&about.gray, about.dpi, about.layout.skew()).ok()?;
    if is_worded(&other) {
        *page = about;
        return Some(other);
    }
    Some(printed)
}

/// It bears the words that stand on every coupon.
fn is_worded(printed: &PrintedCoupon) -> bool {
    printed::coupon_words(&printed.lines).get() >= 0.5
}

/// The kind by all that is known. A paper that is a check by its MICR line and a coupon by its code is neither for sure.
fn settle_kind(
    page: &Page,
    by_layout: PageKind,
    score: Score,
    codes: &[CodeReading],
    printed: Option<&PrintedCoupon>,
) -> (PageKind, Score) {
    let bears_code = codes.iter().any(|code| code.fields.check != CheckOutcome::Failed);
    let worded = printed.is_some_and(is_worded);
    if !bears_code && !worded {
        return (by_layout, score);
    }
    if by_layout == PageKind::Check {
        return (PageKind::Unknown, Score::NONE);
    }
    let sure = if bears_code { Score::SURE } else { Score::new(0.9) };
    (
        if is_whole_bill(page, codes) {
            PageKind::Bill
        } else {
            PageKind::Coupon
        },
        sure,
    )
}

/// A bill has text more than a coupon's height (3.5 in) above its codes.
fn is_whole_bill(page: &Page, codes: &[CodeReading]) -> bool {
    let Some(foot) = codes.iter().map(|code| code.region.bottom()).max() else {
        return page.dpi.inches(page.layout.inked.paper.h) > 8.0;
    };
    let above = foot.saturating_sub(page.dpi.px(4.2));
    let area = Rect {
        x: 0,
        y: page.layout.inked.paper.y,
        w: page.gray.width(),
        h: above.saturating_sub(page.layout.inked.paper.y),
    };
    above > 0
        && page
            .layout
            .components
            .iter()
            .filter(|c| c.area.bottom() < area.bottom() && c.area.h >= page.dpi.px(0.05))
            .count()
            > 40
}
