//! At a text that was found: as long as its item is read, and nothing else is
//! done or told, a few keys go on to the next one.

use super::finding_elsewhere;
use crate::assessment::Assessment;
use crate::tui::action::Action;
use crate::tui::effect::Event;
use crate::tui::finder::Target;
use crate::tui::finder::actions::key_of;
use crate::tui::keymap::{self, Scope};
use crate::tui::layout;
use crate::tui::model::{App, Doc, Screen};
use crate::tui::view;
use crossterm::event::KeyEvent;
use std::sync::Arc;

/// What was so before a key or a click at a text that was found.
pub struct Held {
    now: Option<Arc<Assessment>>,
    said: Option<String>,
}

/// Says which hit this is and how to go on.
pub fn tell(app: &mut App) {
    let Some(search) = &app.finding.last else {
        return;
    };
    let key = |action| key_of(&app.keys, Scope::Hits, action).unwrap_or_default();
    let place = search.hits.get(search.at);
    let elsewhere = finding_elsewhere::across(app).map_or(String::new(), |across| {
        format!(
            " here, of {} in {} controls",
            across.all(),
            across.stops.len(),
        )
    });
    let text = format!(
        "“{}” {} of {}{elsewhere}: {} · {} next, {} previous",
        search.typed,
        search.at + 1,
        search.hits.len(),
        place.map_or("", |(_, words)| words.as_str()),
        key(Action::NextHit),
        key(Action::PreviousHit),
    );
    app.finding.at_hit = true;
    app.finding.was_left = false;
    app.finding.shows_hit = true;
    app.finding.told.clone_from(&text);
    app.say(text);
}

/// Whether a hit is of what is selected.
pub fn is_at(doc: &Doc, screen: Screen, record: usize, hit: &Target) -> bool {
    match hit {
        // It is in no item.
        Target::Record(id, None) => {
            screen == Screen::Summary && doc.register().nth(record).as_ref() == Some(id)
        }
        hit => {
            let here = doc.item();
            hit.item() == here.as_ref().map(|(role, item)| (*role, item))
        }
    }
}

/// What is so before an event that the user has caused; none elsewhere than at
/// a text that was found. The text stays where it is in sight.
pub fn held(app: &mut App, event: &Event) -> Option<Held> {
    if !matches!(event, Event::Key(_) | Event::Mouse(_) | Event::Paste(_)) {
        return None;
    }
    let scrolled = app
        .doc
        .as_ref()
        .filter(|_| app.finding.shows_hit && layout::fits(app.size))
        .map(|doc| view::scrolled_to_hit(app, doc));
    if let (Some(doc), Some(scrolled)) = (&mut app.doc, scrolled) {
        doc.scroll = scrolled;
    }
    app.finding.shows_hit = false;
    app.finding.at_hit.then(|| Held {
        now: app.doc.as_ref().map(|doc| Arc::clone(doc.history.now())),
        said: app.message.as_ref().map(|m| m.text.clone()),
    })
}

/// Whether it goes on after that event: the message and the keys then say so,
/// and neither of them does where it does not.
pub fn follow(app: &mut App, held: Option<Held>) {
    let Some(held) = held else { return };
    let said = app.message.as_ref().map(|m| &m.text);
    let is_told = said == Some(&app.finding.told);
    let other = said.is_some() && !is_told && said != held.said.as_ref();
    if app.finding.at_hit && (other || !goes_on(app, &held)) {
        app.finding.at_hit = false;
        app.finding.was_left = is_unchanged(app, &held) && app.screen == Screen::Walk;
    }
    if is_told && (!app.finding.at_hit || app.overlay.is_some()) {
        app.message = None;
    }
    if app.finding.at_hit && app.message.is_none() && app.overlay.is_none() {
        app.say(app.finding.told.clone());
    }
}

fn goes_on(app: &App, held: &Held) -> bool {
    let (Some(doc), Some(search)) = (&app.doc, &app.finding.last) else {
        return false;
    };
    let Some((hit, _)) = search.hits.get(search.at) else {
        return false;
    };
    let screen = match hit {
        Target::Record(_, None) => Screen::Summary,
        _ => Screen::Walk,
    };
    is_unchanged(app, held)
        && app.screen == screen
        && is_at(doc, app.screen, app.summary.record, hit)
}

fn is_unchanged(app: &App, held: &Held) -> bool {
    let (Some(now), Some(doc)) = (&held.now, &app.doc) else {
        return false;
    };
    Arc::ptr_eq(now, doc.history.now())
}

/// Whether a key that went on to the next text comes after one has moved away:
/// it would answer then, which nobody means who still looks for words. Says so,
/// once.
pub fn is_late(app: &mut App, scope: Scope, key: &KeyEvent) -> bool {
    if !app.finding.was_left || app.overlay.is_some() {
        return false;
    }
    let went_on = app.keys.action(Scope::Hits, key);
    let Some(Action::Answer(choice, _)) = app.keys.action(scope, key) else {
        app.finding.was_left &= app.keys.action(scope, key) != Some(Action::Back);
        return false;
    };
    app.finding.was_left = false;
    let Some(action) = went_on else { return false };
    let (answers, goes_on) = (shown_name(key), app.keys.said(scope, action));
    let on_question = app.doc.as_ref().and_then(Doc::item);
    let on_question = on_question.is_some_and(|(_, item)| item.step().is_none());
    let means = match choice.answer() {
        Some(answer) if on_question => answer.to_string(),
        _ => choice.word(),
    };
    app.say(format!(
        "the search was left: {goes_on} goes on with it, {answers} again answers {means}"
    ));
    true
}

fn shown_name(key: &KeyEvent) -> String {
    keymap::name(key).map_or_else(String::new, |name| keymap::shown(&name).into_owned())
}
