//! Setting many values: where each of them belongs is looked up, as to look
//! for it among all tables takes longer the more there are.

use super::{Block, Layout, Order};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// So many values are set before the places of all tables are noted, which
/// takes longer than to look for a few.
const FEW: usize = 32;

/// Finds the places of tables and keys.
pub(super) trait Places<O: Order> {
    /// The entry whose value is at the path, or holds it in an inline table.
    fn find(&self, layout: &Layout, path: &[String]) -> Option<(usize, usize)>;
    /// The table with that header, or the root.
    fn headed(&self, layout: &Layout, table: &[String]) -> Option<usize>;
    /// Where a table is written with dotted keys.
    fn dotted_home(&self, layout: &Layout, table: &[String]) -> Option<(usize, usize)>;
    /// Adds a table where it belongs.
    fn add(&mut self, layout: &mut Layout, table: &[String], order: &O) -> usize;
}

/// Looks through all of them.
pub(super) struct Scan;

impl<O: Order> Places<O> for Scan {
    fn find(&self, layout: &Layout, path: &[String]) -> Option<(usize, usize)> {
        layout.find(path)
    }

    fn headed(&self, layout: &Layout, table: &[String]) -> Option<usize> {
        layout.blocks.iter().position(|b| b.is_headed(table))
    }

    fn dotted_home(&self, layout: &Layout, table: &[String]) -> Option<(usize, usize)> {
        layout.dotted_home(table)
    }

    fn add(&mut self, layout: &mut Layout, table: &[String], order: &O) -> usize {
        layout.add_block(table, order)
    }
}

/// A text of which many values are set. Dropped, the text is whole.
pub(crate) struct Filling<'l, O: Order> {
    layout: &'l mut Layout,
    order: &'l O,
    pub(super) sets: usize,
    index: Option<Index<O::Rank>>,
}

impl Layout {
    /// Begins to set many values.
    pub(crate) fn filling<'l, O: Order>(&'l mut self, order: &'l O) -> Filling<'l, O> {
        Filling {
            layout: self,
            order,
            sets: 0,
            index: None,
        }
    }
}

impl<O: Order> Filling<'_, O> {
    /// As [`Layout::set`].
    pub(crate) fn set(&mut self, path: &[String], value: &str) {
        self.sets += 1;
        if self.index.is_none() && self.sets > FEW {
            self.index = Some(Index::of(self.layout, self.order));
        }
        match &mut self.index {
            Some(index) => self.layout.set_at(index, path, value, self.order),
            None => self.layout.set(path, value, self.order),
        }
    }

    /// As [`Layout::remove`].
    pub(crate) fn remove(&mut self, path: &[String]) {
        self.settle();
        self.layout.remove(path);
    }

    /// As [`Layout::tidy`].
    pub(crate) fn tidy(&mut self, table: &[String], always: bool) {
        self.settle();
        self.layout.tidy(table, always);
    }

    /// Brings the tables into their order.
    fn settle(&mut self) {
        self.sets = 0;
        if let Some(index) = self.index.take() {
            index.settle(self.layout);
        }
    }
}

impl<O: Order> Drop for Filling<'_, O> {
    fn drop(&mut self) {
        self.settle();
    }
}

/// Where the tables of a text are. New ones are put behind all others, and
/// come into their order in the end: so no place changes meanwhile.
struct Index<R> {
    /// The tables of a path, in their order.
    at: HashMap<Vec<String>, Vec<usize>>,
    /// All paths of tables, and those above them.
    above: HashSet<Vec<String>>,
    /// The last table of a rank.
    ranks: BTreeMap<R, usize>,
    /// The table that follows each.
    next: Vec<Option<usize>>,
}

impl<R: Ord> Index<R> {
    fn of<O: Order<Rank = R>>(layout: &Layout, order: &O) -> Self {
        let count = layout.blocks.len();
        let mut index = Self {
            at: HashMap::with_capacity(count),
            above: HashSet::with_capacity(count),
            ranks: BTreeMap::new(),
            next: (1..=count).map(|n| (n < count).then_some(n)).collect(),
        };
        for (id, block) in layout.blocks.iter().enumerate() {
            index.note(id, &block.path);
            if let Some(rank) = order.table(&block.path) {
                index.ranks.insert(rank, id);
            }
        }
        index
    }

    fn note(&mut self, id: usize, path: &[String]) {
        self.at.entry(path.to_vec()).or_default().push(id);
        for depth in (1..=path.len()).rev() {
            let above = path.get(..depth).unwrap_or_default();
            if !self.above.insert(above.to_vec()) {
                return;
            }
        }
    }

    /// The tables of a path that are no arrays.
    fn tables<'a>(
        &'a self,
        layout: &'a Layout,
        path: &[String],
    ) -> impl Iterator<Item = (usize, &'a Block)> {
        let ids = self.at.get(path).into_iter().flatten();
        let tables = ids.filter_map(|id| Some((*id, &**layout.blocks.get(*id)?)));
        tables.filter(|(_, block)| !block.array)
    }

    /// The first entry that fits of the tables that have a path below them. (New
    /// tables come last here, and hold nothing that was there before.)
    fn first(
        &self,
        layout: &Layout,
        path: &[String],
        fits: impl Fn(&Block, &[String]) -> Option<usize>,
    ) -> Option<(usize, usize)> {
        let homes = (0..=path.len()).filter_map(|depth| path.split_at_checked(depth));
        let found = homes.flat_map(|(home, rest)| {
            let tables = self.tables(layout, home);
            tables.filter_map(|(id, block)| Some((id, fits(block, rest)?)))
        });
        found.min()
    }

    /// Whether a table stands before another one.
    fn is_before(&self, one: usize, other: usize) -> bool {
        let mut at = self.next.get(one).copied().flatten();
        while let Some(id) = at {
            if id == other {
                return true;
            }
            at = self.next.get(id).copied().flatten();
        }
        false
    }

    fn settle(&self, layout: &mut Layout) {
        let mut blocks: Vec<Option<Arc<Block>>> = std::mem::take(&mut layout.blocks)
            .into_iter()
            .map(Some)
            .collect();
        let mut at = Some(0);
        while let Some(id) = at {
            layout
                .blocks
                .extend(blocks.get_mut(id).and_then(Option::take));
            at = self.next.get(id).copied().flatten();
        }
    }
}

impl<O: Order> Places<O> for Index<O::Rank> {
    fn find(&self, layout: &Layout, path: &[String]) -> Option<(usize, usize)> {
        self.first(layout, path, |block, rest| block.holding(rest))
    }

    fn headed(&self, layout: &Layout, table: &[String]) -> Option<usize> {
        let mut tables = self.tables(layout, table);
        let found = tables.find(|(_, block)| block.is_headed(table));
        found.map(|(id, _)| id)
    }

    fn dotted_home(&self, layout: &Layout, table: &[String]) -> Option<(usize, usize)> {
        (1..=table.len()).rev().find_map(|depth| {
            let above = table.get(..depth)?;
            let dotted = self.first(layout, above, Block::behind_dotted);
            (dotted.is_some() || self.above.contains(above)).then_some(dotted)
        })?
    }

    fn add(&mut self, layout: &mut Layout, table: &[String], order: &O) -> usize {
        let rank = order.table(table);
        let below = rank
            .as_ref()
            .and_then(|r| self.ranks.range(..r).next_back());
        let mut before = below.map_or(0, |(_, id)| *id);
        let follows = |id: usize| self.next.get(id).copied().flatten();
        let owner = layout.blocks.get(before).map(Arc::clone);
        let stays = |id: usize| {
            let (Some(block), Some(owner)) = (layout.blocks.get(id), &owner) else {
                return false;
            };
            block.stays_with(&owner.path, order)
        };
        while let Some(next) = follows(before).filter(|id| stays(*id)) {
            before = next;
        }
        let after = follows(before);
        let block = layout.new_block(table, after.is_none());
        let id = layout.blocks.len();
        layout.blocks.push(Arc::new(block));
        if let Some(next) = self.next.get_mut(before) {
            *next = Some(id);
        }
        self.next.push(after);
        self.note(id, table);
        if let Some(rank) = rank
            && !self
                .ranks
                .get(&rank)
                .is_some_and(|last| self.is_before(id, *last))
        {
            self.ranks.insert(rank, id);
        }
        id
    }
}
