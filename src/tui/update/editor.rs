//! Writing texts: opening, typing, keeping, journalling.

use super::committing::done;
use super::{evidence, many_texts, marks, review};
use crate::assessment::{Role, several};
use crate::limits;
use crate::questionnaire::ItemId;
use crate::store::drafts::{Draft, DraftKey};
use crate::text::is_unsafe;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Disk, Editor, Field, Overlay, Screen};
use crate::tui::view;
use crate::tui::writing::{Stroke, Writing};
use anstream::adapter::strip_str;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Opens a text of the selected item. What was typed there and not yet
/// committed is taken up again.
pub fn open(app: &mut App, field: Field, chain: bool) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    if field == Field::AddEvidence && marks::acts_on_marks(doc) {
        return many_texts::open(app, field, chain);
    }
    let Some((role, item)) = doc.item() else {
        let down = app.key(Action::Down);
        app.say(format!(
            "this is a role: go to one of its items first ({down})"
        ));
        return Vec::new();
    };
    if !app.may_edit() {
        return Vec::new();
    }
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let base = begun_with(app, role, &item, &field);
    let key = key(role, &item, &field);
    let is_of_one = field.is_long() || !doc.drafts_of_many.contains(&key);
    let draft = doc.drafts.iter().find(|d| is_of_one && d.key() == key);
    match draft.cloned() {
        Some(draft) => restore(app, role, item, field, &draft, chain),
        None => open_with(app, role, item, field, &base.clone(), base, chain),
    }
    Vec::new()
}

/// The committed text that an editor begins with.
fn begun_with(app: &App, role: Role, item: &ItemId, field: &Field) -> String {
    match &app.doc {
        Some(doc) if !review::is_of_another(app, role, item, field) => doc.text(role, item, field),
        _ => String::new(),
    }
}

/// Opens a draft. Where the committed text has changed since the draft was
/// begun, both are shown, so that neither is overwritten unseen.
pub fn restore(app: &mut App, role: Role, item: ItemId, field: Field, draft: &Draft, chain: bool) {
    let base = begun_with(app, role, &item, &field);
    let moved = draft.base != base && !base.is_empty() && base != draft.text;
    if moved && field.is_long() {
        let both = format!("{}\n\n--- the file has meanwhile: ---\n{base}", draft.text);
        open_with(app, role, item, field, &both, base.clone(), chain);
    } else {
        open_with(app, role, item, field, &draft.text, base.clone(), chain);
    }
    let (done, close) = (app.key(Action::Done), app.key(Action::Back));
    if let Some(Overlay::Editor(editor)) = &mut app.overlay
        && moved
    {
        editor.moved = Some(editor.text());
        editor.error = Some(if editor.field.is_long() {
            "The file's text has changed meanwhile: both are here, keep what is right".to_owned()
        } else {
            format!(
                "The file has “{base}” meanwhile: {done} writes yours over it, {close} keeps both"
            )
        });
    }
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
    let area = if field.is_long() {
        Writing::long(text)
    } else {
        Writing::line(text)
    };
    app.overlay = Some(Overlay::Editor(Box::new(Editor {
        role,
        item,
        field,
        area,
        base,
        error: None,
        note: None,
        chain,
        insists: None,
        refused: false,
        moved: None,
        picker: None,
        settles: None,
        many: Vec::new(),
    })));
}

fn most() -> usize {
    usize::try_from(limits::TEXT).unwrap_or(usize::MAX)
}

/// Whether so many bytes more may be written.
fn has_room(editor: &Editor, more: usize) -> bool {
    editor.area.size().saturating_add(more) <= most()
}

/// A key that no binding takes: it is typed.
pub fn type_key(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    // Alt and Ctrl with a letter that no binding takes must not become a
    // letter in the text.
    let typed = match key.code {
        KeyCode::Char(c) if key.modifiers.difference(KeyModifiers::SHIFT).is_empty() => Some(c),
        _ => None,
    };
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        let Some(c) = typed else { return Vec::new() };
        if !has_room(editor, c.len_utf8()) {
            app.say(limits::TEXT_TOO_LONG);
            return Vec::new();
        }
        editor.area.type_char(c);
        editor.touched();
        return journal(app);
    }
    if let (Some(Overlay::Against(against)), Some(c)) = (&mut app.overlay, typed) {
        against.area.type_char(c);
        return super::changes::typed(app);
    }
    if app.overlay.is_none() && app.screen == Screen::Wizard {
        if let (Some(area), Some(c)) = (app.wizard.area(), typed) {
            area.type_char(c);
            app.wizard.typed(&app.questionnaire);
        }
        return Vec::new();
    }
    if let Some(c) = typed {
        let help = app.keys.reach(app.scope(), Action::Help).next();
        let help = help.map_or_else(String::new, |key| {
            format!("; {} shows the keys", app.keys.shown(key))
        });
        let key = c.to_string();
        let key = if c == ' ' { "space" } else { &key };
        let shown = app.keys.shown(key);
        let inside = app.keys.lookup(Scope::Outline, key);
        match inside.filter(|_| app.scope() == Scope::Controls) {
            Some(action) => {
                let open = app.key(Action::Enter);
                let all = of_all(action);
                app.say(format!("{shown} works in a control ({open} opens it){all}"));
            }
            None => app.say(format!("{shown} does nothing here{help}")),
        }
    }
    Vec::new()
}

/// The command that does for all controls of a folder what a key does in one.
fn of_all(action: Action) -> &'static str {
    match action {
        Action::Changes => "; of all: aicaiq diff --since REV",
        Action::About => "; what all share stands in assessment.toml",
        _ => "",
    }
}

/// What the journal finds a text by.
pub(super) fn key(role: Role, item: &ItemId, field: &Field) -> DraftKey {
    DraftKey {
        role: role.to_string(),
        item: item.to_string(),
        field: field.key(),
    }
}

/// The text so far, for the journal; nothing when it is the committed one.
pub fn journal(app: &mut App) -> Vec<Effect> {
    let now = app.clock.now;
    let Some(Overlay::Editor(editor)) = &app.overlay else {
        return Vec::new();
    };
    let text = editor.text();
    let key = key(editor.role, &editor.item, &editor.field);
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let known = doc.drafts.iter().position(|d| d.key() == key);
    doc.drafts_of_many.retain(|k| *k != key);
    if !editor.many.is_empty() {
        doc.drafts_of_many.push(key.clone());
    }
    // What was to be forgotten once it is on disk is being written anew.
    doc.forget_after_save.retain(|k| *k != key);
    // What is committed but not on disk yet has no other place than this.
    let nothing = text == editor.base || (text.trim().is_empty() && editor.base.is_empty());
    if nothing && doc.disk == Disk::Saved {
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

/// The most bytes of a control sequence: a link's address may be long.
const SEQUENCE: usize = 512;

/// A paste: into the text being written, or as evidence where a link or a
/// path is pasted on an item.
pub fn paste(app: &mut App, raw: &str) -> Vec<Effect> {
    let unified = raw.replace("\r\n", "\n").replace('\r', "\n");
    // What a log has its colours from goes as a whole: without its first
    // character the rest would be read. One that never ends is none: all that
    // follows it would go.
    let escapes = unified.matches('\u{1b}').count();
    let stripped = strip_str(&unified).to_string();
    let ends = unified.len() - stripped.len() <= escapes * SEQUENCE;
    let (plain, sequences) = match ends {
        true => (stripped, escapes),
        false => (unified, 0),
    };
    let dropped = plain.chars().filter(|c| is_unsafe(*c)).count();
    let text: String = plain.chars().filter(|c| !is_unsafe(*c)).collect();
    app.message = None;
    let left_out = [
        (sequences, "control sequence"),
        (dropped, "control character"),
    ];
    let left_out = left_out.into_iter().filter(|(n, _)| *n > 0);
    let left_out: Vec<String> = left_out
        .map(|(n, what)| crate::text::count(n, what))
        .collect();
    if !left_out.is_empty() {
        app.say(format!("left out of the paste: {}", left_out.join(", ")));
    }
    let area = match (&mut app.overlay, app.screen) {
        (Some(Overlay::Editor(editor)), _) => Some(&mut editor.area),
        (Some(Overlay::Against(against)), _) => Some(&mut against.area),
        (None, Screen::Wizard) => app.wizard.area(),
        _ => None,
    };
    let size = area.map_or(0, |area| area.size());
    if size.saturating_add(text.len()) > most() {
        app.say(format!("not pasted: {}", limits::TEXT_TOO_LONG));
        return Vec::new();
    }
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let lines: Vec<&str> = lines.into_iter().filter(|l| !l.is_empty()).collect();
    let evidence = lines.join(evidence::BETWEEN);
    let flat = text.replace('\n', " ");
    let was_flattened = text.trim().contains('\n');
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        if editor.field == Field::AddEvidence && lines.len() > 1 {
            editor.area.insert_str(&evidence);
            editor.touched();
            say_pieces(app, lines.len(), "lines");
            return journal(app);
        }
        let is_long = editor.field.is_long();
        editor
            .area
            .insert_str(if is_long { &text } else { flat.trim() });
        editor.touched();
        let is_evidence = editor.field == Field::AddEvidence;
        if was_flattened && !is_long {
            say_flattened(app);
        }
        if is_evidence {
            say_paths(app, &text);
        }
        return journal(app);
    }
    if let Some(Overlay::Against(against)) = &mut app.overlay {
        against.area.insert_str(flat.trim());
        return super::changes::typed(app);
    }
    if app.overlay.is_some() {
        return Vec::new();
    }
    match app.screen {
        Screen::Wizard => {
            if let Some(area) = app.wizard.area() {
                area.insert_str(flat.trim());
                app.wizard.typed(&app.questionnaire);
                if was_flattened {
                    say_flattened(app);
                }
            }
            Vec::new()
        }
        Screen::Walk => {
            let looks_like_place = !lines.is_empty() && lines.iter().all(|l| l.contains('/'));
            if marks::targets(app).is_empty() {
                return Vec::new();
            }
            if !looks_like_place {
                let key = app.key(Action::Note);
                app.say(format!(
                    "nothing is being written here: press {key} for the note, then paste"
                ));
                return Vec::new();
            }
            open(app, Field::AddEvidence, false);
            if let Some(Overlay::Editor(editor)) = &mut app.overlay {
                editor.area.insert_str(&evidence);
            }
            match lines.len() {
                1 => say_paths(app, &text),
                many => say_pieces(app, many, "lines"),
            }
            journal(app)
        }
        _ => Vec::new(),
    }
}

/// Says that several paths went into the line for evidence, as a terminal puts
/// files that are dropped on it.
fn say_paths(app: &mut App, text: &str) {
    if let Some(words) = several(text) {
        say_pieces(app, words.len(), "paths");
    }
}

/// Says that several went into the line for evidence, each for itself.
fn say_pieces(app: &mut App, count: usize, what: &str) {
    let key = app.keys.said(Scope::Evidence, Action::Done);
    let before = app.message.take().map(|m| format!("; {}", m.text));
    let before = before.unwrap_or_default();
    app.say(format!(
        "{count} {what} pasted: {key} adds each as evidence{before}"
    ));
}

/// Says that a paste of many lines went into a line, beside what was left out.
fn say_flattened(app: &mut App) {
    let before = app.message.take().map(|m| m.text);
    let word = "pasted as one line: line breaks became spaces";
    app.say(before.map_or(word.to_owned(), |b| format!("{word}; {b}")));
}

/// A key of the editor: moves in the text or changes it.
pub fn stroke(app: &mut App, stroke: Stroke) -> Vec<Effect> {
    let window = view::writing_window(app);
    let Some(Overlay::Editor(editor)) = &mut app.overlay else {
        return Vec::new();
    };
    let did = editor.area.stroke(stroke, window);
    if !did {
        match stroke {
            Stroke::Undo => app.say("nothing to undo in this text"),
            Stroke::Redo => app.say("nothing to redo in this text"),
            _ => {}
        }
        return Vec::new();
    }
    if !stroke.changes() {
        return Vec::new();
    }
    editor.touched();
    journal(app)
}

/// The wheel over a text.
pub fn wheel(app: &mut App, down: bool) {
    let (width, height) = view::writing_window(app);
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        editor.area.scroll(down, 1, width, height);
    }
}

/// Keeps the cursor in sight, whatever has moved it. Runs after every event.
pub fn follow(app: &mut App) {
    let (width, height) = view::writing_window(app);
    if let Some(Overlay::Editor(editor)) = &mut app.overlay
        && editor.field.is_long()
    {
        editor.area.follow(width, height);
    }
}

/// Says why the text cannot be kept as it is.
pub fn refuse(app: &mut App, why: String) -> Vec<Effect> {
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        editor.error = Some(why);
        editor.refused = true;
    }
    Vec::new()
}

/// Empties the line being written; what was there can be had back by the
/// editor's own undo.
pub fn clear_line(app: &mut App) -> Vec<Effect> {
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        editor.area.set("");
        editor.touched();
    }
    journal(app)
}

/// Closes a line without committing it; what was typed stays a draft and
/// comes back when the field is opened again.
pub fn close(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = app.overlay.take() else {
        return Vec::new();
    };
    let text = editor.text();
    if text == editor.base || (text.trim().is_empty() && editor.base.is_empty()) {
        return Vec::new();
    }
    // A few letters that something was looked for by are of no use at the next
    // start; a path or a link is.
    let looked_for = (editor.field == Field::AddEvidence && !text.contains('/'))
        .then(|| key(editor.role, &editor.item, &editor.field));
    // A text that can be kept is kept for good; the draft is for the rest,
    // and for one that would overwrite what somebody else has written.
    if editor.field != Field::AddEvidence && editor.moved.is_none() {
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
    looked_for.into_iter().map(Effect::Forget).collect()
}
