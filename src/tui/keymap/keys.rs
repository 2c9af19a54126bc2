//! The keys as they work for this user.

use super::{BINDINGS, Binding, Scope, names, shown, worded};
use crate::tui::action::{Action, Choice, Then};
use crate::tui::theme::glyphs::Glyphs;
use crossterm::event::KeyEvent;
use std::borrow::Cow;
use std::sync::OnceLock;

/// The table's bindings with what the user has bound otherwise: dispatch,
/// status bar and help ask this. A scope's are put together when they are
/// asked for first: most scopes are not seen before the first frame is.
#[derive(Debug, Clone)]
pub struct Keys {
    scopes: Vec<(Scope, OnceLock<Vec<Line>>)>,
    /// The signs that keys are named with.
    glyphs: Glyphs,
}

/// A binding with the keys that reach it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    keys: Vec<Cow<'static, str>>,
    /// How many of them, from the first, are the user's own.
    own: usize,
    binding: &'static Binding,
}

impl Default for Keys {
    fn default() -> Self {
        let scopes = Scope::ALL.iter();
        Self {
            scopes: scopes.map(|s| (*s, OnceLock::new())).collect(),
            glyphs: Glyphs::default(),
        }
    }
}

impl PartialEq for Keys {
    fn eq(&self, other: &Self) -> bool {
        let mut scopes = Scope::ALL.iter();
        scopes.all(|scope| self.of(*scope) == other.of(*scope))
    }
}

impl Eq for Keys {}

/// The table's lines of a scope, each with the keys that no earlier one takes.
fn table(scope: Scope) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for binding in BINDINGS.iter().filter(|b| b.scopes.contains(&scope)) {
        let taken = |key: &str| lines.iter().any(|line| line.keys.iter().any(|k| k == key));
        let keys: Vec<_> = binding.keys.iter().filter(|key| !taken(key)).collect();
        if !keys.is_empty() || binding.keys.is_empty() {
            lines.push(Line {
                keys: keys.into_iter().map(|key| Cow::Borrowed(*key)).collect(),
                own: 0,
                binding,
            });
        }
    }
    lines
}

impl Keys {
    fn of(&self, scope: Scope) -> &[Line] {
        let found = self.scopes.iter().find(|(s, _)| *s == scope);
        found.map_or(&[], |(_, lines)| lines.get_or_init(|| table(scope)))
    }

    fn of_mut(&mut self, scope: Scope) -> Option<&mut Vec<Line>> {
        let (_, lines) = self.scopes.iter_mut().find(|(s, _)| *s == scope)?;
        lines.get_or_init(|| table(scope));
        lines.get_mut()
    }

    /// Named with the signs that a terminal has.
    #[must_use]
    pub fn named_with(mut self, glyphs: Glyphs) -> Self {
        self.glyphs = glyphs;
        self
    }

    /// A key's name as people read it here: an arrow in ASCII would be another
    /// key's letter, so it is a word there.
    #[must_use]
    pub fn shown<'a>(&self, key: &'a str) -> Cow<'a, str> {
        match self.glyphs {
            Glyphs::Unicode => shown(key),
            Glyphs::Ascii => worded(key),
        }
    }

    /// What a key press does in a scope.
    #[must_use]
    pub fn action(&self, scope: Scope, event: &KeyEvent) -> Option<Action> {
        names(event)
            .iter()
            .find_map(|name| self.lookup(scope, name))
    }

    /// What a key does in a scope.
    #[must_use]
    pub fn lookup(&self, scope: Scope, key: &str) -> Option<Action> {
        let mut lines = self.of(scope).iter();
        let line = lines.find(|line| line.keys.iter().any(|k| k == key))?;
        Some(line.binding.action)
    }

    /// The bindings of a scope in the table's order, with the keys that reach
    /// each, the user's own first; those without a key are left out.
    pub fn lines(&self, scope: Scope) -> impl Iterator<Item = (Vec<&str>, &'static Binding)> {
        self.all(scope).filter(|(keys, _)| !keys.is_empty())
    }

    /// The same with the first of the keys alone.
    pub fn firsts(&self, scope: Scope) -> impl Iterator<Item = (&str, &'static Binding)> {
        let lines = self.of(scope).iter();
        lines.filter_map(|line| Some((line.keys.first()?.as_ref(), line.binding)))
    }

    /// Like [`Self::lines`], with those that no key reaches.
    pub fn all(&self, scope: Scope) -> impl Iterator<Item = (Vec<&str>, &'static Binding)> {
        self.of(scope).iter().map(|line| {
            let keys = line.keys.iter().map(Cow::as_ref).collect();
            (keys, line.binding)
        })
    }

    /// The keys of an action in a scope.
    pub fn reach(&self, scope: Scope, action: Action) -> impl Iterator<Item = &str> {
        let lines = self.of(scope).iter();
        lines
            .filter(move |line| line.binding.action == action)
            .flat_map(|line| line.keys.iter().map(Cow::as_ref))
    }

    /// The key of an action as people read it, for a sentence: the first, or
    /// the words that there is none.
    #[must_use]
    pub fn said(&self, scope: Scope, action: Action) -> String {
        let key = self.reach(scope, action).next();
        key.map_or_else(|| "(no key)".to_owned(), |key| self.shown(key).into_owned())
    }

    /// The key that answers an item so, where one key is to be named: of
    /// those that stay or move on the one that the answer is meant for. A
    /// question's Yes has a letter of its own.
    #[must_use]
    pub fn answering(&self, scope: Scope, choice: Choice, question: bool) -> Option<&str> {
        let (then, other) = match choice {
            Choice::Satisfied => (Then::MoveOn, Then::Stay),
            _ => (Then::Stay, Then::MoveOn),
        };
        let reach = || {
            let of = |then| self.reach(scope, Action::Answer(choice, then));
            of(then).chain(of(other))
        };
        let first = reach().next()?;
        let yes = reach().find(|key| question && first == "s" && *key == "y");
        Some(yes.unwrap_or(first))
    }

    /// Binds a key, whatever it did before. Returns whether the action does
    /// anything in that scope; where it does not, nothing is changed.
    pub fn bind(&mut self, scope: Scope, key: &str, action: Action) -> bool {
        if !self.of(scope).iter().any(|l| l.binding.action == action) {
            return false;
        }
        if self.lookup(scope, key) == Some(action) {
            return true;
        }
        self.unbind(scope, key);
        let lines = self.of_mut(scope).into_iter().flatten();
        if let Some(line) = lines.into_iter().find(|line| line.binding.action == action) {
            line.keys.insert(line.own, Cow::Owned(key.to_owned()));
            line.own += 1;
        }
        true
    }

    /// Takes a key's meaning away. Returns the action that it had.
    pub fn unbind(&mut self, scope: Scope, key: &str) -> Option<Action> {
        let mut lines = self.of_mut(scope)?.iter_mut();
        lines.find_map(|line| {
            let at = line.keys.iter().position(|k| k == key)?;
            line.keys.remove(at);
            line.own -= usize::from(at < line.own);
            Some(line.binding.action)
        })
    }

    /// The actions of which one would have to have a key for anybody to get
    /// out of a scope, if none has.
    #[must_use]
    pub fn missing_way_out(&self, scope: Scope) -> Option<&'static [Action]> {
        let mut groups = scope.ways_out().iter();
        groups
            .find(|group| {
                let mut actions = group.iter();
                actions.all(|action| self.reach(scope, *action).next().is_none())
            })
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap;

    #[test]
    fn without_the_users_own_they_are_the_table() {
        let keys = Keys::default();
        for scope in Scope::ALL {
            let table = keymap::lines(*scope);
            assert_eq!(keys.lines(*scope).collect::<Vec<_>>(), table);
            for key in BINDINGS.iter().flat_map(|b| b.keys) {
                let expected = keymap::lookup(*scope, key);
                assert_eq!(keys.lookup(*scope, key), expected, "{key} in {scope:?}");
            }
            assert_eq!(keys.missing_way_out(*scope), None);
        }
    }

    #[test]
    fn each_key_that_is_shown_does_what_stands_beside_it() {
        let keys = Keys::default();
        for scope in Scope::ALL {
            for (shown, binding) in keys.lines(*scope) {
                for key in shown {
                    assert_eq!(keys.lookup(*scope, key), Some(binding.action), "{key}");
                }
            }
        }
    }

    #[test]
    fn a_bound_key_comes_first_and_takes_the_place_of_what_it_was() {
        let mut keys = Keys::default();
        assert!(keys.bind(Scope::Outline, "ctrl-k", Action::Note));
        assert!(keys.bind(Scope::Outline, "v", Action::Note));
        let reach: Vec<_> = keys.reach(Scope::Outline, Action::Note).collect();
        assert_eq!(reach, ["ctrl-k", "v", "e"]);
        assert_eq!(keys.said(Scope::Outline, Action::Note), "Ctrl-K");
        assert_eq!(keys.said(Scope::Outline, Action::AddEvidence), "(no key)");
        assert_eq!(keys.lookup(Scope::Form, "v"), Some(Action::AddEvidence));
        let lines = keys.lines(Scope::Outline);
        assert!(
            lines
                .into_iter()
                .all(|(_, b)| b.action != Action::AddEvidence)
        );
        let all = keys.all(Scope::Outline);
        assert!(
            all.into_iter()
                .any(|(_, b)| b.action == Action::AddEvidence)
        );
        assert_eq!(keys.unbind(Scope::Outline, "ctrl-k"), Some(Action::Note));
        assert_eq!(keys.said(Scope::Outline, Action::Note), "v");
        assert_eq!(keys.unbind(Scope::Outline, "ctrl-k"), None);
    }

    #[test]
    fn an_action_is_bound_only_where_it_does_something() {
        let mut keys = Keys::default();
        assert!(!keys.bind(Scope::Start, "s", Action::Note));
        assert_eq!(keys, Keys::default());
    }

    #[test]
    fn a_scope_without_a_way_out_is_told() {
        let mut keys = Keys::default();
        keys.unbind(Scope::Outline, "q");
        assert_eq!(keys.missing_way_out(Scope::Outline), None);
        keys.unbind(Scope::Outline, "ctrl-c");
        let missing = keys.missing_way_out(Scope::Outline);
        assert_eq!(missing, Some([Action::Quit].as_slice()));
    }
}
