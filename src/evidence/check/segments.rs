//! Pieces of ink joined to stretches of writing.

use crate::geometry::Rect;
use crate::page::components::Component;

/// Pieces joined to stretches of one line: neighbours whose heights overlap and whose gap is at most `gap`.
pub(super) fn segments<'a>(pieces: impl Iterator<Item = &'a Component>, gap: u32) -> Vec<Rect> {
    let mut areas: Vec<Rect> = pieces.map(|c| c.area).take(MOST_PIECES).collect();
    areas.sort_by_key(|area| area.x);
    let mut found: Vec<Rect> = Vec::new();
    for area in areas {
        let fits = |line: &&mut Rect| {
            let shared = line.bottom().min(area.bottom()).saturating_sub(line.y.max(area.y));
            area.x <= line.right() + gap && shared * 5 >= line.h.min(area.h) * 2
        };
        match found.iter_mut().filter(fits).max_by_key(|line| line.right()) {
            Some(line) => *line = line.union(area),
            None => found.push(area),
        }
    }
    merged(found, gap)
}

/// More pieces in one region than this are a pattern, not writing.
const MOST_PIECES: usize = 1_000;

/// Stretches that came to lie beside or over one another, joined.
fn merged(mut lines: Vec<Rect>, gap: u32) -> Vec<Rect> {
    let mut at = 0;
    while at < lines.len() {
        let one = lines[at];
        let twin = (at + 1..lines.len()).find(|&other| {
            let other = lines[other];
            let shared = one.bottom().min(other.bottom()).saturating_sub(one.y.max(other.y));
            let apart = other.x.max(one.x).saturating_sub(other.right().min(one.right()));
            apart <= gap && shared * 2 >= one.h.min(other.h)
        });
        match twin {
            Some(other) => {
                lines[at] = one.union(lines.swap_remove(other));
            }
            None => at += 1,
        }
    }
    lines
}
