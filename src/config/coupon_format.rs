//! Coupon formats: where a biller's coupon carries its code, what the code says, and how it proves itself.

use super::check_digit::CheckRule;
use crate::id::MemberId;
use crate::money::Amount;
use chrono::NaiveDate;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Write as _};

/// A machine-readable mark on a coupon.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Code 128 barcode.
    #[serde(rename = "code_128")]
    Code128,
    /// QR code.
    QrCode,
    /// Interleaved 2 of 5 barcode. Short ghosts of longer codes are refused by the exact length the pattern allows.
    Itf,
    /// Code 39 barcode.
    #[serde(rename = "code_39")]
    Code39,
    /// PDF417 stacked barcode.
    #[serde(rename = "pdf_417")]
    Pdf417,
    /// Data Matrix.
    DataMatrix,
    /// The printed line of OCR-A digits at the coupon's foot.
    ScanLine,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Mark::Code128 => "Code 128",
            Mark::QrCode => "QR code",
            Mark::Itf => "Interleaved 2 of 5",
            Mark::Code39 => "Code 39",
            Mark::Pdf417 => "PDF417",
            Mark::DataMatrix => "Data Matrix",
            Mark::ScanLine => "scan line",
        })
    }
}

/// How the total due is written in a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountForm {
    /// Digits only, the last two are cents.
    Cents,
    /// With a decimal point.
    Dollars,
}

/// A coupon format as `lockbox.toml` states it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouponFormatFile {
    /// What to call it in evidence and messages.
    pub name: String,
    /// The marks that carry it.
    pub marks: Vec<Mark>,
    /// A regular expression over the whole code, white space removed. Named groups: `member_id` (must be there), `lockbox`,
    /// `bill_date`, `total_due`, `check_digit`, and any others that the check digit runs over.
    pub pattern: String,
    /// The form of `bill_date`, in `strftime` letters.
    #[serde(default = "default_bill_date")]
    pub bill_date: String,
    /// The form of `total_due`.
    #[serde(default = "default_total_due")]
    pub total_due: AmountForm,
    /// The rule of `check_digit`; absent if the code has none. A code without one never decides an account.
    pub check: Option<CheckRule>,
    /// The groups the check digit runs over, in order: `group`, or `bill_date:%y%m%d` and `total_due:cents9` to write them anew in the form
    /// that the rule wants.
    #[serde(default)]
    pub check_over: Vec<String>,
}

fn default_bill_date() -> String {
    "%y%m%d".to_owned()
}

fn default_total_due() -> AmountForm {
    AmountForm::Cents
}

/// A coupon format in force.
#[derive(Clone, Debug)]
pub struct CouponFormat {
    file: CouponFormatFile,
    pattern: Regex,
    lengths: (usize, usize),
    over: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Group(String),
    Date(String),
    Cents(usize),
}

/// What a coupon's code says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CouponFields {
    /// Whose bill it is.
    pub member_id: MemberId,
    /// The lockbox it was sent for, where the code says.
    pub lockbox: Option<String>,
    /// The day of the bill, where the code says.
    pub bill_date: Option<NaiveDate>,
    /// What the bill asks for. Never what a check is worth.
    pub total_due: Option<Amount>,
    /// Whether it proved itself.
    pub check: CheckOutcome,
}

/// Whether a code's own check digit holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// It holds.
    Passed,
    /// The format has none.
    Absent,
    /// It does not hold: at least one digit was misread or misprinted.
    Failed,
}

/// What is wrong with a coupon format.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// The pattern is no regular expression.
    #[error("coupon format `{name}`: `pattern` is no regular expression: {source}")]
    Pattern {
        /// The format.
        name: String,
        /// Why.
        source: Box<regex::Error>,
    },
    /// The pattern lacks what must be there, or the rule refers to what is not.
    #[error("coupon format `{name}`: {what}")]
    Incomplete {
        /// The format.
        name: String,
        /// What is missing, and what to write.
        what: String,
    },
}

impl TryFrom<CouponFormatFile> for CouponFormat {
    type Error = FormatError;

    fn try_from(file: CouponFormatFile) -> Result<Self, FormatError> {
        let pattern = Regex::new(&format!("^(?:{})$", file.pattern)).map_err(|source| FormatError::Pattern {
            name: file.name.clone(),
            source: Box::new(source),
        })?;
        let incomplete = |what: String| FormatError::Incomplete {
            name: file.name.clone(),
            what,
        };
        let has = |group: &str| pattern.capture_names().flatten().any(|name| name == group);
        if !has("member_id") {
            return Err(incomplete("`pattern` needs a group `(?<member_id>\\d{12})`".to_owned()));
        }
        if file.marks.is_empty() {
            return Err(incomplete(
                "`marks` is empty: say where the code stands, such as [\"code_128\"]".to_owned(),
            ));
        }
        if has("check_digit") != file.check.is_some() {
            return Err(incomplete(
                "a group `check_digit` and a `check` rule go together".to_owned(),
            ));
        }
        if file.check.is_some() && file.check_over.is_empty() {
            return Err(incomplete(
                "`check_over` names the groups that the check digit runs over".to_owned(),
            ));
        }
        let mut over = Vec::new();
        for part in &file.check_over {
            let (group, form) = part
                .split_once(':')
                .map_or((part.as_str(), None), |(g, f)| (g, Some(f)));
            if !has(group) {
                return Err(incomplete(format!(
                    "`check_over` names `{group}`, which `pattern` has not"
                )));
            }
            over.push(match (group, form) {
                (_, None) => Part::Group(group.to_owned()),
                ("bill_date", Some(form)) => Part::Date(form.to_owned()),
                ("total_due", Some(form)) => {
                    let width = form.strip_prefix("cents").and_then(|width| width.parse().ok());
                    Part::Cents(width.filter(|width| (1..=18).contains(width)).ok_or_else(|| {
                        incomplete(format!("`{part}`: write `total_due:cents9` for nine digits of cents"))
                    })?)
                }
                _ => {
                    return Err(incomplete(format!(
                        "`{part}`: only bill_date and total_due can be written anew"
                    )));
                }
            });
        }
        let hir = regex_syntax::parse(&file.pattern).map_err(|_| incomplete("`pattern` is too unusual".to_owned()))?;
        let lengths = (
            hir.properties().minimum_len().unwrap_or(0),
            hir.properties().maximum_len().unwrap_or(usize::MAX),
        );
        Ok(CouponFormat {
            pattern,
            lengths,
            over,
            file,
        })
    }
}

impl CouponFormat {
    /// What it is called.
    pub fn name(&self) -> &str {
        &self.file.name
    }

    /// As it stands in the configuration.
    pub fn as_file(&self) -> &CouponFormatFile {
        &self.file
    }

    /// Whether this mark carries it.
    pub fn is_on(&self, mark: Mark) -> bool {
        self.file.marks.contains(&mark)
    }

    /// The lengths, least and most, that a code of this format can have.
    pub fn lengths(&self) -> (usize, usize) {
        self.lengths
    }

    /// Reads a code; `None` if it is not of this format. White space is ignored.
    pub fn parse(&self, code: &str) -> Option<CouponFields> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let groups = self.pattern.captures(&code)?;
        let group = |name: &str| groups.name(name).map(|m| m.as_str());
        let bill_date = match group("bill_date") {
            Some(text) => Some(NaiveDate::parse_from_str(text, &self.file.bill_date).ok()?),
            None => None,
        };
        let total_due = match group("total_due") {
            Some(text) => Some(match self.file.total_due {
                AmountForm::Cents => Amount::from_cents(text.parse().ok()?)?,
                AmountForm::Dollars => text.parse().ok()?,
            }),
            None => None,
        };
        let check = match &self.file.check {
            None => CheckOutcome::Absent,
            Some(rule) => {
                let mut digits = String::new();
                for part in &self.over {
                    match part {
                        Part::Group(name) => digits.push_str(group(name)?),
                        Part::Date(form) => digits.push_str(&bill_date?.format(form).to_string()),
                        Part::Cents(width) => {
                            write!(digits, "{:0width$}", total_due?.cents()).expect("a String takes all");
                        }
                    }
                }
                if rule.compute(&digits).as_deref() == group("check_digit") {
                    CheckOutcome::Passed
                } else {
                    CheckOutcome::Failed
                }
            }
        };
        Some(CouponFields {
            member_id: group("member_id")?.parse().ok()?,
            lockbox: group("lockbox").map(str::to_owned),
            bill_date,
            total_due,
            check,
        })
    }
}
