//! The face of a check as a coarse picture of its ink, by which the same paper is known again: scanned a second time, or the same scan kept in another form.
//!
//! A cell is a 32nd of an inch: much finer than what two checks of one payer have in common, coarse enough that noise, blur and thresholds leave most
//! cells as they are. Two faces are laid over each other where they fit best; each cell of ink of either must then find ink of the other within a cell, and tile
//! by tile nearly all must, for two checks filled in alike differ in a few places only.

use crate::geometry::{Rect, f32_of, round_i32};
use crate::page::Page;
use flate2::Compression;
use flate2::read::{ZlibDecoder, ZlibEncoder};
use std::fmt;
use std::io::Read as _;

/// Cells across and down: 8 by 3.5 inches, about the paper's middle.
const WIDE: usize = 256;
const HIGH: usize = 112;
/// Words in a row.
const WORDS: usize = WIDE / 64;
/// Cells an inch.
const PER_INCH: f64 = 32.0;
/// Share of a cell that is dark where it counts as ink.
const DARK: f64 = 0.15;
/// So near the paper's edge ink is its shadow, and a stretch so long is a rule, in inches.
const EDGE: f64 = 0.12;
const RULE: f64 = 0.3;
/// Inches around the MICR line that count as its own.
const MICR_MARGIN: f64 = 0.04;
/// How far, in cells, two faces are shifted against each other: edges of papers are found to a sixth of an inch.
const REACH: i32 = 10;
/// Fewest cells of ink of a face that says anything.
const LEAST_INK: u32 = 400;
/// Cells in a tile, each way, and fewest cells of ink in one that is compared.
const TILE: usize = 16;
const LEAST_TILE: u32 = 16;

/// Shares of ink without its match up to which two faces are of one paper: of the whole, and of the worst tile. Measured on 160 pairs of scans, 16 checks and money orders scanned
/// twice over at each quality: of one paper nine of ten clean and office pairs stay below both, and half of the poor ones; of two payers' checks of one form, day and amount none is below 0.085 or 0.68; of two checks of one payer filled in alike by
/// hand none is below the second, but printed ones are: those are told apart by their numbers.
const MOST_LOST: f32 = 0.08;
const MOST_LOST_IN_TILE: f32 = 0.5;

type Row = [u64; WORDS];

/// A check's ink on a grid of cells.
#[derive(Clone, PartialEq, Eq)]
pub struct Face {
    rows: Vec<Row>,
}

impl Face {
    /// The face of an upright page, laid level; `None` if there is hardly any ink on it. `micr` is where its MICR line lies: what made that illegible on one scan
    /// says nothing of the paper, and is left out.
    pub fn of(page: &Page, micr: Option<Rect>) -> Option<Face> {
        let inked = &page.layout.inked;
        let (sin, cos) = f64::from(page.layout.skew()).to_radians().sin_cos();
        let per_pixel = PER_INCH / f64::from(page.dpi.get());
        let mut places: Vec<(i32, i32)> = Vec::new();
        let edge = page.dpi.px(EDGE);
        let line = micr.map(|line| line.grown(page.dpi.px(MICR_MARGIN), page.gray.width(), page.gray.height()));
        let (left, right) = (inked.paper.x + edge, inked.paper.right().saturating_sub(edge));
        let foot = inked.paper.bottom().min(inked.bits.height()).saturating_sub(edge);
        for y in inked.paper.y + edge..foot {
            inked.bits.runs(y, |start, end| {
                let is_rule = end - start > page.dpi.px(RULE);
                let is_micr = |x: u32| {
                    line.is_some_and(|line| (line.x..line.right()).contains(&x) && (line.y..line.bottom()).contains(&y))
                };
                for x in (start.max(left)..end.min(right)).filter(|&x| !is_micr(x)) {
                    if is_rule {
                        break;
                    }
                    let (x, y) = (f64::from(x) * per_pixel, f64::from(y) * per_pixel);
                    places.push((round_i32(x * cos - y * sin), round_i32(x * sin + y * cos)));
                }
            });
        }
        // Papers are found askew, cut or with what lies around them: the middle of the ink stays where it is.
        let middle = |of: fn(&(i32, i32)) -> i32| {
            let mut all: Vec<i32> = places.iter().map(of).collect();
            let at = all.len() / 2;
            (!all.is_empty()).then(|| *all.select_nth_unstable(at).1)
        };
        let (mid_across, mid_down) = (middle(|place| place.0)?, middle(|place| place.1)?);
        let mut counts = vec![0_u16; WIDE * HIGH];
        for (across, down) in places {
            let across = usize::try_from(across - mid_across + i32::try_from(WIDE / 2).ok()?);
            let down = usize::try_from(down - mid_down + i32::try_from(HIGH / 2).ok()?);
            if let (Ok(across), Ok(down)) = (across, down)
                && across < WIDE
                && down < HIGH
            {
                let count = &mut counts[down * WIDE + across];
                *count = count.saturating_add(1);
            }
        }
        let least = f32_of(DARK / (per_pixel * per_pixel)).max(1.0);
        let rows: Vec<Row> = counts
            .chunks_exact(WIDE)
            .map(|cells| {
                let mut row = [0; WORDS];
                for (at, &count) in cells.iter().enumerate() {
                    row[at / 64] |= u64::from(f32::from(count) >= least) << (at % 64);
                }
                row
            })
            .collect();
        let face = Face { rows };
        (face.ink() >= LEAST_INK).then_some(face)
    }

    /// As bytes, packed.
    pub fn packed(&self) -> Vec<u8> {
        let plain: Vec<u8> = self.rows.iter().flatten().flat_map(|word| word.to_le_bytes()).collect();
        let mut packed = Vec::new();
        ZlibEncoder::new(plain.as_slice(), Compression::default())
            .read_to_end(&mut packed)
            .expect("bytes in memory can be read");
        packed
    }

    /// Of what [`Face::packed`] gave; `None` if it is something else.
    pub fn unpacked(packed: &[u8]) -> Option<Face> {
        let mut plain = Vec::new();
        let most = u64::try_from(WIDE * HIGH / 8).ok()?;
        ZlibDecoder::new(packed).take(most + 1).read_to_end(&mut plain).ok()?;
        if plain.len() != WIDE * HIGH / 8 {
            return None;
        }
        let words: Vec<u64> = plain
            .chunks_exact(8)
            .map(|bytes| bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)))
            .collect();
        let rows = words
            .chunks_exact(WORDS)
            .map(|row| std::array::from_fn(|at| row[at]))
            .collect();
        Some(Face { rows })
    }

    fn ink(&self) -> u32 {
        self.rows.iter().flatten().map(|word| word.count_ones()).sum()
    }

    fn row(&self, at: i32) -> Row {
        usize::try_from(at)
            .ok()
            .and_then(|at| self.rows.get(at).copied())
            .unwrap_or_default()
    }

    /// Moved by so many cells to the right and down.
    fn moved(&self, right: i32, down: i32) -> Face {
        let rows = (0..)
            .take(HIGH)
            .map(|at: i32| shifted(self.row(at - down), right))
            .collect();
        Face { rows }
    }

    /// With every cell beside, above and below its ink inked.
    fn spread(&self) -> Face {
        let wide: Vec<Row> = self
            .rows
            .iter()
            .map(|&row| or(row, or(shifted(row, 1), shifted(row, -1))))
            .collect();
        let wide = Face { rows: wide };
        let rows = (0..)
            .take(HIGH)
            .map(|at: i32| or(wide.row(at), or(wide.row(at - 1), wide.row(at + 1))))
            .collect();
        Face { rows }
    }

    /// Whether two faces are of the same paper: see [`MOST_LOST`].
    pub fn is_like(&self, other: &Face) -> bool {
        let found = self.unlike(other);
        found.all <= MOST_LOST && found.worst <= MOST_LOST_IN_TILE
    }

    /// How much ink of either finds none of the other, where the two fit best.
    fn unlike(&self, other: &Face) -> Unlike {
        let overlap = |moved: &Face| -> u32 {
            let pairs = moved.rows.iter().flatten().zip(self.rows.iter().flatten());
            pairs.map(|(a, b)| (a & b).count_ones()).sum()
        };
        let best = (-REACH..=REACH)
            .flat_map(|right| (-REACH..=REACH).map(move |down| (right, down)))
            .map(|(right, down)| other.moved(right, down))
            .max_by_key(overlap)
            .expect("there are places to move it to");
        let (wide_self, wide_best) = (self.spread(), best.spread());
        let mut all = Tally::default();
        let mut worst = 0.0_f32;
        for top in (0..HIGH).step_by(TILE) {
            for left in (0..WIDE).step_by(TILE) {
                let (word, mask) = (left / 64, (u64::MAX >> (64 - TILE)) << (left % 64));
                let mut tile = Tally::default();
                for y in top..top + TILE {
                    let (a, b) = (self.rows[y][word] & mask, best.rows[y][word] & mask);
                    tile.ink += a.count_ones() + b.count_ones();
                    tile.lost += (a & !wide_best.rows[y][word]).count_ones();
                    tile.lost += (b & !wide_self.rows[y][word]).count_ones();
                }
                all.ink += tile.ink;
                all.lost += tile.lost;
                if tile.ink >= 2 * LEAST_TILE {
                    worst = worst.max(tile.share());
                }
            }
        }
        Unlike {
            all: all.share(),
            worst,
        }
    }
}

/// Shares of ink without its match, 0 to 1: of the whole, and of the tile that has most.
#[derive(Clone, Copy, Debug)]
struct Unlike {
    all: f32,
    worst: f32,
}

/// Cells of ink of both faces, and those that find none of the other.
#[derive(Default)]
struct Tally {
    ink: u32,
    lost: u32,
}

impl Tally {
    fn share(&self) -> f32 {
        f32_of(f64::from(self.lost) / f64::from(self.ink.max(1)))
    }
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Face").field("ink", &self.ink()).finish_non_exhaustive()
    }
}

fn or(a: Row, b: Row) -> Row {
    std::array::from_fn(|at| a[at] | b[at])
}

/// A row moved to the right; to the left if less than nothing. Fewer than 64 cells.
fn shifted(row: Row, right: i32) -> Row {
    let by = right.unsigned_abs();
    let word = |at: Option<usize>| at.and_then(|at| row.get(at).copied()).unwrap_or(0);
    match right {
        0 => row,
        1.. => std::array::from_fn(|at| row[at] << by | word(at.checked_sub(1)) >> (64 - by)),
        _ => std::array::from_fn(|at| row[at] >> by | word(at.checked_add(1)) << (64 - by)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::micr_line;
    use crate::geometry::Dpi;
    use crate::page::decode::Raster;
    use crate::page::upright;
    use crate::samples::canvas::Canvas;
    use crate::samples::check::{self, Check, Country, Memo, Purchaser, Style};
    use crate::samples::fonts::Fonts;
    use crate::samples::rng::Rng;
    use crate::samples::scan::{Look, Surround, Tone, scan};
    use image::GrayImage;

    fn check_of(style: Style, hand: usize) -> Check {
        let amount = "257.00".parse().unwrap();
        Check {
            style,
            payer: ["Ann Lee", "12 Elm St", "Boston, MA 02118"].map(str::to_owned).to_vec(),
            signer: Some("Ann Lee".to_owned()),
            payee: "Health Connector".to_owned(),
            country: Country::UnitedStates,
            bank: "Minuteman Bank".to_owned(),
            routing: "011000015".to_owned(),
            account: "4412345678".to_owned(),
            serial: "1042".to_owned(),
            amount,
            figures: amount,
            date: "2026-01-05".parse().unwrap(),
            memo: Memo::plain(vec!["Jan pmt".to_owned()]),
            purchaser: Purchaser::Signed,
            hand,
            pattern: hand % 2 == 1,
        }
    }

    /// Another payer's check of the same form, hand, day and amount.
    fn of_another(check: &Check) -> Check {
        Check {
            payer: [
                "Roberta Quincy-Adams",
                "144 Harborview Ave Apt 3",
                "Worcester, MA 01604",
            ]
            .map(str::to_owned)
            .to_vec(),
            signer: Some("Roberta Quincy".to_owned()),
            bank: "Old Harbor Savings".to_owned(),
            routing: "211370545".to_owned(),
            account: "90017733".to_owned(),
            serial: "3310".to_owned(),
            memo: Memo::plain(vec!["health ins".to_owned()]),
            ..check.clone()
        }
    }

    /// The paper, filled in with a movement of the hand, on a scanner.
    fn scanned(fonts: &Fonts, check: &Check, movement: u64, scanner: u64, level: u8) -> Option<Face> {
        let mut chance = Rng::new(scanner);
        let (wide, high) = check.size();
        let mut canvas = Canvas::new(wide, high, 200.0);
        check::draw(&mut canvas, fonts, check, &mut Rng::new(movement));
        let most = [0.3, 1.1, 2.2][usize::from(level)];
        let look = Look {
            surround: chance.pick(&[Surround::Cropped, Surround::Black, Surround::White]),
            skew: chance.range(-most, most),
            quarters: 0,
            tear: None,
            level,
            tone: chance.pick(&[Tone::Grey, Tone::Global, Tone::Adaptive]),
        };
        let scan = scan(canvas, &look, &mut chance);
        let (width, height) = scan.size();
        let gray = GrayImage::from_raw(width, height, scan.grey).unwrap();
        let page = upright(Raster {
            gray,
            dpi: Dpi::new(scan.dpi),
        });
        Face::of(&page, micr_line::read(&page).map(|line| line.region))
    }

    /// Of 32 pairs of scans of an office's quality, how many are found to be of one paper.
    fn found_alike(of: impl Fn(&Fonts, &Check, u64) -> Option<Face>, styles: [Style; 4]) -> usize {
        let fonts = Fonts::load().unwrap();
        let mut alike = 0;
        for (style, hand) in styles
            .into_iter()
            .flat_map(|style| (0..4).map(move |hand| (style, hand)))
        {
            let check = check_of(style, hand);
            for seed in [50, 70] {
                let first = scanned(&fonts, &check, seed, seed, 1);
                let second = of(&fonts, &check, seed);
                alike += usize::from(first.zip(second).is_some_and(|(first, second)| first.is_like(&second)));
            }
        }
        alike
    }

    const FORMS: [Style; 4] = [Style::Personal, Style::Business, Style::BillPay, Style::MoneyOrder];

    #[test]
    fn a_paper_scanned_twice_is_known_again() {
        let again = found_alike(|fonts, check, seed| scanned(fonts, check, seed, seed + 1, 1), FORMS);
        assert!(again >= 26, "{again} of 32");
    }

    #[test]
    fn another_payers_check_of_the_same_form_day_and_amount_is_not_taken_for_it() {
        let other = |fonts: &Fonts, check: &Check, seed| scanned(fonts, &of_another(check), seed + 2, seed + 3, 1);
        assert_eq!(found_alike(other, FORMS), 0);
    }

    #[test]
    fn a_check_of_the_same_hand_filled_in_alike_is_not_taken_for_it() {
        let twin = |fonts: &Fonts, check: &Check, seed| {
            let twin = Check {
                serial: "1043".to_owned(),
                ..check.clone()
            };
            scanned(fonts, &twin, seed + 2, seed + 3, 1)
        };
        assert_eq!(found_alike(twin, [Style::Personal; 4]), 0);
    }

    #[test]
    fn a_face_is_kept_and_had_back() {
        let fonts = Fonts::load().unwrap();
        let face = scanned(&fonts, &check_of(Style::Personal, 0), 1, 1, 0).unwrap();
        let packed = face.packed();
        assert!(packed.len() < 2_000, "{} bytes", packed.len());
        assert_eq!(Face::unpacked(&packed), Some(face));
        assert_eq!(Face::unpacked(&packed[..packed.len() / 2]), None);
        assert_eq!(Face::unpacked(b"something else"), None);
    }
}
