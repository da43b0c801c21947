//! Where on a page codes may stand: patches of many edges one way and few the other, or of many both ways.

use super::bits::Bits;
use crate::geometry::{Dpi, Rect, index, px};

/// What a patch of a page looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Texture {
    /// Upright bars: many edges along rows, few along columns.
    UprightBars,
    /// Lying bars, as on a page turned by a quarter.
    LyingBars,
    /// Fine cells: many edges both ways, as in a QR code, a Data Matrix or PDF417.
    Cells,
}

/// A patch of a page with one texture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Patch {
    /// What it looks like.
    pub texture: Texture,
    /// The smallest rectangle of whole blocks around it.
    pub area: Rect,
    /// Blocks in it.
    pub blocks: u32,
}

/// Edges in the blocks of a page, row by row.
struct EdgeMap {
    block: u32,
    columns: usize,
    rows: usize,
    across: Vec<u16>,
    along: Vec<u16>,
}

/// Least share of the possible edges along a row, for bars: four modules of 2 pixels in 16 give 0.25 at 200 dpi.
const BARS_LEAST_EDGES: f64 = 0.09;
/// Most edges across the bars, as a share of those along the row. Skew of 6 degrees alone gives 0.1; holes and specks more.
const BARS_MOST_CROSSING: f64 = 0.38;
/// Least share of the possible edges both ways, for cells.
const CELLS_LEAST_EDGES: f64 = 0.055;

/// All patches on a page that may be codes, the largest of each texture first.
pub fn patches(bits: &Bits, dpi: Dpi) -> Vec<Patch> {
    let map = EdgeMap::of(bits, dpi);
    let mut found = Vec::new();
    for texture in [Texture::UprightBars, Texture::LyingBars, Texture::Cells] {
        let mut of_texture = map.clusters(texture);
        of_texture.retain(|patch| is_large_enough(patch, dpi));
        of_texture.sort_by_key(|patch| std::cmp::Reverse(patch.blocks));
        of_texture.truncate(MOST_PATCHES);
        found.extend(of_texture);
    }
    found
}

/// More patches of one texture than this are a pattern, not codes.
const MOST_PATCHES: usize = 6;

fn is_large_enough(patch: &Patch, dpi: Dpi) -> bool {
    let (w, h) = (dpi.inches(patch.area.w), dpi.inches(patch.area.h));
    match patch.texture {
        Texture::UprightBars => w >= 0.7 && h >= 0.15,
        Texture::LyingBars => h >= 0.7 && w >= 0.15,
        Texture::Cells => w >= 0.35 && h >= 0.35 && w / h < 6.0 && h / w < 6.0,
    }
}

impl EdgeMap {
    fn of(bits: &Bits, dpi: Dpi) -> Self {
        let block: u32 = if dpi.get() < 250 { 16 } else { 32 };
        let per_word = 64 / block;
        let words = index(bits.width()).div_ceil(64);
        let columns = words * index(per_word);
        let rows = index(bits.height() / block);
        let mask = if block == 16 { 0xFFFF } else { 0xFFFF_FFFF };
        let mut map = EdgeMap {
            block,
            columns,
            rows,
            across: vec![0; columns * rows],
            along: vec![0; columns * rows],
        };
        for y in 0..px(rows) * block {
            let at = index(y / block) * columns;
            let (row, below) = (bits.row(y), bits.row((y + 1).min(bits.height() - 1)));
            for (w, (&word, &next)) in row.iter().zip(below).enumerate() {
                if word | next == 0 {
                    continue;
                }
                let left = if w == 0 { word & 1 } else { row[w - 1] >> 63 };
                let (mut edges_along, mut edges_across) = (word ^ (word << 1 | left), word ^ next);
                for part in 0..index(per_word) {
                    let cell = at + w * index(per_word) + part;
                    map.along[cell] += count(edges_along & mask);
                    map.across[cell] += count(edges_across & mask);
                    edges_along >>= block;
                    edges_across >>= block;
                }
            }
        }
        map
    }

    fn is(&self, texture: Texture, cell: usize) -> bool {
        let possible = f64::from(self.block * self.block);
        let (along, across) = (f64::from(self.along[cell]), f64::from(self.across[cell]));
        match texture {
            Texture::UprightBars => along >= BARS_LEAST_EDGES * possible && across <= BARS_MOST_CROSSING * along,
            Texture::LyingBars => across >= BARS_LEAST_EDGES * possible && along <= BARS_MOST_CROSSING * across,
            Texture::Cells => along >= CELLS_LEAST_EDGES * possible && across >= CELLS_LEAST_EDGES * possible,
        }
    }

    /// Connected blocks of a texture; blocks that touch at a corner are connected.
    fn clusters(&self, texture: Texture) -> Vec<Patch> {
        let mut seen: Vec<bool> = (0..self.columns * self.rows)
            .map(|cell| !self.is(texture, cell))
            .collect();
        let mut found = Vec::new();
        let mut open = Vec::new();
        for first in 0..seen.len() {
            if std::mem::replace(&mut seen[first], true) {
                continue;
            }
            let (mut area, mut blocks) = (Rect::default(), 0);
            open.push(first);
            while let Some(cell) = open.pop() {
                let (x, y) = (cell % self.columns, cell / self.columns);
                let (left, top) = (px(x) * self.block, px(y) * self.block);
                area = area.union(Rect {
                    x: left,
                    y: top,
                    w: self.block,
                    h: self.block,
                });
                blocks += 1;
                for ny in y.saturating_sub(1)..(y + 2).min(self.rows) {
                    for nx in x.saturating_sub(1)..(x + 2).min(self.columns) {
                        let neighbour = ny * self.columns + nx;
                        if !std::mem::replace(&mut seen[neighbour], true) {
                            open.push(neighbour);
                        }
                    }
                }
            }
            if blocks >= 4 {
                found.push(Patch { texture, area, blocks });
            }
        }
        found
    }
}

fn count(edges: u64) -> u16 {
    u16::try_from(edges.count_ones()).expect("at most 64")
}
