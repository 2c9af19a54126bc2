//! One thing that happens, told by four bytes.

use super::{DiskIs, World, keys};
use aicaiq::assessment::{Edit, FileState, Outcome};
use aicaiq::questionnaire::ItemId;
use aicaiq::store::AnswerFile;
use aicaiq::tui::effect::{Event, Look};
use aicaiq::tui::keymap::BINDINGS;
use crossterm::event::{
    KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use std::fs;

/// What is typed and pasted.
const TEXTS: [&str; 24] = [
    "2027-01-31",
    "31.2.2027",
    "https://example.com/x",
    "evidence/kms.pdf",
    "../../etc/passwd",
    "javascript:alert(1)",
    "some words, 鍵",
    "\u{1b}[2J\u{1b}]52;c;eA==\u{7}",
    "\u{9b}31m\u{202e}right\u{2066}",
    "👩‍👩‍👧‍👦 e\u{301}\u{301} \u{200d}\u{200b}",
    "\"\"\"\n[roles.CSP]\n# no\n\\",
    "a\r\nb\rc\td\u{b}\u{85}\u{2028}",
    "",
    " ",
    "\n\n\n",
    "<<<<<<< HEAD",
    "3 of 7",
    "12 aus 4",
    "CSP.03",
    "KM-02",
    "x",
    "9999-12-31",
    "a word that is far longer than any window that it could be shown in at once, and then some more of it",
    "\0",
];

const SIZES: [(u16, u16); 12] = [
    (80, 24),
    (60, 15),
    (59, 15),
    (60, 14),
    (200, 50),
    (100, 30),
    (1, 1),
    (0, 0),
    (120, 16),
    (61, 60),
    (300, 100),
    (2, 200),
];

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(KeyEvent),
    Paste(&'static str),
    Mouse(MouseEvent),
    /// A click on something that can be clicked, by its number.
    Click(u8),
    Resize(u16, u16),
    NextDay,
    /// Another program writes; the screen is told at once or later.
    Foreign(u8, bool),
    Gone,
    Mended,
    Disk(bool),
    Looked(u8, u8),
    Notice(&'static str),
    Reopen,
    Recount,
    Editor(Option<&'static str>),
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Step {
    Step::Key(KeyEvent::new(code, modifiers))
}

/// A key by its name in the table.
fn named(name: &str) -> Step {
    Step::Key(keys::key(name))
}

fn text(n: u8) -> &'static str {
    TEXTS[usize::from(n) % TEXTS.len()]
}

impl Step {
    pub fn of([what, a, b, c]: [u8; 4]) -> Self {
        match what {
            0..150 => {
                let all: Vec<&str> = BINDINGS.iter().flat_map(|b| b.keys).copied().collect();
                named(all[usize::from(u16::from_le_bytes([a, b])) % all.len()])
            }
            150..175 => {
                // Letters are most of what is typed.
                let all: Vec<char> = text(a).chars().filter(|c| *c != '\n').collect();
                let c = all
                    .get(usize::from(b) % all.len().max(1))
                    .copied()
                    .unwrap_or('y');
                key(KeyCode::Char(c), KeyModifiers::NONE)
            }
            175..185 => {
                let codes = [
                    KeyCode::Enter,
                    KeyCode::Esc,
                    KeyCode::F(b),
                    KeyCode::Null,
                    KeyCode::Menu,
                    KeyCode::CapsLock,
                    KeyCode::Backspace,
                    KeyCode::Delete,
                    KeyCode::Left,
                    KeyCode::Tab,
                    KeyCode::Char(char::from(b)),
                ];
                let modifiers = KeyModifiers::from_bits_truncate(c);
                let mut event = KeyEvent::new(codes[usize::from(a) % codes.len()], modifiers);
                if c & 0xC0 == 0xC0 {
                    event.kind = KeyEventKind::Release;
                }
                Self::Key(event)
            }
            185..198 => Self::Paste(text(a)),
            198..208 => Self::Click(a),
            208..214 => Self::Mouse(MouseEvent {
                kind: [
                    MouseEventKind::Down(MouseButton::Left),
                    MouseEventKind::Down(MouseButton::Right),
                    MouseEventKind::ScrollUp,
                    MouseEventKind::ScrollDown,
                    MouseEventKind::Drag(MouseButton::Left),
                    MouseEventKind::Up(MouseButton::Left),
                ][usize::from(a) % 6],
                column: b.into(),
                row: c.into(),
                modifiers: KeyModifiers::NONE,
            }),
            214..222 if a & 1 == 0 => {
                let (width, height) = SIZES[usize::from(b) % SIZES.len()];
                Self::Resize(width, height)
            }
            214..222 => Self::Resize(b.into(), (c / 2).into()),
            222..225 => Self::NextDay,
            225..234 => Self::Foreign(a, b & 1 == 0),
            234 => Self::Gone,
            235 => Self::Mended,
            236..239 => Self::Disk(a & 1 == 0),
            239..243 => Self::Looked(a, b),
            243..245 => Self::Notice(text(a)),
            245..248 => Self::Reopen,
            248..252 => Self::Recount,
            252.. => Self::Editor((a & 1 == 0).then(|| text(b))),
        }
    }
}

impl World {
    pub fn step(&mut self, step: &Step) {
        self.steps += 1;
        match step {
            Step::Key(event) => self.happen(Event::Key(*event)),
            Step::Paste(text) => self.happen(Event::Paste((*text).to_owned())),
            Step::Mouse(event) => {
                self.draw();
                self.happen(Event::Mouse(*event));
            }
            Step::Click(n) => {
                self.draw();
                let hits = &self.app.hits;
                let Some((area, _)) = hits.get(usize::from(*n) % hits.len().max(1)) else {
                    return;
                };
                let (column, row) = (area.x + area.width / 2, area.y + area.height / 2);
                self.happen(Event::Mouse(MouseEvent {
                    kind: MouseEventKind::Down(MouseButton::Left),
                    column,
                    row,
                    modifiers: KeyModifiers::NONE,
                }));
            }
            Step::Resize(width, height) => {
                self.happen(Event::Resize(*width, *height));
                self.draw();
            }
            Step::NextDay => {
                self.clock.today = self.clock.today.succ_opt().unwrap();
                self.clock.now += chrono::TimeDelta::days(1);
            }
            Step::Foreign(n, told) => self.another_program_writes(*n, *told),
            Step::Gone => {
                if self.is_read_only() {
                    return;
                }
                if let Some(path) = self.path_of_open() {
                    let _ = fs::remove_file(path);
                    self.is_foreign();
                    self.happen(Event::Touched);
                }
            }
            Step::Mended => self.happen(Event::Touched),
            Step::Disk(fine) => self.disk = if *fine { DiskIs::Fine } else { DiskIs::Broken },
            Step::Looked(n, how) => self.looked(*n, *how),
            Step::Notice(text) => self.happen(Event::Notice(aicaiq::text::one_line(text))),
            Step::Reopen => self.reopen(),
            Step::Recount => {
                if let Some(folder) = &self.folder {
                    let listing = folder.listing(self.clock.today);
                    let ids = listing.controls.iter().map(|c| c.id.clone()).collect();
                    self.happen(Event::FolderOpened(Box::new(listing)));
                    let counted = self.count(ids);
                    self.happen(Event::Counted(counted));
                }
            }
            Step::Editor(answer) => {
                self.editor = answer
                    .map(str::to_owned)
                    .ok_or_else(|| "it failed".to_owned());
            }
        }
    }

    fn is_foreign(&mut self) {
        self.foreign += 1;
        self.mixed.extend(self.path_of_open());
        if self.folder.is_some() {
            // What is shared is part of every control.
            self.mixed.extend(self.first.keys().cloned());
        }
    }

    fn another_program_writes(&mut self, n: u8, told: bool) {
        let files = self.written_by_others();
        let Some(path) = files.get(usize::from(n) % files.len().max(1)).cloned() else {
            return;
        };
        if self.is_read_only() || !path.exists() {
            return;
        }
        self.is_foreign();
        match n / 8 {
            0..4 => {
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, format!("{text}# another line\n")).unwrap();
            }
            4 => fs::write(&path, "schema = 1\n[assessment\n").unwrap(),
            5 => fs::write(&path, "").unwrap(),
            6 => {
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, text.replace('\n', "\r\n")).unwrap();
            }
            _ => self.another_answers(n),
        }
        if told {
            self.happen(Event::Touched);
        }
    }

    /// Another person answers a step by the same program.
    fn another_answers(&self, n: u8) {
        let Some(path) = self.path_of_open() else {
            return;
        };
        let Ok(mut file) = AnswerFile::open(&path, &self.questionnaire) else {
            return;
        };
        let mut next = file.assessment().clone();
        let roles: Vec<_> = self
            .questionnaire
            .roles
            .iter()
            .filter(|r| next.roles.contains(&r.id))
            .collect();
        let Some(role) = roles.get(usize::from(n) % roles.len().max(1)) else {
            return;
        };
        let id = role.steps[usize::from(n) % role.steps.len()].id.clone();
        let edits = [
            Edit::Outcome(role.id, id.clone(), Some(Outcome::PartiallySatisfied)),
            Edit::Note(role.id, id.clone(), format!("theirs {n}")),
            Edit::AddEvidence(
                role.id,
                ItemId::Step(id),
                format!("https://example.com/{}", n % 3),
            ),
        ];
        let stamp = aicaiq::assessment::Stamp {
            now: self.clock.now,
            by: "another".to_owned(),
        };
        for edit in edits {
            let _ = edit.apply(&mut next, &self.questionnaire, &stamp);
        }
        let _ = file.save(&next);
    }

    fn looked(&mut self, n: u8, how: u8) {
        let Some(doc) = &self.app.doc else { return };
        let all: Vec<_> = doc.assessment().evidence.iter().collect();
        let Some((id, record)) = all.get(usize::from(n) % all.len().max(1)) else {
            return;
        };
        let state = match how % 5 {
            0 => FileState::Missing,
            1 => FileState::Outside,
            2 => FileState::Unreadable("permission denied".to_owned()),
            3 => FileState::Unchecked,
            _ => FileState::Present {
                sha256: "cd".repeat(32),
                size: 9,
            },
        };
        let look = Look {
            id: (*id).clone(),
            href: record.href.clone(),
            state,
            named: how & 0x80 != 0 && !self.is_read_only(),
        };
        self.happen(Event::Inspected(vec![look]));
    }

    /// The program ends without a word, and is started again.
    fn reopen(&mut self) {
        let Some(path) = self.path_of_open() else {
            return;
        };
        if self.app.tour.is_some() || self.app.controls.is_some() || !path.exists() {
            return;
        }
        // What was there before is no part of this run's undo.
        self.mixed.insert(path.clone());
        self.app.overlay = None;
        let event = self.open(&path);
        self.happen(event);
    }
}
