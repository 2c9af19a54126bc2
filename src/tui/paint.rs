//! The bytes that bring a terminal from one frame to the next: as few as it
//! can be told in, and made without a detour over anybody's formatting.

use super::changed::{changed, columns, is_bare, is_one, leaves_bare};
use super::hyperlink::{END, Link, begin};
use super::pen::{Drawing, Pen, number};
use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::{Position, Rect};
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
            frame,
            shown: &mut self.cells,
            links,
            cursor,
            drawing: Drawing::default(),
            at: None,
            link: None,
        };
        for row in cells.chunk_by(|a, b| a.y == b.y) {
            painter.row(row);
        }
        painter.link_to(None);
        painter.drawing.change_to(painter.out, Pen::default());
        self.changed = cells;
        !self.changed.is_empty()
    }
}

struct Painter<'a> {
    out: &'a mut Vec<u8>,
    frame: &'a Buffer,
    shown: &'a mut Buffer,
    links: &'a [Link],
    cursor: Option<Position>,
    drawing: Drawing,
    /// Where the terminal writes next, where that is beyond doubt.
    at: Option<Position>,
    /// The link that is begun.
    link: Option<usize>,
}

impl Painter<'_> {
    /// Changed cells of one row.
    fn row(&mut self, changed: &[Position]) {
        let Some(first) = changed.first() else { return };
        let blank = self.blank_from(first.y);
        let drawn = changed.partition_point(|at| at.x < blank);
        let (drawn, behind) = changed.split_at(drawn);
        let erases = behind.len() >= WORTH_ERASING;
        for at in drawn.iter().chain(behind.iter().filter(|_| !erases)) {
            self.cell(*at);
        }
        if let Some(at) = behind.first().filter(|_| erases) {
            self.erase(*at);
        }
    }

    /// Erases a row from a cell on.
    fn erase(&mut self, from: Position) {
        self.link_to(None);
        self.move_to(from);
        let is_under = |at: Position| at.y == from.y && at.x >= from.x;
        if !self.drawing.pen().erases() || self.cursor.is_some_and(is_under) {
            self.drawing.change_to(self.out, Pen::default());
        }
        self.out.extend_from_slice(b"\x1b[K");
        for x in from.x..self.frame.area.right() {
            if let Some(cell) = self.shown.cell_mut((x, from.y)) {
                cell.reset();
                self.drawing.pen().color(cell);
            }
        }
    }

    /// The column from which a row is blank to its end.
    fn blank_from(&self, y: u16) -> u16 {
        let Rect { x: left, width, .. } = self.frame.area;
        let mut blank = left + width;
        while blank > left {
            let at = Position::new(blank - 1, y);
            let Some(cell) = self.frame.cell(at) else {
                break;
            };
            // The terminal's ground, which the cursor may stand on as it is.
            let is_ground = is_bare(cell)
                && cell.bg == Color::Reset
                && (self.cursor != Some(at) || Pen::of(cell) == Pen::default());
            if !is_ground || self.linked(at).is_some() {
                // Its right half may be among what looks blank.
                let wide = u16::try_from(columns(cell)).unwrap_or(1);
                blank = (blank - 1 + wide).min(left + width);
                break;
            }
            blank -= 1;
        }
        blank
    }

    fn linked(&self, at: Position) -> Option<usize> {
        self.links.iter().position(|link| link.area.contains(at))
    }

    fn cell(&mut self, at: Position) {
        let frame = self.frame;
        let Some(cell) = frame.cell(at) else {
            return;
        };
        let link = self.linked(at);
        if link != self.link {
            self.link_to(None);
        }
        self.move_to(at);
        self.link_to(link);
        if !self.draws(cell, at) {
            self.drawing.change_to(self.out, Pen::of(cell));
        }
        self.out.extend_from_slice(cell.symbol().as_bytes());
        self.is_shown(cell, at);
        let is_one = is_one(cell);
        if !is_one {
            self.is_covered(cell, at);
        }
        self.at = is_one.then(|| Position::new(at.x + 1, at.y));
    }

    /// Whether a cell comes out as it is to look with the pen as it is.
    fn draws(&self, cell: &Cell, at: Position) -> bool {
        self.drawing.pen() == Pen::of(cell)
            || is_bare(cell)
                && self.drawing.pen().bg == cell.bg
                && leaves_bare(self.drawing.pen())
                && self.cursor != Some(at)
    }

    /// Notes what the terminal has drawn with the pen.
    fn is_shown(&mut self, cell: &Cell, at: Position) {
        if let Some(shown) = self.shown.cell_mut(at) {
            shown.clone_from(cell);
            self.drawing.pen().color(shown);
        }
    }

    /// Notes what is below the other half of a cell that was drawn.
    fn is_covered(&mut self, cell: &Cell, at: Position) {
        let wide = u16::try_from(columns(cell)).unwrap_or(1);
        for x in (at.x + 1)..at.x.saturating_add(wide) {
            let hidden = self.frame.cell((x, at.y));
            if let (Some(hidden), Some(shown)) = (hidden, self.shown.cell_mut((x, at.y))) {
                shown.clone_from(hidden);
            }
        }
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
    fn move_to(&mut self, to: Position) {
        if self.at == Some(to) {
            return;
        }
        let ahead = self.at.filter(|at| at.y == to.y && at.x < to.x);
        match ahead {
            Some(at) => {
                let gap = to.x - at.x;
                let start = self.out.len();
                self.out.extend_from_slice(b"\x1b[");
                if gap > 1 {
                    number(self.out, gap);
                }
                self.out.push(b'C');
                let cost = self.out.len() - start;
                if usize::from(gap) <= cost && (at.x..to.x).all(|x| self.is_as_drawn(x, to.y)) {
                    self.out.truncate(start);
                    let frame = self.frame;
                    for at in (at.x..to.x).map(|x| Position::new(x, to.y)) {
                        if let Some(cell) = frame.cell(at) {
                            self.out.extend_from_slice(cell.symbol().as_bytes());
                            self.is_shown(cell, at);
                        }
                    }
                }
            }
            None => self.jump_to(to),
        }
        self.at = Some(to);
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
    fn is_as_drawn(&self, x: u16, y: u16) -> bool {
        let at = Position::new(x, y);
        self.frame.cell(at).is_some_and(|cell| {
            cell.symbol().len() == 1
                && self.draws(cell, at)
                && cell.diff_option == CellDiffOption::None
                && self.linked(at) == self.link
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::{Modifier, Style};

    const SIZE: Rect = Rect::new(0, 0, 30, 4);

    fn style() -> impl Strategy<Value = Style> {
        let colors = [
            Color::Reset,
            Color::Reset,
            Color::Yellow,
            Color::DarkGray,
            Color::Indexed(200),
            Color::Rgb(1, 20, 255),
        ];
        let colors = move || proptest::sample::select(colors.to_vec());
        // Those that the emulator tells apart.
        let modifiers = [
            Modifier::empty(),
            Modifier::REVERSED,
            Modifier::BOLD,
            Modifier::DIM,
            Modifier::UNDERLINED | Modifier::REVERSED,
            Modifier::ITALIC | Modifier::BOLD,
        ];
        let modifiers = proptest::sample::select(modifiers.to_vec());
        let with = |(fg, bg, m)| Style::reset().fg(fg).bg(bg).add_modifier(m);
        (colors(), colors(), modifiers).prop_map(with)
    }

    /// Where a text is written, which, and how.
    type Text = (u16, u16, String, Style);

    fn texts() -> impl Strategy<Value = Vec<Text>> {
        let text = prop_oneof![
            3 => "[a-c ]{1,12}",
            1 => Just("                              ".to_owned()),
            1 => Just("· ✓ é x".to_owned()),
            2 => Just("漢字 x".to_owned()),
            1 => Just("e\u{301} 👩\u{200d}🔬ｱ|".to_owned()),
        ];
        prop::collection::vec((0..30_u16, 0..4_u16, text, style()), 0..12)
    }

    fn buffer(texts: &[Text]) -> Buffer {
        let mut buffer = Buffer::empty(SIZE);
        for (x, y, text, style) in texts {
            buffer.set_string(*x, *y, text, *style);
        }
        crate::tui::view::settle(&mut buffer);
        buffer
    }

    fn sent(shown: &mut Shown, to: &Buffer, cursor: Option<Position>) -> Vec<u8> {
        let mut out = Vec::new();
        let changes = shown.paint(&mut out, to, (&[], &[]), cursor);
        assert_eq!(changes, !out.is_empty());
        out
    }

    /// What is seen of a cell, of what `paint` may leave to chance nothing.
    fn seen(cell: &Cell) -> (String, Pen) {
        let mut pen = Pen::of(cell);
        if is_bare(cell) {
            pen = Pen {
                bg: pen.bg,
                ..Pen::default()
            };
        }
        (cell.symbol().to_owned(), pen)
    }

    /// A cell of the emulator, as a cell of ours.
    fn emulated(screen: &vt100::Screen, (x, y): (u16, u16)) -> Cell {
        let of = screen.cell(y, x).unwrap();
        let color = |color: vt100::Color| match color {
            vt100::Color::Default => Color::Reset,
            vt100::Color::Idx(3) => Color::Yellow,
            vt100::Color::Idx(8) => Color::DarkGray,
            vt100::Color::Idx(n) => Color::Indexed(n),
            vt100::Color::Rgb(r, g, b) => Color::Rgb(r, g, b),
        };
        let looks = [
            (of.bold(), Modifier::BOLD),
            (of.dim(), Modifier::DIM),
            (of.italic(), Modifier::ITALIC),
            (of.underline(), Modifier::UNDERLINED),
            (of.inverse(), Modifier::REVERSED),
        ];
        let mut cell = Cell::EMPTY;
        cell.set_symbol(if of.has_contents() {
            of.contents()
        } else {
            " "
        });
        (cell.fg, cell.bg) = (color(of.fgcolor()), color(of.bgcolor()));
        cell.modifier = looks
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, m)| m)
            .collect();
        cell
    }

    proptest! {
        /// What a terminal shows after some frames is what it shows of the
        /// last one alone, and the pen is left as it was. Under the cursor is
        /// just what is in the frame.
        #[test]
        fn a_terminal_shows_the_frame(frames in prop::collection::vec((texts(), 0..30_u16, 0..4_u16), 1..6)) {
            let parser = || vt100::Parser::new(4.try_into().unwrap(), 30.try_into().unwrap(), 0);
            let (mut all, mut shown) = (parser(), Shown::default());
            for (texts, x, y) in &frames {
                let to = buffer(texts);
                let cursor = Position::new(*x, *y);
                all.process(&sent(&mut shown, &to, Some(cursor)));
                let mut alone = parser();
                alone.process(&sent(&mut Shown::default(), &to, None));
                let pen = all.screen();
                prop_assert!(!pen.bold() && !pen.dim() && !pen.inverse() && pen.fgcolor() == vt100::Color::Default);
                for y in 0..4 {
                    let mut x = 0;
                    while x < 30 {
                        let at = Position::new(x, y);
                        let now = emulated(all.screen(), (x, y));
                        prop_assert_eq!(seen(&now), seen(&to[at]), "at {}", at);
                        prop_assert_eq!(seen(&now), seen(&emulated(alone.screen(), (x, y))), "alone, at {}", at);
                        prop_assert_eq!(Pen::of(&now), Pen::of(&shown.cells[at]), "known, at {}", at);
                        if at == cursor {
                            prop_assert_eq!(Pen::of(&now), Pen::of(&to[at]), "cursor, at {}", at);
                        }
                        x += u16::try_from(columns(&to[at])).unwrap();
                    }
                }
            }
        }
    }

    #[test]
    fn little_is_sent() {
        let row = |text: &str| {
            let mut buffer = Buffer::empty(SIZE);
            buffer.set_string(0, 1, text, Style::new());
            buffer
        };
        let between = |from: &Buffer, to: &Buffer| {
            let mut shown = Shown::default();
            sent(&mut shown, from, None);
            String::from_utf8(sent(&mut shown, to, None)).unwrap()
        };
        let of = |from: &str, to: &str| between(&row(from), &row(to));
        // Few equal cells are written once more, many are passed over.
        assert_eq!(of("one fine day", "two fine dad"), "\x1b[2Htwo\x1b[8Cd");
        assert_eq!(of("one a day", "two a dad"), "\x1b[2Htwo\x1b[5Cd");
        assert_eq!(of("day a one", "dad a two"), "\x1b[2;3Hd a two");
        // What is blank to the end of the row is erased.
        assert_eq!(of("a long text", "a lot"), "\x1b[2;5Ht\x1b[K");
        assert_eq!(of("abcd", "ab"), "\x1b[2;3H  ");
        assert_eq!(of("漢 long text", "漢"), "\x1b[2;4H\x1b[K");
        assert_eq!(of("a long text", "漢"), "\x1b[2H漢\x1b[2;3H\x1b[K");
        let mut bold = row("ab");
        bold.set_style(Rect::new(0, 1, 2, 1), Modifier::BOLD);
        assert_eq!(between(&row("ab"), &bold), "\x1b[2H\x1b[1mab\x1b[m");
        // What is not seen of a blank is left as it is, and so is the pen.
        let styled = |texts: &[(u16, &str, Style)]| {
            let mut buffer = Buffer::empty(SIZE);
            for (x, text, style) in texts {
                buffer.set_string(*x, 1, text, *style);
            }
            buffer
        };
        let (plain, dim) = (Style::new(), Style::new().dim());
        let yellow = Style::new().fg(Color::Yellow);
        assert_eq!(
            between(
                &styled(&[(0, "a note of olden days", plain)]),
                &styled(&[(0, "by", dim), (2, "     ", plain), (7, "hand", dim)])
            ),
            "\x1b[2H\x1b[2mby     hand\x1b[K\x1b[m"
        );
        // A colour has its short name, but not in bold.
        assert_eq!(
            between(
                &styled(&[]),
                &styled(&[(0, "a", yellow), (1, "b", yellow.bold()), (2, "c", yellow)])
            ),
            "\x1b[2H\x1b[33ma\x1b[1;38;5;3mb\x1b[22mc\x1b[m"
        );
    }
}
