//! `aicaiq blame`: who answered and reviewed each item, and which commit its
//! present state comes from.

use super::edit;
use super::past::{MOST, Tracked};
use super::{Context, Failure, Outcome, folder, open_file, say, say_once, show_if};
use crate::assessment::{self, Answer, Assessment};
use crate::compare::blame::{Commit, Origin, Trace, Traced, traced};
use crate::compare::widened;
use crate::folder::{in_folder, is_folder};
use crate::questionnaire::{ItemId, Questionnaire};
use crate::store::parse_in;
use crate::text::one_line;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What `blame` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq blame acme.cek-02.toml
  aicaiq blame acme.cek-02.toml CSP.03
  aicaiq blame acme                                      all controls of a folder
  aicaiq blame acme CEK-02:CSP.03
  aicaiq blame acme.cek-02.toml --format json | jq '.[] | select(.reviewed_by == \"\")'

Who answered and reviewed is what the file says. Where the file is in git, the commit that made an
item what it is now is found in its history, through renames and merges, in at most 500 commits
(where a shallow clone's history is cut off, it may be an earlier one, and that is said):
a name in the file can be written by anybody, and so can an author's name in an unsigned commit.")]
pub struct Args {
    /// The answer file, or a folder of controls
    pub(super) file: PathBuf,
    /// One item only: CSP.03, CSP.ccm-1, MP.CEK-02.1; in a folder CEK-02:CSP.03
    pub(super) item: Option<String>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One array, an object an item
    Json,
}

/// Who did what for an item, as the file says.
struct Entry<'a> {
    of: Traced,
    word: &'static str,
    /// Whether there is no answer, or none any more.
    is_open: bool,
    by: &'a str,
    at: Option<DateTime<Utc>>,
    review: &'static str,
    reviewed_by: &'a str,
    reviewed_at: Option<DateTime<Utc>>,
    /// What two people changed and nobody has decided, in words.
    conflict: String,
    origin: Option<Origin>,
    /// Whether the history is cut off at its commit.
    is_cut: bool,
}

pub fn run(context: &Context, args: &Args) -> Outcome {
    let mut told = Told::default();
    let mut failed = None;
    if is_folder(&args.file) {
        let folder = folder::open(&args.file)?;
        for control in folder.controls() {
            let begun = (told.text.len(), told.listed.len());
            let asked = folder::for_control(context, &folder, &control.path);
            let done = asked.and_then(|questionnaire| {
                let own = Context {
                    questionnaire,
                    ..context.clone()
                };
                one(&own, args, &control.path, &mut told)
            });
            if let Err(failure) = done {
                // The others are told all the same.
                let shown = one_line(&control.path.display().to_string());
                let is_named = failure.message.contains(&shown);
                let of = if is_named {
                    String::new()
                } else {
                    shown + ": "
                };
                say(&(of + &failure.message));
                failed = Some(failure.code);
                continue;
            }
            let id = one_line(&control.id);
            if told.text.len() > begun.0 {
                let gap = if begun.0 > 0 { "\n" } else { "" };
                told.text.insert_str(begun.0, &format!("{gap}{id}\n"));
            }
            told.are_of(&control.id, begun.1);
        }
        if told.listed.is_empty() {
            let name = one_line(&args.file.display().to_string());
            say(&format!("no control of {name} has an answer yet"));
        }
    } else {
        one(context, args, &args.file, &mut told)?;
        if in_folder(&args.file) {
            let id = &context.questionnaire.control.id;
            told.are_of(id, 0);
        }
    }
    let text = match args.format {
        Format::Text => told.text,
        // Git lets an author's name have any character.
        Format::Json => crate::text::json(format!("{:#}\n", Value::from(told.listed))),
    };
    show_if(args.format == Format::Text, &text)?;
    Ok(failed.map_or(ExitCode::SUCCESS, ExitCode::from))
}

/// What is told of the items of one file or more.
#[derive(Default)]
struct Told {
    text: String,
    listed: Vec<Value>,
}

impl Told {
    /// Says of the items from a place on which control of a folder they are of.
    fn are_of(&mut self, control: &str, from: usize) {
        for listed in self.listed.iter_mut().skip(from) {
            if let Some(item) = listed.as_object_mut() {
                item.insert("control".to_owned(), control.into());
            }
        }
    }
}

/// Tells the items of one file, or the one that is named.
fn one(context: &Context, args: &Args, path: &Path, told: &mut Told) -> Result<(), Failure> {
    let file = open_file(path, context)?;
    let a = file.assessment();
    let mut all = traced(a);
    if let Some(text) = &args.item {
        let (role, item) = edit::item(text, &context.questionnaire)?;
        all.retain(|t| *t == (role, Some(item.clone())));
        if all.is_empty() {
            return Err(Failure::usage(format!(
                "{} says nothing of {role}.{item} yet",
                one_line(&path.display().to_string())
            )));
        }
    }
    let trace = trace(path, a, &all, &context.questionnaire)?;
    for of in all {
        let origin = trace.as_ref().map(|(t, _)| t.origin(&of));
        let is_cut = match (&origin, &trace) {
            (Some(Origin::Commit(commit)), Some((_, cuts))) => cuts.contains(&commit.id),
            _ => false,
        };
        let entry = entry(a, of, origin, is_cut);
        told.text.push_str(&shown(&entry));
        told.listed.push(listed(&entry));
    }
    Ok(())
}

fn entry(a: &Assessment, of: Traced, origin: Option<Origin>, is_cut: bool) -> Entry<'_> {
    let mut entry = Entry {
        of: of.clone(),
        word: "signed off",
        is_open: false,
        by: "",
        at: None,
        review: "",
        reviewed_by: "",
        reviewed_at: None,
        conflict: match &of.1 {
            Some(item) => a.disputed(of.0, item),
            None if a.is_sign_off_disputed(of.0) => "sign-off".to_owned(),
            None => String::new(),
        },
        origin,
        is_cut,
    };
    let role = of.0;
    match &of.1 {
        Some(ItemId::Question(id)) => {
            let q = a.question(role, id);
            entry.word = q.answer.map_or("unanswered", Answer::as_str);
            entry.is_open = q.answer.is_none();
            (entry.by, entry.at) = q.answered();
        }
        Some(ItemId::Step(id)) => {
            let s = a.step(role, id);
            entry.word = s.outcome().as_str();
            entry.is_open = s.outcome() == assessment::Outcome::NotAssessed;
            (entry.by, entry.at) = s.assessed();
            entry.review = s.review.map_or("", |r| r.as_str());
            (entry.reviewed_by, entry.reviewed_at) = (&s.reviewed_by, s.reviewed_at);
        }
        None => {
            if let Some(signed) = a.answers.get(&role).and_then(|r| r.sign_off.as_ref()) {
                (entry.by, entry.at) = (&signed.by, signed.at);
            }
        }
    }
    entry
}

/// Walks through the file's history, and tells the commits at which that is cut
/// off; none where it has none.
fn trace(
    path: &Path,
    a: &Assessment,
    of: &[Traced],
    q: &Questionnaire,
) -> Result<Option<(Trace, BTreeSet<String>)>, Failure> {
    let tracked = Tracked::of(path)?;
    // Without git there is just no history.
    let why = match tracked.in_repository() {
        Ok(true) => None,
        Ok(false) => Some("the file is in no git repository".to_owned()),
        Err(failure) => Some(failure.message),
    };
    if let Some(why) = why {
        say_once(&format!("note: {why}: this is what the file says itself"));
        return Ok(None);
    }
    let Some(head) = tracked.committed()? else {
        say("note: the file is not in git yet: this is what the file says itself");
        return Ok(None);
    };
    let mut states = States::of(&tracked, q)?;
    let committed = states.at(&head)?;
    let mut trace = Trace::new(a, &committed, of);
    let (revisions, more) = tracked.history()?;
    for revision in &revisions {
        if trace.is_done() {
            break;
        }
        let mut pairs = Vec::new();
        for (old, new) in &revision.objects {
            let old = match old {
                Some(id) => states.at(id)?,
                None => Arc::default(),
            };
            pairs.push((old, states.at(new)?));
        }
        let pairs: Vec<(&Assessment, &Assessment)> =
            pairs.iter().map(|(a, b)| (&**a, &**b)).collect();
        trace.look(&revision.commit, &pairs);
    }
    if !trace.is_done() && more {
        say(&format!(
            "note: only the last {MOST} commits of the file were looked at"
        ));
    }
    if states.unread > 0 {
        say(&format!(
            "note: {} of the file had errors and count for what could be read of them",
            crate::text::count(states.unread, "earlier state")
        ));
    }
    Ok(Some((trace, tracked.cuts()?)))
}

/// The states that objects of git hold, each read once.
pub(super) struct States<'q> {
    objects: super::past::Objects,
    questionnaire: &'q Questionnaire,
    /// What a control of a folder inherits, as it is now.
    shared: Option<Assessment>,
    known: BTreeMap<String, Arc<Assessment>>,
    /// How many of them had errors.
    pub(super) unread: usize,
}

impl<'q> States<'q> {
    /// Begins with none read.
    pub(super) fn of(tracked: &Tracked, questionnaire: &'q Questionnaire) -> Result<Self, Failure> {
        Ok(Self {
            objects: tracked.objects()?,
            questionnaire,
            shared: tracked.shared(),
            known: BTreeMap::new(),
            unread: 0,
        })
    }

    /// The state that an object holds.
    pub(super) fn at(&mut self, id: &str) -> Result<Arc<Assessment>, Failure> {
        if let Some(state) = self.known.get(id) {
            return Ok(Arc::clone(state));
        }
        let bytes = self.objects.get(id)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let widened = widened(self.questionnaire, &text);
        let parsed = parse_in(&text, &widened, self.shared.as_ref());
        self.unread += usize::from(parsed.has_errors());
        let state = Arc::new(parsed.assessment);
        self.known.insert(id.to_owned(), Arc::clone(&state));
        Ok(state)
    }
}

fn name((role, item): &Traced) -> String {
    match item {
        Some(item) => format!("{role}.{}", one_line(item.as_str())),
        None => format!("{role} sign-off"),
    }
}

fn who(by: &str, at: Option<DateTime<Utc>>) -> String {
    let by = match by.trim() {
        "" => "nobody named".to_owned(),
        by => one_line(by),
    };
    match at {
        Some(at) => format!("{by}, {}", at.format("%Y-%m-%d %H:%M UTC")),
        None => by,
    }
}

fn shown(e: &Entry<'_>) -> String {
    // What has no answer was given by nobody.
    let who_did = match e.is_open {
        true => String::new(),
        false => format!(": {}", who(e.by, e.at)),
    };
    let mut out = format!("{:<13} {}{who_did}\n", name(&e.of), e.word);
    let mut line = |text: String| out.push_str(&format!("{:14}{text}\n", ""));
    if !e.reviewed_by.is_empty() || e.reviewed_at.is_some() {
        line(format!(
            "{}: {}",
            e.review,
            who(e.reviewed_by, e.reviewed_at)
        ));
    }
    if !e.conflict.is_empty() {
        line(format!("conflict: {}", one_line(&e.conflict)));
    }
    match &e.origin {
        Some(Origin::Commit(c)) => line(format!("commit {}", c.words())),
        Some(Origin::Uncommitted) => line("not committed yet".to_owned()),
        Some(Origin::Unknown) => line("commit not found".to_owned()),
        None => {}
    }
    if e.is_cut {
        line("or before: the history is cut off here (shallow clone)".to_owned());
    }
    out
}

fn listed(e: &Entry<'_>) -> Value {
    let time = |at: Option<DateTime<Utc>>| at.map(|t| t.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    let commit = match &e.origin {
        Some(Origin::Commit(Commit {
            id,
            author,
            date,
            subject,
        })) => json!({ "id": id, "author": author, "date": date, "subject": subject }),
        _ => Value::Null,
    };
    json!({
        "role": e.of.0.as_str(),
        "item": e.of.1.as_ref().map(ItemId::as_str),
        "result": e.word,
        "by": e.by,
        "at": time(e.at),
        "review": e.review,
        "reviewed_by": e.reviewed_by,
        "reviewed_at": time(e.reviewed_at),
        "conflict": e.conflict,
        "commit": commit,
        "or_before": e.is_cut,
        "uncommitted": e.origin == Some(Origin::Uncommitted),
    })
}
