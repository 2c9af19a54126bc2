//! The python that has the readers which the tests read exports back with.

use std::path::{Path, PathBuf};

/// The python of `.ci/venv`: the one that `AICAIQ_PYTHON` names, or the one in
/// the target folder.
pub fn python() -> PathBuf {
    if let Some(python) = std::env::var_os("AICAIQ_PYTHON") {
        return python.into();
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join(target).join("venv/bin/python");
    assert!(python.exists(), "run .ci/venv first");
    python
}
