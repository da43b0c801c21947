//! What matching found, in words for the person who decides.

use super::score::{FieldAgreement, Level};

impl Level {
    /// As it stands after a field.
    pub fn in_words(self) -> &'static str {
        match self {
            Level::Exact => "the same",
            Level::Close => "close",
            Level::Nickname => "a short form",
            Level::Initial => "an initial",
            Level::Unclear => "unclear",
            Level::Other => "another",
        }
    }
}

impl FieldAgreement {
    /// The field, how it agrees, and its bits.
    pub fn in_words(&self) -> String {
        format!(
            "{} {} ({:+.0})",
            self.field.in_words(),
            self.level.in_words(),
            self.bits
        )
    }
}
