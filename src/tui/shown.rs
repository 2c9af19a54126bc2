//! What a terminal shows, in as few bytes as it takes: nearly every cell is one
//! sign and how it is drawn, and all of them are looked at for each frame.

use super::pen::Pen;
use super::view::is_plain;
use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::Color;

/// A cell of one sign, in no doubt about its width; without one, a cell that
/// says more about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub sign: Option<char>,
    pub pen: Pen,
}

/// A cell that nothing was drawn on.
const BLANK: Seen = Seen {
    sign: Some(' '),
    pen: Pen {
        fg: Color::Reset,
        bg: Color::Reset,
        modifier: ratatui::style::Modifier::empty(),
    },
};

/// All cells of a terminal.
#[derive(Debug, Default)]
pub(super) struct Cells {
    area: Rect,
    seen: Vec<Seen>,
    /// Where no sign is seen, the cell.
    others: Vec<Cell>,
}

/// A row of what a terminal shows.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    seen: &'a mut [Seen],
    others: &'a mut [Cell],
}

/// The sign of a cell that has nothing else.
#[inline(always)]
pub(super) fn sign(cell: &Cell) -> Option<char> {
    if !matches!(cell.diff_option, CellDiffOption::None) {
        return None;
    }
    match cell.symbol().as_bytes() {
        [byte] if byte.is_ascii() => Some(char::from(*byte)),
        [_, _, ..] => sign_of(cell.symbol()),
        _ => None,
    }
}

/// The sign of a text of more bytes, where it is one.
#[inline(never)]
fn sign_of(symbol: &str) -> Option<char> {
    let mut chars = symbol.chars();
    let sign = chars.next().filter(|c| is_plain(*c));
    sign.filter(|_| chars.next().is_none())
}

impl Cells {
    /// The terminal is as large as the frame, or blank.
    pub fn fit(&mut self, frame: &Buffer) {
        if self.area != frame.area {
            self.area = frame.area;
            self.seen = vec![BLANK; frame.content.len()];
            self.others = vec![Cell::EMPTY; frame.content.len()];
        }
    }

    /// The terminal was cleared.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Its rows, from the top.
    pub fn rows(&mut self) -> impl Iterator<Item = Shown<'_>> {
        let width = usize::from(self.area.width).max(1);
        let seen = self.seen.chunks_mut(width);
        let others = self.others.chunks_mut(width);
        seen.zip(others)
            .map(|(seen, others)| Shown { seen, others })
    }

    /// How a cell is drawn there.
    pub fn pen(&self, x: u16, y: u16) -> Option<Pen> {
        let (column, row) = (x.checked_sub(self.area.x)?, y.checked_sub(self.area.y)?);
        let first = usize::from(row) * usize::from(self.area.width);
        let seen = self.seen.get(first + usize::from(column))?;
        (column < self.area.width).then_some(seen.pen)
    }
}

impl Shown<'_> {
    /// What is seen in the columns.
    #[inline]
    pub fn seen(&self) -> &[Seen] {
        self.seen
    }

    /// What the cells are, from a column on.
    pub fn cells(&self, from: usize) -> impl Iterator<Item = Cell> {
        let all = self.seen.iter().zip(self.others.iter());
        all.skip(from).map(|(seen, other)| match seen.sign {
            Some(sign) => {
                let mut cell = Cell::EMPTY;
                cell.set_char(sign);
                seen.pen.color(&mut cell);
                cell
            }
            None => other.clone(),
        })
    }

    /// Notes that a sign was drawn with a pen.
    #[inline]
    pub fn note(&mut self, x: usize, sign: char, pen: Pen) {
        if let Some(seen) = self.seen.get_mut(x) {
            let sign = Some(sign);
            *seen = Seen { sign, pen };
        }
    }

    /// Notes that a cell was drawn with a pen.
    pub fn note_cell(&mut self, x: usize, cell: &Cell, pen: Pen) {
        let sign = sign(cell);
        if let (None, Some(other)) = (sign, self.others.get_mut(x)) {
            other.clone_from(cell);
            pen.color(other);
        }
        if let Some(seen) = self.seen.get_mut(x) {
            *seen = Seen { sign, pen };
        }
    }

    /// Notes that the row was erased from a column on with a pen.
    pub fn erase(&mut self, from: usize, pen: Pen) {
        for seen in self.seen.iter_mut().skip(from) {
            *seen = Seen { pen, ..BLANK };
        }
    }
}
