//! aicaiq: a terminal questionnaire for assessing AI providers against the
//! Cloud Security Alliance's AI Controls Matrix (AICM).
//!
//! Data flows one way: a file is read by [`store`] into an [`assessment`],
//! [`gaps`] compares it with the [`questionnaire`], and [`report`] and the
//! screen show what was found. Nothing below `tui` and `cli` knows a terminal,
//! a clock or a home folder.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod assessment;
mod bounded;
mod canon;
pub mod cli;
pub mod compare;
pub mod config;
pub mod find;
pub mod folder;
pub mod gaps;
pub mod git;
pub mod import;
pub mod limits;
pub mod merge;
pub mod overview;
pub mod pack;
mod parallel;
pub mod plain;
pub mod portfolio;
pub mod questionnaire;
pub mod report;
pub mod schema;
pub mod store;
pub mod text;
pub mod tui;
mod zone;
