//! Makes the situations of `samples/` anew: `cargo run --release --example make_situations -- samples`.

use std::path::PathBuf;

fn main() -> Result<(), lockbox::samples::SamplesError> {
    let dir = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("samples"), PathBuf::from);
    lockbox::samples::write_situations(&dir)
}
