//! `aicaiq diff`: what changed between two states of an assessment.

mod folder;

use super::folder::{earlier, for_file};
use super::past::Tracked;
use super::past::texts::Texts;
use super::{
    Context, Failure, Outcome, load_questionnaire, print, report_clock, say, show, styled,
};
use crate::assessment::Assessment;
use crate::compare::{self, Sides, compare, widened, with_later};
use crate::folder::control_of;
use crate::portfolio::find::lacks_shared_file;
use crate::questionnaire::Questionnaire;
use crate::store::meant;
use crate::store::{AnswerFile, OpenError, parse, render_problems};
use crate::text::{count, one_line, shell_word};
use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What `diff` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq diff acme-2025.cek-02.toml acme-2026.cek-02.toml
  aicaiq diff --since v2025 acme.cek-02.toml            an earlier state from git
  aicaiq diff old.toml new.toml --format markdown > changes.md
  aicaiq diff --since HEAD acme.cek-02.toml --exit-code
  aicaiq diff acme-2025 acme-2026                       folders: each control, what they share, what came and went
  aicaiq diff --since v2025 acme

Outcomes are ordered: satisfied, partially-satisfied, not-satisfied. Gaps of both are those of
today, so that time alone makes no new one; evidence files are not read (`evidence verify` does).
Each file is read with its own questionnaire. Where the two were answered under different texts, the
earlier text is that of the revision, or one that lies beside either file, or it is named with
--old-questionnaire: steps whose text changed are shown, and those that have another number now are
compared with what they were. An answer that nobody has given again since is one to the earlier text.

Exit codes: 0 compared, 1 a file has errors, or they differ and --exit-code is given, 2 a wrong call.")]
pub struct Args {
    /// The earlier file or folder of controls, then the later one; with --since the later one alone
    #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Compare with what the file was in this revision of its git repository
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The questionnaire that the earlier state answers, where it is another
    #[arg(long, value_name = "FILE")]
    old_questionnaire: Option<PathBuf>,
    /// End with 1 where they differ
    #[arg(long)]
    exit_code: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object: counts, items, evidence, gaps
    Json,
    /// A document
    Markdown,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    for path in &args.files {
        of_one(path, args)?;
    }
    if args.files.iter().any(|path| crate::folder::is_folder(path)) {
        return folder::run(context, args);
    }
    let (then, new_path) = match (args.files.as_slice(), &args.since) {
        ([file], Some(revision)) => {
            let bytes = Tracked::of(file)?.at(revision)?;
            let bytes = match std::str::from_utf8(&bytes) {
                Ok(text) => crate::cli::folder::whole_then(file, text, revision).into_bytes(),
                Err(_) => bytes,
            };
            (Then::Revision(revision, bytes), file)
        }
        ([old, new], None) => {
            same_control(control_of(old).as_deref(), control_of(new).as_deref())?;
            (Then::File(old), new)
        }
        ([_], None) => {
            return Err(Failure::usage(
                "one file has nothing to be compared with: name the earlier one before it, or an earlier state with --since REV",
            ));
        }
        _ => {
            return Err(Failure::usage(
                "--since takes the earlier state from git: name one file only",
            ));
        }
    };
    let q = later(context, new_path)?;
    let q = q.as_ref();
    let old_q = match &args.old_questionnaire {
        Some(path) => Some(load_questionnaire(Some(path))?),
        None => {
            let files = args.files.iter().map(PathBuf::as_path);
            then.text(q, Texts::of(context.named.as_deref(), files))?
        }
    };
    let old = match then {
        Then::Revision(revision, bytes) => {
            let name = format!("{} in {}", new_path.display(), revision);
            read(&name, &bytes, q, old_q.as_deref())?
        }
        Then::File(old) => open_earlier(old, q, old_q.as_deref())?.assessment().clone(),
    };
    let new = AnswerFile::open(new_path, q)
        .map_err(|error| super::open_failure(&error, styled(&io::stderr())))?;
    let new = new.assessment();
    same_control(Some(&old.questionnaire), Some(&new.questionnaire))?;
    if old.subject != new.subject {
        say(&format!(
            "note: the subjects differ: {} then, {} now",
            one_line(&old.subject),
            one_line(&new.subject)
        ));
    }
    let comparison = compare(&Sides {
        old: &old,
        new,
        questionnaire: q,
        old_questionnaire: old_q.as_deref(),
        today: report_clock().today,
    });
    match args.format {
        Format::Text => show(&compare::text::render(&comparison))?,
        Format::Json => print(&compare::json::render(&comparison))?,
        Format::Markdown => print(&compare::markdown::render(&comparison))?,
    }
    let differ = args.exit_code && !comparison.is_empty();
    Ok(ExitCode::from(u8::from(differ)))
}

/// Refuses a folder that is no assessment: what became of several providers is
/// what `summary` tells.
fn of_one(path: &Path, args: &Args) -> Result<(), Failure> {
    if !path.is_dir() || crate::folder::is_folder(path) {
        return Ok(());
    }
    let name = shown(path);
    let inside = crate::portfolio::find::inside(path).map(|found| found.providers);
    let inside = inside.unwrap_or_default();
    let Some(first) = inside.first().filter(|_| !lacks_shared_file(path)) else {
        return Err(Failure::usage(format!(
            "{name} is a folder without an assessment.toml: name an answer file, or a folder that has one"
        )));
    };
    let typed = |path: &Path| crate::folder::typed(path, None);
    let (all, one) = match (&args.since, args.files.as_slice()) {
        (Some(revision), _) => {
            let since = format!("--since {}", shell_word(revision));
            let all = format!("aicaiq summary {} {since}", typed(path));
            (all, format!("aicaiq diff {since} {}", typed(first)))
        }
        (None, [old, new]) => {
            let all = format!("aicaiq summary {} --previous {}", typed(new), typed(old));
            (all, "the same of one in each of the two".to_owned())
        }
        _ => (
            format!("aicaiq summary {} --since REV", typed(path)),
            format!("aicaiq diff --since REV {}", typed(first)),
        ),
    };
    Err(Failure::usage(format!(
        "{name} has {} in it, and diff compares one: {one}; what became of all of them: {all}",
        count(inside.len(), "assessment"),
    )))
}

/// The earlier state.
enum Then<'a> {
    /// In a file.
    File(&'a Path),
    /// In a revision, with its bytes.
    Revision(&'a str, Vec<u8>),
}

impl Then<'_> {
    /// What it answers, where that is another text than the later one's and at hand;
    /// says which one it is unless it is simply the one beside the file.
    fn text(&self, q: &Questionnaire, texts: Texts) -> Result<Option<Arc<Questionnaire>>, Failure> {
        let (what, head, texts) = match self {
            Self::File(old) => {
                if let Some(beside) = earlier(None, old)? {
                    return Ok(own(beside, q));
                }
                (shown(old), meant::of_file(old).head(), texts)
            }
            Self::Revision(revision, bytes) => {
                let what = format!("revision {}", one_line(revision));
                let texts = texts.in_revision(revision, None);
                (what, meant::of_bytes(bytes).head(), texts)
            }
        };
        let head = head.filter(|head| head.digest != q.digest);
        let found = head.and_then(|head| texts.answered(&head));
        let Some((text, name)) = found else {
            return Ok(None);
        };
        let text = own(text, q);
        if text.is_some() {
            say(&under(&what, &name));
        }
        Ok(text)
    }
}

/// The questionnaire of the later file: the one that it was answered under, where
/// several for its control lie beside it.
fn later(context: &Context, file: &Path) -> Result<Arc<Questionnaire>, Failure> {
    let q = for_file(context, file)?;
    if context.named.is_some() {
        return Ok(q);
    }
    let head = meant::of_file(file).head().filter(|h| h.digest != q.digest);
    let found = head.and_then(|head| Texts::of(None, [file]).beside(&head));
    Ok(found.map_or(q, |(found, _)| found))
}

/// What is said of a text that is not simply the one beside the file.
fn under(what: &str, name: &str) -> String {
    format!("note: {what} was answered under {name}, and each step is known by its text there")
}

fn shown(path: &Path) -> String {
    one_line(&path.display().to_string())
}

/// What an earlier state was found to answer, where that is another text of
/// what the later one answers.
pub fn own(found: Arc<Questionnaire>, q: &Questionnaire) -> Option<Arc<Questionnaire>> {
    (found.control.id == q.control.id && found.digest != q.digest).then_some(found)
}

/// Opens an answer file to the questionnaire that it answers, or, where that
/// is not at hand, to a later one with the items added that it has beyond it.
pub fn open_earlier(
    path: &Path,
    q: &Questionnaire,
    own: Option<&Questionnaire>,
) -> Result<AnswerFile, Failure> {
    let result = match AnswerFile::open(path, own.unwrap_or(q)) {
        Err(OpenError::Invalid { text, .. }) => {
            let wide = own.map_or(Cow::Borrowed(q), |own| with_later(own, q, &text));
            AnswerFile::open(path, &widened(&wide, &text))
        }
        result => result,
    };
    result.map_err(|error| super::open_failure(&error, styled(&io::stderr())))
}

/// Whether both are about one control.
fn same_control(old: Option<&str>, new: Option<&str>) -> Result<(), Failure> {
    match (old, new) {
        (Some(old), Some(new)) if old != new => Err(Failure::usage(format!(
            "they answer different controls, {} and {}: nothing of them can be compared",
            one_line(old),
            one_line(new)
        ))),
        _ => Ok(()),
    }
}

/// Reads the bytes of an answer file that lies nowhere.
fn read(
    name: &str,
    bytes: &[u8],
    q: &Questionnaire,
    own: Option<&Questionnaire>,
) -> Result<Assessment, Failure> {
    let name = one_line(name);
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Failure::found(format!("{name} is not UTF-8 text")))?;
    let parsed = match own {
        Some(own) => parse(text, &with_later(own, q, text)),
        None => parse(text, &widened(q, text)),
    };
    if parsed.has_errors() {
        let style = styled(&io::stderr());
        return Err(Failure::found(render_problems(
            &name,
            text,
            &parsed.problems,
            style,
        )));
    }
    Ok(parsed.assessment)
}
