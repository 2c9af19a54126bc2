//! What git itself calls: the merge driver and the text of a file for a diff.

use crate::cli::merge::{tell, to_open};
use crate::cli::{Failure, Outcome, print, say};
use crate::git::Git;
use crate::git::driver::{Call, Done, guarded, run};
use crate::merge::sentences;
use crate::text::{one_line, shell_word, visible};
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

/// The words that git passes.
#[derive(Debug, clap::Args)]
pub struct Words {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<OsString>,
}

/// Merges for git. Ends with 0 or 1 only, once there are files to merge: git
/// takes anything above 128 for a reason to give up.
/// `ancestors` for ancestors that are to be one: nobody sees what comes of it,
/// so nothing is said.
pub fn merge(args: &Words, ancestors: bool) -> Outcome {
    // A panic is told of as an error, not as a trace in the middle of a merge.
    std::panic::set_hook(Box::new(|_| {}));
    let mut call = Call::of(&args.words).ok_or_else(|| {
        Failure::found("git calls this for a merge, with three files: aicaiq git enable sets it up")
    })?;
    call.ancestors = ancestors;
    let git = Git::at(Path::new("."));
    call.name_sides(&git);
    let name = one_line(&call.path);
    let word = shell_word(&call.path);
    let done = run(&git, &call);
    let clean = matches!(&done, Done::Fields(merged) if merged.conflicts.is_empty());
    match done {
        _ if ancestors => {}
        Done::Fields(merged) => {
            if !merged.notes.is_empty() || !clean {
                say(&format!("aicaiq: {name}"));
            }
            tell(&merged);
            if !clean {
                let opened = shell_word(&to_open(Path::new(&call.path)).to_string_lossy());
                say(&format!(
                    "next: aicaiq {opened} opens it and asks (without the screen: aicaiq conflicts {word}, aicaiq resolve), then: git add {word}"
                ));
            }
        }
        Done::Lines(why) => say(&format!(
            "aicaiq: {name} is merged line by line, as {}\nnext: mend the file (aicaiq check {word} names what is wrong), then: git add {word}",
            one_line(&why)
        )),
        Done::Nothing(why) => say(&format!(
            "aicaiq: {name} is not merged and is as it was on our side: {}\nnext: git show :3:{word} has theirs; bring both together, then: git add {word}",
            one_line(&why)
        )),
    }
    Ok(ExitCode::from(u8::from(!clean)))
}

/// The largest file that is read for a diff, in bytes: git itself takes what
/// is larger for binary (`core.bigFileThreshold`).
const LARGEST: u64 = 512 * 1024 * 1024;

/// Prints a file for a diff: an answer file as sentences, any other as it is,
/// with control characters made visible.
pub fn textconv(args: &Words) -> Outcome {
    std::panic::set_hook(Box::new(|_| {}));
    let [path] = args.words.as_slice() else {
        return Err(Failure::usage(
            "git calls this for a diff, with one file: aicaiq git enable sets it up",
        ));
    };
    let path = Path::new(path);
    let name = one_line(&path.display().to_string());
    let failed = |e: std::io::Error| Failure::found(format!("{name}: {e}"));
    let file = crate::bounded::open_regular(path).map_err(failed)?;
    let Some(bytes) = crate::bounded::read(&file, LARGEST).map_err(failed)? else {
        return Err(Failure::found(format!(
            "{name} is larger than {} MiB",
            LARGEST >> 20
        )));
    };
    let text = String::from_utf8_lossy(&bytes);
    let small = u64::try_from(bytes.len()).is_ok_and(|n| n <= crate::store::LIMIT);
    let told = if small {
        guarded(|| sentences(&text)).ok().flatten()
    } else {
        None
    };
    print(&told.unwrap_or_else(|| visible(&text).into_owned()))?;
    Ok(ExitCode::SUCCESS)
}
