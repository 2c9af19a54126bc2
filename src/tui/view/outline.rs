//! Roles and items with glyph, word and progress.

use super::lines::{bar, columns, pad, padded};
use super::put::{put, put_selected};
use super::{Hits, filter};
use crate::assessment::{REWORDED, Review, Role};
use crate::gaps::{RoleResult, Severity};
use crate::questionnaire::ItemId;
use crate::tui::layout;
use crate::tui::model::{App, Doc, Focus, Hit, Row};
use crate::tui::standing::Standing;
use crate::tui::suggested::{self, is_only_suggested};
use crate::tui::theme::{answer_glyph, outcome_words, severity_glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The glyph of a mark.
pub const MARK: &str = "◆";
/// The glyph of a step that is handed on to its reviewer, of one that was
/// handed back, and of one that was reviewed.
const READY: &str = "›";
const CHANGES: &str = "‹";
const REVIEWED: &str = "•";
/// What is said of an item that two people changed.
const CONFLICT: &str = "≠ conflict ";

/// Draws the outline.
pub fn draw(app: &App, doc: &Doc, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let inner = Rect::new(area.x, area.y, area.width.saturating_sub(1), area.height);
    let edge = Rect::new(inner.right(), area.y, area.width - inner.width, area.height);
    let line = Line::styled("│", app.theme.quiet());
    for row in edge.rows() {
        put(frame, row, &line);
    }
    hits.push((area, Hit::Outline));
    let inner = filter::head(app, doc, frame, inner);
    let rows: Vec<_> = doc.row_refs(&app.questionnaire).collect();
    let height = usize::from(inner.height);
    let offset = first_in_sight(app, doc, height);
    let width = usize::from(inner.width);
    // The heading of the role at the top stays in sight.
    let pinned = rows.get(offset).map(|top| Row::Role(top.role));
    for (y, row) in (inner.y..inner.bottom()).zip(rows.iter().skip(offset)) {
        let pinned = pinned.clone().filter(|_| y == inner.y);
        let row = pinned.unwrap_or_else(|| row.row());
        let selected = row == doc.row;
        let line = match &row {
            Row::Role(role) => heading(app, doc, *role, width),
            Row::Item(role, item) => entry(app, doc, *role, item, width),
        };
        let place = Rect::new(inner.x, y, inner.width, 1);
        if selected {
            let style = match doc.focus {
                Focus::Outline => app.theme.selected(),
                Focus::Form => app.theme.selected_away(),
            };
            put_selected(frame, place, &line, style);
        } else {
            put(frame, place, &line);
        }
        hits.push((place, Hit::Row(row)));
    }
    let used = u16::try_from(rows.len())
        .unwrap_or(inner.height)
        .min(inner.height);
    let below = Rect::new(inner.x, inner.y + used, inner.width, inner.height - used);
    filter::empty(app, doc, frame, below);
}

/// The first row in sight, of which so many have room.
fn first_in_sight(app: &App, doc: &Doc, height: usize) -> usize {
    let rows = || doc.row_refs(&app.questionnaire);
    let selected = rows().position(|row| row.is(&doc.row)).unwrap_or(0);
    layout::first_in_sight(doc.top, selected, rows().count(), height)
}

/// The first row in sight of an outline there.
pub fn top(app: &App, doc: &Doc, area: Rect) -> usize {
    let height = filter::below_head(doc, area).height;
    first_in_sight(app, doc, usize::from(height))
}

fn heading(app: &App, doc: &Doc, role: Role, width: usize) -> Line<'static> {
    if let Some(line) = filter::heading(app, doc, role, width) {
        return line;
    }
    let (head, word, done, all) = summed(app, doc, role, width);
    let room = |head: &str, word: &str| width.saturating_sub(columns(head) + columns(word) + 2);
    // Bars are held against each other: where one has no room, none has.
    let mut roles = doc.assessment().roles.iter();
    let have_room = roles.all(|role| {
        let (head, word, ..) = summed(app, doc, *role, width);
        room(&head, &word) >= 3
    });
    let gauge = bar(done, all, room(&head, &word).min(20));
    let text = if have_room {
        format!("{head}{gauge} {word}")
    } else {
        format!("{head}{word}")
    };
    Line::from(Span::styled(pad(&text, width), app.theme.heading()))
}

/// What stands before and behind a role's bar, and how much of how much is done.
fn summed(app: &App, doc: &Doc, role: Role, width: usize) -> (String, String, usize, usize) {
    let standing = doc.standings.get(&role).copied();
    let Standing { done, all, result } = standing.unwrap_or(Standing {
        done: 0,
        all: 0,
        result: RoleResult::NotApplicable,
    });
    let is_folded = doc.folded.contains(&role);
    let fold = app.theme.fold(is_folded);
    // What is folded away and will be acted on is not forgotten.
    let is_marked = |item: &ItemId| doc.is_marked(role, item);
    let marked = || app.questionnaire.items(role).filter(is_marked).count();
    let marked = match is_folded.then(marked) {
        Some(n) if n > 0 => format!("{MARK}{n} "),
        _ => String::new(),
    };
    let head = format!("{fold} {role} {marked}{done}/{all} ");
    let word = if all == 0 {
        "nothing asked".to_owned()
    } else if width < 40 {
        match result {
            RoleResult::PartiallySatisfied => "partially".to_owned(),
            RoleResult::NotApplicable => "n/a".to_owned(),
            result => result.as_str().replace('-', " "),
        }
    } else {
        result.as_str().replace('-', " ")
    };
    let signed = match doc.signed.get(&role) {
        None => "",
        Some(state) if state.is_requested() => " · ! signed off, changes requested",
        Some(state) if !state.is_stale() => " · ✎ signed off",
        Some(_) => " · ! sign-off stale",
    };
    // In a narrow outline the sign stands in front: the word may be cut.
    let (head, signed) = match doc.signed.get(&role) {
        Some(state) if width < 40 => {
            let sign = if state.is_doubted() { "!" } else { "✎" };
            (format!("{fold} {role} {marked}{sign}{done}/{all} "), "")
        }
        _ => (head, signed),
    };
    (head, format!("{word}{signed}"), done, all)
}

/// How far the review of a step has come.
fn reviewed(doc: &Doc, role: Role, item: &ItemId) -> &'static str {
    let step = item.step().map(|id| doc.assessment().step(role, id));
    match step.and_then(|step| step.review) {
        Some(Review::ReadyForReview) => READY,
        Some(Review::ChangesRequested) => CHANGES,
        Some(Review::Reviewed) => REVIEWED,
        Some(Review::Draft) | None => " ",
    }
}

fn entry<'a>(app: &'a App, doc: &Doc, role: Role, item: &'a ItemId, width: usize) -> Line<'a> {
    let a = doc.assessment();
    let (glyph, id, word, topic, style) = match item {
        ItemId::Question(id) => {
            let answer = a.question(role, id).answer;
            let word = answer.map_or("unanswered", |x| x.as_str());
            (
                answer_glyph(answer),
                id.as_str(),
                word,
                "AI-CAIQ question",
                app.theme.answer(answer),
            )
        }
        ItemId::Step(id) => {
            let outcome = a.step(role, id).outcome();
            let topic = app
                .questionnaire
                .step(role, id)
                .map_or("", |s| s.topic.as_str());
            (
                outcome.glyph(),
                id.as_str(),
                outcome_words(outcome),
                topic,
                app.theme.outcome(outcome),
            )
        }
    };
    let (glyph, word, style) = match is_only_suggested(a, role, item) {
        true => (suggested::SIGN, suggested::WORD, app.theme.accent()),
        false => (glyph, word, style),
    };
    let worst = doc.gaps_of(role, item).map(|g| g.severity).min();
    let mark = worst.filter(|s| *s != Severity::Open);
    let marked = doc.is_marked(role, item);
    let mut spans = Vec::with_capacity(12);
    spans.extend([
        match marked {
            true => Span::styled(MARK, app.theme.accent()),
            false if a.is_item_reworded(&app.questionnaire, role, item) => {
                Span::styled(REWORDED, app.theme.warn())
            }
            false => Span::raw(" "),
        },
        Span::styled(glyph, style),
        Span::raw(" "),
    ]);
    let id_width = if item.step().is_some() {
        5
    } else {
        id.chars().count()
    };
    spans.extend(padded(id, id_width, Style::new()));
    spans.push(Span::raw(" "));
    let room = width.saturating_sub(3 + id_width + 1 + 2);
    let disputed = a.is_disputed(role, item);
    if width >= 40 {
        // Titles begin in one column, however long the id before them is.
        let word_width = 19_usize.saturating_sub(id_width).min(room);
        let behind = room.saturating_sub(word_width + 2);
        spans.extend(padded(word, word_width, style));
        let sign = if disputed { CONFLICT } else { "" };
        let behind = behind.saturating_sub(columns(sign));
        spans.push(Span::styled(sign, app.theme.bad()));
        spans.extend(padded(topic, behind, app.theme.quiet()));
        spans.push(Span::raw(" "));
    } else if disputed {
        // The glyph says the answer still.
        spans.extend(padded(CONFLICT, room.saturating_sub(1), app.theme.bad()));
    } else {
        spans.extend(padded(word, room.saturating_sub(1), style));
    }
    if room > 0 {
        let sign = app.theme.signs(reviewed(doc, role, item));
        spans.push(Span::styled(sign, app.theme.quiet()));
    }
    spans.push(match mark {
        Some(severity) => Span::styled(severity_glyph(severity), app.theme.severity(severity)),
        None => Span::raw(" "),
    });
    spans.push(Span::raw(" "));
    Line::from(spans)
}
