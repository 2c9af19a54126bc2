//! A pseudo-terminal with an emulator behind it. Waits for what is to be
//! seen, never for time to pass.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// How long anything may take before a test gives up, in seconds.
fn patience() -> Duration {
    let set = std::env::var("AICAIQ_PATIENCE").ok();
    Duration::from_secs(set.and_then(|n| n.parse().ok()).unwrap_or(30))
}

struct Seen {
    emulator: vt100::Parser,
    bytes: Vec<u8>,
    ended: bool,
    /// Whether nobody reads any more what is shown.
    deaf: bool,
}

/// A program on a terminal.
pub struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    before: String,
}

/// A folder with an answer file of a fresh assessment and a state folder.
pub struct Place {
    pub folder: Home,
}

/// A folder of a test: its own, or another process's.
pub enum Home {
    Own(tempfile::TempDir),
    Other(PathBuf),
}

impl Home {
    pub fn path(&self) -> &Path {
        match self {
            Self::Own(folder) => folder.path(),
            Self::Other(path) => path,
        }
    }
}

impl Place {
    pub fn new() -> Self {
        Self {
            folder: Home::Own(tempfile::tempdir().unwrap()),
        }
    }

    /// One that is there already, and stays.
    pub fn of(folder: PathBuf) -> Self {
        Self {
            folder: Home::Other(folder),
        }
    }

    /// With an assessment of these roles in it.
    pub fn with(roles: &[&str]) -> Self {
        let place = Self::new();
        let mut words = vec![
            "new",
            "a.toml",
            "--subject",
            "Sample",
            "--assessor",
            "sample assessor",
        ];
        for role in roles {
            words.extend(["--role", role]);
        }
        place.run(&words);
        place
    }

    /// Makes a folder `acme` of three controls, with these roles.
    pub fn folder_of(&self, roles: &[&str]) {
        let of = include_str!("../../questionnaires/cek-02.toml");
        std::fs::create_dir_all(self.path("acme/questionnaires")).unwrap();
        for id in ["CEK-02", "CEK-03", "CEK-04"] {
            let text = of.replace("\"CEK-02\"", &format!("\"{id}\""));
            let path = self.path(&format!("acme/questionnaires/{id}.toml"));
            std::fs::write(path, text).unwrap();
        }
        let mut words = vec!["new", "acme/", "--subject", "Sample Platform"];
        words.extend(["--assessor", "sample assessor"]);
        words.extend(roles.iter().flat_map(|role| ["--role", *role]));
        self.run(&words);
    }

    /// Gives the user a configuration.
    pub fn configure(&self, text: &str) {
        std::fs::create_dir_all(self.path("config/aicaiq")).unwrap();
        std::fs::write(self.path("config/aicaiq/config.toml"), text).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn text(&self) -> String {
        std::fs::read_to_string(self.path("a.toml")).unwrap()
    }

    /// The texts in the journal of half-typed texts.
    pub fn journal(&self) -> String {
        let Ok(entries) = std::fs::read_dir(self.path("state/aicaiq/drafts")) else {
            return String::new();
        };
        let journals = entries
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.extension().is_some_and(|e| e == "json"));
        journals
            .map(|p| std::fs::read_to_string(p).unwrap_or_default())
            .collect()
    }

    /// Runs the program without a terminal; returns its standard output.
    pub fn run(&self, words: &[&str]) -> String {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_aicaiq"))
            .args(words)
            .current_dir(self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_STATE_HOME", self.path("state"))
            .env("HOME", self.folder.path())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{words:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn summary(&self) -> serde_json::Value {
        serde_json::from_str(&self.run(&["summary", "a.toml", "--format", "json"])).unwrap()
    }

    /// Starts the program on a terminal of 80×24.
    pub fn start(&self, words: &[&str]) -> Pty {
        self.start_with(words, &[])
    }

    /// Starts it on a terminal of another size.
    pub fn start_sized(&self, words: &[&str], (columns, rows): (u16, u16)) -> Pty {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_aicaiq"));
        command.args(words);
        command.env("LC_ALL", "C.UTF-8");
        Pty::spawn_sized(self.folder.path(), command, (columns, rows))
    }

    pub fn start_with(&self, words: &[&str], env: &[(&str, &str)]) -> Pty {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_aicaiq"));
        command.args(words);
        // What a terminal shows does not depend on whose terminal tests run in.
        command.env("LC_ALL", "C.UTF-8");
        command.env_remove("COLORTERM");
        command.env_remove("NO_COLOR");
        for (name, value) in env {
            command.env(name, value);
        }
        Pty::spawn(self.folder.path(), command)
    }
}

impl Pty {
    pub fn spawn(folder: &Path, command: CommandBuilder) -> Self {
        Self::spawn_sized(folder, command, (80, 24))
    }

    fn spawn_sized(folder: &Path, mut command: CommandBuilder, size: (u16, u16)) -> Self {
        let size = PtySize {
            rows: size.1,
            cols: size.0,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let before = format!("{:?}", pair.master.get_termios().unwrap());
        command.cwd(folder);
        command.env("XDG_CONFIG_HOME", folder.join("config"));
        command.env("XDG_STATE_HOME", folder.join("state"));
        command.env("HOME", folder);
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let emulator = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0);
        let seen = Arc::new((
            Mutex::new(Seen {
                emulator,
                bytes: Vec::new(),
                ended: false,
                deaf: false,
            }),
            Condvar::new(),
        ));
        let sink = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let read = reader.read(&mut buffer).unwrap_or(0);
                let Ok(mut seen) = sink.0.lock() else { return };
                while seen.deaf {
                    seen = sink.1.wait(seen).unwrap();
                }
                seen.emulator.process(&buffer[..read]);
                seen.bytes.extend_from_slice(&buffer[..read]);
                seen.ended = read == 0;
                sink.1.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        Self {
            child,
            master: pair.master,
            writer,
            seen,
            before,
        }
    }

    pub fn send(&mut self, keys: &str) -> &mut Self {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
        self
    }

    /// Sends the answer to a question that came up unasked, once letters count.
    pub fn answers(&mut self, key: &str) -> &mut Self {
        std::thread::sleep(Duration::from_millis(1000));
        self.send(key)
    }

    /// Reads nothing any more of what the program shows, until it listens again.
    pub fn listen(&mut self, listens: bool) {
        self.seen.0.lock().unwrap().deaf = !listens;
        self.seen.1.notify_all();
    }

    /// Sends keys without waiting for their being taken.
    pub fn type_blindly(&mut self, keys: &str) -> std::io::Result<()> {
        self.writer.write_all(keys.as_bytes())
    }

    #[track_caller]
    fn wait(&mut self, what: &str, fits: impl Fn(&Seen) -> bool) {
        let until = Instant::now() + patience();
        let mut seen = self.seen.0.lock().unwrap();
        while !fits(&seen) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "waited for {what} in vain:\n{}",
                seen.emulator.screen().contents()
            );
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until a text is on the screen.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        self.wait(text, |seen| {
            seen.emulator.screen().contents().contains(text)
        });
        self
    }

    /// Waits until a text is off the screen.
    #[track_caller]
    pub fn no_longer_sees(&mut self, text: &str) -> &mut Self {
        self.wait(&format!("no {text}"), |seen| {
            !seen.emulator.screen().contents().contains(text)
        });
        self
    }

    pub fn screen(&self) -> String {
        self.seen.0.lock().unwrap().emulator.screen().contents()
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap().bytes.clone()
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.seen.0.lock().unwrap().emulator.set_size(
            rows.max(1).try_into().unwrap(),
            columns.max(1).try_into().unwrap(),
        );
        self.set_size(columns, rows);
    }

    /// The terminal's size as the program is told it; the emulator keeps its own.
    pub fn set_size(&self, columns: u16, rows: u16) {
        self.master
            .resize(PtySize {
                rows,
                cols: columns,
                pixel_width: 0,
                pixel_height: 0,
            })
            .unwrap();
    }

    pub fn pid(&self) -> Pid {
        Pid::from_raw(self.child.process_id().unwrap() as i32).unwrap()
    }

    pub fn signal(&mut self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Whether the program is stopped, as by Ctrl-Z.
    pub fn is_stopped(&self) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid().as_raw_nonzero()));
        let stat = stat.unwrap_or_default();
        stat.rsplit(')')
            .next()
            .is_some_and(|rest| rest.trim_start().starts_with('T'))
    }

    /// Continues the program and what it has started, as the shell's fg does.
    pub fn continue_all(&mut self) {
        rustix::process::kill_process_group(self.pid(), Signal::CONT).unwrap();
    }

    /// Waits for the program's end alone, without reading what it has shown;
    /// returns the exit code.
    pub fn code(&mut self) -> u32 {
        let until = Instant::now() + patience();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(Instant::now() < until, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the end; returns the exit code.
    pub fn ended(&mut self) -> u32 {
        // Where it does not end, the screen says why.
        self.wait("the end", |seen| seen.ended);
        let status = self.child.wait().unwrap();
        status.exit_code()
    }

    /// Whether the terminal is as the program found it: ordinary screen,
    /// cursor shown, no mouse, no marked pastes, the same line settings.
    pub fn assert_sane(&self) {
        // The program is seen to stop or end before its last bytes are read.
        let until = Instant::now() + patience();
        let mut seen = self.seen.0.lock().unwrap();
        while seen.emulator.screen().alternate_screen() && Instant::now() < until {
            let wait = Duration::from_millis(100);
            seen = self.seen.1.wait_timeout(seen, wait).unwrap().0;
        }
        let screen = seen.emulator.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is left");
        assert!(!screen.hide_cursor(), "the cursor is shown");
        assert!(!screen.bracketed_paste(), "pastes are not marked");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert_eq!(
            format!("{:?}", self.master.get_termios().unwrap()),
            self.before
        );
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// Waits until a condition outside the terminal holds.
#[track_caller]
pub fn eventually(what: &str, holds: impl Fn() -> bool) {
    let until = Instant::now() + patience();
    while !holds() {
        assert!(Instant::now() < until, "waited for {what} in vain");
        std::thread::yield_now();
    }
}
