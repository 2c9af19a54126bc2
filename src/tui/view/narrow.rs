//! The line that leaves in sight only what has some letters in it.

use super::lines::{columns, fit};
use super::put::put;
use crate::tui::layout;
use crate::tui::model::{App, Screen};
use crate::tui::wizard::text_of;
use crate::tui::writing::Writing;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Clear};

/// Draws the line at the bottom of the body.
pub fn draw(app: &App, frame: &mut Frame<'_>, size: (u16, u16), line: &Writing) {
    let title = match app.screen {
        Screen::Gaps => " Only gaps with these words: control, item, text ",
        _ => " Only providers with these letters in their name ",
    };
    let body = layout::frame(size).body;
    let area = Rect::new(body.x, body.bottom().saturating_sub(3), body.width, 3);
    frame.render_widget(Clear, area);
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(app.theme.accent())
        .title(title);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let text = text_of(line);
    let room = usize::from(inner.width).saturating_sub(1);
    let start = text.get(..line.at().byte).unwrap_or_default();
    // Of a long line the end that is written at.
    let mut skipped = 0;
    while columns(start.get(skipped..).unwrap_or_default()) > room {
        let next = start.get(skipped..).and_then(|s| s.chars().next());
        skipped += next.map_or(1, char::len_utf8);
    }
    let shown = text.get(skipped..).unwrap_or_default();
    put(frame, inner, &Line::raw(fit(shown, room)));
    let x = columns(start.get(skipped..).unwrap_or_default());
    let x = inner.x + u16::try_from(x).unwrap_or(0);
    frame.set_cursor_position((x, inner.y));
}
