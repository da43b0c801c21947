//! Fonts, found at run time among the system's; none lies in the repository.

use super::SamplesError;
use ab_glyph::FontVec;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Debian packages (Ubuntu has the same) that bring the fonts of the samples.
pub const FONT_PACKAGES: [&str; 10] = [
    "fonts-breip",
    "fonts-bwht",
    "fonts-dancingscript",
    "fonts-dejavu-core",
    "fonts-dkg-handwriting",
    "fonts-kristi",
    "fonts-liberation",
    "fonts-ocr-a",
    "fonts-rufscript",
    "fonts-sjfonts",
];

const ROOTS: [&str; 4] = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/texmf/fonts",
    "/usr/share/texlive/texmf-dist/fonts",
];

/// A face for printed text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Face {
    Sans,
    SansBold,
    Serif,
    SerifBold,
    Mono,
    Wide,
    WideBold,
    OcrA,
}

/// File and package of each [`Face`], in its order.
const FACES: [(&str, &str); 8] = [
    ("LiberationSans-Regular.ttf", "fonts-liberation"),
    ("LiberationSans-Bold.ttf", "fonts-liberation"),
    ("LiberationSerif-Regular.ttf", "fonts-liberation"),
    ("LiberationSerif-Bold.ttf", "fonts-liberation"),
    ("LiberationMono-Regular.ttf", "fonts-liberation"),
    ("DejaVuSans.ttf", "fonts-dejavu-core"),
    ("DejaVuSans-Bold.ttf", "fonts-dejavu-core"),
    ("OCRA.ttf", "fonts-ocr-a"),
];

/// A hand to write with: name in the truth, file, package, and the size in points that looks like ordinary writing.
pub(crate) const HANDS: [(&str, &str, &str, f64); 8] = [
    ("dkg", "dkg.ttf", "fonts-dkg-handwriting", 12.0),
    ("breip", "Breip.ttf", "fonts-breip", 14.0),
    ("organize", "BecauseWeOrganize-Regular.otf", "fonts-bwht", 13.0),
    ("build", "BecauseWeBuild-Regular.otf", "fonts-bwht", 15.0),
    ("rufscript", "Rufscript010.ttf", "fonts-rufscript", 12.0),
    ("delphine", "Delphine.ttf", "fonts-sjfonts", 14.0),
    ("steve", "SteveHand.ttf", "fonts-sjfonts", 11.0),
    ("kristi", "Kristi.ttf", "fonts-kristi", 18.0),
];

/// Hands that only sign.
const SIGNATURES: [(&str, &str); 3] = [
    ("DancingScript-Regular.otf", "fonts-dancingscript"),
    ("Kristi.ttf", "fonts-kristi"),
    ("SteveHand.ttf", "fonts-sjfonts"),
];

/// All fonts of the samples, loaded.
pub(crate) struct Fonts {
    faces: Vec<FontVec>,
    hands: Vec<FontVec>,
    signatures: Vec<FontVec>,
}

impl Fonts {
    /// Loads them all, or names the first that is missing and the command that brings it.
    pub(crate) fn load() -> Result<Self, SamplesError> {
        let mut found = BTreeMap::new();
        for root in ROOTS {
            collect(Path::new(root), 0, &mut found);
        }
        let load = |file: &'static str, package: &'static str| -> Result<FontVec, SamplesError> {
            let path = found.get(file).ok_or(SamplesError::FontMissing { file, package })?;
            let bytes = std::fs::read(path).map_err(|source| SamplesError::Read {
                path: path.clone(),
                source,
            })?;
            FontVec::try_from_vec(bytes).map_err(|_| SamplesError::FontUnusable {
                path: path.clone(),
                package,
            })
        };
        Ok(Fonts {
            faces: FACES.iter().map(|(f, p)| load(f, p)).collect::<Result<_, _>>()?,
            hands: HANDS.iter().map(|(_, f, p, _)| load(f, p)).collect::<Result<_, _>>()?,
            signatures: SIGNATURES.iter().map(|(f, p)| load(f, p)).collect::<Result<_, _>>()?,
        })
    }

    /// The font of a face.
    pub(crate) fn face(&self, face: Face) -> &FontVec {
        let at = match face {
            Face::Sans => 0,
            Face::SansBold => 1,
            Face::Serif => 2,
            Face::SerifBold => 3,
            Face::Mono => 4,
            Face::Wide => 5,
            Face::WideBold => 6,
            Face::OcrA => 7,
        };
        &self.faces[at]
    }

    /// The font and ordinary size (points) of a hand.
    pub(crate) fn hand(&self, hand: usize) -> (&FontVec, f64) {
        let hand = hand % HANDS.len();
        (&self.hands[hand], HANDS[hand].3)
    }

    /// A font to sign with.
    pub(crate) fn signature(&self, which: usize) -> &FontVec {
        &self.signatures[which % SIGNATURES.len()]
    }
}

/// Notes every file below a folder by its name; of several, the first in the order of the roots and of the names.
fn collect(folder: &Path, depth: usize, found: &mut BTreeMap<String, PathBuf>) {
    const DEEPEST: usize = 6;
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth < DEEPEST {
                collect(&path, depth + 1, found);
            }
        } else if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            found.entry(name.to_owned()).or_insert(path.clone());
        }
    }
}
