//! Taking the answers of a workbook into an assessment, field by field, by
//! the edits that everything else uses.

use crate::assessment::{Assessment, Edit, EditError, QuestionAnswer, Role, Stamp};
use crate::import::FilledRow;
use crate::questionnaire::Questionnaire;

/// What taking answers in came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The questions of which something was taken, as `CSP.CEK-02.1: answer,
    /// ownership`.
    pub changed: Vec<String>,
    /// Where file and workbook differ, a sentence each.
    pub differences: Vec<String>,
    /// The questions that the workbook words otherwise.
    pub worded: Vec<String>,
    /// The questions that the questionnaire does not have.
    pub unknown: Vec<String>,
    /// How many answers were taken that nobody is named for.
    pub nameless: usize,
}

/// A field of an answer: its name, its cell, what stands and what would.
struct Field {
    name: &'static str,
    cell: usize,
    here: String,
    there: String,
    edit: Edit,
}

/// Takes the rows of one control into an assessment. What stands in the file
/// and differs stays, unless it is to be replaced. Who answered is whom the
/// stamp names, and nobody where it names none: not the assessor, who only takes
/// in what a provider states.
///
/// # Errors
/// When an edit cannot be made: the role is not assessed.
pub fn take(
    a: &mut Assessment,
    q: &Questionnaire,
    role: Role,
    rows: &[&FilledRow],
    replace: bool,
    stamp: &Stamp,
) -> Result<Taken, EditError> {
    let mut taken = Taken::default();
    for row in rows {
        let Some(question) = q.question(&row.id) else {
            taken.unknown.push(row.id.clone());
            continue;
        };
        if !row.question.is_empty() && !same_words(&question.text, &row.question) {
            taken.worded.push(row.id.clone());
        }
        let mut names = Vec::new();
        let before = a.question(role, &row.id).clone();
        for field in fields(a.question(role, &row.id), role, row) {
            if field.there.is_empty() || same(&field.here, &field.there) {
                continue;
            }
            if !field.here.is_empty() && !replace {
                let cell = row.cells.get(field.cell).map_or("", String::as_str);
                taken.differences.push(format!(
                    "{role}.{}: {} is “{}” here and “{}” in the workbook ({cell})",
                    row.id,
                    field.name,
                    shown(&field.here),
                    shown(&field.there)
                ));
                continue;
            }
            let unowned = a.question(role, &row.id).ownership.is_none();
            field.edit.apply(a, q, stamp)?;
            // What the workbook does not say of ownership is not said for it.
            if unowned && matches!(field.edit, Edit::Answer(..)) {
                Edit::Ownership(role, row.id.clone(), None).apply(a, q, stamp)?;
            }
            names.push(field.name);
        }
        let is_new = names.contains(&"answer");
        let confirmed = row.answer.is_some() && row.answer == before.answer;
        let named = !stamp.by.is_empty();
        if let Some(now) = answer_mut(a, role, &row.id) {
            if now.answer.is_none() || !(is_new || named) {
                now.answered_by = before.answered_by;
                now.answered_at = before.answered_at;
            } else if is_new {
                now.answered_by.clone_from(&stamp.by);
                taken.nameless += usize::from(!named);
            } else if confirmed && now.answered_by.is_empty() {
                now.answered_by.clone_from(&stamp.by);
                names.push("who answered");
            }
        }
        if !names.is_empty() {
            taken
                .changed
                .push(format!("{role}.{}: {}", row.id, names.join(", ")));
        }
    }
    Ok(taken)
}

fn answer_mut<'a>(a: &'a mut Assessment, role: Role, id: &str) -> Option<&'a mut QuestionAnswer> {
    a.answers.get_mut(&role)?.questions.get_mut(id)
}

fn fields(here: &QuestionAnswer, role: Role, row: &FilledRow) -> [Field; 4] {
    let id = || row.id.clone();
    let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
    [
        Field {
            name: "answer",
            cell: 0,
            here: word(here.answer.map(|a| a.as_str())),
            there: word(row.answer.map(|a| a.as_str())),
            edit: Edit::Answer(role, id(), row.answer),
        },
        Field {
            name: "ownership",
            cell: 1,
            here: word(here.ownership.map(|o| o.as_str())),
            there: word(row.ownership.map(|o| o.as_str())),
            edit: Edit::Ownership(role, id(), row.ownership),
        },
        Field {
            name: "implementation",
            cell: 2,
            here: here.implementation.clone(),
            there: row.implementation.clone(),
            edit: Edit::Implementation(role, id(), row.implementation.clone()),
        },
        Field {
            name: "customer responsibilities",
            cell: 3,
            here: here.customer_responsibilities.clone(),
            there: row.customer_responsibilities.clone(),
            edit: Edit::CustomerResponsibilities(role, id(), row.customer_responsibilities.clone()),
        },
    ]
}

/// Whether two texts differ in nothing but blanks at the ends of lines.
fn same(a: &str, b: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        text.trim()
            .lines()
            .map(|l| l.trim_end().to_owned())
            .collect()
    };
    lines(a) == lines(b)
}

/// Whether two texts have the same words.
fn same_words(a: &str, b: &str) -> bool {
    let words = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    words(a) == words(b)
}

fn shown(text: &str) -> String {
    let line = crate::text::one_line(text.trim());
    if line.chars().count() <= 40 {
        return line;
    }
    let start: String = line.chars().take(39).collect();
    format!("{start}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::{Answer, Ownership};
    use crate::questionnaire::embedded;

    fn row(answer: Option<Answer>, ownership: Option<Ownership>, text: &str) -> FilledRow {
        FilledRow {
            id: "CEK-02.1".into(),
            control: "CEK-02".into(),
            question: String::new(),
            answer,
            ownership,
            implementation: text.into(),
            customer_responsibilities: String::new(),
            cells: ["C3", "D3", "E3", "F3"].map(str::to_owned),
        }
    }

    fn blank() -> Assessment {
        Assessment {
            questionnaire: "CEK-02".into(),
            roles: vec![Role::Csp],
            ..Assessment::default()
        }
    }

    fn stamp() -> Stamp {
        Stamp {
            now: chrono::DateTime::from_timestamp(1_795_514_400, 0).unwrap(),
            by: "sample assessor".into(),
        }
    }

    #[test]
    fn only_what_is_said_is_taken_and_stamped() {
        let mut a = blank();
        let said = row(Some(Answer::Yes), None, "SAMPLE");
        let taken = take(&mut a, embedded(), Role::Csp, &[&said], false, &stamp()).unwrap();
        assert_eq!(taken.changed, ["CSP.CEK-02.1: answer, implementation"]);
        let answer = a.question(Role::Csp, "CEK-02.1");
        assert_eq!(answer.ownership, None, "no ownership is made up");
        assert_eq!(answer.answered_by, "sample assessor");
        let again = take(&mut a, embedded(), Role::Csp, &[&said], false, &stamp()).unwrap();
        assert_eq!(again, Taken::default());
    }

    #[test]
    fn nobody_has_answered_whom_the_call_does_not_name() {
        let nobody = Stamp {
            by: String::new(),
            ..stamp()
        };
        let mut a = blank();
        a.assessor = "the auditor".into();
        let by = |a: &Assessment| {
            let q = a.question(Role::Csp, "CEK-02.1");
            (q.answered_by.clone(), q.answered_at.is_some())
        };
        let take_in = |a: &mut Assessment, said: &FilledRow, stamp: &Stamp| {
            take(a, embedded(), Role::Csp, &[said], true, stamp).unwrap()
        };
        // A text is no answer, whoever is named.
        let text = row(None, None, "SAMPLE");
        for stamp in [&nobody, &stamp()] {
            let mut a = a.clone();
            assert_eq!(take_in(&mut a, &text, stamp).nameless, 0);
            assert_eq!(by(&a), (String::new(), false));
        }
        let said = row(Some(Answer::Yes), None, "SAMPLE");
        assert_eq!(take_in(&mut a, &said, &nobody).nameless, 1);
        assert_eq!(by(&a), (String::new(), true));
        // Named later on, and kept when only a text is new.
        let named = take_in(&mut a, &said, &stamp());
        assert_eq!(named.changed, ["CSP.CEK-02.1: who answered"]);
        let more = row(Some(Answer::Yes), None, "SAMPLE more");
        take_in(&mut a, &more, &nobody);
        assert_eq!(by(&a).0, "sample assessor");
        // Another answer is nobody's again.
        take_in(&mut a, &row(Some(Answer::No), None, ""), &nobody);
        assert_eq!(by(&a).0, "");
    }

    #[test]
    fn what_differs_stays_unless_it_is_to_be_replaced() {
        let mut a = blank();
        let first = row(Some(Answer::Yes), Some(Ownership::CspOwned), "SAMPLE");
        take(&mut a, embedded(), Role::Csp, &[&first], false, &stamp()).unwrap();
        let second = row(Some(Answer::No), None, "OTHER");
        let before = a.clone();
        let taken = take(&mut a, embedded(), Role::Csp, &[&second], false, &stamp()).unwrap();
        assert_eq!(a, before);
        assert_eq!(
            taken.differences,
            [
                "CSP.CEK-02.1: answer is “Yes” here and “No” in the workbook (C3)",
                "CSP.CEK-02.1: implementation is “SAMPLE” here and “OTHER” in the workbook (E3)",
            ]
        );
        take(&mut a, embedded(), Role::Csp, &[&second], true, &stamp()).unwrap();
        let answer = a.question(Role::Csp, "CEK-02.1");
        assert_eq!(
            (answer.answer, answer.ownership),
            (Some(Answer::No), Some(Ownership::CspOwned))
        );
    }

    #[test]
    fn a_role_that_is_not_assessed_is_an_error() {
        let said = row(Some(Answer::Yes), None, "");
        let error = take(
            &mut blank(),
            embedded(),
            Role::Mp,
            &[&said],
            false,
            &stamp(),
        );
        assert!(matches!(error, Err(EditError::RoleNotAssessed(Role::Mp))));
    }
}
