//! Where the answers go that are read: into an assessment or, for who only
//! counts, into places that are used again for the next file.

use crate::assessment::{QuestionAnswer, Role, RoleAnswers, SignOff, StepAnswer};
use crate::gaps::{Asked, home};
use crate::questionnaire::{Question, Questionnaire, Step};
use std::collections::BTreeMap;

/// Who takes the answers of a file, item by item. Each is given with its place
/// among those that the questionnaire asks.
pub(super) trait Answers {
    fn question(&mut self, role: Role, asked: (usize, &Question), answer: QuestionAnswer);
    fn step(&mut self, role: Role, asked: (usize, &Step), answer: StepAnswer);
    fn signed(&mut self, role: Role, sign_off: SignOff);
}

impl Answers for BTreeMap<Role, RoleAnswers> {
    fn question(&mut self, role: Role, (_, asked): (usize, &Question), answer: QuestionAnswer) {
        let answers = self.entry(role).or_default();
        answers.questions.insert(asked.id.clone(), answer);
    }

    fn step(&mut self, role: Role, (_, asked): (usize, &Step), answer: StepAnswer) {
        let answers = self.entry(role).or_default();
        answers.steps.insert(asked.id.clone(), answer);
    }

    fn signed(&mut self, role: Role, sign_off: SignOff) {
        self.entry(role).or_default().sign_off = Some(sign_off);
    }
}

/// The answers of a file in the order in which they are asked. To read another
/// file into it takes no new memory.
#[derive(Debug, Default)]
pub(crate) struct Places {
    roles: Vec<OfRole>,
    /// How many of the roles are of this file.
    used: usize,
}

#[derive(Debug)]
struct OfRole {
    role: Role,
    questions: Vec<Option<QuestionAnswer>>,
    steps: Vec<Option<StepAnswer>>,
}

impl Places {
    /// Takes all answers out.
    pub(super) fn clear(&mut self) {
        for role in self.roles.iter_mut().take(self.used) {
            role.questions.clear();
            role.steps.clear();
        }
        self.used = 0;
    }

    fn of(&mut self, role: Role) -> Option<&mut OfRole> {
        let known = self.roles.iter().take(self.used);
        let at = match known.into_iter().position(|r| r.role == role) {
            Some(at) => at,
            None => {
                self.used += 1;
                self.used - 1
            }
        };
        if at == self.roles.len() {
            self.roles.push(OfRole {
                role,
                questions: Vec::new(),
                steps: Vec::new(),
            });
        }
        let own = self.roles.get_mut(at)?;
        own.role = role;
        Some(own)
    }

    fn used(&self) -> impl Iterator<Item = &OfRole> {
        self.roles.iter().take(self.used)
    }

    /// What is asked of a role, with what was answered, of a provider that runs
    /// these layers.
    pub fn asked<'a>(&'a self, q: &'a Questionnaire, runs: &[String], role: Role) -> Asked<'a> {
        let own = self.used().find(|r| r.role == role);
        let questions = own.map_or(&[][..], |r| &r.questions);
        let steps = own.map_or(&[][..], |r| &r.steps);
        let of_role = q.role(role).into_iter().flat_map(|r| &r.steps);
        Asked {
            role,
            home: home(q, runs, role),
            questions: beside(
                q.questions_of(role).iter(),
                questions,
                QuestionAnswer::none(),
            ),
            steps: beside(of_role, steps, StepAnswer::none()),
        }
    }
}

/// What is asked, with the answer in its place or else none.
fn beside<'a, T, A>(
    asked: impl Iterator<Item = &'a T>,
    answers: &'a [Option<A>],
    none: &'a A,
) -> Vec<(&'a T, &'a A)> {
    let answer = |at| answers.get(at).and_then(Option::as_ref).unwrap_or(none);
    asked.enumerate().map(|(at, x)| (x, answer(at))).collect()
}

fn put<A>(places: &mut Vec<Option<A>>, at: usize, answer: A) {
    if places.len() <= at {
        places.resize_with(at, || None);
        places.push(Some(answer));
    } else if let Some(place) = places.get_mut(at) {
        *place = Some(answer);
    }
}

impl Answers for Places {
    fn question(&mut self, role: Role, (at, _): (usize, &Question), answer: QuestionAnswer) {
        if let Some(own) = self.of(role) {
            put(&mut own.questions, at, answer);
        }
    }

    fn step(&mut self, role: Role, (at, _): (usize, &Step), answer: StepAnswer) {
        if let Some(own) = self.of(role) {
            put(&mut own.steps, at, answer);
        }
    }

    // No rule looks at it.
    fn signed(&mut self, _: Role, _: SignOff) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::embedded;

    #[test]
    fn places_are_used_again_and_nothing_of_the_file_before_is_left() {
        let q = embedded();
        let mut places = Places::default();
        let said = |note: &str| StepAnswer {
            note: note.to_owned(),
            ..StepAnswer::default()
        };
        let notes = |places: &Places, role| -> Vec<String> {
            let asked = places.asked(q, &[], role);
            asked.steps.iter().map(|(_, x)| x.note.clone()).collect()
        };
        let steps = &q.role(Role::Mp).unwrap().steps;
        places.step(Role::Mp, (2, &steps[2]), said("c"));
        places.step(Role::Mp, (0, &steps[0]), said("a"));
        places.step(Role::Ap, (1, &steps[1]), said("x"));
        assert_eq!(notes(&places, Role::Mp)[..4], ["a", "", "c", ""]);
        assert_eq!(notes(&places, Role::Mp).len(), steps.len());
        places.clear();
        places.step(Role::Ap, (1, &steps[1]), said("y"));
        assert_eq!(notes(&places, Role::Ap)[..3], ["", "y", ""]);
        assert!(notes(&places, Role::Mp).iter().all(String::is_empty));
    }
}
