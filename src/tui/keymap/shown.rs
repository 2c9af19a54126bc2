//! How a key's name is written for people and for a configuration.

use super::press::WITH_CTRL;
use std::borrow::Cow;

/// The sign on the key of which Ctrl makes this.
fn with_ctrl(character: &str) -> String {
    let digit = |(_, digit): &&(char, char)| character.starts_with(*digit);
    let sign = WITH_CTRL.iter().find(digit);
    sign.map_or_else(|| character.to_owned(), |(sign, _)| sign.to_string())
}

/// A key's name as a configuration is to have it.
#[must_use]
pub fn written(key: &str) -> Cow<'_, str> {
    match key.strip_prefix("ctrl-") {
        Some(rest) if rest.chars().count() == 1 => Cow::Owned(format!("ctrl-{}", with_ctrl(rest))),
        _ => Cow::Borrowed(key),
    }
}

/// The arrows that keys are shown with, and their names.
const ARROWS: [(char, &str); 4] = [('↑', "Up"), ('↓', "Down"), ('←', "Left"), ('→', "Right")];

/// A key's name as people read it: arrows as arrows, letters as they are.
#[must_use]
pub fn shown(key: &str) -> Cow<'_, str> {
    for (prefix, word) in [("ctrl-", "Ctrl-"), ("alt-", "Alt-"), ("shift-", "Shift-")] {
        if let Some(rest) = key.strip_prefix(prefix).filter(|r| !r.is_empty()) {
            let rest = match rest.chars().count() {
                1 if prefix == "ctrl-" => Cow::Owned(with_ctrl(rest).to_uppercase()),
                _ => shown(rest),
            };
            return Cow::Owned(format!("{word}{rest}"));
        }
    }
    Cow::Borrowed(match key {
        "up" => "↑",
        "down" => "↓",
        "left" => "←",
        "right" => "→",
        "space" => "Space",
        "enter" => "Enter",
        "esc" => "Esc",
        "tab" => "Tab",
        "backspace" => "Backspace",
        "delete" => "Del",
        "insert" => "Ins",
        "pgup" => "PgUp",
        "pgdn" => "PgDn",
        "home" => "Home",
        "end" => "End",
        f if f.len() > 1 && f.strip_prefix('f').is_some_and(|n| n.parse::<u8>().is_ok()) => {
            return Cow::Owned(f.to_uppercase());
        }
        other => other,
    })
}

/// The same in words alone: the arrows are Up, Down, Left and Right.
#[must_use]
pub fn worded(key: &str) -> Cow<'_, str> {
    let shown = shown(key);
    let arrow = ARROWS.iter().find(|(sign, _)| shown.ends_with(*sign));
    match arrow {
        Some((sign, word)) => Cow::Owned(shown.replace(*sign, word)),
        None => shown,
    }
}
