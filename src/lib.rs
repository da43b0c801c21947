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
pub mod micr;
pub mod user;
pub mod config;
// stages
pub mod intake;
pub mod page;
pub mod evidence;
pub mod grouping;
pub mod control;
pub mod matching;
pub mod decision;
pub mod posting;
pub mod resolution;
pub mod accounts;
pub mod samples;
// shell: disk, database, threads
pub mod store;
pub mod pipeline;
pub mod desk;
pub mod review;
pub mod evaluation;
pub mod cli;
