//! While a key is held down, rows go by faster than anybody reads: the rows
//! follow it at once, and what is shown of the row beside them follows when it
//! comes to rest. Over a slow line the selection does not lag behind the key.

use super::model::{App, Focus, Row, Screen};
use super::{layout, view};
use ratatui::layout::Rect;
use std::time::{Duration, Instant};

/// Keys that follow each other within this are held down, or as good as that.
const REPEATED: Duration = Duration::from_millis(150);
/// How long after the last of them the row has come to rest.
const RESTS: Duration = Duration::from_millis(60);

/// A row that is selected, and what is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selected {
    screen: Screen,
    /// Where it is shown.
    area: Rect,
    /// Which answers are shown, by where they are in memory.
    answers: usize,
    at: At,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum At {
    Row(Row),
    Control(usize),
}

impl Selected {
    /// The row that is selected where a screen has a pane for it.
    pub(super) fn of(app: &App) -> Option<Self> {
        if app.overlay.is_some() {
            return None;
        }
        let screen = app.screen;
        match screen {
            Screen::Walk => {
                let doc = app.doc.as_ref().filter(|d| d.focus == Focus::Outline)?;
                Some(Self {
                    screen,
                    area: layout::walk(app.size).item,
                    answers: std::ptr::from_ref(doc.assessment()).addr(),
                    at: At::Row(doc.row.clone()),
                })
            }
            Screen::Controls => {
                let controls = app.controls.as_deref()?;
                let areas = view::controls_areas(app);
                Some(Self {
                    screen,
                    area: areas.side.or(areas.foot)?,
                    answers: 0,
                    at: At::Control(controls.at),
                })
            }
            _ => None,
        }
    }

    /// Whether nothing but the row is another one.
    fn has_moved(&self, before: &Self) -> bool {
        self.at != before.at
            && Self {
                at: self.at.clone(),
                ..before.clone()
            } == *self
    }
}

/// How keys come.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// When a key has moved to another row, and done nothing else.
    moved: Option<Instant>,
    /// Until when the terminal is not told what is shown of the row.
    until: Option<Instant>,
}

impl Held {
    /// Keys were taken in, from one selected row to another.
    pub(super) fn key(
        &mut self,
        before: Option<&Selected>,
        after: Option<&Selected>,
        now: Instant,
    ) {
        let moved = match (before, after) {
            (Some(before), Some(after)) => after.has_moved(before),
            _ => false,
        };
        let last = self.moved.replace(now).filter(|_| moved);
        let is_held = last.is_some_and(|last| now.duration_since(last) < REPEATED);
        self.until = is_held.then(|| now + RESTS);
        if !moved {
            self.moved = None;
        }
    }

    /// Whether rows go by.
    pub(super) fn is_going_by(&self) -> bool {
        self.until.is_some()
    }

    /// How long until all is to be shown; none where it is.
    pub(super) fn left(&self, now: Instant) -> Option<Duration> {
        Some(self.until?.saturating_duration_since(now))
    }

    /// What the next frame leaves as it is.
    pub(super) fn area(&mut self, of: Option<&Selected>, now: Instant) -> Option<Rect> {
        self.until = self.until.filter(|until| now < *until && of.is_some());
        self.until?;
        of.map(|selected| selected.area)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(row: usize, answers: usize) -> Selected {
        Selected {
            screen: Screen::Controls,
            area: Rect::new(0, 0, 9, 9),
            answers,
            at: At::Control(row),
        }
    }

    #[test]
    fn only_a_key_that_is_held_down_leaves_what_is_beside_the_rows() {
        let start = Instant::now();
        let mut held = Held::default();
        let mut key = |from: Selected, to: Selected, ms: u64| {
            let now = start + Duration::from_millis(ms);
            held.key(Some(&from), Some(&to), now);
            held.left(now)
        };
        assert_eq!(key(at(0, 1), at(1, 1), 0), None, "the first one");
        assert_eq!(key(at(1, 1), at(2, 1), 30), Some(RESTS));
        assert_eq!(key(at(2, 1), at(3, 1), 60), Some(RESTS));
        assert_eq!(key(at(3, 1), at(3, 2), 90), None, "it has answered");
        assert_eq!(key(at(3, 2), at(4, 2), 120), None, "the first one after it");
        assert_eq!(key(at(4, 2), at(5, 2), 150), Some(RESTS));
        assert_eq!(key(at(5, 2), at(6, 2), 400), None, "after a rest");
        assert_eq!(key(at(6, 2), at(6, 2), 420), None, "at the end");
        held.key(None, Some(&at(6, 2)), start);
        assert_eq!(held.left(start), None);
    }

    #[test]
    fn at_rest_all_is_shown() {
        let start = Instant::now();
        let mut held = Held::default();
        held.key(Some(&at(0, 0)), Some(&at(1, 0)), start);
        held.key(Some(&at(1, 0)), Some(&at(2, 0)), start);
        assert_eq!(held.left(start + RESTS / 3), Some(RESTS - RESTS / 3));
        assert_eq!(held.left(start + RESTS * 2), Some(Duration::ZERO));
        assert_eq!(held.area(Some(&at(2, 0)), start), Some(at(2, 0).area));
        assert_eq!(held.area(Some(&at(2, 0)), start + RESTS), None);
        assert_eq!(held.left(start + RESTS), None);
    }
}
