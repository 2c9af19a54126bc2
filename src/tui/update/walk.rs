//! Keys in the outline and in the form.

use super::{
    blame, changes, choices, controls_going, copying, editor, evidence, filtering, items, joining,
    links, many, marks, overlays, quit, repeat, review, signing, undoing,
};
use crate::assessment::{Method, Review};
use crate::questionnaire::ItemId;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::layout;
use crate::tui::model::{App, Doc, Field, Focus, Overlay, Row, Screen};
use crate::tui::row::RowRef;
use crate::tui::view;

/// Does an action on the walk's screen.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    if marks::asks_first(app, action) {
        return Vec::new();
    }
    if let Some(effects) = many::act(app, action) {
        return effects;
    }
    match action {
        Action::Mark => return marks::toggle(app),
        Action::MarkRole => return marks::toggle_role(app),
        Action::MarkDown => return marks::extend(app, true),
        Action::MarkUp => return marks::extend(app, false),
        Action::Repeat => return repeat::answer(app),
        Action::RepeatEvidence => return repeat::evidence(app),
        Action::Quit => return quit(app),
        Action::Summary => {
            app.screen = Screen::Summary;
            super::matrix::keep_in_sight(app);
        }
        Action::About => return overlays::about(app),
        Action::Changes => return changes::ask(app),
        Action::Blame => return blame::ask(app),
        Action::Details => app.overlay = Some(Overlay::Details(0)),
        Action::Undo => return undoing::undo(app),
        Action::Redo => return undoing::redo(app),
        Action::NextUnanswered | Action::PreviousUnanswered => {
            let none = all_done(app);
            let step = if action == Action::NextUnanswered {
                1
            } else {
                -1
            };
            jump(app, step, |doc, row| !doc.is_answered(row), &none);
        }
        Action::NextGap => jump(app, 1, has_gap, "no item has a gap"),
        Action::PreviousGap => jump(app, -1, has_gap, "no item has a gap"),
        Action::NextWaiting => jump(app, 1, waits, "no step waits for a review"),
        Action::PreviousWaiting => jump(app, -1, waits, "no step waits for a review"),
        Action::Answer(choice, then) => return items::answer(app, choice, then),
        Action::Grade => return choices::cycle_grade(app, 1),
        Action::Method(method) => return items::toggle_method(app, method),
        Action::Ready => return review::toggle(app),
        Action::ReviewComment => return items::open_of_step(app, Field::ReviewComment),
        Action::Effectiveness => return choices::cycle_effectiveness(app),
        Action::Sampling => return items::open_of_step(app, Field::Sample),
        Action::Viewed => return review::viewed(app),
        Action::Renew => return review::renew(app),
        Action::OpenLink => return links::open(app),
        Action::Copy => return copying::copy(app),
        Action::SignOff => return signing::ask_sign_off(app),
        Action::ConfirmText => return review::confirm_text(app),
        Action::TakeOff => return evidence::take_off(app),
        Action::Conflicts => return joining::show(app),
        Action::Note => return items::open_note(app, false),
        Action::NoteOutside => return items::open_note(app, true),
        Action::ScrollDown => scroll_item(app, Action::Down, 1),
        Action::ScrollUp => scroll_item(app, Action::Up, 1),
        Action::Justify => return items::open_justification(app),
        Action::AddEvidence => return editor::open(app, Field::AddEvidence, false),
        Action::CorrectiveAction => return editor::open(app, Field::ActionText, true),
        _ => {
            let in_form = app.doc.as_ref().is_some_and(|d| d.focus == Focus::Form);
            return if in_form {
                form(app, action)
            } else {
                outline(app, action)
            };
        }
    }
    Vec::new()
}

/// What is said where no item is left to answer.
fn all_done(app: &App) -> String {
    if app.doc.as_ref().is_some_and(|doc| doc.filter.is_on()) {
        return "every item is answered".to_owned();
    }
    let (sign, results) = (app.key(Action::SignOff), app.key(Action::Summary));
    format!("every item is answered: {sign} signs the role off, {results} shows results")
}

fn has_gap(doc: &Doc, row: &Row) -> bool {
    match row {
        Row::Role(_) => false,
        Row::Item(role, item) => doc.gaps_of(*role, item).next().is_some(),
    }
}

fn waits(doc: &Doc, row: &Row) -> bool {
    let Row::Item(role, ItemId::Step(id)) = row else {
        return false;
    };
    matches!(
        doc.assessment().step(*role, id).review,
        Some(Review::ReadyForReview | Review::ChangesRequested)
    )
}

fn outline(app: &mut App, action: Action) -> Vec<Effect> {
    let page = layout::walk(app.size)
        .outline
        .height
        .saturating_sub(1)
        .max(1) as usize;
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    // A filter takes a row of the outline to say so.
    let page = page.saturating_sub(usize::from(doc.filter.is_on())).max(1);
    let at = doc
        .row_refs(&app.questionnaire)
        .position(|r| r.is(&doc.row));
    let at = at.unwrap_or(0);
    let last = doc.row_refs(&app.questionnaire).count().saturating_sub(1);
    let to = match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => (at + 1).min(last),
        Action::PageUp => at.saturating_sub(page),
        Action::PageDown => (at + page).min(last),
        Action::First => 0,
        Action::Last => last,
        Action::Left => {
            match &doc.row {
                Row::Role(role) => {
                    doc.folded.insert(*role);
                }
                Row::Item(role, _) => select(doc, Row::Role(*role)),
            }
            return Vec::new();
        }
        Action::Right | Action::Enter | Action::Next | Action::Previous => {
            match doc.row.clone() {
                Row::Role(role) => {
                    let unfolded = doc.folded.remove(&role);
                    if !unfolded && action == Action::Enter {
                        doc.folded.insert(role);
                    }
                }
                Row::Item(role, item) => {
                    doc.focus = Focus::Form;
                    if !doc.fields(role, &item).contains(&doc.field) {
                        doc.field = first_field(&item);
                    }
                    if !doc.marked.is_empty() {
                        let name = items::name(role, &item);
                        app.say(format!(
                            "here keys act on {name} alone; in the list on all that is marked"
                        ));
                    }
                }
            }
            return Vec::new();
        }
        Action::Clear => return items::clear_answer(app),
        Action::Back => {
            if doc.marked.is_empty() {
                if !doc.filter.is_on() && std::mem::take(&mut app.summary.left) {
                    app.screen = Screen::Summary;
                    return Vec::new();
                }
                if !doc.filter.is_on() && controls_going::has_list(app) {
                    return controls_going::back(app);
                }
                let is_on = app.doc.as_ref().is_some_and(|d| d.filter.is_on());
                if !is_on && let Some(effects) = super::portfolio::leave(app) {
                    return effects;
                }
                filtering::back(app);
                return Vec::new();
            }
            return marks::clear(app);
        }
        _ => return Vec::new(),
    };
    let row = doc.row_refs(&app.questionnaire).nth(to);
    if let Some(row) = row.map(RowRef::row) {
        select(doc, row);
    }
    Vec::new()
}

/// The field that a form starts with.
pub fn first_field(item: &ItemId) -> Field {
    match item {
        ItemId::Question(_) => Field::Answer,
        ItemId::Step(_) => Field::Outcome,
    }
}

/// Selects a row of the outline, unfolding its role.
pub fn select(doc: &mut Doc, row: Row) {
    if let Row::Item(role, item) = &row {
        doc.folded.remove(role);
        doc.field = first_field(item);
    }
    if row != doc.row {
        doc.scroll = 0;
    }
    doc.row = row;
}

/// Keeps the selected row of the outline in sight. Runs after every event.
pub fn follow(app: &mut App) {
    if app.screen != Screen::Walk || !layout::fits(app.size) {
        return;
    }
    let top = app.doc.as_ref().map(|doc| view::outline_top(app, doc));
    if let (Some(doc), Some(top)) = (&mut app.doc, top) {
        doc.top = top;
    }
}

/// Scrolls the item's pane.
pub fn scroll_item(app: &mut App, action: Action, by: usize) {
    let Some(doc) = &mut app.doc else { return };
    let (now, end) = view::item_scroll(&app.questionnaire, &app.keys, doc, app.size);
    doc.scroll = match action {
        Action::Down => (now + by).min(end),
        _ => now.saturating_sub(by),
    };
}

/// Goes to the next or previous item, in a ring, that fits.
fn jump(app: &mut App, step: isize, fits: impl Fn(&Doc, &Row) -> bool, none: &str) {
    let Some(doc) = &mut app.doc else { return };
    let items: Vec<Row> = doc
        .items(&app.questionnaire)
        .into_iter()
        .filter(|(role, item)| doc.shows(*role, item))
        .map(|(role, item)| Row::Item(role, item))
        .collect();
    let len = items.len();
    // From a role's heading the first step forward is the role's first item.
    let at = match &doc.row {
        Row::Item(..) => items.iter().position(|r| *r == doc.row).map(|p| p as isize),
        Row::Role(role) => {
            let first = items
                .iter()
                .position(|r| r.role() == *role)
                .map(|p| p as isize);
            first.map(|p| if step > 0 { p - 1 } else { p })
        }
    };
    let at = at.unwrap_or(0);
    let found = (1..=len as isize).find_map(|n| {
        let index = usize::try_from((at + step * n).rem_euclid(len.max(1) as isize)).ok()?;
        items.get(index).filter(|row| fits(doc, row))
    });
    match found {
        Some(row) if *row != doc.row => select(doc, row.clone()),
        Some(_) => app.say("this is the only one left"),
        None => {
            let among = filtering::among_shown(&app.keys, doc);
            app.say(format!("{none}{among}"));
        }
    }
}

fn form(app: &mut App, action: Action) -> Vec<Effect> {
    let page = layout::walk(app.size).item.height.saturating_sub(2).max(1) as usize;
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let Some((role, item)) = doc.item() else {
        doc.focus = Focus::Outline;
        return Vec::new();
    };
    let fields = doc.fields(role, &item);
    let at = fields.iter().position(|f| *f == doc.field).unwrap_or(0);
    let last = fields.len().saturating_sub(1);
    let to = match action {
        Action::Up => at.saturating_sub(1),
        // Past the last field there is still something to read.
        Action::Down if at == last => {
            scroll_item(app, Action::Down, 1);
            return Vec::new();
        }
        Action::Down => at + 1,
        Action::First => 0,
        Action::Last => last,
        Action::PageUp | Action::PageDown => {
            let way = if action == Action::PageDown {
                Action::Down
            } else {
                Action::Up
            };
            scroll_item(app, way, page);
            return Vec::new();
        }
        Action::Back | Action::Next | Action::Previous => {
            doc.focus = Focus::Outline;
            return Vec::new();
        }
        Action::Left => return change(app, -1),
        Action::Right => return change(app, 1),
        Action::Enter => return enter(app),
        Action::Clear => return items::clear_field(app),
        _ => return Vec::new(),
    };
    if let Some(field) = fields.get(to) {
        doc.field = field.clone();
    }
    Vec::new()
}

/// Left and right on a field: the choice before or after; on a text, left
/// goes back to the outline and right writes.
fn change(app: &mut App, by: isize) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    match doc.field.clone() {
        Field::Methods => {
            let last = Method::ALL.len().saturating_sub(1);
            doc.method = if by < 0 {
                doc.method.saturating_sub(1)
            } else {
                (doc.method + 1).min(last)
            };
            Vec::new()
        }
        Field::Answer
        | Field::Outcome
        | Field::Ownership
        | Field::Effectiveness
        | Field::ActionStatus
        | Field::ActionRetest => choices::cycle(app, by),
        Field::Grade => choices::cycle_grade(app, by),
        Field::Review => review::step(app, by),
        _ if by < 0 => {
            doc.focus = Focus::Outline;
            Vec::new()
        }
        _ => enter(app),
    }
}

fn enter(app: &mut App) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    match doc.field.clone() {
        Field::Methods => match Method::ALL.get(doc.method) {
            Some(method) => items::toggle_method(app, *method),
            None => Vec::new(),
        },
        Field::Answer | Field::Outcome => {
            choices::say_answers(app);
            Vec::new()
        }
        Field::Ownership | Field::Effectiveness | Field::ActionStatus | Field::ActionRetest => {
            choices::cycle(app, 1)
        }
        Field::Grade => choices::cycle_grade(app, 1),
        Field::Review => review::toggle(app),
        Field::ReviewComment => items::open_of_step(app, Field::ReviewComment),
        field @ Field::Evidence(_) => editor::open(app, field, true),
        field => editor::open(app, field, false),
    }
}
