//! What is laid over the screen: help, details, editor, questions.

use super::lines::{columns, cut, fit, hanging, wrap};
use super::{Hits, blame, changes, details, filter, finder, picker, resolve, sign_off};
use crate::assessment::EvidenceId;
use crate::tui::action::{Action, Purpose};
use crate::tui::effect::Differences;
use crate::tui::keymap::Scope;
use crate::tui::layout;
use crate::tui::model::{App, Field, Hit, Overlay};
use crate::tui::update::{counts, has_list, has_theirs};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Paragraph};

/// So many keys are seen at a glance, without headings.
const FEW: usize = 14;

/// Columns that a text in an overlay has.
#[must_use]
pub fn text_width(size: (u16, u16)) -> usize {
    usize::from(size.0.saturating_sub(8)).min(96)
}

/// Draws the overlay, if there is one.
pub fn draw(app: &App, frame: &mut Frame<'_>, size: (u16, u16), hits: &mut Hits) {
    match &app.overlay {
        None => {}
        Some(Overlay::Help(scope, scroll, _)) => {
            let title = format!(" Keys: {} ", scope.title().to_lowercase());
            reading(
                app,
                frame,
                (size, hits),
                &title,
                help_lines(app, *scope),
                *scroll,
            );
        }
        Some(Overlay::Details(scroll)) => {
            let lines = details::lines(app, text_width(size));
            reading(app, frame, (size, hits), " The control ", lines, *scroll);
        }
        Some(Overlay::Editor(editor)) if editor.field == Field::AddEvidence => {
            picker::draw(app, editor, frame, size, hits);
        }
        Some(Overlay::Changes(of)) => changes::draw(app, of, frame, hits),
        Some(Overlay::Against(against)) => changes::draw_against(app, against, frame, hits),
        Some(Overlay::Who(who)) => {
            let lines = blame::lines(app, who);
            reading(
                app,
                frame,
                (size, hits),
                &blame::title(who),
                lines,
                who.scroll,
            );
        }
        Some(Overlay::Editor(editor)) => super::editor::draw(app, editor, frame, hits),
        Some(Overlay::Links(ids, at)) => links(app, frame, size, ids, *at, hits),
        Some(Overlay::Drafts(at, scroll)) => {
            super::drafts::draw(app, frame, (*at, *scroll), hits);
        }
        Some(Overlay::Left(Ok(of))) => changes::draw_left(app, of, frame, hits),
        Some(Overlay::Left(Err(why))) => {
            let kept = app.doc.as_ref().and_then(|doc| doc.left.first());
            let path = kept.map_or(String::new(), |kept| kept.path.display().to_string());
            let words = choices(
                app,
                &[
                    (Action::Discard, "put them away"),
                    (Action::Back, "decide later"),
                ],
            );
            let text = format!(
                "Answers could not be saved the last time, and what was kept of them cannot be read: {why} ({path}).\n\n{words}"
            );
            question(app, frame, size, " Not saved the last time ", &text);
        }
        Some(Overlay::Conflict(conflict)) if conflict.gone => {
            let mut text = format!(
                "The file is not there any more. Your answers are still here.\n\n{}",
                choices(
                    app,
                    &[
                        (Action::KeepMine, "keep mine: write the file again"),
                        (Action::Back, "decide later"),
                    ],
                )
            );
            if let Some(why) = &conflict.why {
                text.insert_str(0, &format!("✗ {why}\n\n"));
            }
            question(app, frame, size, " Gone from disk ", &text);
        }
        Some(Overlay::Conflict(conflict)) => {
            let mut answers = vec![
                (
                    Action::KeepBoth,
                    "both: bring them together, what both changed is asked field by field",
                ),
                (
                    Action::TakeTheirs,
                    "take theirs: load the file; yours is kept in a file beside it",
                ),
                (
                    Action::KeepMine,
                    "keep mine: write yours; theirs is kept in a file beside it",
                ),
                (Action::Back, "decide later"),
            ];
            if !has_theirs(app) {
                answers.drain(..2);
            }
            let mut text = format!(
                "Another program wrote this file since it was read. Nothing has been overwritten, and your answers are still here.\n\n{}",
                choices(app, &answers)
            );
            if let Some(differs) = app.doc.as_ref().and_then(|d| d.differs.as_ref()) {
                text.push_str(&format!("\n\n{}", differences(differs)));
            }
            if let Some(why) = &conflict.why {
                text.insert_str(0, &format!("✗ {why}\n\n"));
            }
            question(app, frame, size, " Changed on disk ", &text);
        }
        Some(Overlay::Narrow(line)) => super::narrow::draw(app, frame, size, line),
        Some(Overlay::Finder(found)) => finder::draw(app, found, frame, size, hits),
        Some(Overlay::Filter(menu)) => filter::draw(app, menu, frame, size, hits),
        Some(Overlay::Resolve(at, why)) => {
            let Some(doc) = &app.doc else { return };
            resolve::draw(app, doc, frame, size, *at, why.as_deref());
        }
        Some(Overlay::SignOff(_, _, scroll)) => sign_off::draw(app, frame, *scroll),
        Some(Overlay::Leaving) => {
            let up = app.controls.as_ref().is_some_and(|c| c.leave.is_some());
            let out = app.portfolio.as_ref().is_some_and(|p| p.leaves);
            let leave = if up {
                "leave the control: what is not saved is kept in another file"
            } else if out {
                "leave the file: what is not saved is kept in another one"
            } else {
                "leave: what is not saved is kept in a file of its own"
            };
            let text = format!(
                "Not everything is saved.\n\n{}",
                choices(
                    app,
                    &[
                        (Action::Save, "try to save again"),
                        (Action::Back, "stay"),
                        (Action::QuitAnyway, leave),
                    ],
                )
            );
            question(app, frame, size, " Leaving ", &text);
        }
    }
}

/// What a question can be answered with, each answer with its key.
fn choices(app: &App, answers: &[(Action, &str)]) -> String {
    let line = |(action, words): &(Action, &str)| {
        let key = app.keys.said(app.scope(), *action);
        format!("{key}  {words}")
    };
    let lines: Vec<String> = answers.iter().map(line).collect();
    lines.join("\n")
}

/// Who has changed what, and what both have.
fn differences(differs: &Differences) -> String {
    let list = |names: &[String]| match names {
        [] => "nothing that is asked".to_owned(),
        names => {
            let shown: Vec<&str> = names.iter().take(12).map(String::as_str).collect();
            let more = names.len() - shown.len();
            let rest = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            format!("{}{rest}", shown.join(", "))
        }
    };
    let mine = list(&differs.mine);
    match &differs.theirs {
        Ok(theirs) => {
            let both: Vec<String> = theirs
                .iter()
                .filter(|n| differs.mine.contains(n))
                .cloned()
                .collect();
            let both = if both.is_empty() {
                "Nothing was changed by both.".to_owned()
            } else {
                format!("Changed by both: {}.", list(&both))
            };
            format!(
                "Theirs changes {}.\nYours changes {mine}.\n{both}",
                list(theirs)
            )
        }
        Err(why) => format!(
            "Theirs cannot be loaded as it is ({why}): mend it first, or keep mine.\nYours changes {mine}."
        ),
    }
}

pub(super) fn frame_box<'a>(app: &App, title: &str) -> Block<'a> {
    Block::bordered()
        .border_type(BorderType::Rounded)
        .title(Span::styled(
            crate::text::one_line(title),
            app.theme.heading(),
        ))
}

/// Lines without the empty ones that there is no room for.
pub(super) fn closer(mut lines: Vec<Line<'static>>, room: usize) -> Vec<Line<'static>> {
    while lines.len() > room {
        let Some(empty) = lines.iter().rposition(|l| l.width() == 0) else {
            break;
        };
        lines.remove(empty);
    }
    lines
}

/// As much as there is room for: first the empty lines go, and then, with a
/// sign, what comes last.
fn fitting(lines: Vec<Line<'static>>, area: Rect) -> Vec<Line<'static>> {
    let room = usize::from(area.height);
    let mut lines = closer(lines, room);
    if lines.len() > room {
        lines.truncate(room);
        if let Some(last) = lines.last_mut() {
            let mut whole = std::mem::take(last);
            whole.push_span(" …");
            *last = cut(whole, usize::from(area.width));
        }
    }
    lines
}

pub(super) fn put(frame: &mut Frame<'_>, area: Rect, block: Block<'_>, lines: Vec<Line<'static>>) {
    frame.render_widget(Clear, area);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let text = Rect::new(
        inner.x + 1,
        inner.y,
        inner.width.saturating_sub(2),
        inner.height,
    );
    frame.render_widget(Paragraph::new(fitting(lines, text)), text);
    frame.set_cursor_position(text.as_position());
}

fn reading(
    app: &App,
    frame: &mut Frame<'_>,
    (size, hits): ((u16, u16), &mut Hits),
    title: &str,
    lines: Vec<Line<'static>>,
    scroll: usize,
) {
    let width = u16::try_from(text_width(size)).unwrap_or(80) + 4;
    let wanted = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let area = layout::middle(size, width, wanted.min(size.1.saturating_sub(3)));
    let height = usize::from(area.height.saturating_sub(2));
    let total = lines.len();
    let scroll = scroll.min(total.saturating_sub(height));
    let below = total.saturating_sub(scroll + height);
    let mut block = frame_box(app, title);
    hits.push((area, Hit::Reading));
    let mut room = usize::from(area.width).saturating_sub(2);
    if below > 0 || scroll > 0 {
        let more = format!(" {below} more below ");
        room = room.saturating_sub(more.len() + 1);
        block = block.title_bottom(Line::styled(more, app.theme.quiet()).right_aligned());
    }
    if matches!(app.overlay, Some(Overlay::Help(_, _, None)))
        && app
            .keys
            .reach(Scope::Reading, Action::Tour)
            .next()
            .is_some()
    {
        let (tour, find) = (app.key(Action::Tour), app.key(Action::Palette));
        let texts = [
            format!(" {find} finds a key · {tour} is the tour, a minute "),
            format!(" {find} finds a key · {tour} tour "),
            format!(" {find} finds a key "),
        ];
        if let Some(text) = texts.into_iter().find(|text| columns(text) <= room) {
            block = block.title_bottom(Line::styled(text, app.theme.quiet()));
        }
    }
    put(
        frame,
        area,
        block,
        lines.into_iter().skip(scroll).take(height).collect(),
    );
}

fn question(app: &App, frame: &mut Frame<'_>, size: (u16, u16), title: &str, text: &str) {
    let width = text_width(size).min(64);
    let lines: Vec<Line<'static>> = wrap(text, width).into_iter().map(Line::raw).collect();
    let height = u16::try_from(lines.len()).unwrap_or(8) + 2;
    let area = layout::middle(size, u16::try_from(width).unwrap_or(60) + 4, height);
    put(frame, area, frame_box(app, title), lines);
}

/// The keys of a scope, as help shows them.
#[must_use]
pub fn help_lines(app: &App, scope: Scope) -> Vec<Line<'static>> {
    let width = text_width(app.size);
    let mut out = Vec::new();
    // What does nothing here is not in the way.
    let works = |action: Action| !action.is_of_folder() || has_list(app);
    let all = app.keys.lines(scope).filter(|(_, b)| works(b.action));
    let all: Vec<_> = all.collect();
    let of = |purpose| {
        all.iter()
            .filter(move |(_, b)| b.action.purpose() == purpose)
    };
    let purposes = Purpose::ALL.into_iter().filter(|p| of(*p).next().is_some());
    let has_headings = all.len() > FEW && purposes.clone().count() > 1;
    for purpose in purposes {
        if has_headings {
            if !out.is_empty() {
                out.push(Line::default());
            }
            out.push(Line::styled(purpose.title(), app.theme.heading()));
        }
        for (keys, binding) in of(purpose) {
            let names: Vec<_> = keys.iter().map(|key| app.keys.shown(key)).collect();
            let head = Span::styled(names.join(" "), app.theme.accent());
            out.extend(hanging(head, 16, binding.help, width, Style::new()));
        }
    }
    let lost = crate::config::lost_digits(scope, &app.keys);
    if !lost.is_empty() {
        let words = "bound: a number before a key cannot have it";
        let head = Span::styled(lost.join(" "), app.theme.accent());
        out.push(Line::default());
        out.extend(hanging(head, 16, words, width, Style::new()));
    }
    if matches!(scope, Scope::Outline | Scope::Form) {
        out.push(Line::default());
        out.extend(
            [
                (
                    "watch",
                    "no gap yet, but it will become one, or could not be checked",
                ),
                ("ofi", "opportunity for improvement, of a satisfied step"),
                (
                    "published",
                    "the step is CSA's text; adapted: written for this project",
                ),
                (
                    "ccm-1",
                    "a step that AICM takes from CSA's Cloud Controls Matrix",
                ),
                ("ND", "ownership not determined"),
                (
                    "design",
                    "effectiveness: the control is set up right; operating: it has worked over a period",
                ),
            ]
            .into_iter()
            .flat_map(|(word, meaning)| {
                hanging(
                    Span::styled(word, app.theme.accent()),
                    16,
                    meaning,
                    width,
                    Style::new(),
                )
            }),
        );
    }
    out.extend(super::legend::lines(app.theme, scope, width));
    if counts(scope) {
        let head = Span::styled("1-9 …", app.theme.accent());
        let text = "a number before a key that moves, marks or undoes: so many times (Esc drops the number)";
        out.extend(hanging(head, 16, text, width, Style::new()));
    }
    out
}

/// Which of several records is to be opened.
fn links(
    app: &App,
    frame: &mut Frame<'_>,
    size: (u16, u16),
    ids: &[EvidenceId],
    at: usize,
    hits: &mut Hits,
) {
    let Some(doc) = &app.doc else { return };
    let width = text_width(size).min(72);
    let height = u16::try_from(ids.len()).unwrap_or(u16::MAX);
    let area = layout::middle(
        size,
        u16::try_from(width).unwrap_or(72) + 4,
        height.saturating_add(2),
    );
    let room = usize::from(area.height.saturating_sub(2));
    let above = (at + 1).saturating_sub(room);
    let mut lines = Vec::new();
    for (n, id) in ids.iter().enumerate().skip(above).take(room) {
        let record = doc.assessment().evidence.get(id);
        let name = record.map_or("", |r| r.name());
        let href = record.map_or("", |r| r.href.as_str());
        let shown = if name == href {
            href.to_owned()
        } else {
            format!("{name} · {href}")
        };
        let (mark, style) = if n == at {
            ("▸", app.theme.selected())
        } else {
            (" ", Style::new())
        };
        lines.push(Line::styled(fit(&format!("{mark} {shown}"), width), style));
    }
    for (n, y) in (above..ids.len()).zip(area.y + 1..area.bottom().saturating_sub(1)) {
        let place = Rect::new(area.x + 2, y, area.width.saturating_sub(4), 1);
        hits.push((place, Hit::Choice(n)));
    }
    put(frame, area, frame_box(app, " Open which? "), lines);
}
