//! The real program, killed at any moment, failed by the system at any
//! call, many at once: nothing that was said to be saved is lost, nothing stray is left.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod calls;
mod kills;
mod left;
#[allow(dead_code)]
#[path = "../terminal/pty.rs"]
mod pty;
mod screens;
mod together;
