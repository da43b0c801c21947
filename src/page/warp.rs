//! Turning pictures.

use crate::geometry::Turn;
use image::GrayImage;

/// Turned clockwise.
pub fn turned(image: &GrayImage, turn: Turn) -> GrayImage {
    match turn {
        Turn::None => image.clone(),
        Turn::Quarter => image::imageops::rotate90(image),
        Turn::Half => image::imageops::rotate180(image),
        Turn::ThreeQuarter => image::imageops::rotate270(image),
    }
}
