//! Several texts beside each other: what all of them have, and where they differ.

use super::Mark;
use super::lines::{differing, split};

/// A run of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Whether all texts have it; then the lines of each are the same.
    pub same: bool,
    /// The lines of each text, in the order of the texts.
    pub sides: Vec<Vec<String>>,
}

/// The lines of the texts in order, those that all have apart from the others.
#[must_use]
pub fn chunks(texts: &[&str]) -> Vec<Chunk> {
    let Some((first, others)) = texts.split_first() else {
        return Vec::new();
    };
    let first = split(first);
    let others: Vec<Vec<String>> = others.iter().map(|text| split(text)).collect();
    let found: Vec<Vec<Option<usize>>> = others.iter().map(|o| places(&first, o)).collect();
    let mut out: Vec<Chunk> = Vec::new();
    let mut done = vec![0; texts.len()];
    let sides = |from: &[usize], to: &[usize]| -> Vec<Vec<String>> {
        let all = std::iter::once(&first).chain(&others);
        let ends = from.iter().zip(to);
        let cut = |(lines, (from, to)): (&Vec<String>, (&usize, &usize))| {
            let count = to.saturating_sub(*from);
            lines.iter().skip(*from).take(count).cloned().collect()
        };
        all.zip(ends).map(cut).collect()
    };
    let mut put = |same: bool, sides: Vec<Vec<String>>| {
        if sides.iter().all(Vec::is_empty) {
            return;
        }
        match out.last_mut().filter(|last| last.same == same) {
            Some(last) => {
                for (side, more) in last.sides.iter_mut().zip(sides) {
                    side.extend(more);
                }
            }
            None => out.push(Chunk { same, sides }),
        }
    };
    for at in 0..first.len() {
        let places = found.iter().map(|of| of.get(at).copied().flatten());
        let Some(places) = places.collect::<Option<Vec<usize>>>() else {
            continue;
        };
        let here: Vec<usize> = std::iter::once(at).chain(places).collect();
        put(false, sides(&done, &here));
        let next: Vec<usize> = here.iter().map(|n| n + 1).collect();
        put(true, sides(&here, &next));
        done = next;
    }
    let ends: Vec<usize> = std::iter::once(first.len())
        .chain(others.iter().map(Vec::len))
        .collect();
    put(false, sides(&done, &ends));
    out
}

/// A line of a text that is shown for how it differs from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// All texts have it; it is next to one that differs.
    Same(String),
    /// It is not in all of them.
    Differs(String),
    /// So many lines that all texts have are left out.
    Left(usize),
}

/// How many lines that all texts have are shown beside one that differs.
const AROUND: usize = 1;

/// Of each text the lines that are not in all, with a line around them. None
/// where they are short, or have nothing in common: then they are read whole.
#[must_use]
pub fn around(texts: &[&str]) -> Option<Vec<Vec<Line>>> {
    let chunks = chunks(texts);
    let is_long = |text: &&str| text.split('\n').count() > 2 * AROUND + 1;
    if texts.len() < 2 || !texts.iter().any(is_long) || !have_something_in_common(&chunks) {
        return None;
    }
    let last = chunks.len().saturating_sub(1);
    let of = |at: usize| -> Vec<Line> {
        let mut out = Vec::new();
        for (n, chunk) in chunks.iter().enumerate() {
            let lines = chunk.sides.get(at).map_or(&[][..], Vec::as_slice);
            if !chunk.same {
                out.extend(lines.iter().cloned().map(Line::Differs));
                continue;
            }
            let (above, below) = (AROUND * usize::from(n > 0), AROUND * usize::from(n < last));
            let left = lines.len().saturating_sub(above + below);
            // The word for what is left out takes a line, too.
            let left = if left > 1 { left } else { 0 };
            for (n, line) in lines.iter().enumerate() {
                if left == 0 || n < above || n >= above + left {
                    out.push(Line::Same(line.clone()));
                } else if n == above {
                    out.push(Line::Left(left));
                }
            }
        }
        out
    };
    Some((0..texts.len()).map(of).collect())
}

/// Where two texts of several lines differ first: the line of the one, from 1,
/// what stands there in each, and in how many more places they differ. None
/// where they have nothing in common.
#[must_use]
pub fn first(one: &str, other: &str) -> Option<(usize, [String; 2], usize)> {
    let chunks = chunks(&[one, other]);
    if !have_something_in_common(&chunks) {
        return None;
    }
    let more = chunks.iter().filter(|c| !c.same).count().checked_sub(1)?;
    let mut line = 1;
    for chunk in chunks {
        let [one, other] = chunk.sides.as_slice() else {
            return None;
        };
        if !chunk.same {
            return Some((line, [one.join(" "), other.join(" ")], more));
        }
        line += one.len();
    }
    None
}

/// Whether any line is in all texts that has something in it.
#[must_use]
pub fn have_something_in_common(chunks: &[Chunk]) -> bool {
    let lines = |c: &Chunk| c.sides.first().cloned().unwrap_or_default();
    let mut same = chunks.iter().filter(|c| c.same).flat_map(lines);
    same.any(|line| !line.trim().is_empty())
}

/// Where each line of one text is in another.
fn places(of: &[String], other: &[String]) -> Vec<Option<usize>> {
    let mut out = Vec::with_capacity(of.len());
    let mut at = 0;
    for (mark, _) in differing(of, other) {
        match mark {
            Mark::Same => {
                out.push(Some(at));
                at += 1;
            }
            Mark::Removed => out.push(None),
            _ => at += 1,
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(texts: &[&str]) -> Vec<String> {
        let chunks = chunks(texts).into_iter();
        let sides = |c: Chunk| {
            let sides: Vec<String> = c.sides.iter().map(|s| s.join("+")).collect();
            format!("{}{}", if c.same { "=" } else { "≠" }, sides.join("|"))
        };
        chunks.map(sides).collect()
    }

    #[test]
    fn what_all_have_stands_apart() {
        assert_eq!(shown(&["a\nb\nc", "a\nB\nc"]), ["=a|a", "≠b|B", "=c|c"]);
        assert_eq!(
            shown(&["a\nb\nc", "a\nB\nc\nd", "a\nb\nx\nc"]),
            ["=a|a|a", "≠b|B|b+x", "=c|c|c", "≠|d|"]
        );
        assert_eq!(shown(&["a", "b"]), ["≠a|b"]);
        assert_eq!(shown(&["", "b"]), ["≠|b"]);
        assert!(shown(&["", ""]).is_empty() && shown(&[]).is_empty());
        assert!(!have_something_in_common(&chunks(&["a\n\nb", "c\n\nd"])));
        assert!(have_something_in_common(&chunks(&["a\nb", "c\nb"])));
    }

    proptest! {
        #[test]
        fn no_line_is_lost_or_moved(texts in prop::collection::vec("[ab\n]{0,12}", 1..4)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let chunks = chunks(&texts);
            for (at, text) in texts.iter().enumerate() {
                let lines: Vec<String> = chunks.iter().flat_map(|c| c.sides[at].clone()).collect();
                prop_assert_eq!(lines.join("\n"), *text);
            }
            for chunk in chunks.iter().filter(|c| c.same) {
                prop_assert!(chunk.sides.iter().all(|s| *s == chunk.sides[0]));
            }
        }
    }
}
