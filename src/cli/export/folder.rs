//! `aicaiq export` of a folder of controls: a file for each.

use super::{Args, Format, bytes};
use crate::cli::{Context, Failure, Outcome, folder, not_over, open_file, say, write_failure};
use crate::store::output::{write_new, write_over};
use crate::text::{count, one_line};
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// Writes a report of every control into a folder, over nothing unless told.
pub(super) fn run(context: &Context, args: &Args, path: &Path, out: Option<&Path>) -> Outcome {
    let Some(out) = out else {
        return Err(Failure::usage(
            "a folder of controls has a report for each: name a folder for them with --out",
        ));
    };
    // A file's name for a folder is a slip.
    let ending = out.extension().map(|e| format!(".{}", e.to_string_lossy()));
    if ending.is_some_and(|e| e == extension(args.format)) && !out.is_dir() {
        return Err(Failure::usage(format!(
            "{} is a folder of controls, which has a report for each: --out names a folder for them, and {} is named like a file",
            one_line(&path.display().to_string()),
            one_line(&out.display().to_string())
        )));
    }
    let opened = folder::open(path)?;
    let mut reports = Vec::new();
    for control in opened.controls() {
        let q = folder::for_file(context, &control.path)?;
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
        reports.push((place, bytes(&context, args, &file)?));
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
    say(&format!(
        "wrote {} into {}",
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
