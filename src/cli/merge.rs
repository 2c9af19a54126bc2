//! `aicaiq merge`: three files into one, without git.

use super::{Context, Failure, Outcome, print, say, write_failure};
use crate::folder::is_shared_file;
use crate::git::driver::{guarded, text};
use crate::merge::{Labels, Merged, merge};
use crate::store::SHARED_FILE;
use crate::store::hold::{Held, hold};
use crate::store::output::{write_new, write_over};
use crate::text::{count, one_line, visible};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// How long is waited for another program that is writing --out.
const PATIENCE: Duration = Duration::from_secs(2);

/// What `merge` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq merge base.toml mine.toml theirs.toml --out merged.toml
  aicaiq merge base.toml mine.toml theirs.toml --out mine.toml --force
  aicaiq merge /dev/null mine.toml theirs.toml > merged.toml       no common ancestor

What only one side changed is taken. What both changed in different ways keeps the value of OURS in
its field and all values in the file's [conflicts], so that the file stays one that can be opened.
With git, aicaiq git enable does this on every merge.

What one side took away of a step or question (an outcome that was cleared, a note) while the other
changed anything else of the same one is such a conflict, too.

What was undecided before stays so, with all its values. aicaiq conflicts lists what there is to
decide, and aicaiq resolve decides it.

Exit codes: 0 merged, 1 merged with conflicts, new ones or such as were undecided before (the file is
written all the same), 2 a wrong call, or a file that cannot be read or is no TOML: nothing is written.")]
pub struct Args {
    /// The file that both sides started from; empty or /dev/null when there was none
    base: PathBuf,
    /// The one that is merged into
    ours: PathBuf,
    /// The one that is merged in
    theirs: PathBuf,
    /// Where to write the result; without it or for -, to standard output
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Replace the file named by --out if there is one, also OURS
    #[arg(long, requires = "out")]
    force: bool,
    /// What OURS is called where a conflict is kept [default: its file name]
    #[arg(long, value_name = "NAME")]
    ours_label: Option<String>,
    /// The same of THEIRS
    #[arg(long, value_name = "NAME")]
    theirs_label: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    let read = |path: &Path| {
        let name = one_line(&path.display().to_string());
        text(path, &name).map_err(Failure::usage)
    };
    // From before OURS is read until it is replaced: a save in between would
    // be lost.
    let held = args.out.as_deref().filter(|_| args.force).map(held);
    let held = held.transpose()?.flatten();
    let (base, ours, theirs) = (read(&args.base)?, read(&args.ours)?, read(&args.theirs)?);
    let label = |given: &Option<String>, path: &Path| match given {
        Some(label) => label.clone(),
        None => path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    };
    let labels = Labels {
        ours: label(&args.ours_label, &args.ours),
        theirs: label(&args.theirs_label, &args.theirs),
        ..Labels::default()
    };
    let merged = guarded(|| merge(&base, &ours, &theirs, &labels))
        .map_err(Failure::usage)?
        .map_err(|error| Failure::usage(format!("{error}; nothing is written")))?;
    let name = match &args.out {
        None => {
            // A terminal gets no control characters, a file all bytes.
            if io::stdout().is_terminal() {
                print(&visible(&merged.text))?;
            } else {
                print(&merged.text)?;
            }
            None
        }
        Some(out) => Some(write(args, out, &merged, &ours)?),
    };
    drop(held);
    let undecided = merged.undecided();
    let older = match undecided.len() {
        0 => String::new(),
        n => format!(", {} undecided from before", count(n, "conflict")),
    };
    say(&format!(
        "{} taken from theirs, {}{older}",
        count(merged.taken, "field"),
        count(merged.choices().len(), "conflict")
    ));
    tell(&merged);
    if let Some(name) = &name {
        say(&format!("wrote {name}"));
    }
    if merged.conflicts.is_empty() && undecided.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let place = name.as_deref().map(|name| to_open(Path::new(name)));
    let [name, opened] = [name.as_deref().map(Path::new), place]
        .map(|path| path.map_or("FILE".to_owned(), |path| context.typed(path)));
    say(&format!(
        "next: aicaiq {opened} opens it and asks; aicaiq conflicts {name} lists them, aicaiq resolve decides"
    ));
    Ok(ExitCode::FAILURE)
}

/// What the screen opens of a file: what controls share is opened with them.
pub fn to_open(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if is_shared_file(path) && folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) if is_shared_file(path) => folder,
        _ => path,
    }
}

/// The lock of the file that is to be replaced; none where there is none.
fn held(out: &Path) -> Result<Option<Held>, Failure> {
    if !out.is_file() {
        return Ok(None);
    }
    let name = one_line(&out.display().to_string());
    match hold(out, PATIENCE) {
        Ok(Some(held)) => Ok(Some(held)),
        Ok(None) => Err(Failure::usage(format!(
            "{name} is being written by another program: try again when it is done; nothing is written"
        ))),
        Err(error) => Err(Failure::usage(format!("{name} cannot be locked: {error}"))),
    }
}

fn write(args: &Args, out: &Path, merged: &Merged, ours: &str) -> Result<String, Failure> {
    let name = one_line(&out.display().to_string());
    for (other, side) in [(&args.base, "BASE"), (&args.theirs, "THEIRS")] {
        let (a, b) = (out.canonicalize().ok(), other.canonicalize().ok());
        if a.is_some() && a == b {
            return Err(Failure::usage(format!(
                "--out names {side} itself: choose another name"
            )));
        }
    }
    let shared = |path: &Path| path.file_name().is_some_and(|n| n == SHARED_FILE);
    if shared(out) && !shared(&args.ours) {
        return Err(Failure::usage(format!(
            "{name} is what the controls of a folder share, and {} is none: choose another name",
            one_line(&args.ours.display().to_string())
        )));
    }
    let (a, b) = (out.canonicalize().ok(), args.ours.canonicalize().ok());
    // Some editors take no lock.
    if a.is_some() && a == b && text(out, &name).as_deref() != Ok(ours) {
        return Err(Failure::usage(format!(
            "{name} has changed while it was merged: merge again; nothing is written"
        )));
    }
    let write = if args.force { write_over } else { write_new };
    write(out, merged.text.as_bytes()).map_err(|error| write_failure(out, &error))?;
    Ok(name)
}

/// Says what was decided, and what was not.
pub(super) fn tell(merged: &Merged) {
    for note in &merged.notes {
        say(&format!("note: {note}"));
    }
    for conflict in merged.in_words(&merged.choices()) {
        say(&format!("conflict: {conflict}"));
    }
    for conflict in merged.in_words(&merged.undecided()) {
        say(&format!("undecided: {conflict}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_controls_share_is_opened_by_its_folder() {
        let dir = tempfile::tempdir().unwrap();
        let of = |name: &str| dir.path().join(name);
        assert_eq!(to_open(&of(SHARED_FILE)), of(SHARED_FILE), "there is none");
        std::fs::write(of(SHARED_FILE), "schema = 1\n").unwrap();
        assert_eq!(to_open(&of(SHARED_FILE)), dir.path());
        assert_eq!(to_open(&of("CEK-02.toml")), of("CEK-02.toml"));
    }
}
