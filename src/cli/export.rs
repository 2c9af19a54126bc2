//! `aicaiq export`: a report for an audit pack, or tables for questions.

mod folder;
mod outputs;
mod sources;
mod tables;

use super::{
    Context, Failure, Outcome, caiq_workbook, not_over, open_file, print_bytes, report_clock, say,
    summary, write_failure,
};
use crate::assessment::Role;
use crate::report::{self, Report, caiq};
use crate::store::AnswerFile;
use crate::store::output::{write_new, write_over};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `export` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq export acme.cek-02.toml --format markdown --out acme.md
  aicaiq export acme.cek-02.toml --format html --out acme.html
  aicaiq export acme.cek-02.toml --format csv --out acme.csv
  aicaiq export acme.cek-02.toml --format xlsx --out acme.xlsx
  aicaiq export acme.cek-02.toml --format caiq --role CSP --out acme-csp.csv
  aicaiq export acme.cek-02.toml --format caiq-workbook --role CSP --into CAIQ.xlsx --out acme-caiq.xlsx
  aicaiq export acme.cek-02.toml --format oscal --out acme.oscal.json
  aicaiq export acme.cek-02.toml --format markdown | less
  aicaiq export acme --format html --out acme.html        a folder of controls: one report of all
  aicaiq export acme --format html --out reports          the same: a report of each
  aicaiq export providers/ --format parquet --out tables/
  aicaiq export providers/ --format jsonl --table gaps | jq .message")]
pub struct Args {
    /// The answer file, or a folder of controls; of jsonl and parquet also several, folders with an assessment.toml, and
    /// folders of those; of caiq-workbook also a folder of answer files
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// What to write
    #[arg(long, value_enum)]
    format: Format,
    /// Where to write it; without it or for -, to standard output. Of a folder of controls a file named like the format (acme.html) gets
    /// one report of all, and a folder a report of each. Of jsonl and parquet also a folder (DIR/ makes it), for all tables
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Whose AI-CAIQ answers, of --format caiq and caiq-workbook [default: the only provider that is assessed]
    #[arg(long, value_parser = super::role)]
    role: Option<Role>,
    /// Which table, of --format jsonl and parquet [default: answers; all in a folder]
    #[arg(long, value_enum)]
    table: Option<tables::Table>,
    /// Of --format jsonl and parquet: leave out files that cannot be read (they are named, and the
    /// exit code is 1); without it nothing is written then, also to standard output
    #[arg(long)]
    skip_unreadable: bool,
    /// The AI-CAIQ workbook to write a copy of, of --format caiq-workbook
    #[arg(long, value_name = "WORKBOOK", requires = "out")]
    into: Option<PathBuf>,
    /// The sheet for the answers, of --format caiq-workbook [default: the first that names the role, else the first that names
    /// none]
    #[arg(long, value_name = "NAME", requires = "into")]
    sheet: Option<String>,
    /// A folder of questionnaires, of --format caiq-workbook
    #[arg(long, value_name = "FOLDER", requires = "into")]
    questionnaires: Option<PathBuf>,
    /// Replace the file named by --out if there is one
    #[arg(long, requires = "out")]
    force: bool,
}

impl Args {
    /// The one file of a format that takes no more.
    fn single(&self) -> Result<&Path, Failure> {
        match self.files.as_slice() {
            [path] => Ok(path),
            _ => Err(Failure::usage(
                "one answer file at a time: only --format jsonl and parquet take several",
            )),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A document: results, gaps, a working paper for each step, evidence
    Markdown,
    /// A table: a line an item, for spreadsheets and databases
    Csv,
    /// A web page that is complete in itself, for reading and for print
    Html,
    /// A workbook: summary, steps, gaps, actions, evidence, AI-CAIQ answers
    Xlsx,
    /// A role's AI-CAIQ answers, in the columns A to F of CSA's questionnaire
    Caiq,
    /// A copy of CSA's AI-CAIQ workbook (--into) with a role's answers in its columns C to F
    CaiqWorkbook,
    /// OSCAL 1.2.1 assessment results (JSON), for compliance tools
    Oscal,
    /// One object with everything, for other programs
    Json,
    /// A table as JSON lines, of any number of assessments
    Jsonl,
    /// A table as Apache Parquet, of any number of assessments
    Parquet,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    if args.role.is_some() && !matches!(args.format, Format::Caiq | Format::CaiqWorkbook) {
        return Err(Failure::usage(
            "--role goes with --format caiq and caiq-workbook only",
        ));
    }
    if args.format == Format::CaiqWorkbook {
        let (Some(workbook), Some(out)) = (&args.into, &args.out) else {
            return Err(Failure::usage(
                "--format caiq-workbook needs --into WORKBOOK, the AI-CAIQ workbook, and --out COPY, a file",
            ));
        };
        let call = caiq_workbook::Call {
            file: args.single()?,
            workbook,
            out,
            sheet: args.sheet.as_deref(),
            role: args.role,
            questionnaires: args.questionnaires.as_deref(),
            force: args.force,
        };
        return caiq_workbook::run(context, &call);
    }
    if args.into.is_some() {
        return Err(Failure::usage(
            "--into goes with --format caiq-workbook only",
        ));
    }
    let table = match args.format {
        Format::Jsonl => Some(report::table::Format::Jsonl),
        Format::Parquet => Some(report::table::Format::Parquet),
        _ => None,
    };
    if let Some(format) = table {
        return tables::run(context, args, format);
    }
    if args.table.is_some() || args.skip_unreadable {
        return Err(Failure::usage(
            "--table and --skip-unreadable go with --format jsonl and parquet only",
        ));
    }
    let path = args.single()?;
    if args.format == Format::Xlsx && args.out.is_none() && io::stdout().is_terminal() {
        return Err(Failure::usage(
            "a workbook is not for a terminal: name a file with --out, or send it on with | or >",
        ));
    }
    if crate::folder::is_folder(path) {
        return folder::run(context, args, path, args.out.as_deref());
    }
    let file = open_file(path, context)?;
    let bytes = bytes(context, args, &file)?;
    let Some(out) = &args.out else {
        print_bytes(&bytes)?;
        return Ok(ExitCode::SUCCESS);
    };
    not_over(out, context, &file)?;
    let name = crate::text::one_line(&out.display().to_string());
    let write = if args.force { write_over } else { write_new };
    write(out, &bytes).map_err(|error| write_failure(out, &error))?;
    say(&format!("wrote {name}"));
    Ok(ExitCode::SUCCESS)
}

/// The report of an answer file.
fn bytes(context: &Context, args: &Args, file: &AnswerFile) -> Result<Vec<u8>, Failure> {
    let report = summary::build(context, file);
    Ok(match args.format {
        Format::Markdown => report::markdown::render(&report).into_bytes(),
        Format::Csv => report::csv::render(&report).into_bytes(),
        Format::Html => report::html::render(&report).into_bytes(),
        Format::Xlsx => report::xlsx::render(&report, report_clock().now)
            .map_err(|error| Failure::found(error.to_string()))?,
        Format::Caiq => ai_caiq(file.path(), args.role, &report)?.into_bytes(),
        Format::Oscal => report::oscal::render(&report, report_clock().now).into_bytes(),
        Format::Json => report::json::full::render(&report).into_bytes(),
        // They are written elsewhere.
        Format::CaiqWorkbook | Format::Jsonl | Format::Parquet => Vec::new(),
    })
}

/// The AI-CAIQ answers of a role; what CSA recommends and they lack is told.
fn ai_caiq(path: &Path, role: Option<Role>, report: &Report) -> Result<String, Failure> {
    let role = caiq::provider(report, role).map_err(|e| Failure::usage(e.to_string()))?;
    let text = caiq::render(role).map_err(|refused| {
        let first = refused.violations.first();
        let item = first.map_or(String::new(), |v| format!("{}.{}", v.role, v.item));
        Failure::found(format!(
            "{refused}\nTo mend it: aicaiq set {} {} --answer … --ownership … --implementation …",
            crate::text::one_line(&path.display().to_string()),
            crate::text::one_line(&item)
        ))
    })?;
    let notes = caiq::text_differs(report).into_iter();
    for note in notes.chain(caiq::advice(report, role)) {
        say(&format!("note: {note}"));
    }
    Ok(text)
}
