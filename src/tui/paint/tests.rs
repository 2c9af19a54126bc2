//! What is sent brings a terminal to the frame.

use super::*;
use proptest::prelude::*;
use ratatui::layout::Rect;
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
    let changes = shown.paint(&mut out, to, (&[], &[]), (cursor, None));
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
                    prop_assert_eq!(Some(Pen::of(&now)), shown.cells.pen(x, y), "known, at {}", at);
                    if at == cursor {
                        prop_assert_eq!(Pen::of(&now), Pen::of(&to[at]), "cursor, at {}", at);
                    }
                    x += u16::try_from(columns(&to[at])).unwrap();
                }
            }
        }
    }
}

/// Two panes beside each other, of which neither reaches into the other.
fn panes(texts: &[Text]) -> Buffer {
    let mut buffer = Buffer::empty(SIZE);
    for (x, y, text, style) in texts {
        let end = if *x < PANE { PANE } else { SIZE.width };
        buffer.set_stringn(*x, *y, text, usize::from(end - x), *style);
    }
    crate::tui::view::settle(&mut buffer);
    buffer
}

const PANE: u16 = 15;

proptest! {
    /// What is held stays as it was, and comes when it is not held any more.
    #[test]
    fn what_is_held_comes_later(frames in prop::collection::vec((texts(), any::<bool>()), 1..8)) {
        let mut terminal = vt100::Parser::new(4.try_into().unwrap(), 30.try_into().unwrap(), 0);
        let (mut shown, mut before) = (Shown::default(), panes(&[]));
        let pane = Rect::new(PANE, 0, SIZE.width - PANE, SIZE.height);
        let last = frames.last().map(|(texts, _)| (texts.clone(), false));
        for (texts, is_held) in frames.into_iter().chain(last) {
            let mut to = panes(&texts);
            if is_held {
                // It is left out of the frame then.
                pane.positions().for_each(|at| to[at].reset());
            }
            let mut out = Vec::new();
            shown.paint(&mut out, &to, (&[], &[]), (None, is_held.then_some(pane)));
            terminal.process(&out);
            for y in 0..4 {
                let mut x = 0;
                while x < 30 {
                    let (now, at) = (emulated(terminal.screen(), (x, y)), Position::new(x, y));
                    let stays = is_held && pane.contains(at);
                    let then = if stays { &before[at] } else { &to[at] };
                    prop_assert_eq!(seen(&now), seen(then), "at {}", at);
                    x += u16::try_from(columns(&now)).unwrap();
                }
            }
            for at in SIZE.positions() {
                before[at] = emulated(terminal.screen(), (at.x, at.y));
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
