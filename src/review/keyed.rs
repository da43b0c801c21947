//! What a person has keyed into a form, name by name.

/// The pairs of a form, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Keyed {
    pairs: Vec<(String, String)>,
}

impl Keyed {
    /// Of a form's pairs.
    pub(super) fn of(pairs: Vec<(String, String)>) -> Self {
        Keyed { pairs }
    }

    /// What was keyed, without the spaces around it; empty if nothing.
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// Whether there is something under this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.pairs
            .iter()
            .any(|(key, value)| key == name && !value.trim().is_empty())
    }

    /// Everything under a name, in order.
    pub(super) fn all<'k>(&'k self, name: &'k str) -> impl Iterator<Item = &'k str> {
        self.pairs
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.trim())
    }

    /// What was keyed for each of the names that begin so, with the rest of the name.
    pub(super) fn under<'k>(&'k self, prefix: &'k str) -> impl Iterator<Item = (&'k str, &'k str)> {
        self.pairs
            .iter()
            .filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?, value.trim())))
    }

    /// What was keyed to correct a field.
    pub(super) fn fix(&self, page: impl std::fmt::Display, field: &str) -> String {
        self.get(&format!("fix.{page}.{field}")).to_owned()
    }
}
