//! Base, mine and theirs of a field that both changed.

use super::lines::{columns, fit, wrap};
use super::resolve_about;
use super::resolve_rows::{Row, Rows, SIGN, rows};
use crate::merge::{Choice, Pick, file_of, is_found};
use crate::tui::action::Action;
use crate::tui::controls::Controls;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Doc, Overlay};
use crate::tui::theme::Theme;
use crate::tui::update::{
    Shown, conflict_list, conflict_shown, conflict_title, conflicts_of_item, is_text_in_conflict,
    person,
};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Paragraph};

/// Columns from which the three stand side by side.
const SIDE_BY_SIDE: u16 = 100;

/// How far the texts of a conflict are scrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scrolled {
    /// The conflict.
    pub path: String,
    /// The first row in sight.
    pub top: usize,
    /// The last that can be the first.
    pub last: usize,
    /// How many rows a page has.
    pub page: usize,
}

/// A conflict as it is shown: what stands where.
struct Page<'a> {
    path: &'a str,
    title: String,
    body: Rect,
    inner: Rect,
    about: Vec<Line<'static>>,
    above: Rect,
    why: Vec<Line<'static>>,
    below: Rect,
    /// Of what was before, mine and theirs: the head.
    heads: [String; 3],
    /// Which of them is nothing at all.
    none: [bool; 3],
    areas: [Rect; 3],
    rows: Rows,
    /// Rows that each text has room for.
    room: usize,
    top: usize,
}

impl Page<'_> {
    fn last(&self) -> usize {
        self.rows.last(self.room)
    }
}

/// How far the texts of the conflict that is asked about are scrolled.
#[must_use]
pub fn scrolled(app: &App) -> Option<Scrolled> {
    let (Some(Overlay::Resolve(at, why)), Some(doc)) = (&app.overlay, &app.doc) else {
        return None;
    };
    let page = page(app, doc, app.size, *at, why.as_deref())?;
    Some(Scrolled {
        path: page.path.to_owned(),
        top: page.top,
        last: page.last(),
        page: page.room.saturating_sub(1).max(1),
    })
}

/// Whether the texts of the conflict that is asked about are longer than
/// their places.
#[must_use]
pub fn scrolls(app: &App) -> bool {
    scrolled(app).is_some_and(|s| s.last > 0)
}

fn page<'a>(
    app: &App,
    doc: &'a Doc,
    size: (u16, u16),
    at: usize,
    why: Option<&str>,
) -> Option<Page<'a>> {
    let list = conflict_list(doc);
    let at = at.min(list.len().saturating_sub(1));
    let path = list.get(at).copied()?;
    let shown = conflict_shown(doc, path, person(app))?;
    let body = layout::frame(size).body;
    let inner = Block::bordered().inner(body);
    let why: Vec<Line<'static>> = why.map_or(Vec::new(), |why| {
        let width = usize::from(inner.width.saturating_sub(2));
        let lines = wrap(&format!("✗ {why}"), width).into_iter();
        lines.map(|l| Line::styled(l, app.theme.bad())).collect()
    });
    let foot = u16::try_from(why.len()).unwrap_or(0).min(inner.height / 2);
    let [panes, below] = layout::split_rows(inner, inner.height - foot);
    let (heads, texts) = parts(app, doc, path, &shown);
    // What it is about stands above them where they need no scrolling for it.
    let mut laid = lay(size, panes, &texts);
    let (mut about, mut above) = (Vec::new(), Rect::default());
    if laid.rows.last(laid.room) == 0 {
        let width = usize::from(panes.width.saturating_sub(2));
        for most in (2..=resolve_about::MOST).rev() {
            let lines = resolve_about::lines(app, doc, path, width, most);
            let rows = u16::try_from(lines.len()).unwrap_or(0);
            if lines.is_empty() || rows * 3 > panes.height {
                continue;
            }
            let [top, rest] = layout::split_rows(panes, rows);
            let smaller = lay(size, rest, &texts);
            if smaller.rows.last(smaller.room) == 0 {
                (about, above, laid) = (lines, aside(top), smaller);
                break;
            }
        }
    }
    let Laid { areas, rows, room } = laid;
    let asked = doc.scrolled.as_ref().filter(|(of, _)| of == path);
    let top = asked.map_or_else(|| rows.start(room), |(_, top)| *top);
    let is_shared = |c: &Controls| c.undecided.contains(path);
    let shared = match app.controls.as_deref().is_some_and(is_shared) {
        true => ", in what the controls share",
        false => "",
    };
    Some(Page {
        path,
        title: format!(
            " {} changed {} ({} of {}){shared} ",
            if has_more_than_two(&shown) {
                "Several"
            } else {
                "Both"
            },
            conflict_title(path),
            at + 1,
            list.len()
        ),
        body,
        inner,
        about,
        above,
        why,
        below,
        heads,
        none: texts.each_ref().map(Option::is_none),
        areas,
        top: top.min(rows.last(room)),
        rows,
        room,
    })
}

/// Where the three texts stand, and their rows.
struct Laid {
    areas: [Rect; 3],
    rows: Rows,
    room: usize,
}

fn lay(size: (u16, u16), panes: Rect, texts: &[Option<String>; 3]) -> Laid {
    let thirds = [Constraint::Ratio(1, 3); 3];
    let areas: [Rect; 3] = if size.0 >= SIDE_BY_SIDE {
        Layout::horizontal(thirds).areas(panes)
    } else {
        Layout::vertical(thirds).areas(panes)
    };
    let areas = areas.map(aside);
    let least = |of: fn(&Rect) -> u16| areas.iter().map(of).min().unwrap_or(0);
    let width = usize::from(least(|a| a.width));
    let height = usize::from(least(|a| a.height)).saturating_sub(1).max(1);
    let given = || texts.each_ref().map(Option::as_deref);
    let mut room = height;
    let mut laid = rows(given(), width, room);
    if size.0 >= SIDE_BY_SIDE && laid.last(room) > 0 && room > 1 {
        // Side by side the heads have no columns to spare for what is left out.
        room -= 1;
        laid = rows(given(), width, room);
    }
    Laid {
        areas,
        rows: laid,
        room,
    }
}

/// Without a column at either side.
fn aside(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    }
}

/// Whether more than two people have changed it.
fn has_more_than_two(shown: &Shown) -> bool {
    let mut others = shown.others.iter();
    others.any(|choice| matches!(choice.pick, Pick::Other(_)))
}

/// The heads and the texts of what was before, mine and theirs.
fn parts(app: &App, doc: &Doc, path: &str, shown: &Shown) -> ([String; 3], [Option<String>; 3]) {
    let from = |choice: &Choice| match choice.from.as_str() {
        "" => String::new(),
        name => format!(" · {}", crate::text::one_line(name)),
    };
    let key = |action| app.keys.said(Scope::Resolve, action);
    let unknown = match shown.base {
        None => " (not known)",
        Some(_) => "",
    };
    // With more than one of the item, each side can be taken for all.
    let all = |action| match conflicts_of_item(doc, path).len() {
        0 | 1 => String::new(),
        n => {
            let title = conflict_title(path);
            let item = title.split(' ').next().unwrap_or_default().to_owned();
            format!(" · {} all {n} of {item}", key(action))
        }
    };
    let file = file_of(path).and_then(|id| doc.files.get(&id));
    let found = |choice: &Choice| match file.is_some_and(|file| is_found(choice, file)) {
        true => " · on disk now",
        false => "",
    };
    let (theirs, text) = match shown.other() {
        Some(choice) => {
            let word = word(shown, choice);
            (
                format!("{word}{}{}", found(choice), from(choice)),
                choice.text(),
            )
        }
        None => (shown.second.to_owned(), None),
    };
    let (at, count) = (shown.at, shown.others.len());
    let behind = match count {
        0 | 1 => all(Action::PickAllTheirs),
        n => format!(" · {} of {n}, {} the next", at + 1, key(Action::Further)),
    };
    let before = if has_more_than_two(shown) {
        "all"
    } else {
        "both"
    };
    let heads = [
        format!(
            "{}  old, before {before}{unknown}{}",
            key(Action::PickBase),
            shown.base.as_ref().map_or("", found)
        ),
        format!(
            "{}  {}{}{}{}",
            key(Action::PickOurs),
            shown.first,
            found(&shown.mine),
            from(&shown.mine),
            all(Action::PickAllOurs)
        ),
        format!("{}  {theirs}{behind}", key(Action::PickTheirs)),
    ];
    let before = shown.base.as_ref().and_then(Choice::text);
    (heads, [before, shown.mine.text(), text])
}

/// Whether a key of the page does anything for the conflict that is asked about.
#[must_use]
pub fn offers(app: &App, action: Action) -> bool {
    match action {
        Action::PageDown => scrolls(app),
        Action::Further => asked(app).is_some_and(|(.., shown)| shown.others.len() > 1),
        Action::PickEdit => asked(app).is_some_and(|(_, path, _)| is_text_in_conflict(path)),
        Action::PickAllOurs | Action::PickAllTheirs => {
            asked(app).is_some_and(|(doc, path, _)| conflicts_of_item(doc, path).len() > 1)
        }
        _ => true,
    }
}

/// What a key of the page is said to do: in the words that stand on it.
#[must_use]
pub fn hint(app: &App, action: Action) -> Option<&'static str> {
    let (.., shown) = asked(app)?;
    let is_known = shown.first == "mine";
    match action {
        Action::PickOurs => Some(shown.first),
        Action::PickTheirs => Some(shown.other().map_or(shown.second, |c| word(&shown, c))),
        Action::PickAllOurs if !is_known => Some("all of one side"),
        Action::PickAllTheirs if !is_known => Some("all of the other"),
        _ => None,
    }
}

/// What one of the others is called.
fn word(shown: &Shown, choice: &Choice) -> &'static str {
    match choice.pick {
        Pick::Current => "now in the file",
        Pick::Other(_) => "further side",
        _ => shown.second,
    }
}

/// The conflict that is asked about.
fn asked(app: &App) -> Option<(&Doc, &str, Shown)> {
    let (Some(Overlay::Resolve(at, _)), Some(doc)) = (&app.overlay, &app.doc) else {
        return None;
    };
    let list = conflict_list(doc);
    let path = list.get((*at).min(list.len().saturating_sub(1))).copied()?;
    Some((doc, path, conflict_shown(doc, path, person(app))?))
}

/// Draws the conflict at a place of the list.
pub fn draw(
    app: &App,
    doc: &Doc,
    frame: &mut Frame<'_>,
    size: (u16, u16),
    at: usize,
    why: Option<&str>,
) {
    let Some(page) = page(app, doc, size, at, why) else {
        return;
    };
    frame.render_widget(Clear, page.body);
    let title = fit(&page.title, usize::from(page.body.width.saturating_sub(4)));
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .title(Span::styled(title, app.theme.heading()));
    let block = match legend(app, &page) {
        Some(text) => block.title_bottom(Line::styled(text, app.theme.quiet()).right_aligned()),
        None => block,
    };
    frame.set_cursor_position(page.inner.as_position());
    frame.render_widget(block, page.body);
    for n in 0..3 {
        pane(app, &page, n, size.0 >= SIDE_BY_SIDE, frame);
    }
    frame.render_widget(Paragraph::new(page.about), page.above);
    frame.render_widget(Paragraph::new(page.why), page.below);
}

/// What the sign means, and the keys that scroll, where there are any.
fn legend(app: &App, page: &Page<'_>) -> Option<String> {
    let mut words = Vec::new();
    if page.rows.marked {
        words.push(format!("{SIGN}differs"));
    }
    if page.last() > 0 {
        let key = |action| app.keys.said(Scope::Resolve, action);
        let (down, up) = (key(Action::PageDown), key(Action::PageUp));
        words.push(format!("{down} and {up} scroll"));
    }
    (!words.is_empty()).then(|| format!(" {} ", words.join(" · ")))
}

/// One of the three.
fn pane(app: &App, page: &Page<'_>, n: usize, beside: bool, frame: &mut Frame<'_>) {
    let (Some(area), Some(head), Some(rows), Some(none)) = (
        page.areas.get(n),
        page.heads.get(n),
        page.rows.texts.get(n),
        page.none.get(n),
    ) else {
        return;
    };
    let width = usize::from(area.width);
    let quiet = app.theme.quiet();
    // What stands alone is not scrolled past its end.
    let top = page.top.min(rows.len().saturating_sub(page.room));
    let left_out = left_out(app.theme, rows, top, page.room);
    let style = app.theme.heading();
    let mut lines = Vec::new();
    if beside || left_out.is_empty() {
        lines.push(Line::styled(fit(head, width), style));
    } else {
        let room = width.saturating_sub(columns(&left_out) + 2);
        let head = super::lines::pad(head, room);
        lines.push(Line::from_iter([
            Span::styled(head, style),
            Span::styled(format!("  {left_out}"), quiet),
        ]));
    }
    if *none {
        lines.push(Line::styled("(nothing)", quiet));
    }
    for row in rows.iter().skip(top).take(page.room) {
        lines.push(match row {
            Row::Blank => Line::raw(""),
            Row::Same(text) if page.rows.marked => {
                Line::raw(format!("{}{text}", " ".repeat(columns(SIGN))))
            }
            Row::Same(text) => Line::styled(text.clone(), Style::new()),
            Row::Differs(text) => Line::from_iter([
                Span::styled(SIGN, app.theme.accent()),
                Span::raw(text.clone()),
            ]),
        });
    }
    if beside && !left_out.is_empty() {
        lines.resize(page.room + 1, Line::raw(""));
        lines.push(Line::styled(fit(&left_out, width), quiet));
    }
    frame.render_widget(Paragraph::new(lines), *area);
}

/// How many rows of a text are above and below those in sight, in words.
fn left_out(theme: Theme, rows: &[Row], top: usize, room: usize) -> String {
    let count = |rows: &mut dyn Iterator<Item = &Row>| rows.filter(|r| **r != Row::Blank).count();
    let above = count(&mut rows.iter().take(top));
    let below = count(&mut rows.iter().skip(top + room));
    let above = (above > 0).then(|| theme.above(above));
    let below = (below > 0).then(|| theme.below(below));
    let words: Vec<String> = above.into_iter().chain(below).collect();
    words.join("  ")
}
