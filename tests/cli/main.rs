//! Real runs of the commands: what they print where, and how they end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod answer;
mod asked;
#[path = "../export/tables.rs"]
mod asking;
mod blame;
mod caiq;
mod caiq_workbook;
mod carry;
mod commands;
mod config;
mod conflicts;
mod content;
mod diff;
mod evidence;
mod find;
mod folders;
mod holding;
mod import;
mod import_made;
mod import_told;
mod look;
mod manual;
mod many;
mod part;
#[path = "../export/python.rs"]
mod python;
mod readme;
mod review;
mod runner;
mod since;
mod tables;
#[cfg(target_os = "linux")]
mod threads;
mod unseen;
#[path = "../import/workbooks.rs"]
mod workbooks;
#[allow(dead_code)]
mod x01;
