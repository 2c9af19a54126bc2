//! Matching what is typed with titles and paths, loosely: the letters in
//! their order, small or capital, with or without accents.

use super::candidate::Candidate;
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

/// Letters of a text that are matched: enough for the longest paths, and a
/// bound for what a hostile file can make the matcher do.
const LENGTH: usize = 1024;

/// What is looked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Needle {
    /// Anything.
    Nothing,
    /// Words, each loosely.
    Words(Vec<Atom>),
    /// A part of a link as it is.
    Part(Vec<Atom>),
    /// Part of a name in a folder, better at its start.
    Name(Vec<Atom>),
    /// The start of an href as it is.
    Start(String),
}

impl Needle {
    /// Words, each to be found loosely, in any order.
    #[must_use]
    pub fn words(typed: &str) -> Self {
        Self::pattern(typed, AtomKind::Fuzzy).map_or(Self::Nothing, Self::Words)
    }

    /// A part that is to be found as it is.
    #[must_use]
    pub fn part(typed: &str) -> Self {
        Self::pattern(typed, AtomKind::Substring).map_or(Self::Nothing, Self::Part)
    }

    /// Part of a name.
    #[must_use]
    pub fn name(typed: &str) -> Self {
        Self::pattern(typed, AtomKind::Fuzzy).map_or(Self::Nothing, Self::Name)
    }

    /// The start of an href.
    #[must_use]
    pub fn start(typed: &str) -> Self {
        Self::Start(typed.to_owned())
    }

    fn pattern(typed: &str, kind: AtomKind) -> Option<Vec<Atom>> {
        // Letters without their accents match those with them, composed or
        // not: file systems write both.
        let plain: String = letters(typed)
            .map(nucleo_matcher::chars::normalize)
            .take(LENGTH)
            .collect();
        let ignore = CaseMatching::Ignore;
        let atoms = Pattern::new(&plain, ignore, Normalization::Smart, kind).atoms;
        (!atoms.is_empty()).then_some(atoms)
    }

    /// Where a candidate's letters match, counted in user-perceived
    /// characters: of its title, and of its path.
    #[must_use]
    pub fn marks(&self, candidate: &Candidate) -> (Vec<usize>, Vec<usize>) {
        self.marks_in(&candidate.haystack)
    }

    /// The same for a title and a path by themselves.
    #[must_use]
    pub fn marks_in(&self, haystack: &Haystack) -> (Vec<usize>, Vec<usize>) {
        let atoms = match self {
            Self::Words(atoms) | Self::Part(atoms) | Self::Name(atoms) => atoms,
            Self::Nothing | Self::Start(_) => return (Vec::new(), Vec::new()),
        };
        let mut found = Vec::new();
        let mut matcher = self.matcher();
        for atom in atoms {
            atom.indices(haystack.text(), &mut matcher, &mut found);
        }
        let all = found.into_iter().filter_map(|n| usize::try_from(n).ok());
        let (title, path): (Vec<usize>, Vec<usize>) = all.partition(|n| *n < haystack.path);
        (title, path.into_iter().map(|n| n - haystack.path).collect())
    }

    fn score(&self, candidate: &Candidate, matcher: &mut Matcher) -> Option<u32> {
        match self {
            Self::Nothing => Some(0),
            Self::Start(start) => {
                let starts = !start.is_empty() && candidate.href.starts_with(start.as_str());
                starts.then_some(0)
            }
            _ => self.rank(&candidate.haystack, matcher),
        }
    }

    /// How well title and path match; nothing where they do not.
    pub fn rank(&self, haystack: &Haystack, matcher: &mut Matcher) -> Option<u32> {
        match self {
            Self::Nothing | Self::Start(_) => None,
            Self::Words(atoms) | Self::Part(atoms) | Self::Name(atoms) => {
                let text = haystack.text();
                let scores = atoms.iter().map(|atom| atom.score(text, matcher));
                scores.map(|score| score.map(u32::from)).sum()
            }
        }
    }

    /// A matcher for it, to be used for many.
    #[must_use]
    pub fn matcher(&self) -> Matcher {
        let mut config = Config::DEFAULT.match_paths();
        config.prefer_prefix = matches!(self, Self::Name(_));
        Matcher::new(config)
    }
}

/// Those that match with how well they do, best first; as good ones in the
/// order in which they came.
pub fn best(needle: &Needle, of: &[Arc<Candidate>]) -> Vec<(u32, Arc<Candidate>)> {
    let mut matcher = needle.matcher();
    let mut found: Vec<_> = of
        .iter()
        .filter_map(|c| Some((needle.score(c, &mut matcher)?, Arc::clone(c))))
        .collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found
}

/// A text as the matcher wants it: the first code point of every
/// user-perceived character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Haystack {
    letters: Vec<char>,
    /// Where the path starts.
    path: usize,
}

impl Haystack {
    /// Title and path, matched as one text.
    #[must_use]
    pub fn new(title: &str, path: &str) -> Self {
        let mut all: Vec<char> = letters(title).take(LENGTH).collect();
        if !all.is_empty() {
            all.push(' ');
        }
        let start = all.len();
        all.extend(letters(path).take(LENGTH));
        Self {
            letters: all,
            path: start,
        }
    }

    fn text(&self) -> Utf32Str<'_> {
        Utf32Str::Unicode(&self.letters)
    }
}

fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.graphemes(true).filter_map(|g| g.chars().next())
}
