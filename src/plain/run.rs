//! The conversation: a prompt, a line, what is said to it.

use super::desk::Desk;
use super::walk::Walk;
use crate::text::one_line;
use crate::tui::effect::Clock;
use std::io::{self, BufRead, Read, Write};

/// The longest line that is taken, in bytes.
const LONGEST: u64 = crate::limits::TEXT;

/// The longest line that a terminal hands over, in bytes: what is typed beyond
/// it is lost before it gets here (Linux, canonical mode).
const OF_A_TERMINAL: usize = 4095;

/// How a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// How many lines were not taken: not understood, or refused.
    pub refused: usize,
}

enum Line {
    Text(String),
    Bad(String),
    End,
}

/// Walks until the user quits, nothing more comes in, or nobody hears any
/// more. With `echo` what comes in is said too, for a reader that is no
/// terminal.
///
/// # Errors
/// When the reader or the writer fails. Every answer that was taken is at the
/// desk then.
pub fn run(
    walk: &mut Walk,
    desk: &mut dyn Desk,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    echo: bool,
    clock: &dyn Fn() -> Clock,
) -> io::Result<Ended> {
    if !walk.begun {
        walk.begin(desk);
    }
    let heard = converse(walk, desk, input, output, echo, clock);
    let refused = walk.refused();
    match heard {
        // Who has heard enough is no error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Ended { refused }),
        Err(error) => Err(error),
        Ok(()) => Ok(Ended { refused }),
    }
}

fn converse(
    walk: &mut Walk,
    desk: &mut dyn Desk,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    echo: bool,
    clock: &dyn Fn() -> Clock,
) -> io::Result<()> {
    loop {
        output.write_all(walk.said().as_bytes())?;
        if walk.is_done() {
            return output.flush();
        }
        output.write_all(walk.prompt().as_bytes())?;
        output.flush()?;
        match next(input)? {
            Line::Text(text) if !echo && text.len() >= OF_A_TERMINAL => {
                walk.refuse(&format!(
                    "the terminal cuts lines at {OF_A_TERMINAL} bytes, and this one is that long: write it in several"
                ));
            }
            Line::Text(text) => {
                if echo {
                    let shown = one_line(text.trim_end());
                    let shown = if shown.is_empty() { "(Enter)" } else { &shown };
                    writeln!(output, "{shown}")?;
                }
                walk.line(&text, clock(), desk);
            }
            Line::Bad(why) => {
                if echo {
                    writeln!(output, "(not shown)")?;
                }
                walk.refuse(&why);
            }
            Line::End => {
                writeln!(output, "(end of input)")?;
                walk.end(desk);
            }
        }
    }
}

/// The next line without its end, at most [`LONGEST`] bytes of it in memory.
fn next(input: &mut dyn BufRead) -> io::Result<Line> {
    let mut bytes = Vec::new();
    let read = (&mut *input).take(LONGEST).read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(Line::End);
    }
    if bytes.last() != Some(&b'\n') && u64::try_from(read).is_ok_and(|n| n == LONGEST) {
        let mut rest = Vec::new();
        loop {
            rest.clear();
            let more = (&mut *input).take(LONGEST).read_until(b'\n', &mut rest)?;
            if more == 0 || rest.last() == Some(&b'\n') {
                return Ok(Line::Bad(format!(
                    "the line is longer than {LONGEST} bytes: write it in several"
                )));
            }
        }
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Line::Text(text),
        Err(_) => Line::Bad("the line is not UTF-8 text: type it again".to_owned()),
    })
}
