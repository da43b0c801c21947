//! Intake from outside: good scans in every coding, the same scans damaged, and folders as scanners and people leave them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod damage;
mod decode;
mod folder;
mod scans;
mod strangers;
