//! Building lines of text that fit and are safe to show.

use crate::text::{one_line, visible};
use ratatui::buffer::CellWidth;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;
use unicode_segmentation::UnicodeSegmentation;

/// Whether a character has one column, and is a cluster of its own among
/// others of its kind: letters, and the signs that screens are drawn with. Most
/// texts have nothing else, and to look for clusters in them takes longer than
/// to draw them.
pub(in crate::tui) fn is_plain(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\u{a1}'..='\u{a8}' | '\u{aa}'..='\u{ac}' | '\u{af}'..='\u{17f}'
        | '\u{2013}' | '\u{2014}' | '\u{2018}'..='\u{201d}' | '\u{2022}' | '\u{2026}'
        | '\u{2190}'..='\u{2193}' | '\u{2500}'..='\u{25a9}' | '\u{25ac}'..='\u{25b5}'
        | '\u{25b7}'..='\u{25bf}' | '\u{25c1}'..='\u{25fa}' | '\u{2713}' | '\u{2717}')
}

/// Whether a text has nothing but letters and signs of one byte, each of which
/// has one column.
pub(super) fn is_simple(text: &str) -> bool {
    // All of them at once takes less than to stop at the first other one.
    text.bytes()
        .fold(true, |simple, b| simple & matches!(b, b' '..=b'~'))
}

/// Columns that a text takes where it is drawn: cluster by cluster, as cells
/// are filled; control characters fill none. The width of a text as a whole
/// can be less, as it counts ligatures (Arabic's lam-alef) that no terminal's
/// cells have.
#[must_use]
pub fn columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|b| !b.is_ascii_control()).count();
    }
    if text.chars().all(is_plain) {
        return text.chars().count();
    }
    let drawn = |cluster: &&str| !cluster.contains(char::is_control);
    let clusters = text.graphemes(true).filter(drawn);
    clusters.map(|g| usize::from(g.cell_width())).sum()
}

/// Texts that are remembered as wrapped: those of some frames.
const REMEMBERED: usize = 128;

/// Bytes of them that are remembered, beside the text that was wrapped last.
const ROOM: usize = 1 << 20;

/// A text, the columns it was wrapped at, and its lines.
type Wrapped = (String, usize, Rc<[String]>);

/// What was wrapped lately.
#[derive(Default)]
struct Memory {
    texts: HashMap<u64, Wrapped>,
    bytes: usize,
}

thread_local! {
    /// A frame draws mostly the texts of the frame before it, and to find the
    /// places where they may break takes longer than to draw them.
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// The text broken into lines of at most so many columns, nothing in it
/// steering the terminal.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    wrapped(text, width).to_vec()
}

/// As [`wrap`], where not all of the lines are needed.
#[must_use]
pub fn wrapped(text: &str, width: usize) -> Rc<[String]> {
    let mut hasher = DefaultHasher::new();
    (text, width).hash(&mut hasher);
    let key = hasher.finish();
    MEMORY.with_borrow_mut(|memory| {
        let known = memory.texts.get(&key);
        if let Some((.., lines)) = known.filter(|(t, w, _)| *w == width && t == text) {
            return Rc::clone(lines);
        }
        let lines: Rc<[String]> = wrap_now(text, width).into();
        if memory.texts.len() >= REMEMBERED || memory.bytes + text.len() > ROOM {
            *memory = Memory::default();
        }
        memory.bytes += text.len();
        let entry = (text.to_owned(), width, Rc::clone(&lines));
        memory.texts.insert(key, entry);
        lines
    })
}

fn wrap_now(text: &str, width: usize) -> Vec<String> {
    let shown = visible(text).replace('\t', "    ");
    shown
        .split('\n')
        .flat_map(|line| textwrap::wrap(line, width.max(1)))
        .flat_map(|line| chop(line.into_owned(), width))
        .collect()
}

/// The line in pieces that fit: `textwrap` counts characters, and a few
/// clusters are wider than theirs (ｶﾞ).
fn chop(line: String, width: usize) -> Vec<String> {
    if columns(&line) <= width.max(2) {
        return vec![line];
    }
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for cluster in line.graphemes(true) {
        let more = columns(cluster);
        if used + more > width.max(2) {
            pieces.push(String::new());
            used = 0;
        }
        used += more;
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(cluster);
        }
    }
    pieces
}

/// A span of safe text on one line.
#[must_use]
pub fn span(text: &str, style: Style) -> Span<'static> {
    Span::styled(one_line(text), style)
}

/// The text cut to so many columns, with … where something was cut.
#[must_use]
pub fn fit(text: &str, width: usize) -> String {
    if is_simple(text) {
        return match text.get(..width.saturating_sub(1)) {
            Some(shown) if text.len() > width && width > 0 => format!("{shown}…"),
            _ if text.len() > width => String::new(),
            _ => text.to_owned(),
        };
    }
    if text.chars().all(is_plain) {
        let cut = text.char_indices().nth(width.saturating_sub(1));
        return match cut {
            Some((at, last)) if at + last.len_utf8() < text.len() => match text.get(..at) {
                Some(shown) if width > 0 => format!("{shown}…"),
                _ => String::new(),
            },
            _ if width == 0 => String::new(),
            _ => text.to_owned(),
        };
    }
    let text = one_line(text);
    if columns(&text) <= width {
        return text;
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let more = columns(grapheme);
        if used + more + 1 > width {
            break;
        }
        out.push_str(grapheme);
        used += more;
    }
    if width > 0 {
        out.push('…');
    }
    out
}

/// The end of the text in so many columns, with … where something was cut: of
/// a path, the end tells one from another.
#[must_use]
pub fn fit_end(text: &str, width: usize) -> String {
    let text = one_line(text);
    if columns(&text) <= width {
        return text;
    }
    let mut used = 1;
    let mut shown: Vec<&str> = Vec::new();
    for grapheme in text.graphemes(true).rev() {
        used += columns(grapheme);
        if used > width {
            break;
        }
        shown.push(grapheme);
    }
    let end: String = shown.into_iter().rev().collect();
    if width > 0 { format!("…{end}") } else { end }
}

/// The line cut to so many columns, with … where something was cut.
#[must_use]
pub fn cut(mut line: Line<'static>, width: usize) -> Line<'static> {
    // That there are spaces behind it is nothing to be told.
    while line
        .spans
        .last()
        .is_some_and(|s| s.content.trim().is_empty())
    {
        line.spans.pop();
    }
    let whole: usize = line.spans.iter().map(|s| columns(&s.content)).sum();
    if whole <= width {
        return line;
    }
    let mut used = 0;
    let mut spans = Vec::with_capacity(line.spans.len());
    for span in line.spans {
        let more = columns(&span.content);
        if used + more < width {
            used += more;
            spans.push(span);
            continue;
        }
        // Longer than there is room in any case, so that … is at its end.
        let text = fit(&format!("{}……", span.content), width - used);
        spans.push(Span::styled(text, span.style));
        break;
    }
    Line { spans, ..line }
}

/// The text cut or filled with spaces to exactly so many columns.
#[must_use]
pub fn pad(text: &str, width: usize) -> String {
    if text.len() <= width && is_simple(text) {
        let mut out = String::with_capacity(width);
        out.push_str(text);
        out.extend(std::iter::repeat_n(' ', width - text.len()));
        return out;
    }
    let mut out = fit(text, width);
    let used = columns(&out);
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(used)));
    out
}

/// As many blanks as most places have room for.
const BLANKS: &str = "                                                                ";

/// As [`pad`], without a copy of a text that is as it is shown.
pub(super) fn padded(text: &str, width: usize, style: Style) -> [Span<'_>; 2] {
    let behind = width.checked_sub(text.len());
    let blanks = behind.and_then(|behind| BLANKS.get(..behind));
    match blanks.filter(|_| is_simple(text)) {
        Some(blanks) => [Span::styled(text, style), Span::styled(blanks, style)],
        None => [Span::styled(pad(text, width), style), Span::raw("")],
    }
}

/// A text under a heading in front of it: the heading stands once, the text
/// is wrapped beside it.
#[must_use]
pub fn hanging(
    head: Span<'static>,
    indent: usize,
    text: &str,
    width: usize,
    style: Style,
) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut head = Some(head);
    for part in wrap(text, width.saturating_sub(indent).max(8)) {
        let first = match head.take() {
            Some(head) => {
                let gap = indent.saturating_sub(columns(&head.content));
                vec![head, Span::raw(" ".repeat(gap))]
            }
            None => vec![Span::raw(" ".repeat(indent))],
        };
        lines.push(Line::from_iter(
            first.into_iter().chain([Span::styled(part, style)]),
        ));
    }
    lines
}

/// What stands between parts of a line.
pub const BESIDE: &str = "   ";

/// Parts side by side in lines of at most so many columns, none broken.
#[must_use]
pub fn flow(parts: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if columns(line) + 3 + columns(part) <= width => {
                line.push_str(BESIDE);
                line.push_str(part);
            }
            _ => lines.push(part.clone()),
        }
    }
    lines
}

/// A bar of so many columns, filled to a share.
#[must_use]
pub fn bar(done: usize, of: usize, width: usize) -> String {
    let filled = (done * width).checked_div(of).unwrap_or(0);
    let mut out = "━".repeat(filled);
    out.push_str(&"┄".repeat(width.saturating_sub(filled)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_combining_text_keeps_its_columns() {
        for text in [
            "鍵管理の責任者",
            "e\u{301}le\u{300}ve",
            "👩‍🔬 laboratory",
            "plain",
            "لا إله الا",
            "ｶﾞﾊﾟﾎﾟ",
            "🇩🇪🇫🇷",
        ] {
            for width in 0..12 {
                assert_eq!(columns(&pad(text, width)), width, "{text} in {width}");
                for line in wrap(text, width) {
                    // A cluster is not broken, and ｶﾞ has three columns.
                    assert!(columns(&line) <= width.max(3), "{text} in {width}: {line}");
                }
            }
        }
    }

    #[test]
    fn a_long_text_is_wrapped_as_it_is_now() {
        let long = "Sample evidence of key rotation. ".repeat(200);
        for (text, width) in [
            (&long, 40),
            (&long, 40),
            (&long, 30),
            (&long.replace('k', "K"), 40),
        ] {
            assert_eq!(wrap(text, width), wrap_now(text, width));
        }
    }

    #[test]
    fn plain_characters_have_a_column_and_stand_alone() {
        let plain: String = ('\0'..='\u{ffff}').filter(|c| is_plain(*c)).collect();
        assert!(plain.chars().count() > 500);
        for cluster in plain.graphemes(true) {
            assert_eq!(cluster.chars().count(), 1, "{cluster:?}");
            assert_eq!(cluster.cell_width(), 1, "{cluster:?}");
            assert!(!cluster.contains(char::is_control));
        }
    }

    #[test]
    fn simple_texts_fit_as_others_do() {
        // What is not simple takes the way of clusters.
        let other = "é";
        for text in ["", "a", "ab", "a text of words"] {
            for width in 0..18 {
                let simple = fit(text, width);
                let longer = fit(&text.replace('a', other), width);
                assert_eq!(simple.replace('a', other), longer, "{text} in {width}");
                let padded = pad(&text.replace('a', other), width);
                assert_eq!(pad(text, width).replace('a', other), padded);
            }
        }
    }

    #[test]
    fn a_line_is_cut_with_a_sign() {
        let line = Line::from_iter([Span::raw("keys "), Span::raw("鍵管理"), Span::raw("!")]);
        for (width, text) in [
            (12, "keys 鍵管理!"),
            (11, "keys 鍵管…"),
            (6, "keys …"),
            (5, "keys…"),
            (2, "k…"),
            (1, "…"),
            (0, ""),
        ] {
            let cut: String = cut(line.clone(), width)
                .spans
                .iter()
                .map(|s| s.content.as_ref())
                .collect();
            assert_eq!(cut, text, "{width}");
        }
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert!(
            wrap("a\u{1b}]52;c;x\u{7}b", 80)[0]
                .chars()
                .all(|c| !c.is_control())
        );
    }
}
