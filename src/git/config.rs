//! What git's config says of the drivers, and whether that is in order.

use super::shell::{self, Form};
use super::{Git, GitError};
use std::ffi::{OsStr, OsString};
use std::path::Path;

const MERGE: &str = "merge.aicaiq.driver";
/// Where several common ancestors differ, git merges them with each other
/// first, with the driver that `recursive` names.
const RECURSIVE: (&str, &str) = ("merge.aicaiq.recursive", "aicaiq-ancestors");
const ANCESTORS: &str = "merge.aicaiq-ancestors.driver";
const TEXTCONV: &str = "diff.aicaiq.textconv";
/// Values that are the same everywhere.
const FIXED: [(&str, &str); 4] = [
    ("merge.aicaiq.name", "aicaiq: answer files, field by field"),
    RECURSIVE,
    (
        "merge.aicaiq-ancestors.name",
        "aicaiq: common ancestors of answer files",
    ),
    // Another version may say it in other words.
    ("diff.aicaiq.cachetextconv", "false"),
];

/// A command that git is told to call.
struct Called {
    what: &'static str,
    key: &'static str,
    form: Form,
}

/// Calls the program for a merge. Where it is gone, killed or another one, git would
/// take ours for the result, without theirs and without marks: then git's own
/// merge has to do. Git quotes the labels and `%P` for the shell.
macro_rules! merge_form {
    ($subcommand:literal) => {
        Form {
            before: "",
            after: concat!(
                " ",
                $subcommand,
                " %O %A %B %L %P %S %X %Y || { s=$?; test $s -le 1 && exit $s; ",
                "git merge-file -L ours -L base -L theirs --marker-size=%L %A %O %B || exit 1; }"
            ),
            placeholders: true,
        }
    };
}

/// `%S %X %Y` are the labels of base, ours and theirs since git 2.44; an older
/// git passes them as they stand.
const CALLED: [Called; 3] = [
    Called {
        what: "merge driver",
        key: MERGE,
        form: merge_form!("git-merge"),
    },
    Called {
        what: "merge driver for ancestors",
        key: ANCESTORS,
        form: merge_form!("git-merge-ancestors"),
    },
    Called {
        what: "diff driver",
        key: TEXTCONV,
        // Git shows no diff at all where the program is gone.
        form: Form {
            before: "f() { ",
            after: " git-textconv \"$1\" || cat \"$1\"; }; f",
            placeholders: false,
        },
    },
];

impl Called {
    fn command(&self, program: &Path) -> OsString {
        shell::command(program, self.form)
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Whether it is as it should be.
    pub ok: bool,
    /// What was found, in a sentence that is safe to show.
    pub text: String,
    /// How to mend it; empty when there is nothing to mend.
    pub mend: String,
}

impl Check {
    pub(super) fn ok(text: impl Into<String>) -> Self {
        Self {
            ok: true,
            text: text.into(),
            mend: String::new(),
        }
    }

    pub(super) fn bad(text: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            ok: false,
            text: text.into(),
            mend: mend.into(),
        }
    }
}

/// Every key that is set.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    let fixed = FIXED.iter().map(|(key, _)| *key);
    fixed.chain(CALLED.iter().map(|c| c.key))
}

/// Every key and value, with a program's path.
pub(super) fn settings(program: &Path) -> Vec<(&'static str, OsString)> {
    let fixed = FIXED.iter().map(|(key, value)| (*key, value.into()));
    let called = CALLED.iter().map(|c| (c.key, c.command(program)));
    fixed.chain(called).collect()
}

/// Whether the drivers are set up in a scope (as for [`Git::config`]) and run
/// a program.
pub(super) fn check(
    git: &Git,
    scope: &[&str],
    program: &Path,
    enable: &str,
) -> Result<Vec<Check>, GitError> {
    let mut checks = Vec::new();
    for called in &CALLED {
        let what = called.what;
        let Some(command) = git.config(scope, called.key)? else {
            let text = format!("the {what} is not set up");
            checks.push(Check::bad(text, enable));
            continue;
        };
        let found = shell::program(&command, called.form);
        let Some(found) = found.filter(|p| called.command(p) == command) else {
            let said = crate::text::one_line(&command.to_string_lossy());
            checks.push(Check::bad(
                format!("the {what} is set up otherwise than this version does: {said}"),
                enable,
            ));
            continue;
        };
        let name = shown(&found);
        checks.push(match (found.canonicalize(), program.canonicalize()) {
            (Ok(there), Ok(this)) if there == this => Check::ok(format!("the {what} runs {name}")),
            (Ok(_), Ok(this)) => Check::bad(
                format!(
                    "the {what} runs {name}, this is another program: {}",
                    shown(&this)
                ),
                enable,
            ),
            _ => Check::bad(
                format!("the {what} runs {name}, which is not there"),
                enable,
            ),
        });
    }
    let (key, value) = RECURSIVE;
    let is_set = git.config(scope, key)?.is_some_and(|v| v == value);
    if !is_set && checks.iter().all(|check| check.ok) {
        checks.push(Check::bad(format!("{key} is not {value}"), enable));
    }
    Ok(checks)
}

pub(super) fn shown(path: &Path) -> String {
    crate::text::one_line(&path.display().to_string())
}

/// Whether any driver is set up in a scope.
pub(super) fn is_set_up(git: &Git, scope: &[&str]) -> Result<bool, GitError> {
    for called in &CALLED {
        if git.config(scope, called.key)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Which files attributes name the driver for, wherever they stand.
pub(super) struct Naming {
    /// Whether they do so for any, or for one as it is usually called.
    pub any: bool,
    /// Those for which they don't.
    pub without: Vec<OsString>,
}

/// Asks git for the attributes of files, by paths from its folder.
pub(super) fn naming(git: &Git, files: &[&OsStr]) -> Result<Naming, GitError> {
    const USUAL: &str = "x.cek-02.toml";
    let args = ["check-attr", "-z", "merge", "--", USUAL].map(OsStr::new);
    let output = git.output(&[args.as_slice(), files].concat())?;
    let fields: Vec<&[u8]> = output.stdout.split(|b| *b == 0).collect();
    let mut naming = Naming {
        any: false,
        without: Vec::new(),
    };
    for file in fields.chunks_exact(3) {
        match file {
            [_, _, b"aicaiq"] => naming.any = true,
            [path, ..] if *path != USUAL.as_bytes() => {
                naming.without.push(shell::os(path.to_vec()));
            }
            _ => {}
        }
    }
    Ok(naming)
}
