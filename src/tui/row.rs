//! The rows of the outline.

use super::doc::Doc;
use crate::assessment::Role;
use crate::questionnaire::{ItemId, Questionnaire, StepId};

/// A row of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A role's heading.
    Role(Role),
    /// An item of a role.
    Item(Role, ItemId),
}

impl Row {
    /// The role of the row.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Role(role) | Self::Item(role, _) => *role,
        }
    }
}

/// A row that is there, of which nothing is copied before it is needed: of many
/// rows few are in sight.
#[derive(Debug, Clone, Copy)]
pub struct RowRef<'a> {
    /// The role of the row.
    pub role: Role,
    item: Option<ItemRef<'a>>,
}

#[derive(Debug, Clone, Copy)]
enum ItemRef<'a> {
    Question(&'a str),
    Step(&'a StepId),
}

impl ItemRef<'_> {
    fn is(self, item: &ItemId) -> bool {
        match (self, item) {
            (Self::Question(id), ItemId::Question(other)) => id == other,
            (Self::Step(id), ItemId::Step(other)) => id == other,
            _ => false,
        }
    }

    fn id(self) -> ItemId {
        match self {
            Self::Question(id) => ItemId::Question(id.to_owned()),
            Self::Step(id) => ItemId::Step(id.clone()),
        }
    }
}

impl RowRef<'_> {
    /// Whether it is this row.
    #[must_use]
    pub fn is(self, row: &Row) -> bool {
        match (self.item, row) {
            (None, Row::Role(role)) => self.role == *role,
            (Some(item), Row::Item(role, id)) => self.role == *role && item.is(id),
            _ => false,
        }
    }

    /// The row itself.
    #[must_use]
    pub fn row(self) -> Row {
        match self.item {
            None => Row::Role(self.role),
            Some(item) => Row::Item(self.role, item.id()),
        }
    }
}

impl Doc {
    /// The rows of the outline that are not folded away.
    pub fn row_refs<'a>(
        &'a self,
        questionnaire: &'a Questionnaire,
    ) -> impl Iterator<Item = RowRef<'a>> + 'a {
        let all = !self.filter.is_on();
        self.assessment().roles.iter().flat_map(move |&role| {
            let unfolded = !self.folded.contains(&role);
            let questions = questionnaire.questions_of(role).iter();
            let questions = questions.map(|q| ItemRef::Question(&q.id));
            let steps = questionnaire.role(role).into_iter();
            let steps = steps.flat_map(|r| r.steps.iter().map(|s| ItemRef::Step(&s.id)));
            let items = questions.chain(steps).filter(move |_| unfolded);
            let shown = items.filter(move |item| all || self.shows(role, &item.id()));
            let rows = shown.map(move |item| RowRef {
                role,
                item: Some(item),
            });
            std::iter::once(RowRef { role, item: None }).chain(rows)
        })
    }

    /// The same rows, each of its own.
    #[must_use]
    pub fn rows(&self, questionnaire: &Questionnaire) -> Vec<Row> {
        self.row_refs(questionnaire).map(RowRef::row).collect()
    }
}
