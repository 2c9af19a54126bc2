//! `aicaiq carry`: this year's assessment, begun with last year's.

mod folder;

use super::diff::open_earlier;
use super::folder::earlier;
use super::past::texts::Texts;
use super::{Context, Failure, Outcome, is_stdout, make_file, new_file, say};
use crate::assessment::{Assessment, Place, Role, folder_of};
use crate::compare::{self, Carried, text_change, word_diff};
use crate::questionnaire::{ItemId, Questionnaire};
use crate::store::{Own, meant};
use crate::text::{count, one_line};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `carry` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq carry acme-2025.cek-02.toml --out acme-2026.cek-02.toml
  aicaiq carry old.toml --out new.toml --old-questionnaire cek-02-2025.toml
  aicaiq carry acme-2025 --out acme-2026                    a folder of controls
  aicaiq carry acme-2025 --out acme-2026 --questionnaire aicm-1.1   asked from now on by those of that folder
  aicaiq carry old.toml --out new.toml --assessor \"sample assessor\"

Notes, justifications, implementation, methods, ownership, open corrective actions and all of the
evidence come along, with their dates: stale evidence shows as stale. Outcomes and answers come as
suggestions only, one for each item: it counts as open until somebody answers it; a step that has
another number now, or a folder's control that has only another id, takes them along where the
earlier text is at hand. Grades, samples, reviews, sign-offs, finished actions and who assessed stay in the old file, which is not changed.")]
pub struct Args {
    /// Last year's answer file, or folder of controls
    pub(super) old: PathBuf,
    /// The file to make, of a folder the folder; one that exists is left alone; - is standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The questionnaire that the old file answers, or a folder of them, where it is not found beside it: shows what the steps say now
    #[arg(long, value_name = "FILE")]
    old_questionnaire: Option<PathBuf>,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    if crate::folder::is_folder(&args.old) {
        return folder::run(context, args);
    }
    let q = &context.questionnaire;
    let elsewhere = || {
        let head = meant::of_file(&args.old).head()?;
        let texts = Texts::of(context.named.as_deref(), [args.old.as_path()]);
        texts.answered(&head).map(|(text, _)| text)
    };
    let own = earlier(args.old_questionnaire.as_deref(), &args.old)?.or_else(elsewhere);
    let file = open_earlier(&args.old, q, own.as_deref())?;
    let old = file.assessment();
    if old.questionnaire != q.control.id {
        return Err(Failure::usage(format!(
            "{} answers {}, and {} is loaded: name its control's text with --questionnaire FILE",
            name(&args.old),
            one_line(&old.questionnaire),
            q.control.id
        )));
    }
    let own = own.filter(|_| old.questionnaire_digest != q.digest);
    let mut carried = compare::carry(old, q, own.as_deref());
    if !context.assessor.is_empty() {
        carried.assessment.assessor.clone_from(&context.assessor);
    }
    make_file(&args.out, &carried.assessment)?;
    let to_answer = match is_stdout(&args.out) {
        true => String::new(),
        false => format!("; to answer: aicaiq {}", context.typed(&args.out)),
    };
    say(&format!(
        "made {}: {} to confirm, one by one{to_answer}",
        new_file(&args.out),
        count(carried.suggested, "suggestion"),
    ));
    tell(args, old, &carried, q, own.as_deref());
    stays(Own::of(&file), &args.old);
    Ok(ExitCode::SUCCESS)
}

/// Says what needs a look.
fn tell(
    args: &Args,
    old: &Assessment,
    carried: &Carried,
    q: &Questionnaire,
    own: Option<&Questionnaire>,
) {
    if !carried.dropped.is_empty() {
        let items = carried.dropped.iter().map(|(role, item)| {
            let item = one_line(item.as_str());
            format!("{role}.{item}")
        });
        let items: Vec<String> = items.collect();
        say(&format!(
            "not asked any more, kept in {} only: {}",
            name(&args.old),
            items.join(", ")
        ));
    }
    if let Some(older) = older(carried, &name(&args.old)) {
        say(&older);
    }
    let changed = changed(old, q, own);
    for line in changed.iter().flatten() {
        say(line);
    }
    if changed.is_none() {
        say(&format!("the questionnaire's text {UNKNOWN}"));
    }
    if !old.conflicts.is_empty() {
        say(&format!(
            "{} has {}: what its fields say now was carried",
            name(&args.old),
            count(old.choices().count(), "unresolved conflict")
        ));
    }
    let folder = |path: &Path| folder_of(path).canonicalize().ok();
    let files = old.evidence.values().filter(|e| e.place() == Place::Inside);
    let files = files.count();
    // Where standard output goes, nobody knows.
    if files > 0 && (is_stdout(&args.out) || folder(&args.old) != folder(&args.out)) {
        say(&format!(
            "{} of evidence: paths start from the answer file's folder, so copy them beside {}",
            count(files, "file"),
            new_file(&args.out)
        ));
    }
}

/// What is said of answers that others have taken the place of.
fn older(carried: &Carried, old: &str) -> Option<String> {
    let item = |(role, item): &(Role, ItemId)| format!("{role}.{}", one_line(item.as_str()));
    let items: Vec<String> = carried.older.iter().map(item).collect();
    (!items.is_empty()).then(|| {
        format!(
            "answered anew under another number since, the older answer kept in {old} only: {}",
            items.join(", ")
        )
    })
}

/// What is said where the earlier text is not at hand.
const UNKNOWN: &str = "has changed since: check that the texts still fit its steps; --old-questionnaire FILE shows where";

/// What is asked otherwise than it was answered; none where nobody can tell.
fn changed(
    old: &Assessment,
    q: &Questionnaire,
    own: Option<&Questionnaire>,
) -> Option<Vec<String>> {
    let Some(own) = own else {
        let same = old.questionnaire_digest.is_empty() || old.questionnaire_digest == q.digest;
        return same.then(Vec::new);
    };
    let texts = compare::texts(own, q);
    let asked = |role| old.roles.contains(&role);
    let texts = texts.iter().filter(|t| t.role.is_none_or(asked));
    let lines = texts.map(|text| {
        let words = word_diff(text);
        let colon = if words.is_empty() { "" } else { ": " };
        format!("{}{colon}{words}", text_change(text))
    });
    Some(lines.collect())
}

/// Says what does not come along, as it is of no answer.
pub(super) fn stays(own: Own, old: &Path) {
    if let Some(words) = own.words() {
        say(&format!("kept in {} only: {words}", name(old)));
    }
}

fn name(path: &Path) -> String {
    one_line(&path.display().to_string())
}
