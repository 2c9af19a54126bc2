//! What can be typed at any prompt besides an answer.

use super::conflict::Word;

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    Help,
    Back,
    Jump(String),
    Next,
    Undo,
    Redo,
    Overview,
    Repeat,
    Ask,
    Controls,
    NextControl,
    PreviousControl,
    Conflict(Word),
    Quit,
}

/// What is said of the commands.
pub(super) const HELP: [&str; 10] = [
    "help or ? (a question mark): this help",
    "b or back: to the previous item; from a question about an item, to the item's first one",
    "next or ] (a closing bracket): the next unanswered item",
    "r or repeat: the item is read again",
    "ask: what to ask for, where the questionnaire says it",
    "conflict: what two people changed of this item, or of no item, and nobody has decided, and how to decide it",
    "o or overview: results, counts and gaps",
    "u or undo takes the last change back; redo does it again",
    "q or quit: leaves; everything is saved",
    "A space before it makes a text of what would be a command.",
];

/// What is said of them in a folder of controls.
pub(super) const OF_FOLDERS: &str = "next control and previous control: to another control of this folder; controls lists them; j and a control, or an item of it as X-02:CSP.03, goes there";

impl Command {
    /// The command that a line is; none where it is something else. An id is
    /// not looked at.
    pub fn of(line: &str) -> Option<Self> {
        let line = line.trim_end();
        let command = match line {
            "controls" => Self::Controls,
            "next control" => Self::NextControl,
            "previous control" => Self::PreviousControl,
            "?" | "help" => Self::Help,
            "b" | "back" => Self::Back,
            "]" | "next" => Self::Next,
            "u" | "undo" => Self::Undo,
            "redo" => Self::Redo,
            "o" | "overview" => Self::Overview,
            "r" | "repeat" => Self::Repeat,
            "ask" => Self::Ask,
            "q" | "quit" => Self::Quit,
            "j" | "jump" => Self::Jump(String::new()),
            _ => {
                if let Some(word) = Word::of(line) {
                    return Some(Self::Conflict(word));
                }
                let id = line.strip_prefix("j ").or(line.strip_prefix("jump "))?;
                return Some(Self::Jump(id.trim().to_owned()));
            }
        };
        Some(command)
    }
}
