//! Reading an answer file's text: all of its problems, not only the first.

use super::problem::{MERGE, Problem, Severity};
use super::walk::{Kind, Walk};
use crate::assessment::{Assessment, SCHEMA};
use crate::questionnaire::{Questionnaire, embedded};
use std::ops::Range;
use toml_edit::Document;

/// How git marks the start of a part that it could not merge.
pub(crate) const CONFLICT: &str = "<<<<<<<";
/// The other marks; what stands at the start of a line of text may just be
/// a person's rule, so they count only beside the first.
const MARKS: [&str; 4] = [CONFLICT, "|||||||", "=======", ">>>>>>>"];

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The answers; only to be used when there is no error among the problems.
    pub assessment: Assessment,
    /// Everything that is wrong, in the order of the file.
    pub problems: Vec<Problem>,
    /// The file's schema; 0 when it names none. Higher than
    /// [`SCHEMA`]: written by a newer program, not to be saved by this one.
    pub schema: i64,
}

impl Parsed {
    /// Whether a problem keeps the file from being used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}

/// Reads the text of an answer file to a questionnaire. Never fails: what is
/// wrong is in [`Parsed::problems`].
#[must_use]
pub fn parse(text: &str, questionnaire: &Questionnaire) -> Parsed {
    parse_in(text, questionnaire, None)
}

/// As [`parse`], of a control in a folder: what it inherits from what the
/// folder's controls share is in what is returned.
#[must_use]
pub fn parse_in(text: &str, questionnaire: &Questionnaire, shared: Option<&Assessment>) -> Parsed {
    let (mut parsed, _) = parse_document(text, questionnaire, shared);
    if let Some(shared) = shared {
        parsed.assessment = std::mem::take(&mut parsed.assessment).inheriting(shared);
    }
    parsed
}

/// Reads the text of an `assessment.toml`: what the controls of a folder
/// share. Never fails, as [`parse`].
#[must_use]
pub fn parse_shared(text: &str) -> Parsed {
    parse_shared_document(text).0
}

/// A control's text with what it inherits from another text written into it:
/// what it was by itself. As it is where one of the two cannot be read.
#[must_use]
pub fn made_whole(text: &str, shared: &str) -> String {
    let shared = parse_shared(shared).assessment;
    // Its answers are of no concern here.
    let (own, document) = parse_document(text, embedded(), Some(&shared));
    let Some(document) = document else {
        return text.to_owned();
    };
    let own = Assessment {
        answers: std::collections::BTreeMap::new(),
        ..own.assessment
    };
    let mut layout = super::Layout::of(&document);
    let whole = own.clone().inheriting(&shared);
    super::update(&mut layout, &own, &whole);
    layout.to_string()
}

/// Whether a text is what the controls of a folder share, not an answer file:
/// it has neither a questionnaire nor answers. A broken one is told by its
/// lines.
pub(crate) fn is_shared(text: &str) -> bool {
    // A register of thousands is read many times as fast so.
    let may_answer = text.contains("\n[roles") || text.contains("\nquestionnaire ");
    if !may_answer && super::fast::read_shared(text).is_some() {
        return true;
    }
    let of_answers = match Document::parse(text) {
        Ok(document) => {
            let head = document.get("assessment").and_then(|a| a.as_table_like());
            document.contains_key("roles") || head.is_some_and(|h| h.contains_key("questionnaire"))
        }
        Err(_) => text.lines().any(|line| {
            let line = line.trim_start();
            let key = line.strip_prefix("questionnaire").map(str::trim_start);
            key.is_some_and(|rest| rest.starts_with('=')) || line.starts_with("[roles.")
        }),
    };
    !of_answers
}

/// The text as the file says it, nothing inherited, with the parsed text when
/// its syntax is right. What is shared is for what may be missing or referred
/// to.
pub(crate) fn parse_document<'t>(
    text: &'t str,
    questionnaire: &Questionnaire,
    shared: Option<&Assessment>,
) -> (Parsed, Option<Document<&'t str>>) {
    document(text, questionnaire, Kind::Answers(shared))
}

/// Like [`parse_shared`], with the parsed text when its syntax is right.
pub(crate) fn parse_shared_document(text: &str) -> (Parsed, Option<Document<&str>>) {
    // Nothing in it is of a questionnaire.
    document(text, embedded(), Kind::Shared)
}

fn document<'t>(
    text: &'t str,
    questionnaire: &Questionnaire,
    kind: Kind<'_>,
) -> (Parsed, Option<Document<&'t str>>) {
    if let Some(problem) = conflicts(text) {
        return (failed(problem), None);
    }
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(e) => {
            let problem = control_character(text).unwrap_or_else(|| syntax(&e));
            return (failed(problem), None);
        }
    };
    let parsed = read(text, &document, questionnaire, kind);
    (parsed, Some(document))
}

fn failed(problem: Problem) -> Parsed {
    Parsed {
        problems: vec![problem],
        ..Parsed::default()
    }
}

/// The first character that TOML never allows as it is: the parser's own
/// words for it do not help anybody who cannot see it.
pub(crate) fn control_character(text: &str) -> Option<Problem> {
    let bare_return = |at: usize| {
        !text
            .get(at + 1..)
            .is_some_and(|rest| rest.starts_with('\n'))
    };
    let (at, c) = text.char_indices().find(|(at, c)| {
        c.is_ascii_control() && !matches!(c, '\n' | '\t') && (*c != '\r' || bare_return(*at))
    })?;
    Some(Problem {
        severity: Severity::Error,
        span: Some(at..at + c.len_utf8()),
        message: format!(
            "the control character U+{:04X} stands in the file",
            c as u32
        ),
        help: Some("delete it: TOML does not allow it, and it can steer a terminal".to_owned()),
    })
}

fn conflicts(text: &str) -> Option<Problem> {
    let mut at = 0;
    let mut first = None;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if MARKS.iter().any(|m| line.starts_with(m)) {
            lines.push(format!("{number}"));
            if first.is_none() && line.starts_with(CONFLICT) {
                first = Some(at..at + line.trim_end().len());
            }
        }
        at += line.len();
    }
    let span = first?;
    let shown = lines.len().min(40);
    let more = if lines.len() > shown { " and more" } else { "" };
    lines.truncate(shown);
    Some(Problem {
        severity: Severity::Error,
        span: Some(span),
        message: format!(
            "{MERGE}git's marks stand on lines {}{more}",
            lines.join(", ")
        ),
        help: Some(
            "choose between the two sides, delete the marks, then open the file again".to_owned(),
        ),
    })
}

fn syntax(error: &toml_edit::TomlError) -> Problem {
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    if let Some((message, help)) = crate::limits::too_deep(&message) {
        return Problem {
            severity: Severity::Error,
            span: error.span(),
            message,
            help: Some(help.to_owned()),
        };
    }
    let help = if message.contains("duplicate key") {
        "a key or table may stand only once: remove one of the two"
    } else {
        "mend this line as TOML: key = \"text\", [table], notes between \"\"\" and \"\"\""
    };
    Problem {
        severity: Severity::Error,
        span: error.span(),
        message: format!("not valid TOML: {message}"),
        help: Some(help.to_owned()),
    }
}

fn read(
    text: &str,
    document: &Document<&str>,
    questionnaire: &Questionnaire,
    kind: Kind<'_>,
) -> Parsed {
    let root = document.as_table();
    let mut walk = Walk::new(text, questionnaire, kind);
    let schema = match root.get("schema") {
        None => {
            walk.error(
                Some(0..0),
                "there is no schema: it says which format the file has".to_owned(),
                Some(format!("write schema = {SCHEMA} on the first line")),
            );
            0
        }
        Some(item) => match item.as_integer() {
            Some(number) if number >= 1 => number,
            _ => {
                let found = walk.shown(item.span());
                walk.error(
                    item.span(),
                    format!("schema is {found}, which is no format of an answer file"),
                    Some(format!("write schema = {SCHEMA}")),
                );
                0
            }
        },
    };
    if schema > SCHEMA {
        let span = root.get("schema").and_then(toml_edit::Item::span);
        walk.newer(schema, span);
    }
    let assessment = walk.root(root);
    let mut problems = walk.into_problems();
    let start = |p: &Problem| p.span.as_ref().map_or(0, |s: &Range<usize>| s.start);
    problems.sort_by_key(start);
    Parsed {
        assessment,
        problems,
        schema,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_is_told_from_answers_however_it_is_written() {
        let head = "schema = 1\n\n[assessment]\nsubject = \"S\"\nroles = [\"CSP\"]\n";
        let with = |line: &str| format!("{head}{line}\n");
        for shared in [
            head.to_owned(),
            with("[evidence.a]\nhref = \"x\""),
            with("questionnaires = \"../q\""),
            // Broken.
            with("x = ["),
            with("questionnaires = ["),
        ] {
            assert!(is_shared(&shared), "{shared}");
        }
        for answers in [
            with("questionnaire = \"CEK-02\""),
            with("questionnaire=\"CEK-02\""),
            with("  questionnaire = \"CEK-02\""),
            with("\"questionnaire\" = \"CEK-02\""),
            with("[roles.CSP.steps.01]\nnote = \"a\""),
            format!("roles.CSP.steps.01.note = \"a\"\n{head}"),
            "assessment = { questionnaire = \"CEK-02\" }\n".to_owned(),
            with("questionnaire = ["),
            with("  [roles.CSP.steps.01]\nnote = ["),
        ] {
            assert!(!is_shared(&answers), "{answers}");
        }
    }
}
