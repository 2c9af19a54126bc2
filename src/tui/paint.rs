//! The bytes that bring a terminal from one frame to the next: as few as it
//! can be told in, and made without a detour over anybody's formatting.

use super::changed::{changed, columns, is_bare, is_one, leaves_bare};
use super::hyperlink::{END, Link, begin};
use super::pen::{Drawing, Pen, number};
use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::Position;
use ratatui::style::Color;
use std::mem;

/// Blank cells that are worth the sequence that erases to the row's end.
const WORTH_ERASING: usize = 4;

/// What a terminal shows.
#[derive(Debug, Default)]
pub struct Shown {
    cells: Buffer,
    changed: Vec<Position>,
}

impl Shown {
    /// The terminal was cleared.
    pub fn forget(&mut self) {
        self.cells = Buffer::default();
    }

    /// Adds what brings the terminal to a frame, within the links that its
    /// cells are part of. Cells whose links are others than before are `stale`.
    /// Where the cursor will be, the cell is just as it is in the frame: it may
    /// be drawn in the cell's colours. Returns whether anything changes. The
    /// pen is as it was at first; the cursor is anywhere.
    pub fn paint(
        &mut self,
        out: &mut Vec<u8>,
        frame: &Buffer,
        (stale, links): (&[Position], &[Link]),
        cursor: Option<Position>,
    ) -> bool {
        if self.cells.area != frame.area {
            self.cells = Buffer::empty(frame.area);
        }
        let mut cells = mem::take(&mut self.changed);
        cells.clear();
        changed(&self.cells, frame, &mut cells);
        let drawn = cells.len();
        cells.extend(stale);
        cells.extend(cursor.filter(|at| {
            let (old, new) = (self.cells.cell(*at), frame.cell(*at));
            let before = at.x.checked_sub(1).and_then(|x| frame.cell((x, at.y)));
            let is_half = before.is_some_and(|cell| columns(cell) > 1);
            old.map(Pen::of) != new.map(Pen::of) && new.is_some_and(is_bare) && !is_half
        }));
        if cells.len() > drawn {
            cells.sort_by_key(|at| (at.y, at.x));
            cells.dedup();
        }
        let mut painter = Painter {
            out,
            links,
            drawing: Drawing::default(),
            at: None,
            link: None,
        };
        let width = usize::from(frame.area.width).max(1);
        let news = frame.content.chunks(width);
        let olds = self.cells.content.chunks_mut(width);
        let mut rows = (frame.area.y..).zip(news.zip(olds));
        for changed in cells.chunk_by(|a, b| a.y == b.y) {
            let y = changed.first().map_or(0, |at| at.y);
            let Some((y, (new, old))) = rows.find(|(own, _)| *own == y) else {
                break;
            };
            let row = Row {
                y,
                left: frame.area.x,
                new,
                old,
                cursor: cursor.filter(|at| at.y == y).map(|at| at.x),
                has_links: links.iter().any(|link| {
                    let area = link.area;
                    area.top() <= y && y < area.bottom()
                }),
            };
            painter.row(row, changed);
        }
        painter.link_to(None);
        painter.drawing.change_to(painter.out, Pen::default());
        self.changed = cells;
        !self.changed.is_empty()
    }
}

/// A row of the frame, and what the terminal shows of it.
struct Row<'a> {
    y: u16,
    /// The column of its first cell.
    left: u16,
    new: &'a [Cell],
    old: &'a mut [Cell],
    /// The column of the cursor, where it will be in this row.
    cursor: Option<u16>,
    /// Whether any cell of it is part of a link.
    has_links: bool,
}

impl<'a> Row<'a> {
    fn cell(&self, x: u16) -> Option<&'a Cell> {
        self.new.get(usize::from(x.checked_sub(self.left)?))
    }

    fn shown(&mut self, x: u16) -> Option<&mut Cell> {
        self.old.get_mut(usize::from(x.checked_sub(self.left)?))
    }

    /// The column behind the last one.
    fn right(&self) -> u16 {
        let width = u16::try_from(self.new.len()).unwrap_or(u16::MAX);
        self.left.saturating_add(width)
    }

    /// Notes what the terminal has drawn with a pen.
    fn is_shown(&mut self, cell: &Cell, x: u16, pen: Pen) {
        if let Some(shown) = self.shown(x) {
            shown.clone_from(cell);
            pen.color(shown);
        }
    }

    /// Notes what is below the other half of a cell that was drawn.
    fn is_covered(&mut self, cell: &Cell, x: u16) {
        let wide = u16::try_from(columns(cell)).unwrap_or(1);
        for x in (x + 1)..x.saturating_add(wide) {
            let hidden = self.cell(x);
            if let (Some(hidden), Some(shown)) = (hidden, self.shown(x)) {
                shown.clone_from(hidden);
            }
        }
    }
}

struct Painter<'a> {
    out: &'a mut Vec<u8>,
    links: &'a [Link],
    drawing: Drawing,
    /// Where the terminal writes next, where that is beyond doubt.
    at: Option<Position>,
    /// The link that is begun.
    link: Option<usize>,
}

impl Painter<'_> {
    /// Changed cells of one row.
    fn row(&mut self, mut row: Row<'_>, changed: &[Position]) {
        let blank = self.blank_from(&row);
        let drawn = changed.partition_point(|at| at.x < blank);
        let (drawn, behind) = changed.split_at(drawn);
        let erases = behind.len() >= WORTH_ERASING;
        for at in drawn.iter().chain(behind.iter().filter(|_| !erases)) {
            self.cell(&mut row, at.x);
        }
        if let Some(at) = behind.first().filter(|_| erases) {
            self.erase(&mut row, at.x);
        }
    }

    /// Erases a row from a cell on.
    fn erase(&mut self, row: &mut Row<'_>, from: u16) {
        self.link_to(None);
        self.move_to(row, from);
        let is_under = row.cursor.is_some_and(|x| x >= from);
        if !self.drawing.pen().erases() || is_under {
            self.drawing.change_to(self.out, Pen::default());
        }
        self.out.extend_from_slice(b"\x1b[K");
        for x in from..row.right() {
            if let Some(cell) = row.shown(x) {
                cell.reset();
                self.drawing.pen().color(cell);
            }
        }
    }

    /// The column from which a row is blank to its end.
    fn blank_from(&self, row: &Row<'_>) -> u16 {
        let mut blank = row.right();
        while blank > row.left {
            let x = blank - 1;
            let Some(cell) = row.cell(x) else {
                break;
            };
            // The terminal's ground, which the cursor may stand on as it is.
            let is_ground = is_bare(cell)
                && cell.bg == Color::Reset
                && (row.cursor != Some(x) || Pen::of(cell) == Pen::default());
            if !is_ground || self.linked(row, x).is_some() {
                // Its right half may be among what looks blank.
                let wide = u16::try_from(columns(cell)).unwrap_or(1);
                blank = (x + wide).min(row.right());
                break;
            }
            blank = x;
        }
        blank
    }

    fn linked(&self, row: &Row<'_>, x: u16) -> Option<usize> {
        if !row.has_links {
            return None;
        }
        let at = Position::new(x, row.y);
        self.links.iter().position(|link| link.area.contains(at))
    }

    fn cell(&mut self, row: &mut Row<'_>, x: u16) {
        let Some(cell) = row.cell(x) else {
            return;
        };
        let link = self.linked(row, x);
        if link != self.link {
            self.link_to(None);
        }
        self.move_to(row, x);
        self.link_to(link);
        if !self.draws(row, cell, x) {
            self.drawing.change_to(self.out, Pen::of(cell));
        }
        let symbol = cell.symbol().as_bytes();
        if let ([byte], CellDiffOption::None) = (symbol, cell.diff_option) {
            // As nearly all of them are.
            self.out.push(*byte);
            row.is_shown(cell, x, self.drawing.pen());
            self.at = Some(Position::new(x + 1, row.y));
            return;
        }
        self.out.extend_from_slice(symbol);
        row.is_shown(cell, x, self.drawing.pen());
        let is_one = is_one(cell);
        if !is_one {
            row.is_covered(cell, x);
        }
        self.at = is_one.then(|| Position::new(x + 1, row.y));
    }

    /// Whether a cell comes out as it is to look with the pen as it is.
    fn draws(&self, row: &Row<'_>, cell: &Cell, x: u16) -> bool {
        self.drawing.pen() == Pen::of(cell)
            || is_bare(cell)
                && self.drawing.pen().bg == cell.bg
                && leaves_bare(self.drawing.pen())
                && row.cursor != Some(x)
    }

    fn link_to(&mut self, link: Option<usize>) {
        if self.link == link {
            return;
        }
        if self.link.is_some() {
            self.out.extend_from_slice(END.as_bytes());
        }
        if let Some(link) = link.and_then(|n| self.links.get(n)) {
            self.out.extend_from_slice(begin(link).as_bytes());
        }
        self.link = link;
    }

    /// Moves the cursor, over a few cells by writing once more what they have.
    #[inline]
    fn move_to(&mut self, row: &mut Row<'_>, x: u16) {
        let to = Position::new(x, row.y);
        if self.at != Some(to) {
            self.go_to(row, to);
            self.at = Some(to);
        }
    }

    fn go_to(&mut self, row: &mut Row<'_>, to: Position) {
        let ahead = self.at.filter(|at| at.y == to.y && at.x < to.x);
        let Some(at) = ahead else {
            return self.jump_to(to);
        };
        let gap = to.x - at.x;
        let start = self.out.len();
        self.out.extend_from_slice(b"\x1b[");
        if gap > 1 {
            number(self.out, gap);
        }
        self.out.push(b'C');
        let cost = self.out.len() - start;
        if usize::from(gap) <= cost && (at.x..to.x).all(|x| self.is_as_drawn(row, x)) {
            self.out.truncate(start);
            for x in at.x..to.x {
                if let Some(cell) = row.cell(x) {
                    self.out.extend_from_slice(cell.symbol().as_bytes());
                    row.is_shown(cell, x, self.drawing.pen());
                }
            }
        }
    }

    /// Moves the cursor to another row.
    fn jump_to(&mut self, to: Position) {
        self.out.extend_from_slice(b"\x1b[");
        number(self.out, to.y + 1);
        if to.x > 0 {
            self.out.push(b';');
            number(self.out, to.x + 1);
        }
        self.out.push(b'H');
    }

    /// Whether a cell is a plain character that the pen would draw as it is.
    fn is_as_drawn(&self, row: &Row<'_>, x: u16) -> bool {
        row.cell(x).is_some_and(|cell| {
            cell.symbol().len() == 1
                && self.draws(row, cell, x)
                && cell.diff_option == CellDiffOption::None
                && self.linked(row, x) == self.link
        })
    }
}

#[cfg(test)]
mod tests;
