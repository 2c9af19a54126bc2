//! Formulas in every cell, and what spreadsheets make of our tables.

use crate::commands::made;
use crate::hostile::ACTIVE;
use crate::{node, python};
use std::path::{Path, PathBuf};
use std::process::Command;

/// All tables of a place whose every text is the given one.
fn tables(text: &str, at: usize, folder: &Path) -> Vec<PathBuf> {
    let place = made(text);
    let mut out = Vec::new();
    let mut export = |words: &[&str], name: String| {
        let to = folder.join(name);
        let q = ["--questionnaire", "q/q.toml", "--out", to.to_str().unwrap()];
        place.run(&[words, &q].concat());
        out.push(to);
    };
    export(
        &["export", "a.toml", "--format", "xlsx"],
        format!("{at}.xlsx"),
    );
    export(
        &["export", "a.toml", "--format", "csv"],
        format!("{at}-items.csv"),
    );
    export(
        &["export", "a.toml", "--format", "caiq", "--role", "CSP"],
        format!("{at}-caiq.csv"),
    );
    export(
        &["summary", "many", "--format", "csv"],
        format!("{at}-many.csv"),
    );
    out
}

/// openpyxl finds no formula and no link, LibreOffice the same values, and
/// neither has anything to mend.
#[test]
fn spreadsheets_find_texts_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut all: Vec<PathBuf> = Vec::new();
    // Each alone: a formula is one by how its cell begins.
    for (at, text) in ACTIVE
        .iter()
        .enumerate()
        .filter(|(at, _)| *at < 6 || *at == ACTIVE.len() - 1)
    {
        all.extend(tables(text, at, folder.path()));
    }
    let sample = folder.path().join("sample.xlsx");
    let place = crate::pty::Place::new();
    let from = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/sample/sample.cek-02.toml"
    );
    place.run(&[
        "export",
        from,
        "--format",
        "xlsx",
        "--out",
        sample.to_str().unwrap(),
    ]);
    all.push(sample);
    // One start of LibreOffice reads all; a profile of its own asks nothing.
    let profile = format!(
        "-env:UserInstallation=file://{}/profile",
        folder.path().display()
    );
    for (to, into) in [("xlsx:Calc MS Excel 2007 XML", "again"), ("pdf", "pdf")] {
        let mut command = Command::new("soffice");
        command.args([
            &profile,
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
        ]);
        command
            .arg(folder.path().join(into))
            .env("HOME", folder.path());
        let wanted =
            |p: &&PathBuf| to != "pdf" || p.ends_with("sample.xlsx") || p.ends_with("0.xlsx");
        command.args(all.iter().filter(wanted));
        let output = node::started(&mut command, "soffice", "Debian's package libreoffice-calc");
        node::told("soffice", &output);
    }
    for name in ["sample.pdf", "0.pdf"] {
        let pdf = std::fs::read(folder.path().join("pdf").join(name)).unwrap();
        assert!(pdf.starts_with(b"%PDF"), "{name}");
    }
    let told = python::run("spreadsheets.py", &[folder.path()]);
    let expected = format!("{} files are as they were written\n", all.len());
    assert_eq!(told, expected);
}
