//! Workbooks in CSA's shapes, with made-up text, as questionnaires and as
//! answers; answers into a copy; broken ones.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod broken;
mod copies;
mod matrix;
mod merged;
#[path = "../export/python.rs"]
mod python;
mod splitting;
mod workbooks;
