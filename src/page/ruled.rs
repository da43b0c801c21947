//! Printed rules and frames on a level page: what writing stands on and in.

use super::bits::Bits;
use crate::geometry::{Dpi, Rect, index, px, round_u8};
use image::GrayImage;

/// A level printed line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// The smallest rectangle around it.
    pub area: Rect,
}

impl Rule {
    /// The middle between its edges.
    pub fn y(&self) -> u32 {
        self.area.y + self.area.h / 2
    }
}

/// Shortest run of ink that may be part of a rule, in inches. A stroke of handwriting is seldom level for so long.
const SHORTEST_RUN: f64 = 0.3;
/// Gaps in a rule that are bridged, in inches: breaks of a bitonal scan, and the dashes of a dashed rule.
const GAP: f64 = 0.025;
/// Thickest rule, in inches; what is thicker is a bar or the edge of a shadow.
const THICKEST: f64 = 0.045;
/// Shortest rule, in inches.
const SHORTEST: f64 = 0.4;
/// The longest word in small print, in inches.
const LONGEST_WORD: f64 = 1.2;
/// Heights of the frame around the figures, in inches.
const FRAME_HEIGHTS: (f64, f64) = (0.16, 0.6);
/// Widths of such a frame, in inches.
const FRAME_WIDTHS: (f64, f64) = (0.6, 2.6);

/// The rules of a level page, top to bottom.
pub fn rules(bits: &Bits, dpi: Dpi) -> Vec<Rule> {
    let (least, gap, thickest) = (dpi.px(SHORTEST_RUN), dpi.px(GAP), dpi.px(THICKEST));
    let reach = dpi.px(0.12);
    let mut open: Vec<Rect> = Vec::new();
    let mut done: Vec<Rect> = Vec::new();
    for y in 0..bits.height() {
        for run in long_runs(bits, y, gap, least) {
            let near =
                |area: &Rect| y <= area.bottom() + 1 && run.x <= area.right() + reach && area.x <= run.right() + reach;
            match open.iter_mut().find(|area| near(area)) {
                Some(area) => *area = area.union(run),
                None => open.push(run),
            }
        }
        let mut at = 0;
        while at < open.len() {
            if open[at].bottom() + 1 < y {
                done.push(open.swap_remove(at));
            } else {
                at += 1;
            }
        }
    }
    done.extend(open);
    let shortest = dpi.px(SHORTEST);
    let mut rules: Vec<Rule> = done
        .into_iter()
        .filter(|area| area.h <= thickest && area.w >= shortest)
        .filter(|area| dpi.inches(area.w) >= LONGEST_WORD || !is_of_a_word(*area, bits, dpi))
        .map(|area| Rule { area })
        .collect();
    rules.sort_by_key(|rule| (rule.area.y, rule.area.x));
    rules
}

/// The rules of a level page, those among them that are too pale to be ink: a hair line is scanned as a grey one, and on a bitonal scan comes apart into dots. `contrast`
/// is how much darker than its ground the page's ink is. Where part of a pale rule is ink, it is one rule.
pub fn rules_with_pale(bits: &Bits, gray: &GrayImage, contrast: u8, dpi: Dpi) -> Vec<Rule> {
    /// Shortest pale rule, in inches: shorter ones may be the crests of a background pattern.
    const SHORTEST_PALE: f64 = 1.2;
    /// Thickest pale rule, in inches, with what is left of its skew. The level strokes of a line of writing wander more.
    const HAIR_LINE: f64 = 0.023;
    let mut found = rules(bits, dpi);
    let marked = with_ridges(bits, gray, contrast, dpi);
    let mut long = rules(&marked, dpi);
    long.retain(|rule| {
        dpi.inches(rule.area.w) >= SHORTEST_PALE && rule.area.h <= dpi.px(HAIR_LINE) && is_bare(rule.area, &marked, dpi)
    });
    for rule in &mut long {
        rule.area = run_out(rule.area, &marked, dpi);
    }
    let slack = dpi.px(THICKEST);
    let is_part = |part: &Rule| {
        let holds =
            |rule: &Rule| rule.area.grown(slack, u32::MAX, u32::MAX).union(part.area).w <= rule.area.w + 2 * slack;
        long.iter().any(|rule| touches(part.area, rule.area, 0) && holds(rule))
    };
    found.retain(|rule| !is_part(rule));
    found.extend(long);
    found.sort_by_key(|rule| (rule.area.y, rule.area.x));
    found
}

/// A long rule as far as its dots go on at its left, where writing begins. Writing on a rule hides some of them: it goes on if most stretches up to there are
/// dotted, and ends at the first gap, as there is between a rule and its label.
fn run_out(area: Rect, marked: &Bits, dpi: Dpi) -> Rect {
    /// It is followed in stretches so long, for at most so many of them; in inches.
    const STRETCH: f64 = 0.06;
    const MOST: u32 = 70;
    /// Hundredths of a stretch's columns that are dots of a rule; below the other it is blank.
    const DOTTED: u32 = 25;
    const BLANK: u32 = 6;
    /// Blank stretches that make a gap.
    const GAPS: u32 = 2;
    let stretch = dpi.px(STRETCH).max(6);
    let mut middle = area.y + area.h / 2;
    let (mut dotted, mut blank, mut farthest) = (0, 0, 0);
    for n in 1..=MOST {
        let Some(from) = area.x.checked_sub(n * stretch) else {
            break;
        };
        let dots = |middle: u32| {
            (from..from + stretch)
                .filter(|&x| is_dot(marked, x, middle, dpi))
                .count()
        };
        // A page is level to a fifth of a degree: a rule rises or falls by less than a pixel in such a stretch.
        let best = [middle + 1, middle.saturating_sub(1), middle]
            .into_iter()
            .map(|y| (px(dots(y)) * 100 / stretch, y))
            .max_by_key(|found| found.0);
        match best {
            Some((share, y)) if share >= DOTTED => {
                (middle, dotted, blank) = (y, dotted + 1, 0);
                if dotted * 5 >= n * 3 {
                    farthest = n;
                }
            }
            Some((share, _)) if share >= BLANK => blank = 0,
            _ if (from..from + stretch).any(|x| has_ink(marked, x, middle, 1)) => blank = 0,
            _ => blank += 1,
        }
        if blank == GAPS {
            break;
        }
    }
    Rect {
        x: area.x - farthest * stretch,
        w: area.w + farthest * stretch,
        ..area
    }
}

/// Whether a run is the feet or the heads of a word's letters, in print so small that the gaps between them are bridged: it is broken, and most of it does not stand
/// alone. A rule is whole, or dotted and alone.
fn is_of_a_word(area: Rect, bits: &Bits, dpi: Dpi) -> bool {
    /// Hundredths of its columns that a whole rule has ink in, and hundredths of those that stand alone in a dotted one.
    const WHOLE: u32 = 85;
    const ALONE: u32 = 60;
    let inked = (area.x..area.right()).filter(|&x| (area.y..area.bottom()).any(|y| bits.get(x, y)));
    let inked = px(inked.count());
    inked * 100 < area.w * WHOLE && alone(area, bits, dpi) * 100 < inked * ALONE
}

/// Whether most of a rule stands alone, as no line of writing does; where somebody wrote on it, it need not.
fn is_bare(area: Rect, marked: &Bits, dpi: Dpi) -> bool {
    /// Hundredths of its columns that do.
    const LEAST: u32 = 25;
    alone(area, marked, dpi) * 100 >= area.w * LEAST
}

/// How many columns of a rule have nothing close above or below.
fn alone(area: Rect, marked: &Bits, dpi: Dpi) -> u32 {
    let (thick, clear) = (dpi.px(0.012), dpi.px(0.05));
    let stands_alone = |x: u32| {
        let above = (area.y.saturating_sub(clear)..area.y.saturating_sub(thick)).any(|y| marked.get(x, y));
        let below = (area.bottom() + thick..area.bottom() + clear).any(|y| marked.get(x, y));
        !above && !below && (area.y..area.bottom()).any(|y| marked.get(x, y))
    };
    px((area.x..area.right()).filter(|&x| stands_alone(x)).count())
}

/// Whether there is a dot of a rule: nothing is close below it, as there is below a stroke that crosses it.
fn is_dot(marked: &Bits, x: u32, middle: u32, dpi: Dpi) -> bool {
    let (thick, clear) = (dpi.px(0.012), dpi.px(0.04));
    let below = (middle + thick + 1..middle + clear).any(|y| marked.get(x, y));
    !below && has_ink(marked, x, middle, thick / 2)
}

/// Whether there is ink in a column at most so far from a row.
fn has_ink(marked: &Bits, x: u32, middle: u32, reach: u32) -> bool {
    (middle.saturating_sub(reach)..=middle + reach).any(|y| marked.get(x, y))
}

/// The ink, and what is darker than the paper just above and just below it.
fn with_ridges(bits: &Bits, gray: &GrayImage, contrast: u8, dpi: Dpi) -> Bits {
    /// How far above and below the paper is looked at, in inches: beyond a hair line and the blur of scanning.
    const BESIDE: f64 = 0.02;
    /// Share of the page's contrast by which a pale rule is darker than its paper, and the least that is beyond the grain. Measured on own samples: rules
    /// from 0.2, background patterns up to 0.13.
    const PALE: f32 = 0.15;
    const GRAIN: u8 = 20;
    let mut marked = bits.clone();
    let beside = index(dpi.px(BESIDE).max(2));
    let least = round_u8(f32::from(contrast) * PALE).max(GRAIN);
    let width = index(gray.width()).max(1);
    let rows: Vec<&[u8]> = gray.as_raw().chunks_exact(width).collect();
    for y in beside..rows.len().saturating_sub(beside) {
        let (above, here, below) = (rows[y - beside], rows[y], rows[y + beside]);
        marked.mark(px(y), |x| above[x].min(below[x]).saturating_sub(here[x]) >= least);
    }
    marked
}

/// Runs of ink in a row at least so long, gaps of at most `gap` bridged.
fn long_runs(bits: &Bits, y: u32, gap: u32, least: u32) -> Vec<Rect> {
    let mut found = Vec::new();
    let mut now: Option<(u32, u32)> = None;
    let mut keep = |run: Option<(u32, u32)>| {
        if let Some((start, end)) = run
            && end - start >= least
        {
            found.push(Rect {
                x: start,
                y,
                w: end - start,
                h: 1,
            });
        }
    };
    bits.runs(y, |start, end| {
        now = match now {
            Some((from, to)) if start <= to + gap => Some((from, end)),
            before => {
                keep(before);
                Some((start, end))
            }
        };
    });
    keep(now);
    found
}

/// The frames that rules make with their uprights: the inside of each.
pub fn frames(rules: &[Rule], bits: &Bits, dpi: Dpi) -> Vec<Rect> {
    let slack = dpi.px(0.06);
    let mut found: Vec<Rect> = Vec::new();
    for (at, top) in rules.iter().enumerate() {
        for foot in &rules[at + 1..] {
            let height = dpi.inches(foot.y().saturating_sub(top.y()));
            let width = dpi.inches(top.area.w);
            let same_ends =
                top.area.x.abs_diff(foot.area.x) <= slack && top.area.right().abs_diff(foot.area.right()) <= slack;
            if !same_ends
                || !(FRAME_HEIGHTS.0..=FRAME_HEIGHTS.1).contains(&height)
                || !(FRAME_WIDTHS.0..=FRAME_WIDTHS.1).contains(&width)
            {
                continue;
            }
            let inside = Rect {
                x: top.area.x.max(foot.area.x),
                y: top.area.bottom(),
                w: top.area.right().min(foot.area.right()) - top.area.x.max(foot.area.x),
                h: foot.area.y.saturating_sub(top.area.bottom()),
            };
            let uprights = [top.area.x, top.area.right()].map(|x| is_upright(bits, x, inside, dpi));
            if uprights.contains(&true) {
                found.push(inside);
                break;
            }
        }
    }
    for rule in rules {
        if !found.iter().any(|frame| touches(*frame, rule.area, slack)) {
            found.extend(broken_frame(rule, bits, dpi));
        }
    }
    found
}

fn touches(frame: Rect, area: Rect, slack: u32) -> bool {
    let around = frame.grown(slack, u32::MAX, u32::MAX);
    area.x < around.right() && around.x < area.right() && area.y < around.bottom() && around.y < area.bottom()
}

/// A frame of which only one of the level sides was found, by its two uprights.
fn broken_frame(rule: &Rule, bits: &Bits, dpi: Dpi) -> Option<Rect> {
    let width = dpi.inches(rule.area.w);
    if !(FRAME_WIDTHS.0..=FRAME_WIDTHS.1).contains(&width) {
        return None;
    }
    let heights = [0.42, 0.36, 0.3, 0.26, 0.22];
    let inside = |height: f64, above: bool| {
        let h = dpi.px(height);
        let y = if above {
            rule.area.y.saturating_sub(h)
        } else {
            rule.area.bottom()
        };
        Rect {
            x: rule.area.x,
            y,
            w: rule.area.w,
            h: h.min(bits.height().saturating_sub(y)),
        }
    };
    let places = heights
        .iter()
        .flat_map(|&height| [inside(height, true), inside(height, false)]);
    let has_both = |place: &Rect| {
        [place.x, place.right()]
            .into_iter()
            .all(|x| is_upright(bits, x, *place, dpi))
    };
    places.into_iter().find(|place| has_both(place))
}

/// Whether ink stands along most of the frame's side near `x`.
fn is_upright(bits: &Bits, x: u32, inside: Rect, dpi: Dpi) -> bool {
    let reach = dpi.px(0.03);
    let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(bits.width()));
    if left >= right {
        return false;
    }
    let rows = (inside.y..inside.bottom())
        .filter(|&y| bits.count_in_row(y, left, right) > 0)
        .count();
    rows * 10 >= index(inside.h) * 7
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dpi() -> Dpi {
        Dpi::new(200.0).unwrap()
    }

    fn sheet() -> Bits {
        Bits::blank(800, 300)
    }

    /// A level line three pixels thick.
    fn level(bits: &mut Bits, y: u32, from: u32, to: u32) {
        (y..y + 3).for_each(|y| bits.fill(y, from, to));
    }

    fn upright(bits: &mut Bits, x: u32, from: u32, to: u32) {
        (from..to).for_each(|y| bits.fill(y, x, x + 3));
    }

    /// A frame of 240 by 60 pixels, 1.2 by 0.3 inches, without its top.
    fn open_frame() -> Bits {
        let mut bits = sheet();
        level(&mut bits, 160, 500, 740);
        upright(&mut bits, 500, 100, 160);
        upright(&mut bits, 737, 100, 160);
        bits
    }

    #[test]
    fn a_rule_with_small_and_with_wider_gaps_is_one() {
        let mut bits = sheet();
        for start in (100..500).step_by(24) {
            level(&mut bits, 100, start, start + 20);
        }
        level(&mut bits, 200, 100, 200);
        level(&mut bits, 200, 216, 400);
        let found = rules(&bits, dpi());
        let spans: Vec<(u32, u32)> = found.iter().map(|rule| (rule.area.x, rule.area.right())).collect();
        assert_eq!(spans, [(100, 504), (100, 400)]);
    }

    #[test]
    fn writing_a_bar_and_a_short_dash_are_no_rules() {
        let mut bits = sheet();
        level(&mut bits, 50, 100, 150);
        (100..130).for_each(|y| bits.fill(y, 100, 500));
        for start in (100..500).step_by(40) {
            level(&mut bits, 200, start, start + 20);
        }
        assert_eq!(rules(&bits, dpi()), []);
    }

    #[test]
    fn the_feet_of_a_word_in_small_print_are_no_rule_and_a_short_dotted_one_is() {
        let mut bits = sheet();
        for start in (100..220).step_by(12) {
            upright(&mut bits, start, 80, 100);
            upright(&mut bits, start + 6, 80, 100);
            level(&mut bits, 97, start, start + 9);
        }
        for start in (400..520).step_by(6) {
            level(&mut bits, 200, start, start + 4);
        }
        let spans: Vec<(u32, u32)> = rules(&bits, dpi())
            .iter()
            .map(|rule| (rule.area.x, rule.area.right()))
            .collect();
        assert_eq!(spans, [(400, 518)]);
    }

    #[test]
    fn a_whole_frame_is_found_once() {
        let mut bits = open_frame();
        level(&mut bits, 100, 500, 740);
        let found = frames(&rules(&bits, dpi()), &bits, dpi());
        assert_eq!(
            found,
            [Rect {
                x: 500,
                y: 103,
                w: 240,
                h: 57
            }]
        );
    }

    #[test]
    fn a_frame_with_a_broken_top_is_found_by_its_uprights() {
        let mut bits = open_frame();
        for start in (500..730).step_by(40) {
            level(&mut bits, 100, start, start + 15);
        }
        let found = frames(&rules(&bits, dpi()), &bits, dpi());
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].x == 500 && found[0].w == 240 && found[0].bottom() == 160 && found[0].y.abs_diff(100) <= 25,
            "{found:?}"
        );
    }

    /// A page of 800 by 300 pixels, light grey, with darker pixels.
    fn gray(ink: impl Fn(u32, u32) -> Option<u8>) -> GrayImage {
        GrayImage::from_fn(800, 300, |x, y| image::Luma([ink(x, y).unwrap_or(235)]))
    }

    #[test]
    fn a_hair_line_too_pale_for_ink_is_a_rule_and_a_line_of_writing_is_none() {
        // A pale line under writing that wanders up and down, loop after loop.
        let page = gray(|x, y| {
            let loops = 180 + (x / 9 % 3) * 4;
            match () {
                () if (150..700).contains(&x) && (230..232).contains(&y) => Some(175),
                () if (150..640).contains(&x) && (loops..loops + 3).contains(&y) => Some(175),
                () => None,
            }
        });
        let found = rules_with_pale(&sheet(), &page, 200, dpi());
        let spans: Vec<(u32, u32, u32)> = found
            .iter()
            .map(|rule| (rule.y(), rule.area.x, rule.area.right()))
            .collect();
        assert_eq!(spans, [(231, 150, 700)]);
    }

    #[test]
    fn a_rule_that_came_apart_is_followed_to_the_gap_before_its_label() {
        let mut bits = sheet();
        level(&mut bits, 200, 400, 720);
        (150..400).step_by(6).for_each(|x| bits.fill(201, x, x + 3));
        // The label's feet, a fifth of an inch before it.
        (40..110).step_by(10).for_each(|x| upright(&mut bits, x, 185, 203));
        let page = gray(|x, y| bits.get(x, y).then_some(20));
        let found = rules_with_pale(&bits, &page, 200, dpi());
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].area.x.abs_diff(150) <= 12 && found[0].area.right() == 720,
            "{found:?}"
        );
    }

    #[test]
    fn two_rules_without_uprights_are_no_frame() {
        let mut bits = sheet();
        level(&mut bits, 100, 500, 740);
        level(&mut bits, 160, 500, 740);
        assert_eq!(frames(&rules(&bits, dpi()), &bits, dpi()), []);
    }
}
