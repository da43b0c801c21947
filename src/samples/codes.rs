//! The marks of a coupon: 34 digits with their check digit, as Code 128, QR code and printed line.

use super::canvas::{Area, Canvas};
use crate::geometry::{f64_of, index, px, round_u32};
use crate::id::MemberId;
use crate::money::Amount;
use chrono::NaiveDate;
use rxing::oned::{Code128Writer, OneDimensionalCodeWriter as _};
use rxing::qrcode::QRCodeWriter;
use rxing::{BarcodeFormat, EncodeHints, Writer as _};

/// The lockbox that all samples are sent to.
pub(crate) const LOCKBOX: &str = "412612";

/// What a coupon's marks say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct CodeText {
    pub(crate) member_id: MemberId,
    pub(crate) bill_date: NaiveDate,
    pub(crate) due: Amount,
}

impl CodeText {
    fn parts(&self) -> [String; 5] {
        let body = [
            LOCKBOX.to_owned(),
            self.member_id.to_string(),
            self.bill_date.format("%y%m%d").to_string(),
            format!("{:09}", self.due.cents()),
        ];
        let check = luhn(&body.concat()).to_string();
        let [lockbox, member, date, due] = body;
        [lockbox, member, date, due, check]
    }

    /// The 34 digits.
    pub(crate) fn digits(&self) -> String {
        self.parts().concat()
    }

    /// The digits with a space between the fields, as printed.
    pub(crate) fn scan_line(&self) -> String {
        self.parts().join(" ")
    }

    /// The text of the QR code.
    pub(crate) fn qr(&self) -> String {
        let check = &self.parts()[4];
        let date = self.bill_date.format("%Y-%m-%d");
        format!("HC1|{LOCKBOX}|{}|{date}|{}|{check}", self.member_id, self.due)
    }
}

/// The Luhn check digit to be put after these digits.
fn luhn(digits: &str) -> u8 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, digit)| {
            let value = u32::from(digit - b'0') * if i % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    u8::try_from((10 - sum % 10) % 10).expect("a digit")
}

/// Draws the digits as Code 128 over the area, without its quiet zones.
pub(crate) fn draw_code_128(canvas: &mut Canvas, at: Area, digits: &str, ink: f32) {
    let bars = Code128Writer
        .encode_oned(digits)
        .expect("Code 128 holds any even number of digits up to 80");
    let count = f64_of(bars.len());
    canvas.stamp(at, ink, |u, _| {
        bars[index(round_u32((u * count).floor())).min(bars.len() - 1)]
    });
}

/// Draws the text as a QR code over the area, without its quiet zone.
pub(crate) fn draw_qr(canvas: &mut Canvas, at: Area, text: &str, ink: f32) {
    let hints = EncodeHints {
        Margin: Some("0".to_owned()),
        ErrorCorrection: Some("M".to_owned()),
        ..EncodeHints::default()
    };
    let matrix = QRCodeWriter
        .encode_with_hints(text, &BarcodeFormat::QR_CODE, 0, 0, &hints)
        .expect("a QR code holds this short text");
    let (across, down) = (matrix.getWidth(), matrix.getHeight());
    canvas.stamp(at, ink, |u, v| {
        let x = round_u32((u * f64::from(across)).floor()).min(across - 1);
        let y = round_u32((v * f64::from(down)).floor()).min(down - 1);
        matrix.get(px(index(x)), y)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_carry_the_fields_and_their_check_digit() {
        let code = CodeText {
            member_id: "700123456789".parse().unwrap(),
            bill_date: NaiveDate::from_ymd_opt(2026, 1, 3).unwrap(),
            due: "46.85".parse().unwrap(),
        };
        assert_eq!(luhn("7992739871"), 3, "the textbook's example");
        let digits = code.digits();
        assert_eq!(digits.len(), 34);
        assert_eq!(code.scan_line().replace(' ', ""), digits);
        let check = &digits[33..];
        assert_eq!(code.qr(), format!("HC1|412612|700123456789|2026-01-03|46.85|{check}"));
    }
}
