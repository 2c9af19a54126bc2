//! Characters that nobody sees, where two names would look the same and be two.

use crate::assessment::{Assessment, is_invisible};
use crate::store::{AnswerFile, Problem, Severity};
use crate::text::{is_odd, one_line};
use std::collections::BTreeSet;

/// The first of them in a text. Joiners and variation selectors are none: scripts
/// and emoji need them.
fn unseen(text: &str) -> Option<(usize, char)> {
    let is_needed = |c| matches!(c, '\u{34F}' | '\u{180B}'..='\u{180F}' | '\u{200C}'..='\u{200D}' | '\u{FE00}'..='\u{FE0F}');
    if text.is_ascii() {
        return None;
    }
    let mut chars = text.char_indices();
    chars.find(|(_, c)| (is_invisible(*c) || is_odd(*c)) && !is_needed(*c))
}

/// What a file itself says with them, in a name, the subject, a title or a link,
/// each once. In notes they are plain typography.
pub(super) fn problems(file: &AnswerFile) -> Vec<Problem> {
    let inherited = file.shared().map(|shared| texts(shared.assessment()));
    let inherited = inherited.unwrap_or_default();
    let own = texts(file.assessment());
    let own = own.into_iter().filter(|text| !inherited.contains(text));
    own.filter_map(|(what, text)| {
        let (at, c) = unseen(text)?;
        let found = file.text().find(text).map(|start| start + at);
        let code = u32::from(c);
        Some(Problem {
            severity: Severity::Warning,
            span: found.map(|at| at..at + c.len_utf8()),
            message: format!(
                "{what} has a character in it that nobody sees (U+{code:04X}): {}",
                one_line(text)
            ),
            help: Some("another one can look the same; take it out, or write it anew".to_owned()),
        })
    })
    .collect()
}

/// What people tell others by, and what it is.
fn texts(a: &Assessment) -> BTreeSet<(&'static str, &str)> {
    let mut names: Vec<&String> = a.people.keys().chain([&a.assessor]).collect();
    for answers in a.answers.values() {
        names.extend(answers.sign_off.iter().map(|signed| &signed.by));
        let mut actions = Vec::new();
        for step in answers.steps.values() {
            names.extend([&step.assessed_by, &step.reviewed_by]);
            names.extend(&step.assessed_also);
            actions.extend(&step.action);
        }
        for question in answers.questions.values() {
            names.push(&question.answered_by);
            actions.extend(&question.action);
        }
        for action in actions {
            names.extend([&action.owner, &action.retested_by]);
        }
    }
    let mut found = BTreeSet::from([("the subject", a.subject.as_str())]);
    for record in a.evidence.values() {
        names.extend([&record.collected_by, &record.viewed_by]);
        found.extend([
            ("a title", record.title.as_str()),
            ("a link or path", record.href.as_str()),
        ]);
    }
    found.extend(names.into_iter().map(|name| ("a name", name.as_str())));
    found
}
