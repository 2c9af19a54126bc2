//! What a key does to a text that is being written.

use super::{Kind, Spot, Writing};

/// One thing that is done to a text while it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stroke {
    /// A character back.
    Left,
    /// A character on.
    Right,
    /// A row up, as rows stand on the screen.
    Up,
    /// A row down.
    Down,
    /// A window up.
    PageUp,
    /// A window down.
    PageDown,
    /// To the start of the word.
    WordLeft,
    /// To the end of the word.
    WordRight,
    /// To the start of the row; from there, of the line.
    RowStart,
    /// To the end of the row; from there, of the line.
    RowEnd,
    /// To the start of the line, however many rows it takes.
    LineStart,
    /// To its end.
    LineEnd,
    /// To the start of the text.
    TextStart,
    /// To its end.
    TextEnd,
    /// Begin a new line.
    NewLine,
    /// Move on to the next tab stop.
    Indent,
    /// Erase the character before the cursor.
    EraseLeft,
    /// Erase the character at the cursor.
    EraseRight,
    /// Erase the word before the cursor.
    EraseWordLeft,
    /// Erase the word behind the cursor.
    EraseWordRight,
    /// Erase to the start of the line.
    EraseLineStart,
    /// Erase to the end of the line; at its end, join the next.
    EraseLineEnd,
    /// Put in what was erased last, by word or line.
    PutBack,
    /// Take back the last change of the text.
    Undo,
    /// Make it again.
    Redo,
}

impl Stroke {
    /// Whether it can change the text, and not only move in it.
    #[must_use]
    pub fn changes(self) -> bool {
        matches!(
            self,
            Self::NewLine
                | Self::Indent
                | Self::EraseLeft
                | Self::EraseRight
                | Self::EraseWordLeft
                | Self::EraseWordRight
                | Self::EraseLineStart
                | Self::EraseLineEnd
                | Self::PutBack
                | Self::Undo
                | Self::Redo
        )
    }
}

impl Writing {
    /// Does it, in a window of so many columns and rows. Returns whether
    /// anything came of it.
    pub fn stroke(&mut self, stroke: Stroke, (width, height): (usize, usize)) -> bool {
        let at = self.at;
        let line_end = Spot {
            byte: self.line_text(at.line).len(),
            ..at
        };
        let line_start = Spot { byte: 0, ..at };
        let page = height.saturating_sub(1).max(1);
        let to = match stroke {
            Stroke::Up => return self.vertical(false, 1, width),
            Stroke::Down => return self.vertical(true, 1, width),
            Stroke::PageUp => return self.page(false, page, (width, height)),
            Stroke::PageDown => return self.page(true, page, (width, height)),
            Stroke::NewLine => {
                self.type_char('\n');
                return self.is_long;
            }
            Stroke::Indent => {
                self.insert_str(" ".repeat(self.to_tab_stop(width)));
                return true;
            }
            Stroke::EraseLeft => return self.erase(self.left_of(at), Kind::Erased),
            Stroke::EraseRight => return self.erase(self.right_of(at), Kind::Erased),
            Stroke::EraseWordLeft => return self.cut(self.word_left_of(at)),
            Stroke::EraseWordRight => return self.cut(self.word_right_of(at)),
            Stroke::EraseLineStart => return self.cut(Some(line_start)),
            Stroke::EraseLineEnd if at == line_end => return self.cut(self.right_of(at)),
            Stroke::EraseLineEnd => return self.cut(Some(line_end)),
            Stroke::PutBack if self.cut.text.is_empty() => return false,
            Stroke::PutBack => {
                self.insert_str(self.cut.text.clone());
                return true;
            }
            Stroke::Undo => return self.undo(),
            Stroke::Redo => return self.redo(),
            Stroke::Left => self.left_of(at),
            Stroke::Right => self.right_of(at),
            Stroke::WordLeft => self.word_left_of(at),
            Stroke::WordRight => self.word_right_of(at),
            Stroke::RowStart => Some(self.row_edge(false, width)),
            Stroke::RowEnd => Some(self.row_edge(true, width)),
            Stroke::LineStart => Some(line_start),
            Stroke::LineEnd => Some(line_end),
            Stroke::TextStart => Some(Spot::default()),
            Stroke::TextEnd => Some(self.end()),
        };
        match to {
            Some(to) => {
                self.go(to);
                self.at != at
            }
            None => false,
        }
    }

    /// A page: the window moves along with the cursor, and at the first or
    /// last page the cursor goes to the end.
    fn page(&mut self, down: bool, by: usize, (width, height): (usize, usize)) -> bool {
        let before = self.at;
        self.vertical(down, by, width);
        if self.at == before {
            let edge = if down { self.end() } else { Spot::default() };
            self.go(edge);
        }
        self.follow(width, height);
        self.at != before
    }

    /// Erases between the cursor and a place, to be put back elsewhere. What is
    /// cut in one go is put back in one piece, as a shell's line does.
    fn cut(&mut self, to: Option<Spot>) -> bool {
        let Some(to) = to.filter(|to| *to != self.at) else {
            return false;
        };
        let before = to < self.at;
        let (from, to) = (self.at.min(to), self.at.max(to));
        let text = self.slice(from, to);
        if self.cut.behind != Some((self.done.len(), self.at)) {
            self.cut.text.clear();
        }
        if before {
            self.cut.text.insert_str(0, &text);
        } else {
            self.cut.text.push_str(&text);
        }
        self.replace(from, to, "", Kind::Other);
        self.cut.behind = Some((self.done.len(), self.at));
        true
    }

    /// Erases between the cursor and a place.
    fn erase(&mut self, to: Option<Spot>, kind: Kind) -> bool {
        let Some(to) = to.filter(|to| *to != self.at) else {
            return false;
        };
        let (from, to) = (self.at.min(to), self.at.max(to));
        self.replace(from, to, "", kind);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WINDOW: (usize, usize) = (20, 5);

    /// The text with the cursor as `|`.
    fn shown(w: &Writing) -> String {
        let mut lines: Vec<String> = w.text().split('\n').map(str::to_owned).collect();
        lines[w.at().line].insert(w.at().byte, '|');
        lines.join("\n")
    }

    /// A text from one with the cursor as `|`.
    fn text(marked: &str) -> Writing {
        let mut w = Writing::long(&marked.replace('|', ""));
        let before = marked.split('|').next().unwrap();
        w.at = super::super::after(Spot::default(), before);
        w
    }

    #[track_caller]
    fn check(before: &str, strokes: &[Stroke], after: &str) {
        let mut w = text(before);
        for stroke in strokes {
            w.stroke(*stroke, WINDOW);
        }
        assert_eq!(shown(&w), after, "{strokes:?} on {before}");
    }

    #[test]
    fn what_was_cut_is_put_back_in_one_piece() {
        use Stroke::{EraseLineEnd, EraseWordLeft, Left, PutBack, TextStart, Undo};
        check(
            "key |roles",
            &[EraseLineEnd, PutBack, PutBack],
            "key rolesroles|",
        );
        check("a |b c", &[EraseLineEnd, TextStart, PutBack], "b c|a ");
        check(
            "one two three|",
            &[EraseWordLeft, EraseWordLeft, TextStart, PutBack],
            "two three|one ",
        );
        check(
            "one|\ntwo",
            &[EraseLineEnd, EraseLineEnd, PutBack],
            "one\ntwo|",
        );
        // What is cut after something else was done stands alone.
        check(
            "one two three|",
            &[EraseWordLeft, Left, EraseWordLeft, TextStart, PutBack],
            "two|one  ",
        );
        check("key |roles", &[EraseLineEnd, PutBack, Undo], "key |");
        check("key |roles", &[PutBack], "key |roles");
    }

    #[test]
    fn motions_by_word() {
        use Stroke::{WordLeft, WordRight};
        check("key roles, done|", &[WordLeft], "key roles, |done");
        check("key roles, |done", &[WordLeft], "key roles|, done");
        check(
            "key roles|, done",
            &[WordLeft, WordLeft],
            "|key roles, done",
        );
        check("|key roles", &[WordRight], "key| roles");
        check("key| roles", &[WordRight], "key roles|");
        check("one|\ntwo", &[WordRight], "one\n|two");
        check("one\n|two", &[WordLeft], "one|\ntwo");
        check("|naïve über", &[WordRight], "naïve| über");
    }

    #[test]
    fn erasing() {
        use Stroke::{EraseLineEnd, EraseLineStart, EraseWordLeft, EraseWordRight};
        check("key roles|", &[EraseWordLeft], "key |");
        check("key roles|", &[EraseWordLeft, EraseWordLeft], "|");
        check("|key roles", &[EraseWordRight], "| roles");
        check("key| roles", &[EraseLineEnd], "key|");
        check("key|\nroles", &[EraseLineEnd], "key|roles");
        check("key| roles", &[EraseLineStart], "| roles");
        check("one\n|two", &[Stroke::EraseLeft], "one|two");
        check("one|\ntwo", &[Stroke::EraseRight], "one|two");
    }

    #[test]
    fn a_cluster_is_one_character() {
        use Stroke::{EraseLeft, EraseRight, Left, Right};
        check("ae\u{301}|b", &[Left], "a|e\u{301}b");
        check("a|👩\u{200d}🔬b", &[Right], "a👩\u{200d}🔬|b");
        check("a👩\u{200d}🔬|b", &[EraseLeft], "a|b");
        check("a|🇩🇪b", &[EraseRight], "a|b");
        let mut w = text("e|x");
        w.type_char('\u{301}');
        assert_eq!(shown(&w), "e\u{301}|x");
        w.stroke(Left, WINDOW);
        assert_eq!(shown(&w), "|e\u{301}x");
    }

    #[test]
    fn up_and_down_go_by_rows_and_keep_the_column() {
        use Stroke::{Down, RowEnd, RowStart, Up};
        // In 20 columns: "Keys are rotated " and "every ninety days."
        let two = "Keys are rotated every ninety days.";
        check(
            &format!("{two}|"),
            &[Up],
            "Keys are rotated| every ninety days.",
        );
        check(
            &format!("Keys |{}", &two[5..]),
            &[Down],
            "Keys are rotated every| ninety days.",
        );
        check(
            &format!("{two}|\nab\n{two}"),
            &[Down, Down],
            &format!("{two}\nab\nKeys are rotated| every ninety days."),
        );
        check(
            &format!("{two}|"),
            &[RowStart],
            "Keys are rotated |every ninety days.",
        );
        check(
            &format!("{two}|"),
            &[RowStart, RowStart],
            &format!("|{two}"),
        );
        check(
            &format!("|{two}"),
            &[RowEnd],
            "Keys are rotated| every ninety days.",
        );
        check(&format!("|{two}"), &[RowEnd, RowEnd], &format!("{two}|"));
    }

    #[test]
    fn undo_goes_word_by_word_and_redo_comes_back() {
        let mut w = Writing::long("");
        for c in "key roles".chars() {
            w.type_char(c);
        }
        w.insert_str("\npasted\nlines");
        w.stroke(Stroke::EraseLeft, WINDOW);
        w.stroke(Stroke::EraseLeft, WINDOW);
        assert_eq!(w.text(), "key roles\npasted\nlin");
        let mut seen = Vec::new();
        while w.undo() {
            seen.push(w.text());
        }
        assert_eq!(seen, ["key roles\npasted\nlines", "key roles", "key ", ""]);
        while w.redo() {}
        assert_eq!(w.text(), "key roles\npasted\nlin");
    }

    #[test]
    fn a_line_stays_a_line() {
        let mut w = Writing::line("a\nb");
        w.insert_str("c\r\nd\te");
        w.stroke(Stroke::NewLine, WINDOW);
        assert_eq!(w.text(), "a bc d e");
    }

    fn any_stroke() -> impl Strategy<Value = Result<Stroke, String>> {
        use Stroke::*;
        prop_oneof![
            prop::sample::select(vec![
                Left,
                Right,
                Up,
                Down,
                PageUp,
                PageDown,
                WordLeft,
                WordRight,
                RowStart,
                RowEnd,
                LineStart,
                LineEnd,
                TextStart,
                TextEnd,
                NewLine,
                Indent,
                EraseLeft,
                EraseRight,
                EraseWordLeft,
                EraseWordRight,
                EraseLineStart,
                EraseLineEnd,
                Undo,
                Redo,
            ])
            .prop_map(Ok),
            "[a-c \u{301}鍵👩\u{200d}🔬🇩🇪\n.-]{1,8}".prop_map(Err),
        ]
    }

    proptest! {
        /// Whatever is done, the cursor stands before a cluster and in the
        /// window, and undoing all gives the text back.
        #[test]
        fn nothing_is_lost(start in "[a-c \u{301}鍵\n]{0,40}", keys in prop::collection::vec(any_stroke(), 0..40)) {
            let mut w = Writing::long(&start);
            for key in keys {
                match key {
                    Ok(stroke) => { w.stroke(stroke, WINDOW); }
                    Err(typed) if typed.chars().count() > 3 => w.insert_str(&typed),
                    Err(typed) => typed.chars().for_each(|c| w.type_char(c)),
                }
                w.follow(WINDOW.0, WINDOW.1);
                let line = w.line_text(w.at().line).to_owned();
                let starts = super::super::clusters(&line).any(|(at, _)| at == w.at().byte);
                prop_assert!(starts || w.at().byte == line.len(), "{:?} in {:?}", w.at(), line);
                let (row, column, _) = w.cursor_in(WINDOW.0, WINDOW.1);
                prop_assert!(row < WINDOW.1 && column < WINDOW.0, "{row} {column}");
            }
            while w.redo() {}
            let end = w.text();
            while w.undo() {}
            prop_assert_eq!(w.text(), start);
            while w.redo() {}
            prop_assert_eq!(w.text(), end);
        }
    }
}
