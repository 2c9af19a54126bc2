//! The Python that has other people's readers of our exports.

use std::path::PathBuf;
use std::process::Command;

/// Where it is: `AICAIQ_PYTHON`, or what `.ci/venv` has made.
///
/// # Panics
/// When it is in neither place: a test that checked nothing would be worse.
pub fn python() -> PathBuf {
    if let Some(named) = std::env::var_os("AICAIQ_PYTHON") {
        return named.into();
    }
    let made = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../venv/bin/python");
    assert!(
        made.exists(),
        "this test reads exports back with Python packages that are not there: run .ci/venv once \
         (it needs Python 3.11 or newer and a package index), or name a Python that has \
         tests/export/requirements.txt in AICAIQ_PYTHON"
    );
    made
}

/// What a script of tests/export prints when it is run on some arguments.
pub fn run(script: &str, arguments: &[&std::path::Path]) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/export");
    let output = Command::new(python())
        .env("PYTHONIOENCODING", "utf-8")
        .arg(format!("{folder}/{script}"))
        .args(arguments)
        .output()
        .expect("python");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}
