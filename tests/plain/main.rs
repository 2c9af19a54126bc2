//! The walk in lines: what is typed and what is said, as transcripts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod any;
mod equal;
mod harness;
mod heard;
mod leaving;
mod others;
#[path = "../sample/mod.rs"]
mod sample;
mod walking;
