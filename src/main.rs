//! The `lockbox` program: arguments to [`lockbox::cli::main`] to an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    lockbox::evidence::ocr::ensure_single_threaded();
    lockbox::cli::main(std::env::args_os())
}
