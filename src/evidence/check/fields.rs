//! Where the fields of a check stand, found from its rules, its frame and its writing; never from fixed inches of the paper.

mod dates;
mod fill;
mod rows;

pub(super) use fill::gaps;
pub use rows::rows_in;

use super::segments::segments;
use super::sheet::Sheet;
use crate::geometry::{Dpi, Rect};
use crate::page::components::Component;
use crate::page::ruled::Rule;

/// Places of fields on a sheet, each list with the likeliest first. What cannot be told from places, as which of two lines is the payee, the
/// readers tell from what is written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Fields {
    /// Where the courtesy amount may stand.
    pub figures: Vec<Rect>,
    /// Lines in the middle, top to bottom: payee and legal amount are among them.
    pub lines: Vec<Rect>,
    /// Where the date may stand.
    pub dates: Vec<Rect>,
    /// Rows at the lower left, top to bottom.
    pub memo: Vec<Rect>,
    /// Where a signature belongs.
    pub signature: Option<Rect>,
    /// The likeliest place of the figures, or where they stand on most checks: what else is looked for lies above or below it.
    near: Rect,
}

/// Rules lower than so many inches above the MICR line are those of memo and signature.
const LOWER_RULES: f64 = 0.66;
/// Writing stands on its rule: so many inches above it, and its tails so many below.
const ABOVE_RULE: f64 = 0.36;
const BELOW_RULE: f64 = 0.1;
/// What ends more than so many inches above a rule does not stand on it.
const OFF_RULE: f64 = 0.14;

/// Finds the places of all fields.
pub fn find(sheet: &Sheet) -> Fields {
    let dpi = sheet.dpi;
    let figures = figures(sheet);
    let near = figures.first().copied().unwrap_or_else(|| middle(sheet));
    let has_frame = sheet
        .frames
        .iter()
        .any(|frame| frame.grown(dpi.px(0.05), u32::MAX, u32::MAX).union(near).w <= frame.w + dpi.px(0.1));
    let left = near
        .x
        .saturating_sub(if has_frame { dpi.px(0.2) } else { dpi.px(0.05) });
    let signature = signature(sheet);
    Fields {
        lines: lines(sheet, near, left),
        dates: dates::dates(sheet, near),
        memo: rows::memo(sheet, signature),
        signature: Some(signature),
        figures,
        near,
    }
}

/// Fields that are looked for only where they are needed.
impl Fields {
    /// Where the figures begin: what stands at the upper right ends above.
    pub(super) fn above(&self) -> u32 {
        self.near.y
    }

    /// Rows at the lower right of a money order, where it says what it is for.
    pub fn order_memo(&self, sheet: &Sheet) -> Vec<Rect> {
        rows::of_money_order(sheet, self.near, 0.45..0.98)
    }

    /// Rows at the upper left: the payer's printed name and address.
    pub fn payer(&self, sheet: &Sheet) -> Vec<Rect> {
        rows::payer(sheet, self.near)
    }

    /// Rows at the lower left of a money order: its purchaser's name and address.
    pub fn purchaser(&self, sheet: &Sheet) -> Vec<Rect> {
        rows::of_money_order(sheet, self.near, 0.0..0.45)
    }
}

/// The right of the middle, where figures stand on every check.
fn middle(sheet: &Sheet) -> Rect {
    let height = sheet.foot.saturating_sub(sheet.paper.y);
    Rect {
        x: sheet.paper.x + sheet.paper.w * 3 / 4,
        y: sheet.paper.y + height * 2 / 5,
        w: sheet.paper.w / 5,
        h: height / 10,
    }
}

/// Inside the frame at the right, or else what is written at the right of the middle.
fn figures(sheet: &Sheet) -> Vec<Rect> {
    let dpi = sheet.dpi;
    let height = sheet.foot.saturating_sub(sheet.paper.y);
    let (top, foot) = (sheet.paper.y + height / 10, sheet.foot.saturating_sub(dpi.px(0.35)));
    let is_place = |area: &Rect| area.y >= top && area.bottom() <= foot && sheet.across(area.x + area.w / 2) > 0.56;
    let mut framed: Vec<Rect> = sheet
        .frames
        .iter()
        .filter(|frame| is_place(frame))
        .map(|frame| inside_of(sheet, *frame))
        .filter(|area| area.w >= dpi.px(0.2))
        .collect();
    framed.sort_by_key(|area| std::cmp::Reverse(area.w));
    framed.truncate(2);
    if !framed.is_empty() {
        return framed;
    }
    let region = Rect {
        x: sheet.paper.x + sheet.paper.w * 3 / 5,
        y: sheet.paper.y + height / 5,
        w: sheet.paper.w * 2 / 5,
        h: (height * 3 / 5).min(foot.saturating_sub(sheet.paper.y + height / 5)),
    };
    let mut free = segments(sheet.pieces_in(region), dpi.px(0.16));
    free.retain(|area| area.w >= dpi.px(0.3) && area.h >= dpi.px(0.07) && area.h <= dpi.px(0.5));
    free.sort_by_key(|area| area.y.abs_diff(middle(sheet).y));
    free.truncate(3);
    free.into_iter().map(|area| grown(sheet, area, 0.04)).collect()
}

/// The writing in a frame; it may stick out a little.
fn inside_of(sheet: &Sheet, frame: Rect) -> Rect {
    let dpi = sheet.dpi;
    let writing = sheet
        .pieces_in(frame)
        .filter(|c| c.area.h >= dpi.px(0.04) || c.area.w < dpi.px(0.3))
        .fold(Rect::default(), |all, c| all.union(c.area));
    if writing.is_empty() {
        return writing;
    }
    let reach = dpi.px(0.08);
    let (left, right) = (frame.x.saturating_sub(reach / 2), frame.right() + reach / 2);
    let (top, foot) = (frame.y.saturating_sub(reach), frame.bottom() + reach);
    let area = grown(sheet, writing, 0.03);
    let (x, y) = (area.x.max(left), area.y.max(top));
    Rect {
        x,
        y,
        w: area.right().min(right) - x,
        h: area.bottom().min(foot) - y,
    }
}

/// Lines on long rules, and lines of writing that stand on none.
fn lines(sheet: &Sheet, figures: Rect, left: u32) -> Vec<Rect> {
    let dpi = sheet.dpi;
    let top = figures.y.saturating_sub(dpi.px(0.2));
    let foot = sheet.foot.saturating_sub(dpi.px(LOWER_RULES));
    let rules = joined(&sheet.rules, left, dpi);
    let is_line = |rule: &&Rule| {
        dpi.inches(rule.area.w) >= 1.7
            && rule.y() > top
            && rule.y() < foot
            && sheet.across(rule.area.x) < 0.5
            && !sheet
                .frames
                .iter()
                .any(|frame| rule.y().abs_diff(frame.y) < dpi.px(0.05) && rule.area.x.abs_diff(frame.x) < dpi.px(0.1))
    };
    // Left of the payee's rule stands its label: there the line ends.
    let reach = |rule: &Rule| {
        if rule.y() <= figures.bottom() + dpi.px(0.12) {
            Reach::Right(figures.x)
        } else {
            Reach::BothWays(figures.x)
        }
    };
    let on_rules: Vec<(Rect, Rect)> = rules
        .iter()
        .filter(is_line)
        .map(|rule| (strip(sheet, rule), run_on(sheet, rule, LINE_GAP, reach(rule))))
        .collect();
    let mut found: Vec<Rect> = on_rules
        .iter()
        .map(|(_, line)| fill::without(sheet, *line))
        .filter(|line| line.w >= dpi.px(0.4))
        .collect();
    let region = Rect {
        x: sheet.paper.x,
        y: top,
        w: left.max(sheet.paper.x + sheet.paper.w / 3) - sheet.paper.x,
        h: foot.saturating_sub(top),
    };
    // What stands beside a written line, left of its rule, is its label.
    let free = sheet.pieces_in(region).filter(|c| {
        let middle = c.area.y + c.area.h / 2;
        !on_rules.iter().any(|(strip, line)| {
            let across = c.area.right() > strip.x || (c.area.right() <= strip.x && line.w >= dpi.px(0.4));
            (strip.y..strip.bottom()).contains(&middle) && across && c.area.x < strip.right()
        })
    });
    let free = segments(free, dpi.px(0.4))
        .into_iter()
        .filter(|area| area.w >= dpi.px(0.8) && area.h >= dpi.px(0.06));
    found.extend(
        free.map(|area| fill::without(sheet, grown(sheet, area, 0.04)))
            .filter(|line| !line.is_empty()),
    );
    found.retain(|line| sheet.across(line.x) < RIGHT_HALF);
    found.sort_by_key(|area| area.y + area.h / 2);
    each_once(found, dpi)
}

/// The share of the paper's width from which on no payee and no amount in words begins: what stands there is a date, or a part of another line.
const RIGHT_HALF: f64 = 0.55;

/// Lines, of which two that lie in the same place are one: a thick rule is found as two.
fn each_once(lines: Vec<Rect>, dpi: Dpi) -> Vec<Rect> {
    let mut found: Vec<Rect> = Vec::new();
    for line in lines {
        let near = |one: u32, other: u32| one.abs_diff(other) <= dpi.px(0.1);
        let is_same = |other: &&mut Rect| {
            near(line.x, other.x)
                && near(line.right(), other.right())
                && near(line.y, other.y)
                && near(line.bottom(), other.bottom())
        };
        match found.iter_mut().find(is_same) {
            Some(other) => *other = other.union(line),
            None => found.push(line),
        }
    }
    found
}

/// Gap within a line, in inches: between the words of payee and legal amount.
const LINE_GAP: f64 = 0.28;
/// The widest gap, in inches, over which the payee's line runs on to the left: a rule of which scanning left the right part only has the rest of a word there, and
/// the label of a whole rule stands further off.
const PAYEE_GAP: f64 = 0.13;

/// Most times that a line is looked along for what runs on: words are found one after the other.
const MOST_STEPS: usize = 40;

/// How a line may run on beyond its rule, at the left over small gaps only or over any, and up to where at the right.
#[derive(Clone, Copy)]
enum Reach {
    Right(u32),
    BothWays(u32),
}

/// What is written on a rule, and runs on beyond its ends where scanning lost them.
fn run_on(sheet: &Sheet, rule: &Rule, gap: f64, reach: Reach) -> Rect {
    let dpi = sheet.dpi;
    let mut area = on_rule(sheet, rule);
    if area.is_empty() {
        return area;
    }
    let (gap, strip) = (dpi.px(gap), strip(sheet, rule));
    let (gap_at_left, end) = match reach {
        Reach::Right(end) => (dpi.px(PAYEE_GAP), end),
        Reach::BothWays(end) => (gap, end),
    };
    let lowest = rule.y().saturating_sub(dpi.px(OFF_RULE));
    let beside = Rect {
        x: sheet.paper.x + dpi.px(0.1),
        w: sheet.paper.w,
        ..strip
    };
    // Small print beside a line, as the bank's number above a date, has its middle in the upper part of the writing or above it.
    let top = area.y + area.h / 4;
    let is_writing = |c: &&Component| {
        c.area.bottom() >= lowest
            && c.area.y + c.area.h / 2 >= top
            && (c.area.h >= dpi.px(0.035) || c.area.w < dpi.px(0.3))
    };
    for _ in 0..MOST_STEPS {
        let before = area;
        for piece in sheet.pieces_in(beside).filter(is_writing) {
            let to_left = piece.area.x < area.x && piece.area.right() + gap_at_left >= area.x;
            let to_right =
                piece.area.right() > area.right() && piece.area.x <= area.right() + gap && piece.area.right() < end;
            if to_left || to_right {
                let reach = area.union(piece.area);
                (area.x, area.w) = (reach.x, reach.w);
            }
        }
        if area == before {
            break;
        }
    }
    area
}

/// Rules left of the figures that lie in one line are one rule: where writing meets a rule, or a pale one is scanned, it comes apart.
fn joined(rules: &[Rule], left: u32, dpi: Dpi) -> Vec<Rule> {
    let mut found: Vec<Rule> = Vec::new();
    for rule in rules {
        let continues = |other: &&mut Rule| {
            let gap = rule
                .area
                .x
                .max(other.area.x)
                .saturating_sub(rule.area.right().min(other.area.right()));
            rule.area.x < left
                && other.area.x < left
                && rule.y().abs_diff(other.y()) <= dpi.px(0.025)
                && gap <= dpi.px(1.6)
        };
        match found.iter_mut().find(continues) {
            Some(other) => other.area = other.area.union(rule.area),
            None => found.push(*rule),
        }
    }
    found
}

/// The strip above a rule in which its writing has its middle.
fn strip(sheet: &Sheet, rule: &Rule) -> Rect {
    let above = sheet.dpi.px(ABOVE_RULE * 0.8);
    Rect {
        x: rule.area.x.saturating_sub(sheet.dpi.px(0.05)),
        y: rule.y().saturating_sub(above),
        w: rule.area.w + sheet.dpi.px(0.1),
        h: above + sheet.dpi.px(0.03),
    }
}

/// What is written on a rule; empty if nothing is.
fn on_rule(sheet: &Sheet, rule: &Rule) -> Rect {
    let dpi = sheet.dpi;
    let strip = strip(sheet, rule);
    let lowest = rule.y().saturating_sub(dpi.px(OFF_RULE));
    // A level stroke after the words fills the line up, and is none of its words. What ends well above the rule stands on another line.
    let writing = sheet
        .pieces_in(strip)
        .filter(|c| (c.area.h >= dpi.px(0.035) || c.area.w < dpi.px(0.4)) && c.area.bottom() >= lowest)
        .fold(Rect::default(), |all, c| all.union(c.area));
    if writing.is_empty() {
        return writing;
    }
    let area = grown(sheet, writing, 0.03);
    let (x, y) = (
        area.x.max(strip.x),
        area.y.max(rule.y().saturating_sub(dpi.px(ABOVE_RULE))),
    );
    Rect {
        x,
        y,
        w: area.right().min(strip.right() + dpi.px(0.1)).saturating_sub(x),
        h: area.bottom().min(rule.y() + dpi.px(BELOW_RULE)).saturating_sub(y),
    }
}

/// Where somebody signs: above the rule at the lower right, or where it would be.
fn signature(sheet: &Sheet) -> Rect {
    let dpi = sheet.dpi;
    let top = sheet.foot.saturating_sub(dpi.px(0.78));
    let is_rule = |rule: &&Rule| {
        dpi.inches(rule.area.w) >= 1.1
            && rule.y() > top
            && rule.y() <= sheet.foot + dpi.px(0.02)
            && sheet.across(rule.area.x + rule.area.w / 2) > 0.52
    };
    // The whole right half, for a signature is written beyond its rule as well, and a rule may have been found only in part.
    let (x, w) = (sheet.paper.x + sheet.paper.w / 2, sheet.paper.w * 12 / 25);
    match sheet.rules.iter().filter(is_rule).max_by_key(|rule| rule.area.w) {
        Some(rule) => Rect {
            x: rule.area.x.min(x),
            y: rule.y().saturating_sub(dpi.px(0.55)),
            w: rule.area.right().max(x + w) - rule.area.x.min(x),
            h: dpi.px(0.55) + dpi.px(0.06),
        },
        None => Rect {
            x,
            y: sheet.foot.saturating_sub(dpi.px(0.7)),
            w,
            h: dpi.px(0.66),
        },
    }
}

fn grown(sheet: &Sheet, area: Rect, inches: f64) -> Rect {
    area.grown(sheet.dpi.px(inches), sheet.gray.width(), sheet.gray.height())
}
