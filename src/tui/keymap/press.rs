//! What keys are called: by the program, and by the people who write them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_width::UnicodeWidthChar;

/// The keys that are no characters, by name, and what else people call them.
const NAMED: &[(&str, &[&str])] = &[
    ("enter", &["return", "ret", "cr"]),
    ("esc", &["escape"]),
    ("tab", &[]),
    ("backspace", &["bs"]),
    ("delete", &["del"]),
    ("insert", &["ins"]),
    ("up", &["arrow-up", "uparrow", "↑"]),
    ("down", &["arrow-down", "downarrow", "↓"]),
    ("left", &["arrow-left", "leftarrow", "←"]),
    ("right", &["arrow-right", "rightarrow", "→"]),
    ("home", &[]),
    ("end", &[]),
    ("pgup", &["pageup", "page-up"]),
    ("pgdn", &["pagedown", "page-down", "pgdown"]),
];

/// Characters that are easier named than written.
const CHARACTERS: &[(&str, &str)] = &[
    ("space", "space"),
    ("spc", "space"),
    ("minus", "-"),
    ("hyphen", "-"),
    ("plus", "+"),
    ("lt", "<"),
    ("gt", ">"),
];

const MODIFIERS: &[(&str, Modifier)] = &[
    ("ctrl", Modifier::Ctrl),
    ("control", Modifier::Ctrl),
    ("c", Modifier::Ctrl),
    ("alt", Modifier::Alt),
    ("meta", Modifier::Alt),
    ("opt", Modifier::Alt),
    ("option", Modifier::Alt),
    ("a", Modifier::Alt),
    ("m", Modifier::Alt),
    ("shift", Modifier::Shift),
    ("s", Modifier::Shift),
    ("super", Modifier::Super),
    ("cmd", Modifier::Super),
    ("win", Modifier::Super),
    ("d", Modifier::Super),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Modifier {
    Ctrl,
    Alt,
    Shift,
    Super,
}

/// Why a text is no key that can be bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadKey {
    /// What is wrong with it: goes on after the key.
    pub why: String,
    /// What was expected.
    pub help: String,
}

impl BadKey {
    fn new(why: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            help: help.into(),
        }
    }
}

/// A key's names as the table writes them, the most exact first; none for a
/// key without a name. A key pressed with Shift is also that key.
#[must_use]
pub fn names(event: &KeyEvent) -> Vec<String> {
    let Some(name) = super::name(event) else {
        return Vec::new();
    };
    let shifted = event.modifiers.contains(KeyModifiers::SHIFT)
        && !matches!(event.code, KeyCode::Char(_) | KeyCode::BackTab);
    if shifted && !name.contains('-') {
        return vec![format!("shift-{name}"), name];
    }
    vec![name]
}

/// Terminals send the same for Ctrl with these as for Ctrl with a digit,
/// which is what the table has; people know them by the sign on the key.
pub(super) const WITH_CTRL: [(char, char); 4] = [('\\', '4'), (']', '5'), ('^', '6'), ('_', '7')];

/// Reads a key as people write it (`C-k`, `ctrl+k`, `Ctrl-K`, `<C-k>`) into
/// the name that the table has for it.
///
/// # Errors
/// When there is no such key, or none that a terminal tells apart.
pub fn parse(written: &str) -> Result<String, BadKey> {
    let trimmed = written.trim();
    let mut rest = match trimmed.strip_prefix('<').and_then(|t| t.strip_suffix('>')) {
        Some(inner) if !inner.is_empty() => inner,
        _ => trimmed,
    };
    if rest.is_empty() {
        return Err(BadKey::new("is no key", EXPECTED));
    }
    let mut with = Vec::new();
    while let Some((modifier, after)) = modifier(rest) {
        if with.contains(&modifier) {
            return Err(BadKey::new("names one modifier twice", EXPECTED));
        }
        with.push(modifier);
        rest = after;
    }
    let has = |m| with.contains(&m);
    if has(Modifier::Super) {
        return Err(BadKey::new(
            "cannot be pressed: the desktop keeps that key for itself",
            "use ctrl- or alt-",
        ));
    }
    if has(Modifier::Ctrl) && has(Modifier::Alt) {
        return Err(BadKey::new(
            "cannot be pressed: terminals do not tell Ctrl with Alt from one of them",
            "use ctrl- or alt-, not both",
        ));
    }
    let (ctrl, alt, shift) = (
        has(Modifier::Ctrl),
        has(Modifier::Alt),
        has(Modifier::Shift),
    );
    match base(rest)? {
        Base::Character(c) => character(c, ctrl, alt, shift),
        Base::Named(name) => special(&name, ctrl, alt, shift),
    }
}

const EXPECTED: &str = "expected a character, or enter, esc, tab, space, up, pgdn, f1 and the like, with ctrl-, alt- or shift- before it";

enum Base {
    Character(char),
    Named(String),
}

/// The modifier that a key begins with, and the rest.
fn modifier(text: &str) -> Option<(Modifier, &str)> {
    if let Some(rest) = text.strip_prefix('^')
        && rest.chars().count() == 1
    {
        return Some((Modifier::Ctrl, rest));
    }
    let at = text.find(['-', '+'])?;
    let (word, rest) = (text.get(..at)?, text.get(at + 1..)?);
    let known = MODIFIERS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word));
    known
        .filter(|_| !rest.is_empty())
        .map(|(_, modifier)| (*modifier, rest))
}

fn base(text: &str) -> Result<Base, BadKey> {
    let mut characters = text.chars();
    if let (Some(c), None) = (characters.next(), characters.next())
        && !named(text)
    {
        let can_be_typed = !crate::text::is_unsafe(c) && c.width().is_some_and(|w| w > 0);
        return if c == ' ' || can_be_typed {
            Ok(Base::Character(c))
        } else {
            Err(BadKey::new("is no key that can be pressed", EXPECTED))
        };
    }
    let lower = text.to_lowercase();
    let character = CHARACTERS.iter().find(|(name, _)| *name == lower);
    if let Some((_, character)) = character {
        let c = if *character == "space" {
            ' '
        } else {
            character.chars().next().unwrap_or(' ')
        };
        return Ok(Base::Character(c));
    }
    if matches!(lower.as_str(), "backtab" | "btab") {
        return Ok(Base::Named("shift-tab".to_owned()));
    }
    let known = NAMED
        .iter()
        .find(|(name, others)| *name == lower || others.contains(&lower.as_str()));
    if let Some((name, _)) = known {
        return Ok(Base::Named((*name).to_owned()));
    }
    let number = lower.strip_prefix('f').and_then(|n| n.parse::<u8>().ok());
    match number {
        Some(1..=12) => Ok(Base::Named(lower)),
        Some(_) => Err(BadKey::new(
            "cannot be pressed on most keyboards",
            "function keys go from f1 to f12",
        )),
        None => {
            let words: Vec<&str> = NAMED.iter().map(|(name, _)| *name).collect();
            let words = [words, CHARACTERS.iter().map(|(n, _)| *n).collect()].concat();
            let help = match crate::store::nearest(text, &words) {
                Some(word) => format!("did you mean {word}? {EXPECTED}"),
                None => EXPECTED.to_owned(),
            };
            Err(BadKey::new("is no key", help))
        }
    }
}

fn named(text: &str) -> bool {
    NAMED.iter().any(|(_, others)| others.contains(&text))
}

fn character(c: char, ctrl: bool, alt: bool, shift: bool) -> Result<String, BadKey> {
    let name = |c: char| match c {
        ' ' => "space".to_owned(),
        c => c.to_string(),
    };
    if ctrl {
        let same = |as_what: &str| {
            BadKey::new(
                format!("cannot be told from {as_what}: terminals send the same for both"),
                format!("bind {as_what}, or use another key"),
            )
        };
        let c = match c.to_ascii_lowercase() {
            '/' => '_',
            c => c,
        };
        let sign = WITH_CTRL
            .iter()
            .find(|(sign, digit)| c == *sign || c == *digit);
        return match c {
            _ if shift => Err(same(&format!("ctrl-{}", name(c)))),
            'i' => Err(same("tab")),
            'm' => Err(same("enter")),
            '[' => Err(same("esc")),
            'a'..='z' | ' ' => Ok(format!("ctrl-{}", name(c))),
            _ => sign
                .map(|(_, digit)| format!("ctrl-{digit}"))
                .ok_or_else(|| {
                    BadKey::new(
                        "cannot be pressed: terminals have nothing to send for it",
                        "with ctrl- use a letter or space",
                    )
                }),
        };
    }
    let c = match (shift, c) {
        (false, c) => c,
        (true, c) if c.is_alphabetic() => {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        }
        (true, c) => {
            return Err(BadKey::new(
                format!(
                    "cannot be pressed: Shift with {} is another character, which one depends on the keyboard",
                    name(c)
                ),
                "write that character itself",
            ));
        }
    };
    if alt && matches!(c, '[' | 'O') {
        return Err(BadKey::new(
            "cannot be pressed: terminals begin other keys with it",
            "use another key",
        ));
    }
    Ok(match alt {
        true => format!("alt-{}", name(c)),
        false => name(c),
    })
}

fn special(name: &str, ctrl: bool, alt: bool, shift: bool) -> Result<String, BadKey> {
    let nothing = |help: &str| {
        Err(BadKey::new(
            "cannot be pressed: terminals send the same with and without it",
            help,
        ))
    };
    let plain = matches!(name, "enter" | "esc" | "tab" | "backspace");
    match (ctrl, alt, shift) {
        (false, false, false) => Ok(name.to_owned()),
        _ if name == "shift-tab" => nothing("write shift-tab"),
        (false, false, true) if name == "tab" => Ok("shift-tab".to_owned()),
        (true, false, false) if !plain => Ok(format!("ctrl-{name}")),
        (false, true, false) if !matches!(name, "esc" | "tab") => Ok(format!("alt-{name}")),
        (false, false, true) if !plain => Ok(format!("shift-{name}")),
        (_, _, true) if ctrl || alt => nothing("use one of ctrl-, alt- and shift- only"),
        _ => nothing(&format!("write {name} alone, or use another key")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::{BINDINGS, shown, written};
    use proptest::prelude::*;

    fn is(written: &str) -> String {
        parse(written).unwrap_or_else(|bad| panic!("{written}: {bad:?}"))
    }

    #[test]
    fn keys_are_read_as_people_write_them() {
        for written in [
            "C-k",
            "ctrl+k",
            "Ctrl-K",
            "<C-k>",
            "<c-K>",
            "^K",
            "control-k",
            " ctrl-k ",
        ] {
            assert_eq!(is(written), "ctrl-k", "{written}");
        }
        for (written, name) in [
            ("a", "a"),
            ("A", "A"),
            ("S-a", "A"),
            ("shift+a", "A"),
            ("é", "é"),
            ("?", "?"),
            ("-", "-"),
            ("+", "+"),
            ("<", "<"),
            (">", ">"),
            ("^", "^"),
            ("minus", "-"),
            ("M-x", "alt-x"),
            ("<A-x>", "alt-x"),
            ("alt+X", "alt-X"),
            ("alt--", "alt--"),
            ("alt-space", "alt-space"),
            ("Space", "space"),
            ("<CR>", "enter"),
            ("Return", "enter"),
            ("<Esc>", "esc"),
            ("S-Tab", "shift-tab"),
            ("backtab", "shift-tab"),
            ("PageDown", "pgdn"),
            ("page-up", "pgup"),
            ("F5", "f5"),
            ("shift-f12", "shift-f12"),
            ("ctrl-Up", "ctrl-up"),
            ("ctrl-/", "ctrl-7"),
            ("ctrl-_", "ctrl-7"),
            ("ctrl-7", "ctrl-7"),
            ("ctrl-]", "ctrl-5"),
            ("c-space", "ctrl-space"),
            ("alt-enter", "alt-enter"),
            ("↑", "up"),
        ] {
            assert_eq!(is(written), name, "{written}");
        }
    }

    #[test]
    fn keys_that_nobody_can_press_are_refused() {
        for (written, why) in [
            ("ctrl-i", "tab"),
            ("ctrl-m", "enter"),
            ("ctrl-[", "esc"),
            ("ctrl-shift-a", "ctrl-a"),
            ("ctrl-é", "nothing to send"),
            ("ctrl-1", "nothing to send"),
            ("ctrl-enter", "with and without"),
            ("shift-enter", "with and without"),
            ("alt-esc", "with and without"),
            ("shift-1", "another character"),
            ("shift-space", "another character"),
            ("ctrl-alt-x", "tell Ctrl with Alt"),
            ("cmd-k", "desktop"),
            ("alt-[", "begin other keys"),
            ("alt-O", "begin other keys"),
            ("ctrl-shift-up", "with and without"),
            ("f13", "most keyboards"),
            ("entr", "no key"),
            ("", "no key"),
            (" ", "no key"),
            ("<>", "no key"),
            ("ctrl-", "no key"),
            ("ctrl-ctrl-a", "twice"),
            ("\u{1b}", "no key"),
            ("\u{301}", "no key"),
        ] {
            let bad = parse(written).expect_err(written);
            assert!(bad.why.contains(why), "{written}: {bad:?}");
        }
        assert!(parse("entr").expect_err("").help.contains("mean enter?"));
    }

    #[test]
    fn the_tables_keys_are_read_as_themselves() {
        for key in BINDINGS.iter().flat_map(|b| b.keys) {
            assert_eq!(is(key), *key);
            assert_eq!(is(&shown(key)), *key, "as it is shown");
            assert_eq!(is(&written(key)), *key, "as it is written");
        }
        assert_eq!(
            (shown("ctrl-7"), written("ctrl-7")),
            ("Ctrl-_".into(), "ctrl-_".into())
        );
    }

    #[test]
    fn shift_makes_another_key_only_where_one_is_bound() {
        let event = KeyEvent::new(KeyCode::Up, KeyModifiers::SHIFT);
        assert_eq!(names(&event), ["shift-up", "up"]);
        let event = KeyEvent::new(KeyCode::Char('A'), KeyModifiers::SHIFT);
        assert_eq!(names(&event), ["A"]);
        let event = KeyEvent::new(KeyCode::Char('5'), KeyModifiers::CONTROL);
        assert_eq!(names(&event), ["ctrl-5"]);
        let event = KeyEvent::new(KeyCode::F(5), KeyModifiers::NONE);
        assert_eq!(names(&event), ["f5"]);
    }

    proptest! {
        #[test]
        fn what_is_read_is_read_again_as_the_same(written in "(ctrl-|c\\+|alt-|S-|shift\\+|)(\\PC|[a-z]{1,9}|f[0-9]{1,2}|enter|up|pgdn|tab)") {
            if let Ok(name) = parse(&written) {
                prop_assert_eq!(parse(&name), Ok(name.clone()));
                prop_assert_eq!(parse(&shown(&name)), Ok(name));
            }
        }
    }
}
