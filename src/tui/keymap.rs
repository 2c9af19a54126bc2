//! The one table of key bindings: dispatch, status bar, help and the
//! README's key table are made from it.

use super::action::{Action, Choice, Then};
use crate::assessment::Method;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Where a binding works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
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
    /// Unsaved texts that were found.
    Drafts,
    /// Somebody else wrote the file.
    Conflict,
    /// Leaving while something is not saved.
    Leaving,
}

impl Scope {
    /// The scope's heading in help and README.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Outline => "Items",
            Self::Form => "Form of an item",
            Self::Summary => "Summary",
            Self::Start => "Start page",
            Self::Wizard | Self::WizardText => "New assessment",
            Self::Text => "Writing a text",
            Self::Line => "Writing a line",
            Self::Reading => "Help and details",
            Self::Drafts => "Unsaved text found",
            Self::Conflict => "Changed on disk",
            Self::Leaving => "Leaving unsaved",
        }
    }

    /// The scopes that help and README have a table for, in order.
    pub const SHOWN: &'static [Self] = &[
        Self::Outline,
        Self::Form,
        Self::Text,
        Self::Line,
        Self::Summary,
        Self::Wizard,
        Self::Start,
    ];
}

/// Keys, what they do, and where.
#[derive(Debug)]
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

const WALK: &[Scope] = &[Scope::Outline, Scope::Form];
const LISTS: &[Scope] = &[
    Scope::Outline,
    Scope::Form,
    Scope::Summary,
    Scope::Start,
    Scope::Reading,
    Scope::Drafts,
];
const MOVING: &[Scope] = &[
    Scope::Outline,
    Scope::Form,
    Scope::Summary,
    Scope::Start,
    Scope::Reading,
    Scope::Drafts,
    Scope::Wizard,
    Scope::WizardText,
];

const fn b(
    keys: &'static [&'static str],
    action: Action,
    scopes: &'static [Scope],
    help: &'static str,
    hint: &'static str,
) -> Binding {
    Binding {
        keys,
        action,
        scopes,
        help,
        hint,
    }
}

/// All bindings. Where two fit, the first wins; the order is that of the
/// status bar and of help.
pub static BINDINGS: &[Binding] = &[
    b(
        &["s", "y"],
        Action::Answer(Choice::Satisfied, Then::MoveOn),
        &[Scope::Outline],
        "satisfied (question: Yes), then the next item",
        "",
    ),
    b(
        &["p"],
        Action::Answer(Choice::Partially, Then::MoveOn),
        &[Scope::Outline],
        "partially satisfied, then the next item",
        "",
    ),
    b(
        &["n"],
        Action::Answer(Choice::Not, Then::MoveOn),
        &[Scope::Outline],
        "not satisfied (question: No), then the next item",
        "",
    ),
    b(
        &["a"],
        Action::Answer(Choice::NotApplicable, Then::MoveOn),
        &[Scope::Outline],
        "not applicable (question: NA), then the next item",
        "",
    ),
    b(
        &["S", "Y"],
        Action::Answer(Choice::Satisfied, Then::Stay),
        &[Scope::Outline],
        "satisfied or Yes, and stay",
        "",
    ),
    b(
        &["P"],
        Action::Answer(Choice::Partially, Then::Stay),
        &[Scope::Outline],
        "partially satisfied, and stay",
        "",
    ),
    b(
        &["N"],
        Action::Answer(Choice::Not, Then::Stay),
        &[Scope::Outline],
        "not satisfied or No, and stay",
        "",
    ),
    b(
        &["A"],
        Action::Answer(Choice::NotApplicable, Then::Stay),
        &[Scope::Outline],
        "not applicable or NA, and stay",
        "",
    ),
    b(
        &["s", "y", "S", "Y"],
        Action::Answer(Choice::Satisfied, Then::Stay),
        &[Scope::Form],
        "satisfied (question: Yes)",
        "",
    ),
    b(
        &["p", "P"],
        Action::Answer(Choice::Partially, Then::Stay),
        &[Scope::Form],
        "partially satisfied",
        "",
    ),
    b(
        &["n", "N"],
        Action::Answer(Choice::Not, Then::Stay),
        &[Scope::Form],
        "not satisfied (question: No)",
        "",
    ),
    b(
        &["a", "A"],
        Action::Answer(Choice::NotApplicable, Then::Stay),
        &[Scope::Form],
        "not applicable (question: NA)",
        "",
    ),
    b(
        &["enter", "space"],
        Action::Enter,
        &[Scope::Form],
        "change the field: next choice, or write in it",
        "change",
    ),
    b(
        &["e"],
        Action::Note,
        WALK,
        "write the note (question: implementation)",
        "note",
    ),
    b(&["E"], Action::NoteOutside, WALK, "write it in $EDITOR", ""),
    b(
        &["v"],
        Action::AddEvidence,
        WALK,
        "add evidence: a link or a path",
        "evidence",
    ),
    b(
        &["c"],
        Action::CorrectiveAction,
        WALK,
        "corrective action: what, who, by when",
        "",
    ),
    b(&["w"], Action::Justify, WALK, "why it does not apply", ""),
    b(
        &["r"],
        Action::Grade,
        WALK,
        "grade: major, minor (of a shortfall), ofi (of a satisfied step)",
        "",
    ),
    b(
        &["x"],
        Action::Method(Method::Examine),
        WALK,
        "method examine on or off",
        "",
    ),
    b(
        &["i"],
        Action::Method(Method::Interview),
        WALK,
        "method interview on or off",
        "",
    ),
    b(
        &["t"],
        Action::Method(Method::Test),
        WALK,
        "method test on or off",
        "",
    ),
    b(
        &["R"],
        Action::Ready,
        WALK,
        "ready for review, or back to draft",
        "",
    ),
    b(
        &["backspace", "delete"],
        Action::Clear,
        WALK,
        "take the answer (form: the field) back to empty",
        "",
    ),
    b(
        &["]"],
        Action::NextUnanswered,
        WALK,
        "next unanswered item",
        "next open",
    ),
    b(
        &["["],
        Action::PreviousUnanswered,
        WALK,
        "previous unanswered item",
        "",
    ),
    b(&["}"], Action::NextGap, WALK, "next item with a gap", ""),
    b(
        &["{"],
        Action::PreviousGap,
        WALK,
        "previous item with a gap",
        "",
    ),
    b(
        &["enter"],
        Action::Enter,
        &[Scope::Outline],
        "go to the item's form; fold or unfold a role",
        "",
    ),
    b(
        &["enter"],
        Action::Enter,
        &[Scope::Summary],
        "jump to the item of the selected gap; elsewhere: show the gaps",
        "go to item",
    ),
    b(
        &["tab"],
        Action::Next,
        &[Scope::Outline, Scope::Form],
        "other pane: items or form",
        "",
    ),
    b(
        &["shift-tab"],
        Action::Previous,
        &[Scope::Outline, Scope::Form],
        "other pane",
        "",
    ),
    b(
        &["tab"],
        Action::Next,
        &[Scope::Summary],
        "next page of the summary",
        "next page",
    ),
    b(
        &["shift-tab"],
        Action::Previous,
        &[Scope::Summary],
        "previous page of the summary",
        "",
    ),
    b(
        &["n"],
        Action::New,
        &[Scope::Start],
        "new assessment",
        "new",
    ),
    b(
        &["s"],
        Action::Sample,
        &[Scope::Start],
        "open a sample to play with",
        "sample",
    ),
    b(
        &["enter"],
        Action::Enter,
        &[Scope::Start],
        "open what is selected",
        "open",
    ),
    b(
        &["space"],
        Action::Enter,
        &[Scope::Wizard],
        "choose or unchoose",
        "choose",
    ),
    b(
        &["enter"],
        Action::Next,
        &[Scope::WizardText],
        "next field",
        "next field",
    ),
    b(
        &["enter"],
        Action::Enter,
        &[Scope::Wizard],
        "choose; on the last line: create the assessment",
        "",
    ),
    b(
        &["tab"],
        Action::Next,
        &[Scope::Wizard, Scope::WizardText],
        "next field",
        "",
    ),
    b(
        &["shift-tab"],
        Action::Previous,
        &[Scope::Wizard, Scope::WizardText],
        "previous field",
        "",
    ),
    b(
        &["ctrl-s"],
        Action::Done,
        &[Scope::Wizard, Scope::WizardText],
        "create the assessment",
        "create",
    ),
    b(&["down", "j"], Action::Down, LISTS, "down", ""),
    b(&["up", "k"], Action::Up, LISTS, "up", ""),
    b(&["down"], Action::Down, MOVING, "down", ""),
    b(&["up"], Action::Up, MOVING, "up", ""),
    b(
        &["pgdn", "ctrl-d"],
        Action::PageDown,
        LISTS,
        "one page down",
        "",
    ),
    b(
        &["pgup", "ctrl-u"],
        Action::PageUp,
        LISTS,
        "one page up",
        "",
    ),
    b(&["home", "g"], Action::First, LISTS, "to the first", ""),
    b(&["end", "G"], Action::Last, LISTS, "to the last", ""),
    b(
        &["left", "h"],
        Action::Left,
        &[Scope::Outline, Scope::Form, Scope::Summary, Scope::Wizard],
        "fold the role; previous choice; previous page",
        "",
    ),
    b(
        &["right", "l"],
        Action::Right,
        &[Scope::Outline, Scope::Form, Scope::Summary, Scope::Wizard],
        "unfold or go to the form; next choice; next page",
        "",
    ),
    b(
        &["d"],
        Action::Details,
        &[Scope::Outline, Scope::Form, Scope::Summary],
        "the control: specification, ownership, lifecycle, mappings",
        "details",
    ),
    b(
        &["o"],
        Action::Summary,
        &[Scope::Outline, Scope::Form],
        "overview: matrix, shared responsibility, standards, gaps",
        "overview",
    ),
    b(
        &["o", "esc"],
        Action::Back,
        &[Scope::Summary],
        "back to the items",
        "back",
    ),
    b(
        &["u"],
        Action::Undo,
        &[Scope::Outline, Scope::Form, Scope::Summary],
        "undo",
        "undo",
    ),
    b(
        &["U", "ctrl-r"],
        Action::Redo,
        &[Scope::Outline, Scope::Form, Scope::Summary],
        "redo",
        "",
    ),
    b(
        &["ctrl-s"],
        Action::Save,
        &[Scope::Outline, Scope::Form, Scope::Summary],
        "save again, where saving has failed",
        "",
    ),
    b(
        &["esc"],
        Action::Back,
        &[Scope::Form],
        "back to the items",
        "back",
    ),
    b(
        &["esc"],
        Action::Back,
        &[Scope::Wizard, Scope::WizardText],
        "back to the start page; what was typed stays",
        "back",
    ),
    b(
        &["esc", "q", "?", "d", "enter", "ctrl-c"],
        Action::Back,
        &[Scope::Reading],
        "close",
        "close",
    ),
    b(
        &["esc", "ctrl-s", "ctrl-c"],
        Action::Done,
        &[Scope::Text],
        "done: the text is kept and saved (u undoes it)",
        "done, saved",
    ),
    b(
        &["ctrl-o"],
        Action::Outside,
        &[Scope::Text],
        "go on in $EDITOR",
        "$EDITOR",
    ),
    b(
        &["enter", "ctrl-s"],
        Action::Done,
        &[Scope::Line],
        "done: kept and saved",
        "done, saved",
    ),
    b(
        &["esc", "ctrl-c"],
        Action::Back,
        &[Scope::Line],
        "close; the text is kept",
        "close, text kept",
    ),
    b(
        &["enter", "r"],
        Action::Restore,
        &[Scope::Drafts],
        "open it in its field again",
        "restore",
    ),
    b(
        &["D"],
        Action::Discard,
        &[Scope::Drafts],
        "throw it away",
        "discard",
    ),
    b(
        &["esc", "q"],
        Action::Back,
        &[Scope::Drafts],
        "decide later: it is kept",
        "later",
    ),
    b(
        &["t"],
        Action::TakeTheirs,
        &[Scope::Conflict],
        "load the file; mine is kept beside it",
        "take theirs",
    ),
    b(
        &["m"],
        Action::KeepMine,
        &[Scope::Conflict],
        "write mine; theirs is kept beside it",
        "keep mine",
    ),
    b(
        &["esc"],
        Action::Back,
        &[Scope::Conflict],
        "decide later: nothing is written",
        "later",
    ),
    b(
        &["ctrl-s", "r"],
        Action::Save,
        &[Scope::Leaving],
        "try to save again",
        "try again",
    ),
    b(
        &["Q"],
        Action::QuitAnyway,
        &[Scope::Leaving],
        "leave, losing what is not saved",
        "leave anyway",
    ),
    b(&["esc"], Action::Back, &[Scope::Leaving], "stay", "stay"),
    b(
        &["?"],
        Action::Help,
        &[
            Scope::Outline,
            Scope::Form,
            Scope::Summary,
            Scope::Start,
            Scope::Wizard,
        ],
        "the keys that work here",
        "help",
    ),
    b(
        &["ctrl-z"],
        Action::Suspend,
        &[
            Scope::Outline,
            Scope::Form,
            Scope::Summary,
            Scope::Start,
            Scope::Wizard,
            Scope::WizardText,
            Scope::Text,
            Scope::Line,
            Scope::Reading,
        ],
        "back to the shell for a while (fg returns)",
        "",
    ),
    b(
        &["q", "ctrl-c"],
        Action::Quit,
        &[Scope::Outline, Scope::Form, Scope::Summary, Scope::Start],
        "quit; everything is saved",
        "quit",
    ),
    b(
        &["ctrl-c"],
        Action::Back,
        &[Scope::Wizard, Scope::WizardText],
        "back",
        "",
    ),
    b(&["esc"], Action::Quit, &[Scope::Start], "quit", ""),
];

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

/// A key's name as people read it: arrows as arrows, letters as they are.
#[must_use]
pub fn shown(key: &str) -> &str {
    match key {
        "up" => "↑",
        "down" => "↓",
        "left" => "←",
        "right" => "→",
        "space" => "Space",
        "enter" => "Enter",
        "esc" => "Esc",
        "tab" => "Tab",
        "shift-tab" => "Shift-Tab",
        "backspace" => "Backspace",
        "delete" => "Del",
        "pgup" => "PgUp",
        "pgdn" => "PgDn",
        "home" => "Home",
        "end" => "End",
        "ctrl-c" => "Ctrl-C",
        "ctrl-d" => "Ctrl-D",
        "ctrl-o" => "Ctrl-O",
        "ctrl-r" => "Ctrl-R",
        "ctrl-s" => "Ctrl-S",
        "ctrl-u" => "Ctrl-U",
        "ctrl-z" => "Ctrl-Z",
        other => other,
    }
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
        let mut seen: Vec<&str> = Vec::new();
        for binding in of_scope(scope) {
            let keys: Vec<&str> = binding
                .keys
                .iter()
                .copied()
                .filter(|k| !seen.contains(k))
                .collect();
            seen.extend(&keys);
            if !keys.is_empty() {
                let names: Vec<String> = keys.iter().map(|k| format!("`{}`", shown(k))).collect();
                out.push_str(&format!("| {} | {} |\n", names.join(" "), binding.help));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_table_has_a_name_to_show() {
        for key in BINDINGS.iter().flat_map(|b| b.keys) {
            assert!(key.chars().count() == 1 || shown(key) != *key, "{key}");
        }
    }

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
