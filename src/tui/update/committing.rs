//! What a written text comes to.

use super::editor::{key, open, refuse};
use super::{joining, many_texts, picking, resolving, review};
use crate::assessment::{BadSample, Edit, Review, Role, parse_day, parse_period};
use crate::questionnaire::ItemId;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Disk, Field, Focus, Overlay};
use chrono::NaiveDate;

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
        (Field::ReviewComment, ItemId::Step(id)) => {
            Edit::ReviewComment(role, id.clone(), text.into())
        }
        (Field::Sample, ItemId::Step(id)) => {
            let sample = flat().parse().map_err(|e: BadSample| e.to_string())?;
            Edit::Sample(role, id.clone(), sample)
        }
        (Field::EvidencePeriod(id), _) => {
            let (from, to) = match flat().as_str() {
                "" => (None, None),
                text => parse_period(text, today)?,
            };
            Edit::EvidencePeriod(id.clone(), from, to)
        }
        (Field::EvidenceExpires(id), _) => Edit::EvidenceExpires(id.clone(), date(&flat(), today)?),
        (Field::ActionText, _) => Edit::ActionText(role, item.clone(), flat()),
        (Field::ActionOwner, _) => Edit::ActionOwner(role, item.clone(), flat()),
        (Field::ActionDue, _) => Edit::ActionDue(role, item.clone(), date(&flat(), today)?),
        _ => return Err(format!("{} is not a text", field.label())),
    })
}

/// A day; empty for none.
fn date(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    parse_day(text, today).map(Some).map_err(|e| e.to_string())
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
    let text = editor.text();
    let is_blank = text.trim().is_empty() && editor.base.is_empty();
    let undecided = editor.moved.as_ref() == Some(&text);
    let settles = editor.settles.clone();
    let place = settles.as_deref().zip(app.doc.as_ref());
    let at =
        place.and_then(|(path, doc)| super::conflict_list(doc).iter().position(|p| *p == path));
    if field.is_long() && (editor.refused || undecided) {
        // Of a conflict nothing is decided, and it is asked still.
        app.overlay = at.map(|at| Overlay::Resolve(at, None));
        app.say("not entered; the text is kept and comes back when you open the field again");
        return Vec::new();
    }
    if field == Field::AddEvidence {
        return picking::enter(app, &text);
    }
    if let Some(line) = settles
        .as_deref()
        .and_then(|path| resolving::mark_left(app, path, &text))
    {
        let why = format!(
            "Line {line} only says whose the next lines are: take such lines out, and what you do not want. Done once more leaves it undecided"
        );
        return refuse(app, why);
    }
    if let Some(effects) = many_texts::commit(app, &text) {
        return effects;
    }
    if is_blank && review::is_of_another(app, role, &item, &field) {
        app.overlay = None;
        return Vec::new();
    }
    // First: what is undecided cannot be reviewed.
    let mut edits = match &settles {
        Some(path) => resolving::settle(app, path),
        None => Vec::new(),
    };
    match edit_of(role, &item, &field, &text, app.clock.today) {
        Ok(edit) => edits.push(edit),
        Err(why) => return refuse(app, why),
    }
    let review = review::state(app, role, &item);
    let what = format!("{role}.{item} {}", field.label().trim().to_lowercase());
    let before = app.message.take();
    let mut effects = app.edit(&edits, what.clone());
    if app.message.as_ref().is_some_and(|m| m.bad) {
        let why = app.message.take().map(|m| m.text).unwrap_or_default();
        return refuse(app, why);
    }
    app.message = before;
    if app.message.is_none() && !field.is_long() && !effects.is_empty() {
        let doc = app.doc.as_ref();
        let text = doc.map_or(String::new(), |d| d.text(role, &item, &field));
        let label = field.label().trim().to_lowercase();
        let shown = if text.is_empty() { "cleared" } else { &text };
        app.say(format!("{role}.{item} {label}: {shown}"));
    }
    let asks = Some(Review::ChangesRequested);
    if review != asks && review::state(app, role, &item) == asks && settles.is_none() {
        app.say(format!("{role}.{item}: changes requested"));
    }
    settle(app, role, &item, &field, &mut effects);
    app.overlay = None;
    if settles.is_some() {
        let left = app
            .doc
            .as_ref()
            .map_or(0, |d| d.assessment().choices().count());
        // The next one is asked, as after a side that was chosen.
        joining::settled(app, at.unwrap_or(0), left, &what);
        effects.extend((left == 0).then_some(Effect::AskMerge));
        return effects;
    }
    let next = match field {
        Field::ActionText if chain => Some(Field::ActionOwner),
        Field::ActionOwner if chain => Some(Field::ActionDue),
        Field::Evidence(ref id) if chain => Some(Field::EvidenceExpires(id.clone())),
        Field::EvidenceExpires(ref id) if chain => Some(Field::EvidencePeriod(id.clone())),
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
pub fn settle(app: &mut App, role: Role, item: &ItemId, field: &Field, effects: &mut Vec<Effect>) {
    let Some(doc) = &mut app.doc else { return };
    let key = key(role, item, field);
    doc.drafts.retain(|d| d.key() != key);
    let saving = effects.iter().any(|e| matches!(e, Effect::Save(_)));
    if saving || doc.disk != Disk::Saved {
        doc.forget_after_save.push(key);
    } else {
        effects.push(Effect::Forget(key));
    }
}
