//! `aicaiq questionnaire diff`: what changed between two versions.

use super::super::{Failure, Outcome, print, questionnaire_failure, show};
use super::catalog;
use crate::compare::questionnaires::{Pack, compare};
use crate::questionnaire::catalog::{Catalog, Skipped};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::slice::from_ref;

/// What `questionnaire diff` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq questionnaire diff cek-02-1.0.toml cek-02-1.1.toml
  aicaiq questionnaire diff aicm-1.0/ aicm-1.1/ --exit-code
  aicaiq questionnaire diff old/ new/ --format json | jq '.controls_added'

Words that were taken out stand in [-…-], new ones in {+…+}.

Exit codes: 0 compared, 1 a file has errors, or they differ and --exit-code is given, 2 a wrong call.")]
pub struct Args {
    /// The earlier questionnaire, or a folder of them
    old: PathBuf,
    /// The later one
    new: PathBuf,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// End with 1 where they differ
    #[arg(long)]
    exit_code: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object: controls added, removed, renumbered and changed
    Json,
}

pub fn run(args: &Args) -> Outcome {
    let folders = (args.old.is_dir(), args.new.is_dir());
    if folders.0 != folders.1 {
        return Err(Failure::usage(
            "one is a file and the other a folder: name two files or two folders",
        ));
    }
    let (old, new) = (pack(&args.old)?, pack(&args.new)?);
    let differ = match (folders.0, old.first(), new.first()) {
        // Two files are two versions of one control, even where its id changed.
        (false, Some(a), Some(b)) => compare(from_ref(a), from_ref(b), true),
        _ => compare(&old, &new, false),
    };
    match args.format {
        Format::Text => show(&differ.text())?,
        Format::Json => print(&differ.json())?,
    }
    let code = args.exit_code && !differ.is_empty();
    Ok(ExitCode::from(u8::from(code)))
}

/// All questionnaires of a file or folder. One that cannot be used stops it:
/// what it lacks would look as if it had been taken out.
fn pack(path: &Path) -> Result<Pack, Failure> {
    let catalog: Catalog = catalog(Some(path))?;
    if let Some(Skipped { path, why, .. }) = catalog.skipped().first() {
        let name = crate::text::one_line(&path.display().to_string());
        let why = crate::text::one_line(why);
        return Err(Failure::found(format!(
            "{name} cannot be used: {why}; aicaiq questionnaire check says more"
        )));
    }
    let mut all = Vec::new();
    for head in catalog.heads() {
        let loaded = catalog.load(&head.id).map_err(|error| {
            let path = head.path.as_deref().unwrap_or(path);
            questionnaire_failure(path, &error)
        })?;
        all.push(loaded);
    }
    Ok(all)
}
