//! The front of a money order.

use super::super::canvas::{Canvas, area};
use super::super::fonts::{Face, Fonts};
use super::super::rng::Rng;
use super::super::text::{Pen, print};
use super::super::words::{Spelling, figures, legal};
use super::{Check, Purchaser, sign};

/// Draws it.
pub(super) fn draw(canvas: &mut Canvas, fonts: &Fonts, check: &Check, rng: &mut Rng) {
    let (wide, _) = check.size();
    let (text, small) = (print(fonts, Face::Mono, 10.0), print(fonts, Face::Sans, 6.0));
    print(fonts, Face::SerifBold, 14.0).draw(canvas, 0.9, 0.4, "MONEY ORDER");
    small.draw(canvas, 0.9, 0.55, &check.bank);
    canvas.stroke(&[(0.35, 0.5), (0.5, 0.25), (0.65, 0.5), (0.35, 0.5)], 0.04, 0.7);
    print(fonts, Face::Mono, 12.0).draw_right(canvas, wide - 0.35, 0.4, &check.serial);
    text.draw_right(canvas, wide - 0.35, 0.65, &check.date.format("%m/%d/%Y").to_string());
    let mut pen = Pen::new(fonts, check.hand, 1.0, rng.fork(3));
    small.draw(canvas, 0.35, 1.05, "PAY TO THE ORDER OF");
    canvas.rule(1.4, 1.07, 3.4, 0.6);
    pen.write(canvas, 1.5, 1.04, 3.2, &check.payee);
    canvas.frame(area(wide - 1.9, 0.85, 1.5, 0.28), 0.012, 0.8);
    text.draw(canvas, wide - 1.8, 1.04, &format!("$***{}", figures(check.figures)));
    text.draw(canvas, 0.35, 1.4, &legal(check.amount, Spelling::PLAIN).to_uppercase());
    small.draw(canvas, 0.35, 1.7, "PURCHASER, SIGNER FOR DRAWER");
    canvas.rule(0.35, 2.02, 2.9, 0.6);
    match check.purchaser {
        Purchaser::Signed => sign(canvas, fonts, check, (0.6, 1.98), rng),
        Purchaser::Written => {
            pen.write(canvas, 0.5, 1.98, 2.6, check.signer.as_deref().unwrap_or(""));
        }
    }
    small.draw(canvas, 3.6, 1.7, "PAYMENT FOR / ACCT. #");
    canvas.rule(3.6, 2.02, 2.9, 0.6);
    check.memo.draw(canvas, fonts, &mut pen, (3.7, 1.98));
    small.draw(canvas, 0.35, 2.35, "ADDRESS");
    canvas.rule(0.9, 2.37, 4.2, 0.6);
    let address = match check.purchaser {
        Purchaser::Signed => check.payer.get(1).cloned().unwrap_or_default(),
        Purchaser::Written => check.payer.get(1..).unwrap_or(&[]).join(", "),
    };
    pen.write(canvas, 1.0, 2.34, 4.0, &address);
}
