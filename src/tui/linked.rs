//! The terminal's cells with hyperlinks in them: what changed is sent, within
//! OSC 8 where it is part of a link; a link that came or went without its
//! text being changed is sent anew.

use super::hyperlink::{END, Link, begin};
use super::steady::Steady;
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Size};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a link is begun and not ended: a panic may come between.
static OPEN: AtomicBool = AtomicBool::new(false);

/// The links of a frame and of the one before it.
#[derive(Debug, Default)]
pub struct State {
    /// Those of the frame that is drawn, to be set while it is.
    pub now: Vec<Link>,
    before: Vec<Link>,
    sent: Vec<Position>,
}

/// What the terminal and whoever draws on it both know.
pub type Links = Rc<RefCell<State>>;

/// Ends a link that was begun, if there is one.
pub fn end_open(out: &mut impl Write) {
    if OPEN.swap(false, Ordering::SeqCst) {
        let _ = out.write_all(END.as_bytes());
    }
}

impl State {
    /// The terminal was cleared: it has no links any more.
    pub fn forget(&mut self) {
        self.before.clear();
    }

    /// The cells whose link is not the one that the terminal has for them,
    /// without those that were sent with this frame.
    pub fn stale(&mut self, buffer: &Buffer) -> Vec<(u16, u16, Cell)> {
        let sent = std::mem::take(&mut self.sent);
        if self.now == self.before {
            return Vec::new();
        }
        let gone = self.before.iter().filter(|l| !self.now.contains(l));
        let new = self.now.iter().filter(|l| !self.before.contains(l));
        let mut stale: Vec<Position> = gone
            .chain(new)
            .flat_map(|l| l.area.positions())
            .filter(|at| !sent.contains(at))
            .collect();
        stale.sort_by_key(|at| (at.y, at.x));
        stale.dedup();
        self.before.clone_from(&self.now);
        let mut cells: Vec<(u16, u16, Cell)> = Vec::with_capacity(stale.len());
        let mut covered = Position::ORIGIN;
        for at in stale {
            // The second half of a wide character is sent with its first.
            if covered.y == at.y && at.x < covered.x {
                continue;
            }
            if let Some(cell) = buffer.cell(at) {
                let width = unicode_width::UnicodeWidthStr::width(cell.symbol()).max(1);
                let width = u16::try_from(width).unwrap_or(1);
                covered = Position::new(at.x.saturating_add(width), at.y);
                cells.push((at.x, at.y, cell.clone()));
            }
        }
        cells
    }
}

/// A terminal that shows links.
#[derive(Debug)]
pub struct Linked<W: Write> {
    inner: Steady<W>,
    links: Links,
    cursor: Option<Position>,
    changed: bool,
}

impl<W: Write> Linked<W> {
    /// Sends to a terminal; the links of each frame are put into what is
    /// returned beside it.
    pub fn new(writer: W) -> (Self, Links) {
        let links = Links::default();
        let new = Self {
            inner: Steady::new(writer),
            links: Rc::clone(&links),
            cursor: None,
            changed: false,
        };
        (new, links)
    }

    /// Whether cells were sent since this was asked last, and where the
    /// cursor is; none where it is hidden.
    pub fn frame_done(&mut self) -> (bool, Option<Position>) {
        (std::mem::take(&mut self.changed), self.cursor)
    }

    /// Sends cells after their frame, and puts the cursor back.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn resend(&mut self, cells: &[(u16, u16, Cell)]) -> io::Result<()> {
        if cells.is_empty() {
            return Ok(());
        }
        self.draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell)))?;
        self.links.borrow_mut().sent.clear();
        match self.cursor {
            Some(at) => self.inner.set_cursor_position(at),
            None => Ok(()),
        }
    }
}

impl<W: Write> Backend for Linked<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.changed = true;
        let state = Rc::clone(&self.links);
        let mut state = state.borrow_mut();
        let State { now, before, sent } = &mut *state;
        if now.is_empty() && before.is_empty() {
            return self.inner.draw(content);
        }
        let of = |links: &[Link], at: Position| links.iter().position(|l| l.area.contains(at));
        let mut run: Vec<(u16, u16, &Cell)> = Vec::new();
        let mut linked = None;
        for (x, y, cell) in content {
            let at = Position::new(x, y);
            let here = of(now, at);
            if here.is_some() || of(before, at).is_some() {
                sent.push(at);
            }
            if here != linked {
                self.send(&mut run, linked.and_then(|n: usize| now.get(n)))?;
                linked = here;
            }
            run.push((x, y, cell));
        }
        self.send(&mut run, linked.and_then(|n| now.get(n)))
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.cursor = None;
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        self.cursor = Some(position);
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.changed = true;
        self.links.borrow_mut().forget();
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.changed = true;
        self.links.borrow_mut().forget();
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

impl<W: Write> Linked<W> {
    fn send(&mut self, run: &mut Vec<(u16, u16, &Cell)>, link: Option<&Link>) -> io::Result<()> {
        if run.is_empty() {
            return Ok(());
        }
        if let Some(link) = link {
            OPEN.store(true, Ordering::SeqCst);
            self.inner.write_all(begin(link).as_bytes())?;
        }
        self.inner.draw(run.drain(..))?;
        if link.is_some() {
            self.inner.write_all(END.as_bytes())?;
            OPEN.store(false, Ordering::SeqCst);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
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
            let stale = links.borrow_mut().stale(done.buffer);
            terminal.backend_mut().resend(&stale).unwrap();
            String::from_utf8(sink.0.borrow().clone()).unwrap()
        };
        let (begun, other) = (
            "\x1b]8;id=ev-1;https://x\x1b\\",
            "\x1b]8;id=ev-1;https://y\x1b\\",
        );
        let x = link(4, 3, "https://x");
        let first = frame("see doc now", std::slice::from_ref(&x));
        assert!(first.contains(&format!("{begun}\x1b[1;5Hdoc")), "{first:?}");
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
        let gone = frame("see doc NOW", &[]);
        assert!(!gone.contains("]8;") && gone.contains("doc"), "{gone:?}");
    }
}
