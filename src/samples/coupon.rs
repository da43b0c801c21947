//! The coupon: five layouts of the same facts, whole or damaged.

mod layout;

use super::canvas::{Area, Canvas, area};
use super::codes::{CodeText, draw_code_128, draw_qr};
use super::fonts::{Face, Fonts};
use super::people::Person;
use super::rng::Rng;
use super::text::{Pen, print};
use super::words::figures;
use crate::money::Amount;
use chrono::{Datelike as _, NaiveDate};
use layout::{Fields, LAYOUT_TABLE, Layout};

/// All that is printed and written on a coupon.
#[derive(Clone, Debug)]
pub(crate) struct Coupon {
    pub(crate) layout: usize,
    pub(crate) member: Person,
    /// What barcode and QR code say; printed text too.
    pub(crate) code: CodeText,
    /// What the scan line says, where it says something else.
    pub(crate) scan_line: Option<CodeText>,
    pub(crate) due_date: NaiveDate,
    /// What the payer wrote into the box.
    pub(crate) enclosed: Option<Amount>,
    pub(crate) hand: usize,
    pub(crate) harm: Vec<Harm>,
}

/// A mark of the coupon.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    Barcode,
    Qr,
    ScanLine,
}

/// What happened to a mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Harm {
    /// The printer left bands white.
    Toner(Target),
    /// Somebody scribbled over it.
    Pen(Target),
}

/// Inches across and down.
pub(crate) const SIZE: (f64, f64) = (8.5, 3.5);
/// How many layouts there are.
pub(crate) const LAYOUTS: usize = LAYOUT_TABLE.len();

/// Draws the coupon with its upper left corner at (`x0`, `y0`) inches.
pub(crate) fn draw(canvas: &mut Canvas, fonts: &Fonts, coupon: &Coupon, y0: f64, rng: &mut Rng) {
    let l = &LAYOUT_TABLE[coupon.layout % LAYOUTS];
    let moved = |a: Area| Area { y: a.y + y0, ..a };
    let jog = (rng.range(-0.06, 0.06), rng.range(-0.04, 0.04));
    canvas.dashes(0.2, y0 + 0.03, 8.1, 0.6);
    let hint = [
        "Detach here - return this part with your payment",
        "PLEASE RETURN THIS COUPON WITH YOUR CHECK",
        "Do not staple or fold",
    ];
    print(fonts, l.faces.0, 6.0)
        .inked(0.7)
        .draw_centre(canvas, 4.25, y0 + 0.16, hint[coupon.layout % 3]);
    let bold = match l.faces.0 {
        Face::Serif => Face::SerifBold,
        Face::Wide => Face::WideBold,
        _ => Face::SansBold,
    };
    print(fonts, bold, 11.5).draw(canvas, l.title.0, y0 + l.title.1, "PAYMENT COUPON");
    if let Some((x, y)) = l.payee {
        print(fonts, bold, 9.0).draw(canvas, x, y0 + y, "Massachusetts Health Connector");
    }
    draw_fields(canvas, fonts, coupon, l, y0);
    draw_address(canvas, fonts, coupon, l, y0);
    let e = moved(l.enclosed);
    let label = print(fonts, l.faces.0, 9.0);
    label.draw_right(canvas, e.x - 0.06, e.y + e.h * 0.65, "Amount enclosed $");
    canvas.frame(e, 0.013, 0.9);
    if let Some(amount) = coupon.enclosed {
        let mut pen = Pen::new(fonts, coupon.hand, 1.1, rng.fork(7));
        pen.write(canvas, e.x + 0.2, e.y + e.h * 0.74, e.w - 0.3, &figures(amount));
    }
    let bar = moved(Area {
        x: l.barcode.x + jog.0,
        y: l.barcode.y + jog.1,
        ..l.barcode
    });
    draw_code_128(canvas, bar, &coupon.code.digits(), 0.95);
    let qr = moved(l.qr);
    let since_2026 = coupon.code.bill_date.year() >= 2026;
    if since_2026 {
        draw_qr(canvas, qr, &coupon.code.qr(), 0.95);
    }
    let line = coupon.scan_line.as_ref().unwrap_or(&coupon.code).scan_line();
    let (x, y) = (l.scan_line.0 + jog.0, y0 + l.scan_line.1 + jog.1 * 0.5);
    print(fonts, Face::OcrA, 10.0).draw_pitch(canvas, x, y, 0.1, &line);
    let line_area = area(x, y - 0.11, 3.8, 0.12);
    for harm in &coupon.harm {
        let target = match harm {
            Harm::Toner(t) | Harm::Pen(t) => t,
        };
        let at = match target {
            Target::Barcode => bar,
            Target::Qr if since_2026 => qr,
            Target::Qr => continue,
            Target::ScanLine => line_area,
        };
        match harm {
            Harm::Toner(_) => lose_toner(canvas, at, rng),
            Harm::Pen(_) => scribble(canvas, at, rng),
        }
    }
}

fn draw_fields(canvas: &mut Canvas, fonts: &Fonts, coupon: &Coupon, l: &Layout, y0: f64) {
    let date = |d: NaiveDate| {
        if l.long_dates {
            d.format("%B %-d, %Y").to_string()
        } else {
            d.format("%m/%d/%Y").to_string()
        }
    };
    let fields = [
        ("Member ID", coupon.code.member_id.to_string()),
        ("Bill date", date(coupon.code.bill_date)),
        ("Total due", format!("${}", figures(coupon.code.due))),
        ("Please pay by", date(coupon.due_date)),
    ];
    let (x, y, kind) = l.fields;
    let (label, value) = (print(fonts, l.faces.0, 8.0), print(fonts, l.faces.1, 9.0));
    for (i, (name, text)) in (0_u8..).zip(&fields) {
        let i = f64::from(i);
        if kind == Fields::Boxes {
            let cell = area(x + i * 1.83, y0 + y, 1.77, 0.38);
            canvas.frame(cell, 0.008, 0.7);
            label.draw(canvas, cell.x + 0.06, cell.y + 0.13, name);
            value.draw(canvas, cell.x + 0.06, cell.y + 0.31, text);
        } else {
            let line = y0 + y + i * 0.19;
            label.draw(canvas, x, line, name);
            value.draw_right(canvas, x + 3.0, line, text);
            if kind == Fields::Ruled {
                canvas.rule(x, line + 0.045, 3.0, 0.5);
            }
        }
    }
}

fn draw_address(canvas: &mut Canvas, fonts: &Fonts, coupon: &Coupon, l: &Layout, y0: f64) {
    let mut lines = coupon.member.lines();
    if l.capitals {
        for line in &mut lines {
            *line = line.to_uppercase();
        }
    }
    let (x, y) = (l.address.0, y0 + l.address.1);
    let text = print(fonts, l.faces.1, 9.0);
    text.draw_lines(canvas, x, y, 0.15, &lines);
    if l.window {
        for (dx, dy) in [(-0.12, -0.2), (3.0, -0.2), (-0.12, 0.6), (3.0, 0.6)] {
            canvas.fill(area(x + dx, y + dy, 0.08, 0.01), 0.5);
            canvas.fill(area(x + dx, y + dy, 0.01, 0.08), 0.5);
        }
    }
    let (x, y) = (l.remit.0, y0 + l.remit.1);
    print(fonts, l.faces.0, 6.5).draw(canvas, x, y - 0.14, "Make check payable and mail to:");
    let remit = ["Health Connector", "PO Box 412612", "Boston, MA 02241-2612"].map(str::to_owned);
    text.draw_lines(canvas, x, y, 0.15, &remit);
}

/// White bands along the paper's way through the printer: enough of them that bars are gone.
fn lose_toner(canvas: &mut Canvas, at: Area, rng: &mut Rng) {
    for _ in 0..rng.whole(2, 4) {
        let w = (at.w * rng.range(0.02, 0.05)).max(0.04);
        let x = at.x + rng.range(0.04, 0.9) * at.w;
        let (left, top, right, bottom) = canvas.pixels(area(x, at.y - 0.03, w, at.h + 0.06));
        for y in top..bottom {
            for p in &mut canvas.grey[y * canvas.width + left..y * canvas.width + right] {
                *p = (*p).max(if rng.chance(0.06) { 120 } else { 248 });
            }
        }
    }
}

/// A ball pen to and fro over it.
fn scribble(canvas: &mut Canvas, at: Area, rng: &mut Rng) {
    let (mut points, turns) = (Vec::new(), rng.whole(14, 24));
    let (from, span) = (rng.range(0.02, 0.3), rng.range(0.35, 0.65));
    for i in 0..=turns {
        let t = f64::from(u8::try_from(i).expect("few turns")) / f64::from(u8::try_from(turns).expect("few turns"));
        let x = at.x + at.w * (from + span * t + rng.range(-0.03, 0.03));
        let y = if i % 2 == 0 {
            at.y - rng.range(0.0, 0.06)
        } else {
            at.y + at.h + rng.range(0.0, 0.06)
        };
        points.push((x, y));
    }
    canvas.stroke(&points, rng.range(0.02, 0.032), 0.85);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::people;
    use rxing::{BarcodeFormat, helpers};

    fn coupon(layout: usize) -> Coupon {
        let mut rng = Rng::new(9);
        Coupon {
            layout,
            member: people::person(&mut rng),
            code: CodeText {
                member_id: "002143389480".parse().unwrap(),
                bill_date: NaiveDate::from_ymd_opt(2026, 1, 3).unwrap(),
                due: "948.86".parse().unwrap(),
            },
            scan_line: None,
            due_date: NaiveDate::from_ymd_opt(2026, 1, 23).unwrap(),
            enclosed: None,
            hand: 0,
            harm: Vec::new(),
        }
    }

    fn decoded(coupon: &Coupon, format: BarcodeFormat) -> Option<String> {
        let fonts = Fonts::load().unwrap();
        let mut canvas = Canvas::new(SIZE.0, SIZE.1, 200.0);
        draw(&mut canvas, &fonts, coupon, 0.0, &mut Rng::new(3));
        let (w, h) = canvas.size();
        let found = helpers::detect_in_luma(canvas.grey, w, h, Some(format)).ok()?;
        Some(found.getText().to_owned())
    }

    #[test]
    fn both_codes_of_every_layout_are_read_back() {
        for layout in 0..LAYOUTS {
            let it = coupon(layout);
            assert_eq!(
                decoded(&it, BarcodeFormat::CODE_128),
                Some(it.code.digits()),
                "layout {layout}"
            );
            assert_eq!(
                decoded(&it, BarcodeFormat::QR_CODE),
                Some(it.code.qr()),
                "layout {layout}"
            );
        }
    }

    #[test]
    fn a_barcode_that_lost_its_toner_or_was_scribbled_over_is_not_read() {
        for harm in [Harm::Toner(Target::Barcode), Harm::Pen(Target::Barcode)] {
            let it = Coupon {
                harm: vec![harm],
                ..coupon(0)
            };
            assert_eq!(decoded(&it, BarcodeFormat::CODE_128), None, "{harm:?}");
        }
    }
}
