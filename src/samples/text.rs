//! Printed text and handwriting on a [`Canvas`].

use super::canvas::Canvas;
use super::fonts::{Face, Fonts};
use super::rng::Rng;
use crate::geometry::{f32_of, round_i32};
use ab_glyph::{Font, FontVec, PxScale, point};

/// How text is printed: face, size in points, ink.
#[derive(Clone, Copy)]
pub(crate) struct Print<'a> {
    pub(crate) font: &'a FontVec,
    pub(crate) points: f64,
    pub(crate) ink: f32,
}

/// Black print of this face and size.
pub(crate) fn print(fonts: &Fonts, face: Face, points: f64) -> Print<'_> {
    Print {
        font: fonts.face(face),
        points,
        ink: 0.93,
    }
}

impl Print<'_> {
    /// The same, fainter or darker.
    pub(crate) fn inked(self, ink: f32) -> Self {
        Print { ink, ..self }
    }

    fn advance(&self, c: char) -> f64 {
        let units = f64::from(self.font.units_per_em().unwrap_or(1000.0));
        f64::from(self.font.h_advance_unscaled(self.font.glyph_id(c))) / units * self.points / 72.0
    }

    /// Inches that this text takes.
    pub(crate) fn width(&self, text: &str) -> f64 {
        text.chars().map(|c| self.advance(c)).sum()
    }

    /// Prints from `x` on the baseline `y` (inches); gives the place after it.
    pub(crate) fn draw(&self, canvas: &mut Canvas, x: f64, y: f64, text: &str) -> f64 {
        let mut at = x;
        for c in text.chars() {
            glyph(canvas, self.font, c, (self.points, 1.0), (at, y), self.ink);
            at += self.advance(c);
        }
        at
    }

    /// Prints so that it ends at `x`.
    pub(crate) fn draw_right(&self, canvas: &mut Canvas, x: f64, y: f64, text: &str) {
        self.draw(canvas, x - self.width(text), y, text);
    }

    /// Prints around `x`.
    pub(crate) fn draw_centre(&self, canvas: &mut Canvas, x: f64, y: f64, text: &str) {
        self.draw(canvas, x - self.width(text) / 2.0, y, text);
    }

    /// Prints lines below each other, `step` inches apart.
    pub(crate) fn draw_lines(&self, canvas: &mut Canvas, x: f64, y: f64, step: f64, lines: &[String]) {
        let mut at = y;
        for line in lines.iter().filter(|line| !line.is_empty()) {
            self.draw(canvas, x, at, line);
            at += step;
        }
    }

    /// Prints at a fixed pitch (inches from character to character).
    pub(crate) fn draw_pitch(&self, canvas: &mut Canvas, x: f64, y: f64, pitch: f64, text: &str) {
        let mut at = x;
        for c in text.chars() {
            glyph(canvas, self.font, c, (self.points, 1.0), (at, y), self.ink);
            at += pitch;
        }
    }
}

/// One person's writing: a hand, a pen, and the unsteadiness of both.
#[derive(Clone)]
pub(crate) struct Pen<'a> {
    font: &'a FontVec,
    points: f64,
    wide: f64,
    wobble: f64,
    ink: f32,
    rng: Rng,
}

impl<'a> Pen<'a> {
    /// A person's pen; `scale` is relative to the hand's ordinary size.
    pub(crate) fn new(fonts: &'a Fonts, hand: usize, scale: f64, mut rng: Rng) -> Self {
        let (font, points) = fonts.hand(hand);
        Pen {
            font,
            points: points * scale * rng.range(0.92, 1.12),
            wide: rng.range(0.9, 1.1),
            wobble: rng.range(0.2, 1.0),
            ink: f32_of(rng.range(0.72, 0.95)),
            rng,
        }
    }

    /// A pen that signs.
    pub(crate) fn signing(fonts: &'a Fonts, which: usize, mut rng: Rng) -> Self {
        Pen {
            font: fonts.signature(which),
            points: rng.range(17.0, 24.0),
            wide: rng.range(0.85, 1.15),
            wobble: 1.0,
            ink: f32_of(rng.range(0.75, 0.95)),
            rng,
        }
    }

    fn advance(&self, c: char) -> f64 {
        let units = f64::from(self.font.units_per_em().unwrap_or(1000.0));
        f64::from(self.font.h_advance_unscaled(self.font.glyph_id(c))) / units * self.points / 72.0 * self.wide
    }

    /// The same pen, writing larger or smaller.
    pub(crate) fn of_size(&self, scale: f64) -> Self {
        Pen {
            points: self.points * scale,
            ..self.clone()
        }
    }

    /// Whether the hand has every character of this text.
    pub(crate) fn knows(&self, text: &str) -> bool {
        plain(text).chars().all(|c| self.font.glyph_id(c).0 != 0)
    }

    /// Inches that this text takes, about.
    pub(crate) fn width(&self, text: &str) -> f64 {
        plain(text).chars().map(|c| self.advance(c)).sum()
    }

    /// Writes from `x` on the line `y`, smaller where `room` (inches) does not hold it.
    pub(crate) fn write(&mut self, canvas: &mut Canvas, x: f64, y: f64, room: f64, text: &str) -> f64 {
        let text = plain(text);
        let squeeze = (room / self.width(&text).max(0.01)).min(1.0);
        let slope = self.rng.range(-0.012, 0.012) * self.wobble;
        let mut at = x;
        for c in text.chars() {
            let size = self.points * squeeze.max(0.6).sqrt() * self.rng.range(0.96, 1.04);
            let lift = self.rng.range(-0.008, 0.008) * self.wobble + slope * (at - x);
            let ink = self.ink * f32_of(self.rng.range(0.9, 1.0));
            let wide = self.wide * squeeze * self.rng.range(0.95, 1.05);
            glyph(canvas, self.font, c, (size, wide), (at, y + lift), ink);
            at += self.advance(c) * squeeze * self.rng.range(0.97, 1.03);
        }
        at
    }
}

/// What these hands can write: accents are left away, as many a payer does.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            'Á' | 'À' | 'Â' => 'A',
            'É' | 'È' => 'E',
            'Ó' | 'Ò' => 'O',
            'Ç' => 'C',
            'Ñ' => 'N',
            '’' => '\'',
            other => other,
        })
        .collect()
}

/// One glyph with its origin at this place (inches).
fn glyph(canvas: &mut Canvas, font: &FontVec, c: char, (points, wide): (f64, f64), (x, y): (f64, f64), ink: f32) {
    let em = points / 72.0 * canvas.dpi;
    // ab_glyph scales by the height from ascent to descent, print is measured in ems.
    let high = em * f64::from(font.height_unscaled()) / f64::from(font.units_per_em().unwrap_or(1000.0));
    let scale = PxScale {
        x: f32_of(high * wide),
        y: f32_of(high),
    };
    let place = point(f32_of(x * canvas.dpi), f32_of(y * canvas.dpi));
    let shape = font.glyph_id(c).with_scale_and_position(scale, place);
    let Some(outline) = font.outline_glyph(shape) else {
        return;
    };
    let corner = outline.px_bounds().min;
    let (left, top) = (round_i32(f64::from(corner.x)), round_i32(f64::from(corner.y)));
    outline.draw(|gx, gy, cover| {
        let (Ok(gx), Ok(gy)) = (i32::try_from(gx), i32::try_from(gy)) else {
            return;
        };
        canvas.ink(left + gx, top + gy, cover * ink);
    });
}
