//! Turns the built-in questionnaire into JSON and works out its digest: reading
//! its TOML at every start would take a third of the time to the first frame.
//! Finds out what the program is built from, for `--version`. Has a release's
//! functions that run first lie side by side.

use sha2::{Digest, Sha256};
use std::error::Error;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const SOURCE: &str = "questionnaires/cek-02.toml";
const FIRST: &str = "assets/layout/first.txt";

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
    println!("cargo::rerun-if-changed={FIRST}");
    if of("PROFILE") == "release" && of("CARGO_CFG_TARGET_OS") == "linux" {
        side_by_side(Path::new(&out))?;
    }
    Ok(())
}

/// Has the linker put the functions of `FIRST` into one stretch of the program:
/// the kernel maps 64 KB around each page of it that is touched, and what runs on
/// a screen is a thirteenth of the code, strewn over all of it.
///
/// Linkers that don't take such a script (mold, gold) leave the functions where
/// they are, as does a compiler that names them otherwise.
fn side_by_side(out: &Path) -> Result<(), Box<dyn Error>> {
    let mut sections = String::new();
    for name in std::fs::read_to_string(FIRST)?.lines() {
        if !name.is_empty() && !name.starts_with('#') {
            // A dollar sign has a meaning of its own in these scripts.
            let name = name.replace('$', "?");
            writeln!(sections, "    *(.text.{name} .text.unlikely.{name})")?;
        }
    }
    let script = out.join("first.ld");
    std::fs::write(
        &script,
        format!("SECTIONS\n{{\n  .text.first :\n  {{\n{sections}  }}\n}}\nINSERT BEFORE .text;\n"),
    )?;
    let script = script.to_str().ok_or("OUT_DIR is not UTF-8")?;
    let word = format!("-T{script}");
    if links(out, &word)? {
        println!("cargo::rustc-link-arg-bins={word}");
    }
    Ok(())
}

/// Whether the linker that this build uses takes this word.
fn links(out: &Path, word: &str) -> Result<bool, Box<dyn Error>> {
    let source = out.join("links.rs");
    std::fs::write(&source, "fn main() {}\n")?;
    let of = |name| std::env::var_os(name).unwrap_or_default();
    let mut rustc = Command::new(of("RUSTC"));
    rustc.arg(&source).arg("-o").arg(out.join("links"));
    rustc.arg("--target").arg(of("TARGET"));
    if let Some(linker) = std::env::var_os("RUSTC_LINKER") {
        let mut option = OsString::from("linker=");
        option.push(linker);
        rustc.arg("-C").arg(option);
    }
    let flags = std::env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    rustc.args(flags.split('\u{1f}').filter(|flag| !flag.is_empty()));
    rustc.arg("-C").arg(format!("link-arg={word}"));
    Ok(rustc.output().is_ok_and(|output| output.status.success()))
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
