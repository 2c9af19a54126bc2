//! What a row of a sheet says of its control.

use super::Draft;
use super::columns::Kind;
use super::gather::{Gathering, Place, domain_name};
use super::steps_of;
use crate::import::book::{NO_VALUE, Value};
use crate::import::heading::{Column, squeeze};
use crate::import::ids::question_id;
use crate::import::standards::{self, Part};
use crate::import::tidy;
use crate::import::words::{ownership, ticked};
use crate::questionnaire::{Layer, Phase, Question};
use crate::text::one_line;
use std::collections::BTreeMap;

/// The standards that a row maps its control to: each part's text and column.
type Mapped = Vec<(String, BTreeMap<Part, (String, u32)>)>;

impl Gathering {
    /// Takes in a row of a control.
    pub(super) fn row(
        &mut self,
        place: Place<'_>,
        row: u32,
        columns: &[(Column, Kind)],
        control: &str,
        skipped: &mut BTreeMap<u32, usize>,
    ) {
        let Some(at) = self.places.get(control).copied() else {
            return;
        };
        let mut draft = self.drafts.get(at).cloned().unwrap_or_default();
        let mut mapped = Mapped::new();
        let mut question: Option<(String, String, u32)> = None;
        for (column, kind) in columns {
            let text = match place.sheet.value(row, column.at) {
                Some(Value::Error(_)) => {
                    self.note(place, row, column.at, "the cell holds an error, not a text");
                    String::new()
                }
                Some(Value::Formula) => {
                    self.note(place, row, column.at, NO_VALUE);
                    String::new()
                }
                _ => self.tidied(place, row, column.at),
            };
            match kind {
                Kind::Control | Kind::Answer => {}
                Kind::Title => self.say(place, row, column.at, control, &mut draft.title, &one_line(&text)),
                Kind::Domain if !text.is_empty() => {
                    let first = self.said.insert((control.to_owned(), "domain".to_owned()));
                    if first {
                        draft.domain = domain_name(&one_line(&text));
                    }
                }
                Kind::Specification => self.say(place, row, column.at, control, &mut draft.specification, &text),
                Kind::QuestionId => {
                    if let Some((id, of)) = question_id(&text) {
                        if of == control {
                            question.get_or_insert((id, String::new(), column.at));
                        } else {
                            self.note(place, row, column.at, &format!("a question of {of} in a row of {control} is left out: expected an id such as {control}.1"));
                        }
                    } else if !text.is_empty() {
                        self.note(place, row, column.at, "expected a question's id such as A&A-01.1");
                    }
                }
                Kind::Question => {
                    if let Some((_, found, at)) = &mut question {
                        (*found, *at) = (text, column.at);
                    }
                }
                Kind::Layer(name) if !text.is_empty() => match ownership(&text) {
                    Some(owned) => {
                        if !draft.layers.iter().any(|l| l.id == name.id) {
                            draft.layers.push(Layer {
                                id: name.id.to_owned(),
                                name: name.name.to_owned(),
                                role: name.role,
                                ownership: owned,
                                label: one_line(&text),
                                text: self.glossary.get(&squeeze(&text)).cloned().unwrap_or_default(),
                            });
                        }
                    }
                    None => self.note(place, row, column.at, "expected an ownership such as “Owned by the Model Provider (MP)” or “Shared CSP-MP”"),
                },
                Kind::Architecture(name) => self.tick(place, row, column.at, &text, name, &mut draft.architecture),
                Kind::Threat(name) => self.tick(place, row, column.at, &text, name, &mut draft.threats),
                Kind::Phase(name) if !draft.lifecycle.iter().any(|p| p.phase == *name) => {
                    draft.lifecycle.push(Phase {
                        phase: name.clone(),
                        topics: topics(&text),
                    });
                }
                Kind::Standard(part, name) => {
                    if !mapped.iter().any(|(n, _)| n == name) {
                        mapped.push((name.clone(), BTreeMap::new()));
                    }
                    if let Some((_, parts)) = mapped.iter_mut().find(|(n, _)| n == name) {
                        parts.entry(*part).or_insert((text, column.at));
                    }
                }
                Kind::Audit(_) if !text.is_empty() && !text.contains(char::is_alphabetic) => {
                    self.note(place, row, column.at, "this is no guideline: expected steps in words; it is left out");
                }
                Kind::Audit(role) if !text.is_empty() => {
                    let (steps, odd) = steps_of(&text);
                    match draft.roles.get(role) {
                        None => {
                            for what in odd {
                                self.note(place, row, column.at, &what);
                            }
                            draft.roles.insert(*role, steps);
                        }
                        Some(known) if *known != steps => {
                            self.note(place, row, column.at, &format!("another guideline of {role} for {control} was read before: that one is taken"));
                        }
                        Some(_) => {}
                    }
                }
                Kind::Implementation | Kind::Unknown if !text.is_empty() => {
                    *skipped.entry(column.at).or_default() += 1;
                }
                _ => {}
            }
        }
        self.standards(place, row, mapped, &mut draft);
        self.question(place, row, question, &mut draft);
        if let Some(kept) = self.drafts.get_mut(at) {
            *kept = draft;
        }
    }

    fn standards(&mut self, place: Place<'_>, row: u32, mapped: Mapped, draft: &mut Draft) {
        for (name, parts) in mapped {
            let part = |p| parts.get(&p).map_or("", |(t, _)| t.as_str());
            if parts.values().all(|(t, _)| t.is_empty()) {
                continue;
            }
            match standards::standard(
                &name,
                part(Part::Mapping),
                part(Part::Level),
                part(Part::Addendum),
            ) {
                Ok(standard) if !draft.standards.iter().any(|s| s.id == standard.id) => {
                    draft.standards.push(standard)
                }
                Ok(_) => {}
                Err(why) => {
                    let level = parts.get(&Part::Level).or(parts.values().next());
                    let column = level.map_or(0, |(_, c)| *c);
                    self.note(
                        place,
                        row,
                        column,
                        &format!("the mapping to {name} is left out: {why}"),
                    );
                }
            }
        }
    }

    fn question(
        &mut self,
        place: Place<'_>,
        row: u32,
        question: Option<(String, String, u32)>,
        draft: &mut Draft,
    ) {
        let Some((id, text, column)) = question else {
            return;
        };
        if text.is_empty() {
            self.note(
                place,
                row,
                column,
                &format!("{id} has no question beside it"),
            );
            return;
        }
        match draft.questions.iter().find(|q| q.id == id) {
            None => draft.questions.push(Question {
                id,
                steps: Vec::new(),
                text,
            }),
            Some(known) if squeeze(&known.text) != squeeze(&text) => {
                self.note(
                    place,
                    row,
                    column,
                    &format!("another wording of {id} was read before: that one is taken"),
                );
            }
            Some(_) => {}
        }
    }

    /// A text of a control that only one place may say.
    fn say(
        &mut self,
        place: Place<'_>,
        row: u32,
        column: u32,
        control: &str,
        kept: &mut String,
        text: &str,
    ) {
        if kept.is_empty() {
            text.clone_into(kept);
        } else if !text.is_empty() && squeeze(kept) != squeeze(text) {
            self.note(
                place,
                row,
                column,
                &format!("another text of {control} was read before: that one is taken"),
            );
        }
    }

    fn tick(
        &mut self,
        place: Place<'_>,
        row: u32,
        column: u32,
        text: &str,
        name: &str,
        kept: &mut Vec<String>,
    ) {
        match ticked(text) {
            Some(true) if !kept.iter().any(|k| k == name) => kept.push(name.to_owned()),
            Some(_) => {}
            None => self.note(
                place,
                row,
                column,
                &format!("expected TRUE or FALSE for “{}”", one_line(name)),
            ),
        }
    }

    /// A cell's text without control characters.
    fn tidied(&mut self, place: Place<'_>, row: u32, column: u32) -> String {
        let (text, left_out) = tidy(place.sheet.text(row, column));
        if let Some(c) = left_out {
            self.note(
                place,
                row,
                column,
                &format!("the control character U+{:04X} is left out", c as u32),
            );
        }
        text
    }
}

/// What of a lifecycle phase is touched, an entry each.
fn topics(text: &str) -> Vec<String> {
    let parts = text.split([',', ';', '\n']).map(str::trim);
    parts
        .filter(|p| !p.is_empty() && !matches!(squeeze(p).as_str(), "notapplicable" | "na"))
        .map(one_line)
        .collect()
}
