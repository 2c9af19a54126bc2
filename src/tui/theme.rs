//! Looks by meaning. The terminal's own colours are used, and every meaning
//! has a glyph and a word as well.

use crate::assessment::{Answer, Outcome};
use crate::gaps::Severity;
use ratatui::style::{Color, Modifier, Style};

/// The looks of the screen.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    /// Whether colours are wanted (see <https://no-color.org>).
    pub color: bool,
}

impl Theme {
    fn fg(self, color: Color) -> Style {
        if self.color {
            Style::new().fg(color)
        } else {
            Style::new()
        }
    }

    /// Done as asked.
    #[must_use]
    pub fn good(self) -> Style {
        self.fg(Color::Green)
    }

    /// In part, or soon a problem.
    #[must_use]
    pub fn warn(self) -> Style {
        self.fg(Color::Yellow)
    }

    /// Falls short, or went wrong.
    #[must_use]
    pub fn bad(self) -> Style {
        self.fg(Color::Red)
    }

    /// Beside the point: hints, labels, what is not applicable.
    #[must_use]
    pub fn quiet(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// Headings.
    #[must_use]
    pub fn heading(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Keys, links, and what can be acted on.
    #[must_use]
    pub fn accent(self) -> Style {
        self.fg(Color::Cyan)
    }

    /// The selected row of the pane that has the focus.
    #[must_use]
    pub fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The selected row of a pane without the focus.
    #[must_use]
    pub fn selected_away(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    }

    /// An outcome.
    #[must_use]
    pub fn outcome(self, outcome: Outcome) -> Style {
        match outcome {
            Outcome::Satisfied => self.good(),
            Outcome::PartiallySatisfied => self.warn(),
            Outcome::NotSatisfied => self.bad(),
            Outcome::NotApplicable => self.quiet(),
            Outcome::NotAssessed => Style::new(),
        }
    }

    /// An answer to a question.
    #[must_use]
    pub fn answer(self, answer: Option<Answer>) -> Style {
        match answer {
            Some(Answer::Yes) => self.good(),
            Some(Answer::No) => self.bad(),
            Some(Answer::Na) => self.quiet(),
            None => Style::new(),
        }
    }

    /// A gap's severity.
    #[must_use]
    pub fn severity(self, severity: Severity) -> Style {
        match severity {
            Severity::Major => self.bad().add_modifier(Modifier::BOLD),
            Severity::Minor => self.warn(),
            Severity::Open => Style::new(),
            Severity::Watch => self.accent(),
        }
    }
}

/// The words of an outcome for a narrow place.
#[must_use]
pub fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Satisfied => "satisfied",
        Outcome::PartiallySatisfied => "partially",
        Outcome::NotSatisfied => "not satisfied",
        Outcome::NotApplicable => "n/a",
        Outcome::NotAssessed => "not assessed",
    }
}

/// The glyph of an answer.
#[must_use]
pub fn answer_glyph(answer: Option<Answer>) -> &'static str {
    match answer {
        Some(Answer::Yes) => "✓",
        Some(Answer::No) => "✗",
        Some(Answer::Na) => "–",
        None => "○",
    }
}

/// The glyph of a severity.
#[must_use]
pub fn severity_glyph(severity: Severity) -> &'static str {
    match severity {
        Severity::Major => "▲",
        Severity::Minor => "△",
        Severity::Open => "○",
        Severity::Watch => "◷",
    }
}
