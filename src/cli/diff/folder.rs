//! `aicaiq diff` of folders of controls.

use super::{Args, Format, open_earlier};
use crate::assessment::Assessment;
use crate::cli::past::texts::{self, Texts};
use crate::cli::portfolio::since::Past;
use crate::cli::whole::Whole;
use crate::cli::{
    Context, Failure, Outcome, folder, load_questionnaire, print, report_clock, say, show,
};
use crate::compare::folder::FolderComparison;
use crate::compare::{Sides, compare};
use crate::folder::is_folder;
use crate::questionnaire::{Questionnaire, embedded};
use crate::text::one_line;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

/// Compares two folders, or one with an earlier state from git.
pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    match (args.files.as_slice(), &args.since) {
        ([old, new], None) => {
            for path in [old, new] {
                if !is_folder(path) {
                    return Err(Failure::usage(format!(
                        "{} is no folder of controls (it has no assessment.toml), and a folder is compared with a folder",
                        shown(path)
                    )));
                }
            }
            let texts = Texts::of(context.named.as_deref(), [old.as_path(), new]);
            between(context, args, (old, old, &texts), new)
        }
        ([new], Some(revision)) => {
            let one = std::slice::from_ref(new);
            let past = Past::of(one, one, revision)?;
            let Some(state) = past.state(new)? else {
                return Err(Failure::usage(format!(
                    "{} was not there in revision “{}”: it came later, or had another name then",
                    shown(new),
                    one_line(revision)
                )));
            };
            let was = state.was.as_deref().unwrap_or(new);
            // `assessment.toml` may have named another folder then.
            let named_then = texts::place(&state.path);
            let named_then = named_then.and_then(|place| {
                let inside = place.strip_prefix(&state.path).ok()?;
                Some(was.join(inside))
            });
            let texts = Texts::of(context.named.as_deref(), [new.as_path()]);
            let texts = texts.in_revision(revision, named_then);
            between(context, args, (&state.path, was, &texts), new)
        }
        ([_], None) => Err(Failure::usage(
            "one folder has nothing to be compared with: name the earlier one before it, or an earlier state with --since REV",
        )),
        _ => Err(Failure::usage(
            "--since takes the earlier state from git: name one folder only",
        )),
    }
}

/// Compares what is in one folder with another. `was` is what the earlier one
/// is called, and `texts` where its texts are looked for.
fn between(
    context: &Context,
    args: &Args,
    (old, was, texts): (&Path, &Path, &Texts),
    new: &Path,
) -> Outcome {
    let named = match &args.old_questionnaire {
        Some(path) => Some(load_questionnaire(Some(path))?),
        None => None,
    };
    let earlier = folder::open(old)?;
    let later = Whole::open(context, new)?;
    let mut broken = later.tell_broken();
    let mut all = FolderComparison::default();
    let today = report_clock().today;
    let of =
        |old: &Assessment, new: &Assessment, q: &Questionnaire, own: Option<&Questionnaire>| {
            compare(&Sides {
                old,
                new,
                questionnaire: q,
                old_questionnaire: own,
                today,
            })
        };
    all.share(of(
        earlier.shared(),
        later.folder.shared(),
        embedded(),
        None,
    ));
    let controls = |of: &crate::folder::Folder| -> BTreeSet<String> {
        of.controls().iter().map(|c| c.id.clone()).collect()
    };
    let (had, has) = (controls(&earlier), controls(&later.folder));
    all.gone = had.difference(&has).cloned().collect();
    all.new = has.difference(&had).cloned().collect();
    for control in &later.controls {
        let (q, a) = (&control.questionnaire, control.file.assessment());
        let Some(before) = earlier.controls().iter().find(|c| c.id == q.control.id) else {
            continue;
        };
        let named = named.as_ref().filter(|own| own.control.id == q.control.id);
        let mut found = || {
            let head = crate::store::meant::of_file(&before.path).head()?;
            let head = Some(head).filter(|head| head.digest != q.digest)?;
            let beside = earlier.questionnaire(&q.control.id).ok();
            if let Some(beside) = beside.filter(|text| text.digest == head.digest) {
                return super::own(beside, q);
            }
            let (text, name) = texts.answered(&head)?;
            let text = super::own(text, q)?;
            let control = format!("{} of {}", one_line(&q.control.id), shown(was));
            say(&super::under(&control, &name));
            Some(text)
        };
        let own = named.cloned().or_else(&mut found);
        let own = own.as_deref();
        match open_earlier(&before.path, q, own) {
            Ok(file) => all.add(of(file.assessment(), a, q, own)),
            Err(failure) => {
                broken = true;
                let inside = before.path.strip_prefix(old).unwrap_or(&before.path);
                let first = failure
                    .message
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                say(&format!(
                    "cannot be read, and not compared: {}: {}",
                    shown(&was.join(inside)),
                    one_line(&first)
                ));
            }
        }
    }
    match args.format {
        Format::Text => show(&all.text())?,
        Format::Json => print(&all.json())?,
        Format::Markdown => print(&all.markdown())?,
    }
    let differ = args.exit_code && !all.is_empty();
    Ok(ExitCode::from(u8::from(differ || broken)))
}

fn shown(path: &Path) -> String {
    one_line(&path.display().to_string())
}
