//! What the scanner makes of a paper: surround, skew, light, lens, noise, dirt, threshold.

use super::canvas::{Canvas, area};
use super::damage::{Tear, fold, staple, tear_off};
use super::rng::Rng;
use crate::geometry::{f32_of, f64_of, index, round_i32, round_u8, round_u32};

/// What lies around the paper on the image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Surround {
    /// The paper fills the image.
    Cropped,
    /// The black of an open transport.
    Black,
    /// The white of a document feeder's back plate.
    White,
}

/// How the image is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tone {
    Grey,
    /// Black below one threshold.
    Global,
    /// Black where darker than its surroundings.
    Adaptive,
}

/// How one page is scanned.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) surround: Surround,
    /// Degrees, positive turns clockwise.
    pub(crate) skew: f64,
    /// Clockwise quarters of the finished image.
    pub(crate) quarters: u8,
    pub(crate) tear: Option<Tear>,
    /// 0 clean, 1 office, 2 poor, 3 awful.
    pub(crate) level: u8,
    pub(crate) tone: Tone,
}

/// What the level does, each over 0 clean, 1 office, 2 poor, 3 awful; bounds of what is drawn evenly between.
struct Wear {
    noise: f32,
    blur: f64,
    ink: f32,
    light: f32,
    specks: u32,
    streaks: i64,
    fold: f64,
}

fn wear(level: u8, rng: &mut Rng) -> Wear {
    match level {
        0 => Wear {
            noise: 1.2,
            blur: 0.3,
            ink: 1.0,
            light: 0.0,
            specks: 0,
            streaks: 0,
            fold: 0.0,
        },
        1 => Wear {
            noise: f32_of(rng.range(2.0, 4.5)),
            blur: rng.range(0.3, 0.7),
            ink: f32_of(rng.range(0.82, 1.0)),
            light: f32_of(rng.range(0.0, 0.08)),
            specks: 3,
            streaks: i64::from(rng.chance(0.06)),
            fold: 0.15,
        },
        2 => Wear {
            noise: f32_of(rng.range(5.0, 11.0)),
            blur: rng.range(0.6, 1.1),
            ink: f32_of(rng.range(0.55, 0.85)),
            light: f32_of(rng.range(0.05, 0.2)),
            specks: 25,
            streaks: rng.whole(0, 3),
            fold: 0.4,
        },
        _ => Wear {
            noise: f32_of(rng.range(10.0, 18.0)),
            blur: rng.range(1.1, 1.8),
            ink: f32_of(rng.range(0.35, 0.6)),
            light: f32_of(rng.range(0.1, 0.3)),
            specks: 80,
            streaks: rng.whole(1, 6),
            fold: 0.6,
        },
    }
}

/// The scanned image of a paper.
pub(crate) fn scan(mut paper: Canvas, look: &Look, rng: &mut Rng) -> Canvas {
    let wear = wear(look.level, rng);
    let around = match look.surround {
        Surround::Black => 14,
        Surround::White | Surround::Cropped => 250,
    };
    if rng.chance(wear.fold) {
        fold(&mut paper, rng);
    }
    if look.level > 0 && rng.chance(0.12) {
        staple(&mut paper, rng);
    }
    if let Some(tear) = look.tear {
        tear_off(&mut paper, tear, around, rng);
    }
    let mut image = lay_down(&paper, look, around, rng);
    blur(&mut image, wear.blur);
    if look.level > 0 {
        dirt(&mut image, &wear, rng);
    }
    light_and_noise(&mut image, &wear, rng);
    match look.tone {
        Tone::Grey => {}
        Tone::Global => {
            // An operator turns it up for faint print, but not beyond all bounds.
            let faint = (1.0 - wear.ink) * 255.0 * 0.5;
            let threshold = round_u8(145.0 + faint + 10.0 * rng.normal()).clamp(120, 200);
            image
                .grey
                .iter_mut()
                .for_each(|p| *p = if *p < threshold { 0 } else { 255 });
        }
        Tone::Adaptive => adaptive(&mut image),
    }
    image.turned(look.quarters)
}

/// Puts the paper on the scanner's ground, turned by the skew.
fn lay_down(paper: &Canvas, look: &Look, around: u8, rng: &mut Rng) -> Canvas {
    let (sin, cos) = look.skew.to_radians().sin_cos();
    let (w, h) = (f64_of(paper.width), f64_of(paper.height));
    let spare = if look.surround == Surround::Cropped {
        (0.0, 0.0)
    } else {
        (
            w * cos.abs() + h * sin.abs() - w + rng.range(0.04, 0.3) * paper.dpi,
            h * cos.abs() + w * sin.abs() - h + rng.range(0.04, 0.25) * paper.dpi,
        )
    };
    let (ow, oh) = (index(round_u32(w + spare.0)), index(round_u32(h + spare.1)));
    let mut out = Canvas::of(ow, oh, paper.dpi, around);
    // Fixed point, 16 bits after the point: the same on every machine, and quick.
    let fixed = |v: f64| i64::from(round_i32(v * 65536.0));
    let (cx, cy) = (
        f64_of(ow) / 2.0 + rng.range(-0.5, 0.5),
        f64_of(oh) / 2.0 + rng.range(-0.5, 0.5),
    );
    let (step_x, step_y) = (fixed(cos), fixed(-sin));
    for (y, row) in out.grey.chunks_exact_mut(ow).enumerate() {
        let dy = f64_of(y) - cy;
        let mut sx = fixed(-cx * cos + dy * sin + w / 2.0);
        let mut sy = fixed(cx * sin + dy * cos + h / 2.0);
        for p in row {
            *p = sample(paper, sx, sy, around);
            sx += step_x;
            sy += step_y;
        }
    }
    out
}

/// The grey at a place in fixed point, between its four neighbours.
fn sample(paper: &Canvas, x: i64, y: i64, around: u8) -> u8 {
    let (Ok(ix), Ok(iy)) = (usize::try_from(x >> 16), usize::try_from(y >> 16)) else {
        return around;
    };
    if ix + 1 >= paper.width || iy + 1 >= paper.height {
        return around;
    }
    let (fx, fy) = ((x & 0xffff) >> 8, (y & 0xffff) >> 8);
    let at = iy * paper.width + ix;
    let g = |i: usize| i64::from(paper.grey[i]);
    let top = g(at) * (256 - fx) + g(at + 1) * fx;
    let bottom = g(at + paper.width) * (256 - fx) + g(at + paper.width + 1) * fx;
    u8::try_from((top * (256 - fy) + bottom * fy) >> 16).unwrap_or(255)
}

/// A soft lens: three-tap passes until the variance is reached.
fn blur(image: &mut Canvas, sigma: f64) {
    let mut variance = sigma * sigma;
    while variance > 0.02 {
        let side = round_u32((variance.min(0.5) / 2.0) * 256.0);
        variance -= 0.5;
        let width = image.width;
        let mix = |a: u8, b: u8, c: u8| {
            let sum = u32::from(a) * side + u32::from(b) * (256 - 2 * side) + u32::from(c) * side;
            u8::try_from((sum + 128) >> 8).unwrap_or(255)
        };
        for row in image.grey.chunks_exact_mut(width) {
            let mut left = row[0];
            for x in 1..width - 1 {
                let here = row[x];
                row[x] = mix(left, here, row[x + 1]);
                left = here;
            }
        }
        let mut above = image.grey[..width].to_vec();
        for y in 1..image.height - 1 {
            let (head, below) = image.grey.split_at_mut((y + 1) * width);
            let row = &mut head[y * width..];
            for ((p, up), down) in row.iter_mut().zip(&mut above).zip(below) {
                let here = *p;
                *p = mix(*up, here, *down);
                *up = here;
            }
        }
    }
}

fn dirt(image: &mut Canvas, wear: &Wear, rng: &mut Rng) {
    let (wide, high) = (image.inches_wide(), image.inches_high());
    for _ in 0..round_u32(f64::from(wear.specks) * wide * high / 20.0 * rng.range(0.2, 2.0)) {
        let (x, y, size) = (rng.range(0.0, wide), rng.range(0.0, high), rng.range(0.004, 0.018));
        image.fill(area(x, y, size, size * rng.range(0.6, 1.5)), 0.8);
    }
    for _ in 0..wear.streaks {
        let x = rng.range(0.1, wide - 0.1);
        let ink = f32_of(rng.range(0.2, 0.75));
        image.fill(area(x, 0.0, rng.range(0.004, 0.012), high), ink);
    }
}

/// Fades the ink, bends the light across the page, and adds the sensor's noise. In whole numbers: float rounding of every
/// pixel took half of all the time.
fn light_and_noise(image: &mut Canvas, wear: &Wear, rng: &mut Rng) {
    let paper = rng.range(236.0, 252.0) / 255.0;
    let (across, down) = (
        f64::from(rng.normal() * wear.light),
        f64::from(rng.normal() * wear.light),
    );
    let (w, h) = (f64_of(image.width), f64_of(image.height));
    let width = image.width;
    // Grey in 1/16, light in 1/4096.
    let faded: Vec<i32> = (0..=255_u8)
        .map(|grey| {
            let ink = f64::from(wear.ink);
            round_i32(16.0 * paper * ((1.0 - ink) * 255.0 + f64::from(grey) * ink))
        })
        .collect();
    let gain: Vec<i32> = (0..width)
        .map(|x| round_i32(4096.0 * across * (f64_of(x) / w - 0.5)))
        .collect();
    let noise: Vec<i32> = (0..4096)
        .map(|_| round_i32(16.0 * f64::from(wear.noise * rng.normal())))
        .collect();
    for (y, row) in image.grey.chunks_exact_mut(width).enumerate() {
        let tilt = round_i32(4096.0 * (1.0 + down * (f64_of(y) / h - 0.5)));
        let mut chance = 0;
        for (x, (p, gain)) in row.iter_mut().zip(&gain).enumerate() {
            if x.is_multiple_of(5) {
                chance = rng.bits();
            }
            let light = (tilt + gain).clamp(1200, 4700);
            let grey = ((faded[usize::from(*p)] * light) >> 12) + noise[usize::from(low_bits(chance))];
            chance >>= 12;
            *p = u8::try_from(((grey + 8) >> 4).clamp(0, 255)).unwrap_or(255);
        }
    }
}

/// The lowest twelve bits.
fn low_bits(bits: u64) -> u16 {
    u16::try_from(bits & 0xfff).unwrap_or(0)
}

/// Black where a pixel is clearly darker than the mean of its neighbourhood, a quarter of an inch across.
fn adaptive(image: &mut Canvas) {
    let (w, h) = (image.width, image.height);
    let reach = index(round_u32(image.dpi / 8.0));
    let mut sums = vec![0_u64; (w + 1) * (h + 1)];
    for y in 0..h {
        let mut run = 0;
        for x in 0..w {
            run += u64::from(image.grey[y * w + x]);
            sums[(y + 1) * (w + 1) + x + 1] = sums[y * (w + 1) + x + 1] + run;
        }
    }
    for y in 0..h {
        let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(h));
        for x in 0..w {
            let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(w));
            let sum = sums[bottom * (w + 1) + right] + sums[top * (w + 1) + left]
                - sums[top * (w + 1) + right]
                - sums[bottom * (w + 1) + left];
            let count = u64::try_from((bottom - top) * (right - left)).unwrap_or(1);
            let p = &mut image.grey[y * w + x];
            *p = if u64::from(*p) * count * 100 < sum * 84 { 0 } else { 255 };
        }
    }
}
