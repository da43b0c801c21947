//! Identifiers, each checked where it is made.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// Why a text is not the identifier it should be.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum IdError {
    /// A Member ID is 12 digits.
    #[error("a Member ID is 12 digits")]
    MemberId,
    /// A batch name is 1 to 64 of letters, digits, `.`, `_`, `-`, not beginning with a dot or a dash.
    #[error("`{0}` is no batch name: 1 to 64 letters, digits, `.`, `_` or `-`, not beginning with `.` or `-`")]
    BatchId(String),
    /// An ABA routing number is nine digits whose weighted sum (3, 7, 1) is a multiple of ten.
    #[error("an ABA routing number is 9 digits with a right check digit")]
    RoutingNumber,
    /// A serial is 1 to 15 digits.
    #[error("a check's serial number is 1 to 15 digits")]
    CheckSerial,
    /// A digest is 64 hexadecimal digits.
    #[error("a digest is 64 hexadecimal digits")]
    Digest,
}

/// Serde by the text form, for identifiers that are checked texts.
macro_rules! serde_as_text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    };
}

fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then_some(bytes)
}

fn text_of(digits: &[u8]) -> &str {
    std::str::from_utf8(digits).expect("ASCII digits, checked where they were taken")
}

/// A member of the account master: 12 digits, leading zeros count, no check digit.
///
/// `Debug` shows the last four digits only, so that logs and panics do not spread personal data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MemberId([u8; 12]);

impl MemberId {
    /// The 12 digits.
    pub fn as_str(&self) -> &str {
        text_of(&self.0)
    }

    /// `********3456`: what logs and messages may show.
    pub fn masked(&self) -> String {
        format!("********{}", &self.as_str()[8..])
    }
}

impl FromStr for MemberId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        digits(text).map(MemberId).ok_or(IdError::MemberId)
    }
}

impl fmt::Display for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

serde_as_text!(MemberId);

/// The name of a batch, unique in a data folder; safe as a file name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(try_from = "String", into = "String")]
pub struct BatchId(String);

impl BatchId {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest name to any text (a folder's, say): what may not stand in a name becomes `-`; `batch` if nothing is left.
    pub fn from_any_text(text: &str) -> Self {
        let kept: String = text
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "._-".contains(c) {
                    c
                } else {
                    '-'
                }
            })
            .take(64)
            .collect();
        let kept = kept.trim_start_matches(['.', '-']);
        kept.parse().unwrap_or_else(|_| BatchId("batch".to_owned()))
    }
}

impl FromStr for BatchId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let good = (1..=64).contains(&text.len()) && text.chars().all(allowed) && !text.starts_with(['.', '-']);
        if good {
            Ok(BatchId(text.to_owned()))
        } else {
            Err(IdError::BatchId(text.chars().take(70).collect()))
        }
    }
}

impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

serde_as_text!(BatchId);

/// A transaction's number within its batch, counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct TransactionNo(pub u32);

impl fmt::Display for TransactionNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A page's number within its batch, in scan order, counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct PageNo(pub u32);

impl fmt::Display for PageNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An ABA routing (transit) number: nine digits, the last a check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(try_from = "String", into = "String")]
pub struct RoutingNumber([u8; 9]);

impl FromStr for RoutingNumber {
    type Err = IdError;
    /// Source of the rule: ABA key to routing numbers, weights 3, 7, 1.
    fn from_str(text: &str) -> Result<Self, IdError> {
        let number: [u8; 9] = digits(text).ok_or(IdError::RoutingNumber)?;
        let sum: u32 = number
            .iter()
            .zip([3, 7, 1].into_iter().cycle())
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum();
        if sum > 0 && sum.is_multiple_of(10) {
            Ok(RoutingNumber(number))
        } else {
            Err(IdError::RoutingNumber)
        }
    }
}

impl fmt::Display for RoutingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(text_of(&self.0))
    }
}

serde_as_text!(RoutingNumber);

/// A check's serial number, compared without its leading zeros.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(try_from = "String", into = "String")]
pub struct CheckSerial(String);

impl FromStr for CheckSerial {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let good = (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        let kept = text.trim_start_matches('0');
        good.then(|| CheckSerial(if kept.is_empty() { "0" } else { kept }.to_owned()))
            .ok_or(IdError::CheckSerial)
    }
}

impl fmt::Display for CheckSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

serde_as_text!(CheckSerial);

/// The SHA-256 of some bytes: the name of a file in the archive and the identity of a batch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Digest(Sha256::digest(bytes).into())
    }

    /// The digest of all that a reader gives, without holding it in memory.
    pub fn of_reader(mut reader: impl std::io::Read) -> std::io::Result<Self> {
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match reader.read(&mut buffer)? {
                0 => return Ok(Digest(hasher.finalize().into())),
                read => hasher.update(&buffer[..read]),
            }
        }
    }
}

impl FromStr for Digest {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(IdError::Digest);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(text_of(pair), 16).map_err(|_| IdError::Digest)?;
        }
        Ok(Digest(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_as_text!(Digest);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_routing_number_with_a_wrong_check_digit_is_refused() {
        assert!("011000015".parse::<RoutingNumber>().is_ok());
        assert!("122000661".parse::<RoutingNumber>().is_ok());
        assert!("122000662".parse::<RoutingNumber>().is_err());
        assert!("000000000".parse::<RoutingNumber>().is_err());
        assert!("12200066".parse::<RoutingNumber>().is_err());
    }

    #[test]
    fn a_batch_name_is_safe_as_a_file_name() {
        for bad in ["", ".", "../x", "-rf", "a/b", "a b", &"x".repeat(65)] {
            assert!(bad.parse::<BatchId>().is_err(), "{bad:?}");
        }
        assert_eq!(BatchId::from_any_text("../Mail sack é").as_str(), "Mail-sack--");
        assert_eq!(BatchId::from_any_text("..").as_str(), "batch");
    }

    #[test]
    fn debug_does_not_spread_a_member_id() {
        let member: MemberId = "700123456789".parse().unwrap();
        assert_eq!(format!("{member:?}"), "********6789");
        assert_eq!(member.to_string(), "700123456789");
    }

    #[test]
    fn a_digest_is_read_back_from_its_text() {
        let digest = Digest::of(b"abc");
        assert!(digest.to_string().starts_with("ba7816bf"));
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert!("é".repeat(32).parse::<Digest>().is_err());
    }
}
