use super::site::site;
use crate::id::Digest;
use crate::store::batches::TakenIn;
use crate::store::fixture::{batch, evidence};
use axum::http::StatusCode;
use image::{GrayImage, ImageFormat, Luma};
use std::io::Cursor;

/// A picture whose grey tells where one is on it.
fn picture() -> (GrayImage, Vec<u8>) {
    let picture = GrayImage::from_fn(200, 100, |x, y| Luma([u8::try_from((x + y) % 256).unwrap()]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    (picture, bytes.into_inner())
}

#[tokio::test]
async fn a_page_and_its_parts_are_shown_as_they_are() {
    let site = site(1);
    let (picture, bytes) = picture();
    let digest = Digest::of(&bytes);
    site.station.archive().put(&digest, &bytes).unwrap();
    let mut new = batch("photos", 1);
    new.pages[0].file_digest = Some(digest);
    let taken = site.station.write(move |store| Ok(store.take_in(&new)?)).await;
    let Ok(TakenIn::New(key, _)) = taken else {
        panic!("it is new")
    };
    let kept = site
        .station
        .write(move |store| Ok(store.save_evidence(key, &[evidence(1)])?))
        .await;
    assert!(kept.is_ok());
    let rita = site.signed_in("rita").await;
    let answer = rita.get("/image/photos/1.png").await.expect(StatusCode::OK);
    assert_eq!(
        (answer.header("content-type"), answer.header("cache-control")),
        ("image/png", "no-store")
    );
    let shown = image::load_from_memory(&answer.body).unwrap().into_luma8();
    assert_eq!(shown, picture);
    let part = rita
        .get("/snippet/photos/1/40,20,60,20.png")
        .await
        .expect(StatusCode::OK);
    let part = image::load_from_memory(&part.body).unwrap().into_luma8();
    assert_eq!(
        (part.dimensions(), part.get_pixel(5, 5)),
        ((70, 30), picture.get_pixel(40, 20))
    );
    for missing in [
        "/image/photos/9.png",
        "/image/other/1.png",
        "/snippet/photos/1/0,0,0,0.png",
        "/snippet/photos/1/900,900,5,5.png",
    ] {
        rita.get(missing).await.expect(StatusCode::NOT_FOUND);
    }
}
