//! Turns the built-in questionnaire into JSON and works out its digest: reading
//! its TOML at every start would take a third of the time to the first frame.
//! Finds out what the program is built from, for `--version`.

use sha2::{Digest, Sha256};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const SOURCE: &str = "questionnaires/cek-02.toml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SOURCE}");
    println!("cargo::rerun-if-changed=build.rs");
    let text = std::fs::read_to_string(SOURCE)?;
    let control: toml::Table = toml::from_str(&text)?;
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let json = serde_json::to_string(&control)?;
    std::fs::write(Path::new(&out).join("cek-02.json"), json)?;
    let mut hex = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        write!(hex, "{byte:02x}")?;
    }
    println!("cargo::rustc-env=CEK_02_DIGEST=sha256:{hex}");
    let of = |name| std::env::var(name).unwrap_or_default();
    println!("cargo::rustc-env=BUILT_FROM={}", source());
    println!(
        "cargo::rustc-env=BUILT_FOR={}, {}",
        of("TARGET"),
        of("PROFILE")
    );
    println!(
        "cargo::rustc-env=BUILT_BY={}",
        said(&of("RUSTC"), &["--version"]).unwrap_or_default()
    );
    Ok(())
}

/// The commit that the source is of. Only of a release is it looked up: every
/// commit would have the program built anew otherwise.
fn source() -> String {
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        return "source in work, its commit not looked up".to_owned();
    }
    // As a crate inside of somebody else's repository, it is not that one's commit.
    if !Path::new(".git").exists() {
        let packaged = std::fs::read_to_string(".cargo_vcs_info.json").ok();
        return packaged
            .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
            .and_then(|info| Some(format!("commit {}", info.pointer("/git/sha1")?.as_str()?)))
            .unwrap_or_else(|| "source without git, its commit not known".to_owned());
    }
    for path in ["src", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={path}");
    }
    if let Some(head) = said("git", &["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={head}");
    }
    let Some(commit) = said("git", &["log", "-1", "--format=commit %H of %cs"]) else {
        return "source whose commit git does not tell".to_owned();
    };
    match said("git", &["status", "--porcelain", "--untracked-files=no"]).as_deref() {
        Some("") => commit,
        _ => format!("{commit}, with changes since"),
    }
}

fn said(program: &str, words: &[&str]) -> Option<String> {
    let output = Command::new(program).args(words).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
