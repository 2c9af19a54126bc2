//! Which cells of a sheet are merged: a merged cell's text stands in the first
//! of them, and the others look filled and are empty.

use super::book::address;
use std::collections::BTreeMap;

/// The most that are kept; no sheet that people read has as many.
const MOST: usize = 100_000;
/// The columns that are looked through for what they cover.
const COLUMNS: usize = 200;

/// Cells that are merged into one: first and last row and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Merge {
    /// Row and column of the cell that has the text.
    pub first: (u32, u32),
    /// Those of the last one.
    pub last: (u32, u32),
}

impl Merge {
    /// As people write it: `E5:E6`.
    pub fn range(&self) -> String {
        format!("{}:{}", self.start(), address(self.last.0, self.last.1))
    }

    /// What is to be said of a cell that it hides, after what that means.
    pub fn hides(&self, what: &str) -> String {
        format!(
            "{what}: the cell is merged into {}, whose text counts for {} alone; unmerge them and fill in each",
            self.range(),
            self.start()
        )
    }

    /// The address of the cell that has the text.
    pub fn start(&self) -> String {
        address(self.first.0, self.first.1)
    }
}

/// All of a sheet, by their first cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Merges(Vec<Merge>);

impl Merges {
    pub fn of(all: impl Iterator<Item = Merge>) -> Self {
        let mut all: Vec<Merge> = all.take(MOST).collect();
        all.sort_unstable();
        Self(all)
    }

    /// The last column of the merge that starts in a cell.
    pub fn reach(&self, row: u32, column: u32) -> Option<u32> {
        let at = self.0.partition_point(|m| m.first < (row, column));
        let merge = self.0.get(at).filter(|m| m.first == (row, column));
        merge.map(|m| m.last.1)
    }

    /// What covers cells of some columns.
    pub fn covering(&self, columns: impl Iterator<Item = u32>) -> Covering {
        let column = |c: u32| {
            let here = |m: &&Merge| (m.first.1..=m.last.1).contains(&c);
            (c, self.0.iter().filter(here).copied().collect())
        };
        Covering(columns.take(COLUMNS).map(column).collect())
    }
}

/// The merges of columns, by column.
#[derive(Debug, Default)]
pub(super) struct Covering(BTreeMap<u32, Vec<Merge>>);

impl Covering {
    /// The merge that hides a cell: it reaches there from another one.
    pub fn over(&self, row: u32, column: u32) -> Option<Merge> {
        let merges = self.0.get(&column)?;
        // They do not overlap: the last that starts so far up is the one.
        let after = merges.partition_point(|m| m.first.0 <= row);
        let merge = merges.get(after.checked_sub(1)?)?;
        (merge.last.0 >= row && merge.first != (row, column)).then_some(*merge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_cells_that_show_anothers_text_are_covered() {
        let merge = |first, last| Merge { first, last };
        let merges = Merges::of(
            [
                merge((7, 4), (7, 6)),
                merge((4, 4), (5, 4)),
                merge((0, 0), (1, 9)),
            ]
            .into_iter(),
        );
        assert_eq!(merges.reach(7, 4), Some(6));
        assert_eq!(merges.reach(7, 5), None);
        let covering = merges.covering([4, 5].into_iter());
        let over = |row, column| covering.over(row, column).map(|m| m.range());
        assert_eq!(over(5, 4).as_deref(), Some("E5:E6"));
        assert_eq!(over(7, 5).as_deref(), Some("E8:G8"));
        assert_eq!(over(1, 5).as_deref(), Some("A1:J2"));
        for (row, column) in [(4, 4), (6, 4), (7, 4), (8, 5)] {
            assert_eq!(over(row, column), None, "{row}, {column}");
        }
    }
}
