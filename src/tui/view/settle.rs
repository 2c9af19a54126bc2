//! Keeping every row in its columns, whatever text is in it.
//!
//! Terminals disagree about the width of joined emoji, flags, keycaps and
//! variation selectors: xterm counts 👩‍🔬 as four columns, others as two, and one
//! column too many pushes the pane's line beside it away. No escape sequence
//! tells which it is, so what is drawn is reduced to what all agree on: the
//! first emoji of a joined one, the letters of a flag, no selectors, no
//! invisible characters. The text itself is not changed, and the letters of
//! no language are: clusters whose width is in doubt for other reasons, such
//! as Devanagari's vowel signs, have a cell for each character, and
//! [`moves_after`] has what follows written at a place that is said (see
//! `tui::paint`), whatever the terminal made of them.
//!
//! What is ambiguous in Unicode Standard Annex #11 (Greek, Cyrillic, ○) is
//! taken as one column, as every terminal does unless its owner asks for two.

use super::lines::is_plain;
use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use std::iter;
use std::num::NonZeroU16;
use unicode_width::UnicodeWidthChar;

/// Reduces what is on a finished screen to characters of undoubted width.
pub fn settle(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width).max(1);
    for row in buffer.content.chunks_mut(width) {
        let mut x = 0;
        // Most of them are of one byte.
        let is_other = |cell: &Cell| !matches!(cell.symbol().as_bytes(), [b' '..=b'~']);
        while let Some(ahead) = row.iter().skip(x).position(is_other) {
            x += ahead;
            let Some(cell) = row.get(x) else { break };
            let mut chars = cell.symbol().chars();
            // What screens are drawn with is in no doubt.
            if chars.next().is_none_or(is_plain) && chars.next().is_none() {
                x += 1;
                continue;
            }
            let columns = usize::from(cell.cell_width()).max(1);
            if let Some(cells) = row.get_mut(x..) {
                settle_at(cells, columns);
            }
            x += columns;
        }
    }
}

/// Settles the first of these cells, which takes so many columns.
fn settle_at(cells: &mut [Cell], columns: usize) {
    let Some((head, rest)) = cells.split_first_mut() else {
        return;
    };
    let hidden = rest.get(..columns - 1);
    let covered = |cell: &Cell| {
        let looks = |cell: &Cell| (cell.fg, cell.bg, cell.modifier);
        let untouched = looks(cell) == looks(&Cell::EMPTY) || looks(cell) == looks(head);
        cell.symbol() != " " || !untouched
    };
    // Something was drawn over its right half, or it hangs over the edge.
    if hidden.is_none_or(|hidden| hidden.iter().any(covered)) {
        head.set_symbol(" ");
        // Its hidden cells may be wide themselves.
        for cell in rest.iter_mut().take(columns - 1) {
            if cell.cell_width() > 1 {
                cell.set_symbol(" ");
            }
        }
        return;
    }
    let text = reduced(head.symbol());
    let parts = parts(text.as_deref().unwrap_or(head.symbol()));
    if text.is_none() && parts.len() == 1 {
        return;
    }
    let (look, symbol) = (head.style(), head.symbol().to_owned());
    let wide: usize = parts.iter().map(|(_, wide)| wide).sum();
    if wide > columns {
        // It has fewer columns than characters, and some terminal draws them
        // all: what they cover is drawn again.
        doubt(head, columns);
        for cell in rest.iter_mut().skip(columns - 1).take(wide - columns) {
            cell.set_diff_option(CellDiffOption::AlwaysUpdate);
        }
        if text.is_some() {
            head.set_symbol(
                &parts
                    .iter()
                    .map(|(part, _)| part.as_str())
                    .collect::<String>(),
            );
        }
        return;
    }
    let doubtful = is_doubtful(&symbol) && parts.len() > 1;
    let mut x = 0;
    let blank = iter::repeat_n((" ".to_owned(), 1), columns - wide);
    for (part, wide) in parts.into_iter().chain(blank) {
        if let Some(cell) = cells.get_mut(x) {
            cell.set_symbol(&part).set_style(look);
            if doubtful {
                doubt(cell, wide);
            }
        }
        x += wide;
    }
}

/// Marks a cell of doubtful width: [`moves_after`].
fn doubt(cell: &mut Cell, columns: usize) {
    let width = u16::try_from(columns).ok().and_then(NonZeroU16::new);
    let width = width.unwrap_or(NonZeroU16::MIN);
    cell.set_diff_option(CellDiffOption::ForcedWidth(width));
}

/// Whether the terminal has to be told where to write on after this cell.
#[must_use]
pub fn moves_after(cell: &Cell) -> bool {
    matches!(cell.diff_option, CellDiffOption::ForcedWidth(_))
}

/// The characters of a cluster that have columns, each with the marks on it,
/// and how many columns. Most terminals put them into cells of their own; if
/// they shared one, a cell that looks unchanged could hold what is left of it.
fn parts(cluster: &str) -> Vec<(String, usize)> {
    let mut parts: Vec<(String, usize)> = Vec::new();
    for c in cluster.chars() {
        match (c.width().unwrap_or(0), parts.last_mut()) {
            (0, Some((last, _))) => last.push(c),
            (0, None) => {}
            (wide, _) => parts.push((c.to_string(), wide)),
        }
    }
    parts
}

/// The cluster without what terminals disagree about; none where that is all
/// of it.
fn reduced(symbol: &str) -> Option<String> {
    let mut out = String::new();
    let (mut joined, mut marks) = (false, 0);
    for c in symbol.chars() {
        match c {
            '\u{200d}' => joined = true,
            // A skin tone alone is an emoji of its own.
            '\u{1f3fb}'..='\u{1f3ff}' if !out.is_empty() => {}
            '\u{20e3}' => {}
            '\u{1f1e6}'..='\u{1f1ff}' => {
                let letter = u32::from(c) - 0x1f1e6 + u32::from('A');
                out.extend(char::from_u32(letter));
            }
            c if is_invisible(c) => {}
            c if joined && !c.is_alphanumeric() => {}
            // A flood of marks is drawn over the rows around it.
            c if marks >= crate::text::MARKS && c.width().unwrap_or(0) == 0 => {}
            // A mark that has lost its letter would stand on the cell before.
            c if out.is_empty() && c.width().unwrap_or(0) == 0 => {}
            c => {
                marks = if c.width().unwrap_or(0) == 0 {
                    marks + 1
                } else {
                    0
                };
                out.push(c);
            }
        }
    }
    (out != symbol).then_some(out)
}

/// Default_Ignorable_Code_Point of Unicode's `DerivedCoreProperties.txt`, as
/// far as a text can have it: without the controls of direction, which do not
/// get here (see `text::is_unsafe`), and with the soft hyphen, that xterm
/// shows and others do not.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Whether terminals that count characters and terminals that count clusters
/// can find different widths. The letters of a flag are plain letters by now.
fn is_doubtful(symbol: &str) -> bool {
    let apart = symbol.chars().filter(|c| c.width().unwrap_or(0) > 0);
    let mut apart = apart.filter(|c| !matches!(c, '\u{1f1e6}'..='\u{1f1ff}'));
    apart.next().is_some() && apart.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::super::lines::columns;
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    fn row(text: &str, columns: u16) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, 1));
        buffer.set_string(0, 0, text, Style::new().bg(Color::Blue));
        buffer
    }

    fn shown(buffer: &Buffer) -> String {
        buffer.content.iter().map(Cell::symbol).collect()
    }

    #[test]
    fn what_terminals_disagree_about_is_reduced() {
        for (text, settled) in [
            ("👩\u{200d}🔬|", "👩 |"),
            ("👍🏽|", "👍 |"),
            ("❤\u{fe0f}|", "❤ |"),
            ("⌚\u{fe0e}|", "⌚|"),
            ("🇩🇪|", "DE|"),
            ("1\u{fe0f}\u{20e3}|", "1 |"),
            ("\u{115f}|", "  |"),
            ("漢é|", "漢 é|"),
            ("e\u{301}|", "e\u{301}|"),
            (
                "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}|",
                "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}|",
            ),
            ("क\u{94d}ष|", "क\u{94d}ष|"),
            ("ｶﾞ|", "ｶﾞ |"),
        ] {
            let columns = u16::try_from(columns(text)).unwrap();
            let mut buffer = row(text, columns);
            settle(&mut buffer);
            assert_eq!(shown(&buffer), settled, "{text}");
            let last = &buffer.content[usize::from(columns) - 1];
            assert_eq!(last.symbol(), "|", "{text}");
        }
    }

    #[test]
    fn what_becomes_narrower_keeps_its_look() {
        let mut buffer = row("❤\u{fe0f}", 2);
        settle(&mut buffer);
        assert_eq!(buffer.content[1].bg, Color::Blue);
    }

    #[test]
    fn what_is_passed_over_would_stay_as_it_is() {
        for c in ('\0'..='\u{ffff}').filter(|c| is_plain(*c)) {
            let cluster = c.to_string();
            assert_eq!(reduced(&cluster), None, "{c:?}");
            assert_eq!(parts(&cluster), [(cluster.clone(), 1)]);
            assert!(!is_doubtful(&cluster));
        }
    }

    #[test]
    fn half_a_character_is_none() {
        let mut buffer = row("ab漢cd", 6);
        buffer.set_string(3, 0, "│", Style::new());
        settle(&mut buffer);
        assert_eq!(shown(&buffer), "ab │cd");
        let mut buffer = row("ab漢cd", 6);
        buffer.set_string(3, 0, " ", Style::new().bg(Color::Red));
        settle(&mut buffer);
        assert_eq!(shown(&buffer), "ab  cd");
    }

    #[test]
    fn what_follows_a_doubtful_cluster_is_written_each_time() {
        let text = "\u{1780}\u{17d2}\u{1780}|";
        let mut buffer = row(text, 3);
        settle(&mut buffer);
        let next = buffer.content.iter().find(|c| c.symbol() == "|").unwrap();
        assert_eq!(next.diff_option, CellDiffOption::AlwaysUpdate);
        assert!(moves_after(&buffer.content[0]));
        let mut split = row("क\u{94d}ष|", 3);
        settle(&mut split);
        let moves: Vec<bool> = split.content.iter().map(moves_after).collect();
        assert_eq!(moves, [true, true, false]);
        let mut plain = row("漢|e\u{301}", 4);
        settle(&mut plain);
        let never = |c: &Cell| c.diff_option == CellDiffOption::None;
        assert!(plain.content.iter().all(never));
    }
}
