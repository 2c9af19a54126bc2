//! Going through items: answers, ways, bad lines, ends.

use crate::harness::Place;
use crate::sample::{clean, mixed, step};
use aicaiq::assessment::{Answer, Outcome, Role};
use aicaiq::plain::Options;

fn only(role: Role) -> Options {
    Options {
        roles: vec![role],
        ..Options::default()
    }
}

#[test]
fn a_role_from_empty_to_complete() {
    let place = Place::fresh(&[Role::Csp, Role::Mp]);
    std::fs::write(place.folder.path().join("raci.txt"), "sample").unwrap();
    let script = "y\n\
        shared csp-mp\n\
        Named owners for every key.\n\n  - weights\n  - data\n.\n\
        Keys of their own.\n.\n\n\
        s\nraci.txt\nhttps://example.com/raci\n\nxi\n\
        p\nminor\nTwo of three.\n.\n1\n\nt\nName the third\nPlatform\n+30\n\
        a\nRun by the cloud provider.\n.\n\
        o\n\n";
    insta::assert_snapshot!("whole_role", place.hears_with(script, only(Role::Mp)));
    insta::assert_snapshot!("whole_role_file", place.text());
}

#[test]
fn it_goes_on_where_it_was_left() {
    let place = Place::fresh(&[Role::Csp, Role::Mp]);
    place.hears("y\n\n\n\n\ns\n\n\nq\n");
    insta::assert_snapshot!("going_on", place.hears(""));
    // From an item that is named, answered or not; then only open ones.
    let from = Options {
        from: Some("csp.t-01.1".into()),
        ..Options::default()
    };
    let said = place.hears_with("\n", from);
    assert!(said.contains("CSP.T-01.1, 1 of 4"), "{said}");
    assert!(!said.contains("CSP.01, 2 of 4"), "{said}");
    assert!(said.contains("CSP.02, 3 of 4"), "{said}");
    let all = Options {
        all: true,
        ..Options::default()
    };
    let said = place.hears_with("\n", all);
    assert!(said.contains("CSP.01, 2 of 4"), "{said}");
    assert!(said.contains("Answer: satisfied."), "{said}");
}

#[test]
fn options_that_name_what_is_not_there() {
    let place = Place::fresh(&[Role::Csp]);
    for (options, why) in [
        (
            only(Role::Mp),
            "MP is not one of this assessment's roles: expected CSP",
        ),
        (
            Options {
                from: Some("CSP.9".into()),
                ..Options::default()
            },
            "there is no item “CSP.9” of CSP: expected an id such as CSP.02, 02 or CSP",
        ),
    ] {
        assert_eq!(place.try_talk(options).err().unwrap(), why);
    }
}

#[test]
fn back_undo_and_jump() {
    let place = Place::fresh(&[Role::Csp, Role::Mp]);
    let script = "j 2\ns\nb\nb\nj MP.01\nn\nu\nredo\nu\nu\nu\nj ap\nj 9\nj\nj mp 2\nj csp 02\n]\nr\nnext\nb\nb\nb\nq\n";
    insta::assert_snapshot!("ways", place.hears(script));
    let a = place.assessment();
    assert!(a.answers.is_empty(), "all of it is undone: {a:?}");
}

#[test]
fn what_is_not_understood_is_asked_again() {
    let place = Place::fresh(&[Role::Mp]);
    let script = "p\nmaybe\n\n\u{1b}[A\nn\n\n\n\n\n\n\
        p\nm\nofi\nma\nnote\u{1b}[31m\n-\n+\nseen\nbad\u{7}\n.\n\n\nFix\nMe\nsoon\n2027-02-30\n2027-01-31\n\
        s\nnothere.txt\nhttp://\n7\n-7\n\nq!\nx\n\
        s\nevidence\n\n\nz\nq\n";
    insta::assert_snapshot!("bad_lines", place.hears(script));
    let long = format!("{}\nn\n", "x".repeat(3_000_000));
    let mut bytes = long.into_bytes();
    bytes.extend(b"\xff\xfe\n");
    let said = place.hears_bytes(&bytes, Options::default());
    assert!(said.contains("longer than 1048576 bytes"), "{said}");
    assert!(said.contains("not UTF-8"), "{said}");
}

#[test]
fn help_says_what_each_prompt_takes() {
    let place = Place::of(&clean(&[Role::Mp]));
    let all = Options {
        all: true,
        ..Options::default()
    };
    let script = "?\ny\n?\n\n?\nfirst\n:?\n:r\n:u\n\n\n?\n\ngrade\n?\n\nmethods\n?\n\nevidence\n?\n\naction\n?\n\nask\nj ccm-1\n\n?\n\n";
    insta::assert_snapshot!("help", place.hears_with(script, all));
}

#[test]
fn one_thing_alone_is_asked_for_by_its_word() {
    let place = Place::of(&clean(&[Role::Mp]));
    let options = Options {
        from: Some("MP.01".into()),
        all: true,
        width: Some(60),
        ..Options::default()
    };
    let script = "grade\nofi\nnote\nFirst.\n.\nnote\n+\nSecond.\n.\nmethods\nt\nmethods\n-\n\
        effectiveness\noperating\n5 of 42 keys, at random\nevidence\n-1\n\nready\nclear\nclear\nu\nnote\n-\nr\nq\n";
    insta::assert_snapshot!("alone", place.hears_with(script, options));
}

#[test]
fn the_end_of_input_in_the_middle_of_a_text_keeps_it() {
    let place = Place::fresh(&[Role::Mp]);
    let said = place.hears("j 1\nn\nmajor\nHalf a\n\nnote");
    assert!(
        said.ends_with(
            "(end of input)\nThe note of MP.01 is not finished: it is kept and comes back at its prompt.\n\
             Not taken: the note of MP.01 has no line with one dot at its end, and is not in the file\n\
             Everything but the unfinished texts is saved. MP: 1 of 4 answered.\n(1 not taken)\n"
        ),
        "{said}"
    );
    let drafts = place.drafts();
    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0].text, "Half a\n\nnote");
    // What is written is on disk, the text is not, and it comes back.
    let a = place.assessment();
    assert_eq!(a.step(Role::Mp, &crate::sample::step_id("01")).note, "");
    insta::assert_snapshot!("draft_back", place.hears("j 1\nnote\ngoes on\n.\nq\n"));
    assert!(place.drafts().is_empty());
    assert!(place.text().contains("Half a\n\nnote\ngoes on"));
    // Thrown away, or taken as it is.
    place.hears("j 2\nnote\nOne\n:q\n");
    place.hears("j 2\nnote\n-\nq\n");
    assert!(place.drafts().is_empty());
    place.hears("j 2\nnote\nTwo\n:q\n");
    place.hears("j 2\nnote\n\nq\n");
    assert!(place.drafts().is_empty());
    assert!(place.text().contains("note = \"Two\""), "{}", place.text());
    // The same file under another name has it, and says so.
    place.hears("j 2\nnote\nThree\n:q\n");
    let other = place.text().replace("Acme GenAI Platform", "Other GmbH");
    std::fs::write(place.file(), &other).unwrap();
    let said = place.hears("q\n");
    let told = "Kept from before: what is half typed here was typed as this file was still of “Acme GenAI Platform”, T-01";
    assert!(said.contains(told) && place.drafts().len() == 1, "{said}");
    // To a file in its place, of somebody else, it is not offered.
    let other = other
        .replace("Other GmbH", "Acme GenAI Platform")
        .replace("_at = 2026-", "_at = 2025-");
    std::fs::write(
        place.file(),
        other.replace("Acme GenAI Platform", "Third GmbH"),
    )
    .unwrap();
    let said = place.hears("q\n");
    let told = "Kept from before: half-typed texts of another file that stood here (“Acme GenAI Platform”, T-01) are set aside in FOLDER/state/drafts/";
    assert!(said.contains(told) && place.drafts().is_empty(), "{said}");
}

#[test]
fn what_ends_or_steers_elsewhere_is_no_text_unseen() {
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = place.talk(Options::default());
    talk.begin();
    for line in ["j 1", "action", "Grade"] {
        let said = talk.says(line);
        assert_eq!(line == "Grade", said.contains("type b first"), "{said}");
    }
    assert!(talk.walk.prompt().starts_with("MP.01 action owner"));
    assert_eq!(talk.says("."), "", "a dot is Enter, as at a text");
    assert!(talk.walk.prompt().starts_with("MP.01 action due"));
    assert!(!place.text().contains("owner"), "{}", place.text());
    // A text that was begun is read at its prompt as within it.
    for line in ["b", "note", "Half", ":b", "note"] {
        talk.says(line);
    }
    assert_eq!(talk.says(":r"), "Begun and not finished:\nHalf\n");
    assert!(talk.says("r").starts_with("MP.01, 2 of 4"));
}

#[test]
fn a_suggestion_is_said_as_one_and_confirmed() {
    let mut a = clean(&[Role::Csp]);
    let one = step(&mut a, "01");
    one.outcome = None;
    one.suggested = Some(Outcome::PartiallySatisfied);
    let question = crate::sample::question(&mut a);
    question.answer = None;
    question.suggested = Some(Answer::Yes);
    let place = Place::of(&a);
    let said = place.hears("y\n\n\n\np\n\n\n\n\n\nq\n");
    assert!(
        said.contains("No answer yet. Last time it was Yes: a suggestion, y confirms it."),
        "{said}"
    );
    assert!(
        said.contains("Last time it was partially satisfied: a suggestion, p confirms it."),
        "{said}"
    );
    assert!(!place.text().contains("suggested"), "{}", place.text());
}

#[test]
fn everything_that_an_item_has_is_read() {
    let (a, _) = mixed();
    let place = Place::of(&a);
    let options = Options {
        from: Some("CSP.02".into()),
        ..Options::default()
    };
    insta::assert_snapshot!("read_item", place.hears_with("o\n", options));
}
