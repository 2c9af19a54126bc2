//! A part of a text around what was found in it, on one line.

use crate::text::one_line;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Bytes that a column may take in what is looked at: a bound for what a
/// hostile text can cost.
const BYTES: usize = 16;

/// A user-perceived character, safe to show, and whether it was found.
pub type Cell = (String, bool);

/// The text around its first hit in at most so many columns, with … where
/// something was cut. Hits are in bytes of the text.
#[must_use]
pub fn snippet(text: &str, hits: &[Range<usize>], width: usize) -> Vec<Cell> {
    let first = hits.iter().min_by_key(|h| h.start).cloned().unwrap_or(0..0);
    let from = boundary(text, first.start.saturating_sub(width * BYTES));
    let to = boundary(text, first.start.saturating_add((width + 1) * BYTES));
    let part = text.get(from..to).unwrap_or_default();
    let (mut before, mut after): (Vec<Cell>, Vec<Cell>) = (Vec::new(), Vec::new());
    let mut blank = false;
    // The first one may be half of one that was cut.
    let skip = usize::from(from > 0);
    for (at, grapheme) in part.grapheme_indices(true).skip(skip) {
        let (start, end) = (from + at, from + at + grapheme.len());
        let is_blank = grapheme.chars().all(char::is_whitespace);
        if is_blank && blank {
            continue;
        }
        blank = is_blank;
        let shown = if is_blank {
            " ".to_owned()
        } else {
            one_line(grapheme)
        };
        let found = hits.iter().any(|h| h.start < end && start < h.end);
        let side = if end <= first.start {
            &mut before
        } else {
            &mut after
        };
        side.push((shown, found));
    }
    let columns = |cells: &[Cell]| cells.iter().map(|(c, _)| c.width()).sum::<usize>();
    // The hit has what stands before it, unless there is little behind it.
    let lead = (width / 4).max(width.saturating_sub(columns(&after)));
    let cut_front = from > 0 || columns(&before) > lead;
    let room = lead.saturating_sub(usize::from(cut_front));
    let mut used = 0;
    let kept = before.iter().rev().take_while(|(c, _)| {
        used += c.width();
        used <= room
    });
    let kept = kept.count();
    let mut out: Vec<Cell> = Vec::new();
    if cut_front && width > 0 {
        out.push(("…".to_owned(), false));
    }
    out.extend(before.drain(before.len() - kept..));
    let left = width.saturating_sub(columns(&out));
    if columns(&after) <= left && to >= text.len() {
        out.extend(after);
        return out;
    }
    let mut used = 0;
    let room = left.saturating_sub(1);
    out.extend(after.into_iter().take_while(|(c, _)| {
        used += c.width();
        used <= room
    }));
    if left > 0 {
        out.push(("…".to_owned(), false));
    }
    out
}

/// The place, or the next character's start after it.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (at..=text.len())
        .find(|n| text.is_char_boundary(*n))
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_unsafe;
    use proptest::prelude::*;

    fn shown(text: &str, hit: &str, width: usize) -> String {
        let at = text.find(hit).unwrap();
        let cells = snippet(text, std::slice::from_ref(&(at..at + hit.len())), width);
        let mark = |(c, found): (String, bool)| if found { format!("[{c}]") } else { c };
        cells
            .into_iter()
            .map(mark)
            .collect::<String>()
            .replace("][", "")
    }

    #[test]
    fn the_hit_is_in_sight_with_what_stands_around_it() {
        let text = "Keys are rotated each year\n\nby two people";
        assert_eq!(shown(text, "Keys", 20), "[Keys] are rotated ea…");
        assert_eq!(shown(text, "year", 20), "…ach [year] by two pe…");
        assert_eq!(shown(text, "people", 20), "… year by two [people]");
        assert_eq!(
            shown(text, "rotated", 60),
            "Keys are [rotated] each year by two people"
        );
        assert_eq!(shown("鍵管理の責任者", "の", 9), "…[の]責任者");
    }

    proptest! {
        #[test]
        fn it_fits_and_steers_nothing(
            text in prop_oneof![any::<String>(), "[a\u{301}\u{1b}\u{202e}鍵👩\u{200d}🔬 \n]{0,80}"],
            from in 0_usize..100, len in 0_usize..9, width in 0_usize..40
        ) {
            let start = boundary(&text, from);
            let end = boundary(&text, start + len);
            let cells = snippet(&text, std::slice::from_ref(&(start..end)), width);
            let columns: usize = cells.iter().map(|(c, _)| c.width()).sum();
            prop_assert!(columns <= width, "{cells:?}");
            let bad = |c: char| is_unsafe(c) || c == '\n' || c == '\t';
            prop_assert!(!cells.iter().any(|(c, _)| c.contains(bad)));
            // Any hit of a few columns is in sight where there is room.
            let hit = text[start..end].trim().graphemes(true).count();
            if width > 12 && hit > 0 && start < text.len() {
                prop_assert!(cells.iter().any(|(_, found)| *found), "{cells:?}");
            }
        }
    }
}
