//! Pictures: a page as it stands upright, and snippets cut out of it. Only for those signed in, and kept by no browser.

use super::image_cache::PageKey;
use super::signed::Signed;
use super::station::Station;
use super::trouble::Trouble;
use crate::evidence::Sight;
use crate::geometry::{Rect, Turn};
use crate::id::{BatchId, PageNo};
use crate::page::as_it_stood;
use crate::page::decode::decode;
use crate::store::Books;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use image::GrayImage;
use std::sync::Arc;

/// A snippet shows this much around what was read, of its height.
const MARGIN: u32 = 4;

/// Where a page's original is, and how it is turned.
struct Original {
    digest: crate::id::Digest,
    frame: u32,
    turn: Turn,
}

/// The page as PNG.
pub(super) async fn page_png(
    State(station): State<Arc<Station>>,
    _: Signed,
    Path((batch, name)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let no = number(name.strip_suffix(".png"))?;
    let bytes = station
        .read(move |books, station| {
            let original = original(books, &batch, no)?;
            let key = key(&original);
            station.images.png(key, || png(&*upright(station, &original)?))
        })
        .await?;
    Ok(answer(bytes.as_ref().clone()))
}

/// A part of the page as PNG: `x,y,w,h.png` in pixels of the upright page.
pub(super) async fn snippet_png(
    State(station): State<Arc<Station>>,
    _: Signed,
    Path((batch, no, name)): Path<(String, String, String)>,
) -> Result<Response, Trouble> {
    let no = number(Some(&no))?;
    let area = area(name.strip_suffix(".png").unwrap_or_default())
        .filter(|area| !area.is_empty())
        .ok_or(Trouble::NoSuch("such part of a page"))?;
    let bytes = station
        .read(move |books, station| {
            let page = upright(station, &original(books, &batch, no)?)?;
            let (w, h) = page.dimensions();
            let cut = area.grown((area.h / MARGIN).max(2), w, h);
            if cut.is_empty() {
                return Err(Trouble::NoSuch("such part of the page"));
            }
            png(&image::imageops::crop_imm(page.as_ref(), cut.x, cut.y, cut.w, cut.h).to_image())
        })
        .await?;
    Ok(answer(bytes))
}

fn number(text: Option<&str>) -> Result<PageNo, Trouble> {
    let no = text.and_then(|text| text.parse().ok());
    no.map(PageNo).ok_or(Trouble::NoSuch("such page"))
}

fn area(text: &str) -> Option<Rect> {
    let mut numbers = text.split(',').map(str::parse::<u32>);
    let mut next = || numbers.next()?.ok();
    let area = Rect {
        x: next()?,
        y: next()?,
        w: next()?,
        h: next()?,
    };
    numbers.next().is_none().then_some(area)
}

fn original(books: &Books, batch: &str, no: PageNo) -> Result<Original, Trouble> {
    let name: BatchId = batch.parse().map_err(|_| Trouble::NoSuch("such batch"))?;
    let batch = books.batch_key(&name)?.ok_or(Trouble::NoSuch("such batch"))?;
    let page = books.page(batch, no)?.ok_or(Trouble::NoSuch("such page"))?;
    let digest = page.file_digest.ok_or(Trouble::NoSuch("picture of this page"))?;
    let turn = match books.evidence(batch, no)?.map(|evidence| evidence.sight) {
        Some(Sight::Seen(seen)) => seen.turn,
        _ => Turn::None,
    };
    Ok(Original {
        digest,
        frame: page.frame,
        turn,
    })
}

fn key(original: &Original) -> PageKey {
    (original.digest, original.frame, original.turn.degrees())
}

fn upright(station: &Station, original: &Original) -> Result<Arc<GrayImage>, Trouble> {
    station.images.page(key(original), || {
        let bytes = station.archive().get(&original.digest)?;
        let raster = decode(&bytes, original.frame, &station.config.intake)
            .map_err(|why| Trouble::NoPicture(why.to_string()))?;
        Ok(as_it_stood(raster, original.turn))
    })
}

/// Quickly rather than small: it goes to a desk nearby, once.
fn png(picture: &GrayImage) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fastest);
    let mut writer = encoder
        .write_header()
        .map_err(|why| Trouble::NoPicture(why.to_string()))?;
    writer
        .write_image_data(picture.as_raw())
        .map_err(|why| Trouble::NoPicture(why.to_string()))?;
    drop(writer);
    Ok(bytes)
}

fn answer(bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "image/png")], bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_page_is_four_numbers() {
        let rect = Rect { x: 1, y: 2, w: 3, h: 4 };
        assert_eq!(area("1,2,3,4"), Some(rect));
        for wrong in ["", "1,2,3", "1,2,3,4,5", "1,2,3,-4", "a,2,3,4"] {
            assert_eq!(area(wrong), None, "{wrong}");
        }
    }
}
