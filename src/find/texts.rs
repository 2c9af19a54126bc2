//! All texts of an assessment that can be searched, in the order of its items.

use super::fold::{Folded, Query};
use crate::assessment::{
    Action, Assessment, Evidence, EvidenceId, EvidenceIds, QuestionAnswer, Role, StepAnswer,
};
use crate::questionnaire::{ItemId, Questionnaire};
use std::collections::BTreeSet;
use std::ops::Range;

/// Which text of an item it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The AI-CAIQ question.
    Question,
    /// The few words that a step is called.
    Topic,
    /// The step.
    Step,
    /// What is asked for as evidence.
    AskedFor,
    /// How the control is implemented.
    Implementation,
    /// What is left to the customer.
    Customer,
    /// What was seen.
    Note,
    /// Why the step does not apply.
    Justification,
    /// What was looked at of how many.
    Sample,
    /// What will be done.
    Action,
    /// Who does it.
    ActionOwner,
    /// What the reviewer says.
    ReviewComment,
    /// A record's title and where it points.
    Evidence(EvidenceId),
}

impl Part {
    /// The word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Topic => "topic",
            Self::Step => "step",
            Self::AskedFor => "ask for",
            Self::Implementation => "implementation",
            Self::Customer => "customer resp.",
            Self::Note => "note",
            Self::Justification => "justification",
            Self::Sample => "sample",
            Self::Action => "action",
            Self::ActionOwner => "action owner",
            Self::ReviewComment => "comment",
            Self::Evidence(_) => "evidence",
        }
    }

    /// Whether it is of the questionnaire, not of the answers.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        matches!(
            self,
            Self::Question | Self::Topic | Self::Step | Self::AskedFor
        )
    }
}

/// Where a text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At an item, and which of its texts it is.
    Item(Role, ItemId, Part),
    /// In the register, of a record that proves nothing.
    Register(EvidenceId),
}

impl Place {
    /// The item as messages name it, `CSP.03`; of a record that proves nothing
    /// `register`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Item(role, item, _) => format!("{role}.{item}"),
            Self::Register(_) => "register".to_owned(),
        }
    }

    /// The word for which text it is.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Item(_, _, part) => part.word(),
            Self::Register(_) => "evidence",
        }
    }

    /// The record that it is of.
    #[must_use]
    pub fn evidence(&self) -> Option<&EvidenceId> {
        match self {
            Self::Item(_, _, Part::Evidence(id)) | Self::Register(id) => Some(id),
            Self::Item(..) => None,
        }
    }
}

/// A text and where it stands.
#[derive(Debug, Clone)]
pub struct Text {
    /// Where it stands.
    pub place: Place,
    /// The text as it was written.
    pub text: String,
    folded: Folded,
}

impl Text {
    /// Where the words stand in the text, in bytes.
    #[must_use]
    pub fn places(&self, query: &Query) -> Vec<Range<usize>> {
        query.places(&self.text, &self.folded)
    }

    /// Whether all words occur in the text.
    #[must_use]
    pub fn has(&self, query: &Query) -> bool {
        query.is_in(&[(&self.text, &self.folded)])
    }
}

/// The texts of an assessment.
#[derive(Debug)]
pub struct Texts {
    all: Vec<Text>,
}

impl Texts {
    /// Gathers the texts of an assessment that has everything itself.
    #[must_use]
    pub fn new(of: &Assessment, q: &Questionnaire) -> Self {
        Self::with(of, q, None, true)
    }

    /// The same of a control that may take roles and records from what its
    /// folder shares; those of its records that prove nothing are left to
    /// whoever lists what is shared. What is asked is left out unless it is
    /// wanted.
    #[must_use]
    pub fn with(
        of: &Assessment,
        q: &Questionnaire,
        shared: Option<&Assessment>,
        asked: bool,
    ) -> Self {
        let mut gathered = Gathered {
            a: of,
            shared,
            asked,
            all: Vec::new(),
            listed: BTreeSet::new(),
        };
        let inherited = shared.filter(|_| of.roles.is_empty());
        for &role in &inherited.unwrap_or(of).roles {
            for question in q.questions_of(role) {
                let item = ItemId::Question(question.id.clone());
                gathered.item(role, &item, Part::Question, &question.text);
                gathered.question(role, &item, of.question(role, &question.id));
            }
            for step in q.role(role).into_iter().flat_map(|r| &r.steps) {
                let item = ItemId::Step(step.id.clone());
                gathered.item(role, &item, Part::Topic, &step.topic);
                gathered.item(role, &item, Part::Step, &step.text);
                let asked = step.typical_evidence.join(" · ");
                gathered.item(role, &item, Part::AskedFor, &asked);
                gathered.step(role, &item, of.step(role, &step.id));
            }
        }
        gathered.conflicts();
        let is_shared = |id: &EvidenceId| shared.is_some_and(|s| s.evidence.contains_key(id));
        let own = of.evidence.keys().filter(|id| !is_shared(id));
        for id in own {
            gathered.record(id, None);
        }
        Self { all: gathered.all }
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.all.len()
    }

    /// A text by its number.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Text> {
        self.all.get(at)
    }

    /// The numbers of the texts that all words occur in, of `among` where that
    /// is given.
    #[must_use]
    pub fn find(&self, query: &Query, among: Option<&[usize]>) -> Vec<usize> {
        if query.is_empty() {
            return Vec::new();
        }
        let fits = |at: &usize| self.get(*at).is_some_and(|text| text.has(query));
        match among {
            Some(among) => among.iter().copied().filter(|at| fits(at)).collect(),
            None => (0..self.total()).filter(fits).collect(),
        }
    }

    /// Those that all words occur in, taken out.
    #[must_use]
    pub fn found(self, query: &Query) -> Vec<Text> {
        let mut all = self.all;
        all.retain(|text| !query.is_empty() && text.has(query));
        all
    }
}

/// A record as it is searched: its title, where it has one, and its href.
#[must_use]
pub(super) fn text_of(id: &EvidenceId, record: &Evidence, item: Option<(Role, ItemId)>) -> Text {
    let text = match record.title.trim() {
        "" => record.href.clone(),
        title => format!("{title} · {}", record.href),
    };
    Text {
        place: match item {
            Some((role, item)) => Place::Item(role, item, Part::Evidence(id.clone())),
            None => Place::Register(id.clone()),
        },
        folded: Folded::new(&text),
        text,
    }
}

struct Gathered<'a> {
    a: &'a Assessment,
    shared: Option<&'a Assessment>,
    /// Whether what is asked is wanted, too.
    asked: bool,
    all: Vec<Text>,
    /// Records that stand in the list: each stands once, with the first item
    /// that it proves.
    listed: BTreeSet<EvidenceId>,
}

impl Gathered<'_> {
    fn item(&mut self, role: Role, item: &ItemId, part: Part, text: &str) {
        if text.trim().is_empty() || (part.is_asked() && !self.asked) {
            return;
        }
        self.all.push(Text {
            place: Place::Item(role, item.clone(), part),
            folded: Folded::new(text),
            text: text.to_owned(),
        });
    }

    fn question(&mut self, role: Role, item: &ItemId, x: &QuestionAnswer) {
        self.item(role, item, Part::Implementation, &x.implementation);
        self.item(role, item, Part::Customer, &x.customer_responsibilities);
        self.action(role, item, x.action.as_ref());
        self.records(role, item, &x.evidence);
    }

    fn step(&mut self, role: Role, item: &ItemId, x: &StepAnswer) {
        self.item(role, item, Part::Note, &x.note);
        self.item(role, item, Part::Justification, &x.justification);
        let sample = x.sample.as_ref().map(ToString::to_string);
        self.item(role, item, Part::Sample, &sample.unwrap_or_default());
        self.action(role, item, x.action.as_ref());
        self.records(role, item, &x.evidence);
        self.item(role, item, Part::ReviewComment, &x.review_comment);
    }

    /// What the side of a conflict wrote that does not stand in the field.
    fn conflicts(&mut self) {
        for (path, conflict) in &self.a.conflicts {
            let keys = toml_edit::Key::parse(path).unwrap_or_default();
            let keys: Vec<&str> = keys.iter().map(toml_edit::Key::get).collect();
            let ["roles", role, kind, id, field @ ..] = keys.as_slice() else {
                continue;
            };
            let part = match field {
                ["note"] => Part::Note,
                ["justification"] => Part::Justification,
                ["review_comment"] => Part::ReviewComment,
                ["implementation"] => Part::Implementation,
                ["customer_responsibilities"] => Part::Customer,
                ["action", "text"] => Part::Action,
                ["action", "owner"] => Part::ActionOwner,
                _ => continue,
            };
            let item = match (*kind, id.parse()) {
                ("questions", _) => ItemId::Question((*id).to_owned()),
                (_, Ok(step)) => ItemId::Step(step),
                _ => continue,
            };
            let Ok(role) = role.parse::<Role>() else {
                continue;
            };
            let sides = [&conflict.ours, &conflict.theirs].into_iter().flatten();
            for side in sides {
                let value = side.trim().parse::<toml_edit::Value>().ok();
                let Some(text) = value.as_ref().and_then(toml_edit::Value::as_str) else {
                    continue;
                };
                let place = Place::Item(role, item.clone(), part.clone());
                if !self.all.iter().any(|t| t.place == place && t.text == text) {
                    self.item(role, &item, part.clone(), text);
                }
            }
        }
    }

    fn action(&mut self, role: Role, item: &ItemId, action: Option<&Action>) {
        if let Some(action) = action {
            self.item(role, item, Part::Action, &action.text);
            self.item(role, item, Part::ActionOwner, &action.owner);
        }
    }

    fn records(&mut self, role: Role, item: &ItemId, ids: &EvidenceIds) {
        for id in ids {
            self.record(id, Some((role, item.clone())));
        }
    }

    fn record(&mut self, id: &EvidenceId, item: Option<(Role, ItemId)>) {
        let own = self.a.evidence.get(id);
        let record = own.or_else(|| self.shared?.evidence.get(id));
        if let Some(record) = record.filter(|_| !self.listed.contains(id)) {
            self.listed.insert(id.clone());
            self.all.push(text_of(id, record, item));
        }
    }
}
