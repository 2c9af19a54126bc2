//! How fast the screen is, in a real pseudo-terminal, beside other programs
//! in the same run: start to the first full frame, key to the changed frame,
//! bytes that a key costs, memory.
//!
//! `vim` and `btm` are used where they are found; `AICAIQ_BENCH_VIM` and
//! `AICAIQ_BENCH_BTM` name them elsewhere. Timings are of the machine it runs
//! on: only the ratios mean something elsewhere.
//!
//! `cargo bench --bench screen -- controls N KEYS` moves in the list of a folder
//! of so many controls in memory, for the same.
//!
//! `cargo bench --bench screen -- frames STEPS KEYS` moves through a control
//! of so many steps a role in memory, for a counter of instructions:
//! `perf stat -e instructions:u` on the bench's binary with these words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "../examples/generate/answers.rs"]
mod answers;
#[path = "../examples/generate/folder.rs"]
#[allow(dead_code)]
mod folder;
#[path = "../examples/generate/pack.rs"]
#[allow(dead_code)]
mod pack;
#[path = "../examples/generate/random.rs"]
mod random;

use aicaiq::assessment::{Assessment, Role};
use aicaiq::questionnaire::{Questionnaire, embedded};
use aicaiq::store::AnswerFile;
use aicaiq::tui::effect::{Clock, Event, Opened};
use aicaiq::tui::model::App;
use aicaiq::tui::theme::Theme;
use aicaiq::tui::{update::update, view};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const COLUMNS: u16 = 80;
const ROWS: u16 = 24;
const STARTS: usize = 21;
const KEYS: usize = 400;
/// Keys with a pause before each, in which everything has come to rest.
const PAUSES: usize = 20;
const PAUSE: Duration = Duration::from_millis(250);
/// A program that has written nothing for so long has drawn its frame.
const SETTLED: Duration = Duration::from_millis(150);
/// A key after which nothing was written for so long has changed nothing.
const NOTHING: Duration = Duration::from_millis(100);
/// A program that has written nothing for so long after a key is done.
const QUIET: Duration = Duration::from_millis(8);

struct Chunk {
    at: Instant,
    bytes: Vec<u8>,
}

struct Running {
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    chunks: Receiver<Chunk>,
    started: Instant,
    /// What is on its screen since its first frame.
    screen: vt100::Parser,
}

/// A program to be measured.
struct Program {
    name: &'static str,
    words: Vec<OsString>,
    /// What its first full frame shows, where it never falls silent.
    shows: &'static [&'static str],
    /// A key that moves by one row, and the one back.
    keys: [&'static [u8]; 2],
    /// Keys to be sent before rows are moved through.
    first: &'static [u8],
}

impl Program {
    fn start(&self, folder: &Path) -> Running {
        let size = PtySize {
            rows: ROWS,
            cols: COLUMNS,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(&self.words[0]);
        command.args(&self.words[1..]);
        command.cwd(folder);
        for name in ["HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"] {
            command.env(name, folder);
        }
        command.env("TERM", "xterm-256color");
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let (sender, chunks) = channel();
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        std::thread::spawn(move || {
            let mut buffer = [0; 65536];
            while let Ok(read) = reader.read(&mut buffer) {
                let at = Instant::now();
                let bytes = buffer[..read].to_vec();
                if read == 0 || sender.send(Chunk { at, bytes }).is_err() {
                    return;
                }
            }
        });
        Running {
            child,
            _master: pair.master,
            writer,
            chunks,
            started,
            screen: blank(),
        }
    }

    /// From the start of the process to its first full frame.
    fn first_frame(&self, running: &mut Running) -> Duration {
        let mut chunks = Vec::new();
        let until = running.started + Duration::from_secs(5);
        while Instant::now() < until {
            match running.chunks.recv_timeout(SETTLED) {
                Ok(chunk) => chunks.push(chunk),
                Err(_) if chunks.is_empty() => {}
                Err(_) if self.shows.is_empty() => break,
                Err(_) => {}
            }
            if !self.shows.is_empty() {
                let seen = screen_after(&chunks);
                if self.shows.iter().all(|s| seen.contains(s)) {
                    break;
                }
            }
        }
        let last = screen_after(&chunks);
        for chunk in &chunks {
            running.screen.process(&chunk.bytes);
        }
        let mut emulator = blank();
        for chunk in &chunks {
            emulator.process(&chunk.bytes);
            if emulator.screen().contents() == last {
                return chunk.at - running.started;
            }
        }
        panic!("{} has drawn nothing", self.name);
    }
}

fn blank() -> vt100::Parser {
    vt100::Parser::new(ROWS.try_into().unwrap(), COLUMNS.try_into().unwrap(), 0)
}

fn screen_after(chunks: &[Chunk]) -> String {
    let mut emulator = blank();
    for chunk in chunks {
        emulator.process(&chunk.bytes);
    }
    emulator.screen().contents()
}

impl Running {
    /// Sends a key; how long until the last byte of the frame in which the cursor
    /// is elsewhere, and how many bytes there were until all fell silent. Of a
    /// program that shows no cursor, until the last of these bytes: what it draws
    /// beside is not told apart.
    fn press(&mut self, key: &[u8]) -> Option<(Duration, usize)> {
        while let Ok(chunk) = self.chunks.try_recv() {
            self.screen.process(&chunk.bytes);
        }
        let cursor =
            |screen: &vt100::Screen| (!screen.hide_cursor()).then(|| screen.cursor_position());
        let before = cursor(self.screen.screen());
        let sent = Instant::now();
        self.writer.write_all(key).unwrap();
        self.writer.flush().unwrap();
        let first = self.chunks.recv_timeout(NOTHING).ok()?;
        let (mut at, mut bytes, mut moved) = (first.at, 0, false);
        let mut next = Some(first);
        while let Some(chunk) = next {
            if !moved {
                at = chunk.at;
            }
            bytes += chunk.bytes.len();
            self.screen.process(&chunk.bytes);
            let after = cursor(self.screen.screen());
            moved |= before.is_some() && after.is_some() && after != before;
            next = self.chunks.recv_timeout(QUIET).ok();
        }
        Some((at - sent, bytes))
    }

    fn peak_memory(&self) -> Option<u64> {
        let pid = self.child.process_id()?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The value below which so many of a hundred lie.
fn at<T: Copy + Ord>(values: &mut [T], percent: usize) -> T {
    values.sort_unstable();
    values[(values.len() * percent / 100).min(values.len() - 1)]
}

fn ms(d: Duration) -> f64 {
    d.as_secs_f64() * 1000.0
}

fn found(variable: &str, name: &str) -> Option<OsString> {
    if let Some(path) = std::env::var_os(variable) {
        return Some(path);
    }
    let path = std::env::var_os("PATH")?;
    let places = std::env::split_paths(&path).map(|p| p.join(name));
    places.into_iter().find(|p| p.is_file()).map(Into::into)
}

/// An answered assessment of all roles, with a note of so many bytes.
fn answered(note: usize) -> Assessment {
    use aicaiq::assessment::{Outcome, StepAnswer};
    let q = embedded();
    let mut a = Assessment {
        subject: "Acme GenAI Platform".into(),
        questionnaire: "CEK-02".into(),
        questionnaire_digest: q.digest.clone(),
        roles: vec![Role::Csp, Role::Mp, Role::Osp, Role::Ap],
        assessor: "sample assessor".into(),
        ..Assessment::default()
    };
    let sentence = "The key management policy names the owner of every root key. ";
    for role in a.roles.clone() {
        let answers = a.answers.entry(role).or_default();
        for item in q.items(role) {
            if let Some(id) = item.step() {
                let text = if role == Role::Csp && id.number() == 1 {
                    sentence.repeat(note / sentence.len())
                } else {
                    sentence.into()
                };
                let step = StepAnswer {
                    outcome: Some(Outcome::PartiallySatisfied),
                    note: text,
                    ..StepAnswer::default()
                };
                answers.steps.insert(id.clone(), step);
            }
        }
    }
    a
}

fn file(folder: &Path, name: &str, note: usize) -> PathBuf {
    let path = folder.join(name);
    AnswerFile::create(&path, &answered(note)).unwrap();
    path
}

/// An assessment of so many controls, each role of each answered, beside its
/// questionnaires.
fn assessment_folder(place: &Path, controls: usize, answers: usize) -> PathBuf {
    let (asked, of) = (place.join("questionnaires"), place.join("acme"));
    std::fs::create_dir_all(&asked).unwrap();
    std::fs::create_dir_all(&of).unwrap();
    let provider = answers::Provider::new(1, 1);
    folder::evidence(&provider, &of).unwrap();
    let head = folder::head(&provider, 5, "../questionnaires");
    std::fs::write(of.join("assessment.toml"), head).unwrap();
    let shapes = pack::shapes(1, controls, 5, answers).unwrap();
    for (n, shape) in shapes.iter().enumerate() {
        let text = pack::questionnaire(1, shape);
        let q = aicaiq::questionnaire::parse(&text).unwrap();
        let name = format!("{}.toml", shape.id);
        std::fs::write(asked.join(&name), text).unwrap();
        let answers = folder::shared(&provider.assessment(1, n, &q));
        std::fs::write(of.join(name), answers).unwrap();
    }
    of
}

/// How long a key and its frame take in the list of so many controls.
fn controls(controls: usize, keys: usize) -> Duration {
    use aicaiq::gaps::{Context, SOON_DAYS};
    use aicaiq::tui::controls::{Facts, Listed, Listing};
    use aicaiq::tui::effect::Counted;
    let q = Arc::new(embedded().clone());
    let clock = Clock {
        now: chrono::DateTime::from_timestamp(1_795_515_300, 0).unwrap(),
        today: chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
    };
    let context = Context {
        today: clock.today,
        soon_days: SOON_DAYS,
        files: &aicaiq::assessment::Files::new(),
    };
    let facts = Arc::new(Facts::of(&q, &answered(60), &context));
    let mut app = App::new(q, clock, Theme::default());
    app.size = (COLUMNS, ROWS);
    let listed = |n: usize| Listed {
        id: format!("D{:02}-{:02}", n / 14, n % 14),
        title: "A control with a title of usual length".into(),
        domain: format!("Domain {}", n / 14),
        begun: true,
        ..Listed::default()
    };
    let listing = Listing {
        roles: vec![Role::Csp, Role::Mp, Role::Osp, Role::Ap],
        controls: (0..controls).map(listed).collect(),
        ..Listing::default()
    };
    let counted = listing.controls.iter().map(|c| Counted {
        id: c.id.clone(),
        begun: true,
        facts: Arc::clone(&facts),
    });
    let counted = counted.collect();
    update(&mut app, Event::FolderOpened(Box::new(listing)), clock);
    update(&mut app, Event::Counted(counted), clock);
    moved(&mut app, clock, keys)
}

/// The built-in control with so many steps a role.
fn control_of(steps: usize) -> Questionnaire {
    let mut q = embedded().clone();
    for role in &mut q.roles {
        let first = role.steps[0].clone();
        role.steps = (1..=steps)
            .map(|n| {
                let mut step = first.clone();
                step.id = aicaiq::questionnaire::StepId::new(&format!("{n:02}")).unwrap();
                step
            })
            .collect();
    }
    q
}

/// Moves through a control in memory; how long a key and its frame take.
fn frames(steps: usize, keys: usize) -> Duration {
    let q = Arc::new(control_of(steps));
    let clock = Clock {
        now: chrono::DateTime::from_timestamp(1_795_515_300, 0).unwrap(),
        today: chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
    };
    let mut app = App::new(q, clock, Theme::default());
    app.size = (COLUMNS, ROWS);
    let opened = Opened {
        asked_with: None,
        place: None,
        questionnaire: None,
        path: "acme.toml".into(),
        folder: "/".into(),
        assessment: answered(60),
        texts_then: Vec::new(),
        read_only: None,
        warnings: 0,
        marked: false,
        drafts: Vec::new(),
        notes: Vec::new(),
        aside: Vec::new(),
        left: Vec::new(),
        new: false,
    };
    update(&mut app, Event::Opened(Box::new(opened)), clock);
    moved(&mut app, clock, keys)
}

/// Moves eight rows down and up again, so many keys in all.
fn moved(app: &mut App, clock: Clock, keys: usize) -> Duration {
    let mut terminal = Terminal::new(TestBackend::new(COLUMNS, ROWS)).unwrap();
    let began = Instant::now();
    for n in 0..keys {
        let code = if n % 16 < 8 {
            KeyCode::Down
        } else {
            KeyCode::Up
        };
        let key = KeyEvent::new(code, KeyModifiers::NONE);
        update(app, Event::Key(key), clock);
        terminal
            .draw(|frame| {
                app.hits = view::draw(app, frame);
            })
            .unwrap();
    }
    began.elapsed() / u32::try_from(keys).unwrap()
}

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|w| w != "--bench")
        .collect();
    if let [mode, steps, keys] = words.as_slice()
        && mode == "frames"
    {
        let took = frames(steps.parse().unwrap(), keys.parse().unwrap());
        println!(
            "{steps} steps a role: {:.1} µs a key and frame",
            ms(took) * 1000.0
        );
        return;
    }
    if let [mode, count, keys] = words.as_slice()
        && mode == "controls"
    {
        let took = controls(count.parse().unwrap(), keys.parse().unwrap());
        println!(
            "{count} controls: {:.1} µs a key and frame",
            ms(took) * 1000.0
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let many = assessment_folder(folder.path(), 250, 14_580);
    let one = file(folder.path(), "one.cek-02.toml", 60);
    let long = file(folder.path(), "long.cek-02.toml", 200_000);
    let ours = OsString::from(env!("CARGO_BIN_EXE_aicaiq"));
    let mut programs = vec![
        Program {
            name: "aicaiq, one control",
            words: vec![ours.clone(), one.clone().into()],
            shows: &[],
            keys: [b"j", b"k"],
            first: b"",
        },
        Program {
            name: "aicaiq, fields of a form",
            words: vec![ours.clone(), one.clone().into()],
            shows: &[],
            keys: [b"j", b"k"],
            first: b"\t",
        },
        Program {
            name: "aicaiq, 250 controls",
            words: vec![ours.clone(), many.clone().into()],
            // All that is in sight is counted.
            shows: &[
                "53/55", "46/50", "44/46", "64/64", "70/70", "46/46", "70/71", "55/57", "38/39",
                "47/50", "84/86", "50/51", "58/59", "77/77", "45/45", "68/68", "59/59",
            ],
            keys: [b"j", b"k"],
            first: b"",
        },
        Program {
            name: "aicaiq, the list of them",
            words: vec![ours.clone(), many.into()],
            shows: &["A&A-01", "AIS-03"],
            keys: [b"j", b"k"],
            first: b"",
        },
        Program {
            name: "aicaiq, a note of 200 KB",
            words: vec![ours, long.into()],
            shows: &[],
            keys: [b"j", b"k"],
            first: b"",
        },
    ];
    if let Some(vim) = found("AICAIQ_BENCH_VIM", "vim") {
        programs.push(Program {
            name: "vim, defaults",
            words: vec![vim.clone(), one.clone().into()],
            shows: &[],
            keys: [b"j", b"k"],
            first: b"",
        });
        programs.push(Program {
            name: "vim -u NONE",
            words: vec![vim, "-u".into(), "NONE".into(), one.into()],
            shows: &[],
            keys: [b"j", b"k"],
            first: b"",
        });
    }
    if let Some(btm) = found("AICAIQ_BENCH_BTM", "btm") {
        programs.push(Program {
            name: "bottom",
            words: vec![btm],
            shows: &["Processes", "Network"],
            keys: [b"j", b"k"],
            first: b"",
        });
    }

    let mut firsts: Vec<Vec<Duration>> = programs.iter().map(|_| Vec::new()).collect();
    for round in 0..=STARTS {
        for (program, times) in programs.iter().zip(&mut firsts) {
            let mut running = program.start(folder.path());
            let took = program.first_frame(&mut running);
            // The first round warms the caches.
            if round > 0 {
                times.push(took);
            }
        }
    }
    println!("start to first full frame, {STARTS} starts in turn, ms");
    for (program, times) in programs.iter().zip(&mut firsts) {
        let (low, mid, high) = (at(times, 0), at(times, 50), at(times, 100));
        println!(
            "  {:<26} {:7.2} (from {:.2} to {:.2})",
            program.name,
            ms(mid),
            ms(low),
            ms(high)
        );
    }

    println!(
        "key to changed frame, {KEYS} rows moved with a key held down, ms; bytes a key; memory at its \
         peak; bytes of a key after a pause, in the middle of {PAUSES}"
    );
    for program in &programs {
        let mut running = program.start(folder.path());
        program.first_frame(&mut running);
        if !program.first.is_empty() {
            running.press(program.first);
        }
        let (mut times, mut bytes) = (Vec::new(), Vec::new());
        for n in 0..KEYS {
            let key = program.keys[usize::from(n % 8 >= 4)];
            if let Some((took, count)) = running.press(key) {
                times.push(took);
                bytes.push(count);
            }
        }
        let mut line = String::new();
        let _ = write!(
            line,
            "  {:<26} p50 {:6.2}  p99 {:6.2}  bytes p50 {:5} max {:5}",
            program.name,
            ms(at(&mut times, 50)),
            ms(at(&mut times, 99)),
            at(&mut bytes, 50),
            at(&mut bytes, 100),
        );
        if let Some(memory) = running.peak_memory() {
            let _ = write!(line, "  {:.1} MB", memory as f64 / 1024.0);
        }
        let mut paused = Vec::new();
        for n in 0..PAUSES {
            std::thread::sleep(PAUSE);
            let key = program.keys[usize::from(n % 8 >= 4)];
            paused.extend(running.press(key).map(|(_, count)| count));
        }
        if !paused.is_empty() {
            let _ = write!(line, "  paused {:5}", at(&mut paused, 50));
        }
        println!("{line}");
    }

    println!("a key and its frame in memory, µs");
    for count in [25, 250, 1000] {
        println!(
            "  {count:>4} controls       {:7.1}",
            ms(controls(count, 2000)) * 1000.0
        );
    }
    for steps in [10, 20, 99] {
        println!(
            "  {steps:>3} steps a role {:7.1}",
            ms(frames(steps, 2000)) * 1000.0
        );
    }
}
