//! Pictures of what was found, for a person to look at.

use super::Page;
use super::bits::Bits;
use super::rows::RowFont;
use super::texture::Texture;
use crate::geometry::Rect;
use image::{GrayImage, Luma, Rgb, RgbImage};

/// A frame around a region, and what it marks.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Where.
    pub area: Rect,
    /// In which colour.
    pub colour: [u8; 3],
}

/// The paper: blue.
const PAPER: [u8; 3] = [40, 90, 220];
/// A row of machine-read digits: green for a MICR line, teal for a scan line.
const MICR: [u8; 3] = [20, 150, 40];
const SCAN_LINE: [u8; 3] = [0, 150, 160];
/// A place that may hold a code: orange.
const PATCH: [u8; 3] = [240, 140, 0];
/// What was read: red.
pub const READ: [u8; 3] = [220, 20, 40];

/// The ink as it was told from the ground: black on white.
pub fn ink(bits: &Bits) -> GrayImage {
    GrayImage::from_fn(bits.width(), bits.height(), |x, y| {
        Luma([if bits.get(x, y) { 0 } else { 255 }])
    })
}

/// The upright page with its paper, rows of digits and places of codes framed, and `read` on top.
pub fn framed(page: &Page, read: &[Mark]) -> RgbImage {
    let mut picture = RgbImage::from_fn(page.gray.width(), page.gray.height(), |x, y| {
        let Luma([gray]) = *page.gray.get_pixel(x, y);
        Rgb([gray; 3])
    });
    frame(
        &mut picture,
        Mark {
            area: page.layout.inked.paper,
            colour: PAPER,
        },
    );
    for row in &page.layout.rows {
        frame(
            &mut picture,
            Mark {
                area: row.area,
                colour: if row.font == RowFont::Micr { MICR } else { SCAN_LINE },
            },
        );
    }
    for patch in page
        .layout
        .patches
        .iter()
        .filter(|patch| patch.texture != Texture::LyingBars)
    {
        frame(
            &mut picture,
            Mark {
                area: patch.area,
                colour: PATCH,
            },
        );
    }
    for mark in read {
        frame(&mut picture, *mark);
    }
    picture
}

/// Draws a frame three pixels wide.
fn frame(picture: &mut RgbImage, mark: Mark) {
    let (w, h) = picture.dimensions();
    let outer = mark.area.grown(3, w, h);
    let inside =
        |x: u32, y: u32| x >= outer.x + 3 && y >= outer.y + 3 && x + 3 < outer.right() && y + 3 < outer.bottom();
    for y in outer.y..outer.bottom() {
        for x in outer.x..outer.right() {
            if !inside(x, y) {
                picture.put_pixel(x, y, Rgb(mark.colour));
            }
        }
    }
}
