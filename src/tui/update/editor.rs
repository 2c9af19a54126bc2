//! Writing texts: opening, typing, keeping, journalling.

use crate::assessment::{Edit, Role};
use crate::questionnaire::ItemId;
use crate::store::drafts::{Draft, DraftKey};
use crate::text::is_unsafe;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Doc, Editor, Field, Focus, Overlay, Screen};
use chrono::{Days, NaiveDate};
use crossterm::event::{KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea, WrapMode};

/// Opens a text of the selected item. What was typed there and not yet
/// committed is taken up again.
pub fn open(app: &mut App, field: Field, chain: bool) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let Some((role, item)) = doc.item() else {
        app.say("this is a role: go to one of its items first (↓)");
        return Vec::new();
    };
    let base = doc.text(role, &item, &field);
    let draft = doc
        .drafts
        .iter()
        .find(|d| d.key() == key(role, &item, &field));
    let text = draft.map_or_else(|| base.clone(), |d| d.text.clone());
    open_with(app, role, item, field, &text, base, chain);
    Vec::new()
}

/// Opens a text with other words in it than the committed ones.
pub fn open_with(
    app: &mut App,
    role: Role,
    item: ItemId,
    field: Field,
    text: &str,
    base: String,
    chain: bool,
) {
    let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let mut area = TextArea::new(lines);
    area.set_cursor_line_style(ratatui::style::Style::new());
    if field.is_long() {
        area.set_wrap_mode(WrapMode::WordOrGlyph);
    }
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    app.overlay = Some(Overlay::Editor(Box::new(Editor {
        role,
        item,
        field,
        area,
        base,
        error: None,
        chain,
    })));
}

/// A key that no binding takes: it is typed.
pub fn type_key(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        // Alt and Ctrl with a letter that the editor does not know must not
        // become a letter in the text.
        editor.area.input(key);
        editor.error = None;
        return journal(app);
    }
    if app.overlay.is_none() && app.screen == Screen::Wizard {
        if let Some(area) = app.wizard.area()
            && !(key.modifiers.contains(KeyModifiers::CONTROL)
                && key.code == crossterm::event::KeyCode::Char('m'))
        {
            area.input(key);
            app.wizard.typed(&app.questionnaire);
        }
        return Vec::new();
    }
    if let crossterm::event::KeyCode::Char(c) = key.code
        && key.modifiers.difference(KeyModifiers::SHIFT).is_empty()
    {
        app.say(format!("{c} does nothing here; ? shows the keys"));
    }
    Vec::new()
}

/// What the journal finds a text by.
fn key(role: Role, item: &ItemId, field: &Field) -> DraftKey {
    DraftKey {
        role: role.to_string(),
        item: item.to_string(),
        field: field.key(),
    }
}

/// The text so far, for the journal; nothing when it is the committed one.
fn journal(app: &mut App) -> Vec<Effect> {
    let now = app.clock.now;
    let Some(Overlay::Editor(editor)) = &app.overlay else {
        return Vec::new();
    };
    let text = editor.area.lines().join("\n");
    let key = key(editor.role, &editor.item, &editor.field);
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let known = doc.drafts.iter().position(|d| d.key() == key);
    if text == editor.base {
        if let Some(at) = known {
            doc.drafts.remove(at);
        }
        return vec![Effect::Forget(key)];
    }
    let draft = Draft {
        role: key.role,
        item: key.item,
        field: key.field,
        text,
        base: editor.base.clone(),
        saved_at: now,
    };
    match known.and_then(|at| doc.drafts.get_mut(at)) {
        Some(slot) => *slot = draft.clone(),
        None => doc.drafts.push(draft.clone()),
    }
    vec![Effect::Journal(draft)]
}

/// A paste: into the text being written, or as evidence where a link or a
/// path is pasted on an item.
pub fn paste(app: &mut App, raw: &str) -> Vec<Effect> {
    let unified = raw.replace("\r\n", "\n").replace('\r', "\n");
    let dropped = unified.chars().filter(|c| is_unsafe(*c)).count();
    let text: String = unified.chars().filter(|c| !is_unsafe(*c)).collect();
    app.message = None;
    if dropped > 0 {
        app.say(format!(
            "left out of the paste: {}",
            crate::text::count(dropped, "control character")
        ));
    }
    let flat = text.replace('\n', " ");
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        editor.area.insert_str(if editor.field.is_long() {
            &text
        } else {
            flat.trim()
        });
        editor.error = None;
        return journal(app);
    }
    if app.overlay.is_some() {
        return Vec::new();
    }
    match app.screen {
        Screen::Wizard => {
            if let Some(area) = app.wizard.area() {
                area.insert_str(flat.trim());
                app.wizard.typed(&app.questionnaire);
            }
            Vec::new()
        }
        Screen::Walk => {
            let one = text.trim();
            let looks_like_place =
                !one.contains('\n') && (one.contains("://") || one.contains('/'));
            let Some((role, item)) = app.doc.as_ref().and_then(Doc::item) else {
                return Vec::new();
            };
            if !looks_like_place {
                app.say("nothing is being written here: press e for the note, then paste");
                return Vec::new();
            }
            open_with(
                app,
                role,
                item,
                Field::AddEvidence,
                one,
                String::new(),
                false,
            );
            journal(app)
        }
        _ => Vec::new(),
    }
}

/// The edit that a written text comes to.
pub fn edit_of(
    role: Role,
    item: &ItemId,
    field: &Field,
    text: &str,
    today: NaiveDate,
) -> Result<Edit, String> {
    let flat = || text.replace('\n', " ").trim().to_owned();
    Ok(match (field, item) {
        (Field::Implementation, ItemId::Question(id)) => {
            Edit::Implementation(role, id.clone(), text.into())
        }
        (Field::Customer, ItemId::Question(id)) => {
            Edit::CustomerResponsibilities(role, id.clone(), text.into())
        }
        (Field::Note, ItemId::Step(id)) => Edit::Note(role, id.clone(), text.into()),
        (Field::Justification, ItemId::Step(id)) => {
            Edit::Justification(role, id.clone(), text.into())
        }
        (Field::Evidence(id), _) => Edit::EvidenceTitle(id.clone(), flat()),
        (Field::EvidenceExpires(id), _) => Edit::EvidenceExpires(id.clone(), date(&flat(), today)?),
        (Field::ActionText, _) => Edit::ActionText(role, item.clone(), flat()),
        (Field::ActionOwner, _) => Edit::ActionOwner(role, item.clone(), flat()),
        (Field::ActionDue, _) => Edit::ActionDue(role, item.clone(), date(&flat(), today)?),
        _ => return Err(format!("{} is not a text", field.label())),
    })
}

/// A day: `2027-01-31`, or `+30` for thirty days from today; empty for none.
fn date(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong =
        || format!("“{text}” is not a day: write it as 2027-01-31, or +30 for 30 days from today");
    if let Some(days) = text.strip_prefix('+') {
        let days: u32 = days
            .trim_end_matches('d')
            .trim()
            .parse()
            .map_err(|_| wrong())?;
        return today
            .checked_add_days(Days::new(days.into()))
            .map(Some)
            .ok_or_else(wrong);
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map(Some)
        .map_err(|_| wrong())
}

/// The href that a typed or dropped path means: without quotes and, where it
/// lies in the answer file's folder, relative to it.
#[must_use]
pub fn href_of(text: &str, folder: &std::path::Path) -> String {
    let text = text.trim();
    let bare = ['\'', '"']
        .iter()
        .find_map(|q| text.strip_prefix(*q)?.strip_suffix(*q))
        .unwrap_or(text);
    let path = std::path::Path::new(bare);
    match path.strip_prefix(folder) {
        Ok(inside) if path.is_absolute() && !folder.as_os_str().is_empty() => {
            inside.display().to_string()
        }
        _ => bare.strip_prefix("./").unwrap_or(bare).to_owned(),
    }
}

/// Keeps the text and closes, or says why it cannot be kept.
pub fn done(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = &app.overlay else {
        return Vec::new();
    };
    let (role, item, field, chain) = (
        editor.role,
        editor.item.clone(),
        editor.field.clone(),
        editor.chain,
    );
    let text = editor.area.lines().join("\n");
    if field == Field::AddEvidence {
        return add_evidence(app, role, item, &text);
    }
    let edit = match edit_of(role, &item, &field, &text, app.clock.today) {
        Ok(edit) => edit,
        Err(why) => return refuse(app, why),
    };
    let what = format!("{role}.{item} {}", field.label().trim().to_lowercase());
    let before = app.message.take();
    let mut effects = app.edit(&[edit], what);
    if app.message.as_ref().is_some_and(|m| m.bad) {
        let why = app.message.take().map(|m| m.text).unwrap_or_default();
        return refuse(app, why);
    }
    app.message = before;
    settle(app, role, &item, &field, &mut effects);
    app.overlay = None;
    let next = match field {
        Field::ActionText if chain => Some(Field::ActionOwner),
        Field::ActionOwner if chain => Some(Field::ActionDue),
        Field::Evidence(ref id) if chain => Some(Field::EvidenceExpires(id.clone())),
        _ => None,
    };
    if let Some(next) = next {
        effects.extend(open(app, next, true));
    } else if let Some(doc) = &mut app.doc
        && doc.focus == Focus::Form
        && doc.fields(role, &item).contains(&field)
    {
        doc.field = field;
    }
    effects
}

/// The journal lets go of a committed text, but only once it is on disk.
fn settle(app: &mut App, role: Role, item: &ItemId, field: &Field, effects: &mut Vec<Effect>) {
    let Some(doc) = &mut app.doc else { return };
    let key = key(role, item, field);
    doc.drafts.retain(|d| d.key() != key);
    if effects.iter().any(|e| matches!(e, Effect::Save(_))) {
        doc.forget_after_save.push(key);
    } else {
        effects.push(Effect::Forget(key));
    }
}

fn refuse(app: &mut App, why: String) -> Vec<Effect> {
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        editor.error = Some(why);
    }
    Vec::new()
}

fn add_evidence(app: &mut App, role: Role, item: ItemId, text: &str) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let href = href_of(text, doc.folder());
    if href.is_empty() {
        return close(app);
    }
    let edit = Edit::AddEvidence(role, item.clone(), href.clone());
    let mut effects = app.edit(&[edit], format!("{role}.{item} evidence {href}"));
    if app.message.as_ref().is_some_and(|m| m.bad) {
        let why = app.message.take().map(|m| m.text).unwrap_or_default();
        return refuse(app, why);
    }
    settle(app, role, &item, &Field::AddEvidence, &mut effects);
    app.overlay = None;
    if effects.iter().any(|e| matches!(e, Effect::Save(_))) {
        app.say(format!("evidence added: {href}"));
    } else {
        app.say("that evidence is on this item already");
    }
    let Some(doc) = &app.doc else { return effects };
    let record = doc
        .assessment()
        .evidence
        .iter()
        .find(|(_, e)| e.href == href);
    if let Some((id, _)) = record {
        effects.push(Effect::Inspect {
            id: id.clone(),
            href,
            named: true,
        });
    }
    effects
}

/// Closes a line without committing it; what was typed stays a draft and
/// comes back when the field is opened again.
pub fn close(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = app.overlay.take() else {
        return Vec::new();
    };
    let text = editor.area.lines().join("\n");
    if text == editor.base {
        return Vec::new();
    }
    // A text that can be kept is kept for good; the draft is for the rest.
    if editor.field != Field::AddEvidence {
        app.overlay = Some(Overlay::Editor(Box::new(Editor {
            chain: false,
            ..*editor
        })));
        let effects = done(app);
        if app.overlay.is_none() {
            return effects;
        }
        app.overlay = None;
    }
    app.say("not entered yet; the text is kept and comes back when you open the field again");
    Vec::new()
}

/// Moves the text to the user's own editor.
pub fn go_outside(app: &App) -> Vec<Effect> {
    match &app.overlay {
        Some(Overlay::Editor(editor)) => vec![Effect::EditOutside(editor.area.lines().join("\n"))],
        _ => Vec::new(),
    }
}

/// The user's own editor came back.
pub fn returned(app: &mut App, result: Result<String, String>) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = &app.overlay else {
        return Vec::new();
    };
    let (role, item, field, base) = (
        editor.role,
        editor.item.clone(),
        editor.field.clone(),
        editor.base.clone(),
    );
    match result {
        Ok(text) => {
            let text = text.replace("\r\n", "\n");
            let text = text.strip_suffix('\n').unwrap_or(&text).to_owned();
            open_with(app, role, item, field, &text, base, false);
            let mut effects = journal(app);
            effects.extend(done(app));
            effects
        }
        Err(why) => refuse(app, why),
    }
}
