//! An assessment of many controls on a real terminal.

use crate::pty::Place;
use std::fs;

/// A folder of three controls, of which one is begun.
fn place() -> Place {
    let place = Place::new();
    place.folder_of(&["CSP", "MP"]);
    let own = "schema = 1\n\n[assessment]\nquestionnaire = \"CEK-04\"\n\n[roles.CSP.steps.01]\noutcome = \"satisfied\"\n";
    fs::write(place.path("acme/CEK-04.toml"), own).unwrap();
    place
}

#[test]
fn two_controls_are_answered_and_the_others_left_alone() {
    let place = place();
    let text = |name: &str| fs::read_to_string(place.path(name)).unwrap();
    let (shared, own) = (text("acme/assessment.toml"), text("acme/CEK-04.toml"));
    let mut pty = place.start(&["acme"]);
    pty.sees("Sample Platform · 3 controls")
        .sees("· CEK-02")
        .sees("0/24")
        .sees("1/24");
    // Looking makes no file.
    pty.send("\r").sees("Sample Platform › CEK-02").send("\x1b");
    pty.sees("3 controls");
    assert!(!place.path("acme/CEK-02.toml").exists());
    pty.send("\r").sees("› CEK-02").send("ys").sees("CSP 2/13");
    assert!(text("acme/CEK-02.toml").contains("answer = \"Yes\""));
    pty.send("L").sees("› CEK-03").send("n").sees("CSP 1/13");
    pty.send("-").sees("2/24").sees("1/24").send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
    assert!(text("acme/CEK-03.toml").contains("answer = \"No\""));
    assert_eq!(text("acme/CEK-04.toml"), own);
    assert_eq!(text("acme/assessment.toml"), shared);
    // The folder is offered where the program is started without a name.
    let mut pty = place.start(&[]);
    pty.sees("Recent").sees("3 controls").send("\r");
    pty.sees("Sample Platform · 3 controls")
        .sees("CEK-03 was open last")
        .send("\r")
        .sees("› CEK-03")
        .send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_control_that_is_only_looked_at_leaves_nothing_behind() {
    let place = place();
    let mut pty = place.start(&["acme"]);
    pty.sees("· CEK-02").send("\r").sees("› CEK-02").send("q");
    assert_eq!(pty.ended(), 0);
    assert!(!pty.screen().contains("could not be saved"));
    let names = fs::read_dir(place.path("acme")).unwrap().flatten();
    let mut names: Vec<_> = names
        .map(|e| e.file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["CEK-04.toml", "assessment.toml", "questionnaires"]);
}

#[test]
fn what_others_write_is_seen_in_the_list() {
    let place = place();
    let mut pty = place.start(&["acme"]);
    pty.sees("1/24");
    let path = place.path("acme/CEK-04.toml");
    let more = "\n[roles.CSP.steps.02]\noutcome = \"not-satisfied\"\n";
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}{more}")).unwrap();
    pty.sees("2/24");
    fs::write(&path, "schema = 1\nthis is broken\n").unwrap();
    pty.sees("unreadable");
    fs::write(&path, text).unwrap();
    pty.sees("1/24");
    let shared = place.path("acme/assessment.toml");
    let text = fs::read_to_string(&shared).unwrap();
    fs::write(&shared, text.replace("\"CSP\", \"MP\"", "\"CSP\"")).unwrap();
    pty.sees("1/13").send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn what_others_change_among_providers_is_seen_and_what_one_answered_oneself_is_no_news() {
    let place = place();
    fs::create_dir(place.path("all")).unwrap();
    fs::rename(place.path("acme"), place.path("all/acme")).unwrap();
    let new = |name: &str, subject: &str| {
        let path = format!("all/{name}.toml");
        place.run(&["new", &path, "--subject", subject, "--role", "CSP"]);
    };
    new("b", "Alone");
    // As where just the folder is named.
    let mut pty = place.start(&["all/"]);
    pty.sees("Sample Platform").sees("2 providers");
    let path = place.path("all/acme/CEK-04.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"satisfied", "\"not-satisfied")).unwrap();
    pty.sees("Sample Platform has changed").sees("1 major");
    new("c", "Another");
    pty.sees("Another is new").sees("3 providers");
    fs::remove_file(place.path("all/b.toml")).unwrap();
    pty.sees("Alone is gone").sees("2 providers");
    // What happened while one was away comes in afterwards; what one did
    // oneself is counted and not told.
    pty.send("gjj\r").sees("CSP 0/13").send("n");
    fs::write(&path, text).unwrap();
    pty.sees("CSP 1/13").send("\x1b").sees("1 of 13 answered");
    pty.sees("on disk: Sample Platform has changed").send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn a_provider_one_comes_back_from_is_still_asked_by_its_own_questionnaires() {
    let place = place();
    let other = include_str!("../../questionnaires/cek-02.toml").replace("CEK-02.1", "CEK-02.9");
    fs::write(place.path("acme/questionnaires/CEK-02.toml"), other).unwrap();
    let own = "schema = 1\n\n[assessment]\nquestionnaire = \"CEK-02\"\n\n[roles.CSP.questions.\"CEK-02.9\"]\nanswer = \"NA\"\n";
    fs::write(place.path("acme/CEK-02.toml"), own).unwrap();
    place.run(&["check", "acme"]);
    // Also one that stands alone, with what it is asked built in.
    place.run(&["new", "b.toml", "--subject", "Alone", "--role", "CSP"]);
    let mut pty = place.start(&["portfolio", "acme", "b.toml"]);
    pty.sees("Sample Platform").sees("Alone");
    let before = pty.screen();
    assert!(!before.contains("broken"), "{before}");
    // To its worst gap, from there to its controls, and back.
    pty.send("\r")
        .sees("› CEK-02")
        .sees("CSP · AI-CAIQ question CEK-02.9");
    pty.send("-").sees("· 3 controls").sees("1/24");
    pty.send("\x1b")
        .sees("Alone")
        .no_longer_sees("· 3 controls");
    // Whoever has not been at its controls does not come by them.
    pty.send("\r").sees("› CEK-02");
    pty.send("\x1b")
        .sees("Alone")
        .no_longer_sees("· 3 controls");
    let lines = |s: &str| {
        s.lines()
            .map(|l| l.trim_end().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&pty.screen()), lines(&before));
    pty.send("j\r")
        .sees("CSP 0/13")
        .send("\x1b")
        .sees("Sample Platform");
    let rows = |screen: &str| {
        let rows = screen.lines().skip(3).take(2);
        let rows = rows.map(|l| l.trim_matches([' ', '▸']).to_owned());
        rows.collect::<Vec<_>>()
    };
    assert_eq!(rows(&pty.screen()), rows(&before));
    pty.send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_new_folder_is_made_on_the_screen_and_asks_what_lies_beside_it() {
    let place = Place::new();
    place.folder_of(&["CSP"]);
    fs::rename(
        place.path("acme/questionnaires"),
        place.path("questionnaires"),
    )
    .unwrap();
    fs::remove_dir_all(place.path("acme")).unwrap();
    let mut pty = place.start(&[]);
    pty.sees("New assessment")
        .send("n")
        .sees("Layers the provider runs");
    pty.send("Sample Corp\tsample assessor\t ").sees("[x] CSP");
    let to_file = "\t".repeat(8);
    pty.send(&to_file).sees("with a / at its end");
    pty.send("\x15corp/")
        .sees("a folder, with a file for each control");
    pty.send("\x13").sees("Sample Corp · 3 controls");
    let shared = fs::read_to_string(place.path("corp/assessment.toml")).unwrap();
    assert!(
        shared.contains("subject = \"Sample Corp\"")
            && shared.contains("roles = [\"CSP\", \"MP\"]")
    );
    assert!(
        shared.contains("questionnaires = \"../questionnaires\""),
        "{shared}"
    );
    assert!(!shared.contains("questionnaire ="), "{shared}");
    pty.send("\r")
        .sees("› CEK-02")
        .send("y")
        .sees("CSP 1/13")
        .send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
    // What is there is never made again.
    let mut pty = place.start(&[]);
    pty.sees("New assessment")
        .send("n")
        .sees("Layers the provider runs");
    pty.send(&format!("Other\tsample assessor\t {to_file}\x15corp/\x13"));
    pty.sees("exists already")
        .send("\x1b")
        .sees("A sample to play with")
        .send("q");
    assert_eq!(pty.ended(), 0);
    assert_eq!(
        fs::read_to_string(place.path("corp/assessment.toml")).unwrap(),
        shared
    );
}

#[test]
fn within_a_folder_it_is_opened_without_a_name() {
    let place = Place::new();
    let words = ["new", "./", "--subject", "Sample Platform", "--role", "CSP"];
    place.run(&words);
    let mut pty = place.start(&[]);
    pty.sees("Sample Platform · 1 control").send("\r");
    pty.sees("› CEK-02").send("q");
    assert_eq!(pty.ended(), 0);
}
