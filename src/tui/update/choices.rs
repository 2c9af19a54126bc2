//! Stepping through the choices of a field.

use super::items::{name, report_gaps, selected};
use crate::assessment::{
    ActionStatus, Answer, Edit, Effectiveness, Grade, Outcome, Ownership, Retest,
};
use crate::questionnaire::ItemId;
use crate::tui::action::{Action, Choice};
use crate::tui::effect::Effect;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Doc, Field};

/// The choice before or after the present one, in a ring that includes none.
pub fn neighbour<T: Copy + PartialEq>(all: &[T], now: Option<T>, by: isize) -> Option<T> {
    let ring: Vec<Option<T>> = std::iter::once(None)
        .chain(all.iter().copied().map(Some))
        .collect();
    let at = ring.iter().position(|x| *x == now).unwrap_or(0);
    let len = ring.len();
    let to = if by < 0 { at + len - 1 } else { at + 1 } % len;
    ring.get(to).copied().flatten()
}

/// Steps through the choices of the selected field.
pub fn cycle(app: &mut App, by: isize) -> Vec<Effect> {
    let Some((role, item)) = selected(app) else {
        return Vec::new();
    };
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let a = doc.assessment();
    let edit = match (&doc.field, &item) {
        (Field::Answer, ItemId::Question(id)) => Edit::Answer(
            role,
            id.clone(),
            neighbour(Answer::ALL, a.question(role, id).answer, by),
        ),
        (Field::Ownership, ItemId::Question(id)) => {
            let now = a.question(role, id).ownership;
            let preset = app.questionnaire.home_layer(role).map(|l| l.ownership);
            let next = match now {
                None if preset.is_some() => preset,
                _ => neighbour(Ownership::ALL, now, by),
            };
            Edit::Ownership(role, id.clone(), next)
        }
        (Field::Outcome, ItemId::Step(id)) => {
            let choices: Vec<Outcome> = Outcome::ALL
                .iter()
                .copied()
                .filter(|o| *o != Outcome::NotAssessed)
                .collect();
            Edit::Outcome(
                role,
                id.clone(),
                neighbour(&choices, a.step(role, id).outcome, by),
            )
        }
        (Field::Effectiveness, ItemId::Step(id)) => {
            let now = a.step(role, id).effectiveness;
            let next = neighbour(Effectiveness::ALL, now, by);
            Edit::Effectiveness(role, id.clone(), next)
        }
        (Field::ActionRetest, _) => {
            let now = doc.action(role, &item).and_then(|x| x.retest);
            Edit::ActionRetest(role, item.clone(), neighbour(Retest::ALL, now, by))
        }
        (Field::ActionStatus, _) => {
            let done = doc
                .action(role, &item)
                .is_some_and(crate::assessment::Action::is_done);
            let next = if done {
                ActionStatus::Open
            } else {
                ActionStatus::Done
            };
            Edit::ActionStatus(role, item.clone(), next)
        }
        _ => return Vec::new(),
    };
    let field = doc.field.label().trim().to_lowercase();
    let chosen = match &edit {
        Edit::Answer(_, _, x) => x.map(Answer::as_str),
        Edit::Ownership(_, _, x) => x.map(Ownership::as_str),
        Edit::Outcome(_, _, x) => x.map(Outcome::as_str),
        Edit::Effectiveness(_, _, x) => x.map(Effectiveness::as_str),
        Edit::ActionRetest(_, _, x) => x.map(Retest::as_str),
        Edit::ActionStatus(_, _, x) => Some(x.as_str()),
        _ => None,
    };
    let said = format!(
        "{} {field}: {}",
        name(role, &item),
        chosen.unwrap_or("none")
    );
    let effects = app.edit(&[edit], format!("{} {field}", name(role, &item)));
    if !effects.is_empty() {
        report_gaps(app, role, &item, &said);
    }
    effects
}

/// Says how the selected item is answered, where a key that opens things
/// elsewhere would answer it: an answer is never given by chance.
pub fn say_answers(app: &mut App) {
    let Some((_, item)) = app.doc.as_ref().and_then(Doc::item) else {
        return;
    };
    let question = matches!(item, ItemId::Question(_));
    let words: &[(Choice, &str)] = if question {
        &[
            (Choice::Satisfied, "Yes"),
            (Choice::Not, "No"),
            (Choice::NotApplicable, "NA"),
        ]
    } else {
        &[
            (Choice::Satisfied, "satisfied"),
            (Choice::Partially, "partially"),
            (Choice::Not, "not"),
            (Choice::NotApplicable, "not applicable"),
        ]
    };
    let keys = words.iter().filter_map(|(choice, word)| {
        let key = app.keys.answering(Scope::Form, *choice, question)?;
        Some(format!("{} {word}", app.keys.shown(key)))
    });
    let keys: Vec<String> = keys.collect();
    let key = |action| app.keys.said(Scope::Form, action);
    let (left, right) = (key(Action::Left), key(Action::Right));
    app.say(format!("{}; or {left} {right} to choose", keys.join(", ")));
}

/// Steps through design and operating effectiveness.
pub fn cycle_effectiveness(app: &mut App) -> Vec<Effect> {
    let Some((role, item)) = selected(app) else {
        return Vec::new();
    };
    let ItemId::Step(id) = &item else {
        app.say("a question has no effectiveness; steps have");
        return Vec::new();
    };
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let now = doc.assessment().step(role, id).effectiveness;
    let next = neighbour(Effectiveness::ALL, now, 1);
    let word = next.map_or("no effectiveness", Effectiveness::as_str);
    let what = format!("{} {word}", name(role, &item));
    let edit = Edit::Effectiveness(role, id.clone(), next);
    let effects = app.edit(&[edit], what.clone());
    if !effects.is_empty() {
        report_gaps(app, role, &item, &what);
    }
    effects
}

/// Steps through the grades that fit the outcome.
pub fn cycle_grade(app: &mut App, by: isize) -> Vec<Effect> {
    let Some((role, item)) = selected(app) else {
        return Vec::new();
    };
    let ItemId::Step(id) = &item else {
        let key = app.keys.said(Scope::Outline, Action::Ready);
        app.say(format!(
            "a question has no grade; steps have. {key} is for review"
        ));
        return Vec::new();
    };
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let step = doc.assessment().step(role, id);
    let fitting: Vec<Grade> = Grade::ALL
        .iter()
        .copied()
        .filter(|g| g.fits(step.outcome()))
        .collect();
    if fitting.is_empty() {
        app.say("answer first: major and minor grade a shortfall, ofi a satisfied step");
        return Vec::new();
    }
    let next = neighbour(&fitting, step.grade, by);
    let word = next.map_or("no grade", Grade::as_str);
    let what = format!("{} {word}", name(role, &item));
    let effects = app.edit(&[Edit::Grade(role, id.clone(), next)], what.clone());
    if !effects.is_empty() {
        app.say(what);
    }
    effects
}
