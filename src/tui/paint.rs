//! The bytes that bring a terminal from one frame to the next: as few as it
//! can be told in, and made without a detour over anybody's formatting.

use super::hyperlink::{END, Link, begin};
use super::view::moves_after;
use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};

/// Blank cells that are worth the sequence that erases to the row's end.
const WORTH_ERASING: usize = 4;

/// How the terminal draws what it is sent next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }
}

/// Adds what changes these cells, which are in the order of reading, to what
/// they are in the buffer, within the links that they are part of. The pen is
/// as it was at first; the cursor is anywhere.
pub fn paint(out: &mut Vec<u8>, buffer: &Buffer, changed: &[Position], links: &[Link]) {
    let mut painter = Painter {
        out,
        buffer,
        links,
        pen: Pen::default(),
        at: None,
        link: None,
    };
    let mut rest = changed;
    while let Some(first) = rest.first() {
        let row = rest.partition_point(|at| at.y == first.y);
        let (now, later) = rest.split_at(row);
        painter.row(now);
        rest = later;
    }
    painter.link_to(None);
    painter.pen_to(Pen::default());
}

struct Painter<'a> {
    out: &'a mut Vec<u8>,
    buffer: &'a Buffer,
    links: &'a [Link],
    pen: Pen,
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
            self.link_to(None);
            self.move_to(*at);
            // It is erased in the background of the pen.
            self.pen_to(Pen::default());
            self.out.extend_from_slice(b"\x1b[K");
        }
    }

    /// The column from which a row is blank to its end.
    fn blank_from(&self, y: u16) -> u16 {
        let Rect { x: left, width, .. } = self.buffer.area;
        let mut blank = left + width;
        while blank > left {
            let at = Position::new(blank - 1, y);
            let Some(cell) = self.buffer.cell(at) else {
                break;
            };
            if cell.symbol() != " " || Pen::of(cell) != Pen::default() || self.linked(at).is_some()
            {
                // Its right half may be among what looks blank.
                let wide = match cell.symbol().len() {
                    1 => 1,
                    _ => cell.cell_width().max(1),
                };
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
        let Some(cell) = self.buffer.cell(at) else {
            return;
        };
        let link = self.linked(at);
        if link != self.link {
            self.link_to(None);
        }
        self.move_to(at);
        self.link_to(link);
        self.pen_to(Pen::of(cell));
        let symbol = cell.symbol();
        self.out.extend_from_slice(symbol.as_bytes());
        let is_one = symbol.len() == 1 || (!moves_after(cell) && cell.cell_width() == 1);
        self.at = is_one.then(|| Position::new(at.x + 1, at.y));
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
                    self.number(gap);
                }
                self.out.push(b'C');
                let cost = self.out.len() - start;
                if usize::from(gap) <= cost && (at.x..to.x).all(|x| self.is_as_drawn(x, to.y)) {
                    self.out.truncate(start);
                    for x in at.x..to.x {
                        let cell = self.buffer.cell(Position::new(x, to.y));
                        let symbol = cell.map_or(" ", Cell::symbol);
                        self.out.extend_from_slice(symbol.as_bytes());
                    }
                }
            }
            None => {
                self.out.extend_from_slice(b"\x1b[");
                self.number(to.y + 1);
                if to.x > 0 {
                    self.out.push(b';');
                    self.number(to.x + 1);
                }
                self.out.push(b'H');
            }
        }
        self.at = Some(to);
    }

    /// Whether a cell is a plain character that the pen would draw as it is.
    fn is_as_drawn(&self, x: u16, y: u16) -> bool {
        let at = Position::new(x, y);
        self.buffer.cell(at).is_some_and(|cell| {
            cell.symbol().len() == 1
                && Pen::of(cell) == self.pen
                && cell.diff_option == CellDiffOption::None
                && self.linked(at) == self.link
        })
    }

    /// Changes how is drawn: by what differs or from the start, whatever is
    /// shorter.
    fn pen_to(&mut self, pen: Pen) {
        if self.pen == pen {
            return;
        }
        let start = self.out.len();
        self.out.extend_from_slice(b"\x1b[");
        if pen != Pen::default() {
            self.out.push(b'0');
            self.add(Modifier::empty(), pen.modifier);
            self.colors(Pen::default(), pen);
        }
        self.out.push(b'm');
        let middle = self.out.len();
        self.out.extend_from_slice(b"\x1b[");
        let removed = self.pen.modifier - pen.modifier;
        let resets = [
            (Modifier::REVERSED, "27"),
            (Modifier::BOLD.union(Modifier::DIM), "22"),
            (Modifier::ITALIC, "23"),
            (Modifier::UNDERLINED, "24"),
            (Modifier::CROSSED_OUT, "29"),
            (Modifier::HIDDEN, "28"),
            (Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK), "25"),
        ];
        let mut kept = self.pen.modifier;
        for (modifiers, code) in resets {
            if removed.intersects(modifiers) {
                self.code(code);
                kept.remove(modifiers);
            }
        }
        self.add(kept, pen.modifier);
        self.colors(self.pen, pen);
        self.out.push(b'm');
        let (whole, differing) = (middle - start, self.out.len() - middle);
        if differing < whole {
            self.out.drain(start..middle);
        } else {
            self.out.truncate(middle);
        }
        self.pen = pen;
    }

    fn add(&mut self, from: Modifier, to: Modifier) {
        let sets = [
            (Modifier::BOLD, "1"),
            (Modifier::DIM, "2"),
            (Modifier::ITALIC, "3"),
            (Modifier::UNDERLINED, "4"),
            (Modifier::SLOW_BLINK, "5"),
            (Modifier::RAPID_BLINK, "6"),
            (Modifier::REVERSED, "7"),
            (Modifier::HIDDEN, "8"),
            (Modifier::CROSSED_OUT, "9"),
        ];
        for (modifier, code) in sets {
            if (to - from).contains(modifier) {
                self.code(code);
            }
        }
    }

    fn colors(&mut self, from: Pen, to: Pen) {
        if from.fg != to.fg {
            self.color('3', to.fg);
        }
        if from.bg != to.bg {
            self.color('4', to.bg);
        }
    }

    /// A colour of letters (3) or of the ground (4). The sixteen are named by
    /// their number, as terminals make some of them brighter in bold if they
    /// are named otherwise.
    fn color(&mut self, of: char, color: Color) {
        let index = match color {
            Color::Reset => None,
            Color::Black => Some(0),
            Color::Red => Some(1),
            Color::Green => Some(2),
            Color::Yellow => Some(3),
            Color::Blue => Some(4),
            Color::Magenta => Some(5),
            Color::Cyan => Some(6),
            Color::Gray => Some(7),
            Color::DarkGray => Some(8),
            Color::LightRed => Some(9),
            Color::LightGreen => Some(10),
            Color::LightYellow => Some(11),
            Color::LightBlue => Some(12),
            Color::LightMagenta => Some(13),
            Color::LightCyan => Some(14),
            Color::White => Some(15),
            Color::Indexed(index) => Some(index),
            Color::Rgb(red, green, blue) => {
                self.code(if of == '3' { "38;2" } else { "48;2" });
                for part in [red, green, blue] {
                    self.out.push(b';');
                    self.number(part.into());
                }
                return;
            }
        };
        match (index, of) {
            (None, '3') => self.code("39"),
            (None, _) => self.code("49"),
            (Some(index), of) => {
                self.code(if of == '3' { "38;5" } else { "48;5" });
                self.out.push(b';');
                self.number(index.into());
            }
        }
    }

    /// One more number of the sequence that is being written.
    fn code(&mut self, code: &str) {
        if self.out.last() != Some(&b'[') {
            self.out.push(b';');
        }
        self.out.extend_from_slice(code.as_bytes());
    }

    fn number(&mut self, number: u16) {
        let digits = [10_000, 1000, 100, 10, 1].map(|unit| number / unit % 10);
        let first = digits.iter().position(|d| *d > 0).unwrap_or(4);
        for digit in digits.iter().skip(first) {
            self.out.push(b'0' + u8::try_from(*digit).unwrap_or(0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::Style;

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

    fn sent(from: &Buffer, to: &Buffer) -> Vec<u8> {
        let changed = from.diff_iter(to).map(|(x, y, _)| Position::new(x, y));
        let mut out = Vec::new();
        paint(&mut out, to, &changed.collect::<Vec<_>>(), &[]);
        out
    }

    proptest! {
        /// What a terminal shows after some frames is what it shows of the
        /// last one alone, and the pen is left as it was.
        #[test]
        fn a_terminal_shows_the_frame(frames in prop::collection::vec(texts(), 1..4)) {
            let mut parser = vt100::Parser::new(4.try_into().unwrap(), 30.try_into().unwrap(), 0);
            let mut from = Buffer::empty(SIZE);
            for texts in &frames {
                let to = buffer(texts);
                parser.process(&sent(&from, &to));
                for y in 0..4 {
                    let mut x = 0;
                    while x < 30 {
                        let cell = &to[(x, y)];
                        let seen = parser.screen().cell(y, x).unwrap();
                        let symbol = if seen.contents().is_empty() { " " } else { seen.contents() };
                        prop_assert_eq!(symbol, cell.symbol(), "at {},{}", x, y);
                        let looks = [
                            (seen.bold(), Modifier::BOLD),
                            (seen.dim(), Modifier::DIM),
                            (seen.italic(), Modifier::ITALIC),
                            (seen.underline(), Modifier::UNDERLINED),
                            (seen.inverse(), Modifier::REVERSED),
                        ];
                        for (seen, modifier) in looks {
                            prop_assert_eq!(seen, cell.modifier.contains(modifier), "{:?} at {},{}", modifier, x, y);
                        }
                        let color = |color: vt100::Color| match color {
                            vt100::Color::Default => Color::Reset,
                            vt100::Color::Idx(3) => Color::Yellow,
                            vt100::Color::Idx(8) => Color::DarkGray,
                            vt100::Color::Idx(n) => Color::Indexed(n),
                            vt100::Color::Rgb(r, g, b) => Color::Rgb(r, g, b),
                        };
                        prop_assert_eq!((color(seen.fgcolor()), color(seen.bgcolor())), (cell.fg, cell.bg));
                        x += cell.cell_width().max(1);
                    }
                }
                let pen = parser.screen();
                prop_assert!(!pen.bold() && !pen.inverse() && pen.fgcolor() == vt100::Color::Default);
                from = to;
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
        let of = |from: &str, to: &str| String::from_utf8(sent(&row(from), &row(to))).unwrap();
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
        let sent = String::from_utf8(sent(&row("ab"), &bold)).unwrap();
        assert_eq!(sent, "\x1b[2H\x1b[1mab\x1b[m");
    }
}
