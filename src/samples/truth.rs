//! The truth of a transaction: one JSON line, made to be scored against `lockbox export outcomes`.

use super::batch::{Batch, Names};
use super::case::Expected;
use super::check::Style;
use super::coupon::Coupon;
use super::paper::{Paper, Sheet};
use super::plan::Envelope;
use super::scan::Tone;
use serde_json::{Value, json};

/// The line of one envelope.
pub(crate) fn line(batch: &Batch, number: usize, envelope: &Envelope, names: &[Names]) -> Value {
    let (outcome, reasons) = batch.expected(envelope);
    let pages: Vec<&String> = names
        .iter()
        .flat_map(|names| [&names.front].into_iter().chain(&names.back))
        .collect();
    let payments: Vec<Value> = envelope
        .payments
        .iter()
        .filter(|_| outcome != Expected::Exception)
        .map(|(account, amount)| json!({ "account": account, "amount": amount }))
        .collect();
    let items: Vec<Value> = envelope
        .sheets
        .iter()
        .zip(names)
        .filter_map(|(sheet, names)| item(sheet, names))
        .collect();
    json!({
        "batch": batch.name,
        "transaction": number,
        "pages": pages,
        "outcome": outcome,
        "payments": payments,
        "reasons": reasons,
        "items": items,
        "tags": tags(batch, envelope),
    })
}

fn item(sheet: &Sheet, names: &Names) -> Option<Value> {
    let check = sheet.item()?;
    let kind = if check.style == Style::MoneyOrder {
        "money_order"
    } else {
        "check"
    };
    Some(json!({
        "page": names.front,
        "kind": kind,
        "amount": check.amount,
        "routing": check.is_american().then_some(&check.routing),
        "account": check.account,
        "serial": check.serial,
    }))
}

fn tags(batch: &Batch, envelope: &Envelope) -> Value {
    let coupons: Vec<&Coupon> = envelope
        .sheets
        .iter()
        .filter_map(|sheet| match &sheet.paper {
            Paper::Coupon(coupon) | Paper::Bill(coupon) | Paper::OnSheet(coupon) => Some(&**coupon),
            _ => None,
        })
        .collect();
    let damage: Vec<String> = coupons
        .iter()
        .flat_map(|coupon| &coupon.harm)
        .map(|harm| format!("{harm:?}").to_lowercase())
        .collect();
    let forms: Vec<String> = coupons
        .iter()
        .map(|coupon| format!("coupon-{}", coupon.layout))
        .collect();
    let mut effects: Vec<String> = envelope
        .sheets
        .iter()
        .filter_map(|sheet| sheet.tear)
        .map(|tear| format!("torn-{tear:?}").to_lowercase())
        .collect();
    effects.extend(
        envelope
            .sheets
            .iter()
            .filter(|sheet| sheet.quarters > 0)
            .map(|sheet| format!("turned-{}", sheet.quarters)),
    );
    let hands: Vec<&str> = envelope.sheets.iter().filter_map(Batch::hand).collect();
    let written = envelope
        .sheets
        .iter()
        .any(|sheet| sheet.item().is_some_and(|check| check.style == Style::Personal));
    json!({
        "case": envelope.case.name(),
        "level": envelope.level,
        "tracked": batch.scanner.tracked,
        "scanner": batch.scanner.name,
        "mode": if batch.scanner.tone == Tone::Grey { "grey" } else { "bitonal" },
        "dpi": batch.scanner.dpi,
        "format": batch.scanner.form.extension(),
        "hand": hands,
        "forms": forms,
        "effects": effects,
        "damage": damage,
        "written": written,
    })
}
