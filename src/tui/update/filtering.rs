//! Showing only some of the items of the outline.

use super::{controls, controls_gaps, person, portfolio, walk};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::finder::actions::key_of;
use crate::tui::finder::filter::{self, Show};
use crate::tui::keymap::{Keys, Scope};
use crate::tui::model::{App, Doc, Focus, Menu, Overlay, Row, Screen};

/// Opens the menu of filters.
pub fn menu(app: &mut App) {
    match app.screen {
        Screen::Controls => return controls::menu(app),
        Screen::Gaps => return controls_gaps::menu(app),
        Screen::Portfolio => return portfolio::menu(app),
        _ => {}
    }
    let Some(doc) = &app.doc else { return };
    let rows = filter::counts(doc, &app.questionnaire, person(app));
    let now = doc.filter.show;
    let at = rows.iter().position(|(show, _)| *show == now).unwrap_or(0);
    app.overlay = Some(Overlay::Filter(Box::new(Menu { rows, at })));
}

/// Does an action in it.
pub fn in_menu(app: &mut App, action: Action) -> Vec<Effect> {
    let Some(Overlay::Filter(menu)) = &mut app.overlay else {
        return Vec::new();
    };
    let last = menu.rows.len().saturating_sub(1);
    match action {
        Action::Up => menu.at = menu.at.checked_sub(1).unwrap_or(last),
        Action::Down => menu.at = if menu.at >= last { 0 } else { menu.at + 1 },
        Action::Enter => {
            if let Some((chosen, _)) = menu.rows.get(menu.at).copied() {
                show(app, chosen);
            }
        }
        Action::Back => app.overlay = None,
        _ => {}
    }
    Vec::new()
}

/// A click on one of its rows chooses it.
pub fn click(app: &mut App, at: usize) -> Vec<Effect> {
    if let Some(Overlay::Filter(menu)) = &mut app.overlay {
        menu.at = at;
    }
    in_menu(app, Action::Enter)
}

/// The keys that show all items again.
fn all_keys(keys: &Keys) -> String {
    let opens = key_of(keys, Scope::Outline, Action::Filters).unwrap_or_default();
    let all = key_of(keys, Scope::Filter, Action::Show(Show::All)).unwrap_or_default();
    format!("{opens} {all}")
}

/// Shows these items only. Where the selected one is not among them, the next
/// one that is gets selected.
pub fn show(app: &mut App, show: Show) {
    match app.screen {
        Screen::Controls => return controls::show(app, show),
        Screen::Gaps => return controls_gaps::show(app, show),
        Screen::Portfolio => return portfolio::show(app, show),
        _ => {}
    }
    app.overlay = None;
    if !Show::ALL.contains(&show) {
        app.say(format!("“{}” is not of items", show.word()));
        return;
    }
    let me = person(app).to_owned();
    let Some(doc) = &mut app.doc else { return };
    filter::choose(doc, &app.questionnaire, &me, show);
    let items = doc.items(&app.questionnaire);
    let total = items.len();
    let fits: Vec<bool> = items
        .iter()
        .map(|(role, item)| doc.filter.fits(*role, item))
        .collect();
    let shown = fits.iter().filter(|fits| **fits).count();
    if let Some(selected) = doc.item()
        && let Some(at) = items.iter().position(|i| *i == selected)
        && !fits.get(at).is_some_and(|fits| *fits)
    {
        let after = (at..total).chain(0..at);
        let mut fitting = after.filter(|n| fits.get(*n).is_some_and(|fits| *fits));
        let next = fitting.next().and_then(|n| items.get(n).cloned());
        let row = match next {
            Some((role, item)) => Row::Item(role, item),
            None => Row::Role(selected.0),
        };
        walk::select(doc, row);
        doc.focus = Focus::Outline;
    }
    doc.filter.at = Some(doc.row.clone());
    let text = match show {
        Show::All => format!("all {} are shown", crate::text::count(total, "item")),
        show if shown == 0 => format!("{} {} shows all items", show.none(), all_keys(&app.keys)),
        show => format!(
            "{shown} of {}: {}; {} shows all",
            crate::text::count(total, "item"),
            show.word(),
            all_keys(&app.keys)
        ),
    };
    app.say(text);
}

/// Esc in the outline: all items again, where some are hidden.
pub fn back(app: &mut App) {
    if app.doc.as_ref().is_some_and(|doc| doc.filter.is_on()) {
        show(app, Show::All);
    }
}

/// Looks which items fit now. The selected one stays in sight until the
/// selection moves; where it has moved to an item that does not fit, all are
/// shown again. Runs after every event.
pub fn follow(app: &mut App) {
    let me = person(app).to_owned();
    let Some(doc) = app.doc.as_mut().filter(|doc| doc.filter.is_on()) else {
        return;
    };
    filter::refresh(doc, &app.questionnaire, &me);
    // While texts are searched, what is selected is only looked at.
    if matches!(app.overlay, Some(Overlay::Finder(_))) || doc.filter.at.as_ref() == Some(&doc.row) {
        return;
    }
    doc.filter.at = Some(doc.row.clone());
    let hidden = match &doc.row {
        Row::Role(_) => None,
        Row::Item(role, item) => (!doc.filter.fits(*role, item)).then(|| format!("{role}.{item}")),
    };
    let Some(name) = hidden else { return };
    let word = doc.filter.show.word();
    doc.filter = filter::Filter::default();
    let note = format!("all items are shown again: {name} is not “{word}”");
    match &mut app.message {
        Some(message) => message.text.push_str(&format!(" · {note}")),
        None => app.say(note),
    }
}

/// What is said where nothing that is shown fits, beyond that.
#[must_use]
pub fn among_shown(keys: &Keys, doc: &Doc) -> String {
    if doc.filter.is_on() {
        format!(" among what is shown ({} shows all)", all_keys(keys))
    } else {
        String::new()
    }
}
