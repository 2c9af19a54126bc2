//! The bytes that bring a terminal from one frame to the next: as few as it
//! can be told in, and made without a detour over anybody's formatting.

use super::changed::{changed, columns, is_bare, is_one, leaves_bare};
use super::hyperlink::{END, Link, begin};
use super::pen::{Drawing, Pen, number};
use super::shown::{self, Cells, sign};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::Color;
use std::mem;

/// Blank cells that are worth the sequence that erases to the row's end.
const WORTH_ERASING: usize = 4;

/// What a terminal shows.
#[derive(Debug, Default)]
pub struct Shown {
    cells: Cells,
    changed: Vec<Position>,
}

impl Shown {
    /// The terminal was cleared.
    pub fn forget(&mut self) {
        self.cells.forget();
    }

    /// Adds what brings the terminal to a frame, within the links that its
    /// cells are part of. Cells whose links are others than before are `stale`.
    /// Where the cursor will be, the cell is just as it is in the frame: it may
    /// be drawn in the cell's colours. What is `held` stays as it is. Returns whether anything changes. The
    /// pen is as it was at first; the cursor is anywhere.
    pub fn paint(
        &mut self,
        out: &mut Vec<u8>,
        frame: &Buffer,
        (stale, links): (&[Position], &[Link]),
        (cursor, held): (Option<Position>, Option<Rect>),
    ) -> bool {
        self.cells.fit(frame);
        let mut cells = mem::take(&mut self.changed);
        cells.clear();
        changed(&mut self.cells, frame, &mut cells);
        if let Some(held) = held {
            cells.retain(|at| !held.contains(*at));
        }
        let drawn = cells.len();
        cells.extend(stale);
        cells.extend(cursor.filter(|at| {
            let (old, new) = (self.cells.pen(at.x, at.y), frame.cell(*at));
            let before = at.x.checked_sub(1).and_then(|x| frame.cell((x, at.y)));
            let is_half = before.is_some_and(|cell| columns(cell) > 1);
            old != new.map(Pen::of) && new.is_some_and(is_bare) && !is_half
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
        let mut rows = (frame.area.y..).zip(news.zip(self.cells.rows()));
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
                held: held
                    .filter(|area| area.top() <= y && y < area.bottom())
                    .map(Rect::right),
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
    old: shown::Shown<'a>,
    /// The column behind what stays as it is, whatever the frame has there.
    held: Option<u16>,
    /// The column of the cursor, where it will be in this row.
    cursor: Option<u16>,
    /// Whether any cell of it is part of a link.
    has_links: bool,
}

impl<'a> Row<'a> {
    fn cell(&self, x: u16) -> Option<&'a Cell> {
        self.new.get(usize::from(x.checked_sub(self.left)?))
    }

    /// Where a column is among the cells.
    #[inline]
    fn index(&self, x: u16) -> usize {
        usize::from(x.saturating_sub(self.left))
    }

    /// The column behind the last one.
    fn right(&self) -> u16 {
        let width = u16::try_from(self.new.len()).unwrap_or(u16::MAX);
        self.left.saturating_add(width)
    }

    /// Notes what is below the other half of a cell that was drawn.
    fn is_covered(&mut self, cell: &Cell, x: u16) {
        let wide = u16::try_from(columns(cell)).unwrap_or(1);
        for x in (x + 1)..x.saturating_add(wide) {
            if let Some(hidden) = self.cell(x) {
                self.old.note_cell(self.index(x), hidden, Pen::of(hidden));
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
        let drawn = if erases { drawn } else { changed };
        for run in drawn.chunk_by(|a, b| a.x + 1 == b.x) {
            self.run(&mut row, run);
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
        row.old.erase(row.index(from), self.drawing.pen());
    }

    /// The column from which a row is blank to its end.
    fn blank_from(&self, row: &Row<'_>) -> u16 {
        let mut blank = row.right();
        let least = row.held.unwrap_or(row.left);
        while blank > least {
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

    /// Changed cells that follow each other.
    fn run(&mut self, row: &mut Row<'_>, run: &[Position]) {
        let mut rest = run;
        while let Some((at, behind)) = rest.split_first() {
            self.cell(row, at.x);
            rest = behind;
            if row.has_links || self.at != behind.first().copied() {
                continue;
            }
            // Signs that are drawn as the one before them.
            let pen = self.drawing.pen();
            let first = behind.first().map_or(0, |at| row.index(at.x));
            let signs = row.new.get(first..first + behind.len());
            let mut drawn = 0;
            for cell in signs.unwrap_or_default() {
                match sign(cell).filter(|_| Pen::of(cell) == pen) {
                    Some(sign) => {
                        self.put(sign);
                        row.old.note(first + drawn, sign, pen);
                        drawn += 1;
                    }
                    None => break,
                }
            }
            if let Some(last) = drawn.checked_sub(1).and_then(|last| behind.get(last)) {
                self.at = Some(Position::new(last.x + 1, last.y));
            }
            rest = behind.get(drawn..).unwrap_or_default();
        }
    }

    fn cell(&mut self, row: &mut Row<'_>, x: u16) {
        let Some(cell) = row.cell(x) else {
            return;
        };
        if row.has_links || self.link.is_some() {
            let link = self.linked(row, x);
            if link != self.link {
                self.link_to(None);
            }
            self.move_to(row, x);
            self.link_to(link);
        } else {
            self.move_to(row, x);
        }
        if !self.draws(row, cell, x) {
            self.drawing.change_to(self.out, Pen::of(cell));
        }
        let (index, pen) = (row.index(x), self.drawing.pen());
        let Some(sign) = sign(cell) else {
            self.out.extend_from_slice(cell.symbol().as_bytes());
            row.old.note_cell(index, cell, pen);
            let is_one = is_one(cell);
            if !is_one {
                row.is_covered(cell, x);
            }
            self.at = is_one.then(|| Position::new(x + 1, row.y));
            return;
        };
        self.put(sign);
        row.old.note(index, sign, pen);
        self.at = Some(Position::new(x + 1, row.y));
    }

    #[inline]
    fn put(&mut self, sign: char) {
        if sign.is_ascii() {
            // As nearly all of them are.
            self.out.push(u8::try_from(sign).unwrap_or(b' '));
        } else {
            let mut bytes = [0; 4];
            self.out
                .extend_from_slice(sign.encode_utf8(&mut bytes).as_bytes());
        }
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
                if let Some(sign) = row.cell(x).and_then(sign) {
                    self.put(sign);
                    row.old.note(row.index(x), sign, self.drawing.pen());
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
            sign(cell).is_some_and(|sign| sign.is_ascii())
                && self.draws(row, cell, x)
                && self.linked(row, x) == self.link
        })
    }
}

#[cfg(test)]
mod tests;
