//! `aicaiq import`, and `export --format caiq-workbook`, with workbooks of
//! made-up text.

use crate::import_made::{answers_of, copied};
use crate::runner::{Folder, Ran};
use crate::workbooks::{Shape, aicm, caiq};

const NOTHING: [&str; 4] = ["", "", "", ""];
const ANSWERED: [&str; 4] = [
    "yes",
    "Owned by CSP",
    "SAMPLE: how\nit is done",
    "SAMPLE: what is left",
];

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("AICM.xlsx", aicm(Shape::V11));
    folder.write("CAIQ.xlsx", caiq(Shape::V11, NOTHING));
    folder.write("FILLED.xlsx", caiq(Shape::V10, ANSWERED));
    folder
}

fn made() -> Folder {
    let folder = folder();
    let ran = folder.run(&["import", "AICM.xlsx", "--out", "questionnaires"]);
    assert_eq!(ran.code, 0, "{ran}");
    folder
}

fn into(folder: &Folder, more: &[&str]) -> Ran {
    answers_of(folder, "FILLED.xlsx", "csp", more)
}

#[test]
fn a_workbook_becomes_questionnaires_that_can_be_used() {
    let folder = folder();
    let dry = folder.run(&[
        "import",
        "AICM.xlsx",
        "--out",
        "questionnaires",
        "--dry-run",
    ]);
    insta::assert_snapshot!("import_dry_run", dry.to_string());
    assert!(!folder.path("questionnaires").exists());
    let ran = folder.run(&["import", "AICM.xlsx", "--out", "questionnaires"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran}");
    assert!(
        ran.err
            .ends_with("wrote 4 questionnaires to questionnaires\n"),
        "{ran}"
    );
    let file = "questionnaires/a-and-a-01.toml";
    let shown = folder.run(&["--questionnaire", file, "questionnaire", "show"]);
    assert_eq!(shown.code, 0, "{shown}");
    let new = folder.run(&[
        "--questionnaire",
        file,
        "new",
        "a.toml",
        "--subject",
        "SAMPLE",
        "--role",
        "MP",
    ]);
    assert_eq!(new.code, 0, "{new}");
    let again = folder.run(&["import", "AICM.xlsx", "--out", "questionnaires"]);
    assert!(
        again
            .err
            .ends_with("wrote 0 questionnaires to questionnaires, 4 unchanged\n"),
        "{again}"
    );
}

#[test]
fn what_is_there_is_replaced_only_when_told() {
    let folder = made();
    folder.write("questionnaires/cek-02.toml", "mine");
    let refused = folder.run(&["import", "AICM.xlsx", "--out", "questionnaires"]);
    assert_eq!(refused.code, 2, "{refused}");
    assert_eq!(folder.read("questionnaires/cek-02.toml"), "mine");
    let forced = folder.run(&["import", "AICM.xlsx", "--out", "questionnaires", "--force"]);
    assert_eq!(forced.code, 0, "{forced}");
    assert!(
        folder
            .read("questionnaires/cek-02.toml")
            .contains("schema = 1")
    );
}

#[test]
fn what_is_nothing_to_import_is_said() {
    let folder = folder();
    folder.write("text.xlsx", "Question ID;Question");
    let mut said = String::new();
    for words in [
        &["import", "CAIQ.xlsx", "--out", "q"][..],
        &["import", "text.xlsx", "--out", "q"],
        &["import", "none.xlsx", "--out", "q"],
        &["import", "AICM.xlsx"],
        &["import", "--answers", "FILLED.xlsx", "--into", "a.toml"],
        &[
            "import",
            "--answers",
            "AICM.xlsx",
            "--role",
            "CSP",
            "--into",
            "a.toml",
        ],
        &[
            "import",
            "--answers",
            "FILLED.xlsx",
            "--role",
            "AIC",
            "--into",
            "a.toml",
        ],
        &[
            "import",
            "--answers",
            "FILLED.xlsx",
            "--role",
            "CSP",
            "--into",
            "a.toml",
        ],
    ] {
        let ran = folder.run(words);
        assert_ne!(ran.code, 0, "{ran}");
        said.push_str(&format!("$ aicaiq {}\n{ran}\n", words.join(" ")));
    }
    assert!(!folder.path("q").exists() && !folder.path("a.toml").exists());
    insta::assert_snapshot!("import_refused", said);
}

#[test]
fn answers_go_into_a_file_once() {
    let folder = folder();
    let new = folder.run(&["new", "a.toml", "--subject", "SAMPLE", "--role", "CSP"]);
    assert_eq!(new.code, 0, "{new}");
    let dry = into(&folder, &["--into", "a.toml", "--dry-run"]);
    assert_eq!(dry.code, 0, "{dry}");
    assert!(!folder.read("a.toml").contains("SAMPLE: how"));
    let ran = into(
        &folder,
        &["--into", "a.toml", "--assessor", "sample assessor"],
    );
    insta::assert_snapshot!("import_answers", ran.to_string());
    let text = folder.read("a.toml");
    for line in [
        "answer = \"Yes\"",
        "ownership = \"CSP-Owned\"",
        "answered_by = \"sample assessor\"",
        "answered_at = ",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let again = into(&folder, &["--into", "a.toml"]);
    assert_eq!(again.code, 0, "{again}");
    assert_eq!(folder.read("a.toml"), text);
}

#[test]
fn answers_that_differ_stay_unless_forced() {
    let folder = Folder::with_assessment();
    folder.write(
        "FILLED.xlsx",
        caiq(Shape::V10, ["No", "perhaps", "SAMPLE", ""]),
    );
    let set = folder.run(&[
        "set",
        "a.toml",
        "CSP.CEK-02.1",
        "--answer",
        "Yes",
        "--implementation",
        "SAMPLE before",
    ]);
    assert_eq!(set.code, 0, "{set}");
    let text = folder.read("a.toml");
    let ran = into(&folder, &["--into", "a.toml"]);
    insta::assert_snapshot!("import_differs", ran.to_string());
    assert_eq!(folder.read("a.toml"), text);
    let forced = into(&folder, &["--into", "a.toml", "--force"]);
    assert!(
        folder.read("a.toml").contains("answer = \"No\""),
        "{forced}"
    );
    let other = answers_of(&folder, "FILLED.xlsx", "AP", &["--into", "a.toml"]);
    assert_eq!(other.code, 2, "{other}");
    assert!(
        other
            .err
            .contains("AP is not one of this assessment's roles"),
        "{other}"
    );
}

#[test]
fn answers_go_into_a_folder_a_file_a_control() {
    let folder = made();
    folder.write("FILLED.xlsx", crate::workbooks::filled(Shape::V11));
    // No subject, and nowhere to take it from.
    let words = ["--into", "acme", "--questionnaires", "questionnaires"];
    assert_eq!(into(&folder, &words).code, 2);
    let mut more = words.to_vec();
    more.extend(["--subject", "Acme GenAI"]);
    let ran = into(&folder, &more);
    insta::assert_snapshot!("import_folder", ran.to_string());
    let names = ["A&A-01.toml", "A&A-02.toml", "CEK-02.toml", "I&S-01.toml"];
    // It is a folder of controls, which share what is the same for all.
    assert_eq!(
        folder.read("acme/assessment.toml"),
        "schema = 1\n\n[assessment]\nsubject = \"Acme GenAI\"\nroles = [\"CSP\"]\n\
         questionnaires = \"../questionnaires\"\n"
    );
    for name in names {
        assert!(folder.path(&format!("acme/{name}")).is_file());
    }
    let check = folder.run(&["check", "acme"]);
    assert_eq!(check.code, 0, "{check}");
    assert!(check.out.contains("acme: 4 controls"), "{check}");
    // A file by another name is found by its control; others are made anew.
    std::fs::rename(
        folder.path("acme/A&A-01.toml"),
        folder.path("acme/audit.toml"),
    )
    .unwrap();
    std::fs::remove_file(folder.path("acme/I&S-01.toml")).unwrap();
    let again = into(&folder, &words);
    assert_eq!(again.code, 0, "{again}");
    assert!(!folder.path("acme/A&A-01.toml").exists());
    assert!(folder.path("acme/I&S-01.toml").is_file());
    // Without questionnaires only the built-in control can be placed.
    let few = into(&folder, &["--into", "other", "--subject", "SAMPLE"]);
    assert!(
        few.err
            .contains("3 controls not placed (A&A-01, A&A-02, I&S-01)"),
        "{few}"
    );
    // That versions differ is said once, and the number of controls with it.
    folder.write("OLD.xlsx", crate::workbooks::filled(Shape::V10));
    let old = answers_of(&folder, "OLD.xlsx", "csp", &words);
    assert_eq!(
        old.err.matches("an id can mean something else").count(),
        1,
        "{old}"
    );
    assert!(
        old.err
            .contains("and the questionnaires of 4 controls (A&A-01, …) are "),
        "{old}"
    );
    // And back into a copy.
    let back = copied(
        &folder,
        "acme",
        "CAIQ.xlsx",
        "COPY.xlsx",
        &["--questionnaires", "questionnaires"],
    );
    insta::assert_snapshot!("export_folder", back.to_string());
    folder.write(
        "FILLED.xlsx",
        std::fs::read(folder.path("COPY.xlsx")).unwrap(),
    );
    let round = into(&folder, &words);
    assert!(
        round.err.ends_with("took in 0 questions\n") && round.code == 0,
        "{round}"
    );
}

#[test]
fn a_folder_of_controls_keeps_what_its_controls_share() {
    let folder = made();
    folder.write("FILLED.xlsx", crate::workbooks::filled(Shape::V11));
    std::fs::create_dir(folder.path("acme")).unwrap();
    folder.write(
        "acme/assessment.toml",
        "schema = 1\n\n[assessment]\nsubject = \"Acme GenAI\"\nroles = [\"CSP\", \"MP\"]\nquestionnaires = \"../questionnaires\"\n",
    );
    let dry = into(&folder, &["--into", "acme", "--dry-run"]);
    assert_eq!(dry.code, 0, "{dry}");
    assert_eq!(std::fs::read_dir(folder.path("acme")).unwrap().count(), 1);
    let ran = into(&folder, &["--into", "acme"]);
    assert!(
        ran.err.ends_with("took in 8 questions\n") && ran.code == 0,
        "{ran}"
    );
    let text = folder.read("acme/A&A-01.toml");
    assert!(
        text.contains("answer = \"Yes\"") && !text.contains("subject"),
        "{text}"
    );
    let other = answers_of(&folder, "FILLED.xlsx", "AP", &["--into", "acme"]);
    assert_eq!(other.code, 1, "{other}");
    assert!(other.err.contains("AP is not assessed there"), "{other}");
    let back = copied(&folder, "acme", "CAIQ.xlsx", "COPY.xlsx", &[]);
    assert!(back.err.contains("wrote COPY.xlsx: 8 questions"), "{back}");
}

#[test]
fn answers_go_into_a_copy_and_never_into_the_workbook() {
    let folder = Folder::with_assessment();
    let original = caiq(Shape::V11, NOTHING);
    folder.write("CAIQ.xlsx", &original);
    let mut said = String::new();
    let export = |more: &[&str]| {
        let mut words = vec!["export", "a.toml", "--format", "caiq-workbook"];
        words.extend(more);
        folder.run(&words)
    };
    let whole = ["--role", "CSP", "--into", "CAIQ.xlsx", "--out", "COPY.xlsx"];
    for more in [
        &["--role", "CSP", "--out", "COPY.xlsx"][..],
        &["--into", "CAIQ.xlsx"],
        &["--into", "CAIQ.xlsx", "--out", "COPY.xlsx"],
        &whole,
    ] {
        said.push_str(&format!("{}\n{}\n", more.join(" "), export(more)));
    }
    let set = folder.run(&[
        "set",
        "a.toml",
        "CSP.CEK-02.1",
        "--answer",
        "Yes",
        "--implementation",
        "=SAMPLE",
    ]);
    assert_eq!(set.code, 0, "{set}");
    for more in [
        &whole[..],
        &whole,
        &[
            "--role",
            "CSP",
            "--into",
            "CAIQ.xlsx",
            "--out",
            "CAIQ.xlsx",
            "--force",
        ],
    ] {
        said.push_str(&format!("{}\n{}\n", more.join(" "), export(more)));
    }
    assert_eq!(std::fs::read(folder.path("CAIQ.xlsx")).unwrap(), original);
    insta::assert_snapshot!("export_workbook", said);
}
