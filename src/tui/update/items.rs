//! Answering: what the answer keys and the choices do.

use super::{committing, editor, outside, person, refusal, walk};
use crate::assessment::Stamp;
use crate::assessment::{ActionStatus, Edit, Method, Outcome, Role};
use crate::gaps::{Gap, Severity};
use crate::questionnaire::{ItemId, Questionnaire};
use crate::tui::action::{Action, Choice, Then};
use crate::tui::effect::Effect;
use crate::tui::finder::filter;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Doc, Field, Row, answered};

/// The selected item, or a word that a role's heading cannot be answered.
pub(super) fn selected(app: &mut App) -> Option<(Role, ItemId)> {
    let item = app.doc.as_ref().and_then(Doc::item);
    if item.is_none() {
        let (down, next) = (app.key(Action::Down), app.key(Action::NextUnanswered));
        app.say(format!(
            "this is a role: go to one of its items ({down}), or to the next open one ({next})"
        ));
    }
    item
}

/// An item as messages and the history name it.
pub fn name(role: Role, item: &ItemId) -> String {
    format!("{role}.{item}")
}

/// An answer key.
pub fn answer(app: &mut App, choice: Choice, then: Then) -> Vec<Effect> {
    let Some((role, item)) = selected(app) else {
        return Vec::new();
    };
    let Some(edit) = choice.edit(role, &item) else {
        app.say("a question has Yes (y), No (n) and NA (a); there is no partial");
        return Vec::new();
    };
    let word = match &edit {
        Edit::Answer(_, _, Some(answer)) => answer.to_string(),
        _ => choice.word(),
    };
    if !app.may_edit() {
        return Vec::new();
    }
    let what = format!("{} {word}", name(role, &item));
    let before = gaps_elsewhere(app, role, &item);
    let was = given(app, role, &item).filter(|_| next_of(app, role, &item).is_none());
    let effects = app.edit(&[edit], what.clone());
    if effects.is_empty() && app.message.as_ref().is_none_or(|m| !m.bad) {
        // Undo would take back what was done before.
        app.say(format!("{what} already: nothing was changed"));
        if then == Then::MoveOn {
            move_on(app, role, &item, None);
        }
        return effects;
    }
    // At the end of everything a key pressed once too often answers anew.
    let what = was.map_or(what.clone(), |was| format!("{what}, was {was}"));
    report_gaps(app, role, &item, &what);
    if then == Then::MoveOn {
        move_on(app, role, &item, Some(&what));
    }
    tell_elsewhere(app, role, &item, &before);
    effects
}

/// The answer that an item has, in a word.
fn given(app: &App, role: Role, item: &ItemId) -> Option<String> {
    let a = app.doc.as_ref()?.assessment();
    match item {
        ItemId::Question(id) => a.question(role, id).answer.map(|a| a.to_string()),
        ItemId::Step(id) => {
            let outcome = a.step(role, id).outcome?;
            Some(outcome.as_str().replace('-', " "))
        }
    }
}

/// The gaps of other items, as far as somebody has to act on them.
fn gaps_elsewhere(app: &App, role: Role, item: &ItemId) -> Vec<Gap> {
    let gaps = app.doc.iter().flat_map(|doc| &doc.gaps);
    let counts = |gap: &&Gap| matches!(gap.severity, Severity::Major | Severity::Minor);
    let other = |gap: &&Gap| gap.role != role || gap.item != *item;
    gaps.filter(counts).filter(other).cloned().collect()
}

/// Says which gap an answer has brought about at another item.
fn tell_elsewhere(app: &mut App, role: Role, item: &ItemId, before: &[Gap]) {
    let now = gaps_elsewhere(app, role, item);
    // Its words may name another item now.
    let what = |gap: &Gap| (gap.role, gap.item.clone(), gap.kind, gap.severity);
    let before: Vec<_> = before.iter().map(what).collect();
    let mut new = now.iter().filter(|gap| !before.contains(&what(gap)));
    let (Some(first), Some(message)) = (new.next(), &mut app.message) else {
        return;
    };
    // Nearly always it is of the same role.
    let of = match first.role == role {
        true => first.item.to_string(),
        false => name(first.role, &first.item),
    };
    let more = match new.count() {
        0 => String::new(),
        n => format!(" (+{n} more)"),
    };
    let (found, _) = first
        .message
        .rsplit_once(": ")
        .unwrap_or((&first.message, ""));
    let text = format!(" · {} gap now at {of}: {found}{more}", first.severity);
    message.text.push_str(&text);
}

/// Says which gaps an item has now, so that they are seen as they arise
/// even though the selection moves on.
pub fn report_gaps(app: &mut App, role: Role, item: &ItemId, what: &str) {
    let text = match with_gaps(app, role, item, what, |gap| gap) {
        Some((text, 0)) => format!("{text} · no gap"),
        Some((text, _)) => text,
        None => return,
    };
    app.say(text);
}

/// The same of an item that was left. What mends its gaps would be done to the
/// next one: the way back to it is said instead.
pub fn report_left(app: &mut App, role: Role, item: &ItemId, what: &str) {
    // After the last colon a gap says what mends it.
    let cut = |gap: String| match gap.rsplit_once(": ") {
        Some((found, _)) => found.to_owned(),
        None => gap,
    };
    let Some((text, 1..)) = with_gaps(app, role, item, what, cut) else {
        return;
    };
    let key = |action| app.keys.said(Scope::Outline, action);
    let (back, undo) = (key(Action::Up), key(Action::Undo));
    let me = person(app).to_owned();
    let is_shown = app.doc.as_mut().is_none_or(|doc| {
        // By the answer that it has now.
        filter::refresh(doc, &app.questionnaire, &me);
        doc.shows(role, item)
    });
    // Between two roles there is a heading.
    let other = app.doc.as_ref().is_some_and(|d| d.row.role() != role);
    let back = match other {
        true => format!("{back} {back}"),
        false => back,
    };
    app.say(if is_shown {
        format!("{text} · {back} goes back to it")
    } else {
        format!("{text} · not shown any more: {undo} undoes it")
    });
}

/// What was done to an item, with its first gap as it is told; and how many it
/// has. None where something went wrong, which is said already.
fn with_gaps(
    app: &App,
    role: Role,
    item: &ItemId,
    what: &str,
    told: impl Fn(String) -> String,
) -> Option<(String, usize)> {
    if app.message.as_ref().is_some_and(|m| m.bad) {
        return None;
    }
    let doc = app.doc.as_ref()?;
    let gaps: Vec<&str> = doc
        .gaps_of(role, item)
        .filter(|g| g.severity != Severity::Open)
        .map(|g| g.message.as_str())
        .collect();
    let ungraded = match (item, doc.history.before()) {
        (ItemId::Step(id), Some(before)) => {
            let grade = before.step(role, id).grade;
            grade.filter(|_| doc.assessment().step(role, id).grade.is_none())
        }
        _ => None,
    };
    let what = match ungraded {
        Some(grade) => format!("{what} · its grade {grade} is taken off"),
        None => what.to_owned(),
    };
    let text = match gaps.as_slice() {
        [] => what,
        [first] => format!("{what} · gap: {}", told((*first).to_owned())),
        [first, rest @ ..] => {
            let first = told((*first).to_owned());
            format!("{what} · gap: {first} (+{} more)", rest.len())
        }
    };
    Some((text, gaps.len()))
}

/// The field that an edit is made in; the one given where it is in none.
pub fn field_of(edit: &Edit, otherwise: &Field) -> Field {
    match edit {
        Edit::Answer(..) => Field::Answer,
        Edit::Outcome(..) => Field::Outcome,
        Edit::Grade(..) => Field::Grade,
        Edit::Method(..) => Field::Methods,
        Edit::Review(..) => Field::Review,
        Edit::Effectiveness(..) => Field::Effectiveness,
        Edit::ActionRetest(..) => Field::ActionRetest,
        Edit::ActionStatus(..) => Field::ActionStatus,
        _ => otherwise.clone(),
    }
}

/// The item behind another one that is shown, also of the next role.
fn next_of(app: &App, role: Role, item: &ItemId) -> Option<(Role, ItemId)> {
    let doc = app.doc.as_ref()?;
    let all = doc.items(&app.questionnaire).into_iter();
    let mut behind = all.skip_while(|(r, i)| *r != role || i != item).skip(1);
    behind.find(|(r, i)| doc.shows(*r, i))
}

/// Goes to the next item and says which gaps the one that is left has by what
/// was done there. At the end of a role that is told, at the end of the last
/// one it stays.
pub fn move_on(app: &mut App, role: Role, item: &ItemId, what: Option<&str>) {
    let next = next_of(app, role, item);
    let to = next.as_ref().map(|(role, _)| *role);
    if let (Some(doc), Some((role, item))) = (&mut app.doc, next) {
        walk::select(doc, Row::Item(role, item));
    }
    if let Some(what) = what.filter(|_| to.is_some()) {
        report_left(app, role, item, what);
    }
    let Some(doc) = app.doc.as_ref().filter(|_| to != Some(role)) else {
        return;
    };
    let key = |action| app.keys.said(Scope::Outline, action);
    let (done, total) = role_done(&app.questionnaire, doc, role);
    let end = match to {
        Some(to) if done == total => format!("all {total} of {role} answered, now {to}"),
        Some(to) => format!("end of {role}, {} still open, now {to}", total - done),
        None if done == total => {
            let (sign, results) = (key(Action::SignOff), key(Action::Summary));
            format!(
                "everything in {role} is answered: {sign} signs it off, {results} shows results"
            )
        }
        None => format!("end of {role}, {} goes on", key(Action::NextUnanswered)),
    };
    match &mut app.message {
        Some(message) if message.bad => {}
        Some(message) => {
            message.text = match (to, message.text.split_once(" · ")) {
                // Where it stays, what was done is read first.
                (None, Some((done, rest))) => format!("{done} · {end} · {rest}"),
                (None, None) => format!("{} · {end}", message.text),
                (Some(_), _) => format!("{end} · {}", message.text),
            }
        }
        None => app.say(end),
    }
}

/// How many of a role's items are answered, and how many there are.
#[must_use]
pub fn role_done(q: &Questionnaire, doc: &Doc, role: Role) -> (usize, usize) {
    let is_answered = |item: &ItemId| answered(doc.assessment(), role, item);
    (
        q.items(role).filter(is_answered).count(),
        q.items(role).count(),
    )
}

/// Takes the selected item's answer away.
pub fn clear_answer(app: &mut App) -> Vec<Effect> {
    let Some((role, item)) = selected(app) else {
        return Vec::new();
    };
    let edit = match &item {
        ItemId::Question(id) => Edit::Answer(role, id.clone(), None),
        ItemId::Step(id) => Edit::Outcome(role, id.clone(), None),
    };
    let what = format!("{} cleared", name(role, &item));
    let effects = app.edit(&[edit], what.clone());
    if !effects.is_empty() {
        let key = app.key(Action::Undo);
        app.say(format!("{what}; {key} undoes it"));
    }
    effects
}

/// Switches a method on or off.
pub fn toggle_method(app: &mut App, method: Method) -> Vec<Effect> {
    let Some((role, item)) = selected(app) else {
        return Vec::new();
    };
    let ItemId::Step(id) = &item else {
        app.say("a question has no methods; steps have");
        return Vec::new();
    };
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let on = !doc.assessment().step(role, id).methods.contains(&method);
    let what = format!(
        "{} {} {method}",
        name(role, &item),
        if on { "with" } else { "without" }
    );
    let effects = app.edit(&[Edit::Method(role, id.clone(), method, on)], what.clone());
    if !effects.is_empty() {
        app.say(what);
    }
    effects
}

/// Empties the selected field.
pub fn clear_field(app: &mut App) -> Vec<Effect> {
    let Some((role, item)) = selected(app) else {
        return Vec::new();
    };
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let field = doc.field.clone();
    let edits = match (&field, &item) {
        (Field::Answer | Field::Outcome, _) => return clear_answer(app),
        (Field::Ownership, ItemId::Question(id)) => vec![Edit::Ownership(role, id.clone(), None)],
        (Field::Grade, ItemId::Step(id)) => vec![Edit::Grade(role, id.clone(), None)],
        (Field::Methods, ItemId::Step(id)) => Method::ALL
            .iter()
            .map(|method| Edit::Method(role, id.clone(), *method, false))
            .collect(),
        (Field::Review, ItemId::Step(id)) => vec![Edit::Review(role, id.clone(), None)],
        (Field::Effectiveness, ItemId::Step(id)) => {
            vec![Edit::Effectiveness(role, id.clone(), None)]
        }
        (Field::ActionRetest, _) => vec![Edit::ActionRetest(role, item.clone(), None)],
        (Field::Evidence(record), _) => {
            vec![Edit::RemoveEvidence(role, item.clone(), record.clone())]
        }
        (Field::ActionStatus, _) => {
            vec![Edit::ActionStatus(role, item.clone(), ActionStatus::Open)]
        }
        (Field::AddEvidence, _) => return Vec::new(),
        (text, _) => match committing::edit_of(role, &item, text, "", app.clock.today) {
            Ok(edit) => vec![edit],
            Err(_) => return Vec::new(),
        },
    };
    let of = name(role, &item);
    let what = match &field {
        Field::Evidence(id) => {
            let record = doc.assessment().evidence.get(id);
            let record = record.map_or(id.as_str(), |record| record.name());
            format!("{of} “{}” taken off", crate::text::one_line(record))
        }
        field => format!("{of} {} cleared", field.label().trim().to_lowercase()),
    };
    let effects = app.edit(&edits, what.clone());
    if !effects.is_empty() {
        let key = app.key(Action::Undo);
        app.say(format!("{what}; {key} undoes it"));
    }
    effects
}

/// Opens the text that the note key means for the item.
pub fn open_note(app: &mut App, outside: bool) -> Vec<Effect> {
    let Some((_, item)) = selected(app) else {
        return Vec::new();
    };
    let field = match item {
        ItemId::Question(_) => Field::Implementation,
        ItemId::Step(_) => Field::Note,
    };
    let mut effects = editor::open(app, field, false);
    if outside {
        effects.extend(outside::go_outside(app));
    }
    effects
}

/// Opens a text that only steps have.
pub fn open_of_step(app: &mut App, field: Field) -> Vec<Effect> {
    let place = app.doc.as_ref().and_then(Doc::item);
    if let Some((role, ItemId::Step(id))) = place
        && field == Field::ReviewComment
    {
        // Whoever may not write it learns so before writing it.
        let stamp = Stamp {
            now: app.clock.now,
            by: app.user.clone(),
        };
        let edit = Edit::ReviewComment(role, id, "-".into());
        let mut tried = app.doc.as_ref().map(|d| d.assessment().clone());
        let done = tried
            .as_mut()
            .map(|a| edit.apply(a, &app.questionnaire, &stamp));
        if let Some(Err(error)) = done {
            app.complain(refusal::words(&app.keys, &error));
            return Vec::new();
        }
    }
    match selected(app) {
        Some((_, ItemId::Step(_))) => editor::open(app, field, false),
        Some(_) => {
            let what = field.label().trim().to_lowercase();
            app.say(format!("a question has no {what}; steps have"));
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// Opens the justification; of a question that is the implementation text.
pub fn open_justification(app: &mut App) -> Vec<Effect> {
    let Some((role, item)) = selected(app) else {
        return Vec::new();
    };
    let field = match &item {
        ItemId::Question(_) => Field::Implementation,
        ItemId::Step(id) => {
            let step = app.doc.as_ref().map(|d| d.assessment().step(role, id));
            let idle = |s: &crate::assessment::StepAnswer| {
                let other = ![Outcome::NotApplicable, Outcome::NotAssessed].contains(&s.outcome());
                other && s.justification.trim().is_empty()
            };
            if step.is_some_and(idle) {
                let (not, note) = (
                    app.key(Action::Answer(Choice::NotApplicable, Then::Stay)),
                    app.key(Action::Note),
                );
                app.say(format!(
                    "a justification says why a step does not apply: answer it {not} first; {note} writes a note"
                ));
                return Vec::new();
            }
            Field::Justification
        }
    };
    editor::open(app, field, false)
}
