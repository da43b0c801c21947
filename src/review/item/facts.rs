//! What was read on a page, field by field: as text with its unsure characters marked, as a snippet, and as a region on the picture.

use super::view::{FactGroup, FactView, MarkView, PartView};
use crate::evidence::check::Signature;
use crate::evidence::payer::PayerReading;
use crate::evidence::{CheckReading, Line, PrintedCoupon, Reading, Seen};
use crate::geometry::Rect;
use crate::micr::Micr;
use crate::review::words::{dollars, dollars_if, masked};
use crate::store::batches::StoredPage;

/// A text read with less certainty than this is marked as a whole, where it is not known which of its characters are unsure.
const SURE: f32 = 0.9;

/// How a page's fields are shown.
#[derive(Clone, Copy)]
pub(super) struct Showing<'a> {
    /// The batch, for the addresses of snippets.
    pub(super) batch: &'a str,
    /// The reading of the amount is left out: a second person keys it from the picture.
    pub(super) is_blind: bool,
    /// The bank account is shown whole.
    pub(super) is_revealed: bool,
}

/// A field before it is put on the page.
struct Field {
    name: &'static str,
    parts: Vec<PartView>,
    region: Option<Rect>,
    fix: Option<&'static str>,
    is_mono: bool,
    note: Option<String>,
}

impl Field {
    fn new(name: &'static str, text: String, region: Option<Rect>) -> Self {
        Field {
            name,
            parts: vec![PartView { text, is_sure: true }],
            region,
            fix: None,
            is_mono: false,
            note: None,
        }
    }

    fn read(name: &'static str, reading: &Reading<String>) -> Self {
        let mut field = Field::new(name, reading.value.clone(), reading.region);
        field.parts[0].is_sure = reading.score.get() >= SURE;
        field
    }

    fn line(name: &'static str, line: &Line) -> Self {
        Field {
            parts: parts_of(line),
            ..Field::new(name, String::new(), line.read.region)
        }
    }

    fn corrected_as(mut self, field: &'static str) -> Self {
        self.fix = Some(field);
        self
    }

    fn in_digits(mut self) -> Self {
        self.is_mono = true;
        self
    }
}

/// A page's fields and the regions they stand in.
pub(super) fn of_page(
    page: &StoredPage,
    kind: &str,
    seen: Option<&Seen>,
    payer: Option<&PayerReading>,
    showing: Showing<'_>,
) -> (FactGroup, Vec<MarkView>) {
    let mut fields = Vec::new();
    if let Some(seen) = seen {
        codes(seen, &mut fields);
        seen.printed.iter().for_each(|printed| print(printed, &mut fields));
        seen.check.iter().for_each(|check| written(check, showing, &mut fields));
        micr(seen, showing, &mut fields);
    }
    if let Some(payer) = payer {
        fields.extend(payer.lines.iter().map(|line| Field::line("Payer", line)));
    }
    if let Some(amount) = page.keyed_amount.filter(|_| !showing.is_blind) {
        fields.push(Field::new("Keyed amount", dollars(amount), None));
    }
    let mut marks = Vec::new();
    let mut facts = Vec::new();
    for (at, field) in fields.into_iter().enumerate() {
        let mark = field
            .region
            .map(|region| mark(format!("{}-{at}", page.no), field.name, region));
        facts.push(FactView {
            mark: mark.as_ref().map(|mark| mark.id.clone()).unwrap_or_default(),
            snippet: field
                .region
                .filter(|_| shows_snippet(field.name))
                .map(|region| snippet(showing.batch, page, region)),
            name: field.name,
            parts: field.parts,
            is_mono: field.is_mono,
            note: field.note,
            fix: field.fix,
        });
        marks.extend(mark);
    }
    let group = FactGroup {
        page: page.no.0,
        title: format!("{}: {kind}", page.label),
        facts,
    };
    (group, marks)
}

/// Barcodes say nothing to the eye.
fn shows_snippet(name: &str) -> bool {
    ![
        "Code 128",
        "QR code",
        "PDF417",
        "Data Matrix",
        "Code 39",
        "Interleaved 2 of 5",
    ]
    .contains(&name)
}

/// A region with its label.
pub(super) fn mark(id: String, label: &'static str, region: Rect) -> MarkView {
    MarkView {
        id,
        label,
        x: region.x,
        y: region.y,
        w: region.w,
        h: region.h,
        above: region.y.saturating_sub(6).max(18),
    }
}

/// The address of a snippet.
pub(super) fn snippet(batch: &str, page: &StoredPage, region: Rect) -> String {
    let Rect { x, y, w, h } = region;
    format!("/snippet/{batch}/{}/{x},{y},{w},{h}.png", page.no)
}

fn codes(seen: &Seen, fields: &mut Vec<Field>) {
    use crate::config::coupon_format::{CheckOutcome, Mark};
    for code in &seen.codes {
        let name = match code.mark {
            Mark::Code128 => "Code 128",
            Mark::QrCode => "QR code",
            Mark::Itf => "Interleaved 2 of 5",
            Mark::Code39 => "Code 39",
            Mark::Pdf417 => "PDF417",
            Mark::DataMatrix => "Data Matrix",
            Mark::ScanLine => "Scan line",
        };
        let due = code
            .fields
            .total_due
            .map(|due| format!(", due {}", dollars(due)))
            .unwrap_or_default();
        let mut field = Field::new(name, format!("{}{due}", code.fields.member_id), Some(code.region)).in_digits();
        field.note = match code.fields.check {
            CheckOutcome::Passed => None,
            CheckOutcome::Absent => Some("no check digit".to_owned()),
            CheckOutcome::Failed => Some("check digit does not hold".to_owned()),
        };
        field.parts[0].is_sure = code.fields.check != CheckOutcome::Failed;
        fields.push(field);
    }
}

fn print(printed: &PrintedCoupon, fields: &mut Vec<Field>) {
    if let Some(id) = &printed.member_id {
        fields.push(Field::new("Member ID", id.value.to_string(), id.region).in_digits());
    }
    if let Some(date) = &printed.bill_date {
        fields.push(Field::new("Bill date", date.value.to_string(), date.region));
    }
    if let Some(due) = &printed.total_due {
        fields.push(Field::new("Total due", dollars(due.value), due.region));
    }
    let lines: Vec<&str> = printed.lines.iter().take(4).map(|line| line.value.as_str()).collect();
    if !lines.is_empty() {
        let regions = printed.lines.iter().take(4).filter_map(|line| line.region);
        let region = regions.reduce(Rect::union);
        fields.push(Field::new("Print", lines.join(" / "), region));
    }
}

fn written(check: &CheckReading, showing: Showing<'_>, fields: &mut Vec<Field>) {
    if let Some(payee) = &check.payee {
        fields.push(Field::read("Payee", payee).corrected_as("payee"));
    }
    if let Some(date) = &check.date {
        let mut field = Field::read("Date", date).corrected_as("date");
        field.note = check.dates.first().map(|likely| format!("read as {}", likely.date));
        fields.push(field);
    }
    for line in &check.memo {
        let is_first = fields.iter().all(|field| field.name != "Memo");
        let field = Field::line("Memo", line);
        fields.push(if is_first { field.corrected_as("memo") } else { field });
    }
    if !showing.is_blind {
        // Their places are marked, and their snippets shown, where the amount is keyed.
        let without_place = |mut field: Field| {
            field.region = None;
            field
        };
        fields.extend(
            check
                .figures
                .iter()
                .map(|reading| without_place(Field::read("Figures", reading))),
        );
        fields.extend(
            check
                .words
                .iter()
                .map(|reading| without_place(Field::read("Words", reading))),
        );
    }
    if let Some(signature) = &check.signature {
        let text = match signature.value {
            Signature::Present => "there is writing",
            Signature::Blank => "nothing is written there",
        };
        fields.push(Field::new("Signature", text.to_owned(), signature.region));
    }
}

fn micr(seen: &Seen, showing: Showing<'_>, fields: &mut Vec<Field>) {
    let Some(line) = &seen.micr else { return };
    let parts = Micr::parse(&line.line);
    let sure = |mut field: Field| {
        field.parts[0].is_sure = line.accepted;
        field.in_digits()
    };
    let unread = || "not read".to_owned();
    let routing = parts.routing.map_or_else(unread, |routing| routing.to_string());
    let account = parts.account.as_deref().map_or_else(unread, |account| {
        if showing.is_revealed {
            account.to_owned()
        } else {
            masked(account)
        }
    });
    let serial = parts.serial.as_ref().map_or_else(unread, ToString::to_string);
    fields.push(sure(
        Field::new("Check no", serial, Some(line.region)).corrected_as("serial"),
    ));
    fields.push(sure(Field::new("Routing", routing, None).corrected_as("routing")));
    fields.push(sure(Field::new("Account", account, None).corrected_as("account")));
    let amount = dollars_if(parts.amount.filter(|_| !showing.is_blind));
    if !amount.is_empty() {
        fields.push(sure(Field::new("MICR amount", amount, None)));
    }
}

/// A line's text in stretches: where the reader's characters are those of the text, each is sure or not by itself.
fn parts_of(line: &Line) -> Vec<PartView> {
    let text = line.text();
    let letters = line.ink.letters();
    let seen: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let unsure = line.ink.unsure();
    let same = letters.iter().map(|letter| letter.char).filter(|c| !c.is_whitespace());
    let fits = same.eq(seen.iter().map(char::to_ascii_lowercase));
    if !fits {
        return vec![PartView {
            text: text.to_owned(),
            is_sure: line.read.score.get() >= SURE,
        }];
    }
    let mut flags = letters
        .iter()
        .zip(unsure)
        .filter(|(letter, _)| !letter.char.is_whitespace())
        .map(|(_, is_unsure)| !is_unsure);
    let mut parts: Vec<PartView> = Vec::new();
    for c in text.chars() {
        let is_sure = c.is_whitespace() || flags.next().unwrap_or(true);
        match parts.last_mut().filter(|part| part.is_sure == is_sure) {
            Some(part) => part.text.push(c),
            None => parts.push(PartView {
                text: c.to_string(),
                is_sure,
            }),
        }
    }
    parts
}
