//! `aicaiq sign-off`: a person stands for a role's answers.

use super::edit::saved;
use super::{Context, Failure, Outcome, clock, open_file, print, say, summary};
use crate::assessment::{Edit, EditError, Role, SignOffState, Stamp, folder_of};
use crate::report::{self, RoleReport};
use crate::store::evidence::inspect_all;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `sign-off` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq sign-off acme.cek-02.toml                         what each sign-off is worth
  aicaiq sign-off acme.cek-02.toml CSP --as \"sample lead\" --statement \"I stand for these answers\"
  aicaiq sign-off acme.cek-02.toml CSP --withdraw
  aicaiq sign-off acme.cek-02.toml CSP --show-signed       the lines that the digest is of

A role is signed off when all its questions and steps have answers and no evidence file is missing
or changed. The sign-off has a digest of the answers and evidence; a later change makes it stale.
The review, and what becomes of a corrective action, go on after it and are no part of it. A digest
shows that nothing has changed; that a person signed is what the file says, not a signature.

Exit codes: 0 fine, 1 a sign-off is stale or the role is not ready for it, 2 a wrong call.")]
pub struct Args {
    /// The answer file
    pub(super) file: PathBuf,
    /// The role; without it, what each sign-off is worth
    #[arg(value_parser = super::role)]
    role: Option<Role>,
    /// What the person states
    #[arg(long, value_name = "TEXT", requires = "role")]
    statement: Option<String>,
    /// Take the sign-off back
    #[arg(long, requires = "role", conflicts_with = "statement")]
    withdraw: bool,
    /// Print the lines that the digest is of, and sign nothing
    #[arg(long, requires = "role", conflicts_with_all = ["statement", "withdraw"])]
    show_signed: bool,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
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
    let stamp = Stamp {
        now: clock().now,
        by: context.assessor.clone(),
    };
    let edit = if args.withdraw {
        Edit::WithdrawSignOff(role)
    } else {
        Edit::SignOff(role, args.statement.clone().unwrap_or_default())
    };
    let (next, ()) = saved(context, &args.file, |next| {
        edit.apply(next, &context.questionnaire, &stamp)
            .map_err(|error| match error {
                EditError::Incomplete { .. }
                | EditError::Disputed { .. }
                | EditError::ChangesPending { .. } => Failure::found(error.to_string()),
                _ => Failure::usage(error.to_string()),
            })?;
        let files = inspect_all(folder_of(&args.file), next);
        if !args.withdraw
            && next
                .sign_off_state(role, &files)
                .is_none_or(SignOffState::is_stale)
        {
            return Err(Failure::found(format!(
                "{role} cannot be signed off: an evidence file is missing or changed; aicaiq evidence verify FILE shows which"
            )));
        }
        Ok(())
    })?;
    let files = inspect_all(folder_of(&args.file), &next);
    if next.sign_off_state(role, &files) == Some(SignOffState::Unchecked) {
        say(
            "note: some evidence of this role has no digest or is outside the folder: nobody will notice when it changes",
        );
    }
    let signed = next.answers.get(&role).and_then(|a| a.sign_off.as_ref());
    match signed {
        Some(signed) => say(&format!(
            "{role} signed off by {}: {}",
            crate::text::one_line(&signed.by),
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
        out.push_str(&crate::text::one_line(&line(role)));
        out.push('\n');
    }
    print(&out)?;
    let stale = |r: &&RoleReport| r.sign_off.as_ref().is_some_and(|s| s.state.is_stale());
    let any = report.roles.iter().any(|r| stale(&r));
    Ok(ExitCode::from(u8::from(any)))
}

fn line(role: &RoleReport) -> String {
    let id = role.role;
    let reviewed = report::reviewed(role);
    match &role.sign_off {
        Some(signed) => {
            let mark = match signed.state {
                SignOffState::Valid => "✓",
                SignOffState::Unchecked => "?",
                _ => "✗",
            };
            format!(
                "{mark} {id:<4} {reviewed} steps reviewed; signed off by {}: {}",
                report::signed_by(role),
                signed.state.as_str()
            )
        }
        None => format!("· {id:<4} {reviewed} steps reviewed; not signed off"),
    }
}
