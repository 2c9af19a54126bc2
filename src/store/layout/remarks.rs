//! The comments of a text by what they stand at, for bringing those of two
//! texts together.

use super::text::{has_comment, header_comment};
use super::{Block, Layout};
use crate::store::inline;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a comment stands at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Spot {
    /// A table's header.
    Header(Vec<String>),
    /// A key.
    Key(Vec<String>),
    /// The end of the text.
    End,
}

/// The comments of a spot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Remarks {
    /// The comment lines before it, without line ends.
    pub lines: Vec<String>,
    /// The comment behind it on its own line; empty when there is none.
    pub behind: String,
    /// The comments within its value. They are only found, not set.
    pub within: Vec<String>,
}

impl Remarks {
    fn of(lead: &str, behind: &str, value: &str) -> Self {
        let within = if value.contains('#') {
            inline::comments(value)
        } else {
            Vec::new()
        };
        Self {
            lines: comment_lines(lead).collect(),
            behind: header_comment(behind).trim_end().to_owned(),
            within: within.iter().map(|c| c.trim().to_owned()).collect(),
        }
    }
}

fn comment_lines(lead: &str) -> impl Iterator<Item = String> {
    let lines = lead.lines().map(str::trim);
    lines.filter(|l| l.starts_with('#')).map(str::to_owned)
}

fn key_path(block: &Block, entry: &super::Entry) -> Vec<String> {
    block.path.iter().chain(&entry.path).cloned().collect()
}

impl Layout {
    /// All comments outside of values and arrays of tables.
    pub(crate) fn remarks(&self) -> BTreeMap<Spot, Remarks> {
        let mut all = BTreeMap::new();
        let mut put = |spot, remarks: Remarks| {
            if remarks != Remarks::default() {
                all.insert(spot, remarks);
            }
        };
        for block in self.blocks.iter().filter(|b| !b.array) {
            put(
                Spot::Header(block.path.clone()),
                Remarks::of(&block.lead, &block.header, ""),
            );
            for entry in &block.entries {
                put(
                    Spot::Key(key_path(block, entry)),
                    Remarks::of(&entry.lead, &entry.after, &entry.value),
                );
            }
        }
        put(Spot::End, Remarks::of(&self.tail, "", ""));
        all
    }
}

/// Where a spot is in a layout: a block, and one of its entries.
type Place = (usize, Option<usize>);

/// The comments of a layout that are being changed, each found without looking
/// through all of it.
pub(crate) struct Remarked<'a> {
    layout: &'a mut Layout,
    places: HashMap<Spot, Vec<Place>>,
    now: BTreeMap<Spot, Remarks>,
}

impl<'a> Remarked<'a> {
    pub(crate) fn of(layout: &'a mut Layout) -> Self {
        let mut places: HashMap<Spot, Vec<Place>> = HashMap::new();
        let blocks = layout.blocks.iter().enumerate();
        for (at, block) in blocks.filter(|(_, b)| !b.array) {
            let header = Spot::Header(block.path.clone());
            places.entry(header).or_default().push((at, None));
            for (n, entry) in block.entries.iter().enumerate() {
                let key = Spot::Key(key_path(block, entry));
                places.entry(key).or_default().push((at, Some(n)));
            }
        }
        let now = layout.remarks();
        Self {
            layout,
            places,
            now,
        }
    }

    /// The comments of a spot.
    pub(crate) fn at(&self, spot: &Spot) -> Option<&Remarks> {
        self.now.get(spot)
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Remarks> {
        self.now.values()
    }

    /// Whether there is such a spot.
    pub(crate) fn has(&self, spot: &Spot) -> bool {
        *spot == Spot::End || self.place(spot).is_some()
    }

    /// The first place that can be given comments.
    fn place(&self, spot: &Spot) -> Option<Place> {
        let places = self.places.get(spot)?;
        let has_header = |at: &usize| {
            let block = self.layout.blocks.get(*at);
            block.is_some_and(|b| !b.header.is_empty())
        };
        let mut fits = places
            .iter()
            .filter(|(at, n)| n.is_some() || has_header(at));
        fits.next().copied()
    }

    /// Gives a spot that is there other comments. Lines that stay keep their
    /// place, new ones stand right before the spot.
    pub(crate) fn set(&mut self, spot: &Spot, remarks: &Remarks) {
        let end = if self.layout.crlf { "\r\n" } else { "\n" };
        if *spot == Spot::End {
            relead(&mut self.layout.tail, &remarks.lines, end);
        } else if let Some((at, n)) = self.place(spot)
            && let Some(block) = self.layout.blocks.get_mut(at).map(Arc::make_mut)
        {
            match n.map(|n| block.entries.get_mut(n)) {
                None => {
                    relead(&mut block.lead, &remarks.lines, end);
                    behind(&mut block.header, &remarks.behind, end);
                }
                Some(Some(entry)) => {
                    relead(&mut entry.lead, &remarks.lines, end);
                    behind(&mut entry.after, &remarks.behind, end);
                }
                Some(None) => {}
            }
        }
        match self.read(spot) {
            Some(now) => self.now.insert(spot.clone(), now),
            None => self.now.remove(spot),
        };
    }

    /// The comments of a spot as the layout has them, of several places the last.
    fn read(&self, spot: &Spot) -> Option<Remarks> {
        if *spot == Spot::End {
            let tail = Remarks::of(&self.layout.tail, "", "");
            return Some(tail).filter(|r| *r != Remarks::default());
        }
        let read = |(at, n): &Place| {
            let block = self.layout.blocks.get(*at)?;
            let remarks = match n {
                None => Remarks::of(&block.lead, &block.header, ""),
                Some(n) => {
                    let entry = block.entries.get(*n)?;
                    Remarks::of(&entry.lead, &entry.after, &entry.value)
                }
            };
            Some(remarks).filter(|r| *r != Remarks::default())
        };
        self.places.get(spot)?.iter().rev().find_map(read)
    }
}

fn relead(lead: &mut String, want: &[String], end: &str) {
    let mut left = counted(want.iter());
    let mut used: HashMap<&str, usize> = HashMap::new();
    let mut out = String::new();
    for line in lead.split_inclusive('\n') {
        let text = line.trim();
        if !text.starts_with('#') {
            out.push_str(line);
        } else if take(&mut left, text) {
            *used.entry(text).or_default() += 1;
            out.push_str(line);
        }
    }
    let mut new = want.iter().filter(|w| !take(&mut used, w)).peekable();
    if new.peek().is_some() && !out.is_empty() && !out.ends_with('\n') {
        out.push_str(end);
    }
    for line in new {
        out.push_str(line);
        out.push_str(end);
    }
    *lead = out;
}

/// How often each line is there.
pub(crate) fn counted<'a>(lines: impl Iterator<Item = &'a String>) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    for line in lines {
        *counts.entry(line.as_str()).or_default() += 1;
    }
    counts
}

/// Takes one away, if there is one.
pub(crate) fn take(counts: &mut HashMap<&str, usize>, line: &str) -> bool {
    match counts.get_mut(line) {
        Some(n) if *n > 0 => {
            *n -= 1;
            true
        }
        _ => false,
    }
}

fn behind(line: &mut String, comment: &str, end: &str) {
    let now = if has_comment(line) {
        header_comment(line).len()
    } else {
        0
    };
    if header_comment(line).trim_end() == comment {
        return;
    }
    let ended = line.ends_with('\n');
    let bare = line.len() - now;
    let mut kept = line.get(..bare).unwrap_or_default().trim_end().to_owned();
    if !comment.is_empty() {
        kept.push_str("  ");
        kept.push_str(comment);
    }
    if ended || !comment.is_empty() {
        kept.push_str(end);
    }
    *line = kept;
}

#[cfg(test)]
mod tests {
    use super::*;
    use toml_edit::Document;

    #[test]
    fn comments_are_found_and_set_where_they_stand() {
        let text = "# top\nschema = 1 # one\n\n# of a\n[a]  # a's\nx = \"#\" # hash\n\n# last\n";
        let mut layout = Layout::of(&Document::parse(text).unwrap());
        let all = layout.remarks();
        let key = |k: &[&str]| Spot::Key(k.iter().map(|s| (*s).to_owned()).collect());
        assert_eq!(all[&key(&["schema"])].lines, ["# top"]);
        assert_eq!(all[&key(&["schema"])].behind, "# one");
        assert_eq!(all[&Spot::Header(vec!["a".into()])].behind, "# a's");
        assert_eq!(all[&key(&["a", "x"])].behind, "# hash");
        assert_eq!(all[&Spot::End].lines, ["# last"]);
        for (spot, remarks) in &all {
            let mut remarked = Remarked::of(&mut layout);
            assert!(remarked.has(spot), "{spot:?}");
            remarked.set(spot, remarks);
            assert_eq!(remarked.at(spot), Some(remarks));
        }
        assert_eq!(layout.to_string(), text, "what stands is left alone");
        let mut remarked = Remarked::of(&mut layout);
        assert!(!remarked.has(&key(&["a", "y"])) && !remarked.has(&key(&["x"])));
        assert!(!remarked.has(&Spot::Header(vec!["schema".into()])));
        let other = Remarks {
            lines: vec!["# of a".into(), "# new".into()],
            ..Remarks::default()
        };
        remarked.set(&Spot::Header(vec!["a".into()]), &other);
        assert!(
            layout
                .to_string()
                .contains("# of a\n# new\n[a]\nx = \"#\" # hash\n")
        );
    }

    /// The text with other comments at a spot.
    fn with(text: &str, spot: &Spot, lines: &[&str], behind: &str) -> String {
        let mut layout = Layout::of(&Document::parse(text).unwrap());
        let mut remarked = Remarked::of(&mut layout);
        assert!(remarked.has(spot), "{text}");
        let remarks = Remarks {
            lines: lines.iter().map(|l| (*l).to_owned()).collect(),
            behind: behind.to_owned(),
            within: Vec::new(),
        };
        remarked.set(spot, &remarks);
        layout.to_string()
    }

    #[test]
    fn a_comment_behind_the_last_line_needs_no_line_end_before_it() {
        let header = Spot::Header(vec!["a".into()]);
        assert_eq!(with("[a]", &header, &[], "# b"), "[a]  # b\n");
        assert_eq!(with("[a] # c", &header, &[], "# b"), "[a]  # b\n");
        assert_eq!(with("[a] # c", &header, &[], ""), "[a]");
        assert_eq!(with("[a] # c\r\n", &header, &[], ""), "[a]\r\n");
        assert_eq!(
            with("x = 1\n# c", &Spot::End, &["# c", "# d"], ""),
            "x = 1\n# c\n# d\n"
        );
    }

    #[test]
    fn a_number_sign_in_a_name_is_no_comment() {
        let header = Spot::Header(vec!["a#b".into()]);
        let text = "[\"a#b\"] # c\n";
        assert_eq!(with(text, &header, &[], "# d"), "[\"a#b\"]  # d\n");
        let header = Spot::Header(vec!["a#\"b".into()]);
        assert_eq!(
            with("['a#\"b'] # c\n", &header, &[], "# d"),
            "['a#\"b']  # d\n"
        );
        let text = "[\"a#\\\"b\"] # c\n";
        assert_eq!(with(text, &header, &[], "# d"), "[\"a#\\\"b\"]  # d\n");
        let header = Spot::Header(vec!["a\"#b".into()]);
        let text = "[\"a\\\"#b\"] # c\n";
        assert_eq!(with(text, &header, &[], "# d"), "[\"a\\\"#b\"]  # d\n");
    }
}
