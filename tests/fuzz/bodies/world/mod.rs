//! The screen without a terminal over real files, as the loop that performs
//! effects has it, but for what is done off its thread.

mod check;
mod files;
#[path = "../../../walk/keys.rs"]
mod keys;
mod outside;
mod step;

use super::scratch;
use aicaiq::assessment::Assessment;
use aicaiq::questionnaire::{Questionnaire, built_in};
use aicaiq::store::drafts::Draft;
use aicaiq::store::{AnswerFile, SHARED_FILE};
use aicaiq::tui::controls::Disk as OnDisk;
use aicaiq::tui::effect::{Clock, Event};
use aicaiq::tui::model::{App, Screen};
use aicaiq::tui::theme::Theme;
use aicaiq::tui::update::update;
use aicaiq::tui::view::draw;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

pub use files::SAMPLE;
pub use step::Step;

/// What is open at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The sample that the program ships.
    Sample,
    /// Nothing answered.
    Fresh,
    /// A folder of three controls.
    Folder,
    /// A file with conflicts, texts that mean harm and keys that nobody knows.
    Odd,
    /// A file of a newer schema.
    ReadOnly,
    /// The start page.
    Start,
    /// Many providers.
    Portfolio,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::Sample,
        Self::Fresh,
        Self::Folder,
        Self::Odd,
        Self::ReadOnly,
        Self::Start,
        Self::Portfolio,
    ];
}

/// What the disk does with a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskIs {
    Fine,
    Broken,
}

/// What was open when the tour began.
struct Aside {
    _folder: TempDir,
    file: Option<AnswerFile>,
    drafts: Vec<Draft>,
}

pub struct World {
    pub app: App,
    pub left: bool,
    dir: TempDir,
    clock: Clock,
    questionnaire: Arc<Questionnaire>,
    file: Option<AnswerFile>,
    aside: Option<Aside>,
    folder: Option<OnDisk>,
    drafts: Vec<Draft>,
    joined: Option<Arc<Assessment>>,
    disk: DiskIs,
    /// What the user's own editor answers.
    editor: Result<String, String>,
    /// The answers of each file as they were opened first.
    first: BTreeMap<PathBuf, Assessment>,
    /// Files in which not all that came about is this program's own.
    mixed: BTreeSet<PathBuf>,
    /// Files that may not be written, with their bytes.
    read_only: BTreeMap<PathBuf, Vec<u8>>,
    /// How often another program has written.
    foreign: usize,
    steps: usize,
}

impl World {
    pub fn new(kind: Kind) -> Self {
        let clock = Clock {
            now: "2026-11-24T10:15:00Z".parse().unwrap(),
            today: chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        };
        let dir = scratch();
        let mut app = App::new(built_in(), clock, Theme::default());
        app.size = (80, 24);
        let mut world = Self {
            app,
            left: false,
            clock,
            questionnaire: built_in(),
            file: None,
            aside: None,
            folder: None,
            drafts: Vec::new(),
            joined: None,
            disk: DiskIs::Fine,
            editor: Err("no editor is set".to_owned()),
            first: BTreeMap::new(),
            mixed: BTreeSet::new(),
            read_only: BTreeMap::new(),
            foreign: 0,
            steps: 0,
            dir,
        };
        let path = world.dir.path().join("a.toml");
        match kind {
            Kind::Start => {}
            Kind::Folder => {
                files::folder(world.dir.path());
                let place = world.dir.path().to_path_buf();
                let event = world.open(&place);
                world.happen(event);
            }
            Kind::Portfolio => {
                fs::write(&path, files::SAMPLE).unwrap();
                fs::write(world.dir.path().join("b.toml"), files::FRESH).unwrap();
                world.app.portfolio =
                    Some(Box::new(files::portfolio(world.dir.path(), clock.today)));
                world.app.screen = Screen::Portfolio;
            }
            Kind::Sample | Kind::Fresh | Kind::Odd | Kind::ReadOnly => {
                let text = match kind {
                    Kind::Sample => files::SAMPLE.to_owned(),
                    Kind::Fresh => files::FRESH.to_owned(),
                    Kind::Odd => files::odd(),
                    _ => files::odd().replace("schema = 1", "schema = 99"),
                };
                fs::write(&path, text).unwrap();
                let event = world.open(&path);
                world.happen(event);
                assert!(world.app.doc.is_some());
            }
        }
        world
    }

    /// Something happens, and all that follows from it.
    pub fn happen(&mut self, event: Event) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let joined = matches!(event, Event::Joined(_));
            let effects = update(&mut self.app, event, self.clock);
            if joined {
                self.joined = None;
            }
            let mut told = VecDeque::new();
            for effect in effects {
                told.extend(self.perform(effect));
                let file = self
                    .file
                    .as_mut()
                    .map(AnswerFile::take_told)
                    .unwrap_or_default();
                if !file.is_empty() {
                    told.push_back(Event::Notice(file.join(" · ")));
                }
                if self.left {
                    return;
                }
            }
            told.append(&mut events);
            events = told;
        }
    }

    /// Draws the screen; nothing reaches a cell that could steer a terminal.
    pub fn draw(&mut self) {
        let (width, height) = self.app.whole();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut hits = Vec::new();
        terminal
            .draw(|frame| hits = draw(&self.app, frame))
            .unwrap();
        self.app.hits = hits;
        for cell in terminal.backend().buffer().content() {
            let symbol = cell.symbol();
            assert!(!symbol.contains(aicaiq::text::is_unsafe), "{symbol:?}");
        }
    }

    pub fn is_read_only(&self) -> bool {
        self.app
            .doc
            .as_ref()
            .is_some_and(|doc| matches!(doc.disk, aicaiq::tui::model::Disk::ReadOnly(_)))
    }

    fn path_of_open(&self) -> Option<PathBuf> {
        Some(self.file.as_ref()?.path().to_owned())
    }

    /// The files that another program may write: the answer file, and what
    /// controls share.
    fn written_by_others(&self) -> Vec<PathBuf> {
        let own = self.path_of_open();
        let shared = self.dir.path().join(SHARED_FILE);
        let is_shared =
            own.as_deref().and_then(Path::parent) == Some(self.dir.path()) && shared.exists();
        own.into_iter().chain(is_shared.then_some(shared)).collect()
    }
}
