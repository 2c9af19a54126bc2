//! The title, the message line and the keys.

use super::keyed;
use super::lines::{columns, fit, hanging, span};
use super::outline::MARK;
use super::place::{of_folder, place};
use super::put::put;
use super::{resolve, sign_off};
use crate::gaps::{Severity, SeverityCounts};
use crate::questionnaire::ItemId;
use crate::text::one_line;
use crate::tui::action::{Action, Choice};
use crate::tui::keymap::{Binding, Scope};
use crate::tui::layout;
use crate::tui::model::{App, Disk, Doc, Field, Overlay, Page, Screen};
use crate::tui::theme::severity_glyph;
use crate::tui::update::{
    conflict_list, counts, disk_words, has_list, has_theirs, moves, standing,
};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph};
use std::borrow::Cow;

/// Draws the frame around every screen.
pub fn draw(app: &App, frame: &mut Frame<'_>, size: (u16, u16)) {
    let areas = layout::frame(size);
    title(app, frame, areas.title);
    keys(app, frame, areas.keys);
}

/// Draws the message, over what is there.
pub fn draw_message(app: &App, frame: &mut Frame<'_>, size: (u16, u16)) {
    message(app, frame, layout::frame(size).message);
}

fn title(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let control = &app.questionnaire.control;
    let doc = app
        .doc
        .as_ref()
        .filter(|_| app.screen != Screen::Start && app.screen != Screen::Portfolio)
        .filter(|_| app.screen != Screen::Wizard || app.wizard.about.is_some());
    let mut right = Vec::new();
    if let Some(doc) = doc {
        let conflicts = conflict_list(doc).len();
        if conflicts > 0 {
            let key = app.keys.said(Scope::Outline, Action::Conflicts);
            let text = format!(" ! {} ({key})", crate::text::count(conflicts, "conflict"));
            right.push(Span::styled(text, app.theme.bad()));
        }
        let style = match &doc.disk {
            Disk::Saved => app.theme.good(),
            Disk::ReadOnly(_) => app.theme.warn(),
            Disk::Other => app.theme.bad(),
            Disk::Changed { .. } | Disk::Failed(_) => app.theme.bad().add_modifier(Modifier::BOLD),
        };
        let words = disk_words(&doc.disk, &app.keys.said(Scope::Outline, Action::Save));
        right.push(Span::styled(format!(" {words} "), style));
        // The name of what is assessed is worth more than the words of its
        // counts: their signs are in every list with their words.
        let counts = SeverityCounts::of(&doc.gaps);
        let name = columns(&one_line(&doc.assessment().subject)).min(16);
        // And the control is worth more than either.
        let id = columns(&control.id) + 3;
        let (name, least) = (name + id, name.min(9) + id);
        let taken: usize = right.iter().map(Span::width).sum();
        let room = usize::from(area.width).saturating_sub(taken + 10 + name);
        let mut shown = gap_counts(app, &counts, true);
        if shown.iter().map(Span::width).sum::<usize>() > room {
            shown = gap_counts(app, &counts, false);
        }
        // Nor does the control yield to the signs: the lightest gaps do.
        let most = usize::from(area.width).saturating_sub(taken + 10 + least);
        while shown.iter().map(Span::width).sum::<usize>() > most && shown.pop().is_some() {}
        right.splice(0..0, shown);
    }
    let many = app.portfolio.as_ref();
    let many = many.filter(|_| app.screen == Screen::Portfolio);
    if let Some(p) = many {
        let all = &p.shown.all;
        let broken = all.controls.broken;
        right.extend(unreadable(app, broken));
        let words = app.size.0 >= 100;
        right.extend(counts_so_far(app, &all.tally.gaps, words, broken == 0));
    }
    if let Some(controls) = app
        .controls
        .as_ref()
        .filter(|_| app.screen == Screen::Controls)
        && !controls.entries.is_empty()
    {
        let words = usize::from(area.width) >= 100;
        let sum = &controls.sum;
        let known = sum.broken == 0 && sum.counted == sum.controls;
        right = unreadable(app, sum.broken).into_iter().collect();
        right.extend(counts_so_far(app, &sum.gaps, words, known));
        right.push(Span::raw(" "));
    }
    let marked = doc.map_or(0, |d| d.marked.len());
    // In the outline the row of keys says it.
    if marked > 0 && app.scope() != Scope::Outline {
        let text = format!(" {MARK} {} marked", marked_words(app, marked));
        let taken: usize = right.iter().map(Span::width).sum();
        if taken + text.chars().count() + 10 < usize::from(area.width) {
            right.insert(0, span(&text, app.theme.accent()));
        }
    }
    let right = Line::from(right);
    let room = usize::from(area.width).saturating_sub(right.width() + 10);
    let text = match doc {
        Some(doc) if has_list(app) => place(app, doc, room),
        Some(doc) => {
            let subject = one_line(&doc.assessment().subject);
            let id = format!(" · {}", control.id);
            let least = columns(&subject) + columns(&id);
            match least <= room {
                true => format!("{subject}{id} {}", control.title),
                false => format!("{}{id}", fit(&subject, room.saturating_sub(columns(&id)))),
            }
        }
        None if many.is_some() => many.map_or_else(String::new, |p| {
            let what = p.shown.compared.as_ref();
            let since = what.map_or(String::new(), |w| format!(", compared with {w}"));
            format!("{}{since}", crate::report::portfolio::words::size(&p.shown))
        }),
        None if app.screen == Screen::Controls => of_folder(app),
        None if app.screen == Screen::Gaps => format!("All gaps · {}", of_folder(app)),
        None => format!("{} {} · {}", control.id, control.title, control.version),
    };
    let left = Line::from(vec![
        Span::styled(" aicaiq ", app.theme.selected()),
        Span::raw(" "),
        Span::styled(fit(&text, room), app.theme.heading()),
    ]);
    put(frame, area, &left);
    let width = u16::try_from(right.width())
        .unwrap_or(area.width)
        .min(area.width);
    let place = Rect::new(area.right() - width, area.y, width, 1);
    put(frame, place, &right);
}

/// The message; one that is longer than a row takes more rows, above.
fn message(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let Some(message) = &app.message else { return };
    let (glyph, style) = if message.bad {
        ("✗", app.theme.bad())
    } else {
        ("·", Style::new())
    };
    let width = usize::from(area.width).saturating_sub(2);
    let mut lines = hanging(
        Span::styled(glyph, style),
        2,
        &keyed::joined(&one_line(&message.text)),
        width,
        style,
    );
    for span in lines.iter_mut().flat_map(|line| &mut line.spans) {
        span.content = keyed::shown(&span.content).into();
    }
    // What is laid over the screen leaves one row: its beginning is to be read.
    if app.overlay.is_some() && lines.len() > 1 {
        let text = fit(
            &crate::text::one_line(&message.text),
            width.saturating_sub(2),
        );
        lines = hanging(Span::styled(glyph, style), 2, &text, width, style);
        lines.truncate(1);
    }
    lines.truncate(4);
    let height = u16::try_from(lines.len()).unwrap_or(1).max(1);
    let place = Rect::new(
        area.x + 1,
        area.bottom().saturating_sub(height),
        area.width.saturating_sub(2),
        height,
    );
    frame.render_widget(Clear, Rect::new(area.x, place.y, area.width, height));
    frame.render_widget(Paragraph::new(lines), place);
}

fn gap_counts(app: &App, counts: &SeverityCounts, words: bool) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    for severity in Severity::ALL {
        let n = counts.get(severity);
        if n > 0 {
            let style = app.theme.severity(severity);
            let glyph = severity_glyph(severity);
            let n = crate::text::grouped(n);
            let text = if words {
                format!(" {glyph} {n} {severity}")
            } else {
                format!(" {glyph} {n}")
            };
            spans.push(Span::styled(text, style));
        }
    }
    if spans.is_empty() {
        spans.push(Span::styled(" ✓ no gaps", app.theme.good()));
    }
    spans
}

/// That some of it cannot be read, which its gaps say nothing of.
fn unreadable(app: &App, n: usize) -> Option<Span<'static>> {
    let text = format!(" ! {} unreadable", crate::text::grouped(n));
    (n > 0).then(|| Span::styled(text, app.theme.bad()))
}

/// Gaps of many controls; that there are none only where all are known.
fn counts_so_far(
    app: &App,
    counts: &SeverityCounts,
    words: bool,
    known: bool,
) -> Vec<Span<'static>> {
    if !known && *counts == SeverityCounts::default() {
        return Vec::new();
    }
    gap_counts(app, counts, words)
}

fn lists_gaps(app: &App) -> bool {
    app.summary.page.is_list() || app.summary.page == Page::Matrix || layout::is_wide(app.size)
}

/// How many are marked and, where a filter hides some, how many of them are
/// acted on.
fn marked_words(app: &App, marked: usize) -> String {
    let Some(doc) = &app.doc else {
        return marked.to_string();
    };
    let shown = doc.marked_in_sight();
    if shown == marked {
        marked.to_string()
    } else {
        format!("{shown} of {marked}")
    }
}

/// A key as it is shown, what it does, and the words for it.
type Hint<'a> = (Cow<'a, str>, &'static Binding, &'static str);

/// What a key does where one is, in a word or two.
fn hint_of(app: &App, binding: &Binding) -> &'static str {
    let matrix = app.controls.as_ref().is_some_and(|c| c.matrix);
    let signs = app.controls.as_ref().is_some_and(|c| c.signs);
    match binding.action {
        Action::Summary if matrix && !signs && app.scope() == Scope::Controls => "list",
        Action::Sign if keeps_sign_off(app) => "keep",
        Action::WorseOnly if matches!(&app.overlay, Some(Overlay::Changes(c)) if c.worse_only) => {
            "show all"
        }
        action if app.scope() == Scope::Resolve => {
            resolve::hint(app, action).unwrap_or(binding.hint)
        }
        _ => binding.hint,
    }
}

/// Whether a record of the form is selected, which can be taken off.
fn on_evidence(app: &App) -> bool {
    let doc = app.doc.as_ref();
    doc.is_some_and(|doc| matches!(doc.field, Field::Evidence(_)))
}

/// Whether it is asked about a sign-off that is valid.
fn keeps_sign_off(app: &App) -> bool {
    let Some(Overlay::SignOff(role, ..)) = &app.overlay else {
        return false;
    };
    let doc = app.doc.as_ref();
    doc.is_some_and(|doc| standing(doc, *role).is_some())
}

/// The keys that answer an item, in the order of the answers.
fn answer_keys(app: &App, question: bool) -> String {
    let choices = [
        Choice::Satisfied,
        Choice::Partially,
        Choice::Not,
        Choice::NotApplicable,
    ];
    let keys = choices
        .into_iter()
        .filter(|choice| !question || *choice != Choice::Partially)
        .filter_map(|choice| app.keys.answering(Scope::Outline, choice, question));
    let keys: Vec<_> = keys.map(|key| app.keys.shown(key)).collect();
    keys.join(" ")
}

/// What is told last, and first not told where there is no room: whoever
/// knows of the palette and of help finds it.
fn can_wait(action: Action) -> bool {
    matches!(
        action,
        Action::Details | Action::Undo | Action::Find | Action::Filters | Action::Changes
    )
}

/// The hints that there is room for, in their order, and what stands between
/// them and, if they come after others, in front. Help and the way out are
/// among them in any case.
fn choose<'a>(
    others: Vec<Hint<'a>>,
    ends: Vec<Hint<'a>>,
    room: usize,
    after_others: bool,
) -> (Vec<Hint<'a>>, &'static str) {
    let width_of = |(key, _, hint): &Hint<'_>| columns(key) + hint.chars().count() + 1;
    let fitting = |between: &str| {
        // Behind the last one there is nothing.
        let room = if after_others {
            room
        } else {
            room + between.len()
        };
        let width_of = |hint: &Hint<'_>| width_of(hint) + between.len();
        let mut used: usize = ends.iter().map(width_of).sum();
        let mut taken = vec![false; others.len()];
        let mut whole = true;
        for later in [false, true] {
            for (hint, taken) in others.iter().zip(&mut taken) {
                if can_wait(hint.1.action) != later || !whole {
                    continue;
                }
                let width = width_of(hint);
                if used + width > room {
                    // Nothing that is told later may push itself in front.
                    whole = false;
                    continue;
                }
                used += width;
                *taken = true;
            }
        }
        taken
    };
    let essential = |taken: &[bool]| {
        let chosen = others.iter().zip(taken).filter(|(_, taken)| **taken);
        chosen.filter(|(h, _)| !can_wait(h.1.action)).count()
    };
    let (wide, narrow) = (fitting("  "), fitting(" "));
    let all = others.iter().filter(|h| !can_wait(h.1.action)).count();
    // Closer together only where nothing that matters is missing then.
    let (taken, between) = if essential(&wide) < all && essential(&narrow) == all {
        (narrow, " ")
    } else {
        (wide, "  ")
    };
    let mut chosen: Vec<Hint<'a>> = others
        .into_iter()
        .zip(taken)
        .filter_map(|(hint, taken)| taken.then_some(hint))
        .collect();
    chosen.extend(ends);
    (chosen, between)
}

/// A count that is being typed, and what it is for.
fn counted(app: &App, scope: Scope, n: u16) -> Line<'static> {
    let strong = app.theme.accent().add_modifier(Modifier::BOLD);
    let mut spans = vec![Span::raw(" "), Span::styled(n.to_string(), strong)];
    spans.push(Span::raw(" times: "));
    // Some of them are enough to tell what kind of key is meant.
    let some = [
        Action::Down,
        Action::Up,
        Action::Left,
        Action::Right,
        Action::PageDown,
        Action::PageUp,
        Action::NextUnanswered,
        Action::PreviousUnanswered,
        Action::NextGap,
        Action::PreviousGap,
    ];
    let keys = some
        .into_iter()
        .filter(|action| moves(scope, *action))
        .filter_map(|action| app.keys.reach(scope, action).next());
    let keys: Vec<_> = keys.map(|key| app.keys.shown(key)).collect();
    spans.push(Span::styled(keys.join(" "), strong));
    spans.push(Span::raw("  "));
    spans.push(Span::styled(app.keys.shown("esc").into_owned(), strong));
    spans.push(Span::raw(" drops it"));
    Line::from(spans)
}

fn keys(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let scope = app.scope();
    let marked = app.doc.as_ref().map_or(0, |d| d.marked.len());
    let marked = if scope == Scope::Outline { marked } else { 0 };
    let on_role = scope == Scope::Outline
        && marked == 0
        && app.doc.as_ref().is_some_and(|d| d.item().is_none());
    if let Some(n) = app.count.filter(|_| counts(scope)) {
        put(frame, area, &counted(app, scope, n));
        return;
    }
    let mut spans = vec![Span::raw(" ")];
    // A question takes no more room than a step, so that nothing jumps.
    let step_keys = answer_keys(app, false);
    // One of them goes on to the next text that was found.
    let at_hit = app.finding.at_hit && app.overlay.is_none();
    let answer = if at_hit { 0 } else { columns(&step_keys) };
    let mut used = if scope == Scope::Outline && answer > 0 {
        answer + 8
    } else {
        1
    };
    if marked > 0 {
        let count = span(
            &format!("{MARK} {} marked, ", marked_words(app, marked)),
            app.theme.accent().add_modifier(Modifier::BOLD),
        );
        let clears = [
            span(
                &app.keys.said(scope, Action::Back),
                app.theme.accent().add_modifier(Modifier::BOLD),
            ),
            Span::raw(" clears  "),
        ];
        spans.extend(std::iter::once(count).chain(clears));
        used = spans.iter().map(Span::width).sum::<usize>() + answer + 7;
    }
    // What is not there any more, or is no answer file, cannot be taken.
    let is_gone = matches!(&app.overlay, Some(Overlay::Conflict(_))) && !has_theirs(app);
    let hinted: Vec<Hint<'_>> = app
        .keys
        .firsts(Scope::Hits)
        .filter(|_| at_hit)
        .chain(app.keys.firsts(scope))
        .filter(|(_, b)| !b.hint.is_empty())
        .filter(|(_, b)| !on_role || b.action.is_for_roles())
        .filter(|(_, b)| !is_gone || b.action != Action::KeepBoth && b.action != Action::TakeTheirs)
        .filter(|(_, b)| b.action != Action::SignAnew || keeps_sign_off(app))
        .filter(|(_, b)| b.action != Action::Controls || has_list(app))
        .filter(|(_, b)| b.action != Action::Clear || on_evidence(app))
        .filter(|(_, b)| scope != Scope::Resolve || resolve::offers(app, b.action))
        .filter(|(_, b)| match (&app.overlay, &app.doc) {
            (Some(Overlay::SignOff(role, why, _)), Some(doc)) => {
                sign_off::can(doc, *role, why.as_deref(), b.action)
            }
            _ => true,
        })
        .filter(|(_, b)| b.action != Action::Viewed || app.summary.page == Page::Evidence)
        .filter(|(_, b)| b.action != Action::Enter || scope != Scope::Summary || lists_gaps(app))
        .map(|(key, b)| (app.keys.shown(key), b, hint_of(app, b)))
        .collect();
    // Help and the way out are shown even where the others do not fit.
    let is_last =
        |hint: &str| matches!(hint, "help" | "quit" | "back" | "close" | "later" | "stay");
    let (ends, others): (Vec<_>, Vec<_>) =
        hinted.into_iter().partition(|(_, b, _)| is_last(b.hint));
    let room = usize::from(area.width).saturating_sub(used);
    let answers = scope == Scope::Outline && answer > 0;
    let (chosen, between) = choose(others, ends, room, answers);
    if scope == Scope::Outline && !at_hit {
        let keys = match app.doc.as_ref().and_then(Doc::item) {
            Some((_, ItemId::Question(_))) => answer_keys(app, true),
            Some((_, ItemId::Step(_))) => step_keys.clone(),
            None => String::new(),
        };
        let keys = if marked > 0 { step_keys } else { keys };
        if !keys.is_empty() {
            spans.push(span(&keys, app.theme.accent().add_modifier(Modifier::BOLD)));
            spans.push(Span::raw(format!(" answer{between}")));
        }
    }
    for (key, _, hint) in chosen {
        spans.push(span(&key, app.theme.accent().add_modifier(Modifier::BOLD)));
        spans.push(Span::raw(" "));
        spans.push(span(hint, Style::new()));
        spans.push(Span::raw(between));
    }
    put(frame, area, &Line::from(spans));
}
