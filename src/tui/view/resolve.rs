//! Base, mine and theirs of a field that both changed.

use super::lines::{fit, wrap};
use crate::assessment::Conflict;
use crate::tui::action::Action;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Doc};
use crate::tui::update::{
    conflict_along, conflict_list, conflict_sides, conflict_swapped, conflict_text, conflict_title,
    conflicts_of_item, person,
};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Paragraph};

/// Columns from which the three stand side by side.
const SIDE_BY_SIDE: u16 = 100;

/// Draws the conflict at a place of the list.
pub fn draw(
    app: &App,
    doc: &Doc,
    frame: &mut Frame<'_>,
    size: (u16, u16),
    at: usize,
    why: Option<&str>,
) {
    let conflicts = &doc.assessment().conflicts;
    let list = conflict_list(doc);
    let at = at.min(list.len().saturating_sub(1));
    let Some(path) = list.get(at).copied() else {
        return;
    };
    let Some(conflict) = conflicts.get(path) else {
        return;
    };
    let body = layout::frame(size).body;
    frame.render_widget(Clear, body);
    let title = format!(
        " Both changed {} ({} of {}) ",
        conflict_title(path),
        at + 1,
        list.len()
    );
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .title(Span::styled(
            fit(&title, usize::from(body.width.saturating_sub(4))),
            app.theme.heading(),
        ));
    let inner = block.inner(body);
    frame.set_cursor_position(inner.as_position());
    frame.render_widget(block, body);
    let why: Vec<Line<'static>> = why.map_or(Vec::new(), |why| {
        wrap(
            &format!("✗ {why}"),
            usize::from(inner.width.saturating_sub(2)),
        )
        .into_iter()
        .map(|l| Line::styled(l, app.theme.bad()))
        .collect()
    });
    let foot = u16::try_from(why.len()).unwrap_or(0).min(inner.height / 2);
    let [panes, below] = layout::split_rows(inner, inner.height - foot);
    frame.render_widget(Paragraph::new(why), below);
    let from = |name: &str| match name.trim() {
        "" => String::new(),
        name => format!(" · {}", crate::text::one_line(name)),
    };
    let key = |action| app.keys.said(Scope::Resolve, action);
    let unknown = match conflict.base_unknown {
        true => " (not known)",
        false => "",
    };
    // With more than one of the item, each side can be taken for all.
    let all = |action| match conflicts_of_item(doc, path).len() {
        0 | 1 => String::new(),
        n => {
            let title = conflict_title(path);
            let item = title.split(' ').next().unwrap_or_default().to_owned();
            format!(" · {} all {n} of {item}", key(action))
        }
    };
    let swapped = conflict_swapped(conflict, person(app));
    let (first, second) = conflict_sides(conflict, person(app));
    type Side = fn(&Conflict) -> Option<String>;
    let ours = (
        &conflict.ours_from,
        &conflict.ours,
        (|c| c.ours.clone()) as Side,
    );
    let theirs = (
        &conflict.theirs_from,
        &conflict.theirs,
        (|c| c.theirs.clone()) as Side,
    );
    let (mine, others) = if swapped {
        (theirs, ours)
    } else {
        (ours, theirs)
    };
    let parts = [
        (
            format!("{}  before{unknown}", key(Action::PickBase)),
            &conflict.base,
            conflict_along(doc, path, |c| c.base.clone()),
        ),
        (
            format!(
                "{}  {first}{}{}",
                key(Action::PickOurs),
                from(mine.0),
                all(Action::PickAllOurs)
            ),
            mine.1,
            conflict_along(doc, path, mine.2),
        ),
        (
            format!(
                "{}  {second}{}{}",
                key(Action::PickTheirs),
                from(others.0),
                all(Action::PickAllTheirs)
            ),
            others.1,
            conflict_along(doc, path, others.2),
        ),
    ];
    let thirds = [Constraint::Ratio(1, 3); 3];
    let areas: [Rect; 3] = if size.0 >= SIDE_BY_SIDE {
        Layout::horizontal(thirds).areas(panes)
    } else {
        Layout::vertical(thirds).areas(panes)
    };
    for ((head, value, along), area) in parts.into_iter().zip(areas) {
        let area = Rect::new(
            area.x + 1,
            area.y,
            area.width.saturating_sub(2),
            area.height,
        );
        let width = usize::from(area.width);
        let mut lines = vec![Line::styled(fit(&head, width), app.theme.heading())];
        let (text, style) = match value {
            Some(toml) => (format!("{}{along}", conflict_text(toml)), Style::new()),
            None => ("(nothing)".to_owned(), app.theme.quiet()),
        };
        lines.extend(
            wrap(&text, width)
                .into_iter()
                .map(|l| Line::styled(l, style)),
        );
        let room = usize::from(area.height);
        if lines.len() > room && room > 1 {
            let more = lines.len() - room + 1;
            lines.truncate(room - 1);
            let text = format!("… {}", crate::text::count(more, "more line"));
            lines.push(Line::styled(text, app.theme.quiet()));
        }
        frame.render_widget(Paragraph::new(lines), area);
    }
}
