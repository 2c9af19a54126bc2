//! The README's section on many providers does what it says.

use crate::python;
use crate::runner::Folder;
use std::path::Path;
use std::process::Command;

fn section() -> &'static str {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("\n## Many providers\n").unwrap();
    rest.split_once("\n## ").unwrap().0
}

fn blocks(language: &str) -> Vec<&'static str> {
    let start = format!("```{language}\n");
    let parts = section().split(&*start).skip(1);
    parts.map(|p| p.split_once("```").unwrap().0).collect()
}

/// What a customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    File,
    Folder,
}

impl Is {
    const ALL: [Self; 2] = [Self::File, Self::Folder];

    /// The customer, and its step 03.
    fn named(self, place: &str, name: &str) -> (String, &'static str) {
        match self {
            Self::File => (format!("{place}/{name}.cek-02.toml"), "CSP.03"),
            Self::Folder => (format!("{place}/{name}/"), "CEK-02:CSP.03"),
        }
    }
}

/// Customers as they are in a clone: the last commit is the branch's state,
/// and nothing got worse since.
fn clone(is: Is) -> Folder {
    let folder = Folder::new();
    for place in ["customers", "customers-2025"] {
        std::fs::create_dir(folder.path(place)).unwrap();
        for name in ["acme", "beta"] {
            let (file, item) = is.named(place, name);
            let ran = folder.run(&["new", &file, "--subject", name, "--role", "CSP"]);
            assert_eq!(ran.code, 0, "{ran}");
            let set = ["set", &file, item, "--outcome", "satisfied"];
            assert_eq!(folder.run(&set).code, 0);
        }
    }
    folder.git(&["init", "-q", "-b", "main"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "first"]);
    folder.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    folder
}

/// Runs a line as a pipeline's shell does, with the variables of its forge.
fn run(folder: &Folder, line: &str) -> (i32, String) {
    let line = line.replace("${{ github.base_ref }}", "main");
    let program = Path::new(env!("CARGO_BIN_EXE_aicaiq")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-e", "-c", &line])
        .current_dir(folder.0.path())
        .env("PATH", format!("{}:{path}", program.display()))
        .env("HOME", folder.0.path())
        .env("XDG_CONFIG_HOME", folder.path("config"))
        .env("AICAIQ_TODAY", "2026-11-24")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().unwrap(), said)
}

#[test]
fn the_commands_run() {
    for is in Is::ALL {
        let folder = clone(is);
        let mut ran = 0;
        for line in blocks("sh").iter().flat_map(|b| b.lines()) {
            assert!(line.starts_with("aicaiq "), "{line}");
            let (code, said) = run(&folder, line);
            assert_eq!(code, 0, "{is:?} {line}: {said}");
            ran += 1;
        }
        assert!(ran >= 5);
        assert!(folder.read("customers.html").starts_with("<!DOCTYPE html>"));
    }
}

#[test]
fn the_pipelines_are_yaml_and_fail_when_something_got_worse() {
    let script = "import json, sys, yaml\n\
        def lines(x):\n\
        \x20   if isinstance(x, dict):\n\
        \x20       return [l for k, v in x.items() for l in ([v] if k == 'run' else v if k == 'script' else lines(v))]\n\
        \x20   return [l for v in x for l in lines(v)] if isinstance(x, list) else []\n\
        print(json.dumps(lines(yaml.safe_load(open(sys.argv[1], encoding='utf-8')))))";
    let pipelines = blocks("yaml");
    assert_eq!(pipelines.len(), 2);
    for yaml in pipelines {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), yaml).unwrap();
        let output = Command::new(python::python())
            .args(["-c", script])
            .arg(file.path())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let lines: Vec<String> = serde_json::from_slice(&output.stdout).unwrap();
        let lines: Vec<&String> = lines.iter().filter(|l| l.starts_with("aicaiq ")).collect();
        assert_eq!(lines.len(), 3, "{lines:?}");
        for is in Is::ALL {
            let folder = clone(is);
            for line in &lines {
                let (code, said) = run(&folder, line);
                assert_eq!(code, 0, "{is:?} {line}: {said}");
            }
            // A file that cannot be read fails the run, and costs no report.
            let broken = clone(is);
            broken.write("customers/broken.toml", "schema = 1\n[assessment\n");
            let (code, said) = run(&broken, lines[0]);
            assert!(code == 1 && said.contains("cannot be read"), "{said}");
            let (_, out) = lines[0].split_once(" --out ").unwrap();
            assert!(broken.read(out).contains("broken.toml"), "{is:?} {out}");
            let (file, item) = is.named("customers", "acme");
            let set = ["set", &file, item, "--outcome", "not-satisfied"];
            assert_eq!(folder.run(&set).code, 0);
            let (code, said) = run(&folder, lines[2]);
            assert_eq!(code, 1, "{is:?} {said}");
            assert_eq!(
                said,
                "failed: on worse: 1 control worse than before, the first CEK-02 of acme\n"
            );
        }
    }
}
