//! The rules that a questionnaire has to keep beyond its form. They look at a
//! view, so that loading (which wants the first that is broken, fast) and
//! checking (which wants all, with their places) have the same ones.

use super::format::{TEMPLATE, TOPIC_WIDTH};
use super::view::{Kind, Owner, Role, Text, View, view_of};
use super::{Questionnaire, SCHEMA, StepId, mistakes};
use crate::limits::{QUESTIONS, STEPS};
use crate::store::Severity;
use crate::text::{is_blank, is_unsafe, one_line};
use std::collections::{BTreeMap, BTreeSet};
use unicode_width::UnicodeWidthStr;

/// A rule that is broken.
#[derive(Debug)]
pub(super) struct Broken<W> {
    pub severity: Severity,
    pub at: W,
    pub message: String,
    pub help: String,
}

/// All rules that are broken.
pub(super) fn broken<W: Clone>(view: &View<'_, W>) -> Vec<Broken<W>> {
    let mut out = Vec::new();
    for (rule, _) in rules() {
        rule(view, &mut out);
    }
    out
}

type Rule<W> = fn(&View<'_, W>, &mut Vec<Broken<W>>);

/// The rules in the order in which what they find is said, each with whom it
/// concerns who reads a questionnaire without its texts.
fn rules<W: Clone>() -> [(Rule<W>, Concerns); 15] {
    use Concerns::{Everyone, Texts, Warns};
    [
        (schema, Everyone),
        (control_characters, Texts),
        (texts, Everyone),
        (ids, Everyone),
        (questions, Warns),
        (roles, Everyone),
        (numbering, Everyone),
        (links, Everyone),
        (mistakes::order, Warns),
        (mistakes::twice, Warns),
        (mistakes::topics, Warns),
        (mistakes::layers, Warns),
        (template, Warns),
        (file_name, Warns),
        (sizes, Everyone),
    ]
}

/// What a rule is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Concerns {
    Everyone,
    /// What whoever reads without texts has refused before, anywhere.
    Texts,
    /// Nothing that it finds is an error.
    Warns,
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
        let help = "write your own in its place";
        put(out, Severity::ToWrite, &text.at, message, help);
    }
}

fn error<W: Clone>(out: &mut Vec<Broken<W>>, at: &W, message: String, help: impl Into<String>) {
    put(out, Severity::Error, at, message, help);
}

pub(super) fn warning<W: Clone>(
    out: &mut Vec<Broken<W>>,
    at: &W,
    message: String,
    help: impl Into<String>,
) {
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
        if is_blank(t.text) && must(t) {
            error(
                out,
                &t.at,
                format!("the {key} of {owner} is empty"),
                "files, screens and reports name it by it: write one",
            );
        } else if is_blank(t.text) && shown(t) {
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
        if !is_blank(id) && !seen.insert((*kind, *id)) {
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
            None if is_blank(id) => {}
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

/// A question names steps that are there, each once.
fn links<W: Clone>(view: &View<'_, W>, out: &mut Vec<Broken<W>>) {
    let Some(roles) = &view.roles else { return };
    let mut seen = BTreeSet::new();
    for (question, step, at) in &view.links {
        let question_id = one_line(question);
        let has = |role: &Role<'_, W>| role.steps.iter().any(|(id, _)| id == step);
        if !roles.iter().any(|role| has(role) || !role.whole) {
            let message = format!("question {question_id} names step {step}, which no role has");
            let help = "name steps that a role has, such as \"01\", or leave steps out";
            error(out, at, message, help);
        } else if !seen.insert((*question, step)) {
            let message = format!("question {question_id} names step {step} twice");
            error(out, at, message, "name it once");
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
/// Texts that were left out are none that is empty; the file of the others has
/// to be [plain](crate::canon::is_plain).
pub(super) fn sound(q: &Questionnaire) -> bool {
    let view = view_of(q, |t| !t.text.is_empty() || must(t));
    let mut out = Vec::new();
    for (rule, concerns) in rules() {
        if concerns == Concerns::Everyone {
            rule(&view, &mut out);
        }
    }
    out.iter().all(|b| b.severity != Severity::Error)
}
