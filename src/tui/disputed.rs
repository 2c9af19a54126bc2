//! Which fields two people changed and nobody has decided, where they are
//! shown.

use super::field::Field;
use crate::assessment::{Assessment, Role};
use crate::questionnaire::ItemId;

/// The sign of a field that two people changed.
pub const SIGN: &str = "≠";

/// Whether a field of the form is in conflict.
#[must_use]
pub fn is_field(a: &Assessment, role: Role, item: &ItemId, field: &Field) -> bool {
    if a.conflicts.is_empty() {
        return false;
    }
    if let Field::Evidence(id) = field {
        return a.is_record_disputed(id);
    }
    let of = |path: &str| field_of(path).as_ref() == Some(field);
    a.disputed_paths(role, item).any(of)
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
