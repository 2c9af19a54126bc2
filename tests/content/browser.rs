//! HTML in a real Chromium, and Markdown in a CommonMark renderer.

use crate::commands::{made, odd};
use crate::hostile::ACTIVE;
use crate::node;
use crate::pty::Place;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const ONE: &str = "export a.toml --format html";
const MANY: &str = "summary many --format html";
const FOLDER: &str = "export many/acme --format html";

/// Addresses that must not become links.
const HREFS: &[&str] = &[
    "javascript:window.EVIL=1",
    "JaVaScRiPt://x.example/%0awindow.EVIL=1",
    " javascript:window.EVIL=1",
    "data:text/html,<script>window.EVIL=1</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "ftp://evil.example/x",
    "http:evil.example",
    "https://x.example/\" onclick=\"window.EVIL=1",
    "https://x.example/'><script>window.EVIL=1</script>",
    "https://user:pass@x.example:99999/?q=<b>#\"",
];

/// One start of the browser looks at every page.
#[test]
fn pages_run_nothing_ask_for_nothing_and_can_be_read_by_all() {
    let folder = tempfile::tempdir().unwrap();
    let mut pages: Vec<(PathBuf, &str)> = Vec::new();
    // Apart and together, so that none hides behind another.
    let mut all: Vec<String> = ACTIVE.chunks(6).map(<[&str]>::concat).collect();
    all.push(ACTIVE.iter().rev().copied().collect());
    for (at, text) in all.iter().enumerate() {
        let place = made(text);
        for (call, kind) in [(ONE, "one"), (MANY, "many"), (FOLDER, "folder")] {
            let to = folder.path().join(format!("{at}-{kind}.html"));
            export(&place, call, &to);
            pages.push((to, "attack"));
        }
    }
    let to = folder.path().join("hrefs.html");
    export(&hrefs(), ONE, &to);
    pages.push((to, "attack"));
    const CONTROLS: &str = "summary many --by control --format html";
    let calls = [
        (ONE, "one"),
        (MANY, "many"),
        (FOLDER, "folder"),
        (CONTROLS, "controls"),
    ];
    for (name, place, calls) in [
        ("sample", sample(), &calls[..]),
        ("odd", made(&odd()), &calls[..3]),
    ] {
        for (call, kind) in calls {
            let to = folder.path().join(format!("{name}-{kind}.html"));
            export(&place, call, &to);
            pages.push((to, "access"));
        }
    }
    let list: Vec<_> = pages
        .iter()
        .map(|(path, look)| serde_json::json!({ "path": path, "look": look }))
        .collect();
    let file = folder.path().join("pages.json");
    std::fs::write(&file, serde_json::to_string(&list).unwrap()).unwrap();
    let told = node::run("page.mjs", &[&file]);
    let told: BTreeMap<PathBuf, Vec<String>> = serde_json::from_str(&told).unwrap();
    assert_eq!(told.len(), pages.len(), "every page was looked at");
    let found: Vec<_> = told.iter().filter(|(_, found)| !found.is_empty()).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// A record of evidence for every hostile address, and one as the source.
fn hrefs() -> Place {
    let place = made("harmless");
    let path = place.path("a.toml");
    let mut table: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
    let register = table["evidence"].as_table_mut().unwrap();
    for (at, href) in HREFS.iter().chain(ACTIVE).enumerate() {
        let mut record = register["ev-1"].clone();
        record["href"] = (*href).into();
        register.insert(format!("ev-x{at}"), record);
    }
    std::fs::write(path, crate::hostile::written(&table)).unwrap();
    let path = place.path("q/q.toml");
    let mut table: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
    table["control"]["source"] = "javascript:window.EVIL=1".into();
    std::fs::write(path, crate::hostile::written(&table)).unwrap();
    place
}

/// The sample, and many providers of which it is one.
fn sample() -> Place {
    let place = Place::new();
    let from = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/sample/sample.cek-02.toml"
    );
    let to = place.path("many");
    std::fs::create_dir(&to).unwrap();
    std::fs::create_dir(place.path("q")).unwrap();
    let built_in = concat!(env!("CARGO_MANIFEST_DIR"), "/questionnaires/cek-02.toml");
    std::fs::copy(built_in, place.path("q/q.toml")).unwrap();
    std::fs::copy(from, place.path("a.toml")).unwrap();
    std::fs::copy(from, to.join("a.toml")).unwrap();
    std::fs::write(to.join("broken.toml"), "schema = 1\n[").unwrap();
    place.run(&[
        "new",
        "many/acme/",
        "--subject",
        "Acme",
        "--role",
        "CSP",
        "--role",
        "AP",
    ]);
    place.run(&["new", "many/b.toml", "--subject", "Beta", "--role", "MP"]);
    place
}

fn export(place: &Place, call: &str, to: &Path) {
    let mut words: Vec<&str> = call.split(' ').collect();
    words.extend(["--questionnaire", "q/q.toml", "--out", to.to_str().unwrap()]);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_aicaiq"))
        .args(words)
        .current_dir(place.folder.path())
        .env("HOME", place.folder.path())
        .output()
        .unwrap();
    // A portfolio with a broken file in it is written and ends with 1.
    assert!(
        to.exists(),
        "{call}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn markdown_stays_text_in_a_commonmark_renderer() {
    let folder = tempfile::tempdir().unwrap();
    for (at, text) in ACTIVE.iter().enumerate() {
        let place = made(text);
        export(
            &place,
            "export a.toml --format markdown",
            &folder.path().join(format!("{at}.md")),
        );
        export(
            &place,
            "export many/acme --format markdown",
            &folder.path().join(format!("{at}-folder.md")),
        );
        let told = place.run(&[
            "diff",
            "a.toml",
            "later.toml",
            "--questionnaire",
            "q/q.toml",
            "--format",
            "markdown",
        ]);
        std::fs::write(folder.path().join(format!("{at}-diff.md")), told).unwrap();
    }
    export(
        &hrefs(),
        "export a.toml --format markdown",
        &folder.path().join("hrefs.md"),
    );
    let told = node::run("markdown.mjs", &[folder.path()]);
    assert_eq!(
        told,
        format!("{} documents are text\n", ACTIVE.len() * 3 + 1)
    );
}
