//! The texts of a conflict in rows that stand beside each other.

use super::lines::wrap;
use crate::compare::beside::{Chunk, chunks, have_something_in_common};

/// The sign before what differs.
pub const SIGN: &str = "≠ ";

/// A row of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// All the texts have it, or they have nothing in common.
    Same(String),
    /// It is not in all of them.
    Differs(String),
    /// Nothing: another of the texts is longer here.
    Blank,
}

/// The rows of before, mine and theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// Of each text.
    pub texts: [Vec<Row>; 3],
    /// The row of the first difference.
    pub first: usize,
    /// Whether what differs is told from what does not.
    pub marked: bool,
}

impl Rows {
    /// How far they can be scrolled in so many rows.
    #[must_use]
    pub fn last(&self, room: usize) -> usize {
        let longest = self.texts.iter().map(Vec::len).max().unwrap_or(0);
        longest.saturating_sub(room)
    }

    /// The first row in sight as long as nobody scrolls: that of the first
    /// difference, with one before it.
    #[must_use]
    pub fn start(&self, room: usize) -> usize {
        let before = usize::from(room > 2);
        self.first.saturating_sub(before).min(self.last(room))
    }
}

/// Puts the texts into rows of so many columns; where one of them is longer
/// than the room that it has, what is common to them stands in the same rows.
#[must_use]
pub fn rows(texts: [Option<&str>; 3], width: usize, room: usize) -> Rows {
    let known: Vec<(usize, &str)> = texts
        .iter()
        .enumerate()
        .filter_map(|(at, text)| Some((at, (*text)?)))
        .collect();
    let of = |known: &[(usize, &str)]| -> Vec<Chunk> {
        let texts: Vec<&str> = known.iter().map(|(_, text)| *text).collect();
        chunks(&texts)
    };
    let mut beside = known.clone();
    let mut parts = of(&beside);
    if !have_something_in_common(&parts) {
        // What was before may have been another text altogether.
        beside.retain(|(at, _)| *at > 0);
        parts = of(&beside);
    }
    let marked = beside.len() > 1 && have_something_in_common(&parts);
    let width = if marked {
        width.saturating_sub(SIGN.chars().count())
    } else {
        width
    };
    let laid = |lines: &[String], same: bool| -> Vec<Row> {
        let rows = lines.iter().flat_map(|line| wrap(line, width));
        let row = |text| match same || !marked {
            true => Row::Same(text),
            false => Row::Differs(text),
        };
        rows.map(row).collect()
    };
    let blocks: Vec<(bool, Vec<Vec<Row>>)> = parts
        .iter()
        .map(|part| {
            let sides = part.sides.iter();
            (part.same, sides.map(|s| laid(s, part.same)).collect())
        })
        .collect();
    let mut out: [Vec<Row>; 3] = Default::default();
    for (at, text) in &known {
        let place = beside.iter().position(|(other, _)| other == at);
        let rows = match place {
            Some(place) => {
                let of = blocks.iter().filter_map(|(_, sides)| sides.get(place));
                of.flatten().cloned().collect()
            }
            None => laid(
                &text.split('\n').map(str::to_owned).collect::<Vec<_>>(),
                false,
            ),
        };
        if let Some(slot) = out.get_mut(*at) {
            *slot = rows;
        }
    }
    let is_long = out.iter().any(|rows| rows.len() > room);
    let mut first = None;
    let mut above = 0;
    if is_long {
        for (at, _) in &beside {
            if let Some(slot) = out.get_mut(*at) {
                slot.clear();
            }
        }
    }
    for ((same, sides), part) in blocks.into_iter().zip(&parts) {
        let most = sides.iter().map(Vec::len).max().unwrap_or(0);
        if !same && first.is_none() {
            first = Some(above + rows_in_common(part, width));
        }
        above += most;
        if !is_long {
            continue;
        }
        for ((at, _), mut rows) in beside.iter().zip(sides) {
            rows.resize(most, Row::Blank);
            if let Some(slot) = out.get_mut(*at) {
                slot.append(&mut rows);
            }
        }
    }
    Rows {
        texts: out,
        first: first.unwrap_or(0),
        marked,
    }
}

/// How many rows of a differing line are the same on all sides: a paragraph
/// may be one line.
fn rows_in_common(part: &Chunk, width: usize) -> usize {
    let mut lines = part.sides.iter().filter_map(|side| side.first());
    let Some(one) = lines.next() else { return 0 };
    let others: Vec<&String> = lines.collect();
    if others.is_empty() {
        return 0;
    }
    let common = |other: &&String| {
        let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b);
        same.count()
    };
    let count = others.iter().map(common).min().unwrap_or(0);
    let prefix: String = one.chars().take(count).collect();
    wrap(&prefix, width).len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(rows: &[Row]) -> Vec<String> {
        let row = |row: &Row| match row {
            Row::Same(text) => format!(" {text}"),
            Row::Differs(text) => format!("≠{text}"),
            Row::Blank => "~".to_owned(),
        };
        rows.iter().map(row).collect()
    }

    #[test]
    fn short_texts_stand_as_they_are() {
        let rows = rows([Some("a\nb"), Some("a\nc\nd"), Some("a\ne")], 20, 5);
        assert_eq!(shown(&rows.texts[1]), [" a", "≠c", "≠d"]);
        assert_eq!(shown(&rows.texts[2]), [" a", "≠e"]);
        assert_eq!((rows.start(5), rows.last(5)), (0, 0));
    }

    #[test]
    fn long_texts_stand_beside_each_other() {
        let rows = rows(
            [
                Some("1\n2\n3\nb"),
                Some("1\n2\n3\nc\nd"),
                Some("1\n2\n3\ne"),
            ],
            20,
            3,
        );
        assert_eq!(shown(&rows.texts[0]), [" 1", " 2", " 3", "≠b", "~"]);
        assert_eq!(shown(&rows.texts[1]), [" 1", " 2", " 3", "≠c", "≠d"]);
        assert_eq!((rows.first, rows.start(3), rows.last(3)), (3, 2, 2));
        assert_eq!(rows.start(2), 3, "no row before it where there is no room");
    }

    #[test]
    fn what_was_before_may_be_nothing_or_another_text() {
        for before in [None, Some("Not looked at.")] {
            let rows = rows([before, Some("1\n2\n3\nc"), Some("1\n2\n3\ne")], 20, 3);
            assert!(rows.marked);
            assert_eq!(rows.first, 3);
            assert_eq!(rows.texts[0].len(), usize::from(before.is_some()));
        }
    }

    #[test]
    fn what_has_nothing_in_common_is_not_marked() {
        let rows = rows([Some("a"), Some("b"), Some("c")], 20, 3);
        assert!(!rows.marked);
        assert_eq!(shown(&rows.texts[2]), [" c"]);
    }

    #[test]
    fn the_first_difference_of_a_paragraph_is_found_in_it() {
        let same = "keys are rotated every year by the team ".repeat(5);
        let (mine, theirs) = (format!("{same}in May"), format!("{same}in June"));
        let rows = rows([None, Some(&mine), Some(&theirs)], 20, 3);
        assert!(rows.first >= 8, "{}", rows.first);
        let Some(Row::Same(text)) = rows.texts[1].get(rows.first..).and_then(<[_]>::last) else {
            panic!("{rows:?}")
        };
        assert!(text.contains("May"), "{text}");
    }
}
