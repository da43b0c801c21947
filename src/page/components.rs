//! Connected pieces of ink.

use super::bits::Bits;
use crate::geometry::Rect;

/// A connected piece of ink.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Component {
    /// The smallest rectangle around it.
    pub area: Rect,
    /// Its pixels.
    pub ink: u32,
}

impl Component {
    /// Twice the vertical centre: whole numbers sort and compare exactly.
    pub fn middle2(&self) -> u32 {
        2 * self.area.y + self.area.h
    }
}

/// A run of ink and the piece it belongs to.
struct Run {
    start: u32,
    end: u32,
    piece: usize,
}

/// Pieces of ink that touch at sides or corners, of those whose first row lies in `rows`. At most `most` pieces: a page of noise has
/// millions, and nothing that is read has more than a few thousand.
pub fn components(bits: &Bits, rows: std::ops::Range<u32>, most: usize) -> Vec<Component> {
    let mut pieces = Pieces {
        parent: Vec::new(),
        boxes: Vec::new(),
    };
    let (mut above, mut here): (Vec<Run>, Vec<Run>) = (Vec::new(), Vec::new());
    for y in rows.start..rows.end.min(bits.height()) {
        here.clear();
        let mut first = 0;
        bits.runs(y, |start, end| {
            while first < above.len() && above[first].end < start {
                first += 1;
            }
            let mut piece = None;
            for run in above[first..].iter().take_while(|run| run.start <= end) {
                piece = Some(match piece {
                    Some(other) => pieces.join(other, run.piece),
                    None => pieces.root(run.piece),
                });
            }
            let run = Rect {
                x: start,
                y,
                w: end - start,
                h: 1,
            };
            let piece = piece.unwrap_or_else(|| pieces.new_piece());
            pieces.add(piece, run);
            here.push(Run { start, end, piece });
        });
        if pieces.boxes.len() > most {
            break;
        }
        std::mem::swap(&mut above, &mut here);
    }
    pieces
        .parent
        .iter()
        .enumerate()
        .filter(|(piece, parent)| piece == *parent)
        .map(|(piece, _)| pieces.boxes[piece])
        .collect()
}

/// Union of runs into pieces.
struct Pieces {
    parent: Vec<usize>,
    boxes: Vec<Component>,
}

impl Pieces {
    fn new_piece(&mut self) -> usize {
        self.parent.push(self.parent.len());
        self.boxes.push(Component {
            area: Rect::default(),
            ink: 0,
        });
        self.parent.len() - 1
    }

    fn root(&mut self, mut piece: usize) -> usize {
        while self.parent[piece] != piece {
            self.parent[piece] = self.parent[self.parent[piece]];
            piece = self.parent[piece];
        }
        piece
    }

    fn join(&mut self, one: usize, other: usize) -> usize {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            self.parent[other] = one;
            let gone = self.boxes[other];
            self.boxes[one].area = self.boxes[one].area.union(gone.area);
            self.boxes[one].ink += gone.ink;
        }
        one
    }

    fn add(&mut self, piece: usize, run: Rect) {
        self.boxes[piece].area = self.boxes[piece].area.union(run);
        self.boxes[piece].ink += run.w;
    }
}

/// The picture without pieces of at most `most_ink` pixels: specks of dust and of thresholding.
pub fn despeckled(bits: &Bits, most_ink: u32) -> Bits {
    let mut clean = Bits::blank(bits.width(), bits.height());
    let height = bits.height();
    for y in 0..height {
        bits.runs(y, |start, end| {
            let near = |row: u32| bits.count_in_row(row, start.saturating_sub(1), (end + 1).min(bits.width()));
            let around = (if y > 0 { near(y - 1) } else { 0 }) + (if y + 1 < height { near(y + 1) } else { 0 });
            if end - start + around > most_ink {
                clean.fill(y, start, end);
            }
        });
    }
    clean
}

/// As many as a page that is read may have; beyond it is noise.
pub const MOST_COMPONENTS: usize = 60_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{index, px};

    fn picture(rows: &[&str]) -> Bits {
        let gray = image::GrayImage::from_fn(px(rows[0].len()), px(rows.len()), |x, y| {
            image::Luma([if rows[index(y)].as_bytes()[index(x)] == b'#' {
                0
            } else {
                255
            }])
        });
        Bits::threshold(&gray, |_, _| 128)
    }

    #[test]
    fn a_u_is_one_piece_and_a_diagonal_too() {
        let found = components(&picture(&["#.#..#", "#.#.#.", "###...", "......", "##...."]), 0..5, 99);
        let sizes: Vec<(Rect, u32)> = found.iter().map(|c| (c.area, c.ink)).collect();
        assert_eq!(sizes.len(), 3);
        assert!(sizes.contains(&(Rect { x: 0, y: 0, w: 3, h: 3 }, 7)));
        assert!(sizes.contains(&(Rect { x: 4, y: 0, w: 2, h: 2 }, 2)));
    }
}
