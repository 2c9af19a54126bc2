//! The texts of the open assessment, and where finding one leads.

use super::Target;
use crate::assessment::{Assessment, EvidenceId, Role};
use crate::find::{self, Part, Place, Query, Text};
use crate::questionnaire::{ItemId, Questionnaire};
use crate::tui::field::Field;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The texts of an assessment as it was at a time.
#[derive(Debug)]
pub struct Texts {
    texts: find::Texts,
    of: Arc<Assessment>,
}

impl Texts {
    /// Gathers them.
    #[must_use]
    pub fn new(of: &Arc<Assessment>, q: &Questionnaire) -> Self {
        Self {
            texts: find::Texts::new(of, q),
            of: Arc::clone(of),
        }
    }

    /// Whether they are the texts of this state.
    #[must_use]
    pub fn are_of(&self, now: &Arc<Assessment>) -> bool {
        Arc::ptr_eq(&self.of, now)
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.texts.total()
    }

    /// A text by its number.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Text> {
        self.texts.get(at)
    }

    /// Where texts lead, with words for where that is.
    #[must_use]
    pub fn hits(&self, numbers: &[usize]) -> Vec<(Target, String)> {
        let places = numbers.iter().filter_map(|at| Some(&self.get(*at)?.place));
        let hit = |p: &Place| (Target::of(p), format!("{} {}", p.name(), p.word()));
        places.map(hit).collect()
    }

    /// The numbers of the texts that all words occur in, of `among` where that
    /// is given.
    #[must_use]
    pub fn find(&self, query: &Query, among: Option<&[usize]>) -> Vec<usize> {
        self.texts.find(query, among)
    }
}

impl Target {
    /// Where a text is.
    #[must_use]
    pub fn of(place: &Place) -> Self {
        let (role, item, part) = match place {
            Place::Register(id) => return Self::Record(id.clone(), None),
            Place::Item(role, item, part) => (*role, item.clone(), part),
        };
        let field = match part {
            Part::Question | Part::Topic | Part::Step => return Self::Item(role, item),
            Part::AskedFor => return Self::Asked(role, item),
            Part::Evidence(id) => return Self::Record(id.clone(), Some((role, item))),
            Part::Implementation => Field::Implementation,
            Part::Customer => Field::Customer,
            Part::Note => Field::Note,
            Part::Justification => Field::Justification,
            Part::Sample => Field::Sample,
            Part::Action => Field::ActionText,
            Part::ActionOwner => Field::ActionOwner,
            Part::ReviewComment => Field::ReviewComment,
        };
        Self::Field(role, item, field)
    }
}

/// The first item that each record proves.
#[must_use]
pub fn first_uses(a: &Assessment, q: &Questionnaire) -> BTreeMap<EvidenceId, (Role, ItemId)> {
    let mut uses = BTreeMap::new();
    for &role in &a.roles {
        for item in q.items(role) {
            let evidence = match &item {
                ItemId::Question(id) => &a.question(role, id).evidence,
                ItemId::Step(id) => &a.step(role, id).evidence,
            };
            for id in evidence {
                uses.entry(id.clone())
                    .or_insert_with(|| (role, item.clone()));
            }
        }
    }
    uses
}
