//! The fields of an item's form.

mod evidence;

pub(super) use evidence::file_words;

use super::blame::asked_for_changes;
use super::item::{Page, PaneLine, Pick, scope};
use super::lines::{columns, span, wrap, wrapped};
use crate::assessment::{
    ActionStatus, Answer, Edit, Effectiveness, Grade, Method, Outcome, REWORDED, Retest, Review,
    Role,
};
use crate::find::Folded;
use crate::questionnaire::{ItemId, StepId};
use crate::text::one_line;
use crate::tui::action::{Action, Choice};
use crate::tui::disputed::{SIGN, is_field};
use crate::tui::model::{Field, Focus};
use crate::tui::theme::{answer_glyph, outcome_words};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;

/// Columns of a field's label.
const LABEL: usize = 16;
/// As many blanks.
const BLANKS: &str = "                ";
/// Lines of a text that the form shows where there is no room for more; all of
/// it while it is selected.
const PREVIEW: usize = 3;
/// How what was found looks.
const FOUND: Style = Style::new().add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED));

/// A line of a field's value, with the words in it that can be clicked.
#[derive(Default)]
struct Value {
    spans: Vec<Span<'static>>,
    picks: Vec<Pick>,
    /// How many of the words that were looked for are in it.
    found: usize,
}

impl Value {
    fn of(span: Span<'static>) -> Self {
        Self {
            spans: vec![span],
            ..Self::default()
        }
    }

    fn width(&self) -> usize {
        self.spans.iter().map(|s| columns(&s.content)).sum()
    }

    /// Adds a word that makes an edit when it is clicked.
    fn pick(&mut self, span: Span<'static>, edit: Edit) {
        let (start, width) = (self.width(), columns(&span.content));
        self.picks.push(Pick { start, width, edit });
        self.spans.push(span);
    }
}

impl Page<'_> {
    /// A field: its label, marked when it is selected, and its value.
    fn put(&mut self, field: &Field, mut values: Vec<Value>) {
        let selected = self.doc.focus == Focus::Form && self.doc.field == *field;
        let label_style = if selected {
            self.theme.selected()
        } else {
            self.theme.quiet()
        };
        let is_evidence = |f: &Field| matches!(f, Field::Evidence(_) | Field::AddEvidence);
        let follows = self
            .rows
            .last()
            .and_then(|r| r.field.as_ref())
            .is_some_and(is_evidence);
        let label = if is_evidence(field) && follows && !selected {
            ""
        } else {
            field.label()
        };
        if values.is_empty() {
            values.push(Value::default());
        }
        for (n, value) in values.into_iter().enumerate() {
            let head = if n == 0 {
                let mark = if selected { "▸" } else { " " };
                let behind = LABEL.saturating_sub(label.chars().count() + 1);
                [
                    Span::styled(mark, label_style),
                    Span::styled(label, label_style),
                    Span::raw(BLANKS.get(..behind).unwrap_or(BLANKS)),
                ]
            } else {
                [Span::raw(BLANKS), Span::raw(""), Span::raw("")]
            };
            let mut spans = Vec::with_capacity(head.len() + value.spans.len());
            spans.extend(head);
            spans.extend(value.spans);
            let picks = value.picks.into_iter().map(|p| Pick {
                start: p.start + LABEL,
                ..p
            });
            self.rows.push(PaneLine {
                found: value.found,
                picks: picks.collect(),
                line: Line::from(spans),
                field: Some(field.clone()),
            });
        }
    }

    /// All choices, the present one in brackets with its glyph before them
    /// all. No word moves when another is chosen: a second click must not
    /// land on a neighbour.
    fn choices<T: Copy + PartialEq>(
        &self,
        all: &[T],
        now: Option<T>,
        show: impl Fn(T) -> (&'static str, &'static str, Style),
        edit: impl Fn(T) -> Edit,
    ) -> Vec<Value> {
        let (glyph, style) = match now {
            Some(now) => {
                let (glyph, _, style) = show(now);
                (glyph, style)
            }
            None => ("○", Style::new()),
        };
        let room = self.width.saturating_sub(LABEL);
        let mut value = Value::of(Span::styled(format!("{glyph} "), style));
        let mut lines = Vec::new();
        for choice in all {
            let (_, word, style) = show(*choice);
            let span = if now == Some(*choice) {
                Span::styled(
                    ["[", word, "]"].concat(),
                    style.add_modifier(Modifier::BOLD),
                )
            } else {
                Span::styled([" ", word, " "].concat(), self.theme.quiet())
            };
            let width = value.width();
            if width + columns(&span.content) > room && width > 2 {
                lines.push(std::mem::replace(&mut value, Value::of(Span::raw("  "))));
            }
            value.pick(span, edit(*choice));
        }
        lines.push(value);
        lines
    }

    fn long(&self, field: &Field, text: &str, hint: &str) -> Vec<Value> {
        if text.is_empty() {
            return vec![Value::of(span(hint, self.theme.quiet()))];
        }
        let selected = self.doc.focus == Focus::Form && self.doc.field == *field;
        let parts = wrapped(text, self.width.saturating_sub(LABEL));
        let total = parts.len();
        // The rows below that nothing needs show more of it.
        let more = total.saturating_sub(PREVIEW).min(self.spare.get());
        let shown = if selected || total <= PREVIEW + more {
            total
        } else {
            PREVIEW - 1 + more
        };
        if !selected {
            self.spare.set(self.spare.get() - more);
        }
        if shown < total {
            self.is_cut.set(true);
        }
        let found = self.found.filter(|_| selected);
        let line = |part: &String| match found {
            Some(query) => {
                let places = query.places(part, &Folded::new(part));
                Value {
                    found: places.len(),
                    spans: marked(part, places),
                    picks: Vec::new(),
                }
            }
            None => Value::of(Span::raw(part.clone())),
        };
        let mut lines: Vec<Value> = parts.iter().take(shown).map(line).collect();
        if shown < total {
            let more = crate::text::count(total - shown, "more line");
            let text = format!("… {more}: select it to read");
            lines.push(Value::of(span(&text, self.theme.quiet())));
        }
        lines
    }

    /// Puts a line for records that are not shown, of which this is the first.
    pub fn folded(&mut self, first: &Field, n: usize) {
        let text = format!("… {}: select one", crate::text::count(n, "more record"));
        let value = Value::of(span(&text, self.theme.quiet()));
        self.put(first, vec![value]);
    }

    /// Puts a field of an item.
    pub fn field(&mut self, role: Role, item: &ItemId, field: &Field) {
        let a = self.doc.assessment();
        let theme = self.theme;
        let quiet = theme.quiet();
        let action = self.doc.action(role, item);
        let text = || self.doc.text(role, item, field);
        let hint = |action, words: &str| format!("{} {words}", self.key(action));
        let mut values = match (field, item) {
            (Field::Answer, ItemId::Question(id)) => {
                let mut lines = self.choices(
                    Answer::ALL,
                    a.question(role, id).answer,
                    |x| (answer_glyph(Some(x)), x.as_str(), theme.answer(Some(x))),
                    |x| Edit::Answer(role, id.clone(), Some(x)),
                );
                let last = a.question(role, id).suggested;
                if let Some(last) = last {
                    lines.push(self.last_time(last.as_str(), Some(answer_choice(last)), true));
                    self.since(role, item, &mut lines);
                }
                lines
            }
            (Field::Ownership, ItemId::Question(id)) => {
                let home = self.q.home_layer(role);
                let words = match (a.question(role, id).ownership, home) {
                    (Some(own), Some(home)) if own == home.ownership => {
                        format!("{own} (as layer {} has it)", home.id)
                    }
                    (Some(own), Some(home)) => {
                        format!("{own} (layer {}: {})", home.id, home.ownership)
                    }
                    (Some(own), None) => own.to_string(),
                    (None, Some(home)) => {
                        format!("{} (preset of layer {})", home.ownership, home.id)
                    }
                    (None, None) => "none declared".to_owned(),
                };
                let parts = wrap(&words, self.width.saturating_sub(LABEL));
                parts.into_iter().map(|p| Value::of(Span::raw(p))).collect()
            }
            (Field::Outcome, ItemId::Step(id)) => {
                let mut lines = self.choices(
                    Outcome::ALL.get(1..).unwrap_or_default(),
                    a.step(role, id).outcome,
                    |o| {
                        let word = if o == Outcome::NotSatisfied {
                            "not"
                        } else {
                            outcome_words(o)
                        };
                        (o.glyph(), word, theme.outcome(o))
                    },
                    |o| Edit::Outcome(role, id.clone(), Some(o)),
                );
                let last = a.step(role, id).suggested;
                if let Some(last) = last {
                    lines.push(self.last_time(outcome_words(last), outcome_choice(last), false));
                    self.since(role, item, &mut lines);
                }
                lines
            }
            (Field::Grade, ItemId::Step(id)) => {
                let step = a.step(role, id);
                let fits = |g: &&Grade| g.fits(step.outcome());
                self.choices(
                    &Grade::ALL.iter().filter(fits).copied().collect::<Vec<_>>(),
                    step.grade,
                    |g| ("■", g.as_str(), Style::new()),
                    |g| Edit::Grade(role, id.clone(), Some(g)),
                )
            }
            (Field::Methods, ItemId::Step(id)) => self.methods(role, id),
            (Field::Effectiveness, ItemId::Step(id)) => self.choices(
                Effectiveness::ALL,
                a.step(role, id).effectiveness,
                |e| ("■", e.as_str(), Style::new()),
                |e| Edit::Effectiveness(role, id.clone(), Some(e)),
            ),
            (Field::Sample, _) => {
                let key = self.key(Action::Sampling);
                self.long(field, &text(), &format!("{key}: 5 of 42 what, how chosen"))
            }
            (Field::ReviewComment, _) => {
                let key = self.key(Action::ReviewComment);
                self.long(field, &text(), &format!("{key}: for its reviewer to write"))
            }
            (Field::ActionRetest, _) => self.choices(
                Retest::ALL,
                action.and_then(|x| x.retest),
                |r| match r {
                    Retest::Passed => ("✓", r.as_str(), theme.good()),
                    Retest::Failed => ("✗", r.as_str(), theme.bad()),
                },
                |r| Edit::ActionRetest(role, item.clone(), Some(r)),
            ),
            (Field::Implementation, _) => {
                self.long(field, &text(), &hint(Action::Note, "writes how it is done"))
            }
            (Field::Customer, _) => self.long(field, &text(), "what is left to the customer"),
            (Field::Note, _) => {
                self.long(field, &text(), &hint(Action::Note, "writes what was seen"))
            }
            (Field::Justification, _) => self.long(
                field,
                &text(),
                &hint(Action::Justify, "writes why it does not apply"),
            ),
            (Field::Evidence(id), _) => a
                .evidence
                .get(id)
                .map(|e| self.evidence(e, self.doc.files.get(id)))
                .unwrap_or_default(),
            (Field::AddEvidence, _) => {
                let words = hint(Action::AddEvidence, "adds a link or a path");
                vec![Value::of(span(&words, quiet))]
            }
            (Field::ActionText, _) => self.long(
                field,
                &text(),
                &hint(Action::CorrectiveAction, "writes what will be done"),
            ),
            (Field::ActionOwner, _) => self.long(field, &text(), "who does it"),
            (Field::ActionDue, _) => self.long(field, &text(), "by when: 2027-01-31 or +30"),
            (Field::ActionStatus, _) => self.choices(
                ActionStatus::ALL,
                Some(action.and_then(|x| x.status).unwrap_or(ActionStatus::Open)),
                |s| ("■", s.as_str(), Style::new()),
                |s| Edit::ActionStatus(role, item.clone(), s),
            ),
            (Field::Review, ItemId::Step(id)) => {
                let step = a.step(role, id);
                let mut lines = self.choices(
                    Review::ALL,
                    step.review.or(Some(Review::Draft)),
                    |r| {
                        // All four in one line of a narrow pane.
                        let word = match r {
                            Review::ReadyForReview => "ready",
                            Review::ChangesRequested => "changes",
                            r => r.as_str(),
                        };
                        ("■", word, Style::new())
                    },
                    |r| Edit::Review(role, id.clone(), Some(r)),
                );
                if let Some(at) = step.reviewed_at {
                    // What the line above says now may be somebody else's.
                    let did = match asked_for_changes(step) {
                        true => "changes asked for",
                        false => "reviewed",
                    };
                    let by = match step.reviewed_by.trim() {
                        "" => String::new(),
                        by => format!(" by {}", crate::text::one_line(by)),
                    };
                    let (who, day) = (format!("{did}{by},"), at.format("%Y-%m-%d"));
                    let room = self.width.saturating_sub(LABEL);
                    let whole = format!("{who} {day}");
                    // A day is not broken.
                    let parts = match columns(&whole) > room {
                        true => [wrap(&who, room), vec![day.to_string()]].concat(),
                        false => vec![whole],
                    };
                    lines.extend(parts.iter().map(|p| Value::of(span(p, quiet))));
                }
                lines
            }
            _ => Vec::new(),
        };
        if is_field(a, role, item, field) {
            let key = self.key(Action::Conflicts);
            let text = format!("{SIGN} two people changed it ({key})");
            values.push(Value::of(span(&text, theme.bad())));
        }
        self.put(field, values);
    }

    /// What an item came to last time, and the key that says it again.
    fn last_time(&self, word: &str, choice: Option<Choice>, question: bool) -> Value {
        let key = choice.and_then(|c| self.keys.answering(scope(self.doc), c, question));
        let confirms = key.map_or_else(String::new, |key| {
            format!(" ({} confirms)", self.keys.shown(key))
        });
        let mut text = format!("Last time: {word}{confirms}");
        if columns(&text) > self.width.saturating_sub(LABEL) {
            text = text.replace(" confirms)", ")");
        }
        Value::of(span(&text, self.theme.quiet()))
    }

    /// What has become of the text since: beside what it came to last time, or below
    /// where that has no room.
    fn since(&self, role: Role, item: &ItemId, lines: &mut Vec<Value>) {
        let a = self.doc.assessment();
        let was = a.suggested_as(role, item).map(|was| format!("was {was}"));
        let changed = a.is_item_reworded(self.q, role, item);
        let changed = changed.then(|| format!("{REWORDED} text changed"));
        let said: Vec<String> = changed.into_iter().chain(was).collect();
        if said.is_empty() {
            return;
        }
        let part = Span::styled(one_line(&said.join(", ")), self.theme.warn());
        let room = self.width.saturating_sub(LABEL);
        match lines.last_mut() {
            Some(line) if line.width() + 1 + columns(&part.content) <= room => {
                line.spans.extend([Span::raw(" "), part]);
            }
            _ => lines.push(Value::of(part)),
        }
    }

    fn methods(&self, role: Role, id: &StepId) -> Vec<Value> {
        let chosen = &self.doc.assessment().step(role, id).methods;
        let selected = self.doc.focus == Focus::Form && self.doc.field == Field::Methods;
        let room = self.width.saturating_sub(LABEL);
        let (mut lines, mut value) = (Vec::new(), Value::default());
        for (n, method) in Method::ALL.iter().enumerate() {
            let on = chosen.contains(method);
            let tick = if on { "[x]" } else { "[ ]" };
            let here = selected && n == self.doc.method;
            let style = if here {
                self.theme.selected()
            } else {
                Style::new()
            };
            let span = Span::styled(format!("{tick} {method}"), style);
            if value.width() + columns(&span.content) > room && value.width() > 0 {
                lines.push(std::mem::take(&mut value));
            }
            value.pick(span, Edit::Method(role, id.clone(), *method, !on));
            value.spans.push(Span::raw(" "));
        }
        lines.push(value);
        lines
    }
}

/// A line with what was found in it bold and underlined, as in the list of
/// what was found.
fn marked(line: &str, mut places: Vec<Range<usize>>) -> Vec<Span<'static>> {
    places.sort_by_key(|place| place.start);
    let mut spans = Vec::new();
    let mut at = 0;
    let mut put = |from: usize, to: usize, style: Style| {
        let part = line.get(from..to).unwrap_or_default();
        if !part.is_empty() {
            spans.push(Span::styled(part.to_owned(), style));
        }
    };
    for place in places {
        let start = place.start.max(at);
        put(at, start, Style::new());
        put(start, place.end, FOUND);
        at = place.end.max(at);
    }
    put(at, line.len(), Style::new());
    spans
}

/// What answers a question so.
fn answer_choice(answer: Answer) -> Choice {
    match answer {
        Answer::Yes => Choice::Satisfied,
        Answer::No => Choice::Not,
        Answer::Na => Choice::NotApplicable,
    }
}

/// What records the outcome.
fn outcome_choice(outcome: Outcome) -> Option<Choice> {
    match outcome {
        Outcome::Satisfied => Some(Choice::Satisfied),
        Outcome::PartiallySatisfied => Some(Choice::Partially),
        Outcome::NotSatisfied => Some(Choice::Not),
        Outcome::NotApplicable => Some(Choice::NotApplicable),
        Outcome::NotAssessed => None,
    }
}
