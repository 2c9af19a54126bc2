//! What its user hears, by a screen reader that skips punctuation: every
//! prompt says in words what it takes, and what it says is true.

use crate::harness::{Place, Talk};
use crate::sample::{clean, step, step_id};
use aicaiq::assessment::{Assessment, Outcome, Review, Role, SignOff};
use aicaiq::plain::Options;

/// A talk about an item of MP, answered or not.
fn at(place: &Place, item: &str) -> Talk {
    let options = Options {
        from: Some(item.to_owned()),
        interactive: true,
        ..Options::default()
    };
    let mut talk = place.talk(options);
    talk.begin();
    talk
}

fn as_another(place: &Place, item: &str) -> Talk {
    let options = Options {
        from: Some(item.to_owned()),
        interactive: true,
        user: "R. Reviewer".to_owned(),
        ..Options::default()
    };
    let mut talk = place.talk(options);
    talk.begin();
    talk
}

#[test]
fn every_line_of_a_text_says_how_it_ends() {
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = at(&place, "MP.01");
    talk.says("note");
    talk.says("One");
    assert_eq!(
        talk.walk.prompt(),
        "MP.01 note, line 2, one dot ends it, one minus sign drops it: "
    );
    for help in ["?", "help"] {
        let said = talk.says(help);
        assert!(
            said.starts_with("A line with one dot ends the text, a line with one minus sign drops it; empty lines are part of it.\n"),
            "{said}"
        );
    }
    assert!(talk.walk.prompt().contains("line 2"), "help is no text");
    let said = talk.says("q");
    assert_eq!(
        said,
        "“q” is part of the text. To do it, type a colon before it; colon u takes the line back.\n"
    );
    talk.says(":u");
    assert_eq!(talk.says(" q"), "", "who puts a space before it means text");
    assert_eq!(talk.says("j 99"), "", "and there is no such item");
    talk.says(".");
    let a = place.assessment();
    assert_eq!(a.step(Role::Mp, &step_id("01")).note, "One\n q\nj 99");
    // Who has learnt it with a colon may type it so at every prompt.
    talk.says("note");
    assert_eq!(talk.says(":b"), "Back at MP.01.\n");
    assert!(talk.says(":next").contains("MP.02, 3 of 4"));
}

#[test]
fn a_dropped_text_ends_and_comes_back_by_undo() {
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = at(&place, "MP.01");
    talk.says("note");
    talk.says("One");
    talk.says("two");
    let said = talk.says("-");
    assert_eq!(
        said,
        "What was written of the note is dropped. u or undo brings it back.\n"
    );
    assert!(talk.walk.prompt().starts_with("MP.01 outcome"), "it ended");
    assert!(place.drafts().is_empty());
    let said = talk.says("u");
    assert_eq!(
        said,
        "The note of MP.01 is back.\nBegun and not finished:\nOne\ntwo\n"
    );
    assert_eq!(place.drafts()[0].text, "One\ntwo");
    // By the first prompt of a text it is the same.
    let said = talk.says("-");
    assert!(said.starts_with("What was written"), "{said}");
    assert!(talk.walk.prompt().starts_with("MP.01 outcome"), "it ended");
    // From elsewhere it leads back; the text can be ended then.
    talk.says("j 2");
    let said = talk.says("undo");
    assert!(said.contains("MP.01, 2 of 4"), "{said}");
    assert!(said.ends_with("One\ntwo\n"), "{said}");
    talk.says("");
    assert!(place.text().contains("One\ntwo"), "{}", place.text());
    assert!(talk.walk.prompt().starts_with("MP.01 outcome"));
    // What the file has is not dropped.
    talk.says("note");
    talk.says("+");
    talk.says("three");
    let said = talk.says("-");
    assert_eq!(
        said,
        "What was written of the note is dropped; the one in the file stays. u or undo brings it back.\n"
    );
    assert!(place.text().contains("One\ntwo"), "{}", place.text());
    // Another change, and undo is of that one.
    talk.says("methods");
    talk.says("x");
    let said = talk.says("u");
    assert!(said.starts_with("Undone: MP.01 methods"), "{said}");
    talk.says("note");
    talk.says("+");
    assert_eq!(talk.says("-"), "The note is as it was.\n");
}

#[test]
fn a_drop_among_other_questions_goes_on_with_them() {
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = at(&place, "MP.01");
    talk.says("n");
    talk.says("major");
    talk.says("wrong");
    talk.says("-");
    assert!(
        talk.walk.prompt().starts_with("MP.01 evidence"),
        "{}",
        talk.walk.prompt()
    );
    talk.says("u");
    assert!(talk.walk.prompt().starts_with("MP.01 note"));
    talk.says("right");
    talk.says(".");
    assert!(
        talk.walk.prompt().starts_with("MP.01 evidence"),
        "and again with what was asked"
    );
}

#[test]
fn a_minus_sign_names_no_file() {
    let place = Place::of(&clean(&[Role::Mp]));
    let mut talk = at(&place, "MP.01");
    talk.says("evidence");
    let said = talk.says("-");
    assert_eq!(
        said,
        "Not taken: say which: a minus sign and the number of a record takes it off this item, here -1; help lists the records\n"
    );
    assert_eq!(talk.says("-"), said, "not the second time either");
    assert_eq!(
        talk.says("-9"),
        "Not taken: there is no record 9: help lists them\n"
    );
    let said = talk.says("-1");
    assert!(said.starts_with("MP.01 evidence taken off"), "{said}");
    let said = talk.says("-");
    assert_eq!(
        said,
        "Not taken: there is no evidence on this item to take off; Enter goes on\n"
    );
    assert!(!place.text().contains("href = \"-\""), "{}", place.text());
}

/// The things that are asked for after an answer, one after another, each
/// passed by an empty line.
fn asked(talk: &mut Talk, answer: &str) -> Vec<String> {
    talk.says(answer);
    let prompt = talk.walk.prompt();
    let item = prompt.split(' ').next().unwrap_or_default().to_owned();
    let mut asked = Vec::new();
    loop {
        let prompt = talk.walk.prompt();
        let Some(rest) = prompt.strip_prefix(&format!("{item} ")) else {
            return asked;
        };
        let what = rest.split(',').next().unwrap_or_default().to_owned();
        asked.push(what);
        talk.says("");
    }
}

#[test]
fn what_a_gap_asks_for_is_asked() {
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = at(&place, "MP.T-01.1");
    let texts = ["ownership", "implementation", "customer responsibilities"];
    let with = |last: &'static str| [&texts[..], &[last]].concat();
    assert_eq!(asked(&mut talk, "y"), with("evidence"));
    talk.says("j T-01.1");
    assert_eq!(asked(&mut talk, "n"), with("corrective action"));
    talk.says("j 1");
    assert_eq!(asked(&mut talk, "s"), ["evidence", "methods"]);
    let shortfall = ["grade", "note", "evidence", "methods", "corrective action"];
    talk.says("j 1");
    assert_eq!(asked(&mut talk, "p"), shortfall);
    talk.says("j 1");
    assert_eq!(asked(&mut talk, "n"), shortfall);
    talk.says("j 1");
    assert_eq!(asked(&mut talk, "a"), ["justification"]);
    // Where a step has proof, a Yes wants none of its own.
    talk.says("j 1");
    talk.says("s");
    talk.says("https://example.com/a");
    talk.says("j T-01.1");
    assert_eq!(asked(&mut talk, "y"), texts);
    // Nor is there an end to it before the gap is closed.
    talk.says("j 1");
    talk.says("effectiveness");
    talk.says("operating");
    assert!(
        talk.walk.prompt().starts_with("MP.01 sample"),
        "{}",
        talk.walk.prompt()
    );
    talk.says("");
    assert!(talk.walk.prompt().starts_with("MP.01 outcome"));
    assert_eq!(asked(&mut talk, "s"), ["evidence", "methods", "sample"]);
}

#[test]
fn prompts_are_words() {
    let place = Place::of(&clean(&[Role::Mp]));
    let options = Options {
        all: true,
        interactive: true,
        ..Options::default()
    };
    let mut talk = place.talk(options);
    talk.begin();
    let mut prompts = vec![talk.walk.prompt()];
    for line in [
        "y",
        "",
        "",
        "Text",
        ".",
        "p",
        "mi",
        "Text",
        "more",
        ".",
        "",
        "",
        "",
        "j 1",
        "note",
        "",
        "note",
        "+",
        ".",
        "evidence",
        "",
        "methods",
        "x",
        "methods",
        "none",
        "effectiveness",
        "design",
        "sample",
        "5 of 42",
        "sample",
        "",
        "action",
        "Mend it",
        "Me",
        "+30",
        "action",
        "",
        "",
        "",
        "bell\u{7}",
        "clear",
        "a",
        "Why",
        ":q",
        "j 2",
        "j ccm-1",
        "",
    ] {
        talk.says(line);
        prompts.push(talk.walk.prompt());
    }
    for prompt in &prompts {
        assert!(prompt.ends_with(": "), "{prompt}");
        let odd = prompt.find(|c: char| "[](){}?<>*/|\\#".contains(c));
        assert_eq!(odd, None, "{prompt}");
        // Signs that are to be typed have a name.
        let bare = prompt
            .split([' ', ','])
            .any(|w| matches!(w, "-" | "+" | "." | ":" | "]"));
        assert!(!bare, "{prompt}");
    }
    let all = prompts.join("\n");
    for words in [
        "outcome, s for satisfied, p for partially, n for not satisfied, a for not applicable, Enter keeps, or help: ",
        "answer, y for yes, n for no, a for not applicable, Enter keeps, or help: ",
        "methods, x for examine, i for interview, t for test, or several as xi, Enter skips: ",
        "now examine, Enter keeps, none takes it away: ",
        "Enter keeps, a plus sign adds to it, colon l reads its lines to change one, a minus sign empties it: ",
        "now “Mend it”, Enter keeps, a minus sign empties it: ",
        "End: Enter quits, or back, next for what is unanswered, overview, help: ",
    ] {
        assert!(all.contains(words), "{words} in {all}");
    }
}

#[test]
fn a_key_that_a_line_cannot_have_costs_no_text() {
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = at(&place, "MP.01");
    let said = talk.says("\u{1b}[A");
    assert_eq!(
        said,
        "Not taken: arrow keys and the like do not work here\n"
    );
    assert!(talk.walk.prompt().starts_with("MP.01 outcome"), "no Enter");
    talk.says("s\u{1b}[D");
    assert_eq!(
        talk.walk.prompt(),
        "MP.01, Enter takes “s”, or type it again: "
    );
    talk.says("n");
    let a = place.assessment();
    let outcome = a.step(Role::Mp, &step_id("01")).outcome();
    assert_eq!(outcome, Outcome::NotSatisfied, "typed again");
    talk.says("major");
    let said = talk.says("Two of\u{1b}[D\u{1b}[3~ three\u{1b}OH");
    assert_eq!(
        said,
        "Not taken: arrow keys and the like do not work here. Without them the line is “Two of three”: an empty line takes that, or type it again\n"
    );
    assert_eq!(
        talk.says("?"),
        "An empty line takes “Two of three”; any other line is taken instead of it.\n"
    );
    assert_eq!(talk.says(""), "");
    let said = talk.says("bell\u{7}");
    assert!(
        said.contains("control character (U+0007). Without it"),
        "{said}"
    );
    talk.says("");
    talk.says("");
    talk.says(".");
    let a = place.assessment();
    let note = &a.step(Role::Mp, &step_id("01")).note;
    assert_eq!(note, "Two of three\nbell", "the last empty line is text");
    assert_eq!(
        talk.walk.refused(),
        2,
        "what was taken in the end counts not"
    );
}

#[test]
fn a_link_is_looked_at_as_on_the_screen() {
    let place = Place::of(&clean(&[Role::Mp]));
    let mut talk = at(&place, "MP.01");
    let said = talk.says("r");
    assert!(
        said.contains("Evidence: Key policy, https://example.com/policy: link, not viewed.\n"),
        "{said}"
    );
    assert_eq!(
        talk.says("viewed"),
        "MP.01 1 link viewed 2026-11-24, saved.\n"
    );
    assert_eq!(
        talk.says("viewed"),
        "MP.01 1 link viewed 2026-11-24, as it was.\n"
    );
    let said = talk.says("r");
    assert!(said.contains(": link, viewed 2026-11-24.\n"), "{said}");
    assert!(place.text().contains("viewed_by = \"sample assessor\""));
    talk.says("evidence");
    talk.says("-1");
    talk.says("");
    let said = talk.says("viewed");
    assert!(said.starts_with("Not taken: there is no link"), "{said}");
}

#[test]
fn a_record_says_how_long_it_holds_and_an_action_how_far_it_is() {
    let place = Place::of(&clean(&[Role::Mp]));
    let mut talk = at(&place, "MP.01");
    talk.says("expires");
    assert_eq!(
        talk.walk.prompt(),
        "MP.01 expiry of evidence Key policy, the last day that it holds, as 2027-01-31, or a plus sign and days, as +365, Enter skips: "
    );
    let said = talk.says("soon");
    assert!(said.starts_with("Not taken: "), "{said}");
    assert_eq!(
        talk.says("+365"),
        "MP.01 expiry of evidence Key policy: 2027-11-24, saved.\n"
    );
    talk.says("period");
    talk.says("2026-01-01..2026-06-30");
    talk.says("title");
    assert_eq!(
        talk.says("Policy of keys"),
        "MP.01 title of evidence Key policy: Policy of keys, saved.\n"
    );
    let said = talk.says("r");
    let whole = "Evidence: Policy of keys, https://example.com/policy: link, not viewed, covers 2026-01-01 to 2026-06-30, expires 2027-11-24.\n";
    assert!(said.contains(whole), "{said}");
    for word in ["status", "retest"] {
        let said = talk.says(word);
        assert!(
            said.starts_with("Not taken: there is no corrective"),
            "{said}"
        );
    }
    talk.says("action");
    talk.says("rotate the key");
    talk.says("sample owner");
    talk.says("+30");
    talk.says("status");
    assert_eq!(
        talk.walk.prompt(),
        "MP.01 action status, open or done, now open, Enter keeps: "
    );
    assert_eq!(talk.says("d"), "MP.01 action status: done, saved.\n");
    talk.says("retest");
    assert_eq!(talk.says("pass"), "MP.01 action retest: passed, saved.\n");
    let said = talk.says("r");
    let whole = "; done; retest passed by sample assessor on 2026-11-24.\n";
    assert!(said.contains(whole), "{said}");
    talk.says("retest");
    assert_eq!(talk.says("none"), "MP.01 action retest: none, saved.\n");
    talk.says("status");
    assert_eq!(talk.says("none"), "MP.01 action status: open, saved.\n");
    let mut other = at(&place, "MP.T-01.1");
    let said = other.says("period");
    assert!(
        said.starts_with("Not taken: there is no evidence"),
        "{said}"
    );
}

#[test]
fn another_person_reviews_and_nobody_their_own_work() {
    let mut a = clean(&[Role::Mp]);
    step(&mut a, "01");
    let place = Place::of(&a);
    let mut own = at(&place, "MP.01");
    assert_eq!(own.says("ready"), "MP.01 ready for review, saved.\n");
    let said = own.says("reviewed");
    assert!(
        said.starts_with("Not taken: sample assessor assessed this step and cannot review it"),
        "{said}"
    );
    let said = own.says("comment");
    assert!(
        said.starts_with("Not taken: sample assessor assessed this step: its review comment"),
        "not only once it is written: {said}"
    );
    let review = |place: &Place| place.assessment().step(Role::Mp, &step_id("01")).review;
    let mut other = as_another(&place, "MP.01");
    assert_eq!(other.says("reviewed"), "MP.01 reviewed, saved.\n");
    assert_eq!(review(&place), Some(Review::Reviewed));
    other.says("comment");
    other.says("Which keys?");
    let said = other.says(".");
    assert!(
        said.starts_with(
            "MP.01 review comment written, saved; its review is withdrawn.\nGap, watch: R. Reviewer asks for changes"
        ),
        "{said}"
    );
    assert_eq!(review(&place), Some(Review::ChangesRequested));
    let mut own = at(&place, "MP.01");
    assert_eq!(own.says("draft"), "MP.01 draft, saved.\nNo gap.\n");
    let mut other = as_another(&place, "MP.02");
    let said = other.says("reviewed");
    assert!(
        said.contains("its assessor makes it ready-for-review"),
        "{said}"
    );
    let mut question = as_another(&place, "MP.T-01.1");
    let said = question.says("reviewed");
    assert!(said.contains("a question has no review"), "{said}");
}

#[test]
fn what_somebody_signed_for_is_told_once_when_it_changes() {
    let mut a = clean(&[Role::Mp]);
    step(&mut a, "01");
    let sign = |a: &mut Assessment, digest: String| {
        let by = "L. Lead".into();
        a.answers.get_mut(&Role::Mp).unwrap().sign_off = Some(SignOff {
            by,
            digest,
            ..SignOff::default()
        });
    };
    sign(&mut a, String::new());
    let digest = a.role_digest(Role::Mp);
    sign(&mut a, digest);
    let place = Place::of(&a);
    let mut own = at(&place, "MP.01");
    let said = own.says("n");
    assert!(
        said.contains("saved; the sign-off of MP is stale now.\n"),
        "{said}"
    );
    let said = own.says("major");
    assert!(!said.contains("stale"), "{said}");
}

#[test]
fn an_open_item_is_not_said_to_have_no_gap() {
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = at(&place, "MP.01");
    talk.says("s");
    talk.says("b");
    assert_eq!(talk.says("clear"), "MP.01 cleared, saved.\n");
    talk.says("note");
    assert_eq!(talk.says(""), "");
    talk.says("s");
    talk.says("https://example.com/a");
    assert_eq!(talk.says(""), "");
    let said = talk.says("x");
    assert!(said.contains("No gap."), "{said}");
}

#[test]
fn a_text_that_was_begun_is_named_in_words() {
    let place = Place::fresh(&[Role::Mp]);
    place.hears("customer\nHalf\n:q\n");
    let said = place.hears("q\n");
    assert!(
        said.contains("not finished: MP.T-01.1 customer responsibilities. They are kept"),
        "{said}"
    );
}

#[test]
fn a_script_s_text_may_have_any_line_but_a_lone_dot() {
    let place = Place::fresh(&[Role::Mp]);
    let options = Options {
        from: Some("MP.01".to_owned()),
        ..Options::default()
    };
    let mut talk = place.talk(options);
    talk.begin();
    for line in ["note", "one", "-", "help", "?", "two", "."] {
        talk.says(line);
    }
    let step = || place.assessment().step(Role::Mp, &step_id("01")).clone();
    assert_eq!(step().note, "one\n-\nhelp\n?\ntwo");
    // No line is taken that was not sent.
    talk.says("s\u{200e}");
    talk.says("");
    assert_eq!(step().outcome, None);
}

#[test]
fn a_text_that_is_there_is_changed_line_by_line() {
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = at(&place, "MP.01");
    let note = |place: &Place| {
        place
            .assessment()
            .step(Role::Mp, &step_id("01"))
            .note
            .clone()
    };
    talk.says("note");
    let none = talk.says(":2 B");
    assert!(
        none.contains("there is no text yet to change a line of"),
        "{none}"
    );
    for line in ["One", "two", "three", "."] {
        talk.says(line);
    }
    talk.says("note");
    let prompt = talk.walk.prompt();
    assert!(
        prompt.contains("colon l reads its lines to change one"),
        "{prompt}"
    );
    assert_eq!(talk.says(":l"), "1: One\n2: two\n3: three\n");
    assert_eq!(
        talk.says(":2 zwei"),
        "Line 2 was “two”. Colon u brings it back.\n"
    );
    // It is safe at once, and not in the file.
    assert_eq!(place.drafts()[0].text, "One\nzwei\nthree");
    assert_eq!(note(&place), "One\ntwo\nthree");
    assert_eq!(
        talk.says(":9 x"),
        "Not taken: there is no line 9: the text has 3 lines\n"
    );
    talk.says("four");
    talk.says(":1 -");
    assert_eq!(talk.says(":l"), "1: zwei\n2: three\n3: four\n");
    talk.says(":new");
    assert_eq!(
        place.drafts()[0].text,
        "zwei\nthree\nfour",
        "it stays till a line is there"
    );
    talk.says("Anew");
    assert_eq!(place.drafts()[0].text, "Anew");
    for (said, left) in [
        ("The last line is taken back.\n", ""),
        ("The text is back, with its 3 lines.\n", "zwei\nthree\nfour"),
        ("Line 1, “One”, is back.\n", "One\nzwei\nthree\nfour"),
        ("The last line is taken back.\n", "One\nzwei\nthree"),
        ("Line 2 is “two” again.\n", "One\ntwo\nthree"),
    ] {
        assert_eq!(talk.says(":u"), said);
        let kept = place.drafts().pop().map_or(String::new(), |d| d.text);
        assert_eq!(kept, left);
    }
    // The input ends in the middle of it.
    talk.says(":2 zwei");
    talk.walk.end(&mut talk.desk);
    let mut talk = at(&place, "MP.01");
    let said = talk.says("note");
    assert!(said.ends_with("One\nzwei\nthree\n"), "{said}");
    talk.says("");
    assert_eq!(note(&place), "One\nzwei\nthree");
    assert!(talk.says("u").starts_with("Undone"));
    assert_eq!(note(&place), "One\ntwo\nthree");
    // A text that begins anew and gets no line is as it was.
    talk.says("note");
    talk.says(":new");
    talk.walk.end(&mut talk.desk);
    assert_eq!(place.drafts(), []);
    assert_eq!(note(&place), "One\ntwo\nthree");
    // To a script they are lines of a text.
    let other = Place::fresh(&[Role::Mp]);
    other.hears("j MP.01\nnote\n:new\n:1 x\n.\nq\n");
    assert_eq!(note(&other), ":new\n:1 x");
}
