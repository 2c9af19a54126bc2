//! Keys by their names in the key table.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The key of a name.
///
/// # Panics
/// When there is no such key.
pub fn key(name: &str) -> KeyEvent {
    let (modifiers, base) = match (name.strip_prefix("ctrl-"), name.strip_prefix("alt-")) {
        (Some(base), _) => (KeyModifiers::CONTROL, base),
        (_, Some(base)) => (KeyModifiers::ALT, base),
        _ => (KeyModifiers::NONE, name),
    };
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
