//! What a folder of controls gives as a whole: one report, one pack, one
//! sign-off, one comparison; and what is gone from it is missed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod carrying;
mod checking;
mod comparing;
mod editions;
mod evidence;
mod gone;
#[cfg(unix)]
mod led_out;
mod made;
mod packing;
mod parting;
#[path = "../export/python.rs"]
mod python;
mod report;
#[allow(dead_code)]
#[path = "../cli/runner.rs"]
mod runner;
mod signing;
#[allow(dead_code)]
#[path = "../cli/x01.rs"]
mod x01;
