//! A text being written, in its window.

use crate::text::{is_odd, is_unsafe, visible};
use crate::tui::writing::{Writing, clusters, width_of};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// What stands for a character that has no looks of its own.
const BARE: &str = "◌";

/// Draws the text, and puts the terminal's cursor where it is written.
pub fn draw(writing: &Writing, frame: &mut Frame<'_>, area: Rect) {
    if area.is_empty() {
        return;
    }
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    let (cursor_row, cursor_column, hidden) = writing.cursor_in(width, height);
    let (mut line, mut row) = writing.top(width, height);
    let mut y = area.y;
    while y < area.bottom() && line < writing.line_count() {
        let rows = writing.rows(line, width);
        let Some(bounds) = rows.get(row) else {
            (line, row) = (line + 1, 0);
            continue;
        };
        let text = writing.line_text(line).get(bounds.start..bounds.end);
        put(frame, text.unwrap_or_default(), hidden, area, y);
        row += 1;
        y += 1;
    }
    let x = u16::try_from(cursor_column).unwrap_or(u16::MAX);
    let y = u16::try_from(cursor_row).unwrap_or(u16::MAX);
    frame.set_cursor_position(Position {
        x: area.x.saturating_add(x).min(area.right() - 1),
        y: area.y.saturating_add(y).min(area.bottom() - 1),
    });
}

/// One row, from so many columns of it on. Each cluster is put at the column
/// that the cursor counts for it.
fn put(frame: &mut Frame<'_>, text: &str, hidden: usize, area: Rect, y: u16) {
    let buffer = frame.buffer_mut();
    let mut column = 0;
    for (_, cluster) in clusters(text) {
        let start = column;
        column += width_of(cluster, column);
        if start < hidden {
            continue;
        }
        let Ok(x) = u16::try_from(start - hidden) else {
            return;
        };
        if x >= area.width {
            return;
        }
        let room = usize::from(area.width - x);
        let shown = match cluster {
            "\t" | " " => continue,
            _ if cluster.contains(|c| is_unsafe(c) || is_odd(c)) => visible(cluster),
            _ if unicode_width::UnicodeWidthStr::width(cluster) == 0 => BARE.into(),
            _ => cluster.into(),
        };
        buffer.set_stringn(area.x + x, y, shown, room, Style::new());
    }
}
