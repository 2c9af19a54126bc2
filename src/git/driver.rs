//! The merge driver: what git calls to merge one answer file.

use super::Git;
use crate::merge::{Labels, MergeError, Merged, merge, merge_ancestors};
use crate::store::LIMIT;
use crate::store::output::write_over;
use std::ffi::{OsStr, OsString};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// How much stack a merge gets, in bytes: far more than the nesting that is
/// read can use, so that no file ends the program.
const STACK: usize = 64 * 1024 * 1024;

/// What git passes to a merge driver.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// A file with the common ancestor; empty when there is none.
    pub base: PathBuf,
    /// A file with ours, where the result goes.
    pub ours: PathBuf,
    /// A file with theirs.
    pub theirs: PathBuf,
    /// How long conflict marks are.
    pub marks: Option<u32>,
    /// The file's path in the repository.
    pub path: String,
    /// What base, ours and theirs are called; empty where it is not known.
    pub labels: [String; 3],
    /// Whether they are common ancestors that git makes one of.
    pub ancestors: bool,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// The file was merged field by field, and written.
    Fields(Merged),
    /// It could not be, for this reason; git's own merge was written.
    Lines(String),
    /// Neither could be, for these reasons; the file is as ours was.
    Nothing(String),
}

impl Call {
    /// Reads the words after `git-merge`: `%O %A %B %L %P %S %X %Y`. What is
    /// missing, or was left as it stands by a git that does not know it, is
    /// not known. None without three files.
    #[must_use]
    pub fn of(words: &[OsString]) -> Option<Self> {
        let [base, ours, theirs, rest @ ..] = words else {
            return None;
        };
        let word = |at: usize, placeholder: &str| {
            let word = rest.get(at).filter(|w| *w != OsStr::new(placeholder));
            word.map_or(String::new(), |w| w.to_string_lossy().into_owned())
        };
        Some(Self {
            base: base.into(),
            ours: ours.into(),
            theirs: theirs.into(),
            marks: word(0, "%L").parse().ok(),
            path: word(1, "%P"),
            labels: [word(2, "%S"), word(3, "%X"), word(4, "%Y")],
            ancestors: false,
        })
    }

    /// Gives the sides names that people know: ours the branch or commit where
    /// git just says `HEAD`, either its commit with its subject where git says
    /// the whole hash.
    pub fn name_sides(&mut self, git: &Git) {
        let [_, ours, theirs] = &mut self.labels;
        for label in [&mut *ours, theirs] {
            let is_hash = label.len() >= 40 && label.bytes().all(|b| b.is_ascii_hexdigit());
            let args = ["log", "-1", "--format=%h (%s)", label.as_str()];
            if is_hash && let Ok(name) = git.read(&args) {
                *label = name.to_string_lossy().into_owned();
            }
        }
        let rest = match ours.strip_prefix("HEAD") {
            Some(rest) if rest.is_empty() || rest.starts_with(':') => rest,
            _ => return,
        };
        // While commits are replayed there is no branch: then the commit, as
        // git calls the other side.
        let name = git
            .read(&["symbolic-ref", "--quiet", "--short", "HEAD"])
            .or_else(|_| git.read(&["log", "-1", "--format=%h (%s)", "HEAD"]));
        if let Ok(name) = name {
            *ours = format!("{}{rest}", name.to_string_lossy());
        }
    }
}

/// Merges, and writes the result over ours: whole, or not at all.
#[must_use]
pub fn run(git: &Git, call: &Call) -> Done {
    let why = match fields(call) {
        Ok(merged) => match write_over(&call.ours, merged.text.as_bytes()) {
            Ok(()) => return Done::Fields(merged),
            Err(error) => return Done::Nothing(error.to_string()),
        },
        // What comes of it line by line could not be opened either.
        Err(Unmerged::TooMuch(why)) => return Done::Nothing(why),
        Err(Unmerged::Other(why)) => why,
    };
    match lines(git, call) {
        Ok(()) => Done::Lines(why),
        Err(also) => Done::Nothing(format!("{why}; {also}")),
    }
}

/// Why texts are not merged field by field.
enum Unmerged {
    TooMuch(String),
    Other(String),
}

impl From<String> for Unmerged {
    fn from(why: String) -> Self {
        Self::Other(why)
    }
}

fn fields(call: &Call) -> Result<Merged, Unmerged> {
    let base = text(&call.base, "base")?;
    let ours = text(&call.ours, "ours")?;
    let theirs = text(&call.theirs, "theirs")?;
    let [_, ours_from, theirs_from] = &call.labels;
    let labels = Labels {
        ours: ours_from.clone(),
        theirs: theirs_from.clone(),
        ..Labels::default()
    };
    let merged = guarded(|| {
        if call.ancestors {
            merge_ancestors(&base, &ours, &theirs)
        } else {
            merge(&base, &ours, &theirs, &labels)
        }
    })?
    .map_err(|e| match e {
        MergeError::TooMuch(_) => Unmerged::TooMuch(e.to_string()),
        _ => Unmerged::Other(e.to_string()),
    })?;
    Ok(merged)
}

/// Runs something that must not take the program with it, with enough stack.
///
/// # Errors
/// A sentence, when it panicked or had no thread to run in.
pub fn guarded<T: Send>(what: impl FnOnce() -> T + Send) -> Result<T, String> {
    std::thread::scope(|scope| {
        let caught = move || catch_unwind(AssertUnwindSafe(what));
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, caught)
            .map_err(|e| format!("no thread to merge in: {e}"))?;
        match thread.join() {
            Ok(Ok(done)) => Ok(done),
            _ => Err("a fault of this program: please report it".to_owned()),
        }
    })
}

/// The text of a side.
///
/// # Errors
/// A sentence that names the side: it cannot be read, is too large, not UTF-8.
pub fn text(path: &Path, side: &str) -> Result<String, String> {
    // An absent side is /dev/null for many tools.
    if path == Path::new("/dev/null") {
        return Ok(String::new());
    }
    let failed = |e: std::io::Error| format!("{side} cannot be read: {e}");
    let file = crate::bounded::open_regular(path).map_err(failed)?;
    let bytes = crate::bounded::read(&file, LIMIT).map_err(failed)?;
    let bytes = bytes.ok_or_else(|| format!("{side} is larger than {} MiB", LIMIT >> 20))?;
    String::from_utf8(bytes).map_err(|_| format!("{side} is not UTF-8"))
}

/// Merges line by line, as git does without a driver, with marks where lines
/// differ.
fn lines(git: &Git, call: &Call) -> Result<(), String> {
    let mut args: Vec<OsString> = vec!["merge-file".into(), "-p".into()];
    let [base, ours, theirs] = &call.labels;
    for (label, name) in [(ours, "ours"), (base, "base"), (theirs, "theirs")] {
        let label = crate::text::one_line(label);
        let label = if label.is_empty() { name } else { &label };
        args.extend(["-L".into(), label.into()]);
    }
    if let Some(size) = call.marks {
        args.push(format!("--marker-size={size}").into());
    }
    args.push("--".into());
    args.extend([&call.ours, &call.base, &call.theirs].map(OsString::from));
    let output = git.output(&args).map_err(|e| e.to_string())?;
    match output.status.code() {
        Some(0..=127) => write_over(&call.ours, &output.stdout).map_err(|e| e.to_string()),
        _ => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(crate::text::one_line(said.trim()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_old_git_leaves_as_it_stands_is_not_known() {
        let words = |line: &str| -> Vec<OsString> { line.split('|').map(OsString::from).collect() };
        let call = Call::of(&words("o|a|b|7|dir/x.toml|%S|%X|%Y")).unwrap();
        assert_eq!(call.labels, ["", "", ""]);
        assert_eq!((call.marks, call.path.as_str()), (Some(7), "dir/x.toml"));
        let call = Call::of(&words("o|a|b|%L|x|1234|HEAD|topic")).unwrap();
        assert_eq!(call.labels, ["1234", "HEAD", "topic"]);
        assert_eq!(call.marks, None);
        assert_eq!(Call::of(&words("o|a")), None);
    }

    #[test]
    fn a_panic_is_an_error() {
        let result: Result<(), String> = guarded(|| panic!("for a test"));
        assert!(result.is_err());
        assert_eq!(guarded(|| 1), Ok(1));
    }
}
