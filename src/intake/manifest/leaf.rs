//! A single value of a JSON document, kept as it is written: an amount must never pass through a binary fraction.

use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A value that was not looked at yet; `null` and absence are the same.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Leaf<'a>(#[serde(borrow)] Option<&'a RawValue>);

impl<'a> Leaf<'a> {
    /// The value as written; `None` if there is none.
    pub(super) fn literal(self) -> Option<&'a str> {
        self.0.map(RawValue::get)
    }

    /// The text of a string, or the digits of a number; `None` of anything else.
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        let literal = self.literal()?;
        if literal.starts_with('"') {
            return serde_json::from_str(literal).ok().map(Cow::Owned);
        }
        literal
            .starts_with(|c: char| c == '-' || c.is_ascii_digit())
            .then_some(Cow::Borrowed(literal))
    }
}

/// A JSON document as UTF-8 without a byte-order mark. UTF-16 is known by its mark; what is broken in it becomes U+FFFD.
pub(super) fn utf8(bytes: &[u8]) -> Cow<'_, [u8]> {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        Cow::Owned(String::from_utf16_lossy(&units).into_bytes())
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(rest),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => Cow::Borrowed(bytes),
    }
}
