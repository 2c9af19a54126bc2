//! Taking the terminal over and giving it back, whatever happens.

use super::hyperlink::Link;
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
use crossterm::{cursor, execute, queue};
use ratatui::layout::{Position, Rect};
use std::io::{self, Stdout, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is ours now. The panic hook has to know, and it can
/// be told by nothing but a static.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours. Dropping it gives it back.
#[derive(Debug)]
pub struct Screen {
    inner: ratatui::Terminal<Linked<Whole<Stdout>>>,
    out: Whole<Stdout>,
    links: Links,
    mouse: bool,
    /// Where the cursor was left; none where it is hidden.
    cursor: Option<Position>,
}

impl Screen {
    /// Takes the terminal over: raw, alternate screen, pastes marked, and the
    /// mouse where it is wanted; else clicks stay the terminal's own.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn take(mouse: bool) -> io::Result<Self> {
        give_back_on_panic();
        let out = Whole::new(io::stdout());
        let (backend, links) = Linked::new(out.clone());
        let inner = ratatui::Terminal::new(backend)?;
        let screen = Self {
            inner,
            out,
            links,
            mouse,
            cursor: None,
        };
        enter(mouse)?;
        Ok(screen)
    }

    /// Draws one frame; the terminal shows it at once or not at all. The
    /// cursor is hidden while cells are sent, and is shown where the frame
    /// puts it. A frame is one write; one that shows what is there already
    /// is none. The links of the frame go into what `render` is given.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(
        &mut self,
        render: impl FnOnce(&mut ratatui::Frame<'_>, &mut Vec<Link>),
    ) -> io::Result<()> {
        self.out.hold();
        let drawn = self.draw_held(render);
        match drawn {
            Ok(true) => self.out.send(),
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

    /// Draws into what is kept. Returns whether there is something to be
    /// seen of it.
    fn draw_held(
        &mut self,
        render: impl FnOnce(&mut ratatui::Frame<'_>, &mut Vec<Link>),
    ) -> io::Result<bool> {
        queue!(self.out, BeginSynchronizedUpdate, cursor::Hide)?;
        let links = Links::clone(&self.links);
        let drawn = self.inner.draw(|frame| {
            let mut links = links.borrow_mut();
            links.now.clear();
            render(frame, &mut links.now);
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

    /// Gives the terminal back while something else has it, then takes it
    /// again and forgets what was drawn.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn lend<T>(&mut self, borrower: impl FnOnce() -> T) -> io::Result<T> {
        leave();
        let result = borrower();
        enter(self.mouse)?;
        // Not `clear`: it asks the terminal where its cursor is, and waits.
        self.links.borrow_mut().forget();
        let size = self.inner.size()?;
        self.inner
            .resize(Rect::new(0, 0, size.width, size.height))?;
        Ok(result)
    }
}

/// Puts a text on the terminal's clipboard (OSC 52).
///
/// # Errors
/// When the terminal is gone.
pub fn copy(text: &str) -> io::Result<()> {
    execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

fn enter(mouse: bool) -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    // In one piece, sent before the frame.
    let mut out = io::stdout();
    queue!(
        out,
        EnterAlternateScreen,
        // What a killed program left there is not to be drawn over.
        Clear(ClearType::All),
        EnableBracketedPaste
    )?;
    if mouse {
        queue!(out, EnableMouseCapture)?;
    }
    out.flush()
}

/// Gives the terminal back. Errors are of no use to anybody here: the
/// terminal may be gone.
fn leave() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = execute!(
        io::stdout(),
        EndSynchronizedUpdate,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
    let _ = io::stdout().flush();
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
