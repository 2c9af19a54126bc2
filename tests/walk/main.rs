//! The whole screen driven by key scripts: state before, keys, what is seen
//! and what reaches the disk after.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod answering;
mod back;
mod clicking;
mod columns;
mod comparing;
mod counting;
mod editing;
mod empty;
mod finding;
mod folder;
mod gaps;
mod harness;
mod helping;
mod joining;
mod keeping;
mod keys;
mod left;
mod lists;
mod looks;
mod many;
mod mouse;
mod naming;
mod picking;
mod picture;
mod portfolio;
mod random;
mod remapping;
mod resolving;
mod reviewing;
mod saying;
mod screens;
mod signs;
mod starting;
mod states;
mod sweep;
mod tour;
mod undecided;
