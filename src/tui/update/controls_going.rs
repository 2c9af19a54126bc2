//! From the list of controls into one of them, from one to the next, and
//! back.

use super::{controls, controls_gaps, finding_elsewhere, opening, person};
use crate::assessment::Assessment;
use crate::questionnaire::Questionnaire;
use crate::store::rebased;
use crate::tui::action::Action;
use crate::tui::controls::{Entry, Leave};
use crate::tui::effect::{Effect, Opened};
use crate::tui::model::{App, Doc, Overlay, Screen};
use std::sync::Arc;

/// States of a control's history that are kept on each side.
const KEPT: usize = 1000;

/// Does what leads from one control to another or up to the list; nothing
/// for other actions.
pub fn act(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    act_times(app, action, 1)
}

/// The same, so many controls on.
pub fn act_times(app: &mut App, action: Action, times: u16) -> Option<Vec<Effect>> {
    let next = match action {
        Action::Controls => None,
        Action::NextControl => Some((1, any as fn(&Entry) -> bool, "")),
        Action::PreviousControl => Some((-1, any as fn(&Entry) -> bool, "")),
        Action::NextOpenControl => {
            Some((1, controls::is_open as fn(&Entry) -> bool, controls::OPEN))
        }
        Action::NextGapControl => Some((1, controls::has_gap as fn(&Entry) -> bool, controls::GAP)),
        _ => return None,
    };
    if app.tour.is_some() {
        let key = app.key(Action::Quit);
        app.say(format!("{key} leaves the tour first"));
        return Some(Vec::new());
    }
    let Some(of) = &app.controls else {
        app.say("this is a single file: an assessment of many controls is a folder, made by `aicaiq new FOLDER/`");
        return Some(Vec::new());
    };
    let Some((step, fits, none)) = next else {
        return Some(up(app));
    };
    let open = of.open.clone();
    let mut found: Option<String> = None;
    for _ in 0..times {
        let from = found.as_deref().or(open.as_deref());
        let other = |e: &Entry| from != Some(&e.head.id) && fits(e);
        let Some(next) = of.beside(from, step, other) else {
            break;
        };
        found = Some(next.head.id.clone());
    }
    if found.is_some() && found == open && app.screen == Screen::Walk {
        app.say("so many controls on is this one again");
        return Some(Vec::new());
    }
    let Some(id) = found else {
        app.say(match none {
            "" => "there is no other control",
            none => none,
        });
        return Some(Vec::new());
    };
    let for_open = matches!(action, Action::NextOpenControl | Action::NextGapControl);
    if let Some(controls) = &mut app.controls {
        controls.for_open = for_open;
    }
    Some(leave(app, Leave::To(id)))
}

fn any(_: &Entry) -> bool {
    true
}

/// Back to the list.
pub fn up(app: &mut App) -> Vec<Effect> {
    leave(app, Leave::Up)
}

/// Back by the way one came: to the providers, where the list was not seen.
pub fn back(app: &mut App) -> Vec<Effect> {
    let direct = app.portfolio.as_ref().is_some_and(|p| p.direct);
    leave(app, if direct { Leave::Out } else { Leave::Up })
}

/// Whether there is a list to go back to.
pub fn has_list(app: &App) -> bool {
    app.controls.is_some() && app.tour.is_none()
}

/// Goes to a control, from wherever one is.
pub fn go(app: &mut App, id: &str) -> Vec<Effect> {
    if let Some(p) = app
        .portfolio
        .as_mut()
        .filter(|_| app.screen == Screen::Controls)
    {
        p.direct = false;
    }
    let is_open = |c: &super::super::controls::Controls| c.open.as_deref() == Some(id);
    if app.doc.is_some() && app.controls.as_ref().is_some_and(|c| is_open(c)) {
        app.screen = Screen::Walk;
        return Vec::new();
    }
    leave(app, Leave::To(id.to_owned()))
}

/// Leaves what is open, unless something would be lost.
fn leave(app: &mut App, to: Leave) -> Vec<Effect> {
    if app.doc.as_ref().is_some_and(Doc::is_unsaved) {
        if let Some(controls) = &mut app.controls {
            controls.leave = Some(to);
            app.overlay = Some(Overlay::Leaving);
        }
        return Vec::new();
    }
    depart(app, to, false)
}

/// Leaves although something is not saved: it goes beside the file. None
/// where the program itself is to be left.
pub fn leave_anyway(app: &mut App) -> Option<Vec<Effect>> {
    if let Some(effects) = super::portfolio::leave_anyway(app) {
        return Some(effects);
    }
    let to = app.controls.as_mut()?.leave.take()?;
    app.overlay = None;
    Some(depart(app, to, true))
}

/// One stays after all, or it is the program that is left.
pub fn stay(app: &mut App) {
    if let Some(controls) = &mut app.controls {
        controls.leave = None;
    }
    if let Some(p) = &mut app.portfolio {
        p.leaves = false;
    }
}

fn depart(app: &mut App, to: Leave, unsaved: bool) -> Vec<Effect> {
    let me = person(app).to_owned();
    let facts = controls::facts_of_open(app);
    let doc = app.doc.take();
    let Some(controls) = &mut app.controls else {
        app.doc = doc;
        return Vec::new();
    };
    let from = controls.came_from.take();
    let mut effects = Vec::new();
    if let Some((doc, id)) = doc.zip(controls.open.take()) {
        let known = controls.find(&id).is_some_and(|(_, e)| e.head.begun);
        let begun = known || !doc.opened.answers.is_empty() || *doc.assessment() != doc.opened;
        if let Some(facts) = facts.filter(|_| !unsaved) {
            let open = &doc.assessment().conflicts;
            controls.undecided.retain(|path| open.contains_key(path));
            controls.learn(&id, begun, facts);
            controls.count();
        }
        controls.come_back(&id, &me);
        let mine = Arc::clone(doc.history.now());
        effects.push(Effect::CloseControl(unsaved.then_some(mine)));
        controls.changed.retain(|other| *other != id);
        if doc.history.before().is_some() {
            controls.changed.push(id.clone());
        }
        controls.undone.retain(|other| *other != id);
        if doc.history.undone() > 0 {
            controls.undone.push(id.clone());
        }
        if !unsaved && (doc.history.before().is_some() || doc.history.undone() > 0) {
            controls.kept.insert(id, doc);
        }
    }
    app.screen = Screen::Controls;
    app.finding.last = None;
    app.left_changes = None;
    match to {
        Leave::To(id) => {
            controls.come_back(&id, &me);
            effects.push(Effect::OpenControl(id));
        }
        Leave::Out => effects.extend(super::portfolio::back(app).unwrap_or_default()),
        Leave::Up => {
            if let Some(p) = &mut app.portfolio {
                p.direct = false;
            }
            if let Some(from) = from {
                controls_gaps::come_back(app, from);
            }
        }
    }
    // Whoever has gone on from there has left the page.
    if app.screen != Screen::Gaps
        && let Some(controls) = &mut app.controls
    {
        controls.gaps = None;
    }
    effects
}

/// A control could not be opened: back to where one was.
pub fn not_opened(app: &mut App) {
    let from = app.controls.as_mut().and_then(|c| {
        c.opens_at = None;
        c.came_from.take()
    });
    if let Some(from) = from.filter(|_| app.screen == Screen::Controls) {
        controls_gaps::come_back(app, from);
    }
}

/// A control was opened.
pub fn opened(
    app: &mut App,
    id: &str,
    questionnaire: Arc<Questionnaire>,
    mut opened: Opened,
) -> Vec<Effect> {
    let controls = app.controls.as_mut();
    if controls.is_some_and(|c| std::mem::take(&mut c.for_open)) {
        opened.place = None;
    }
    // Where the one before could not be saved, that is still to be read.
    let told = app.message.take().filter(|m| m.bad);
    let is_new = opened.new;
    app.questionnaire = questionnaire;
    let effects = opening::opened(app, opened);
    if is_new && app.message.as_ref().is_some_and(|m| !m.bad) {
        app.say("nobody has begun it: its file is made with the first answer");
    }
    if let Some(told) = told {
        let more = app.message.take().map(|m| format!(" · {}", m.text));
        app.complain(format!("{}{}", told.text, more.unwrap_or_default()));
    }
    let Some(controls) = &mut app.controls else {
        return effects;
    };
    controls.open = Some(id.to_owned());
    if let (Some(kept), Some(doc)) = (controls.kept.remove(id), &mut app.doc) {
        if is_new && !kept.assessment().answers.is_empty() {
            restore(doc, kept);
            let key = app.key(Action::Undo);
            app.complain(format!(
                "the file of {id} is gone from disk; {key} brings back what was answered here"
            ));
        } else {
            go_on(doc, kept, &app.questionnaire);
        }
    }
    let Some(controls) = &mut app.controls else {
        return effects;
    };
    if let Some((control, typed, place)) = controls.goes_to.take()
        && control == id
    {
        finding_elsewhere::arrive(app, typed, &place);
        return effects;
    }
    let opens_at = app.controls.as_mut().and_then(|c| c.opens_at.take());
    if let Some((_, at)) = opens_at.filter(|(control, _)| control == id) {
        controls_gaps::arrive(app, &at);
        return effects;
    }
    let Some(controls) = &mut app.controls else {
        return effects;
    };
    match controls.travels.take() {
        Some(true) => [effects, super::undoing::undo(app)].concat(),
        Some(false) => [effects, super::undoing::redo(app)].concat(),
        None => effects,
    }
}

/// Undoes the last change of the control that was changed last, where it was
/// made, so that one sees what it was.
pub fn undo(app: &mut App) -> Vec<Effect> {
    let Some(controls) = &mut app.controls else {
        return Vec::new();
    };
    let Some(id) = controls.changed.last().cloned() else {
        app.say("nothing to undo: nothing was changed since the folder was opened, or all of it is undone");
        return Vec::new();
    };
    controls.travels = Some(true);
    go(app, &id)
}

/// Makes the change again that was undone last, in its control.
pub fn redo(app: &mut App) -> Vec<Effect> {
    let Some(controls) = &mut app.controls else {
        return Vec::new();
    };
    let Some(id) = controls.undone.last().cloned() else {
        app.say("nothing to redo: nothing is undone, or something else was done since");
        return Vec::new();
    };
    controls.travels = Some(false);
    go(app, &id)
}

/// What is still to be undone in the controls beside the one that is open, the
/// one that was left last first: `in CEK-02: 3`.
pub fn to_undo_elsewhere(app: &App) -> Option<String> {
    let controls = app.controls.as_ref()?;
    let others = controls.changed.iter().rev();
    let others = others.filter(|id| Some(*id) != controls.open.as_ref());
    let steps = others.filter_map(|id| Some((id, controls.kept.get(id)?.history.done())));
    let words: Vec<String> = steps
        .map(|(id, n)| format!("in {id}: {n}"))
        .take(3)
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Somebody has deleted the file meanwhile: undo has what was in it.
fn restore(doc: &mut Doc, kept: Doc) {
    let now = doc.assessment().clone();
    let mut history = kept.history;
    history.commit("that the file is gone".to_owned(), now);
    doc.history = history;
}

/// Goes on where a control was left, with its undo, onto which what another
/// program has written meanwhile is brought.
pub(super) fn go_on(doc: &mut Doc, kept: Doc, q: &Questionnaire) {
    let (was, is) = (kept.assessment().clone(), doc.assessment());
    if was.roles != is.roles {
        return;
    }
    let now = is.clone();
    let same = was.answers == is.answers;
    // What the controls share may have changed meanwhile, and stays.
    let onto = |state: &Assessment| {
        if !same {
            return rebased(&was, state, &now, q);
        }
        let mut next = now.clone();
        next.answers.clone_from(&state.answers);
        for (id, record) in &state.evidence {
            next.evidence
                .entry(id.clone())
                .or_insert_with(|| record.clone());
        }
        Some(next)
    };
    let mut history = kept.history;
    history.rebase(now.clone(), KEPT, onto);
    doc.history = history;
    doc.row = kept.row;
    doc.folded = kept.folded;
    doc.again = kept.again;
    doc.field = kept.field;
}

/// Goes to the next or previous control of the list that fits.
pub fn jump(app: &mut App, step: isize, fits: fn(&Entry) -> bool, none: &str) {
    let me = person(app).to_owned();
    let Some(controls) = &mut app.controls else {
        return;
    };
    let here = controls.selected().map(|e| e.head.id.clone());
    let found = controls.beside(None, step, fits);
    match found.map(|e| e.head.id.clone()) {
        Some(id) if Some(&id) != here.as_ref() => controls.select(&id, &me),
        Some(_) => app.say("this is the only one left"),
        None => app.say(none),
    }
}
