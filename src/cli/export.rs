//! `aicaiq export`: a report for an audit pack.

mod folder;

use super::{
    Context, Failure, Outcome, not_over, open_file, print_bytes, report_clock, say, summary,
    write_failure,
};
use crate::assessment::Role;
use crate::report::{self, Report, caiq};
use crate::store::AnswerFile;
use crate::store::output::{write_new, write_over};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

/// What `export` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq export acme.cek-02.toml --format markdown --out acme.md
  aicaiq export acme.cek-02.toml --format html --out acme.html
  aicaiq export acme.cek-02.toml --format csv --out acme.csv
  aicaiq export acme.cek-02.toml --format xlsx --out acme.xlsx
  aicaiq export acme.cek-02.toml --format caiq --role CSP --out acme-csp.csv
  aicaiq export acme.cek-02.toml --format oscal --out acme.oscal.json
  aicaiq export acme --format html --out reports          a folder of controls: a report for each
  aicaiq export acme.cek-02.toml --format markdown | less")]
pub struct Args {
    /// The answer file, or a folder of controls
    pub(super) file: PathBuf,
    /// What to write
    #[arg(long, value_enum)]
    format: Format,
    /// Where to write it, for a folder of controls a folder; without it, to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Whose AI-CAIQ answers, of --format caiq [default: the only provider that is assessed]
    #[arg(long, value_parser = super::role)]
    role: Option<Role>,
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
    /// A workbook: summary, steps, gaps, actions, evidence, AI-CAIQ answers
    Xlsx,
    /// A role's AI-CAIQ answers, in the columns A to F of CSA's questionnaire
    Caiq,
    /// OSCAL 1.2.1 assessment results (JSON), for compliance tools
    Oscal,
    /// One object with everything, for other programs
    Json,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    if args.role.is_some() && args.format != Format::Caiq {
        return Err(Failure::usage("--role goes with --format caiq only"));
    }
    if args.format == Format::Xlsx && args.out.is_none() && io::stdout().is_terminal() {
        return Err(Failure::usage(
            "a workbook is not for a terminal: name a file with --out, or send it on with | or >",
        ));
    }
    if crate::folder::is_folder(&args.file) {
        return folder::run(context, args, args.out.as_deref());
    }
    let file = open_file(&args.file, context)?;
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
        Format::Caiq => ai_caiq(args, &report)?.into_bytes(),
        Format::Oscal => report::oscal::render(&report, report_clock().now).into_bytes(),
        Format::Json => report::json::full::render(&report).into_bytes(),
    })
}

/// The AI-CAIQ answers of a role; what CSA recommends and they lack is told.
fn ai_caiq(args: &Args, report: &Report) -> Result<String, Failure> {
    let role = caiq::provider(report, args.role).map_err(|e| Failure::usage(e.to_string()))?;
    let text = caiq::render(role).map_err(|refused| {
        let first = refused.violations.first();
        let item = first.map_or(String::new(), |v| format!("{}.{}", v.role, v.item));
        Failure::found(format!(
            "{refused}\nTo mend it: aicaiq set {} {} --answer … --ownership … --implementation …",
            crate::text::one_line(&args.file.display().to_string()),
            crate::text::one_line(&item)
        ))
    })?;
    for note in caiq::advice(report, role) {
        say(&format!("note: {note}"));
    }
    Ok(text)
}
