//! A sheet of paper to draw on: places in inches, ink from 0 (none) to 1 (black).

use crate::geometry::{f32_of, f64_of, index, px, round_u8, round_u32};

/// Grey paper, 255 is white.
#[derive(Clone, Debug)]
pub(crate) struct Canvas {
    /// Pixels across.
    pub(crate) width: usize,
    /// Pixels down.
    pub(crate) height: usize,
    /// Pixels an inch.
    pub(crate) dpi: f64,
    /// Row by row.
    pub(crate) grey: Vec<u8>,
}

/// A box on the paper, in inches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) w: f64,
    pub(crate) h: f64,
}

/// The area with this corner and size, in inches.
pub(crate) const fn area(x: f64, y: f64, w: f64, h: f64) -> Area {
    Area { x, y, w, h }
}

impl Canvas {
    /// White paper of this size.
    pub(crate) fn new(width: f64, height: f64, dpi: f64) -> Self {
        let (w, h) = (index(round_u32(width * dpi)), index(round_u32(height * dpi)));
        Self::of(w, h, dpi, 255)
    }

    /// Paper of so many pixels, all of one grey.
    pub(crate) fn of(width: usize, height: usize, dpi: f64, grey: u8) -> Self {
        Canvas {
            width,
            height,
            dpi,
            grey: vec![grey; width * height],
        }
    }

    /// Inches across.
    pub(crate) fn inches_wide(&self) -> f64 {
        f64_of(self.width) / self.dpi
    }

    /// Inches down.
    pub(crate) fn inches_high(&self) -> f64 {
        f64_of(self.height) / self.dpi
    }

    /// Lays ink on a pixel; places off the paper take none.
    pub(crate) fn ink(&mut self, x: i32, y: i32, ink: f32) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x < self.width && y < self.height {
            let at = &mut self.grey[y * self.width + x];
            *at = round_u8(f32::from(*at) * (1.0 - ink.clamp(0.0, 1.0)));
        }
    }

    /// The pixels that an area touches: left, top, right, bottom, cut to the paper.
    pub(crate) fn pixels(&self, a: Area) -> (usize, usize, usize, usize) {
        let low = |v: f64| index(round_u32((v * self.dpi).floor().max(0.0)));
        (
            low(a.x).min(self.width),
            low(a.y).min(self.height),
            (low(a.x + a.w) + 1).min(self.width),
            (low(a.y + a.h) + 1).min(self.height),
        )
    }

    /// Lays ink wherever `inside` says so of a place given as fractions of the area; edges are smooth.
    pub(crate) fn stamp(&mut self, a: Area, ink: f32, inside: impl Fn(f64, f64) -> bool) {
        let (left, top, right, bottom) = self.pixels(a);
        for y in top..bottom {
            for x in left..right {
                let mut hits = 0_u8;
                for (sx, sy) in [
                    (0.125, 0.25),
                    (0.375, 0.25),
                    (0.625, 0.25),
                    (0.875, 0.25),
                    (0.125, 0.75),
                    (0.375, 0.75),
                    (0.625, 0.75),
                    (0.875, 0.75),
                ] {
                    let u = ((f64_of(x) + sx) / self.dpi - a.x) / a.w;
                    let v = ((f64_of(y) + sy) / self.dpi - a.y) / a.h;
                    hits += u8::from((0.0..1.0).contains(&u) && (0.0..1.0).contains(&v) && inside(u, v));
                }
                if hits > 0 {
                    let at = &mut self.grey[y * self.width + x];
                    *at = round_u8(f32::from(*at) * (1.0 - ink * f32::from(hits) / 8.0));
                }
            }
        }
    }

    /// A filled box.
    pub(crate) fn fill(&mut self, a: Area, ink: f32) {
        self.stamp(a, ink, |_, _| true);
    }

    /// The four sides of a box, `pen` inches wide.
    pub(crate) fn frame(&mut self, a: Area, pen: f64, ink: f32) {
        self.fill(area(a.x, a.y, a.w, pen), ink);
        self.fill(area(a.x, a.y + a.h - pen, a.w, pen), ink);
        self.fill(area(a.x, a.y + pen, pen, a.h - 2.0 * pen), ink);
        self.fill(area(a.x + a.w - pen, a.y + pen, pen, a.h - 2.0 * pen), ink);
    }

    /// A horizontal rule.
    pub(crate) fn rule(&mut self, x: f64, y: f64, w: f64, ink: f32) {
        self.fill(area(x, y, w, 0.008), ink);
    }

    /// A dashed horizontal rule.
    pub(crate) fn dashes(&mut self, x: f64, y: f64, w: f64, ink: f32) {
        let count = round_u32(w / 0.1);
        for i in 0..count {
            self.rule(x + f64::from(i) * 0.1, y, 0.06, ink);
        }
    }

    /// A pen stroke through these points (inches), `pen` inches wide.
    pub(crate) fn stroke(&mut self, points: &[(f64, f64)], pen: f64, ink: f32) {
        // One mask for the whole stroke, so that joints and crossings are no darker than the rest.
        let Some(bounds) = bounds(points, pen) else { return };
        let (left, top, right, bottom) = self.pixels(bounds);
        if right <= left || bottom <= top {
            return;
        }
        let width = right - left;
        let mut mask = vec![0_f32; width * (bottom - top)];
        let radius = pen * self.dpi / 2.0;
        for pair in points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let (ax, ay) = (a.0 * self.dpi - f64_of(left), a.1 * self.dpi - f64_of(top));
            let (bx, by) = (b.0 * self.dpi - f64_of(left), b.1 * self.dpi - f64_of(top));
            let steps = round_u32((bx - ax).hypot(by - ay) * 2.0).max(1);
            for step in 0..=steps {
                let t = f64::from(step) / f64::from(steps);
                dab(&mut mask, width, (ax + (bx - ax) * t, ay + (by - ay) * t), radius);
            }
        }
        for (i, cover) in mask.iter().enumerate().filter(|(_, cover)| **cover > 0.0) {
            let at = &mut self.grey[(top + i / width) * self.width + left + i % width];
            *at = round_u8(f32::from(*at) * (1.0 - ink * cover));
        }
    }

    /// Puts `other` down with its corner at this place, covering what was there.
    pub(crate) fn paste(&mut self, other: &Canvas, x: f64, y: f64) {
        let (x0, y0) = (index(round_u32(x * self.dpi)), index(round_u32(y * self.dpi)));
        for (row, line) in other.grey.chunks_exact(other.width).enumerate() {
            if y0 + row >= self.height || x0 >= self.width {
                break;
            }
            let count = line.len().min(self.width - x0);
            let start = (y0 + row) * self.width + x0;
            self.grey[start..start + count].copy_from_slice(&line[..count]);
        }
    }

    /// The same, turned clockwise by so many quarters.
    pub(crate) fn turned(self, quarters: u8) -> Self {
        let (w, h) = (self.width, self.height);
        match quarters % 4 {
            0 => self,
            2 => Canvas {
                grey: self.grey.into_iter().rev().collect(),
                ..self
            },
            odd => {
                let mut grey = Vec::with_capacity(w * h);
                for x in 0..w {
                    for y in 0..h {
                        grey.push(if odd == 1 {
                            self.grey[(h - 1 - y) * w + x]
                        } else {
                            self.grey[y * w + (w - 1 - x)]
                        });
                    }
                }
                Canvas {
                    width: h,
                    height: w,
                    dpi: self.dpi,
                    grey,
                }
            }
        }
    }

    /// Width and height as image libraries want them.
    pub(crate) fn size(&self) -> (u32, u32) {
        (px(self.width), px(self.height))
    }
}

fn bounds(points: &[(f64, f64)], pen: f64) -> Option<Area> {
    let first = points.first()?;
    let (mut x0, mut y0, mut x1, mut y1) = (first.0, first.1, first.0, first.1);
    for &(x, y) in points {
        (x0, y0, x1, y1) = (x0.min(x), y0.min(y), x1.max(x), y1.max(y));
    }
    let margin = pen + 0.01;
    Some(area(
        x0 - margin,
        y0 - margin,
        x1 - x0 + 2.0 * margin,
        y1 - y0 + 2.0 * margin,
    ))
}

fn dab(mask: &mut [f32], width: usize, (cx, cy): (f64, f64), radius: f64) {
    let reach = radius + 1.0;
    let height = mask.len() / width;
    let low = |v: f64| index(round_u32((v - reach).floor().max(0.0)));
    let high = |v: f64, limit: usize| (index(round_u32((v + reach).ceil().max(0.0))) + 1).min(limit);
    for y in low(cy)..high(cy, height) {
        for x in low(cx)..high(cx, width) {
            let distance = (f64_of(x) + 0.5 - cx).hypot(f64_of(y) + 0.5 - cy);
            let cover = f32_of((radius + 0.5 - distance).clamp(0.0, 1.0));
            let at = &mut mask[y * width + x];
            *at = at.max(cover);
        }
    }
}
