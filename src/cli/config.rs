//! `aicaiq config`: where the user's configuration is, what is wrong with it,
//! and what holds without one. Also finds it for the other commands.

use super::look::{find as find_theme, names, themes_folder};
use super::{Failure, Outcome, print, say, show, styled};
use crate::bounded;
use crate::config::{self, Config, Read};
use crate::store::{position, render_first};
use crate::text::{count, one_line, shell_word};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The largest configuration that is read, in bytes.
const LIMIT: u64 = crate::limits::SETTINGS;

/// How many problems are shown: all of what anybody writes by hand.
const SHOWN: usize = 1000;

/// What `config` is told.
#[derive(Debug, clap::Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:
  aicaiq config path
  mkdir -p \"$(dirname \"$(aicaiq config path)\")\"
  aicaiq config default > \"$(aicaiq config path)\"
  aicaiq config check

The file sets theme, glyphs, mouse, assessor, and keys: [keys.items], then \"ctrl-k\" = \"note\"; \"x\" = \"none\"
takes a key's meaning away. What is wrong in it never stops the program: the rest applies.

Exit codes: 0 fine, 1 problems, 2 a file that is not there."
)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Print where the configuration is, whether or not there is one
    Path,
    /// Show every problem of the configuration and how to mend it
    Check {
        /// The file to check instead of the one that is used
        file: Option<PathBuf>,
    },
    /// Print a configuration with every setting and every key as it is without one
    Default,
}

pub fn run(args: &Args, named: Option<&Path>) -> Outcome {
    match &args.command {
        Command::Path => {
            let path = place(named)?;
            print(&format!("{}\n", path.display()))?;
            if io::stdout().is_terminal() && !path.exists() {
                let folder = path.parent().unwrap_or(&path).display().to_string();
                let (folder, path) = (shell_word(&folder), shell_word(&path.display().to_string()));
                say(&format!(
                    "there is none yet; to make one: mkdir -p {folder} && aicaiq config default > {path}"
                ));
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Default => {
            print(&config::default_text())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Check { file } => check(file.as_deref().or(named)),
    }
}

fn check(named: Option<&Path>) -> Outcome {
    let path = place(named)?;
    let name = one_line(&path.display().to_string());
    let text = match text_of(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => {
            say(&format!("{name}: there is none, everything is as it comes"));
            return Ok(ExitCode::SUCCESS);
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Failure::usage(format!("there is no file {name}")));
        }
        Err(error) => return Err(Failure::found(format!("cannot read {name}: {error}"))),
        Ok(text) => text,
    };
    let read = read(&text);
    if !read.problems.is_empty() {
        let styled = styled(&io::stdout());
        let (shown, more) = render_first(&name, &text, &read.problems, styled, SHOWN);
        let rest = match more {
            0 => String::new(),
            n => format!("\nand {}\n", count(n, "more problem")),
        };
        show(&format!("{}\n{rest}", shown.trim_end()))?;
    }
    // What stands there is said; whether it can be used is known when it is read.
    let theme = read.config.theme.as_deref();
    let theme = theme.and_then(|word| find_theme(word, themes_folder().as_deref()).err());
    if let Some(why) = &theme {
        let why = why.failure.message.trim_end();
        show(&format!("{name}: its theme cannot be used:\n{why}\n"))?;
    }
    let remapped = config::remapped(&read.config.keys);
    let remapped: String = remapped.iter().map(|line| format!("  {line}\n")).collect();
    let errors = read.errors() + theme.map_or(0, |why| why.problems);
    let warnings = match read.problems.len() - read.errors() {
        0 => String::new(),
        n => format!(", {}", count(n, "warning")),
    };
    if errors > 0 {
        let problems = count(errors, "problem");
        show(&format!("{name}: {problems}{warnings}\n{remapped}"))?;
        return Ok(ExitCode::FAILURE);
    }
    show(&format!("{name}: ok{warnings}\n{remapped}"))?;
    Ok(ExitCode::SUCCESS)
}

/// The configuration as a command gets it.
pub struct Found {
    /// What applies.
    pub config: Config,
    /// What is to be said of it, if it has problems.
    pub misconfigured: Option<String>,
    /// The command that shows its problems.
    pub check: String,
}

/// Finds and reads the configuration. Whatever is wrong in it is for the user
/// to mend at leisure; that a file named by the call is not there is an error.
pub fn find(named: Option<&Path>) -> Result<Found, Failure> {
    let file = named.map_or(String::new(), |path| {
        format!(" {}", shell_word(&path.display().to_string()))
    });
    let check = format!("aicaiq config check{file}");
    let fine = |config| Found {
        config,
        misconfigured: None,
        check: check.clone(),
    };
    let Ok(path) = place(named) else {
        return Ok(fine(Config::default()));
    };
    let text = match text_of(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => {
            return Ok(fine(Config::default()));
        }
        Err(error) => {
            let name = one_line(&path.display().to_string());
            let why = format!("config: cannot read {name}: {error}");
            if error.kind() == io::ErrorKind::NotFound {
                return Err(Failure::usage(why));
            }
            return Ok(Found {
                misconfigured: Some(why),
                ..fine(Config::default())
            });
        }
    };
    let read = read(&text);
    let misconfigured = (read.errors() > 0).then(|| {
        let problems = count(read.errors(), "problem");
        let shows = if read.errors() == 1 { "it" } else { "them" };
        format!("config: {problems}: `{check}` shows {shows}")
    });
    Ok(Found {
        misconfigured,
        ..fine(read.config)
    })
}

fn read(text: &str) -> Read {
    let names = names(themes_folder().as_deref());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    config::read(text, &names)
}

/// Where the configuration is: the file of the call, else in the platform's
/// folder for it.
fn place(named: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    let folders = directories::ProjectDirs::from("", "", "aicaiq").ok_or_else(|| {
        Failure::found("there is no home folder to look for a configuration in: set HOME")
    })?;
    Ok(folders.config_dir().join("config.toml"))
}

fn text_of(path: &Path) -> io::Result<String> {
    let file = bounded::open_regular(path)?;
    let bytes =
        bounded::read(&file, LIMIT)?.ok_or_else(|| io::Error::other("it is larger than 1 MiB"))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(error.as_bytes().get(..valid).unwrap_or_default());
        let (line, column) = position(&before, before.len());
        io::Error::other(format!(
            "it is not UTF-8 at line {line}, column {column}: save it as UTF-8"
        ))
    })
}
