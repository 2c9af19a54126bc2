//! Answer files: reading, changing, saving, and what lies beside them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod common;
mod controls;
mod evidence;
mod fast;
mod folder;
mod foldering;
mod hostile;
mod joining;
mod listing;
mod properties;
mod rare;
mod saving;
mod sides;
mod styles;
