//! The pages as a browser without script sees them, and what they refuse.

mod acts;
mod doors;
mod pages;
mod pictures;
mod site;
