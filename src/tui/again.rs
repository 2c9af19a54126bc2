//! What was done last, to be done again on another item.

use super::action::Choice;
use crate::assessment::{Answer, Edit, Effectiveness, Grade, Method, Outcome, Role};
use crate::questionnaire::ItemId;
use std::collections::{BTreeMap, BTreeSet};

/// What can be repeated: the last answering and the last evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    /// What was given to the items that were worked on last.
    now: Given,
    /// The last of it that had an answer.
    answer: Option<Given>,
    /// The evidence that was added last.
    evidence: Option<String>,
}

/// What was given to an item, or to several together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    items: BTreeSet<(Role, ItemId)>,
    /// The answer key; none as long as there was no answer.
    pub choice: Option<Choice>,
    /// The grade that was given or taken away.
    pub grade: Option<Option<Grade>>,
    /// The methods that were switched on or off.
    pub methods: BTreeMap<Method, bool>,
    /// The effectiveness that was given or taken away.
    pub effectiveness: Option<Option<Effectiveness>>,
}

impl Again {
    /// The last answering, with what was given beside it.
    #[must_use]
    pub fn answer(&self) -> Option<&Given> {
        self.answer.as_ref()
    }

    /// The link or path that was added last.
    #[must_use]
    pub fn evidence(&self) -> Option<&str> {
        self.evidence.as_deref()
    }

    /// Takes in what was done in one step. Grade, methods and effectiveness
    /// belong to the answer of the same items, before it or after it.
    pub fn learn(&mut self, edits: &[Edit]) {
        for edit in edits {
            if let Edit::AddEvidence(_, _, href) = edit {
                self.evidence = Some(href.trim().to_owned());
            }
        }
        let answers = |edit: &&Edit| {
            matches!(
                edit,
                Edit::Answer(..)
                    | Edit::Outcome(..)
                    | Edit::Grade(..)
                    | Edit::Method(..)
                    | Edit::Effectiveness(..)
            )
        };
        let given: Vec<&Edit> = edits.iter().filter(answers).collect();
        let items: BTreeSet<_> = given.iter().filter_map(|edit| edit.item()).collect();
        if items.is_empty() {
            return;
        }
        if !items.is_subset(&self.now.items) {
            self.now = Given::default();
        }
        if self.now.items.is_empty() || given.iter().any(|edit| choice(edit).is_some()) {
            self.now.items = items;
        }
        for edit in given {
            match edit {
                Edit::Answer(..) | Edit::Outcome(..) => self.now.answered(choice(edit)),
                Edit::Grade(_, _, grade) => self.now.grade = Some(*grade),
                Edit::Method(_, _, method, on) => {
                    self.now.methods.insert(*method, *on);
                }
                Edit::Effectiveness(_, _, which) => self.now.effectiveness = Some(*which),
                _ => {}
            }
        }
        if self.now.choice.is_some() {
            self.answer = Some(self.now.clone());
        }
    }
}

impl Given {
    fn answered(&mut self, choice: Option<Choice>) {
        self.choice = choice;
        let fits = |grade: Grade| choice.is_some_and(|c| grade.fits(c.outcome()));
        if self.grade.flatten().is_some_and(|grade| !fits(grade)) {
            self.grade = None;
        }
    }

    /// The edits that give the same to a step or a question; what only steps
    /// have is left out for a question.
    ///
    /// # Errors
    /// Partially satisfied is no answer to a question.
    pub fn edits(&self, role: Role, item: &ItemId) -> Result<Vec<Edit>, &'static str> {
        let Some(choice) = self.choice else {
            return Ok(Vec::new());
        };
        let id = match item {
            ItemId::Question(id) => {
                let answer = choice.answer().ok_or("a question has no partial")?;
                return Ok(vec![Edit::Answer(role, id.clone(), Some(answer))]);
            }
            ItemId::Step(id) => id,
        };
        let mut edits = vec![Edit::Outcome(role, id.clone(), Some(choice.outcome()))];
        edits.extend(self.grade.map(|g| Edit::Grade(role, id.clone(), g)));
        let methods = self.methods.iter();
        edits.extend(methods.map(|(m, on)| Edit::Method(role, id.clone(), *m, *on)));
        edits.extend(
            self.effectiveness
                .map(|e| Edit::Effectiveness(role, id.clone(), e)),
        );
        Ok(edits)
    }

    /// What it is in words: `not-satisfied, major, examine`.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        words.extend(self.choice.map(|c| c.outcome().to_string()));
        words.extend(self.grade.map(|g| match g {
            Some(grade) => grade.to_string(),
            None => "no grade".to_owned(),
        }));
        let methods = self.methods.iter();
        words.extend(methods.map(|(m, on)| match on {
            true => m.to_string(),
            false => format!("without {m}"),
        }));
        words.extend(self.effectiveness.map(|e| match e {
            Some(which) => which.to_string(),
            None => "no effectiveness".to_owned(),
        }));
        words.join(", ")
    }
}

/// The answer key that an edit stands for.
fn choice(edit: &Edit) -> Option<Choice> {
    Some(match edit {
        Edit::Answer(_, _, answer) => match (*answer)? {
            Answer::Yes => Choice::Satisfied,
            Answer::No => Choice::Not,
            Answer::Na => Choice::NotApplicable,
        },
        Edit::Outcome(_, _, outcome) => match (*outcome)? {
            Outcome::Satisfied => Choice::Satisfied,
            Outcome::PartiallySatisfied => Choice::Partially,
            Outcome::NotSatisfied => Choice::Not,
            Outcome::NotApplicable => Choice::NotApplicable,
            Outcome::NotAssessed => return None,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::StepId;

    fn step(id: &str) -> StepId {
        StepId::new(id).unwrap()
    }

    fn outcome(id: &str, outcome: Outcome) -> Edit {
        Edit::Outcome(Role::Csp, step(id), Some(outcome))
    }

    #[test]
    fn what_was_given_before_and_after_an_answer_belongs_to_it() {
        let mut again = Again::default();
        again.learn(&[Edit::Method(Role::Csp, step("01"), Method::Test, true)]);
        assert_eq!(again.answer(), None);
        again.learn(&[outcome("01", Outcome::NotSatisfied)]);
        again.learn(&[Edit::Grade(Role::Csp, step("01"), Some(Grade::Major))]);
        let words = |again: &Again| again.answer().unwrap().words();
        assert_eq!(words(&again), "not-satisfied, major, test");
        // A method of the next item is not of that answer.
        again.learn(&[Edit::Method(Role::Csp, step("02"), Method::Examine, true)]);
        assert_eq!(words(&again), "not-satisfied, major, test");
        again.learn(&[outcome("02", Outcome::Satisfied)]);
        assert_eq!(words(&again), "satisfied, examine");
    }

    #[test]
    fn a_grade_that_no_longer_fits_is_dropped() {
        let mut again = Again::default();
        again.learn(&[outcome("01", Outcome::NotSatisfied)]);
        again.learn(&[Edit::Grade(Role::Csp, step("01"), Some(Grade::Major))]);
        again.learn(&[outcome("01", Outcome::Satisfied)]);
        assert_eq!(again.answer().unwrap().words(), "satisfied");
        again.learn(&[Edit::Outcome(Role::Csp, step("01"), None)]);
        assert_eq!(again.answer().unwrap().words(), "satisfied");
    }

    #[test]
    fn what_many_got_is_repeated_as_one() {
        let mut again = Again::default();
        again.learn(&[
            outcome("01", Outcome::PartiallySatisfied),
            outcome("02", Outcome::PartiallySatisfied),
        ]);
        again.learn(&[Edit::Grade(Role::Csp, step("02"), Some(Grade::Minor))]);
        let given = again.answer().unwrap();
        assert_eq!(given.words(), "partially-satisfied, minor");
        let edits = given.edits(Role::Mp, &ItemId::Step(step("07"))).unwrap();
        assert_eq!(
            edits,
            [
                Edit::Outcome(Role::Mp, step("07"), Some(Outcome::PartiallySatisfied)),
                Edit::Grade(Role::Mp, step("07"), Some(Grade::Minor)),
            ]
        );
        let question = ItemId::Question("CEK-02.1".into());
        assert!(given.edits(Role::Mp, &question).is_err());
    }
}
