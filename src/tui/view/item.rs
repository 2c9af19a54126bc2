//! An item: its text, its form, its gaps and what to ask for.

use super::Hits;
use super::lines::{fit, hanging, span, wrap};
use crate::assessment::{
    ActionStatus, Answer, Evidence, FileState, Grade, Method, Outcome, Place, Role,
};
use crate::gaps::{Severity, roll_up};
use crate::questionnaire::{ItemId, Questionnaire};
use crate::tui::model::{App, Doc, Field, Focus, Hit, Row};
use crate::tui::theme::{Theme, answer_glyph, outcome_glyph, outcome_words, severity_glyph};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Columns of a field's label.
const LABEL: usize = 16;
/// Lines of a text that the form shows; all of it while it is selected.
const PREVIEW: usize = 3;

struct PaneLine {
    line: Line<'static>,
    field: Option<Field>,
}

/// Draws the selected item or role.
pub fn draw(app: &App, doc: &Doc, frame: &mut Frame<'_>, area: Rect, hits: &mut Hits) {
    let inner = Rect::new(
        area.x + 1,
        area.y,
        area.width.saturating_sub(2),
        area.height,
    );
    hits.push((area, Hit::Item));
    let rows = rows(&app.questionnaire, app.theme, doc, usize::from(inner.width));
    let height = usize::from(inner.height);
    let end = rows.len().saturating_sub(height);
    let mut offset = doc.scroll.min(end);
    if doc.focus == Focus::Form {
        let mine = |r: &PaneLine| r.field.as_ref() == Some(&doc.field);
        if let (Some(first), Some(last)) = (rows.iter().position(mine), rows.iter().rposition(mine))
        {
            offset = offset.max((last + 1).saturating_sub(height)).min(first);
        }
    }
    for (y, row) in (inner.y..inner.bottom()).zip(rows.iter().skip(offset)) {
        let place = Rect::new(inner.x, y, inner.width, 1);
        frame.render_widget(Paragraph::new(row.line.clone()), place);
        if let Some(field) = &row.field {
            hits.push((place, Hit::Field(field.clone())));
        }
    }
    let below = rows.len().saturating_sub(offset + height);
    if below > 0 && inner.height > 0 {
        let text = format!(" ↓ {below} more ");
        let width = u16::try_from(text.chars().count())
            .unwrap_or(0)
            .min(inner.width);
        let place = Rect::new(inner.right() - width, inner.bottom() - 1, width, 1);
        frame.render_widget(
            Paragraph::new(Span::styled(text, app.theme.selected())),
            place,
        );
    }
}

/// How many lines the selected item takes.
#[must_use]
pub fn height(questionnaire: &Questionnaire, doc: &Doc, area: Rect) -> usize {
    let width = usize::from(area.width.saturating_sub(2));
    rows(questionnaire, Theme { color: false }, doc, width).len()
}

fn rows(q: &Questionnaire, theme: Theme, doc: &Doc, width: usize) -> Vec<PaneLine> {
    let mut page = Page {
        q,
        theme,
        doc,
        width,
        rows: Vec::new(),
    };
    match &doc.row {
        Row::Role(role) => page.role(*role),
        Row::Item(role, item) => page.item(*role, item),
    }
    page.rows
}

struct Page<'a> {
    q: &'a Questionnaire,
    theme: Theme,
    doc: &'a Doc,
    width: usize,
    rows: Vec<PaneLine>,
}

impl Page<'_> {
    fn push(&mut self, line: Line<'static>) {
        self.rows.push(PaneLine { line, field: None });
    }

    fn text(&mut self, text: &str, style: Style) {
        for part in wrap(text, self.width) {
            self.push(Line::styled(part, style));
        }
    }

    fn blank(&mut self) {
        self.push(Line::default());
    }

    fn role(&mut self, role: Role) {
        let name = self.q.role(role).map_or("", |r| r.name.as_str());
        self.text(&format!("{role} · {name}"), self.theme.heading());
        let roll = roll_up(self.q, self.doc.assessment(), role);
        let total = roll.counts.total();
        self.blank();
        self.text(
            &format!("Result: {}", roll.result.as_str().replace('-', " ")),
            self.theme.heading(),
        );
        for outcome in Outcome::ALL {
            let n = roll.counts.get(*outcome);
            let line = format!(
                "{} {n} of {total} steps {}",
                outcome_glyph(*outcome),
                outcome.as_str().replace('-', " ")
            );
            self.text(&line, self.theme.outcome(*outcome));
        }
        if let Some(layer) = self.q.home_layer(role) {
            self.blank();
            self.text(
                &format!("{} ({}): {}", layer.name, layer.id, layer.ownership),
                self.theme.heading(),
            );
            self.text(&layer.text, Style::new());
        }
        self.blank();
        let gaps = self.doc.gaps.iter().filter(|g| g.role == role);
        let counted = gaps.filter(|g| g.severity != Severity::Open).count();
        self.text(
            &format!(
                "{} in this role beside what is open; o shows them all",
                crate::text::count(counted, "gap")
            ),
            self.theme.quiet(),
        );
    }

    fn item(&mut self, role: Role, item: &ItemId) {
        let (head, text) = match item {
            ItemId::Question(id) => {
                let text = self.q.question(id).map_or("", |x| x.text.as_str());
                (format!("{role} · AI-CAIQ question {id}"), text)
            }
            ItemId::Step(id) => {
                let step = self.q.step(role, id);
                let topic = step.map_or("", |s| s.topic.as_str());
                let origin = step.map_or("", |s| s.origin.word());
                let from = if id.is_ccm() { " from CCM" } else { "" };
                (
                    format!("{role} · step {id}{from} · {topic} · {origin}"),
                    step.map_or("", |s| s.text.as_str()),
                )
            }
        };
        self.text(&head, self.theme.heading());
        self.text(text, Style::new());
        self.blank();
        for field in self.doc.fields(role, item) {
            self.field(role, item, &field);
        }
        self.gaps(role, item);
        self.asking(role, item);
        self.stamp(role, item);
    }

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

    fn field(&mut self, role: Role, item: &ItemId, field: &Field) {
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
                    (format!("{} {word}", outcome_glyph(o)), theme.outcome(o))
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

    fn gaps(&mut self, role: Role, item: &ItemId) {
        let gaps: Vec<_> = self.doc.gaps_of(role, item).cloned().collect();
        if gaps.is_empty() {
            return;
        }
        self.blank();
        for gap in gaps {
            let style = self.theme.severity(gap.severity);
            let head = Span::styled(
                format!("{} {}", severity_glyph(gap.severity), gap.severity),
                style,
            );
            for line in hanging(head, 8, &gap.message, self.width, Style::new()) {
                self.push(line);
            }
        }
    }

    fn asking(&mut self, role: Role, item: &ItemId) {
        let Some(step) = item.step().and_then(|id| self.q.step(role, id)).cloned() else {
            return;
        };
        if step.typical_evidence.is_empty() && step.methods.is_empty() {
            return;
        }
        self.blank();
        let methods: Vec<&str> = step.methods.iter().map(|m| m.as_str()).collect();
        self.text(
            &format!("Ask for ({})", methods.join(", ")),
            self.theme.heading(),
        );
        for evidence in &step.typical_evidence {
            for line in hanging(Span::raw("·"), 2, evidence, self.width, Style::new()) {
                self.push(line);
            }
        }
    }

    fn stamp(&mut self, role: Role, item: &ItemId) {
        let a = self.doc.assessment();
        let (by, at) = match item {
            ItemId::Question(id) => {
                let x = a.question(role, id);
                (x.answered_by.clone(), x.answered_at)
            }
            ItemId::Step(id) => {
                let x = a.step(role, id);
                (x.assessed_by.clone(), x.assessed_at)
            }
        };
        if let Some(at) = at {
            let by = if by.is_empty() {
                String::new()
            } else {
                format!("{by}, ")
            };
            self.blank();
            self.text(
                &format!("{by}{}", at.format("%Y-%m-%d %H:%M UTC")),
                self.theme.quiet(),
            );
        }
    }
}
