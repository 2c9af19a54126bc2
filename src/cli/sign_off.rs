//! `aicaiq sign-off`: a person stands for a role's answers.

mod folder;

use super::edit::saved;
use super::free_text::free_text;
use super::{Context, Failure, Outcome, clock, open_file, print, report_clock, say, show, summary};
use crate::assessment::{Assessment, Edit, EditError, Files, Role, SignOffState, Stamp, folder_of};
use crate::gaps::{self, SOON_DAYS};
use crate::questionnaire::Questionnaire;
use crate::report::{self, RoleReport, Signing};
use crate::store::evidence::inspect_all;
use crate::text::one_line;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `sign-off` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq sign-off acme.cek-02.toml                         what each sign-off is worth
  aicaiq sign-off acme.cek-02.toml CSP --as \"sample lead\" --statement \"I stand for these answers\"
  aicaiq sign-off acme.cek-02.toml CSP --withdraw
  aicaiq sign-off acme.cek-02.toml CSP --show-signed       the lines that the digest is of
  aicaiq sign-off acme                                     a folder: what each control's sign-offs are worth
  aicaiq sign-off acme CSP --dry-run                       which of its controls are ready, and why others are not
  aicaiq sign-off acme CSP --as \"sample lead\"            all that are ready, in one go

A role is signed off when all its questions and steps have answers, no evidence file is missing \
or changed, and no reviewer's request for changes is open. The sign-off has a digest of answers, evidence and who signed; a later change makes it \
stale. The review, and what becomes of a corrective action, go on after it and are no part of it: a request for changes leaves it as it is, and is said of it. A digest \
shows that nothing has changed; that a person signed is what the file says, not a signature. \
In a folder of controls those that are ready are signed off and the others named, each with why; one that \
is validly signed stays as it is. Where a file cannot be saved, none is signed. A valid sign-off is replaced with --force alone.

Exit codes: 0 fine, 1 a sign-off is stale or in doubt, or the role is not ready for it (in a folder: in any control), or, of a \
file, is signed off already; 2 a wrong call, or nobody is named who signs.")]
pub struct Args {
    /// The answer file, or a folder of controls
    pub(super) file: PathBuf,
    /// The role; without it, what each sign-off is worth
    #[arg(value_parser = super::role)]
    role: Option<Role>,
    /// What the person states
    #[arg(long, value_name = "TEXT", requires = "role", allow_hyphen_values = true, value_parser = free_text)]
    statement: Option<String>,
    /// Take the sign-off back
    #[arg(long, requires = "role", conflicts_with = "statement")]
    withdraw: bool,
    /// Print the lines that the digest is of, and sign nothing
    #[arg(long, requires = "role", conflicts_with_all = ["statement", "withdraw"])]
    show_signed: bool,
    /// Say what would be signed off or withdrawn, and change nothing
    #[arg(long, requires = "role", conflicts_with = "show_signed")]
    dry_run: bool,
    /// Replace a sign-off that is valid
    #[arg(long, requires = "role", conflicts_with_all = ["withdraw", "show_signed"])]
    force: bool,
}

/// Makes the change of a sign-off, if the role is ready for it.
fn change(
    next: &mut Assessment,
    q: &Questionnaire,
    edit: &Edit,
    stamp: &Stamp,
    files: &Files,
    force: bool,
) -> Result<(), Failure> {
    let before = match edit {
        Edit::SignOff(role, _) if !force => already(q, next, *role, files),
        _ => None,
    };
    let applied = edit.apply(next, q, stamp).map_err(|error| match error {
        EditError::Incomplete { .. }
        | EditError::Disputed { .. }
        | EditError::ChangesPending { .. } => Failure::found(error.to_string()),
        _ => Failure::usage(error.to_string()),
    });
    match (applied, before) {
        // --force would change nothing about that.
        (Err(failure), _) => return Err(failure),
        (Ok(_), Some(why)) => {
            return Err(Failure::found(format!(
                "{why}: nothing was changed; --force signs it anew"
            )));
        }
        (Ok(_), None) => {}
    }
    if let Edit::SignOff(role, _) = edit
        && next
            .sign_off_state(*role, q, files)
            .is_none_or(SignOffState::is_stale)
    {
        return Err(Failure::found(format!(
            "{role} cannot be signed off: an evidence file is missing or changed; aicaiq evidence verify FILE shows which"
        )));
    }
    Ok(())
}

/// That a role is signed off and the sign-off is still worth something, in
/// words; none where it may be signed.
fn already(q: &Questionnaire, a: &Assessment, role: Role, files: &Files) -> Option<String> {
    let signed = a.answers.get(&role)?.sign_off.as_ref()?;
    let state = a.sign_off_state(role, q, files)?;
    let by = match signed.by.trim() {
        "" => "someone unnamed",
        by => by,
    };
    let but = match a.changes_requested(role).join(", ") {
        steps if steps.is_empty() => steps,
        steps => format!(", but changes are requested of {steps} since"),
    };
    (!state.is_stale()).then(|| format!("{role} is signed off by {} already{but}", one_line(by)))
}

/// What a sign-off stands for, as the screen says before it is given.
fn signing(q: &Questionnaire, a: &Assessment, role: Role, files: &Files) -> Option<Signing> {
    let by = &a.answers.get(&role)?.sign_off.as_ref()?.by;
    let rules = gaps::Context {
        today: report_clock().today,
        soon_days: SOON_DAYS,
        files,
    };
    let gaps = gaps::find(q, a, &rules);
    Some(Signing::of(q, a, &gaps, role, by))
}

/// What is to be done to a role, and by whom.
fn asked(context: &Context, args: &Args, role: Role) -> (Edit, Stamp) {
    let stamp = Stamp {
        now: clock().now,
        by: context.assessor.clone(),
    };
    let edit = if args.withdraw {
        Edit::WithdrawSignOff(role)
    } else {
        Edit::SignOff(role, args.statement.clone().unwrap_or_default())
    };
    (edit, stamp)
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    if crate::folder::is_folder(&args.file) {
        return folder::run(context, args);
    }
    let Some(role) = args.role else {
        return list(context, &args.file);
    };
    if args.show_signed {
        let file = open_file(&args.file, context)?;
        let mut text = file.assessment().role_statement(role).join("\n");
        text.push('\n');
        print(&crate::text::visible(&text))?;
        return Ok(ExitCode::SUCCESS);
    }
    let (edit, stamp) = asked(context, args, role);
    let sign = |next: &mut Assessment| {
        let files = inspect_all(folder_of(&args.file), next);
        change(
            next,
            &context.questionnaire,
            &edit,
            &stamp,
            &files,
            args.force,
        )
    };
    let tell = |next: &Assessment, files: &Files| {
        let found = signing(&context.questionnaire, next, role, files);
        if let Some(found) = found {
            say(&format!("note: {role}: {}", found.line()));
        }
    };
    // Nobody replaces another one's signature without hearing of it.
    let replaced = |before: &Assessment| {
        let signed = before.answers.get(&role).and_then(|a| a.sign_off.as_ref());
        let signed = signed.filter(|_| !args.withdraw)?;
        let files = inspect_all(folder_of(&args.file), before);
        let state = before.sign_off_state(role, &context.questionnaire, &files)?;
        let by = match signed.by.trim() {
            "" => "someone unnamed".to_owned(),
            by => one_line(by),
        };
        let stale = if state.is_stale() {
            ", which is stale"
        } else {
            ""
        };
        Some(format!("in place of the sign-off by {by}{stale}"))
    };
    if args.dry_run {
        let mut next = open_file(&args.file, context)?.assessment().clone();
        let replaced = replaced(&next);
        sign(&mut next)?;
        tell(&next, &inspect_all(folder_of(&args.file), &next));
        let what = if args.withdraw {
            "withdrawn"
        } else {
            "signed off"
        };
        let replaced = replaced.map_or(String::new(), |r| format!(" {r}"));
        say(&format!(
            "{role} would be {what}{replaced}; nothing was changed"
        ));
        return Ok(ExitCode::SUCCESS);
    }
    let (next, replaced) = saved(context, &args.file, |next| {
        let replaced = replaced(next);
        sign(next)?;
        Ok(replaced)
    })?;
    if let Some(replaced) = replaced {
        say(&format!("note: {role} is signed {replaced}"));
    }
    let files = inspect_all(folder_of(&args.file), &next);
    tell(&next, &files);
    if next.sign_off_state(role, &context.questionnaire, &files) == Some(SignOffState::Unchecked) {
        say(
            "note: some evidence of this role has no digest or is outside the folder: nobody will notice when it changes",
        );
    }
    let signed = next.answers.get(&role).and_then(|a| a.sign_off.as_ref());
    match signed {
        Some(signed) => say(&format!(
            "{role} signed off by {}: {}",
            one_line(&signed.by),
            signed.digest
        )),
        None => say(&format!("{role} is not signed off")),
    }
    Ok(ExitCode::SUCCESS)
}

fn list(context: &Context, path: &Path) -> Outcome {
    let file = open_file(path, context)?;
    let report = summary::build(context, &file);
    let mut out = String::new();
    for role in &report.roles {
        out.push_str(&one_line(&line("", role)));
        out.push('\n');
    }
    for role in &report.not_asked {
        let id = &context.questionnaire.control.id;
        out.push_str(&format!("· {role:<4} {id} asks nothing of it\n"));
    }
    show(&out)?;
    let doubted = |r: &RoleReport| r.sign_off.as_ref().is_some_and(|s| s.state.is_doubted());
    let any = report.roles.iter().any(doubted);
    Ok(ExitCode::from(u8::from(any)))
}

/// How a role's sign-off stands, of a control of a folder with its id.
fn line(control: &str, role: &RoleReport) -> String {
    let id = format!("{control}{:<4}", role.role);
    let reviewed = report::reviewed(role);
    match &role.sign_off {
        Some(signed) => {
            let mark = match signed.state {
                SignOffState::Valid => "✓",
                SignOffState::Unchecked | SignOffState::AskedUnknown => "?",
                state if state.is_requested() => "!",
                _ => "✗",
            };
            format!(
                "{mark} {id} {reviewed} steps reviewed; signed off by {}: {}{}",
                report::signed_by(role),
                signed.state.as_str(),
                signed
                    .since
                    .as_ref()
                    .map_or(String::new(), |what| format!(" ({what})"))
            )
        }
        None => format!("· {id} {reviewed} steps reviewed; not signed off"),
    }
}
