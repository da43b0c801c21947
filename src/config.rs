//! Configuration: `lockbox.toml` as read, and as used.

pub mod check_digit;
pub mod checks;
pub mod coupon_format;
pub mod matching;
pub mod review;

use check_digit::CheckRule;
use checks::CheckRules;
use coupon_format::{AmountForm, CouponFormat, CouponFormatFile, FormatError, Mark};
use matching::MatchRules;
use review::ReviewRules;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// `lockbox.toml` as it is written: every key optional, unknown keys refused. [`ConfigFile::default`] is what is in force without one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConfigFile {
    /// The lockbox (post-office box) number that batches and coupons must bear.
    pub lockbox: String,
    /// Bounds on what strangers send.
    pub intake: IntakeLimits,
    /// What posts and what waits for a person.
    pub policy: Policy,
    /// What checks must say.
    pub checks: CheckRules,
    /// What posts without a coupon.
    pub matching: MatchRules,
    /// How exceptions are settled.
    pub review: ReviewRules,
    /// The formats of coupons. If any is given, these replace the built-in ones.
    pub coupon_formats: Vec<CouponFormatFile>,
}

/// Bounds on what is taken in, each checked before anything is decoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IntakeLimits {
    /// The largest image file, in bytes.
    pub max_file_bytes: u64,
    /// The largest page, in pixels.
    pub max_page_pixels: u64,
    /// The most pages in one file; those beyond are unreadable pages.
    pub max_pages_per_file: u32,
    /// The most pages in a batch; a larger one is refused whole.
    pub max_pages_per_batch: u32,
}

/// What to do with a payment that could be posted but perhaps should not be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// A person decides.
    Queue,
    /// It posts.
    Post,
}

/// The payment rules; each a key of `[policy]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// A payment for a terminated account.
    pub terminated: Disposition,
    /// A payment for an account that AutoPay will draw from as well.
    pub autopay: Disposition,
    /// A coupon read from its printed text alone, with Member ID and name both right.
    pub printed_text_alone: Disposition,
    /// A transaction with a letter in it: until letters are read, any may ask for something.
    pub letter: Disposition,
    /// An item whose MICR line is not known, when its very coupon was paid before with the same amount: it may be the same item again.
    pub same_coupon_same_amount: Disposition,
}

/// The configuration in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// The lockbox number.
    pub lockbox: String,
    /// Bounds on what is taken in.
    pub intake: IntakeLimits,
    /// The payment rules.
    pub policy: Policy,
    /// What checks must say.
    pub checks: CheckRules,
    /// What posts without a coupon.
    pub matching: MatchRules,
    /// How exceptions are settled.
    pub review: ReviewRules,
    /// The formats of coupons, in the order they are tried.
    pub coupon_formats: Vec<CouponFormat>,
}

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is there and cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not TOML, or has a key that is not known.
    #[error("{} is not right: {source}\nrun `lockbox config` in another data folder to see every key with its default", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A coupon format makes no sense.
    #[error("lockbox.toml: {0}")]
    Format(#[from] FormatError),
    /// A value is out of its range.
    #[error("lockbox.toml: `{key}` {what}")]
    Range {
        /// The key.
        key: &'static str,
        /// What is right.
        what: &'static str,
    },
}

impl Default for ConfigFile {
    fn default() -> Self {
        ConfigFile {
            lockbox: "412612".to_owned(),
            intake: IntakeLimits::default(),
            policy: Policy::default(),
            checks: CheckRules::default(),
            matching: MatchRules::default(),
            review: ReviewRules::default(),
            coupon_formats: vec![bill_barcode(), bill_qr_code()],
        }
    }
}

impl Default for IntakeLimits {
    fn default() -> Self {
        IntakeLimits {
            max_file_bytes: 256 << 20,
            max_page_pixels: 80_000_000,
            max_pages_per_file: 2_000,
            max_pages_per_batch: 100_000,
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            terminated: Disposition::Queue,
            autopay: Disposition::Queue,
            printed_text_alone: Disposition::Post,
            letter: Disposition::Queue,
            same_coupon_same_amount: Disposition::Queue,
        }
    }
}

/// The 34 digits of the premium bill's coupon, as barcode and as scan line: lockbox, Member ID, YYMMDD, cents, Luhn digit.
fn bill_barcode() -> CouponFormatFile {
    CouponFormatFile {
        name: "premium bill".to_owned(),
        marks: vec![Mark::Code128, Mark::ScanLine],
        pattern: r"(?<lockbox>412612)(?<member_id>[0-9]{12})(?<bill_date>[0-9]{6})(?<total_due>[0-9]{9})(?<check_digit>[0-9])".to_owned(),
        bill_date: "%y%m%d".to_owned(),
        total_due: AmountForm::Cents,
        check: Some(CheckRule::Luhn),
        check_over: ["lockbox", "member_id", "bill_date", "total_due"].map(str::to_owned).to_vec(),
    }
}

/// The QR code on bills since 2026: the same fields with bars between them, and the same Luhn digit over the same 33 digits.
fn bill_qr_code() -> CouponFormatFile {
    CouponFormatFile {
        name: "premium bill QR".to_owned(),
        marks: vec![Mark::QrCode],
        pattern: concat!(
            r"HC1\|(?<lockbox>412612)\|(?<member_id>[0-9]{12})\|(?<bill_date>[0-9]{4}-[0-9]{2}-[0-9]{2})",
            r"\|(?<total_due>[0-9]{1,7}\.[0-9]{2})\|(?<check_digit>[0-9])"
        )
        .to_owned(),
        bill_date: "%Y-%m-%d".to_owned(),
        total_due: AmountForm::Dollars,
        check: Some(CheckRule::Luhn),
        check_over: ["lockbox", "member_id", "bill_date:%y%m%d", "total_due:cents9"]
            .map(str::to_owned)
            .to_vec(),
    }
}

impl TryFrom<ConfigFile> for Config {
    type Error = ConfigError;

    fn try_from(file: ConfigFile) -> Result<Self, ConfigError> {
        let range = |key, what| ConfigError::Range { key, what };
        if file.lockbox.is_empty() || !file.lockbox.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(range("lockbox", "is 1 or more letters or digits"));
        }
        if file.intake.max_file_bytes == 0 || file.intake.max_page_pixels == 0 {
            return Err(range(
                "intake.max_file_bytes and intake.max_page_pixels",
                "are at least 1",
            ));
        }
        if file.intake.max_pages_per_file == 0 || file.intake.max_pages_per_batch == 0 {
            return Err(range(
                "intake.max_pages_per_file and intake.max_pages_per_batch",
                "are at least 1",
            ));
        }
        if let Some((key, what)) = file.checks.out_of_range() {
            return Err(range(key, what));
        }
        if !(0.0..=1e6).contains(&file.matching.budget_per_million) {
            return Err(range("matching.budget_per_million", "is 0 to 1000000"));
        }
        if !(30..=3_600).contains(&file.review.lease_seconds) {
            return Err(range("review.lease_seconds", "is 30 to 3600"));
        }
        if file.review.idle_lock_minutes == 0 || file.review.session_hours == 0 {
            return Err(range(
                "review.idle_lock_minutes and review.session_hours",
                "are at least 1",
            ));
        }
        let formats: Result<Vec<_>, _> = file.coupon_formats.into_iter().map(CouponFormat::try_from).collect();
        Ok(Config {
            lockbox: file.lockbox,
            intake: file.intake,
            policy: file.policy,
            checks: file.checks,
            matching: file.matching,
            review: file.review,
            coupon_formats: formats?,
        })
    }
}

impl Config {
    /// Reads `lockbox.toml` in a data folder; without one, the defaults.
    pub fn load(data: &Path) -> Result<Self, ConfigError> {
        Self::try_from(ConfigFile::load(data)?)
    }

    /// The coupon formats that stand in this mark.
    pub fn formats_on(&self, mark: Mark) -> impl Iterator<Item = &CouponFormat> {
        self.coupon_formats.iter().filter(move |format| format.is_on(mark))
    }
}

impl ConfigFile {
    /// Reads `lockbox.toml` in a data folder; without one, the defaults.
    pub fn load(data: &Path) -> Result<Self, ConfigError> {
        let path = data.join("lockbox.toml");
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|source| ConfigError::Form {
                path,
                source: Box::new(source),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(ConfigError::Read { path, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coupon_format::CheckOutcome;

    const CODE: &str = "4126127001234567892601010000120005";

    fn defaults() -> Config {
        Config::try_from(ConfigFile::default()).unwrap()
    }

    fn parse(mark: Mark, code: &str) -> Option<coupon_format::CouponFields> {
        defaults().formats_on(mark).find_map(|format| format.parse(code))
    }

    #[test]
    fn a_bills_barcode_proves_itself_by_its_luhn_digit() {
        let digit = CheckRule::Luhn.compute(&CODE[..33]).unwrap();
        let fields = parse(Mark::Code128, &format!("{}{digit}", &CODE[..33])).unwrap();
        assert_eq!(fields.check, CheckOutcome::Passed);
        assert_eq!(fields.member_id.as_str(), "700123456789");
        assert_eq!(fields.total_due.unwrap().to_string(), "120.00");
        let wrong = if digit == "0" { "1" } else { "0" };
        let fields = parse(Mark::ScanLine, &format!("{} {wrong}", &CODE[..33])).unwrap();
        assert_eq!(fields.check, CheckOutcome::Failed);
    }

    #[test]
    fn the_qr_code_bears_the_same_check_digit_as_the_barcode() {
        let digit = CheckRule::Luhn.compute(&CODE[..33]).unwrap();
        let fields = parse(
            Mark::QrCode,
            &format!("HC1|412612|700123456789|2026-01-01|120.00|{digit}"),
        )
        .unwrap();
        assert_eq!(fields.check, CheckOutcome::Passed);
        assert_eq!(parse(Mark::QrCode, "HC1|412612|700123456789|2026-13-01|120.00|5"), None);
    }

    #[test]
    fn another_lockboxs_coupon_is_not_ours() {
        assert_eq!(parse(Mark::Code128, &CODE.replacen("412612", "412613", 1)), None);
    }

    #[test]
    fn what_config_prints_is_read_back() {
        let text = toml::to_string(&ConfigFile::default()).unwrap();
        let back: ConfigFile = toml::from_str(&text).unwrap();
        assert_eq!(toml::to_string(&back).unwrap(), text);
        let formats = Config::try_from(back).unwrap().coupon_formats;
        assert_eq!(formats[0].lengths(), (34, 34));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = toml::from_str::<ConfigFile>("[policy]\nautopai = \"post\"").unwrap_err();
        assert!(error.to_string().contains("autopai"), "{error}");
    }
}
