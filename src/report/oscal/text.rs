//! Texts of an assessment in the data types of OSCAL: markup, strings and
//! tokens. Each type can only be made of a text that was made fit for it.

use crate::text::visible;
use serde::Serialize;

/// One line of markup (`markup-line`), never empty.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Line(String);

/// Markup of any number of lines (`markup-multiline`), never empty.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Prose(String);

/// A string without line breaks and without space at its ends (`string`),
/// never empty; no markup is read in it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Word(String);

/// An identifier (`token`), here of ASCII only.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Token(String);

impl Line {
    /// A text as one line, without effect as markup; the other one, which
    /// must be a plain word, where it has nothing to show.
    pub(super) fn new(text: &str, or: &'static str) -> Self {
        Self(inline(text).unwrap_or_else(|| or.to_owned()))
    }
}

impl Prose {
    /// A text that keeps its lines, without effect as markup; none where it
    /// has nothing to show.
    pub(super) fn new(text: &str) -> Option<Self> {
        let text = lines(text);
        (!text.is_empty()).then_some(Self(text))
    }

    /// The same, or a sentence of ours.
    pub(super) fn or(text: &str, or: &'static str) -> Self {
        Self::new(text).unwrap_or_else(|| Self(or.to_owned()))
    }

    /// Paragraphs, those without text left out; none where all are empty.
    pub(super) fn paragraphs<'a>(parts: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let parts: Vec<String> = parts
            .into_iter()
            .map(lines)
            .filter(|p| !p.is_empty())
            .collect();
        (!parts.is_empty()).then(|| Self(parts.join("\n\n")))
    }
}

impl Word {
    /// A text on one line; none where it has nothing to show.
    pub(super) fn new(text: &str) -> Option<Self> {
        let line = one_line(text);
        (!line.is_empty()).then_some(Self(line))
    }

    /// The same, or a word of ours.
    pub(super) fn or(text: &str, or: &'static str) -> Self {
        Self::new(text).unwrap_or_else(|| Self(or.to_owned()))
    }
}

impl Token {
    /// Words joined into an identifier: letters and digits in lower case, `-`,
    /// `_` and `.`; all else is left out, so `A&A-01` is `aa-01`. What starts
    /// with no letter gets a `_` before it.
    pub(super) fn new(text: &str) -> Self {
        let mut token: String = text
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if !token.starts_with(|c: char| c.is_ascii_lowercase() || c == '_') {
            token.insert(0, '_');
        }
        Self(token)
    }

    /// The identifier.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that XML can hold too, since documents are converted to it: without
/// control characters and the two that are none.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    visible(&text.replace(['\u{2028}', '\u{2029}'], "\n"))
        .replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// Whether a character is space to one of the regular expressions that the
/// format is checked with, or ends a line for them.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn one_line(text: &str) -> String {
    let line: String = clean(text)
        .chars()
        .map(|c| match c {
            '\n' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
            c => c,
        })
        .collect();
    line.trim_matches(is_space).to_owned()
}

fn inline(text: &str) -> Option<String> {
    let line = one_line(text);
    (!line.is_empty()).then(|| escape_line(&line))
}

/// Lines that stay lines: a break in a paragraph is a hard one, and spaces
/// that start a line are no-break spaces, since four would make it code.
fn lines(text: &str) -> String {
    let text = clean(text);
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.trim_end_matches(is_space))
        .collect();
    let first = lines.iter().position(|l| !l.is_empty()).unwrap_or_default();
    let mut out = String::new();
    for (i, line) in lines.iter().enumerate().skip(first) {
        let body = line.trim_start_matches(is_space);
        if body.is_empty() {
            out.push('\n');
            continue;
        }
        let indent = line.strip_suffix(body).unwrap_or_default();
        for c in indent.chars() {
            out.push_str(if c == '\t' { "\u{a0}\u{a0}" } else { "\u{a0}" });
        }
        out.push_str(&escape_line(body));
        let more = lines.get(i + 1).is_some_and(|next| !next.is_empty());
        out.push_str(if more { "\\\n" } else { "\n" });
    }
    out.trim_end_matches('\n').to_owned()
}

/// A line without effect as CommonMark, or as what OSCAL adds to it
/// (sub- and superscript, tables, inserts). Only what acts is escaped, since
/// many readers show the text as it is. Quotation marks stay, though
/// OSCAL may read them as such: that is what they are.
fn escape_line(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at_checked(digits).unwrap_or(("", line));
    let opens = if digits == 0 {
        rest.starts_with(['+', '-', '=', ':', '#', '>'])
    } else {
        rest.starts_with(['.', ')'])
    };
    let mut out = number.to_owned();
    if opens {
        out.push('\\');
    }
    for (at, c) in rest.char_indices() {
        let acts = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '~' | '^' | '{' | '}' => true,
            '&' => is_entity(rest.get(at + 1..).unwrap_or_default()),
            _ => false,
        };
        if acts {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether what follows a `&` makes a character of it, like `lt;`.
fn is_entity(rest: &str) -> bool {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '#');
    end.is_some_and(|end| end > 0 && rest.get(end..).is_some_and(|r| r.starts_with(';')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_loses_its_effect_and_nothing_else_changes() {
        for (text, markup) in [
            ("# h", "\\# h"),
            ("A&A-01 & B", "A&A-01 & B"),
            ("&lt;b&gt; &#60;", "\\&lt;b\\&gt; \\&#60;"),
            ("1. x\n---\n2) y", "1\\. x\\\n\\---\\\n2\\) y"),
            (
                "a\r\n\n    - b\r\n\n\n",
                "a\n\n\u{a0}\u{a0}\u{a0}\u{a0}\\- b",
            ),
            (
                "*a* _b_ `c` <d> [e](f)",
                "\\*a\\* \\_b\\_ \\`c\\` \\<d> \\[e\\](f)",
            ),
            ("{{ insert: param, x }}", "\\{\\{ insert: param, x \\}\\}"),
            ("ends\\", "ends\\\\"),
        ] {
            assert_eq!(lines(text), markup);
        }
        assert!(Prose::new(" \n\t\n").is_none());
        assert_eq!(inline(" a\nb\u{2028}c ").as_deref(), Some("a b c"));
    }

    #[test]
    fn control_ids_become_tokens() {
        for (id, token) in [
            ("CEK-02", "cek-02"),
            ("A&A-01", "aa-01"),
            ("CEK-02.1", "cek-02.1"),
            ("2FA", "_2fa"),
            ("Ключ", "_"),
        ] {
            assert_eq!(Token::new(id).as_str(), token);
        }
    }

    #[test]
    fn a_word_has_no_line_break_and_no_space_at_its_ends() {
        let word = |text: &str| Word::new(text).map(|w| w.0);
        assert_eq!(word("\u{feff} a\tb\n").as_deref(), Some("a b"));
        assert_eq!(word("\u{a0}\n"), None);
    }
}
