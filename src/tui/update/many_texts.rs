//! Writing one text, or adding one evidence, for all marked items.

use super::plan::Target;
use super::{committing, editor, marks};
use crate::assessment::{Answer, Edit};
use crate::questionnaire::ItemId;
use crate::store::drafts::DraftKey;
use crate::text::count;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Doc, Editor, Field, Overlay};

/// The field that a text goes into: a question has one for note and
/// justification alike.
fn field_of(field: &Field, item: &ItemId) -> Field {
    match (field, item) {
        (Field::Note | Field::Justification | Field::Implementation, ItemId::Question(_)) => {
            Field::Implementation
        }
        _ => field.clone(),
    }
}

/// Whether a corrective action is about the item.
fn wants_action(doc: &Doc, (role, item): &Target) -> bool {
    let short = match item {
        ItemId::Question(id) => doc.assessment().question(*role, id).answer == Some(Answer::No),
        ItemId::Step(id) => doc.assessment().step(*role, id).outcome().is_shortfall(),
    };
    short || doc.action(*role, item).is_some()
}

fn is_of_action(field: &Field) -> bool {
    matches!(
        field,
        Field::ActionText | Field::ActionOwner | Field::ActionDue
    )
}

/// Opens a text for all marked items. What was typed there and not yet
/// committed is taken up again.
pub fn open(app: &mut App, field: Field, chain: bool) -> Vec<Effect> {
    if !app.may_edit() {
        return Vec::new();
    }
    let mut targets = marks::marked(app);
    let all = targets.len();
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    if is_of_action(&field) {
        targets.retain(|target| wants_action(doc, target));
    }
    // A step, where there is one: what is of a question has no field of its own;
    // and one of which nothing was begun that this would take the place of.
    let is_step = |(_, item): &&Target| item.step().is_some();
    let is_free = |target: &&Target| begun_for(doc, target, &field) != Some(false);
    let mut steps = targets.iter().filter(is_step);
    let free = steps.clone().find(is_free).or(steps.next());
    let free = free.or(targets.iter().find(is_free)).or(targets.first());
    let Some((role, item)) = free.cloned() else {
        app.say(
            "a corrective action mends a shortfall or a No, and none of the marked items has one",
        );
        return Vec::new();
    };
    let field = field_of(&field, &item);
    // A value that all of them have is gone on with; a long text begins anew.
    let texts: Vec<String> = targets
        .iter()
        .map(|(role, item)| doc.text(*role, item, &field_of(&field, item)))
        .collect();
    let same = texts.windows(2).all(|pair| pair.first() == pair.last());
    let base = match texts.first() {
        Some(text) if same && is_of_action(&field) => text.clone(),
        _ => String::new(),
    };
    let written = texts.iter().filter(|t| !t.trim().is_empty()).count();
    let mut notes = Vec::new();
    if targets.len() < all {
        notes.push(format!(
            "for {} of {all}: {} not a shortfall",
            targets.len(),
            match all - targets.len() {
                1 => "1 is".to_owned(),
                n => format!("{n} are"),
            }
        ));
    }
    if is_of_action(&field) && !same && written > 0 {
        notes.push(format!(
            "{} one already: what you write replaces it, an empty line leaves it",
            match written {
                1 => "1 has".to_owned(),
                n => format!("{n} have"),
            }
        ));
    }
    let key = key(&(role, item.clone()), &field);
    // A line that was begun for one item is of no use to the others.
    let fits = field.is_long() || doc.drafts_of_many.contains(&key);
    let draft = doc.drafts.iter().find(|d| fits && d.key() == key).cloned();
    let text = draft.as_ref().map_or(&base, |d| &d.text).clone();
    editor::open_with(app, role, item.clone(), field, &text, base, chain);
    if let Some(Overlay::Editor(editor)) = &mut app.overlay {
        if draft.is_some() && editor.field.is_long() {
            // It may have been meant for the one item only.
            editor.moved = Some(editor.text());
            editor.error = Some(format!(
                "An unfinished text of {role}.{item}: change it and it goes to all, Esc keeps it"
            ));
        }
        editor.many = targets;
        // In its window there is room for all of it.
        editor.note = (!notes.is_empty()).then(|| notes.join(" · "));
    }
    Vec::new()
}

/// Whether a line was begun at an item for several, or for it alone; none where
/// nothing was.
fn begun_for(doc: &Doc, target: &Target, field: &Field) -> Option<bool> {
    let key = key(target, &field_of(field, &target.1));
    let is_begun = !field.is_long() && doc.drafts.iter().any(|d| d.key() == key);
    is_begun.then(|| doc.drafts_of_many.contains(&key))
}

fn key((role, item): &Target, field: &Field) -> DraftKey {
    DraftKey {
        role: role.to_string(),
        item: item.to_string(),
        field: field.key(),
    }
}

/// Commits a text that is for many items; none where it is for one.
pub fn commit(app: &mut App, text: &str) -> Option<Vec<Effect>> {
    let Some(Overlay::Editor(editor)) = &app.overlay else {
        return None;
    };
    if editor.many.is_empty() {
        return None;
    }
    let (field, chain) = (editor.field.clone(), editor.chain);
    let carrier = (editor.role, editor.item.clone());
    let targets = editor.many.clone();
    let changes = !text.trim().is_empty() || (is_of_action(&field) && *text != editor.base);
    let edits = match edits(app, editor, text) {
        Ok(edits) => edits,
        Err(why) => return Some(editor::refuse(app, why)),
    };
    // A date is said as the day that it came to.
    let said = match edits.first() {
        Some(Edit::ActionDue(_, _, Some(day))) => day.to_string(),
        _ => crate::text::one_line(text.trim()),
    };
    let label = field.label().trim().to_lowercase();
    let of = count(targets.len(), "item");
    let before = app.message.take();
    let mut effects = if changes {
        app.edit(&edits, format!("{of} {label}"))
    } else {
        Vec::new()
    };
    if app.message.as_ref().is_some_and(|m| m.bad) {
        let why = app.message.take().map(|m| m.text).unwrap_or_default();
        return Some(editor::refuse(app, why));
    }
    app.message = before;
    committing::settle(app, carrier.0, &carrier.1, &field, &mut effects);
    app.overlay = None;
    let saved = effects.iter().any(|e| matches!(e, Effect::Save(_)));
    app.say(match (saved, field.is_long()) {
        (true, true) => format!("written for {of}; u undoes it"),
        (true, false) => format!("{label} of {of}: {said}"),
        (false, _) => format!("{label}: nothing was changed"),
    });
    let next = match field {
        Field::ActionText if chain => Some(Field::ActionOwner),
        Field::ActionOwner if chain => Some(Field::ActionDue),
        _ => None,
    };
    if let Some(next) = next {
        effects.extend(open(app, next, true));
    }
    Some(effects)
}

/// A text is set where there is none, and put below what is there; a line of
/// a corrective action is set for all.
fn edits(app: &App, editor: &Editor, text: &str) -> Result<Vec<Edit>, String> {
    let Some(doc) = &app.doc else {
        return Ok(Vec::new());
    };
    let today = app.clock.today;
    let mut edits = Vec::new();
    for (role, item) in &editor.many {
        let field = field_of(&editor.field, item);
        let old = doc.text(*role, item, &field);
        let new = if is_of_action(&field) || old.trim().is_empty() {
            text.to_owned()
        } else {
            format!("{}\n\n{text}", old.trim_end_matches('\n'))
        };
        edits.push(committing::edit_of(*role, item, &field, &new, today)?);
    }
    Ok(edits)
}
