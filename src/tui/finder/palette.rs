//! The palette: actions, items and records, and which of them are meant by a
//! few letters.

mod asked;

pub use asked::Asked;

use super::Target;
use super::actions;
use super::commands::{COMMANDS, Command, Open};
use super::texts::first_uses;
use crate::assessment::Role;
use crate::find::Folded;
use crate::questionnaire::{ItemId, Questionnaire, Step};
use crate::text::one_line;
use crate::tui::action::Action;
use crate::tui::controls::Controls;
use crate::tui::doc::Doc;
use crate::tui::keymap::{Keys, Scope};
use crate::tui::picker::Haystack;
use asked::{is_near, split};
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
    /// A command of the shell.
    Command,
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
            Self::Command => "shell",
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
    /// Of what can be done: the words that it is called by.
    called: Vec<String>,
}

/// How well a candidate fits; more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The letters occur in their order.
    Letters,
    /// The words do, but for a letter.
    Slip,
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
    /// They are words that people have for what can be done.
    Called,
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
            called: Vec::new(),
        }
    }

    /// Something that can be done, with the words that it is looked for with.
    fn called(mut self, words: &[&str]) -> Self {
        self.called = words.iter().flat_map(|words| split(words)).collect();
        self
    }

    fn command(command: &'static Command) -> Self {
        let target = Target::Command(command.call(None));
        let candidate = Self::new(target, Kind::Command, command.help, "");
        candidate.called(&[command.name(), command.words])
    }

    fn action(kind: Kind, entry: &actions::Entry) -> Self {
        let name = entry.action.name();
        let mut candidate = Self::new(Target::Action(entry.action), kind, entry.help, name);
        candidate.keys.clone_from(&entry.keys);
        candidate.called(&[name, entry.action.words()])
    }

    /// Whether it can be meant at all, and if it may be shown, how well it fits.
    fn fit(&self, asked: &Asked, matcher: &mut nucleo_matcher::Matcher) -> Option<Option<Rank>> {
        let letters = asked.needle.rank(&self.haystack, matcher);
        let whole = (self.whole.as_str(), &self.folded);
        let fit = if asked.names(&self.target) {
            Fit::Named
        } else if asked.begins(&self.target) {
            Fit::Begun
        } else if self.is_called(asked) {
            Fit::Called
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
            if self.is_slip(asked) {
                return Some(Some(Rank(Fit::Slip, letters.unwrap_or(0))));
            }
            let Some(score) = letters else {
                return (!self.called.is_empty()).then_some(None);
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

    /// Whether each word that was typed begins one of its own, and one of them
    /// a word that it is called by.
    fn is_called(&self, asked: &Asked) -> bool {
        let begins = |word: &String, typed: &String| match typed.chars().count() {
            0..=2 => word == typed,
            _ => word.starts_with(typed.as_str()),
        };
        let calls = |typed: &String| self.called.iter().any(|word| begins(word, typed));
        let says = |typed: &String| split(&self.head).iter().any(|word| begins(word, typed));
        asked.split.iter().any(calls) && asked.split.iter().all(|t| calls(t) || says(t))
    }

    /// Whether each word that was typed is one of its own but for a letter.
    fn is_slip(&self, asked: &Asked) -> bool {
        if self.called.is_empty() {
            return false;
        }
        let mut words = split(&self.head);
        words.extend(self.called.iter().cloned());
        let is_one = |typed: &String| {
            let mut words = words.iter();
            words.any(|word| word.starts_with(typed.as_str()) || is_near(typed, word))
        };
        !asked.split.is_empty() && asked.split.iter().all(is_one)
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
        candidates.extend(COMMANDS.iter().map(Candidate::command));
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

    /// With what is open in the commands that can be called with it.
    #[must_use]
    pub fn called_with(mut self, open: &Open) -> Self {
        let commands = self.candidates.iter_mut();
        let commands = commands.filter(|c| c.kind == Kind::Command);
        for (candidate, command) in commands.zip(COMMANDS) {
            candidate.target = Target::Command(command.call(Some(open)));
        }
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
            // Nor is a slip, where there is a word without one.
            let least = best.min(Fit::Body);
            shown.retain(|(Reverse(Rank(fit, _)), ..)| *fit >= least);
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
