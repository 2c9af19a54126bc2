//! What ratatui draws on: it notes where the cursor is to be, and sends what is
//! not shown yet when the frame is done, with the hyperlinks
//! in it. A link that came or went without its text being changed is sent anew.

use super::hyperlink::Link;
use super::paint::Shown;
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// What a frame is to the terminal, and the links of the one before it.
#[derive(Debug, Default)]
pub struct State {
    /// The links of the frame that is drawn, to be set while it is.
    pub now: Vec<Link>,
    /// What the terminal is not told of yet, to be set while it is drawn.
    pub held: Option<Rect>,
    before: Vec<Link>,
    shown: Shown,
    cleared: bool,
    cursor: Option<Position>,
    bytes: Vec<u8>,
}

/// What the backend and whoever draws on it both know.
pub type Links = Rc<RefCell<State>>;

impl State {
    /// The terminal was cleared: it has nothing any more.
    pub fn forget(&mut self) {
        self.before.clear();
        self.shown.forget();
    }

    /// The cells whose link is not the one that the terminal has for them.
    fn stale(&mut self, buffer: &Buffer) -> Vec<Position> {
        if self.now == self.before {
            return Vec::new();
        }
        let gone = self.before.iter().filter(|l| !self.now.contains(l));
        let new = self.now.iter().filter(|l| !self.before.contains(l));
        let mut stale: Vec<Position> = gone
            .chain(new)
            .flat_map(|l| l.area.positions())
            .filter(|at| buffer.area.contains(*at))
            .collect();
        stale.sort_by_key(|at| (at.y, at.x));
        stale.dedup();
        self.before.clone_from(&self.now);
        let mut covered = Position::ORIGIN;
        stale.retain(|at| {
            // The second half of a wide character is sent with its first.
            if covered.y == at.y && at.x < covered.x {
                return false;
            }
            let symbol = buffer.cell(*at).map_or(" ", Cell::symbol);
            let width = unicode_width::UnicodeWidthStr::width(symbol).max(1);
            let width = u16::try_from(width).unwrap_or(1);
            covered = Position::new(at.x.saturating_add(width), at.y);
            true
        });
        stale
    }

    /// The frame is done and in the buffer: sends what changed of it.
    /// Returns whether that was anything, and where the cursor is; none where
    /// it is hidden.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn finish(
        &mut self,
        buffer: &Buffer,
        out: &mut impl Write,
    ) -> io::Result<(bool, Option<Position>)> {
        if let Some(held) = self.held {
            let is_held = |link: &Link| held.intersects(link.area);
            self.now.retain(|link| !is_held(link));
            let as_before = self.before.iter().filter(|link| is_held(link));
            self.now.extend(as_before.cloned());
        }
        let stale = self.stale(buffer);
        self.bytes.clear();
        let links = (stale.as_slice(), self.now.as_slice());
        let changes = self
            .shown
            .paint(&mut self.bytes, buffer, links, (self.cursor, self.held));
        if let Some(at) = self.cursor {
            let (row, column) = (at.y.saturating_add(1), at.x.saturating_add(1));
            write!(self.bytes, "\x1b[{row};{column}H\x1b[?25h")?;
        }
        out.write_all(&self.bytes)?;
        let changed = changes || self.cleared;
        self.cleared = false;
        Ok((changed, self.cursor))
    }
}

/// A terminal that shows links.
#[derive(Debug)]
pub struct Linked<W: Write> {
    inner: CrosstermBackend<W>,
    links: Links,
}

impl<W: Write> Linked<W> {
    /// Sends to a terminal; the links of each frame are put into what is
    /// returned beside it, which also finishes the frame.
    pub fn new(writer: W) -> (Self, Links) {
        let links = Links::default();
        let new = Self {
            inner: CrosstermBackend::new(writer),
            links: Rc::clone(&links),
        };
        (new, links)
    }
}

impl<W: Write> Backend for Linked<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, _: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        // Not looked at, and so not looked for: `finish` finds what changes.
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.links.borrow_mut().cursor = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.links.borrow_mut().cursor = Some(position.into());
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        let mut links = self.links.borrow_mut();
        links.cleared = true;
        links.forget();
        drop(links);
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        // It is asked for with every frame, and crossterm opens a device for
        // each answer.
        match rustix::termios::tcgetwinsize(io::stdout()) {
            // A terminal may say that it is as large as it likes.
            Ok(size) => {
                let (columns, rows) = super::layout::capped((size.ws_col, size.ws_row));
                Ok(Size::new(columns, rows))
            }
            Err(_) => self.inner.size(),
        }
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::hyperlink::END;
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::{Terminal, TerminalOptions, Viewport};

    #[derive(Clone, Default)]
    struct Sink(Rc<RefCell<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn link(x: u16, width: u16, url: &str) -> Link {
        Link {
            area: Rect::new(x, 0, width, 1),
            id: "ev-1".into(),
            url: url.into(),
        }
    }

    #[test]
    fn links_are_sent_when_they_change_and_not_else() {
        let sink = Sink::default();
        let (backend, links) = Linked::new(sink.clone());
        let area = Rect::new(0, 0, 12, 1);
        let viewport = Viewport::Fixed(area);
        let mut terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
        let mut frame = |text: &str, now: &[Link]| {
            sink.0.borrow_mut().clear();
            let done = terminal
                .draw(|frame| {
                    frame.render_widget(text, area);
                    links.borrow_mut().now = now.to_vec();
                })
                .unwrap();
            let mut out = sink.clone();
            links.borrow_mut().finish(done.buffer, &mut out).unwrap();
            String::from_utf8(sink.0.borrow().clone()).unwrap()
        };
        let (begun, other) = (
            "\x1b]8;id=ev-1;https://x\x1b\\",
            "\x1b]8;id=ev-1;https://y\x1b\\",
        );
        let x = link(4, 3, "https://x");
        let first = frame("see doc now", std::slice::from_ref(&x));
        assert!(first.contains(&format!("{begun}doc{END}")), "{first:?}");
        assert_eq!(
            (first.matches(begun).count(), first.matches(END).count()),
            (1, 1)
        );
        let same = frame("see doc now", std::slice::from_ref(&x));
        assert!(!same.contains("]8;") && !same.contains("doc"), "{same:?}");
        let beside = frame("see doc NOW", std::slice::from_ref(&x));
        assert!(
            !beside.contains("]8;") && beside.contains("NOW"),
            "{beside:?}"
        );
        let changed = frame("see doc NOW", &[link(4, 3, "https://y")]);
        assert!(
            changed.contains(other) && changed.contains("doc"),
            "{changed:?}"
        );
        // What is held is linked as it was, and as it is now later.
        links.borrow_mut().held = Some(Rect::new(3, 0, 9, 1));
        let held = frame("SEE DOC NOW", &[link(0, 3, "https://x")]);
        assert!(held.contains(&format!("{begun}SEE{END}")), "{held:?}");
        assert!(!held.contains("DOC") && !held.contains("doc"), "{held:?}");
        links.borrow_mut().held = None;
        let shown = frame("SEE doc NOW", &[link(0, 3, "https://x")]);
        assert!(!shown.contains("]8;") && shown.contains("doc"), "{shown:?}");
        frame("see doc NOW", &[link(4, 3, "https://y")]);
        let gone = frame("see doc NOW", &[]);
        assert!(!gone.contains("]8;") && gone.contains("doc"), "{gone:?}");
    }
}
