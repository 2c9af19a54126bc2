//! Where things are on a screen of a given size. Used by `update` and `view`
//! alike, so that a page scrolls by what is seen of it.

use ratatui::layout::Rect;

/// The smallest size that is drawn: columns, rows.
pub const MINIMUM: (u16, u16) = crate::limits::SMALLEST;

/// Columns of text that are still read with ease.
pub const READABLE: u16 = 100;

/// The area, no wider than text is read with ease.
#[must_use]
pub fn readable(area: Rect) -> Rect {
    Rect {
        width: area.width.min(READABLE),
        ..area
    }
}

/// The frame of every screen.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// The title, one row.
    pub title: Rect,
    /// What the screen is about.
    pub body: Rect,
    /// Messages and gap counts, one row.
    pub message: Rect,
    /// Keys, one row.
    pub keys: Rect,
}

/// The walk's panes.
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    /// Roles and items.
    pub outline: Rect,
    /// The item with its form.
    pub item: Rect,
    /// The control's facts, where there is room.
    pub details: Option<Rect>,
}

/// Whether there is room for things side by side.
#[must_use]
pub fn is_wide(size: (u16, u16)) -> bool {
    size.0 >= 130 && size.1 >= 40
}

/// As much of a size as is drawn on.
#[must_use]
pub fn capped(size: (u16, u16)) -> (u16, u16) {
    let (columns, rows) = crate::limits::LARGEST;
    (size.0.min(columns), size.1.min(rows))
}

/// Whether a screen of this size is drawn at all.
#[must_use]
pub fn fits(size: (u16, u16)) -> bool {
    size.0 >= MINIMUM.0 && size.1 >= MINIMUM.1
}

/// The frame for a size.
#[must_use]
pub fn frame(size: (u16, u16)) -> Frame {
    // By hand: the solver behind `Layout` takes longer than all the rest of a
    // frame.
    let (width, height) = size;
    let [title, rest] = split_rows(Rect::new(0, 0, width, height), 1);
    let [body, foot] = split_rows(rest, rest.height.saturating_sub(2).max(1));
    let [message, keys] = split_rows(foot, 1);
    Frame {
        title,
        body,
        message,
        keys,
    }
}

/// The first rows of an area, and the others.
#[must_use]
pub fn split_rows(area: Rect, first: u16) -> [Rect; 2] {
    let first = first.min(area.height);
    [
        Rect::new(area.x, area.y, area.width, first),
        Rect::new(area.x, area.y + first, area.width, area.height - first),
    ]
}

/// The first columns of an area, and the others.
#[must_use]
pub fn split_columns(area: Rect, first: u16) -> [Rect; 2] {
    let first = first.min(area.width);
    [
        Rect::new(area.x, area.y, first, area.height),
        Rect::new(area.x + first, area.y, area.width - first, area.height),
    ]
}

/// The panes of the walk for a size.
#[must_use]
pub fn walk(size: (u16, u16)) -> Walk {
    let body = frame(size).body;
    let outline = match size.0 {
        0..100 => 27,
        100..115 => 47,
        _ => 56,
    };
    if size.0 >= 160 {
        // What the item's text does not need goes to the facts, as far as
        // they are read with ease, and to the topics in the outline.
        let quarter = size.0 / 4;
        let spare = (size.0 - outline - quarter).saturating_sub(READABLE + 4);
        let facts = (quarter + spare / 2).min(READABLE + 3).max(quarter);
        let more = spare.saturating_sub(facts - quarter).min(24);
        let [outline, rest] = split_columns(body, outline + more);
        let [item, details] = split_columns(rest, rest.width.saturating_sub(facts));
        return Walk {
            outline,
            item,
            details: Some(details),
        };
    }
    let [outline, item] = split_columns(body, outline);
    Walk {
        outline,
        item,
        details: None,
    }
}

/// The parts of the list of controls.
#[derive(Debug, Clone, Copy)]
pub struct Controls {
    /// What all controls come to, one row.
    pub head: Rect,
    /// Why controls cannot be opened; mostly no rows.
    pub notice: Rect,
    /// What the columns of the results are of, one row; none above a list.
    pub names: Rect,
    /// Domains and controls.
    pub rows: Rect,
    /// The roles of the selected control, one row, or one for each of them,
    /// where there is room.
    pub foot: Option<Rect>,
    /// What is known of the selected control, where there is room beside.
    pub side: Option<Rect>,
}

/// The parts of the list of controls for a size, with so many rows that say
/// why some cannot be opened, and so many that are wanted at the foot.
#[must_use]
pub fn controls(size: (u16, u16), matrix: bool, notice: u16, foot: u16) -> Controls {
    let body = frame(size).body;
    let [head, rest] = split_rows(body, 1);
    let [notice, rest] = split_rows(rest, notice);
    let (rest, side) = if size.0 >= 120 {
        let width = (size.0 / 3).clamp(44, READABLE);
        let [list, side] = split_columns(rest, rest.width.saturating_sub(width));
        (list, Some(side))
    } else {
        (rest, None)
    };
    let (rest, foot) = if side.is_none() && rest.height >= 12 {
        let foot = foot.clamp(1, rest.height / 3);
        let [rest, foot] = split_rows(rest, rest.height.saturating_sub(foot));
        (rest, Some(foot))
    } else {
        (rest, None)
    };
    let [names, rows] = split_rows(rest, u16::from(matrix));
    Controls {
        head,
        notice,
        names,
        rows,
        foot,
        side,
    }
}

/// The parts of the page of gaps.
#[derive(Debug, Clone, Copy)]
pub struct Gaps {
    /// How many there are, one row.
    pub head: Rect,
    /// A gap a row.
    pub rows: Rect,
    /// The selected one in full.
    pub foot: Rect,
}

/// The parts of the page of gaps for a size.
#[must_use]
pub fn gaps(size: (u16, u16)) -> Gaps {
    let body = frame(size).body;
    let [head, rest] = split_rows(body, 1);
    // Its name, and its text in as many rows as the longest needs.
    let foot = match size.0 {
        0..100 => 4,
        _ => 3,
    };
    let [rows, foot] = split_rows(rest, rest.height.saturating_sub(foot));
    Gaps { head, rows, foot }
}

/// The rows of a list that stay in sight before and behind the selected one.
const MARGIN: usize = 3;

/// The first row in sight of a list of `rows`, of which `height` have room: no
/// further is scrolled from `top` than has to be, so that mostly only the
/// selection moves. What is far away comes to the middle.
#[must_use]
pub fn first_in_sight(top: usize, selected: usize, rows: usize, height: usize) -> usize {
    let height = height.max(1);
    let margin = MARGIN.min((height - 1) / 2);
    let least = (selected + margin + 1).saturating_sub(height);
    let most = selected.saturating_sub(margin);
    let first = if least > top + height / 2 || top > most + height / 2 {
        selected.saturating_sub(height / 2)
    } else {
        top.clamp(least, most)
    };
    first.min(rows.saturating_sub(height))
}

/// An overlay of at most this size, in the middle of the screen.
#[must_use]
pub fn middle(size: (u16, u16), width: u16, height: u16) -> Rect {
    let width = width.min(size.0.saturating_sub(2));
    let height = height.min(size.1.saturating_sub(2));
    Rect::new((size.0 - width) / 2, (size.1 - height) / 2, width, height)
}

/// Where evidence is added: at the bottom, as wide as paths need it.
#[must_use]
pub fn evidence(size: (u16, u16)) -> Rect {
    let item = walk(size).item;
    if item.width < 76 {
        frame(size).body
    } else {
        item
    }
}

/// How many candidates are seen there at most: some of the item stays in
/// sight.
#[must_use]
pub fn candidates(size: (u16, u16)) -> u16 {
    frame(size).body.height.saturating_sub(8).clamp(2, 8)
}

/// Where the palette is: at the top, in the middle.
#[must_use]
pub fn palette(size: (u16, u16)) -> Rect {
    let body = frame(size).body;
    let width = body.width.min(100);
    let x = body.x + (body.width - width) / 2;
    Rect::new(x, body.y, width, body.height.min(20))
}

/// Where texts are searched: at the bottom; above it the item stays in sight
/// where there is room for both.
#[must_use]
pub fn find(size: (u16, u16)) -> Rect {
    let body = frame(size).body;
    let height = match body.height {
        0..18 => body.height,
        height => (height / 2).clamp(10, 20),
    };
    Rect::new(body.x, body.bottom() - height, body.width, height)
}

/// How many rows of what was found are seen in either.
#[must_use]
pub fn found(size: (u16, u16), texts: bool) -> u16 {
    let area = if texts { find(size) } else { palette(size) };
    area.height.saturating_sub(3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_list_rests_until_the_selection_comes_near_its_edge() {
        let mut top = 0;
        let mut tops = Vec::new();
        for selected in (0..12).chain((0..12).rev()) {
            top = first_in_sight(top, selected, 12, 8);
            tops.push(top);
        }
        let down = [0, 0, 0, 0, 0, 1, 2, 3, 4, 4, 4, 4];
        let up = [4, 4, 4, 4, 4, 3, 2, 1, 0, 0, 0, 0];
        assert_eq!(tops, [down, up].concat());
        // From afar it comes to the middle.
        assert_eq!(first_in_sight(0, 50, 100, 20), 40);
        assert_eq!(first_in_sight(80, 50, 100, 20), 40);
    }

    proptest! {
        #[test]
        fn the_selected_row_is_in_sight_with_some_around_it(
            top in 0..200_usize, selected in 0..100_usize, after in 0..100_usize, height in 0..30_usize,
        ) {
            let rows = selected + 1 + after;
            let first = first_in_sight(top, selected, rows, height);
            let height = height.max(1);
            prop_assert!(first <= selected && selected < first + height);
            prop_assert!(first + height <= rows.max(height));
            prop_assert!(height < 7 || first == 0 || selected >= first + MARGIN);
            prop_assert!(height < 7 || first + height >= rows || selected + MARGIN < first + height);
            prop_assert_eq!(first_in_sight(first, selected, rows, height), first);
        }
    }
}
