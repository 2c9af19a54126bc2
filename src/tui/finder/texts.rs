//! All texts of an assessment that can be searched, in the order of its items.

use super::Target;
use super::fold::{Folded, Query};
use crate::assessment::{
    Action, Assessment, Evidence, EvidenceId, QuestionAnswer, Role, StepAnswer,
};
use crate::questionnaire::{ItemId, Questionnaire};
use crate::tui::field::Field;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// What is asked for as evidence.
const ASKED: &str = "ask for";

/// A text and where it stands.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where finding it leads.
    pub target: Target,
    /// The item as messages name it; of a record that proves nothing
    /// `register`.
    pub name: String,
    /// Which of its texts it is.
    pub what: &'static str,
    /// The text as it was written.
    pub text: String,
    folded: Folded,
}

impl Entry {
    /// Where the words stand in the text.
    #[must_use]
    pub fn places(&self, query: &Query) -> Vec<Range<usize>> {
        query.places(&self.text, &self.folded)
    }
}

/// The texts of an assessment.
#[derive(Debug)]
pub struct Texts {
    entries: Vec<Entry>,
    of: Arc<Assessment>,
}

impl Texts {
    /// Gathers them.
    #[must_use]
    pub fn new(of: &Arc<Assessment>, q: &Questionnaire) -> Self {
        let mut gathered = Gathered {
            a: of,
            entries: Vec::new(),
            listed: BTreeSet::new(),
        };
        for &role in &of.roles {
            for question in &q.questions {
                let item = ItemId::Question(question.id.clone());
                gathered.item(role, &item, "question", &question.text);
                gathered.question(role, &item, of.question(role, &question.id));
            }
            for step in q.role(role).into_iter().flat_map(|r| &r.steps) {
                let item = ItemId::Step(step.id.clone());
                gathered.item(role, &item, "topic", &step.topic);
                gathered.item(role, &item, "step", &step.text);
                let asked = step.typical_evidence.join(" · ");
                gathered.item(role, &item, ASKED, &asked);
                gathered.step(role, &item, of.step(role, &step.id));
            }
        }
        let unused: Vec<_> = of.evidence.keys().cloned().collect();
        for id in unused {
            gathered.record(&id, None);
        }
        Self {
            entries: gathered.entries,
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
        self.entries.len()
    }

    /// A text by its place.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Entry> {
        self.entries.get(at)
    }

    /// Where texts lead, with words for where that is.
    #[must_use]
    pub fn hits(&self, places: &[usize]) -> Vec<(Target, String)> {
        let entries = places.iter().filter_map(|at| self.entries.get(*at));
        entries
            .map(|e| (e.target.clone(), format!("{} {}", e.name, e.what)))
            .collect()
    }

    /// The places of the texts that all words occur in, of `among` where that
    /// is given.
    #[must_use]
    pub fn find(&self, query: &Query, among: Option<&[usize]>) -> Vec<usize> {
        if query.is_empty() {
            return Vec::new();
        }
        let fits = |at: &usize| {
            let entry = self.entries.get(*at);
            entry.is_some_and(|e| query.is_in(&[(&e.text, &e.folded)]))
        };
        match among {
            Some(among) => among.iter().copied().filter(|at| fits(at)).collect(),
            None => (0..self.total()).filter(fits).collect(),
        }
    }
}

struct Gathered<'a> {
    a: &'a Assessment,
    entries: Vec<Entry>,
    /// Records that stand in the list: each stands once, with the first item
    /// that it proves.
    listed: BTreeSet<EvidenceId>,
}

impl Gathered<'_> {
    fn push(&mut self, target: Target, name: String, what: &'static str, text: &str) {
        if !text.trim().is_empty() {
            self.entries.push(Entry {
                target,
                name,
                what,
                folded: Folded::new(text),
                text: text.to_owned(),
            });
        }
    }

    fn item(&mut self, role: Role, item: &ItemId, what: &'static str, text: &str) {
        let target = match what {
            ASKED => Target::Asked(role, item.clone()),
            _ => Target::Item(role, item.clone()),
        };
        self.push(target, format!("{role}.{item}"), what, text);
    }

    fn field(&mut self, role: Role, item: &ItemId, field: Field, text: &str) {
        let what = match field {
            Field::Note => "note",
            Field::Implementation => "implementation",
            Field::Customer => "customer resp.",
            Field::Justification => "justification",
            Field::Sample => "sample",
            Field::ReviewComment => "comment",
            Field::ActionText => "action",
            Field::ActionOwner => "action owner",
            _ => "",
        };
        let target = Target::Field(role, item.clone(), field);
        self.push(target, format!("{role}.{item}"), what, text);
    }

    fn question(&mut self, role: Role, item: &ItemId, x: &QuestionAnswer) {
        self.field(role, item, Field::Implementation, &x.implementation);
        self.field(role, item, Field::Customer, &x.customer_responsibilities);
        self.action(role, item, x.action.as_ref());
        for id in &x.evidence {
            self.record(id, Some((role, item.clone())));
        }
    }

    fn step(&mut self, role: Role, item: &ItemId, x: &StepAnswer) {
        self.field(role, item, Field::Note, &x.note);
        self.field(role, item, Field::Justification, &x.justification);
        let sample = x.sample.as_ref().map(ToString::to_string);
        let sample = sample.unwrap_or_default();
        self.field(role, item, Field::Sample, &sample);
        self.action(role, item, x.action.as_ref());
        for id in &x.evidence {
            self.record(id, Some((role, item.clone())));
        }
        self.field(role, item, Field::ReviewComment, &x.review_comment);
    }

    fn action(&mut self, role: Role, item: &ItemId, action: Option<&Action>) {
        if let Some(action) = action {
            self.field(role, item, Field::ActionText, &action.text);
            self.field(role, item, Field::ActionOwner, &action.owner);
        }
    }

    fn record(&mut self, id: &EvidenceId, used: Option<(Role, ItemId)>) {
        let Some(record) = self.a.evidence.get(id) else {
            return;
        };
        if !self.listed.insert(id.clone()) {
            return;
        }
        let name = match &used {
            Some((role, item)) => format!("{role}.{item}"),
            None => "register".to_owned(),
        };
        let target = Target::Record(id.clone(), used);
        self.push(target, name, "evidence", &title_and_href(record));
    }
}

fn title_and_href(record: &Evidence) -> String {
    match record.title.trim() {
        "" => record.href.clone(),
        title => format!("{title} · {}", record.href),
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
