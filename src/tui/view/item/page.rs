//! What a role and an item say in their pane.

use super::super::blame;
use super::super::lines::{hanging, wrapped};
use super::Page;
use crate::assessment::{Outcome, REWORDED, Role};
use crate::compare::{word_marks, words};
use crate::gaps::{Severity, roll_up};
use crate::questionnaire::{ItemId, Question};
use crate::tui::action::Action;
use crate::tui::model::{Field, Focus};
use crate::tui::update::{role_done, sign_off_words};
use ratatui::style::Style;
use ratatui::text::Span;

/// Records of evidence that the form shows while none of them is selected; of
/// more, the last of these lines says how many.
const RECORDS: usize = 4;

impl Page<'_> {
    pub(super) fn role(&mut self, role: Role) {
        let name = self.q.role(role).map_or("", |r| r.name.as_str());
        self.text(&format!("{role} · {name}"), self.theme.heading());
        let roll = roll_up(self.q, self.doc.assessment(), role);
        let total = roll.counts.total();
        self.blank();
        if !self.q.asks(role) {
            let line = format!("{} asks nothing of {role}.", self.q.control.id);
            self.text(&line, self.theme.quiet());
            return;
        }
        self.text(&format!("Result: {}", roll.words()), self.theme.heading());
        for outcome in Outcome::ALL {
            let n = roll.counts.get(*outcome);
            let line = format!(
                "{} {n} of {total} steps {}",
                outcome.glyph(),
                outcome.as_str().replace('-', " ")
            );
            let style = match n {
                0 => self.theme.quiet(),
                _ => self.theme.outcome(*outcome),
            };
            self.text(&line, style);
        }
        self.left_to_do(role);
        self.blank();
        let (words, bad) = sign_off_words(self.doc.signed.get(&role).copied());
        let signed = self.doc.assessment().answers.get(&role);
        let by = signed.and_then(|r| r.sign_off.as_ref()).map(|s| {
            let at = s.at.map(|t| t.format(", %Y-%m-%d").to_string());
            format!(", by {}{}", s.by.trim(), at.unwrap_or_default())
        });
        let style = if bad { self.theme.bad() } else { Style::new() };
        let key = self.key(Action::SignOff);
        let does = if by.is_some() {
            "shows it"
        } else {
            "signs it off"
        };
        let text = format!("{words}{}; {key} {does}", by.unwrap_or_default());
        self.text(&text, style);
        if let Some(layer) = self.q.home_layer(role) {
            self.blank();
            self.text(
                &format!("{} ({}): {}", layer.name, layer.id, layer.ownership),
                self.theme.heading(),
            );
            self.text(&layer.text, Style::new());
        }
        self.blank();
        let gaps = self.doc.gaps.iter().filter(|g| g.role == role);
        let counted = gaps.filter(|g| g.severity != Severity::Open).count();
        self.text(
            &format!(
                "{} in this role beside what is open; {} shows them all",
                crate::text::count(counted, "gap"),
                self.key(Action::Summary)
            ),
            self.theme.quiet(),
        );
    }

    pub(super) fn item(&mut self, role: Role, item: &ItemId) {
        let (head, text) = match item {
            ItemId::Question(id) => {
                let text = self.q.question(id).map_or("", |x| x.text.as_str());
                (format!("{role} · AI-CAIQ question {id}"), text)
            }
            ItemId::Step(id) => {
                let step = self.q.step(role, id);
                let topic = step.map_or("", |s| s.topic.as_str());
                let origin = step.map_or("", |s| s.origin.word());
                let from = if id.is_ccm() { " from CCM" } else { "" };
                (
                    format!("{role} · step {id}{from} · {topic} · {origin}"),
                    step.map_or("", |s| s.text.as_str()),
                )
            }
        };
        self.text(&head, self.theme.heading());
        if let Some(said) = self.doc.assessment().look_again(self.q, role, item) {
            self.text(&format!("{REWORDED} {said}"), self.theme.warn());
        }
        let before = self.rows.len();
        self.text(text, Style::new());
        let lines = self.rows.len() - before;
        let asked = (self.q, self.doc.texts_then.as_slice());
        if let Some(then) = self.doc.assessment().text_then(asked, role, item)
            && then != text
        {
            let words = word_marks(&words(then, text));
            self.text(
                &format!("The text then, and now: {words}"),
                self.theme.quiet(),
            );
        }
        let most = wrapped(self.longest(role), self.width).len();
        self.form = (self.rows.len(), lines, most);
        self.blank();
        let fields = self.doc.fields(role, item);
        let is_record = |field: &&Field| matches!(field, Field::Evidence(_));
        let records = fields.iter().filter(is_record).count();
        let chosen = self.doc.focus == Focus::Form
            && matches!(self.doc.field, Field::Evidence(_) | Field::AddEvidence);
        let mut seen = 0;
        for field in &fields {
            seen += usize::from(is_record(&field));
            if chosen || records <= RECORDS || seen < RECORDS || !is_record(&field) {
                self.field(role, item, field);
            } else if seen == RECORDS {
                self.folded(field, records + 1 - RECORDS);
            }
        }
        self.asking(role, item);
        self.stamp(role, item);
    }

    /// The longest text of the items of a role.
    fn longest(&self, role: Role) -> &str {
        let questions = self.q.questions.iter().map(|q| q.text.as_str());
        let steps = self.q.role(role).into_iter().flat_map(|r| &r.steps);
        let texts = questions.chain(steps.map(|s| s.text.as_str()));
        texts.max_by_key(|text| text.len()).unwrap_or_default()
    }

    /// What comes next where nothing is answered, or everything.
    fn left_to_do(&mut self, role: Role) {
        let done = role_done(self.q, self.doc, role);
        let text = match done {
            (0, _) => {
                let next = self.key(Action::NextUnanswered);
                format!("Nothing is answered yet: {next} goes to the first item.")
            }
            (done, total) if done == total => {
                let results = self.key(Action::Summary);
                format!("All of {role} is answered: {results} shows results.")
            }
            _ => return,
        };
        self.blank();
        self.text(&text, Style::new());
    }

    fn asking(&mut self, role: Role, item: &ItemId) {
        let q = self.q;
        if let ItemId::Question(id) = item
            && let Some(covered) = q.question(id).and_then(Question::covered)
        {
            self.blank();
            self.text(&covered, self.theme.quiet());
        }
        let Some(step) = item.step().and_then(|id| q.step(role, id)) else {
            return;
        };
        if step.typical_evidence.is_empty() && step.methods.is_empty() {
            return;
        }
        self.blank();
        let methods: Vec<&str> = step.methods.iter().map(|m| m.as_str()).collect();
        self.text(
            &format!("Ask for ({})", methods.join(", ")),
            self.theme.heading(),
        );
        for evidence in &step.typical_evidence {
            for line in hanging(Span::raw("·"), 2, evidence, self.width, Style::new()) {
                self.push(line);
            }
        }
    }

    fn stamp(&mut self, role: Role, item: &ItemId) {
        let people = blame::people(self.doc, role, Some(item));
        // A sign-off of the role says nothing of an item without an answer.
        if people.iter().all(|(did, _)| *did == blame::SIGNED_OFF) {
            return;
        }
        self.blank();
        let quiet = self.theme.quiet();
        for (did, text) in people {
            self.text(&format!("{did}: {text}"), quiet);
        }
    }
}
