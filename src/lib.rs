//! Lockbox: scanned premium payments in, posted payments or exceptions out, and the books proved.
//!
//! The modules stand in the order in which the data moves; each imports only from those before it.

// vocabulary: no I/O
pub mod money;
pub mod id;
pub mod geometry;
pub mod score;
pub mod clock;
pub mod account;
pub mod config;
// stages
pub mod evidence;
pub mod decision;
// samples
pub mod samples;
