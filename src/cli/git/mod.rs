//! `aicaiq git`: the drivers by which git merges and shows answer files.

mod called;

pub use called::{Words, merge, textconv};

use super::{Failure, Outcome, say, show};
use crate::git::setup::{Place, Scope};
use crate::git::{GitError, attributes};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `git` is told.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Let git merge answer files field by field and show them as sentences
    #[command(after_help = "Examples:
  aicaiq git enable                          this repository
  aicaiq git enable --pattern \"answers/*.toml\"
  aicaiq git enable --global                 all repositories of this user

In a repository: writes merge.aicaiq and diff.aicaiq into its config with this program's path, and
lines into the .gitattributes at its root. Commit .gitattributes; the config is not part of a clone,
so everyone runs aicaiq git enable once. Doing it twice changes nothing. In a bare repository the
line goes to info/attributes.

Exit codes: 0 set up, 1 a file cannot be written, 2 no git or no repository.")]
    Enable {
        #[command(flatten)]
        scope: ScopeArgs,
        /// Which files are answer files, as gitattributes has patterns
        /// [default: *.cek-02.toml, and the files of folders of controls]
        #[arg(long, value_name = "PATTERN")]
        pattern: Option<String>,
    },
    /// Take away what `enable` has written
    #[command(after_help = "Examples:
  aicaiq git disable
  aicaiq git disable --keep-attributes       for this clone alone
  aicaiq git disable --global

Everything else in config and attributes stays. Without the lines in .gitattributes, once that is
committed, nobody's git uses the driver; --keep-attributes leaves them to the others.

Exit codes: 0 nothing is set up any more, 1 a file cannot be written, 2 no git or no repository.")]
    Disable {
        #[command(flatten)]
        scope: ScopeArgs,
        /// Leave the lines in the attributes as they are
        #[arg(long)]
        keep_attributes: bool,
    },
    /// Show what is set up, and whether it is in order
    #[command(after_help = "Examples:
  aicaiq git status
  aicaiq git status --global

Exit codes: 0 in order, 1 not in order or not set up, 2 no git or no repository.")]
    Status {
        #[command(flatten)]
        scope: ScopeArgs,
    },
}

#[derive(Debug, clap::Args)]
struct ScopeArgs {
    /// The repository of this folder [default]
    #[arg(long, conflicts_with = "global")]
    local: bool,
    /// All repositories of this user
    #[arg(long)]
    global: bool,
}

pub fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::Enable { scope, pattern } => {
            let own = [attributes::PATTERN]
                .into_iter()
                .chain(attributes::OF_FOLDERS.iter().copied());
            let patterns = match pattern {
                Some(pattern) => vec![pattern.as_str()],
                None => own.collect(),
            };
            let patterns: Result<Vec<String>, String> =
                patterns.into_iter().map(attributes::pattern).collect();
            let patterns = patterns.map_err(|e| Failure::usage(format!("--pattern: {e}")))?;
            enable(&place(scope)?, &patterns)
        }
        Command::Disable {
            scope,
            keep_attributes,
        } => disable(&place(scope)?, !keep_attributes),
        Command::Status { scope } => {
            let checks = place(scope)?.status(&program()?).map_err(failure)?;
            let mut text = String::new();
            for check in &checks {
                let mark = if check.ok { "✓" } else { "✗" };
                text.push_str(&format!("{mark} {}\n", check.text));
            }
            show(&text)?;
            let mut mends: Vec<&str> = Vec::new();
            for check in checks.iter().filter(|check| !check.ok) {
                if !mends.contains(&check.mend.as_str()) {
                    mends.push(&check.mend);
                    say(&format!("to set it up: {}", check.mend));
                }
            }
            match mends.is_empty() {
                true => Ok(ExitCode::SUCCESS),
                false => Ok(ExitCode::FAILURE),
            }
        }
    }
}

fn enable(place: &Place, patterns: &[String]) -> Outcome {
    let program = program()?;
    let mut written = false;
    for pattern in patterns {
        written |= place.enable(&program, pattern).map_err(failure)?;
    }
    say(&format!(
        "git merges and shows {} with {}",
        patterns.join(", "),
        shown(&program)
    ));
    let attributes = shown(&place.attributes);
    match (written, place.shared) {
        (true, true) => say(&format!(
            "wrote {attributes}: commit it; everyone who clones runs aicaiq git enable once"
        )),
        (true, false) => say(&format!("wrote {attributes}")),
        (false, _) => say(&format!("{attributes} names them already")),
    }
    if let Some(check) = place.uncovered().map_err(failure)? {
        say(&format!("{}; to cover them: {}", check.text, check.mend));
    }
    Ok(ExitCode::SUCCESS)
}

fn disable(place: &Place, attributes: bool) -> Outcome {
    let (config, lines) = place.disable(attributes).map_err(failure)?;
    say(if config {
        "took the drivers out of git's config"
    } else {
        "git's config had no drivers"
    });
    let name = shown(&place.attributes);
    match (lines, place.shared) {
        (true, true) => say(&format!(
            "took the lines out of {name}: once that is committed, nobody's git uses the driver"
        )),
        (true, false) => say(&format!("took the lines out of {name}")),
        (false, _) => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn place(scope: &ScopeArgs) -> Result<Place, Failure> {
    let scope = if scope.global {
        Scope::Global
    } else {
        Scope::Local
    };
    Place::find(Path::new("."), scope, &user_attributes()?).map_err(failure)
}

/// Where git looks for a user's attributes, unless told otherwise.
fn user_attributes() -> Result<PathBuf, Failure> {
    let set = |name| std::env::var_os(name).filter(|v| !v.is_empty());
    let folder = match (set("XDG_CONFIG_HOME"), set("HOME")) {
        (Some(folder), _) => PathBuf::from(folder),
        (None, Some(home)) => PathBuf::from(home).join(".config"),
        (None, None) => return Err(Failure::usage("there is no home folder: set HOME")),
    };
    Ok(folder.join("git").join("attributes"))
}

/// This program's absolute path, by the name that it was called by where that
/// leads to it: a link to the newest version outlives the version.
pub(super) fn program() -> Result<PathBuf, Failure> {
    let this = std::env::current_exe()
        .map_err(|e| Failure::found(format!("cannot tell where this program is: {e}")))?;
    let Some(called) = std::env::args_os().next().map(PathBuf::from) else {
        return Ok(this);
    };
    let is_this = |path: &Path| {
        let (a, b) = (path.canonicalize().ok(), this.canonicalize().ok());
        a.is_some() && a == b
    };
    let by_name = if called.components().count() > 1 {
        std::path::absolute(&called).ok()
    } else {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&folders)
            .filter(|folder| folder.is_absolute())
            .map(|folder| folder.join(&called))
            .find(|path| path.exists())
    };
    Ok(by_name.filter(|path| is_this(path)).unwrap_or(this))
}

fn failure(error: GitError) -> Failure {
    match error {
        GitError::Missing(_) | GitError::NoRepository(_) => Failure::usage(error.to_string()),
        GitError::Failed { .. } | GitError::Attributes { .. } => Failure::found(error.to_string()),
    }
}

fn shown(path: &Path) -> String {
    crate::text::one_line(&path.display().to_string())
}
