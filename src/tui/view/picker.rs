//! The line that evidence is typed in, and what can be picked below it.

use super::Hits;
use super::form::file_words;
use super::lines::{columns, fit, pad, wrap};
use super::overlay::frame_box;
use crate::report::FileWord;
use crate::tui::action::Action;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Editor, Hit};
use crate::tui::picker::{Candidate, Kind, Picker};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns that the kind of a candidate has.
const KIND: usize = 7;
/// Columns below which the items that a record proves are not listed.
const NARROW: u16 = 70;
/// Columns of a path below which its end is not worth showing.
const LEAST: usize = 12;

/// Draws the line and its candidates.
pub fn draw(app: &App, editor: &Editor, frame: &mut Frame<'_>, size: (u16, u16), hits: &mut Hits) {
    let place = layout::evidence(size);
    let width = usize::from(place.width.saturating_sub(4));
    let error = editor.error.as_ref();
    let errors = error.map_or(Vec::new(), |e| wrap(&format!("✗ {e}"), width));
    let note = editor.picker.as_ref().and_then(|p| p.note());
    let list = editor.picker.as_ref().map_or(0, |picker| {
        let most = usize::from(layout::candidates(size));
        picker.tallest().clamp(1, most)
    });
    let height = u16::try_from(3 + errors.len() + list).unwrap_or(place.height);
    let height = height.min(place.height);
    let area = Rect::new(place.x, place.bottom() - height, place.width, height);
    let title = format!(" Evidence: link, or path from the file · {} ", editor.of());
    let mut block = frame_box(app, &fit(&title, width));
    if let Some(picker) = &editor.picker {
        let quiet = app.theme.quiet();
        let counted = format!(" {} of {} ", picker.shown().len(), picker.total());
        let room = width.saturating_sub(counted.width() + 1);
        if let Some(about) = about(app, picker) {
            block = block.title_bottom(Line::styled(fit(&about, room), quiet));
        }
        block = block.title_bottom(Line::styled(counted, quiet).right_aligned());
    }
    let inner = block.inner(area);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    let mut rows = (inner.y..inner.bottom()).map(|y| Rect {
        y,
        height: 1,
        ..inner
    });
    if let Some(row) = rows.next() {
        super::writing::draw(&editor.area, frame, row);
        hits.push((row, Hit::Writing));
    }
    for line in errors {
        if let Some(row) = rows.next() {
            frame.render_widget(Span::styled(line, app.theme.bad()), row);
        }
    }
    let Some(picker) = &editor.picker else { return };
    let rows: Vec<Rect> = rows.collect();
    let room = rows.len().saturating_sub(usize::from(note.is_some()));
    let offset = picker.top(rows.len());
    let shown = picker.shown().iter().enumerate().skip(offset).take(room);
    let shown: Vec<_> = shown.map(|(n, c)| (n, c, facts(app, c))).collect();
    let widest = |column: fn(&Facts) -> usize| {
        let all = shown.iter().filter_map(|(_, _, facts)| facts.as_ref());
        all.map(column).max().unwrap_or(0)
    };
    let is_narrow = inner.width < NARROW;
    let columns = (
        if is_narrow {
            0
        } else {
            widest(|f| f.proves.width())
        },
        widest(|f| f.state.width()),
    );
    let mut rows = rows.into_iter();
    for ((n, candidate, facts), row) in shown.into_iter().zip(rows.by_ref()) {
        let mut drawn = Row {
            app,
            base: Style::new(),
            width: usize::from(row.width),
        };
        if picker.marked() == Some(n) {
            drawn.base = app.theme.selected();
        }
        let line = drawn.line(picker, candidate, facts, columns);
        frame.render_widget(Paragraph::new(line), row);
        hits.push((row, Hit::Candidate(n)));
    }
    if let (Some(note), Some(row)) = (note, rows.next()) {
        let note = fit(&note, usize::from(row.width).saturating_sub(2));
        frame.render_widget(Span::styled(format!("  {note}"), app.theme.quiet()), row);
    }
}

/// What is known of the selected candidate beside its row.
fn about(app: &App, picker: &Picker) -> Option<String> {
    let candidate = picker.shown().get(picker.marked()?)?;
    Some(match candidate.kind {
        Kind::Record(ref id) if candidate.proves.is_empty() => {
            let doc = app.doc.as_ref();
            let shared = doc.is_some_and(|doc| doc.assessment().is_shared(id));
            let here = if shared { "here " } else { "" };
            format!(" proves no item {here}yet ")
        }
        Kind::Record(_) => format!(" proves {} ", candidate.proves.join(", ")),
        Kind::File => " not in the register yet ".to_owned(),
        Kind::Folder => {
            let key = app.keys.said(Scope::Evidence, Action::Done);
            format!(" {key} goes into it ")
        }
    })
}

/// What a record's row says at its end.
struct Facts {
    proves: String,
    state: String,
    style: Style,
}

fn facts(app: &App, candidate: &Candidate) -> Option<Facts> {
    let Kind::Record(id) = &candidate.kind else {
        return None;
    };
    let doc = app.doc.as_ref()?;
    let record = doc.assessment().evidence.get(id)?;
    let word = FileWord::of(record, doc.files.get(id));
    let (glyph, words, style) = file_words(app.theme, record, word);
    Some(Facts {
        proves: proves(&candidate.proves),
        state: format!("{glyph} {words}"),
        style,
    })
}

/// A row of the list.
struct Row<'a> {
    app: &'a App,
    base: Style,
    width: usize,
}

impl Row<'_> {
    /// Mark, kind, name, and of a record what it proves and how its file is,
    /// in columns of the given widths.
    fn line(
        &self,
        picker: &Picker,
        candidate: &Candidate,
        facts: Option<Facts>,
        columns: (usize, usize),
    ) -> Line<'static> {
        let theme = self.app.theme;
        let is_selected = self.base != Style::new();
        let kind = match candidate.kind {
            Kind::Record(_) => "record",
            Kind::File => "file",
            Kind::Folder => "folder",
        };
        let mut right = Vec::new();
        if let Some(facts) = facts {
            if columns.0 > 0 {
                let proves = format!(" {}", pad(&facts.proves, columns.0));
                right.push(Span::styled(proves, self.base));
            }
            let style = if is_selected { self.base } else { facts.style };
            let state = format!(" {} ", pad(&facts.state, columns.1));
            right.push(Span::styled(state, style));
        }
        if right.is_empty() {
            right.push(Span::styled(" ", self.base));
        }
        let used: usize = right.iter().map(Span::width).sum();
        let room = self.width.saturating_sub(2 + KIND + used);
        let mut spans = vec![
            Span::styled(if is_selected { "▸ " } else { "  " }, self.base),
            Span::styled(format!("{kind:<KIND$}"), self.base.patch(theme.quiet())),
        ];
        let (title, path) = picker.needle().marks(candidate);
        let name = name(candidate, &title, &path, room);
        let fill = room.saturating_sub(columns_of(&name));
        spans.extend(styled(&name, self.base));
        spans.push(Span::styled(" ".repeat(fill), self.base));
        spans.extend(right);
        Line::from(spans)
    }
}

/// The first item that a record proves, and how many more.
fn proves(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first, more @ ..] => format!("{first} +{}", more.len()),
    }
}

/// A user-perceived character, and whether it was matched.
pub(super) type Cell = (String, bool);

/// Title and path, in at most so many columns.
fn name(candidate: &Candidate, title: &[usize], path: &[usize], width: usize) -> Vec<Cell> {
    let path = cells(&candidate.path, path);
    if candidate.title.is_empty() {
        return cut_path(path, width);
    }
    let title = cells(&candidate.title, title);
    let (t, p) = (columns_of(&title), columns_of(&path));
    // The title has what the path leaves over, but at least half.
    let for_title = t.min((width / 2).max(width.saturating_sub(p + 3)));
    let mut out = cut_end(title, for_title);
    let left = width.saturating_sub(columns_of(&out) + 3);
    if left >= p.min(LEAST) {
        out.extend([" ", "·", " "].map(|c| (c.to_owned(), false)));
        out.extend(cut_path(path, left));
    }
    out
}

pub(super) fn cells(text: &str, marks: &[usize]) -> Vec<Cell> {
    let graphemes = text.graphemes(true).enumerate();
    graphemes
        .map(|(n, g)| (g.to_owned(), marks.contains(&n)))
        .collect()
}

pub(super) fn columns_of(cells: &[Cell]) -> usize {
    cells.iter().map(|(text, _)| columns(text)).sum()
}

pub(super) fn cut_end(cells: Vec<Cell>, width: usize) -> Vec<Cell> {
    if columns_of(&cells) <= width {
        return cells;
    }
    let mut out = head(&cells, width.saturating_sub(1));
    if width > 0 {
        out.push(("…".to_owned(), false));
    }
    out
}

/// Cut so that the file's name stays: of the folders the front goes, of a
/// name that is too long for itself the middle.
pub(super) fn cut_path(cells: Vec<Cell>, width: usize) -> Vec<Cell> {
    if columns_of(&cells) <= width {
        return cells;
    }
    if width == 0 {
        return Vec::new();
    }
    let ellipsis = [("…".to_owned(), false)];
    // A folder's name has its `/` at its end.
    let body = cells.len().saturating_sub(1);
    let slash = cells.iter().take(body).rposition(|(text, _)| text == "/");
    let name: Vec<Cell> = cells
        .iter()
        .skip(slash.map_or(0, |at| at + 1))
        .cloned()
        .collect();
    if columns_of(&name) < width {
        return [&ellipsis, tail(&cells, width - 1).as_slice()].concat();
    }
    let front = usize::from(slash.is_some() && width > 1);
    let room = width.saturating_sub(1 + front);
    let start = head(&name, room / 2);
    let end = tail(&name, room - columns_of(&start));
    let before: &[Cell] = if front == 1 { &ellipsis } else { &[] };
    [before, &start, &ellipsis, &end].concat()
}

/// As many cells from the front as fit.
fn head(cells: &[Cell], width: usize) -> Vec<Cell> {
    let mut used = 0;
    let fitting = cells.iter().take_while(|(text, _)| {
        used += columns(text);
        used <= width
    });
    fitting.cloned().collect()
}

/// As many cells from the end as fit.
fn tail(cells: &[Cell], width: usize) -> Vec<Cell> {
    let mut used = 0;
    let fitting = cells.iter().rev().take_while(|(text, _)| {
        used += columns(text);
        used <= width
    });
    let mut out: Vec<Cell> = fitting.cloned().collect();
    out.reverse();
    out
}

/// Spans of the cells, the matched ones bold and underlined.
pub(super) fn styled(cells: &[Cell], base: Style) -> Vec<Span<'static>> {
    let matched = base.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
    cells
        .chunk_by(|a, b| a.1 == b.1)
        .map(|run| {
            let text: String = run.iter().map(|(text, _)| text.as_str()).collect();
            let marked = run.first().is_some_and(|(_, marked)| *marked);
            Span::styled(text, if marked { matched } else { base })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, width: usize) -> String {
        let cut = cut_path(cells(text, &[]), width);
        cut.into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn the_name_of_a_file_stays_in_sight() {
        assert_eq!(
            cut("evidence/2026/kms-policy.pdf", 20),
            "…2026/kms-policy.pdf"
        );
        assert_eq!(cut("evidence/kms-policy.pdf", 15), "…kms-policy.pdf");
        assert_eq!(cut("evidence/kms-policy.pdf", 10), "…kms-….pdf");
        assert_eq!(cut("kms-policy.pdf", 10), "kms-…y.pdf");
        assert_eq!(cut("a/long-folder/", 8), "…lon…er/");
    }

    #[test]
    fn wide_names_keep_their_columns() {
        for text in [
            "証拠/鍵管理の方針.pdf",
            "e\u{301}vidence/re\u{301}sume\u{301}.pdf",
            "👩‍🔬/👩‍🔬.md",
        ] {
            for width in 0..24 {
                assert!(cut(text, width).width() <= width, "{text} in {width}");
            }
        }
    }
}
