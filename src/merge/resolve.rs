//! Choosing between the sides of a conflict.

use super::groups::of_conflict;
use super::side::{Parsed, Path, dotted};
use super::{MergeError, Side};
use crate::assessment::{Assessment, Conflict, EditError};
use crate::questionnaire::Questionnaire;
use crate::store::fields::Canonical;
use crate::store::{parse, render};
use toml_edit::{Document, Key};

/// Which value a field gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// The one before both.
    Base,
    /// The one side's.
    Ours,
    /// The other side's.
    Theirs,
    /// That of one more side, by its key.
    Other(String),
    /// The one that is in the field meanwhile.
    Current,
    /// Another text, in the place of all of them.
    Text(String),
}

/// Why a choice cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PickError {
    /// There is no such conflict.
    #[error("there is no conflict of {0}")]
    None(String),
    /// Nobody knows what was before both.
    #[error("what was before both is not known: choose one of the two")]
    UnknownBase,
    /// The field is not one of the format.
    #[error(
        "{0} is a key of your own: write the right value into the file, and delete its conflict"
    )]
    NotOurs(String),
    /// No further side has that key.
    #[error("{path} has no further value “{id}”")]
    NoOther {
        /// The field.
        path: String,
        /// The key.
        id: String,
    },
    /// The value does not go with the rest.
    #[error("that cannot be taken: {0}")]
    Misfit(String),
    /// It is a reviewer's choice.
    #[error(transparent)]
    Review(#[from] EditError),
}

/// The assessment with a conflict decided, together with those of the fields
/// that go with it (a grade with its outcome).
///
/// # Errors
/// See [`PickError`]; then nothing is decided.
pub fn resolve(
    a: &Assessment,
    path: &str,
    pick: &Pick,
    q: &Questionnaire,
) -> Result<Assessment, PickError> {
    let shown = || crate::text::one_line(path);
    let keys = keys_of(path).ok_or_else(|| PickError::NotOurs(shown()))?;
    if !a.conflicts.contains_key(path) {
        return Err(PickError::None(shown()));
    }
    let group = group(a, &keys);
    let mut next = a.clone();
    for (keys, _) in &group {
        next.conflicts.remove(&dotted(keys));
    }
    if *pick == Pick::Current {
        return Ok(next);
    }
    if *pick == Pick::Base && group.iter().any(|(_, c)| c.base_unknown) {
        return Err(PickError::UnknownBase);
    }
    if let Pick::Other(id) = pick
        && !group.iter().any(|(_, c)| c.others.contains_key(id))
    {
        return Err(PickError::NoOther {
            path: shown(),
            id: crate::text::one_line(id),
        });
    }
    let text = render(&next);
    let broken = |e: String| PickError::Misfit(crate::text::one_line(&e));
    let document = Document::parse(text.as_str()).map_err(|e| broken(e.to_string()))?;
    let mut layout = crate::store::Layout::of(&document);
    let mut written = Vec::new();
    for (keys, conflict) in &group {
        let leads = written.is_empty();
        let value = match pick {
            Pick::Text(text) if leads => Some(Some(crate::store::fields::string(text))),
            Pick::Text(_) => undone(keys),
            pick => chosen(conflict, pick),
        };
        match value {
            // What that side does not speak of stays.
            None => continue,
            Some(Some(toml)) => layout.set(keys, &toml, &Canonical),
            Some(None) => layout.remove(keys),
        }
        written.push(keys);
    }
    layout.close_lines();
    let text = layout.to_string();
    let parsed = parse(&text, q);
    if let Some(problem) = parsed.problems.iter().find(|p| p.is_error()) {
        return Err(PickError::Misfit(problem.message.clone()));
    }
    // A key that the format does not know is read by nobody.
    let read = |text: &str| Parsed::of(text, Side::Ours);
    let say = |e: MergeError| broken(e.to_string());
    let (want, got) = (
        read(&text).map_err(say)?,
        read(&render(&parsed.assessment)).map_err(say)?,
    );
    for keys in written {
        let same = match (want.get(keys), got.get(keys)) {
            (None, None) => true,
            (Some(a), Some(b)) => a.same(b),
            _ => false,
        };
        if !same && *pick == Pick::Ours {
            // It stands in the file, where nobody has changed it.
            return Ok(next);
        }
        if !same {
            return Err(PickError::NotOurs(crate::text::one_line(&dotted(keys))));
        }
    }
    Ok(parsed.assessment)
}

/// What stands with an action of another text: nobody has done that.
fn undone(keys: &[String]) -> Option<Option<String>> {
    let [.., table, key] = keys else { return None };
    match (table.as_str(), key.as_str()) {
        ("action", "status") => Some(Some("\"open\"".to_owned())),
        ("action", "retest" | "retested_by" | "retested_on") => Some(None),
        _ => None,
    }
}

/// The value of a choice; none where the conflict has none of that side.
fn chosen(conflict: &Conflict, pick: &Pick) -> Option<Option<String>> {
    match pick {
        Pick::Base => Some(conflict.base.clone()),
        Pick::Ours => Some(conflict.ours.clone()),
        Pick::Theirs => Some(conflict.theirs.clone()),
        Pick::Other(id) => conflict.others.get(id).map(|other| other.value.clone()),
        Pick::Current | Pick::Text(_) => None,
    }
}

/// The conflicts that are decided together with one, itself among them.
pub(super) fn group<'a>(a: &'a Assessment, keys: &[String]) -> Vec<(Path, &'a Conflict)> {
    let (mut unit, is_led) = of_conflict(keys);
    let lead = unit.first().map(|lead| dotted(lead)).unwrap_or_default();
    // A date alone is not the date of another text.
    if is_led && !a.conflicts.contains_key(&lead) {
        unit = vec![keys.to_vec()];
    }
    let conflict = |keys: Path| Some((keys.clone(), a.conflicts.get(&dotted(&keys))?));
    unit.into_iter().filter_map(conflict).collect()
}

/// The keys of a dotted path.
#[must_use]
pub fn keys_of(path: &str) -> Option<Vec<String>> {
    let keys = Key::parse(path).ok()?;
    Some(keys.iter().map(|k| k.get().to_owned()).collect())
}
