//! The small situations that lie in the repository: one claim each, with what must become of it.

mod table;

use super::batch::{Batch, Control, Names};
use super::case::Expected;
use super::check::Style;
use super::coupon::Coupon;
use super::encode::{self, Form};
use super::fonts::Fonts;
use super::master::{self, Member};
use super::paper::{Paper, Sheet};
use super::plan::{Envelope, Planner};
use super::rng::Rng;
use super::scan::Tone;
use super::scanner::{Naming, Scanner};
use super::{Mail, SamplesError, people};
use chrono::{Datelike as _, NaiveDate};
use serde_json::{Value, json};
use std::path::Path;
use table::{Keyed, Manifest, SITUATIONS, Situation};

fn coupons(envelope: &Envelope) -> impl Iterator<Item = &Coupon> {
    envelope.sheets.iter().filter_map(|sheet| match &sheet.paper {
        Paper::Coupon(coupon) | Paper::Bill(coupon) | Paper::OnSheet(coupon) => Some(&**coupon),
        _ => None,
    })
}

fn without_qr(coupon: &Coupon) -> bool {
    coupon.code.bill_date.year() < 2026
}

/// Writes every situation into a folder of its own below `dir`, in place of what stood there under that name.
///
/// # Errors
/// A missing font, a file or folder that cannot be written.
pub fn write_situations(dir: &Path) -> Result<(), SamplesError> {
    let fonts = Fonts::load()?;
    for (number, situation) in (1..).zip(&SITUATIONS) {
        let folder = dir.join(situation.name);
        if folder.join("expected.jsonl").exists() {
            std::fs::remove_dir_all(&folder).map_err(|source| SamplesError::write(&folder, source))?;
        }
        std::fs::create_dir_all(&folder).map_err(|source| SamplesError::write(&folder, source))?;
        situation.write(&folder, &fonts, number)?;
    }
    Ok(())
}

impl Situation {
    fn write(&self, folder: &Path, fonts: &Fonts, number: u64) -> Result<(), SamplesError> {
        let (members, batches) = (0..1000)
            .map(|attempt| self.plan(Rng::new(number * 1000 + attempt)))
            .find(|(_, batches)| {
                batches
                    .iter()
                    .flat_map(|batch| &batch.envelopes)
                    .all(|envelope| self.holds_for(envelope))
            })
            .expect("each condition is met by one in a few of a thousand attempts");
        let mut expected = String::new();
        for batch in &batches {
            let written = batch.write(&folder.join("batches"), fonts)?;
            if self.manifest == Manifest::None {
                let path = folder.join("batches").join(&batch.name).join("batch.json");
                std::fs::remove_file(&path).map_err(|source| SamplesError::write(&path, source))?;
            }
            for (number, (envelope, names)) in (1..).zip(batch.envelopes.iter().zip(batch.names())) {
                let mut line = self.expected(batch, envelope, &names, &members);
                line["transaction"] = json!(number);
                if self.manifest == Manifest::Given {
                    line["received"] = written.manifest["received"].clone();
                }
                expected.push_str(&line.to_string());
                expected.push('\n');
            }
        }
        master::write(&folder.join("accounts.csv"), &near(&members, &batches))?;
        encode::save(&folder.join("expected.jsonl"), expected.as_bytes())?;
        encode::save(&folder.join("README.md"), format!("{}\n", self.shows).as_bytes())
    }

    /// Chance brought what the claim needs.
    fn holds_for(&self, envelope: &Envelope) -> bool {
        let mut items = envelope.sheets.iter().filter(|sheet| sheet.item().is_some());
        let is_keyed = match self.keyed {
            Keyed::All => items.all(|sheet| sheet.keyed.is_some()),
            Keyed::None => items.all(|sheet| sheet.keyed.is_none()),
        };
        is_keyed && (self.fits)(envelope)
    }

    fn plan(&self, mut rng: Rng) -> (Vec<Member>, Vec<Batch>) {
        let members = master::members(120, &mut rng);
        let mut planner = Planner::new(&members, Mail::All, rng.fork(1));
        let day = NaiveDate::from_ymd_opt(2026, 1, 8).expect("a day of the calendar");
        let (naming, tracked) = match self.manifest {
            Manifest::Given => (Naming::Front, true),
            Manifest::None => (Naming::OneFile, false),
        };
        let scanner = Scanner {
            name: "sorter",
            form: Form::G4,
            tone: Tone::Global,
            dpi: 200,
            naming,
            tracked,
        };
        let mut batches: Vec<Batch> = Vec::new();
        for (number, cases) in (1..).zip(self.batches) {
            let mut envelopes = Vec::new();
            for case in *cases {
                let mut earlier: Vec<&mut Envelope> =
                    batches.iter_mut().flat_map(|batch| &mut batch.envelopes).collect();
                envelopes.push(planner.envelope(*case, 1, day, &mut earlier));
            }
            batches.push(Batch {
                name: format!("20260108-{number:03}"),
                day,
                scanner,
                control: self.control,
                envelopes,
                seed: rng.bits(),
            });
        }
        (members, batches)
    }

    /// What `lockbox export outcomes` must say, as far as it is read today.
    fn expected(&self, batch: &Batch, envelope: &Envelope, names: &[Names], members: &[Member]) -> Value {
        let (outcome, mut reasons) = batch.expected(envelope);
        // Where the pages are as plain as in a situation, what may post must; without a coupon it rather waits for a person.
        let posted = match outcome {
            Expected::Posted => true,
            Expected::Either => !envelope.case.is_without_coupon(),
            Expected::Exception => false,
        };
        if self.control != Control::Right {
            reasons = vec!["control_mismatch"];
        }
        // Further reasons of the truth are others that an honest reader may give.
        reasons.truncate(usize::from(!posted));
        let scan_line = coupons(envelope).any(|c| !c.harm.is_empty() && without_qr(c));
        let path = match envelope.case {
            case if case.is_without_coupon() => "memo",
            _ if scan_line => "coupon_scan_line",
            _ => "coupon_barcode",
        };
        let payments = envelope.payments.iter().filter(|_| posted);
        let items = envelope
            .sheets
            .iter()
            .zip(names)
            .filter_map(|(sheet, names)| item(sheet, names, posted));
        let mut line = json!({
            "batch": batch.name,
            "transaction": 0,
            "pages": names.iter().map(|names| &names.front).collect::<Vec<_>>(),
            "outcome": if posted { "posted" } else { "exception" },
            "path": posted.then_some(path),
            "reasons": reasons,
            "payments": payments.map(|(account, amount)| json!({ "account": account, "amount": amount })).collect::<Vec<_>>(),
            "items": items.collect::<Vec<_>>(),
        });
        if posted {
            let late = |id| members.iter().any(|m| m.id == id && m.due_date < batch.day);
            line["timely"] = json!(!envelope.payments.iter().any(|(id, _)| late(*id)));
        }
        line
    }
}

/// An item as it is exported; the amount of one that is an exception may rightly be open.
fn item(sheet: &Sheet, names: &Names, posted: bool) -> Option<Value> {
    let check = sheet.item()?;
    let mut line = json!({ "page": names.front });
    // A money order is not told from a check yet.
    if check.style != Style::MoneyOrder {
        line["kind"] = json!("check");
    }
    if posted {
        line["amount"] = json!(check.amount);
    }
    if sheet.micr_read && check.is_american() && check.style == Style::Personal {
        line["routing"] = json!(check.routing);
        line["account"] = json!(check.account);
        line["serial"] = json!(check.serial);
    }
    Some(line)
}

/// The members that the batches are about, with their neighbours in the numbering and those who live with them.
fn near(members: &[Member], batches: &[Batch]) -> Vec<Member> {
    let about = |m: &Member| {
        batches
            .iter()
            .flat_map(|batch| &batch.envelopes)
            .any(|e| e.payments.iter().any(|(id, _)| *id == m.id) || coupons(e).any(|c| concerns(c, m)))
    };
    let keep: Vec<bool> = members.iter().map(about).collect();
    let close = |i: usize| keep[i.saturating_sub(2)..(i + 3).min(keep.len())].contains(&true);
    let at_home = |i: usize| {
        let mut kept = (0..members.len()).filter(|k| keep[*k]);
        kept.any(|k| members[k].person.lives_with(&members[i].person))
    };
    (0..members.len())
        .filter(|i| close(*i) || at_home(*i))
        .map(|i| members[i].clone())
        .collect()
}

fn concerns(coupon: &Coupon, member: &Member) -> bool {
    let named = |person: &people::Person| *person == member.person;
    let line = coupon
        .scan_line
        .as_ref()
        .is_some_and(|line| line.member_id == member.id);
    line || named(&coupon.member)
}
