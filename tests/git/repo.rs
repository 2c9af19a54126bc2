//! A machine of its own: a home, and repositories in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub const FILE: &str = "a.cek-02.toml";

pub struct Repo {
    _machine: tempfile::TempDir,
    home: PathBuf,
    /// Where commands run.
    pub root: PathBuf,
    /// How the program is called.
    pub program: PathBuf,
}

/// What a run came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// It must have ended well.
    #[track_caller]
    pub fn fine(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }
}

impl Repo {
    /// An empty repository in a folder of that name, without the drivers.
    pub fn bare_of_drivers(name: &str) -> Self {
        let machine = tempfile::tempdir().unwrap();
        let base = machine.path().canonicalize().unwrap();
        let home = base.join("home");
        let root = base.join(name);
        std::fs::create_dir_all(&home).unwrap();
        std::fs::create_dir_all(&root).unwrap();
        let repo = Self {
            _machine: machine,
            home,
            root,
            program: env!("CARGO_BIN_EXE_aicaiq").into(),
        };
        repo.git(&["init"]).fine();
        repo
    }

    /// A repository with the drivers and nothing else, committed.
    pub fn new() -> Self {
        let repo = Self::bare_of_drivers("repo");
        repo.aicaiq(&["git", "enable"]).fine();
        repo.commit("attributes");
        repo
    }

    /// With an answer file of all four roles, committed.
    pub fn with_answers() -> Self {
        let repo = Self::new();
        repo.make(FILE);
        repo.commit("base");
        repo
    }

    pub fn make(&self, name: &str) {
        let roles = ["CSP", "MP", "OSP", "AP"];
        let mut words = vec!["new", name, "--subject", "Sample", "--assessor", "base"];
        words.extend(roles.iter().flat_map(|role| ["--role", role]));
        self.aicaiq(&words).fine();
    }

    pub fn git(&self, words: &[&str]) -> Ran {
        self.git_in(&self.root, words)
    }

    pub fn git_in(&self, folder: &Path, words: &[&str]) -> Ran {
        let set = [
            "commit.gpgsign=false",
            "init.defaultBranch=main",
            "core.pager=cat",
        ];
        let mut command = Command::new("git");
        for setting in set {
            command.args(["-c", setting]);
        }
        self.ran(command.args(words), folder)
    }

    pub fn aicaiq(&self, words: &[&str]) -> Ran {
        self.aicaiq_in(&self.root, words)
    }

    pub fn aicaiq_in(&self, folder: &Path, words: &[&str]) -> Ran {
        self.ran(Command::new(&self.program).args(words), folder)
    }

    fn ran(&self, command: &mut Command, folder: &Path) -> Ran {
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(name);
        }
        for who in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{who}_NAME"), "sample")
                .env(format!("GIT_{who}_EMAIL"), "sample@example.com")
                .env(format!("GIT_{who}_DATE"), "2026-11-24T10:00:00Z");
        }
        let output = command
            .current_dir(folder)
            .env("HOME", &self.home)
            .env("XDG_CONFIG_HOME", self.home.join("config"))
            .env("XDG_STATE_HOME", self.home.join("state"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", self.home.join(".gitconfig"))
            .env("GIT_CEILING_DIRECTORIES", &self.home)
            .env("GIT_EDITOR", "true")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    pub fn home(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Commits everything.
    pub fn commit(&self, message: &str) {
        self.git(&["add", "-A"]).fine();
        self.git(&["commit", "-m", message]).fine();
    }

    /// Answers an item, without a commit.
    pub fn answer(&self, item: &str, outcome: &str, note: &str, by: &str) {
        let words = ["set", FILE, item, "--outcome", outcome, "--note", note];
        self.aicaiq(&[words.as_slice(), &["--assessor", by]].concat())
            .fine();
    }

    /// Does something on a new branch from main, commits it, goes back.
    pub fn on_branch(&self, name: &str, what: impl FnOnce(&Self)) {
        self.git(&["checkout", "-b", name, "main"]).fine();
        what(self);
        self.commit(&format!("on {name}"));
        self.git(&["checkout", "main"]).fine();
    }

    /// Whether this git tells what the sides are called.
    pub fn tells_labels(&self) -> bool {
        let said = self.git(&["version"]).out;
        let mut numbers = said
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|n| n.parse::<u32>().ok());
        (numbers.next().unwrap(), numbers.next().unwrap()) >= (2, 44)
    }

    /// Where a conflict names its sides, these are the names.
    #[track_caller]
    pub fn labels(&self, ours: &str, theirs: &str) {
        let text = self.read(FILE);
        if !self.tells_labels() {
            assert!(!text.contains("_from ="), "{text}");
            return;
        }
        for (key, name) in [("ours_from", ours), ("theirs_from", theirs)] {
            let lines: Vec<&str> = text.lines().filter(|l| l.starts_with(key)).collect();
            assert!(!lines.is_empty(), "{text}");
            for line in lines {
                let said = line.split_once('"').unwrap().1.trim_end_matches('"');
                assert!(matches(said, name), "{line}: not {name}");
            }
        }
    }

    /// The file is one that can be opened.
    #[track_caller]
    pub fn opens(&self) {
        // What is undecided in it is the only thing that is wrong with it.
        let undecided = self.read(FILE).contains("[conflicts.");
        let ran = self.aicaiq(&["check", FILE]);
        assert_eq!(ran.code, i32::from(undecided), "{ran:?}");
        let mut errors = ran.out.lines().filter(|l| l.starts_with("error"));
        assert!(
            errors.all(|l| l.starts_with("error: an unresolved conflict")),
            "{ran:?}"
        );
    }
}

/// Copies a program by another process: what this one has open for writing
/// could not be run while another test starts a process.
pub fn copy_program(from: &Path, to: &Path) {
    let status = Command::new("cp").arg(from).arg(to).status();
    assert!(status.unwrap().success());
}

/// Whether a text is as a pattern says in which `*` is anything.
fn matches(text: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => text.starts_with(start) && text.ends_with(end),
        None => text == pattern,
    }
}
