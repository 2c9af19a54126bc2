//! `aicaiq split` and `aicaiq join`: a role that somebody else answers.

use super::{Context, Failure, Outcome, open_file, report_clock, say, show};
use crate::assessment::{Assessment, FileState, Place, Role, folder_of};
use crate::compare::{self, Sides, compare};
use crate::merge::{Basis, Labels, Merged, join, split};
use crate::store::{AnswerFile, JoinError, Own, SaveError, evidence, parse};
use crate::text::{count, one_line};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How often a join is tried anew on what another program has just written.
const TRIES: usize = 20;

/// What `split` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq split acme.cek-02.toml --role MP --out acme-mp.cek-02.toml
  aicaiq split acme.cek-02.toml --role OSP --role AP --out for-provider.toml --assessor \"sample provider\"

The part is an answer file of its own with the answers of these roles and the evidence that they \
use; the file itself is not changed. Answers given in it are recorded as by its assessor, which \
--assessor names. What has to be sent along is said: evidence, and the questionnaire if it is not \
built in. `aicaiq join` takes it back.")]
pub struct SplitArgs {
    /// The answer file
    pub(super) file: PathBuf,
    /// A role to split off: CSP, MP, OSP, AP, AIC; may be given several times
    #[arg(long, value_name = "ROLE", required = true, value_parser = super::role)]
    role: Vec<Role>,
    /// The file to make; one that exists is left alone
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// What `join` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq join acme.cek-02.toml acme-mp.cek-02.toml
  aicaiq join acme.cek-02.toml acme-mp.cek-02.toml --dry-run      what would change; writes nothing
  aicaiq join acme.cek-02.toml acme-mp.cek-02.toml --sent as-sent.toml

Where the roles in the file are still what was sent out, the part's answers are taken. Where they \
have been changed meanwhile, an item that only one side changed is as that side has it; of one that \
both changed, fields in which the two differ are kept from both, as conflicts to choose from. With the \
part as it was sent (--sent), only fields that both changed are. The file's head, its other roles, and \
who answered and when stay as they are.

Exit codes: 0 joined, 1 joined with conflicts, or a failure, 2 a wrong call.")]
pub struct JoinArgs {
    /// The answer file to take the answers into
    pub(super) file: PathBuf,
    /// The part that came back
    part: PathBuf,
    /// A copy of the part as it was sent out
    #[arg(long, value_name = "FILE")]
    sent: Option<PathBuf>,
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs `split`.
pub fn split_off(context: &Context, args: &SplitArgs) -> Outcome {
    let file = open_file(&args.file, context)?;
    let whole = file.assessment();
    let mut roles: Vec<Role> = Vec::new();
    for role in &args.role {
        if !whole.roles.contains(role) {
            let has: Vec<&str> = whole.roles.iter().map(|r| r.as_str()).collect();
            return Err(Failure::usage(format!(
                "{} does not assess {role}: it has {}",
                name(&args.file),
                has.join(", ")
            )));
        }
        if !roles.contains(role) {
            roles.push(*role);
        }
    }
    let mut part = split(whole, &roles);
    if !context.assessor.is_empty() {
        part.assessor.clone_from(&context.assessor);
    }
    AnswerFile::create(&args.out, &part)?;
    let by = if part.assessor.is_empty() {
        "nobody: name who answers with --assessor".to_owned()
    } else {
        format!("“{}”", one_line(&part.assessor))
    };
    say(&format!(
        "made {}; answers given in it are recorded as by {by}",
        name(&args.out)
    ));
    super::carry::stays(Own::of(&file), &args.file);
    let disputed = |path: &&str| {
        let of = |role: &Role| path.starts_with(&format!("roles.{role}."));
        roles.iter().any(of)
    };
    let disputed = whole.choices().filter(disputed).count();
    if disputed > 0 {
        say(&format!(
            "{} of these roles in {}: the part has its present values only",
            count(disputed, "unresolved conflict"),
            name(&args.file)
        ));
    }
    if let Some(asked) = &context.questionnaire_file {
        tell(
            "what it asks, to send along for a folder questionnaires beside it, or to be named with --questionnaire",
            &[name(asked)],
        );
    }
    let hrefs = |place: Place| -> Vec<String> {
        let of = part.evidence.values().filter(|e| e.place() == place);
        of.map(|e| one_line(&e.href)).collect()
    };
    tell("to send along, by the same paths", &hrefs(Place::Inside));
    tell("not in the file's folder", &hrefs(Place::Outside));
    Ok(ExitCode::SUCCESS)
}

/// Runs `join`.
pub fn join_in(context: &Context, args: &JoinArgs) -> Outcome {
    for _ in 0..TRIES {
        let mut file = open_file(&args.file, context)?;
        let part = open_file(&args.part, context)?;
        let (merged, basis) = joined(context, args, &file, &part)?;
        let before = file.assessment().clone();
        let q = &context.questionnaire;
        let after = if args.dry_run {
            Assessment {
                home: before.home.clone(),
                ..parse(&merged.text, q).assessment
            }
        } else {
            match file.save_merged(&merged.text, q) {
                Ok(()) => file.assessment().clone(),
                Err(JoinError::Save(SaveError::ChangedOnDisk)) => continue,
                Err(error) => return Err(Failure::found(error.to_string())),
            }
        };
        return told(context, args, &part, (&before, &after), (&merged, basis));
    }
    Err(Failure::found(
        "the file keeps changing: nothing was changed; try again",
    ))
}

fn joined(
    context: &Context,
    args: &JoinArgs,
    file: &AnswerFile,
    part: &AnswerFile,
) -> Result<(Merged, Basis), Failure> {
    let sent = match &args.sent {
        Some(path) => Some(open_file(path, context)?),
        None => None,
    };
    let labels = Labels {
        ours: name(&args.file),
        theirs: name(&args.part),
        ..Labels::default()
    };
    // A control of a folder has its roles and records beside its own text.
    let (whole, sent_text) = (file.whole_text(), sent.as_ref().map(AnswerFile::whole_text));
    let sent = sent_text.as_deref().zip(sent.as_ref());
    join(
        (&whole, file.assessment()),
        (&part.whole_text(), part.assessment()),
        sent.map(|(text, s)| (text, s.assessment())),
        &labels,
    )
    .map_err(|error| Failure::usage(error.to_string()))
}

/// Says what was joined, what is disputed and which files are missing.
fn told(
    context: &Context,
    args: &JoinArgs,
    part: &AnswerFile,
    (before, after): (&Assessment, &Assessment),
    (merged, basis): (&Merged, Basis),
) -> Outcome {
    if basis == Basis::Nothing {
        let why = if part.assessment().split_digest.is_empty() {
            "was not made by split"
        } else {
            "was changed in the file after it was sent out"
        };
        say(&format!(
            "note: what {} answers {why}: where the two differ, both are kept{}",
            name(&args.part),
            if args.sent.is_none() {
                "; --sent FILE with the part as it was sent needs fewer decisions"
            } else {
                ""
            }
        ));
    }
    for note in &merged.notes {
        say(&format!("note: {}", one_line(note)));
    }
    let comparison = compare(&Sides {
        old: before,
        new: after,
        questionnaire: &context.questionnaire,
        old_questionnaire: None,
        today: report_clock().today,
    });
    if args.dry_run {
        show(&compare::text::render(&comparison))?;
    }
    let folder = folder_of(&args.file);
    let added = after.evidence.iter().filter(|(id, e)| {
        let new = before.evidence.get(*id).map(|b| &b.sha256) != Some(&e.sha256);
        new && e.place() == Place::Inside
            && evidence::inspect(folder, &e.href, false) == FileState::Missing
    });
    let missing: Vec<String> = added.map(|(_, e)| one_line(&e.href)).collect();
    tell("evidence to be put beside the file", &missing);
    let would = if args.dry_run {
        "would change"
    } else {
        "changed"
    };
    say(&format!(
        "{would} {} and {} of {}",
        count(comparison.items.len(), "item"),
        count(comparison.evidence.len(), "record"),
        name(&args.file)
    ));
    // Also those that it had before: as many as the screen asks and `check` finds.
    let choices: Vec<String> = after.choices().map(str::to_owned).collect();
    if !choices.is_empty() {
        say(&format!(
            "{} to choose from: aicaiq {}",
            count(choices.len(), "conflict"),
            name(&args.file)
        ));
        for conflict in merged.in_words(&choices) {
            say(&format!("  {conflict}"));
        }
    }
    Ok(ExitCode::from(u8::from(!choices.is_empty())))
}

fn tell(what: &str, names: &[String]) {
    if !names.is_empty() {
        say(&format!("{what}:"));
        for name in names {
            say(&format!("  {name}"));
        }
    }
}

fn name(path: &Path) -> String {
    one_line(&path.display().to_string())
}
