//! Turns the built-in questionnaire into JSON: reading its TOML at every start
//! would take a third of the time to the first frame.

use std::error::Error;
use std::path::Path;

const SOURCE: &str = "questionnaires/cek-02.toml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SOURCE}");
    println!("cargo::rerun-if-changed=build.rs");
    let control: toml::Table = toml::from_str(&std::fs::read_to_string(SOURCE)?)?;
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let json = serde_json::to_string(&control)?;
    std::fs::write(Path::new(&out).join("cek-02.json"), json)?;
    Ok(())
}
