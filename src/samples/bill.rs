//! The whole bill: a letter-size page whose lowest 3.5 inches are the coupon.

use super::canvas::{Canvas, area};
use super::coupon::{self, Coupon};
use super::fonts::{Face, Fonts};
use super::rng::Rng;
use super::text::print;
use super::words::figures;

/// Inches across and down.
pub(crate) const SIZE: (f64, f64) = (8.5, 11.0);

const NOTES: [&str; 5] = [
    "Your payment pays for the coverage of the month named above. It is due on the 23rd of the month before.",
    "If you pay by check, write the subscriber's full name and Member ID in the memo line, and send the coupon below.",
    "Payments that reach us after 5:00 pm on the due date count as late. Allow a week for the mail.",
    "If your income or your household changes, tell us within 30 days. A change may lower what you pay.",
    "You may also pay from a bank account on our web site, or let AutoPay draw the premium each month.",
];

/// Draws the bill with its coupon.
pub(crate) fn draw(canvas: &mut Canvas, fonts: &Fonts, bill: &Coupon, rng: &mut Rng) {
    let (face, bold) = if bill.layout.is_multiple_of(2) {
        (Face::Sans, Face::SansBold)
    } else {
        (Face::Serif, Face::SerifBold)
    };
    let (text, strong) = (print(fonts, face, 9.5), print(fonts, bold, 10.0));
    canvas.stroke(
        &[(0.6, 0.75), (0.75, 0.5), (0.9, 0.75), (0.6, 0.6), (0.9, 0.6)],
        0.05,
        0.8,
    );
    print(fonts, bold, 16.0).draw(canvas, 1.05, 0.75, "HEALTH CONNECTOR");
    text.draw(canvas, 1.05, 0.93, "Premium billing statement");
    let head = [
        ("Primary member", bill.member.name.clone()),
        ("Member ID", bill.code.member_id.to_string()),
        ("Bill date", bill.code.bill_date.format("%B %-d, %Y").to_string()),
    ];
    for (i, (name, value)) in (0_u8..).zip(&head) {
        let y = 0.6 + f64::from(i) * 0.18;
        text.draw(canvas, 5.2, y, name);
        strong.draw_right(canvas, 8.0, y, value);
    }
    text.draw_lines(canvas, 0.9, 2.0, 0.16, &bill.member.lines());
    canvas.frame(area(5.2, 1.8, 2.8, 0.62), 0.012, 0.8);
    strong.draw(canvas, 5.35, 2.02, "Total due");
    strong.draw_right(canvas, 7.85, 2.02, &format!("${}", figures(bill.code.due)));
    strong.draw(canvas, 5.35, 2.27, "Please pay by");
    strong.draw_right(canvas, 7.85, 2.27, &bill.due_date.format("%b %-d, %Y").to_string());
    strong.draw(canvas, 0.7, 3.3, "Account activity");
    canvas.rule(0.7, 3.37, 7.1, 0.7);
    let credit = format!("-${}.00", rng.whole(40, 480));
    let rows = [
        ("Balance of last statement", "$0.00".to_owned()),
        ("Premium tax credit", credit),
        ("Fees and adjustments", "$0.00".to_owned()),
        ("What you owe", format!("${}", figures(bill.code.due))),
    ];
    for (i, (name, value)) in (0_u8..).zip(&rows) {
        let y = 3.6 + f64::from(i) * 0.22;
        text.draw(canvas, 0.8, y, name);
        text.draw_right(canvas, 7.7, y, value);
    }
    strong.draw(canvas, 0.7, 5.0, "Good to know");
    for (i, note) in (0_u8..).zip(NOTES) {
        print(fonts, face, 8.5).draw(canvas, 0.7, 5.25 + f64::from(i) * 0.22, note);
    }
    coupon::draw(canvas, fonts, bill, 7.5, rng);
}
