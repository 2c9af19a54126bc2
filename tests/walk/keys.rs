//! Keys by their names in the key table.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The key of a name.
///
/// # Panics
/// When there is no such key.
pub fn key(name: &str) -> KeyEvent {
    let of = [
        ("ctrl-", KeyModifiers::CONTROL),
        ("alt-", KeyModifiers::ALT),
        ("shift-", KeyModifiers::SHIFT),
    ];
    let shifted = |(before, with)| Some((with, name.strip_prefix(before)?));
    let found = of.into_iter().find_map(shifted);
    let found = found.filter(|_| name != "shift-tab");
    let (modifiers, base) = found.unwrap_or((KeyModifiers::NONE, name));
    let one = || base.chars().next().filter(|_| base.chars().count() == 1);
    let code = match base {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "shift-tab" => KeyCode::BackTab,
        "space" => KeyCode::Char(' '),
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pgup" => KeyCode::PageUp,
        "pgdn" => KeyCode::PageDown,
        "backspace" => KeyCode::Backspace,
        "delete" => KeyCode::Delete,
        "insert" => KeyCode::Insert,
        f if f.len() > 1 && f.starts_with('f') => KeyCode::F(f[1..].parse().expect(name)),
        _ => KeyCode::Char(one().expect(name)),
    };
    KeyEvent::new(code, modifiers)
}
