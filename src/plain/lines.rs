//! Changing the lines of a text that is there: a person has no cursor here.

use super::desk::Desk;
use super::walk::Walk;
use crate::text::{count, one_line};

/// What is said of it.
pub(super) const HELP: [&str; 2] = [
    "Colon l (:l) reads the lines with their numbers. Colon, a number and a text, as :2 Seen today, writes that line anew; with a minus sign for the text it takes the line out.",
    "Colon new (:new) begins the text anew. Colon u takes back each of these, the last one first.",
];

/// What is typed to change a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// All lines are read.
    List,
    /// The text begins anew.
    Anew,
    /// A line is read.
    Read(usize),
    /// A line is written anew.
    Write(usize, String),
    /// A line is taken out.
    TakeOut(usize),
}

impl Word {
    /// The word that a line is; none where it is something else.
    pub fn of(line: &str) -> Option<Self> {
        let word = line.strip_prefix(':')?;
        match word.trim_end() {
            "l" | "lines" => return Some(Self::List),
            "new" => return Some(Self::Anew),
            _ => {}
        }
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = word.split_at_checked(digits)?;
        let number = number.parse().ok()?;
        let text = rest.strip_prefix(' ').unwrap_or(rest);
        match text.trim_end() {
            "" => Some(Self::Read(number)),
            // `:2nd` is a text.
            _ if text.len() == rest.len() => None,
            "-" => Some(Self::TakeOut(number)),
            _ => Some(Self::Write(number, text.to_owned())),
        }
    }
}

/// A change of the lines, and what takes it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// A line came to the end.
    Added,
    /// A line was this.
    Was(usize, String),
    /// This line stood there.
    Stood(usize, String),
    /// All of them were these.
    All(Vec<String>),
}

impl Walk {
    /// Does what is typed to change a line of the text that is being written.
    pub(super) fn line_word(&mut self, word: Word, desk: &mut dyn Desk) {
        let Some(lines) = &mut self.lines else {
            return;
        };
        let number = match &word {
            Word::Read(n) | Word::Write(n, _) | Word::TakeOut(n) => *n,
            Word::List | Word::Anew => 1,
        };
        let of = lines.len();
        let Some((at, line)) = number
            .checked_sub(1)
            .and_then(|at| Some((at, lines.get_mut(at)?)))
        else {
            let all = count(of, "line");
            return self.refuse(&format!("there is no line {number}: the text has {all}"));
        };
        let (change, said) = match word {
            Word::Read(_) => {
                let said = format!("{number}: {line}");
                return self.out.line(&said);
            }
            Word::List => {
                let all: Vec<String> = (1..).zip(lines).map(|(n, l)| format!("{n}: {l}")).collect();
                return all.iter().for_each(|line| self.out.line(line));
            }
            Word::Write(_, text) => {
                let was = std::mem::replace(line, text);
                let said = format!("Line {number} was “{}”.", one_line(&was));
                (Change::Was(at, was), said)
            }
            Word::TakeOut(_) => {
                let was = lines.remove(at);
                let said = format!("Line {number}, “{}”, is taken out.", one_line(&was));
                (Change::Stood(at, was), said)
            }
            Word::Anew => {
                let was = std::mem::take(lines);
                let all = count(was.len(), "line");
                let said = format!("The text begins anew, without its {all}.");
                (Change::All(was), said)
            }
        };
        self.changes.push(change);
        self.keep_draft(desk);
        self.out.line(&format!("{said} Colon u brings it back."));
    }

    /// Takes the last change of the lines back, other than that one was added.
    /// Says whether there was one.
    pub(super) fn take_back_change(&mut self, desk: &mut dyn Desk) -> bool {
        let change = self.changes.pop();
        let Some(lines) = &mut self.lines else {
            return false;
        };
        let said = match change {
            None | Some(Change::Added) => return false,
            Some(Change::Was(at, was)) => {
                let said = format!("Line {} is “{}” again.", at + 1, one_line(&was));
                if let Some(line) = lines.get_mut(at) {
                    *line = was;
                }
                said
            }
            Some(Change::Stood(at, was)) => {
                let said = format!("Line {}, “{}”, is back.", at + 1, one_line(&was));
                lines.insert(at.min(lines.len()), was);
                said
            }
            Some(Change::All(was)) => {
                let said = format!("The text is back, with its {}.", count(was.len(), "line"));
                *lines = was;
                said
            }
        };
        self.keep_draft(desk);
        self.out.line(&said);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_word_is_text() {
        for (line, word) in [
            (":l", Some(Word::List)),
            (":new ", Some(Word::Anew)),
            (":2", Some(Word::Read(2))),
            (":2 -", Some(Word::TakeOut(2))),
            (":12 Seen: a", Some(Word::Write(12, "Seen: a".into()))),
            (":2  two", Some(Word::Write(2, " two".into()))),
            (":2nd", None),
            (":news", None),
            (": 2 x", None),
            (":", None),
            ("2 x", None),
            (" :2 x", None),
            (":99999999999999999999999 x", None),
            (":é", None),
        ] {
            assert_eq!(Word::of(line), word, "{line}");
        }
    }
}
