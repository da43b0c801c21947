//! Items: personal, business and bill-pay checks, money orders; and the backs of papers.

mod memo;
mod money_order;

pub(crate) use memo::{Memo, Tool};

use super::canvas::{Canvas, area};
use super::e13b;
use super::fonts::{Face, Fonts};
use super::rng::Rng;
use super::text::{Pen, print};
use super::words::{Spelling, figures, legal};
use super::writing::{DollarSign, printed_date, write_figures, write_words, written_date};
use crate::geometry::{f64_of, index, round_u8, round_u32};
use crate::money::Amount;
use chrono::NaiveDate;

/// What kind of item it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Style {
    Personal,
    Business,
    BillPay,
    MoneyOrder,
}

/// Where an item is drawn, and in whose dollars.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Country {
    UnitedStates,
    Canada,
}

/// What the purchaser of a money order fills in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purchaser {
    /// A signature and the first line of the address.
    Signed,
    /// The name and the whole address, well legible.
    Written,
}

/// All that stands on an item.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    pub(crate) style: Style,
    pub(crate) payer: Vec<String>,
    /// Who signs it; nobody signed an unsigned one.
    pub(crate) signer: Option<String>,
    pub(crate) payee: String,
    pub(crate) country: Country,
    pub(crate) bank: String,
    /// Nine digits; of a Canadian bank five for the branch, a dash, and three.
    pub(crate) routing: String,
    pub(crate) account: String,
    pub(crate) serial: String,
    /// What it says in words, which is what it is worth.
    pub(crate) amount: Amount,
    /// What it says in figures: the same, but for a slip.
    pub(crate) figures: Amount,
    pub(crate) date: NaiveDate,
    pub(crate) memo: Memo,
    pub(crate) purchaser: Purchaser,
    pub(crate) hand: usize,
    pub(crate) pattern: bool,
}

impl Check {
    /// Drawn on a bank of the United States.
    pub(crate) fn is_american(&self) -> bool {
        self.country == Country::UnitedStates
    }

    /// The MICR line with the Unicode symbols.
    pub(crate) fn micr(&self) -> String {
        if self.country == Country::Canada {
            let transit = self.routing.replace('-', "⑉");
            let (head, tail) = self.account.split_at(3);
            return format!("⑈{:0>3}⑈⑆{transit}⑆ {head}⑉{tail}⑈", self.serial);
        }
        match self.style {
            Style::Business | Style::BillPay => format!("⑈{:0>6}⑈ ⑆{}⑆ {}⑈", self.serial, self.routing, self.account),
            Style::Personal => format!("⑆{}⑆ {}⑈ {:0>4}", self.routing, self.account, self.serial),
            Style::MoneyOrder => format!("⑆{}⑆ {}⑈", self.routing, self.account),
        }
    }

    /// Inches across and down.
    pub(crate) fn size(&self) -> (f64, f64) {
        match self.style {
            Style::Personal if self.country == Country::Canada => (6.5, 2.75),
            Style::Personal => (6.0, 2.75),
            Style::Business => (8.5, 3.5),
            Style::BillPay => (7.5, 3.25),
            Style::MoneyOrder => (7.0, 3.25),
        }
    }
}

/// Draws the item's front.
pub(crate) fn draw(canvas: &mut Canvas, fonts: &Fonts, check: &Check, rng: &mut Rng) {
    if check.pattern {
        ground(canvas, rng);
    }
    match check.style {
        Style::Personal => personal(canvas, fonts, check, rng),
        Style::Business | Style::BillPay => business(canvas, fonts, check, rng),
        Style::MoneyOrder => money_order::draw(canvas, fonts, check, rng),
    }
    let drop = rng.range(-0.02, 0.02);
    e13b::draw(canvas, &check.micr(), drop, 0.95);
}

/// Safety paper: fine waves, lighter than any ink.
fn ground(canvas: &mut Canvas, rng: &mut Rng) {
    let (deep, period) = (rng.range(8.0, 38.0), rng.range(0.06, 0.16) * canvas.dpi);
    let (sway, long) = (rng.range(0.3, 1.6) * period, rng.range(0.4, 1.2) * canvas.dpi);
    let wave: Vec<f64> = (0..canvas.width)
        .map(|x| (f64_of(x) / long * std::f64::consts::TAU).sin() * sway)
        .collect();
    let line: Vec<u8> = (0..256_u32)
        .map(|i| {
            let s = (f64::from(i) / 256.0 * std::f64::consts::TAU).sin();
            round_u8(crate::geometry::f32_of(255.0 - deep * (0.5 + 0.5 * s).powi(2)))
        })
        .collect();
    let width = canvas.width;
    for (y, row) in canvas.grey.chunks_exact_mut(width).enumerate() {
        for (p, sway) in row.iter_mut().zip(&wave) {
            let phase = (f64_of(y) + sway) / period;
            *p = line[index(round_u32((phase - phase.floor()) * 255.0))];
        }
    }
}

/// A rule to write on; here and there the print has gaps.
fn rule(canvas: &mut Canvas, x: f64, y: f64, w: f64, rng: &mut Rng) {
    if rng.chance(0.8) {
        return canvas.rule(x, y, w, 0.6);
    }
    let mut at = x;
    while at < x + w {
        let part = rng.range(0.4, 1.6).min(x + w - at);
        canvas.rule(at, y, part, 0.6);
        at += part + rng.range(0.02, 0.09);
    }
}

fn personal(canvas: &mut Canvas, fonts: &Fonts, check: &Check, rng: &mut Rng) {
    let (face, bold) = if rng.chance(0.5) {
        (Face::Sans, Face::SansBold)
    } else {
        (Face::Serif, Face::SerifBold)
    };
    let small = print(fonts, face, 6.5);
    let (left, bank_at) = (rng.range(0.25, 0.4), rng.below(2));
    print(fonts, face, 8.5).draw_lines(canvas, left, 0.3, 0.135, &check.payer);
    print(fonts, bold, 11.0).draw_right(canvas, 5.65, 0.32, &check.serial);
    if check.is_american() {
        let fraction = format!("{}-{}/{}", rng.whole(5, 53), &check.routing[4..8], &check.routing[..4]);
        small.inked(0.7).draw_right(canvas, 5.65, 0.47, &fraction);
    }
    let mut pen = Pen::new(fonts, check.hand, 1.0, rng.fork(1));
    small.draw(canvas, 3.8, 0.72, "DATE");
    rule(canvas, 4.1, 0.74, 1.2, rng);
    pen.write(canvas, 4.2, 0.71, 1.1, &written_date(check.date, rng));
    small.draw(canvas, left, 1.0, "PAY TO THE");
    small.draw(canvas, left, 1.1, "ORDER OF");
    rule(canvas, left + 0.65, 1.12, 3.6, rng);
    pen.write(canvas, left + 0.8, 1.08, 3.2, &check.payee);
    amounts(canvas, fonts, check, &mut pen, (face, left), rng);
    let bank = print(fonts, face, 8.5);
    if bank_at == 0 {
        bank.draw(canvas, left, 1.66, &check.bank);
    } else {
        bank.draw(canvas, 2.5, 0.3, &check.bank);
    }
    memo_and_signature(canvas, fonts, check, &mut pen, (left, 2.12), rng);
}

/// The amount in figures, in a box or on a rule, and in words.
fn amounts(canvas: &mut Canvas, fonts: &Fonts, check: &Check, pen: &mut Pen, (face, left): (Face, f64), rng: &mut Rng) {
    let (small, large) = (print(fonts, face, 6.5), print(fonts, face, 13.0));
    let sign = if rng.chance(0.9) {
        DollarSign::Printed
    } else {
        DollarSign::Missing
    };
    let boxed = rng.chance(0.85);
    if boxed {
        canvas.frame(area(4.75, 0.92, 0.95, 0.26), 0.01, 0.7);
    } else {
        canvas.rule(4.75, 1.14, 0.95, 0.6);
    }
    // Some banks print the sign within the box.
    let within = boxed && sign == DollarSign::Printed && rng.chance(0.15);
    if sign == DollarSign::Printed {
        large.draw(canvas, if within { 4.78 } else { 4.62 }, 1.12, "$");
    }
    let start = if within { 4.9 } else { 4.82 };
    write_figures(canvas, pen, check.figures, sign, (start, 1.11, 5.64 - start), rng);
    let (long, dollars) = match check.country {
        Country::UnitedStates => (4.7, "DOLLARS"),
        Country::Canada => (4.5, "CANADIAN DOLLARS"),
    };
    rule(canvas, left, 1.46, long, rng);
    small.draw(canvas, left + long + 0.05, 1.46, dollars);
    write_words(canvas, pen, check.amount, (left + 0.08, 1.43, long - 0.2), rng);
}

fn memo_and_signature(
    canvas: &mut Canvas,
    fonts: &Fonts,
    check: &Check,
    pen: &mut Pen,
    (x, y): (f64, f64),
    rng: &mut Rng,
) {
    let wide = canvas.inches_wide();
    let small = print(fonts, Face::Sans, 6.5);
    small.draw(canvas, x, y, rng.pick(&["MEMO", "FOR", "Memo", "For"]));
    rule(canvas, x + 0.32, y + 0.02, wide * 0.42, rng);
    check.memo.draw(canvas, fonts, pen, (x + 0.36, y - 0.02));
    rule(canvas, wide * 0.6, y + 0.02, wide * 0.35, rng);
    sign(canvas, fonts, check, (wide * 0.62, y), rng);
}

fn sign(canvas: &mut Canvas, fonts: &Fonts, check: &Check, (x, y): (f64, f64), rng: &mut Rng) {
    let Some(name) = &check.signer else { return };
    let mut pen = Pen::signing(fonts, rng.below(3), rng.fork(2));
    pen.write(canvas, x, y, 1.9, name);
    if rng.chance(0.5) {
        let mut points = vec![(x, y)];
        for i in 1..rng.whole(6, 14) {
            let t = f64::from(u8::try_from(i).unwrap_or(0)) * 0.13;
            points.push((x + t, y + rng.range(-0.14, 0.06)));
        }
        canvas.stroke(&points, 0.012, 0.8);
    }
}

fn business(canvas: &mut Canvas, fonts: &Fonts, check: &Check, rng: &mut Rng) {
    let (wide, high) = check.size();
    let face = match check.style {
        Style::BillPay => Face::Mono,
        _ => rng.pick(&[Face::Sans, Face::Mono, Face::Serif]),
    };
    let text = print(fonts, face, 9.0);
    let small = print(fonts, Face::Sans, 6.5);
    print(fonts, Face::SansBold, 10.5).draw(canvas, 0.4, 0.35, &check.payer[0]);
    text.draw_lines(canvas, 0.4, 0.51, 0.14, &check.payer[1..]);
    print(fonts, Face::SansBold, 9.0).draw(canvas, wide * 0.42, 0.35, &check.bank);
    print(fonts, Face::SansBold, 12.0).draw_right(canvas, wide - 0.4, 0.38, &check.serial);
    small.draw(canvas, wide - 2.3, 0.8, "DATE");
    text.draw(canvas, wide - 1.9, 0.8, &printed_date(check.date, rng));
    small.draw(canvas, 0.4, 1.25, "PAY TO THE ORDER OF");
    let payee = check.payee.to_uppercase();
    text.draw(canvas, 1.6, 1.25, &payee);
    rule(canvas, 1.5, 1.28, wide - 3.4, rng);
    canvas.frame(area(wide - 1.65, 1.08, 1.3, 0.27), 0.01, 0.8);
    let figures = figures(check.figures);
    let figures = match rng.below(4) {
        0 => format!("${figures}"),
        1 => format!("**{figures}**"),
        2 => format!("${figures}*"),
        _ => format!("$**{figures}"),
    };
    text.draw(canvas, wide - 1.58, 1.27, &figures);
    let words = legal(check.amount, Spelling::PLAIN);
    let words = match rng.below(4) {
        0 => format!("{words} Dollars"),
        1 => format!("***{words}***"),
        2 => format!("{} DOLLARS", words.to_uppercase()),
        _ => format!("**{}", words.to_uppercase()),
    };
    text.draw(canvas, 0.4, 1.58, &words);
    rule(canvas, 0.4, 1.61, wide - 1.6, rng);
    small.draw(canvas, wide - 1.05, 1.6, "DOLLARS");
    let remit = [&payee, "PO BOX 412612", "BOSTON MA 02241-2612"].map(str::to_owned);
    text.draw_lines(canvas, 0.8, 1.9, 0.15, &remit);
    small.draw(canvas, 0.4, high - 0.72, "MEMO");
    text.draw_lines(
        canvas,
        0.8,
        high - 0.72 - 0.14 * f64_of(check.memo.rows.len().saturating_sub(1)),
        0.14,
        &check.memo.rows,
    );
    canvas.rule(wide * 0.58, high - 0.75, wide * 0.36, 0.6);
    if check.style == Style::BillPay {
        small.draw(
            canvas,
            wide * 0.6,
            high - 0.8,
            "SIGNATURE ON FILE - authorised by your depositor",
        );
    } else {
        sign(canvas, fonts, check, (wide * 0.6, high - 0.78), rng);
    }
}

/// Draws the back of an item: endorsement lines, a stamp now and then.
pub(crate) fn back(canvas: &mut Canvas, fonts: &Fonts, rng: &mut Rng) {
    let (wide, high) = (canvas.inches_wide(), canvas.inches_high());
    // The endorsement stands along the left edge of the back; drawn turned, on its own slip.
    let mut slip = Canvas::new(high, 1.5, canvas.dpi);
    let small = print(fonts, Face::Sans, 6.5);
    small.draw(&mut slip, 0.2, 0.2, "ENDORSE HERE");
    small.draw(&mut slip, 0.2, 0.4, "X");
    for i in 0_u8..3 {
        slip.rule(0.2, 0.42 + 0.25 * f64::from(i), high - 0.4, 0.5);
    }
    small.draw(&mut slip, 0.2, 1.15, "DO NOT WRITE, STAMP OR SIGN BELOW THIS LINE");
    slip.rule(0.2, 1.2, high - 0.4, 0.5);
    canvas.paste(&slip.turned(1), wide - 1.5, 0.0);
    if rng.chance(0.3) {
        print(fonts, Face::WideBold, 8.0)
            .inked(0.6)
            .draw(canvas, 0.8, high * 0.5, "FOR DEPOSIT ONLY");
    }
}

/// Lays the mirrored front over a back, hardly to be seen.
pub(crate) fn show_through(back: &mut Canvas, front: &Canvas, share: f32) {
    if (back.width, back.height) != (front.width, front.height) {
        return;
    }
    let width = back.width;
    let share = round_u32(f64::from(share) * 256.0);
    for (mine, theirs) in back.grey.chunks_exact_mut(width).zip(front.grey.chunks_exact(width)) {
        for (p, q) in mine.iter_mut().zip(theirs.iter().rev()) {
            *p = p.saturating_sub(u8::try_from((u32::from(255 - q) * share) >> 8).unwrap_or(0));
        }
    }
}
