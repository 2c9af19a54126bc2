//! The comments of a text by what they stand at, for bringing those of two
//! texts together.

use super::text::{has_comment, header_comment};
use super::{Block, Layout};
use crate::store::inline;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a comment stands at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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

    /// Whether there is such a spot.
    pub(crate) fn has_spot(&self, spot: &Spot) -> bool {
        let mut blocks = self.blocks.iter().filter(|b| !b.array);
        match spot {
            Spot::Header(path) => blocks.any(|b| b.path == *path && !b.header.is_empty()),
            Spot::Key(path) => blocks.any(|b| b.entries.iter().any(|e| key_path(b, e) == *path)),
            Spot::End => true,
        }
    }

    /// Gives a spot that is there other comments. Lines that stay keep their
    /// place, new ones stand right before the spot.
    pub(crate) fn set_remarks(&mut self, spot: &Spot, remarks: &Remarks) {
        let end = if self.crlf { "\r\n" } else { "\n" };
        if *spot == Spot::End {
            relead(&mut self.tail, &remarks.lines, end);
            return;
        }
        for block in self.blocks.iter_mut().filter(|b| !b.array) {
            match spot {
                Spot::Header(path) if block.path == *path && !block.header.is_empty() => {
                    let block = Arc::make_mut(block);
                    relead(&mut block.lead, &remarks.lines, end);
                    behind(&mut block.header, &remarks.behind, end);
                    return;
                }
                Spot::Key(path) => {
                    let found = block
                        .entries
                        .iter()
                        .position(|e| key_path(block, e) == *path);
                    let Some(at) = found else { continue };
                    if let Some(entry) = Arc::make_mut(block).entries.get_mut(at) {
                        relead(&mut entry.lead, &remarks.lines, end);
                        behind(&mut entry.after, &remarks.behind, end);
                    }
                    return;
                }
                _ => {}
            }
        }
    }
}

fn relead(lead: &mut String, want: &[String], end: &str) {
    let mut left: Vec<&String> = want.iter().collect();
    let mut out = String::new();
    for line in lead.split_inclusive('\n') {
        let text = line.trim();
        if !text.starts_with('#') {
            out.push_str(line);
        } else if let Some(at) = left.iter().position(|w| *w == text) {
            left.remove(at);
            out.push_str(line);
        }
    }
    if !left.is_empty() && !out.is_empty() && !out.ends_with('\n') {
        out.push_str(end);
    }
    for line in left {
        out.push_str(line);
        out.push_str(end);
    }
    *lead = out;
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
            assert!(layout.has_spot(spot), "{spot:?}");
            layout.set_remarks(spot, remarks);
        }
        assert_eq!(layout.to_string(), text, "what stands is left alone");
        assert!(!layout.has_spot(&key(&["a", "y"])) && !layout.has_spot(&key(&["x"])));
        assert!(!layout.has_spot(&Spot::Header(vec!["schema".into()])));
        let other = Remarks {
            lines: vec!["# of a".into(), "# new".into()],
            ..Remarks::default()
        };
        layout.set_remarks(&Spot::Header(vec!["a".into()]), &other);
        assert!(
            layout
                .to_string()
                .contains("# of a\n# new\n[a]\nx = \"#\" # hash\n")
        );
    }

    /// The text with other comments at a spot.
    fn with(text: &str, spot: &Spot, lines: &[&str], behind: &str) -> String {
        let mut layout = Layout::of(&Document::parse(text).unwrap());
        assert!(layout.has_spot(spot), "{text}");
        let remarks = Remarks {
            lines: lines.iter().map(|l| (*l).to_owned()).collect(),
            behind: behind.to_owned(),
            within: Vec::new(),
        };
        layout.set_remarks(spot, &remarks);
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
