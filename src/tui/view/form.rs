//! The fields of an item's form.

use super::item::{Page, PaneLine};
use super::lines::{fit, span, wrap};
use crate::assessment::{
    ActionStatus, Answer, Evidence, FileState, Grade, Method, Outcome, Place, Role,
};
use crate::questionnaire::ItemId;
use crate::tui::model::{Field, Focus};
use crate::tui::theme::{answer_glyph, outcome_words};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of a field's label.
const LABEL: usize = 16;
/// Lines of a text that the form shows; all of it while it is selected.
const PREVIEW: usize = 3;

impl Page<'_> {
    /// A field: its label, marked when it is selected, and its value.
    fn put(&mut self, field: &Field, mut values: Vec<Vec<Span<'static>>>) {
        let selected = self.doc.focus == Focus::Form && self.doc.field == *field;
        let label_style = if selected {
            self.theme.selected()
        } else {
            self.theme.quiet()
        };
        let first_evidence = match field {
            Field::AddEvidence => !self
                .rows
                .iter()
                .any(|r| matches!(r.field, Some(Field::Evidence(_)))),
            Field::Evidence(_) => !self
                .rows
                .iter()
                .any(|r| matches!(r.field, Some(Field::Evidence(_)))),
            _ => true,
        };
        let label = if first_evidence || selected {
            field.label()
        } else {
            ""
        };
        if values.is_empty() {
            values.push(Vec::new());
        }
        for (n, value) in values.into_iter().enumerate() {
            let head = if n == 0 {
                let mark = if selected { "▸" } else { " " };
                vec![
                    Span::styled(format!("{mark}{label}"), label_style),
                    Span::raw(" ".repeat(LABEL.saturating_sub(label.chars().count() + 1))),
                ]
            } else {
                vec![Span::raw(" ".repeat(LABEL))]
            };
            let line = Line::from_iter(head.into_iter().chain(value));
            self.rows.push(PaneLine {
                line,
                field: Some(field.clone()),
            });
        }
    }

    fn choices<T: Copy + PartialEq>(
        &self,
        all: &[T],
        now: Option<T>,
        show: impl Fn(T) -> (String, Style),
        none: &str,
    ) -> Vec<Vec<Span<'static>>> {
        let Some(now) = now else {
            return vec![vec![Span::raw("○ "), span(none, Style::new())]];
        };
        let mut spans = Vec::new();
        for choice in all {
            let (word, style) = show(*choice);
            if *choice == now {
                spans.push(Span::styled(
                    format!("[{word}]"),
                    style.add_modifier(ratatui::style::Modifier::BOLD),
                ));
            } else {
                let plain: String = word
                    .split_once(' ')
                    .map_or(word.clone(), |(_, rest)| rest.to_owned());
                spans.push(Span::styled(plain, self.theme.quiet()));
            }
            spans.push(Span::raw(" "));
        }
        vec![spans]
    }

    fn long(&self, field: &Field, text: &str, hint: &str) -> Vec<Vec<Span<'static>>> {
        if text.is_empty() {
            return vec![vec![span(hint, self.theme.quiet())]];
        }
        let selected = self.doc.focus == Focus::Form && self.doc.field == *field;
        let parts = wrap(text, self.width.saturating_sub(LABEL));
        let total = parts.len();
        let shown = if selected || total <= PREVIEW {
            total
        } else {
            PREVIEW - 1
        };
        let mut lines: Vec<Vec<Span<'static>>> = parts
            .into_iter()
            .take(shown)
            .map(|p| vec![Span::raw(p)])
            .collect();
        if shown < total {
            let more = crate::text::count(total - shown, "more line");
            lines.push(vec![span(&format!("… {more}"), self.theme.quiet())]);
        }
        lines
    }

    /// Puts a field of an item.
    pub fn field(&mut self, role: Role, item: &ItemId, field: &Field) {
        let a = self.doc.assessment();
        let theme = self.theme;
        let action = self.doc.action(role, item);
        let values = match (field, item) {
            (Field::Answer, ItemId::Question(id)) => self.choices(
                Answer::ALL,
                a.question(role, id).answer,
                |x| {
                    (
                        format!("{} {x}", answer_glyph(Some(x))),
                        theme.answer(Some(x)),
                    )
                },
                "unanswered: y Yes, n No, a NA",
            ),
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
                parts.into_iter().map(|p| vec![Span::raw(p)]).collect()
            }
            (Field::Outcome, ItemId::Step(id)) => self.choices(
                &Outcome::ALL
                    .iter()
                    .copied()
                    .filter(|o| *o != Outcome::NotAssessed)
                    .collect::<Vec<_>>(),
                a.step(role, id).outcome,
                |o| {
                    let word = if o == Outcome::NotSatisfied {
                        "not"
                    } else {
                        outcome_words(o)
                    };
                    (format!("{} {word}", o.glyph()), theme.outcome(o))
                },
                "not assessed: s p n a",
            ),
            (Field::Grade, ItemId::Step(id)) => {
                let step = a.step(role, id);
                let fitting: Vec<Grade> = Grade::ALL
                    .iter()
                    .copied()
                    .filter(|g| g.fits(step.outcome()))
                    .collect();
                let none = if step.outcome().is_shortfall() {
                    "none: r major, minor"
                } else {
                    "none: r ofi"
                };
                self.choices(
                    &fitting,
                    step.grade,
                    |g| (format!("■ {g}"), Style::new()),
                    none,
                )
            }
            (Field::Methods, ItemId::Step(id)) => self.methods(role, id),
            (Field::Implementation, _) => self.long(
                field,
                &self.doc.text(role, item, field),
                "e writes how it is done",
            ),
            (Field::Customer, _) => self.long(
                field,
                &self.doc.text(role, item, field),
                "what is left to the customer",
            ),
            (Field::Note, _) => self.long(
                field,
                &self.doc.text(role, item, field),
                "e writes what was seen",
            ),
            (Field::Justification, _) => self.long(
                field,
                &self.doc.text(role, item, field),
                "w writes why it does not apply",
            ),
            (Field::Evidence(id), _) => a
                .evidence
                .get(id)
                .map(|e| self.evidence(e, self.doc.files.get(id)))
                .unwrap_or_default(),
            (Field::AddEvidence, _) => vec![vec![span("+ v adds a link or a path", theme.quiet())]],
            (Field::ActionText, _) => self.long(
                field,
                action.map_or("", |x| x.text.as_str()),
                "c writes what will be done",
            ),
            (Field::ActionOwner, _) => self.long(
                field,
                action.map_or("", |x| x.owner.as_str()),
                "who does it",
            ),
            (Field::ActionDue, _) => {
                let due = action
                    .and_then(|x| x.due)
                    .map(|d| d.to_string())
                    .unwrap_or_default();
                self.long(field, &due, "by when: 2027-01-31 or +30")
            }
            (Field::ActionStatus, _) => {
                let status = action.and_then(|x| x.status).unwrap_or(ActionStatus::Open);
                self.choices(
                    ActionStatus::ALL,
                    Some(status),
                    |s| (format!("■ {s}"), Style::new()),
                    "",
                )
            }
            (Field::Review, ItemId::Step(id)) => {
                let review = a.step(role, id).review.map_or("draft", |r| r.as_str());
                vec![vec![
                    span(review, Style::new()),
                    span("  R toggles", theme.quiet()),
                ]]
            }
            _ => Vec::new(),
        };
        self.put(field, values);
    }

    fn methods(&self, role: Role, id: &crate::questionnaire::StepId) -> Vec<Vec<Span<'static>>> {
        let chosen = &self.doc.assessment().step(role, id).methods;
        let selected = self.doc.focus == Focus::Form && self.doc.field == Field::Methods;
        let mut spans = Vec::new();
        for (n, method) in Method::ALL.iter().enumerate() {
            let tick = if chosen.contains(method) {
                "[x]"
            } else {
                "[ ]"
            };
            let here = selected && n == self.doc.method;
            let style = if here {
                self.theme.selected()
            } else {
                Style::new()
            };
            spans.push(Span::styled(format!("{tick} {method}"), style));
            spans.push(Span::raw(" "));
        }
        vec![spans]
    }

    fn evidence(&self, record: &Evidence, state: Option<&FileState>) -> Vec<Vec<Span<'static>>> {
        let (word, style) = match (record.place(), state) {
            (Place::Link, _) => ("↗ link, not hashed", self.theme.quiet()),
            (_, Some(FileState::Present { sha256, .. }))
                if record.sha256.is_empty() || *sha256 == record.sha256 =>
            {
                if record.sha256.is_empty() {
                    ("? not hashed", self.theme.warn())
                } else {
                    ("✓ matches", self.theme.good())
                }
            }
            (_, Some(FileState::Present { .. })) => ("✗ changed", self.theme.bad()),
            (_, Some(FileState::Missing)) => ("✗ missing", self.theme.bad()),
            (_, Some(FileState::Unreadable(_))) => ("✗ unreadable", self.theme.bad()),
            (Place::Outside, _) | (_, Some(FileState::Outside)) => {
                ("⊘ outside, not read", self.theme.warn())
            }
            (_, Some(FileState::Unchecked) | None) => ("… being read", self.theme.quiet()),
        };
        let room = self.width.saturating_sub(LABEL);
        let mut first = vec![span(
            &fit(record.name(), room.saturating_sub(word.chars().count() + 1)),
            Style::new(),
        )];
        first.push(Span::raw(" "));
        first.push(span(word, style));
        let mut lines = vec![first];
        if let Some(day) = record.expires_on {
            lines.push(vec![span(&format!("expires {day}"), self.theme.quiet())]);
        }
        lines
    }
}
