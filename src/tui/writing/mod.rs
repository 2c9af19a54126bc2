//! A text being written: its lines, its cursor, and what can be undone. The
//! cursor stands before a grapheme cluster, never within one.

mod moving;
mod rows;
mod stroke;

pub use rows::{Row, clusters, width_of};
pub use stroke::Stroke;

use rows::Line;
use std::collections::VecDeque;

/// Bytes of undone and redoable text that are kept at most.
const UNDO_BYTES: usize = 4 * 1024 * 1024;

/// A place in a text: a line and a byte of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The line, from 0.
    pub line: usize,
    /// The byte in the line.
    pub byte: usize,
}

/// What a change was made by: changes of a kind that follow each other are
/// undone together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Typed,
    Erased,
    Other,
}

/// A change that can be taken back.
#[derive(Debug, Clone)]
struct Change {
    kind: Kind,
    at: Spot,
    removed: String,
    inserted: String,
    /// Where the cursor was before it.
    cursor: Spot,
}

/// A text being written, of one line or of many.
#[derive(Debug, Clone)]
pub struct Writing {
    lines: Vec<Line>,
    at: Spot,
    /// The column that up and down keep to.
    goal: Option<usize>,
    is_long: bool,
    done: VecDeque<Change>,
    undone: Vec<Change>,
    /// Whether the next change may join the last one.
    joins: bool,
    /// The row at the top of the window: a line, and a row of it.
    top: (usize, usize),
    cut: Cut,
}

/// What was erased last by word or line, to be put back.
#[derive(Debug, Clone, Default)]
struct Cut {
    text: String,
    /// The changes that were done then, and where the cursor was: what is cut
    /// next belongs to it if they are the same.
    behind: Option<(usize, Spot)>,
}

impl Writing {
    /// A text of one line; line feeds in it become spaces. The cursor is at
    /// its end.
    #[must_use]
    pub fn line(text: &str) -> Self {
        Self::new(&flat(text), false)
    }

    /// A text of many lines, with the cursor at its end.
    #[must_use]
    pub fn long(text: &str) -> Self {
        Self::new(text, true)
    }

    fn new(text: &str, is_long: bool) -> Self {
        let mut new = Self {
            lines: lines_of(text),
            at: Spot::default(),
            goal: None,
            is_long,
            done: VecDeque::new(),
            undone: Vec::new(),
            joins: false,
            top: (0, 0),
            cut: Cut::default(),
        };
        new.at = new.end();
        new
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(Line::text).collect();
        lines.join("\n")
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.len() == 1 && self.lines.first().is_some_and(|l| l.text().is_empty())
    }

    /// Whether it may have many lines.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.is_long
    }

    /// How many lines it has.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The text of a line; empty beyond the last.
    #[must_use]
    pub fn line_text(&self, line: usize) -> &str {
        self.lines.get(line).map_or("", Line::text)
    }

    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> usize {
        let all: usize = self.lines.iter().map(|line| line.text().len() + 1).sum();
        all.saturating_sub(1)
    }

    /// Where the cursor is.
    #[must_use]
    pub fn at(&self) -> Spot {
        self.at
    }

    /// Line and column of the cursor as people count, from 1, and the number
    /// of characters of the text, a line feed being one.
    #[must_use]
    pub fn position(&self) -> (usize, usize, usize) {
        let before = self.line_text(self.at.line).get(..self.at.byte);
        let column = rows::characters(before.unwrap_or_default());
        let all: usize = self.lines.iter().map(Line::characters).sum();
        (
            self.at.line + 1,
            column + 1,
            all + self.lines.len().saturating_sub(1),
        )
    }

    fn end(&self) -> Spot {
        let line = self.lines.len().saturating_sub(1);
        Spot {
            line,
            byte: self.line_text(line).len(),
        }
    }

    /// Puts a text in at the cursor, as one step of undo. In a text of one
    /// line, line feeds and tabs become spaces.
    pub fn insert_str(&mut self, text: impl AsRef<str>) {
        let text = text.as_ref();
        if self.is_long {
            self.replace(self.at, self.at, text, Kind::Other);
        } else {
            self.replace(self.at, self.at, &flat(text), Kind::Other);
        }
    }

    /// Types a character; what is typed in one go is undone word by word.
    pub fn type_char(&mut self, c: char) {
        if c == '\n' && !self.is_long {
            return;
        }
        let begins_word = !c.is_whitespace() && self.before().is_none_or(char::is_whitespace);
        if c == '\n' || begins_word {
            self.joins = false;
        }
        let mut bytes = [0; 4];
        self.replace(self.at, self.at, c.encode_utf8(&mut bytes), Kind::Typed);
    }

    fn before(&self) -> Option<char> {
        let before = self.line_text(self.at.line).get(..self.at.byte)?;
        before.chars().next_back()
    }

    /// Takes all of the text away and puts another in, as one step of undo.
    pub fn set(&mut self, text: &str) {
        let text = if self.is_long {
            text.to_owned()
        } else {
            flat(text)
        };
        self.replace(Spot::default(), self.end(), &text, Kind::Other);
    }

    /// Takes back the last change. Returns whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(change) = self.done.pop_back() else {
            return false;
        };
        let end = after(change.at, &change.inserted);
        self.splice(change.at, end, &change.removed);
        self.at = change.cursor;
        self.settled();
        self.undone.push(change);
        true
    }

    /// Makes the change again that was taken back last.
    pub fn redo(&mut self) -> bool {
        let Some(change) = self.undone.pop() else {
            return false;
        };
        let end = after(change.at, &change.removed);
        self.splice(change.at, end, &change.inserted);
        self.at = self.whole(after(change.at, &change.inserted));
        self.settled();
        self.done.push_back(change);
        true
    }

    /// The cursor was moved, or all is as after an undo: what comes next is a
    /// change of its own.
    fn settled(&mut self) {
        self.joins = false;
        self.goal = None;
    }

    /// Replaces what is between two places and remembers how to undo it.
    fn replace(&mut self, from: Spot, to: Spot, text: &str, kind: Kind) {
        if from == to && text.is_empty() {
            return;
        }
        let change = Change {
            kind,
            at: from,
            removed: self.slice(from, to),
            inserted: text.to_owned(),
            cursor: self.at,
        };
        self.splice(from, to, text);
        self.at = self.whole(after(from, text));
        self.goal = None;
        self.undone.clear();
        self.remember(change);
        self.joins = kind != Kind::Other;
    }

    fn remember(&mut self, change: Change) {
        if self.joins
            && let Some(last) = self.done.back_mut()
            && last.kind == change.kind
        {
            let follows = after(last.at, &last.inserted) == change.at;
            if change.kind == Kind::Typed && change.removed.is_empty() && follows {
                last.inserted.push_str(&change.inserted);
                return;
            }
            if change.kind == Kind::Erased && change.at == last.at {
                last.removed.push_str(&change.removed);
                return;
            }
            if change.kind == Kind::Erased && after(change.at, &change.removed) == last.at {
                last.removed.insert_str(0, &change.removed);
                last.at = change.at;
                return;
            }
        }
        self.done.push_back(change);
        let size = |c: &Change| c.removed.len() + c.inserted.len() + size_of::<Change>();
        let mut kept: usize = self.done.iter().map(size).sum();
        while kept > UNDO_BYTES && self.done.len() > 1 {
            kept -= self.done.pop_front().as_ref().map_or(0, size);
        }
    }

    fn slice(&self, from: Spot, to: Spot) -> String {
        if from.line == to.line {
            let part = self.line_text(from.line).get(from.byte..to.byte);
            return part.unwrap_or_default().to_owned();
        }
        let first = self.line_text(from.line).get(from.byte..);
        let mut out = first.unwrap_or_default().to_owned();
        for line in from.line + 1..to.line {
            out.push('\n');
            out.push_str(self.line_text(line));
        }
        out.push('\n');
        out.push_str(self.line_text(to.line).get(..to.byte).unwrap_or_default());
        out
    }

    fn splice(&mut self, from: Spot, to: Spot, text: &str) {
        if from.line == to.line && !text.contains('\n') {
            if let Some(line) = self.lines.get_mut(from.line)
                && line.text().get(from.byte..to.byte).is_some()
            {
                line.text_mut().replace_range(from.byte..to.byte, text);
            }
            return;
        }
        let head = self.line_text(from.line).get(..from.byte);
        let tail = self.line_text(to.line).get(to.byte..);
        let both = format!(
            "{}{text}{}",
            head.unwrap_or_default(),
            tail.unwrap_or_default()
        );
        let last = (to.line + 1).min(self.lines.len());
        self.lines
            .splice(from.line.min(last)..last, lines_of(&both));
    }
}

/// The place behind a text that starts at a place.
fn after(at: Spot, text: &str) -> Spot {
    match text.rfind('\n') {
        None => Spot {
            line: at.line,
            byte: at.byte + text.len(),
        },
        Some(last) => Spot {
            line: at.line + text.matches('\n').count(),
            byte: text.len() - last - 1,
        },
    }
}

fn lines_of(text: &str) -> Vec<Line> {
    text.split('\n').map(|l| Line::new(l.to_owned())).collect()
}

/// A text on one line.
fn flat(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ")
}
