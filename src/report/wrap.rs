//! Laying out plain text in columns (widths by UAX #11).

use crate::text::visible;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Breaks a text into lines of at most `width` columns between words, and
/// inside a word only when it is wider than a line. Control characters become
/// visible; line feeds stay.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let mut lines = Vec::new();
    for paragraph in visible(text).replace('\t', " ").lines() {
        let mut line = String::new();
        for word in paragraph.split(' ').filter(|w| !w.is_empty()) {
            let gap = usize::from(!line.is_empty());
            if line.width() + gap + word.width() <= width {
                if gap > 0 {
                    line.push(' ');
                }
                line.push_str(word);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                if line.width() + c.width().unwrap_or(0) > width {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(c);
            }
        }
        lines.push(line);
    }
    lines
}

/// Appends a text with a label before its first line and as much space before
/// the others.
pub(super) fn hang(out: &mut String, label: &str, text: &str, width: usize) {
    let indent = label.width();
    let mut label = label.to_owned();
    for line in wrap(text, width.saturating_sub(indent)) {
        push_line(out, &format!("{label}{line}"));
        label = " ".repeat(indent);
    }
}

/// Appends a line without spaces at its end.
pub(super) fn push_line(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

/// The text with spaces up to a width in columns.
pub(super) fn pad(text: &str, width: usize) -> String {
    let spaces = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(spaces))
}

/// Lines of a table whose columns are two spaces apart; none when it is wider
/// than `width`.
pub(super) fn table(rows: &[Vec<String>], width: usize) -> Option<Vec<String>> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |i: usize| {
        let cells = rows.iter().filter_map(|r| r.get(i));
        cells.map(|c| c.width()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    let total = widths.iter().sum::<usize>() + 2 * columns.saturating_sub(1);
    (total <= width).then(|| {
        rows.iter()
            .map(|row| {
                let cells: Vec<String> = row.iter().zip(&widths).map(|(c, w)| pad(c, *w)).collect();
                cells.join("  ").trim_end().to_owned()
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_characters_count_two_columns() {
        assert_eq!(wrap("鍵管理 者", 6), ["鍵管理", "者"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("a\nb c", 10), ["a", "b c"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider(text in "\\PC{0,80}", width in 2_usize..30) {
            for line in wrap(&text, width) {
                // A cluster of several characters can be narrower or wider
                // than its parts; a line is broken by the string's width.
                prop_assert!(line.width() <= width + 1, "{line:?}");
            }
        }

        #[test]
        fn no_word_is_lost(text in "[a-z鍵 ]{0,80}", width in 2_usize..30) {
            let joined: String = wrap(&text, width).concat().replace(' ', "");
            prop_assert_eq!(joined, text.replace(' ', ""));
        }
    }
}
