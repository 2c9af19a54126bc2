//! `aicaiq carry` of a folder of controls.

use super::super::diff::open_earlier;
use super::super::new::folder::questionnaires;
use super::super::{Context, Failure, Outcome, folder, is_folder_out, open_failure, say, styled};
use super::{Args, UNKNOWN, changed, name, older};
use crate::assessment::{Assessment, folder_of};
use crate::compare::{self, Likeness};
use crate::folder::{Control, Folder};
use crate::questionnaire::catalog::{Catalog, Head};
use crate::questionnaire::{Questionnaire, file_name};
use crate::store::{AnswerFile, Own, SHARED_FILE};
use crate::text::{count, one_line};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

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

impl Gathered {
    /// The file of a control in the new folder: that of its new id where it has one.
    fn name_of(&self, control: &Control, id: &str, old: &Folder) -> OsString {
        let own = |control: &Control| control.path.file_name().unwrap_or_default().to_owned();
        let is_free = |name: &OsString| {
            !old.controls().iter().any(|c| own(c) == *name)
                && !self.files.iter().any(|(taken, _)| taken == name)
        };
        let named = file_name(id).map(OsString::from);
        named
            .filter(|name| control.id != id && is_free(name))
            .unwrap_or_else(|| own(control))
    }
}

/// Begins this year's folder with last year's. Nothing is made before all of
/// last year's can be read.
pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let (old, out) = (args.old.as_path(), args.out.as_path());
    is_folder_out(out)?;
    let opened = folder::open(old)?;
    let failed = |error| open_failure(&error, styled(&io::stderr()));
    let new = asked(context, &opened)?;
    let earlier = folder::named_catalog(args.old_questionnaire.as_deref())?;
    let mut shared = Assessment {
        conflicts: BTreeMap::new(),
        ..Assessment::clone(opened.shared())
    };
    if !context.assessor.is_empty() {
        shared.assessor.clone_from(&context.assessor);
    }
    let mut stays = Own::of(&AnswerFile::open_shared(&old.join(SHARED_FILE)).map_err(failed)?);
    let mut gathered = Gathered::default();
    let renumbered = match &new {
        Some(new) => renumbered(args, new, earlier.as_ref(), &opened)?,
        None => BTreeMap::new(),
    };
    for control in opened.controls() {
        let id = one_line(&control.id);
        let (found, q) = match &new {
            Some((catalog, _)) if catalog.head(&control.id).is_none() => {
                match renumbered.get(&control.id) {
                    Some(Likeness::Texts(found)) => {
                        let q = Arc::clone(&found.now);
                        gathered.told.push(format!(
                            "{} has the same texts as {id}: its answers come along as suggestions",
                            one_line(&q.control.id)
                        ));
                        (Some(found), q)
                    }
                    like => {
                        gathered.told.push(format!(
                            "{id} is not asked any more, and is kept in {} only{}",
                            name(old),
                            like.map_or_else(String::new, alike)
                        ));
                        continue;
                    }
                }
            }
            Some((catalog, _)) => (None, folder::load(catalog, &control.id)?.0),
            None => (None, folder::of(&control.path)?.0),
        };
        let own = earlier_of(earlier.as_ref(), &opened, control)?;
        let file = open_earlier(&control.path, &q, own.as_deref())?;
        // What went on under another id is held against what it would have said there.
        let (own, by_now) = match found {
            Some(found) => (
                Some(Arc::clone(&found.was)),
                Some(Arc::clone(&found.was_by_now)),
            ),
            None => (own.clone(), own),
        };
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
        match changed(file.assessment(), &q, by_now.as_deref()) {
            Some(lines) => {
                let lines = lines.iter().map(|line| format!("{id}: {line}"));
                gathered.told.extend(lines);
            }
            None => gathered.unknown.push(id),
        }
        let own = carried.assessment.own_beside(&shared);
        let file_name = gathered.name_of(control, &q.control.id, &opened);
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

/// What became of the controls that the new edition has no more: which of those that
/// only it has they are. What keeps its number is no other's.
fn renumbered(
    args: &Args,
    (new, place): &(Catalog, PathBuf),
    named: Option<&Catalog>,
    old: &Folder,
) -> Result<BTreeMap<String, Likeness>, Failure> {
    let went = |id: &str| new.head(id).is_none();
    let mut gone: BTreeMap<String, Arc<Questionnaire>> = BTreeMap::new();
    for control in old.controls().iter().filter(|c| went(&c.id)) {
        if let Some(own) = earlier_of(named, old, control)? {
            gone.entry(control.id.clone()).or_insert(own);
        }
    }
    if gone.is_empty() {
        return Ok(BTreeMap::new());
    }
    let is_all = args.old_questionnaire.as_deref().is_some_and(Path::is_dir);
    // What was written over is the new edition, and says nothing of the earlier one.
    let is_over = old.questionnaires().canonicalize().ok() == place.canonicalize().ok();
    let beside = Some(old.catalog()).filter(|_| !is_all && !is_over);
    let mut before: BTreeSet<&str> = old.controls().iter().map(|c| c.id.as_str()).collect();
    for catalog in named.into_iter().chain(beside) {
        for head in catalog.heads() {
            before.insert(&head.id);
            // Another that went may be the one that came, too.
            if went(&head.id)
                && !gone.contains_key(&head.id)
                && let Ok(q) = catalog.load(&head.id)
            {
                gone.insert(head.id.clone(), q);
            }
        }
    }
    let is_new = |head: &&Head| head.path.is_some() && !before.contains(head.id.as_str());
    let came = new.heads().filter(is_new);
    let came: Vec<_> = came.filter_map(|head| new.load(&head.id).ok()).collect();
    let gone: Vec<_> = gone.into_values().collect();
    Ok(compare::renumbered(&gone, &came))
}

/// What is said of controls that are like one that stays behind.
fn alike(likeness: &Likeness) -> String {
    let (ids, one, several) = match likeness {
        Likeness::Texts(_) => return String::new(),
        Likeness::Several(ids) => (
            ids,
            "has the same texts, which another control had, too",
            "have the same texts",
        ),
        Likeness::Similar(ids) => (ids, "is similar", "are similar"),
    };
    let is = if ids.len() == 1 { one } else { several };
    let shown: Vec<String> = ids.iter().take(3).map(|id| one_line(id)).collect();
    let more = if ids.len() > shown.len() { ", …" } else { "" };
    format!("; {}{more} {is}", shown.join(", "))
}

/// The questionnaire that a control was answered under, where it is at hand.
fn earlier_of(
    named: Option<&Catalog>,
    old: &Folder,
    control: &Control,
) -> Result<Option<Arc<Questionnaire>>, Failure> {
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
