//! `aicaiq doctor`: what is not in order around answer files.

use super::{Failure, Outcome, git, open, say, show};
use crate::git::doctor::{Request, examine};
use crate::text::{count, one_line};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

/// What `doctor` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq doctor
  aicaiq doctor assessments

Finds a merge driver that is missing, moved or not set up in this clone, a git too old to name the
sides of a merge; answer files with git's marks or undecided conflicts in them, or in a merge that
nobody has ended; copies, temporary
files, unsaved answers and half-typed texts that were left. Looks into the folders of DIR, not into
hidden ones, and changes nothing.

Exit codes: 0 all is in order, 1 something is not, 2 there is no such folder.")]
pub struct Args {
    /// The folder to look into, or a file in it
    #[arg(default_value = ".")]
    dir: PathBuf,
}

pub fn run(args: &Args) -> Outcome {
    let folder = match args.dir.parent() {
        Some(parent) if args.dir.is_file() && parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) if args.dir.is_file() => parent,
        _ => &args.dir,
    };
    let name = one_line(&folder.display().to_string());
    if !folder.is_dir() {
        return Err(Failure::usage(format!("there is no folder {name}")));
    }
    let program = git::program()?;
    let state = open::state_folder().ok();
    let findings = examine(&Request {
        folder,
        program: &program,
        state: state.as_deref(),
        now: SystemTime::now(),
    });
    let mut text = String::new();
    for finding in &findings {
        text.push_str(&format!("✗ {} → {}\n", finding.text, finding.mend));
    }
    show(&text)?;
    if findings.is_empty() {
        say(&format!("{name}: all is in order"));
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("{name}: {}", count(findings.len(), "finding")));
    Ok(ExitCode::FAILURE)
}
