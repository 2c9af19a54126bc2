//! What is in texts that nobody meant to be there: characters that nobody sees, records
//! of one file, git's marks.

use crate::runner::Folder;

#[test]
fn what_nobody_sees_in_names_is_told_and_escaped_in_json() {
    let folder = Folder::with_assessment();
    let plain = folder.read("a.toml");
    let warned = |text: &str| {
        folder.write("a.toml", text);
        let ran = folder.run(&["check", "a.toml"]);
        assert_eq!(ran.code, 0, "{ran}");
        ran.out.matches("nobody sees").count()
    };
    let note = "\n[roles.CSP.steps.01]\nnote = \"soft\u{ad}hyphen and zero\u{200b}width\"\n";
    assert_eq!(warned(&format!("{plain}{note}")), 0);
    for c in [
        "\u{200b}",
        "\u{2060}",
        "\u{feff}",
        "\u{ad}",
        "\u{2028}",
        "\u{e0041}",
        "\u{fff9}",
    ] {
        let hidden = plain.replace("\"Sample\"", &format!("\"Sam{c}ple\""));
        assert_eq!(warned(&hidden), 1, "{}", c.escape_unicode());
        let ran = folder.run(&["summary", "a.toml", "--format", "json"]);
        assert!(
            !ran.out.contains(['\u{2028}', '\u{e0041}', '\u{fff9}']),
            "{ran}"
        );
    }
    let escaped = plain.replace("\"Sample\"", "\"Sam\\u200bple\"");
    assert_eq!(warned(&escaped), 1);
    // Scripts and emoji need these.
    let joined = plain.replace("\"Sample\"", "\"می\u{200c}خواهم 👩\u{200d}🔬\u{fe0f}\"");
    assert_eq!(warned(&joined), 0);
    let by = "\n[roles.CSP.steps.01]\noutcome = \"satisfied\"\nassessed_by = \"Ann\u{ad}\"\nassessed_at = 2026-11-24T10:15:00Z\n";
    let more = by.replace("steps.01", "steps.02");
    let record =
        "\n[evidence.ev-1]\ntitle = \"T\u{200b}\"\nhref = \"https://x.example/\u{200b}\"\n";
    // A name once, however often it is there.
    assert_eq!(warned(&format!("{plain}{by}{more}{record}")), 3);
}

#[test]
fn one_file_under_two_ids_is_told() {
    let folder = Folder::with_assessment();
    let plain = folder.read("a.toml");
    let record = |id: &str, href: &str| format!("\n[evidence.{id}]\nhref = \"{href}\"\n");
    let here = folder.path("").canonicalize().unwrap();
    let here = here.file_name().unwrap().to_str().unwrap().to_owned();
    for (a, b, what) in [
        ("/srv/x.pdf", "/srv/x.pdf", "file"),
        ("/srv/x.pdf", "/srv/y/../x.pdf", "file"),
        ("../x.pdf", "./../x.pdf", "file"),
        ("x.pdf", "./x.pdf", "file"),
        (format!("../{here}/x.pdf").as_str(), "x.pdf", "file"),
        ("https://x.example/a", "https://x.example/a", "link"),
    ] {
        folder.write(
            "a.toml",
            format!("{plain}{}{}", record("ev-1", a), record("ev-2", b)),
        );
        let ran = folder.run(&["check", "a.toml"]);
        assert_eq!(ran.code, 0, "{ran}");
        let said = format!("warning: ev-1 and ev-2 are records of one {what}: {a}");
        assert!(ran.out.contains(&said), "{ran}");
        assert!(
            ran.out
                .contains("write ev-1 in the place of ev-2 in the items"),
            "{ran}"
        );
    }
    for (a, b) in [
        ("/srv/x.pdf", "/srv/y.pdf"),
        ("../x.pdf", "x.pdf"),
        ("https://x.example/a", "https://x.example/a/../a"),
    ] {
        folder.write(
            "a.toml",
            format!("{plain}{}{}", record("ev-1", a), record("ev-2", b)),
        );
        let ran = folder.run(&["check", "a.toml"]);
        assert!(!ran.out.contains("records of one"), "{ran}");
    }
}

#[test]
fn marks_of_git_in_a_text_are_told_with_their_line_and_an_underlined_heading_is_none() {
    let folder = Folder::with_assessment();
    let plain = folder.read("a.toml");
    let step = |text: &str| format!("\n[roles.CSP.steps.03]\noutcome = \"satisfied\"\n{text}\n");
    let note = |text: &str| step(&format!("note = \"\"\"\n{text}\"\"\""));
    let head = plain.lines().count() + 4;
    for (text, line, says) in [
        (
            note("A\n=======\nB\n>>>>>>> audit\n"),
            4,
            "CSP.03 note: >>>>>>> audit and 1 more such line",
        ),
        (note(">>>>>>>\n"), 1, "CSP.03 note: >>>>>>>"),
        (note("||||||| 12ab\n"), 1, "CSP.03 note: ||||||| 12ab"),
        (
            step("note = \"A\\n<<<<<<< HEAD\\nB\\n\""),
            0,
            "CSP.03 note: <<<<<<< HEAD",
        ),
        (
            step("action = { text = \"\"\"\nDo\n>>>>>>> audit\n\"\"\" }"),
            2,
            "CSP.03 action text: >>>>>>> audit",
        ),
    ] {
        folder.write("a.toml", format!("{plain}{text}"));
        let ran = folder.run(&["check", "a.toml"]);
        let said = format!("warning: git's mark of a merge was left in the text of {says}\n");
        assert!(ran.code == 0 && ran.out.contains(&said), "{ran}");
        assert!(
            ran.out.contains("take the lines with the marks out"),
            "{ran}"
        );
        let json = folder.run(&["check", "a.toml", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(json[0]["problems"][0]["line"], head + line, "{json:#}");
    }
    for text in [
        "Heading\n=======\nText\n",
        "> quoted\n>> more\n>>>>>>>>\n|||||||x\n",
    ] {
        folder.write("a.toml", format!("{plain}{}", note(text)));
        let ran = folder.run(&["check", "a.toml"]);
        assert!(ran.code == 0 && !ran.out.contains("warning"), "{ran}");
    }
}
