//! Recording what was typed or picked as evidence.

use super::committing::settle;
use super::editor::{close, refuse};
use super::{items, repeat, review};
use crate::assessment::{Edit, Place, Role, href_of, is_half_link, several};
use crate::questionnaire::ItemId;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Field, Focus, Overlay, Page};

/// What stands between what was pasted in lines: a link has no space, and no
/// file that one would name has this sign.
pub const BETWEEN: &str = " ⏎ ";

/// The links and paths of a line, each to be a record of its own.
fn pieces(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.split(BETWEEN.trim()).map(str::trim).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let links = words.iter().all(|word| Place::of(word) == Place::Link);
    let pieces = if links { words } else { lines };
    pieces.into_iter().filter(|p| !p.is_empty()).collect()
}

/// Asks whether there is a file at what was typed, before it is recorded: a
/// slip of the finger should not become evidence.
pub fn add_evidence(app: &mut App, text: &str) -> Vec<Effect> {
    let typed = hrefs(app, text);
    if typed.is_empty() {
        return close(app);
    }
    ask(app, typed)
}

fn hrefs(app: &App, text: &str) -> Vec<String> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let picker = match &app.overlay {
        Some(Overlay::Editor(editor)) => editor.picker.as_ref(),
        _ => None,
    };
    let meant = |piece: &str| picker.map_or_else(|| str::to_owned(piece), |p| p.meant(piece));
    let href = |piece: &str| href_of(&meant(piece), &doc.folder);
    let each = |piece: &str| match several(piece) {
        Some(words) if words.iter().any(|word| word.starts_with("~/")) => {
            words.iter().map(|word| href(word)).collect()
        }
        // Whether it is several or a name with spaces shows where they lie.
        Some(_) => vec![piece.to_owned()],
        None => vec![href(piece)],
    };
    pieces(text).into_iter().flat_map(each).collect()
}

/// The same for an href that was picked.
pub fn ask(app: &mut App, typed: Vec<String>) -> Vec<Effect> {
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        editor.insists = None;
    }
    vec![Effect::Probe(typed)]
}

/// Records what is typed, whatever matches and whether it is there or not;
/// where a file that was picked is not there, that one.
pub fn as_typed(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = &mut app.overlay else {
        return Vec::new();
    };
    if editor.field != Field::AddEvidence {
        return Vec::new();
    }
    if let Some(typed) = editor.insists.take() {
        return record_evidence(app, typed);
    }
    let text = editor.text();
    let typed = hrefs(app, &text);
    if typed.is_empty() {
        app.say("nothing is typed yet");
        return Vec::new();
    }
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        editor.insists = Some(typed.clone());
    }
    vec![Effect::Probe(typed)]
}

/// The answer to it: recorded, or the best match is taken, or asked once more.
pub fn probed(
    app: &mut App,
    typed: Vec<String>,
    found: Result<Vec<String>, String>,
) -> Vec<Effect> {
    let key = app.keys.said(Scope::Evidence, Action::AsTyped);
    let down = app.keys.said(Scope::Evidence, Action::Down);
    let Some(Overlay::Editor(editor)) = &mut app.overlay else {
        return Vec::new();
    };
    if editor.field != Field::AddEvidence {
        return Vec::new();
    }
    let why = match found {
        Ok(hrefs) => return record_evidence(app, hrefs),
        // Neither a record that it is like is meant, nor a file called so.
        Err(why) if typed.iter().any(|one| is_half_link(one)) => {
            editor.insists = None;
            editor.error = Some(why);
            return Vec::new();
        }
        Err(_) if editor.insists.as_ref() == Some(&typed) => return record_evidence(app, typed),
        Err(why) => why,
    };
    let picker = editor.picker.as_mut().filter(|p| p.would_take());
    if let (Some(picker), [_]) = (picker, typed.as_slice()) {
        picker.select(0);
        let text = editor.text();
        return super::picking::enter(app, &text);
    }
    let has_like = editor
        .picker
        .as_ref()
        .is_some_and(|p| !p.shown().is_empty());
    let like = if has_like && typed.len() == 1 {
        format!("{down} chooses, ")
    } else {
        String::new()
    };
    editor.error = Some(format!("{why}. {like}{key} records it all the same"));
    editor.insists = Some(typed);
    Vec::new()
}

/// Ties the records of hrefs to the item as one step, making those that are not
/// there.
pub fn record_evidence(app: &mut App, hrefs: Vec<String>) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = &app.overlay else {
        return Vec::new();
    };
    let (role, item) = (editor.role, editor.item.clone());
    if !editor.many.is_empty() {
        return record_for_all(app, role, &item, &hrefs);
    }
    let edit = |href: &String| Edit::AddEvidence(role, item.clone(), href.clone());
    let edits: Vec<Edit> = hrefs.iter().map(edit).collect();
    let names = hrefs.join(", ");
    let mut effects = app.edit(&edits, format!("{role}.{item} evidence {names}"));
    if app.message.as_ref().is_some_and(|m| m.bad) {
        let why = app.message.take().map(|m| m.text).unwrap_or_default();
        return refuse(app, why);
    }
    settle(app, role, &item, &Field::AddEvidence, &mut effects);
    app.overlay = None;
    let saved = effects.iter().any(|e| matches!(e, Effect::Save(_)));
    app.say(match hrefs.as_slice() {
        [href] if !saved => {
            let changed = review::changed_words(app, href);
            format!("that evidence is on this item already{changed}")
        }
        _ if !saved => "that evidence is on this item already".to_owned(),
        [_] => format!("evidence added: {names}"),
        many => format!("{} pieces of evidence added: {names}", many.len()),
    });
    effects.extend(hrefs.iter().filter_map(|href| look_at(app, href)));
    effects
}

/// Has a file that the user has just named looked at, and its digest recorded.
pub fn look_at(app: &App, href: &str) -> Option<Effect> {
    let records = &app.doc.as_ref()?.assessment().evidence;
    let (id, _) = records.iter().find(|(_, e)| e.href == href)?;
    Some(Effect::Inspect {
        id: id.clone(),
        href: href.to_owned(),
        named: true,
    })
}

/// The same for all items that the line is written for.
fn record_for_all(app: &mut App, role: Role, item: &ItemId, hrefs: &[String]) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = &app.overlay else {
        return Vec::new();
    };
    let targets = editor.many.clone();
    let mut effects = repeat::tie(app, &targets, hrefs, "");
    if app.message.as_ref().is_some_and(|m| m.bad) {
        let why = app.message.take().map(|m| m.text).unwrap_or_default();
        return refuse(app, why);
    }
    settle(app, role, item, &Field::AddEvidence, &mut effects);
    app.overlay = None;
    effects
}

/// Goes to the first record of the item, to be taken off; on one of them, takes
/// it off.
pub fn take_off(app: &mut App) -> Vec<Effect> {
    let clear = app.keys.said(Scope::Form, Action::Clear);
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    if doc.focus == Focus::Form && matches!(doc.field, Field::Evidence(_)) {
        return items::clear_field(app);
    }
    let Some((role, item)) = doc.item() else {
        app.say("this is a role: go to one of its items first");
        return Vec::new();
    };
    let fields = doc.fields(role, &item);
    let mut records = fields
        .into_iter()
        .filter(|f| matches!(f, Field::Evidence(_)));
    let Some(first) = records.next() else {
        app.say(format!("{role}.{item} has no evidence"));
        return Vec::new();
    };
    doc.focus = Focus::Form;
    doc.field = first;
    app.say(match records.count() {
        0 => format!("{clear} takes this record off"),
        n => format!("{clear} takes this record off; {n} more below it"),
    });
    Vec::new()
}

/// Says where a record of the register is taken off: from here it would go from
/// items that nobody sees.
pub fn tell_where(app: &mut App) {
    let (enter, clear) = (
        app.key(Action::Enter),
        app.keys.said(Scope::Form, Action::Clear),
    );
    app.say(match app.summary.page {
        Page::Evidence => format!(
            "a record is taken off item by item: {enter} goes to one, {clear} on its line there takes it off"
        ),
        _ => format!("{clear} takes nothing back here: {enter} goes to the item"),
    });
}
