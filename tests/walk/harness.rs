//! A screen without a terminal: keys in, cells and effects out.

use aicaiq::assessment::{Assessment, FileState, Role};
use aicaiq::questionnaire::embedded;
use aicaiq::store::drafts::Draft;
use aicaiq::store::listing::Listing;
use aicaiq::store::rescue::Kept;
use aicaiq::tui::effect::{Clock, Differences, Effect, Event, Look, Opened, Trouble};
use aicaiq::tui::model::App;
use aicaiq::tui::picker::{Listed, Where};
use aicaiq::tui::theme::Theme;
use aicaiq::tui::update::update;
use aicaiq::tui::view::draw;
use chrono::{DateTime, NaiveDate, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What the disk does with a save.
#[derive(Debug, Clone, PartialEq)]
pub enum DiskIs {
    Fine,
    Broken(&'static str),
    Changed,
}

/// The screen and a make-believe outside.
pub struct Screen {
    pub app: App,
    pub clock: Clock,
    /// What was saved last.
    pub saved: Option<Arc<Assessment>>,
    pub saves: usize,
    /// How many keys were pressed.
    pub presses: usize,
    pub disk: DiskIs,
    /// Drafts in the journal by role, item, field.
    pub journal: BTreeMap<(String, String, String), String>,
    pub files: BTreeMap<String, FileState>,
    /// What the user's own editor answers.
    pub editor: Result<String, String>,
    pub effects: Vec<Effect>,
    pub left: bool,
    /// Whether files take a while to be read: see [`Self::files_are_read`].
    pub slow: bool,
    /// The file as it was committed last.
    pub past: Option<aicaiq::tui::effect::Past>,
    /// What git knows of the file's commits, an earlier state and an item.
    pub commits: Result<Vec<aicaiq::tui::effect::Known>, String>,
    pub earlier: Result<aicaiq::tui::effect::Past, String>,
    pub story: Result<aicaiq::compare::story::Story, String>,
    /// What was to be brought together with the disk.
    pub joins: Vec<Arc<Assessment>>,
    /// Whether a tour can be taken.
    pub tours: bool,
    /// What was copied last.
    pub copied: Option<String>,
    /// The answers of a folder's controls, by id.
    pub controls: BTreeMap<String, Assessment>,
    /// How many texts of them are listed as found.
    pub most: usize,
    /// The control that is open, and those that cannot be.
    pub open_control: Option<String>,
    pub broken: Vec<String>,
    /// What was kept of a control that could not be saved.
    pub rescued: Option<Arc<Assessment>>,
    looks: Vec<Look>,
    /// What is listed, by folder: the answer file's is "".
    pub folders: BTreeMap<String, Result<Listing, String>>,
}

pub fn clock() -> Clock {
    Clock {
        now: "2026-11-24T10:15:00Z".parse::<DateTime<Utc>>().unwrap(),
        today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
    }
}

pub fn assessment(roles: &[Role]) -> Assessment {
    Assessment {
        subject: "Sample GenAI Platform".into(),
        questionnaire: "CEK-02".into(),
        questionnaire_version: "AICM 1.0".into(),
        questionnaire_digest: embedded().digest.clone(),
        roles: roles.to_vec(),
        layers: vec!["PI".into(), "Model".into()],
        assessor: "sample assessor".into(),
        ..Assessment::default()
    }
}

/// The answers of the sample that the program ships.
fn shipped() -> Assessment {
    let text = include_str!("../../assets/sample/sample.cek-02.toml");
    let parsed = aicaiq::store::parse(text, embedded());
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    parsed.assessment
}

/// An assessment as the screen gets it.
pub fn opened(assessment: Assessment) -> Opened {
    Opened {
        asked_with: None,
        place: None,
        questionnaire: None,
        path: PathBuf::from("sample.cek-02.toml"),
        folder: PathBuf::from("/work/acme"),
        assessment,
        texts_then: Vec::new(),
        read_only: None,
        warnings: 0,
        marked: false,
        notes: Vec::new(),
        drafts: Vec::new(),
        left: Vec::new(),
        aside: Vec::new(),
        new: false,
    }
}

/// Another program has written other items than were answered here.
pub fn changed() -> Trouble {
    Trouble::Changed(Differences {
        theirs: Ok(vec!["CSP.02".into(), "CSP.03".into()]),
        mine: vec!["CSP.03".into()],
    })
}

impl Screen {
    /// The start page.
    pub fn start(size: (u16, u16)) -> Self {
        let mut app = App::new(Arc::new(embedded().clone()), clock(), Theme::default());
        app.size = size;
        Self {
            app,
            clock: clock(),
            saved: None,
            saves: 0,
            presses: 0,
            disk: DiskIs::Fine,
            journal: BTreeMap::new(),
            files: BTreeMap::new(),
            editor: Err("no editor is set".into()),
            effects: Vec::new(),
            left: false,
            slow: false,
            past: None,
            commits: Err("git is not at hand".into()),
            earlier: Err("git is not at hand".into()),
            story: Err("git is not at hand".into()),
            joins: Vec::new(),
            tours: true,
            copied: None,
            controls: BTreeMap::new(),
            most: usize::MAX,
            open_control: None,
            broken: Vec::new(),
            rescued: None,
            looks: Vec::new(),
            folders: BTreeMap::new(),
        }
    }

    /// A fresh assessment as CSP and MP.
    pub fn fresh(size: (u16, u16)) -> Self {
        Self::with(size, assessment(&[Role::Csp, Role::Mp]), Vec::new())
    }

    pub fn with(size: (u16, u16), assessment: Assessment, drafts: Vec<Draft>) -> Self {
        let mut screen = Self::start(size);
        screen.happen(Event::Opened(Box::new(Opened {
            drafts,
            ..opened(assessment)
        })));
        screen
    }

    /// The same, with what could not be saved the last time.
    pub fn left(size: (u16, u16), assessment: Assessment, left: Vec<Kept>) -> Self {
        let mut screen = Self::start(size);
        screen.happen(Event::Opened(Box::new(Opened {
            left,
            ..opened(assessment)
        })));
        screen
    }

    /// The same, left at an item the last time.
    pub fn left_at(size: (u16, u16), place: &str) -> Self {
        let mut screen = Self::start(size);
        screen.happen(Event::Opened(Box::new(Opened {
            place: Some(place.to_owned()),
            ..opened(assessment(&[Role::Csp, Role::Mp]))
        })));
        screen
    }

    /// The sample that the program ships.
    pub fn sample(size: (u16, u16)) -> Self {
        let mut screen = Self::with(size, shipped(), Vec::new());
        let roles = include_bytes!("../../assets/sample/evidence/kms-roles.md");
        let sha256 = sha2::Digest::finalize(<sha2::Sha256 as sha2::Digest>::new_with_prefix(roles))
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        let present = FileState::Present {
            sha256,
            size: roles.len() as u64,
        };
        screen.files.insert("evidence/kms-roles.md".into(), present);
        screen.look();
        screen
    }

    /// Looks at every evidence file, as opening does.
    pub fn look(&mut self) {
        let records: Vec<_> = self
            .doc()
            .assessment()
            .evidence
            .clone()
            .into_iter()
            .collect();
        for (id, record) in records {
            let effect = Effect::Inspect {
                id,
                href: record.href,
                named: false,
            };
            self.perform(effect);
        }
    }

    /// The worker reports what it has read.
    pub fn files_are_read(&mut self) {
        let looks = std::mem::take(&mut self.looks);
        self.happen(Event::Inspected(looks));
    }

    pub fn doc(&self) -> &aicaiq::tui::model::Doc {
        self.app.doc.as_ref().unwrap()
    }

    pub fn happen(&mut self, event: Event) {
        for effect in update(&mut self.app, event, self.clock) {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        self.effects.push(effect.clone());
        match effect {
            Effect::Save(a) => match &self.disk {
                DiskIs::Fine => {
                    if let Some(id) = &self.open_control {
                        self.controls.insert(id.clone(), (*a).clone());
                    }
                    self.saved = Some(a);
                    self.saves += 1;
                    self.happen(Event::Saved);
                }
                DiskIs::Broken(why) => {
                    let trouble = Trouble::Failed((*why).to_owned());
                    self.happen(Event::SaveFailed(trouble));
                }
                DiskIs::Changed => self.happen(Event::SaveFailed(changed())),
            },
            Effect::CloseFolder => {}
            Effect::Journal(d) => {
                self.journal.insert((d.role, d.item, d.field), d.text);
            }
            Effect::Forget(k) => {
                self.journal.remove(&(k.role, k.item, k.field));
            }
            Effect::Inspect { id, href, named } => {
                let place = aicaiq::assessment::Place::of(&href);
                let state = match place {
                    aicaiq::assessment::Place::Link => FileState::Unchecked,
                    _ => self.files.get(&href).cloned().unwrap_or(FileState::Missing),
                };
                let look = Look {
                    id,
                    href,
                    state,
                    named,
                };
                if self.slow {
                    self.looks.push(look);
                } else {
                    self.happen(Event::Inspected(vec![look]));
                }
            }
            Effect::Probe(typed) => {
                let folder = self.doc().folder.clone();
                let apart = |line: &String| match aicaiq::assessment::several(line) {
                    Some(words) if !self.files.contains_key(line) => words,
                    _ => vec![line.clone()],
                };
                let typed: Vec<String> = typed.iter().flat_map(apart).collect();
                let href = |one: &String| aicaiq::assessment::href_of(one, &folder);
                let hrefs: Vec<String> = typed.iter().map(href).collect();
                let problem = |href: &String| match self.files.contains_key(href) {
                    true => None,
                    false => aicaiq::store::evidence::problem("/nowhere".as_ref(), href),
                };
                let found = hrefs
                    .iter()
                    .find_map(problem)
                    .map_or(Ok(hrefs.clone()), Err);
                self.happen(Event::Probed { typed, found });
            }
            Effect::OpenLink(href) => {
                self.happen(Event::OpenedLink(href, Ok(())));
            }
            Effect::Copy(text) => self.copied = Some(text),
            Effect::EditOutside(_) => {
                let answer = self.editor.clone();
                self.happen(Event::Edited(answer));
            }
            Effect::List(place) => self.list(place),
            Effect::Quit => self.left = true,
            Effect::Past => {
                let past = self.past.clone();
                self.happen(Event::Past(past));
            }
            Effect::AskMerge => {}
            Effect::Revisions => {
                let commits = self.commits.clone();
                self.happen(Event::Revisions(commits));
            }
            Effect::Earlier(wanted) => {
                let past = self.earlier.clone();
                self.happen(Event::Earlier(wanted, past));
            }
            Effect::Story(of, _) => {
                let story = self.story.clone();
                self.happen(Event::Story(of, story));
            }
            Effect::Join(mine, _) => self.joins.push(mine),
            Effect::Tour if !self.tours => {}
            Effect::Tour => self.happen(Event::TourOpened(Box::new(opened(shipped())))),
            Effect::OpenControl(id) => self.open_control(id),
            Effect::CloseControl(mine) => {
                self.open_control = None;
                if mine.is_some() {
                    self.rescued = mine;
                    let text = "what could not be saved is in CEK-02.mine.toml";
                    self.happen(Event::Notice(text.into()));
                }
            }
            Effect::FindInFolder(_) if self.slow => {}
            Effect::FindInFolder(typed) => {
                let found = crate::folder::find(self, &typed);
                self.happen(Event::FoundInFolder(typed, found));
            }
            Effect::StopFinding => {}
            Effect::Count(_) if self.slow => {}
            Effect::Count(ids) => self.count(ids),
            Effect::PutAway(_)
            | Effect::TakeTheirs(_)
            | Effect::KeepMine(_)
            | Effect::Open(_)
            | Effect::Overview(_)
            | Effect::OpenSample
            | Effect::EndTour
            | Effect::Create(..)
            | Effect::Suspend => {}
        }
    }

    fn open_control(&mut self, id: String) {
        if self.broken.contains(&id) {
            let why = format!("{id}.toml has 1 error");
            self.happen(Event::OpenFailed(why));
            return;
        }
        let found = self.controls.get(&id).cloned();
        let new = found.is_none();
        let file = Opened {
            path: PathBuf::from(format!("/work/acme/{id}.toml")),
            new,
            ..opened(found.unwrap_or_else(|| crate::folder::empty(&id)))
        };
        self.open_control = Some(id.clone());
        let questionnaire = Arc::new(crate::folder::questionnaire(&id));
        self.happen(Event::ControlOpened(id, questionnaire, Box::new(file)));
    }

    /// Controls are counted.
    pub fn count(&mut self, ids: Vec<String>) {
        let counted = ids.into_iter().map(|id| crate::folder::count(self, &id));
        let counted = counted.collect();
        self.happen(Event::Counted(counted));
    }

    /// A folder is listed; one that is not known is not readable, but the
    /// answer file's is then empty. A slow disk answers later.
    fn list(&mut self, place: Where) {
        let found = match &place {
            _ if self.slow => return,
            Where::Below => self
                .folders
                .get("")
                .cloned()
                .unwrap_or_else(|| Ok(Listing::default())),
            Where::Folder(path) => {
                let none = || Err("No such file or directory".to_owned());
                self.folders.get(path).cloned().unwrap_or_else(none)
            }
        };
        self.happen(Event::Listed(Listed { place, found }));
    }

    /// Presses keys: names as in the key table, texts in double quotes.
    pub fn keys(&mut self, script: &str) -> &mut Self {
        let mut rest = script.trim_start();
        while !rest.is_empty() {
            let word;
            if let Some(quoted) = rest.strip_prefix('"') {
                let (text, after) = quoted.split_once('"').expect("a closing quote");
                for c in text.chars() {
                    let code = if c == '\n' {
                        KeyCode::Enter
                    } else {
                        KeyCode::Char(c)
                    };
                    self.press(code, KeyModifiers::NONE);
                }
                rest = after.trim_start();
                continue;
            }
            (word, rest) = rest
                .split_once(' ')
                .map_or((rest, ""), |(w, r)| (w, r.trim_start()));
            let key = crate::keys::key(word);
            self.press(key.code, key.modifiers);
        }
        self
    }

    fn press(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        self.presses += 1;
        self.happen(Event::Key(KeyEvent::new(code, modifiers)));
    }

    pub fn click(&mut self, text: &str) -> &mut Self {
        let (column, row) = self.find(text);
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row)
    }

    pub fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) -> &mut Self {
        // What can be clicked is as last drawn.
        self.shown();
        self.happen(Event::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }));
        self
    }

    /// Where a text is on the screen.
    pub fn find(&mut self, text: &str) -> (u16, u16) {
        let shown = self.shown();
        for (row, line) in shown.lines().enumerate() {
            if let Some(at) = line.find(text) {
                let column = unicode_width::UnicodeWidthStr::width(&line[..at]);
                return (column as u16, row as u16);
            }
        }
        panic!("no {text:?} in\n{shown}");
    }

    /// Where the terminal's cursor is put: column and row.
    pub fn cursor(&mut self) -> Option<(u16, u16)> {
        let (width, height) = self.app.whole();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| drop(draw(&self.app, frame))).unwrap();
        let backend = terminal.backend();
        let at = backend.cursor_position();
        backend.cursor_visible().then_some((at.x, at.y))
    }

    /// The row of the screen that the cursor is in, from the cursor on.
    pub fn at_cursor(&mut self) -> String {
        let (x, y) = self.cursor().expect("a cursor is shown");
        let shown = self.shown();
        let row = shown.lines().nth(y.into()).unwrap_or_default();
        let mut column = 0;
        let mut rest = row.chars();
        while column < usize::from(x) {
            let Some(c) = rest.next() else { break };
            column += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        }
        rest.collect()
    }

    /// The screen as text.
    pub fn shown(&mut self) -> String {
        let (width, height) = self.app.whole();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut hits = Vec::new();
        terminal
            .draw(|frame| hits = draw(&self.app, frame))
            .unwrap();
        self.app.hits = hits;
        let buffer = terminal.backend().buffer();
        let mut out = String::new();
        for y in 0..height {
            let mut line = String::new();
            let mut x = 0;
            while x < width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += unicode_width::UnicodeWidthStr::width(symbol).max(1) as u16;
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        let shown = self.shown();
        assert!(shown.contains(text), "no {text:?} in\n{shown}");
        self
    }

    #[track_caller]
    pub fn does_not_see(&mut self, text: &str) -> &mut Self {
        let shown = self.shown();
        assert!(!shown.contains(text), "{text:?} in\n{shown}");
        self
    }
}
