//! What changed between two states, what is carried on, parts for others.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod carry;
#[path = "../store/common.rs"]
#[allow(dead_code)]
mod common;
mod diff;
#[path = "../merge/joined.rs"]
mod joined;
mod part;
mod properties;
