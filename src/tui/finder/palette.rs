//! The palette: actions, items and records, and which of them are meant by a
//! few letters.

use super::Target;
use super::actions;
use super::texts::first_uses;
use crate::assessment::Role;
use crate::find::{Folded, Query};
use crate::questionnaire::{ItemId, Questionnaire, Step, StepId};
use crate::text::one_line;
use crate::tui::action::Action;
use crate::tui::controls::Controls;
use crate::tui::doc::Doc;
use crate::tui::keymap::{Keys, Scope};
use crate::tui::picker::{Haystack, Needle};
use std::cmp::Reverse;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// What a letter has to be worth on average for letters that are strewn over
/// a text to count as meant: what the matcher gives for a letter, so that the
/// gaps between them may cost no more than what good places bring in.
const WORTH: u32 = 16;

/// Letters that may be left out of a word that is typed.
const SLIPS: usize = 2;

/// What a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An action that was run from here before.
    Recent,
    /// An action.
    Action,
    /// A control of the folder.
    Control,
    /// Something that is due.
    Due,
    /// An item.
    Item,
    /// A record of the register.
    Record,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Recent => "recent",
            Self::Action => "action",
            Self::Control => "control",
            Self::Due => "due",
            Self::Item => "item",
            Self::Record => "record",
        }
    }
}

/// Something that can be chosen.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// What choosing it does.
    pub target: Target,
    /// What it is.
    pub kind: Kind,
    /// Its help, its id and topic, or its title; safe to show.
    pub head: String,
    /// Its name or its href; may be empty; safe to show.
    pub tail: String,
    /// The keys that would have done it.
    pub keys: String,
    /// Head and tail as they are compared.
    whole: String,
    folded: Folded,
    haystack: Haystack,
    /// Its words beyond those, and as they are compared.
    body: Option<(String, Folded)>,
}

/// How well a candidate fits; more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The letters occur in their order.
    Letters,
    /// The words occur in its text.
    Body,
    /// They begin words of its text.
    BodyWords,
    /// The words occur in what is shown of it.
    Part,
    /// They begin words of it.
    Words,
    /// They stand in it as they were typed.
    Phrase,
    /// An action's name begins so.
    Begun,
    /// It is what was named.
    Named,
}

impl Candidate {
    pub(super) fn new(target: Target, kind: Kind, head: &str, tail: &str) -> Self {
        let (head, tail) = (one_line(head), one_line(tail));
        let whole = format!("{head} {tail}");
        Self {
            target,
            kind,
            keys: String::new(),
            folded: Folded::new(&whole),
            haystack: Haystack::new(&head, &tail),
            whole,
            head,
            tail,
            body: None,
        }
    }

    fn action(kind: Kind, entry: &actions::Entry) -> Self {
        let name = entry.action.name();
        let mut candidate = Self::new(Target::Action(entry.action), kind, entry.help, name);
        candidate.keys.clone_from(&entry.keys);
        candidate
    }

    /// Whether it can be meant at all, and if it may be shown, how well it fits.
    fn fit(&self, asked: &Asked, matcher: &mut nucleo_matcher::Matcher) -> Option<Option<Rank>> {
        let letters = asked.needle.rank(&self.haystack, matcher);
        let whole = (self.whole.as_str(), &self.folded);
        let fit = if asked.names(&self.target) {
            Fit::Named
        } else if asked.begins(&self.target) {
            Fit::Begun
        } else if asked.query.is_in(&[whole]) {
            let starts = asked.query.starts_words_of(&self.whole, &self.folded);
            match (starts, self.folded.text().contains(asked.phrase.text())) {
                (true, true) => Fit::Phrase,
                (true, false) => Fit::Words,
                (false, _) => Fit::Part,
            }
        } else if let Some((text, folded)) = &self.body
            && asked.query.is_in(&[whole, (text, folded)])
        {
            if asked.query.starts_words_of(text, folded) {
                Fit::BodyWords
            } else {
                Fit::Body
            }
        } else {
            let Some(score) = letters else {
                return asked.may_come_to_name(&self.target).then_some(None);
            };
            // A guess must not answer anything.
            if matches!(self.target, Target::Action(action) if action.answers()) {
                return Some(None);
            }
            let meant = score >= WORTH.saturating_mul(asked.letters) && self.is_close(asked);
            return Some(meant.then_some(Rank(Fit::Letters, score)));
        };
        Some(Some(Rank(fit, letters.unwrap_or(0))))
    }

    /// Whether letters that are strewn are the first ones of words, or those of
    /// a word with a slip in it: not some here and some there.
    fn is_close(&self, asked: &Asked) -> bool {
        let (mut head, mut tail) = asked.needle.marks_in(&self.haystack);
        // Each word has its own; one may stand before the other.
        head.sort_unstable();
        tail.sort_unstable();
        let begin = |text: &str, marks: &[usize]| {
            let letters: Vec<&str> = text.graphemes(true).collect();
            let is_letter = |at: usize| {
                let letter = letters.get(at).and_then(|g| g.chars().next());
                letter.is_some_and(char::is_alphanumeric)
            };
            let before = std::iter::once(None).chain(marks.iter().copied().map(Some));
            marks.iter().zip(before).all(|(at, before)| {
                let Some(left) = at.checked_sub(1) else {
                    return true;
                };
                before == Some(left) || !is_letter(left)
            })
        };
        let near = |marks: &[usize]| match marks {
            [first, .., last] => last - first < marks.len() + SLIPS * asked.words,
            _ => true,
        };
        match (head.as_slice(), tail.as_slice()) {
            (marks, []) => near(marks) || begin(&self.head, marks),
            ([], marks) => near(marks) || begin(&self.tail, marks),
            (ahead, behind) => begin(&self.head, ahead) && begin(&self.tail, behind),
        }
    }

    /// Which user-perceived characters of head and tail were meant.
    #[must_use]
    pub fn marks(&self, asked: &Asked) -> (Vec<usize>, Vec<usize>) {
        let places = asked.query.places(&self.whole, &self.folded);
        if places.is_empty() || (self.body.is_none() && places.len() < asked.words) {
            return asked.needle.marks_in(&self.haystack);
        }
        let in_head = self.head.graphemes(true).count();
        let marked = self.whole.grapheme_indices(true).enumerate();
        let marked = marked.filter(|(_, (at, grapheme))| {
            let end = at + grapheme.len();
            places.iter().any(|p| p.start < end && *at < p.end)
        });
        let all: Vec<usize> = marked.map(|(n, _)| n).collect();
        let tail = all.iter().filter_map(|n| n.checked_sub(in_head + 1));
        let tail = tail.collect();
        (all.into_iter().filter(|n| *n < in_head).collect(), tail)
    }

    /// Its text and what was found only there.
    #[must_use]
    pub fn found_in_body(&self, asked: &Asked) -> Option<(&str, Vec<Range<usize>>)> {
        let (text, folded) = self.body.as_ref()?;
        let whole = (self.whole.as_str(), &self.folded);
        if asked.query.is_empty() || asked.query.is_in(&[whole]) {
            return None;
        }
        let all = asked.query.is_in(&[whole, (text, folded)]);
        let places = asked.query.places(text, folded);
        (all && !places.is_empty()).then_some((text.as_str(), places))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank(Fit, u32);

/// What was typed, as candidates are held against it.
#[derive(Debug, Clone)]
pub struct Asked {
    query: Query,
    phrase: Folded,
    needle: Needle,
    letters: u32,
    words: usize,
    named: Option<(Option<Role>, ItemId)>,
    /// As an action's name would be written.
    name: String,
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
        }
    }

    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words == 0
    }

    fn begins(&self, target: &Target) -> bool {
        let long = self.name.len() > 1;
        long && matches!(target, Target::Action(action) if action.name().starts_with(&self.name))
    }

    /// Whether more letters may make it what an action is also called.
    fn may_come_to_name(&self, target: &Target) -> bool {
        let begins = |other: &&str| other.starts_with(&self.name);
        matches!(target, Target::Action(action) if action.also().iter().any(begins))
    }

    fn names(&self, target: &Target) -> bool {
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
fn named(typed: &str) -> Option<(Option<Role>, ItemId)> {
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

/// What the palette has to offer.
#[derive(Debug)]
pub struct Palette {
    /// Where it was opened.
    pub scope: Scope,
    candidates: Vec<Candidate>,
    /// How many of the first are shown before anything is typed.
    first: usize,
}

impl Palette {
    /// What there is to choose from in a scope: actions, those first that
    /// were run last; with an assessment its items and its register.
    #[must_use]
    pub fn new(
        keys: &Keys,
        scope: Scope,
        recent: &[Action],
        open: Option<(&Doc, &Questionnaire)>,
    ) -> Self {
        let entries = actions::of_scope(keys, scope);
        let is_recent = |e: &&actions::Entry| recent.contains(&e.action);
        let mut last: Vec<&actions::Entry> = entries.iter().filter(is_recent).collect();
        last.sort_by_key(|e| recent.iter().position(|a| *a == e.action));
        let last = last.iter().map(|e| Candidate::action(Kind::Recent, e));
        let others = entries.iter().filter(|e| !is_recent(e));
        let others = others.map(|e| Candidate::action(Kind::Action, e));
        let mut candidates: Vec<Candidate> = last.chain(others).collect();
        let first = candidates.len();
        if let Some((doc, q)) = open {
            candidates.extend(items(doc, q));
            candidates.extend(records(doc, q));
        }
        Self {
            scope,
            candidates,
            first,
        }
    }

    /// The controls of a folder alone, all of them shown at first.
    #[must_use]
    pub fn of_controls(scope: Scope, of: &Controls) -> Self {
        Self::with(scope, controls(of).collect())
    }

    /// These alone, all of them shown at first.
    pub(super) fn with(scope: Scope, candidates: Vec<Candidate>) -> Self {
        Self {
            scope,
            first: candidates.len(),
            candidates,
        }
    }

    /// With the controls of a folder among what there is.
    #[must_use]
    pub fn with_controls(mut self, of: &Controls) -> Self {
        self.candidates.extend(controls(of));
        self
    }

    /// Without what is done in a folder.
    #[must_use]
    pub fn of_one_file(mut self) -> Self {
        let is_of_folder =
            |c: &Candidate| matches!(c.target, Target::Action(a) if a.is_of_folder());
        let first = self.candidates.iter().take(self.first);
        self.first -= first.filter(|c| is_of_folder(c)).count();
        self.candidates.retain(|c| !is_of_folder(c));
        self
    }

    /// Whether there is nothing but controls.
    #[must_use]
    pub fn is_of_controls(&self) -> bool {
        self.candidates.iter().all(|c| c.kind == Kind::Control)
    }

    /// Whether it is a list of what is due.
    #[must_use]
    pub fn is_of_due(&self) -> bool {
        self.candidates.first().is_some_and(|c| c.kind == Kind::Due)
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.candidates.len()
    }

    /// A candidate by its place.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Candidate> {
        self.candidates.get(at)
    }

    /// The places of all that can be meant, of `among` where that is given,
    /// and those to show, best first.
    pub fn find(&self, asked: &Asked, among: Option<&[usize]>) -> (Vec<usize>, Vec<usize>) {
        if asked.words == 0 {
            return ((0..self.total()).collect(), (0..self.first).collect());
        }
        let mut matcher = asked.needle.matcher();
        let (mut possible, mut shown) = (Vec::new(), Vec::new());
        let mut look = |at: usize| {
            let Some(candidate) = self.candidates.get(at) else {
                return;
            };
            if let Some(rank) = candidate.fit(asked, &mut matcher) {
                possible.push(at);
                shown.extend(rank.map(|rank| (Reverse(rank), candidate.kind, at)));
            }
        };
        match among {
            Some(among) => among.iter().copied().for_each(&mut look),
            None => (0..self.total()).for_each(&mut look),
        }
        shown.sort_unstable();
        // Scattered letters are a guess: not beside what was written so.
        if let Some((Reverse(Rank(best, _)), ..)) = shown.first().copied()
            && best > Fit::Letters
        {
            shown.retain(|(Reverse(Rank(fit, _)), ..)| *fit > Fit::Letters);
        }
        (possible, shown.into_iter().map(|(.., at)| at).collect())
    }
}

fn controls(of: &Controls) -> impl Iterator<Item = Candidate> + '_ {
    of.entries.iter().map(|entry| {
        let head = format!("{} {}", entry.head.id, entry.head.title);
        let target = Target::Control(entry.head.id.clone());
        Candidate::new(target, Kind::Control, &head, &entry.head.domain)
    })
}

fn items<'a>(doc: &'a Doc, q: &'a Questionnaire) -> impl Iterator<Item = Candidate> + 'a {
    doc.assessment().roles.iter().flat_map(move |&role| {
        let questions = q.questions_of(role).iter().map(move |x| {
            let item = ItemId::Question(x.id.clone());
            with_body(role, item, "AI-CAIQ question", x.text.clone())
        });
        let steps = q.role(role).into_iter().flat_map(|r| &r.steps);
        let steps = steps.map(move |step| {
            let item = ItemId::Step(step.id.clone());
            with_body(role, item, &step.topic, words(step))
        });
        questions.chain(steps)
    })
}

/// What a step says and what is asked for.
fn words(step: &Step) -> String {
    let mut text = step.text.clone();
    for evidence in &step.typical_evidence {
        text.push_str(" · ");
        text.push_str(evidence);
    }
    text
}

fn with_body(role: Role, item: ItemId, topic: &str, body: String) -> Candidate {
    let head = format!("{role}.{item} {topic}");
    let folded = Folded::new(&body);
    let target = Target::Item(role, item);
    let mut candidate = Candidate::new(target, Kind::Item, &head, "");
    candidate.body = Some((body, folded));
    candidate
}

fn records(doc: &Doc, q: &Questionnaire) -> Vec<Candidate> {
    let a = doc.assessment();
    let mut uses = first_uses(a, q);
    let record = |(id, e): (&crate::assessment::EvidenceId, &crate::assessment::Evidence)| {
        let target = Target::Record(id.clone(), uses.remove(id));
        match e.title.trim() {
            "" => Candidate::new(target, Kind::Record, &e.href, ""),
            title => Candidate::new(target, Kind::Record, title, &e.href),
        }
    };
    a.evidence.iter().map(record).collect()
}

#[cfg(test)]
mod tests;
