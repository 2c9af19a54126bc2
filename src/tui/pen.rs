//! How a terminal draws what it is sent, and the shortest sequence (SGR) that
//! changes it.

use super::changed::leaves_bare;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// How the terminal draws what it is sent next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pen {
    pub fg: Color,
    pub bg: Color,
    pub modifier: Modifier,
}

impl Pen {
    pub fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// Has a cell look as it is drawn.
    pub fn color(self, cell: &mut Cell) {
        (cell.fg, cell.bg, cell.modifier) = (self.fg, self.bg, self.modifier);
    }

    /// Whether what is erased with it is the terminal's own ground.
    pub fn erases(self) -> bool {
        self.bg == Color::Reset && leaves_bare(self)
    }
}

/// How a terminal draws now, and what is known of how it was told so.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    pen: Pen,
    /// Whether the pen's colour is named so that bold would make it another.
    brightens: bool,
}

impl Drawing {
    /// How is drawn now.
    pub fn pen(&self) -> Pen {
        self.pen
    }

    /// Changes how is drawn: by what differs or from the start, whatever is
    /// shorter.
    pub fn change_to(&mut self, out: &mut Vec<u8>, pen: Pen) {
        if self.pen == pen {
            return;
        }
        let start = out.len();
        out.extend_from_slice(b"\x1b[");
        if pen != Pen::default() {
            out.push(b'0');
            add(out, Modifier::empty(), pen.modifier);
            colors(out, Pen::default(), pen);
        }
        out.push(b'm');
        let middle = out.len();
        out.extend_from_slice(b"\x1b[");
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
                put(out, code);
                kept.remove(modifiers);
            }
        }
        add(out, kept, pen.modifier);
        // In bold it would become another.
        let renamed =
            self.brightens && pen.modifier.contains(Modifier::BOLD) && pen.fg == self.pen.fg;
        let from = Pen {
            fg: if renamed { Color::Reset } else { self.pen.fg },
            ..self.pen
        };
        let names_fg = from.fg != pen.fg;
        colors(out, from, pen);
        out.push(b'm');
        let (whole, differing) = (middle - start, out.len() - middle);
        if differing < whole {
            out.drain(start..middle);
            if names_fg {
                self.brightens = short(pen.fg, pen.modifier).is_some();
            }
        } else {
            out.truncate(middle);
            self.brightens = short(pen.fg, pen.modifier).is_some();
        }
        self.pen = pen;
    }
}

fn add(out: &mut Vec<u8>, from: Modifier, to: Modifier) {
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
            put(out, code);
        }
    }
}

fn colors(out: &mut Vec<u8>, from: Pen, to: Pen) {
    if from.fg != to.fg {
        match short(to.fg, to.modifier) {
            Some(code) => put(out, code),
            None => color(out, '3', to.fg),
        }
    }
    if from.bg != to.bg {
        color(out, '4', to.bg);
    }
}

/// A colour of letters (3) or of the ground (4), of the sixteen by its
/// number: see [`short`].
fn color(out: &mut Vec<u8>, of: char, color: Color) {
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
            put(out, if of == '3' { "38;2" } else { "48;2" });
            for part in [red, green, blue] {
                out.push(b';');
                number(out, part.into());
            }
            return;
        }
    };
    match (index, of) {
        (None, '3') => put(out, "39"),
        (None, _) => put(out, "49"),
        (Some(index), of) => {
            put(out, if of == '3' { "38;5" } else { "48;5" });
            out.push(b';');
            number(out, index.into());
        }
    }
}

/// One more number of the sequence that is being written.
fn put(out: &mut Vec<u8>, code: &str) {
    if out.last() != Some(&b'[') {
        out.push(b';');
    }
    out.extend_from_slice(code.as_bytes());
}

/// A number in digits.
pub(super) fn number(out: &mut Vec<u8>, number: u16) {
    let digits = [10_000, 1000, 100, 10, 1].map(|unit| number / unit % 10);
    let first = digits.iter().position(|d| *d > 0).unwrap_or(4);
    for digit in digits.iter().skip(first) {
        out.push(b'0' + u8::try_from(*digit).unwrap_or(0));
    }
}

/// The short name of a colour of letters, where it has one that means the same:
/// terminals make some of the sixteen brighter in bold if they are named so.
fn short(color: Color, modifier: Modifier) -> Option<&'static str> {
    if modifier.contains(Modifier::BOLD) {
        return None;
    }
    Some(match color {
        Color::Black | Color::Indexed(0) => "30",
        Color::Red | Color::Indexed(1) => "31",
        Color::Green | Color::Indexed(2) => "32",
        Color::Yellow | Color::Indexed(3) => "33",
        Color::Blue | Color::Indexed(4) => "34",
        Color::Magenta | Color::Indexed(5) => "35",
        Color::Cyan | Color::Indexed(6) => "36",
        Color::Gray | Color::Indexed(7) => "37",
        _ => return None,
    })
}
