//! What is wrong with a file, and saying so where it stands.

use crate::text::{one_line, visible};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::cell::Cell;
use std::ops::Range;

/// How many problems are shown at once; the rest are counted.
pub(crate) const SHOWN: usize = 20;
/// How the problem of a key that is not known begins.
pub(super) const UNKNOWN_KEY: &str = "unknown key ";
/// How that of git's marks does: lists call the file unreadable, too.
pub(super) const MERGE: &str = "unreadable: an unresolved merge, ";
/// How a problem begins that is about what nobody has decided.
pub(super) const UNDECIDED: &str = "an unresolved conflict";
/// The longest line, in bytes, that is shown with a caret under it.
const LONGEST_LINE: usize = 2000;

/// Whether a file with the problem can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot: something would be lost or misread.
    Error,
    /// It can, and someone should look.
    Warning,
    /// It can, and its author has yet to write something there.
    ToWrite,
}

/// One thing that is wrong with an answer file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether the file can be used nevertheless.
    pub severity: Severity,
    /// The bytes of the text that it is about.
    pub span: Option<Range<usize>>,
    /// What is wrong, naming the offending text; one line, safe to show.
    pub message: String,
    /// What was expected, or how to mend it.
    pub help: Option<String>,
}

impl Problem {
    /// Whether the file cannot be used because of it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Whether it is about a key that is not known.
    pub(crate) fn is_unknown_key(&self) -> bool {
        self.message.starts_with(UNKNOWN_KEY)
    }

    /// What helps where git could not merge; the file as it is typed.
    pub(crate) fn choose(typed: &str) -> String {
        format!(
            "open it and choose between the two sides: aicaiq {typed}; or delete the marks by hand"
        )
    }

    /// The same in what the controls of a folder share.
    pub(crate) fn unmark(folder: &str) -> String {
        format!(
            "open the folder, which takes the marks out and keeps what both sides changed to choose from: aicaiq {folder}; or delete the marks by hand"
        )
    }

    /// Whether it is about what two people changed and nobody has decided.
    pub(crate) fn is_conflict(&self) -> bool {
        self.message.starts_with(UNDECIDED)
    }

    /// Whether it is about git's marks of a merge.
    pub(crate) fn is_merge(&self) -> bool {
        self.message.starts_with(MERGE)
    }
}

/// Line and column of a byte of a text, both from 1, the column in characters.
/// A byte past the end counts as the end.
#[must_use]
pub fn position(source: &str, offset: usize) -> (usize, usize) {
    let before = source
        .get(..floor(source, offset))
        .unwrap_or_default()
        .trim_start_matches('\u{feff}');
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default();
    (line, column.chars().count() + 1)
}

/// Where the lines of a text start: for the places of many problems.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    source: &'a str,
    starts: Vec<usize>,
    /// A byte and its column, from which what comes after it in its line is
    /// counted: a line may have as many problems as it has words.
    last: Cell<(usize, usize)>,
}

impl<'a> Lines<'a> {
    /// Of a text.
    #[must_use]
    pub fn of(source: &'a str) -> Self {
        let ends = memchr::memchr_iter(b'\n', source.as_bytes());
        let starts = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        Self {
            source,
            starts,
            last: Cell::default(),
        }
    }

    /// As [`position`], without counting all lines each time.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = floor(self.source, offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied();
        let start = start.unwrap_or_default();
        let (at, column) = self.last.get();
        let column = if at > start && at <= offset {
            let between = self.source.get(at..offset).unwrap_or_default();
            column + between.chars().count()
        } else {
            let before = self.source.get(start..offset).unwrap_or_default();
            position(before, usize::MAX).1
        };
        self.last.set((offset, column));
        (line, column)
    }
}

/// The problems as text for a terminal or a log: path, line, column, the line
/// itself with a caret, and help. At most twenty are shown, errors first.
/// Nothing of the file reaches the terminal unchanged that could steer it.
#[must_use]
pub fn render_problems(path: &str, source: &str, problems: &[Problem], styled: bool) -> String {
    let (mut shown, more) = render_first(path, source, problems, styled, SHOWN);
    if more > 0 {
        let rest = crate::text::count(more, "more problem");
        shown.push_str(&format!("\n\nand {rest} in {}", one_line(path)));
    }
    shown
}

/// As [`render_problems`], without the last line: at most so many, and how
/// many are not among them.
#[must_use]
pub fn render_first(
    path: &str,
    source: &str,
    problems: &[Problem],
    styled: bool,
    most: usize,
) -> (String, usize) {
    let renderer = if styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
    .decor_style(DecorStyle::Ascii);
    let path = one_line(path);
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_key(|p| (p.severity, p.span.as_ref().map_or(0, |s| s.start)));
    let shown: Vec<String> = sorted
        .iter()
        .take(most)
        .map(|problem| render_one(&renderer, &path, source, problem))
        .collect();
    let more = problems.len().saturating_sub(most);
    (shown.join("\n\n"), more)
}

fn render_one(renderer: &Renderer, path: &str, source: &str, problem: &Problem) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning | Severity::ToWrite => Level::WARNING,
    };
    let message = one_line(&problem.message);
    let help = problem.help.as_deref().map(visible);
    let excerpt = problem.span.as_ref().map(|span| Excerpt::of(source, span));
    let title = match &excerpt {
        Some(Excerpt { text: Some(_), .. }) => message,
        Some(e) => format!("{path}:{}:{}: {message}", e.line, e.column),
        None => format!("{path}: {message}"),
    };
    let mut group = annotate_snippets::Group::with_title(level.primary_title(title));
    if let Some(Excerpt {
        text: Some(text),
        span,
        line,
        ..
    }) = &excerpt
    {
        group = group.element(
            Snippet::source(text.as_str())
                .line_start(*line)
                .path(path)
                .annotation(AnnotationKind::Primary.span(span.clone())),
        );
    }
    if let Some(help) = help {
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// The one line that a problem points at, made safe, with the span moved to
/// where the same characters now are.
struct Excerpt {
    text: Option<String>,
    span: Range<usize>,
    line: usize,
    column: usize,
}

impl Excerpt {
    fn of(source: &str, span: &Range<usize>) -> Self {
        let start = floor(source, span.start);
        let (line, column) = position(source, start);
        let head = source.get(..start).unwrap_or_default();
        let tail = source.get(start..).unwrap_or_default();
        let from = head.rfind('\n').map_or(0, |at| at + 1);
        let to = start + tail.find('\n').unwrap_or(tail.len());
        let raw = source.get(from..to).unwrap_or_default();
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        if raw.len() > LONGEST_LINE {
            return Self {
                text: None,
                span: 0..0,
                line,
                column,
            };
        }
        let mut text = String::with_capacity(raw.len());
        let mut safe = None;
        let end = floor(source, span.end);
        let mut safe_end = 0;
        // Each character has one sign.
        let signs = visible(raw);
        for ((at, c), sign) in raw.char_indices().zip(signs.chars()) {
            if from + at == start {
                safe = Some(text.len());
            }
            if c == '\u{feff}' {
                continue;
            }
            text.push(sign);
            if from + at < end {
                safe_end = text.len();
            }
        }
        let first = safe.unwrap_or(text.len());
        Self {
            span: first..safe_end.max(first),
            text: Some(text),
            line,
            column,
        }
    }
}

fn floor(source: &str, offset: usize) -> usize {
    let mut at = offset.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_unsafe;

    #[test]
    fn positions_count_characters_from_one() {
        assert_eq!(position("a\néb", 0), (1, 1));
        assert_eq!(position("a\néb", 4), (2, 2));
        assert_eq!(position("a", 99), (1, 2));
        assert_eq!(position("\u{feff}a", 3), (1, 1));
    }

    #[test]
    fn a_place_is_the_same_however_it_is_counted() {
        for text in ["", "a", "\u{feff}a\r\né\n\n“漢”b\n", "\n", "a\n\n"] {
            let lines = Lines::of(text);
            let end = text.len() + 3;
            for at in (0..end).chain((0..end).rev()) {
                assert_eq!(lines.position(at), position(text, at), "{text:?} {at}");
            }
        }
        // Within a character, it is the character's.
        assert_eq!(position("aé漢", 2), (1, 2));
        assert_eq!(position("aé漢", 5), (1, 3));
    }

    #[test]
    fn a_line_is_shown_that_is_not_too_long() {
        for (length, is_shown) in [(LONGEST_LINE, true), (LONGEST_LINE + 1, false)] {
            let source = format!("x\n{}", "y".repeat(length));
            let problem = Problem {
                severity: Severity::Error,
                span: Some(2..3),
                message: "bad".into(),
                help: None,
            };
            let shown = render_problems("a.toml", &source, &[problem], false);
            assert_eq!(shown.contains("\n2 | y"), is_shown);
            assert!(shown.contains("a.toml:2:1"));
        }
    }

    #[test]
    fn no_escape_sequence_of_the_file_is_shown() {
        let source = "a = 1\nb\u{9b} = \"\u{202e}x\u{1b}[2J\"\n";
        let problem = Problem {
            severity: Severity::Error,
            span: Some(6..10),
            message: "bad \u{1b}[31m".into(),
            help: Some("\u{9b}do".into()),
        };
        let shown = render_problems("p\u{1b}.toml", source, &[problem], false);
        assert!(!shown.contains(is_unsafe), "{shown:?}");
        assert!(shown.contains(":2:1"), "{shown}");
    }
}
