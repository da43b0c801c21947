//! `lockbox config`: the configuration in force.

use super::{Call, Done};
use crate::config::{Config, ConfigFile};
use clap::Args;
use std::io::Write;

/// Prints the configuration in force as TOML: every key with its value, defaults included.
#[derive(Args)]
pub(super) struct ShowConfig {
    /// Print the built-in defaults instead of what is in force.
    #[arg(long)]
    defaults: bool,
}

impl ShowConfig {
    pub(super) fn run(self, call: &Call, out: &mut dyn Write) -> anyhow::Result<Done> {
        let file = if self.defaults {
            ConfigFile::default()
        } else {
            ConfigFile::load(&call.data)?
        };
        Config::try_from(file.clone())?;
        writeln!(
            out,
            "# in force for {}; write what you change into lockbox.toml there",
            call.data.display()
        )?;
        write!(out, "{}", toml::to_string(&file)?)?;
        Ok(Done::Well)
    }
}
