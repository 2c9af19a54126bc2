//! Reading the configuration: every problem, each where it stands.

use super::{Config, Glyphs, keys};
use crate::store::{Problem, Severity, control_character, nearest, shorten};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// The fields, in the order in which they are explained.
const FIELDS: [&str; 5] = ["theme", "glyphs", "mouse", "assessor", "keys"];

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The settings; where the text has a problem, the default.
    pub config: Config,
    /// Everything that is wrong, in the order of the text. A warning applies
    /// as it stands; what an error is about does not.
    pub problems: Vec<Problem>,
}

impl Read {
    /// How many problems keep something from applying.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.problems.iter().filter(|p| p.is_error()).count()
    }
}

/// Reads the text of a configuration. `themes` are the names that there are;
/// none to take any name.
#[must_use]
pub fn read(text: &str, themes: &[&str]) -> Read {
    let (root, broken) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        text,
        problems: Vec::new(),
    };
    if let Some(problem) = control_character(text) {
        reader.problems.push(problem);
    } else {
        broken.iter().for_each(|error| reader.syntax(error));
    }
    let mut config = Config::default();
    for (key, value) in in_order(root.get_ref()) {
        match key.get_ref().as_ref() {
            "theme" => config.theme = reader.theme(value, themes),
            "glyphs" => config.glyphs = reader.glyphs(value),
            "mouse" => config.mouse = reader.mouse(value),
            "assessor" => config.assessor = reader.assessor(value),
            "keys" => config.keys = keys::read(&mut reader, value),
            unknown => {
                let help = did_you_mean(unknown, &FIELDS);
                let message = format!("there is no setting “{}”", shorten(unknown));
                reader.error(key.span(), message, help);
            }
        }
    }
    let mut problems = reader.problems;
    problems.sort_by_key(|p| p.span.as_ref().map_or(0, |s| s.start));
    Read { config, problems }
}

/// The keys of a table in the order of the text, which the parser sorts.
pub(super) fn in_order<'t, 'i>(
    table: &'t DeTable<'i>,
) -> Vec<(&'t Spanned<DeString<'i>>, &'t Spanned<DeValue<'i>>)> {
    let mut all: Vec<_> = table.iter().collect();
    all.sort_by_key(|(key, _)| key.span().start);
    all
}

/// The word that was probably meant, and what there is.
pub(super) fn did_you_mean(text: &str, words: &[&str]) -> String {
    let expected = format!("expected one of {}", words.join(", "));
    match nearest(text, words) {
        Some(word) => format!("did you mean “{word}”? {expected}"),
        None => expected,
    }
}

/// Collects problems while values are read.
pub(super) struct Reader<'a> {
    text: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    pub fn error(&mut self, span: Range<usize>, message: String, help: String) {
        self.problem(Severity::Error, span, message, help);
    }

    pub fn warning(&mut self, span: Range<usize>, message: String, help: String) {
        self.problem(Severity::Warning, span, message, help);
    }

    fn problem(&mut self, severity: Severity, span: Range<usize>, message: String, help: String) {
        self.problems.push(Problem {
            severity,
            span: Some(span),
            message,
            help: Some(help),
        });
    }

    /// The text's own words for a value, short enough for a message.
    pub fn shown(&self, span: Range<usize>) -> String {
        shorten(self.text.get(span).unwrap_or_default())
    }

    /// On which line a byte stands.
    pub fn line(&self, offset: usize) -> usize {
        crate::store::position(self.text, offset).0
    }

    fn syntax(&mut self, error: &toml::de::Error) {
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        let help = if message.contains("duplicate key") {
            "a setting may stand only once: remove one of the two"
        } else {
            "mend this line as TOML: key = \"text\" or [table]; a key such as ? stands in quotes: \"?\" = \"help\""
        };
        let deep = crate::limits::too_deep(&message);
        let (message, help) = deep.unwrap_or_else(|| (format!("not valid TOML: {message}"), help));
        self.problems.push(Problem {
            severity: Severity::Error,
            span: error.span(),
            message,
            help: Some(help.to_owned()),
        });
    }

    /// A value's text, or a problem that says what it should be.
    pub fn string<'t>(
        &mut self,
        value: &'t Spanned<DeValue<'_>>,
        what: &str,
        expected: &str,
    ) -> Option<&'t str> {
        if let DeValue::String(text) = value.get_ref() {
            return Some(text.as_ref());
        }
        let message = format!("{what} is {}", self.shown(value.span()));
        self.error(value.span(), message, format!("expected {expected}"));
        None
    }

    fn theme(&mut self, value: &Spanned<DeValue<'_>>, themes: &[&str]) -> Option<String> {
        let name = self.string(value, "the theme", "a theme's name in quotes")?;
        let is_file = name.contains('/') || name.ends_with(".toml");
        if !is_file && !themes.is_empty() && !themes.contains(&name) {
            let message = format!("there is no theme “{}”", shorten(name));
            self.error(value.span(), message, did_you_mean(name, themes));
            return None;
        }
        Some(name.to_owned())
    }

    fn glyphs(&mut self, value: &Spanned<DeValue<'_>>) -> Glyphs {
        let expected = "“auto”, “unicode” or “ascii”";
        let Some(word) = self.string(value, "glyphs", expected) else {
            return Glyphs::default();
        };
        Glyphs::of(word).unwrap_or_else(|| {
            let message = format!("there are no glyphs “{}”", shorten(word));
            self.error(value.span(), message, did_you_mean(word, &Glyphs::WORDS));
            Glyphs::default()
        })
    }

    fn mouse(&mut self, value: &Spanned<DeValue<'_>>) -> bool {
        if let DeValue::Boolean(wanted) = value.get_ref() {
            return *wanted;
        }
        let message = format!("mouse is {}", self.shown(value.span()));
        self.error(value.span(), message, "write true or false".to_owned());
        true
    }

    fn assessor(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let name = self.string(value, "the assessor", "a name in quotes")?;
        if name.contains(|c: char| c.is_control() || crate::text::is_unsafe(c)) {
            let message = "the assessor has a control character or a line break in it".to_owned();
            let help = "write the name on one line, as it is to stand beside answers".to_owned();
            self.error(value.span(), message, help);
            return None;
        }
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    }
}
