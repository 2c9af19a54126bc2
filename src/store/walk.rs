//! From a TOML document to an assessment, table by table.

mod items;
mod records;

use super::fields::{ASSESSMENT, ROLE, ROOT, SHARED, SHARED_ROOT, SIGN_OFF};
use super::problem::Severity;
use super::reader::{Reader, Span, nearest, shorten};
use crate::assessment::{Assessment, EvidenceId, Role, SCHEMA, SignOff};
use crate::limits;
use crate::questionnaire::{ItemId, Questionnaire, StepId};
use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
use toml_edit::{Table, TableLike};

/// What a document is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind<'a> {
    /// An answer file; in a folder, with what it inherits.
    Answers(Option<&'a Assessment>),
    /// What the controls of a folder share.
    Shared,
}

/// The walk over one document.
pub(crate) struct Walk<'a> {
    reader: Reader<'a>,
    kind: Kind<'a>,
    questionnaire: &'a Questionnaire,
    /// Where evidence is referred to: checked against the register at the end.
    references: Vec<(EvidenceId, Span)>,
}

impl<'a> Deref for Walk<'a> {
    type Target = Reader<'a>;
    fn deref(&self) -> &Reader<'a> {
        &self.reader
    }
}

impl DerefMut for Walk<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.reader
    }
}

impl<'a> Walk<'a> {
    pub fn new(source: &'a str, questionnaire: &'a Questionnaire, kind: Kind<'a>) -> Self {
        Self {
            reader: Reader::new(source),
            kind,
            questionnaire,
            references: Vec::new(),
        }
    }

    /// Says that the file is newer, and is lenient from then on.
    pub fn newer(&mut self, schema: i64, span: Span) {
        self.warning(
            span,
            format!(
                "schema {schema} is newer than {SCHEMA}, the newest this program knows: opened read-only"
            ),
            Some("use a newer aicaiq to change the file".to_owned()),
        );
        self.tolerant = true;
    }

    pub fn into_problems(self) -> Vec<super::problem::Problem> {
        self.reader.problems
    }

    /// What stands in the document itself.
    pub fn root(&mut self, root: &Table) -> Assessment {
        let shared = matches!(self.kind, Kind::Shared);
        self.known(root, if shared { SHARED_ROOT } else { ROOT }, "the file");
        let mut a = Assessment::default();
        match root.get("assessment") {
            Some(_) => {
                if let Some(table) = self.table(root, "assessment") {
                    let keys = if shared { SHARED } else { ASSESSMENT };
                    self.known(table, keys, "[assessment]");
                    self.head(table, &mut a);
                }
            }
            None if shared => self.error(
                Some(0..0),
                "there is no [assessment] table: it names the subject and the roles".to_owned(),
                Some("add [assessment] with subject and roles".to_owned()),
            ),
            None => self.error(
                Some(0..0),
                "there is no [assessment] table: it names the subject, the questionnaire and the roles"
                    .to_owned(),
                Some("add [assessment] with subject, questionnaire and roles".to_owned()),
            ),
        }
        if let Some(people) = self.table(root, "people") {
            self.people(people, &mut a);
        }
        // Answers to other questions would all be unknown here: one error says it.
        if !shared
            && (a.questionnaire == self.questionnaire.control.id || self.tolerant)
            && let Some(roles) = self.table(root, "roles")
        {
            self.roles(roles, &mut a);
        }
        let register = self.table(root, "evidence");
        if let Some(register) = register {
            self.register(register, &mut a);
        }
        if let Some(conflicts) = self.table(root, "conflicts") {
            self.conflicts(conflicts, &mut a);
        }
        let counted = [
            (
                "evidence",
                a.evidence.len(),
                limits::EVIDENCE,
                "records of evidence",
            ),
            ("people", a.people.len(), limits::PEOPLE, "people"),
        ];
        for (key, _, most, what) in counted.into_iter().filter(|(_, n, most, _)| n > most) {
            self.error(
                root.get(key).and_then(toml_edit::Item::span),
                format!("there are more than {most} {what}"),
                Some("remove what nothing refers to, or split the assessment".to_owned()),
            );
        }
        let own: BTreeSet<EvidenceId> = a.evidence.keys().cloned().collect();
        for (id, span) in std::mem::take(&mut self.references) {
            let inherited = self
                .inherited()
                .is_some_and(|i| i.evidence.contains_key(&id));
            if !inherited && !own.contains(&id) {
                self.dangling(&id, span, &own);
            }
        }
        a
    }

    fn inherited(&self) -> Option<&'a Assessment> {
        match self.kind {
            Kind::Answers(inherited) => inherited,
            Kind::Shared => None,
        }
    }

    fn dangling(&mut self, id: &EvidenceId, span: Span, own: &BTreeSet<EvidenceId>) {
        let shared = self.inherited().map(|i| &i.evidence);
        let shared = shared
            .into_iter()
            .flat_map(std::collections::BTreeMap::keys);
        let registered: BTreeSet<&EvidenceId> = own.iter().chain(shared).collect();
        // Looking for the nearest of many for each of many would take minutes.
        let few = self.problems.len() < 100 && registered.len() <= 1000;
        let ids = registered.iter().copied().filter(|_| few);
        let ids: Vec<&str> = ids.map(EvidenceId::as_str).collect();
        let add = format!("add [evidence.{id}] with an href, or take the id out");
        let help = match nearest(id.as_str(), &ids) {
            Some(near) => format!("did you mean “{near}”? Otherwise {add}"),
            None => add,
        };
        let whose = match self.kind {
            Kind::Answers(Some(_)) => "the register, neither in this file nor in assessment.toml",
            _ => "the file's register",
        };
        let message = format!("evidence “{id}” is not in {whose}");
        self.error(span, message, Some(help));
    }

    fn head(&mut self, table: &dyn TableLike, a: &mut Assessment) {
        a.subject = self.text(table, "subject");
        a.questionnaire = self.text(table, "questionnaire");
        a.questionnaire_version = self.text(table, "questionnaire_version");
        a.questionnaire_digest = self.text(table, "questionnaire_digest");
        a.assessor = self.text(table, "assessor");
        a.questionnaires = self.text(table, "questionnaires");
        a.split_digest = self.text(table, "split_digest");
        let joined = self.list(table, "joined").into_iter();
        a.joined = joined.map(|(state, _)| state).collect();
        let shared = matches!(self.kind, Kind::Shared);
        if shared {
            // Of answers to a questionnaire, and known to nobody here.
            a.questionnaire.clear();
            a.questionnaire_version.clear();
            a.questionnaire_digest.clear();
            a.split_digest.clear();
            a.joined.clear();
        } else {
            self.questionnaire_fits(table, a);
        }
        for (word, span) in self.list(table, "roles") {
            let Some(role) = self.as_word::<Role>(&word, span.clone(), Role::WORDS) else {
                continue;
            };
            if a.roles.contains(&role) {
                self.error(
                    span,
                    format!("{role} stands twice in roles"),
                    Some("remove one of the two".to_owned()),
                );
                continue;
            }
            if !shared && self.questionnaire.role(role).is_none() {
                let id = &self.questionnaire.control.id;
                let message = format!("{id} asks nothing of {role}");
                self.warning(span, message, None);
            }
            a.roles.push(role);
        }
        let none = table
            .get("roles")
            .is_none_or(|r| r.as_array().is_some_and(|l| l.is_empty()));
        if none && self.inherited().is_none_or(|i| i.roles.is_empty()) {
            let span = item_span(table, "roles").or(item_span(table, "subject"));
            self.error(
                span,
                "roles is empty: no provider role is assessed".to_owned(),
                Some(format!(
                    "name at least one: roles = [\"CSP\"]; there are {}",
                    Role::WORDS.join(", ")
                )),
            );
        }
        let layers: Vec<&str> = self
            .questionnaire
            .layers
            .iter()
            .map(|l| l.id.as_str())
            .collect();
        for (layer, span) in self.list(table, "layers") {
            if !shared && !layers.contains(&layer.as_str()) {
                let message = format!("layer “{}” is not in the questionnaire", shorten(&layer));
                let help = format!("it has {}", layers.join(", "));
                self.warning(span, message, Some(help));
            }
            a.layers.push(layer);
        }
    }

    fn questionnaire_fits(&mut self, table: &dyn TableLike, a: &Assessment) {
        let control = &self.questionnaire.control;
        if a.questionnaire != control.id {
            let found = shorten(&a.questionnaire);
            let message = if a.questionnaire.is_empty() {
                "assessment.questionnaire is missing: it names the control that is assessed"
                    .to_owned()
            } else {
                format!(
                    "the file answers questionnaire “{found}”, and {} is loaded",
                    control.id
                )
            };
            let help = if a.questionnaire.is_empty() {
                format!("write questionnaire = \"{}\"", control.id)
            } else {
                format!(
                    "name that questionnaire with --questionnaire FILE, or put it into a folder questionnaires beside the file; if these really are answers to {}, this line is what is wrong",
                    control.id
                )
            };
            // Also in a newer file: its answers would be shown at other questions.
            let span = item_span(table, "questionnaire").or(item_span(table, "subject"));
            self.problem(Severity::Error, span, message, Some(help));
        } else if !a.questionnaire_digest.is_empty()
            && a.questionnaire_digest != self.questionnaire.digest
        {
            let of = if a.questionnaire_version == control.version
                || a.questionnaire_version.is_empty()
            {
                String::new()
            } else {
                format!(
                    " ({} then, {} now)",
                    shorten(&a.questionnaire_version),
                    control.version
                )
            };
            self.warning(
                item_span(table, "questionnaire_digest"),
                format!("the questionnaire's text has changed since it was answered{of}"),
                Some(
                    "check that the answers still fit its steps; aicaiq set FILE --confirm-text says that they do"
                        .to_owned(),
                ),
            );
        }
    }

    fn roles(&mut self, roles: &dyn TableLike, a: &mut Assessment) {
        for (key, _) in roles.iter() {
            let span = roles.key(key).and_then(|k| k.span());
            let Some(role) = self.as_word::<Role>(key, span.clone(), Role::WORDS) else {
                continue;
            };
            let Some(table) = self.table(roles, key) else {
                continue;
            };
            let inherited = self.inherited().filter(|_| a.roles.is_empty());
            let has = |part| self.has_any(table, part);
            if !self.questionnaire.asks(role) && (has("questions") || has("sign_off")) {
                let control = self.questionnaire.control.id.clone();
                self.warning(
                    span,
                    format!("{control} asks nothing of {role}: its answers here count for nothing"),
                    Some("they are kept; take them out if they are not needed any more".to_owned()),
                );
            } else if !inherited.map_or(&a.roles, |i| &i.roles).contains(&role) {
                self.warning(
                    span,
                    format!(
                        "there are answers for {role}, which is not among the assessment's roles"
                    ),
                    Some(format!(
                        "add \"{role}\" to roles, or leave them; they are kept"
                    )),
                );
            }
            self.known(table, ROLE, &format!("[roles.{role}]"));
            if let Some(questions) = self.table(table, "questions") {
                for (id, item) in questions.iter() {
                    self.question(role, questions, id, item.as_table_like(), a);
                }
            }
            if let Some(steps) = self.table(table, "steps") {
                for (id, item) in steps.iter() {
                    self.step(role, steps, id, item.as_table_like(), a);
                }
            }
            if let Some(signed) = self.table(table, "sign_off") {
                self.known(signed, SIGN_OFF, &format!("the sign-off of {role}"));
                let signed = SignOff {
                    by: self.text(signed, "by"),
                    at: self.time(signed, "at"),
                    statement: self.text(signed, "statement"),
                    asked: self.text(signed, "asked"),
                    digest: self.text(signed, "digest"),
                };
                if signed != SignOff::default() {
                    a.answers.entry(role).or_default().sign_off = Some(signed);
                }
            }
        }
    }

    fn has_any(&self, table: &dyn TableLike, part: &str) -> bool {
        let part = table.get(part).and_then(|part| part.as_table_like());
        part.is_some_and(|part| !part.is_empty())
    }

    /// Tells an item that is not asked; `a` is what was read so far.
    fn unknown_item(&mut self, a: &Assessment, role: Role, what: &str, id: &str, span: Span) {
        let ids: Vec<String> = self
            .questionnaire
            .items(role)
            .filter(|i| matches!(i, ItemId::Step(_)) == (what == "step"))
            .map(|i| i.to_string())
            .collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let control = &self.questionnaire.control.id;
        let message = format!("{control} has no {what} “{}” for {role}", shorten(id));
        let has = match ids.as_slice() {
            [] => "it has none".to_owned(),
            _ => format!("it has {}", ids.join(", ")),
        };
        let typed = id.parse::<StepId>().ok();
        let typed = typed.as_ref().map(StepId::as_str);
        let near = typed.filter(|t| ids.contains(t)).or(nearest(id, &ids));
        let help = match near {
            Some(near) => format!("did you mean “{near}”? {has}"),
            None => has,
        };
        let help = if a.is_reworded(self.questionnaire) {
            format!(
                "{help}; where its text asks this no more: aicaiq carry takes over into a new file what still fits"
            )
        } else {
            help
        };
        self.error(span, message, Some(help));
    }
}

fn item_span(table: &dyn TableLike, key: &str) -> Span {
    table.get(key)?.span()
}
