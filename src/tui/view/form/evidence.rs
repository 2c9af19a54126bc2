//! A record of evidence in the form of an item, and how it is told of
//! everywhere.

use super::{LABEL, Page, Value};
use crate::assessment::{Evidence, FileState, Place};
use crate::report::{self, FileWord};
use crate::text::one_line;
use crate::tui::theme::Theme;
use crate::tui::view::lines::{columns, fit, span, wrapped};
use ratatui::style::Style;
use ratatui::text::Span;

/// Lines of a record's name at most.
const NAME: usize = 2;

impl Page<'_> {
    pub(super) fn evidence(&self, record: &Evidence, state: Option<&FileState>) -> Vec<Value> {
        let state = FileWord::of(record, state);
        let (glyph, words, style) = file_words(self.theme, record, state);
        let so_far = self.doc.read_so_far(&record.href);
        let so_far = so_far.filter(|_| state == FileWord::NotChecked);
        let word = format!("{glyph} {}", so_far.as_deref().unwrap_or(words));
        let room = self.width.saturating_sub(LABEL);
        let quiet = self.theme.quiet();
        let expired = self.expired(record);
        let mut facts = facts_of(record, expired.as_deref()).into_iter().peekable();
        let look = |fact: &String| match expired.as_ref() == Some(fact) {
            true => self.theme.bad(),
            false => quiet,
        };
        let names = name_of(record, room);
        let name = |part: &String| Value::of(span(part, Style::new()));
        let mut lines: Vec<Value> = names.iter().map(name).collect();
        // Which document it is matters more than how it is: that stands below
        // a name that leaves no room for it, before the other facts.
        match lines.as_mut_slice() {
            [only] if only.width() + 1 + columns(&word) <= room => {
                only.spans.extend([Span::raw(" "), span(&word, style)]);
            }
            _ => {
                let mut line = Value::of(span(&fit(&word, room), style));
                let fits = |fact: &String| columns(&word) + 3 + columns(fact) <= room;
                let beside = facts.next_if(fits);
                if let Some(fact) = beside {
                    line.spans
                        .extend([span(" · ", quiet), span(&fact, look(&fact))]);
                }
                lines.push(line);
            }
        }
        let first = facts.next_if(|fact| expired.as_ref() == Some(fact));
        lines.extend(first.map(|fact| Value::of(span(&fact, look(&fact)))));
        let facts: Vec<String> = facts.collect();
        let facts = flow_of(&facts, room);
        lines.extend(facts.iter().map(|f| Value::of(span(f, quiet))));
        lines
    }

    /// That a record has expired, in words; none where it has not.
    fn expired(&self, record: &Evidence) -> Option<String> {
        let on = record.expires_on?;
        let today = self.doc.today?;
        (on < today).then(|| format!("✗ expired {on}"))
    }
}

/// A record's name in a line or two; a longer one is cut.
fn name_of(record: &Evidence, width: usize) -> Vec<String> {
    let mut lines = wrapped(&one_line(record.name()), width).to_vec();
    if lines.len() > NAME {
        let rest = lines.split_off(NAME - 1).join(" ");
        lines.push(fit(&rest, width));
    }
    lines
}

/// What else is recorded of it.
fn facts_of(record: &Evidence, expired: Option<&str>) -> Vec<String> {
    let mut facts = Vec::new();
    match (expired, record.expires_on) {
        (Some(words), _) => facts.push(words.to_owned()),
        (None, Some(day)) => facts.push(format!("expires {day}")),
        (None, None) => {}
    }
    match report::period(record).as_str() {
        "" => {}
        period => facts.push(format!("covers {period}")),
    }
    match report::viewed(record).as_str() {
        "" => {}
        viewed => facts.push(format!("viewed {}", one_line(viewed))),
    }
    facts
}

/// Facts joined by dots, in as many lines as they need.
fn flow_of(facts: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for fact in facts {
        match lines.last_mut() {
            Some(line) if columns(line) + 3 + columns(fact) <= width => {
                line.push_str(" · ");
                line.push_str(fact);
            }
            _ => lines.push(fit(fact, width)),
        }
    }
    lines
}

/// The glyph, the words and the look of what is known of a record's file.
pub(in crate::tui::view) fn file_words(
    theme: Theme,
    record: &Evidence,
    state: FileWord,
) -> (&'static str, &'static str, Style) {
    let (link, outside) = (
        record.place() == Place::Link,
        record.place() == Place::Outside,
    );
    match state {
        FileWord::Matches if outside => ("✓", "matches, outside the folder", theme.warn()),
        FileWord::Matches => ("✓", state.as_str(), theme.good()),
        FileWord::Changed | FileWord::Missing | FileWord::Unreadable => {
            ("✗", state.as_str(), theme.bad())
        }
        FileWord::Outside => ("⊘", "outside, not read", theme.warn()),
        FileWord::NotHashed if link && record.viewed_on.is_none() => {
            ("↗", "link, not viewed (V)", theme.quiet())
        }
        FileWord::NotHashed if link => ("↗", "link, viewed", theme.quiet()),
        FileWord::NotHashed => ("?", state.as_str(), theme.warn()),
        FileWord::NotChecked => ("…", "being read", theme.quiet()),
    }
}
