//! Everything that is read, and every key, with whatever bytes: the bodies of
//! the fuzz targets in `fuzz/`, run for a while on changed samples; TOML's own
//! conformance tests; the screen held against its promises.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code
)]

#[path = "../import/workbooks.rs"]
mod workbooks;

mod bodies;
mod conformance;
mod mutate;
mod screen;
mod seeds;
mod smoke;
