//! Texts of an assessment in Markdown, so that none of them takes effect as
//! markup: a note can hold anything that a provider pasted into it.

use crate::assessment::Place;
use crate::text::{one_line, visible};
use std::fmt::Write as _;

/// A text on one line, for a heading, a list item or a table cell. Something
/// of ours always stands before it, so it never starts a line; never a colon
/// right after it, which would end an emoji's name.
pub(crate) fn inline(text: &str) -> String {
    escape(one_line(text).trim())
}

/// A text of several lines as a block quote that keeps its lines.
pub(super) fn quote(text: &str) -> String {
    let shown = visible(text);
    let mut out = String::new();
    let lines: Vec<&str> = shown.trim_matches('\n').lines().collect();
    for (i, line) in lines.iter().enumerate() {
        let line = line.trim_end();
        if line.is_empty() {
            out.push_str(">\n");
            continue;
        }
        let body = line.trim_start_matches([' ', '\t']);
        // Four spaces would make a code block; these are no spaces to Markdown.
        let indent: String = line
            .chars()
            .take_while(|c| *c == ' ' || *c == '\t')
            .map(|c| if c == '\t' { "\u{a0}\u{a0}" } else { "\u{a0}" })
            .collect();
        let more = lines.get(i + 1).is_some_and(|next| !next.trim().is_empty());
        let end = if more { "\\" } else { "" };
        let _ = writeln!(out, "> {indent}{}{end}", escape_line(body));
    }
    out
}

/// A link for http and https, a plain text for all else. The text is the
/// address itself, so that no title can pretend another.
pub(super) fn href(href: &str) -> String {
    if Place::of(href) != Place::Link {
        return inline(href);
    }
    let mut address = String::new();
    for c in href.trim().chars() {
        match c {
            '&' => address.push_str("&amp;"),
            c if c.is_ascii_alphanumeric() || "-._~:/?#@!$'+,;=%".contains(c) => address.push(c),
            c => {
                let mut bytes = [0; 4];
                for b in c.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(address, "%{b:02X}");
                }
            }
        }
    }
    format!("[{}]({address})", inline(href))
}

/// A line that starts a line: what would open a block loses that too.
fn escape_line(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at_checked(digits).unwrap_or(("", line));
    let escaped = escape(rest);
    let opens = if digits == 0 {
        rest.starts_with(['+', '-', '=', ':'])
    } else {
        rest.starts_with(['.', ')'])
    };
    let escape = if opens { "\\" } else { "" };
    format!("{number}{escape}{escaped}")
}

fn escape(line: &str) -> String {
    let mut out = String::new();
    for (at, c) in line.char_indices() {
        match c {
            // Cells are split before escapes are read, and not by all alike.
            '|' => {
                out.push_str("&#124;");
                continue;
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '!' | '~' | '$' | '{' | '}'
            | '^' | '#' => out.push('\\'),
            // Addresses that some readers make links of.
            ':' if line.get(at..).is_some_and(|rest| rest.starts_with("://")) => out.push('\\'),
            '.' if follows(line, at, "www") => out.push('\\'),
            '@' | ':' if acts_later(line, at) => {
                out.push(c);
                out.push_str(BREAK);
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

/// Parts a text for readers that look for addresses, names and emoji in what
/// Markdown has read already, where a backslash is gone: an empty comment.
const BREAK: &str = "<!-- -->";

/// Whether a `@` or a `:` makes a link, a mention or an emoji on GitHub:
/// `a@b.example`, `@name`, `mailto:x`, `xmpp:x`, `:name:`.
fn acts_later(line: &str, at: usize) -> bool {
    let rest = line.get(at + 1..).unwrap_or_default();
    let next = rest.chars().next();
    if line.get(at..).is_some_and(|l| l.starts_with('@')) {
        return next.is_some_and(|c| c.is_alphanumeric() || c == '_');
    }
    let scheme = follows(line, at, "mailto") || follows(line, at, "xmpp");
    if scheme && next.is_some_and(|c| !c.is_whitespace()) {
        return true;
    }
    let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-');
    let end = rest.find(|c| !in_name(c)).unwrap_or(rest.len());
    let (name, after) = rest.split_at_checked(end).unwrap_or_default();
    // Two digits are the minutes of a time.
    let time = name.len() == 2 && name.bytes().all(|b| b.is_ascii_digit());
    !name.is_empty() && !time && after.starts_with(':')
}

/// Whether a word stands before a place, in whatever case.
fn follows(line: &str, at: usize, word: &str) -> bool {
    at.checked_sub(word.len())
        .and_then(|start| line.get(start..at))
        .is_some_and(|before| before.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_loses_its_effect() {
        assert_eq!(inline("# a | `b` <c>"), "\\# a &#124; \\`b\\` \\<c\\>");
        assert_eq!(inline("1. x\ny"), "1. x y");
        assert_eq!(
            quote("1. x\n---\n2) y"),
            "> 1\\. x\\\n> \\---\\\n> 2\\) y\n"
        );
        assert_eq!(inline("see www.example.com"), "see www\\.example.com");
        assert_eq!(inline("a.b 1.2 - c"), "a.b 1.2 - c");
        assert_eq!(
            quote("a\n\n    - b\nc"),
            "> a\n>\n> \u{a0}\u{a0}\u{a0}\u{a0}\\- b\\\n> c\n"
        );
    }

    #[test]
    fn what_takes_effect_after_markdown_is_broken() {
        assert_eq!(inline("a@b.example"), "a@<!-- -->b.example");
        assert_eq!(inline("@team, 5 @ 3"), "@<!-- -->team, 5 @ 3");
        assert_eq!(
            inline("mailto:x@b.example"),
            "mailto:<!-- -->x@<!-- -->b.example"
        );
        assert_eq!(inline("XMPP:x mailto: x"), "XMPP:<!-- -->x mailto: x");
        assert_eq!(inline(":t-rex: :+1:"), ":<!-- -->t-rex: :<!-- -->+1:");
        assert_eq!(inline("at 10:15:00, a:b c: d"), "at 10:15:00, a:b c: d");
        assert_eq!(quote(":x:\n@y"), "> \\:<!-- -->x:\\\n> @<!-- -->y\n");
        assert_eq!(
            href("mailto:x@evil.example"),
            "mailto:<!-- -->x@<!-- -->evil.example"
        );
    }

    #[test]
    fn only_http_becomes_a_link() {
        assert_eq!(
            href("https://e.com/a(b)?c&d"),
            "[https\\://e.com/a(b)?c\\&d](https://e.com/a%28b%29?c&amp;d)"
        );
        assert_eq!(href("javascript:alert(1)"), "javascript:alert(1)");
        assert_eq!(href("a [b].pdf"), "a \\[b\\].pdf");
    }
}
