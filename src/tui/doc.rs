//! An open assessment and where the user is in it.

use super::again::Again;
use super::effect::{Clock, Differences, Opened};
use super::field::Field;
use super::finder::filter::Filter;
pub use super::row::Row;
use super::standing::{self, Standing};
use crate::assessment::{
    Action, Answer, Assessment, EvidenceId, Files, Grade, History, Outcome, Review, Role,
    SignOffState,
};
use crate::gaps::{self, Gap, SOON_DAYS};
use crate::questionnaire::{ItemId, Questionnaire, StepId};
use crate::store::drafts::{Draft, DraftKey};
use crate::store::rescue::Kept;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// Which pane has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The outline.
    Outline,
    /// The form.
    Form,
}

/// Whether the answers are on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disk {
    /// They are, or will be before the next key.
    Saved,
    /// Another program wrote the file, or took it away.
    Changed {
        /// Whether there is no file any more.
        gone: bool,
    },
    /// They are in the file as it was; another program has written one since
    /// that cannot be brought in, and nothing here waits to be saved.
    Other,
    /// They are not, with the reason.
    Failed(String),
    /// The file is not ours to write, with the reason.
    ReadOnly(String),
}

/// A range of rows that is being marked.
#[derive(Debug, Clone)]
pub struct Range {
    /// Where it was begun.
    pub from: Row,
    /// Where it goes to: where one is, as long as it goes on.
    pub to: Row,
    /// What was marked before.
    pub before: BTreeSet<(Role, ItemId)>,
}

/// An open assessment and where the user is in it.
#[derive(Debug)]
pub struct Doc {
    /// Where the file is.
    pub path: PathBuf,
    /// What `--questionnaire` has to name for it to be read so, if it has to.
    pub asked_with: Option<PathBuf>,
    /// The folder that evidence paths are relative to, absolute.
    pub folder: PathBuf,
    /// Other texts that were at hand then, for answers to another one.
    pub texts_then: Vec<Arc<Questionnaire>>,
    /// The answers as they were opened.
    pub opened: Assessment,
    /// The answers, past and present.
    pub history: History,
    /// What is known of the evidence files.
    pub files: Files,
    /// The evidence file that is being read, and how much of it is, in percent.
    pub reading: Option<(String, u8)>,
    /// The gaps as they stand.
    pub gaps: Vec<Gap>,
    /// The day that they were found on.
    pub today: Option<chrono::NaiveDate>,
    /// Where those of each item are among them.
    gaps_at: BTreeMap<Role, BTreeMap<ItemId, Vec<usize>>>,
    /// Reviews that what the user does now has withdrawn, and whose they were.
    pub withdrawn: Vec<(Role, StepId, String)>,
    /// Review comments that it has taken the place of, and whose they were.
    pub replaced: Vec<(Role, StepId, String)>,
    /// How far the roles have come, found with the gaps.
    pub standings: BTreeMap<Role, Standing>,
    /// What the sign-offs are worth, of the roles that have one.
    pub signed: BTreeMap<Role, SignOffState>,
    /// Whether the answers are on disk.
    pub disk: Disk,
    /// Unsaved texts that were found.
    pub drafts: Vec<Draft>,
    /// Which of them were typed for several marked items.
    pub drafts_of_many: Vec<DraftKey>,
    /// Answers that an ended program could not save, and nobody has dealt with.
    pub left: Vec<Kept>,
    /// Texts that are journalled until the next save succeeds.
    pub forget_after_save: Vec<DraftKey>,
    /// Whether another program has written the file and it is yet to come in.
    pub touched: bool,
    /// What the two sides have changed while the file is another than was
    /// read.
    pub differs: Option<Differences>,
    /// The selected row.
    pub row: Row,
    /// Roles that are folded.
    pub folded: BTreeSet<Role>,
    /// Items that are marked, to be acted on together. Never part of the file.
    pub marked: BTreeSet<(Role, ItemId)>,
    /// Where the last mark was set or taken back, or where keys were let act on
    /// the marks from another item.
    pub left_marks: Option<Row>,
    /// The range that is being marked.
    pub range: Option<Range>,
    /// What was done last, to be repeated.
    pub again: Again,
    /// Which items are shown.
    pub filter: Filter,
    /// Which pane has the focus.
    pub focus: Focus,
    /// The selected field of the form.
    pub field: Field,
    /// The selected method in the methods field.
    pub method: usize,
    /// Lines that the item's pane is scrolled by.
    pub scroll: usize,
    /// The conflict whose texts were scrolled last, and the first row in sight.
    pub scrolled: Option<(String, usize)>,
    /// The conflict of which a further side was asked for, and which.
    pub further: Option<(String, usize)>,
    /// The first row of the outline in sight.
    pub top: usize,
}

impl Doc {
    /// Whether something here is not on disk that could be.
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        matches!(self.disk, Disk::Changed { .. } | Disk::Failed(_))
    }

    /// How far the reading of an evidence file has come, where that takes long.
    #[must_use]
    pub fn read_so_far(&self, href: &str) -> Option<String> {
        let (of, percent) = self.reading.as_ref()?;
        (of == href).then(|| format!("being read, {percent} %"))
    }

    /// The file in a command line that reads it with the same questionnaire.
    #[must_use]
    pub fn typed(&self) -> String {
        crate::folder::typed(&self.path, self.asked_with.as_deref())
    }

    /// An assessment as it was opened.
    #[must_use]
    pub fn new(opened: Opened, questionnaire: &Questionnaire) -> Self {
        let disk = opened.read_only.map_or(Disk::Saved, Disk::ReadOnly);
        let first = opened
            .assessment
            .roles
            .first()
            .copied()
            .unwrap_or(Role::Csp);
        let mut doc = Self {
            path: opened.path,
            asked_with: opened.asked_with,
            folder: opened.folder,
            texts_then: opened.texts_then,
            opened: opened.assessment.clone(),
            history: History::new(opened.assessment),
            files: Files::new(),
            reading: None,
            gaps: Vec::new(),
            today: None,
            gaps_at: BTreeMap::new(),
            withdrawn: Vec::new(),
            replaced: Vec::new(),
            standings: BTreeMap::new(),
            signed: BTreeMap::new(),
            disk,
            drafts: opened.drafts,
            drafts_of_many: Vec::new(),
            left: opened.left,
            forget_after_save: Vec::new(),
            touched: false,
            differs: None,
            row: Row::Role(first),
            folded: BTreeSet::new(),
            marked: BTreeSet::new(),
            left_marks: None,
            range: None,
            again: Again::default(),
            filter: Filter::default(),
            focus: Focus::Outline,
            field: Field::Outcome,
            method: 0,
            scroll: 0,
            scrolled: None,
            further: None,
            top: 0,
        };
        let rows = doc.rows(questionnaire);
        let items: Vec<&Row> = rows.iter().filter(|r| matches!(r, Row::Item(..))).collect();
        let open = items.iter().find(|r| !doc.is_answered(r));
        if let Some(row) = open.or(items.first()) {
            doc.row = (*row).clone();
        }
        doc
    }

    /// The answers as they stand.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        self.history.now()
    }

    /// Whether the filter leaves an item in sight: it fits, or it is selected.
    #[must_use]
    pub fn shows(&self, role: Role, item: &ItemId) -> bool {
        let selected = matches!(&self.row, Row::Item(r, i) if *r == role && i == item);
        selected || self.filter.fits(role, item)
    }

    /// All items, folded or not.
    #[must_use]
    pub fn items(&self, questionnaire: &Questionnaire) -> Vec<(Role, ItemId)> {
        let roles = &self.assessment().roles;
        roles
            .iter()
            .flat_map(|&role| questionnaire.items(role).map(move |item| (role, item)))
            .collect()
    }

    /// Whether a row's item has an answer.
    #[must_use]
    pub fn is_answered(&self, row: &Row) -> bool {
        match row {
            Row::Role(_) => true,
            Row::Item(role, item) => answered(self.assessment(), *role, item),
        }
    }

    /// The selected item.
    #[must_use]
    pub fn item(&self) -> Option<(Role, ItemId)> {
        match &self.row {
            Row::Role(_) => None,
            Row::Item(role, item) => Some((*role, item.clone())),
        }
    }

    /// The corrective action of an item.
    #[must_use]
    pub fn action(&self, role: Role, item: &ItemId) -> Option<&Action> {
        match item {
            ItemId::Question(id) => self.assessment().question(role, id).action.as_ref(),
            ItemId::Step(id) => self.assessment().step(role, id).action.as_ref(),
        }
    }

    /// The fields that the form of an item has, in order.
    #[must_use]
    pub fn fields(&self, role: Role, item: &ItemId) -> Vec<Field> {
        let a = self.assessment();
        let (mut fields, evidence, wants_action) = match item {
            ItemId::Question(id) => {
                let q = a.question(role, id);
                let fields = vec![
                    Field::Answer,
                    Field::Ownership,
                    Field::Implementation,
                    Field::Customer,
                ];
                (
                    fields,
                    &q.evidence,
                    q.answer == Some(Answer::No) || q.action.is_some(),
                )
            }
            ItemId::Step(id) => {
                let s = a.step(role, id);
                let mut fields = vec![Field::Outcome];
                if Grade::ALL.iter().any(|g| g.fits(s.outcome())) {
                    fields.push(Field::Grade);
                }
                fields.extend([Field::Methods, Field::Note]);
                if s.outcome() == Outcome::NotApplicable || !s.justification.is_empty() {
                    fields.push(Field::Justification);
                }
                (
                    fields,
                    &s.evidence,
                    s.outcome().is_shortfall() || s.action.is_some(),
                )
            }
        };
        let mut records: Vec<_> = evidence.iter().collect();
        records.sort_by_key(|id| a.evidence.get(*id).map(|e| e.href.as_str()));
        fields.extend(records.into_iter().cloned().map(Field::Evidence));
        fields.push(Field::AddEvidence);
        if wants_action {
            fields.extend([
                Field::ActionText,
                Field::ActionOwner,
                Field::ActionDue,
                Field::ActionStatus,
            ]);
            if self.action(role, item).is_some() {
                fields.push(Field::ActionRetest);
            }
        }
        if let Some(id) = item.step() {
            let s = a.step(role, id);
            let applies = !matches!(s.outcome(), Outcome::NotAssessed | Outcome::NotApplicable);
            if applies || s.effectiveness.is_some() {
                fields.push(Field::Effectiveness);
            }
            if applies || s.sample.is_some() {
                fields.push(Field::Sample);
            }
            fields.push(Field::Review);
            if s.review.is_some_and(|r| r != Review::Draft) || !s.review_comment.is_empty() {
                fields.push(Field::ReviewComment);
            }
        }
        fields
    }

    /// The committed text of a text field.
    #[must_use]
    pub fn text(&self, role: Role, item: &ItemId, field: &Field) -> String {
        let a = self.assessment();
        let action = self.action(role, item);
        match (field, item) {
            (Field::Implementation, ItemId::Question(id)) => {
                a.question(role, id).implementation.clone()
            }
            (Field::Customer, ItemId::Question(id)) => {
                a.question(role, id).customer_responsibilities.clone()
            }
            (Field::Note, ItemId::Step(id)) => a.step(role, id).note.clone(),
            (Field::Justification, ItemId::Step(id)) => a.step(role, id).justification.clone(),
            (Field::Sample, ItemId::Step(id)) => {
                let sample = a.step(role, id).sample.as_ref();
                sample.map(ToString::to_string).unwrap_or_default()
            }
            (Field::ReviewComment, ItemId::Step(id)) => a.step(role, id).review_comment.clone(),
            (Field::EvidencePeriod(id), _) => {
                let of = |e: &crate::assessment::Evidence| match (e.period_from, e.period_to) {
                    (None, None) => String::new(),
                    (from, to) => {
                        let day = |d: Option<chrono::NaiveDate>| {
                            d.map(|d| d.to_string()).unwrap_or_default()
                        };
                        format!("{}..{}", day(from), day(to))
                    }
                };
                a.evidence.get(id).map(of).unwrap_or_default()
            }
            (Field::EvidenceExpires(id), _) => {
                let day = a.evidence.get(id).and_then(|e| e.expires_on);
                day.map(|d| d.to_string()).unwrap_or_default()
            }
            (Field::Evidence(id), _) => a
                .evidence
                .get(id)
                .map(|e| e.title.clone())
                .unwrap_or_default(),
            (Field::ActionText, _) => action.map(|x| x.text.clone()).unwrap_or_default(),
            (Field::ActionOwner, _) => action.map(|x| x.owner.clone()).unwrap_or_default(),
            (Field::ActionDue, _) => action
                .and_then(|x| x.due)
                .map(|d| d.to_string())
                .unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// Works the gaps out anew.
    pub fn find_gaps(&mut self, questionnaire: &Questionnaire, clock: &Clock) {
        let context = gaps::Context {
            today: clock.today,
            soon_days: SOON_DAYS,
            files: &self.files,
        };
        self.today = Some(clock.today);
        self.gaps = gaps::find(questionnaire, self.history.now(), &context);
        self.gaps_at.clear();
        for (n, gap) in self.gaps.iter().enumerate() {
            let of_role = self.gaps_at.entry(gap.role).or_default();
            match of_role.get_mut(&gap.item) {
                Some(places) => places.push(n),
                None => {
                    of_role.insert(gap.item.clone(), vec![n]);
                }
            }
        }
        let a = self.history.now();
        self.standings = standing::of_roles(questionnaire, a);
        let roles = a.answers.keys().copied();
        self.signed = roles
            .filter_map(|role| Some((role, a.sign_off_state(role, questionnaire, &self.files)?)))
            .collect();
    }

    /// The register in the order of the summary's list: by name; what this
    /// control only shares with others and does not use comes last.
    pub fn register(&self) -> impl Iterator<Item = EvidenceId> {
        let a = self.assessment();
        let used: BTreeSet<&EvidenceId> = a.evidence_used().collect();
        let elsewhere = |id: &EvidenceId| a.is_shared(id) && !used.contains(id);
        let records = a.evidence.iter();
        let mut ids: Vec<_> = records
            .map(|(id, e)| ((elsewhere(id), e.name().to_lowercase()), id.clone()))
            .collect();
        ids.sort();
        ids.into_iter().map(|(_, id)| id)
    }

    /// What a record proves that no item here uses.
    #[must_use]
    pub fn unused(&self, id: &EvidenceId) -> &'static str {
        match self.assessment().is_shared(id) {
            true => crate::report::NOTHING_HERE,
            false => crate::report::NOTHING,
        }
    }

    /// The items that a record is evidence for.
    #[must_use]
    pub fn users(&self, questionnaire: &Questionnaire, id: &EvidenceId) -> Vec<(Role, ItemId)> {
        let a = self.assessment();
        let uses = |(role, item): &(Role, ItemId)| match item {
            ItemId::Question(q) => a.question(*role, q).evidence.contains(id),
            ItemId::Step(s) => a.step(*role, s).evidence.contains(id),
        };
        self.items(questionnaire).into_iter().filter(uses).collect()
    }

    /// The items with a corrective action in the order of the summary's list:
    /// open ones by due date, then those without one, then done ones.
    #[must_use]
    pub fn plan(&self, questionnaire: &Questionnaire) -> Vec<(Role, ItemId)> {
        let items = self.items(questionnaire);
        let mut rows: Vec<_> = items
            .into_iter()
            .filter_map(|(role, item)| {
                let action = self.action(role, &item)?;
                let due = (action.due.is_none(), action.due);
                Some(((action.is_done(), due), (role, item)))
            })
            .collect();
        rows.sort_by_key(|(key, _)| *key);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// The first words of a text that were written last: its last line.
    #[must_use]
    pub fn preview(text: &str) -> String {
        let last = text.lines().rev().find(|l| !l.trim().is_empty());
        last.unwrap_or_default().to_owned()
    }

    /// How many marked items are in sight: keys act on no others.
    #[must_use]
    pub fn marked_in_sight(&self) -> usize {
        let marked = self.marked.iter();
        marked.filter(|(r, item)| self.shows(*r, item)).count()
    }

    /// Whether an item is marked.
    #[must_use]
    pub fn is_marked(&self, role: Role, item: &ItemId) -> bool {
        !self.marked.is_empty() && self.marked.contains(&(role, item.clone()))
    }

    /// The gaps of one item.
    pub fn gaps_of(&self, role: Role, item: &ItemId) -> impl Iterator<Item = &Gap> {
        let places = self.gaps_at.get(&role).and_then(|of| of.get(item));
        let places = places.into_iter().flatten();
        places.filter_map(|n| self.gaps.get(*n))
    }
}

/// Whether an item has an answer.
#[must_use]
pub fn answered(a: &Assessment, role: Role, item: &ItemId) -> bool {
    match item {
        ItemId::Question(id) => a.question(role, id).answer.is_some(),
        ItemId::Step(id) => a.step(role, id).outcome() != Outcome::NotAssessed,
    }
}
