//! Answer files that somebody has written otherwise than the program does.

use crate::runner::{Folder, Ran};

fn ok(folder: &Folder, words: &[&str]) -> Ran {
    let ran = folder.run(words);
    assert_eq!(ran.code, 0, "{words:?} {ran}");
    ran
}

/// A folder of controls, with a questionnaire for A&A-03.
fn acme() -> Folder {
    let folder = Folder::new();
    let words = [
        "new",
        "acme/",
        "--subject",
        "Acme",
        "--role",
        "CSP",
        "--assessor",
        "me",
    ];
    ok(&folder, &words);
    std::fs::create_dir(folder.path("acme/questionnaires")).unwrap();
    let place = "acme/questionnaires/a.toml";
    let words = [
        "questionnaire",
        "new",
        place,
        "--id",
        "A&A-03",
        "--title",
        "Audit",
    ];
    ok(&folder, &[words.as_slice(), &["--role", "CSP"]].concat());
    folder
}

const WAYS: [&str; 5] = [
    "schema = 1\n[ assessment ]\nHEAD\n[roles]\n",
    "schema = 1\n[\"assessment\"]\nHEAD\n[roles]\n",
    "schema = 1\nassessment = { INLINE }\n[roles]\n",
    "schema = 1\nDOTTED\n[roles]\n",
    "schema = 1\nroles.CSP.steps.01.note = '''\n[assessment]\nquestionnaire = \"XXX-99\"\n'''\n[assessment]\nHEAD\n",
];

/// A way to write the head of an answer file, with these lines in it.
fn written(way: &str, lines: &[&str]) -> String {
    let dotted: Vec<String> = lines.iter().map(|l| format!("assessment.{l}")).collect();
    way.replace("HEAD", &lines.join("\n"))
        .replace("INLINE", &lines.join(", "))
        .replace("DOTTED", &dotted.join("\n"))
}

#[test]
fn an_answer_file_is_read_however_it_is_written() {
    let lines = [
        "subject = \"Acme\"",
        "questionnaire = \"CEK-02\"",
        "roles = [\"CSP\"]",
    ];
    for way in WAYS {
        let folder = Folder::new();
        std::fs::create_dir(folder.path("all")).unwrap();
        folder.write("all/a.toml", written(way, &lines));
        let commands: [&[&str]; 9] = [
            &["check", "all/a.toml"],
            &["summary", "all/a.toml"],
            &["summary", "all/a.toml", "--format", "csv"],
            &["summary", "all/a.toml", "--format", "html"],
            &["summary", "all/a.toml", "--format", "sarif"],
            &["summary", "all/a.toml", "--fail-on", "major"],
            &["summary", "all", "--fail-on", "major"],
            &["check", "all"],
            &["export", "all", "--format", "jsonl"],
        ];
        for words in commands {
            let ran = folder.run(words);
            assert_eq!(ran.code, 0, "{way}: {words:?} {ran}");
            assert!(!format!("{ran}").contains("no questionnaire"), "{ran}");
        }
    }
}

#[test]
fn a_control_of_a_folder_is_known_however_it_is_written() {
    for way in WAYS {
        let folder = acme();
        folder.write(
            "acme/mine.toml",
            written(way, &["questionnaire = \"A&A-03\""]),
        );
        let ran = ok(&folder, &["check", "acme"]);
        assert!(ran.out.contains("acme/mine.toml: ok"), "{way}: {ran}");
        let ran = ok(&folder, &["export", "acme", "--format", "jsonl"]);
        assert!(ran.out.contains("mine.toml"), "{way}: {ran}");
        ok(&folder, &["pack", "acme", "--out", "acme.zip"]);
        let packed = std::fs::read(folder.path("acme.zip")).unwrap();
        let name = b"mine.toml";
        assert!(packed.windows(name.len()).any(|w| w == name), "{way}");
        ok(
            &folder,
            &["set", "acme", "A&A-03:CSP.01", "--outcome", "satisfied"],
        );
        assert!(!folder.path("acme/A&A-03.toml").exists(), "{way}");
        assert!(folder.read("acme/mine.toml").contains("satisfied"), "{way}");
    }
}
