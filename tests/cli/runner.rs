//! Runs the program in a folder of its own.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

pub struct Folder(pub tempfile::TempDir);

/// What a run came to.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With `a.toml`, an assessment as CSP and MP.
    pub fn with_assessment() -> Self {
        let folder = Self::new();
        let ran = folder.run(&[
            "new",
            "a.toml",
            "--subject",
            "Sample",
            "--role",
            "CSP",
            "--role",
            "MP",
            "--assessor",
            "sample assessor",
        ]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn run(&self, words: &[&str]) -> Ran {
        self.run_with(words, "")
    }

    pub fn run_with(&self, words: &[&str], input: &str) -> Ran {
        self.write(".input", input);
        let output: Output = Command::new(env!("CARGO_BIN_EXE_aicaiq"))
            .args(words)
            .current_dir(self.0.path())
            .env("HOME", self.0.path())
            .env("XDG_STATE_HOME", self.path("state"))
            // 2026-11-24, so that a report says the same tomorrow.
            .env("SOURCE_DATE_EPOCH", "1795514400")
            .stdin(Stdio::from(
                std::fs::File::open(self.path(".input")).unwrap(),
            ))
            .output()
            .unwrap();
        std::fs::remove_file(self.path(".input")).unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "exit {}\n--- stdout\n{}--- stderr\n{}",
            self.code, self.out, self.err
        )
    }
}
