//! Names of many that are longer than their column: cut so that what differs
//! is seen.

use super::lines::{columns, fit, pad};
use crate::text::one_line;
use std::collections::HashSet;
use unicode_segmentation::UnicodeSegmentation;

/// How the long ones among some names are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The end is left out.
    End,
    /// The middle is left out.
    Middle,
    /// So many graphemes, which all have at their start, are left out.
    Start(usize),
}

/// How names are cut to a column.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    room: usize,
    way: Way,
}

impl Names {
    /// Finds how to cut these names to so many columns: the way that tells
    /// most of them apart.
    pub fn of<'a>(names: impl Iterator<Item = &'a str>, room: usize) -> Self {
        let long = names.map(one_line).filter(|name| columns(name) > room);
        let long: Vec<String> = long.collect();
        let mut ways = vec![Way::End, Way::Middle];
        ways.extend(Some(shared(&long)).filter(|n| *n > 1).map(Way::Start));
        let mut best = (0, Way::End);
        for way in ways {
            let cut = Self { room, way };
            let apart: HashSet<String> = long.iter().map(|name| cut.cut(name)).collect();
            if apart.len() > best.0 {
                best = (apart.len(), way);
            }
        }
        Self { room, way: best.1 }
    }

    /// A name in exactly so many columns.
    pub fn cut(&self, name: &str) -> String {
        let name = one_line(name);
        if columns(&name) <= self.room {
            return pad(&name, self.room);
        }
        let cut = match self.way {
            Way::End => fit(&name, self.room),
            Way::Middle => {
                let end = self.room / 2;
                let start = self.room.saturating_sub(end);
                format!("{}{}", fit(&name, start), tail(&name, end))
            }
            Way::Start(n) => {
                let rest: String = name.graphemes(true).skip(n).collect();
                format!("…{}", fit(&rest, self.room.saturating_sub(1)))
            }
        };
        pad(&cut, self.room)
    }
}

/// The last columns of a text.
fn tail(text: &str, width: usize) -> String {
    let mut kept = Vec::new();
    let mut used = 0;
    for grapheme in text.graphemes(true).rev() {
        used += columns(grapheme);
        if used > width {
            break;
        }
        kept.push(grapheme);
    }
    kept.into_iter().rev().collect()
}

/// With how many graphemes all of them start.
fn shared(names: &[String]) -> usize {
    let Some((first, others)) = names.split_first() else {
        return 0;
    };
    let same = |name: &String| {
        let both = first.graphemes(true).zip(name.graphemes(true));
        both.take_while(|(a, b)| a == b).count()
    };
    others.iter().map(same).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(names: &[&str], room: usize) -> Vec<String> {
        let of = Names::of(names.iter().copied(), room);
        names.iter().map(|name| of.cut(name)).collect()
    }

    #[test]
    fn what_differs_is_seen() {
        assert_eq!(
            cut(&["Acme of a long name", "B"], 9),
            ["Acme of …", "B        "]
        );
        let ends = cut(&["Sample provider 01", "Sample provider 02"], 15);
        assert_eq!(ends, ["Sample …ider 01", "Sample …ider 02"]);
        let amid = [
            "Customer number 07 of a long name",
            "Customer number 18 of a long name",
        ];
        assert_eq!(cut(&amid, 15), ["…07 of a long …", "…18 of a long …"]);
    }

    proptest! {
        #[test]
        fn every_name_has_its_columns(
            names in prop::collection::vec("[a-c 鍵é]{0,30}", 0..6),
            room in 2_usize..30,
        ) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            for name in cut(&names, room) {
                prop_assert_eq!(columns(&name), room);
            }
        }
    }
}
