//! The real program in a real pseudo-terminal, seen through an emulator.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod back;
mod blocked;
mod configured;
mod editors;
mod folder;
mod frames;
mod links;
mod looks;
mod lost;
mod modes;
mod openings;
mod plain;
mod pty;
mod sane;
mod signals;
mod storms;
mod survives;
mod teams;
mod touring;
mod works;
