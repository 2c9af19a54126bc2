//! An answer file that was opened, and what was found where its evidence points.

use super::{conflicts, items, left, overlays, person, portfolio, walk};
use crate::assessment::{FileState, NOBODY, Place};
use crate::questionnaire::Questionnaire;
use crate::store::drafts::Draft;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Look, Opened};
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Disk, Doc, Row, Screen, Summary};

/// Shows an answer file that was opened.
pub fn opened(app: &mut App, opened: Opened) -> Vec<Effect> {
    let name = opened.path.display().to_string();
    let new = opened.new;
    let warnings = opened.warnings;
    let read_only = opened.read_only.clone();
    // From many providers one comes to their worst gap, and from a list to what
    // was chosen in it.
    let is_led = app.controls.as_ref().is_some_and(|c| c.goes_to.is_some());
    let goes_on = !new && app.portfolio.is_none() && !is_led;
    let place = opened.place.clone().filter(|_| goes_on);
    let notes = conflicts::noted(&opened.notes);
    let aside = opened.aside.clone();
    if let Some(questionnaire) = &opened.questionnaire {
        app.questionnaire.clone_from(questionnaire);
    }
    let mut doc = Doc::new(opened, &app.questionnaire);
    let place = place.filter(|place| go_on_at(&mut doc, &app.questionnaire, place));
    let settled = drop_settled_drafts(&mut doc, app);
    doc.find_gaps(&app.questionnaire, &app.clock);
    app.doc = Some(doc);
    app.screen = Screen::Walk;
    app.summary = Summary::default();
    app.left_changes = None;
    let conflicts = app.doc.as_ref().map_or(0, |d| conflicts::list(d).len());
    left::first_question(app);
    let asks = app.overlay.is_some();
    app.message = None;
    let kept = app.doc.as_ref().is_some_and(|doc| !doc.left.is_empty());
    if kept {
        app.say("answers could not be saved the last time: take them back, or discard them");
    } else if let Some(why) = read_only {
        app.complain(format!("read-only: {why}"));
    } else if conflicts > 0 && asks {
        let shown = crate::text::count(conflicts, "field");
        let esc = app.keys.said(Scope::Resolve, Action::Back);
        let again = app.keys.said(Scope::Outline, Action::Conflicts);
        app.say(format!(
            "{shown} in conflict: choose, or {esc} and later {again}{notes}"
        ));
    } else if warnings > 0 {
        let shown = crate::text::count(warnings, "warning");
        let typed = app.doc.as_ref().map_or_else(String::new, Doc::typed);
        app.say(format!("{shown}: `aicaiq check {typed}` shows them"));
    } else if new {
        let saved = format!("{name} is made; every answer is saved at once");
        app.say(match person(app) {
            "" => {
                let about = app.keys.said(Scope::Outline, Action::About);
                format!("{name} is made. {NOBODY}: press {about} and fill in Assessor")
            }
            _ => saved,
        });
    } else if let Some(place) = place {
        app.say(format!("going on at {place}, where you left"));
    }
    for aside in aside {
        let before = app.message.as_ref().map(|m| format!(" · {}", m.text));
        app.complain(format!("{aside}{}", before.unwrap_or_default()));
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

/// Looks at all evidence of the register.
pub fn inspect_all(app: &App) -> Vec<Effect> {
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

/// Takes in what was found where evidence points.
pub fn inspected(app: &mut App, looks: Vec<Look>) -> Vec<Effect> {
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
            "{href} is recorded; outside this file's folder, it is not read again by itself"
        )),
        _ => None,
    }
}
