//! Running the program, with the most memory that it had.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A folder with a fresh assessment of one role.
pub struct Place(pub tempfile::TempDir);

/// What a run came to.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
    /// The most memory that was in use, in bytes.
    pub memory: u64,
}

impl Place {
    pub fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let words = "new a.toml --subject S --role CSP --assessor sample";
        assert_eq!(place.run(words, b"").code, Some(0));
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// A file of a size, without any content of its own.
    pub fn hole(&self, name: &str, size: u64) {
        std::fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        let file = std::fs::File::create(self.path(name)).unwrap();
        file.set_len(size).unwrap();
    }

    /// Runs the program on words, separated by spaces.
    pub fn run(&self, words: &str, input: &[u8]) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_aicaiq"))
            .args(words.split(' '))
            .current_dir(self.0.path())
            .env("HOME", self.0.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_STATE_HOME", self.path("state"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let status = format!("/proc/{}/status", child.id());
        let mut stdin = child.stdin.take().unwrap();
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        std::thread::scope(|scope| {
            // Who has read enough closes it.
            scope.spawn(move || drop(stdin.write_all(input)));
            let read = |from: &mut dyn Read| {
                let mut bytes = Vec::new();
                from.read_to_end(&mut bytes).unwrap();
                String::from_utf8_lossy(&bytes).into_owned()
            };
            let out = scope.spawn(move || read(&mut out));
            let err = scope.spawn(move || read(&mut err));
            let mut memory = 0;
            let ended = loop {
                let text = std::fs::read_to_string(&status).unwrap_or_default();
                let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
                let peak = peak.and_then(|p| p.trim().strip_suffix(" kB")?.parse::<u64>().ok());
                memory = memory.max(peak.unwrap_or(0) * 1024);
                if let Some(status) = child.try_wait().unwrap() {
                    break status;
                }
                std::thread::sleep(Duration::from_millis(2));
            };
            Ran {
                code: ended.code(),
                out: out.join().unwrap(),
                err: err.join().unwrap(),
                memory,
            }
        })
    }
}
