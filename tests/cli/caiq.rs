//! `export --format caiq` and `--format xlsx`: whose answers, and refusals.

use crate::runner::{Folder, Ran};

fn export(folder: &Folder, more: &[&str]) -> Ran {
    let mut words = vec!["export", "a.toml", "--format", "caiq"];
    words.extend(more);
    folder.run(&words)
}

fn answer(folder: &Folder, more: &[&str]) {
    let mut words = vec!["set", "a.toml", "CSP.CEK-02.1"];
    words.extend(more);
    let ran = folder.run(&words);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn a_role_has_to_be_chosen() {
    let folder = Folder::with_assessment();
    let mut said = String::new();
    for more in [
        &[][..],
        &["--role", "ap"],
        &["--role", "AIC"],
        &["--role", "x"],
    ] {
        let ran = export(&folder, more);
        assert_eq!(ran.code, 2, "{ran}");
        said.push_str(&format!("{}\n{ran}\n", more.join(" ")));
    }
    let ran = folder.run(&["export", "a.toml", "--format", "csv", "--role", "CSP"]);
    assert_eq!(ran.code, 2, "{ran}");
    said.push_str(&format!("csv --role CSP\n{ran}"));
    insta::assert_snapshot!("caiq_role", said);
}

#[test]
fn a_refusal_says_what_to_mend_and_writes_nothing() {
    let folder = Folder::with_assessment();
    let ran = export(&folder, &["--role", "CSP", "--out", "a.csv"]);
    assert_eq!(ran.code, 1);
    assert!(!folder.path("a.csv").exists());
    let mut said = format!("{ran}\n");
    answer(&folder, &["--answer", "NA"]);
    said.push_str(&export(&folder, &["--role", "CSP"]).to_string());
    insta::assert_snapshot!("caiq_refused", said);
}

#[test]
fn what_is_fine_is_written_with_advice_beside_it() {
    let folder = Folder::with_assessment();
    answer(
        &folder,
        &["--answer", "Yes", "--ownership", "Shared CSP-MP"],
    );
    let ran = export(&folder, &["--role", "csp"]);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!("caiq_written", ran.to_string());
    let filed = export(&folder, &["--role", "csp", "--out", "a.csv"]);
    assert_eq!(filed.code, 0);
    assert_eq!(folder.read("a.csv"), ran.out);
    let again = export(&folder, &["--role", "csp", "--out", "a.csv"]);
    assert!(again.err.contains("--force"), "{again}");
}
