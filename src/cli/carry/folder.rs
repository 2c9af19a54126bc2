//! `aicaiq carry` of a folder of controls.

use super::super::new::folder::questionnaires;
use super::super::{Context, Failure, Outcome, folder, open_failure, say, styled};
use super::name;
use crate::assessment::Assessment;
use crate::compare;
use crate::store::{AnswerFile, Own, SHARED_FILE};
use crate::text::count;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// Begins this year's folder with last year's. Nothing is made before all of
/// last year's can be read.
pub(super) fn run(context: &Context, old: &Path, out: &Path) -> Outcome {
    let opened = folder::open(old)?;
    let failed = |error| open_failure(&error, styled(&io::stderr()));
    let mut shared = Assessment {
        conflicts: std::collections::BTreeMap::new(),
        ..Assessment::clone(opened.shared())
    };
    if !context.assessor.is_empty() {
        shared.assessor.clone_from(&context.assessor);
    }
    let mut suggested = 0;
    let mut stays = Own::of(&AnswerFile::open_shared(&old.join(SHARED_FILE)).map_err(failed)?);
    let mut controls = Vec::new();
    for control in opened.controls() {
        let q = folder::for_file(context, &control.path)?;
        let file = AnswerFile::open(&control.path, &q).map_err(failed)?;
        stays = stays.and(Own::of(&file));
        let mut carried = compare::carry(file.assessment(), &q);
        suggested += carried.suggested;
        if !context.assessor.is_empty() {
            carried.assessment.assessor.clone_from(&context.assessor);
        }
        for (role, item) in &carried.dropped {
            say(&format!(
                "{}: {role}.{} is not asked any more, and is kept in {} only",
                crate::text::one_line(&control.id),
                crate::text::one_line(item.as_str()),
                name(old)
            ));
        }
        let file_name = control.path.file_name().unwrap_or_default().to_owned();
        controls.push((file_name, own_of(carried.assessment, &shared)));
    }
    match std::fs::create_dir(out) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
            return Err(Failure::found(format!("cannot make {}: {e}", name(out))));
        }
        _ => {}
    }
    let asked = opened.questionnaires();
    if asked.is_dir() {
        shared.questionnaires = questionnaires(out, &asked)?;
    }
    AnswerFile::create(&out.join(SHARED_FILE), &shared)?;
    for (file, own) in &controls {
        AnswerFile::create(&out.join(file), own)?;
    }
    say(&format!(
        "made {}: {}, {} to confirm, one by one",
        name(out),
        count(controls.len(), "control"),
        count(suggested, "suggestion")
    ));
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

/// What a control does not inherit.
fn own_of(mut whole: Assessment, shared: &Assessment) -> Assessment {
    for (own, shared) in [
        (&mut whole.subject, &shared.subject),
        (&mut whole.assessor, &shared.assessor),
    ] {
        if own == shared {
            own.clear();
        }
    }
    if whole.roles == shared.roles {
        whole.roles.clear();
    }
    if whole.layers == shared.layers {
        whole.layers.clear();
    }
    whole
        .people
        .retain(|name, p| shared.people.get(name) != Some(p));
    whole
        .evidence
        .retain(|id, record| shared.evidence.get(id) != Some(record));
    whole
}
