//! What the user's bindings come to: a key that is bound in one scope stays
//! what it was in the others, and an action keeps the keys that it had.

use crate::tui::action::Action;
use crate::tui::keymap::{Keys, Scope, shown};
use crate::tui::update::counts;

/// How many scopes are named.
const FEW: usize = 4;

/// The bindings that are not as they come, one a line: all keys of an action,
/// those that it has no more, and the scopes where it is as it comes.
#[must_use]
pub fn remapped(keys: &Keys) -> Vec<String> {
    let defaults = Keys::default();
    let mut said = Vec::new();
    for scope in Scope::ALL {
        for ((now, binding), (before, _)) in keys.all(*scope).zip(defaults.all(*scope)) {
            if now == before {
                continue;
            }
            let (scope, name) = (scope.name(), binding.action.name());
            let has = if now.is_empty() {
                "no key".to_owned()
            } else {
                listed(&now)
            };
            let gone: Vec<&str> = before
                .iter()
                .filter(|k| !now.contains(k))
                .copied()
                .collect();
            let gone = match gone.as_slice() {
                [] => String::new(),
                gone => format!(", no longer {}", listed(gone)),
            };
            let is_bound = now.iter().any(|key| !before.contains(key));
            let rest = if is_bound {
                unchanged(binding.action, keys, &defaults)
            } else {
                String::new()
            };
            said.push(format!("[keys.{scope}] {name}: {has}{gone}{rest}"));
        }
        let lost = lost_digits(*scope, keys);
        if !lost.is_empty() {
            let digits = listed(&lost.iter().map(String::as_str).collect::<Vec<_>>());
            said.push(format!(
                "[keys.{}] a number before a key cannot have {digits}: bound",
                scope.name()
            ));
        }
    }
    said
}

/// The digits that are bound where a number before a key counts.
#[must_use]
pub fn lost_digits(scope: Scope, keys: &Keys) -> Vec<String> {
    if !counts(scope) {
        return Vec::new();
    }
    let digits = ('0'..='9').map(String::from);
    digits.filter(|d| keys.lookup(scope, d).is_some()).collect()
}

/// The scopes in which an action has the keys that it comes with.
fn unchanged(action: Action, keys: &Keys, defaults: &Keys) -> String {
    let mut scopes = Vec::new();
    for scope in Scope::ALL {
        let mut now = keys.reach(*scope, action).peekable();
        if now.peek().is_some() && now.eq(defaults.reach(*scope, action)) {
            scopes.push(format!("[keys.{}]", scope.name()));
        }
    }
    match scopes.len() {
        0 => String::new(),
        1..=FEW => format!("; as it comes in {}", scopes.join(", ")),
        n => format!("; as it comes in {n} other scopes"),
    }
}

fn listed(keys: &[&str]) -> String {
    let names: Vec<_> = keys.iter().map(|key| shown(key)).collect();
    names.join(" ")
}
