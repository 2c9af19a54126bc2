//! A number that is typed before a key: the key moves so many times.

use crate::assessment::Role;
use crate::questionnaire::ItemId;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Focus, Overlay, Page, Row, Screen};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The largest number that is taken.
const MOST: u16 = 9999;

/// Whether numbers count there; elsewhere they are written, or choose.
#[must_use]
pub fn counts(scope: Scope) -> bool {
    matches!(
        scope,
        Scope::Outline
            | Scope::Form
            | Scope::Summary
            | Scope::Controls
            | Scope::Portfolio
            | Scope::Gaps
            | Scope::Reading
            | Scope::Changes
    )
}

/// Whether an action can be done many times: it moves where one is, marks, or
/// goes through what was done.
#[must_use]
pub fn moves(scope: Scope, action: Action) -> bool {
    match action {
        Action::Up
        | Action::Down
        | Action::PageUp
        | Action::PageDown
        | Action::First
        | Action::Last
        | Action::ScrollUp
        | Action::ScrollDown
        | Action::NextUnanswered
        | Action::PreviousUnanswered
        | Action::NextGap
        | Action::PreviousGap
        | Action::NextWaiting
        | Action::PreviousWaiting
        | Action::NextHit
        | Action::PreviousHit => true,
        Action::Mark | Action::MarkUp | Action::MarkDown => scope == Scope::Outline,
        Action::Undo | Action::Redo => scope != Scope::Controls,
        Action::NextControl
        | Action::PreviousControl
        | Action::NextOpenControl
        | Action::NextGapControl => true,
        // Elsewhere they fold, open, or choose.
        Action::Left | Action::Right => matches!(scope, Scope::Summary | Scope::Portfolio),
        _ => false,
    }
}

/// Whether a key belongs to a number: a digit that does nothing else here, or
/// Esc, which drops it.
pub fn types(app: &mut App, scope: Scope, key: &KeyEvent) -> bool {
    if !counts(scope) {
        app.count = None;
        return false;
    }
    if key.code == KeyCode::Esc && app.count.take().is_some() {
        return true;
    }
    let digit = match key.code {
        KeyCode::Char(c) if key.modifiers == KeyModifiers::NONE && c.is_ascii() => c.to_digit(10),
        _ => None,
    };
    let Some(digit) = digit.and_then(|n| u16::try_from(n).ok()) else {
        return false;
    };
    if app.keys.action(scope, key).is_some() || (digit == 0 && app.count.is_none()) {
        return false;
    }
    let so_far = app.count.unwrap_or(0);
    let longer = so_far.checked_mul(10).and_then(|n| n.checked_add(digit));
    app.count = Some(longer.filter(|n| *n <= MOST).unwrap_or(so_far));
    app.message = None;
    app.asked = None;
    true
}

/// Does a counted action: what moves is done so many times, as long as it gets
/// anywhere; anything else is not done, so that no answer comes of a number.
pub fn act(app: &mut App, scope: Scope, action: Action, count: u16) -> Vec<Effect> {
    if matches!(action, Action::Help | Action::Quit | Action::Suspend) {
        return super::act(app, action);
    }
    if !moves(scope, action) {
        let key = app.keys.said(scope, action);
        if matches!(action, Action::Undo | Action::Redo) {
            app.say(format!(
                "from here it is one step at a time, with a look at it: {count} is dropped; {key} again does it"
            ));
            return Vec::new();
        }
        app.say(format!(
            "a number is for keys that move, mark or undo: {count} is dropped, and nothing was done; {key} again does it"
        ));
        return Vec::new();
    }
    if let Some(effects) = super::controls_going::act_times(app, action, count) {
        return effects;
    }
    let mut effects = Vec::new();
    if matches!(action, Action::Undo | Action::Redo) {
        return through(app, action, count);
    }
    for _ in 0..count {
        let before = Place::of(app);
        effects.extend(super::act(app, action));
        if Place::of(app) == before {
            break;
        }
    }
    effects
}

/// Undoes or redoes so many steps, as far as there are any.
fn through(app: &mut App, action: Action, count: u16) -> Vec<Effect> {
    let mut effects = Vec::new();
    let mut done = 0_usize;
    let mut said = None;
    for _ in 0..count {
        let one = super::act(app, action);
        if one.is_empty() {
            break;
        }
        said = app.message.take();
        effects.extend(one);
        done += 1;
    }
    if done == 1 {
        // Not that there was no second one.
        app.message = said;
    }
    if done > 1 {
        let (undo, redo) = (app.key(Action::Undo), app.key(Action::Redo));
        app.say(match action {
            Action::Undo => {
                format!("{done} steps undone; {redo} redoes one, {done}{redo} all of them")
            }
            _ => format!("{done} steps done again; {undo} undoes one, {done}{undo} all of them"),
        });
    }
    effects
}

/// Where one is on a screen, as far as keys move there.
#[derive(PartialEq)]
struct Place {
    screen: Screen,
    row: Option<(Row, bool, String, usize)>,
    page: (Page, Option<(Role, ItemId)>),
    listed: [usize; 4],
    control: Option<[usize; 2]>,
    provider: Option<[usize; 4]>,
    overlay: [usize; 2],
}

impl Place {
    fn of(app: &App) -> Self {
        let s = &app.summary;
        let row = app.doc.as_ref().map(|doc| {
            let in_form = doc.focus == Focus::Form;
            (doc.row.clone(), in_form, doc.field.key(), doc.scroll)
        });
        Self {
            screen: app.screen,
            row,
            page: (s.page, s.cell.clone()),
            listed: [s.gap, s.action, s.record, s.scroll],
            control: app
                .controls
                .as_ref()
                .map(|c| [c.at, c.gaps.as_ref().map_or(0, |g| g.at)]),
            provider: app
                .portfolio
                .as_ref()
                .map(|p| [p.row, p.column, p.record, p.action]),
            overlay: match &app.overlay {
                Some(Overlay::Help(_, scroll, _) | Overlay::Details(scroll)) => [*scroll, 0],
                Some(Overlay::Who(who)) => [who.scroll, 0],
                Some(Overlay::Changes(changes)) => [changes.selected, changes.scroll],
                _ => [0, 0],
            },
        }
    }
}
