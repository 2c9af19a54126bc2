//! Reading `[keys.SCOPE]`: what the user binds otherwise.

use super::read::{Reader, did_you_mean, in_order};
use crate::store::{nearest, shorten};
use crate::tui::action::Action;
use crate::tui::keymap::{Keys, Scope, parse, shown};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What unbinds a key.
const NONE: &str = "none";

/// A binding of the user's that makes sense by itself.
struct Change {
    key: String,
    /// As the user has written it.
    written: String,
    /// None takes the key's meaning away.
    action: Option<Action>,
    span: Range<usize>,
}

impl Change {
    /// The keys with this change.
    fn made(&self, scope: Scope, keys: &Keys) -> Keys {
        let mut next = keys.clone();
        match self.action {
            Some(action) => {
                next.bind(scope, &self.key, action);
            }
            None => {
                next.unbind(scope, &self.key);
            }
        }
        next
    }
}

/// Reads all scopes into the keys as they then work.
pub(super) fn read(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> Keys {
    let mut keys = Keys::default();
    let DeValue::Table(scopes) = value.get_ref() else {
        let message = format!("keys is {}", reader.shown(value.span()));
        let help = "keys are bound in tables: [keys.items], [keys.form]".to_owned();
        reader.error(value.span(), message, help);
        return keys;
    };
    for (name, value) in in_order(scopes) {
        let written = name.get_ref().as_ref();
        let scope = Scope::named(written);
        match (scope, value.get_ref()) {
            (Some(scope), DeValue::Table(table)) => {
                let changes = changes(reader, scope, table, &keys);
                apply(reader, scope, changes, &mut keys);
            }
            (Some(_), _) => {
                let message = format!("keys.{written} is {}", reader.shown(value.span()));
                let help = format!("begin a table: [keys.{written}], then \"key\" = \"action\"");
                reader.error(value.span(), message, help);
            }
            (None, DeValue::Table(_)) => {
                let message = format!("there is no scope “{}”", shorten(written));
                let names: Vec<&str> = Scope::ALL.iter().map(|s| s.name()).collect();
                reader.error(name.span(), message, did_you_mean(written, &names));
            }
            (None, _) => {
                let message = format!("“{}” is bound in no scope", shorten(written));
                let help = "write where it works above it: [keys.items], [keys.form]";
                let help = match turned_round(value).filter(|_| parse(written).is_err()) {
                    Some(turned) => format!("{help}; {turned}"),
                    None => help.to_owned(),
                };
                reader.error(name.span(), message, help);
            }
        }
    }
    keys
}

/// What to say of a line that names the action first, as many programs do.
fn turned_round(value: &Spanned<DeValue<'_>>) -> Option<String> {
    let key = value.get_ref().as_str().filter(|key| parse(key).is_ok())?;
    let key = shorten(key);
    Some(format!(
        "the key stands first: \"{key}\" = \"an action's name\"; `aicaiq config default` lists them"
    ))
}

/// The lines of a scope that make sense.
fn changes(
    reader: &mut Reader<'_>,
    scope: Scope,
    table: &DeTable<'_>,
    defaults: &Keys,
) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for (written, value) in in_order(table) {
        let span = written.span();
        let written = written.get_ref().as_ref();
        let key = match parse(written) {
            Ok(key) => key,
            Err(bad) => {
                let message = format!("“{}” {}", shorten(written), bad.why);
                reader.error(span, message, turned_round(value).unwrap_or(bad.help));
                continue;
            }
        };
        if let Some(first) = changes.iter().find(|c| c.key == key) {
            let line = reader.line(first.span.start);
            let message = format!(
                "“{}” is the same key as “{}” on line {line}",
                shorten(written),
                first.written
            );
            reader.error(span, message, "remove one of the two".to_owned());
            continue;
        }
        if scope.is_typing() && (key.chars().count() == 1 || key == "space") {
            let message = format!(
                "in [keys.{}] “{}” is typed: bound, nobody could write it",
                scope.name(),
                shorten(written)
            );
            let help = "put ctrl- or alt- before it, or use f1 to f12".to_owned();
            reader.error(span, message, help);
            continue;
        }
        let expected = "an action's name in quotes, or \"none\"";
        let what = format!("what “{}” is bound to", shorten(written));
        let Some(name) = reader.string(value, &what, expected) else {
            continue;
        };
        let action = match name {
            NONE => {
                if defaults.lookup(scope, &key).is_none() {
                    let message = format!(
                        "{} does nothing in [keys.{}] anyway",
                        shown(&key),
                        scope.name()
                    );
                    reader.warning(span, message, "remove the line".to_owned());
                    continue;
                }
                None
            }
            name => match action(scope, name, defaults) {
                Ok(action) => Some(action),
                Err((message, help)) => {
                    reader.error(value.span(), message, help);
                    continue;
                }
            },
        };
        changes.push(Change {
            key,
            written: shorten(written),
            action,
            span,
        });
    }
    changes
}

/// The action of a name that does something in a scope; else what is wrong,
/// and what there is.
fn action(scope: Scope, name: &str, keys: &Keys) -> Result<Action, (String, String)> {
    let mut here: Vec<&str> = Vec::new();
    for (_, binding) in keys.all(scope) {
        let name = binding.action.name();
        if !here.contains(&name) {
            here.push(name);
        }
    }
    let list = "`aicaiq config default` lists what there is";
    let shown = shorten(name);
    let scope = scope.name();
    match Action::named(name) {
        Some(action) if here.contains(&name) => Ok(action),
        Some(action) => {
            let places: Vec<String> = Scope::ALL
                .iter()
                .filter(|s| keys.all(**s).any(|(_, b)| b.action == action))
                .map(|s| format!("[keys.{}]", s.name()))
                .collect();
            let message = format!("“{shown}” does nothing in [keys.{scope}]");
            let mut help = format!("it works in {}", places.join(", "));
            if let Some(near) = here.iter().find(|n| n.starts_with(&format!("{name}-"))) {
                help = format!("did you mean “{near}”? {help}");
            }
            Err((message, help))
        }
        None => {
            let message = format!("there is no action “{shown}”");
            let all: Vec<&str> = Action::ALL.iter().map(|a| a.name()).collect();
            let near = nearest(name, &here).or_else(|| nearest(name, &all));
            let part = || {
                all.iter()
                    .find(|n| n.split('-').any(|w| w == name))
                    .copied()
            };
            let help = match near.or_else(part) {
                Some(near) => format!("did you mean “{near}”? {list}"),
                None => list.to_owned(),
            };
            Err((message, help))
        }
    }
}

/// Applies the lines of a scope, but none that would leave nobody a way out.
fn apply(reader: &mut Reader<'_>, scope: Scope, changes: Vec<Change>, keys: &mut Keys) {
    let defaults = keys.clone();
    let mut applied = Vec::new();
    let mut refused = changes;
    // Until no more fits: a line that gives a scope another way out may stand
    // below the one that takes the first away.
    loop {
        let before = refused.len();
        let mut still = Vec::new();
        for change in refused {
            let next = change.made(scope, keys);
            if next.missing_way_out(scope).is_some() {
                still.push(change);
            } else {
                *keys = next;
                applied.push(change);
            }
        }
        refused = still;
        if refused.is_empty() || refused.len() == before {
            break;
        }
    }
    for change in refused {
        let missing = change.made(scope, keys).missing_way_out(scope);
        let names: Vec<&str> = missing
            .unwrap_or_default()
            .iter()
            .map(|a| a.name())
            .collect();
        let message = format!(
            "without {} nobody could leave [keys.{}]: it keeps its meaning",
            shown(&change.key),
            scope.name()
        );
        let help = format!("bind another key to “{}” first", names.join("” or “"));
        reader.error(change.span, message, help);
    }
    for change in applied {
        let Some(action) = change.action else {
            continue;
        };
        let before = defaults.lookup(scope, &change.key);
        if let Some(lost) = before.filter(|b| *b != action)
            && keys.reach(scope, lost).next().is_none()
        {
            let name = lost.name();
            let message = format!(
                "{} was the only key of “{name}”, which now has none in [keys.{}]",
                shown(&change.key),
                scope.name()
            );
            let help = format!("bind another key to “{name}”");
            reader.warning(change.span, message, help);
        }
    }
}
