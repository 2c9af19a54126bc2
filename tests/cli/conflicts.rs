//! Conflicts without the screen: they are listed, told of and decided.

use crate::runner::Folder;

/// Three people's answers to one step, merged two after two; nobody decides.
fn three() -> Folder {
    let folder = Folder::with_assessment();
    folder.write("base.toml", folder.read("a.toml"));
    for (file, words) in [
        (
            "a.toml",
            ["--outcome", "satisfied", "--note", "a says"].as_slice(),
        ),
        (
            "b.toml",
            &[
                "--outcome",
                "not-satisfied",
                "--grade",
                "major",
                "--note",
                "b says",
            ],
        ),
        (
            "c.toml",
            &[
                "--outcome",
                "partially-satisfied",
                "--grade",
                "minor",
                "--note",
                "c says",
            ],
        ),
    ] {
        if file != "a.toml" {
            folder.write(file, folder.read("base.toml"));
        }
        let all: Vec<&str> = ["set", file, "CSP.01", "--as", file]
            .into_iter()
            .chain(words.iter().copied())
            .collect();
        let ran = folder.run(&all);
        assert_eq!(ran.code, 0, "{ran}");
    }
    folder
}

fn merged(folder: &Folder, words: [&str; 4]) -> String {
    let [base, ours, theirs, out] = words;
    let ran = folder.run(&["merge", base, ours, theirs, "--out", out]);
    assert_eq!(ran.code, 1, "{ran}");
    ran.err
}

#[test]
fn nobodys_answer_is_lost_when_an_undecided_merge_is_merged_again() {
    let folder = three();
    merged(&folder, ["base.toml", "a.toml", "b.toml", "ab.toml"]);
    let said = merged(&folder, ["base.toml", "ab.toml", "c.toml", "abc.toml"]);
    assert!(
        said.starts_with("0 fields taken from theirs, 2 conflicts\n")
            || said.contains(", 2 conflicts\n"),
        "{said}"
    );
    assert!(!said.contains("takes its place"), "{said}");
    merged(&folder, ["base.toml", "c.toml", "ab.toml", "cab.toml"]);
    for file in ["abc.toml", "cab.toml"] {
        let text = folder.read(file);
        for words in ["a says", "b says", "c says"] {
            assert!(text.contains(words), "{file}: {words}: {text}");
        }
        assert_eq!(
            folder
                .run(&["check", file])
                .out
                .matches("an unresolved conflict")
                .count(),
            2
        );
        told_everywhere(&folder, file);
    }
    let shown = folder.run(&["conflicts", "abc.toml"]);
    assert_eq!(shown.code, 1);
    insta::assert_snapshot!("conflicts", shown.to_string());
    let json = folder.run(&["conflicts", "abc.toml", "--format", "json"]);
    let all: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(all[0]["values"].as_array().unwrap().len(), 3);
    // What was undecided before is counted, and told by the exit code.
    folder.write(
        "other.toml",
        folder
            .read("abc.toml")
            .replace("assessor = \"sample assessor\"", "assessor = \"other\""),
    );
    let said = merged(
        &folder,
        ["abc.toml", "abc.toml", "other.toml", "again.toml"],
    );
    assert!(
        said.contains("0 conflicts, 2 conflicts undecided from before"),
        "{said}"
    );
}

#[test]
fn of_long_texts_what_differs_is_shown() {
    let folder = Folder::with_assessment();
    let lines = |third: &str, more: &str| {
        let rest: Vec<String> = (4..=12).map(|n| format!("line {n}")).collect();
        format!("line 1\nline 2\n{third}\n{}{more}", rest.join("\n"))
    };
    let set = |file: &str, note: &str| {
        let ran = folder.run(&["set", file, "CSP.01", "--note", note, "--as", file]);
        assert_eq!(ran.code, 0, "{ran}");
    };
    set("a.toml", &lines("line 3", ""));
    for (file, third, more) in [
        ("base.toml", "line 3", ""),
        ("b.toml", "of b", "\nmore of b"),
    ] {
        folder.write(file, folder.read("a.toml"));
        if file != "base.toml" {
            set(file, &lines(third, more));
        }
    }
    set("a.toml", &lines("of a", ""));
    let said = merged(&folder, ["base.toml", "a.toml", "b.toml", "ab.toml"]);
    let words = "CSP.01 note, line 3: ours (a.toml) says “of a”, theirs (b.toml) “of b”\n";
    assert!(said.contains(&format!("conflict: {words}")), "{said}");
    insta::assert_snapshot!(
        "long_texts",
        folder.run(&["conflicts", "ab.toml"]).to_string()
    );
}

#[test]
fn of_two_digests_it_says_which_is_that_of_the_file() {
    let folder = Folder::with_assessment();
    // SHA-256 of “a” and of “b”.
    let [a, b] = [
        "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
        "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
    ];
    let [first, last] = [a, b].map(|of| of.get(..8).unwrap());
    let text = format!(
        "{}\n[evidence.ev-1]\ntitle = \"Policy\"\nhref = \"policy.pdf\"\nsha256 = \"{a}\"\n\n\
         [conflicts.\"evidence.ev-1.sha256\"]\nours = \"{a}\"\ntheirs = \"{b}\"\n",
        folder.read("a.toml")
    );
    folder.write("a.toml", text);
    let of = |words: &[&str]| folder.run(&[&["conflicts", "a.toml"], words].concat()).out;
    for (content, ours, theirs, said) in [
        (Some("a"), "; that of the file on disk now", "", ""),
        (Some("b"), "", " (that of the file on disk now)", ""),
        (
            Some("c"),
            "",
            "",
            "  the file on disk now is none of these\n",
        ),
        (None, "", "", "  there is no such file on disk now\n"),
    ] {
        match content {
            Some(content) => folder.write("policy.pdf", content),
            None => std::fs::remove_file(folder.path("policy.pdf")).unwrap(),
        }
        let out = of(&[]);
        for line in [
            format!("ours (in the file{ours}): {first}"),
            format!("theirs{theirs}: {last}"),
            format!("{said}  decide: "),
        ] {
            assert!(out.contains(&line), "{line}: {out}");
        }
        let json: serde_json::Value = serde_json::from_str(&of(&["--format", "json"])).unwrap();
        let is = |at: usize| json[0]["values"][at]["on_disk"].as_bool();
        let (mine, other) = (content == Some("a"), content == Some("b"));
        assert_eq!((is(0), is(1)), (Some(mine), Some(other)), "{json:#}");
    }
}

/// What is undecided is in whatever shows the file, with the one word for it.
fn told_everywhere(folder: &Folder, file: &str) {
    let run = |words: &[&str], code: i32| {
        let ran = folder.run(words);
        assert_eq!(ran.code, code, "{words:?} {ran}");
        ran
    };
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let checked = run(&["check", file], 1);
    assert!(
        checked.out.contains("error: an unresolved conflict"),
        "{checked}"
    );
    assert!(!checked.out.contains("warning"), "{checked}");
    let json = read(&run(&["check", file, "--format", "json"], 1).out);
    assert_eq!(json[0]["ok"], false);
    assert_eq!(json[0]["problems"][0]["severity"], "error");

    let what = "grade, note, outcome";
    let blame = run(&["blame", file, "CSP.01"], 0);
    assert!(
        blame.out.contains(&format!("conflict: {what}\n")),
        "{blame}"
    );
    let json = read(&run(&["blame", file, "--format", "json"], 0).out);
    assert_eq!(json[0]["conflict"], what);
    let csv = run(&["export", file, "--format", "csv"], 0).out;
    let mut lines = csv.lines();
    assert!(
        lines.next().unwrap().ends_with(",conflict,text_changed"),
        "{csv}"
    );
    let marked = lines
        .filter(|l| l.ends_with(&format!(",\"{what}\",false")))
        .count();
    assert_eq!(marked, 1, "{csv}");
    let json = read(&run(&["export", file, "--format", "json"], 0).out);
    let items = json["roles"][0]["items"].as_array().unwrap();
    let of = |id: &str| &items.iter().find(|i| i["item"] == id).unwrap()["conflict"];
    assert_eq!(
        (of("01"), of("02")),
        (&what.into(), &serde_json::Value::Null)
    );

    let ran = run(&["summary", file, "--fail-on", "conflict"], 1);
    let why = format!("failed: on conflict: 2 conflicts undecided, the first in {file} (");
    assert!(ran.err.starts_with(&why), "{ran}");
    run(&["summary", "base.toml", "--fail-on", "conflict"], 0);
    let json = read(&run(&["summary", file, file, "--format", "json"], 0).out);
    assert_eq!(json["conflicts"][0]["conflicts"], 2, "{json:#}");
    let csv = run(&["summary", file, "--format", "csv"], 0).out;
    assert!(
        csv.lines()
            .any(|l| l.starts_with("conflict,") && l.ends_with(",2")),
        "{csv}"
    );
    let html = run(&["summary", file, "--format", "html"], 0).out;
    assert!(
        html.contains("id=\"conflicts\"") && html.contains(">conflict<"),
        "{html}"
    );
    let text = run(&["summary", file, file], 0).out;
    assert!(
        text.contains(" ≠ ") && text.contains("≠ conflict"),
        "{text}"
    );
}

#[test]
fn a_conflict_is_decided_on_the_command_line() {
    for (words, outcome, note) in [
        (["--ours"].as_slice(), "satisfied", "a says"),
        (&["--theirs"], "not-satisfied", "b says"),
        (&["--from", "c.toml"], "partially-satisfied", "c says"),
    ] {
        let folder = three();
        merged(&folder, ["base.toml", "a.toml", "b.toml", "ab.toml"]);
        merged(&folder, ["base.toml", "ab.toml", "c.toml", "abc.toml"]);
        let all: Vec<&str> = ["resolve", "abc.toml", "CSP.1", "--as", "Lead"]
            .into_iter()
            .chain(words.iter().copied())
            .collect();
        let ran = folder.run(&all);
        assert_eq!(ran.code, 0, "{ran}");
        assert_eq!(
            ran.err,
            "CSP.01 note decided\nCSP.01 outcome decided\nno field is in conflict any more\n"
        );
        let text = folder.read("abc.toml");
        assert!(!text.contains("[conflicts"), "{text}");
        assert!(
            text.contains(&format!("outcome = \"{outcome}\"\n")),
            "{text}"
        );
        assert!(text.contains(&format!("note = \"{note}\"\n")), "{text}");
        assert_eq!(folder.run(&["conflicts", "abc.toml"]).code, 0);
    }
}

#[test]
fn writing_a_field_in_conflict_decides_nothing_and_says_so() {
    let folder = three();
    merged(&folder, ["base.toml", "a.toml", "b.toml", "ab.toml"]);
    let ran = folder.run(&[
        "set", "ab.toml", "CSP.01", "--note", "zed says", "--as", "Zed",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.err.contains("CSP.01 note is in conflict: all 2 values that are kept stay until it is decided: aicaiq resolve ab.toml CSP.01.note --current takes what is there now"),
        "{ran}"
    );
    let shown = folder.run(&["conflicts", "ab.toml"]).out;
    assert!(shown.contains("--ours     a.toml: a says\n"), "{shown}");
    assert!(
        shown.contains("--current  now in the file: zed says\n"),
        "{shown}"
    );
    let ran = folder.run(&[
        "resolve",
        "ab.toml",
        "CSP.01.note",
        "--ours",
        "--as",
        "Lead",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(folder.read("ab.toml").contains("note = \"a says\""));
    let ran = folder.run(&["resolve", "ab.toml", "CSP.01 grade", "--current"]);
    assert_eq!(ran.code, 0, "with its outcome: {ran}");
    assert!(!folder.read("ab.toml").contains("[conflicts"));
}

#[test]
fn what_cannot_be_decided_changes_nothing() {
    let folder = three();
    merged(&folder, ["base.toml", "a.toml", "b.toml", "ab.toml"]);
    let before = folder.read("ab.toml");
    for (words, why) in [
        (
            ["CSP.02", "--ours"].as_slice(),
            "CSP.02 is not in conflict: there is CSP.01.note, CSP.01.outcome",
        ),
        (
            &["CSP.01", "--from", "Dan"],
            "Dan has said nothing of it; its values are of a.toml, b.toml",
        ),
        (
            &["CSP.01.outcome", "--text", "perhaps"],
            "nothing was changed",
        ),
        (&["CSP.01"], "required"),
        (&["CSP.01", "--ours", "--theirs"], "cannot be used with"),
    ] {
        let all: Vec<&str> = ["resolve", "ab.toml"]
            .into_iter()
            .chain(words.iter().copied())
            .collect();
        let ran = folder.run(&all);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains(why), "{why}: {ran}");
    }
    assert_eq!(folder.read("ab.toml"), before);
    let ran = folder.run(&["resolve", "ab.toml", "CSP.01.note", "--text", "both saw it"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(folder.read("ab.toml").contains("note = \"both saw it\""));
}

/// A folder with one conflict in each of two controls, and two in what they
/// share.
fn shared_by_two() -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("asked")).unwrap();
    let x01 = crate::x01::x01(crate::x01::STEPS);
    folder.write("asked/x-02.toml", x01.replace("X-01", "X-02"));
    folder.write("asked/x-01.toml", x01);
    let words = ["new", "acme/", "--subject", "Acme", "--role", "CSP"];
    let ran = folder.run(&[words.as_slice(), &["--questionnaires", "asked"]].concat());
    assert_eq!(ran.code, 0, "{ran}");
    let both = "ours = \"a\"\ntheirs = \"b\"\n";
    for id in ["X-01", "X-02"] {
        let item = format!("{id}:CSP.01");
        let ran = folder.run(&[
            "set",
            "acme",
            &item,
            "--outcome",
            "satisfied",
            "--note",
            "a",
        ]);
        assert_eq!(ran.code, 0, "{ran}");
        let file = format!("acme/{id}.toml");
        let conflict = format!("\n[conflicts.\"roles.CSP.steps.01.note\"]\n{both}");
        folder.write(&file, folder.read(&file) + &conflict);
    }
    let shared = "acme/assessment.toml";
    let conflicts = ["subject", "assessor"]
        .map(|key| format!("\n[conflicts.\"assessment.{key}\"]\n{both}"))
        .concat();
    folder.write(shared, folder.read(shared) + &conflicts);
    folder
}

#[test]
fn what_controls_share_is_counted_once_by_all() {
    let folder = shared_by_two();
    let says = |words: &[&str], what: &str| {
        let ran = folder.run(words).to_string();
        assert!(ran.contains(what), "{words:?}: {what}\n{ran}");
    };
    let disk = aicaiq::tui::controls::Disk::open(&folder.path("acme")).unwrap();
    let today = "2026-11-24".parse().unwrap();
    let (_, facts) = disk.facts("X-01", today, false);
    assert_eq!(facts.overview.conflicts, 1);
    assert_eq!(disk.listing(today).undecided.len(), 2);
    says(&["conflicts", "acme"], "4 conflicts");
    says(&["conflicts", "acme/X-01.toml"], "1 conflict\n");
    says(&["summary", "acme"], "4 undecided conflicts");
    for listed in [
        "! Acme, what its controls share: 2 conflicts, acme/assessment.toml\n",
        "! Acme, X-01: 1 conflict, acme/X-01.toml\n",
        "! Acme, X-02: 1 conflict, acme/X-02.toml\n",
    ] {
        says(&["summary", "acme"], listed);
    }
    for checked in [
        "acme/assessment.toml: 2 unresolved conflicts\n",
        "acme/X-01.toml: 1 unresolved conflict\n",
        "acme/X-02.toml: 1 unresolved conflict\n",
    ] {
        says(&["check", "acme"], checked);
    }
    says(
        &["check", "acme/X-01.toml"],
        "X-01.toml: 1 unresolved conflict\n",
    );
    says(
        &["resolve", "acme", "subject", "--ours"],
        "3 conflicts left",
    );
    says(
        &["resolve", "acme", "X-01:CSP.01", "--theirs"],
        "2 conflicts left",
    );
    says(&["conflicts", "acme"], "2 conflicts");
    says(
        &["resolve", "acme/X-02.toml", "CSP.01", "--ours"],
        "no field is in conflict any more",
    );
    says(
        &["resolve", "acme/assessment.toml", "assessor", "--ours"],
        "no field is in conflict any more",
    );
}

#[test]
fn of_a_file_that_git_has_marked_all_say_what_opens_it() {
    let folder = Folder::with_assessment();
    for id in ["CSP.01", "CSP.02"] {
        let ran = folder.run(&[
            "set",
            "a.toml",
            id,
            "--outcome",
            "satisfied",
            "--note",
            "old",
        ]);
        assert_eq!(ran.code, 0, "{ran}");
    }
    let marked = "note = \"old\"\n";
    let text = folder.read("a.toml").replacen(
        marked,
        "<<<<<<< HEAD\nnote = \"a\"\n=======\nnote = \"b\"\n>>>>>>> audit\n",
        1,
    );
    assert!(text.contains("<<<"), "{text}");
    folder.write("a.toml", text + "\n[mine]\nkey = 1\n");
    let says =
        "open it and choose between the two sides: aicaiq a.toml; or delete the marks by hand";
    for words in [
        ["conflicts", "a.toml"].as_slice(),
        &["check", "a.toml"],
        &["summary", "a.toml"],
        &["set", "a.toml", "CSP.03", "--outcome", "satisfied"],
        &["resolve", "a.toml", "CSP.01", "--ours"],
    ] {
        let ran = folder.run(words);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.to_string().contains(says), "{words:?}: {ran}");
    }
    let ran = folder.run_with(&["answer", "a.toml", "--plain"], "q\n");
    assert!(
        ran.out.contains("Git's marks of a merge stand in the file"),
        "{ran}"
    );
    assert!(
        ran.out
            .contains("how to decide. Elsewhere: X on the screen."),
        "{ran}"
    );
    assert!(!ran.out.contains("warning"), "{ran}");
}

#[test]
fn fields_of_several_controls_are_decided_in_one_call_or_none() {
    let folder = shared_by_two();
    let files = ["assessment", "X-01", "X-02"].map(|id| format!("acme/{id}.toml"));
    let texts = || files.each_ref().map(|file| folder.read(file));
    let before = texts();
    for (field, why) in [
        (
            "X-02:CSP.02",
            "CSP.02 is not in conflict: there is assessor, subject, CSP.01.note",
        ),
        ("X-03:CSP.01", "no control of acme is “X-03”"),
        (
            "CSP.01",
            "CSP.01 is not in conflict: there is assessor, subject",
        ),
    ] {
        let ran = folder.run(&["resolve", "acme", "X-01:CSP.01", field, "--theirs"]);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains(why), "{why}: {ran}");
        assert_eq!(texts(), before);
    }
    // What is shared is one conflict, by whichever control it is named.
    let twice = [
        "resolve",
        "acme",
        "X-01:subject",
        "X-02:subject",
        "--theirs",
    ];
    let ran = folder.run(&twice);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(
        ran.err
            .contains("subject is of what the controls share, and is named twice"),
        "{ran}"
    );
    assert_eq!(texts(), before);
    // Where one of them cannot be written, what was is named.
    let held = std::fs::File::open(folder.path(&files[2])).unwrap();
    held.lock().unwrap();
    let words = ["resolve", "acme", "X-01:CSP.01", "X-02:CSP.01", "--theirs"];
    let ran = folder.run(&words);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.err.contains("error: X-02: ")
            && ran.err.ends_with("; decided: X-01; not decided: X-02\n"),
        "{ran}"
    );
    drop(held);
    assert!(folder.read(&files[1]).contains("note = \"b\""));
    assert_eq!(folder.read(&files[2]), before[2]);
    for (file, text) in files.iter().zip(&before) {
        folder.write(file, text);
    }
    let fields = ["X-01:CSP.01", "subject", "X-02:CSP.01.note"];
    let words = [["resolve", "acme"].as_slice(), &fields, &["--theirs"]].concat();
    let ran = folder.run(&words);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(
        ran.err,
        "X-01 CSP.01 note decided\nsubject decided\nX-02 CSP.01 note decided\n1 conflict left\n"
    );
    let [shared, one, two] = texts();
    assert!(shared.contains("subject = \"b\""), "{shared}");
    assert!(
        one.contains("note = \"b\"") && two.contains("note = \"b\""),
        "{one}{two}"
    );
}

#[test]
fn a_sign_off_in_conflict_has_one_name() {
    for name in [
        "CSP.sign-off.by",
        "csp sign-off by",
        "CSP.sign_off.by",
        "roles.CSP.sign_off.by",
        "CSP.sign-off",
    ] {
        let folder = Folder::with_assessment();
        let conflict = "\n[conflicts.\"roles.CSP.sign_off.by\"]\nours = \"a\"\ntheirs = \"b\"\n";
        folder.write("a.toml", folder.read("a.toml") + conflict);
        let shown = folder.run(&["conflicts", "a.toml"]).out;
        assert!(shown.starts_with("a.toml: CSP sign-off by\n"), "{shown}");
        assert!(
            shown.contains("decide: aicaiq resolve a.toml CSP.sign-off.by --ours"),
            "{shown}"
        );
        let ran = folder.run(&["resolve", "a.toml", name, "--current"]);
        assert_eq!(
            ran.err,
            "CSP sign-off by decided\nno field is in conflict any more\n"
        );
    }
}
/// What three reviewers say of one step, merged one after another.
fn reviewed() -> Folder {
    let folder = Folder::with_assessment();
    let call = |words: &[&str]| {
        let ran = folder.run(words);
        assert_eq!(ran.code, 0, "{ran}");
    };
    call(&[
        "set",
        "a.toml",
        "CSP.01",
        "--outcome",
        "satisfied",
        "--review",
        "ready-for-review",
        "--as",
        "Ann",
    ]);
    folder.write("base.toml", folder.read("a.toml"));
    for (name, verdict) in [
        ("Bob", "reviewed"),
        ("Cat", "changes-requested"),
        ("Dan", "changes-requested"),
    ] {
        let file = format!("{name}.toml");
        folder.write(&file, folder.read("base.toml"));
        let says = format!("{name} says");
        call(&[
            "set",
            &file,
            "CSP.01",
            "--review-comment",
            &says,
            "--as",
            name,
        ]);
        call(&["set", &file, "CSP.01", "--review", verdict, "--as", name]);
    }
    merged(&folder, ["base.toml", "Bob.toml", "Cat.toml", "bc.toml"]);
    merged(&folder, ["base.toml", "bc.toml", "Dan.toml", "bcd.toml"]);
    folder
}

#[test]
fn what_a_reviewer_says_is_decided_by_a_reviewer_under_the_right_name() {
    let folder = reviewed();
    let open = folder.read("bcd.toml");
    let found = ["assessed_by = \"Ann\"\n", "outcome = \"satisfied\"\n"];
    for (words, by, verdict, comment, who) in [
        (["--ours"].as_slice(), "Eve", "reviewed", "Bob says", "Bob"),
        (&["--theirs"], "Eve", "changes-requested", "Cat says", "Cat"),
        (
            &["--from", "Dan.toml"],
            "Dan",
            "changes-requested",
            "Dan says",
            "Dan",
        ),
        (
            &["--text", "Eve says"],
            "Eve",
            "changes-requested",
            "Eve says",
            "Eve",
        ),
    ] {
        folder.write("bcd.toml", &open);
        let all = [&["resolve", "bcd.toml", "CSP.01", "--as", by], words].concat();
        let ran = folder.run(&all);
        assert_eq!(ran.code, 0, "{ran}");
        let text = folder.read("bcd.toml");
        let says = [
            format!("review = \"{verdict}\"\n"),
            format!("review_comment = \"{comment}\"\n"),
            format!("reviewed_by = \"{who}\"\n"),
        ];
        let says = says.iter().map(String::as_str).chain(found);
        says.for_each(|line| assert!(text.contains(line), "{line}: {text}"));
        assert!(
            !text.contains("assessed_also") && !text.contains("[conflicts"),
            "{text}"
        );
        // Who decided has assessed nothing.
        let ran = folder.run(&[
            "set", "bcd.toml", "CSP.01", "--review", "reviewed", "--as", by,
        ]);
        assert_eq!(ran.code, 0, "{ran}");
    }
    merged(&folder, ["base.toml", "Cat.toml", "Dan.toml", "cd.toml"]);
    let ran = folder.run(&["resolve", "cd.toml", "CSP.01", "--base", "--as", "Eve"]);
    assert_eq!(ran.code, 0, "{ran}");
    let text = folder.read("cd.toml");
    assert!(text.contains("review = \"ready-for-review\"\n"), "{text}");
    assert!(
        !text.contains("reviewed_by") && !text.contains("review_comment"),
        "{text}"
    );
    folder.write("bcd.toml", &open);
    for words in [
        ["--text", "Ann says"].as_slice(),
        &["--ours"],
        &["--current"],
    ] {
        let all = [&["resolve", "bcd.toml", "CSP.01", "--as", "Ann"], words].concat();
        let ran = folder.run(&all);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains("Ann assessed this step"), "{ran}");
        assert_eq!(folder.read("bcd.toml"), open);
    }
}
