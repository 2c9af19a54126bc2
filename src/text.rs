//! Making text from files and pastes safe to show.

use std::borrow::Cow;

/// Whether a character may steer a terminal or reorder what is read: C0 and
/// C1 control characters and the bidirectional overrides and isolates of
/// Unicode (UAX #9), except the line feed and the tab.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// The text with every unsafe character replaced by a visible stand-in:
/// C0 by its control picture (U+2400 block), the others by U+FFFD.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_plain = |b: u8| matches!(b, b' '..=b'~' | b'\n' | b'\t');
    if text.bytes().all(is_plain) || !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| match c {
                c if !is_unsafe(c) => c,
                '\u{7f}' => '\u{2421}',
                c if c < ' ' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
                _ => '\u{FFFD}',
            })
            .collect(),
    )
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
    }
}
