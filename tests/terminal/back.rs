//! The file goes away, or is broken, under a running program, and is put
//! right again.

use crate::pty::{Place, eventually};

#[test]
fn a_file_that_comes_back_is_saved_again_without_a_key() {
    let place = Place::with(&["CSP"]);
    let (file, away) = (place.path("a.toml"), place.path("away"));
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13");
    // The same file, told apart by nothing; and a copy of it.
    std::fs::rename(&file, &away).unwrap();
    pty.sees("The file is not there any more");
    std::fs::rename(&away, &file).unwrap();
    pty.sees("the file is back").sees("✓ saved");
    let text = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    pty.sees("The file is not there any more").send("\x1b");
    pty.no_longer_sees("not there any more").sees("NOT SAVED");
    std::fs::write(&file, text).unwrap();
    pty.sees("the file is back").sees("✓ saved");
    // Answered while it was gone, and told by the save.
    std::fs::rename(&file, &away).unwrap();
    pty.send("jS").sees("The file is not there any more");
    std::fs::rename(&away, &file).unwrap();
    pty.sees("the file is back").sees("✓ saved").send("q");
    assert_eq!(pty.ended(), 0);
    assert!(place.text().contains("[roles.CSP.steps.01]"));
}

#[test]
fn another_file_in_its_place_comes_in() {
    let place = Place::with(&["CSP"]);
    let file = place.path("a.toml");
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("jS").sees("CSP 1/13");
    place.run(&["set", "a.toml", "CSP.01", "--outcome", "satisfied"]);
    let text = place.text();
    std::fs::remove_file(&file).unwrap();
    pty.sees("The file is not there any more");
    let more = "\n[roles.CSP.steps.05]\noutcome = \"not-satisfied\"\n";
    std::fs::write(&file, format!("{text}{more}")).unwrap();
    pty.sees("came in from disk: CSP.05").sees("✓ saved");
    pty.sees("CSP 2/13").send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_broken_file_that_is_mended_is_asked_about_no_more() {
    let place = Place::with(&["CSP"]);
    let file = place.path("a.toml");
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13");
    let text = place.text();
    std::fs::write(&file, format!("{text}\nnonsense here\n")).unwrap();
    pty.sees("the file has changed on disk").send("jS");
    pty.sees("Theirs cannot be loaded as it is");
    std::fs::write(&file, text).unwrap();
    pty.sees("everything is saved").sees("✓ saved");
    eventually("the answer is written", || {
        place.text().contains("[roles.CSP.steps.01]")
    });
    pty.send("q");
    assert_eq!(pty.ended(), 0);
}
