//! Many providers side by side: the model, its formats, the command.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod command;
mod formats;
mod made;
mod properties;
#[path = "../export/python.rs"]
mod python;
mod readme;
#[allow(dead_code)]
#[path = "../cli/runner.rs"]
mod runner;
mod sarif;
