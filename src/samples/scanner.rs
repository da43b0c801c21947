//! Scanners: what each makes of a page, and how it names its files.

use super::encode::Form;
use super::scan::Tone;

/// How a scanner names its files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Naming {
    /// `00001F.tif`
    Front,
    /// `00001F.tif` and `00001B.tif`
    FrontAndBack,
    /// `Scan_0001.jpg`
    Numbered,
    /// One file with all pages.
    OneFile,
}

/// A scanner and the way it is set up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scanner {
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    pub(crate) tone: Tone,
    pub(crate) dpi: u16,
    pub(crate) naming: Naming,
    /// It knows which pages came from one envelope, and amounts are keyed.
    pub(crate) tracked: bool,
}

/// The scanners of a run, in turn.
pub(crate) const SCANNERS: [Scanner; 10] = [
    scanner("sorter", Form::G4, Tone::Global, 200, Naming::Front, true),
    scanner("grey", Form::Jpeg(75), Tone::Grey, 200, Naming::FrontAndBack, true),
    scanner("document", Form::Png, Tone::Grey, 200, Naming::Numbered, true),
    scanner(
        "sorter",
        Form::G4Inverted,
        Tone::Adaptive,
        240,
        Naming::FrontAndBack,
        true,
    ),
    scanner(
        "colour",
        Form::ColourJpeg(78, [255, 252, 240]),
        Tone::Grey,
        200,
        Naming::Numbered,
        true,
    ),
    scanner("multi", Form::G4, Tone::Global, 200, Naming::OneFile, false),
    scanner("grey", Form::JpegTiff(70), Tone::Grey, 200, Naming::Front, true),
    scanner("grey", Form::LzwTiff, Tone::Grey, 150, Naming::Front, true),
    scanner("document", Form::Jpeg(70), Tone::Grey, 200, Naming::Numbered, false),
    scanner("sorter", Form::G4, Tone::Global, 300, Naming::Front, true),
];

const fn scanner(name: &'static str, form: Form, tone: Tone, dpi: u16, naming: Naming, tracked: bool) -> Scanner {
    Scanner {
        name,
        form,
        tone,
        dpi,
        naming,
        tracked,
    }
}
