//! Reading an answer file's text: all of its problems, not only the first.

use super::problem::{Problem, Severity};
use super::walk::Walk;
use crate::assessment::{Assessment, SCHEMA};
use crate::questionnaire::Questionnaire;
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
    parse_document(text, questionnaire).0
}

/// Like [`parse`], with the parsed text when its syntax is right.
pub(crate) fn parse_document<'t>(
    text: &'t str,
    questionnaire: &Questionnaire,
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
    let parsed = read(text, &document, questionnaire);
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
            "an unresolved merge: git's marks stand on lines {}{more}",
            lines.join(", ")
        ),
        help: Some(
            "choose between the two sides, delete the marks, then open the file again".to_owned(),
        ),
    })
}

fn syntax(error: &toml_edit::TomlError) -> Problem {
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
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

fn read(text: &str, document: &Document<&str>, questionnaire: &Questionnaire) -> Parsed {
    let root = document.as_table();
    let mut walk = Walk::new(text, questionnaire);
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
