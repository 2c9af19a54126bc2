//! How far a long work has come, on a terminal.

use super::for_people;
use crate::pack::Progress;
use crate::text::one_line;
use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Bytes in a unit that people read.
pub fn amount(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    let mut value = bytes;
    let mut shown = format!("{} bytes", bytes);
    for unit in units {
        if value < 1000 {
            break;
        }
        shown = format!("{}.{} {unit}", value / 1000, value % 1000 / 100);
        value /= 1000;
    }
    shown
}

/// From how many bytes on somebody waits long enough to want to see how far
/// it is.
const LARGE: u64 = 64 * 1024 * 1024;
/// How long a line stays at least.
const STAY: Duration = Duration::from_millis(100);

/// Shows on a terminal how far a long work has come.
pub struct Meter {
    on: bool,
    last: Option<Instant>,
}

impl Meter {
    /// For standard error.
    pub fn new() -> Self {
        Self {
            on: io::stderr().is_terminal(),
            last: None,
        }
    }

    /// Shows it, if that is due.
    pub fn show(&mut self, progress: &Progress<'_>) {
        if !self.on || progress.total < LARGE || self.last.is_some_and(|t| t.elapsed() < STAY) {
            return;
        }
        self.last = Some(Instant::now());
        let columns = match crossterm::terminal::size() {
            Ok((columns, _)) if columns > 0 => usize::from(columns),
            // Not every terminal says how wide it is.
            _ => 80,
        };
        let line = line(progress, columns.saturating_sub(1));
        let _ = write!(io::stderr(), "\r{}\x1b[K", for_people(&line));
    }

    /// Takes the line away.
    pub fn clear(&mut self) {
        if self.last.take().is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

/// Shows how far a file of evidence is read, and takes the line away at its end.
pub fn reading(href: &str, done: u64, total: u64) {
    static METER: Mutex<Option<Meter>> = Mutex::new(None);
    let Ok(mut meter) = METER.try_lock() else {
        return;
    };
    let meter = meter.get_or_insert_with(Meter::new);
    if done >= total {
        return meter.clear();
    }
    meter.show(&Progress {
        done,
        total,
        name: href,
    });
}

/// How long nobody minds waiting without a sign of life.
const PATIENCE: Duration = Duration::from_millis(500);

/// Shows on a terminal how many of many files are done, once it takes longer
/// than half a second.
pub struct Counter {
    on: bool,
    started: Instant,
    last: Mutex<Option<Instant>>,
}

impl Counter {
    /// For standard error.
    pub fn new() -> Self {
        Self {
            on: io::stderr().is_terminal(),
            started: Instant::now(),
            last: Mutex::new(None),
        }
    }

    /// Shows `12 of 50 providers, 34 %` with a bar and a name, if that is due.
    pub fn show(&self, what: &str, done: usize, total: usize, within: (usize, usize), name: &str) {
        if !self.on || self.started.elapsed() < PATIENCE {
            return;
        }
        let Ok(mut last) = self.last.try_lock() else {
            return;
        };
        if last.is_some_and(|t| t.elapsed() < STAY) {
            return;
        }
        *last = Some(Instant::now());
        let columns = match crossterm::terminal::size() {
            Ok((columns, _)) if columns > 0 => usize::from(columns),
            _ => 80,
        };
        // Of a provider's files, a part of its share.
        let whole = total.max(1) * 1000;
        let part = within.0.min(within.1) * 1000 / within.1.max(1);
        let percent = (done * 1000 + part).min(whole) * 100 / whole;
        let filled = percent / 5;
        let text = format!(
            "[{}{}] {percent} %, {done} of {total} {what}  {}",
            "#".repeat(filled),
            ".".repeat(20 - filled.min(20)),
            one_line(name)
        );
        let line = cut(&text, columns.saturating_sub(1));
        let _ = write!(io::stderr(), "\r{}\x1b[K", for_people(&line));
    }

    /// Takes the line away.
    pub fn clear(&self) {
        if let Ok(mut last) = self.last.lock()
            && last.take().is_some()
        {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn line(progress: &Progress<'_>, columns: usize) -> String {
    let percent = u128::from(progress.done) * 100 / u128::from(progress.total.max(1));
    let line = format!(
        "{} of {}, {percent} %  {}",
        amount(progress.done),
        amount(progress.total),
        one_line(progress.name)
    );
    cut(&line, columns)
}

/// As much of a line as fits.
fn cut(line: &str, columns: usize) -> String {
    use unicode_width::UnicodeWidthChar;
    let mut room = columns;
    line.chars()
        .take_while(|c| {
            let width = c.width().unwrap_or(0);
            let fits = width <= room;
            room = room.saturating_sub(width);
            fits
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_lines_are_short() {
        for (bytes, shown) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (48_213, "48.2 kB"),
            (5_368_709_120, "5.3 GB"),
        ] {
            assert_eq!(amount(bytes), shown);
        }
        let progress = Progress {
            done: 5_000_000,
            total: 10_000_000,
            name: "assessment/evidence/漢字\u{1b}[2J.pdf",
        };
        assert_eq!(
            line(&progress, 200),
            "5.0 MB of 10.0 MB, 50 %  assessment/evidence/漢字␛[2J.pdf"
        );
        assert_eq!(
            line(&progress, 46),
            "5.0 MB of 10.0 MB, 50 %  assessment/evidence/漢"[..].replace("漢", "")
        );
    }
}
