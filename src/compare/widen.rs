//! Reading an answer file whose questionnaire is not at hand.

use crate::assessment::Role;
use crate::questionnaire::{ItemId, Origin, Question, Questionnaire, RoleSteps, Step, StepId};
use std::borrow::Cow;
use toml_edit::{Document, TableLike};

/// Whether a questionnaire has no such item for the role.
pub(super) fn unknown(q: &Questionnaire, role: Role, item: &ItemId) -> bool {
    !q.has(role, item)
}

/// The questionnaire with the items added, without texts, that an answer file
/// has beyond it, so that the file can be read. A file that names the
/// questionnaire's own digest was answered under it: an item beyond it is a
/// mistake then, and none is added.
#[must_use]
pub fn widened<'q>(q: &'q Questionnaire, text: &str) -> Cow<'q, Questionnaire> {
    let Ok(document) = Document::parse(text) else {
        return Cow::Borrowed(q);
    };
    let root = document.as_table();
    let digest = root
        .get("assessment")
        .and_then(|a| a.as_table_like()?.get("questionnaire_digest")?.as_str());
    let Some(roles) = root.get("roles").and_then(|r| r.as_table_like()) else {
        return Cow::Borrowed(q);
    };
    if digest == Some(q.digest.as_str()) {
        return Cow::Borrowed(q);
    }
    let mut wide = Cow::Borrowed(q);
    for (name, answers) in roles.iter() {
        let (Ok(role), Some(answers)) = (name.parse::<Role>(), answers.as_table_like()) else {
            continue;
        };
        for id in keys(answers, "questions") {
            // A file's own words are safe to show only as ids of this form.
            if wide.question(&id).is_none() && is_plain(&id) {
                wide.to_mut().questions.push(Question {
                    id,
                    steps: Vec::new(),
                    text: String::new(),
                });
            }
        }
        for id in keys(answers, "steps") {
            let Ok(id) = StepId::new(&id) else { continue };
            if wide.step(role, &id).is_none() {
                add(wide.to_mut(), role, id);
            }
        }
    }
    wide
}

/// The questionnaire that a file was answered under, with the items added of a later
/// one that the file has: of a text that changed under it, some may be answered.
#[must_use]
pub fn with_later<'q>(
    own: &'q Questionnaire,
    later: &Questionnaire,
    text: &str,
) -> Cow<'q, Questionnaire> {
    let mut wide = Cow::Borrowed(own);
    let Ok(document) = Document::parse(text) else {
        return wide;
    };
    let roles = document.as_table().get("roles");
    let Some(roles) = roles.and_then(|r| r.as_table_like()) else {
        return wide;
    };
    for (name, answers) in roles.iter() {
        let (Ok(role), Some(answers)) = (name.parse::<Role>(), answers.as_table_like()) else {
            continue;
        };
        for id in keys(answers, "questions") {
            if let (None, Some(question)) = (wide.question(&id), later.question(&id)) {
                wide.to_mut().questions.push(question.clone());
            }
        }
        for id in keys(answers, "steps") {
            let Ok(id) = StepId::new(&id) else { continue };
            if let (None, Some(step)) = (wide.step(role, &id), later.step(role, &id)) {
                put(wide.to_mut(), role, step.clone());
            }
        }
    }
    wide
}

fn keys(answers: &dyn TableLike, part: &str) -> Vec<String> {
    let table = answers.get(part).and_then(|p| p.as_table_like());
    table.map_or_else(Vec::new, |t| t.iter().map(|(k, _)| k.to_owned()).collect())
}

fn is_plain(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_&".contains(c);
    id.len() <= 40 && id.chars().all(plain)
}

fn add(q: &mut Questionnaire, role: Role, id: StepId) {
    let step = Step {
        id,
        topic: String::new(),
        origin: Origin::Adapted,
        methods: Vec::new(),
        typical_evidence: Vec::new(),
        text: String::new(),
    };
    put(q, role, step);
}

fn put(q: &mut Questionnaire, role: Role, step: Step) {
    if q.role(role).is_none() {
        q.roles.push(RoleSteps {
            id: role,
            name: role.to_string(),
            steps: Vec::new(),
        });
    }
    if let Some(steps) = q.roles.iter_mut().find(|r| r.id == role) {
        steps.steps.push(step);
    }
}
