//! Next year's folder, asked by other questionnaires.

use crate::made::ok;
use crate::runner::Folder;
use crate::x01::{STEPS, reworded, x01};

/// `g1/` asked by `q0/`, with an answer to X-01's CSP.01, and `q1/` with another
/// text there and a fifth step.
fn firm() -> Folder {
    let folder = Folder::new();
    for name in ["q0", "q1"] {
        std::fs::create_dir(folder.path(name)).unwrap();
    }
    folder.write("q0/x-01.toml", x01(STEPS));
    let mut later = reworded(&[(1, "Verify that no key has a named owner.")]);
    later.push(("Retired keys", "Verify that retired keys are destroyed."));
    folder.write("q1/x-01.toml", x01(&later));
    ok(
        &folder,
        &[
            "new",
            "g1/",
            "--subject",
            "Acme",
            "--role",
            "CSP",
            "--questionnaires",
            "q0",
        ],
    );
    ok(
        &folder,
        &["set", "g1", "X-01:CSP.01", "--outcome", "satisfied"],
    );
    folder
}

const CHANGED: &str =
    "X-01: CSP.01 text: Verify that [-each-]{+no+} key has a named owner. (CSP)\n";

#[test]
fn the_new_folder_is_asked_by_the_questionnaires_that_were_named() {
    let folder = firm();
    for (out, named, earlier) in [
        ("g2", "q1", None),
        ("g3", "q1/x-01.toml", Some("q0")),
        ("g4", "q1", Some("q0/x-01.toml")),
    ] {
        let mut words = vec!["carry", "g1", "--out", out, "--questionnaire", named];
        words.extend(earlier.iter().flat_map(|q| ["--old-questionnaire", q]));
        let ran = ok(&folder, &words);
        assert!(
            ran.err.starts_with(&format!(
                "made {out}: 1 control, 1 suggestion to confirm, one by one; to answer: aicaiq {out}\n"
            )),
            "{ran}"
        );
        assert!(ran.err.contains(CHANGED), "{ran}");
        assert!(ran.err.contains("X-01: CSP.05 new item\n"), "{ran}");
        let shared = folder.read(&format!("{out}/assessment.toml"));
        assert!(shared.contains("questionnaires = \"../q1\"\n"), "{shared}");
        // What is new can be answered, and only what is suggested has changed since.
        ok(
            &folder,
            &["set", out, "X-01:CSP.05", "--outcome", "satisfied"],
        );
        let ran = ok(&folder, &["check", out]);
        let says = "X-01.toml: § suggested by the last assessment, and the text has changed since: CSP.01\n";
        assert!(ran.out.contains(says), "{ran}");
        assert!(!ran.out.contains("answered before"), "{ran}");
    }
    // Without a word for them, the old folder's go on to be asked.
    ok(&folder, &["carry", "g1", "--out", "g5"]);
    let shared = folder.read("g5/assessment.toml");
    assert!(shared.contains("questionnaires = \"../q0\"\n"), "{shared}");
}

#[test]
fn where_the_old_text_is_gone_that_is_said() {
    let folder = firm();
    folder.write("q0/x-01.toml", x01(&reworded(&[(2, "Another.")])));
    let words = ["carry", "g1", "--questionnaire", "q1", "--out"];
    let ran = ok(&folder, &[words.as_slice(), &["g2"]].concat());
    assert!(
        ran.err
            .contains("\nthe questionnaire's text of X-01 has changed since: check that"),
        "{ran}"
    );
    folder.write("kept.toml", x01(STEPS));
    let more = ["g3", "--old-questionnaire", "kept.toml"];
    let ran = ok(&folder, &[words.as_slice(), &more].concat());
    assert!(ran.err.contains(CHANGED), "{ran}");
}

#[test]
fn a_control_that_has_only_another_id_takes_its_answers_along() {
    let folder = firm();
    ok(
        &folder,
        &["set", "g1", "X-01:CSP.X-01.1", "--answer", "Yes"],
    );
    std::fs::create_dir(folder.path("q2")).unwrap();
    folder.write("q2/z-09.toml", x01(STEPS).replace("X-01", "Z-09"));
    let words = ["carry", "g1", "--questionnaire", "q2", "--out", "g2"];
    let ran = ok(&folder, &words);
    assert!(
        ran.err
            .contains("\nZ-09 has the same texts as X-01: its answers come along as suggestions\n"),
        "{ran}"
    );
    let text = folder.read("g2/Z-09.toml");
    assert!(text.contains("questionnaire = \"Z-09\""), "{text}");
    assert!(
        text.contains("[roles.CSP.questions.\"Z-09.1\"]\nsuggested = \"Yes\"\nwas = \"X-01.1\"\n")
            && text.contains("[roles.CSP.steps.01]\nsuggested = \"satisfied\"\n")
            && !text.contains("asked"),
        "{text}"
    );
    ok(&folder, &["check", "g2"]);
    let ran = ok(&folder, &["questionnaire", "diff", "q0", "q2"]);
    assert!(
        ran.out.starts_with("X-01 is Z-09 now: Key owners\n\n")
            && ran
                .out
                .contains("0 controls added, 0 removed, 1 renumbered, "),
        "{ran}"
    );
    let words = ["questionnaire", "diff", "q0", "q2", "--format", "json"];
    let told: serde_json::Value = serde_json::from_str(&ok(&folder, &words).out).unwrap();
    let says =
        serde_json::json!([{ "id": "Z-09", "was": "X-01", "title": "Key owners", "changes": [] }]);
    assert_eq!(told["controls_renumbered"], says);
    // What is only similar is named, and nothing of it is taken along.
    folder.write(
        "q2/z-09.toml",
        x01(&reworded(&[(1, "Another.")])).replace("X-01", "Z-09"),
    );
    let words = ["carry", "g1", "--questionnaire", "q2", "--out", "g3"];
    let ran = ok(&folder, &words);
    assert!(
        ran.err
            .contains("X-01 is not asked any more, and is kept in g1 only; Z-09 is similar\n"),
        "{ran}"
    );
    assert!(!folder.path("g3/Z-09.toml").exists());
    // Of two nobody knows which it is, and what keeps its number is none.
    folder.write("q2/z-09.toml", x01(STEPS).replace("X-01", "Z-09"));
    folder.write("q2/z-10.toml", x01(STEPS).replace("X-01", "Z-10"));
    let words = ["carry", "g1", "--questionnaire", "q2", "--out", "g4"];
    let ran = ok(&folder, &words);
    let stays = "X-01 is not asked any more, and is kept in g1 only";
    assert!(
        ran.err
            .contains(&format!("{stays}; Z-09, Z-10 have the same texts\n")),
        "{ran}"
    );
    folder.write("q0/z-10.toml", x01(STEPS).replace("X-01", "Z-10"));
    let words = ["carry", "g1", "--questionnaire", "q2", "--out", "g5"];
    let ran = ok(&folder, &words);
    assert!(
        ran.err.contains("\nZ-09 has the same texts as X-01"),
        "{ran}"
    );
    assert!(folder.path("g5/Z-09.toml").exists());
    assert!(!folder.path("g5/Z-10.toml").exists());
    // Two that went, and one that came.
    std::fs::remove_file(folder.path("q2/z-10.toml")).unwrap();
    let words = ["carry", "g1", "--questionnaire", "q2", "--out", "g6"];
    let ran = ok(&folder, &words);
    let says = format!("{stays}; Z-09 has the same texts, which another control had, too\n");
    assert!(ran.err.contains(&says), "{ran}");
}

#[test]
fn a_control_that_is_asked_no_more_stays_behind_and_one_file_is_not_for_many() {
    let folder = firm();
    ok(
        &folder,
        &["set", "g1", "CEK-02:CSP.01", "--outcome", "satisfied"],
    );
    let words = ["carry", "g1", "--out", "g2", "--questionnaire"];
    let ran = folder.run(&[words.as_slice(), &["q1/x-01.toml"]].concat());
    assert_eq!(ran.code, 2, "{ran}");
    assert!(
        ran.err
            .contains("q1/x-01.toml is the questionnaire of X-01 alone: name the folder"),
        "{ran}"
    );
    assert!(!folder.path("g2").exists());
    std::fs::create_dir(folder.path("q2")).unwrap();
    let other = x01(&[("Printers", "Ask who prints.")]).replace("X-01", "Y-01");
    folder.write("q2/y-01.toml", other.replace("Key owners", "Printers"));
    let ran = ok(&folder, &[words.as_slice(), &["q2"]].concat());
    assert!(
        ran.err
            .contains("\nX-01 is not asked any more, and is kept in g1 only\n"),
        "{ran}"
    );
    assert!(folder.path("g2/CEK-02.toml").exists() && !folder.path("g2/X-01.toml").exists());
}
