//! Turns the built-in questionnaire into JSON and works out its digest: reading
//! its TOML at every start would take a third of the time to the first frame.

use sha2::{Digest, Sha256};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

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
    Ok(())
}
