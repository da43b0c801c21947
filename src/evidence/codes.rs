//! Every coupon code on a page: cheap ways first, dear ones only where asked.

use super::CodeReading;
use super::barcode::{self, Effort};
use super::scan_line::{self, ScanLineReading};
use crate::config::Config;
use crate::config::coupon_format::{CheckOutcome, CouponFormat, Mark};
use crate::geometry::{Rect, Turn};
use crate::page::Page;
use crate::page::rows::RowFont;
use crate::page::texture::Texture;
use crate::score::Score;

/// A code that proved itself, so that no dearer reader is asked: a barcode with its check digit, or a scan line that may decide.
pub fn proves(code: &CodeReading) -> bool {
    code.fields.check == CheckOutcome::Passed && (code.mark != Mark::ScanLine || code.score.get() >= scan_line::ACCEPT)
}

pub(super) fn proven(codes: &[CodeReading]) -> bool {
    codes.iter().any(proves)
}

/// Codes where the layout shows places for them, and the scan line.
pub(super) fn cheap_codes(page: &mut Page, config: &Config) -> Vec<CodeReading> {
    let mut codes = in_patches(page, config, &LINEAR, Effort::Plain);
    if let Some(turn) = must_turn(&codes) {
        *page = page.turned(turn);
        codes = in_patches(page, config, &LINEAR, Effort::Plain);
    }
    let lines = scan_lines(page, config);
    if codes.is_empty() || lines.is_empty() {
        codes.extend(in_patches(page, config, &MATRIX, Effort::Plain));
        if let Some(turn) = must_turn(&codes) {
            *page = page.turned(turn);
            return [
                in_patches(page, config, &MATRIX, Effort::Plain),
                scan_lines(page, config),
            ]
            .concat();
        }
    }
    codes.extend(lines);
    codes
}

/// Codes looked for with every means: in the places the layout shows, then everywhere, then on the page turned about.
pub(super) fn dear_codes(page: &mut Page, config: &Config) -> Vec<CodeReading> {
    let everywhere = |page: &Page, marks: &[Mark], effort| {
        let whole = Rect {
            x: 0,
            y: 0,
            w: page.gray.width(),
            h: page.gray.height(),
        };
        marks
            .iter()
            .filter_map(|&mark| in_area(page, config, mark, whole, effort))
            .collect::<Vec<_>>()
    };
    let mut codes = in_patches(page, config, &LINEAR, Effort::Thorough);
    codes.extend(in_patches(page, config, &MATRIX, Effort::Thorough));
    if !proven(&codes) {
        codes.extend(everywhere(page, &LINEAR, Effort::Quick));
        codes.extend(everywhere(page, &MATRIX, Effort::Plain));
    }
    if let Some(turn) = must_turn(&codes) {
        *page = page.turned(turn);
        codes = in_patches(page, config, &LINEAR, Effort::Thorough);
        codes.extend(in_patches(page, config, &MATRIX, Effort::Thorough));
        codes.extend(scan_lines(page, config));
    }
    if !proven(&codes) && page.layout.rows.is_empty() {
        let about = page.turned(Turn::Half);
        let lines = scan_lines(&about, config);
        if !lines.is_empty() {
            *page = about;
            codes = lines;
        }
    }
    codes
}

/// Bar codes, in the order they are tried.
pub(super) const LINEAR: [Mark; 3] = [Mark::Code128, Mark::Itf, Mark::Code39];
/// Codes of cells, in the order they are tried.
pub(super) const MATRIX: [Mark; 3] = [Mark::QrCode, Mark::Pdf417, Mark::DataMatrix];

/// Codes in the places that look like them, one reading for each place and mark.
pub(super) fn in_patches(page: &Page, config: &Config, marks: &[Mark], effort: Effort) -> Vec<CodeReading> {
    let texture = if *marks == LINEAR {
        Texture::UprightBars
    } else {
        Texture::Cells
    };
    // Of a damaged bar code only parts look like bars: its whole is within two inches of them.
    let (across, down) = match (texture, effort) {
        (Texture::UprightBars, Effort::Thorough) => (page.dpi.px(1.5), page.dpi.px(0.1)),
        _ => (page.dpi.px(0.2), page.dpi.px(0.2)),
    };
    let (w, h) = page.gray.dimensions();
    let mut places: Vec<Rect> = page
        .layout
        .patches
        .iter()
        .filter(|patch| patch.texture == texture)
        .map(|patch| patch.area)
        .collect();
    if texture == Texture::UprightBars {
        places = joined(places, page.dpi.px(0.6));
    }
    let areas: Vec<Rect> = places
        .into_iter()
        .map(|place| {
            let (wide, high) = (place.grown(across, w, h), place.grown(down, w, h));
            Rect {
                x: wide.x,
                w: wide.w,
                y: high.y,
                h: high.h,
            }
        })
        .collect();
    let read = |area: Rect, effort: Effort| -> Vec<CodeReading> {
        marks
            .iter()
            .filter_map(|&mark| in_area(page, config, mark, area, effort))
            .collect()
    };
    // The cheapest way everywhere first: what another way would find besides is most often a signature.
    let found: Vec<Vec<CodeReading>> = areas.iter().map(|&area| read(area, Effort::Quick)).collect();
    let is_any = found.iter().any(|codes| !codes.is_empty());
    let mut codes = Vec::new();
    for (area, found) in areas.into_iter().zip(found) {
        if !found.is_empty() {
            codes.extend(found);
        } else if !is_any {
            codes.extend(read(area, effort));
        } else if texture == Texture::UprightBars && page.dpi.inches(area.w) >= 1.8 {
            // Where one barcode was read, another as wide is another coupon, and must be heard.
            let plain = read(area, Effort::Plain);
            codes.extend(if plain.is_empty() {
                read(area, Effort::Thorough)
            } else {
                plain
            });
        }
    }
    codes
}

/// Places on one line, nearer to each other than `gap`, as one: wide spaces within a barcode look like its end.
fn joined(places: Vec<Rect>, gap: u32) -> Vec<Rect> {
    let mut all: Vec<Rect> = Vec::new();
    for mut place in places {
        // A place that grows may reach another one, so those already joined are looked at again.
        while let Some(near) = all.iter().position(|other| are_on_one_line(place, *other, gap)) {
            place = place.union(all.swap_remove(near));
        }
        all.push(place);
    }
    all
}

fn are_on_one_line(one: Rect, other: Rect, gap: u32) -> bool {
    let overlap = one.bottom().min(other.bottom()).saturating_sub(one.y.max(other.y));
    let apart = one.x.max(other.x).saturating_sub(one.right().min(other.right()));
    2 * overlap >= one.h.min(other.h) && apart <= gap
}

fn in_area(page: &Page, config: &Config, mark: Mark, area: Rect, effort: Effort) -> Option<CodeReading> {
    let formats: Vec<&CouponFormat> = config.formats_on(mark).collect();
    let least = formats.iter().map(|format| format.lengths().0).min()?;
    let most = formats.iter().map(|format| format.lengths().1).max()?;
    let found = barcode::find(&page.gray, area, mark, (least, most), page.layout.skew(), effort)?;
    let (format, fields) = formats
        .iter()
        .find_map(|format| Some((format.name(), format.parse(&found.text)?)))?;
    let region = match found.turn {
        Turn::Half => Rect {
            x: page.gray.width() - found.region.right(),
            y: page.gray.height() - found.region.bottom(),
            ..found.region
        },
        _ => found.region,
    };
    Some(CodeReading {
        mark,
        format: format.to_owned(),
        fields,
        score: Score::SURE,
        region,
        upside_down: found.turn == Turn::Half,
    })
}

/// The scan lines in the rows of digits that the layout shows; if they give none, also where only traces of a row are left.
fn scan_lines(page: &Page, config: &Config) -> Vec<CodeReading> {
    let formats: Vec<&CouponFormat> = config.formats_on(Mark::ScanLine).collect();
    if formats.is_empty() {
        return Vec::new();
    }
    let rows = page.layout.rows.iter().filter(|row| row.font == RowFont::ScanLine);
    let mut lines: Vec<ScanLineReading> = rows
        .flat_map(|row| scan_line::read_row(&page.gray, row, &formats))
        .collect();
    if lines.is_empty() {
        lines = scan_line::read(&page.gray, page.dpi, &formats);
    }
    lines.into_iter().map(CodeReading::from).collect()
}

/// A code that stands on its head on a page means that the page does.
fn must_turn(codes: &[CodeReading]) -> Option<Turn> {
    codes.iter().any(|code| code.upside_down).then_some(Turn::Half)
}

/// One reading for each mark and text: the same code found twice is one claim.
pub(super) fn dedupe(codes: &mut Vec<CodeReading>) {
    let mut kept: Vec<CodeReading> = Vec::new();
    for code in codes.drain(..) {
        if !kept
            .iter()
            .any(|other| other.mark == code.mark && other.fields == code.fields)
        {
            kept.push(code);
        }
    }
    *codes = kept;
}
