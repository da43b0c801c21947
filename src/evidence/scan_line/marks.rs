//! Dark marks on a page, seen coarsely: connected components at about 100 dots per inch.

use crate::geometry::{Dpi, f64_of, index, px};
use image::GrayImage;

/// The resolution marks are looked for at, about: a digit is then 10 pixels high, and single specks and dotted strokes average out.
const COARSE_DPI: u16 = 100;
/// Side of the squares whose lightest pixel is taken as the paper, in coarse pixels: a third of an inch, more than any letter.
const TILE: usize = 32;
/// Paper darker than this (of 255) is none: the scanner's black lid, or the inside of a thick stroke.
const DARKEST_PAPER: u8 = 90;
/// More marks than this is a halftone or noise, not a document: nothing is looked for on it.
const MOST_RUNS: usize = 400_000;

/// One connected dark mark, in pixels of the page, edges as numbers between pixels.
#[derive(Clone, Copy, Debug)]
pub(in crate::evidence) struct Mark {
    pub(in crate::evidence) left: f64,
    pub(in crate::evidence) top: f64,
    pub(in crate::evidence) right: f64,
    pub(in crate::evidence) bottom: f64,
}

impl Mark {
    pub(in crate::evidence) fn width(&self) -> f64 {
        self.right - self.left
    }
    pub(in crate::evidence) fn height(&self) -> f64 {
        self.bottom - self.top
    }
    pub(in crate::evidence) fn centre(&self) -> (f64, f64) {
        (
            f64::midpoint(self.left, self.right),
            f64::midpoint(self.top, self.bottom),
        )
    }
}

/// A page made smaller by whole numbers, each pixel the mean of its square.
pub(in crate::evidence) struct Coarse {
    factor: usize,
    width: usize,
    pixels: Vec<u8>,
    paper: Vec<u8>,
    tiles_across: usize,
}

impl Coarse {
    /// Makes `page` smaller; `None` if nothing would be left of it.
    pub(in crate::evidence) fn of(page: &GrayImage, dpi: Dpi) -> Option<Self> {
        let factor = usize::from((dpi.get() / COARSE_DPI).max(1));
        let (width, height) = (index(page.width()) / factor, index(page.height()) / factor);
        if width < TILE || height < TILE / 2 {
            return None;
        }
        let pixels = pooled(page, factor, width, height);
        let tiles_across = width.div_ceil(TILE);
        let paper = widened(&lightest(&pixels, width, tiles_across), tiles_across);
        Some(Coarse {
            factor,
            width,
            pixels,
            paper,
            tiles_across,
        })
    }

    /// The same with every pixel as dark as the darkest of it and its four neighbours: strokes printed in dots run together.
    pub(in crate::evidence) fn mended(&self) -> Self {
        let mut pixels = self.pixels.clone();
        let below = self.pixels[self.width.min(self.pixels.len())..].iter();
        let neighbours = [
            (0, self.pixels[1..].iter()),
            (1, self.pixels.iter()),
            (0, below),
            (self.width, self.pixels.iter()),
        ];
        for (from, source) in neighbours {
            for (pixel, &other) in pixels[from..].iter_mut().zip(source) {
                *pixel = (*pixel).min(other);
            }
        }
        Coarse {
            factor: self.factor,
            width: self.width,
            pixels,
            paper: self.paper.clone(),
            tiles_across: self.tiles_across,
        }
    }

    /// All marks whose pixels are darker than `share` of the paper around them.
    pub(in crate::evidence) fn marks(&self, share: f32) -> Vec<Mark> {
        let limits: Vec<u8> = self
            .paper
            .iter()
            .map(|&paper| {
                if paper < DARKEST_PAPER {
                    0
                } else {
                    crate::geometry::round_u8(f32::from(paper) * share)
                }
            })
            .collect();
        let mut joins = Joins::default();
        let (mut above, mut here): (Vec<Run>, Vec<Run>) = (Vec::new(), Vec::new());
        for (y, row) in self.pixels.chunks_exact(self.width).enumerate() {
            let limits = &limits[y / TILE * self.tiles_across..][..self.tiles_across];
            here.clear();
            runs_of(row, limits, &mut here);
            joins.add_row(y, &above, &mut here);
            if joins.parent.len() > MOST_RUNS {
                return Vec::new();
            }
            std::mem::swap(&mut above, &mut here);
        }
        joins.marks(f64_of(self.factor))
    }
}

fn pooled(page: &GrayImage, factor: usize, width: usize, height: usize) -> Vec<u8> {
    let stride = index(page.width());
    let source = page.as_raw();
    if factor == 1 {
        return source[..stride * height].to_vec();
    }
    let scale = 65_536 / u32::try_from(factor * factor).expect("a small square");
    let mut pixels = Vec::with_capacity(width * height);
    let mut sums = vec![0_u16; width * factor];
    // `wrapping_add`: sums of at most 24 x 24 bytes cannot overflow, and checked sums cannot run eight at a time.
    for rows in source.chunks_exact(stride * factor).take(height) {
        sums.fill(0);
        for row in rows.chunks_exact(stride) {
            for (sum, &value) in sums.iter_mut().zip(row) {
                *sum = sum.wrapping_add(u16::from(value));
            }
        }
        match factor {
            2 => pixels.extend(
                sums.as_chunks::<2>()
                    .0
                    .iter()
                    .map(|&[a, b]| (a.wrapping_add(b) >> 2).to_le_bytes()[0]),
            ),
            3 => pixels.extend(sums.as_chunks::<3>().0.iter().map(|&[a, b, c]| {
                let sum = u32::from(a.wrapping_add(b).wrapping_add(c));
                (sum.wrapping_mul(scale) >> 16).to_le_bytes()[0]
            })),
            _ => pixels.extend(sums.chunks_exact(factor).map(|parts| {
                let sum = parts.iter().fold(0_u32, |sum, &part| sum.wrapping_add(u32::from(part)));
                (sum.wrapping_mul(scale) >> 16).to_le_bytes()[0]
            })),
        }
    }
    pixels
}

/// The paper of each square: the mean of what is lighter than the square's mean. Neither ink nor noise moves it far.
fn lightest(pixels: &[u8], width: usize, tiles_across: usize) -> Vec<u8> {
    let mut paper = Vec::new();
    for band in pixels.chunks(width * TILE) {
        for left in (0..tiles_across).map(|tile| tile * TILE) {
            let rows = || {
                band.chunks_exact(width)
                    .step_by(2)
                    .map(|row| &row[left..(left + TILE).min(width)])
            };
            let (mut sum, mut count) = (0_u32, 0_u32);
            for row in rows() {
                sum = row.iter().fold(sum, |sum, &v| sum.wrapping_add(u32::from(v)));
                count = count.wrapping_add(px(row.len()));
            }
            let mean = sum / count.max(1);
            let limit = u8::try_from(mean).unwrap_or(u8::MAX);
            let (mut sum, mut count) = (0_u32, 0_u32);
            for row in rows() {
                for &value in row {
                    let light = u32::from(value >= limit);
                    sum = sum.wrapping_add(u32::from(value) * light);
                    count = count.wrapping_add(light);
                }
            }
            paper.push(u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX));
        }
    }
    paper
}

/// Each square takes the lightest of itself and its neighbours left and right: a square wholly in a stroke still knows its paper.
fn widened(paper: &[u8], tiles_across: usize) -> Vec<u8> {
    let mut wide = Vec::with_capacity(paper.len());
    for row in paper.chunks_exact(tiles_across) {
        for i in 0..row.len() {
            wide.push(
                row[i.saturating_sub(1)..(i + 2).min(row.len())]
                    .iter()
                    .copied()
                    .max()
                    .unwrap_or(0),
            );
        }
    }
    wide
}

/// A run of dark pixels in a row: first, one past the last, and the mark it belongs to.
#[derive(Clone, Copy)]
struct Run {
    from: usize,
    to: usize,
    label: usize,
}

fn runs_of(row: &[u8], limits: &[u8], runs: &mut Vec<Run>) {
    /// Most pixels are passed over so many at a time.
    const STEP: usize = 8;
    let mut open: Option<usize> = None;
    for (t, (tile, &limit)) in row.chunks(TILE).zip(limits).enumerate() {
        if open.is_none() && tile.iter().fold(u8::MAX, |least, &v| least.min(v)) >= limit {
            continue;
        }
        for (s, part) in tile.chunks(STEP).enumerate() {
            let passed = match open {
                None => part.iter().fold(u8::MAX, |least, &v| least.min(v)) >= limit,
                Some(_) => part.iter().fold(0, |most, &v| v.max(most)) < limit,
            };
            if passed {
                continue;
            }
            for (i, &value) in part.iter().enumerate() {
                if (value < limit) == open.is_some() {
                    continue;
                }
                let x = t * TILE + s * STEP + i;
                match open.take() {
                    None => open = Some(x),
                    Some(from) => runs.push(Run { from, to: x, label: 0 }),
                }
            }
        }
    }
    if let Some(from) = open {
        runs.push(Run {
            from,
            to: row.len(),
            label: 0,
        });
    }
}

/// Which runs belong together, and the box around each mark so far.
#[derive(Default)]
struct Joins {
    parent: Vec<usize>,
    boxes: Vec<[usize; 4]>,
}

impl Joins {
    fn root(&mut self, mut label: usize) -> usize {
        while self.parent[label] != label {
            self.parent[label] = self.parent[self.parent[label]];
            label = self.parent[label];
        }
        label
    }

    fn add_row(&mut self, y: usize, above: &[Run], here: &mut [Run]) {
        let mut first = 0;
        for run in here {
            while first < above.len() && above[first].to < run.from {
                first += 1;
            }
            let mut label = None;
            for over in above[first..].iter().take_while(|over| over.from <= run.to) {
                let other = self.root(over.label);
                label = Some(match label {
                    None => other,
                    Some(mine) if mine == other => mine,
                    Some(mine) => self.join(mine, other),
                });
            }
            run.label = label.unwrap_or_else(|| {
                self.parent.push(self.parent.len());
                self.boxes.push([run.from, y, run.to, y + 1]);
                self.parent.len() - 1
            });
            let b = &mut self.boxes[run.label];
            *b = [b[0].min(run.from), b[1], b[2].max(run.to), y + 1];
        }
    }

    fn join(&mut self, a: usize, b: usize) -> usize {
        let (keep, gone) = (a.min(b), a.max(b));
        self.parent[gone] = keep;
        let (k, g) = (self.boxes[keep], self.boxes[gone]);
        self.boxes[keep] = [k[0].min(g[0]), k[1].min(g[1]), k[2].max(g[2]), k[3].max(g[3])];
        keep
    }

    fn marks(&self, factor: f64) -> Vec<Mark> {
        let at = |v: usize| f64::from(px(v)) * factor;
        self.parent
            .iter()
            .enumerate()
            .filter(|&(label, &parent)| label == parent)
            .map(|(label, _)| {
                let [left, top, right, bottom] = self.boxes[label];
                Mark {
                    left: at(left),
                    top: at(top),
                    right: at(right),
                    bottom: at(bottom),
                }
            })
            .collect()
    }
}
