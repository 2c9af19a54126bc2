//! Texts into the cells of a frame.

use super::lines::{columns, is_plain, is_simple};
use ratatui::Frame;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use std::sync::LazyLock;

/// Puts a line on one row. A `Paragraph` would look for words to cut at, which
/// takes longer than all else in a row.
pub fn put(frame: &mut Frame<'_>, row: Rect, line: &Line<'_>) {
    let buffer = frame.buffer_mut();
    if row.is_empty() || !buffer.area.contains(row.as_position()) {
        return;
    }
    let end = row.right().min(buffer.area.right());
    let mut x = row.x;
    let is_plain = line.style == Style::new();
    for span in &line.spans {
        let style = if is_plain {
            span.style
        } else {
            line.style.patch(span.style)
        };
        x = put_text(buffer, (x, row.y), end, &span.content, style);
    }
}

/// Puts a line on the selected row. In reverse video its colours would be patches
/// of ground, and each of them two sequences more for every key: there all of it
/// looks as the selection does.
pub fn put_selected(frame: &mut Frame<'_>, row: Rect, line: &Line<'_>, selected: Style) {
    frame.buffer_mut().set_style(row, selected);
    if !selected.add_modifier.contains(Modifier::REVERSED) {
        put(frame, row, line);
        return;
    }
    let mut line = line.clone();
    line.style = selected;
    for span in &mut line.spans {
        span.style = Style::new();
    }
    put(frame, row, &line);
}

/// Puts a text on a row, up to a column, and returns the column behind it.
fn put_text(
    buffer: &mut Buffer,
    (mut x, y): (u16, u16),
    end: u16,
    text: &str,
    style: Style,
) -> u16 {
    if is_simple(text) {
        return put_simple(buffer, (x, y), end, text, style);
    }
    let mut rest = text;
    while !rest.is_empty() && x < end {
        let mut others = rest.char_indices().filter(|(_, c)| !is_plain(*c));
        let plain = match others.next() {
            None => rest.len(),
            // The last letter before it may be part of its cluster.
            Some((at, _)) => {
                let before = rest.get(..at).unwrap_or_default();
                before.char_indices().next_back().map_or(0, |(at, _)| at)
            }
        };
        let (letters, other) = rest.split_at(plain);
        x = put_plain(buffer, (x, y), end, letters, style);
        // So may the first one behind it. Between two letters is none.
        let pairs = other.char_indices().zip(other.chars().skip(1));
        let mut pairs = pairs
            .skip(1)
            .filter(|((_, a), b)| is_plain(*a) && is_plain(*b));
        let two = pairs.next().map(|((at, a), _)| at + a.len_utf8());
        let (clusters, behind) = other.split_at(two.unwrap_or(other.len()));
        if !clusters.is_empty() {
            let (now, _) = buffer.set_stringn(x, y, clusters, usize::from(end - x), style);
            let is_cut = usize::from(now - x) < columns(clusters);
            x = now;
            if is_cut {
                break;
            }
        }
        rest = behind;
    }
    x
}

/// A cell for each character of one byte: to copy one takes less than to make a
/// text of a character.
static SIMPLE: LazyLock<Vec<Cell>> =
    LazyLock::new(|| (b' '..=b'~').map(|b| Cell::from(char::from(b))).collect());

/// Puts characters of one byte.
fn put_simple(buffer: &mut Buffer, at: (u16, u16), end: u16, letters: &str, style: Style) -> u16 {
    let simple = SIMPLE.as_slice();
    let Style { fg, bg, .. } = style;
    let (adds, keeps) = (style.add_modifier, !style.sub_modifier);
    each(buffer, at, end, letters.bytes(), |cell, letter| {
        let (now, diff_option) = ((cell.fg, cell.bg, cell.modifier), cell.diff_option);
        // Most blanks are put on what is blank.
        if letter != b' ' || cell.symbol() != " " {
            let Some(new) = simple.get(usize::from(letter.wrapping_sub(b' '))) else {
                return;
            };
            *cell = new.clone();
            cell.diff_option = diff_option;
        }
        cell.fg = fg.unwrap_or(now.0);
        cell.bg = bg.unwrap_or(now.1);
        cell.modifier = (now.2 | adds) & keeps;
    })
}

/// Puts characters of one column.
fn put_plain(buffer: &mut Buffer, at: (u16, u16), end: u16, letters: &str, style: Style) -> u16 {
    each(buffer, at, end, letters.chars(), |cell, letter| {
        cell.set_char(letter).set_style(style);
    })
}

/// Puts one letter a cell, up to a column, and returns the column behind them.
fn each<T>(
    buffer: &mut Buffer,
    (x, y): (u16, u16),
    end: u16,
    letters: impl Iterator<Item = T>,
    put: impl Fn(&mut Cell, T),
) -> u16 {
    if !buffer.area.contains((x, y).into()) {
        return x;
    }
    let (column, row) = (x - buffer.area.x, y - buffer.area.y);
    let first = usize::from(row) * usize::from(buffer.area.width) + usize::from(column);
    let room = usize::from(end.saturating_sub(x));
    let cells = buffer.content.get_mut(first..first + room);
    let mut drawn = 0;
    for (cell, letter) in cells.unwrap_or_default().iter_mut().zip(letters) {
        put(cell, letter);
        drawn += 1;
    }
    x + drawn
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::text::Span;

    #[test]
    fn a_line_is_put_as_ratatui_does() {
        let texts = [
            "plain",
            "e\u{301}le\u{300}ve",
            "CSP’s role (e.g.",
            "鍵管理",
            "a鍵 b",
            "x👩‍🔬y laboratory",
            "a\tb\u{1b}[1mc",
            "\u{600}12 \u{600}",
            "لا إله",
            "\u{301}",
            "ab\u{301}",
            "·",
            "a·b·c",
            "",
            "~ ¬ ~",
            "ｶﾞﾊﾟ",
        ];
        let pairs = texts.iter().flat_map(|a| texts.iter().map(move |b| (a, b)));
        for (first, second) in pairs {
            let red = Style::new().fg(ratatui::style::Color::Red);
            let line = Line::from_iter([Span::raw(*first), Span::styled(*second, red)]);
            for width in 0..20 {
                let area = Rect::new(0, 0, 16, 2);
                let mut expected = Buffer::empty(area);
                expected.set_line(2, 1, &line, width);
                let mut terminal =
                    ratatui::Terminal::new(ratatui::backend::TestBackend::new(16, 2)).unwrap();
                let done = terminal
                    .draw(|frame| put(frame, Rect::new(2, 1, width, 1), &line))
                    .unwrap();
                assert_eq!(done.buffer, &expected, "{line:?} in {width}");
            }
        }
    }
}
