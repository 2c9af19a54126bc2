//! Questionnaires of one's own: checking, comparing, the schema for editors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code
)]

#[path = "../../examples/generate/pack.rs"]
mod pack;
#[path = "../../examples/generate/random.rs"]
mod random;

mod checking;
