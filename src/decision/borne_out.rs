//! Parts of a MICR line that was not surely read, where a second witness bears them out: the check's number and its bank's as they are printed at its upper
//! right. The bank account stands nowhere else, so it stays unknown.

use crate::evidence::MicrReading;
use crate::evidence::check::PrintedNumbers;
use crate::id::{CheckSerial, RoutingNumber};
use crate::micr::Micr;

/// Fewest digits of a routing number that must have been read on the line itself: of nine one is its check digit.
const FEWEST_READ: usize = 6;

/// The parts that line and print agree on; `None` if there are none.
pub(super) fn borne_out(line: &MicrReading, print: &PrintedNumbers) -> Option<Micr> {
    let parsed = Micr::parse(&line.line);
    let routing = print
        .routing
        .as_ref()
        .and_then(|printed| routing(&line.line, &printed.value));
    let serial = print.serial.as_ref().and_then(|printed| {
        let printed: CheckSerial = printed.value.parse().ok()?;
        parsed.serial.clone().filter(|serial| *serial == printed)
    });
    (routing.is_some() || serial.is_some()).then_some(Micr {
        routing,
        serial,
        account: None,
        amount: None,
        complete: false,
        ..parsed
    })
}

/// The routing number of which the line shows all digits but a few that could not be read, and print the first eight.
fn routing(line: &str, printed: &str) -> Option<RoutingNumber> {
    let transit: String = line.split('⑆').nth(1)?.chars().filter(|c| !c.is_whitespace()).collect();
    let whole = (b'0'..=b'9')
        .map(|check| format!("{printed}{}", char::from(check)))
        .find(|digits| digits.parse::<RoutingNumber>().is_ok())?;
    if transit.chars().count() != whole.len() {
        return None;
    }
    let pairs = || transit.chars().zip(whole.chars());
    let contradicts = pairs().any(|(read, printed)| read != '?' && read != printed);
    let read = pairs().filter(|(read, printed)| read == printed).count();
    (!contradicts && read >= FEWEST_READ).then(|| whole.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Reading;
    use crate::geometry::Rect;
    use crate::score::Score;

    fn line(text: &str) -> MicrReading {
        MicrReading {
            line: text.to_owned(),
            score: Score::NONE,
            accepted: false,
            region: Rect::default(),
        }
    }

    fn print(serial: &str, routing: &str) -> PrintedNumbers {
        let reading = |value: &str| {
            (!value.is_empty()).then(|| Reading {
                value: value.to_owned(),
                score: Score::SURE,
                region: None,
            })
        };
        PrintedNumbers {
            serial: reading(serial),
            routing: reading(routing),
        }
    }

    fn known(text: &str, serial: &str, routing: &str) -> Option<(Option<String>, Option<String>)> {
        let micr = borne_out(&line(text), &print(serial, routing))?;
        assert!(
            micr.account.is_none() && !micr.complete,
            "the account has no second witness"
        );
        Some((
            micr.routing.map(|routing| routing.to_string()),
            micr.serial.map(|serial| serial.to_string()),
        ))
    }

    #[test]
    fn what_print_and_line_agree_on_is_known() {
        let both = Some((Some("031174390".to_owned()), Some("2564".to_owned())));
        assert_eq!(known("⑆031174390⑆ 78253?9320⑈ 2564", "2564", "03117439"), both);
        assert_eq!(known("⑆0?117?390⑆ 7825309320⑈ 2564", "2564", "03117439"), both);
    }

    #[test]
    fn what_they_differ_on_and_what_only_one_says_is_not() {
        assert_eq!(known("⑆031174390⑆ 7825309320⑈ 2564", "2565", "03117449"), None);
        assert_eq!(known("⑆031174390⑆ 7825309320⑈ 2564", "", ""), None);
        assert_eq!(known("⑆03????390⑆ 7825309320⑈ 25?4", "2564", "03117439"), None);
        assert_eq!(known("7825309320⑈ 2564", "", "03117439"), None);
    }
}
