//! What the screen wants done outside, and what it is told back.

use super::controls::{Facts, Listing};
use super::lookout::Changed;
use super::picker::{Listed, Where};
use crate::assessment::{Assessment, EvidenceId, FileState};
use crate::compare::blame::{Commit, Traced};
use crate::compare::story::Story;
use crate::find::Found;
use crate::questionnaire::Questionnaire;
use crate::store::Joined;
use crate::store::drafts::{Draft, DraftKey};
use crate::store::rescue::Kept;
use chrono::{DateTime, NaiveDate, Utc};
use crossterm::event::{KeyEvent, MouseEvent};
use std::path::PathBuf;
use std::sync::Arc;

/// The time as the screen is told it.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// Now, in UTC, to the second.
    pub now: DateTime<Utc>,
    /// The calendar day where the user is.
    pub today: NaiveDate,
}

/// Something that happened outside.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(KeyEvent),
    /// A text was pasted.
    Paste(String),
    /// The mouse was clicked or its wheel turned.
    Mouse(MouseEvent),
    /// A provider was read again.
    Overview(Box<crate::overview::ProviderOverview>),
    /// Other programs have changed some of many providers.
    Providers(Box<Changed>),
    /// The terminal has a new size: columns, rows.
    Resize(u16, u16),
    /// The assessment is on disk.
    Saved,
    /// It is not.
    SaveFailed(Trouble),
    /// An assessment was opened or made.
    Opened(Box<Opened>),
    /// An assessment folder was opened, or is not any more as it was.
    FolderOpened(Box<Listing>),
    /// A control of it was opened.
    ControlOpened(String, Arc<Questionnaire>, Box<Opened>),
    /// Some of its controls were counted.
    Counted(Vec<Counted>),
    /// The tour's sample was opened.
    TourOpened(Box<Opened>),
    /// A file could not be opened or made, with the reason.
    OpenFailed(String),
    /// The other writer's file was loaded; mine was kept under this name.
    TookTheirs(Box<Assessment>, String),
    /// Mine was written; the other writer's was kept under this name.
    KeptMine(Option<String>),
    /// An evidence file is being read: its href and how much of it is, in percent.
    Reading(String, u8),
    /// Evidence files were looked at.
    Inspected(Vec<Look>),
    /// What is at that which the user has typed.
    Probed {
        /// What was typed, each an href or a path.
        typed: Vec<String>,
        /// The hrefs that it is recorded with, or why one is no evidence.
        found: Result<Vec<String>, String>,
    },
    /// An href was given to the system's opener, or why not.
    OpenedLink(String, Result<(), String>),
    /// A folder was listed.
    Listed(Listed),
    /// The file as it was committed last; none where it was not.
    Past(Option<Past>),
    /// Where words were found in the controls of the folder that is open, as
    /// they were typed.
    FoundInFolder(String, Found),
    /// The commits that changed the file, the newest first, or why there are
    /// none.
    Revisions(Result<Vec<Known>, String>),
    /// The earlier state that was asked for, or why it cannot be read.
    Earlier(Wanted, Result<Past, String>),
    /// What became of an item in git, or why that is not known.
    Story(Traced, Result<Story, String>),
    /// Another program has written the file.
    Touched,
    /// Another program has written the file, or brought it back, as it was
    /// read or written here last.
    AsBefore,
    /// What both wrote is on disk.
    Joined(Box<Joined>),
    /// It could not be brought together without asking, with the reason.
    NotJoined(String),
    /// The user's own editor returned, with the text or the reason why not.
    Edited(Result<String, String>),
    /// Keys that came in meanwhile were thrown away.
    Unheard,
    /// For git the file's merge is still open; the command that ends it.
    StillUnmerged(String),
    /// The user's configuration has problems.
    Misconfigured(String),
    /// Something for the message line.
    Notice(String),
}

/// What a control of a folder comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The control.
    pub id: String,
    /// Whether it has an answer file.
    pub begun: bool,
    /// What it comes to.
    pub facts: Arc<Facts>,
}

/// What was found at an evidence file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The record.
    pub id: EvidenceId,
    /// Its href when the look was asked for.
    pub href: String,
    /// What is there.
    pub state: FileState,
    /// Whether the user has just named it, so that its digest is to be
    /// recorded.
    pub named: bool,
}

/// An earlier state of the open file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// What it is called, for example `the last commit`.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What it answers, where that is another text than the open file's and at hand.
    pub questionnaire: Option<Arc<Questionnaire>>,
}

/// A commit that changed the file, and the file in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The commit.
    pub commit: Commit,
    /// The id of the file's object in it.
    pub object: String,
}

impl Known {
    /// `a1b2c3d4e5 2026-11-20 Ann Example: Answer the steps on owners`.
    #[must_use]
    pub fn words(&self) -> String {
        self.commit.words()
    }
}

/// An earlier state that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// What the user has typed: a file, or else a revision.
    Typed(String),
    /// A file, as a path from the answer file's folder.
    File(String),
    /// The file in a commit.
    Commit(Known),
}

/// What two writers have changed since the file was read, by item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differences {
    /// What the other program has changed, or why its file cannot be used.
    pub theirs: Result<Vec<String>, String>,
    /// What was changed here.
    pub mine: Vec<String>,
}

/// Why saving failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Another program wrote the file since it was read.
    Changed(Differences),
    /// The file is not there any more.
    Gone,
    /// Anything else, in words.
    Failed(String),
}

/// An assessment as the screen gets it.
#[derive(Debug)]
pub struct Opened {
    /// What it answers, where that is not what was answered before.
    pub questionnaire: Option<Arc<Questionnaire>>,
    /// Where it is.
    pub path: PathBuf,
    /// What `--questionnaire` has to name for a command to read it so; none where
    /// it need not.
    pub asked_with: Option<PathBuf>,
    /// The folder that it is in, absolute.
    pub folder: PathBuf,
    /// The answers.
    pub assessment: Assessment,
    /// Other texts that are at hand, where an answer is to another one.
    pub texts_then: Vec<Arc<Questionnaire>>,
    /// Why it cannot be written, if it cannot.
    pub read_only: Option<String>,
    /// How many warnings the file gave.
    pub warnings: usize,
    /// Whether git's marks stand in it until it is saved.
    pub marked: bool,
    /// Texts that were being typed when the program last ended.
    pub drafts: Vec<Draft>,
    /// What was decided without asking when git's marks were read.
    pub notes: Vec<String>,
    /// Answers that an ended program could not save.
    pub left: Vec<Kept>,
    /// What was kept of another file that had this one's path, and where that
    /// is now, in words.
    pub aside: Vec<String>,
    /// The item that was left the last time, as `MP.05`, where one is
    /// remembered.
    pub place: Option<String>,
    /// Whether it was just made.
    pub new: bool,
}

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Put the assessment on disk.
    Save(Arc<Assessment>),
    /// Load the file, keep this beside it.
    TakeTheirs(Arc<Assessment>),
    /// Look for the file as it was committed last.
    Past,
    /// Look whether the file is still unmerged for git.
    AskMerge,
    /// Look for the commits that changed the file.
    Revisions,
    /// Read an earlier state.
    Earlier(Wanted),
    /// Look what became of an item in git, up to what is so now.
    Story(Traced, Arc<Assessment>),
    /// Bring this together with what is on disk and save it; with true, fields
    /// that both changed are kept as conflicts.
    Join(Arc<Assessment>, bool),
    /// Keep the file's present bytes beside it, write this.
    KeepMine(Arc<Assessment>),
    /// Remember a text that is being typed.
    Journal(Draft),
    /// It is committed or thrown away.
    Forget(DraftKey),
    /// Put answers away that an ended program could not save.
    PutAway(PathBuf),
    /// Look whether there is a file at each of what the user has typed.
    Probe(Vec<String>),
    /// Look at an evidence file off the drawing thread.
    Inspect {
        /// The record.
        id: EvidenceId,
        /// Its href.
        href: String,
        /// Whether the user has just named it.
        named: bool,
    },
    /// List what could become evidence, off the drawing thread.
    List(Where),
    /// Open the evidence at an href with the system's opener.
    OpenLink(String),
    /// Put a text on the clipboard.
    Copy(String),
    /// Run the user's own editor on a text.
    EditOutside(String),
    /// Open an answer file or an assessment folder.
    Open(PathBuf),
    /// Read a provider again.
    Overview(PathBuf),
    /// Open a control of the folder that is open.
    OpenControl(String),
    /// Close the control or the file that is open. Where it could not be
    /// saved, this is kept beside its file.
    CloseControl(Option<Arc<Assessment>>),
    /// Leave the folder that is open.
    CloseFolder,
    /// Look for what was typed in all controls of the folder, off the drawing
    /// thread, and no more for what was typed before.
    FindInFolder(String),
    /// Look for nothing any more.
    StopFinding,
    /// Count these controls before the others, and look whether they change.
    Count(Vec<String>),
    /// Open the sample, making it first where there is none.
    OpenSample,
    /// Open a new sample for the tour; the present file is put aside.
    Tour,
    /// Put the tour's sample away and take the file up again that was put aside.
    EndTour,
    /// Make a new answer file; never over an old one.
    Create(PathBuf, Box<Assessment>),
    /// Stop the process until the shell continues it.
    Suspend,
    /// Leave.
    Quit,
}
