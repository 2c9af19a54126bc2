//! What can be done where the palette is opened, from the key table. The
//! finder asks the key table here and nowhere else.

use crate::tui::action::Action;
use crate::tui::keymap::{self, Scope};

/// Something that can be done, and the keys that would have done it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it does.
    pub action: Action,
    /// A line of help.
    pub help: &'static str,
    /// Its keys as they are read.
    pub keys: String,
}

/// All that a key does in a scope, in the table's order; after it what the
/// menu of filters does that one of them opens.
#[must_use]
pub fn of_scope(scope: Scope) -> Vec<Entry> {
    let mut entries = entries(scope, "");
    if let Some(menu) = key_of(scope, Action::Filters) {
        let shows = entries_of_menu(&menu);
        entries.extend(shows);
    }
    entries
}

fn entries_of_menu(opens: &str) -> Vec<Entry> {
    let mut entries = entries(Scope::Filter, &format!("{opens} "));
    entries.retain(|e| matches!(e.action, Action::Show(_)));
    entries
}

fn entries(scope: Scope, before: &str) -> Vec<Entry> {
    let entry = |(keys, binding): (Vec<&'static str>, &'static keymap::Binding)| {
        let keys: Vec<String> = keys
            .iter()
            .map(|key| format!("{before}{}", keymap::shown(key)))
            .collect();
        Entry {
            action: binding.action,
            help: binding.help,
            keys: keys.join("  "),
        }
    };
    keymap::lines(scope).into_iter().map(entry).collect()
}

/// The first key that does something in a scope, as it is read.
#[must_use]
pub fn key_of(scope: Scope, action: Action) -> Option<String> {
    let lines = keymap::lines(scope);
    let (keys, _) = lines.iter().find(|(_, b)| b.action == action)?;
    keys.first().map(|key| keymap::shown(key).to_owned())
}

/// An action's name in words: `corrective-action`, `answer-satisfied-move-on`.
#[must_use]
pub fn name(action: Action) -> String {
    let mut out = String::new();
    for c in format!("{action:?}").chars() {
        match c {
            c if c.is_uppercase() => {
                if !out.is_empty() && !out.ends_with('-') {
                    out.push('-');
                }
                out.extend(c.to_lowercase());
            }
            c if c.is_alphanumeric() => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Method;
    use crate::tui::action::{Choice, Then};

    #[test]
    fn actions_have_names() {
        assert_eq!(name(Action::CorrectiveAction), "corrective-action");
        let answer = Action::Answer(Choice::Satisfied, Then::MoveOn);
        assert_eq!(name(answer), "answer-satisfied-move-on");
        assert_eq!(name(Action::Method(Method::Test)), "method-test");
    }

    #[test]
    fn the_palette_has_every_key_of_its_scope() {
        for scope in [Scope::Outline, Scope::Form, Scope::Summary, Scope::Start] {
            let entries = of_scope(scope);
            for (keys, binding) in keymap::lines(scope) {
                let entry = entries
                    .iter()
                    .find(|e| e.action == binding.action && e.help == binding.help)
                    .unwrap_or_else(|| panic!("{:?} in {scope:?}", binding.action));
                for key in keys {
                    assert!(
                        entry.keys.contains(keymap::shown(key)),
                        "{key} of {entry:?}"
                    );
                }
            }
        }
        let outline = of_scope(Scope::Outline);
        assert!(outline.iter().any(|e| e.keys == "z  u" || e.keys == "z u"));
    }
}
