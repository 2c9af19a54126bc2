//! Answer files in real git repositories: merged, shown, set up, examined.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod doctor;
mod folders;
mod histories;
mod merging;
mod open_merges;
mod repo;
mod setup;
mod showing;
