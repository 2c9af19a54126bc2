//! Looks by meaning. Views name a meaning; a theme says how it looks, and
//! every meaning has a glyph and a word as well.
//!
//! A meaning that a theme file leaves out is as in the theme it inherits, or
//! else as in `terminal`, and at the end of that chain: `major` as `bad` and
//! bold, `minor` as `warn`, `watch` as `accent`, `open` as any text.

pub mod color;
mod file;
pub mod glyphs;
#[cfg(test)]
mod sight;

use crate::assessment::{Answer, Outcome};
use crate::gaps::Severity;
use crate::store::Problem;
use color::Depth;
use glyphs::Glyphs;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use std::borrow::Cow;

/// The themes that are built in: name and file.
pub const BUILT_IN: [(&str, &str); 5] = [
    (
        "terminal",
        include_str!("../../../assets/themes/terminal.toml"),
    ),
    ("dark", include_str!("../../../assets/themes/dark.toml")),
    ("light", include_str!("../../../assets/themes/light.toml")),
    (
        "high-contrast",
        include_str!("../../../assets/themes/high-contrast.toml"),
    ),
    (
        "colour-blind",
        include_str!("../../../assets/themes/colour-blind.toml"),
    ),
];

/// What a look can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Screen,
    Good,
    Warn,
    Bad,
    Quiet,
    Heading,
    Accent,
    Selected,
    SelectedAway,
    Major,
    Minor,
    Open,
    Watch,
}

impl Meaning {
    /// All of them, in the order of their declaration.
    const ALL: [Self; 13] = [
        Self::Screen,
        Self::Good,
        Self::Warn,
        Self::Bad,
        Self::Quiet,
        Self::Heading,
        Self::Accent,
        Self::Selected,
        Self::SelectedAway,
        Self::Major,
        Self::Minor,
        Self::Open,
        Self::Watch,
    ];

    /// Its name in a theme file.
    fn name(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Quiet => "quiet",
            Self::Heading => "heading",
            Self::Accent => "accent",
            Self::Selected => "selected",
            Self::SelectedAway => "selected-away",
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Open => "open",
            Self::Watch => "watch",
        }
    }
}

/// What a file says of each meaning; none where it says nothing.
type Said = [Option<Style>; Meaning::ALL.len()];

/// The looks of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    looks: [Style; Meaning::ALL.len()],
    /// Which signs it is drawn with.
    pub glyphs: Glyphs,
}

impl Default for Theme {
    /// The theme `terminal`.
    fn default() -> Self {
        Self::of(terminal())
    }
}

/// What the theme `terminal` says, known without reading its file.
fn terminal() -> Said {
    Meaning::ALL.map(|meaning| match meaning {
        Meaning::Good => Some(Style::new().fg(Color::Green)),
        Meaning::Warn => Some(Style::new().fg(Color::Yellow)),
        Meaning::Bad => Some(Style::new().fg(Color::Red)),
        Meaning::Quiet => Some(Style::new().add_modifier(Modifier::DIM)),
        Meaning::Heading => Some(Style::new().add_modifier(Modifier::BOLD)),
        Meaning::Accent => Some(Style::new().fg(Color::Cyan)),
        Meaning::Selected => Some(Style::new().add_modifier(Modifier::REVERSED)),
        Meaning::SelectedAway => {
            Some(Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED))
        }
        _ => None,
    })
}

impl Theme {
    fn of(said: Said) -> Self {
        let say = |meaning: Meaning| said.get(meaning as usize).copied().flatten();
        let look = |meaning: Meaning| say(meaning).unwrap_or_default();
        Self {
            looks: Meaning::ALL.map(|meaning| match meaning {
                _ if say(meaning).is_some() => look(meaning),
                Meaning::Major => look(Meaning::Bad).add_modifier(Modifier::BOLD),
                Meaning::Minor => look(Meaning::Warn),
                Meaning::Watch => look(Meaning::Accent),
                _ => Style::new(),
            }),
            glyphs: Glyphs::Unicode,
        }
    }

    /// A theme that is built in; none of another name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Self::parse(text).ok()
    }

    /// Reads a theme file.
    ///
    /// # Errors
    /// Every problem of the file, where it stands.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        file::read(text).map(Self::of)
    }

    /// The theme as a terminal with so many colours shows it. A background
    /// that cannot be relied on, as there are no colours or its owner chose
    /// their shades, becomes reverse: what is selected stays in sight.
    #[must_use]
    pub fn at(mut self, depth: Depth) -> Self {
        for (meaning, look) in Meaning::ALL.iter().zip(&mut self.looks) {
            let (fg, bg) = (look.fg, look.bg);
            look.fg = fg.and_then(|c| depth.nearest(c));
            look.bg = bg.and_then(|c| depth.nearest(c));
            if *meaning == Meaning::Screen {
                if look.fg == look.bg {
                    (look.fg, look.bg) = (None, None);
                }
            } else if bg.is_some_and(|c| c != Color::Reset)
                && (look.bg.is_none() || look.bg != bg && depth == Depth::Sixteen)
            {
                let plain = Style::new().add_modifier(look.add_modifier);
                *look = plain.add_modifier(Modifier::REVERSED);
            }
        }
        self
    }

    /// The theme with these signs.
    #[must_use]
    pub fn with_glyphs(mut self, glyphs: Glyphs) -> Self {
        self.glyphs = glyphs;
        self
    }

    /// A text of signs, with others where the stand-in in ASCII would mean
    /// something else as well: an arrow there is what is selected.
    #[must_use]
    pub fn signs(self, text: &str) -> Cow<'_, str> {
        match self.glyphs {
            Glyphs::Unicode => Cow::Borrowed(text),
            Glyphs::Ascii => Cow::Owned(text.replace('›', ")").replace('‹', "(")),
        }
    }

    /// The sign of what is folded, or open: in ASCII an arrow is what is selected.
    #[must_use]
    pub fn fold(self, folded: bool) -> &'static str {
        match (folded, self.glyphs) {
            (true, Glyphs::Unicode) => "▸",
            (true, Glyphs::Ascii) => "}",
            (false, _) => "▾",
        }
    }

    /// How many more rows there are below. A letter for the arrow would look
    /// like a key.
    #[must_use]
    pub fn below(self, more: usize) -> String {
        match self.glyphs {
            Glyphs::Unicode => format!("↓ {more} more"),
            Glyphs::Ascii => format!("{more} more below"),
        }
    }

    /// The same of those above.
    #[must_use]
    pub fn above(self, more: usize) -> String {
        match self.glyphs {
            Glyphs::Unicode => format!("↑ {more} more"),
            Glyphs::Ascii => format!("{more} more above"),
        }
    }

    /// Gives a finished screen its own colours where nothing else has any,
    /// and its signs.
    pub fn finish(self, buffer: &mut Buffer) {
        let screen = self.look(Meaning::Screen);
        if screen.fg.is_some() || screen.bg.is_some() {
            for cell in &mut buffer.content {
                if cell.fg == Color::Reset {
                    cell.fg = screen.fg.unwrap_or_default();
                }
                if cell.bg == Color::Reset {
                    cell.bg = screen.bg.unwrap_or_default();
                }
            }
        }
        if self.glyphs == Glyphs::Ascii {
            glyphs::to_ascii(buffer);
        }
    }

    fn look(self, meaning: Meaning) -> Style {
        let look = self.looks.get(meaning as usize);
        look.copied().unwrap_or_default()
    }

    /// Done as asked.
    #[must_use]
    pub fn good(self) -> Style {
        self.look(Meaning::Good)
    }

    /// In part, or soon a problem.
    #[must_use]
    pub fn warn(self) -> Style {
        self.look(Meaning::Warn)
    }

    /// Falls short, or went wrong.
    #[must_use]
    pub fn bad(self) -> Style {
        self.look(Meaning::Bad)
    }

    /// Beside the point: hints, labels, what is not applicable.
    #[must_use]
    pub fn quiet(self) -> Style {
        self.look(Meaning::Quiet)
    }

    /// Headings.
    #[must_use]
    pub fn heading(self) -> Style {
        self.look(Meaning::Heading)
    }

    /// Keys, links, and what can be acted on.
    #[must_use]
    pub fn accent(self) -> Style {
        self.look(Meaning::Accent)
    }

    /// The selected row of the pane that has the focus.
    #[must_use]
    pub fn selected(self) -> Style {
        self.look(Meaning::Selected)
    }

    /// The selected row of a pane without the focus.
    #[must_use]
    pub fn selected_away(self) -> Style {
        self.look(Meaning::SelectedAway)
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
            Severity::Major => self.look(Meaning::Major),
            Severity::Minor => self.look(Meaning::Minor),
            Severity::Open => self.look(Meaning::Open),
            Severity::Watch => self.look(Meaning::Watch),
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
