//! Audit packs: what goes in, that others can read it, and that nothing of
//! it can be changed unseen.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;
mod names;
mod outside;
mod round_trip;
mod tamper;
mod writing;

#[path = "../cli/runner.rs"]
#[allow(dead_code)]
mod runner;
