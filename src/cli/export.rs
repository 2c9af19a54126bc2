//! `aicaiq export`: a report for an audit pack.

use super::{Context, Failure, Outcome, open_file, print, report_clock, say, summary};
use crate::report;
use crate::store::output::{write_new, write_over};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `export` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq export acme.cek-02.toml --format markdown --out acme.md
  aicaiq export acme.cek-02.toml --format html --out acme.html
  aicaiq export acme.cek-02.toml --format csv --out acme.csv
  aicaiq export acme.cek-02.toml --format oscal --out acme.oscal.json
  aicaiq export acme.cek-02.toml --format markdown | less")]
pub struct Args {
    /// The answer file
    file: PathBuf,
    /// What to write
    #[arg(long, value_enum)]
    format: Format,
    /// Where to write it; without it, to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file named by --out if there is one
    #[arg(long, requires = "out")]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A document: results, gaps, a working paper for each step, evidence
    Markdown,
    /// A table: a line an item, for spreadsheets and databases
    Csv,
    /// A web page that is complete in itself, for reading and for print
    Html,
    /// OSCAL 1.2.1 assessment results (JSON), for compliance tools
    Oscal,
    /// One object with everything, for other programs
    Json,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    let file = open_file(&args.file, context)?;
    let report = summary::build(context, &file);
    let text = match args.format {
        Format::Markdown => report::markdown::render(&report),
        Format::Csv => report::csv::render(&report),
        Format::Html => report::html::render(&report),
        Format::Oscal => report::oscal::render(&report, report_clock().now),
        Format::Json => report::json::full::render(&report),
    };
    let Some(out) = &args.out else {
        print(&text)?;
        return Ok(ExitCode::SUCCESS);
    };
    let same = |a: &Path, b: &Path| {
        a.canonicalize()
            .ok()
            .is_some_and(|a| b.canonicalize().ok() == Some(a))
    };
    if same(&args.file, out) {
        return Err(Failure::usage(
            "--out names the answer file itself: choose another name",
        ));
    }
    let name = crate::text::one_line(&out.display().to_string());
    let write = if args.force { write_over } else { write_new };
    write(out, text.as_bytes()).map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            Failure::usage(format!(
                "{name} exists already: choose another name, or replace it with --force"
            ))
        } else {
            Failure::found(format!("cannot write {name}: {error}"))
        }
    })?;
    say(&format!("wrote {name}"));
    Ok(ExitCode::SUCCESS)
}
