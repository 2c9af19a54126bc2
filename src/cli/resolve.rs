//! `aicaiq resolve`: deciding a conflict without the screen.

use super::conflicts::field_name;
use super::edit::saved;
use super::free_text::free_text;
use super::{Context, Failure, Outcome, clock, say};
use crate::assessment::{Assessment, Stamp, field_words, same_person};
use crate::merge::{Pick, choices, decide, named};
use crate::text::{count, one_line};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `resolve` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq resolve acme.cek-02.toml CSP.03 --theirs                all that is in conflict of an item
  aicaiq resolve acme.cek-02.toml CSP.03.outcome --from \"Dan\"
  aicaiq resolve acme.cek-02.toml CSP.03.note --text \"Both saw the RACI\"
  aicaiq resolve acme CEK-02:CSP.03.note --ours                  in a folder of controls
  aicaiq resolve acme CEK-02:CSP.03 CEK-03:CSP.01 --theirs       of several: all, or none
  aicaiq resolve acme ev-3f9a1c02.title --current                what its controls share

aicaiq conflicts FILE lists what there is to decide, with the values and whose they are. An outcome
is decided with its grade. Who decides is recorded as an assessor where the answer becomes another;
what a reviewer says is decided by a reviewer, who is recorded for a text of their own.

Exit codes: 0 decided; 1 a failure; 2 a wrong call: then nothing is changed.")]
#[command(group(clap::ArgGroup::new("pick").required(true)))]
pub struct Args {
    /// The answer file, or a folder of controls
    pub(super) file: PathBuf,
    /// What is decided: CSP.03, CSP.03.note, ev-3f9a1c02.title, subject
    #[arg(value_name = "FIELD", required = true)]
    pub(super) fields: Vec<String>,
    /// What was named, where that is a folder of controls or what they share.
    #[arg(skip)]
    pub(super) named: Option<PathBuf>,
    /// What is decided in a folder, by file: of its controls, and of what they
    /// share.
    #[arg(skip)]
    pub(super) parts: Vec<Part>,
    /// The value of the one side
    #[arg(long, group = "pick")]
    ours: bool,
    /// The value of the other side
    #[arg(long, group = "pick")]
    theirs: bool,
    /// What was before both: neither stays
    #[arg(long, group = "pick")]
    base: bool,
    /// What is in the field now
    #[arg(long, group = "pick")]
    current: bool,
    /// The value of the side that is called so, or of the one with this key
    #[arg(long, value_name = "NAME", group = "pick")]
    from: Option<String>,
    /// Another text, in the place of all of them
    #[arg(long, value_name = "TEXT", group = "pick", allow_hyphen_values = true, value_parser = free_text)]
    text: Option<String>,
}

/// What is decided in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The file; of what controls share, that of some control.
    pub file: PathBuf,
    /// The control; none of what they share.
    pub control: Option<String>,
    /// The fields.
    pub fields: Vec<String>,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    let one = Part {
        file: args.file.clone(),
        control: None,
        fields: args.fields.clone(),
    };
    let is_folder = !args.parts.is_empty();
    let parts = if is_folder {
        args.parts.as_slice()
    } else {
        std::slice::from_ref(&one)
    };
    let mut all = Vec::new();
    for part in parts {
        let own = match is_folder {
            true => Context {
                questionnaire: super::folder::for_file(context, &part.file)?,
                ..context.clone()
            },
            false => context.clone(),
        };
        all.push((part, own));
    }
    if all.len() > 1 {
        checked(&all, args)?;
    }
    for (at, (part, own)) in all.iter().enumerate() {
        let (_, decided) = saved(own, &part.file, |next| {
            change(next, part, is_folder, args, own)
        })
        .map_err(|failure| broken_off(failure, &all, at))?;
        let of = part.control.as_ref().filter(|_| all.len() > 1);
        let of = of.map_or(String::new(), |id| format!("{} ", one_line(id)));
        for path in &decided {
            say(&format!("{of}{} decided", field_words(path)));
        }
    }
    let asked = args.named.as_ref().unwrap_or(&args.file);
    say(&match super::conflicts::left(context, asked) {
        0 => "no field is in conflict any more".to_owned(),
        n => format!("{} left", count(n, "conflict")),
    });
    Ok(ExitCode::SUCCESS)
}

/// Looks whether all of them can be decided and written, before the first is.
fn checked(all: &[(&Part, Context)], args: &Args) -> Result<(), Failure> {
    let mut shared = BTreeSet::new();
    for (part, own) in all {
        let file = super::folder::open_or_begin(&part.file, &own.questionnaire)
            .map_err(|error| super::open_failure(&error, super::styled(&std::io::stderr())))?;
        let decided = change(&mut file.assessment().clone(), part, true, args, own)?;
        let own_fields = file.undecided();
        for path in decided {
            let is_own = own_fields.contains(&path.as_str());
            if !is_own && !shared.insert(path.clone()) {
                return Err(Failure::usage(format!(
                    "{} is of what the controls share, and is named twice: name it once; nothing was changed",
                    field_words(&path)
                )));
            }
            let in_shared = file.shared().filter(|_| !is_own);
            let reason = in_shared.unwrap_or(&file).read_only();
            if let Some(reason) = reason {
                return Err(Failure::found(format!(
                    "{}: the file is read-only: {reason}; nothing was changed",
                    what(part)
                )));
            }
        }
    }
    Ok(())
}

/// What was decided in files that were written, where one of them cannot be.
fn broken_off(failure: Failure, all: &[(&Part, Context)], at: usize) -> Failure {
    let (done, left) = all.split_at(at);
    if all.len() < 2 {
        return failure;
    }
    let names = |some: &[(&Part, Context)]| -> String {
        let names: Vec<String> = some.iter().map(|(part, _)| what(part)).collect();
        names.join(", ")
    };
    let told = match done {
        [] => "nothing was changed".to_owned(),
        done => format!("decided: {}; not decided: {}", names(done), names(left)),
    };
    let of = left.first().map(|(part, _)| what(part)).unwrap_or_default();
    Failure {
        message: format!("{of}: {}; {told}", failure.message.trim_end()),
        ..failure
    }
}

/// What a part is of.
fn what(part: &Part) -> String {
    match &part.control {
        Some(id) => one_line(id),
        None => "what the controls share".to_owned(),
    }
}

/// Decides what is named of one file; which conflicts those are.
fn change(
    next: &mut Assessment,
    part: &Part,
    is_folder: bool,
    args: &Args,
    context: &Context,
) -> Result<Vec<String>, Failure> {
    // An answer is one of a control: of which, the call has to say.
    let shared = is_folder && part.control.is_none();
    let is_meant = |path: &&str| !shared || !path.starts_with("roles.");
    let mut chosen: Vec<(String, Pick)> = Vec::new();
    for field in &part.fields {
        let paths: Vec<String> = named(next, field)
            .into_iter()
            .filter(|path| is_meant(&path.as_str()))
            .collect();
        if paths.is_empty() {
            return Err(none(next.choices().filter(is_meant), field));
        }
        for path in paths {
            let pick = pick(next, &path, args)?;
            if !chosen.iter().any(|(known, _)| *known == path) {
                chosen.push((path, pick));
            }
        }
    }
    let stamp = Stamp {
        now: clock().now,
        by: context.assessor.clone(),
    };
    *next = decide(next, &chosen, &context.questionnaire, &stamp).map_err(|(path, error)| {
        Failure::usage(format!(
            "{}: {error}; nothing was changed",
            field_words(&path)
        ))
    })?;
    Ok(chosen.into_iter().map(|(path, _)| path).collect())
}

fn none<'a>(open: impl Iterator<Item = &'a str>, field: &str) -> Failure {
    let all: Vec<String> = open.map(field_name).collect();
    let what = match all.as_slice() {
        [] => "no field is".to_owned(),
        all => format!("there is {}", all.join(", ")),
    };
    Failure::usage(format!("{} is not in conflict: {what}", one_line(field)))
}

/// What the call takes of a conflict.
fn pick(a: &Assessment, path: &str, args: &Args) -> Result<Pick, Failure> {
    if let Some(text) = &args.text {
        return Ok(Pick::Text(text.clone()));
    }
    let Some(name) = &args.from else {
        return Ok(match () {
            () if args.ours => Pick::Ours,
            () if args.theirs => Pick::Theirs,
            () if args.base => Pick::Base,
            () => Pick::Current,
        });
    };
    let all = choices(a, path).map(|all| all.values).unwrap_or_default();
    let by_key = all
        .iter()
        .find(|c| matches!(&c.pick, Pick::Other(id) if id == name));
    if let Some(choice) = by_key {
        return Ok(choice.pick.clone());
    }
    let mut meant = all.iter().filter(|c| same_person(&c.from, name));
    match (meant.next(), meant.next()) {
        (Some(choice), None) => Ok(choice.pick.clone()),
        (found, _) => {
            let names = all
                .iter()
                .filter(|c| !c.from.is_empty())
                .map(|c| match &c.pick {
                    Pick::Other(id) => format!("{} ({id})", one_line(&c.from)),
                    _ => one_line(&c.from),
                });
            let names: Vec<String> = names.collect();
            let why = match found {
                Some(_) => "means two of the values",
                None => "has said nothing of it",
            };
            Err(Failure::usage(format!(
                "{}: {} {why}; its values are of {}; aicaiq conflicts shows them",
                field_words(path),
                one_line(name),
                names.join(", ")
            )))
        }
    }
}
