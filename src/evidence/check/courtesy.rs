//! The courtesy amount by two readers: our own net, which is cheap, and the line reader, which is dear.

use super::amount::Candidates;
use super::fields::Fields;
use super::sheet::Sheet;
use super::{CheckReaders, FLOOR, figures};
use crate::evidence::Reading;
use crate::evidence::ctc::{Read, likeliest};
use crate::evidence::neural::Posterior;
use crate::geometry::Rect;
use crate::score::Score;

/// Log-probability of one amount by the net, and by the words, from which on the line reader is not asked for the figures as well. The net leaves all others together some
/// three in a hundred where it is as sure as it can be.
const SURE: (f32, f32) = (-0.12, -0.05);
/// How far each other amount must be behind by the net alone, and by net and words together.
const BEHIND: (f32, f32) = (3.0, 12.0);
/// The same for how well both fields are amounts at all.
const SURE_FIT: (f32, f32) = (-0.15, -0.4);

impl CheckReaders {
    /// The figures, from the place that gives the better amount. `words` are the amounts that the words allow.
    pub(super) fn figures(
        &self,
        sheet: &Sheet,
        fields: &Fields,
        words: &Candidates,
    ) -> (Option<Reading<String>>, Candidates) {
        let mut best = (None, Candidates::default());
        for &area in &fields.figures {
            let by_net = self
                .figures
                .read(sheet, area)
                .map(|(posterior, read)| (figures_by_net(&posterior, read.text.len()), read));
            if let Some((candidates, read)) = &by_net
                && is_sure(candidates, read, words)
            {
                return (Some(reading(sheet, area, read)), candidates.clone());
            }
            let Some((text, posterior)) = self.line(sheet, area) else {
                continue;
            };
            let by_lines = self.amount_in_figures(&posterior, text.value.len());
            let both = match by_net {
                Some((by_net, _)) => by_lines.with(&by_net),
                None => by_lines,
            };
            if best.0.is_none() || both.fit() > best.1.fit() {
                best = (Some(text), both);
            }
        }
        best
    }
}

fn reading(sheet: &Sheet, area: Rect, read: &Read) -> Reading<String> {
    Reading {
        value: read.text.clone(),
        score: Score::new(read.mean()),
        region: Some(sheet.on_page(area)),
    }
}

/// Whether the net surely read an amount, cents and all, and the line reader read the same in the words: two readers on two lines. A third reading would add nothing.
fn is_sure(by_net: &Candidates, read: &Read, words: &Candidates) -> bool {
    let Some((cents, likelihood)) = by_net.best() else {
        return false;
    };
    let digits: String = read.text.chars().filter(char::is_ascii_digit).collect();
    let is_whole = digits == cents.to_string() || digits == format!("{cents}100");
    is_whole
        && likelihood >= SURE.0
        && by_net.fit() >= SURE_FIT.0
        && words.of(cents) >= SURE.1
        && words.fit() >= SURE_FIT.1
        && by_net.others().all(|(other, by_net)| {
            let (net, words) = (likelihood - by_net, words.of(cents) - words.of(other));
            net >= BEHIND.0 && net + words >= BEHIND.1
        })
}

/// The amounts that figures allow as the own net read them: what [`super::FiguresNet::read`] gives.
pub fn figures_by_net(line: &Posterior, length: usize) -> Candidates {
    Candidates::new(likeliest(&figures::Figures, line, 60, FLOOR), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Read {
        Read {
            text: text.to_owned(),
            ..Read::default()
        }
    }

    fn says(cents: u32, rival: f32) -> Candidates {
        Candidates::new(vec![(cents, -0.01), (cents + 900, rival)], 6)
    }

    #[test]
    fn the_line_reader_is_spared_only_where_net_and_words_are_sure_of_the_same_amount() {
        let words = says(12_050, -9.0);
        assert!(is_sure(&says(12_050, -14.0), &read("120.50"), &words));
        assert!(is_sure(&says(12_050, -14.0), &read("$12050/100"), &words));
        assert!(!is_sure(&says(12_050, -2.0), &read("120.50"), &words), "a rival");
        assert!(
            !is_sure(&says(12_050, -4.0), &read("120.50"), &says(12_050, -4.0)),
            "the same rival twice"
        );
        assert!(
            !is_sure(&says(12_850, -14.0), &read("128.50"), &words),
            "another amount"
        );
        assert!(
            !is_sure(&says(12_050, -14.0), &read("120"), &words),
            "cents that were lost"
        );
        assert!(
            !is_sure(&says(12_050, -14.0), &read("120.50"), &says(12_050, -2.0)),
            "words in doubt"
        );
        assert!(!is_sure(&says(12_050, -14.0), &read("120.50"), &Candidates::default()));
    }
}
