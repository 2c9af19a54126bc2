//! The rules that a questionnaire has to keep beyond its form. They look at a
//! view, so that loading (which wants the first that is broken, fast) and
//! checking (which wants all, with their places) have the same ones.

use super::format::{TEMPLATE, TOPIC_WIDTH};
use super::{Questionnaire, SCHEMA, StepId};
use crate::limits::{QUESTIONS, STEPS};
use crate::store::Severity;
use crate::text::{is_unsafe, one_line};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use unicode_width::UnicodeWidthStr;

/// A questionnaire as the rules see it; `W` says where a thing stands.
#[derive(Debug)]
pub(super) struct View<'a, W> {
    pub schema: Option<(i64, W)>,
    /// None where it cannot be read: a problem of its own.
    pub control: Option<&'a str>,
    pub texts: Vec<Text<'a, W>>,
    /// Ids by kind, in the order of the file.
    pub ids: Vec<(Kind, &'a str, W)>,
    /// None where it cannot be read.
    pub roles: Option<Vec<Role<'a, W>>>,
    /// Where what is missing could stand.
    pub end: W,
}

/// What an id is of. It has to be the only one of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Question,
    Layer,
    Standard,
    Role,
}

/// A text and whose it is.
#[derive(Debug)]
pub(super) struct Text<'a, W> {
    pub owner: Owner<'a>,
    pub key: &'static str,
    pub text: &'a str,
    pub at: W,
}

/// Whose a text is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Owner<'a> {
    Control,
    Phase(&'a str),
    Layer(&'a str),
    Standard(&'a str),
    Question(&'a str),
    Role(&'a str),
    Step(&'a str, &'a str),
}

/// A role with the ids of its steps.
#[derive(Debug)]
pub(super) struct Role<'a, W> {
    pub id: &'a str,
    pub steps: Vec<(StepId, W)>,
    /// Whether all of its steps have an id that can be read.
    pub whole: bool,
    pub at: W,
}

/// A rule that is broken.
#[derive(Debug)]
pub(super) struct Broken<W> {
    pub severity: Severity,
    pub at: W,
    pub message: String,
    pub help: String,
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Control => f.write_str("the control"),
            Self::Phase(name) => write!(f, "the lifecycle phase {}", one_line(name)),
            Self::Layer(id) => write!(f, "layer {}", one_line(id)),
            Self::Standard(id) => write!(f, "standard {}", one_line(id)),
            Self::Question(id) => write!(f, "question {}", one_line(id)),
            Self::Role(id) => write!(f, "role {}", one_line(id)),
            Self::Step(role, id) => write!(f, "step {} of {}", one_line(id), one_line(role)),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Question => "question",
            Self::Layer => "layer",
            Self::Standard => "standard",
            Self::Role => "role",
        })
    }
}

/// All rules that are broken.
pub(super) fn broken<W: Clone>(view: &View<'_, W>) -> Vec<Broken<W>> {
    let mut out = Vec::new();
    schema(view, &mut out);
    control_characters(view, &mut out);
    texts(view, &mut out);
    ids(view, &mut out);
    questions(view, &mut out);
    roles(view, &mut out);
    numbering(view, &mut out);
    template(view, &mut out);
    file_name(view, &mut out);
    sizes(view, &mut out);
    out
}

/// Of a control of a folder, the id is a file's name.
fn file_name<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    if let Some(id) = view.control
        && super::file_name(id).is_none()
    {
        let id = one_line(id);
        let message = format!("“{id}” cannot be the name of an answer file");
        let help = "in a folder of controls each has a file NAME.toml: take letters, digits, &, -, _ and . for its id, such as CEK-02";
        warning(out, &view.end, message, help);
    }
}

/// What a new questionnaire has where its author is to write something.
fn template<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    let left = |t: &&Text<'_, W>| TEMPLATE.contains(&t.text.trim());
    for text in view.texts.iter().filter(left) {
        let message = format!(
            "{} of {} is what a new questionnaire says: “{}”",
            text.key,
            text.owner,
            text.text.trim()
        );
        warning(out, &text.at, message, "write your own in its place");
    }
}

fn error<W: Clone>(out: &mut Vec<Broken<W>>, at: &W, message: String, help: impl Into<String>) {
    put(out, Severity::Error, at, message, help);
}

fn warning<W: Clone>(out: &mut Vec<Broken<W>>, at: &W, message: String, help: impl Into<String>) {
    put(out, Severity::Warning, at, message, help);
}

fn put<W: Clone>(
    out: &mut Vec<Broken<W>>,
    severity: Severity,
    at: &W,
    message: String,
    help: impl Into<String>,
) {
    out.push(Broken {
        severity,
        at: at.clone(),
        message,
        help: help.into(),
    });
}

/// No more than screens and reports are made for.
fn sizes<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    let help = "split it into several controls";
    let questions = view.ids.iter().filter(|(kind, ..)| *kind == Kind::Question);
    if let Some((_, _, at)) = questions.into_iter().nth(QUESTIONS) {
        let message = format!("there are more than {QUESTIONS} questions");
        error(out, at, message, help);
    }
    for role in view.roles.iter().flatten() {
        if let Some((_, at)) = role.steps.get(STEPS) {
            let id = one_line(role.id);
            let message = format!("role {id} has more than {STEPS} steps");
            error(out, at, message, help);
        }
    }
}

fn schema<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    if let Some((schema, at)) = &view.schema
        && *schema != SCHEMA
    {
        let message = format!("schema {schema} is not known");
        let help = format!("expected schema = {SCHEMA}; a newer aicaiq may read it");
        error(out, at, message, help);
    }
}

fn control_characters<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    for t in &view.texts {
        if let Some(c) = t.text.chars().find(|c| is_unsafe(*c)) {
            let start: String = one_line(t.text).chars().take(40).collect();
            let (code, key, owner) = (c as u32, t.key, t.owner);
            error(
                out,
                &t.at,
                format!("control character U+{code:04X} in the {key} of {owner}: “{start}…”"),
                "leave it out: it can steer a terminal or reorder what is read",
            );
        }
    }
}

fn texts<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    for t in &view.texts {
        let (key, owner) = (t.key, t.owner);
        if t.text.trim().is_empty() && must(t) {
            error(
                out,
                &t.at,
                format!("the {key} of {owner} is empty"),
                "files, screens and reports name it by it: write one",
            );
        } else if t.text.trim().is_empty() && shown(t) {
            warning(
                out,
                &t.at,
                format!("the {key} of {owner} is empty"),
                "write it, or leave the key out where the format allows it",
            );
        } else if key == "topic" && t.text.width() > TOPIC_WIDTH {
            let width = t.text.width();
            warning(
                out,
                &t.at,
                format!("the topic of {owner} is {width} columns wide"),
                format!("2 to 4 words of at most {TOPIC_WIDTH} columns fit every screen"),
            );
        }
    }
}

/// Whether nothing can be named without the text.
fn must<W>(text: &Text<'_, W>) -> bool {
    let named = matches!(text.owner, Owner::Control) && ["title", "version"].contains(&text.key);
    named || text.key == "id"
}

/// Whether a reader misses the text where it is empty. What may be left out
/// may be empty, too.
fn shown<W>(text: &Text<'_, W>) -> bool {
    let optional = [
        "label",
        "addendum",
        "mapping",
        "attribution",
        "license",
        "source",
    ];
    let explained = matches!(text.owner, Owner::Layer(_)) && text.key == "text";
    !optional.contains(&text.key) && !explained
}

fn ids<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    let mut seen = BTreeSet::new();
    for (kind, id, at) in &view.ids {
        if !id.trim().is_empty() && !seen.insert((*kind, *id)) {
            let id = one_line(id);
            error(
                out,
                at,
                format!("{kind} {id} stands twice"),
                "give one of the two another id, or take it out",
            );
        }
    }
}

/// Questions are `CONTROL.1`, `CONTROL.2` and so on.
fn questions<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    let all = || {
        view.ids
            .iter()
            .filter(|(kind, _, _)| *kind == Kind::Question)
    };
    if all().next().is_none() {
        let message = "there is no [[questions]]: nothing can be answered with Yes, No or NA";
        let help = "add the control's AI-CAIQ question: [[questions]] with id and text";
        warning(out, &view.end, message.to_owned(), help);
    }
    let Some(control) = view.control else { return };
    let mut numbers = BTreeMap::new();
    for (_, id, at) in all() {
        let number = id.strip_prefix(control).and_then(|r| r.strip_prefix('.'));
        match number.and_then(|n| n.parse::<u32>().ok()) {
            Some(n) => {
                numbers.entry(n).or_insert(at);
            }
            None if id.trim().is_empty() => {}
            None => {
                let (id, control) = (one_line(id), one_line(control));
                warning(
                    out,
                    at,
                    format!("question {id} is not numbered as one of {control}"),
                    format!("expected {control}.1, {control}.2 and so on"),
                );
            }
        }
    }
    for (expected, (number, at)) in (1..).zip(numbers) {
        if number != expected {
            let control = one_line(control);
            warning(
                out,
                at,
                format!("the questions have a gap before {control}.{number}"),
                "number them from 1 without gaps",
            );
            return;
        }
    }
}

fn roles<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    let Some(roles) = &view.roles else { return };
    if roles.is_empty() {
        error(
            out,
            &view.end,
            "there is no [[roles]]".to_owned(),
            "a questionnaire needs at least one role with steps",
        );
    }
    for role in roles.iter().filter(|r| r.whole && r.steps.is_empty()) {
        error(
            out,
            &role.at,
            format!("role {} has no steps", one_line(role.id)),
            "add [[roles.steps]] below it, or take the role out",
        );
    }
}

fn numbering<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    // Most have nothing to be said of.
    let counted = |role: &&Role<'_, W>| !is_counted(role.steps.iter().map(|(id, _)| id));
    for role in view.roles.iter().flatten().filter(counted) {
        let name = one_line(role.id);
        let mut seen = BTreeMap::new();
        for (id, at) in &role.steps {
            if seen.contains_key(id) {
                error(
                    out,
                    at,
                    format!("step {id} of {name} stands twice"),
                    "number them from 1 without gaps",
                );
            } else {
                seen.insert(id, at);
            }
        }
        for ccm in [false, true] {
            let kind = seen.iter().filter(|(id, _)| id.is_ccm() == ccm);
            let gap = (1..).zip(kind).find(|(n, (id, _))| id.number() != *n);
            if let Some((expected, (id, at))) = gap
                && role.whole
            {
                let missing = if ccm {
                    format!("ccm-{expected}")
                } else {
                    format!("{expected:02}")
                };
                error(
                    out,
                    at,
                    format!("the steps of {name} have a gap before {id}"),
                    format!("number them from 1 without gaps: {missing} is missing"),
                );
            }
        }
    }
}

/// Whether steps are numbered one after the other: from 1, then those "From
/// CCM" from 1.
fn is_counted<'s>(steps: impl Iterator<Item = &'s StepId>) -> bool {
    let mut last = (false, 0);
    steps.into_iter().all(|id| {
        let next = match (last.0, id.is_ccm()) {
            (false, true) => (true, 1),
            (ccm, _) => (ccm, last.1 + 1),
        };
        last = next;
        next == (id.is_ccm(), id.number())
    })
}

/// Whether a questionnaire that was read without its texts breaks no rule.
/// Texts that were left out are none that is empty.
pub(super) fn sound(q: &Questionnaire) -> bool {
    let mut view = view(q);
    view.texts.retain(|t| !t.text.is_empty() || must(t));
    let broken = broken(&view);
    broken.iter().all(|b| b.severity != Severity::Error)
}

/// A questionnaire that was read, as the rules see it.
pub(super) fn view(q: &Questionnaire) -> View<'_, ()> {
    let mut view = View {
        schema: Some((q.schema, ())),
        control: Some(&q.control.id),
        texts: Vec::new(),
        ids: Vec::new(),
        roles: Some(Vec::new()),
        end: (),
    };
    let c = &q.control;
    let mut put = |owner, key, text| {
        view.texts.push(Text {
            owner,
            key,
            text,
            at: (),
        });
    };
    put(Owner::Control, "id", &c.id);
    put(Owner::Control, "title", &c.title);
    put(Owner::Control, "domain", &c.domain);
    put(Owner::Control, "version", &c.version);
    put(Owner::Control, "specification", &c.specification);
    c.threats
        .iter()
        .for_each(|t| put(Owner::Control, "threats", t));
    let architecture = c.architecture.iter();
    architecture.for_each(|t| put(Owner::Control, "architecture", t));
    put(Owner::Control, "attribution", &c.attribution);
    put(Owner::Control, "license", &c.license);
    put(Owner::Control, "source", &c.source);
    for p in &q.lifecycle {
        put(Owner::Phase(&p.phase), "phase", &p.phase);
        p.topics
            .iter()
            .for_each(|t| put(Owner::Phase(&p.phase), "topics", t));
    }
    for l in &q.layers {
        let owner = Owner::Layer(&l.id);
        let all = [
            ("id", &l.id),
            ("name", &l.name),
            ("label", &l.label),
            ("text", &l.text),
        ];
        all.into_iter()
            .for_each(|(key, text)| put(owner, key, text));
    }
    for s in &q.standards {
        let owner = Owner::Standard(&s.id);
        let all = [
            ("id", &s.id),
            ("name", &s.name),
            ("mapping", &s.mapping),
            ("addendum", &s.addendum),
        ];
        all.into_iter()
            .for_each(|(key, text)| put(owner, key, text));
        s.references
            .iter()
            .for_each(|t| put(owner, "references", t));
    }
    for x in &q.questions {
        put(Owner::Question(&x.id), "id", &x.id);
        put(Owner::Question(&x.id), "text", &x.text);
    }
    for role in &q.roles {
        put(Owner::Role(role.id.as_str()), "name", &role.name);
        for s in &role.steps {
            let owner = Owner::Step(role.id.as_str(), s.id.as_str());
            put(owner, "topic", &s.topic);
            put(owner, "text", &s.text);
            s.typical_evidence
                .iter()
                .for_each(|t| put(owner, "typical_evidence", t));
        }
    }
    let ids = &mut view.ids;
    ids.extend(
        q.questions
            .iter()
            .map(|x| (Kind::Question, x.id.as_str(), ())),
    );
    ids.extend(q.layers.iter().map(|x| (Kind::Layer, x.id.as_str(), ())));
    ids.extend(
        q.standards
            .iter()
            .map(|x| (Kind::Standard, x.id.as_str(), ())),
    );
    ids.extend(q.roles.iter().map(|x| (Kind::Role, x.id.as_str(), ())));
    let role = |r: &'_ super::RoleSteps| Role {
        id: r.id.as_str(),
        steps: r.steps.iter().map(|s| (s.id.clone(), ())).collect(),
        whole: true,
        at: (),
    };
    view.roles = Some(q.roles.iter().map(role).collect());
    view
}
