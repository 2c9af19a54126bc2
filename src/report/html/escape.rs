//! Texts of an assessment in HTML, escaped for the place they stand in: a note
//! can hold anything that a provider pasted into it.

use crate::assessment::{EvidenceId, Place, Role};
use crate::questionnaire::ItemId;
use crate::text::{one_line, visible};
use std::fmt::Write as _;

/// A text on one line, for an element of HTML or SVG or for a quoted
/// attribute: one escape serves all of them.
pub(super) fn inline(text: &str) -> String {
    escape(one_line(text).trim())
}

/// A text among others on a line. Text that runs from right to left would
/// otherwise reorder what stands around it.
pub(super) fn apart(text: &str) -> String {
    match inline(text).as_str() {
        "" => String::new(),
        text => format!("<bdi>{text}</bdi>"),
    }
}

/// A text of several lines that keeps them. Without its outer line feeds: a
/// reader of HTML drops one that starts a `pre`.
pub(super) fn block(text: &str) -> String {
    format!(
        "<pre dir=\"auto\">{}</pre>",
        escape(visible(text).trim_matches('\n'))
    )
}

/// A link for http and https, a plain text for all else. The text is the
/// address itself, so that no title can pretend another and print shows it.
pub(super) fn href(href: &str) -> String {
    if Place::of(href) != Place::Link {
        return apart(href);
    }
    let mut address = String::new();
    for c in href.trim().chars() {
        match c {
            '&' => address.push_str("&amp;"),
            c if c.is_ascii_alphanumeric() || "-._~:/?#@!$+,;=%()*[]".contains(c) => {
                address.push(c);
            }
            c => {
                let mut bytes = [0; 4];
                for b in c.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(address, "%{b:02X}");
                }
            }
        }
    }
    format!(
        "<a href=\"{address}\" rel=\"noreferrer noopener\">{}</a>",
        apart(href)
    )
}

/// The id of an item's working paper, for `id` and, after a `#`, for `href`.
pub(super) fn paper_id(role: Role, item: &ItemId) -> String {
    // A question may be called as a step is.
    let kind = match item {
        ItemId::Question(_) => "q",
        ItemId::Step(_) => "s",
    };
    format!("wp-{role}-{kind}-{}", name(item.as_str()))
}

/// The id of a record's row in the register.
pub(super) fn record_id(id: &EvidenceId) -> String {
    format!("record-{}", name(id.as_str()))
}

/// A link to an item's working paper. The text is HTML already.
pub(super) fn paper_link(role: Role, item: &ItemId, text: &str) -> String {
    format!("<a href=\"#{}\">{text}</a>", paper_id(role, item))
}

/// Letters, digits, `-` and `.` as they are and all else as its number, so
/// that different ids stay different and none needs an escape.
fn name(id: &str) -> String {
    let mut out = String::new();
    for c in id.chars() {
        if c.is_ascii_alphanumeric() || c == '-' || c == '.' {
            out.push(c);
        } else {
            let _ = write!(out, "_{:x}_", u32::from(c));
        }
    }
    out
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_loses_its_effect() {
        assert_eq!(
            inline(" <a b=\"c\" d='e'>&\nf"),
            "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp; f"
        );
        assert_eq!(block("\na\n  b <\n"), "<pre dir=\"auto\">a\n  b &lt;</pre>");
    }

    #[test]
    fn only_http_becomes_a_link() {
        assert_eq!(
            href("https://e.com/a\"b?c&d"),
            "<a href=\"https://e.com/a%22b?c&amp;d\" rel=\"noreferrer noopener\"><bdi>https://e.com/a&quot;b?c&amp;d</bdi></a>"
        );
        assert_eq!(
            href("javascript:alert(1)"),
            "<bdi>javascript:alert(1)</bdi>"
        );
    }

    #[test]
    fn different_ids_stay_different() {
        let id = |text: &str| paper_id(Role::Csp, &ItemId::Question(text.into()));
        assert_eq!(id("T-01.1"), "wp-CSP-q-T-01.1");
        assert_eq!(id("a b\"_"), "wp-CSP-q-a_20_b_22__5f_");
        assert_ne!(id("a_20_b"), id("a b"));
    }
}
