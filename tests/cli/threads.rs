//! Where the system gives little: no thread (a limit of processes), no large file,
//! few open files. Nothing panics, and what cannot be done is told.

use crate::runner::Folder;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// A command that can make no thread: root may always, so it is somebody else
/// then. None where the tools for that are missing.
fn alone(folder: &Folder, words: &[&str]) -> Option<(i32, String)> {
    let open = |path: &Path| {
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o777)).unwrap();
    };
    let program = folder.path("aicaiq");
    std::fs::copy(env!("CARGO_BIN_EXE_aicaiq"), &program).unwrap();
    open(folder.0.path());
    open(&program);
    let mut command = match rustix::process::geteuid().is_root() {
        true => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
            command.args(["prlimit", "--nproc=1"]);
            command
        }
        false => {
            let mut command = Command::new("prlimit");
            command.arg("--nproc=1");
            command
        }
    };
    command.arg(&program).args(words);
    command.current_dir(folder.0.path()).env("HOME", "/nowhere");
    let Ok(output) = command.output() else {
        eprintln!("skipped: no setpriv or prlimit");
        return None;
    };
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8_lossy(&told).into_owned();
    Some((output.status.code().unwrap_or(-1), told))
}

#[test]
fn what_can_be_done_by_one_is_and_the_rest_is_an_error() {
    let folder = Folder::with_assessment();
    let many: Vec<String> = (0..40).map(|n| format!("many/{n}.toml")).collect();
    std::fs::create_dir(folder.path("many")).unwrap();
    for name in &many {
        folder.write(name, folder.read("a.toml"));
    }
    for (words, code, says) in [
        (["summary", "many"].as_slice(), 0, "By role"),
        (&["check", "many"], 0, "40 providers"),
        (
            &["export", "a.toml", "--format", "xlsx", "--out", "o.xlsx"],
            1,
            "ulimit -u",
        ),
        (&["pack", "a.toml", "--out", "o.zip"], 1, "ulimit -u"),
        (
            &["export", "a.toml", "--format", "html", "--out", "o.html"],
            0,
            "",
        ),
    ] {
        let Some((ended, told)) = alone(&folder, words) else {
            return;
        };
        assert_eq!(ended, code, "{words:?}: {told}");
        assert!(told.contains(says) && !told.contains("panicked"), "{told}");
    }
    for (limit, words, says) in [
        ("-f 0", "set a.toml CSP.03 --note x", "(ulimit -f)"),
        (
            "-f 0",
            "export a.toml --format html --out big.html",
            "(ulimit -f)",
        ),
        (
            "-n 4",
            "export a.toml --format html --out o/few.html",
            "Too many open files",
        ),
    ] {
        std::fs::create_dir_all(folder.path("o")).unwrap();
        // What the test was started with may stand open in it and count.
        let alone = "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-";
        let script =
            format!("{alone}; ulimit {limit}; exec env --default-signal=XFSZ ./aicaiq {words}");
        let mut command = Command::new("sh");
        command.args(["-c", &script]).current_dir(folder.0.path());
        let output = command.output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{limit} {words}: {told}");
        assert!(told.contains(says), "{limit} {words}: {told}");
    }
    assert!(!folder.path("o.xlsx").exists() && !folder.path("o.zip").exists());
}
