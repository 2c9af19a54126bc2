//! `aicaiq questionnaire check`: every problem of questionnaire files.

use super::super::{Failure, Outcome, print, show, styled};
use super::unreadable;
use crate::questionnaire::{self, Checked, read};
use crate::store::{Problem, SHOWN, Severity, position, render_first};
use crate::text::{count, one_line, shell_word};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How many texts are shown that are yet to be written.
const SHOWN_TO_WRITE: usize = 3;
/// How many lines are named where more of them are.
const LINES: usize = 8;

/// What `questionnaire check` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq questionnaire check mine.toml
  aicaiq questionnaire check questionnaires/
  aicaiq questionnaire check questionnaires/ --format json | jq '.[] | select(.ok | not)'

Of a folder its *.toml are checked, not what lies below it; a control may have one file only.
Of a file the first 20 problems are shown, errors first, and 3 places that are as a new \
questionnaire has them; the rest is counted, and --all shows it.

Exit codes: 0 no errors (there may be warnings), 1 errors, 2 a file that is not there or a folder \
without a questionnaire, alone or among others, which are checked all the same.")]
pub struct Args {
    /// The files and folders; without any, what --questionnaire names
    #[arg(value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,
    /// Show every problem of each file, however many there are
    #[arg(long)]
    all: bool,
    /// How to show what was found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Each problem with the line it is on
    Text,
    /// One array, an object a file
    Json,
}

#[derive(Serialize)]
struct Object {
    file: String,
    ok: bool,
    control: Option<String>,
    problems: Vec<Found>,
}

#[derive(Serialize)]
struct Found {
    severity: &'static str,
    line: Option<usize>,
    column: Option<usize>,
    message: String,
    help: Option<String>,
}

/// A file and what was found in it.
struct File {
    name: String,
    text: String,
    checked: Checked,
}

pub fn run(args: &Args, at: Option<&Path>) -> Outcome {
    let paths = match (args.paths.as_slice(), at) {
        ([], Some(at)) => vec![at.to_owned()],
        ([], None) => {
            return Err(Failure::usage(
                "name the questionnaires to check, files or a folder: aicaiq questionnaire check DIR",
            ));
        }
        (named, _) => named.to_vec(),
    };
    let mut files = Vec::new();
    let mut wrong_call = false;
    for path in &paths {
        match files_of(path) {
            Ok(inside) => files.extend(inside),
            // One of several stops none of the others.
            Err(failure) if paths.len() > 1 => {
                wrong_call |= failure.code == 2;
                files.push(unusable(path, &failure.message));
            }
            Err(failure) => return Err(failure),
        }
    }
    match args.format {
        Format::Text => show(&text(&files, args.all, styled(&io::stdout())))?,
        Format::Json => {
            let all: Vec<Object> = files.iter().map(object).collect();
            let text = serde_json::to_string_pretty(&all).map_err(io::Error::from)?;
            print(&format!("{text}\n"))?;
        }
    }
    let bad = files.iter().any(|f| f.checked.has_errors());
    let code = if wrong_call { 2 } else { u8::from(bad) };
    Ok(ExitCode::from(code))
}

/// What a path of the call names: a file, or those of a folder.
fn files_of(path: &Path) -> Result<Vec<File>, Failure> {
    if !path.is_dir() {
        return Ok(vec![check(path)?]);
    }
    let inside = folder(path)?;
    let mut inside: Vec<File> = inside.iter().map(|p| check(p)).collect::<Result<_, _>>()?;
    one_file_a_control(&mut inside);
    Ok(inside)
}

/// A file of which there is nothing to check.
fn unusable(path: &Path, message: &str) -> File {
    let name = one_line(&path.display().to_string());
    let why = message.strip_prefix(&format!("{name}: "));
    let problem = Problem {
        severity: Severity::Error,
        span: None,
        message: why.unwrap_or(message).to_owned(),
        help: None,
    };
    let checked = Checked {
        problems: vec![problem],
        control: None,
    };
    File {
        name,
        text: String::new(),
        checked,
    }
}

/// The questionnaire files of a folder, by name.
fn folder(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(path).map_err(|e| unreadable(path, &e))?;
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml") && !path.is_dir())
        .collect();
    if paths.is_empty() {
        let name = one_line(&path.display().to_string());
        return Err(Failure::usage(format!(
            "{name}: it is a folder without a questionnaire (*.toml) in it: name a file, or a folder that has some"
        )));
    }
    paths.sort();
    Ok(paths)
}

fn check(path: &Path) -> Result<File, Failure> {
    let name = one_line(&path.display().to_string());
    let (text, checked) = match read(path) {
        Ok(text) => {
            let checked = questionnaire::check(&text);
            (text, checked)
        }
        Err(_) if !path.exists() => {
            return Err(Failure::usage(format!(
                "{name}: it is not there; to make it: aicaiq questionnaire new {} --id ID --title TITLE --role CSP",
                shell_word(&path.display().to_string())
            )));
        }
        Err(error) => return Ok(unusable(path, &error.message)),
    };
    Ok(File {
        name,
        text,
        checked,
    })
}

/// Says of each further file that its control has one already.
fn one_file_a_control(files: &mut [File]) {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for file in files {
        let Some((id, span)) = file.checked.control.clone() else {
            continue;
        };
        match first.get(&id) {
            Some(other) => file.checked.problems.push(Problem {
                severity: Severity::Error,
                span: Some(span),
                message: format!("control {} has a file already: {other}", one_line(&id)),
                help: Some("give it another id, or take one of the two files out".to_owned()),
            }),
            None => {
                first.insert(id, file.name.clone());
            }
        }
        let start = |p: &Problem| p.span.as_ref().map_or(0, |s| s.start);
        file.checked.problems.sort_by_key(start);
    }
}

fn text(files: &[File], all: bool, styled: bool) -> String {
    let mut out = String::new();
    let mut sound = 0;
    for file in files {
        let (name, problems) = (&file.name, &file.checked.problems);
        out.push_str(&shown(file, all, styled));
        let errors = problems.iter().filter(|p| p.is_error()).count();
        let warnings = match problems.len() - errors {
            0 => String::new(),
            n => format!(", {}", count(n, "warning")),
        };
        if errors == 0 {
            sound += 1;
            out.push_str(&format!("{name}: ok{warnings}\n"));
        } else {
            out.push_str(&format!("{name}: {}{warnings}\n", count(errors, "error")));
        }
    }
    if files.len() > 1 {
        let all = count(files.len(), "questionnaire");
        out.push_str(&format!("{all}, {sound} without errors\n"));
    }
    out
}

/// A file's problems, as many as anybody reads unless all are asked for. What
/// is yet to be written comes last, and hides nothing.
fn shown(file: &File, all: bool, styled: bool) -> String {
    let problems = file.checked.problems.iter().cloned();
    let (to_write, others): (Vec<Problem>, Vec<Problem>) =
        problems.partition(|p| p.severity == Severity::ToWrite);
    let most = |n: usize| if all { usize::MAX } else { n };
    let name = one_line(&file.name);
    let see = format!(
        "to see all: aicaiq questionnaire check {} --all",
        shell_word(&file.name)
    );
    let mut parts = Vec::new();
    let (text, more) = render_first(&name, &file.text, &others, styled, most(SHOWN));
    parts.push(text);
    if more > 0 {
        let more = count(more, "more problem");
        parts.push(format!("and {more} in {name}; {see}"));
    }
    let (text, more) = render_first(&name, &file.text, &to_write, styled, most(SHOWN_TO_WRITE));
    parts.push(text);
    if more > 0 {
        let rest = to_write.iter().skip(SHOWN_TO_WRITE);
        let lines = rest.filter_map(|p| p.span.as_ref());
        let lines = lines.map(|s| position(&file.text, s.start).0.to_string());
        let lines: Vec<String> = lines.take(LINES).collect();
        let dots = if more > LINES { ", …" } else { "" };
        parts.push(format!(
            "and {} like these, as a new questionnaire has them, in {} {}{dots} of {name}; {see}",
            count(more, "more text"),
            if more == 1 { "line" } else { "lines" },
            lines.join(", ")
        ));
    }
    parts.retain(|part| !part.is_empty());
    let mut out = parts.join("\n\n");
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn object(file: &File) -> Object {
    let one = |p: &Problem| {
        let place = p.span.as_ref().map(|s| position(&file.text, s.start));
        Found {
            severity: if p.is_error() { "error" } else { "warning" },
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
            message: p.message.clone(),
            help: p.help.clone(),
        }
    };
    Object {
        file: file.name.clone(),
        ok: !file.checked.has_errors(),
        control: file.checked.control.as_ref().map(|(id, _)| id.clone()),
        problems: file.checked.problems.iter().map(one).collect(),
    }
}
