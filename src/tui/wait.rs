//! Waiting for a key, a signal or a worker, without ticking.

use super::line::timespec;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What ended the waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// There may be input, or a worker has something to say.
    Look,
    /// The time is over.
    TimeUp,
    /// The process is asked to end by this signal.
    End(i32),
    /// The process is asked to stop until the shell continues it.
    Stop,
}

/// Wakes the waiting thread from another one.
#[derive(Debug)]
pub struct Waker(UnixStream);

impl Waker {
    /// Wakes it. A full pipe is as good as a byte in it.
    pub fn wake(&self) {
        let _ = (&self.0).write(&[0]);
    }
}

/// The things that are waited for.
#[derive(Debug)]
pub struct Waiter {
    read: UnixStream,
    write: UnixStream,
    ends: Vec<(i32, Arc<AtomicBool>)>,
    stop: Arc<AtomicBool>,
    lent: Arc<AtomicBool>,
    /// When another program had the terminal last.
    lent_until: Arc<Mutex<Option<Instant>>>,
    registered: Vec<signal_hook::SigId>,
}

impl Waiter {
    /// Starts listening for signals: SIGTERM, SIGHUP, SIGINT and SIGQUIT end,
    /// SIGTSTP stops, SIGWINCH and SIGCHLD make it look.
    ///
    /// # Errors
    /// When the system refuses a pipe or a handler.
    pub fn new() -> io::Result<Self> {
        let (read, write) = UnixStream::pair()?;
        read.set_nonblocking(true)?;
        write.set_nonblocking(true)?;
        let mut registered = Vec::new();
        let mut ends = Vec::new();
        // Flags are registered before the pipe, so that a flag is up when
        // the pipe wakes.
        for signal in [SIGTERM, SIGHUP, SIGINT, SIGQUIT] {
            let flag = Arc::new(AtomicBool::new(false));
            registered.push(signal_hook::flag::register(signal, Arc::clone(&flag))?);
            ends.push((signal, flag));
        }
        let stop = Arc::new(AtomicBool::new(false));
        registered.push(signal_hook::flag::register(SIGTSTP, Arc::clone(&stop))?);
        // While another program has the terminal, Ctrl-Z stops us along with
        // it, as the shell expects. The flag is up before that: set when we go
        // on, by whatever thread, it could come after it was taken down, and
        // stop us once more.
        let lent = Arc::new(AtomicBool::new(false));
        registered.push(signal_hook::flag::register_conditional_default(
            SIGTSTP,
            Arc::clone(&lent),
        )?);
        for signal in [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGWINCH, SIGCHLD] {
            registered.push(signal_hook::low_level::pipe::register(
                signal,
                write.try_clone()?,
            )?);
        }
        Ok(Self {
            read,
            write,
            ends,
            stop,
            lent,
            lent_until: Arc::default(),
            registered,
        })
    }

    /// A waker for another thread.
    ///
    /// # Errors
    /// When the system is out of file descriptors.
    pub fn waker(&self) -> io::Result<Waker> {
        Ok(Waker(self.write.try_clone()?))
    }

    /// The switch for the time in which another program has the terminal.
    ///
    /// # Errors
    /// When the system is out of file descriptors.
    pub fn lending(&self) -> io::Result<Lending> {
        let (ignored, ends): (Vec<_>, Vec<_>) =
            self.ends.iter().cloned().partition(|(s, _)| is_of_keys(*s));
        let ignored = ignored.into_iter().map(|(_, flag)| flag);
        Ok(Lending {
            lent: Arc::clone(&self.lent),
            ignored: ignored.chain([Arc::clone(&self.stop)]).collect(),
            ends,
            until: Arc::clone(&self.lent_until),
            woken: self.read.try_clone()?,
            waker: self.waker()?,
        })
    }

    /// Waits, at most so long; where the terminal `is_behind` with what was
    /// sent to it, also for its taking more.
    ///
    /// # Errors
    /// When polling fails.
    pub fn wait(&mut self, limit: Option<Duration>, is_behind: bool) -> io::Result<Woken> {
        if let Some(woken) = self.signalled() {
            return Ok(woken);
        }
        let stdin = io::stdin();
        let stdout = io::stdout();
        let room = if is_behind {
            PollFlags::OUT
        } else {
            PollFlags::empty()
        };
        let mut fds = [
            PollFd::new(&stdin, PollFlags::IN),
            PollFd::new(&stdout, room),
            PollFd::new(&self.read, PollFlags::IN),
        ];
        let limit = limit.map(timespec);
        let ready = match poll(&mut fds, limit.as_ref()) {
            Ok(ready) => ready,
            Err(rustix::io::Errno::INTR) => 1,
            Err(error) => return Err(error.into()),
        };
        let gone = fds.iter().take(2).any(|fd| {
            fd.revents()
                .intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
        });
        let mut drain = [0; 64];
        while self.read.read(&mut drain).is_ok_and(|n| n > 0) {}
        if let Some(woken) = self.signalled() {
            return Ok(woken);
        }
        if gone {
            return Ok(Woken::End(SIGHUP));
        }
        Ok(if ready == 0 {
            Woken::TimeUp
        } else {
            Woken::Look
        })
    }

    /// Has input told of once more that waits and was not taken.
    ///
    /// `crossterm` is told once of what comes in, and forgets it where a change
    /// of size is told of in the same breath: a key would then wait for the next
    /// one. To set the terminal's modes again, just as they are, tells of it
    /// anew.
    pub fn rouse(&self) {
        let stdin = io::stdin();
        let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
        let waits = poll(&mut fds, Some(&timespec(Duration::ZERO))).is_ok_and(|ready| ready > 0)
            && fds.iter().all(|fd| fd.revents() == PollFlags::IN);
        if waits && let Ok(modes) = tcgetattr(&stdin) {
            // What cannot be told of again comes with the next key.
            let _ = tcsetattr(&stdin, OptionalActions::Now, &modes);
        }
    }

    fn signalled(&self) -> Option<Woken> {
        let until = *self
            .lent_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let was_lent = until.is_some_and(|until| until.elapsed() < LATE);
        let ended = self.ends.iter().find(|(signal, flag)| {
            flag.swap(false, Ordering::SeqCst) && !(was_lent && is_of_keys(*signal))
        });
        if let Some((signal, _)) = ended {
            return Some(Woken::End(*signal));
        }
        let stops = self.stop.swap(false, Ordering::SeqCst) && !was_lent;
        stops.then_some(Woken::Stop)
    }
}

/// Whether another program has the terminal, and with it the keys that
/// interrupt and stop.
#[derive(Debug)]
pub struct Lending {
    lent: Arc<AtomicBool>,
    ignored: Vec<Arc<AtomicBool>>,
    ends: Vec<(i32, Arc<AtomicBool>)>,
    /// When it had the terminal last.
    until: Arc<Mutex<Option<Instant>>>,
    woken: UnixStream,
    waker: Waker,
}

/// A signal of a key can come so long after the program that it was meant for
/// has ended by it: both get it, and nobody says which of them first.
const LATE: Duration = Duration::from_millis(100);

/// Whether a signal is what a key sends, where keys send signals.
fn is_of_keys(signal: i32) -> bool {
    matches!(signal, SIGINT | SIGQUIT)
}

/// How long a program that was asked to end may take.
const PATIENCE: Duration = Duration::from_secs(2);

impl Lending {
    /// Runs a program that has the terminal meanwhile. An interrupt, a quit or
    /// a stop that comes is meant for it. When it stops itself, this program
    /// stops with it, so that its user gets the shell; when this program is
    /// asked to end, it is asked too.
    ///
    /// # Errors
    /// When it cannot be run, or does not end though it was asked to.
    pub fn run(&self, command: &mut Command) -> io::Result<ExitStatus> {
        self.lent.store(true, Ordering::SeqCst);
        let result = command.spawn().and_then(|child| self.wait_for(&child));
        self.lent.store(false, Ordering::SeqCst);
        *self.until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        for flag in &self.ignored {
            flag.store(false, Ordering::SeqCst);
        }
        // What woke it meanwhile may not have been the program's end.
        self.waker.wake();
        result
    }

    fn wait_for(&self, child: &Child) -> io::Result<ExitStatus> {
        let pid = Pid::from_child(child);
        let mut asked: Option<Instant> = None;
        loop {
            let how = WaitOptions::NOHANG | WaitOptions::UNTRACED;
            match waitpid(Some(pid), how) {
                Ok(Some((_, status))) if status.stopped() => {
                    if asked.is_none() {
                        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
                    }
                    let _ = kill_process(pid, Signal::CONT);
                }
                Ok(Some((_, status))) => return Ok(ExitStatus::from_raw(status.as_raw())),
                Ok(None) => {}
                Err(rustix::io::Errno::INTR) => continue,
                Err(error) => return Err(error.into()),
            }
            let end = self
                .ends
                .iter()
                .find(|(_, flag)| flag.load(Ordering::SeqCst));
            if let (Some((signal, _)), None) = (end, asked) {
                let hung_up = *signal == SIGHUP;
                let signal = if hung_up { Signal::HUP } else { Signal::TERM };
                let _ = kill_process(pid, signal);
                let _ = kill_process(pid, Signal::CONT);
                asked = Some(Instant::now());
            }
            let left = asked.map(|at| PATIENCE.saturating_sub(at.elapsed()));
            if left.is_some_and(|left| left.is_zero()) {
                return Err(io::Error::other("it does not end though it was asked to"));
            }
            let mut fds = [PollFd::new(&self.woken, PollFlags::IN)];
            let _ = poll(&mut fds, left.map(timespec).as_ref());
            let mut drain = [0; 64];
            while (&self.woken).read(&mut drain).is_ok_and(|n| n > 0) {}
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        for id in self.registered.drain(..) {
            signal_hook::low_level::unregister(id);
        }
    }
}
