//! What was typed into the palette.

use super::Target;
use crate::assessment::Role;
use crate::find::{Folded, Query};
use crate::questionnaire::{ItemId, StepId};
use crate::tui::picker::Needle;
use unicode_segmentation::UnicodeSegmentation;

/// What was typed, as candidates are held against it.
#[derive(Debug, Clone)]
pub struct Asked {
    pub(super) query: Query,
    pub(super) phrase: Folded,
    pub(super) needle: Needle,
    pub(super) letters: u32,
    pub(super) words: usize,
    named: Option<(Option<Role>, ItemId)>,
    /// As an action's name would be written.
    name: String,
    /// Its words as they are compared.
    pub(super) split: Vec<String>,
}

/// The words of a text as they are compared.
pub(super) fn split(text: &str) -> Vec<String> {
    let folded = Folded::new(text);
    let ends = |c: char| !c.is_alphanumeric() && c != '/';
    let words = folded.text().split(ends).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// The shortest word that a slip is looked for in, in characters.
const LONG: usize = 5;

/// Whether two words differ by one letter that is missing, too much, another
/// one, or has changed places with the next.
pub(super) fn is_near(typed: &str, word: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
    if a.len().min(b.len()) < LONG || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (
        a.get(start..).unwrap_or_default(),
        b.get(start..).unwrap_or_default(),
    );
    let ends = |a: &[char], b: &[char], by: (usize, usize)| a.get(by.0..) == b.get(by.1..);
    let swapped = matches!((a, b), ([a, c, ..], [d, e, ..]) if a == e && c == d);
    ends(a, b, (0, 1))
        || ends(a, b, (1, 0))
        || ends(a, b, (1, 1))
        || (swapped && ends(a, b, (2, 2)))
}

impl Asked {
    /// What somebody has typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        let letters = typed.graphemes(true).filter(|g| !g.trim().is_empty());
        Self {
            query: Query::loose(typed),
            phrase: Folded::new(typed.trim()),
            needle: Needle::words(typed),
            letters: u32::try_from(letters.count()).unwrap_or(u32::MAX),
            words: typed.split_whitespace().count(),
            named: named(typed),
            name: typed.trim().to_lowercase().replace(' ', "-"),
            split: split(typed),
        }
    }

    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words == 0
    }

    pub(super) fn begins(&self, target: &Target) -> bool {
        let long = self.name.len() > 1;
        long && matches!(target, Target::Action(action) if action.name().starts_with(&self.name))
    }

    pub(super) fn names(&self, target: &Target) -> bool {
        match (&self.named, target) {
            (Some((role, named)), Target::Item(of, item)) => {
                role.is_none_or(|role| role == *of) && named == item
            }
            (_, Target::Action(action)) => {
                self.name == action.name() || action.also().contains(&self.name.as_str())
            }
            _ => false,
        }
    }
}

/// The item that is named by `CSP.03`, `mp 4`, `osp4` or `AP ccm-1`; without a
/// role, it has to be written as it is: `03`.
pub(super) fn named(typed: &str) -> Option<(Option<Role>, ItemId)> {
    let typed = typed.trim();
    if let Ok(step) = StepId::new(&typed.to_ascii_lowercase()) {
        return Some((None, ItemId::Step(step)));
    }
    Role::ALL.iter().find_map(|role| {
        let word = role.as_str();
        let head = typed.get(..word.len())?;
        let rest = typed.get(word.len()..)?.trim_start_matches(['.', ' ']);
        if !head.eq_ignore_ascii_case(word) || rest.is_empty() {
            return None;
        }
        let item = match rest.replace(' ', "-").parse() {
            Ok(step) => ItemId::Step(step),
            Err(_) => ItemId::Question(rest.to_ascii_uppercase()),
        };
        Some((Some(*role), item))
    })
}
