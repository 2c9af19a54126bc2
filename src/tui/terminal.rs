//! Taking the terminal over and giving it back, whatever happens.

use super::hyperlink::Link;
use super::line::{Output, Settings};
use super::linked::{Linked, Links};
use super::whole::Whole;
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, queue};
use ratatui::layout::{Position, Rect};
use std::io;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Whether the terminal is ours now. The panic hook has to know, and it can
/// be told by nothing but a static.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether the terminal may have half of an escape sequence of ours.
static TORN: AtomicBool = AtomicBool::new(false);
/// How long a terminal that takes nothing is waited for when it is given back.
const PATIENCE: Duration = Duration::from_secs(1);

/// The terminal while it is ours. Dropping it gives it back.
#[derive(Debug)]
pub struct Screen {
    inner: ratatui::Terminal<Linked<Whole<Output>>>,
    out: Whole<Output>,
    links: Links,
    mouse: bool,
    /// Where the cursor was left; none where it is hidden.
    cursor: Option<Position>,
    /// Whether what the terminal shows may be another than was drawn.
    stale: bool,
}

impl Screen {
    /// Takes the terminal over: raw, alternate screen, pastes marked, and the
    /// mouse where it is wanted; else clicks stay the terminal's own.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn take(mouse: bool) -> io::Result<Self> {
        give_back_on_panic();
        let out = Whole::new(Output::open());
        let (backend, links) = Linked::new(out.clone());
        let inner = ratatui::Terminal::new(backend)?;
        let mut screen = Self {
            inner,
            out,
            links,
            mouse,
            cursor: None,
            stale: false,
        };
        screen.enter()?;
        Ok(screen)
    }

    /// Draws one frame; the terminal shows it at once or not at all. The
    /// cursor is hidden while cells are sent, and is shown where the frame
    /// puts it. A frame is one write; one that shows what is there already
    /// is none. The links of the frame go into what `render` is given. What is
    /// `held` stays on the terminal as it is: `render` is told what that is, where
    /// the terminal has it. A terminal that has not taken the
    /// last frame yet gets no new one.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(
        &mut self,
        held: Option<Rect>,
        render: impl FnOnce(&mut ratatui::Frame<'_>, &mut Vec<Link>, Option<Rect>),
    ) -> io::Result<()> {
        if self.out.is_behind() {
            self.send()?;
            if self.out.is_behind() {
                return Ok(());
            }
        }
        self.out.hold();
        let drawn = self.draw_kept(held, render);
        match drawn {
            Ok(true) => self.send(),
            Ok(false) => {
                self.out.drop_frame();
                Ok(())
            }
            Err(error) => {
                self.out.drop_frame();
                Err(error)
            }
        }
    }

    fn send(&mut self) -> io::Result<()> {
        let sent = self.out.send();
        TORN.store(self.out.is_behind(), Ordering::SeqCst);
        sent
    }

    /// Whether the terminal has not taken all of the last frame yet.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.out.is_behind()
    }

    /// Draws into what is kept. Returns whether there is something to be
    /// seen of it.
    fn draw_kept(
        &mut self,
        held: Option<Rect>,
        render: impl FnOnce(&mut ratatui::Frame<'_>, &mut Vec<Link>, Option<Rect>),
    ) -> io::Result<bool> {
        queue!(self.out, BeginSynchronizedUpdate, cursor::Hide)?;
        let stale = std::mem::take(&mut self.stale);
        if stale {
            self.forget()?;
        }
        let links = Links::clone(&self.links);
        let drawn = self.inner.draw(|frame| {
            let mut links = links.borrow_mut();
            links.now.clear();
            // A terminal that has nothing is told of everything.
            let held = held.filter(|_| !stale);
            links.held = held;
            render(frame, &mut links.now, held);
        })?;
        let finished = links.borrow_mut().finish(drawn.buffer, &mut self.out);
        let (changed, cursor) = finished?;
        queue!(self.out, EndSynchronizedUpdate)?;
        let moved = std::mem::replace(&mut self.cursor, cursor) != cursor;
        Ok(changed || moved)
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.inner.size()?;
        Ok((size.width, size.height))
    }

    /// Lends the terminal to a program that may leave it in any state: the
    /// line's settings are afterwards what they were before. A program with a
    /// window of its own shows nothing here: `says` stands there meanwhile.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn lend_to_program<T>(
        &mut self,
        says: &str,
        borrower: impl FnOnce() -> T,
    ) -> io::Result<T> {
        self.lend(|| {
            let settings = Settings::now();
            Output::open().write_within(format!("{says} ").as_bytes(), PATIENCE);
            let result = borrower();
            settings.put_back();
            Output::open().write_within(b"\r\x1b[K", PATIENCE);
            result
        })
    }

    /// Gives the terminal back while something else has it, then takes it
    /// again and forgets what was drawn.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn lend<T>(&mut self, borrower: impl FnOnce() -> T) -> io::Result<T> {
        leave();
        self.out.drop_frame();
        let result = borrower();
        self.enter()?;
        self.forget()?;
        Ok(result)
    }

    /// The terminal has been another size: it may have lost what it showed,
    /// also where it is again as large as it was.
    pub fn resized(&mut self) {
        self.stale = true;
    }

    fn forget(&mut self) -> io::Result<()> {
        // Not `clear`: it asks the terminal where its cursor is, and waits.
        self.links.borrow_mut().forget();
        let size = self.inner.size()?;
        self.inner.resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Puts a text on the terminal's clipboard (OSC 52).
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        queue!(self.out, CopyToClipboard::to_clipboard_from(text))?;
        self.send()
    }

    fn enter(&mut self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        // In one piece, sent before the frame.
        queue!(
            self.out,
            EnterAlternateScreen,
            // What a killed program left there is not to be drawn over.
            Clear(ClearType::All),
            EnableBracketedPaste
        )?;
        if self.mouse {
            queue!(self.out, EnableMouseCapture)?;
        }
        self.send()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

/// Gives the terminal back. Errors are of no use to anybody here: the
/// terminal may be gone, or take nothing.
fn leave() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut bytes = Vec::new();
    if TORN.swap(false, Ordering::SeqCst) {
        // CAN: what was begun is no sequence.
        bytes.push(0x18);
    }
    let _ = queue!(
        bytes,
        EndSynchronizedUpdate,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        cursor::Show
    );
    Output::open().write_within(&bytes, PATIENCE);
    let _ = disable_raw_mode();
}

/// A panic's message has to appear on the ordinary screen.
fn give_back_on_panic() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            leave();
            before(info);
        }));
    });
}
