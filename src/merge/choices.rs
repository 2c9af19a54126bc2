//! What there is to choose from of a conflict: every value that is kept, and the
//! one that is in the field meanwhile.

use super::resolve::{Pick, group, keys_of};
use super::side::dotted;
use crate::assessment::{Assessment, Conflict, Role};
use crate::store::render;
use std::collections::BTreeMap;

/// One of the values of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What takes it.
    pub pick: Pick,
    /// Whose it is, as the file says; may be empty.
    pub from: String,
    /// The value, a text without its quotes; none for nothing.
    pub value: Option<String>,
    /// What goes with it: the name of a field, and its value.
    pub along: Vec<(String, String)>,
    /// Whether it is the one that is in the field.
    pub stands: bool,
}

impl Choice {
    /// The value with what goes with it, a line each; none for nothing.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let along = self
            .along
            .iter()
            .map(|(key, value)| format!("\n{key}: {value}"));
        let along: String = along.collect();
        match &self.value {
            None if along.is_empty() => None,
            value => Some(format!("{}{along}", value.as_deref().unwrap_or_default())),
        }
    }
}

/// All that there is to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// What was before; none where that is not known.
    pub base: Option<Choice>,
    /// One side, the other side, further ones, and what is in the field where it
    /// is none of them.
    pub values: Vec<Choice>,
}

/// What there is to choose from of a conflict; none where there is no such one.
#[must_use]
pub fn choices(a: &Assessment, path: &str) -> Option<Choices> {
    let first = a.conflicts.get(path)?;
    let keys = keys_of(path).unwrap_or_default();
    let mut group: Vec<(String, &Conflict)> = group(a, &keys)
        .into_iter()
        .map(|(keys, conflict)| (dotted(&keys), conflict))
        .collect();
    if group.is_empty() {
        group.push((path.to_owned(), first));
    }
    let standing = standing(a, &group);
    let of = |pick: Pick, from: &str, words: Vec<Option<String>>| {
        let mut both = words.iter().zip(&standing);
        let stands = both.all(|(a, b)| sorted(a.as_deref()) == sorted(b.as_deref()));
        let mut words = group.iter().zip(words).map(|((of, _), value)| (of, value));
        let (lead, value) = match words.next() {
            Some((lead, value)) => (lead.as_str(), value),
            None => ("", None),
        };
        let table = lead.rsplit_once('.').map_or("", |(table, _)| table);
        let named = |of: &str| {
            let key = of.strip_prefix(table).unwrap_or(of);
            key.trim_start_matches('.').replace('_', " ")
        };
        Choice {
            pick,
            from: from.trim().to_owned(),
            value,
            along: words.filter_map(|(of, v)| Some((named(of), v?))).collect(),
            stands,
        }
    };
    let all = |get: &dyn Fn(&Conflict) -> Option<String>| -> Vec<Option<String>> {
        let values = group.iter().map(|(_, conflict)| get(conflict));
        values.map(|toml| toml.as_deref().map(plain)).collect()
    };
    let name = |get: &dyn Fn(&Conflict) -> String| {
        let mut names = group.iter().map(|(_, conflict)| get(conflict));
        names
            .find(|name| !name.trim().is_empty())
            .unwrap_or_default()
    };
    let base_unknown = group.iter().any(|(_, c)| c.base_unknown);
    let base = (!base_unknown).then(|| of(Pick::Base, "", all(&|c| c.base.clone())));
    let mut values = vec![
        of(
            Pick::Ours,
            &name(&|c| c.ours_from.clone()),
            all(&|c| c.ours.clone()),
        ),
        of(
            Pick::Theirs,
            &name(&|c| c.theirs_from.clone()),
            all(&|c| c.theirs.clone()),
        ),
    ];
    let mut ids: Vec<&String> = group.iter().flat_map(|(_, c)| c.others.keys()).collect();
    ids.sort();
    ids.dedup();
    for id in ids {
        let from = name(&|c| c.others.get(id).map(|o| o.from.clone()).unwrap_or_default());
        let words = group
            .iter()
            .zip(&standing)
            .map(|((_, c), now)| match c.others.get(id) {
                Some(other) => other.value.as_deref().map(plain),
                None => now.clone(),
            });
        values.push(of(Pick::Other(id.clone()), &from, words.collect()));
    }
    // Nobody knows what is in a key of a person's own.
    let is_ours = group.iter().all(|(path, _)| is_known(path));
    if is_ours && !values.iter().any(|choice| choice.stands) {
        values.push(of(Pick::Current, "", standing.clone()));
    }
    Some(Choices { base, values })
}

/// A value as it is compared: the order of a list says nothing.
fn sorted(value: Option<&str>) -> Option<String> {
    let value = value?;
    let list = value
        .starts_with('[')
        .then(|| value.parse::<toml_edit::Value>().ok());
    let Some(Some(toml_edit::Value::Array(list))) = list else {
        return Some(value.to_owned());
    };
    let mut words: Vec<String> = list.iter().map(crate::merge::bare).collect();
    words.sort();
    Some(words.join(", "))
}

/// Whether an assessment has what is at a path.
fn is_known(path: &str) -> bool {
    keys_of(path).is_some_and(|keys| crate::store::fields::is_field(&keys))
}

/// What is in the fields now.
fn standing(a: &Assessment, group: &[(String, &Conflict)]) -> Vec<Option<String>> {
    let keys: Vec<Vec<String>> = group
        .iter()
        .map(|(path, _)| keys_of(path).unwrap_or_default())
        .collect();
    // Of all answers only the role's: this is asked for with each frame.
    let role = keys.first().and_then(|keys| match keys.as_slice() {
        [roles, role, ..] if roles == "roles" => role.parse::<Role>().ok(),
        _ => None,
    });
    let part = match role {
        Some(role) => Assessment {
            answers: a
                .answers
                .get(&role)
                .map(|of| (role, of.clone()))
                .into_iter()
                .collect(),
            ..Assessment::default()
        },
        None => Assessment {
            answers: BTreeMap::new(),
            conflicts: BTreeMap::new(),
            ..a.clone()
        },
    };
    let root: toml_edit::DocumentMut = render(&part).parse().unwrap_or_default();
    let now = |keys: &Vec<String>| {
        let mut item = root.as_item();
        for key in keys {
            item = item.get(key)?;
        }
        Some(plain(item.as_value()?.to_string().trim()))
    };
    keys.iter().map(now).collect()
}

/// The value of a TOML text without its quotes; other values as they are.
#[must_use]
pub fn plain(toml: &str) -> String {
    match toml.parse::<toml_edit::Value>() {
        Ok(toml_edit::Value::String(text)) => text.into_value(),
        _ => toml.to_owned(),
    }
}
