//! The questions of a new assessment.

use super::Hits;
use super::lines::{fit, wrap};
use crate::tui::model::{App, Hit};
use crate::tui::wizard::Line as Field;
use crate::tui::writing::Writing;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Columns of a label.
const LABEL: u16 = 11;

/// A row of the form: its words, the line it belongs to, and the text in it.
struct Entry<'a> {
    words: Line<'static>,
    line: Option<usize>,
    text: Option<&'a Writing>,
}

/// Draws the form of a new assessment, or of the open one.
pub fn draw(app: &App, frame: &mut Frame<'_>, body: Rect, hits: &mut Hits) {
    let width = body.width.saturating_sub(4).min(100);
    let entries = entries(app, usize::from(width));
    let height = usize::from(body.height);
    let at = entries
        .iter()
        .rposition(|e| e.line == Some(app.wizard.at))
        .unwrap_or(0);
    // What is selected stays in sight, and so does what is wrong with it.
    let tail = 3 + problem(app, usize::from(width)).len();
    let offset = (at + tail)
        .saturating_sub(height)
        .min(entries.len().saturating_sub(height));
    for (y, entry) in (body.y..body.bottom()).zip(entries.into_iter().skip(offset)) {
        let place = Rect::new(body.x + 2, y, width, 1);
        frame.render_widget(Paragraph::new(entry.words), place);
        if let Some(area) = entry.text {
            text(frame, area, place, entry.line == Some(app.wizard.at));
        }
        if let Some(line) = entry.line {
            hits.push((place, Hit::Wizard(line)));
            if entry.text.is_some() && line == app.wizard.at {
                hits.push((written(place), Hit::Writing));
            }
        }
    }
}

fn entries(app: &App, width: usize) -> Vec<Entry<'_>> {
    let wizard = &app.wizard;
    let heading = |text: &str| Entry {
        words: Line::styled(fit(text, width), app.theme.heading()),
        line: None,
        text: None,
    };
    let mut out = vec![heading(if wizard.about.is_some() {
        "This assessment"
    } else {
        "New assessment"
    })];
    for (n, line) in wizard.lines.iter().enumerate() {
        match line {
            Field::Layer(0) => out.push(heading("Layers the provider runs")),
            Field::Role(role)
                if app
                    .questionnaire
                    .roles
                    .first()
                    .is_some_and(|r| r.id == *role) =>
            {
                out.push(heading(
                    "Roles to assess (they follow from the layers; change them as needed)",
                ));
            }
            Field::File => out.push(heading("")),
            _ => {}
        }
        let (words, text) = entry(app, *line, wizard.at == n);
        out.push(Entry {
            words,
            line: Some(n),
            text,
        });
        // Under the line that one is at: there it is read on any terminal.
        if wizard.at == n {
            out.extend(problem(app, width));
            if *line == Field::File {
                out.extend(about_file(app, width));
            }
        }
    }
    out
}

/// What the name of the file decides.
fn about_file(app: &App, width: usize) -> Vec<Entry<'static>> {
    let indent = " ".repeat(usize::from(LABEL));
    let text = if app.wizard.is_folder() {
        "a folder, with a file for each control"
    } else {
        "with a / at its end: a folder, for many controls"
    };
    let words = fit(&format!("{indent}{text}"), width);
    vec![Entry {
        words: Line::styled(words, app.theme.quiet()),
        line: None,
        text: None,
    }]
}

/// What is wrong.
fn problem(app: &App, width: usize) -> Vec<Entry<'static>> {
    let Some(error) = &app.wizard.error else {
        return Vec::new();
    };
    let lines = wrap(&format!("✗ {error}"), width);
    let entry = |part| Entry {
        words: Line::styled(part, app.theme.bad()),
        line: None,
        text: None,
    };
    lines.into_iter().map(entry).collect()
}

fn entry(app: &App, line: Field, selected: bool) -> (Line<'static>, Option<&Writing>) {
    let wizard = &app.wizard;
    let quiet = app.theme.quiet();
    let mark = if selected { "▸ " } else { "  " };
    let style = if selected {
        app.theme.selected()
    } else {
        Style::new()
    };
    let label = |text: &str| Line::styled(format!("{mark}{text}"), style);
    match line {
        Field::Subject => (label("Provider"), Some(&wizard.subject)),
        Field::Assessor => (label("Assessor"), Some(&wizard.assessor)),
        Field::File => (label("File"), Some(&wizard.file)),
        Field::Layer(at) => {
            let runs = wizard.layers.get(at).copied().unwrap_or(false);
            let layer = app.questionnaire.layers.get(at);
            let (name, own) = layer.map_or((String::new(), String::new()), |l| {
                let name = crate::text::one_line(&l.title());
                (name, l.ownership.to_string())
            });
            let words = vec![
                Span::styled(format!("{mark}{} {name}", tick(runs)), style),
                Span::styled(format!("  {own}"), quiet),
            ];
            (Line::from(words), None)
        }
        Field::Role(role) => {
            let on = wizard.has_role(&app.questionnaire, role);
            let name = app.questionnaire.role(role).map_or("", |r| r.name.as_str());
            let name = crate::text::one_line(name);
            let chosen = wizard.overrides.contains_key(&role);
            let words = vec![
                Span::styled(format!("{mark}{} {role} · {name}", tick(on)), style),
                Span::styled(if chosen { "  as you chose" } else { "" }, quiet),
            ];
            (Line::from(words), None)
        }
        Field::Create if wizard.about.is_some() => (label("Keep these changes"), None),
        Field::Create => (label("Create the assessment"), None),
    }
}

fn tick(on: bool) -> &'static str {
    if on { "[x]" } else { "[ ]" }
}

/// Where the text of a line stands.
fn written(place: Rect) -> Rect {
    let width = place.width.saturating_sub(LABEL);
    Rect::new(place.x + LABEL, place.y, width, 1)
}

fn text(frame: &mut Frame<'_>, area: &Writing, place: Rect, selected: bool) {
    let place = written(place);
    if selected {
        super::writing::draw(area, frame, place);
    } else {
        frame.render_widget(
            Paragraph::new(fit(&area.text(), usize::from(place.width))),
            place,
        );
    }
}
