//! Who answered, reviewed and signed off, and which commits changed an item.

use super::lines::{hanging, wrap};
use super::overlay::text_width;
use crate::assessment::{Assessment, Review, Role, StepAnswer};
use crate::questionnaire::ItemId;
use crate::text::one_line;
use crate::tui::changes::Who;
use crate::tui::disputed;
use crate::tui::model::{App, Doc, answered};
use chrono::{DateTime, Utc};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of what somebody did: `asked for changes` and a space.
const LABEL: usize = 18;

/// What somebody did who stands for the whole role.
pub const SIGNED_OFF: &str = "signed off";

/// Whether somebody has written something, answered or not.
fn is_written(texts: [&String; 2]) -> bool {
    texts.iter().any(|text| !text.trim().is_empty())
}

/// `Ann Example, 2026-11-20 10:15 UTC`.
fn named(by: &str, at: Option<DateTime<Utc>>) -> String {
    let by = match by.trim() {
        "" => "nobody named".to_owned(),
        by => one_line(by),
    };
    match at {
        Some(at) => format!("{by}, {}", at.format("%Y-%m-%d %H:%M UTC")),
        None => by,
    }
}

/// Who did what for an item as the file says, in the order in which it is done.
#[must_use]
pub fn people(doc: &Doc, role: Role, item: Option<&ItemId>) -> Vec<(&'static str, String)> {
    let a = doc.assessment();
    let mut out = Vec::new();
    match item {
        Some(ItemId::Question(id)) => {
            let q = a.question(role, id);
            let (by, at) = q.answered();
            if !by.is_empty() || at.is_some() {
                out.push(("answered", named(by, at)));
            } else if is_written([&q.implementation, &q.customer_responsibilities])
                && !q.answered_by.is_empty()
            {
                out.push(("written by", named(&q.answered_by, q.answered_at)));
            }
        }
        Some(ItemId::Step(id)) => {
            let s = a.step(role, id);
            let (by, at) = s.assessed();
            if !by.is_empty() || at.is_some() {
                out.push(("assessed", named(by, at)));
            } else if is_written([&s.note, &s.justification]) && !s.assessed_by.is_empty() {
                out.push(("written by", named(&s.assessed_by, s.assessed_at)));
            }
            if !s.assessed_also.is_empty() {
                let also: Vec<String> = s.assessed_also.iter().map(|n| one_line(n)).collect();
                out.push(("had a hand in", also.join(", ")));
            }
            if !s.reviewed_by.is_empty() || s.reviewed_at.is_some() {
                let did = match asked_for_changes(s) {
                    true => "asked for changes",
                    false => "reviewed",
                };
                out.push((did, named(&s.reviewed_by, s.reviewed_at)));
            }
        }
        None => {}
    }
    out.extend(signed(a, doc, role).map(|text| (SIGNED_OFF, text)));
    out
}

/// Whether the reviewer that a step names has asked for changes: their comment
/// stays while the step comes up again.
pub fn asked_for_changes(step: &StepAnswer) -> bool {
    match step.review {
        Some(Review::ChangesRequested) => true,
        Some(Review::Reviewed) => false,
        _ => !step.review_comment.is_empty(),
    }
}

fn signed(a: &Assessment, doc: &Doc, role: Role) -> Option<String> {
    let signed = a.answers.get(&role)?.sign_off.as_ref()?;
    let state = doc.signed.get(&role);
    let state = state.map_or(String::new(), |s| format!(" · {}", s.as_str()));
    Some(format!("{}{state}", named(&signed.by, signed.at)))
}

/// The heading.
#[must_use]
pub fn title(who: &Who) -> String {
    match &who.of {
        (role, Some(item)) => format!(" {role}.{item}: who and when "),
        (role, None) => format!(" {role} sign-off: who and when "),
    }
}

/// All lines.
#[must_use]
pub fn lines(app: &App, who: &Who) -> Vec<Line<'static>> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let width = text_width(app.size);
    let quiet = app.theme.quiet();
    let (role, item) = (who.of.0, who.of.1.as_ref());
    let mut out = Vec::new();
    let people = people(doc, role, item);
    if people.is_empty() {
        let text = match item {
            Some(item) if answered(doc.assessment(), role, item) => {
                "Answered; the file names nobody."
            }
            Some(_) => "Nobody has answered this yet.",
            None => "Nobody has signed this role off.",
        };
        out.push(Line::raw(text));
    }
    for (did, text) in people {
        let head = Span::styled(did, app.theme.accent());
        out.extend(hanging(head, LABEL, &text, width, Style::new()));
    }
    let a = doc.assessment();
    let conflict = match item {
        Some(item) => a.disputed(role, item),
        None if a.is_sign_off_disputed(role) => "sign-off".to_owned(),
        None => String::new(),
    };
    if !conflict.is_empty() {
        let head = Span::styled(format!("{} conflict", disputed::SIGN), app.theme.bad());
        out.extend(hanging(head, LABEL, &conflict, width, Style::new()));
    }
    out.push(Line::default());
    let mut put = |text: &str, style: Style| {
        let lines = wrap(text, width).into_iter();
        out.extend(lines.map(|l| Line::styled(l, style)));
    };
    let story = match &who.story {
        None => {
            put("Looking through git…", quiet);
            return out;
        }
        Some(Err(why)) => {
            put(&format!("Not from git: {why}."), quiet);
            return out;
        }
        Some(Ok(story)) => story,
    };
    if story.chapters.is_empty() {
        put("No commit has changed it.", quiet);
    }
    for chapter in &story.chapters {
        let head = match &chapter.commit {
            Some(commit) => commit.words(),
            None => "not committed yet".to_owned(),
        };
        put(&head, app.theme.heading());
        for line in &chapter.lines {
            let indent = line.len() - line.trim_start_matches(' ').len() + 2;
            let pad = " ".repeat(indent.min(width / 2));
            for part in wrap(line.trim_start(), width.saturating_sub(pad.len())) {
                put(&format!("{pad}{part}"), Style::new());
            }
        }
    }
    for note in &story.notes {
        put(note, quiet);
    }
    out
}
