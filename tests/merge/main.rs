//! Bringing two descendants of an answer file together.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod again;
mod away;
#[path = "../store/common.rs"]
#[allow(dead_code)]
mod common;
mod deciding;
mod joined;
mod part;
mod properties;
mod three;
mod together;

use aicaiq::merge::{Labels, Merged, merge};

/// A merge with names for the sides.
fn merged(base: &str, ours: &str, theirs: &str) -> Merged {
    let labels = Labels {
        ours: "main".into(),
        theirs: "audit".into(),
        ..Labels::default()
    };
    merge(base, ours, theirs, &labels).unwrap()
}
