//! Questionnaires of one's own: checking, comparing, the schema for editors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code
)]

#[path = "../../examples/generate/answers.rs"]
mod answers;
#[path = "../../examples/generate/folder.rs"]
mod folder;
#[path = "../../examples/generate/pack.rs"]
mod pack;
#[path = "../../examples/generate/random.rs"]
mod random;

#[path = "../export/python.rs"]
mod python;

mod checking;
mod commands;
mod comparing;
mod schema;
