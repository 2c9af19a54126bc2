//! Waiting for a key, a signal or a worker, without ticking.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

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
    registered: Vec<signal_hook::SigId>,
}

impl Waiter {
    /// Starts listening for signals: SIGTERM, SIGHUP and SIGINT end, SIGTSTP
    /// stops, SIGWINCH makes it look.
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
        for signal in [SIGTERM, SIGHUP, SIGINT] {
            let flag = Arc::new(AtomicBool::new(false));
            registered.push(signal_hook::flag::register(signal, Arc::clone(&flag))?);
            ends.push((signal, flag));
        }
        // While another program has the terminal, Ctrl-Z stops us along with
        // it, as the shell expects.
        let lent = Arc::new(AtomicBool::new(false));
        registered.push(signal_hook::flag::register_conditional_default(
            SIGTSTP,
            Arc::clone(&lent),
        )?);
        let stop = Arc::new(AtomicBool::new(false));
        registered.push(signal_hook::flag::register(SIGTSTP, Arc::clone(&stop))?);
        for signal in [SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGWINCH] {
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
    #[must_use]
    pub fn lending(&self) -> Lending {
        let interrupt = self.ends.iter().find(|(signal, _)| *signal == SIGINT);
        Lending {
            lent: Arc::clone(&self.lent),
            ignored: interrupt
                .map(|(_, flag)| Arc::clone(flag))
                .into_iter()
                .chain([Arc::clone(&self.stop)])
                .collect(),
        }
    }

    /// Waits, at most so long.
    ///
    /// # Errors
    /// When polling fails.
    pub fn wait(&mut self, limit: Option<Duration>) -> io::Result<Woken> {
        if let Some(woken) = self.signalled() {
            return Ok(woken);
        }
        let stdin = io::stdin();
        let mut fds = [
            PollFd::new(&stdin, PollFlags::IN),
            PollFd::new(&self.read, PollFlags::IN),
        ];
        let limit = limit.map(|d| Timespec {
            tv_sec: i64::try_from(d.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: d.subsec_nanos().into(),
        });
        let ready = match poll(&mut fds, limit.as_ref()) {
            Ok(ready) => ready,
            Err(rustix::io::Errno::INTR) => 1,
            Err(error) => return Err(error.into()),
        };
        let gone = fds.first().is_some_and(|fd| {
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

    fn signalled(&self) -> Option<Woken> {
        let ended = self
            .ends
            .iter()
            .find(|(_, flag)| flag.swap(false, Ordering::SeqCst));
        if let Some((signal, _)) = ended {
            return Some(Woken::End(*signal));
        }
        self.stop
            .swap(false, Ordering::SeqCst)
            .then_some(Woken::Stop)
    }
}

/// Whether another program has the terminal, and with it the keys that
/// interrupt and stop.
#[derive(Debug)]
pub struct Lending {
    lent: Arc<AtomicBool>,
    ignored: Vec<Arc<AtomicBool>>,
}

impl Lending {
    /// Runs something that has the terminal meanwhile. An interrupt or a stop
    /// that came was meant for it.
    pub fn during<T>(&self, run: impl FnOnce() -> T) -> T {
        self.lent.store(true, Ordering::SeqCst);
        let result = run();
        self.lent.store(false, Ordering::SeqCst);
        for flag in &self.ignored {
            flag.store(false, Ordering::SeqCst);
        }
        result
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        for id in self.registered.drain(..) {
            signal_hook::low_level::unregister(id);
        }
    }
}
