//! Sign-offs that are not worth anything any more, or are doubted.

use crate::assessment::{Files, Role, folder_of};
use crate::overview;
use crate::questionnaire::Questionnaire;
use crate::store::evidence::inspect_all;
use crate::store::{AnswerFile, Problem, Severity};
use crate::text::one_line;
use std::ops::Range;

/// Which roles were signed off, and have changed since or are asked to. Evidence is only looked at where
/// somebody has signed.
pub(super) fn problems(file: &AnswerFile, q: &Questionnaire) -> Vec<Problem> {
    let a = file.assessment();
    let signed = a.answers.values().any(|of| of.sign_off.is_some());
    let files = match signed {
        true => inspect_all(folder_of(file.path()), a),
        false => Files::new(),
    };
    let doubted = overview::doubted(q, a, &files).into_iter();
    let problem = |one: overview::Stale| {
        let by = match one.by.trim() {
            "" => "someone unnamed",
            by => by,
        };
        Problem {
            severity: Severity::Warning,
            span: place(file.text(), one.role),
            message: format!(
                "the sign-off of {} by {} is {}{}",
                one.role,
                one_line(by),
                one.state.as_str(),
                one.since.map_or(String::new(), |what| format!(" ({what})"))
            ),
            help: Some(match one.state.is_requested() {
                true => format!(
                    "settle what the reviewer asks for, then sign {} off anew, or take it back: aicaiq sign-off",
                    one.role
                ),
                false => format!(
                    "look at what has changed, and sign {} off anew, or take it back: aicaiq sign-off",
                    one.role
                ),
            }),
        }
    };
    doubted.map(problem).collect()
}

/// The head of the table that the sign-off is in.
fn place(text: &str, role: Role) -> Option<Range<usize>> {
    let head = format!("[roles.{role}.sign_off]");
    text.find(&head).map(|at| at..at + head.len())
}
