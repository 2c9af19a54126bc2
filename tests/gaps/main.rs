//! The rules that find gaps, and what gaps come to.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod evidence;
mod lean;
mod properties;
mod results;
mod rules;
#[path = "../sample/mod.rs"]
mod sample;

use aicaiq::assessment::{Assessment, EvidenceId, FileState};
use aicaiq::gaps::{self, Context, Gap};
use sample::{questionnaire, today};
use std::collections::BTreeMap;

type Files = BTreeMap<EvidenceId, FileState>;

fn find_with(a: &Assessment, files: &Files) -> Vec<Gap> {
    let ctx = Context {
        today: today(),
        soon_days: 30,
        files,
    };
    gaps::find(&questionnaire(), a, &ctx)
}
