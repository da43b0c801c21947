//! Where a date may stand.

use super::{Reach, grown, run_on};
use crate::evidence::check::segments::segments;
use crate::evidence::check::sheet::Sheet;
use crate::geometry::Rect;
use crate::page::ruled::Rule;

/// Gap between the parts of a date, in inches. A date runs on beyond its rule, of which scanning may have left a part only; its label, where that stands closer, is
/// read with it and known for what it is.
const DATE_GAP: f64 = 0.16;

/// On the short rules at the upper right, then whatever else is written there, the nearest above the figures first.
pub(super) fn dates(sheet: &Sheet, figures: Rect) -> Vec<Rect> {
    let dpi = sheet.dpi;
    let (top, foot) = (sheet.paper.y + dpi.px(0.05), figures.y.saturating_sub(dpi.px(0.01)));
    let is_short = |rule: &&Rule| {
        (0.5..=2.6).contains(&dpi.inches(rule.area.w))
            && rule.y() > top
            && rule.y() < foot
            && sheet.across(rule.area.x + rule.area.w / 2) > 0.4
    };
    let mut found: Vec<Rect> = sheet
        .rules
        .iter()
        .filter(is_short)
        .map(|rule| run_on(sheet, rule, DATE_GAP, Reach::BothWays(sheet.paper.right())))
        .filter(|area| area.w >= dpi.px(0.2))
        .collect();
    let region = Rect {
        x: sheet.paper.x + sheet.paper.w * 2 / 5,
        y: top,
        w: sheet.paper.w * 3 / 5,
        h: foot.saturating_sub(top),
    };
    let mut free = segments(sheet.pieces_in(region), dpi.px(0.17));
    free.retain(|area| (0.35..=2.6).contains(&dpi.inches(area.w)) && area.h >= dpi.px(0.05) && area.h < dpi.px(0.45));
    free.sort_by_key(|area| foot.saturating_sub(area.bottom()));
    found.extend(
        free.into_iter()
            .map(|area| grown(sheet, area, 0.03))
            .filter(|area| !found.iter().any(|one| overlaps(*one, *area)))
            .collect::<Vec<_>>(),
    );
    // Two rules under one line of writing give it twice.
    let mut seen: Vec<Rect> = Vec::new();
    found.retain(|area| {
        seen.push(*area);
        !seen[..seen.len() - 1].contains(area)
    });
    found.truncate(4);
    found
}

fn overlaps(one: Rect, other: Rect) -> bool {
    one.x < other.right() && other.x < one.right() && one.y < other.bottom() && other.y < one.bottom()
}
