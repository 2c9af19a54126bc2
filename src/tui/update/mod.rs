//! The screen's logic: state and event in, state and effects out. Reads no
//! file, no clock and no terminal.

mod blame;
mod changes;
mod choices;
mod controls;
mod controls_going;
mod copying;
mod editor;
mod evidence;
mod filtering;
mod finding;
mod finding_elsewhere;
mod items;
mod joining;
mod links;
mod many;
mod many_texts;
mod marks;
mod matrix;
mod mouse;
mod overlays;
mod picking;
mod plan;
mod portfolio;
mod repeat;
mod review;
mod tour;
mod walk;

pub use controls_going::has_list;
pub use editor::edit_of;
pub use items::{name as item_name, role_done};
pub use joining::{
    along as conflict_along, list as conflict_list, of_item as conflicts_of_item,
    plain as conflict_text, sides as conflict_sides, swapped as conflict_swapped,
    title as conflict_title,
};
pub use overlays::disk_words;
pub use review::{person, sign_off_words};

use super::action::Action;
use super::effect::{Clock, Effect, Event, Look, Opened, Trouble};
use super::keymap::{self, Scope};
use super::layout;
use super::model::{App, Conflict, Disk, Doc, Overlay, Row, Screen};
use super::tour::Seen;
use super::wizard::{Done, Wizard};
use crate::assessment::Role;
use crate::assessment::{FileState, Place};
use crate::questionnaire::Questionnaire;
use crate::store::drafts::Draft;
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
    let mut effects = on_event(app, event);
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

/// The roles whose sign-off is what was signed.
fn valid_sign_offs(app: &App) -> Vec<Role> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let valid = doc.signed.iter().filter(|(_, state)| !state.is_stale());
    valid.map(|(role, _)| *role).collect()
}

/// Says of which roles the sign-off has gone stale by what has just happened.
fn tell_stale(app: &mut App, before: &[Role]) {
    let Some(doc) = &app.doc else { return };
    let is_stale = |role: &&Role| doc.signed.get(role).is_some_and(|s| s.is_stale());
    let stale: Vec<&str> = before
        .iter()
        .filter(is_stale)
        .map(|role| role.as_str())
        .collect();
    if stale.is_empty() {
        return;
    }
    let note = format!("! the sign-off of {} is stale now", stale.join(", "));
    match &mut app.message {
        Some(message) => message.text = format!("{note} · {}", message.text),
        None => app.say(note),
    }
}

fn on_event(app: &mut App, event: Event) -> Vec<Effect> {
    // What was asked is not answered by something else.
    if matches!(event, Event::Paste(_) | Event::Mouse(_)) {
        app.asked = None;
    }
    match event {
        Event::Key(key) => on_key(app, key),
        Event::Paste(_) | Event::Mouse(_) if !layout::fits(app.whole()) => Vec::new(),
        Event::Paste(text) if finding::paste(app, &text) => Vec::new(),
        Event::Paste(text) if portfolio::paste(app, &text) => Vec::new(),
        Event::Paste(text) => editor::paste(app, &text),
        Event::Mouse(mouse) => mouse::on_mouse(app, mouse),
        Event::Resize(width, height) => {
            app.fit((width, height));
            matrix::keep_in_sight(app);
            Vec::new()
        }
        Event::Overview(read) => {
            if let Some(p) = &mut app.portfolio {
                p.replace(*read, app.clock.today);
            }
            Vec::new()
        }
        Event::Saved => on_saved(app),
        Event::SaveFailed(trouble) => on_trouble(app, trouble),
        Event::Opened(opened) => {
            // It is no control of the folder that was open before.
            app.controls = None;
            on_opened(app, *opened)
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
            }
            if app.screen == Screen::Wizard {
                app.wizard.error = Some(why);
            } else {
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
            let mut effects = on_saved(app);
            app.say(format!("loaded what is on disk; yours is kept in {kept}"));
            effects.extend(inspect_all(app));
            effects
        }
        Event::KeptMine(kept) => {
            app.overlay = None;
            let effects = on_saved(app);
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
        Event::Inspected(looks) => on_inspected(app, looks),
        Event::Probed { href, problem } => evidence::probed(app, href, problem),
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
        Event::Joined(joined) => joining::joined(app, *joined),
        Event::NotJoined(why) => joining::not_joined(app, why),
        Event::Edited(result) => editor::returned(app, result),
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
    app.confirmed = app.asked.take();
    let at_hit = finding::leave_hit(app) && app.overlay.is_none();
    let goes_on = at_hit.then(|| app.keys.action(Scope::Hits, &key)).flatten();
    if let Some(action) = goes_on.or_else(|| app.keys.action(scope, &key)) {
        app.message = None;
        return act(app, action);
    }
    if finding::type_key(app, key) || portfolio::type_key(app, key) {
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
        Action::Save => return save_again(app),
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
    if let Some(effects) = finding::act(app, action) {
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
    let unsaved = app
        .doc
        .as_ref()
        .is_some_and(|d| matches!(d.disk, Disk::Changed { .. } | Disk::Failed(_)));
    controls_going::stay(app);
    if unsaved {
        app.overlay = Some(Overlay::Leaving);
        return Vec::new();
    }
    vec![Effect::Quit]
}

fn save_again(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    match &doc.disk {
        Disk::Saved => {
            app.say("everything is saved already, after each answer");
            Vec::new()
        }
        Disk::Changed { .. } => {
            ask_about_conflict(app);
            Vec::new()
        }
        Disk::ReadOnly(_) => {
            app.may_edit();
            Vec::new()
        }
        Disk::Failed(_) => {
            let now = std::sync::Arc::clone(doc.history.now());
            vec![Effect::Save(now)]
        }
    }
}

fn ask_about_conflict(app: &mut App) {
    let gone = app
        .doc
        .as_ref()
        .is_some_and(|d| d.disk == Disk::Changed { gone: true });
    app.overlay = Some(Overlay::Conflict(Conflict { gone, why: None }));
}

fn on_saved(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let failed_before = doc.disk != Disk::Saved;
    doc.disk = Disk::Saved;
    let forget = std::mem::take(&mut doc.forget_after_save);
    if failed_before {
        if matches!(app.overlay, Some(Overlay::Leaving)) {
            app.overlay = None;
            controls_going::stay(app);
        }
        app.say("saved again");
    }
    forget.into_iter().map(Effect::Forget).collect()
}

fn on_trouble(app: &mut App, trouble: Trouble) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    match trouble {
        Trouble::Changed(_) | Trouble::Gone => {
            let gone = matches!(trouble, Trouble::Gone);
            doc.differs = match trouble {
                Trouble::Changed(differs) => Some(differs),
                _ => None,
            };
            doc.disk = Disk::Changed { gone };
            // Where a text or a form is being written, the question would
            // take its letters for an answer: it waits.
            let writing = matches!(
                app.overlay,
                Some(Overlay::Editor(_) | Overlay::Finder(_) | Overlay::Against(_))
            );
            if writing || app.screen == Screen::Wizard {
                let key = app.keys.said(Scope::Outline, Action::Save);
                app.complain(format!(
                    "not saved: the file has changed on disk; {key} asks what to do"
                ));
            } else {
                ask_about_conflict(app);
            }
        }
        Trouble::Failed(why) => {
            app.message = None;
            doc.disk = Disk::Failed(why.clone());
            app.complain(format!("not saved: {why}"));
        }
    }
    Vec::new()
}

fn on_opened(app: &mut App, opened: Opened) -> Vec<Effect> {
    let name = opened.path.display().to_string();
    let new = opened.new;
    let warnings = opened.warnings;
    let read_only = opened.read_only.clone();
    let left = opened.left.clone();
    // From many providers one comes to their worst gap.
    let goes_on = !new && app.portfolio.is_none();
    let place = opened.place.clone().filter(|_| goes_on);
    let notes = joining::noted(&opened.notes);
    if let Some(questionnaire) = &opened.questionnaire {
        app.questionnaire.clone_from(questionnaire);
    }
    let mut doc = Doc::new(opened, &app.questionnaire);
    let place = place.filter(|place| go_on_at(&mut doc, &app.questionnaire, place));
    let settled = drop_settled_drafts(&mut doc, app);
    doc.find_gaps(&app.questionnaire, &app.clock);
    let drafts = doc.drafts.len();
    app.doc = Some(doc);
    app.screen = Screen::Walk;
    app.summary = super::model::Summary::default();
    app.left_changes = None;
    app.overlay = (drafts > 0).then_some(Overlay::Drafts(0));
    let conflicts = app.doc.as_ref().map_or(0, |d| joining::list(d).len());
    if conflicts > 0 && app.overlay.is_none() {
        app.overlay = Some(Overlay::Resolve(0, None));
    }
    app.message = None;
    if let Some(kept) = left.first() {
        app.complain(format!(
            "answers that could not be saved the last time are in {}: compare them, then delete it",
            kept.display()
        ));
    } else if let Some(why) = read_only {
        app.complain(format!("read-only: {why}"));
    } else if conflicts > 0 {
        let shown = crate::text::count(conflicts, "field");
        let esc = app.keys.said(Scope::Resolve, Action::Back);
        let again = app.keys.said(Scope::Outline, Action::Conflicts);
        app.say(format!(
            "{shown} that two people changed: choose, or {esc} and later {again}{notes}"
        ));
    } else if warnings > 0 {
        let shown = crate::text::count(warnings, "warning");
        app.say(format!("{shown}: `aicaiq check {name}` shows them"));
    } else if new {
        app.say(format!("{name} is made; every answer is saved at once"));
    } else if let Some(place) = place {
        app.say(format!("going on at {place}, where you left"));
    }
    portfolio::opened(app);
    let mut effects = settled;
    effects.extend(inspect_all(app));
    effects
}

/// Selects the item that was left; whether there is such an item.
fn go_on_at(doc: &mut Doc, q: &Questionnaire, place: &str) -> bool {
    let mut items = doc.items(q).into_iter();
    let found = items.find(|(role, item)| items::name(*role, item) == place);
    let is_there = found.is_some();
    if let Some((role, item)) = found {
        walk::select(doc, Row::Item(role, item));
    }
    is_there
}

/// Drafts whose text has been committed since are of no use any more: the
/// journal can let go of them.
fn drop_settled_drafts(doc: &mut Doc, app: &App) -> Vec<Effect> {
    let drafts = std::mem::take(&mut doc.drafts);
    let (kept, settled) = drafts.into_iter().partition(|draft| {
        match overlays::place_of(draft, doc, &app.questionnaire) {
            Some((role, item, field)) => doc.text(role, &item, &field) != draft.text,
            None => true,
        }
    });
    doc.drafts = kept;
    settled
        .iter()
        .map(|draft: &Draft| Effect::Forget(draft.key()))
        .collect()
}

fn inspect_all(app: &App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let records = doc.assessment().evidence.iter();
    records
        .map(|(id, record)| Effect::Inspect {
            id: id.clone(),
            href: record.href.clone(),
            named: false,
        })
        .collect()
}

fn on_inspected(app: &mut App, looks: Vec<Look>) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let before = std::sync::Arc::clone(doc.history.now());
    doc.reading = None;
    let mut told = None;
    for look in looks {
        if look.named {
            told = told_of(&look).or(told);
            if let FileState::Present { sha256, size } = &look.state {
                // Also in what is undone now: redo brings the digest along.
                doc.history.set_digest(&look.id, &look.href, sha256, *size);
            }
        }
        doc.files.insert(look.id, look.state);
    }
    let recorded = *doc.history.now() != before && !matches!(doc.disk, Disk::ReadOnly(_));
    doc.find_gaps(&app.questionnaire, &app.clock);
    if let Some(text) = told {
        app.complain(text);
    }
    if recorded {
        app.after_change()
    } else {
        Vec::new()
    }
}

/// What the user should know at once of a file that was just named.
fn told_of(look: &Look) -> Option<String> {
    let href = &look.href;
    match &look.state {
        FileState::Missing => Some(format!("{href} is recorded, but there is no such file")),
        FileState::Unreadable(why) => {
            Some(format!("{href} is recorded, but cannot be read: {why}"))
        }
        FileState::Present { .. } if Place::of(href) == Place::Outside => Some(format!(
            "{href} is outside this file's folder: not read on its own from now on"
        )),
        _ => None,
    }
}
