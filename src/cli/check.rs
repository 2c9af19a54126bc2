//! `aicaiq check`: every problem of answer files.

mod folder;
mod marks;
mod stale;
mod stdin;
mod twice;
mod unseen;

use super::{Context, Failure, Outcome, print, say, show, styled};
use crate::assessment::{Assessment, REWORDED, Role, SUGGESTED_BEFORE};
use crate::questionnaire::{ItemId, Questionnaire};
use crate::store::{AnswerFile, Lines, OpenError, Problem, Severity, render_problems};
use serde::Serialize;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What `check` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq check acme.cek-02.toml
  aicaiq check *.toml --format json
  aicaiq check acme                 a folder of controls: all of them, people, evidence
  aicaiq check customers/           all providers in it: folders of controls and answer files
  aicaiq check customers/ --quiet   only what is not in order
  git show :acme.cek-02.toml | aicaiq check -      what is staged

A conflict that nobody has decided is an error, a sign-off that is stale or of which changes are requested since a warning, and so are
git's marks of a merge that were left inside a text.

Exit codes: 0 no errors (there may be warnings), 1 errors, 2 a file that is not there.")]
pub struct Args {
    /// The answer files, folders of controls, or folders with such files or folders directly in them; - is an answer file on
    /// standard input, one that stands alone
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,
    /// How to show what was found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Show only what is not in order: nothing where all is
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Each problem with the line it is on
    Text,
    /// One array, an object a file
    Json,
}

/// How what is found is shown.
#[derive(Debug, Clone, Copy)]
struct How {
    styled: bool,
    /// Whether nothing is said of what is in order.
    quiet: bool,
}

#[derive(Serialize)]
struct Checked {
    file: String,
    ok: bool,
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

pub fn run(context: &Context, args: &Args) -> Outcome {
    let how = How {
        styled: styled(&io::stdout()),
        quiet: args.quiet,
    };
    let mut worst = 0;
    let mut text = String::new();
    let mut objects = Vec::new();
    let is_dash = |path: &&PathBuf| path.as_os_str() == "-";
    if args.files.iter().filter(is_dash).count() > 1 {
        return Err(Failure::usage(
            "standard input is one answer file: name - once",
        ));
    }
    for path in &args.files {
        if is_dash(&path) {
            let (code, shown, object) = stdin::of(context, how)?;
            worst = worst.max(code);
            text.push_str(&shown);
            objects.push(object);
            continue;
        }
        if crate::folder::is_folder(path) {
            let all = folder::of(path, context, how)?;
            worst = worst.max(all.code);
            text.push_str(&all.text);
            objects.extend(all.objects);
            continue;
        }
        if path.is_dir() {
            let all = folder::providers(path, context, how)?;
            worst = worst.max(all.code);
            text.push_str(&all.text);
            objects.extend(all.objects);
            continue;
        }
        let (code, shown, object) = check(path, context, how);
        worst = worst.max(code);
        if code == 2 {
            // A wrong call is no finding.
            say(shown.trim_end());
        } else {
            text.push_str(&shown);
        }
        objects.push(object);
    }
    if args.quiet {
        objects.retain(|one| !one.ok || !one.problems.is_empty());
    }
    match args.format {
        Format::Text => show(&text)?,
        Format::Json => print(&format!(
            "{}\n",
            serde_json::to_string_pretty(&objects).map_err(io::Error::from)?
        ))?,
    }
    Ok(ExitCode::from(worst))
}

fn check(path: &Path, context: &Context, how: How) -> (u8, String, Checked) {
    if crate::folder::is_shared_file(path) {
        return folder::shared(path, how);
    }
    let asked = super::folder::for_file(context, path);
    let (code, text, object, _) = check_by(path, asked, context, how);
    (code, text, object)
}

/// As [`check`], of a file that answers a questionnaire, or of which nobody can
/// say what it answers; also what is in it, where it can be read.
fn check_by(
    path: &Path,
    asked: Result<Arc<Questionnaire>, Failure>,
    context: &Context,
    how: How,
) -> (u8, String, Checked, Option<Assessment>) {
    let name = crate::text::one_line(&path.display().to_string());
    let object = |ok, problems| Checked {
        file: name.clone(),
        ok,
        problems,
    };
    let questionnaire = match asked {
        Ok(questionnaire) => questionnaire,
        Err(failure) => {
            let message = failure.message;
            let shown = format!("{name}: {}\n", message.trim_end());
            let problem = Found {
                severity: "error",
                line: None,
                column: None,
                message: crate::text::one_line(&message),
                help: None,
            };
            return (failure.code, shown, object(false, vec![problem]), None);
        }
    };
    match AnswerFile::open(path, &questionnaire) {
        Ok(file) => {
            let mut problems = file.problems().to_vec();
            decide(&mut problems);
            problems.extend(unseen::problems(&file));
            problems.extend(twice::problems(&file));
            problems.extend(marks::problems(&file));
            problems.extend(stale::problems(&file, &questionnaire));
            let problems = problems.as_slice();
            let mut text = String::new();
            if !problems.is_empty() {
                text = ended(render_problems(&name, file.text(), problems, how.styled));
            }
            if file.is_newer() {
                let (line, problem) = newer(&name);
                let mut problems = found(file.text(), problems);
                problems.push(problem);
                let whole = Some(file.assessment().clone());
                return (1, text + &line, object(false, problems), whole);
            }
            let warnings = match problems.len() {
                0 => String::new(),
                n => format!(", {}", crate::text::count(n, "warning")),
            };
            let conflicts = file.undecided().len();
            if conflicts > 0 {
                let conflicts = crate::text::count(conflicts, "unresolved conflict");
                text.push_str(&format!("{name}: {conflicts}\n"));
                let found = found(file.text(), problems);
                let whole = Some(file.assessment().clone());
                return (1, text, object(false, found), whole);
            }
            let named = |items: &[(Role, ItemId)]| {
                let named = items.iter().map(|(r, i)| format!("{r}.{i}"));
                let items: Vec<String> = named.map(|item| crate::text::one_line(&item)).collect();
                items.join(", ")
            };
            let reworded = file.assessment().reworded_items(&questionnaire);
            if !reworded.is_empty() {
                text.push_str(&format!(
                    "{name}: {REWORDED} answered before the text changed: {}\n",
                    named(&reworded)
                ));
            }
            let before = file.assessment().reworded_suggestions(&questionnaire);
            if !before.is_empty() {
                text.push_str(&format!(
                    "{name}: {REWORDED} {SUGGESTED_BEFORE}: {}\n",
                    named(&before)
                ));
            }
            if !(how.quiet && problems.is_empty()) {
                text.push_str(&format!("{name}: ok{warnings}\n"));
            }
            let found = found(file.text(), problems);
            (
                0,
                text,
                object(true, found),
                Some(file.assessment().clone()),
            )
        }
        Err(OpenError::Invalid {
            text: source,
            mut problems,
            path: of,
        }) => {
            if of == path && !crate::folder::is_shared_file(path) {
                offer(&mut problems, &context.typed(path));
            }
            // What is shared is named itself where it is at fault.
            let name = crate::text::one_line(&of.display().to_string());
            let errors = problems.iter().filter(|p| p.is_error()).count();
            let mut text = ended(render_problems(&name, &source, &problems, how.styled));
            text.push_str(&format!(
                "{name}: {}\n",
                crate::text::count(errors, "error")
            ));
            (1, text, object(false, found(&source, &problems)), None)
        }
        Err(error) => {
            let code = super::open_failure(&error, false).code;
            let message = error.to_string();
            let problem = Found {
                severity: "error",
                line: None,
                column: None,
                message: message.clone(),
                help: None,
            };
            (
                code,
                format!("error: {message}\n"),
                object(false, vec![problem]),
                None,
            )
        }
    }
}

/// What is said of a file that a newer program wrote: nothing in it that is not
/// known is an error, so that nobody can say that it has none.
fn newer(name: &str) -> (String, Found) {
    let message = "it cannot be checked: written by a newer aicaiq".to_owned();
    let help = "check it with a newer aicaiq, or correct its schema";
    let problem = Found {
        severity: "error",
        line: None,
        column: None,
        message: message.clone(),
        help: Some(help.to_owned()),
    };
    (format!("{name}: {message}\n  {help}\n"), problem)
}

/// A file with a conflict opens, so that somebody can choose; to be used it has to be
/// decided.
fn decide(problems: &mut [Problem]) {
    for problem in problems.iter_mut().filter(|p| p.is_conflict()) {
        problem.severity = Severity::Error;
    }
}

/// Says that the screen lets its user choose where git could not merge.
fn offer(problems: &mut [Problem], typed: &str) {
    for problem in problems.iter_mut().filter(|p| p.is_merge()) {
        problem.help = Some(Problem::choose(typed));
    }
}

fn ended(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn found(source: &str, problems: &[Problem]) -> Vec<Found> {
    let lines = Lines::of(source);
    let one = |p: &Problem| {
        let place = p.span.as_ref().map(|s| lines.position(s.start));
        Found {
            severity: if p.is_error() { "error" } else { "warning" },
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
            message: p.message.clone(),
            help: p.help.clone(),
        }
    };
    problems.iter().map(one).collect()
}
