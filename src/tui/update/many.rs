//! Acting on all marked items as one step of undo and one save. What some of
//! them cannot have is skipped and counted; what would be half an answer is
//! refused before anything happens.

use super::items::neighbour;
use super::{editor, many_texts, marks, review};
use crate::assessment::{
    Assessment, Edit, Effectiveness, Grade, Method, Outcome, Review, Role, Stamp,
};
use crate::gaps::Severity;
use crate::questionnaire::{ItemId, StepId};
use crate::text::count;
use crate::tui::action::{Action, Choice};
use crate::tui::effect::Effect;
use crate::tui::model::{App, Field};
use std::collections::BTreeMap;

/// How many kinds of gaps a message has room for.
const KINDS: usize = 3;

/// A role's item.
pub type Target = (Role, ItemId);

/// Does an action on the marked items; none where there is no mark or the
/// action is not about items.
pub fn act(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    if !app.doc.as_ref().is_some_and(marks::acts_on_marks) {
        return None;
    }
    Some(match action {
        Action::Answer(choice, _) => answer(app, choice),
        Action::Clear => clear(app),
        Action::Grade => grade(app),
        Action::Method(method) => toggle_method(app, method),
        Action::Effectiveness => effectiveness(app),
        Action::Ready => ready(app),
        Action::Note => many_texts::open(app, Field::Note, false),
        Action::NoteOutside => {
            let mut effects = many_texts::open(app, Field::Note, false);
            effects.extend(editor::go_outside(app));
            effects
        }
        Action::Justify => many_texts::open(app, Field::Justification, false),
        Action::AddEvidence => many_texts::open(app, Field::AddEvidence, false),
        Action::CorrectiveAction => many_texts::open(app, Field::ActionText, true),
        Action::ReviewComment => one_at_a_time(app, "a review comment is about one step"),
        Action::Sampling => one_at_a_time(app, "a sample is of one step"),
        _ => return None,
    })
}

fn one_at_a_time(app: &mut App, why: &str) -> Vec<Effect> {
    app.say(format!(
        "{why}: Esc takes the marks back, or Enter goes to its form"
    ));
    Vec::new()
}

/// What is to be done, and what is left out and why.
#[derive(Debug, Default)]
pub struct Plan {
    /// The edits, in order.
    pub edits: Vec<Edit>,
    /// The items that they are of.
    pub items: Vec<Target>,
    skipped: BTreeMap<String, usize>,
}

impl Plan {
    /// Tries the edits of each item after those of the items before it.
    pub fn of(
        app: &App,
        targets: &[Target],
        make: impl Fn(&Assessment, Role, &ItemId) -> Result<Vec<Edit>, String>,
    ) -> Self {
        let mut plan = Self::default();
        let Some(doc) = &app.doc else { return plan };
        let stamp = Stamp {
            now: app.clock.now,
            by: app.user.clone(),
        };
        let now = doc.assessment();
        let mut trial = now.clone();
        for (role, item) in targets {
            let made = make(now, *role, item).and_then(|edits| {
                let mut next = trial.clone();
                for edit in &edits {
                    edit.apply(&mut next, &app.questionnaire, &stamp)
                        .map_err(|e| e.to_string())?;
                }
                trial = next;
                Ok(edits)
            });
            match made {
                Ok(edits) => {
                    plan.edits.extend(edits);
                    plan.items.push((*role, item.clone()));
                }
                Err(why) => *plan.skipped.entry(why).or_default() += 1,
            }
        }
        plan
    }

    /// `10 items`, `8 of 10 items`.
    #[must_use]
    pub fn counted(&self) -> String {
        let skipped: usize = self.skipped.values().sum();
        let all = count(self.items.len() + skipped, "item");
        match skipped {
            0 => all,
            _ => format!("{} of {all}", self.items.len()),
        }
    }

    /// What was left out: ` · 2 skipped: not a shortfall`.
    #[must_use]
    pub fn left_out(&self) -> String {
        let parts = self.skipped.iter();
        parts
            .map(|(why, n)| format!(" · {n} skipped: {why}"))
            .collect()
    }

    /// Makes the edits and tells of them.
    pub fn run(self, app: &mut App, word: &str) -> Vec<Effect> {
        if !app.may_edit() {
            return Vec::new();
        }
        let left_out = self.left_out();
        if self.items.is_empty() {
            app.say(format!("{word}: nothing was changed{left_out}"));
            return Vec::new();
        }
        let what = format!("{} {word}", self.counted());
        let effects = app.edit(&self.edits, what.clone());
        if app.message.as_ref().is_some_and(|m| m.bad) {
            return effects;
        }
        let gaps = if effects.is_empty() {
            " already".to_owned()
        } else {
            format!("{}{}", withdrawn(app, &self.items), gaps(app, &self.items))
        };
        app.say(format!("{what}{left_out}{gaps}"));
        effects
    }
}

/// Which gaps the items have, each kind with its count.
pub fn gaps(app: &App, items: &[Target]) -> String {
    let Some(doc) = &app.doc else {
        return String::new();
    };
    let mut kinds: Vec<(String, usize)> = Vec::new();
    let mut all = 0;
    for gap in items
        .iter()
        .flat_map(|(role, item)| doc.gaps_of(*role, item))
    {
        if gap.severity == Severity::Open {
            continue;
        }
        all += 1;
        let head = gap.message.split(": ").next().unwrap_or_default();
        match kinds.iter_mut().find(|(kind, _)| kind == head) {
            Some((_, n)) => *n += 1,
            None => kinds.push((head.to_owned(), 1)),
        }
    }
    if all == 0 {
        return " · no gap".to_owned();
    }
    kinds.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let more = kinds.len().saturating_sub(KINDS);
    let shown: Vec<String> = kinds
        .iter()
        .take(KINDS)
        .map(|(kind, n)| format!("{n} {kind}"))
        .collect();
    let more = match more {
        0 => String::new(),
        n => format!(" and {}", count(n, "other kind")),
    };
    format!(" · {}: {}{more}", count(all, "gap"), shown.join(", "))
}

/// How many reviews the last step has withdrawn.
fn withdrawn(app: &App, items: &[Target]) -> String {
    let Some((doc, before)) = app
        .doc
        .as_ref()
        .and_then(|d| Some((d, d.history.before()?)))
    else {
        return String::new();
    };
    let reviewed =
        |a: &Assessment, role: Role, id: &StepId| a.step(role, id).review == Some(Review::Reviewed);
    let gone = items.iter().filter(|(role, item)| {
        item.step()
            .is_some_and(|id| reviewed(before, *role, id) && !reviewed(doc.assessment(), *role, id))
    });
    match gone.count() {
        0 => String::new(),
        n => format!(" · {} withdrawn", count(n, "review")),
    }
}

/// Why an answer cannot be given to all of the items, if it cannot.
pub fn refusal(choice: Choice, targets: &[Target]) -> Option<String> {
    let question = targets.iter().find(|(_, item)| item.step().is_none());
    let (role, item) = question.filter(|_| choice.answer().is_none())?;
    Some(format!(
        "{role}.{item} is a question, and there is no partial: take its mark back (Space). Nothing was changed"
    ))
}

/// What an answer key is called for these items: `satisfied`, `Yes`, or both.
fn word(choice: Choice, targets: &[Target]) -> String {
    let questions = targets.iter().filter(|(_, i)| i.step().is_none()).count();
    match choice.answer().filter(|_| questions > 0) {
        Some(answer) if questions == targets.len() => answer.to_string(),
        Some(answer) => format!("{} ({questions} {answer})", choice.outcome()),
        None => choice.outcome().to_string(),
    }
}

fn answer(app: &mut App, choice: Choice) -> Vec<Effect> {
    let targets = marks::marked(app);
    if let Some(why) = refusal(choice, &targets) {
        app.say(why);
        return Vec::new();
    }
    let plan = Plan::of(app, &targets, |_, role, item| {
        Ok(choice.edit(role, item).into_iter().collect())
    });
    plan.run(app, &word(choice, &targets))
}

fn clear(app: &mut App) -> Vec<Effect> {
    let targets = marks::marked(app);
    let plan = Plan::of(app, &targets, |_, role, item| {
        Ok(vec![match item {
            ItemId::Question(id) => Edit::Answer(role, id.clone(), None),
            ItemId::Step(id) => Edit::Outcome(role, id.clone(), None),
        }])
    });
    plan.run(app, "cleared")
}

/// The steps among the marked items.
fn steps(app: &App) -> Vec<(Role, StepId)> {
    let marked = marks::marked(app).into_iter();
    marked
        .filter_map(|(role, item)| Some((role, item.step()?.clone())))
        .collect()
}

fn step<'a>(item: &'a ItemId, what: &str) -> Result<&'a StepId, String> {
    item.step()
        .ok_or_else(|| format!("a question has no {what}"))
}

/// The grade after that of the first marked step that can have one, for all
/// that can have it.
fn grade(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let a = doc.assessment();
    let fitting = |role: Role, id: &StepId| -> Vec<Grade> {
        let outcome = a.step(role, id).outcome();
        let all = Grade::ALL.iter().copied();
        all.filter(|g| g.fits(outcome)).collect()
    };
    let first = steps(app).into_iter().find_map(|(role, id)| {
        let grades = fitting(role, &id);
        (!grades.is_empty()).then(|| neighbour(&grades, a.step(role, &id).grade, 1))
    });
    let Some(next) = first else {
        app.say("answer first: major and minor grade a shortfall, ofi a satisfied step");
        return Vec::new();
    };
    let targets = marks::marked(app);
    let plan = Plan::of(app, &targets, |a, role, item| {
        let id = step(item, "grade")?;
        let outcome = a.step(role, id).outcome();
        match next {
            Some(grade) if !grade.fits(outcome) => Err(match grade {
                Grade::Ofi => "not satisfied".to_owned(),
                _ => "not a shortfall".to_owned(),
            }),
            _ => Ok(vec![Edit::Grade(role, id.clone(), next)]),
        }
    });
    plan.run(app, next.map_or("without grade", Grade::as_str))
}

/// Switches a method on for all marked steps; off where all have it.
fn toggle_method(app: &mut App, method: Method) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let a = doc.assessment();
    let has = |(role, id): (Role, StepId)| a.step(role, &id).methods.contains(&method);
    let on = !steps(app).into_iter().all(has);
    let targets = marks::marked(app);
    let plan = Plan::of(app, &targets, |_, role, item| {
        let id = step(item, "methods")?;
        Ok(vec![Edit::Method(role, id.clone(), method, on)])
    });
    let with = if on { "with" } else { "without" };
    plan.run(app, &format!("{with} {method}"))
}

fn effectiveness(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let first = steps(app).into_iter().next();
    let now = first.and_then(|(role, id)| doc.assessment().step(role, &id).effectiveness);
    let next = neighbour(Effectiveness::ALL, now, 1);
    let targets = marks::marked(app);
    let plan = Plan::of(app, &targets, |_, role, item| {
        let id = step(item, "effectiveness")?;
        Ok(vec![Edit::Effectiveness(role, id.clone(), next)])
    });
    plan.run(app, next.map_or("no effectiveness", Effectiveness::as_str))
}

/// The next review state of all marked steps: forward, as long as one of them
/// can go forward, for each as far as who sits here may take it; else back.
fn ready(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let a = doc.assessment();
    let forward = |role: Role, id: &StepId| {
        let step = a.step(role, id);
        let state = step.review.unwrap_or(Review::Draft);
        if step.outcome() == Outcome::NotAssessed {
            return Err("not assessed yet");
        }
        match (state, review::reviews(app, step)) {
            (Review::Draft, true) => Err("not ready for review"),
            (Review::Reviewed, true) => Ok(None),
            (_, true) => Ok(Some(Review::Reviewed)),
            (Review::Draft | Review::ChangesRequested, false) => Ok(Some(Review::ReadyForReview)),
            (_, false) => Ok(None),
        }
    };
    let steps = steps(app);
    let any_forward = steps
        .iter()
        .any(|(role, id)| matches!(forward(*role, id), Ok(Some(_))));
    let mut words: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut states: BTreeMap<(Role, ItemId), Result<Review, &'static str>> = BTreeMap::new();
    for (role, id) in steps {
        let step = a.step(role, &id);
        let state = match forward(role, &id) {
            Err(why) => Err(why),
            Ok(Some(next)) => Ok(next),
            // What is there already stays; a review by another person is not
            // touched by who wanted something else.
            Ok(None) if any_forward => Ok(step.review.unwrap_or(Review::Draft)),
            Ok(None) if review::reviews(app, step) => Ok(Review::ReadyForReview),
            Ok(None) => Ok(Review::Draft),
        };
        if let Ok(state) = state {
            *words.entry(state.as_str()).or_default() += 1;
        }
        states.insert((role, ItemId::Step(id)), state);
    }
    let targets = marks::marked(app);
    let plan = Plan::of(app, &targets, |_, role, item| {
        let id = step(item, "review state")?;
        match states.get(&(role, item.clone())) {
            Some(Ok(state)) => Ok(vec![Edit::Review(role, id.clone(), Some(*state))]),
            Some(Err(why)) => Err((*why).to_owned()),
            None => Ok(Vec::new()),
        }
    });
    let word = match words.len() {
        0 | 1 => words.keys().next().copied().unwrap_or("review").to_owned(),
        _ => {
            let parts = words.iter().map(|(word, n)| format!("{n} {word}"));
            format!("({})", parts.collect::<Vec<_>>().join(", "))
        }
    };
    plan.run(app, &word)
}
