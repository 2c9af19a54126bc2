//! Which items and fields two people changed and nobody has decided, where
//! they are shown.

use super::field::Field;
use crate::assessment::{Assessment, EvidenceId, Role, field_words};
use crate::questionnaire::ItemId;

/// The sign of a field that two people changed.
pub const SIGN: &str = "≠";

/// The paths of the conflicts of an item.
fn paths<'a>(
    a: &'a Assessment,
    role: Role,
    item: &ItemId,
) -> impl Iterator<Item = &'a str> + use<'a> {
    let (kind, id) = match item {
        ItemId::Step(id) => ("steps", id.to_string()),
        ItemId::Question(id) => ("questions", id.clone()),
    };
    let id = toml_edit::Key::new(id);
    below(a, format!("roles.{role}.{kind}.{}.", id.display_repr()))
}

fn below(a: &Assessment, stem: String) -> impl Iterator<Item = &str> {
    let behind = a.conflicts.range(stem.clone()..);
    let paths = behind.map(|(path, _)| path.as_str());
    paths.take_while(move |path| path.starts_with(&stem))
}

/// Whether something of an item, or of its evidence, is in conflict.
#[must_use]
pub fn is_disputed(a: &Assessment, role: Role, item: &ItemId) -> bool {
    !a.conflicts.is_empty()
        && (paths(a, role, item).next().is_some() || records(a, role, item).any(|id| record(a, id)))
}

fn records<'a>(
    a: &'a Assessment,
    role: Role,
    item: &ItemId,
) -> impl Iterator<Item = &'a EvidenceId> + use<'a> {
    let answers = a.answers.get(&role);
    let ids = answers.and_then(|of| match item {
        ItemId::Question(id) => of.questions.get(id).map(|q| &q.evidence),
        ItemId::Step(id) => of.steps.get(id).map(|s| &s.evidence),
    });
    ids.into_iter().flatten()
}

fn record(a: &Assessment, id: &EvidenceId) -> bool {
    below(a, format!("evidence.{id}.")).next().is_some()
}

/// Whether a field of the form is in conflict.
#[must_use]
pub fn is_field(a: &Assessment, role: Role, item: &ItemId, field: &Field) -> bool {
    if a.conflicts.is_empty() {
        return false;
    }
    if let Field::Evidence(id) = field {
        return record(a, id);
    }
    let of = |path: &str| field_of(path).as_ref() == Some(field);
    paths(a, role, item).any(of)
}

/// The field of the form that shows what is at a path.
fn field_of(path: &str) -> Option<Field> {
    let keys = toml_edit::Key::parse(path).ok()?;
    let keys: Vec<&str> = keys.iter().skip(4).map(toml_edit::Key::get).collect();
    Some(match keys.as_slice() {
        ["answer", ..] => Field::Answer,
        ["outcome", ..] => Field::Outcome,
        ["grade", ..] => Field::Grade,
        ["ownership", ..] => Field::Ownership,
        ["implementation", ..] => Field::Implementation,
        ["customer_responsibilities", ..] => Field::Customer,
        ["methods", ..] => Field::Methods,
        ["note", ..] => Field::Note,
        ["justification", ..] => Field::Justification,
        ["evidence", ..] => Field::AddEvidence,
        ["action", "owner", ..] => Field::ActionOwner,
        ["action", "due", ..] => Field::ActionDue,
        ["action", "status", ..] => Field::ActionStatus,
        ["action", "retest", ..] => Field::ActionRetest,
        ["action", ..] => Field::ActionText,
        ["effectiveness", ..] => Field::Effectiveness,
        ["sample", ..] => Field::Sample,
        ["review_comment", ..] => Field::ReviewComment,
        ["review" | "reviewed_by" | "reviewed_at", ..] => Field::Review,
        _ => return None,
    })
}

/// What is in conflict of an item, in words: `outcome, note`.
#[must_use]
pub fn words(a: &Assessment, role: Role, item: &ItemId) -> String {
    let name = format!("{role}.{item} ");
    let of_item = paths(a, role, item).map(|path| {
        let words = field_words(path);
        words
            .strip_prefix(&name)
            .map_or(words.clone(), str::to_owned)
    });
    let ids = records(a, role, item).filter(|id| record(a, id));
    let of_records = ids.map(|id| {
        let record = a.evidence.get(id).map_or("", |e| e.name());
        format!("evidence {}", crate::text::one_line(record))
    });
    let all: Vec<String> = of_item.chain(of_records).collect();
    all.join(", ")
}
