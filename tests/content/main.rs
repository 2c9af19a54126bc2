//! Hostile content: what strangers' texts, names and links can do to a
//! terminal, a browser, a spreadsheet and the files of the reader. And other
//! people's readers of what we write.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod browser;
mod commands;
#[path = "../store/common.rs"]
#[allow(dead_code)]
mod common;
mod hostile;
mod node;
mod office;
mod paths;
#[path = "../terminal/pty.rs"]
#[allow(dead_code)]
mod pty;
#[path = "../export/python.rs"]
#[allow(dead_code)]
mod python;
mod screens;
mod stream;
mod toml_readers;
