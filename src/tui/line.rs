//! The terminal's line, opened once more: neither reading from it nor writing
//! to it makes the program wait, so that signals are obeyed and typed text is
//! journalled also while half a key has come in or nobody reads what is shown.
//! The line as the program was given it stays as it is, for the shell and the
//! programs that the terminal is lent to.

use super::wait::Waker;
use crossterm::event::{self, Event};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::termios::QueueSelector;
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The terminal behind a descriptor, opened anew and never waiting; none where
/// that is not to be had.
fn anew(of: impl AsFd) -> Option<OwnedFd> {
    let name = rustix::termios::ttyname(of, Vec::new()).ok()?;
    let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    rustix::fs::open(name, flags, Mode::empty()).ok()
}

/// Where keys come from. Dropping it gives standard input back as it was.
#[derive(Debug)]
pub struct Input {
    given: OwnedFd,
    lost: Arc<AtomicBool>,
    /// What is looked out for, and who is woken: until somebody does.
    unwatched: RefCell<Option<(OwnedFd, Waker)>>,
}

impl Input {
    /// Puts a line that never waits in the place of standard input.
    ///
    /// # Errors
    /// When the system is out of descriptors.
    pub fn take(waker: Waker) -> io::Result<Self> {
        let given = rustix::io::fcntl_dupfd_cloexec(io::stdin(), 3)?;
        let own = anew(&given);
        if let Some(own) = &own {
            rustix::stdio::dup2_stdin(own)?;
        }
        Ok(Self {
            given,
            lost: Arc::default(),
            unwatched: RefCell::new(own.map(|own| (own, waker))),
        })
    }

    /// Wakes the program when the terminal is gone. To be called before anything
    /// is read from it; the first frame need not wait for it.
    ///
    /// # Errors
    /// When the system is out of descriptors.
    pub fn watch(&self) -> io::Result<()> {
        if let Some((own, waker)) = self.unwatched.take() {
            let (silent, peer) = UnixStream::pair()?;
            silent.set_nonblocking(true)?;
            let lost = Arc::clone(&self.lost);
            // Without a thread it is noticed at the next key.
            let _ = std::thread::Builder::new()
                .spawn(move || look_out(&own, (silent, peer), &lost, &waker));
        }
        Ok(())
    }

    /// Whether the terminal is gone.
    #[must_use]
    pub fn lost(&self) -> bool {
        let hung_up = |fd: &OwnedFd| {
            let mut fds = [PollFd::new(fd, PollFlags::empty())];
            let now = Timespec::default();
            let _ = poll(&mut fds, Some(&now));
            fds.first().is_some_and(|fd| is_over(fd.revents()))
        };
        self.lost.load(Ordering::SeqCst) || hung_up(&self.given)
    }

    /// Standard input as the program was given it, for another program.
    ///
    /// # Errors
    /// When the system is out of descriptors.
    pub fn given(&self) -> io::Result<Stdio> {
        Ok(self.given.try_clone()?.into())
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        if !self.lost.load(Ordering::SeqCst) {
            let _ = rustix::stdio::dup2_stdin(&self.given);
        }
    }
}

fn is_over(flags: PollFlags) -> bool {
    flags.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
}

/// Waits for the end of the line. Then nothing may be read from it any more:
/// crossterm would try for ever. What it gets is a line that is silent.
fn look_out(own: &OwnedFd, silent: (UnixStream, UnixStream), lost: &AtomicBool, waker: &Waker) {
    loop {
        let mut fds = [PollFd::new(own, PollFlags::empty())];
        match poll(&mut fds, None) {
            Ok(_) if fds.first().is_some_and(|fd| is_over(fd.revents())) => break,
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return,
        }
    }
    lost.store(true, Ordering::SeqCst);
    let _ = rustix::stdio::dup2_stdin(&silent.0);
    // Its other end has to stay open as long as the program runs.
    std::mem::forget(silent);
    waker.wake();
}

/// Where frames go to.
#[derive(Debug)]
pub enum Output {
    /// A line that never waits.
    Own(File),
    /// Standard output as it is.
    Given(io::Stdout),
}

impl Output {
    /// Opens the terminal on standard output.
    #[must_use]
    pub fn open() -> Self {
        match anew(io::stdout()) {
            Some(own) => Self::Own(File::from(own)),
            None => Self::Given(io::stdout()),
        }
    }

    /// Writes all of it, as far as the terminal takes it within a time.
    pub fn write_within(&mut self, mut bytes: &[u8], time: Duration) {
        let until = Instant::now() + time;
        // Where there is no other line, it waits as long as it takes.
        while !bytes.is_empty() {
            match self.write(bytes) {
                Ok(0) => return,
                Ok(n) => bytes = bytes.get(n..).unwrap_or_default(),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                    let left = until.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return;
                    }
                    let out = io::stdout();
                    let mut fds = [PollFd::new(&out, PollFlags::OUT)];
                    let _ = poll(&mut fds, Some(&timespec(left)));
                }
                Err(_) => return,
            }
        }
        let _ = self.flush();
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Own(file) => file.write(bytes),
            Self::Given(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Own(_) => Ok(()),
            Self::Given(out) => out.flush(),
        }
    }
}

/// Throws away what was typed and not looked at yet. Returns whether there was
/// anything. The terminal must be in raw mode: a line without its end is not
/// told of in any other.
///
/// # Errors
/// When the terminal is gone.
pub(super) fn forget_typed() -> io::Result<bool> {
    let mut typed = false;
    while event::poll(Duration::ZERO)? {
        let input = event::read()?;
        typed |= matches!(input, Event::Key(_) | Event::Paste(_));
    }
    // crossterm is not told of everything that waits: see `Waiter::rouse`.
    let left = rustix::io::ioctl_fionread(io::stdin()).is_ok_and(|left| left > 0);
    if left {
        let _ = rustix::termios::tcflush(io::stdin(), QueueSelector::IFlush);
    }
    Ok(typed || left)
}

/// A duration as the system takes it.
pub(super) fn timespec(time: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: time.subsec_nanos().into(),
    }
}

/// The settings of the line, to be put back where a program that had the
/// terminal has left others.
#[derive(Debug)]
pub struct Settings(Option<rustix::termios::Termios>);

impl Settings {
    /// As they are now.
    #[must_use]
    pub fn now() -> Self {
        let is_line = io::stdin().is_terminal();
        Self(if is_line {
            rustix::termios::tcgetattr(io::stdin()).ok()
        } else {
            None
        })
    }

    /// Puts them back.
    pub fn put_back(&self) {
        if let Some(settings) = &self.0 {
            let at_once = rustix::termios::OptionalActions::Now;
            let _ = rustix::termios::tcsetattr(io::stdin(), at_once, settings);
        }
    }
}
