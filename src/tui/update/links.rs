//! Opening evidence with the system's opener.

use crate::assessment::{EvidenceId, Place};
use crate::questionnaire::ItemId;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Doc, Field, Focus, Overlay, Page, Screen};

/// Opens the evidence that is selected; where an item has several records, a
/// list asks which.
pub fn open(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    if app.screen == Screen::Summary {
        if app.summary.page != Page::Evidence {
            app.say("go to the Evidence page first (Tab), then O opens the selected record");
            return Vec::new();
        }
        let selected = doc.register().nth(app.summary.record);
        return match selected {
            Some(id) => open_record(app, &id),
            None => none(app),
        };
    }
    if let (Focus::Form, Field::Evidence(id)) = (doc.focus, &doc.field) {
        let id = id.clone();
        return open_record(app, &id);
    }
    let ids = records(doc);
    match ids.as_slice() {
        [] => none(app),
        [one] => open_record(app, one),
        _ => {
            app.overlay = Some(Overlay::Links(ids, 0));
            Vec::new()
        }
    }
}

fn none(app: &mut App) -> Vec<Effect> {
    app.say("there is no evidence here to open; v on an item adds some");
    Vec::new()
}

/// The records of the selected item in the order of its form.
fn records(doc: &Doc) -> Vec<EvidenceId> {
    let Some((role, item)) = doc.item() else {
        return Vec::new();
    };
    let a = doc.assessment();
    let evidence = match &item {
        ItemId::Question(id) => &a.question(role, id).evidence,
        ItemId::Step(id) => &a.step(role, id).evidence,
    };
    let mut ids: Vec<EvidenceId> = evidence.iter().cloned().collect();
    ids.sort_by_key(|id| a.evidence.get(id).map(|e| e.href.clone()));
    ids
}

fn open_record(app: &mut App, id: &EvidenceId) -> Vec<Effect> {
    let record = app
        .doc
        .as_ref()
        .and_then(|doc| doc.assessment().evidence.get(id));
    match record.map(|r| r.href.clone()) {
        Some(href) => vec![Effect::OpenLink(href)],
        None => {
            app.complain(format!("the register has no record {id}"));
            Vec::new()
        }
    }
}

/// A key in the list of records.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    let Some(Overlay::Links(ids, at)) = &mut app.overlay else {
        return Vec::new();
    };
    let last = ids.len().saturating_sub(1);
    match action {
        Action::Up => *at = at.saturating_sub(1),
        Action::Down => *at = (*at + 1).min(last),
        Action::Enter => {
            let id = ids.get(*at).cloned();
            app.overlay = None;
            return id.map_or(Vec::new(), |id| open_record(app, &id));
        }
        _ => app.overlay = None,
    }
    Vec::new()
}

/// A click in the list: opens.
pub fn click(app: &mut App, row: usize) -> Vec<Effect> {
    if let Some(Overlay::Links(_, at)) = &mut app.overlay {
        *at = row;
    }
    act(app, Action::Enter)
}

/// What came of opening an href.
pub fn opened(app: &mut App, href: &str, result: Result<(), String>) {
    match result {
        Ok(()) if Place::of(href) == Place::Link => {
            app.say(format!("opened; V records that you looked at it: {href}"));
        }
        Ok(()) => app.say(format!("opened {href}")),
        Err(why) => app.complain(format!("not opened: {why}: {href}")),
    }
}
