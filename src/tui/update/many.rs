//! Acting on all marked items as one step of undo and one save. What some of
//! them cannot have is skipped and counted; what would be half an answer is
//! refused before anything happens.

use super::choices::neighbour;
use super::plan::{Plan, Target};
use super::{many_texts, marks, outside, review};
use crate::assessment::{Edit, Effectiveness, Grade, Method, Outcome, Review, Role};
use crate::questionnaire::{ItemId, StepId};
use crate::tui::action::{Action, Choice};
use crate::tui::effect::Effect;
use crate::tui::model::{App, Field, answered};
use std::collections::BTreeMap;

/// Whether an action is one that all marked items have.
pub fn acts(action: Action) -> bool {
    matches!(
        action,
        Action::Answer(..)
            | Action::Clear
            | Action::Grade
            | Action::Method(_)
            | Action::Effectiveness
            | Action::Ready
            | Action::Note
            | Action::NoteOutside
            | Action::Justify
            | Action::AddEvidence
            | Action::CorrectiveAction
    )
}

/// Does an action on the marked items; none where there is no mark or the
/// action is not about items.
pub fn act(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    if !app.doc.as_ref().is_some_and(marks::acts_on_marks) {
        return None;
    }
    if acts(action) && marks::marked(app).is_empty() {
        let key = app.key(Action::Back);
        app.say(format!(
            "none of the marked items is shown: {key} takes the marks back"
        ));
        return Some(Vec::new());
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
            effects.extend(outside::go_outside(app));
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
    let (back, enter) = (app.key(Action::Back), app.key(Action::Enter));
    app.say(format!(
        "{why}: {back} takes the marks back, or {enter} goes to its form"
    ));
    Vec::new()
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
        Some(answer) => format!("{} ({questions} {answer})", choice.word()),
        None => choice.word(),
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
    let mut word = word(choice, &targets);
    match answered_otherwise(app, choice, &plan.items) {
        0 => {}
        n => word.push_str(&format!(" ({n} had another answer)")),
    }
    plan.run(app, &word)
}

/// How many of the items have an answer that is another one.
fn answered_otherwise(app: &App, choice: Choice, items: &[Target]) -> usize {
    let Some(doc) = &app.doc else { return 0 };
    let a = doc.assessment();
    let is_other = |(role, item): &&Target| match item {
        ItemId::Question(id) => {
            let now = a.question(*role, id).answer;
            now.is_some() && now != choice.answer()
        }
        ItemId::Step(id) => {
            let now = a.step(*role, id).outcome;
            now.is_some_and(|now| now != choice.outcome())
        }
    };
    items.iter().filter(is_other).count()
}

fn clear(app: &mut App) -> Vec<Effect> {
    let targets = marks::marked(app);
    let given = app.doc.as_ref().map_or(0, |doc| {
        let is_given = |(role, item): &&(Role, ItemId)| answered(doc.assessment(), *role, item);
        targets.iter().filter(is_given).count()
    });
    if given > 1 {
        let (key, undo) = (app.key(Action::Clear), app.key(Action::Undo));
        let question = format!("{key} again: {given} answers are cleared ({undo} undoes it)");
        if !app.sure(Action::Clear, question) {
            return Vec::new();
        }
    }
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
            // What a reviewer asks is looked at step by step.
            (Review::ChangesRequested, _) => Err("changes requested"),
            (Review::Draft, true) => Err("not ready for review"),
            (Review::Reviewed, true) => Ok(None),
            (_, true) => Ok(Some(Review::Reviewed)),
            (Review::Draft, false) => Ok(Some(Review::ReadyForReview)),
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
    let reviewed = |(role, item): &&Target| {
        let step = item.step().map(|id| a.step(*role, id));
        let goes_back =
            matches!(states.get(&(*role, item.clone())), Some(Ok(s)) if *s != Review::Reviewed);
        goes_back && step.is_some_and(|step| step.review == Some(Review::Reviewed))
    };
    let targets = marks::marked(app);
    let withdrawn = targets.iter().filter(reviewed).count();
    if withdrawn > 0 {
        let (key, undo) = (app.key(Action::Ready), app.key(Action::Undo));
        let question = format!(
            "none of them can go forward; {key} again: {} withdrawn ({undo} undoes it)",
            crate::text::count(withdrawn, "review")
        );
        if !app.sure(Action::Ready, question) {
            return Vec::new();
        }
    }
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
