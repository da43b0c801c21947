//! Small plots as SVG, by presentation attributes and classes only: the page's policy allows no style of its own.

use super::words::count as counted;
use std::fmt::Write as _;

const WIDTH: f64 = 560.0;
/// Room for the names beside bars.
const NAMES: f64 = 170.0;
/// Room for the figures behind bars.
const FIGURES: f64 = 70.0;
const BAR: f64 = 16.0;
const ROW: f64 = 24.0;
/// The height of a plot over time, and of the room for its days.
const HEIGHT: f64 = 200.0;
const DAYS: f64 = 24.0;
/// The most days that are named beneath a plot.
const MOST_NAMED: usize = 7;

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn write(svg: &mut String, text: std::fmt::Arguments<'_>) {
    svg.write_fmt(text).expect("a string takes whatever is written");
}

/// Bars lying one above the other: name, length, and the figure behind it.
pub(super) fn bars(title: &str, rows: &[(String, f64, String)]) -> String {
    let most = rows
        .iter()
        .map(|(_, value, _)| *value)
        .fold(f64::MIN_POSITIVE, f64::max);
    let height = ROW * crate::geometry::f64_of(rows.len()) + 4.0;
    let mut svg = String::new();
    write(
        &mut svg,
        format_args!(
            r#"<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{}, {}">"#,
            escaped(title),
            counted(i64::try_from(rows.len()).unwrap_or(0), "bar")
        ),
    );
    for (at, (name, value, figure)) in rows.iter().enumerate() {
        let y = ROW * crate::geometry::f64_of(at) + 4.0;
        let length = (WIDTH - NAMES - FIGURES) * value / most;
        let (text, end) = (y + BAR - 4.0, NAMES + length + 6.0);
        write(
            &mut svg,
            format_args!(
                r#"<text x="{:.0}" y="{text:.1}" text-anchor="end">{}</text><rect class="mark" x="{NAMES}" y="{y:.1}" width="{length:.1}" height="{BAR}" rx="2"/><text class="value" x="{end:.1}" y="{text:.1}">{}</text>"#,
                NAMES - 8.0,
                escaped(name),
                escaped(figure)
            ),
        );
    }
    svg.push_str("</svg>");
    svg
}

/// A share of 0 to 1 over days, the earliest first.
pub(super) fn shares(title: &str, points: &[(String, f64)]) -> String {
    let left = 40.0;
    let x = |at: usize| {
        let steps = crate::geometry::f64_of(points.len().saturating_sub(1).max(1));
        left + (WIDTH - left - 16.0) * crate::geometry::f64_of(at) / steps
    };
    let y = |share: f64| 8.0 + (HEIGHT - 16.0) * (1.0 - share);
    let mut svg = String::new();
    write(
        &mut svg,
        format_args!(
            r#"<svg viewBox="0 0 {WIDTH} {}" role="img" aria-label="{}, {}">"#,
            HEIGHT + DAYS,
            escaped(title),
            counted(i64::try_from(points.len()).unwrap_or(0), "day")
        ),
    );
    for percent in [0_u8, 25, 50, 75, 100] {
        let at = y(f64::from(percent) / 100.0);
        write(
            &mut svg,
            format_args!(
                r#"<line class="grid" x1="{left}" x2="{WIDTH}" y1="{at:.1}" y2="{at:.1}"/><text x="{:.0}" y="{:.1}" text-anchor="end">{percent} %</text>"#,
                left - 6.0,
                at + 4.0
            ),
        );
    }
    let line: Vec<String> = points
        .iter()
        .enumerate()
        .map(|(at, (_, share))| format!("{:.1},{:.1}", x(at), y(*share)))
        .collect();
    write(
        &mut svg,
        format_args!(r#"<polyline class="line" points="{}"/>"#, line.join(" ")),
    );
    let every = points.len().div_ceil(MOST_NAMED).max(1);
    for (at, (day, share)) in points.iter().enumerate() {
        write(
            &mut svg,
            format_args!(
                r#"<circle class="mark" cx="{:.1}" cy="{:.1}" r="3.5"/>"#,
                x(at),
                y(*share)
            ),
        );
        if at % every == 0 {
            write(
                &mut svg,
                format_args!(
                    r#"<text x="{:.1}" y="{}" text-anchor="middle">{}</text>"#,
                    x(at),
                    HEIGHT + DAYS - 6.0,
                    escaped(day)
                ),
            );
        }
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_place() {
        let svg = bars("by <b>", &[("<script>".to_owned(), 1.0, "1 & 2".to_owned())]);
        assert!(!svg.contains("<script>") && svg.contains("1 &amp; 2") && !svg.contains("style="));
    }

    #[test]
    fn nothing_to_show_is_still_a_plot() {
        assert!(shares("none", &[]).ends_with("</svg>"));
        assert!(bars("none", &[]).ends_with("</svg>"));
    }
}
