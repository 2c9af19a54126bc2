//! Wrapping: a line of a text as the rows that it takes on the screen.

use ratatui::buffer::CellWidth;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use unicode_segmentation::UnicodeSegmentation;

/// Columns from one tab stop to the next.
const TAB: usize = 4;

/// The bytes of a line that stand in one row; the next row starts at `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Its first byte.
    pub start: usize,
    /// The byte behind its last.
    pub end: usize,
}

/// A line of a text, with what was measured of it.
#[derive(Debug, Default, Clone)]
pub struct Line {
    text: String,
    rows: RefCell<Option<(usize, Rc<[Row]>)>>,
    characters: Cell<Option<usize>>,
}

impl Line {
    /// A line; it must have no line feed.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its text, to be changed.
    pub fn text_mut(&mut self) -> &mut String {
        *self.rows.get_mut() = None;
        self.characters.set(None);
        &mut self.text
    }

    /// What a reader calls characters: grapheme clusters.
    #[must_use]
    pub fn characters(&self) -> usize {
        if let Some(known) = self.characters.get() {
            return known;
        }
        let counted = characters(&self.text);
        self.characters.set(Some(counted));
        counted
    }

    /// Its rows in so many columns; without a number, all of it is one row.
    #[must_use]
    pub fn rows(&self, width: Option<usize>) -> Rc<[Row]> {
        let columns = width.unwrap_or(usize::MAX);
        if let Some((known, rows)) = &*self.rows.borrow()
            && *known == columns
        {
            return Rc::clone(rows);
        }
        let rows: Rc<[Row]> = match width {
            Some(width) => wrap(&self.text, width).into(),
            None => [Row {
                start: 0,
                end: self.text.len(),
            }]
            .into(),
        };
        *self.rows.borrow_mut() = Some((columns, Rc::clone(&rows)));
        rows
    }
}

/// Grapheme clusters of a text.
#[must_use]
pub fn characters(text: &str) -> usize {
    if text.is_ascii() {
        // CR LF, the only cluster of two there, is in no line.
        return text.len();
    }
    text.graphemes(true).count()
}

/// Columns that a cluster takes at a column of its row. What has no width of
/// its own gets one, so that the cursor can stand on it.
#[must_use]
pub fn width_of(cluster: &str, column: usize) -> usize {
    match cluster.as_bytes() {
        b"\t" => TAB - column % TAB,
        [_] => 1,
        // As a cell is filled: ｶﾞ takes two, though its text counts as one.
        _ => usize::from(cluster.cell_width()).max(1),
    }
}

/// Clusters of a text with where they start; one a byte where it is ASCII.
pub fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let ascii = text.is_ascii();
    let bytes = (0..if ascii { text.len() } else { 0 })
        .map(move |at| (at, text.get(at..=at).unwrap_or_default()));
    let rest = if ascii { "" } else { text };
    bytes.chain(rest.grapheme_indices(true))
}

/// Breaks a line after white space or a hyphen, and around wide characters; a
/// word that is longer than a row is broken anywhere. One white space may hang
/// over in the last column, where the cursor can stand on it.
fn wrap(text: &str, width: usize) -> Vec<Row> {
    let room = width.saturating_sub(1).max(1);
    let mut rows = Vec::with_capacity(text.len() / room + 1);
    let (mut start, mut column) = (0, 0);
    // Where the row may be broken, and the columns up to there.
    let mut chance: Option<(usize, usize)> = None;
    let mut before_wide = false;
    for (at, cluster) in clusters(text) {
        let mut more = width_of(cluster, column);
        let is_space = cluster.chars().all(char::is_whitespace);
        if (more == 2 || before_wide) && !is_space && at > start {
            chance = Some((at, column));
        }
        let fits = |column: usize, more: usize| {
            column + more <= room || (is_space && column <= room && more == 1)
        };
        // What is left of a row after its break can be too much once more.
        while !fits(column, more) && at > start {
            let (break_at, used) = chance.filter(|_| !is_space).unwrap_or((at, column));
            rows.push(Row {
                start,
                end: break_at,
            });
            start = break_at;
            column -= used;
            chance = None;
            more = width_of(cluster, column);
        }
        column += more;
        before_wide = more == 2 && !is_space;
        let end = at + cluster.len();
        if is_space || (cluster == "-" && at > start) {
            chance = Some((end, column));
        }
    }
    rows.push(Row {
        start,
        end: text.len(),
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str, width: usize) -> Vec<&str> {
        wrap(text, width)
            .iter()
            .map(|r| &text[r.start..r.end])
            .collect()
    }

    #[test]
    fn what_is_left_after_a_break_is_broken_too() {
        let text = "👩 \u{301}🔬\u{301}\u{200d}🔬";
        for row in wrap(text, 4) {
            let row = &text[row.start..row.end];
            let columns: usize = clusters(row).map(|(_, c)| width_of(c, 0)).sum();
            assert!(clusters(row).count() == 1 || columns <= 4, "{row:?}");
        }
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(shown("", 10), [""]);
        assert_eq!(shown("key custody", 20), ["key custody"]);
        assert_eq!(
            shown("key custody of roots", 12),
            ["key custody ", "of roots"]
        );
        // A space behind a full row hangs over; the word behind it goes on.
        assert_eq!(shown("abcdefghi jk", 10), ["abcdefghi ", "jk"]);
        assert_eq!(shown("abcdefghijklmnop", 10), ["abcdefghi", "jklmnop"]);
        assert_eq!(shown("a twelve-column", 12), ["a twelve-", "column"]);
        assert_eq!(shown("鍵管理の責任者", 8), ["鍵管理", "の責任", "者"]);
        assert_eq!(
            shown("e\u{301}e\u{301}e\u{301}", 3),
            ["e\u{301}e\u{301}", "e\u{301}"]
        );
    }

    proptest! {
        #[test]
        fn rows_hold_all_of_a_line_and_fit(
            text in "[a-c \u{301}鍵👩\u{200d}🔬\t-]{0,60}", width in 3_usize..20
        ) {
            let rows = wrap(&text, width);
            prop_assert_eq!(rows[0].start, 0);
            prop_assert_eq!(rows.last().unwrap().end, text.len());
            for pair in rows.windows(2) {
                prop_assert_eq!(pair[0].end, pair[1].start);
                prop_assert!(pair[0].start < pair[0].end);
            }
            let bounds: Vec<usize> = clusters(&text).map(|(at, _)| at).collect();
            for row in &rows {
                prop_assert!(row.start == text.len() || bounds.contains(&row.start));
                let mut column = 0;
                let mut last = 0;
                for (_, cluster) in clusters(&text[row.start..row.end]) {
                    last = width_of(cluster, column);
                    column += last;
                }
                let one = clusters(&text[row.start..row.end]).count() <= 1;
                prop_assert!(one || column <= width.max(last), "{:?} in {}", &text[row.start..row.end], width);
            }
        }
    }
}
