//! Keys that a line on a terminal cannot have: they come as control
//! characters. What was typed besides them is offered.

use super::command::Command;
use super::walk::Walk;
use crate::text::{is_unsafe, one_line};
use std::iter::Peekable;
use std::str::Chars;

/// A line without its control characters and whole key sequences.
#[derive(Debug, PartialEq, Eq)]
struct Cleaned {
    text: String,
    /// The first control character that was no part of a key sequence.
    control: Option<char>,
}

fn cleaned(line: &str) -> Cleaned {
    let mut out = Cleaned {
        text: String::with_capacity(line.len()),
        control: None,
    };
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => after_escape(&mut chars),
            '\u{9b}' => parameters_and_final(&mut chars),
            c if is_unsafe(c) => out.control = out.control.or(Some(c)),
            c => out.text.push(c),
        }
    }
    out
}

/// What an escape character begins (ECMA-48): CSI and SS3 sequences, strings
/// that have an end, or Alt with a letter.
fn after_escape(chars: &mut Peekable<Chars<'_>>) {
    match chars.peek() {
        Some('[') => {
            chars.next();
            // The Linux console's F1 to F5.
            chars.next_if_eq(&'[');
            parameters_and_final(chars);
        }
        Some('O') => {
            chars.next();
            parameters_and_final(chars);
        }
        Some(']' | 'P' | '_' | '^' | 'X') => {
            chars.next();
            string(chars);
        }
        Some(c) if c.is_ascii_graphic() => {
            chars.next();
        }
        _ => {}
    }
}

fn parameters_and_final(chars: &mut Peekable<Chars<'_>>) {
    while chars.next_if(|c| (' '..='?').contains(c)).is_some() {}
    chars.next_if(|c| ('@'..='~').contains(c));
}

/// A string up to its end. Without an end it is text, which is kept.
fn string(chars: &mut Peekable<Chars<'_>>) {
    let mut ahead = chars.clone();
    while let Some(c) = ahead.next() {
        let ends = match c {
            '\u{7}' | '\u{9c}' => true,
            '\u{1b}' => ahead.next_if_eq(&'\\').is_some(),
            _ => false,
        };
        if ends {
            *chars = ahead;
            return;
        }
    }
}

impl Walk {
    /// The line as it is to be taken: what was offered, where the line is
    /// empty. None, and the rest offered, where it has control characters.
    pub(super) fn typed(&mut self, line: &str) -> Option<String> {
        let line = match self.offered.take() {
            Some(offered) if line.trim().is_empty() => {
                self.insisted();
                offered
            }
            Some(offered) if Command::of(line) == Some(Command::Help) => {
                let text = one_line(&offered);
                self.out.line(&format!(
                    "An empty line takes “{text}”; any other line is taken instead of it."
                ));
                self.offered = Some(offered);
                return None;
            }
            _ => line.to_owned(),
        };
        if !line.contains(is_unsafe) {
            return Some(line);
        }
        let cleaned = cleaned(&line);
        let (why, them) = match cleaned.control {
            None => (
                "arrow keys and the like do not work here".to_owned(),
                "them",
            ),
            Some(c) => {
                let code = c as u32;
                (
                    format!("the line has a control character (U+{code:04X})"),
                    "it",
                )
            }
        };
        // Nobody reads an offer to a script, whose next line means something else.
        if cleaned.text.trim().is_empty() || !self.options.interactive {
            self.refuse(&why);
        } else {
            let text = &cleaned.text;
            self.refuse(&format!(
                "{why}. Without {them} the line is “{text}”: an empty line takes that, or type it again"
            ));
            self.offered = Some(cleaned.text);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_go_whole_and_text_stays() {
        for (line, text) in [
            ("\u{1b}[A", ""),
            ("hello\u{1b}[D\u{1b}[Dxy", "helloxy"),
            ("\u{1b}[1;5Cword", "word"),
            ("\u{1b}OHhome\u{1b}OF", "home"),
            ("\u{1b}[3~del", "del"),
            ("\u{1b}[200~pasted\u{1b}[201~", "pasted"),
            ("\u{1b}[[Af1", "f1"),
            ("a\u{1b}b c", "a c"),
            ("\u{1b}\u{1b}[Aalt", "alt"),
            ("\u{9b}31mred", "red"),
            ("x\u{1b}]0;owned\u{7}y", "xy"),
            ("x\u{1b}]0;owned\u{1b}\\y", "xy"),
            ("x\u{1b}]0;open", "x0;open"),
            ("end\u{1b}", "end"),
            ("é\u{1b}é", "éé"),
        ] {
            let found = cleaned(line);
            assert_eq!(
                (found.text.as_str(), found.control),
                (text, None),
                "{line:?}"
            );
        }
        let found = cleaned("bad\u{7}\ttab");
        assert_eq!(
            (found.text.as_str(), found.control),
            ("bad\ttab", Some('\u{7}'))
        );
    }

    proptest! {
        #[test]
        fn nothing_that_steers_a_terminal_stays(line in "[\u{1b}\u{9b}\u{7}\u{202e}\\[\\]O0-9;A-Da-z~ é]{0,24}") {
            prop_assert!(!cleaned(&line).text.contains(is_unsafe));
        }
    }
}
