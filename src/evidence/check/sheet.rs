//! A check laid level, with its rules, its frames and its writing: where fields are looked for.

mod streaks;

use crate::evidence::straight::levelled;
use crate::geometry::{Dpi, Rect, px, round_u32};
use crate::page::Page;
use crate::page::bits::Bits;
use crate::page::components::{Component, MOST_COMPONENTS, components};
use crate::page::rows::{DigitRow, RowFont, digit_rows};
use crate::page::ruled::{Rule, frames, rules_with_pale};
use crate::page::threshold::inked;
use image::GrayImage;
use std::borrow::Cow;
use streaks::Streaks;

/// A level check.
pub struct Sheet<'a> {
    /// The picture, 0 is black.
    pub gray: Cow<'a, GrayImage>,
    /// Resolution.
    pub dpi: Dpi,
    /// The paper on the picture.
    pub paper: Rect,
    /// Printed rules, top to bottom; the sides of frames are among them.
    pub rules: Vec<Rule>,
    /// The insides of frames.
    pub frames: Vec<Rect>,
    /// The pieces of ink of the size of writing, without the rules.
    pub pieces: Vec<Component>,
    /// The MICR line, where it was found.
    pub micr: Option<Rect>,
    /// Where the writing ends: above the MICR line, or above where it should be.
    pub foot: u32,
    /// Degrees by which the page was levelled.
    skew: f32,
    streaks: Streaks,
}

/// Skew below which a page counts as level, in degrees: over the 4 inches of a rule it is a fiftieth of an inch.
const LEVEL: f32 = 0.2;

impl<'a> Sheet<'a> {
    /// Lays an upright page level and finds what stands on it. `micr` is where the MICR line was read on the page, in case the layout does not show it.
    pub fn of(page: &'a Page, micr: Option<Rect>) -> Self {
        let skew = page.layout.skew();
        let is_level = skew.abs() < LEVEL;
        let gray = if is_level {
            Cow::Borrowed(&page.gray)
        } else {
            Cow::Owned(levelled(&page.gray, skew))
        };
        let (bits, paper, contrast, found) = if is_level {
            let row = page.layout.row(RowFont::Micr).cloned();
            let inked = &page.layout.inked;
            (inked.bits.clone(), inked.paper, inked.contrast, row)
        } else {
            let inked = inked(&gray);
            let pieces = components(&inked.bits, 0..gray.height(), MOST_COMPONENTS);
            let row = digit_rows(&pieces, page.dpi)
                .into_iter()
                .find(|row| row.font == RowFont::Micr);
            (inked.bits, inked.paper, inked.contrast, row)
        };
        let dpi = page.dpi;
        let streaks = Streaks::find(&bits, paper, if is_level { 0.0 } else { skew }, dpi);
        let mut bits = bits;
        streaks.clear(&mut bits);
        let rules = rules_with_pale(&bits, &gray, contrast, dpi);
        let frames = frames(&rules, &bits, dpi);
        let bare = without_rules(&bits, &rules, &frames, dpi);
        let hint = micr.filter(|_| is_level);
        let micr = found.as_ref().map(|row: &DigitRow| row.area).or(hint);
        let paper = micr.map_or(paper, |row| check_on(paper, row, &bare, dpi));
        let foot = micr.map_or(paper.bottom().saturating_sub(dpi.px(0.5)), |row| row.y);
        let least = dpi.px(0.025);
        let pieces = components(&bare, 0..gray.height(), MOST_COMPONENTS)
            .into_iter()
            .filter(|c| {
                c.area.h.max(c.area.w) >= least && c.area.bottom() <= foot + dpi.px(0.12) && c.area.h < dpi.px(1.0)
            })
            .collect();
        Sheet {
            gray,
            dpi,
            paper,
            rules,
            frames,
            pieces,
            micr,
            foot,
            skew,
            streaks,
        }
    }

    /// The share of the paper's width at which `x` lies, 0 at the left edge and 1 at the right.
    pub fn across(&self, x: u32) -> f64 {
        (f64::from(x) - f64::from(self.paper.x)) / f64::from(self.paper.w.max(1))
    }

    /// Where a rectangle of the sheet lies on the upright page it was levelled from: the smallest rectangle around it there.
    pub fn on_page(&self, area: Rect) -> Rect {
        if matches!(self.gray, Cow::Borrowed(_)) {
            return area;
        }
        let (sin, cos) = f64::from(self.skew).to_radians().sin_cos();
        let (cx, cy) = (f64::from(self.gray.width()) / 2.0, f64::from(self.gray.height()) / 2.0);
        let corners = [
            (area.x, area.y),
            (area.right(), area.y),
            (area.x, area.bottom()),
            (area.right(), area.bottom()),
        ];
        let moved = corners.map(|(x, y)| {
            let (dx, dy) = (f64::from(x) - cx, f64::from(y) - cy);
            (dx * cos + dy * sin + cx, dy * cos - dx * sin + cy)
        });
        let least = |value: fn(&(f64, f64)) -> f64| moved.iter().map(value).fold(f64::INFINITY, f64::min).max(0.0);
        let most = |value: fn(&(f64, f64)) -> f64| moved.iter().map(value).fold(0.0, f64::max);
        let (x, y) = (round_u32(least(|p| p.0)), round_u32(least(|p| p.1)));
        Rect {
            x,
            y,
            w: round_u32(most(|p| p.0)).saturating_sub(x),
            h: round_u32(most(|p| p.1)).saturating_sub(y),
        }
    }

    /// The picture of a field, its rules painted over where no stroke meets them.
    pub fn cut(&self, area: Rect) -> GrayImage {
        let (w, h) = self.gray.dimensions();
        let area = area.grown(0, w, h);
        let mut field = image::imageops::crop_imm(self.gray.as_ref(), area.x, area.y, area.w, area.h).to_image();
        let ground = ground(&field);
        self.streaks.paint_over(&mut field, area, ground);
        for rule in &self.rules {
            self.paint_over(&mut field, area, rule, ground);
        }
        field
    }

    /// The picture of one of several rows that stand close: what belongs to the others is painted over.
    pub fn cut_row(&self, rows: &[Rect], row: usize) -> GrayImage {
        let (w, h) = self.gray.dimensions();
        let area = rows[row].grown(0, w, h);
        let mut field = self.cut(area);
        let ground = ground(&field);
        // A letter belongs to the row in which most of it stands, tails and all; one that two rows share, because they touch in it, to both.
        let shared = |piece: &Rect, at: usize| {
            piece
                .bottom()
                .min(rows[at].bottom())
                .saturating_sub(piece.y.max(rows[at].y))
        };
        let belongs = |piece: &Rect| {
            let most = (0..rows.len()).map(|at| shared(piece, at)).max().unwrap_or(0);
            let here = shared(piece, row);
            here == most || here * 5 >= piece.h * 2
        };
        let near = || {
            self.pieces
                .iter()
                .map(|c| c.area)
                .filter(|piece| piece.y < area.bottom() && piece.bottom() > area.y)
                .filter(|piece| piece.x < area.right() && piece.right() > area.x)
        };
        let own: Vec<Rect> = near().filter(belongs).collect();
        for piece in near().filter(|piece| !belongs(piece)) {
            for y in piece.y.max(area.y)..piece.bottom().min(area.bottom()) {
                for x in piece.x.max(area.x)..piece.right().min(area.right()) {
                    let is_own = own
                        .iter()
                        .any(|own| (own.x..own.right()).contains(&x) && (own.y..own.bottom()).contains(&y));
                    if !is_own {
                        field.put_pixel(x - area.x, y - area.y, image::Luma([ground]));
                    }
                }
            }
        }
        field
    }

    fn paint_over(&self, field: &mut GrayImage, area: Rect, rule: &Rule, ground: u8) {
        let edge = self.dpi.px(0.006);
        let reach = edge + 1;
        let (top, foot) = (rule.area.y.saturating_sub(edge), rule.area.bottom() + edge);
        let (left, right) = (rule.area.x.max(area.x), rule.area.right().min(area.right()));
        if foot <= area.y || top >= area.bottom() || left >= right {
            return;
        }
        let dark = ground.saturating_sub(ground / 3);
        let pixel = |x: u32, y: u32| {
            if x < self.gray.width() && y < self.gray.height() {
                self.gray.get_pixel(x, y).0[0]
            } else {
                u8::MAX
            }
        };
        for x in left..right {
            let above = (1..=reach).any(|d| pixel(x, top.saturating_sub(d)) < dark);
            let below = (0..reach).any(|d| pixel(x, foot + d) < dark);
            if above || below {
                continue;
            }
            for y in top.max(area.y)..foot.min(area.bottom()) {
                field.put_pixel(x - area.x, y - area.y, image::Luma([ground]));
            }
        }
    }

    /// The smallest rectangle around the pieces whose middles lie within an area.
    pub fn writing_in(&self, area: Rect) -> Rect {
        self.pieces_in(area).fold(Rect::default(), |all, c| all.union(c.area))
    }

    /// The pieces whose middles lie within an area.
    pub fn pieces_in(&self, area: Rect) -> impl Iterator<Item = &Component> {
        self.pieces.iter().filter(move |c| {
            let (x, y) = (c.area.x + c.area.w / 2, c.area.y + c.area.h / 2);
            (area.x..area.right()).contains(&x) && (area.y..area.bottom()).contains(&y)
        })
    }
}

/// The check's own paper on a larger sheet: a check stands at most so high above its MICR line.
fn check_on(paper: Rect, micr: Rect, ink: &Bits, dpi: Dpi) -> Rect {
    /// The tallest check, and how far the MICR line's foot is above its edge, in inches.
    const TALLEST: f64 = 4.2;
    const UNDER: f64 = 0.45;
    if dpi.inches(paper.h) <= TALLEST {
        return paper;
    }
    let top = paper.y.max(micr.y.saturating_sub(dpi.px(3.3)));
    let foot = paper.bottom().min(micr.bottom() + dpi.px(UNDER));
    let (mut left, mut right) = (micr.x, micr.right());
    for y in (top..foot).step_by(2) {
        ink.runs(y, |start, end| {
            if end - start > dpi.px(0.02) {
                left = left.min(start);
                right = right.max(end);
            }
        });
    }
    let (left, right) = (
        left.saturating_sub(dpi.px(0.2)).max(paper.x),
        (right + dpi.px(0.2)).min(paper.right()),
    );
    Rect {
        x: left,
        y: top,
        w: right - left,
        h: foot - top,
    }
}

/// The usual grey of a field: the level that seven tenths of its pixels do not exceed.
pub(super) fn ground(field: &GrayImage) -> u8 {
    let mut counts = [0_u32; 256];
    for pixel in field.as_raw() {
        counts[usize::from(*pixel)] += 1;
    }
    let wanted = px(field.as_raw().len()) / 10 * 7;
    let mut sum = 0;
    for (level, count) in (0_u8..=255).zip(counts) {
        sum += count;
        if sum > wanted {
            return level;
        }
    }
    u8::MAX
}

/// The ink without its rules and the uprights of its frames, where no stroke crosses them.
fn without_rules(bits: &Bits, rules: &[Rule], frames: &[Rect], dpi: Dpi) -> Bits {
    let mut bare = bits.clone();
    let edge = dpi.px(0.006);
    for rule in rules {
        let (top, foot) = (
            rule.area.y.saturating_sub(edge),
            (rule.area.bottom() + edge).min(bits.height()),
        );
        for x in rule.area.x..rule.area.right().min(bits.width()) {
            let crossed = top > 0 && bits.get(x, top - 1) && bits.get(x, foot);
            if !crossed {
                for y in top..foot {
                    bare.clear(y, x);
                }
            }
        }
    }
    let side = dpi.px(0.03);
    for frame in frames {
        for y in frame.y.saturating_sub(side)..(frame.bottom() + side).min(bits.height()) {
            for x in [frame.x, frame.right()] {
                for x in x.saturating_sub(side)..(x + side).min(bits.width()) {
                    bare.clear(y, x);
                }
            }
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sheet with a rule at the height of 60 pixels, a stroke across it at 100 and one above it at 300.
    fn ruled(width: u32, height: u32) -> (GrayImage, Rule) {
        let mut gray = GrayImage::from_pixel(width, height, image::Luma([240]));
        let mut ink = |area: Rect| {
            for (x, y) in (area.y..area.bottom()).flat_map(|y| (area.x..area.right()).map(move |x| (x, y))) {
                gray.put_pixel(x, y, image::Luma([20]));
            }
        };
        let rule = Rect {
            x: 20,
            y: 60,
            w: 500,
            h: 3,
        };
        ink(rule);
        ink(Rect {
            x: 100,
            y: 30,
            w: 4,
            h: 70,
        });
        ink(Rect {
            x: 300,
            y: 20,
            w: 4,
            h: 25,
        });
        (gray, Rule { area: rule })
    }

    fn sheet(gray: &GrayImage, rule: Rule) -> Sheet<'_> {
        let paper = Rect {
            x: 0,
            y: 0,
            w: gray.width(),
            h: gray.height(),
        };
        let bits = inked(gray).bits;
        let dpi = Dpi::new(200.0).unwrap();
        let pieces = components(
            &without_rules(&bits, &[rule], &[], dpi),
            0..gray.height(),
            MOST_COMPONENTS,
        );
        Sheet {
            gray: Cow::Borrowed(gray),
            dpi,
            paper,
            rules: vec![rule],
            frames: Vec::new(),
            pieces,
            micr: None,
            foot: gray.height(),
            skew: 0.0,
            streaks: Streaks::default(),
        }
    }

    #[test]
    fn a_rule_is_painted_over_and_a_stroke_across_it_stays() {
        let (gray, rule) = ruled(600, 120);
        let field = sheet(&gray, rule).cut(Rect {
            x: 40,
            y: 10,
            w: 400,
            h: 100,
        });
        let at = |x: u32, y: u32| field.get_pixel(x - 40, y - 10).0[0];
        assert!(at(200, 61) > 200, "the rule is gone");
        assert!(at(101, 61) < 50, "the stroke goes on through it");
        assert!(at(301, 30) < 50, "writing above it stays");
    }

    #[test]
    fn pieces_of_writing_are_found_without_the_rule() {
        let (gray, rule) = ruled(600, 120);
        let sheet = sheet(&gray, rule);
        assert_eq!(sheet.pieces.len(), 2, "{:?}", sheet.pieces);
        let writing = sheet.writing_in(Rect {
            x: 250,
            y: 0,
            w: 100,
            h: 120,
        });
        assert_eq!(
            writing,
            Rect {
                x: 300,
                y: 20,
                w: 4,
                h: 25
            }
        );
    }

    #[test]
    fn a_field_beyond_the_edge_is_cut_to_the_picture() {
        let (gray, rule) = ruled(600, 120);
        let field = sheet(&gray, rule).cut(Rect {
            x: 500,
            y: 50,
            w: 400,
            h: 400,
        });
        assert_eq!(field.dimensions(), (100, 70));
    }
}
