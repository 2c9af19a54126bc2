//! `aicaiq carry` of a folder of controls.

use super::super::diff::open_earlier;
use super::super::new::folder::questionnaires;
use super::super::{Context, Failure, Outcome, folder, open_failure, say, styled};
use super::{Args, UNKNOWN, changed, name, older};
use crate::assessment::{Assessment, folder_of};
use crate::compare;
use crate::folder::Folder;
use crate::questionnaire::catalog::Catalog;
use crate::store::{AnswerFile, Own, SHARED_FILE};
use crate::text::{count, one_line};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What of the old folder's controls goes into the new one.
#[derive(Default)]
struct Gathered {
    /// The new answer files by name.
    files: Vec<(OsString, Assessment)>,
    suggested: usize,
    /// What needs a look.
    told: Vec<String>,
    /// Controls whose text has changed, nobody knows where.
    unknown: Vec<String>,
}

/// Begins this year's folder with last year's. Nothing is made before all of
/// last year's can be read.
pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let (old, out) = (args.old.as_path(), args.out.as_path());
    let opened = folder::open(old)?;
    let failed = |error| open_failure(&error, styled(&io::stderr()));
    let new = asked(context, &opened)?;
    let earlier = folder::named_catalog(args.old_questionnaire.as_deref())?;
    let mut shared = Assessment {
        conflicts: std::collections::BTreeMap::new(),
        ..Assessment::clone(opened.shared())
    };
    if !context.assessor.is_empty() {
        shared.assessor.clone_from(&context.assessor);
    }
    let mut stays = Own::of(&AnswerFile::open_shared(&old.join(SHARED_FILE)).map_err(failed)?);
    let mut gathered = Gathered::default();
    for control in opened.controls() {
        let id = one_line(&control.id);
        let q = match &new {
            Some((catalog, _)) if catalog.head(&control.id).is_none() => {
                gathered.told.push(format!(
                    "{id} is not asked any more, and is kept in {} only",
                    name(old)
                ));
                continue;
            }
            Some((catalog, _)) => folder::load(catalog, &control.id)?.0,
            None => folder::of(&control.path)?.0,
        };
        let own = earlier_of(earlier.as_ref(), &opened, control)?;
        let file = open_earlier(&control.path, &q, own.as_deref())?;
        stays = stays.and(Own::of(&file));
        let mut carried = compare::carry(file.assessment(), &q, own.as_deref());
        gathered.suggested += carried.suggested;
        if !context.assessor.is_empty() {
            carried.assessment.assessor.clone_from(&context.assessor);
        }
        let undecided = file.undecided().len();
        if undecided > 0 {
            gathered.told.push(format!(
                "{id} has {}: what its fields say now was carried",
                count(undecided, "unresolved conflict")
            ));
        }
        for (role, item) in &carried.dropped {
            gathered.told.push(format!(
                "{id}: {role}.{} is not asked any more, and is kept in {} only",
                one_line(item.as_str()),
                name(old)
            ));
        }
        if let Some(older) = older(&carried, &name(old)) {
            gathered.told.push(format!("{id}: {older}"));
        }
        match changed(file.assessment(), &q, own.as_deref()) {
            Some(lines) => {
                let lines = lines.iter().map(|line| format!("{id}: {line}"));
                gathered.told.extend(lines);
            }
            None => gathered.unknown.push(id),
        }
        let file_name = control.path.file_name().unwrap_or_default().to_owned();
        let own = carried.assessment.own_beside(&shared);
        gathered.files.push((file_name, own));
    }
    match std::fs::create_dir(out) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
            return Err(Failure::found(format!("cannot make {}: {e}", name(out))));
        }
        _ => {}
    }
    let asked = new.map_or_else(|| opened.questionnaires(), |(_, place)| place);
    if asked.is_dir() {
        shared.questionnaires = questionnaires(out, &asked)?;
    }
    AnswerFile::create(&out.join(SHARED_FILE), &shared)?;
    for (file, own) in &gathered.files {
        AnswerFile::create(&out.join(file), own)?;
    }
    say(&format!(
        "made {}: {}, {} to confirm, one by one; to answer: aicaiq {}",
        name(out),
        count(gathered.files.len(), "control"),
        count(gathered.suggested, "suggestion"),
        crate::folder::typed(out, None)
    ));
    for line in &gathered.told {
        say(line);
    }
    if !gathered.unknown.is_empty() {
        let of = gathered.unknown.join(", ");
        say(&format!("the questionnaire's text of {of} {UNKNOWN}"));
    }
    super::stays(stays, old);
    let inside = |e: &&crate::assessment::Evidence| e.place() == crate::assessment::Place::Inside;
    let files = shared.evidence.values().filter(inside).count();
    if files > 0 {
        say(&format!(
            "{} of evidence: paths start from the folder, so copy them into {}",
            count(files, "file"),
            name(out)
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// The questionnaires that the call names, and the folder that they are in; none
/// where it names none, and the new folder is asked what the old one was.
fn asked(context: &Context, old: &Folder) -> Result<Option<(Catalog, PathBuf)>, Failure> {
    let Some(named) = context.named.as_deref() else {
        return Ok(None);
    };
    if named.is_dir() {
        let catalog = folder::named_catalog(Some(named))?;
        return Ok(catalog.map(|catalog| (catalog, named.to_owned())));
    }
    // A folder of controls names a folder: in that of the file this one has to be found.
    let place = folder_of(named);
    let catalog = folder::named_catalog(Some(place))?.unwrap_or_default();
    let id = &context.questionnaire.control.id;
    let is_found = catalog.head(id).is_some_and(|head| {
        let same = head.path.as_deref().map(Path::canonicalize);
        matches!((same, named.canonicalize()), (Some(Ok(a)), Ok(b)) if a == b)
    });
    if is_found && old.controls().iter().all(|control| control.id == *id) {
        return Ok(Some((catalog, place.to_owned())));
    }
    Err(Failure::usage(format!(
        "{} is a folder of controls, and {} is the questionnaire of {} alone: name the folder that has them all with --questionnaire DIR",
        name(old.path()),
        name(named),
        one_line(id)
    )))
}

/// The questionnaire that a control was answered under, where it is at hand.
fn earlier_of(
    named: Option<&Catalog>,
    old: &Folder,
    control: &crate::folder::Control,
) -> Result<Option<std::sync::Arc<crate::questionnaire::Questionnaire>>, Failure> {
    // What is built in is in no folder, and only what was answered if it is that text.
    let has = |catalog: &&Catalog| {
        let head = catalog.head(&control.id);
        head.is_some_and(|head| head.path.is_some())
    };
    if let Some(catalog) = named.filter(has) {
        return Ok(Some(folder::load(catalog, &control.id)?.0));
    }
    let digest = crate::store::meant::of_file(&control.path).head();
    let digest = digest.map(|head| head.digest).unwrap_or_default();
    let own = old.questionnaire(&control.id).ok();
    let own = own.filter(|q| q.digest == digest);
    let beside = || old.catalog().answered(&control.id, &digest);
    Ok(own.or_else(|| Some(beside()?.0)))
}
