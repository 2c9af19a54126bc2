//! What can be done where the palette is opened, from the key table. The
//! finder asks the key table here and nowhere else.

use super::filter::Show;
use crate::tui::action::Action;
use crate::tui::controls::gaps;
use crate::tui::keymap::{Binding, Keys, Scope};
use crate::tui::portfolio::Only;

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
pub fn of_scope(keys: &Keys, scope: Scope) -> Vec<Entry> {
    let mut entries = entries(keys, scope, "");
    if let Some(menu) = key_of(keys, scope, Action::Filters) {
        let mut shows = entries_of_menu(keys, &menu);
        shows.retain(|entry| matches!(entry.action, Action::Show(show) if is_offered(scope, show)));
        entries.extend(shows);
    }
    entries
}

/// Whether the menu of filters has it in a scope.
fn is_offered(scope: Scope, show: Show) -> bool {
    match scope {
        Scope::Controls => Show::CONTROLS.contains(&show),
        Scope::Portfolio => Only::of(show).is_some(),
        Scope::Gaps => gaps::is_offered(show),
        _ => Show::ALL.contains(&show),
    }
}

fn entries_of_menu(keys: &Keys, opens: &str) -> Vec<Entry> {
    let mut entries = entries(keys, Scope::Filter, &format!("{opens} "));
    entries.retain(|e| matches!(e.action, Action::Show(_)));
    entries
}

fn entries(keys: &Keys, scope: Scope, before: &str) -> Vec<Entry> {
    let entry = |(reach, binding): (Vec<&str>, &'static Binding)| {
        let keys: Vec<String> = reach
            .iter()
            .map(|key| format!("{before}{}", keys.shown(key)))
            .collect();
        Entry {
            action: binding.action,
            help: binding.help,
            keys: keys.join("  "),
        }
    };
    keys.all(scope).map(entry).collect()
}

/// The first key that does something in a scope, as it is read.
#[must_use]
pub fn key_of(keys: &Keys, scope: Scope, action: Action) -> Option<String> {
    let key = keys.reach(scope, action).next()?;
    Some(keys.shown(key).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_has_every_key_of_its_scope() {
        for scope in [Scope::Outline, Scope::Form, Scope::Summary, Scope::Start] {
            let keys = Keys::default();
            let entries = of_scope(&keys, scope);
            for (keys, binding) in keys.lines(scope) {
                let entry = entries
                    .iter()
                    .find(|e| e.action == binding.action && e.help == binding.help)
                    .unwrap_or_else(|| panic!("{:?} in {scope:?}", binding.action));
                for key in keys {
                    assert!(
                        entry.keys.contains(&*crate::tui::keymap::shown(key)),
                        "{key} of {entry:?}"
                    );
                }
            }
        }
        let outline = of_scope(&Keys::default(), Scope::Outline);
        assert!(outline.iter().any(|e| e.keys == "z  u" || e.keys == "z u"));
    }

    #[test]
    fn the_palette_offers_the_filters_that_work_there() {
        let of = |scope| -> Vec<Show> {
            let entries = of_scope(&Keys::default(), scope).into_iter();
            let shows = entries.filter_map(|entry| match entry.action {
                Action::Show(show) => Some(show),
                _ => None,
            });
            shows.collect()
        };
        let has = |scope, show| of(scope).contains(&show);
        assert!(has(Scope::Outline, Show::Marked) && !has(Scope::Outline, Show::Worse));
        assert!(!has(Scope::Outline, Show::Unreadable));
        assert!(has(Scope::Controls, Show::Unreadable) && !has(Scope::Controls, Show::Marked));
        assert!(has(Scope::Portfolio, Show::Worse) && !has(Scope::Portfolio, Show::Mine));
    }
}
