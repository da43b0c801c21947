//! What else comes out of an envelope: the envelope, letters, cover notes.

use super::canvas::{Canvas, area};
use super::fonts::{Face, Fonts};
use super::people::Person;
use super::rng::Rng;
use super::text::{Pen, print};
use chrono::NaiveDate;

/// Inches across and down of an envelope.
pub(crate) const ENVELOPE: (f64, f64) = (7.5, 3.9);
/// Inches across and down of a note.
pub(crate) const NOTE: (f64, f64) = (6.0, 8.0);

/// A letter's or note's writing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Letter {
    /// It asks for something.
    Question(usize),
    /// It only goes with the payment.
    Cover(usize),
}

const QUESTIONS: [&[&str]; 4] = [
    &[
        "To whom it may concern,",
        "My bill went up this month and I",
        "do not understand why. Could you",
        "please call me to explain? I also",
        "moved last week - please change",
        "my address.",
        "Thank you",
    ],
    &[
        "Hello,",
        "please cancel my dental plan at",
        "the end of this month. I found",
        "coverage with my new job.",
        "Send me a letter that confirms it.",
        "Regards",
    ],
    &[
        "Dear Sir or Madam,",
        "I paid twice in December by",
        "mistake. Please send back one",
        "of the payments or let me know",
        "if it counts for February.",
        "Sincerely",
    ],
    &[
        "Hi,",
        "I never got a bill for this month.",
        "Is my daughter still covered?",
        "Please write to me at the address",
        "on the check.",
        "Thanks",
    ],
];

const COVERS: [&[&str]; 3] = [
    &["Enclosed is my payment", "for this month.", "Thank you!"],
    &["Here is the check for", "my health insurance.", "Have a nice day"],
    &["Payment enclosed."],
];

/// Draws a handwritten letter or note.
pub(crate) fn letter(canvas: &mut Canvas, fonts: &Fonts, letter: Letter, who: &Person, hand: usize, rng: &mut Rng) {
    let lines = match letter {
        Letter::Question(i) => QUESTIONS[i % QUESTIONS.len()],
        Letter::Cover(i) => COVERS[i % COVERS.len()],
    };
    if rng.chance(0.5) {
        for i in 0_u8..26 {
            canvas.rule(0.0, 0.8 + f64::from(i) * 0.28, NOTE.0, 0.25);
        }
    }
    let mut pen = Pen::new(fonts, hand, 1.35, rng.fork(5));
    let mut y = 1.05;
    for line in lines.iter().copied().chain([who.name.as_str()]) {
        pen.write(canvas, 0.7 + rng.range(-0.03, 0.03), y, 4.9, line);
        y += 0.28;
    }
}

/// Draws the envelope's front.
pub(crate) fn envelope(
    canvas: &mut Canvas,
    fonts: &Fonts,
    from: &Person,
    postmark: NaiveDate,
    hand: usize,
    rng: &mut Rng,
) {
    let mut pen = Pen::new(fonts, hand, 0.95, rng.fork(6));
    for (i, line) in (0_u8..).zip(from.lines()) {
        pen.write(canvas, 0.35, 0.4 + 0.2 * f64::from(i), 2.2, &line);
    }
    let to = ["Health Connector", "PO Box 412612", "Boston, MA 02241-2612"];
    for (i, line) in (0_u8..).zip(to) {
        let y = 2.0 + 0.3 * f64::from(i);
        if hand.is_multiple_of(3) {
            print(fonts, Face::Wide, 10.0).draw(canvas, 3.1, y, line);
        } else {
            pen.write(canvas, 3.1, y, 2.6, line);
        }
    }
    let ring: Vec<(f64, f64)> = (0_u8..=40)
        .map(|i| {
            let t = f64::from(i) / 40.0 * std::f64::consts::TAU;
            (4.9 + 0.38 * t.cos(), 0.6 + 0.38 * t.sin())
        })
        .collect();
    canvas.stroke(&ring, 0.015, 0.6);
    let small = print(fonts, Face::Sans, 6.0).inked(0.7);
    small.draw_centre(canvas, 4.9, 0.57, "BOSTON MA");
    small.draw_centre(
        canvas,
        4.9,
        0.69,
        &postmark.format("%d %b %Y").to_string().to_uppercase(),
    );
    for i in 0_u8..6 {
        let y = 0.38 + 0.08 * f64::from(i);
        let wave: Vec<(f64, f64)> = (0_u8..=30)
            .map(|k| (5.3 + 0.05 * f64::from(k), y + 0.02 * (f64::from(k) * 0.8).sin()))
            .collect();
        canvas.stroke(&wave, 0.012, 0.55);
    }
    canvas.fill(area(6.5, 0.25, 0.7, 0.85), 0.28);
    canvas.frame(area(6.6, 0.35, 0.5, 0.65), 0.02, 0.4);
}
