//! The people of a canonical file.

use crate::assessment::{Assessment, Person, person_key};
use crate::canon::{Canon, Lines, Other};
use std::collections::BTreeSet;

pub(super) fn people(lines: &mut Lines<'_>, a: &mut Assessment) -> Canon<()> {
    let mut known = BTreeSet::new();
    while let Some(name) = lines.named("[people.")? {
        let last = a.people.last_key_value();
        let in_order = last.is_none_or(|(last, _)| last.as_str() < &*name);
        let named = !name.trim().is_empty() && !name.contains('\n');
        if !in_order || !named || !known.insert(person_key(&name)) {
            return Err(Other);
        }
        let person = Person {
            function: lines.text("function")?,
            organisation: lines.text("organisation")?,
        };
        a.people.insert(name.into_owned(), person);
    }
    Ok(())
}
