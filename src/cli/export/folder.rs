//! `aicaiq export` of a folder of controls: one report of all, or a file for
//! each.

use super::{Args, Format, bytes};
use crate::cli::whole::{self, Whole};
use crate::cli::{
    Context, Failure, Outcome, folder, not_over, open_file, print_bytes, report_clock, say,
    write_failure,
};
use crate::report;
use crate::report::folder::FolderReport;
use crate::store::output::{write_new, write_over};
use crate::text::{count, one_line};
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// Writes one report of all controls to a file or to standard output, or one of
/// each into a folder; over nothing unless told.
pub(super) fn run(context: &Context, args: &Args, path: &Path, out: Option<&Path>) -> Outcome {
    match out {
        Some(out) if out.is_dir() => each(context, args, path, out),
        Some(out) if !is_named_so(out, args.format) => {
            not_another(out, args.format)?;
            each(context, args, path, out)
        }
        out => one(context, args, path, out),
    }
}

/// Whether a path is named like a file of a format.
fn is_named_so(out: &Path, format: Format) -> bool {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let ending = extension(format).rsplit('.').next().unwrap_or_default();
    let slash = out.as_os_str().as_encoded_bytes().ends_with(b"/");
    let own = name.to_lowercase();
    let other = format == Format::Markdown && own.ends_with(".markdown");
    !slash && (other || own.ends_with(&format!(".{ending}")))
}

/// Refuses a folder that would be named like a file of another format, which is
/// a slip.
fn not_another(out: &Path, format: Format) -> Result<(), Failure> {
    let ending = out.extension().unwrap_or_default().to_string_lossy();
    let known = [
        "md", "markdown", "csv", "html", "htm", "xlsx", "json", "jsonl", "parquet", "pdf", "docx",
    ];
    let slash = out.as_os_str().as_encoded_bytes().ends_with(b"/");
    if slash || !known.contains(&ending.to_lowercase().as_str()) {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "{} is named like a file of another format: name one that ends with {}, or a folder for a report of each control",
        one_line(&out.display().to_string()),
        extension(format)
    )))
}

/// One report: an overview, then each control.
fn one(context: &Context, args: &Args, path: &Path, out: Option<&Path>) -> Outcome {
    if matches!(args.format, Format::Caiq | Format::Oscal) {
        return Err(Failure::usage(format!(
            "this format has a document for each control and none for a whole folder: name a folder for them with --out, such as --out reports{}",
            match args.format {
                Format::Caiq => "; --format caiq-workbook takes the answers of all",
                _ => "; html, markdown, csv, xlsx and json are of the whole folder",
            }
        )));
    }
    let whole = Whole::open(context, path)?;
    if let Some(out) = out {
        whole.not_over(context, out)?;
    }
    let report = whole.report(context);
    let bytes = whole_bytes(&report, args.format)?;
    match out {
        None => print_bytes(&bytes)?,
        Some(out) => {
            let write = if args.force { write_over } else { write_new };
            write(out, &bytes).map_err(|error| write_failure(out, &error))?;
            let shown = one_line(&out.display().to_string());
            // Of a table and of an object, each control has its part.
            let whole = !matches!(args.format, Format::Markdown | Format::Html);
            let left = report.without_part().filter(|_| !whole);
            let left = left.map_or(String::new(), |left| format!("; {left}"));
            say(&format!("wrote {shown}: {}{left}", report.size()));
        }
    }
    // The report says it too.
    Ok(ExitCode::from(u8::from(whole.tell_broken())))
}

/// The one report of a folder.
fn whole_bytes(report: &FolderReport, format: Format) -> Result<Vec<u8>, Failure> {
    Ok(match format {
        Format::Markdown => report::markdown::folder::render(report).into_bytes(),
        Format::Csv => {
            report::csv::render_all(&report.controls, |one| report.is_begun(one)).into_bytes()
        }
        Format::Html => report::html::folder::render(report).into_bytes(),
        Format::Xlsx => report::xlsx::render_folder(report, report_clock().now)
            .map_err(|error| Failure::found(error.to_string()))?,
        Format::Json => report::json::folder::render(report).into_bytes(),
        // They are refused before, or written elsewhere.
        Format::Caiq | Format::Oscal | Format::CaiqWorkbook | Format::Jsonl | Format::Parquet => {
            Vec::new()
        }
    })
}

/// Writes a report of every control into a folder.
fn each(context: &Context, args: &Args, path: &Path, out: &Path) -> Outcome {
    let opened = folder::open(path)?;
    let (mut reports, mut refused) = (Vec::new(), Vec::new());
    for control in opened.controls() {
        let q = folder::for_control(context, &opened, &control.path)?;
        let context = Context {
            questionnaire: q,
            ..context.clone()
        };
        let file = open_file(&control.path, &context)?;
        let stem = control.path.file_stem().unwrap_or_default();
        let mut name = stem.to_owned();
        name.push(extension(args.format));
        let place = out.join(name);
        not_over(&place, &context, &file)?;
        match bytes(&context, args, &file) {
            Ok(bytes) => reports.push((place, bytes)),
            // What has to be mended is told of all of them at once.
            Err(failure) if args.format == Format::Caiq && failure.code == 1 => {
                refused.push(failure.message);
            }
            Err(failure) => return Err(failure),
        }
    }
    if !refused.is_empty() {
        return Err(Failure::found(format!(
            "{}\nNothing was written: {} of {} cannot be handed in",
            refused.join("\n"),
            refused.len(),
            count(refused.len() + reports.len(), "control")
        )));
    }
    match std::fs::create_dir(out) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(write_failure(out, &e)),
        _ => {}
    }
    if let Some((there, _)) = reports.iter().find(|(p, _)| !args.force && p.exists()) {
        return Err(write_failure(there, &io::ErrorKind::AlreadyExists.into()));
    }
    let write = if args.force { write_over } else { write_new };
    for (place, bytes) in &reports {
        write(place, bytes).map_err(|error| write_failure(place, &error))?;
    }
    let left = whole::left(context, path);
    let left = left.map_or(String::new(), |left| format!("; there is none of {left}"));
    say(&format!(
        "wrote {} into {}{left}",
        count(reports.len(), "report"),
        one_line(&out.display().to_string())
    ));
    Ok(ExitCode::SUCCESS)
}

fn extension(format: Format) -> &'static str {
    match format {
        Format::Markdown => ".md",
        Format::Csv | Format::Caiq => ".csv",
        Format::Html => ".html",
        Format::Xlsx | Format::CaiqWorkbook => ".xlsx",
        Format::Jsonl => ".jsonl",
        Format::Parquet => ".parquet",
        Format::Oscal => ".oscal.json",
        Format::Json => ".json",
    }
}
