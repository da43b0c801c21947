//! How payers write amounts and dates: everybody in their own way.

use super::canvas::Canvas;
use super::rng::Rng;
use super::text::Pen;
use super::words::{Spelling, figures, legal};
use crate::money::Amount;
use chrono::NaiveDate;

/// How figures are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    /// `1,204.50`.
    Point,
    /// `1204.50`.
    NoComma,
    /// `120-`; for whole dollars only.
    Dash,
    /// `120 xx/100`; for whole dollars only.
    Crosses,
    /// `120 50/100`.
    Fraction,
    /// Cents raised over a bar, with this below it.
    Raised(&'static str),
}

const STYLES: [Style; 9] = [
    Style::Point,
    Style::Point,
    Style::Point,
    Style::NoComma,
    Style::Dash,
    Style::Crosses,
    Style::Fraction,
    Style::Raised("100"),
    Style::Raised(""),
];

/// Whether a dollar sign is printed before the place of the figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DollarSign {
    Printed,
    Missing,
}

/// Writes the figures from `x` on the line `y` into so much room (inches).
pub(crate) fn write_figures(
    canvas: &mut Canvas,
    pen: &mut Pen,
    amount: Amount,
    sign: DollarSign,
    (x, y, room): (f64, f64, f64),
    rng: &mut Rng,
) {
    let (dollars, cents) = (amount.cents() / 100, amount.cents() % 100);
    let sign = if sign == DollarSign::Missing || rng.chance(0.08) {
        "$"
    } else {
        ""
    };
    let text = match rng.pick(&STYLES) {
        Style::Raised(below) => {
            let end = pen.write(canvas, x, y, room * 0.6, &format!("{sign}{dollars}"));
            return raise(canvas, pen, &format!("{cents:02}"), below, (end + 0.02, y));
        }
        Style::NoComma => format!("{sign}{dollars}.{cents:02}"),
        Style::Dash if cents == 0 => format!("{sign}{dollars}-"),
        Style::Crosses if cents == 0 => format!("{sign}{dollars} xx/100"),
        Style::Fraction => format!("{sign}{dollars} {cents:02}/100"),
        Style::Point | Style::Dash | Style::Crosses => format!("{sign}{}", figures(amount)),
    };
    let text = if pen.knows(&text) { text } else { figures(amount) };
    pen.write(canvas, x, y, room, &text);
}

/// Cents smaller and higher, over a bar, from `x` on.
fn raise(canvas: &mut Canvas, pen: &Pen, cents: &str, below: &str, (x, y): (f64, f64)) {
    let mut small = pen.of_size(0.62);
    let end = small.write(canvas, x, y - 0.07, 0.3, cents);
    canvas.stroke(&[(x - 0.01, y - 0.045), (end + 0.02, y - 0.055)], 0.012, 0.85);
    let mut smaller = pen.of_size(0.5);
    smaller.write(canvas, x, y + 0.03, 0.3, below);
}

/// Writes the amount in words from `x` on the line `y` into so much room (inches), and a stroke that fills the rest of it as most payers do.
pub(crate) fn write_words(
    canvas: &mut Canvas,
    pen: &mut Pen,
    amount: Amount,
    (x, y, room): (f64, f64, f64),
    rng: &mut Rng,
) {
    let text = legal(amount, Spelling::of_somebody(rng));
    let text = if pen.knows(&text) {
        text
    } else {
        legal(amount, Spelling::PLAIN)
    };
    let end = pen.write(canvas, x, y, room, &text);
    let from = end + rng.range(0.06, 0.2);
    if from + 0.15 > x + room || rng.chance(0.35) {
        return;
    }
    let to = x + room + 0.05;
    let level = y - rng.range(0.02, 0.05);
    let points: Vec<(f64, f64)> = if rng.chance(0.25) {
        let steps = 8_u8;
        (0..=steps)
            .map(|i| f64::from(i) / f64::from(steps))
            .map(|t| (from + (to - from) * t, level + 0.02 * (t * 12.0).sin()))
            .collect()
    } else {
        vec![(from, level), (to, level + rng.range(-0.02, 0.02))]
    };
    canvas.stroke(&points, 0.014, 0.8);
}

/// The date as somebody writes it.
pub(crate) fn written_date(date: NaiveDate, rng: &mut Rng) -> String {
    let form = rng.pick(&[
        "%m/%d/%y",
        "%m/%d/%Y",
        "%-m/%-d/%y",
        "%-m/%-d/%Y",
        "%-m-%-d-%y",
        "%m-%d-%Y",
        "%b %-d, %Y",
        "%b %-d %Y",
        "%B %-d, %Y",
        "%-d %b %Y",
    ]);
    date.format(form).to_string()
}

/// The date as a machine prints it.
pub(crate) fn printed_date(date: NaiveDate, rng: &mut Rng) -> String {
    let form = rng.pick(&[
        "%m/%d/%Y",
        "%m/%d/%Y",
        "%-m/%-d/%Y",
        "%m-%d-%Y",
        "%b %d, %Y",
        "%B %-d, %Y",
    ]);
    date.format(form).to_string()
}
