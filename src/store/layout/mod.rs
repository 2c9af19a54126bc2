//! A TOML text cut into its tables, entries and what stands between them, so
//! that one entry can be changed and every other byte stays.
//!
//! `toml_edit::DocumentMut` was not enough: it turns CRLF into LF, reorders
//! dotted keys and leaves the order of new tables to the caller.

mod cut;
mod fill;
mod remarks;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use fill::Filling;
use fill::{Places, Scan};
pub(crate) use remarks::{Remarked, Remarks, Spot, counted, take};
pub(crate) use text::key_text;
use text::{has_comment, header_comment, own_line};

use super::inline;
use std::sync::Arc;

/// A TOML text in pieces; putting them together gives the text again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Shared with earlier states of the same text: a save changes one or two.
    blocks: Vec<Arc<Block>>,
    tail: String,
    crlf: bool,
}

/// A table with its header; the first block is the root and has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Block {
    path: Vec<String>,
    array: bool,
    /// Comments and blank lines before the header.
    lead: String,
    /// The header's whole line.
    header: String,
    entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Entry {
    /// The key's parts, below the block's path.
    path: Vec<String>,
    /// Comments and blank lines before it.
    lead: String,
    /// From the start of the line to the value: `key = `.
    before: String,
    value: String,
    /// From the value to the end of the line.
    after: String,
}

/// Where new tables and keys belong.
pub(crate) trait Order {
    /// What tables sort by; none for tables that this program does not know.
    type Rank: Ord;
    /// The rank of a table.
    fn table(&self, path: &[String]) -> Option<Self::Rank>;
    /// The rank of a key in its table.
    fn key(&self, path: &[String]) -> Option<usize>;
}

impl Layout {
    /// Sets a value, given as TOML with LF line ends, where its key stands or
    /// where it belongs.
    pub(crate) fn set<O: Order>(&mut self, path: &[String], value: &str, order: &O) {
        self.set_at(&mut Scan, path, value, order);
    }

    /// As [`Self::set`], with what knows where tables are.
    fn set_at<O: Order>(
        &mut self,
        places: &mut impl Places<O>,
        path: &[String],
        value: &str,
        order: &O,
    ) {
        let value = self.line_ends(value);
        if let Some((b, e)) = places.find(self, path) {
            let crlf = self.crlf;
            if let Some((entry, rest)) = self.entry_and_rest(b, e, path) {
                if rest.is_empty() {
                    let ordered = path.last().is_some_and(|k| inline::is_ordered(k));
                    let new = inline::replaced(&entry.value, &value, ordered);
                    let old = std::mem::replace(&mut entry.value, new);
                    if old.contains('#') {
                        entry.keep_comments(&old, crlf);
                    }
                } else {
                    entry.value = inline::set(&entry.value, rest, &value);
                }
            }
            return;
        }
        let Some((key, table)) = path.split_last() else {
            return;
        };
        let headed = places.headed(self, table);
        if let Some(block) = headed.and_then(|b| self.blocks.get_mut(b).map(Arc::make_mut)) {
            let rank = order.key(path);
            let at = block
                .entries
                .iter()
                .rposition(|e| {
                    let full: Vec<String> = block.path.iter().chain(&e.path).cloned().collect();
                    e.path.len() == 1 && order.key(&full).is_some_and(|r| Some(r) < rank)
                })
                .map_or(0, |at| at + 1);
            block.insert(at, std::slice::from_ref(key), value, self.crlf);
        } else if let Some((b, at)) = places.dotted_home(self, table) {
            let crlf = self.crlf;
            if let Some(block) = self.blocks.get_mut(b).map(Arc::make_mut) {
                let rest = path.get(block.path.len()..).unwrap_or_default().to_vec();
                block.insert(at, &rest, value, crlf);
            }
        } else {
            let at = places.add(self, table, order);
            let crlf = self.crlf;
            if let Some(block) = self.blocks.get_mut(at).map(Arc::make_mut) {
                block.insert(0, std::slice::from_ref(key), value, crlf);
            }
        }
    }

    /// Removes a key if it is there. A comment behind it stays, on its own
    /// line; an array with comments in it stays too, without its elements.
    pub(crate) fn remove(&mut self, path: &[String]) {
        let Some((b, e)) = self.find(path) else {
            return;
        };
        if let Some((entry, rest)) = self.entry_and_rest(b, e, path) {
            if !rest.is_empty() {
                entry.value = inline::remove(&entry.value, rest);
                if !inline::is_empty_table(&entry.value) {
                    return;
                }
            } else if let Some(kept) = inline::emptied(&entry.value) {
                entry.value = kept;
                return;
            }
        }
        let Some(block) = self.blocks.get_mut(b).map(Arc::make_mut) else {
            return;
        };
        if e >= block.entries.len() {
            return;
        }
        let gone = block.entries.remove(e);
        let end = if self.crlf { "\r\n" } else { "\n" };
        let within = inline::comments(&gone.value).into_iter();
        let within: String = within.map(|c| c + end).collect();
        let kept = format!("{}{within}{}", gone.lead, own_line(&gone.after));
        if let Some(next) = block.entries.get_mut(e) {
            next.lead.insert_str(0, &kept);
        } else {
            self.before_block(b + 1).insert_str(0, &kept);
        }
    }

    /// Removes a table's header if nothing stands under it and no comment is
    /// tied to it; with `always`, comments move to what follows.
    pub(crate) fn tidy(&mut self, table: &[String], always: bool) {
        let Some(at) = self
            .blocks
            .iter()
            .position(|b| !b.header.is_empty() && !b.array && b.path == table)
        else {
            return;
        };
        let bare = self.blocks.get(at).is_some_and(|b| {
            b.entries.is_empty() && (always || !(b.lead.contains('#') || has_comment(&b.header)))
        });
        if !bare {
            return;
        }
        let gone = self.blocks.remove(at);
        if gone.lead.contains('#') || has_comment(&gone.header) {
            let kept = format!("{}{}", gone.lead, header_comment(&gone.header));
            self.before_block(at).insert_str(0, &kept);
        }
    }

    /// Gives every line but the last its line end: a file may have come without
    /// a final one.
    pub(crate) fn close_lines(&mut self) {
        let end = if self.crlf { "\r\n" } else { "\n" };
        let mut follows = !self.tail.is_empty();
        for block in self.blocks.iter_mut().rev() {
            // Nearly always nothing is to be done: then nothing is copied.
            if !block.is_closed(follows) {
                Arc::make_mut(block).close(follows, end);
            }
            // A header without keys came with its own line, behind whole ones.
            follows |= !block.entries.is_empty();
        }
    }

    fn line_ends(&self, text: &str) -> String {
        if self.crlf {
            text.replace('\n', "\r\n")
        } else {
            text.to_owned()
        }
    }

    /// The entry whose value is at the path, or holds it in an inline table.
    fn find(&self, path: &[String]) -> Option<(usize, usize)> {
        self.blocks.iter().enumerate().find_map(|(b, block)| {
            let rest = path.strip_prefix(block.path.as_slice())?;
            if block.array {
                return None;
            }
            block.holding(rest).map(|e| (b, e))
        })
    }

    fn entry_and_rest<'a, 'p>(
        &'a mut self,
        b: usize,
        e: usize,
        path: &'p [String],
    ) -> Option<(&'a mut Entry, &'p [String])> {
        let block = self.blocks.get_mut(b).map(Arc::make_mut)?;
        let depth = block.path.len();
        let entry = block.entries.get_mut(e)?;
        let rest = path.get(depth + entry.path.len()..)?;
        Some((entry, rest))
    }

    /// Where a table, or the nearest table above it, is written with dotted
    /// keys: the block and the place after the last of them.
    fn dotted_home(&self, table: &[String]) -> Option<(usize, usize)> {
        (1..=table.len()).rev().find_map(|depth| {
            let above = table.get(..depth)?;
            let dotted = self.blocks.iter().enumerate().find_map(|(b, block)| {
                let rest = above.strip_prefix(block.path.as_slice())?;
                if block.array {
                    return None;
                }
                block.behind_dotted(rest).map(|at| (b, at))
            });
            // Below a header, dotted keys elsewhere would define its table twice.
            let headed = self.blocks.iter().any(|b| b.path.starts_with(above));
            (dotted.is_some() || headed).then_some(dotted)
        })?
    }

    fn add_block<O: Order>(&mut self, table: &[String], order: &O) -> usize {
        let rank = order.table(table);
        let before = |b: &Block| match (order.table(&b.path), &rank) {
            (Some(r), Some(new)) => r < *new,
            _ => false,
        };
        let mut nearest = 0;
        let mut nearest_rank = None;
        for (at, block) in self.blocks.iter().enumerate() {
            if before(block) {
                let r = order.table(&block.path);
                if r >= nearest_rank {
                    nearest_rank = r;
                    nearest = at;
                }
            }
        }
        // Tables that belong to the one before stay with it.
        let owner = self
            .blocks
            .get(nearest)
            .map(|b| b.path.clone())
            .unwrap_or_default();
        let mut at = nearest + 1;
        while (self.blocks.get(at)).is_some_and(|b| b.stays_with(&owner, order)) {
            at += 1;
        }
        let block = self.new_block(table, at == self.blocks.len());
        self.blocks.insert(at, Arc::new(block));
        at
    }

    /// A table that is about to be added, before another one or at the end.
    fn new_block(&mut self, table: &[String], at_end: bool) -> Block {
        let end = if self.crlf { "\r\n" } else { "\n" };
        let mut lead = String::new();
        if at_end {
            lead = std::mem::take(&mut self.tail);
            if !lead.is_empty() && !lead.ends_with('\n') {
                lead.push_str(end);
            }
        }
        let empty = self
            .blocks
            .iter()
            .all(|b| b.header.is_empty() && b.entries.is_empty());
        if !empty && !lead.ends_with(&format!("\n{end}")) && lead != end {
            lead.push_str(end);
        }
        let keys: Vec<String> = table.iter().map(|k| key_text(k)).collect();
        Block {
            path: table.to_vec(),
            lead,
            header: format!("[{}]{end}", keys.join(".")),
            ..Block::default()
        }
    }

    /// Puts the tables of another new text behind those of this one.
    pub(crate) fn join(&mut self, other: Self) {
        for mut block in other.blocks.into_iter().skip(1) {
            Arc::make_mut(&mut block).lead = "\n".to_owned();
            self.blocks.push(block);
        }
    }

    fn before_block(&mut self, at: usize) -> &mut String {
        match self.blocks.get_mut(at).map(Arc::make_mut) {
            Some(block) => &mut block.lead,
            None => &mut self.tail,
        }
    }

    /// Appends the text, without the cost of a formatter.
    pub(crate) fn write_to(&self, text: &mut String) {
        self.pieces().for_each(|piece| text.push_str(piece));
    }

    fn pieces(&self) -> impl Iterator<Item = &str> {
        let blocks = self.blocks.iter().flat_map(|block| {
            let entries = block
                .entries
                .iter()
                .flat_map(|e| [&e.lead, &e.before, &e.value, &e.after].map(String::as_str));
            [block.lead.as_str(), block.header.as_str()]
                .into_iter()
                .chain(entries)
        });
        blocks.chain([self.tail.as_str()])
    }

    /// An empty text with a root table.
    pub(crate) fn empty() -> Self {
        Self {
            blocks: vec![Arc::default()],
            ..Self::default()
        }
    }
}

impl Entry {
    /// Comments that stood in an old value and have no place in the new one
    /// stand before the key.
    fn keep_comments(&mut self, old: &str, crlf: bool) {
        let end = if crlf { "\r\n" } else { "\n" };
        let kept = inline::comments(&self.value);
        for comment in inline::comments(old) {
            if !kept.contains(&comment) {
                self.lead.push_str(&comment);
                self.lead.push_str(end);
            }
        }
    }
}

impl Block {
    /// Whether a key of the table goes here.
    fn is_headed(&self, table: &[String]) -> bool {
        !self.array && self.path == table && (!self.header.is_empty() || table.is_empty())
    }

    /// The entry whose value is at a path below the table, or holds it.
    fn holding(&self, rest: &[String]) -> Option<usize> {
        self.entries.iter().position(|e| rest.starts_with(&e.path))
    }

    /// The place after the last dotted key of a table below this one.
    fn behind_dotted(&self, rest: &[String]) -> Option<usize> {
        let last = |e: &Entry| e.path.starts_with(rest);
        let dotted = (!rest.is_empty()).then(|| self.entries.iter().rposition(last));
        dotted?.map(|at| at + 1)
    }

    /// Whether a table belongs to the one before it, and a new one stands behind
    /// both: one that this program does not know, below that one.
    fn stays_with(&self, owner: &[String], order: &impl Order) -> bool {
        let below = !owner.is_empty() && self.path.starts_with(owner);
        below && order.table(&self.path).is_none()
    }

    fn is_closed(&self, follows: bool) -> bool {
        let ended = |line: &String| line.is_empty() || line.ends_with('\n');
        let last = self.entries.len().saturating_sub(1);
        let entry = |(at, e): (usize, &Entry)| {
            ended(&e.lead) && (e.after.ends_with('\n') || (at == last && !follows))
        };
        ended(&self.lead)
            && (ended(&self.header) || (self.entries.is_empty() && !follows))
            && self.entries.iter().enumerate().all(entry)
    }

    fn close(&mut self, mut follows: bool, end: &str) {
        let mut close = |line: &mut String| {
            if follows && !line.ends_with('\n') {
                line.push_str(end);
            }
            follows = true;
        };
        for entry in self.entries.iter_mut().rev() {
            close(&mut entry.after);
            if !entry.lead.is_empty() {
                close(&mut entry.lead);
            }
        }
        for line in [&mut self.header, &mut self.lead] {
            if !line.is_empty() {
                close(line);
            }
        }
    }

    fn insert(&mut self, at: usize, path: &[String], value: String, crlf: bool) {
        let beside = self.entries.get(at.saturating_sub(1)).map(|e| {
            let key = e.before.trim_start_matches('\u{feff}');
            let indent = key.len() - key.trim_start().len();
            key.get(..indent).unwrap_or_default().to_owned()
        });
        let keys: Vec<String> = path.iter().map(|k| key_text(k)).collect();
        let end = if crlf { "\r\n" } else { "\n" };
        self.entries.insert(
            at,
            Entry {
                path: path.to_vec(),
                lead: String::new(),
                before: format!("{}{} = ", beside.unwrap_or_default(), keys.join(".")),
                value,
                after: end.to_owned(),
            },
        );
    }
}

impl std::fmt::Display for Layout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.pieces().try_for_each(|piece| f.write_str(piece))
    }
}
