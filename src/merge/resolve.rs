//! Choosing between the sides of a conflict.

use super::groups::together;
use super::side::{Parsed, Path, dotted};
use super::{MergeError, Side};
use crate::assessment::{Assessment, Conflict};
use crate::questionnaire::Questionnaire;
use crate::store::fields::Canonical;
use crate::store::{parse, render};
use toml_edit::{Document, Key};

/// Which value a field gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The one before both.
    Base,
    /// The one that is in the field meanwhile.
    Ours,
    /// The other side's.
    Theirs,
}

/// Why a choice cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PickError {
    /// There is no such conflict.
    #[error("there is no conflict of {0}")]
    None(String),
    /// The field is not one of the format.
    #[error(
        "{0} is a key of your own: write the right value into the file, and delete its conflict"
    )]
    NotOurs(String),
    /// The value does not go with the rest.
    #[error("that cannot be taken: {0}")]
    Misfit(String),
}

/// The assessment with a conflict decided, together with those of the fields
/// that go with it (a grade with its outcome).
///
/// # Errors
/// See [`PickError`]; then nothing is decided.
pub fn resolve(
    a: &Assessment,
    path: &str,
    pick: Pick,
    q: &Questionnaire,
) -> Result<Assessment, PickError> {
    let shown = || crate::text::one_line(path);
    let keys = keys_of(path).ok_or_else(|| PickError::NotOurs(shown()))?;
    if !a.conflicts.contains_key(path) {
        return Err(PickError::None(shown()));
    }
    let group: Vec<(Path, &Conflict)> = together(&keys)
        .into_iter()
        .filter_map(|keys| {
            let conflict = a.conflicts.get(&dotted(&keys))?;
            Some((keys, conflict))
        })
        .collect();
    let mut next = a.clone();
    for (keys, _) in &group {
        next.conflicts.remove(&dotted(keys));
    }
    if pick == Pick::Ours {
        return Ok(next);
    }
    let text = render(&next);
    let broken = |e: String| PickError::Misfit(crate::text::one_line(&e));
    let document = Document::parse(text.as_str()).map_err(|e| broken(e.to_string()))?;
    let mut layout = crate::store::Layout::of(&document);
    let chosen = |c: &Conflict| match pick {
        Pick::Theirs => c.theirs.clone(),
        _ => c.base.clone(),
    };
    for (keys, conflict) in &group {
        match chosen(conflict) {
            Some(toml) => layout.set(keys, &toml, &Canonical),
            None => layout.remove(keys),
        }
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
    for (keys, _) in &group {
        let same = match (want.get(keys), got.get(keys)) {
            (None, None) => true,
            (Some(a), Some(b)) => a.same(b),
            _ => false,
        };
        if !same {
            return Err(PickError::NotOurs(crate::text::one_line(&dotted(keys))));
        }
    }
    Ok(parsed.assessment)
}

/// The keys of a dotted path.
#[must_use]
pub fn keys_of(path: &str) -> Option<Vec<String>> {
    let keys = Key::parse(path).ok()?;
    Some(keys.iter().map(|k| k.get().to_owned()).collect())
}
