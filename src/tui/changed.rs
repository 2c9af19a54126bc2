//! Which cells of a frame the terminal does not show yet. A blank looks the same
//! whatever its letters would look like, so that it is sent only where its
//! ground differs.

use super::pen::Pen;
use super::shown::{Cells, Shown, sign};
use super::view::is_plain;
use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

/// What is seen of a blank.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// Adds the cells of a frame that have to be sent to a terminal that shows
/// other ones, in the order of reading. Both have the same area.
pub(super) fn changed(shown: &mut Cells, frame: &Buffer, out: &mut Vec<Position>) {
    let area = frame.area;
    let width = usize::from(area.width).max(1);
    let rows = shown.rows().zip(frame.content.chunks(width));
    for (y, (old, new)) in (area.y..).zip(rows) {
        in_row(&old, new, |x| {
            let x = u16::try_from(x).unwrap_or(u16::MAX);
            out.push(Position::new(area.x.saturating_add(x), y));
        });
    }
}

fn in_row(shown: &Shown<'_>, frame: &[Cell], mut send: impl FnMut(usize)) {
    let mut x = 0;
    // What is in front of this column may be what a terminal makes of half a
    // wide character.
    let mut torn = 0;
    while x < frame.len() {
        // Nearly all of them are one sign, before and after.
        if x >= torn {
            let pairs = shown.seen().iter().zip(frame).skip(x);
            for (old, new) in pairs {
                let (Some(was), Some(is)) = (old.sign, sign(new)) else {
                    break;
                };
                let pen = Pen::of(new);
                if was != is || old.pen != pen && !are_bare(is, old.pen, pen) {
                    send(x);
                }
                x += 1;
            }
        }
        let Some(new) = frame.get(x) else { break };
        let wide = columns(new);
        let stays = x >= torn
            && new.diff_option != CellDiffOption::AlwaysUpdate
            && shown
                .cells(x)
                .next()
                .is_some_and(|old| looks_the_same(&old, new));
        if !stays {
            send(x);
            for (at, covered) in shown.cells(x).take(wide).enumerate() {
                torn = torn.max(x + at + columns(&covered));
            }
        }
        x += wide;
    }
}

/// Whether a sign drawn with either pen is the same ground.
fn are_bare(sign: char, old: Pen, new: Pen) -> bool {
    sign == ' ' && old.bg == new.bg && leaves_bare(old) && leaves_bare(new)
}

/// How a cell's letters look.
fn letters(cell: &Cell) -> (Color, Modifier) {
    (cell.fg, cell.modifier)
}

/// Columns that a cell takes, at least one.
pub(super) fn columns(cell: &Cell) -> usize {
    if is_one(cell) {
        return 1;
    }
    usize::from(cell.cell_width()).max(1)
}

/// Whether a cell takes one column in every terminal.
pub(super) fn is_one(cell: &Cell) -> bool {
    if matches!(cell.diff_option, CellDiffOption::ForcedWidth(_)) {
        return false;
    }
    let symbol = cell.symbol();
    if symbol.len() == 1 {
        return true;
    }
    let mut chars = symbol.chars();
    let plain = chars.next().is_some_and(is_plain) && chars.next().is_none();
    plain || symbol.cell_width() == 1
}

/// Whether nothing is seen of a cell but its ground.
pub(super) fn is_bare(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(SEEN_ON_BLANK)
}

/// Whether a blank drawn so is nothing but its ground.
pub(super) fn leaves_bare(pen: Pen) -> bool {
    !pen.modifier.intersects(SEEN_ON_BLANK)
}

fn looks_the_same(old: &Cell, new: &Cell) -> bool {
    old.bg == new.bg
        && old.diff_option == new.diff_option
        && old.symbol() == new.symbol()
        && (letters(old) == letters(new) || is_bare(old) && is_bare(new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn row(texts: &[(u16, &str, Style)]) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
        for (x, text, style) in texts {
            buffer.set_string(*x, 0, text, *style);
        }
        buffer
    }

    fn sent(old: &[(u16, &str, Style)], new: &[(u16, &str, Style)]) -> Vec<u16> {
        let (mut shown, old, mut out) = (Cells::default(), row(old), Vec::new());
        shown.fit(&old);
        for mut shown in shown.rows() {
            for (x, cell) in old.content.iter().enumerate() {
                shown.note_cell(x, cell, Pen::of(cell));
            }
        }
        changed(&mut shown, &row(new), &mut out);
        out.into_iter().map(|at| at.x).collect()
    }

    #[test]
    fn what_looks_the_same_is_not_sent() {
        let plain = Style::new();
        let (dim, red) = (Style::new().dim(), Style::new().fg(Color::Red));
        assert_eq!(sent(&[(0, "a b", plain)], &[(0, "a b", dim)]), [0, 2]);
        assert_eq!(sent(&[(0, "a b", red)], &[(0, "a   ", dim)]), [0, 2]);
        for seen in [
            Style::new().reversed(),
            Style::new().underlined(),
            Style::new().crossed_out(),
            Style::new().bg(Color::Blue),
        ] {
            assert_eq!(sent(&[], &[(3, " ", seen)]), [3]);
            assert_eq!(sent(&[(3, " ", seen)], &[(3, " ", dim)]), [3]);
        }
        let reversed = Style::new().reversed();
        assert_eq!(
            sent(&[(3, " ", reversed)], &[(3, " ", reversed.red())]),
            [3]
        );
    }

    #[test]
    fn what_is_left_of_a_wide_character_is_sent_too() {
        let plain = Style::new();
        // Narrower, moved to the right and to the left, and away.
        assert_eq!(sent(&[(0, "漢", plain)], &[(0, "a", plain)]), [0, 1]);
        assert_eq!(sent(&[(0, "漢", plain)], &[(1, "漢", plain)]), [0, 1]);
        assert_eq!(sent(&[(1, "漢", plain)], &[(0, "漢", plain)]), [0, 2]);
        assert_eq!(sent(&[(0, "漢字", plain)], &[(1, "字", plain)]), [0, 1, 3]);
        assert_eq!(
            sent(&[(0, "漢字", plain)], &[(0, "漢字", plain)]),
            Vec::<u16>::new()
        );
        assert_eq!(sent(&[(0, "ab", plain)], &[(0, "漢", plain)]), [0]);
    }
}
