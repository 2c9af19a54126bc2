//! `aicaiq summary`: results and gaps on standard output.

use super::{Context, Outcome, open_file, print, report_clock};
use crate::assessment::{Files, folder_of};
use crate::gaps::SOON_DAYS;
use crate::report::{self, Report};
use crate::store::AnswerFile;
use crate::store::evidence::inspect_all;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

/// What `summary` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq summary acme.cek-02.toml
  aicaiq summary acme.cek-02.toml --format json | jq '.gaps[] | select(.severity == \"major\")'")]
pub struct Args {
    /// The answer file
    file: PathBuf,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object: subject, questionnaire, roles, gaps
    Json,
}

impl Args {
    /// The answer file that it is about.
    pub(super) fn file(&self) -> &std::path::Path {
        &self.file
    }
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    let file = open_file(&args.file, context)?;
    let report = build(context, &file);
    let text = match args.format {
        Format::Text => report::text::render(&report, width()),
        Format::Json => report::json::render(&report),
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
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

/// The terminal's width, so far as lines stay readable; 80 without one.
fn width() -> usize {
    if !io::stdout().is_terminal() {
        return 80;
    }
    crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns).clamp(40, 120))
}
