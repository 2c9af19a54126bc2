//! Copying what is selected to the clipboard, by OSC 52.

use crate::assessment::{Answer, Role};
use crate::questionnaire::ItemId;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Doc, Field, Focus, Overlay, Page, Row, Screen};

/// Bytes that are copied at most: in base64 they are 74 KB, which is what
/// terminals take.
pub const MOST: usize = 55_500;

/// Copies the text being written, or what is selected.
pub fn copy(app: &mut App) -> Vec<Effect> {
    let text = match (&app.overlay, &app.doc) {
        (Some(Overlay::Editor(editor)), _) => editor.text(),
        (None, Some(doc)) if app.screen == Screen::Summary => listed(app, doc),
        (None, Some(doc)) if app.screen == Screen::Walk => selected(app, doc),
        _ => String::new(),
    };
    if text.trim().is_empty() {
        app.say(if app.screen == Screen::Summary && app.overlay.is_none() {
            "nothing is selected here to copy: go to a list (Gaps, Actions, Evidence)"
        } else {
            "there is nothing here to copy"
        });
        return Vec::new();
    }
    if text.len() > MOST {
        app.complain(format!(
            "not copied: {} bytes are more than terminals take ({MOST}); Ctrl-O opens a text in $EDITOR",
            text.len()
        ));
        return Vec::new();
    }
    let lines = text.trim().lines().count();
    let first: String = text.trim().lines().next().unwrap_or_default().to_owned();
    let shown: String = first.chars().take(60).collect();
    let more = if shown.len() < first.len() || lines > 1 {
        "…"
    } else {
        ""
    };
    app.say(format!("copied: {shown}{more}"));
    vec![Effect::Copy(text)]
}

/// The selected row of the summary's list.
fn listed(app: &App, doc: &Doc) -> String {
    let a = doc.assessment();
    match app.summary.page {
        Page::Evidence => {
            let id = doc.register().nth(app.summary.record);
            let record = id.and_then(|id| a.evidence.get(&id));
            record.map(|r| r.href.clone()).unwrap_or_default()
        }
        Page::Actions => {
            let plan = doc.plan(&app.questionnaire);
            let Some((role, item)) = plan.get(app.summary.action) else {
                return String::new();
            };
            let action = doc.action(*role, item);
            let text = action.map(|x| x.text.trim()).unwrap_or_default();
            format!("{role}.{item} {text}")
        }
        Page::Matrix => match app.matrix_cell() {
            Some((role, item)) => line(doc, role, &item),
            None => String::new(),
        },
        page if page == Page::Gaps || crate::tui::layout::is_wide(app.size) => {
            let gap = doc.gaps.get(app.summary.gap);
            gap.map(|g| format!("{}.{} {}: {}", g.role, g.item, g.severity, g.message))
                .unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The selected field's text, an evidence record's href, or else the item.
fn selected(app: &App, doc: &Doc) -> String {
    match &doc.row {
        Row::Role(role) => {
            let roll = crate::gaps::roll_up(&app.questionnaire, doc.assessment(), *role);
            format!("{role} {}", roll.words())
        }
        Row::Item(role, item) => {
            if doc.focus == Focus::Form {
                if let Field::Evidence(id) = &doc.field {
                    let record = doc.assessment().evidence.get(id);
                    return record.map(|r| r.href.clone()).unwrap_or_default();
                }
                let text = doc.text(*role, item, &doc.field);
                if !text.is_empty() {
                    return text;
                }
            }
            line(doc, *role, item)
        }
    }
}

/// An item with its answer and its text.
fn line(doc: &Doc, role: Role, item: &ItemId) -> String {
    let a = doc.assessment();
    let (answer, field) = match item {
        ItemId::Question(id) => (
            a.question(role, id)
                .answer
                .map_or("unanswered", Answer::as_str),
            Field::Implementation,
        ),
        ItemId::Step(id) => (a.step(role, id).outcome().as_str(), Field::Note),
    };
    match doc.text(role, item, &field).trim() {
        "" => format!("{role}.{item} {answer}"),
        text => format!("{role}.{item} {answer}: {text}"),
    }
}
