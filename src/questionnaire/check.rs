//! Every problem of a questionnaire file, with its place.

use super::format::{self, FILE, Key, Value};
use super::rules;
use super::view::{Kind, Layer, Owner, Role, Text, View};
use super::{BadId, StepId};
use crate::store::{Problem, Severity, control_character, nearest, shorten};
use crate::text::one_line;
use std::ops::Range;
use toml_edit::{Document, Item, TableLike};

type Span = Option<Range<usize>>;

/// What checking a questionnaire file came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Everything that is wrong, in the order of the file.
    pub problems: Vec<Problem>,
    /// The control's id and where it stands; none where it cannot be read.
    pub control: Option<(String, Range<usize>)>,
}

impl Checked {
    /// Whether the file cannot be used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}

/// Checks the text of a questionnaire file. It has an error exactly where
/// [`super::parse`] refuses it.
#[must_use]
pub fn check(text: &str) -> Checked {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(e) => {
            let message = e.message().lines().collect::<Vec<_>>().join(", ");
            let (message, help) = crate::limits::too_deep(&message).unwrap_or_else(|| {
                (
                    format!("not valid TOML: {message}"),
                    "mend this line as TOML: key = \"text\", [table], long texts between \"\"\" and \"\"\"",
                )
            });
            let problem = control_character(text).unwrap_or_else(|| Problem {
                severity: Severity::Error,
                span: e.span(),
                message,
                help: Some(help.to_owned()),
            });
            return Checked {
                problems: vec![problem],
                control: None,
            };
        }
    };
    let root = document.as_table();
    let mut form = Form {
        problems: Vec::new(),
    };
    form.table(root, &FILE, Some(0..0), FILE.head);
    let view = view(text, root);
    let mut problems = form.problems;
    problems.extend(rules::broken(&view).into_iter().map(|b| Problem {
        severity: b.severity,
        span: b.at,
        message: b.message,
        help: Some(b.help),
    }));
    problems.sort_by_key(|p| p.span.as_ref().map_or(0, |s| s.start));
    let control = root.get("control").and_then(Item::as_table_like);
    let control = control.and_then(|c| c.get("id"));
    let control = control.and_then(|id| Some((id.as_str()?.to_owned(), id.span()?)));
    Checked { problems, control }
}

/// The form of the file: keys that are unknown or missing, and values that
/// are of another kind.
struct Form {
    problems: Vec<Problem>,
}

impl Form {
    fn error(&mut self, span: Span, message: String, help: String) {
        self.problems.push(Problem {
            severity: Severity::Error,
            span,
            message,
            help: Some(help),
        });
    }

    fn table(&mut self, table: &dyn TableLike, spec: &format::Table, head: Span, place: &str) {
        let names = spec.names();
        // A misspelt key is one problem, not also one that is missing.
        let mut meant = Vec::new();
        for (key, item) in table.iter() {
            let span = table.key(key).and_then(|k| k.span()).or(item.span());
            let Some(known) = spec.key(key) else {
                let near = (self.problems.len() < 100).then(|| nearest(key, &names));
                let known = format!("known here: {}", names.join(", "));
                let help = match near.flatten() {
                    Some(near) => {
                        meant.push(near);
                        format!("did you mean {near}? {known}")
                    }
                    None => known,
                };
                let message = format!("unknown key “{}” in {place}", shorten(key));
                self.error(span, message, help);
                continue;
            };
            self.value(known, item, item.span().or(span), place);
        }
        for key in spec.keys.iter().filter(|k| k.required) {
            if table.get(key.name).is_none() && !meant.contains(&key.name) {
                let (name, about) = (key.name, key.about);
                let (missing, help) = match key.value {
                    Value::Table(t) | Value::Tables(t) => (
                        format!("there is no {}", t.head),
                        format!("add it: {about}"),
                    ),
                    Value::Schema => (
                        "there is no schema: it says which format the file has".to_owned(),
                        format!("write schema = {} on the first line", super::SCHEMA),
                    ),
                    _ => (
                        format!("{place} has no {name}"),
                        format!("write {name} = …: {about}"),
                    ),
                };
                self.error(head.clone(), missing, help);
            }
        }
    }

    fn value(&mut self, key: &Key, item: &Item, span: Span, place: &str) {
        let name = key.name;
        let wrong = |form: &mut Self, span: Span, expected: String| {
            let message = format!("{name} of {place} is {}", kind(item));
            form.error(span, message, format!("expected {expected}"));
        };
        match key.value {
            Value::Schema if item.as_integer().is_some() => {}
            Value::Schema => wrong(self, span, format!("schema = {}", super::SCHEMA)),
            Value::Text if item.as_str().is_some() => {}
            Value::Text => wrong(self, span, format!("a text between quotes: {}", key.about)),
            Value::Word(words, what) => match item.as_str() {
                Some(text) => self.word(text, span, words, what),
                None => wrong(self, span, format!("one of {}", words.join(", "))),
            },
            Value::Step => match item.as_str() {
                Some(text) => self.step(text, span),
                None => wrong(self, span, "two digits between quotes: \"03\"".to_owned()),
            },
            Value::Texts | Value::Words(..) | Value::Steps => {
                let Some(array) = item.as_array() else {
                    wrong(self, span, "a list of texts: [\"…\", \"…\"]".to_owned());
                    return;
                };
                for value in array {
                    match (value.as_str(), key.value) {
                        (None, _) => {
                            let message = format!("an entry of {name} of {place} is no text");
                            let help = "put it between quotes".to_owned();
                            self.error(value.span(), message, help);
                        }
                        (Some(text), Value::Words(words, what)) => {
                            self.word(text, value.span(), words, what);
                        }
                        (Some(text), Value::Steps) => self.step(text, value.span()),
                        (Some(_), _) => {}
                    }
                }
            }
            Value::Table(spec) => match item.as_table_like() {
                Some(table) => self.table(table, spec, span, spec.what),
                None => wrong(self, span, format!("the table {}", spec.head)),
            },
            Value::Tables(spec) => {
                let Some(tables) = tables(item) else {
                    wrong(self, span, format!("tables {}", spec.head));
                    return;
                };
                for (table, head) in tables {
                    let place = place_of(table, spec, place);
                    self.table(table, spec, head, &place);
                }
            }
        }
    }

    fn step(&mut self, text: &str, span: Span) {
        if let Err(BadId(text)) = StepId::new(text) {
            let message = format!("“{}” is not a step's id", shorten(&text));
            let help = "expected two digits such as 03, or ccm-1".to_owned();
            self.error(span, message, help);
        }
    }

    fn word(&mut self, text: &str, span: Span, words: &[&str], what: &str) {
        if words.contains(&text) {
            return;
        }
        let expected = format!("expected {}", words.join(", "));
        let help = match nearest(text, words) {
            Some(word) => format!("did you mean “{word}”? {expected}"),
            None => expected,
        };
        self.error(span, format!("“{}” is not {what}", shorten(text)), help);
    }
}

/// What a repeated table is called: by its id, where it has one.
fn place_of(table: &dyn TableLike, spec: &format::Table, within: &str) -> String {
    let id = table
        .get("id")
        .or(table.get("phase"))
        .and_then(Item::as_str);
    let Some(id) = id.filter(|id| !id.trim().is_empty()) else {
        return match within {
            "the file" => spec.what.to_owned(),
            _ => format!("{} of {within}", spec.what),
        };
    };
    let what = spec
        .what
        .split_once(' ')
        .map_or(spec.what, |(_, rest)| rest);
    match spec.head {
        "[[roles.steps]]" => format!("step {} of {within}", shorten(id)),
        "[[roles]]" => shorten(id),
        _ => format!("{what} {}", shorten(id)),
    }
}

/// The tables of `[[name]]`, or of a list of inline tables, each with the
/// place of its head; none where it is neither.
fn tables(item: &Item) -> Option<Vec<(&dyn TableLike, Span)>> {
    if let Some(tables) = item.as_array_of_tables() {
        let all = tables.iter();
        return Some(all.map(|t| (t as &dyn TableLike, t.span())).collect());
    }
    let values = item.as_array()?.iter();
    values
        .map(|v| Some((v.as_inline_table()? as &dyn TableLike, v.span())))
        .collect()
}

fn kind(item: &Item) -> &'static str {
    match item.type_name() {
        "string" => "a text",
        "integer" => "a number",
        "float" => "a fraction",
        "boolean" => "a truth value",
        "datetime" => "a date",
        "array" => "a list",
        "array of tables" => "a list of tables",
        _ => "a table",
    }
}

/// What can be read of the file, as the rules see it.
fn view<'a>(source: &str, root: &'a dyn TableLike) -> View<'a, Span> {
    let mut view = View {
        schema: None,
        control: None,
        texts: Vec::new(),
        ids: Vec::new(),
        links: Vec::new(),
        layers: Vec::new(),
        roles: None,
        end: Some(source.len()..source.len()),
    };
    if let Some(item) = root.get("schema") {
        view.schema = item.as_integer().map(|n| (n, item.span()));
    }
    let parts = |name: &str| root.get(name).and_then(tables).unwrap_or_default();
    if let Some(control) = root.get("control").and_then(Item::as_table_like) {
        view.control = control.get("id").and_then(Item::as_str);
        texts(&mut view, source, control, "control", Owner::Control);
    }
    for (table, _) in parts("lifecycle") {
        let name = text(table, "phase").unwrap_or_default();
        texts(&mut view, source, table, "lifecycle", Owner::Phase(name));
    }
    for (name, kind) in [
        ("layers", Kind::Layer),
        ("standards", Kind::Standard),
        ("questions", Kind::Question),
    ] {
        for (table, _) in parts(name) {
            let id = text(table, "id");
            let owner = match kind {
                Kind::Layer => Owner::Layer(id.unwrap_or_default()),
                Kind::Standard => Owner::Standard(id.unwrap_or_default()),
                _ => Owner::Question(id.unwrap_or_default()),
            };
            texts(&mut view, source, table, name, owner);
            if kind == Kind::Layer {
                let word = |key| text(table, key).map(|word| (word, at(table, key)));
                view.layers.push(Layer {
                    id: id.unwrap_or_default(),
                    role: word("role"),
                    ownership: word("ownership"),
                });
            }
            view.ids.extend(id.map(|id| (kind, id, at(table, "id"))));
            if kind == Kind::Question {
                let steps = table.get("steps").and_then(Item::as_array);
                let named = steps.into_iter().flatten().filter_map(|value| {
                    let step = StepId::new(value.as_str()?).ok()?;
                    Some((id.unwrap_or_default(), step, value.span()))
                });
                view.links.extend(named);
            }
        }
    }
    let Some(roles) = root.get("roles").and_then(tables) else {
        return view;
    };
    let mut all = Vec::new();
    for (table, head) in roles {
        let id = text(table, "id").unwrap_or_default();
        texts(&mut view, source, table, "roles", Owner::Role(id));
        if !id.is_empty() {
            view.ids.push((Kind::Role, id, at(table, "id")));
        }
        all.push(role(&mut view, source, table, id, head));
    }
    view.roles = Some(all);
    view
}

fn role<'a>(
    view: &mut View<'a, Span>,
    source: &str,
    table: &'a dyn TableLike,
    id: &'a str,
    head: Span,
) -> Role<'a, Span> {
    let steps = table.get("steps").map(tables);
    let mut out = Role {
        id,
        steps: Vec::new(),
        adapted: Vec::new(),
        whole: !matches!(steps, Some(None)),
        at: at(table, "id").or(head),
    };
    for (step, head) in steps.flatten().unwrap_or_default() {
        let number = text(step, "id").unwrap_or_default();
        texts(view, source, step, "roles.steps", Owner::Step(id, number));
        if text(step, "origin") == Some(super::Origin::Adapted.word()) {
            out.adapted.push(number);
        }
        match StepId::new(number) {
            Ok(number) => out.steps.push((number, at(step, "id").or(head))),
            Err(_) => out.whole = false,
        }
    }
    out
}

/// Takes in the texts of a table that the rules look at.
fn texts<'a>(
    view: &mut View<'a, Span>,
    source: &str,
    table: &'a dyn TableLike,
    name: &str,
    owner: Owner<'a>,
) {
    let Some(spec) = spec_of(name) else { return };
    for key in spec.keys {
        let Some(item) = table.get(key.name) else {
            continue;
        };
        let mut put = |text: &'a str, span: Span| {
            view.texts.push(Text {
                owner,
                key: key.name,
                text,
                at: unsafe_place(source, text, span),
            });
        };
        match key.value {
            Value::Text => {
                if let Some(text) = item.as_str() {
                    put(text, item.span());
                }
            }
            Value::Texts => {
                for value in item.as_array().into_iter().flatten() {
                    if let Some(text) = value.as_str() {
                        put(text, value.span());
                    }
                }
            }
            _ => {}
        }
    }
}

fn spec_of(name: &str) -> Option<&'static format::Table> {
    name.split('.')
        .try_fold(&FILE, |table, part| match table.key(part)?.value {
            Value::Table(inner) | Value::Tables(inner) => Some(inner),
            _ => None,
        })
}

/// Where a control character of the text stands itself, if it is not escaped;
/// else where the text does.
fn unsafe_place(source: &str, text: &str, span: Span) -> Span {
    let Some(c) = text.chars().find(|c| crate::text::is_unsafe(*c)) else {
        return span;
    };
    let span = span?;
    match source.get(span.clone())?.find(c) {
        Some(at) => Some(span.start + at..span.start + at + c.len_utf8()),
        None => Some(span),
    }
}

fn text<'a>(table: &'a dyn TableLike, key: &str) -> Option<&'a str> {
    table.get(key).and_then(Item::as_str)
}

fn at(table: &dyn TableLike, key: &str) -> Span {
    table.get(key).and_then(Item::span)
}

/// A problem in one line: what is wrong, and what was expected.
pub(super) fn sentence(problem: &Problem) -> String {
    let message = one_line(&problem.message);
    match &problem.help {
        Some(help) => format!("{message}: {}", one_line(help)),
        None => message,
    }
}
