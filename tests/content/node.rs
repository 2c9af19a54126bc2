//! The npm packages that read what we write.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder of them: `AICAIQ_NODE`, or what `.ci/node` has made.
///
/// # Panics
/// When it is in neither place: a test that checked nothing would be worse.
pub fn folder() -> PathBuf {
    if let Some(named) = std::env::var_os("AICAIQ_NODE") {
        return named.into();
    }
    let made = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../node");
    assert!(
        made.join("node_modules").is_dir(),
        "this test reads exports back with npm packages that are not there: run .ci/node once (it \
         needs Node 20 or newer and npm's registry), or name a folder with the node_modules of \
         tests/export/package.json in AICAIQ_NODE"
    );
    made.canonicalize().unwrap()
}

/// Runs a script of tests/export with node.
pub fn run(script: &str, arguments: &[&Path]) -> String {
    let path = format!("{}/tests/export/{script}", env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new("node");
    command.arg(path).arg(folder()).args(arguments);
    told(script, &started(&mut command, "node", "Node 20 or newer"))
}

/// What a program ended with.
///
/// # Panics
/// When it is not there, with how to get it.
pub fn started(command: &mut Command, program: &str, package: &str) -> Output {
    let hint = format!(
        "{program} is not there: install {package} (.ci/debian installs what .ci/packages lists)"
    );
    command
        .output()
        .unwrap_or_else(|error| panic!("{hint}: {error}"))
}

/// The standard output of what ended well.
pub fn told(what: &str, output: &Output) -> String {
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{what}: {err}\n{out}");
    out.into_owned()
}
