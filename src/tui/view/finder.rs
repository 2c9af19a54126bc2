//! The palette and the search in texts: a line, and below it what it finds.

use super::Hits;
use super::lines::{fit, pad, wrap};
use super::overlay::frame_box;
use super::picker::{Cell, cells, columns_of, cut_end, cut_path, styled};
use crate::find::{self, Text, snippet};
use crate::questionnaire::ItemId;
use crate::text::{count, one_line};
use crate::tui::action::Action;
use crate::tui::finder::{Call, Candidate, Content, Finder, Kind, Looked, Target};
use crate::tui::keymap::Scope;
use crate::tui::layout::{self, Walk};
use crate::tui::model::{App, Hit, Overlay};
use crate::tui::suggested::{self, is_only_suggested};
use crate::tui::theme::{answer_glyph, outcome_words};
use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph};
use unicode_width::UnicodeWidthStr;

/// Columns that the kind of a candidate has.
const KIND: usize = 7;
/// Said as long as something may yet be found.
const LOOKING: &str = "looking through all texts …";
/// Said before they are looked through.
const MORE: &str = "one more letter looks through all texts";
/// Columns of a tail below which it is not worth showing.
const LEAST: usize = 8;

/// The panes of the walk as far as the search in texts leaves them in sight.
pub fn beside(app: &App, panes: Walk) -> Walk {
    let Some(Overlay::Finder(finder)) = &app.overlay else {
        return panes;
    };
    if !matches!(finder.content, Content::Texts(..)) {
        return panes;
    }
    let top = layout::find(app.size).y;
    let above = |area: Rect| Rect {
        height: top.saturating_sub(area.y).min(area.height),
        ..area
    };
    Walk {
        outline: above(panes.outline),
        item: above(panes.item),
        details: panes.details.map(above),
    }
}

/// Draws the line and what it finds.
pub fn draw(app: &App, finder: &Finder, frame: &mut Frame<'_>, size: (u16, u16), hits: &mut Hits) {
    let close = app.key(Action::Back);
    let (area, title, sign, empty) = match &finder.content {
        Content::Palette(palette) => (
            layout::palette(size),
            match palette.scope {
                Scope::Start => " Palette: actions ".to_owned(),
                _ if palette.is_of_controls() => {
                    " Find a control, or words in all of them ".to_owned()
                }
                _ if palette.is_of_due() => " Due in all controls ".to_owned(),
                Scope::Controls | Scope::Gaps => " Palette: actions, controls ".to_owned(),
                _ => " Palette: actions, items, evidence ".to_owned(),
            },
            if palette.is_of_controls() { "/" } else { ":" },
            match finder.elsewhere.looked {
                _ if !finder.looks_elsewhere() => {
                    format!("nothing matches: fewer letters; {close} closes")
                }
                Looked::Not => format!("no control: {MORE}"),
                Looked::Running => LOOKING.to_owned(),
                Looked::Done => {
                    format!("found nowhere: fewer words, small letters; {close} closes")
                }
            },
        ),
        Content::Texts(..) if finder.query().is_empty() => (
            layout::find(size),
            " Find in texts, notes and evidence ".to_owned(),
            "/",
            "type words: all of them have to occur; a capital letter makes capitals count"
                .to_owned(),
        ),
        Content::Texts(..) => (
            layout::find(size),
            " Find in texts, notes and evidence ".to_owned(),
            "/",
            format!("found nowhere: fewer words, small letters; {close} closes"),
        ),
    };
    let mut counted = format!(" {} of {} ", finder.shown().len(), finder.total());
    if finder.looks_elsewhere() && !finder.query().is_empty() {
        counted = in_controls(finder);
    }
    if let Content::Palette(palette) = &finder.content
        && finder.query().is_empty()
        && palette.total() > finder.shown().len()
    {
        counted = format!(
            " {} · letters find {} more: commands{} ",
            count(finder.shown().len(), "action"),
            palette.total() - finder.shown().len(),
            match palette.scope {
                Scope::Start | Scope::Portfolio => "",
                Scope::Controls | Scope::Gaps => ", controls",
                _ => ", items, evidence",
            }
        );
    }
    let block = frame_box(app, &title)
        .title_bottom(Line::styled(counted, app.theme.quiet()).right_aligned());
    frame.render_widget(Clear, area);
    let inner = block.inner(area).inner(Margin::new(1, 0));
    frame.render_widget(block, area);
    let mut rows = inner.rows();
    let Some(row) = rows.next() else { return };
    let [head, line] = split(row, 2);
    frame.render_widget(Span::styled(sign, app.theme.accent()), head);
    super::writing::draw(&finder.line, frame, line);
    hits.push((line, Hit::Writing));
    if finder.replaced {
        let typed = u16::try_from(finder.typed().chars().count()).unwrap_or(u16::MAX);
        let width = typed.min(line.width);
        let style = app.theme.selected();
        frame.buffer_mut().set_style(Rect { width, ..line }, style);
    }
    let rows: Vec<Rect> = rows.collect();
    if finder.rows() == 0 {
        let width = usize::from(inner.width).saturating_sub(2);
        for (text, row) in wrap(&empty, width).iter().zip(rows) {
            let text = Span::styled(format!("  {text}"), app.theme.quiet());
            frame.render_widget(text, row);
        }
        return;
    }
    let offset = finder.top(rows.len());
    let in_sight = finder.shown().iter().enumerate();
    let in_sight: Vec<(usize, usize)> = in_sight
        .map(|(n, at)| (n, *at))
        .skip(offset)
        .take(rows.len())
        .collect();
    let drawn = |n: usize, row: &Rect| Row {
        app,
        selected: finder.has_selected() && finder.at() == n,
        width: usize::from(row.width),
    };
    match &finder.content {
        Content::Palette(palette) => {
            let all = (offset..finder.rows()).zip(rows);
            let elsewhere: Vec<(usize, Rect)> = all
                .clone()
                .filter(|(n, _)| finder.hit(*n).is_some())
                .collect();
            for ((n, at), (_, row)) in in_sight.into_iter().zip(all) {
                let Some(candidate) = palette.get(at) else {
                    continue;
                };
                let line = drawn(n, &row).candidate(finder, candidate);
                frame.render_widget(Paragraph::new(line), row);
                hits.push((row, Hit::Found(n)));
            }
            let in_sight = elsewhere.iter().filter_map(|(n, _)| finder.hit(*n));
            let columns = columns_of_hits(in_sight);
            for (n, row) in elsewhere {
                let Some(hit) = finder.hit(n) else { continue };
                let line = drawn(n, &row).elsewhere(hit, columns);
                frame.render_widget(Paragraph::new(line), row);
                hits.push((row, Hit::Found(n)));
            }
        }
        Content::Texts(texts, _) => {
            let entries = in_sight
                .iter()
                .filter_map(|(n, at)| Some((*n, texts.get(*at)?)));
            let entries: Vec<(usize, &Text)> = entries.collect();
            let widest = |of: fn(&Text) -> usize| {
                let all = entries.iter().map(|(_, entry)| of(entry));
                all.max().unwrap_or(0)
            };
            let columns = (
                widest(|e| e.place.name().width()),
                widest(|e| e.place.word().width()),
            );
            for ((n, entry), row) in entries.into_iter().zip(rows) {
                let line = drawn(n, &row).entry(finder, entry, columns);
                frame.render_widget(Paragraph::new(line), row);
                hits.push((row, Hit::Found(n)));
            }
        }
    }
}

/// A command in so many columns: where it has no room, the file gives way.
fn called(call: &Call, width: usize) -> String {
    let room = width.saturating_sub(call.before.width() + call.after.width());
    let of = cut_path(cells(&one_line(&call.of), &[]), room);
    let of: String = of.into_iter().map(|(text, _)| text).collect();
    format!("{}{of}{}", call.before, call.after)
}

/// How much was found of the controls and in their texts.
fn in_controls(finder: &Finder) -> String {
    let controls = count(finder.shown().len(), "control");
    let elsewhere = &finder.elsewhere;
    let texts = match elsewhere.hits.len() {
        _ if elsewhere.looked == Looked::Not => MORE.to_owned(),
        _ if elsewhere.looked == Looked::Running => LOOKING.to_owned(),
        n if elsewhere.more > 0 => format!("first {n} of {} texts", n + elsewhere.more),
        n => count(n, "text"),
    };
    let unread = match elsewhere.unread {
        0 => String::new(),
        n => format!(" · ! {} not read", count(n, "control")),
    };
    format!(" {controls} · {texts}{unread} ")
}

/// The columns that the controls, items and kinds of texts need.
fn columns_of_hits<'a>(hits: impl Iterator<Item = &'a find::Hit>) -> (usize, usize, usize) {
    hits.fold((0, 0, 0), |(a, b, c), hit| {
        let (name, word) = (hit.place.name(), hit.place.word());
        (
            a.max(hit.control.width()),
            b.max(name.width()),
            c.max(word.width()),
        )
    })
}

fn split(row: Rect, at: u16) -> [Rect; 2] {
    let at = at.min(row.width);
    [
        Rect { width: at, ..row },
        Rect {
            x: row.x + at,
            width: row.width - at,
            ..row
        },
    ]
}

/// A row of what was found.
struct Row<'a> {
    app: &'a App,
    selected: bool,
    width: usize,
}

impl Row<'_> {
    fn base(&self) -> Style {
        if self.selected {
            self.app.theme.selected()
        } else {
            Style::new()
        }
    }

    /// Columns that a command line may take.
    fn for_command(&self) -> usize {
        self.width * 3 / 5
    }

    fn mark(&self) -> Span<'static> {
        Span::styled(if self.selected { "▸ " } else { "  " }, self.base())
    }

    /// Kind, what it is with the letters that were meant, and at the right the
    /// keys or what the item is answered with.
    fn candidate(&self, finder: &Finder, candidate: &Candidate) -> Line<'static> {
        let theme = self.app.theme;
        let (right, style) = self.right(candidate);
        // Of a command its line is what one looks for.
        let most = match candidate.kind {
            Kind::Command => self.for_command(),
            _ => self.width / 3,
        };
        let right = match right.as_str() {
            "" => String::new(),
            right => format!("  {} ", fit(right, most)),
        };
        let is_due = matches!(&finder.content, Content::Palette(p) if p.is_of_due());
        // Where all are of one kind, it need not be said.
        let wide = match is_due {
            true => 0,
            false => KIND + usize::from(self.app.controls.is_some()),
        };
        let room = self.width.saturating_sub(2 + wide + right.width());
        let kind = match wide {
            0 => String::new(),
            wide => format!("{:<wide$}", candidate.kind.word()),
        };
        let name = self.name(finder, candidate, room);
        let fill = " ".repeat(room.saturating_sub(columns_of(&name)));
        let mut spans = vec![
            self.mark(),
            Span::styled(kind, self.base().patch(theme.quiet())),
        ];
        spans.extend(styled(&name, self.base()));
        spans.push(Span::styled(fill, self.base()));
        let style = if self.selected { self.base() } else { style };
        spans.push(Span::styled(right, style));
        Line::from(spans)
    }

    fn name(&self, finder: &Finder, candidate: &Candidate, width: usize) -> Vec<Cell> {
        let asked = finder.asked();
        let (head, tail) = candidate.marks(asked);
        let mut out = cut_end(cells(&candidate.head, &head), width);
        let left = width.saturating_sub(columns_of(&out) + 3);
        let more = match candidate.found_in_body(asked) {
            Some((text, places)) => snippet(text, &places, left),
            None if candidate.tail.is_empty() => return out,
            None => {
                let tail = cells(&candidate.tail, &tail);
                if left < columns_of(&tail).min(LEAST) {
                    return out;
                }
                cut_path(tail, left)
            }
        };
        if left >= LEAST {
            out.extend([" ", "·", " "].map(|c| (c.to_owned(), false)));
            out.extend(more);
        }
        out
    }

    fn right(&self, candidate: &Candidate) -> (String, Style) {
        let theme = self.app.theme;
        let none = (String::new(), Style::new());
        match (&candidate.target, &self.app.doc) {
            (Target::Action(_), _) => {
                let style = theme.accent().add_modifier(Modifier::BOLD);
                (candidate.keys.clone(), style)
            }
            (Target::Command(call), _) => (called(call, self.for_command()), theme.accent()),
            (Target::Control(id), _) => {
                let of = self.app.controls.as_ref().and_then(|c| c.find(id));
                let standing = of.map(|(_, entry)| entry.standing());
                standing.map_or(none, |standing| {
                    let text = format!("{} {}", standing.glyph(), standing.word());
                    (text, super::controls::style(theme, standing))
                })
            }
            (Target::Item(role, item), Some(doc))
                if is_only_suggested(doc.assessment(), *role, item) =>
            {
                let text = format!("{} {}", suggested::SIGN, suggested::WORD);
                (text, theme.accent())
            }
            (Target::Item(role, ItemId::Question(id)), Some(doc)) => {
                let answer = doc.assessment().question(*role, id).answer;
                let word = answer.map_or("unanswered", |x| x.as_str());
                let text = format!("{} {word}", answer_glyph(answer));
                (text, theme.answer(answer))
            }
            (Target::Item(role, ItemId::Step(id)), Some(doc)) => {
                let outcome = doc.assessment().step(*role, id).outcome();
                let text = format!("{} {}", outcome.glyph(), outcome_words(outcome));
                (text, theme.outcome(outcome))
            }
            (Target::Record(_, Some((role, item))), _) => {
                (format!("proves {role}.{item}"), theme.quiet())
            }
            (Target::Record(id, None), Some(doc)) => {
                let words = match doc.assessment().is_shared(id) {
                    true => "proves nothing here",
                    false => "proves nothing",
                };
                (words.to_owned(), theme.quiet())
            }
            _ => none,
        }
    }

    /// A text of a control: control, item, which of its texts, and the text
    /// around what was found.
    fn elsewhere(&self, hit: &find::Hit, columns: (usize, usize, usize)) -> Line<'static> {
        let what = self.base().patch(self.app.theme.quiet());
        let (control, name) = (one_line(&hit.control), hit.place.name());
        let room = self
            .width
            .saturating_sub(2 + columns.0 + columns.1 + columns.2 + 4);
        let text = snippet(&hit.text, &hit.places, room);
        let fill = " ".repeat(room.saturating_sub(columns_of(&text)) + 1);
        let mut spans = vec![
            self.mark(),
            Span::styled(format!("{} ", pad(&control, columns.0)), self.base()),
            Span::styled(format!("{} ", pad(&name, columns.1)), self.base()),
            Span::styled(format!("{} ", pad(hit.place.word(), columns.2)), what),
        ];
        spans.extend(styled(&text, self.base()));
        spans.push(Span::styled(fill, self.base()));
        Line::from(spans)
    }

    /// Item, which of its texts, and the text around what was found.
    fn entry(&self, finder: &Finder, entry: &Text, columns: (usize, usize)) -> Line<'static> {
        let theme = self.app.theme;
        let what = self.base().patch(theme.quiet());
        let room = self.width.saturating_sub(2 + columns.0 + columns.1 + 3);
        let text = snippet(&entry.text, &entry.places(finder.query()), room);
        let fill = " ".repeat(room.saturating_sub(columns_of(&text)) + 1);
        let mut spans = vec![
            self.mark(),
            Span::styled(
                format!("{} ", pad(&entry.place.name(), columns.0)),
                self.base(),
            ),
            Span::styled(format!("{} ", pad(entry.place.word(), columns.1)), what),
        ];
        spans.extend(styled(&text, self.base()));
        spans.push(Span::styled(fill, self.base()));
        Line::from(spans)
    }
}
