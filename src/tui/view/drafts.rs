//! Texts that were written and are not in the file yet: which, and what they
//! say.

use super::Hits;
use super::lines::{fit, wrap};
use super::overlay::{frame_box, put, text_width};
use crate::store::drafts::Draft;
use crate::text::{count, one_line};
use crate::tui::action::Action;
use crate::tui::layout;
use crate::tui::model::{App, Doc, Hit, Overlay};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

/// How many rows of a text are seen at most.
const MOST: usize = 12;

/// How the texts share the screen.
struct Places {
    area: Rect,
    width: usize,
    head: Vec<String>,
    /// The rows of the selected text, and how many of them are seen.
    text: Vec<String>,
    seen: usize,
}

impl Places {
    fn of(app: &App, doc: &Doc, at: usize) -> Self {
        let width = text_width(app.size).min(72);
        let mut head = wrap(
            "These texts were written and are not in the file yet.",
            width,
        );
        head.push(String::new());
        let selected = doc.drafts.get(at);
        let lines = selected.map_or("", |draft| draft.text.as_str()).split('\n');
        let text: Vec<String> = lines
            .flat_map(|line| {
                let rows = wrap(&one_line(line), width.saturating_sub(2));
                if rows.is_empty() {
                    vec![String::new()]
                } else {
                    rows
                }
            })
            .collect();
        let others = 2 * doc.drafts.len().saturating_sub(1);
        let all = text.len().min(MOST);
        // A row says what is out of sight.
        let whole = 1 + all + usize::from(text.len() > MOST);
        let wanted = head.len() + others + whole + 2;
        let most = app.size.1.saturating_sub(3);
        let height = u16::try_from(wanted).unwrap_or(u16::MAX).min(most);
        let area = layout::middle(app.size, u16::try_from(width).unwrap_or(72) + 4, height);
        let room = usize::from(area.height.saturating_sub(2)).saturating_sub(head.len());
        let seen = match whole <= room {
            true => all,
            false => all.min(room.saturating_sub(2)).max(1),
        };
        Self {
            area,
            width,
            head,
            text,
            seen,
        }
    }

    fn last(&self) -> usize {
        self.text.len().saturating_sub(self.seen)
    }
}

/// How far the selected text can be scrolled.
#[must_use]
pub fn last(app: &App) -> usize {
    match (&app.overlay, &app.doc) {
        (Some(Overlay::Drafts(at, _)), Some(doc)) => Places::of(app, doc, *at).last(),
        _ => 0,
    }
}

/// `CSP.04 note · 3 lines · 2026-11-24 10:15 UTC`.
fn title(draft: &Draft) -> String {
    let lines = match draft.text.lines().count() {
        0 | 1 => String::new(),
        n => format!(" · {}", count(n, "line")),
    };
    let when = draft.saved_at.format("%Y-%m-%d %H:%M UTC");
    format!(
        "{}.{} {}{lines} · {when}",
        draft.role, draft.item, draft.field
    )
}

/// Draws them: of the selected one its text, of the others the beginning.
pub(super) fn draw(
    app: &App,
    frame: &mut Frame<'_>,
    (at, scroll): (usize, usize),
    hits: &mut Hits,
) {
    let Some(doc) = &app.doc else { return };
    let places = Places::of(app, doc, at);
    let width = places.width;
    let quiet = app.theme.quiet();
    let mut rows: Vec<Line<'static>> = Vec::new();
    let (mut from, mut to) = (0, 0);
    for (n, draft) in doc.drafts.iter().enumerate() {
        let title = title(draft);
        if n != at {
            rows.push(Line::raw(fit(&format!("  {title}"), width)));
            let begins = draft.text.lines().find(|line| !line.trim().is_empty());
            let begins = fit(
                &one_line(begins.unwrap_or_default()),
                width.saturating_sub(2),
            );
            rows.push(Line::styled(format!("  {begins}"), quiet));
            continue;
        }
        from = rows.len();
        let title = fit(&format!("▸ {title}"), width);
        rows.push(Line::styled(title, app.theme.selected()));
        let scroll = scroll.min(places.last());
        let seen = places.text.iter().skip(scroll).take(places.seen);
        rows.extend(seen.map(|row| Line::styled(format!("  {row}"), Style::new())));
        if places.last() > 0 {
            rows.push(Line::styled(more(app, scroll, places.last()), quiet));
        }
        to = rows.len();
    }
    let head = places.head.iter().cloned().map(Line::raw);
    let room = usize::from(places.area.height.saturating_sub(2)).saturating_sub(places.head.len());
    let above = to.saturating_sub(room).min(from);
    let y = places.head.len() + from - above + 1;
    let y = places
        .area
        .y
        .saturating_add(u16::try_from(y).unwrap_or(u16::MAX));
    let y = y.min(places.area.bottom().saturating_sub(2));
    let place = Rect::new(places.area.x + 2, y, places.area.width.saturating_sub(4), 1);
    hits.push((place, Hit::Choice(at)));
    let shown = head
        .chain(rows.into_iter().skip(above).take(room))
        .collect();
    put(
        frame,
        places.area,
        frame_box(app, " Unsaved text found "),
        shown,
    );
}

/// What of the text is out of sight, and the keys that bring it.
fn more(app: &App, scroll: usize, last: usize) -> String {
    let above = (scroll > 0).then(|| app.theme.above(scroll));
    let below = (scroll < last).then(|| app.theme.below(last - scroll));
    let words: Vec<String> = above.into_iter().chain(below).collect();
    let (down, up) = (app.key(Action::ScrollDown), app.key(Action::ScrollUp));
    format!("  {}  {down} and {up} scroll", words.join("  "))
}
