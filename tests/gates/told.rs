//! What is said to whom: wrong calls, and what a command leaves behind.

use crate::runner::Folder;

#[test]
fn a_file_that_is_not_there_is_no_data() {
    let folder = Folder::new();
    let ran = folder.run(&["check", "nosuch.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran}");
    assert!(ran.err.contains("nosuch.toml"), "{ran}");
}

#[test]
fn an_id_that_can_be_no_file_is_refused() {
    let folder = Folder::new();
    for id in ["../x", "a/b", "assessment", ".x"] {
        let words = ["questionnaire", "new", "q.toml", "--title", "T", "--id", id];
        let ran = folder.run(&[words.as_slice(), &["--role", "CSP"]].concat());
        assert_eq!(ran.code, 2, "{id}: {ran}");
        assert!(ran.err.contains(&format!("“{id}”")), "{ran}");
        assert!(!folder.path("q.toml").exists());
    }
}

#[test]
fn what_is_not_carried_along_is_counted() {
    let folder = Folder::with_assessment();
    let text = folder.read("a.toml");
    let text = text.replace("[assessment]", "[assessment] # ours\nticket = \"T-1\"");
    folder.write("a.toml", format!("# why\n{text}"));
    let told = "kept in a.toml only: 2 comments and 1 key of your own\n";
    let ran = folder.run(&["carry", "a.toml", "--out", "b.toml"]);
    assert!(ran.code == 0 && ran.err.contains(told), "{ran}");
    let ran = folder.run(&["split", "a.toml", "--role", "MP", "--out", "c.toml"]);
    assert!(ran.code == 0 && ran.err.contains(told), "{ran}");
    // Nothing is said where there is nothing.
    let ran = folder.run(&["carry", "b.toml", "--out", "d.toml"]);
    assert!(ran.code == 0 && !ran.err.contains("kept in"), "{ran}");
}

#[test]
fn what_a_folder_does_not_carry_along_is_counted() {
    let folder = Folder::new();
    let words = ["new", "acme/", "--subject", "Acme", "--role", "CSP"];
    assert_eq!(folder.run(&words).code, 0);
    let words = ["set", "acme", "CEK-02:CSP.03", "--note", "x"];
    assert_eq!(folder.run(&words).code, 0);
    for name in ["acme/assessment.toml", "acme/CEK-02.toml"] {
        folder.write(name, format!("# why\n{}", folder.read(name)));
    }
    let ran = folder.run(&["carry", "acme", "--out", "next"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.err.contains("kept in acme only: 2 comments\n"), "{ran}");
}

#[test]
fn of_git_s_marks_it_is_said_that_the_screen_offers_the_choice() {
    let folder = Folder::with_assessment();
    let text = folder.read("a.toml");
    folder.write(
        "a.toml",
        format!("{text}<<<<<<< ours\n=======\n>>>>>>> theirs\n"),
    );
    let ran = folder.run(&["check", "a.toml"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.out
            .contains("open it and choose between the two sides: aicaiq a.toml"),
        "{ran}"
    );
}
