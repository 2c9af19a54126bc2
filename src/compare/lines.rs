//! Which lines and words of a text differ.

use similar::{ChangeTag, TextDiff};

/// Beyond so many differing lines or words a text counts as replaced: the
/// work grows with the square of them.
const MOST: usize = 4000;
/// How many lines that are the same stand around one that is not.
const AROUND: usize = 1;

/// On which side a line or word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// On both.
    Same,
    /// On the later side only.
    Added,
    /// On the earlier side only.
    Removed,
    /// Lines that are the same and left out.
    Skipped,
}

impl Mark {
    /// The sign before a line.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Same => " ",
            Self::Added => "+",
            Self::Removed => "-",
            Self::Skipped => "…",
        }
    }
}

/// A line of a text that was compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub mark: Mark,
    /// The line without its end; empty for [`Mark::Skipped`].
    pub text: String,
}

/// A run of words of a text that was compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Where it stands; never [`Mark::Skipped`].
    pub mark: Mark,
    /// The words with the spaces between them.
    pub text: String,
}

/// The lines of two texts that differ, with a line around them.
pub(super) fn lines(old: &str, new: &str) -> Vec<Line> {
    let (a, b) = (split(old), split(new));
    let all = differing(&a, &b);
    let mut keep = vec![false; all.len()];
    for (at, (mark, _)) in all.iter().enumerate() {
        if *mark != Mark::Same {
            let from = at.saturating_sub(AROUND);
            keep.iter_mut()
                .skip(from)
                .take(at + AROUND + 1 - from)
                .for_each(|k| *k = true);
        }
    }
    let mut out: Vec<Line> = Vec::new();
    for ((mark, text), keep) in all.into_iter().zip(keep) {
        if keep {
            out.push(Line { mark, text });
        } else if out.last().is_none_or(|l| l.mark != Mark::Skipped) {
            out.push(Line {
                mark: Mark::Skipped,
                text: String::new(),
            });
        }
    }
    out
}

/// The lines of a text; of an empty one none.
pub(super) fn split(text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    text.split('\n').map(str::to_owned).collect()
}

/// The words of two texts in order, each where it stands.
#[must_use]
pub fn words(old: &str, new: &str) -> Vec<Part> {
    let split = |text: &str| -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        for c in text.chars() {
            match parts.last_mut() {
                Some(last) if last.ends_with(char::is_whitespace) == c.is_whitespace() => {
                    last.push(c);
                }
                _ => parts.push(c.to_string()),
            }
        }
        parts
    };
    let (a, b) = (split(old), split(new));
    let mut out: Vec<Part> = Vec::new();
    for (mark, text) in differing(&a, &b) {
        match out.last_mut() {
            Some(last) if last.mark == mark => last.text.push_str(&text),
            _ => out.push(Part { mark, text }),
        }
    }
    out
}

pub(super) fn differing(a: &[String], b: &[String]) -> Vec<(Mark, String)> {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let rest = a.len().min(b.len()) - head;
    let both = a.iter().rev().zip(b.iter().rev());
    let tail = both.take(rest).take_while(|(x, y)| x == y).count();
    let middle = |of: &[String]| -> Vec<String> {
        let len = of.len() - head - tail;
        of.iter().skip(head).take(len).cloned().collect()
    };
    let (x, y) = (middle(a), middle(b));
    let same = |text: &String| (Mark::Same, text.clone());
    let mut out: Vec<(Mark, String)> = a.iter().take(head).map(same).collect();
    if x.len() + y.len() > MOST {
        out.extend(x.into_iter().map(|t| (Mark::Removed, t)));
        out.extend(y.into_iter().map(|t| (Mark::Added, t)));
    } else {
        let x: Vec<&str> = x.iter().map(String::as_str).collect();
        let y: Vec<&str> = y.iter().map(String::as_str).collect();
        for change in TextDiff::from_slices(&x, &y).iter_all_changes() {
            let mark = match change.tag() {
                ChangeTag::Equal => Mark::Same,
                ChangeTag::Insert => Mark::Added,
                ChangeTag::Delete => Mark::Removed,
            };
            out.push((mark, change.value().to_owned()));
        }
    }
    out.extend(a.iter().skip(a.len() - tail).map(same));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let lines = lines(old, new);
        let lines: Vec<String> = lines
            .iter()
            .map(|l| format!("{}{}", l.mark.sign(), l.text))
            .collect();
        lines.join("\n")
    }

    #[test]
    fn lines_that_differ_stand_between_their_neighbours() {
        assert_eq!(shown("a\nb\nc\nd\ne", "a\nb\nc\nD\ne"), "…\n c\n-d\n+D\n e");
        assert_eq!(shown("", "a"), "+a");
        assert_eq!(shown("a", ""), "-a");
        assert_eq!(shown("a", "a\n"), " a\n+");
    }

    #[test]
    fn a_very_long_text_is_replaced_and_not_searched() {
        let old: Vec<String> = (0..100_000).map(|n| format!("a{n}")).collect();
        let new: Vec<String> = (0..100_000).map(|n| format!("b{n}")).collect();
        assert_eq!(lines(&old.join("\n"), &new.join("\n")).len(), 200_000);
    }

    #[test]
    fn words_are_marked_where_they_stand() {
        let parts = words("Look at the keys.", "Look at all keys.");
        let shown: Vec<String> = parts
            .iter()
            .map(|p| format!("{}{}", p.mark.sign(), p.text))
            .collect();
        assert_eq!(shown, [" Look at ", "-the", "+all", "  keys."]);
    }
}
