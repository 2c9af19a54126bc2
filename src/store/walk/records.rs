//! What stands beside the answers: people, the register of evidence, and fields
//! that a merge could not decide.

use super::{Walk, item_span};
use crate::assessment::{
    Assessment, Conflict, Evidence, EvidenceId, Other, Person, is_broken_link, is_led, person_key,
};
use crate::store::fields::{CONFLICT, EVIDENCE, OTHER, PERSON};
use crate::store::problem::UNDECIDED;
use crate::store::reader::shorten;
use crate::text::is_unsafe;
use std::collections::BTreeMap;
use toml_edit::TableLike;

impl Walk<'_> {
    pub(super) fn conflicts(&mut self, conflicts: &dyn TableLike, a: &mut Assessment) {
        for (path, item) in conflicts.iter() {
            let span = conflicts.key(path).and_then(|k| k.span()).or(item.span());
            let Some(table) = self.table(conflicts, path) else {
                continue;
            };
            self.known(table, CONFLICT, "a conflict");
            let conflict = Conflict {
                base: self.toml(table, "base"),
                ours: self.toml(table, "ours"),
                theirs: self.toml(table, "theirs"),
                base_unknown: table.get("base_unknown").and_then(toml_edit::Item::as_bool)
                    == Some(true),
                ours_from: self.text(table, "ours_from"),
                theirs_from: self.text(table, "theirs_from"),
                others: self.others(table),
            };
            // What is chosen with another field is told of with it.
            if conflict != Conflict::default() {
                a.conflicts.insert(path.to_owned(), conflict);
            }
            if is_led(path, |lead| conflicts.contains_key(lead)) {
                continue;
            }
            self.warning(
                span,
                format!("{UNDECIDED}: two people changed {}", shorten(path)),
                Some("open the file to choose, or decide with aicaiq resolve".to_owned()),
            );
        }
    }

    fn others(&mut self, conflict: &dyn TableLike) -> BTreeMap<String, Other> {
        let mut all = BTreeMap::new();
        let Some(others) = self.table(conflict, "others") else {
            return all;
        };
        for (id, _) in others.iter() {
            let Some(table) = self.table(others, id) else {
                continue;
            };
            self.known(table, OTHER, "one more value of a conflict");
            let other = Other {
                value: self.toml(table, "value"),
                from: self.text(table, "from"),
            };
            if other != Other::default() {
                all.insert(id.to_owned(), other);
            }
        }
        all
    }

    pub(super) fn people(&mut self, people: &dyn TableLike, a: &mut Assessment) {
        let mut known = BTreeMap::new();
        for (name, item) in people.iter() {
            let span = people.key(name).and_then(|k| k.span()).or(item.span());
            if name.trim().is_empty() || name.contains(|c: char| c == '\n' || is_unsafe(c)) {
                self.error(
                    span,
                    format!("“{}” is no name of a person", shorten(name)),
                    Some("write it as [people.\"Sample Assessor\"]".to_owned()),
                );
                continue;
            }
            let Some(table) = self.table(people, name) else {
                continue;
            };
            // What is left of somebody who was removed: a person's own keys.
            if self.known(table, PERSON, &format!("[people.\"{name}\"]")) {
                continue;
            }
            if let Some(first) = known.insert(person_key(name), name.to_owned()) {
                self.warning(
                    span,
                    format!("{} is listed as {} already", shorten(name), shorten(&first)),
                    Some("keep one of the two".to_owned()),
                );
            }
            let person = Person {
                function: self.text(table, "function"),
                organisation: self.text(table, "organisation"),
            };
            a.people.insert(name.to_owned(), person);
        }
    }

    pub(super) fn register(&mut self, register: &dyn TableLike, a: &mut Assessment) {
        let mut records = BTreeMap::new();
        for (key, item) in register.iter() {
            let span = register.key(key).and_then(|k| k.span()).or(item.span());
            let Some(id) = EvidenceId::new(key) else {
                self.bad_id(key, span);
                continue;
            };
            let Some(table) = self.table(register, key) else {
                continue;
            };
            // What is left of a record that was removed: a person's own keys.
            if self.known(table, EVIDENCE, &format!("[evidence.{id}]")) {
                continue;
            }
            let record = Evidence {
                title: self.text(table, "title"),
                href: self.text(table, "href"),
                sha256: self.sha256(table, "sha256"),
                size: self.number(table, "size", "bytes"),
                collected_on: self.date(table, "collected_on"),
                collected_by: self.text(table, "collected_by"),
                viewed_on: self.date(table, "viewed_on"),
                viewed_by: self.text(table, "viewed_by"),
                period_from: self.date(table, "period_from"),
                period_to: self.date(table, "period_to"),
                expires_on: self.date(table, "expires_on"),
            };
            if table.get("href").is_none_or(|h| h.as_str() == Some("")) {
                self.error(
                    span,
                    format!("evidence “{id}” has no href: it points nowhere"),
                    Some("add href = \"…\": a link, or a path relative to this file".to_owned()),
                );
            }
            if is_broken_link(&record.href) {
                self.warning(
                    item_span(table, "href"),
                    format!("the link of evidence “{id}” has a space: it leads nowhere"),
                    Some("correct it; several links are several records".to_owned()),
                );
            }
            if let (Some(from), Some(to)) = (record.period_from, record.period_to)
                && from > to
            {
                self.error(
                    item_span(table, "period_from"),
                    format!("the period from {from} to {to} ends before it begins"),
                    Some("correct period_from or period_to".to_owned()),
                );
            }
            records.insert(id, record);
        }
        a.evidence = records;
    }
}
