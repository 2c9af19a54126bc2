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
        self.start(words, input, &[])
    }

    /// Runs with more in the environment.
    pub fn run_where(&self, words: &[&str], environment: &[(&str, &str)]) -> Ran {
        self.start(words, "", environment)
    }

    /// Runs git in the folder, whoever runs the test.
    pub fn git(&self, words: &[&str]) -> String {
        self.git_as("sample author", "2026-11-20T10:00:00Z", words)
    }

    /// Runs git as somebody at some time.
    pub fn git_as(&self, who: &str, when: &str, words: &[&str]) -> String {
        let output = Command::new("git")
            .args(words)
            .current_dir(self.0.path())
            .env("HOME", self.0.path())
            .env_remove("COLUMNS")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_NAME", who)
            .env("GIT_AUTHOR_EMAIL", "author@example.com")
            .env("GIT_AUTHOR_DATE", when)
            .env("GIT_COMMITTER_NAME", who)
            .env("GIT_COMMITTER_EMAIL", "author@example.com")
            .env("GIT_COMMITTER_DATE", when)
            .output()
            .unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {words:?}: {err}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn start(&self, words: &[&str], input: &str, environment: &[(&str, &str)]) -> Ran {
        self.write(".input", input);
        let output: Output = Command::new(env!("CARGO_BIN_EXE_aicaiq"))
            .args(words)
            .current_dir(self.0.path())
            .env("HOME", self.0.path())
            .env_remove("COLUMNS")
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_STATE_HOME", self.path("state"))
            // 2026-11-24, so that a report says the same tomorrow.
            .env("SOURCE_DATE_EPOCH", "1795514400")
            .env("AICAIQ_TODAY", "2026-11-24")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .envs(environment.iter().copied())
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
