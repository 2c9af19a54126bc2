//! `aicaiq resolve`: deciding a conflict without the screen.

use super::conflicts::field_name;
use super::edit::saved;
use super::{Context, Failure, Outcome, clock, say};
use crate::assessment::{Assessment, Stamp, field_words, same_person};
use crate::merge::{Pick, choices, decide, named};
use crate::text::{count, one_line};
use std::path::PathBuf;
use std::process::ExitCode;

/// What `resolve` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq resolve acme.cek-02.toml CSP.03 --theirs                all that is in conflict of an item
  aicaiq resolve acme.cek-02.toml CSP.03.outcome --from \"Dan\"
  aicaiq resolve acme.cek-02.toml CSP.03.note --text \"Both saw the RACI\"
  aicaiq resolve acme CEK-02:CSP.03.note --ours                  in a folder of controls
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
    #[arg(long, value_name = "TEXT", group = "pick")]
    text: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    let q = &context.questionnaire;
    let stamp = Stamp {
        now: clock().now,
        by: context.assessor.clone(),
    };
    let (next, decided) = saved(context, &args.file, |next| {
        let mut chosen: Vec<(String, Pick)> = Vec::new();
        for field in &args.fields {
            let paths = named(next, field);
            if paths.is_empty() {
                return Err(none(next, field));
            }
            for path in paths {
                let pick = pick(next, &path, args)?;
                if !chosen.iter().any(|(known, _)| *known == path) {
                    chosen.push((path, pick));
                }
            }
        }
        *next = decide(next, &chosen, q, &stamp).map_err(|(path, error)| {
            Failure::usage(format!(
                "{}: {error}; nothing was changed",
                field_words(&path)
            ))
        })?;
        Ok(chosen)
    })?;
    for (path, _) in &decided {
        say(&format!("{} decided", field_words(path)));
    }
    say(&match next.choices().count() {
        0 => "no field is in conflict any more".to_owned(),
        n => format!("{} left", count(n, "conflict")),
    });
    Ok(ExitCode::SUCCESS)
}

fn none(a: &Assessment, field: &str) -> Failure {
    let all: Vec<String> = a.choices().map(field_name).collect();
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
