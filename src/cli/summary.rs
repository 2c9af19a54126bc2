//! `aicaiq summary`: results and gaps on standard output.

use super::portfolio::{self, Asked};
use super::{Context, Outcome, open_file, report_clock, show_if};
use crate::assessment::{Files, folder_of};
use crate::gaps::SOON_DAYS;
use crate::report::{self, Report};
use crate::store::AnswerFile;
use crate::store::evidence::inspect_all;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `summary` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq summary acme.cek-02.toml
  aicaiq summary acme.cek-02.toml --format json | jq '.gaps[] | select(.severity == \"major\")'
  aicaiq summary customers/                           all providers by role, worst first
  aicaiq summary customers/ --by control --controls 'CEK-*'
  aicaiq summary customers/ --previous customers-2025/ --format html --out customers.html
  aicaiq summary customers/ --since origin/main --fail-on major,worse
  aicaiq summary customers/ --format sarif --severity major,minor --out gaps.sarif

A PATH is an answer file, an assessment folder (with assessment.toml), or a folder with such files or \
folders directly in it, each of them a provider. One answer file alone is shown in full.

Exit codes: 0 fine, also with gaps; 1 a file that cannot be read, or what --fail-on names; 2 a wrong \
call.")]
pub struct Args {
    /// Answer files, assessment folders, or folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// One object, for other programs
    Json,
    /// A table of all providers: a line a cell, record and action
    Csv,
    /// A web page of all providers that is complete in itself
    Html,
    /// SARIF 2.1.0: a result a gap, where it stands in the answer file
    Sarif,
}

impl Args {
    /// Where to write it.
    pub(super) fn out(&mut self) -> &mut Option<PathBuf> {
        &mut self.asked.out
    }

    /// The one answer file that it is about, if it is about one.
    pub(super) fn file(&self) -> Option<&Path> {
        match self.paths.as_slice() {
            [path] if !path.is_dir() => Some(path),
            _ => None,
        }
    }
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    let plain = matches!(args.format, Format::Text | Format::Json);
    let Some(path) = args.file().filter(|_| plain && args.asked.is_of_one_file()) else {
        return portfolio::run(context, &args.paths, args.format, &args.asked);
    };
    let file = open_file(path, context)?;
    let report = build(context, &file);
    let text = match args.format {
        Format::Json => report::json::render(&report),
        _ => report::text::render(&report, width()),
    };
    match &args.asked.out {
        Some(out) => portfolio::write(context, out, args.asked.force, &text, &args.paths)?,
        None => show_if(args.format != Format::Json, &text)?,
    }
    if args.asked.fail_on.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    portfolio::judge(context, &args.paths, &args.asked)
}

/// The report of an answer file as it stands, its evidence looked at.
pub fn build(context: &Context, file: &AnswerFile) -> Report {
    let files = inspect_all(folder_of(file.path()), file.assessment());
    build_with(context, file, &files)
}

/// The report of an answer file, with what was found of its evidence.
pub fn build_with(context: &Context, file: &AnswerFile, files: &Files) -> Report {
    let rules = crate::gaps::Context {
        today: report_clock().today,
        soon_days: SOON_DAYS,
        files,
    };
    report::build(&context.questionnaire, file.assessment(), &rules)
}

/// The terminal's width, so far as lines stay readable; without one what COLUMNS
/// says, else 80.
pub(super) fn width() -> usize {
    if !io::stdout().is_terminal() {
        let told = std::env::var("COLUMNS").ok();
        let told = told.and_then(|columns| columns.trim().parse::<usize>().ok());
        return told.map_or(80, |columns| columns.clamp(40, 200));
    }
    crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns).clamp(40, 120))
}
