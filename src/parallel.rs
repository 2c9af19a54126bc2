//! The same done for many things on all processors.

use std::io;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread::{self, Builder};

/// Fewer things than this are not worth a thread.
const FEW: usize = 4;

/// To find out takes the reading of several files.
static PROCESSORS: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, NonZero::get));

/// How many threads can run at once.
pub(crate) fn processors() -> usize {
    *PROCESSORS
}

/// Has the other threads of the program, and other programs, go before the
/// calling thread from now on, where the system has threads differ in that.
pub(crate) fn step_back() {
    // Elsewhere it would be the whole process that steps back.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 10);
}

/// The processor that a thread runs on.
///
/// A system may have a new thread begin on the processor of the one that makes it, and
/// leave it waiting there for milliseconds while another is idle: virtual machines
/// do so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Here(#[cfg(target_os = "linux")] usize);

#[cfg(target_os = "linux")]
impl Here {
    /// That of the calling thread.
    pub fn now() -> Self {
        Self(rustix::thread::sched_getcpu())
    }

    /// Has the calling thread go to another processor if it is on this one; it may
    /// come back.
    pub fn leave(self) {
        use rustix::thread::{sched_getaffinity, sched_getcpu, sched_setaffinity};
        if sched_getcpu() != self.0 {
            return;
        }
        let Ok(all) = sched_getaffinity(None) else {
            return;
        };
        let mut others = all;
        others.unset(self.0);
        if others.count() > 0 && sched_setaffinity(None, &others).is_ok() {
            let _ = sched_setaffinity(None, &all);
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl Here {
    pub fn now() -> Self {
        Self()
    }

    pub fn leave(self) {}
}

/// What becomes of each thing, in their order. Each thread makes itself
/// something to work with first. None for what was left out: after the first
/// none of a thread, it takes no more.
pub(crate) fn map<T: Sync, W, R: Send>(
    things: &[T],
    with: impl Fn() -> W + Sync,
    each: impl Fn(&mut W, &T) -> Option<R> + Sync,
) -> Vec<Option<R>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(things.len()));
    let work = || {
        let mut tools = with();
        let mut own = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(result) = things.get(at).and_then(|t| each(&mut tools, t)) else {
                break;
            };
            own.push((at, result));
        }
        done.lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .append(&mut own);
    };
    let others = processors().min(things.len() / FEW).saturating_sub(1);
    let here = Here::now();
    let elsewhere = || {
        here.leave();
        work();
    };
    thread::scope(|scope| {
        for _ in 0..others {
            // Where the system makes no more of them, those there are do it all.
            if Builder::new().spawn_scoped(scope, elsewhere).is_err() {
                break;
            }
        }
        if others > 0 {
            // For those that have to leave it first.
            thread::yield_now();
        }
        work();
    });
    let mut all: Vec<Option<R>> = things.iter().map(|_| None).collect();
    let done = done.into_inner();
    for (at, result) in done.unwrap_or_else(std::sync::PoisonError::into_inner) {
        if let Some(slot) = all.get_mut(at) {
            *slot = Some(result);
        }
    }
    all
}

/// Whether the system makes so many threads at once, for what panics where it does
/// not.
pub(crate) fn can_be_made(threads: usize) -> io::Result<()> {
    let gate = Mutex::new(());
    thread::scope(|scope| {
        let closed = gate.lock();
        for _ in 0..threads {
            // Each stays until the last is there.
            Builder::new().spawn_scoped(scope, || drop(gate.lock()))?;
        }
        drop(closed);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_kept_and_the_work_can_be_broken_off() {
        let things: Vec<usize> = (0..1000).collect();
        let all = map(&things, || (), |(), n| Some(n * 2));
        assert!(all.iter().zip(&things).all(|(r, n)| *r == Some(n * 2)));
        let some = map(&things, || (), |(), n| (*n < 10).then_some(*n));
        assert_eq!(some.iter().flatten().count(), 10);
        assert!(map(&[0; 0], || (), |(), n| Some(*n)).is_empty());
    }
}
