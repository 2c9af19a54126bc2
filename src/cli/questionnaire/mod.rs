//! `aicaiq questionnaire`: what is asked. Showing and listing it, writing and
//! checking one's own, comparing two versions.

mod check;
mod diff;
mod list;
mod new;
mod show;

use super::{Failure, Outcome, load_questionnaire};
use crate::questionnaire::catalog::Catalog;
use crate::text::one_line;
use std::path::Path;

/// What `questionnaire` is told.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show a control, its questions and the audit steps
    Show(show::Args),
    /// List the controls of a folder with their roles and steps
    List(list::Args),
    /// Make a new questionnaire, to be filled in
    New(new::Args),
    /// Check questionnaires: every problem with its line and how to mend it
    Check(check::Args),
    /// Show what changed between two versions: controls, steps, texts
    Diff(diff::Args),
}

/// Runs it; `at` is the file or folder that `--questionnaire` names.
pub fn run(args: &Args, at: Option<&Path>) -> Outcome {
    match &args.command {
        Command::Show(args) => show::run(&catalog(at)?, args),
        Command::List(args) => list::run(args, at),
        Command::New(args) => new::run(args),
        Command::Check(args) => check::run(args, at),
        Command::Diff(args) => diff::run(args),
    }
}

/// The questionnaires of a file or a folder; without one, the built-in one.
fn catalog(at: Option<&Path>) -> Result<Catalog, Failure> {
    let Some(path) = at else {
        return Ok(Catalog::built_in());
    };
    if path.is_dir() {
        let mut catalog = Catalog::default();
        catalog.add_folder(path).map_err(|e| unreadable(path, &e))?;
        return Ok(catalog);
    }
    let one = load_questionnaire(Some(path))?;
    Ok(Catalog::of(one, Some(path.to_owned())))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let name = one_line(&path.display().to_string());
    Failure::usage(format!("cannot read {name}: {error}"))
}
