//! Reading a theme file.

use super::color::{self, NAMES};
use super::{BUILT_IN, Meaning, Said, terminal};
use crate::store::{Problem, Severity};
use ratatui::style::{Color, Modifier, Style};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The modifiers by their names.
const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// What the file says of each meaning, over what it inherits.
pub fn read(text: &str) -> Result<Said, Vec<Problem>> {
    let root = DeTable::parse(text).map_err(|error| {
        vec![Problem {
            severity: Severity::Error,
            span: error.span(),
            message: error.message().to_owned(),
            help: Some("a theme file is TOML: [good], then fg = \"green\"".to_owned()),
        }]
    })?;
    let mut reader = Reader::default();
    let mut said = terminal();
    if let Some(base) = root.get_ref().get("inherits") {
        said = reader.inherits(base).unwrap_or(said);
    }
    for (key, value) in root.get_ref() {
        let name: &str = key.get_ref();
        if name == "inherits" {
            continue;
        }
        let Some(meaning) = Meaning::ALL.into_iter().find(|m| m.name() == name) else {
            let known: Vec<_> = Meaning::ALL.iter().map(|m| m.name()).collect();
            let message = format!("unknown meaning “{}”", shown(name));
            let help = format!("expected inherits or one of {}", known.join(", "));
            reader.wrong(key.span(), message, help);
            continue;
        };
        if let Some(look) = reader.look(meaning, key.span(), value)
            && let Some(slot) = said.get_mut(meaning as usize)
        {
            *slot = Some(look);
        }
    }
    if reader.problems.is_empty() {
        Ok(said)
    } else {
        Err(reader.problems)
    }
}

/// A text of the file as a message names it.
fn shown(text: &str) -> String {
    let mut short: String = crate::text::one_line(text).chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    fn wrong(&mut self, span: Range<usize>, message: String, help: impl Into<String>) {
        self.problems.push(Problem {
            severity: Severity::Error,
            span: Some(span),
            message,
            help: Some(help.into()),
        });
    }

    fn inherits(&mut self, base: &Spanned<DeValue<'_>>) -> Option<Said> {
        let named = base.get_ref().as_str();
        let found = BUILT_IN.iter().find(|(name, _)| Some(*name) == named);
        if let Some((_, text)) = found {
            return read(text).ok();
        }
        let names = BUILT_IN.map(|(name, _)| name).join(", ");
        let what = named.map_or("a theme that is no name".to_owned(), |n| {
            format!("no theme “{}” is built in", shown(n))
        });
        self.wrong(base.span(), what, format!("expected one of {names}"));
        None
    }

    fn look(
        &mut self,
        meaning: Meaning,
        key: Range<usize>,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Style> {
        let name = meaning.name();
        let Some(table) = value.get_ref().as_table() else {
            let message = format!("{name} is {}", value.get_ref().type_str());
            let help = format!("expected a table: [{name}], then fg = \"green\"");
            self.wrong(value.span(), message, help);
            return None;
        };
        let mut look = Style::new();
        for (key, value) in table {
            match &**key.get_ref() {
                "fg" => look.fg = self.color(value),
                "bg" => look.bg = self.color(value),
                "modifiers" if meaning != Meaning::Screen => {
                    look = look.add_modifier(self.modifiers(value));
                }
                other => {
                    let message = format!("unknown key “{}” of {name}", shown(other));
                    let help = match meaning {
                        Meaning::Screen => "expected fg or bg",
                        _ => "expected fg, bg or modifiers",
                    };
                    self.wrong(key.span(), message, help);
                }
            }
        }
        let selection = matches!(meaning, Meaning::Selected | Meaning::SelectedAway);
        if selection && look.bg.is_none() && look.add_modifier.is_empty() {
            let message = format!("nothing tells {name} from the other rows");
            let help = "expected a bg or modifiers, such as [\"reverse\"]; fg alone is lost where there are no colours";
            self.wrong(key, message, help);
        }
        Some(look)
    }

    fn color(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Color> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(n) => n.as_str().to_owned(),
            other => other.type_str().to_owned(),
        };
        let color = color::parse(&text);
        if color.is_none() {
            let names = NAMES.map(|(name, _)| name).join(", ");
            let help = format!(
                "expected \"#rrggbb\", a number from 0 to 255, \"default\" or one of {names}"
            );
            let message = format!("unknown colour “{}”", shown(&text));
            self.wrong(value.span(), message, help);
        }
        color
    }

    fn modifiers(&mut self, value: &Spanned<DeValue<'_>>) -> Modifier {
        let mut all = Modifier::empty();
        let help = format!(
            "expected a list of {}",
            MODIFIERS.map(|(n, _)| n).join(", ")
        );
        let Some(list) = value.get_ref().as_array() else {
            let message = format!("modifiers are {}", value.get_ref().type_str());
            self.wrong(value.span(), message, help);
            return all;
        };
        for item in list {
            let named = item.get_ref().as_str();
            match MODIFIERS.iter().find(|(name, _)| Some(*name) == named) {
                Some((_, modifier)) => all |= *modifier,
                None => {
                    let word = named.unwrap_or(item.get_ref().type_str());
                    let message = format!("unknown modifier “{}”", shown(word));
                    self.wrong(item.span(), message, help.as_str());
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::render_problems;
    use crate::tui::theme::Theme;

    #[test]
    fn what_is_built_in_can_be_read_and_the_default_is_terminal() {
        for (name, text) in BUILT_IN {
            assert_eq!(Theme::parse(text).err(), None, "{name}");
            assert!(Theme::named(name).is_some());
        }
        assert_eq!(Theme::named("terminal"), Some(Theme::default()));
        assert_eq!(Theme::parse(""), Ok(Theme::default()));
        assert_eq!(Theme::named("nowhere"), None);
    }

    #[test]
    fn what_is_left_out_is_inherited() {
        let theme = Theme::parse("inherits = \"dark\"\n[bad]\nfg = 208\n").unwrap();
        let dark = Theme::named("dark").unwrap();
        assert_eq!(theme.good(), dark.good());
        assert_eq!(theme.bad(), Style::new().fg(Color::Indexed(208)));
        let major = theme.severity(crate::gaps::Severity::Major);
        assert_eq!(major, theme.bad().add_modifier(Modifier::BOLD));
        let terminal = Theme::parse("[warn]\nfg = \"#ff8700\"").unwrap();
        assert_eq!(terminal.good(), Theme::default().good());
        let minor = terminal.severity(crate::gaps::Severity::Minor);
        assert_eq!(minor, terminal.warn());
        let own = Theme::parse("[minor]\nmodifiers = [\"italic\"]").unwrap();
        let minor = own.severity(crate::gaps::Severity::Minor);
        assert_eq!(minor, Style::new().add_modifier(Modifier::ITALIC));
    }

    #[test]
    fn what_is_wrong_is_said_where_it_stands() {
        for (text, place, word, expected) in [
            ("[good]\nfg = \"gren\"", ":2:6", "gren", "bright-white"),
            ("[good]\nfg = 256", ":2:6", "256", "0 to 255"),
            ("[good]\nfg = true", ":2:6", "boolean", "#rrggbb"),
            ("[god]\nfg = 2", ":1:2", "god", "selected-away"),
            (
                "[good]\ncolour = 2",
                ":2:1",
                "colour",
                "fg, bg or modifiers",
            ),
            ("[screen]\nmodifiers = []", ":2:1", "modifiers", "fg or bg"),
            (
                "[bad]\nmodifiers = [\"blink\"]",
                ":2:14",
                "blink",
                "underline",
            ),
            ("[bad]\nmodifiers = \"bold\"", ":2:13", "string", "a list"),
            ("good = 2", ":1:8", "good is", "[good]"),
            ("inherits = \"sepia\"", ":1:12", "sepia", "colour-blind"),
            ("[selected]\nfg = 3", ":1:2", "selected", "reverse"),
            ("[good\n", ":1:6", "", "theme file is TOML"),
        ] {
            let problems = Theme::parse(text).unwrap_err();
            assert_eq!(problems.len(), 1, "{text}");
            let said = render_problems("my.toml", text, &problems, false);
            for part in [place, word, expected] {
                assert!(said.contains(part), "{text}: no {part} in\n{said}");
            }
        }
    }
}
