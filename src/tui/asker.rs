//! Asking git, and reading earlier states, off the drawing thread.

use super::effect::{Event, Known, Past, Wanted};
use super::wait::Waker;
use crate::assessment::Assessment;
use crate::compare::blame::Traced;
use crate::compare::story::Story;
use crate::git::driver;
use crate::questionnaire::Questionnaire;
use crate::text::one_line;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;

/// How many questions may be on their way at a time.
const AT_ONCE: usize = 4;

/// What knows the history of a file. Every error is a sentence for the user.
#[derive(Clone, Copy)]
pub struct Git {
    /// The text that the file had in a revision.
    pub revision: fn(&Path, &str) -> Result<String, String>,
    /// The text of an object of the file's repository.
    pub object: fn(&Path, &str) -> Result<String, String>,
    /// What the text of an earlier state was answered under, where that is at hand.
    pub answered: fn(&Path, &str, From<'_>) -> Option<Arc<Questionnaire>>,
    /// The commits that changed the file, the newest first.
    pub commits: fn(&Path) -> Result<Vec<Known>, String>,
    /// What became of an item that is so now.
    pub story: fn(&Path, &Assessment, &Traced, &Questionnaire) -> Result<Story, String>,
}

/// Where an earlier state is from.
#[derive(Debug, Clone, Copy)]
pub enum From<'a> {
    /// A revision of the file's repository.
    Revision(&'a str),
    /// Another file.
    File(&'a Path),
}

impl Git {
    /// Where there is no git: every question gets this answer.
    #[must_use]
    pub fn absent() -> Self {
        const WHY: &str = "git is not at hand";
        Self {
            revision: |_, _| Err(WHY.to_owned()),
            object: |_, _| Err(WHY.to_owned()),
            answered: |_, _, _| None,
            commits: |_| Err(WHY.to_owned()),
            story: |_, _, _, _| Err(WHY.to_owned()),
        }
    }
}

/// Asks, each question in a thread of its own.
pub(super) struct Asker {
    git: Git,
    waker: Arc<Waker>,
    running: Arc<()>,
    send: Sender<Event>,
    told: Receiver<Event>,
}

impl Asker {
    /// An asker that wakes the drawing thread when there is an answer.
    pub(super) fn new(git: Git, waker: Arc<Waker>) -> Self {
        let (send, told) = channel();
        Self {
            git,
            waker,
            running: Arc::new(()),
            send,
            told,
        }
    }

    /// The answers since it was asked last.
    pub(super) fn told(&self) -> impl Iterator<Item = Event> + '_ {
        self.told.try_iter()
    }

    /// Looks for the commits that changed a file.
    pub(super) fn commits(&self, path: PathBuf) {
        let git = self.git;
        self.ask(
            move || Event::Revisions((git.commits)(&path)),
            |why| Event::Revisions(Err(why)),
        );
    }

    /// What the file was answered under in a revision.
    pub(super) fn answered(
        &self,
        path: &Path,
        text: &str,
        revision: &str,
    ) -> Option<Arc<Questionnaire>> {
        (self.git.answered)(path, text, From::Revision(revision))
    }

    /// Reads an earlier state.
    pub(super) fn earlier(&self, path: PathBuf, wanted: Wanted) {
        let git = self.git;
        let of = wanted.clone();
        self.ask(
            move || {
                let found = earlier(git, &path, &wanted);
                Event::Earlier(wanted, found)
            },
            |why| Event::Earlier(of, Err(why)),
        );
    }

    /// Looks what became of an item.
    pub(super) fn story(
        &self,
        path: PathBuf,
        now: Arc<Assessment>,
        of: Traced,
        questionnaire: Arc<Questionnaire>,
    ) {
        let git = self.git;
        let asked = of.clone();
        self.ask(
            move || {
                let story = (git.story)(&path, &now, &of, &questionnaire);
                Event::Story(of, story)
            },
            |why| Event::Story(asked, Err(why)),
        );
    }

    fn ask(
        &self,
        question: impl FnOnce() -> Event + Send + 'static,
        failed: impl FnOnce(String) -> Event,
    ) {
        if Arc::strong_count(&self.running) > AT_ONCE {
            let _ = self
                .send
                .send(failed("other questions to git are still open".to_owned()));
            self.waker.wake();
            return;
        }
        let (send, waker) = (self.send.clone(), Arc::clone(&self.waker));
        let running = Arc::clone(&self.running);
        let started = Builder::new().name("asker".into()).spawn(move || {
            let event = question();
            drop(running);
            let _ = send.send(event);
            waker.wake();
        });
        if let Err(error) = started {
            let _ = self.send.send(failed(error.to_string()));
            self.waker.wake();
        }
    }
}

fn earlier(git: Git, path: &Path, wanted: &Wanted) -> Result<Past, String> {
    let of_file = |href: &String| -> Result<_, String> {
        let text = file(path, href)?;
        let answered = (git.answered)(path, &text, From::File(&beside(path, href)));
        Ok((href.clone(), text, answered))
    };
    let (name, text, questionnaire) = match wanted {
        Wanted::Commit(known) => {
            let text = (git.object)(path, &known.object)?;
            let answered = (git.answered)(path, &text, From::Revision(&known.commit.id));
            (known.words(), text, answered)
        }
        Wanted::File(href) => of_file(href)?,
        Wanted::Typed(typed) if beside(path, typed).symlink_metadata().is_ok() => of_file(typed)?,
        Wanted::Typed(typed) => {
            let shown = one_line(typed);
            let text = (git.revision)(path, typed)
                .map_err(|why| format!("there is no file “{shown}”; as a revision: {why}"))?;
            let answered = (git.answered)(path, &text, From::Revision(typed));
            (typed.clone(), text, answered)
        }
    };
    Ok(Past {
        name,
        text,
        questionnaire,
    })
}

fn beside(path: &Path, href: &str) -> PathBuf {
    crate::assessment::folder_of(path).join(href)
}

fn file(path: &Path, href: &str) -> Result<String, String> {
    driver::text(&beside(path, href), &format!("“{}”", one_line(href)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_goes_before_a_revision_of_its_name_and_both_are_named_where_neither_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        std::fs::write(folder.path().join("main"), "the file").unwrap();
        let git = Git {
            revision: |_, of| match of {
                "main" | "v1" => Ok("the revision".to_owned()),
                _ => Err("no such revision".to_owned()),
            },
            ..Git::absent()
        };
        let read = |typed: &str| earlier(git, &path, &Wanted::Typed(typed.to_owned()));
        assert_eq!(read("main").unwrap().text, "the file");
        assert_eq!(read("v1").unwrap().text, "the revision");
        assert_eq!(
            read("v2").unwrap_err(),
            "there is no file “v2”; as a revision: no such revision"
        );
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        assert!(
            read("folder")
                .unwrap_err()
                .contains("“folder” cannot be read")
        );
    }
}
