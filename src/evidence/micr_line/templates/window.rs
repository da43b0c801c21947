//! The characters found, looked at more closely: where exactly each lies, in what style the line is printed, and how sure each is.

use super::style::{BOX_H, BOX_W, KINDS, Style, Template, Variant};
use super::{Glyph, Place};
use crate::evidence::micr_line::net::ALPHABET;
use crate::evidence::micr_line::strip::{ROWS, Strip};

/// A character is looked for so many pixels to each side of where it was found.
const SLACK: usize = 2;

/// A strip looked at through a character's box.
pub(super) struct Window<'a> {
    strip: &'a Strip,
    /// Makes this line's ink as dark as the templates'.
    factor: f32,
}

impl<'a> Window<'a> {
    /// Takes the ink to be as dark as the templates'.
    pub(super) fn of(strip: &'a Strip) -> Self {
        Window { strip, factor: 1.0 }
    }

    /// The darkness under a template laid at a place; nothing beyond the strip.
    fn overlap(&self, template: &Template, column: usize, top: usize) -> f32 {
        if column + BOX_W > self.strip.width || top + BOX_H > ROWS {
            return 0.0;
        }
        let rows = template.picture.chunks_exact(BOX_W).enumerate();
        let row = |(y, line): (usize, &[f32])| {
            let darkness = &self.strip.row(top + y)[column..column + BOX_W];
            line.iter().zip(darkness).map(|(a, b)| a * b).sum::<f32>()
        };
        rows.map(row).sum()
    }

    fn gain(&self, template: &Template, column: usize, top: usize) -> f32 {
        2.0 * self.factor * self.overlap(template, column, top) - template.energy
    }

    /// The squared difference between what stands at a place and a template.
    fn residue(&self, template: &Template, place: Place) -> f32 {
        if place.column + BOX_W > self.strip.width || place.top + BOX_H > ROWS {
            return template.energy;
        }
        let rows = template.picture.chunks_exact(BOX_W).enumerate();
        let row = |(y, line): (usize, &[f32])| {
            let darkness = &self.strip.row(place.top + y)[place.column..place.column + BOX_W];
            line.iter()
                .zip(darkness)
                .map(|(a, b)| (a - self.factor * b).powi(2))
                .sum::<f32>()
        };
        rows.map(row).sum()
    }

    /// The best place for a character near where it was found.
    pub(super) fn settled(&self, place: Place, style: &Style) -> Place {
        let template = &style.templates[place.kind];
        let around = (0..=2 * SLACK).flat_map(|dx| (0..=2 * SLACK).map(move |dy| (dx, dy)));
        around
            .map(|(dx, dy)| {
                let column = (place.column + dx).saturating_sub(SLACK);
                let top = place.top + dy - SLACK;
                let gain = self.gain(template, column, top);
                Place {
                    column,
                    top,
                    gain,
                    ..place
                }
            })
            .max_by(|a, b| a.gain.total_cmp(&b.gain))
            .unwrap_or(place)
    }

    /// With the factor that makes the characters found as dark as the templates.
    pub(super) fn levelled(self, placed: &[Place], style: &Style) -> Self {
        let (mut inked, mut drawn) = (0.0, 0.0);
        for place in placed {
            let template = &style.templates[place.kind];
            inked += self.overlap(template, place.column, place.top);
            drawn += template.energy;
        }
        Window {
            factor: (drawn / inked.max(1e-3)).clamp(0.7, 1.5),
            ..self
        }
    }

    /// The style that explains the line best: first its weight, then its width and height.
    pub(super) fn best_style(&self, placed: &[Place]) -> &'static Style {
        let worth = |variant: &Variant| -> f32 {
            let style = Style::of(*variant);
            let gain = |place: &Place| self.gain(&style.templates[place.kind], place.column, place.top);
            placed.iter().map(gain).sum()
        };
        let best = |variants: [Variant; 3]| {
            let [usual, ..] = variants;
            variants
                .into_iter()
                .max_by(|a, b| worth(a).total_cmp(&worth(b)))
                .unwrap_or(usual)
        };
        Style::of(best(best(best(Variant::USUAL.weights()).widths()).heights()))
    }

    /// The likest character at a place, and how it stands against the others.
    pub(super) fn told_apart(&self, place: Place, style: &Style) -> Glyph {
        let settled = self.settled(place, style);
        let mut gains = [f32::MIN; KINDS];
        for (gain, template) in gains.iter_mut().zip(&style.templates) {
            for dx in 0..=2 * SLACK {
                let column = (settled.column + dx).saturating_sub(SLACK);
                *gain = gain.max(self.gain(template, column, settled.top));
            }
        }
        let kind = (0..KINDS)
            .max_by(|&a, &b| gains[a].total_cmp(&gains[b]))
            .unwrap_or(settled.kind);
        let lead = (0..KINDS)
            .filter(|&rival| rival != kind)
            .map(|rival| (gains[kind] - gains[rival]) / style.difference[kind][rival])
            .fold(f32::MAX, f32::min);
        Glyph {
            character: ALPHABET[kind],
            column: settled.column,
            likeness: 1.0 - self.residue(&style.templates[kind], settled) / style.templates[kind].energy,
            lead,
            crossed: false,
        }
    }
}
