//! The answers of an item.

use super::super::fields::{ACTION, QUESTION, SAMPLE, STEP};
use super::super::reader::{Span, shorten};
use super::{Walk, item_span};
use crate::assessment::{
    Action, ActionStatus, Answer, Assessment, Effectiveness, EvidenceId, EvidenceIds, Grade,
    Method, Outcome, Ownership, QuestionAnswer, Retest, Review, Role, Sample, StepAnswer,
};
use crate::questionnaire::StepId;
use std::collections::BTreeSet;
use toml_edit::TableLike;

impl Walk<'_> {
    pub(super) fn question(
        &mut self,
        role: Role,
        parent: &dyn TableLike,
        id: &str,
        table: Option<&dyn TableLike>,
        a: &mut Assessment,
    ) {
        let span = parent.key(id).and_then(|k| k.span());
        if self.questionnaire.question(id).is_none() {
            self.unknown_item(a, role, "question", id, span);
            return;
        }
        let Some(table) = table else {
            self.table(parent, id);
            return;
        };
        let place = format!("{role} question {id}");
        self.known(table, QUESTION, &place);
        let answer = QuestionAnswer {
            answer: self.word::<Answer>(table, "answer", Answer::WORDS),
            suggested: self.word::<Answer>(table, "suggested", Answer::WORDS),
            ownership: self.word::<Ownership>(table, "ownership", Ownership::WORDS),
            implementation: self.text(table, "implementation"),
            customer_responsibilities: self.text(table, "customer_responsibilities"),
            evidence: self.evidence(table),
            answered_by: self.text(table, "answered_by"),
            answered_at: self.time(table, "answered_at"),
            asked: self.text(table, "asked"),
            was: self.text(table, "was"),
            action: self.action(table, &place),
        };
        if answer != QuestionAnswer::default() {
            let answers = a.answers.entry(role).or_default();
            answers.questions.insert(id.to_owned(), answer);
        }
    }

    pub(super) fn step(
        &mut self,
        role: Role,
        parent: &dyn TableLike,
        id: &str,
        table: Option<&dyn TableLike>,
        a: &mut Assessment,
    ) {
        let span = parent.key(id).and_then(|k| k.span());
        let known = StepId::new(id)
            .ok()
            .filter(|id| self.questionnaire.step(role, id).is_some());
        let Some(step_id) = known else {
            self.unknown_item(a, role, "step", id, span);
            return;
        };
        let Some(table) = table else {
            self.table(parent, id);
            return;
        };
        let place = format!("{role} step {id}");
        self.known(table, STEP, &place);
        let mut methods = BTreeSet::new();
        for (word, span) in self.list(table, "methods") {
            methods.extend(self.as_word::<Method>(&word, span, Method::WORDS));
        }
        let answer = StepAnswer {
            outcome: self.word::<Outcome>(table, "outcome", Outcome::WORDS),
            suggested: self.word::<Outcome>(table, "suggested", Outcome::WORDS),
            grade: self.word::<Grade>(table, "grade", Grade::WORDS),
            methods,
            effectiveness: self.word::<Effectiveness>(table, "effectiveness", Effectiveness::WORDS),
            sample: self.sample(table, &place),
            note: self.text(table, "note"),
            justification: self.text(table, "justification"),
            evidence: self.evidence(table),
            assessed_by: self.text(table, "assessed_by"),
            assessed_at: self.time(table, "assessed_at"),
            asked: self.text(table, "asked"),
            was: self.text(table, "was"),
            assessed_also: self
                .list(table, "assessed_also")
                .into_iter()
                .map(|(name, _)| name)
                .filter(|name| !name.is_empty())
                .collect(),
            review: self.word::<Review>(table, "review", Review::WORDS),
            reviewed_by: self.text(table, "reviewed_by"),
            reviewed_at: self.time(table, "reviewed_at"),
            review_comment: self.text(table, "review_comment"),
            action: self.action(table, &place),
        };
        // A wrong outcome is a problem of its own already.
        let readable = answer.outcome.is_some() || table.get("outcome").is_none();
        if let Some(grade) = answer.grade
            && readable
            && !grade.fits(answer.outcome())
        {
            self.error(
                item_span(table, "grade"),
                format!(
                    "grade “{grade}” does not go with outcome “{}”",
                    answer.outcome()
                ),
                Some("major and minor are of a shortfall, ofi is of a satisfied step".to_owned()),
            );
        }
        if answer != StepAnswer::default() {
            let answers = a.answers.entry(role).or_default();
            answers.steps.insert(step_id, answer);
        }
    }

    pub(super) fn evidence(&mut self, table: &dyn TableLike) -> EvidenceIds {
        let mut ids = EvidenceIds::new();
        for (text, span) in self.list(table, "evidence") {
            match EvidenceId::new(&text) {
                Some(id) => {
                    self.references.push((id.clone(), span));
                    ids.insert(id);
                }
                None => self.bad_id(&text, span),
            }
        }
        ids
    }

    pub(super) fn bad_id(&mut self, text: &str, span: Span) {
        self.error(
            span,
            format!("“{}” is not an evidence id", shorten(text)),
            Some("expected letters, digits, - and _, such as ev-3f9a1c02".to_owned()),
        );
    }

    fn sample(&mut self, parent: &dyn TableLike, place: &str) -> Option<Sample> {
        let table = self.table(parent, "sample")?;
        self.known(table, SAMPLE, &format!("the sample of {place}"));
        let sample = Sample {
            size: self.number(table, "size", "items"),
            population: self.number(table, "population", "items"),
            items: self.text(table, "items"),
            selection: self.text(table, "selection"),
        };
        if let Err(error) = sample.check() {
            let help = "correct size or population".to_owned();
            self.error(item_span(table, "size"), error.to_string(), Some(help));
        }
        (!sample.is_empty()).then_some(sample)
    }

    fn action(&mut self, parent: &dyn TableLike, place: &str) -> Option<Action> {
        let table = self.table(parent, "action")?;
        self.known(table, ACTION, &format!("the action of {place}"));
        let action = Action {
            text: self.text(table, "text"),
            owner: self.text(table, "owner"),
            due: self.date(table, "due"),
            status: self.word::<ActionStatus>(table, "status", ActionStatus::WORDS),
            retest: self.word::<Retest>(table, "retest", Retest::WORDS),
            retested_by: self.text(table, "retested_by"),
            retested_on: self.date(table, "retested_on"),
        };
        (action != Action::default()).then_some(action)
    }
}
