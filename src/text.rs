//! Making text from files and pastes safe to show.

use std::borrow::Cow;
use unicode_width::UnicodeWidthChar;

/// Whether a character may steer a terminal or reorder what is read: C0 and
/// C1 control characters and the bidirectional overrides and isolates of
/// Unicode (UAX #9), except the line feed and the tab.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// Whether a character is allowed in a text and still not sent to a terminal:
/// the line and paragraph separators, which some take as line ends, annotation
/// controls, and what is invisible by design (deprecated controls, tags).
#[must_use]
pub fn is_odd(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{206A}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// How many marks a letter may have in a row before they are a flood, drawn
/// over the lines around it. No language's writing has more.
pub const MARKS: usize = 8;

/// The text with every unsafe or odd character, and every mark of a flood,
/// replaced by a visible stand-in: C0 by its control picture (U+2400 block),
/// separators by that of a new line, the others by U+FFFD.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_plain = |b: u8| matches!(b, b' '..=b'~' | b'\n' | b'\t');
    if text.bytes().all(is_plain) || !(text.contains(|c| is_unsafe(c) || is_odd(c)) || floods(text))
    {
        return Cow::Borrowed(text);
    }
    let mut marks = 0;
    Cow::Owned(
        text.chars()
            .map(|c| {
                marks = if is_mark(c) { marks + 1 } else { 0 };
                match c {
                    '\u{2028}' | '\u{2029}' => '\u{2424}',
                    _ if marks > MARKS || is_odd(c) => '\u{FFFD}',
                    c if !is_unsafe(c) => c,
                    '\u{7f}' => '\u{2421}',
                    c if c < ' ' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
                    _ => '\u{FFFD}',
                }
            })
            .collect(),
    )
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && c.width() == Some(0)
}

fn floods(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|c| {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        marks > MARKS
    })
}

/// Like [`visible`], for a place that has one line: line feeds and tabs
/// become spaces.
#[must_use]
pub fn one_line(text: &str) -> String {
    let text = visible(text);
    if text.bytes().any(|b| matches!(b, b'\n' | b'\t')) {
        return text.replace(['\n', '\t'], " ");
    }
    text.into_owned()
}

/// The same JSON with every unsafe or odd character escaped, as JSON itself
/// asks only for those below the space: they can only stand in strings, where
/// their number means the same.
#[must_use]
pub fn json(text: String) -> String {
    let fits = |c| !is_unsafe(c) && !is_odd(c);
    // Mostly all of it fits. What is odd begins with one of these bytes.
    let mut odd = memchr::memchr3_iter(0xE2, 0xEF, 0xF3, text.as_bytes());
    let first = |at| text.get(at..).and_then(|rest| rest.chars().next());
    if crate::canon::is_plain(&text) && odd.all(|at| first(at).is_none_or(fits)) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        if fits(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out
}

/// Whether there is nothing to be read in it.
pub(crate) fn is_blank(text: &str) -> bool {
    text.trim_start().is_empty()
}

/// A number as people read it: 14,580.
#[must_use]
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A name as a person has to type it into a shell: quoted where it has to be,
/// on one line.
#[must_use]
pub fn shell_word(name: &str) -> String {
    let name = one_line(name);
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@%=".contains(c);
    if !name.is_empty() && name.chars().all(plain) && !name.starts_with('-') {
        return name;
    }
    // A name that starts with a dash would be an option.
    let path = if name.starts_with('-') { "./" } else { "" };
    format!("{path}'{}'", name.replace('\'', "'\\''"))
}

/// `1 gap`, `2 gaps`: a count with its noun, plural by adding an s.
#[must_use]
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("{n} {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_be_typed() {
        assert_eq!(shell_word("a/b.cek-02.toml"), "a/b.cek-02.toml");
        assert_eq!(shell_word("it's a $.toml"), "'it'\\''s a $.toml'");
        assert_eq!(shell_word("-x"), "./'-x'");
        assert_eq!(shell_word(""), "''");
    }

    #[test]
    fn escape_sequences_become_visible() {
        assert_eq!(visible("a\u{1b}[31mb\u{9b}c\u{7f}"), "a␛[31mb\u{FFFD}c␡");
        assert_eq!(visible("right\u{202E}left"), "right\u{FFFD}left");
        assert_eq!(visible("two\nlines\tkept"), "two\nlines\tkept");
        assert_eq!(one_line("two\nlines\r"), "two lines␍");
        assert_eq!(
            visible("a\u{2028}b\u{e0041}\u{fff9}c"),
            "a␤b\u{FFFD}\u{FFFD}c"
        );
        let flood = format!("a{}b", "\u{301}".repeat(10));
        let shown = visible(&flood);
        assert_eq!(shown, format!("a{}\u{FFFD}\u{FFFD}b", "\u{301}".repeat(8)));
        assert_eq!(visible(&shown), shown);
    }
}
