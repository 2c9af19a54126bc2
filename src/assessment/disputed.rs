//! Which items two people changed and nobody has decided.

use super::{Assessment, EvidenceId, Role, field_words};
use crate::questionnaire::ItemId;

impl Assessment {
    /// The paths of the conflicts of an item.
    pub(crate) fn disputed_paths<'a>(
        &'a self,
        role: Role,
        item: &ItemId,
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let (kind, id) = match item {
            ItemId::Step(id) => ("steps", id.to_string()),
            ItemId::Question(id) => ("questions", id.clone()),
        };
        let id = toml_edit::Key::new(id);
        self.below(format!("roles.{role}.{kind}.{}.", id.display_repr()))
    }

    fn below(&self, stem: String) -> impl Iterator<Item = &str> {
        let behind = self.conflicts.range(stem.clone()..);
        let paths = behind.map(|(path, _)| path.as_str());
        paths.take_while(move |path| path.starts_with(&stem))
    }

    /// Whether something of a record is in conflict.
    pub(crate) fn is_record_disputed(&self, id: &EvidenceId) -> bool {
        self.below(format!("evidence.{id}.")).next().is_some()
    }

    fn records(&self, role: Role, item: &ItemId) -> impl Iterator<Item = &EvidenceId> {
        let answers = self.answers.get(&role);
        let ids = answers.and_then(|of| match item {
            ItemId::Question(id) => of.questions.get(id).map(|q| &q.evidence),
            ItemId::Step(id) => of.steps.get(id).map(|s| &s.evidence),
        });
        ids.into_iter().flatten()
    }

    /// Whether something of an item, or of its evidence, is in conflict.
    #[must_use]
    pub fn is_disputed(&self, role: Role, item: &ItemId) -> bool {
        !self.conflicts.is_empty()
            && (self.disputed_paths(role, item).next().is_some()
                || self
                    .records(role, item)
                    .any(|id| self.is_record_disputed(id)))
    }

    /// What is in conflict of an item, in words: `outcome, note`; empty where nothing is.
    #[must_use]
    pub fn disputed(&self, role: Role, item: &ItemId) -> String {
        if self.conflicts.is_empty() {
            return String::new();
        }
        let name = format!("{role}.{item} ");
        let of_item = self.disputed_paths(role, item).map(|path| {
            let words = field_words(path);
            words
                .strip_prefix(&name)
                .map_or(words.clone(), str::to_owned)
        });
        let ids = self.records(role, item);
        let of_records = ids.filter(|id| self.is_record_disputed(id)).map(|id| {
            let record = self.evidence.get(id).map_or("", |e| e.name());
            format!("evidence {}", crate::text::one_line(record))
        });
        let all: Vec<String> = of_item.chain(of_records).collect();
        all.join(", ")
    }

    /// Whether the sign-off of a role is in conflict.
    #[must_use]
    pub fn is_sign_off_disputed(&self, role: Role) -> bool {
        self.below(format!("roles.{role}.sign_off."))
            .next()
            .is_some()
    }
}
