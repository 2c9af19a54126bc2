//! What the screen asks git: the commits of a file, earlier states, and what
//! became of one item.

use super::Failure;
use super::blame::States;
use super::past::texts::Texts;
use super::past::{MOST, Tracked};
use crate::assessment::Assessment;
use crate::compare::blame::Traced;
use crate::compare::story::{Chapter, Story, chapter, told};
use crate::questionnaire::Questionnaire;
use crate::store::meant;
use crate::text::{count, one_line};
use crate::tui::asker::{From, Git};
use crate::tui::effect::Known;
use std::ffi::OsStr;
use std::path::Path;

/// How many commits an item's history shows.
const SHOWN: usize = 100;

/// Git, as it is on this machine.
pub const GIT: Git = Git {
    revision: |path, revision| text(Tracked::of(path).and_then(|t| t.at(revision))),
    object: |path, id| {
        let none = || Failure::found("git has it no more");
        let found = Tracked::of(path).and_then(|t| t.blob(OsStr::new(id)));
        text(found.and_then(|bytes| bytes.ok_or_else(none)))
    },
    answered: |path, text, from| {
        let head = meant::of_bytes(text.as_bytes()).head()?;
        let texts = match from {
            From::Revision(revision) => Texts::of(None, [path]).in_revision(revision, None),
            From::File(other) => Texts::of(None, [other, path]),
        };
        texts.answered(&head).map(|(text, _)| text)
    },
    commits: |path| commits(path).map_err(words),
    story: |path, now, of, q| story(path, now, of, q).map_err(words),
};

/// A failure as a part of a sentence.
fn words(failure: Failure) -> String {
    one_line(failure.message.trim_end_matches('.'))
}

fn text(bytes: Result<Vec<u8>, Failure>) -> Result<String, String> {
    let bytes = bytes.map_err(words)?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

/// The file where it is in a repository.
fn tracked(path: &Path) -> Result<Tracked, Failure> {
    let tracked = Tracked::of(path)?;
    if tracked.in_repository()? {
        return Ok(tracked);
    }
    Err(Failure::usage("the file is in no git repository"))
}

fn commits(path: &Path) -> Result<Vec<Known>, Failure> {
    let (revisions, _) = tracked(path)?.history()?;
    if revisions.is_empty() {
        return Err(Failure::usage("the file is not in git yet"));
    }
    let known = revisions.into_iter().filter_map(|mut revision| {
        let (_, object) = revision.objects.pop()?;
        Some(Known {
            commit: revision.commit,
            object,
        })
    });
    Ok(known.collect())
}

fn story(path: &Path, now: &Assessment, of: &Traced, q: &Questionnaire) -> Result<Story, Failure> {
    let tracked = tracked(path)?;
    let Some(head) = tracked.committed()? else {
        return Err(Failure::usage("the file is not in git yet"));
    };
    let mut states = States::of(&tracked, q)?;
    let mut story = Story::default();
    let lines = told(&*states.at(&head)?, now, of, q);
    if !lines.is_empty() {
        let commit = None;
        story.chapters.push(Chapter { commit, lines });
    }
    let (revisions, more) = tracked.history()?;
    let mut cut = false;
    for revision in &revisions {
        let mut pairs = Vec::new();
        for (old, new) in &revision.objects {
            let old = match old {
                Some(id) => states.at(id)?,
                None => std::sync::Arc::default(),
            };
            pairs.push((old, states.at(new)?));
        }
        let pairs: Vec<_> = pairs.iter().map(|(a, b)| (&**a, &**b)).collect();
        if story.chapters.len() >= SHOWN {
            cut = true;
            break;
        }
        story
            .chapters
            .extend(chapter(&revision.commit, &pairs, of, q));
    }
    if cut {
        story.notes.push(format!(
            "Only the last {} are shown.",
            count(SHOWN, "change")
        ));
    } else if more {
        story
            .notes
            .push(format!("Only the last {MOST} commits were looked at."));
    }
    if states.unread > 0 {
        story.notes.push(format!(
            "{} of the file had errors and count for what could be read of them.",
            count(states.unread, "earlier state")
        ));
    }
    Ok(story)
}
