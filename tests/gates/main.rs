//! What a pipeline is told: no answer file is left out of its folder without a
//! word, whatever is wrong with it and however it is written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod dates;
mod left_out;
#[allow(dead_code)]
#[path = "../cli/runner.rs"]
mod runner;
mod told;
mod written;
