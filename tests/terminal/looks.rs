//! Colours and signs that the terminal has, and no others.

use crate::pty::Place;

/// What is written until the first screen stands, with this environment.
fn written(words: &[&str], env: &[(&str, &str)], seen: &str) -> String {
    let place = Place::with(&["CSP"]);
    let words: Vec<&str> = words.iter().copied().chain(["a.toml"]).collect();
    let mut pty = place.start_with(&words, env);
    pty.sees(seen).send("q");
    assert_eq!(pty.ended(), 0);
    String::from_utf8_lossy(&pty.bytes()).into_owned()
}

#[test]
fn truecolor_is_written_where_it_is_promised() {
    let dark = ["--theme", "dark"];
    let bytes = written(&dark, &[("COLORTERM", "truecolor")], "○ 01");
    assert!(bytes.contains("38;2;95;215;255"), "accent as it is");
    let bytes = written(&dark, &[], "○ 01");
    assert!(
        !bytes.contains("38;2;") && bytes.contains("38;5;81"),
        "the nearest of 256"
    );
    let bytes = written(
        &dark,
        &[("NO_COLOR", "1"), ("COLORTERM", "truecolor")],
        "○ 01",
    );
    assert!(!bytes.contains("38;") && !bytes.contains("48;"), "none");
    let short =
        (30..38).find(|n| bytes.contains(&format!("[{n}m")) || bytes.contains(&format!(";{n}m")));
    assert_eq!(short, None, "none");
    assert!(bytes.contains("\u{1b}[7m"), "what is selected is reversed");
}

#[test]
fn signs_are_ascii_where_the_locale_has_no_others() {
    for (words, locale) in [(&[][..], "C"), (&["--glyphs", "ascii"], "C.UTF-8")] {
        let bytes = written(words, &[("LC_ALL", locale)], "o 01");
        assert!(bytes.is_ascii(), "{locale}");
    }
    let words = ["--glyphs", "unicode"];
    assert!(!written(&words, &[("LC_ALL", "C")], "○ 01").is_ascii());
}
