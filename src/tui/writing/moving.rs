//! Where the cursor goes.

use super::rows::{clusters, width_of};
use super::{Row, Spot, Writing};
use unicode_segmentation::GraphemeCursor;

/// What a character is in a word motion.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Word,
    Mark,
}

fn class(c: char) -> Class {
    if c.is_whitespace() {
        Class::Space
    } else if c.is_alphanumeric() || c == '_' || !c.is_ascii() {
        Class::Word
    } else {
        Class::Mark
    }
}

/// Where the cluster behind a byte starts.
fn next(text: &str, byte: usize) -> Option<usize> {
    GraphemeCursor::new(byte, text.len(), true)
        .next_boundary(text, 0)
        .ok()
        .flatten()
}

/// Where the cluster before a byte starts.
fn previous(text: &str, byte: usize) -> Option<usize> {
    GraphemeCursor::new(byte, text.len(), true)
        .prev_boundary(text, 0)
        .ok()
        .flatten()
}

impl Writing {
    /// The place itself, or the end of the cluster that it is in: a mark that
    /// was typed joins what stands before it.
    pub(super) fn whole(&self, spot: Spot) -> Spot {
        let text = self.line_text(spot.line);
        let byte = spot.byte.min(text.len());
        let is_start = GraphemeCursor::new(byte, text.len(), true).is_boundary(text, 0);
        let byte = match is_start {
            Ok(true) => byte,
            _ => next(text, byte).unwrap_or(text.len()),
        };
        Spot { byte, ..spot }
    }

    pub(super) fn left_of(&self, at: Spot) -> Option<Spot> {
        if let Some(byte) = previous(self.line_text(at.line), at.byte) {
            return Some(Spot { byte, ..at });
        }
        let line = at.line.checked_sub(1)?;
        Some(Spot {
            line,
            byte: self.line_text(line).len(),
        })
    }

    pub(super) fn right_of(&self, at: Spot) -> Option<Spot> {
        if let Some(byte) = next(self.line_text(at.line), at.byte) {
            return Some(Spot { byte, ..at });
        }
        let line = at.line + 1;
        (line < self.line_count()).then_some(Spot { line, byte: 0 })
    }

    /// The start of the word before a place; from the start of a line, the
    /// end of the line before.
    pub(super) fn word_left_of(&self, at: Spot) -> Option<Spot> {
        let text = self.line_text(at.line);
        if at.byte == 0 {
            return self.left_of(at);
        }
        let of = |byte: usize| text.get(byte..).and_then(|t| t.chars().next()).map(class);
        let mut byte = at.byte;
        let mut seen = Class::Space;
        while let Some(before) = previous(text, byte) {
            let here = of(before).unwrap_or(Class::Space);
            if seen != Class::Space && here != seen {
                break;
            }
            seen = here;
            byte = before;
        }
        Some(Spot { byte, ..at })
    }

    /// The end of the word behind a place; from the end of a line, the start
    /// of the next.
    pub(super) fn word_right_of(&self, at: Spot) -> Option<Spot> {
        let text = self.line_text(at.line);
        if at.byte >= text.len() {
            return self.right_of(at);
        }
        let mut byte = at.byte;
        let mut seen = Class::Space;
        while let Some(here) = text.get(byte..).and_then(|t| t.chars().next()).map(class) {
            if seen != Class::Space && here != seen {
                break;
            }
            seen = here;
            match next(text, byte) {
                Some(end) => byte = end,
                None => break,
            }
        }
        Some(Spot { byte, ..at })
    }

    /// Moves the cursor.
    pub(super) fn go(&mut self, to: Spot) {
        self.at = self.whole(to);
        self.settled();
    }

    /// Moves the cursor to the end of the text.
    pub fn go_to_end(&mut self) {
        self.go(self.end());
    }

    /// The width that lines are wrapped at, if they are.
    fn wrapped(&self, width: usize) -> Option<usize> {
        self.is_long.then_some(width)
    }

    /// How many rows a line takes.
    fn count(&self, line: usize, width: usize) -> usize {
        self.rows(line, width).len()
    }

    /// The rows of a line.
    #[must_use]
    pub fn rows(&self, line: usize, width: usize) -> std::rc::Rc<[Row]> {
        match self.lines.get(line) {
            Some(line) => line.rows(self.wrapped(width)),
            None => [].into(),
        }
    }

    /// The line and the row of it that the cursor is in.
    fn row(&self, width: usize) -> (usize, usize) {
        let rows = self.rows(self.at.line, width);
        let row = rows.partition_point(|r| r.end <= self.at.byte);
        (self.at.line, row.min(rows.len().saturating_sub(1)))
    }

    /// The row of the text above or below another.
    fn beside(
        &self,
        (line, row): (usize, usize),
        down: bool,
        width: usize,
    ) -> Option<(usize, usize)> {
        if down {
            if row + 1 < self.count(line, width) {
                return Some((line, row + 1));
            }
            return (line + 1 < self.line_count()).then_some((line + 1, 0));
        }
        if row > 0 {
            return Some((line, row - 1));
        }
        let line = line.checked_sub(1)?;
        Some((line, self.count(line, width).saturating_sub(1)))
    }

    /// Columns of a row up to a byte.
    fn column(&self, line: usize, row: Row, byte: usize) -> usize {
        let text = self.line_text(line).get(row.start..byte.min(row.end));
        let mut column = 0;
        for (_, cluster) in clusters(text.unwrap_or_default()) {
            column += width_of(cluster, column);
        }
        column
    }

    /// The byte of a row that stands at a column, or the last place in it.
    fn byte_at(&self, (line, row): (usize, usize), column: usize, width: usize) -> usize {
        let rows = self.rows(line, width);
        let Some(&bounds) = rows.get(row) else {
            return 0;
        };
        let text = self.line_text(line).get(bounds.start..bounds.end);
        let (mut used, mut last) = (0, bounds.start);
        for (at, cluster) in clusters(text.unwrap_or_default()) {
            last = bounds.start + at;
            used += width_of(cluster, used);
            if used > column {
                return last;
            }
        }
        // The place behind a row that goes on is the start of the next.
        if row + 1 < rows.len() {
            last
        } else {
            bounds.end
        }
    }

    /// Up or down by so many rows of the screen, keeping to the column.
    /// Returns whether the cursor moved.
    pub(super) fn vertical(&mut self, down: bool, by: usize, width: usize) -> bool {
        let start = self.row(width);
        let mut place = start;
        for _ in 0..by {
            match self.beside(place, down, width) {
                Some(next) => place = next,
                None => break,
            }
        }
        if place == start {
            return false;
        }
        let goal = self.goal.unwrap_or_else(|| self.cursor_column(width));
        let byte = self.byte_at(place, goal, width);
        self.go(Spot {
            line: place.0,
            byte,
        });
        self.goal = Some(goal);
        true
    }

    /// Columns from the cursor to the next tab stop.
    pub(super) fn to_tab_stop(&self, width: usize) -> usize {
        width_of("\t", self.cursor_column(width))
    }

    fn cursor_column(&self, width: usize) -> usize {
        let (line, row) = self.row(width);
        let rows = self.rows(line, width);
        rows.get(row)
            .map_or(0, |bounds| self.column(line, *bounds, self.at.byte))
    }

    /// The start or the end of the cursor's row; from there, of its line.
    pub(super) fn row_edge(&self, is_end: bool, width: usize) -> Spot {
        let (line, row) = self.row(width);
        let rows = self.rows(line, width);
        let bounds = rows.get(row).copied().unwrap_or(Row { start: 0, end: 0 });
        let (edge, far) = if is_end {
            (
                self.byte_at((line, row), usize::MAX, width),
                self.line_text(line).len(),
            )
        } else {
            (bounds.start, 0)
        };
        let byte = if self.at.byte == edge { far } else { edge };
        Spot { line, byte }
    }

    /// The row at the top of a window of so many columns and rows: as it was,
    /// but the cursor stays in sight and no row below the text is shown that
    /// could be text.
    #[must_use]
    pub fn top(&self, width: usize, height: usize) -> (usize, usize) {
        let cursor = self.row(width);
        let back = |from: (usize, usize)| {
            let mut place = from;
            for _ in 1..height.max(1) {
                match self.beside(place, false, width) {
                    Some(above) => place = above,
                    None => break,
                }
            }
            place
        };
        let last = self.line_count().saturating_sub(1);
        let end = (last, self.count(last, width).saturating_sub(1));
        let line = self.top.0.min(last);
        let row = self.top.1.min(self.count(line, width).saturating_sub(1));
        (line, row).min(back(end)).min(cursor).max(back(cursor))
    }

    /// Remembers what is at the top of the window.
    pub fn follow(&mut self, width: usize, height: usize) {
        self.top = self.top(width, height);
    }

    /// Turns the wheel: the window moves, and takes the cursor along where it
    /// would leave it.
    pub fn scroll(&mut self, down: bool, by: usize, width: usize, height: usize) {
        let mut top = self.top(width, height);
        for _ in 0..by {
            match self.beside(top, down, width) {
                Some(next) => top = next,
                None => break,
            }
        }
        let last = self.line_count().saturating_sub(1);
        let end = (last, self.count(last, width).saturating_sub(1));
        let mut bottom = top;
        for _ in 1..height.max(1) {
            match self.beside(bottom, true, width) {
                Some(next) => bottom = next,
                None => break,
            }
        }
        if down && bottom == end && self.top(width, height) >= top {
            return;
        }
        let cursor = self.row(width);
        let place = cursor.max(top).min(bottom);
        if place != cursor {
            let column = self.goal.unwrap_or_else(|| self.cursor_column(width));
            let byte = self.byte_at(place, column, width);
            self.go(Spot {
                line: place.0,
                byte,
            });
            self.goal = Some(column);
        }
        self.top = top;
        self.follow(width, height);
    }

    /// Puts the cursor at a row and column of a window; beside the text, at
    /// the nearest place in it.
    pub fn click(&mut self, (row, column): (usize, usize), (width, height): (usize, usize)) {
        let hidden = self.cursor_in(width, height).2;
        let mut place = self.top(width, height);
        self.top = place;
        for _ in 0..row {
            match self.beside(place, true, width) {
                Some(next) => place = next,
                None => break,
            }
        }
        let byte = self.byte_at(place, hidden + column, width);
        self.go(Spot {
            line: place.0,
            byte,
        });
    }

    /// Where the cursor is in a window: row and column. In a text of one line
    /// also how many columns are hidden at its left.
    #[must_use]
    pub fn cursor_in(&self, width: usize, height: usize) -> (usize, usize, usize) {
        let column = self.cursor_column(width);
        if !self.is_long {
            let hidden = (column + 1).saturating_sub(width.max(1));
            return (0, column - hidden, hidden);
        }
        let cursor = self.row(width);
        let mut place = self.top(width, height);
        let mut row = 0;
        while place < cursor {
            match self.beside(place, true, width) {
                Some(next) => place = next,
                None => break,
            }
            row += 1;
        }
        (row, column.min(width.saturating_sub(1)), 0)
    }
}
