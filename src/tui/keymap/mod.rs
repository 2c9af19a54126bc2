//! The one table of key bindings: dispatch, status bar, help and the
//! README's key table are made from it. [`Keys`] is the table with what the
//! user has bound otherwise.

mod keys;
mod press;
mod scope;
mod shown;
mod table;

pub use keys::Keys;
pub use press::{BadKey, names, parse};
pub use shown::{shown, worded, written};
pub use table::BINDINGS;

use super::action::Action;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Where a binding works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The controls of an assessment folder.
    Controls,
    /// The list of roles and items.
    Outline,
    /// The fields of an item.
    Form,
    /// The summary.
    Summary,
    /// The page that is shown without a file.
    Start,
    /// The questions of a new assessment, on a choice.
    Wizard,
    /// The same, in a line of text.
    WizardText,
    /// A text of many lines being edited.
    Text,
    /// A text of one line being edited.
    Line,
    /// Help or details laid over the screen.
    Reading,
    /// The line that adds evidence, with what could be picked below it.
    Evidence,
    /// Unsaved texts that were found.
    Drafts,
    /// Answers that could not be saved the last time.
    Left,
    /// Somebody else wrote the file.
    Conflict,
    /// Leaving while something is not saved.
    Leaving,
    /// Signing a role off.
    SignOff,
    /// Choosing between two writers' values.
    Resolve,
    /// What changed since an earlier state.
    Changes,
    /// Choosing the earlier state.
    Against,
    /// Choosing which evidence is opened.
    Links,
    /// A line that finds actions, items, records or texts.
    Finder,
    /// At a text that was just found.
    Hits,
    /// Choosing which items are shown.
    Filter,
    /// Many providers.
    Portfolio,
    /// The gaps of all controls of a folder.
    Gaps,
}

impl Scope {
    /// The scope's heading in help and README.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Controls => "Controls of a folder",
            Self::Outline => "Items",
            Self::Form => "Form of an item",
            Self::Summary => "Summary",
            Self::Start => "Start page",
            Self::Wizard | Self::WizardText => "New assessment",
            Self::Text => "Writing a text",
            Self::Line => "Writing a line",
            Self::Evidence => "Adding evidence",
            Self::Reading => "Help and details",
            Self::Drafts => "Unsaved text found",
            Self::Left => "Not saved the last time",
            Self::Conflict => "Changed on disk",
            Self::Leaving => "Leaving unsaved",
            Self::SignOff => "Sign-off",
            Self::Resolve => "Both changed it",
            Self::Changes => "What changed",
            Self::Against => "Compare with",
            Self::Links => "Opening evidence",
            Self::Finder => "Palette and find",
            Self::Hits => "At a text just found",
            Self::Filter => "Show only",
            Self::Portfolio => "Many providers",
            Self::Gaps => "Gaps of all controls",
        }
    }

    /// The scopes that help and README have a table for, in order.
    pub const SHOWN: &'static [Self] = &[
        Self::Outline,
        Self::Form,
        Self::Text,
        Self::Line,
        Self::Evidence,
        Self::Summary,
        Self::Changes,
        Self::Finder,
        Self::Hits,
        Self::Filter,
        Self::Wizard,
        Self::Controls,
        Self::Gaps,
        Self::Start,
        Self::Portfolio,
    ];
}

/// Keys, what they do, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Binding {
    /// Names of keys: `j`, `ctrl-r`, `pgdn`.
    pub keys: &'static [&'static str],
    /// What they do.
    pub action: Action,
    /// Where.
    pub scopes: &'static [Scope],
    /// A line of help.
    pub help: &'static str,
    /// A word or two for the status bar; empty keeps it out.
    pub hint: &'static str,
}

/// The binding for a key in a scope.
#[must_use]
pub fn lookup(scope: Scope, key: &str) -> Option<Action> {
    BINDINGS
        .iter()
        .find(|b| b.scopes.contains(&scope) && b.keys.contains(&key))
        .map(|b| b.action)
}

/// The bindings of a scope in the table's order.
pub fn of_scope(scope: Scope) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |b| b.scopes.contains(&scope))
}

/// A key's name as the table writes it, or nothing for a key without one.
#[must_use]
pub fn name(event: &KeyEvent) -> Option<String> {
    let base = match event.code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::Enter => "enter".into(),
        KeyCode::Esc => "esc".into(),
        KeyCode::Tab => "tab".into(),
        KeyCode::BackTab => return Some("shift-tab".into()),
        KeyCode::Backspace => "backspace".into(),
        KeyCode::Delete => "delete".into(),
        KeyCode::Up => "up".into(),
        KeyCode::Down => "down".into(),
        KeyCode::Left => "left".into(),
        KeyCode::Right => "right".into(),
        KeyCode::Home => "home".into(),
        KeyCode::End => "end".into(),
        KeyCode::PageUp => "pgup".into(),
        KeyCode::PageDown => "pgdn".into(),
        KeyCode::Insert => "insert".into(),
        KeyCode::F(n) => format!("f{n}"),
        _ => return None,
    };
    if event.modifiers.contains(KeyModifiers::ALT) {
        return Some(format!("alt-{base}"));
    }
    if event.modifiers.contains(KeyModifiers::CONTROL) {
        return Some(format!("ctrl-{}", base.to_lowercase()));
    }
    Some(base)
}

/// What help tells of a scope: each binding with the keys that reach it, those
/// left out that an earlier binding takes.
#[must_use]
pub fn lines(scope: Scope) -> Vec<(Vec<&'static str>, &'static Binding)> {
    let mut seen: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    for binding in of_scope(scope) {
        let keys: Vec<&'static str> = binding
            .keys
            .iter()
            .copied()
            .filter(|k| !seen.contains(k))
            .collect();
        seen.extend(&keys);
        if !keys.is_empty() {
            lines.push((keys, binding));
        }
    }
    lines
}

/// The keys of all shown scopes as Markdown tables, for the README.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::new();
    for &scope in Scope::SHOWN {
        out.push_str(&format!(
            "\n**{}**\n\n| keys | what they do |\n| --- | --- |\n",
            scope.title()
        ));
        // The keys of writing stand once, with the text that has them all.
        let writes = |b: &Binding| matches!(b.action, Action::Write(_));
        let told = lines(scope);
        let told = told
            .into_iter()
            .filter(|(_, b)| scope == Scope::Text || !writes(b));
        for (keys, binding) in told {
            let names: Vec<String> = keys.iter().map(|k| format!("`{}`", shown(k))).collect();
            out.push_str(&format!("| {} | {} |\n", names.join(" "), binding.help));
        }
        if matches!(scope, Scope::Line | Scope::Evidence) {
            let title = Scope::Text.title();
            out.push_str(&format!("| … | move, erase and undo as in *{title}* |\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_a_scope_means_one_thing() {
        for (at, binding) in BINDINGS.iter().enumerate() {
            for scope in binding.scopes {
                for key in binding.keys {
                    let clash = BINDINGS[..at].iter().find(|b| {
                        b.scopes.contains(scope)
                            && b.keys.contains(key)
                            && b.action != binding.action
                    });
                    assert!(
                        clash.is_none(),
                        "{key} in {scope:?}: {:?} and {:?}",
                        clash.map(|c| c.action),
                        binding.action
                    );
                }
            }
        }
    }
}
