//! The user's own configuration: its text in, settings and located problems
//! out. Whatever is wrong with it, what is right applies.

mod default;
mod keys;
mod read;
mod remapped;

pub use default::default_text;
pub use read::{Read, read};
pub use remapped::{lost_digits, remapped};

use crate::tui::keymap::Keys;

/// How the user wants the program to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The name of a theme; none for the program's own choice.
    pub theme: Option<String>,
    /// Which signs are drawn.
    pub glyphs: Glyphs,
    /// Whether the program takes the mouse; else the terminal keeps it.
    pub mouse: bool,
    /// The user's own name: who answers where `--assessor` does not say so.
    pub assessor: Option<String>,
    /// What the keys do.
    pub keys: Keys,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            theme: None,
            glyphs: Glyphs::Auto,
            mouse: true,
            assessor: None,
            keys: Keys::default(),
        }
    }
}

/// Which signs are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// As the terminal can.
    #[default]
    Auto,
    /// All of them.
    Unicode,
    /// Only those of ASCII.
    Ascii,
}

impl Glyphs {
    /// The words of the configuration.
    pub const WORDS: [&'static str; 3] = ["auto", "unicode", "ascii"];

    fn of(word: &str) -> Option<Self> {
        match word {
            "auto" => Some(Self::Auto),
            "unicode" => Some(Self::Unicode),
            "ascii" => Some(Self::Ascii),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
