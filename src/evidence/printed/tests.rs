//! Coupons with no code on them, and what is read of their print. Their people and numbers are invented.

use super::*;
use chrono::NaiveDate;

/// Labels left of their values; 200 dpi, black and white.
const LEFT: &[u8] = include_bytes!("../../../tests/data/coupon-labels-left.png");
/// A row of boxes with the labels above the values, typewriter print; 200 dpi, black and white.
const BOXES: &[u8] = include_bytes!("../../../tests/data/coupon-labels-above.png");

fn page(file: &[u8]) -> GrayImage {
    image::load_from_memory(file).unwrap().to_luma8()
}

fn read_page(page: &GrayImage, skew: f32) -> PrintedCoupon {
    read(page, Dpi::new(200.0).unwrap(), skew).unwrap()
}

/// Turned by `degrees`, its lines rising to the right.
fn turned(page: &GrayImage, degrees: f64) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let place = straight::Slanted {
        left: -sin * 100.0,
        middle: f64::from(page.height()) / 2.0,
        along: (cos, sin),
        width: f64::from(page.width()),
        height: f64::from(page.height()) + 120.0,
    };
    straight::cut(page, &place, 1.0)
}

#[test]
fn a_coupon_without_codes_is_read_by_its_print() {
    let coupon = read_page(&page(LEFT), 0.0);
    let member = coupon.member_id.unwrap();
    assert_eq!(member.value.as_str(), "700555019283");
    assert!(
        member.region.unwrap().x > 1000,
        "the number, not its label: {:?}",
        member.region
    );
    assert_eq!(
        coupon.bill_date.unwrap().value,
        NaiveDate::from_ymd_opt(2025, 12, 3).unwrap()
    );
    assert_eq!(coupon.total_due.unwrap().value.cents(), 128_724);
    assert_eq!(name_agrees(&coupon.lines, "Rosalind Achterberg"), NameAgreement::Agrees);
    assert_eq!(name_agrees(&coupon.lines, "Roberta Achterberg"), NameAgreement::Partly);
    assert!(coupon_words(&coupon.lines).get() > 0.9);
}

#[test]
fn a_coupon_with_boxes_is_read_by_its_print() {
    let coupon = read_page(&page(BOXES), 0.0);
    assert_eq!(coupon.member_id.unwrap().value.as_str(), "700555047161");
    assert_eq!(
        coupon.bill_date.unwrap().value,
        NaiveDate::from_ymd_opt(2026, 1, 3).unwrap()
    );
    assert_eq!(coupon.total_due.unwrap().value.cents(), 4685);
    assert_eq!(name_agrees(&coupon.lines, "Tiberio C. Quaglia"), NameAgreement::Agrees);
}

#[test]
fn a_skewed_coupon_is_read_by_its_print() {
    let coupon = read_page(&turned(&page(LEFT), 3.0), 3.0);
    assert_eq!(coupon.member_id.unwrap().value.as_str(), "700555019283");
}

#[test]
fn a_struck_out_member_id_is_left_out() {
    let mut struck = page(LEFT);
    // A pen stroke through the digits, half their height.
    for y in 174..184 {
        for x in 1300..1620 {
            struck.put_pixel(x, y, image::Luma([0]));
        }
    }
    assert!(read_page(&struck, 0.0).member_id.is_none());
}

#[test]
fn a_blank_page_has_no_print() {
    let coupon = read_page(&GrayImage::from_pixel(1700, 700, image::Luma([255])), 0.0);
    assert_eq!(coupon, PrintedCoupon::default());
    assert!(coupon_words(&coupon.lines).get() < 0.1);
}
