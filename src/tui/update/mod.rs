//! The screen's logic: state and event in, state and effects out. Reads no
//! file, no clock and no terminal.

mod at_hit;
mod blame;
mod changes;
mod choices;
mod clicked;
mod commanding;
mod committing;
mod conflicts;
mod controls;
mod controls_gaps;
mod controls_going;
mod copying;
mod counting;
mod editor;
mod evidence;
mod filtering;
mod finding;
mod finding_elsewhere;
mod items;
mod joining;
mod left;
mod links;
mod many;
mod many_texts;
mod marks;
mod matrix;
mod mouse;
mod narrowing;
mod opening;
mod outside;
mod overlays;
mod picking;
mod plan;
mod portfolio;
mod refusal;
mod repeat;
mod resolving;
mod review;
mod saving;
mod signing;
mod tour;
mod undoing;
mod walk;

pub use committing::edit_of;
pub use conflicts::{
    Shown, list as conflict_list, named as came_in, of_item as conflicts_of_item,
    shown as conflict_shown, title as conflict_title,
};
pub use controls_gaps::only as only_gaps;
pub use controls_going::has_list;
pub use counting::{counts, moves};
pub use items::{name as item_name, role_done};
pub use overlays::disk_words;
pub use refusal::words as refusal_words;
pub use resolving::is_text as is_text_in_conflict;
pub use review::person;
pub use saving::has_theirs;
pub use signing::{sign_off_words, signed_by, standing};

use super::action::Action;
use super::effect::{Clock, Effect, Event};
use super::keymap::{self, Scope};
use super::layout;
use super::model::{App, Disk, Doc, Overlay, Screen};
use super::tour::Seen;
use super::wizard::{Done, Wizard};
use crate::assessment::{Role, SignOffState};
use crossterm::event::{KeyEvent, KeyEventKind};

/// Takes in what happened. Returns what is to be done outside, in order.
pub fn update(app: &mut App, event: Event, clock: Clock) -> Vec<Effect> {
    let new_day = app.clock.today != clock.today;
    app.clock = clock;
    if new_day && let Some(doc) = &mut app.doc {
        doc.find_gaps(&app.questionnaire, &clock);
    }
    let valid = valid_sign_offs(app);
    let before = app.tour.as_ref().and_then(|_| Seen::of(app));
    if let Some(doc) = &mut app.doc {
        doc.withdrawn.clear();
        doc.replaced.clear();
    }
    let held = at_hit::held(app, &event);
    let mut effects = on_event(app, event);
    at_hit::follow(app, held);
    review::tell_withdrawn(app);
    review::tell_replaced(app);
    tell_stale(app, &valid);
    effects.extend(picking::follow(app));
    effects.extend(joining::follow(app));
    effects.extend(controls::follow(app));
    editor::follow(app);
    effects.extend(finding::follow(app));
    filtering::follow(app);
    tour::follow(app, before.as_ref());
    walk::follow(app);
    saved_once(effects)
}

/// At most one save among the effects, the last: whoever saves twice from one
/// state takes back what the first save has brought in from another program.
fn saved_once(effects: Vec<Effect>) -> Vec<Effect> {
    let saves = |e: &Effect| matches!(e, Effect::Save(_) | Effect::Join(..));
    // A save brings in what is on disk by itself, where it can.
    let last = effects.iter().rposition(|e| matches!(e, Effect::Save(_)));
    let last = last.or_else(|| effects.iter().rposition(saves));
    let kept = effects
        .into_iter()
        .enumerate()
        .filter(|(at, e)| !saves(e) || Some(*at) == last);
    kept.map(|(_, effect)| effect).collect()
}

/// The roles whose sign-off is what was signed, and of which no changes are
/// requested.
fn valid_sign_offs(app: &App) -> Vec<Role> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let valid = doc.signed.iter().filter(|(_, state)| !state.is_doubted());
    valid.map(|(role, _)| *role).collect()
}

/// Says of which roles the sign-off has gone stale, or is in doubt, by what has
/// just happened.
fn tell_stale(app: &mut App, before: &[Role]) {
    let Some(doc) = &app.doc else { return };
    let of = |is: fn(SignOffState) -> bool| {
        let all = before.iter();
        let all = all.filter(|role| doc.signed.get(role).is_some_and(|s| is(*s)));
        all.map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (stale, requested) = (of(SignOffState::is_stale), of(SignOffState::is_requested));
    let note = match (stale.as_str(), requested.as_str()) {
        ("", "") => return,
        ("", roles) => format!("! {roles} is signed off, and changes are requested now"),
        (roles, _) => format!("! the sign-off of {roles} is stale now"),
    };
    match &mut app.message {
        Some(message) => message.text = format!("{note} · {}", message.text),
        None => app.say(note),
    }
}

fn on_event(app: &mut App, event: Event) -> Vec<Effect> {
    // What was asked is not answered by something else.
    if matches!(event, Event::Paste(_) | Event::Mouse(_)) {
        app.asked = None;
        app.count = None;
    }
    match event {
        Event::Key(key) => on_key(app, key),
        Event::Paste(_) | Event::Mouse(_) if !layout::fits(app.whole()) => Vec::new(),
        Event::Paste(text) if finding::paste(app, &text) => Vec::new(),
        Event::Paste(text) if narrowing::paste(app, &text) => Vec::new(),
        Event::Paste(text) => editor::paste(app, &text),
        Event::Mouse(mouse) => mouse::on_mouse(app, mouse),
        Event::Resize(width, height) => {
            app.fit((width, height));
            matrix::keep_in_sight(app);
            Vec::new()
        }
        Event::Overview(read) => {
            if let Some(p) = &mut app.portfolio {
                p.take(vec![*read], &[], app.clock.today);
            }
            Vec::new()
        }
        Event::Providers(changed) => {
            portfolio::changed(app, *changed);
            Vec::new()
        }
        Event::Saved => saving::saved(app),
        Event::SaveFailed(trouble) => saving::trouble(app, trouble),
        Event::Opened(opened) => {
            // It is no control of the folder that was open before.
            app.controls = None;
            opening::opened(app, *opened)
        }
        Event::FolderOpened(listing) => controls::opened(app, *listing),
        Event::ControlOpened(id, questionnaire, opened) => {
            controls_going::opened(app, &id, questionnaire, *opened)
        }
        Event::Counted(counted) => {
            controls::counted(app, counted);
            Vec::new()
        }
        Event::TourOpened(opened) => tour::opened(app, *opened),
        Event::OpenFailed(why) => {
            if let Some(controls) = &mut app.controls {
                controls.goes_to = None;
                // Nor is anything undone in the next one that opens.
                match controls.travels.take() {
                    Some(true) => drop(controls.changed.pop()),
                    Some(false) => drop(controls.undone.pop()),
                    None => {}
                }
            }
            if app.screen == Screen::Wizard {
                app.wizard.not_made(why);
            } else {
                controls_going::not_opened(app);
                app.complain(why);
            }
            Vec::new()
        }
        Event::TookTheirs(theirs, kept) => {
            if let Some(doc) = &mut app.doc {
                doc.history.commit("taking theirs".into(), *theirs);
                doc.disk = Disk::Saved;
                app.after_change();
            }
            app.overlay = None;
            let mut effects = saving::saved(app);
            app.say(format!("loaded what is on disk; yours is kept in {kept}"));
            effects.extend(opening::inspect_all(app));
            effects
        }
        Event::KeptMine(kept) => {
            app.overlay = None;
            let effects = saving::saved(app);
            app.say(match kept {
                Some(name) => format!("yours is written; theirs is kept in {name}"),
                None => "yours is written".to_owned(),
            });
            effects
        }
        Event::Reading(href, percent) => {
            if let Some(doc) = &mut app.doc {
                doc.reading = Some((href, percent));
            }
            Vec::new()
        }
        Event::Inspected(looks) => opening::inspected(app, looks),
        Event::Probed { typed, found } => evidence::probed(app, typed, found),
        Event::Listed(listed) if matches!(app.overlay, Some(Overlay::Against(_))) => {
            changes::listed(app, listed);
            Vec::new()
        }
        Event::Listed(listed) => picking::listed(app, listed),
        Event::FoundInFolder(typed, found) => {
            finding_elsewhere::found_in_folder(app, &typed, found);
            Vec::new()
        }
        Event::Revisions(commits) => {
            changes::revisions(app, commits);
            Vec::new()
        }
        Event::Earlier(wanted, past) => {
            changes::earlier(app, &wanted, past);
            Vec::new()
        }
        Event::Story(of, story) => {
            blame::told(app, &of, story);
            Vec::new()
        }
        Event::OpenedLink(href, result) => {
            links::opened(app, &href, result);
            Vec::new()
        }
        Event::Past(past) => {
            changes::show(app, past);
            Vec::new()
        }
        Event::Touched => {
            joining::touched(app);
            Vec::new()
        }
        Event::AsBefore => joining::as_before(app),
        Event::Joined(joined) => joining::joined(app, *joined),
        Event::NotJoined(why) => joining::not_joined(app, why),
        Event::Edited(result) => outside::returned(app, result),
        Event::StillUnmerged(command) => {
            let before = app.message.take().map(|m| m.text).unwrap_or_default();
            let before = match before.as_str() {
                "" => "no conflict is left",
                before => before,
            };
            app.say(format!("{before}; {command} ends it for git"));
            Vec::new()
        }
        Event::Unheard => {
            outside::unheard(app);
            Vec::new()
        }
        Event::Misconfigured(text) => {
            // Said beside what opening has said: neither is to be missed.
            let text = match app.message.take() {
                Some(message) => format!("{}. {text}", message.text),
                None => text,
            };
            app.complain(text);
            Vec::new()
        }
        Event::Notice(text) => {
            if let Some(Overlay::Conflict(conflict)) = &mut app.overlay {
                conflict.why = Some(text);
            } else {
                app.complain(text);
            }
            Vec::new()
        }
    }
}

fn on_key(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    let scope = app.scope();
    let name = keymap::name(&key);
    if !layout::fits(app.whole()) {
        // Nobody sees what a key would do; but there is a way out, on which
        // what is not saved goes beside the file.
        return match name.as_deref() {
            Some("ctrl-z") => vec![Effect::Suspend],
            Some("ctrl-c") => vec![Effect::Quit],
            _ => Vec::new(),
        };
    }
    if counting::types(app, scope, &key) {
        return Vec::new();
    }
    let count = app.count.take();
    app.confirmed = app.asked.take();
    let at_hit = app.finding.at_hit && app.overlay.is_none();
    let goes_on = at_hit.then(|| app.keys.action(Scope::Hits, &key)).flatten();
    if at_hit::is_late(app, scope, &key) {
        return Vec::new();
    }
    if let Some(action) = goes_on.or_else(|| app.keys.action(scope, &key)) {
        app.message = None;
        app.finding.was_left &= !action.answers();
        app.finding.at_hit &= !action.answers();
        return match count {
            Some(n) => counting::act(app, scope, action, n),
            None => act(app, action),
        };
    }
    if finding::type_key(app, key) || narrowing::type_key(app, key) {
        return Vec::new();
    }
    editor::type_key(app, key)
}

/// Does an action where the user is.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Suspend => return vec![Effect::Suspend],
        Action::Help => {
            let scope = app.scope();
            let asked = app.overlay.take().map(Box::new);
            app.overlay = Some(Overlay::Help(scope, 0, asked));
            return Vec::new();
        }
        Action::Save => return saving::again(app),
        Action::Unsaved => {
            left::show(app);
            return Vec::new();
        }
        _ => {}
    }
    if let Some(effects) = portfolio::from_folder(app, action) {
        return effects;
    }
    if app.screen == Screen::Portfolio && app.overlay.is_none() && action != Action::Palette {
        return portfolio::act(app, action);
    }
    if let Some(effects) = tour::act(app, action) {
        return effects;
    }
    // What is laid over the screen has nothing to be found: what is beneath has.
    let beneath = action == Action::Palette && app.scope() == Scope::Reading;
    if !beneath && let Some(effects) = finding::act(app, action) {
        return effects;
    }
    if app.overlay.is_none()
        && let Some(effects) = controls_going::act(app, action)
    {
        return effects;
    }
    if app.overlay.is_some() {
        return overlays::act(app, action);
    }
    match app.screen {
        Screen::Start => overlays::start(app, action),
        Screen::Controls => controls::act(app, action),
        Screen::Gaps => controls_gaps::act(app, action),
        Screen::Wizard => wizard(app, action),
        Screen::Walk => walk::act(app, action),
        Screen::Summary => overlays::summary(app, action),
        Screen::Portfolio => portfolio::act(app, action),
    }
}

fn wizard(app: &mut App, action: Action) -> Vec<Effect> {
    let about = app.wizard.about.is_some();
    if action == Action::Back {
        if about && app.wizard.is_changed(&app.questionnaire) {
            let (back, done) = (app.key(Action::Back), app.key(Action::Done));
            let question =
                format!("{back} again: these changes are dropped; {done} keeps them in the file");
            if !app.sure(Action::Back, question) {
                return Vec::new();
            }
        }
        if about {
            app.wizard = Wizard::new(&app.questionnaire, &app.user);
        }
        app.wizard.error = None;
        app.screen = if about { Screen::Walk } else { Screen::Start };
        return Vec::new();
    }
    match app.wizard.act(action, &app.questionnaire) {
        None => Vec::new(),
        Some(Done::Create(path, assessment)) => vec![Effect::Create(path, assessment)],
        Some(Done::Change(edits)) => {
            app.screen = Screen::Walk;
            let effects = app.edit(&edits, "this assessment changed".to_owned());
            if !effects.is_empty() {
                // It is done: the page begins anew with what the file says.
                app.wizard = Wizard::new(&app.questionnaire, &app.user);
                let hidden = hidden_answers(app);
                let key = app.key(Action::Undo);
                app.say(match hidden {
                    0 => format!("changed; {key} undoes it"),
                    n => format!(
                        "changed; {} of roles not assessed stay in the file; {key} undoes it",
                        crate::text::count(n, "answer")
                    ),
                });
            }
            effects
        }
    }
}

/// How many answers the file has of roles that are not assessed any more.
fn hidden_answers(app: &App) -> usize {
    let Some(doc) = &app.doc else { return 0 };
    let a = doc.assessment();
    let hidden = a.answers.iter().filter(|(role, _)| !a.roles.contains(role));
    hidden.map(|(_, x)| x.steps.len() + x.questions.len()).sum()
}

/// Leaves, unless something would be lost.
fn quit(app: &mut App) -> Vec<Effect> {
    controls_going::stay(app);
    if app.doc.as_ref().is_some_and(Doc::is_unsaved) {
        app.overlay = Some(Overlay::Leaving);
        return Vec::new();
    }
    vec![Effect::Quit]
}
