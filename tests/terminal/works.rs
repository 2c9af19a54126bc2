//! The main job on a real terminal, from first key to a summary in hand.

use crate::pty::{Place, eventually};

#[test]
fn from_nothing_to_a_summary() {
    let place = Place::new();
    let mut pty = place.start(&[]);
    pty.sees("New assessment")
        .send("n")
        .sees("Layers the provider runs");
    pty.send("Sample Corp\tsample assessor\t \x1b[B ")
        .sees("[x] CSP")
        .sees("[x] MP");
    pty.send("\x13")
        .sees("sample-corp.cek-02.toml is made")
        .sees("CSP 0/13");
    pty.send("yssssssssssss").sees("CSP 13/13");
    pty.sees("MP · AI-CAIQ").send("y").sees("MP 1/11");
    pty.send("o")
        .sees("Results")
        .sees("12 of 12 steps assessed")
        .send("\t")
        .sees("Shared CSP-MP");
    pty.send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
    let summary = place.run(&["summary", "sample-corp.cek-02.toml"]);
    assert!(summary.contains("Sample Corp"), "{summary}");
    let markdown = place.run(&["export", "sample-corp.cek-02.toml", "--format", "markdown"]);
    assert!(markdown.contains("# ") && markdown.contains("Sample Corp"));
}

#[test]
fn the_sample_opens_from_the_start_page() {
    let place = Place::new();
    let mut pty = place.start(&[]);
    pty.sees("A sample to play with")
        .send("s")
        .sees("SAMPLE: Acme")
        .sees("▲ 3 △ 7");
    pty.send("g\x1b[B\x1b[B").sees("✓ matches").send("q");
    assert_eq!(pty.ended(), 0);
    let mut again = place.start(&[]);
    again
        .sees("Recent")
        .sees("SAMPLE: Acme")
        .send("\r")
        .sees("CSP 9/13")
        .send("q");
    assert_eq!(again.ended(), 0);
}

#[test]
fn evidence_is_hashed_off_the_drawing_thread_and_recorded() {
    let place = Place::with(&["CSP"]);
    std::fs::create_dir(place.path("evidence")).unwrap();
    std::fs::write(place.path("evidence/policy.txt"), "sample policy").unwrap();
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13")
        .send("jSv")
        .sees("Evidence: link")
        .send("evidence/policy.txt\r")
        .sees("✓ matches");
    let text = place.text();
    assert!(
        text.contains("href = \"evidence/policy.txt\"") && text.contains("size = 13"),
        "{text}"
    );
    assert!(text.contains("sha256 = \""), "{text}");
    pty.send("q");
    pty.ended();
    std::fs::write(place.path("evidence/policy.txt"), "another policy").unwrap();
    let mut pty = place.start(&["a.toml"]);
    pty.sees("1 major").send("j").sees("✗ changed").send("q");
    pty.ended();
    assert!(
        place
            .run(&["summary", "a.toml"])
            .contains("changed (SHA-256)")
    );
}

#[test]
fn evidence_is_picked_from_the_files_there_are() {
    let place = Place::with(&["CSP"]);
    std::fs::create_dir_all(place.path("evidence/kms")).unwrap();
    for name in ["kms/policy.txt", "kms/rotation.log", "minutes.md"] {
        std::fs::write(place.path("evidence").join(name), "sample").unwrap();
    }
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13")
        .send("jSv")
        .sees("evidence/minutes.md")
        .send("rot")
        .sees("─ 1 of ")
        .send("\x1b[B")
        .sees("▸ file")
        .send("\r")
        .sees("✓ matches");
    let text = place.text();
    assert!(
        text.contains("href = \"evidence/kms/rotation.log\""),
        "{text}"
    );
    // A folder that is pointed at: ~ is the folder of the test.
    pty.send("v~/evid\t").sees("folder kms/").send("kms/pol");
    pty.sees("file   policy.txt").send("\t\r");
    pty.sees("evidence/kms/policy.txt");
    let text = place.text();
    assert!(
        text.contains("href = \"evidence/kms/policy.txt\""),
        "{text}"
    );
    pty.send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn the_users_editor_is_run_and_its_text_is_taken() {
    let place = Place::with(&["CSP"]);
    let script = place.path("editor.sh");
    std::fs::write(&script, "#!/bin/sh\nprintf 'first\\nsecond\\n' > \"$2\"\n").unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&script, executable).unwrap();
    let command = format!("{} --wait", script.display());
    let mut pty = place.start_with(&["a.toml"], &[("EDITOR", &command), ("VISUAL", "")]);
    pty.sees("CSP 0/13").send("jE").sees("second");
    assert!(
        place.text().contains("note = \"\"\"\nfirst\nsecond\"\"\""),
        "{}",
        place.text()
    );
    pty.send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn ctrl_z_and_ctrl_c_in_the_users_editor_are_the_editors() {
    let place = Place::with(&["CSP"]);
    let script = place.path("editor.sh");
    let text = "#!/bin/sh\ntrap 'echo interrupted > \"$1\"; exit 0' INT\necho editing; while :; do read line; done\n";
    std::fs::write(&script, text).unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&script, executable).unwrap();
    let mut pty = place.start_with(
        &["a.toml"],
        &[("EDITOR", script.to_str().unwrap()), ("VISUAL", "")],
    );
    pty.sees("CSP 0/13").send("jE").sees("editing");
    pty.send("\x1a");
    eventually("both to stop", || pty.is_stopped());
    pty.continue_all();
    pty.send("\x03").sees("CSP 0/13").sees("interrupted");
    pty.send("q");
    assert_eq!(pty.ended(), 0, "the interrupt was the editor's");
    pty.assert_sane();
}

#[test]
fn what_an_editor_wrote_before_it_failed_is_kept() {
    let place = Place::with(&["CSP"]);
    let script = place.path("editor.sh");
    std::fs::write(&script, "#!/bin/sh\necho precious > \"$1\"; exit 3\n").unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&script, executable).unwrap();
    let mut pty = place.start_with(
        &["a.toml"],
        &[("EDITOR", script.to_str().unwrap()), ("VISUAL", "")],
    );
    pty.sees("CSP 0/13").send("jE").sees("what was written is");
    let kept = std::fs::read_dir(place.path("state/aicaiq"))
        .unwrap()
        .flatten();
    let kept: Vec<_> = kept
        .filter(|e| e.file_name().to_string_lossy().ends_with(".md"))
        .collect();
    assert_eq!(
        std::fs::read_to_string(kept[0].path()).unwrap(),
        "precious\n"
    );
    pty.send("\x1b\x1bq");
    pty.ended();
}

#[test]
fn pastes_and_the_mouse_arrive() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13")
        .send("\x1b[<0;5;6M\x1b[<0;5;6m")
        .sees("CSP · step 03");
    pty.send("e").sees("Note · CSP.03");
    pty.send("\x1b[200~pasted line one\npasted line two\x1b[201~")
        .sees("pasted line two");
    pty.send("\x1b").no_longer_sees("Note · CSP.03");
    assert!(place.text().contains("pasted line one\npasted line two"));
    pty.send("q");
    pty.ended();
}

#[test]
fn a_size_that_changes_before_the_first_key_counts() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13");
    pty.resize(200, 50);
    pty.send("o")
        .sees("Gaps (13)")
        .sees("Shared CSP-MP")
        .send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_new_size_is_drawn_anew() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13");
    pty.resize(200, 50);
    pty.sees("Ownership (SSRM)");
    pty.resize(40, 10);
    pty.sees("too small");
    pty.resize(80, 24);
    pty.sees("CSP 0/13").send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_workbook_never_goes_to_the_terminal() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["export", "a.toml", "--format", "xlsx"]);
    pty.sees("name a file with --out");
    assert_eq!(pty.ended(), 2);
    assert!(!pty.bytes().windows(2).any(|b| b == b"PK"));
    pty.assert_sane();
}

#[test]
fn a_role_of_ten_with_one_proof_takes_five_keys() {
    let place = Place::with(&["MP"]);
    std::fs::write(place.path("proof.pdf"), "sample").unwrap();
    let mut pty = place.start(&["a.toml"]);
    pty.sees("MP 0/11").send("*").sees("10 marked");
    pty.send("s").sees("MP 10/11");
    pty.send("v").sees("proof.pdf");
    pty.send("\x1b[B").sees("▸ file");
    pty.send("\r").sees("no gap");
    eventually("the digest", || place.text().contains("sha256 = "));
    let text = place.text();
    assert_eq!(
        text.matches("outcome = \"satisfied\"").count(),
        10,
        "{text}"
    );
    assert_eq!(text.matches("evidence = [\"ev-").count(), 10, "{text}");
    assert_eq!(text.matches("href = \"proof.pdf\"").count(), 1, "{text}");
    pty.send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn evidence_that_changes_while_the_file_is_open_is_told() {
    let place = Place::with(&["CSP"]);
    std::fs::write(place.path("proof.txt"), "sample").unwrap();
    place.run(&[
        "set",
        "a.toml",
        "CSP.01",
        "--outcome",
        "satisfied",
        "--evidence",
        "proof.txt",
    ]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 1/13").send("j").sees("✓ matches");
    std::fs::write(place.path("proof.txt"), "another sample").unwrap();
    pty.sees("✗ changed");
    std::fs::remove_file(place.path("proof.txt")).unwrap();
    pty.sees("✗ missing");
    std::fs::write(place.path("proof.txt"), "sample").unwrap();
    pty.sees("✓ matches").send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn the_next_start_goes_on_at_the_item_that_was_left() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13");
    pty.send("jjj").sees("CSP · step 03").send("q");
    assert_eq!(pty.ended(), 0);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("going on at CSP.03, where you left")
        .sees("CSP · step 03");
    // The walk in lines has the same memory.
    pty.send("j").sees("CSP · step 04").send("q");
    assert_eq!(pty.ended(), 0);
    let mut pty = place.start(&["answer", "a.toml", "--plain"]);
    pty.sees("Going on at CSP.04, where you left.")
        .send("\n q\n");
    let mut pty = place.start(&["answer", "a.toml", "--plain"]);
    pty.sees("CSP.").send("q\n");
    assert_eq!(pty.ended(), 0);
}
