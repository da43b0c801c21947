//! The picture of a line with its words closed up: a reader takes as long for paper as for writing.

use super::fields::gaps;
use super::sheet::Sheet;
use crate::geometry::Rect;
use image::{GenericImage, GenericImageView, GrayImage};
use std::ops::Range;

/// The picture of a line without the wide gaps between its words and what fills them up.
pub(super) fn cut(sheet: &Sheet, line: Rect) -> GrayImage {
    without(sheet.cut(line), &gaps(sheet, line), line.x)
}

/// A picture without these columns, left to right, counted from one left of the picture's first by `start`.
fn without(picture: GrayImage, gaps: &[Range<u32>], start: u32) -> GrayImage {
    let (width, height) = picture.dimensions();
    let inside = |x: u32| x.saturating_sub(start).min(width);
    let gaps: Vec<Range<u32>> = gaps.iter().map(|gap| inside(gap.start)..inside(gap.end)).collect();
    let left_out: u32 = gaps.iter().map(|gap| gap.end - gap.start).sum();
    if left_out == 0 {
        return picture;
    }
    let mut closed = GrayImage::new(width - left_out, height);
    let (mut from, mut to) = (0, 0);
    for gap in gaps.into_iter().chain(std::iter::once(width..width)) {
        let words = picture.view(from, 0, gap.start - from, height);
        closed
            .copy_from(&*words, to, 0)
            .expect("it is as wide as all that is kept");
        to += gap.start - from;
        from = gap.end;
    }
    closed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_left_out_are_gone_and_all_others_stand_in_their_order() {
        let picture = GrayImage::from_fn(100, 2, |x, _| image::Luma([u8::try_from(x).unwrap()]));
        let columns = |gaps: &[Range<u32>]| -> Vec<u8> {
            let closed = without(picture.clone(), gaps, 1_000);
            closed.rows().next().unwrap().map(|pixel| pixel.0[0]).collect()
        };
        let counted = |ranges: [Range<u8>; 3]| -> Vec<u8> { ranges.into_iter().flatten().collect() };
        assert_eq!(columns(&[]), counted([0..100, 0..0, 0..0]));
        assert_eq!(
            columns(&[1_010..1_030, 1_050..1_090]),
            counted([0..10, 30..50, 90..100])
        );
        assert_eq!(
            columns(&[1_050..1_060, 1_070..1_300]),
            counted([0..50, 60..70, 0..0]),
            "beyond the edge"
        );
    }
}
