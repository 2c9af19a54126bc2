//! The real program in a real pseudo-terminal, seen through an emulator.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod configured;
mod folder;
mod frames;
mod links;
mod looks;
mod plain;
mod pty;
mod sane;
mod survives;
mod teams;
mod touring;
mod works;
