//! The program from outside: run as its users run it, judged by what it writes, what it says, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

mod accounts;
mod bad_input;
mod desk;
mod faults;
mod doubles;
mod held;
mod memo;
mod reading;
mod refeeding;
mod review;
mod samples;
mod words;
