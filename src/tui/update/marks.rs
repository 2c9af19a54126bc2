//! Marking items, so that one key acts on all of them.

use crate::assessment::Role;
use crate::questionnaire::ItemId;
use crate::tui::action::Action;
use crate::tui::doc::Range;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Doc, Focus, Row};
use crate::tui::update::{many, walk};

/// What a key acts on: the marked items, in the outline's order; without a
/// mark, and in a form, the selected one.
pub fn targets(app: &App) -> Vec<(Role, ItemId)> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    if acts_on_marks(doc) {
        marked(app)
    } else {
        doc.item().into_iter().collect()
    }
}

/// Whether keys act on marks. A form shows one item, and acts on that.
pub fn acts_on_marks(doc: &Doc) -> bool {
    !doc.marked.is_empty() && doc.focus == Focus::Outline
}

/// The marked items in the outline's order.
pub fn marked(app: &App) -> Vec<(Role, ItemId)> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let items = doc.items(&app.questionnaire);
    // What a filter hides is not acted on unseen.
    let is_marked = |item: &(Role, ItemId)| doc.marked.contains(item) && doc.shows(item.0, &item.1);
    items.into_iter().filter(is_marked).collect()
}

/// Whether a key that acts on what is marked has to be pressed once more: the
/// user has gone on to an item that is not marked, and sees that one.
pub fn asks_first(app: &mut App, action: Action) -> bool {
    let Some(doc) = &app.doc else { return false };
    let acts = many::acts(action) || matches!(action, Action::Repeat | Action::RepeatEvidence);
    let Row::Item(role, item) = &doc.row else {
        return false;
    };
    let is_left = doc.left_marks.as_ref() != Some(&doc.row) && !doc.is_marked(*role, item);
    if !acts || !acts_on_marks(doc) || !is_left {
        return false;
    }
    let n = marked(app).len();
    if n == 0 {
        return false;
    }
    let (key, back) = (app.key(action), app.key(Action::Back));
    let answers = if action.answers() {
        "answers"
    } else {
        "is for"
    };
    let question = format!(
        "{n} marked, not this one: {key} again {answers} them, {back} takes the marks back"
    );
    if !app.sure(action, question) {
        return true;
    }
    let here = app.doc.as_mut().map(|doc| (doc.row.clone(), doc));
    if let Some((row, doc)) = here {
        doc.left_marks = Some(row);
    }
    false
}

/// Space: marks the item, or takes its mark back, and goes to the next one;
/// on a role's heading it is all steps of the role.
pub fn toggle(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let Some(item) = doc.item() else {
        return toggle_role(app);
    };
    flip(doc, item);
    let rows = doc.rows(&app.questionnaire);
    let after = rows.iter().skip_while(|r| **r != doc.row).skip(1);
    let next = after.into_iter().find(|r| matches!(r, Row::Item(..)));
    if let Some(next) = next {
        walk::select(doc, next.clone());
    }
    told(app);
    Vec::new()
}

/// A click with Ctrl or Shift: the same, and the clicked row is selected.
pub fn click(app: &mut App, row: &Row) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    walk::select(doc, row.clone());
    doc.focus = Focus::Outline;
    match row {
        Row::Role(_) => toggle_role(app),
        Row::Item(role, item) => {
            flip(doc, (*role, item.clone()));
            told(app);
            Vec::new()
        }
    }
}

fn flip(doc: &mut Doc, item: (Role, ItemId)) {
    if !doc.marked.remove(&item) {
        doc.marked.insert(item);
    }
}

/// Marks the steps of the role that are in sight, all of a folded one; where
/// all have a mark already, takes their marks back.
pub fn toggle_role(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let role = doc.row.role();
    let rows = if doc.folded.contains(&role) {
        let items = app.questionnaire.items(role);
        items.map(|item| Row::Item(role, item)).collect()
    } else {
        doc.rows(&app.questionnaire)
    };
    let steps: Vec<(Role, ItemId)> = rows
        .into_iter()
        .filter_map(|row| match row {
            Row::Item(of, item) if of == role && item.step().is_some() => Some((role, item)),
            _ => None,
        })
        .collect();
    if steps.iter().all(|step| doc.marked.contains(step)) {
        for step in &steps {
            doc.marked.remove(step);
        }
    } else {
        doc.marked.extend(steps);
    }
    told(app);
    Vec::new()
}

/// Marks one row more of a range, or one less where it goes back.
pub fn extend(app: &mut App, down: bool) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let rows = doc.rows(&app.questionnaire);
    let at = rows.iter().position(|row| *row == doc.row);
    let to = at.and_then(|at| {
        if down {
            at.checked_add(1)
        } else {
            at.checked_sub(1)
        }
    });
    match to.and_then(|to| rows.get(to)) {
        Some(to) => range_to(app, &to.clone()),
        None => Vec::new(),
    }
}

/// Marks all from where the range was begun, or from where one is, to a row.
pub fn range_to(app: &mut App, to: &Row) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let goes_on = doc.range.take().filter(|range| range.to == doc.row);
    let mut range = goes_on.unwrap_or_else(|| Range {
        from: doc.row.clone(),
        to: doc.row.clone(),
        before: doc.marked.clone(),
    });
    let rows = doc.rows(&app.questionnaire);
    let place = |row: &Row| rows.iter().position(|other| other == row);
    let (Some(from), Some(end)) = (place(&range.from), place(to)) else {
        return Vec::new();
    };
    let within = rows.get(from.min(end)..=from.max(end)).unwrap_or_default();
    let items = within.iter().filter_map(|row| match row {
        Row::Item(role, item) => Some((*role, item.clone())),
        Row::Role(_) => None,
    });
    doc.marked.clone_from(&range.before);
    doc.marked.extend(items);
    range.to = to.clone();
    doc.range = Some(range);
    walk::select(doc, to.clone());
    doc.focus = Focus::Outline;
    told(app);
    Vec::new()
}

/// Takes all marks back.
pub fn clear(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    if !doc.marked.is_empty() {
        doc.marked.clear();
        doc.range = None;
        doc.left_marks = None;
        app.say("no item is marked any more; the answers stay");
    }
    Vec::new()
}

fn told(app: &mut App) {
    if let Some(doc) = &mut app.doc {
        doc.left_marks = Some(doc.row.clone());
    }
    let n = app.doc.as_ref().map_or(0, |d| d.marked.len());
    let key = app.key(Action::Back);
    app.say(match n {
        0 => "no item is marked".to_owned(),
        n => format!(
            "{} marked: the next answer, note or evidence is for all of them; {key} takes the marks back",
            crate::text::count(n, "item")
        ),
    });
}
