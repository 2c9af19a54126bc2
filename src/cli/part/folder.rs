//! `aicaiq split` and `aicaiq join` of a folder of controls.

use super::{
    Call, JoinArgs, Joining, SplitArgs, disputed, looked_at, made, name, nothing_new, recorded_as,
    tell, tell_evidence, would, written,
};
use crate::assessment::{Assessment, EvidenceId};
use crate::cli::whole::Whole;
use crate::cli::{Context, Failure, Outcome, carry, folder, open_failure, say, show, styled};
use crate::compare::folder::FolderComparison;
use crate::folder::{Folder, QUESTIONNAIRES, is_folder, is_shared_file};
use crate::merge::{sent_records, split};
use crate::questionnaire::Questionnaire;
use crate::store::{AnswerFile, Own, SHARED_FILE};
use crate::text::{count, one_line};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Whether a call is about a folder of controls; of a folder and a file nobody
/// knows what is meant.
pub(super) fn is_meant(file: &Path, part: Option<&Path>) -> Result<bool, Failure> {
    if is_shared_file(file) || part.is_some_and(is_shared_file) {
        return Err(Failure::usage(format!(
            "{SHARED_FILE} is what the controls of a folder share: name the folder, or the file of one of its controls"
        )));
    }
    let one = is_folder(file);
    match part.map(|part| (part, is_folder(part))) {
        Some((part, other)) if one != other => {
            let (folder, file) = if one { (file, part) } else { (part, file) };
            Err(Failure::usage(format!(
                "{} is a folder of controls and {} is none: name two folders, or the files of one control",
                name(folder),
                name(file)
            )))
        }
        _ => Ok(one),
    }
}

/// Splits some roles of all controls off. Nothing is made before all of them
/// have been read.
pub(super) fn split_all(context: &Context, args: &SplitArgs) -> Outcome {
    let out = args.out.as_path();
    super::super::is_folder_out(out)?;
    let is_toml = out.extension().is_some_and(|e| e == "toml");
    if is_toml {
        return Err(Failure::usage(format!(
            "{} is a folder of controls, and so is a part of it: name a folder with --out, not a file",
            name(&args.file)
        )));
    }
    let whole = Whole::open(context, &args.file)?;
    if let Some((path, why)) = whole.broken.first() {
        return Err(Failure::found(format!(
            "{}: {}; nothing was made",
            name(path),
            why.trim_end()
        )));
    }
    let shared = whole.folder.shared();
    let mut assessed = shared.roles.clone();
    for control in &whole.controls {
        let roles = control.file.assessment().roles.iter();
        let new: Vec<_> = roles.filter(|r| !assessed.contains(r)).copied().collect();
        assessed.extend(new);
    }
    let roles = args.roles(&assessed)?;
    let mut head = Assessment {
        roles: roles.clone(),
        // In itself.
        questionnaires: String::new(),
        evidence: BTreeMap::new(),
        conflicts: BTreeMap::new(),
        ..Assessment::clone(shared)
    };
    if !context.assessor.is_empty() {
        head.assessor.clone_from(&context.assessor);
    }
    let failed = |error| open_failure(&error, styled(&io::stderr()));
    let mut stays =
        Own::of(&AnswerFile::open_shared(&args.file.join(SHARED_FILE)).map_err(failed)?);
    let mut parts: Vec<(PathBuf, Assessment)> = Vec::new();
    let mut open = Vec::new();
    let mut left = Vec::new();
    for control in &whole.controls {
        let a = control.file.assessment();
        let id = one_line(&control.questionnaire.control.id);
        let own: Vec<_> = roles
            .iter()
            .filter(|r| a.roles.contains(r))
            .copied()
            .collect();
        if !own.iter().any(|role| control.questionnaire.asks(*role)) {
            left.push(id);
            continue;
        }
        stays = stays.and(Own::of(&control.file));
        let disputed = disputed(a, &own);
        if disputed > 0 {
            open.push(format!("{id}: {}", count(disputed, "conflict")));
        }
        let mut part = split(a, &own);
        if !context.assessor.is_empty() {
            part.assessor.clone_from(&context.assessor);
        }
        for (id, record) in &part.evidence {
            if shared.evidence.get(id) == Some(record) {
                head.evidence.insert(id.clone(), record.clone());
            }
        }
        let file = control.file.path().file_name().unwrap_or_default();
        parts.push((out.join(file), part));
    }
    let mut all = Assessment {
        evidence: head.evidence.clone(),
        ..Assessment::default()
    };
    for (_, part) in &mut parts {
        all.evidence.extend(part.evidence.clone());
        *part = std::mem::take(part).own_beside(&head);
    }
    let asked = made::asked(context, &whole, &roles, &left)?;
    made::make(out, &head, &parts, &asked.texts)?;
    let not_begun = match asked.not_begun {
        0 => String::new(),
        n => format!(", {n} of them not begun"),
    };
    say(&format!(
        "made {}: {}{not_begun}; {}",
        name(out),
        count(parts.len() + asked.not_begun, "control"),
        recorded_as(&head)
    ));
    if !left.is_empty() {
        say(&format!(
            "left out, as nothing in them is for these roles: {}",
            left.join(", ")
        ));
    }
    carry::stays(stays, &args.file);
    tell(
        &format!(
            "undecided of these roles in {}: the part has the present values only",
            name(&args.file)
        ),
        &open,
    );
    if !asked.texts.is_empty() {
        say(&format!(
            "what its controls ask is in it, as {}: {} from {}",
            name(&out.join(QUESTIONNAIRES)),
            count(asked.texts.len(), "questionnaire"),
            name(&asked.from)
        ));
    }
    tell("left out, as what they ask cannot be read", &asked.unread);
    tell_evidence(&all, "the folder");
    Ok(ExitCode::SUCCESS)
}

/// A control that came back.
struct One {
    id: String,
    file: PathBuf,
    part: PathBuf,
    sent: Option<PathBuf>,
    questionnaire: Arc<Questionnaire>,
    is_new: bool,
}

impl One {
    fn call<'a>(&'a self, elsewhere: &'a BTreeSet<EvidenceId>) -> Call<'a> {
        Call {
            file: &self.file,
            part: &self.part,
            sent: self.sent.as_deref(),
            questionnaire: &self.questionnaire,
            elsewhere,
            is_new: self.is_new,
        }
    }
}

/// Joins the controls of a part one by one, after all of them have been looked
/// at.
pub(super) fn join_all(context: &Context, args: &JoinArgs) -> Outcome {
    let whole = folder::open(&args.file)?;
    let came = folder::open(&args.part)?;
    let sent = args.sent.as_deref().map(folder::open).transpose()?;
    let mut all = found(context, &whole, &came, sent.as_ref())?;
    let mut elsewhere = BTreeSet::new();
    let mut used = BTreeSet::new();
    for one in &mut all {
        let part = AnswerFile::open(&one.part, &one.questionnaire).map_err(|error| {
            let failure = open_failure(&error, styled(&io::stderr()));
            of(&one.part, &failure, "nothing was changed")
        })?;
        let part = part.assessment();
        elsewhere.extend(sent_records(part));
        used.extend(part.evidence_used().cloned());
        one.is_new = part.split_digest.is_empty();
    }
    // What splitting has made says so of each control that was begun by then.
    let was_split = all.iter().any(|one| !one.is_new);
    all.iter_mut().for_each(|one| one.is_new &= was_split);
    let mut looked = Vec::new();
    // What the controls before bring into the records that all share.
    let mut register = Assessment::default();
    for one in &all {
        let (file, joining) = looked_at(&one.call(&elsewhere), &register)
            .map_err(|failure| of(&one.file, &failure, "nothing was changed"))?;
        let shared = file
            .shared()
            .filter(|_| joining.before.evidence != joining.after.evidence);
        let reason = file.read_only().or(shared.and_then(AnswerFile::read_only));
        if let Some(reason) = reason.filter(|_| joining.before != joining.after) {
            let failure = Failure::found(format!("the file is read-only: {reason}"));
            return Err(of(&one.file, &failure, "nothing was changed"));
        }
        bring_in(&joining, &mut register);
        looked.push(joining);
    }
    let joined = if args.dry_run {
        looked
    } else {
        write(&all, &elsewhere)?
    };
    let known = |id: &&EvidenceId| used.contains(*id) || elsewhere.contains(*id);
    let unused = came.shared().evidence.iter().filter(|(id, _)| !known(id));
    let unused = unused.map(|(id, record)| format!("{id} {}", one_line(&record.title)));
    tell(
        &format!("evidence that no answer uses, left in {}", name(&args.part)),
        &unused.collect::<Vec<_>>(),
    );
    told(args, &all, &joined)
}

/// The controls that came back, each with its file.
fn found(
    context: &Context,
    whole: &Folder,
    came: &Folder,
    sent: Option<&Folder>,
) -> Result<Vec<One>, Failure> {
    let mut all: Vec<One> = Vec::new();
    for control in came.controls() {
        let id = one_line(&control.id);
        if let Some(first) = all.last().filter(|one| one.id == control.id) {
            let why = crate::folder::answered_by(&first.part, &id);
            let shown = name(&control.path);
            return Err(Failure::usage(format!(
                "{shown}: {why}; nothing was changed"
            )));
        }
        if context.named.is_none() && !whole.knows(&control.id) {
            return Err(Failure::usage(format!(
                "{}: {} has no control {id}: put its questionnaire there first, or take the file out of the part; nothing was changed",
                name(&control.path),
                name(whole.path())
            )));
        }
        let file = whole.place(&control.id).map_err(Failure::usage)?;
        let sent = sent.and_then(|sent| {
            let mut then = sent.controls().iter();
            then.find(|c| c.id == control.id)
        });
        all.push(One {
            id: control.id.clone(),
            questionnaire: match context.named {
                Some(_) => folder::for_file(context, &control.path)?,
                None => {
                    crate::folder::of_control(whole, &control.id)
                        .map_err(|error| Failure::found(error.to_string()))?
                        .0
                }
            },
            file,
            part: control.path.clone(),
            sent: sent.map(|c| c.path.clone()),
            is_new: false,
        });
    }
    Ok(all)
}

/// Takes what a control brings into the register that all share.
fn bring_in(joining: &Joining, register: &mut Assessment) {
    let (before, after) = (&joining.before, &joining.after);
    for (id, record) in &after.evidence {
        if before.evidence.get(id) != Some(record) {
            register.evidence.insert(id.clone(), record.clone());
        }
    }
    for (path, conflict) in &after.conflicts {
        if path.starts_with("evidence.") && before.conflicts.get(path) != Some(conflict) {
            register.conflicts.insert(path.clone(), conflict.clone());
        }
    }
}

/// Writes all; where one cannot be written, says which were.
fn write(all: &[One], elsewhere: &BTreeSet<EvidenceId>) -> Result<Vec<Joining>, Failure> {
    let mut joined = Vec::new();
    for (at, one) in all.iter().enumerate() {
        match written(&one.call(elsewhere)) {
            Ok(joining) => joined.push(joining),
            Err(failure) => {
                let ids = |some: &[One]| -> String {
                    let ids: Vec<String> = some.iter().map(|one| one_line(&one.id)).collect();
                    ids.join(", ")
                };
                let (done, left) = all.split_at(at);
                let what = match done {
                    [] => "nothing was changed".to_owned(),
                    done => format!(
                        "joined before it: {}; not joined: {}; when that is mended, join once more: what is joined stays as it is",
                        ids(done),
                        ids(left)
                    ),
                };
                return Err(of(&one.file, &failure, &what));
            }
        }
    }
    Ok(joined)
}

fn of(file: &Path, failure: &Failure, what: &str) -> Failure {
    let message = failure.message.trim_end();
    Failure {
        // Of several lines, the file is in them.
        message: match message.contains('\n') {
            true => format!("{message}\n{what}"),
            false => format!("{}: {message}; {what}", name(file)),
        },
        code: failure.code,
    }
}

/// Says what was joined of all controls.
fn told(args: &JoinArgs, all: &[One], joined: &[Joining]) -> Outcome {
    let mut compared = FolderComparison::default();
    let (mut items, mut records, mut changed) = (0, 0, 0);
    let mut missing: BTreeSet<String> = BTreeSet::new();
    // What is in conflict of all controls is one conflict.
    let mut choices: BTreeSet<(&str, String)> = BTreeSet::new();
    for (one, joining) in all.iter().zip(joined) {
        for note in joining.notes(&one.part, one.sent.as_deref()) {
            say(&format!("{}: {note}", one_line(&one.id)));
        }
        let comparison = joining.comparison(&one.questionnaire);
        items += comparison.items.len();
        records += comparison.evidence.len();
        changed += usize::from(!comparison.is_empty() || joining.has_new_conflicts());
        missing.extend(joining.missing(&args.file));
        let open: Vec<String> = joining.after.choices().map(str::to_owned).collect();
        for (path, words) in open.iter().zip(joining.merged.in_words(&open)) {
            let is_own = path.starts_with("roles.");
            choices.insert((if is_own { &one.id } else { "" }, words));
        }
        compared.add(comparison);
    }
    if args.dry_run && (!compared.is_empty() || changed == 0) {
        show(&compared.text())?;
    }
    tell(
        "evidence to be put into the folder",
        &missing.into_iter().collect::<Vec<_>>(),
    );
    if joined.iter().all(Joining::is_nothing) {
        say(&nothing_new(args));
    } else {
        say(&format!(
            "{} {} and {} of {} in {}: {} came back",
            would(args.dry_run),
            count(items, "item"),
            count(records, "record"),
            count(changed, "control"),
            name(&args.file),
            count(all.len(), "control")
        ));
    }
    if !choices.is_empty() {
        let typed = crate::folder::typed(&args.file, None);
        let conflicts = count(choices.len(), "conflict");
        say(&format!("{conflicts} to choose from: aicaiq {typed}"));
        for (id, words) in &choices {
            let id = if id.is_empty() { "all controls" } else { id };
            say(&format!("  {}: {words}", one_line(id)));
        }
    }
    Ok(ExitCode::from(u8::from(!choices.is_empty())))
}
