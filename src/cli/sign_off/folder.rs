//! `aicaiq sign-off` of a folder of controls: all that are ready, and the others
//! named.

use super::{Args, change, line};
use crate::assessment::{Assessment, Edit, EditError, Role, SignOff, Stamp};
use crate::cli::edit::saved;
use crate::cli::whole::{Control, Looked, Whole};
use crate::cli::{Context, Failure, Outcome, report_clock, say, show};
use crate::gaps::{self, SOON_DAYS};
use crate::report;
use crate::text::{count, one_line};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// What becomes of a control.
enum Fate<'a> {
    /// It is signed off, or its sign-off is withdrawn; with what there is to be
    /// known of that.
    Changes(&'a Control, Option<String>),
    /// It stays as it is, with why.
    Stays(String, String),
    /// It is not ready, with why.
    NotReady(String, String),
}

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    if args.show_signed {
        return Err(Failure::usage(
            "--show-signed is of one control: name its answer file",
        ));
    }
    let whole = Whole::open(context, &args.file)?;
    match args.role {
        None => list(&whole),
        Some(role) => sign(context, args, &whole, role),
    }
}

/// What the sign-offs of all controls are worth.
fn list(whole: &Whole) -> Outcome {
    let mut looked = Looked::new(whole.folder.path());
    let mut out = String::new();
    let mut doubted = 0;
    for control in &whole.controls {
        let a = control.file.assessment();
        let rules = gaps::Context {
            today: report_clock().today,
            soon_days: SOON_DAYS,
            files: &looked.of(a),
        };
        let report = report::build(&control.questionnaire, a, &rules);
        for role in &report.roles {
            let id = format!("{} ", control.questionnaire.control.id);
            out.push_str(&format!("{}\n", one_line(&line(&id, role))));
            let is_doubted = |s: &report::SignedOff| s.state.is_doubted();
            doubted += usize::from(role.sign_off.as_ref().is_some_and(is_doubted));
        }
    }
    show(&out)?;
    let broken = whole.tell_broken();
    Ok(ExitCode::from(u8::from(doubted > 0 || broken)))
}

fn sign(context: &Context, args: &Args, whole: &Whole, role: Role) -> Outcome {
    let (edit, stamp) = super::asked(context, args, role);
    // All of it is looked at before anything is written.
    let fates = fates(whole, role, &edit, &stamp, args.force)?;
    let mut out = String::new();
    let mut waits = 0;
    let mut stays = 0;
    let mut notes = Vec::new();
    let mut changes: Vec<&Control> = Vec::new();
    for fate in &fates {
        match fate {
            Fate::Changes(control, note) => {
                changes.push(control);
                notes.extend(note);
                let word = if args.withdraw {
                    "withdrawn"
                } else {
                    "signed off"
                };
                let would = if args.dry_run { "would be " } else { "" };
                let id = &control.questionnaire.control.id;
                out.push_str(&format!("✓ {}  {role} {would}{word}\n", one_line(id)));
            }
            Fate::Stays(id, why) => {
                stays += 1;
                out.push_str(&format!("· {id}  {why}\n"));
            }
            Fate::NotReady(id, why) => {
                waits += 1;
                out.push_str(&format!("✗ {id}  not ready: {why}\n"));
            }
        }
    }
    if !args.dry_run {
        save(
            context,
            whole.folder.path(),
            &changes,
            role,
            &edit,
            &stamp,
            args.force,
        )?;
    }
    show(&out)?;
    for note in notes {
        say(&format!("note: {note}"));
    }
    let what = match (args.withdraw, args.dry_run) {
        (true, true) => "would be withdrawn; nothing was changed",
        (true, false) => "withdrawn",
        (false, true) => "would be signed off; nothing was changed",
        (false, false) => "signed off",
    };
    let mut rest = match waits {
        0 => String::new(),
        n => format!("; {} not ready", count(n, "control")),
    };
    if stays > 0 && !args.withdraw {
        let them = count(stays, "control");
        rest.push_str(&format!(
            "; {them} signed off already, and --force signs anew"
        ));
    }
    let done = count(changes.len(), "control");
    say(&format!("{role} of {done} {what}{rest}"));
    Ok(ExitCode::from(u8::from(waits > 0)))
}

/// What becomes of each control, by id.
fn fates<'a>(
    whole: &'a Whole,
    role: Role,
    edit: &Edit,
    stamp: &Stamp,
    force: bool,
) -> Result<Vec<Fate<'a>>, Failure> {
    let assessed = |c: &&Control| c.file.assessment().roles.contains(&role);
    if whole.controls.iter().all(|c| !assessed(&c)) && !whole.folder.shared().roles.contains(&role)
    {
        return Err(Failure::usage(EditError::RoleNotAssessed(role).to_string()));
    }
    let withdraws = matches!(edit, Edit::WithdrawSignOff(_));
    let mut looked = Looked::new(whole.folder.path());
    let mut fates: Vec<(String, Fate<'a>)> = Vec::new();
    let concerned = |c: &&Control| assessed(c) && (withdraws || c.questionnaire.asks(role));
    for control in whole.controls.iter().filter(concerned) {
        let id = one_line(&control.questionnaire.control.id);
        let a = control.file.assessment();
        let files = looked.of(a);
        let signed = signed(a, role);
        let already = super::already(&control.questionnaire, a, role, &files).filter(|_| !force);
        let fate = match (withdraws, signed, already) {
            (true, None, _) => Fate::Stays(id.clone(), format!("{role} is not signed off")),
            (true, Some(_), _) => Fate::Changes(control, None),
            (false, _, Some(why)) => Fate::Stays(id.clone(), why),
            (false, ..) => {
                let mut next = a.clone();
                let q = &control.questionnaire;
                match change(&mut next, q, edit, stamp, &files, force) {
                    Ok(()) => {
                        let found = super::signing(q, &next, role, &files);
                        let found = found.filter(|found| !found.is_clean);
                        let note = found.map(|f| format!("{id} {role}: {}", f.line()));
                        Fate::Changes(control, note)
                    }
                    // Of nobody's name and the like, nothing is signed at all.
                    Err(failure) if failure.code == 2 => return Err(failure),
                    Err(failure) => Fate::NotReady(id.clone(), one_line(&failure.message)),
                }
            }
        };
        fates.push((id, fate));
    }
    for (path, why) in &whole.broken {
        let name = one_line(&path.file_name().unwrap_or_default().to_string_lossy());
        let why = format!("it cannot be read: {}", one_line(why));
        fates.push((name.clone(), Fate::NotReady(name, why)));
    }
    if !withdraws && whole.folder.shared().roles.contains(&role) {
        let begun = |id: &str| whole.folder.controls().iter().any(|c| c.id == id);
        let heads = whole.folder.catalog().asked();
        let asks = |id: &str| !whole.folder.questionnaire(id).is_ok_and(|q| !q.asks(role));
        for head in heads.filter(|head| !begun(&head.id) && asks(&head.id)) {
            let id = one_line(&head.id);
            let why = "nobody has begun with it".to_owned();
            fates.push((id.clone(), Fate::NotReady(id, why)));
        }
    }
    if fates.is_empty() && !withdraws {
        return Err(Failure::usage(format!(
            "{role} cannot be signed off: no control here asks anything of {role}"
        )));
    }
    fates.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(fates.into_iter().map(|(_, fate)| fate).collect())
}

fn signed(a: &Assessment, role: Role) -> Option<&SignOff> {
    a.answers.get(&role)?.sign_off.as_ref()
}

/// Saves all, or takes back what was saved where one cannot be.
fn save(
    context: &Context,
    folder: &Path,
    controls: &[&Control],
    role: Role,
    edit: &Edit,
    stamp: &Stamp,
    force: bool,
) -> Result<(), Failure> {
    let mut done: Vec<&Control> = Vec::new();
    let mut looked = Looked::new(folder);
    for control in controls {
        let path = control.file.path();
        let own = of(context, control);
        let files = looked.of(control.file.assessment());
        let result = saved(&own, path, |next| {
            change(next, &control.questionnaire, edit, stamp, &files, force)
        });
        let Err(failure) = result else {
            done.push(control);
            continue;
        };
        let mut left = Vec::new();
        for before in done {
            let was = signed(before.file.assessment(), role).cloned();
            let back = saved(&of(context, before), before.file.path(), |next| {
                next.answers
                    .entry(role)
                    .or_default()
                    .sign_off
                    .clone_from(&was);
                Ok(())
            });
            if back.is_err() {
                left.push(one_line(&before.questionnaire.control.id));
            }
        }
        let shown = one_line(&path.display().to_string());
        let taken = match left.as_slice() {
            [] => "nothing was changed".to_owned(),
            ids => format!("and could not be taken back in {}", ids.join(", ")),
        };
        return Err(Failure {
            message: format!("{shown}: {}; {taken}", failure.message),
            ..failure
        });
    }
    Ok(())
}

fn of(context: &Context, control: &Control) -> Context {
    Context {
        questionnaire: Arc::clone(&control.questionnaire),
        ..context.clone()
    }
}
