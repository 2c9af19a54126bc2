//! Keys that are one statement, and what has to hold between fields.

use crate::merged;
use aicaiq::merge::{Labels, MergeError, Side, merge};

/// A file with some lines in a table.
fn file(table: &str, lines: &str) -> String {
    format!("schema = 1\n\n[{table}]\n{lines}")
}

const STEP: &str = "roles.CSP.steps.01";
const EVIDENCE: &str = "evidence.ev-1";

#[test]
fn what_is_one_statement_is_not_mixed_of_two() {
    for (table, base, ours, theirs, conflicts) in [
        (
            "roles.CSP.sign_off",
            "by = \"A\"\nstatement = \"s\"\ndigest = \"d\"\n",
            "by = \"B\"\nstatement = \"s\"\ndigest = \"d\"\n",
            "by = \"A\"\nstatement = \"t\"\ndigest = \"d\"\n",
            &["by", "statement"][..],
        ),
        (
            "roles.CSP.sign_off",
            "by = \"A\"\nat = 2026-11-20T10:00:00Z\ndigest = \"d\"\n",
            "by = \"A\"\nat = 2026-11-21T10:00:00Z\ndigest = \"d\"\n",
            "by = \"A\"\nat = 2026-11-20T10:00:00Z\ndigest = \"e\"\n",
            &["at", "digest"],
        ),
        (
            "roles.CSP.steps.01.sample",
            "size = 5\npopulation = \"100\"\nitems = \"a\"\n",
            "size = 6\npopulation = \"100\"\nitems = \"a\"\n",
            "size = 5\npopulation = \"100\"\nitems = \"a, b\"\n",
            &["items", "size"],
        ),
        (
            "roles.CSP.steps.01.sample",
            "size = 5\npopulation = \"100\"\n",
            "size = 5\npopulation = \"200\"\n",
            "size = 5\npopulation = \"100\"\nselection = \"random\"\n",
            &["population", "selection"],
        ),
        (
            EVIDENCE,
            "href = \"a\"\nsha256 = \"00\"\nsize = 1\n",
            "href = \"a\"\nsha256 = \"11\"\nsize = 1\n",
            "href = \"a\"\nsha256 = \"00\"\nsize = 2\n",
            &["sha256", "size"],
        ),
        (
            EVIDENCE,
            "href = \"a\"\nperiod_from = 2026-01-01\nperiod_to = 2026-12-31\n",
            "href = \"a\"\nperiod_from = 2026-02-01\nperiod_to = 2026-12-31\n",
            "href = \"a\"\nperiod_from = 2026-01-01\nperiod_to = 2026-06-30\n",
            &["period_from", "period_to"],
        ),
        (
            "roles.CSP.steps.01.action",
            "text = \"Map\"\nowner = \"Joe\"\n",
            "text = \"Map them\"\nowner = \"Joe\"\n",
            "text = \"Map\"\nowner = \"Ann\"\n",
            &["owner", "text"],
        ),
        (
            "roles.CSP.questions.\"CEK-02.1\".action",
            "text = \"Map\"\n",
            "text = \"Map them\"\n",
            "text = \"Map\"\ndue = 2027-01-31\n",
            &["due", "text"],
        ),
        (
            STEP,
            "outcome = \"not-satisfied\"\ngrade = \"major\"\n",
            "outcome = \"satisfied\"\n",
            "outcome = \"not-satisfied\"\ngrade = \"minor\"\n",
            &["grade", "outcome"],
        ),
        // Nobody has done what the other wants done.
        (
            "roles.CSP.steps.01.action",
            "text = \"Map\"\nstatus = \"open\"\n",
            "text = \"Map\"\nstatus = \"done\"\nretest = \"passed\"\nretested_by = \"B\"\n",
            "text = \"Map them\"\ndue = 2027-06-06\nstatus = \"open\"\n",
            &["due", "retest", "retested_by", "status", "text"],
        ),
        // Who collected it has collected that content.
        (
            EVIDENCE,
            "href = \"a\"\nsha256 = \"00\"\nsize = 1\ncollected_on = 2026-11-20\n",
            "href = \"a\"\nsha256 = \"11\"\nsize = 1\ncollected_on = 2026-11-22\ncollected_by = \"Bob\"\n",
            "href = \"a\"\nsha256 = \"22\"\nsize = 1\ncollected_on = 2026-11-21\ncollected_by = \"Cat\"\n",
            &["collected_by", "collected_on", "sha256"],
        ),
        // A comment of one reviewer is none of another's verdict.
        (
            STEP,
            "review = \"ready-for-review\"\n",
            "review = \"changes-requested\"\nreview_comment = \"b\"\nreviewed_by = \"Bob\"\n",
            "review = \"changes-requested\"\nreview_comment = \"c\"\nreviewed_by = \"Cat\"\n",
            &["review_comment", "reviewed_by"],
        ),
        (
            STEP,
            "review = \"ready-for-review\"\n",
            "review = \"reviewed\"\nreview_comment = \"ok\"\nreviewed_by = \"Bob\"\n",
            "review = \"changes-requested\"\nreviewed_by = \"Cat\"\n",
            &["review", "review_comment", "reviewed_by"],
        ),
    ] {
        let (base, ours, theirs) = [base, ours, theirs].map(|l| file(table, l)).into();
        for (x, y) in [(&ours, &theirs), (&theirs, &ours)] {
            let m = merged(&base, x, y);
            let paths: Vec<String> = conflicts.iter().map(|k| format!("{table}.{k}")).collect();
            assert_eq!(m.conflicts, paths, "{}", m.text);
            assert!(m.text.starts_with(x), "{}", m.text);
        }
    }
}

#[test]
fn what_goes_with_something_both_agree_on_is_taken_by_itself() {
    for (table, base, ours, theirs, all) in [
        (
            STEP,
            "outcome = \"satisfied\"\n",
            "outcome = \"not-satisfied\"\n",
            "outcome = \"not-satisfied\"\ngrade = \"minor\"\n",
            "outcome = \"not-satisfied\"\ngrade = \"minor\"\n",
        ),
        (
            "roles.CSP.steps.01.action",
            "text = \"Map\"\n",
            "text = \"Map\"\nowner = \"Joe\"\n",
            "text = \"Map\"\ndue = 2027-01-31\n",
            "text = \"Map\"\nowner = \"Joe\"\ndue = 2027-01-31\n",
        ),
    ] {
        let (base, ours, theirs) = [base, ours, theirs].map(|l| file(table, l)).into();
        for (x, y) in [(&ours, &theirs), (&theirs, &ours)] {
            let m = merged(&base, x, y);
            assert!(m.conflicts.is_empty() && m.notes.is_empty(), "{m:?}");
            assert_eq!(m.text, file(table, all));
        }
    }
}

#[test]
fn of_two_people_who_did_the_same_one_is_kept_and_both_are_named() {
    for (table, keys, base, one, other, word) in [
        (
            "roles.CSP.questions.\"CEK-02.1\"",
            ["answered_by", "answered_at"],
            ["\"A\"", "2026-11-20T10:00:00Z"],
            ["\"B\"", "2026-11-22T10:00:00Z"],
            // A day later in its own time, but not in UTC.
            ["\"C\"", "2026-11-23T01:00:00+23:00"],
            "later",
        ),
        (
            "roles.CSP.steps.01.action",
            ["retested_by", "retested_on"],
            ["\"A\"", "2026-11-20"],
            ["\"B\"", "2026-11-22"],
            ["\"C\"", "2026-11-21"],
            "later",
        ),
        (
            "roles.CSP.steps.01.action",
            ["retest", "retested_on"],
            ["\"open\"", "2026-11-20"],
            ["\"passed\"", "2026-11-22"],
            ["\"failed\"", "2026-11-21"],
            "later",
        ),
        (
            EVIDENCE,
            ["viewed_on", "viewed_by"],
            ["2026-11-20", "\"A\""],
            ["2026-11-22", "\"B\""],
            ["2026-11-21", "\"C\""],
            "later",
        ),
        (
            EVIDENCE,
            ["collected_on", "collected_by"],
            ["2026-11-25", "\"A\""],
            ["2026-11-21", "\"B\""],
            ["2026-11-22", "\"C\""],
            "earlier",
        ),
        // Nobody knows a day before the one that is known.
        (
            EVIDENCE,
            ["collected_on", "collected_by"],
            ["2026-11-25", "\"A\""],
            ["2026-11-26", "\"B\""],
            ["", "\"C\""],
            "earlier",
        ),
        // Nothing tells them apart: the same both ways round.
        (
            EVIDENCE,
            ["collected_on", "collected_by"],
            ["2026-11-25", "\"A\""],
            ["2026-11-22", "\"C\""],
            ["2026-11-22", "\"B\""],
            "one",
        ),
        (
            EVIDENCE,
            ["viewed_on", "viewed_by"],
            ["2026-11-20", "\"A\""],
            ["2026-11-22", "\"C\""],
            ["2026-11-22", "\"B\""],
            "one",
        ),
    ] {
        let lines = |values: [&str; 2]| {
            let set = keys.iter().zip(values).filter(|(_, v)| !v.is_empty());
            let lines: String = set.map(|(k, v)| format!("{k} = {v}\n")).collect();
            file(table, &format!("href = \"a\"\n{lines}"))
        };
        let (base, one, other) = [base, one, other].map(lines).into();
        for (x, y) in [(&one, &other), (&other, &one)] {
            let m = merged(&base, x, y);
            assert!(m.conflicts.is_empty(), "{m:?}");
            assert_eq!(m.text, one, "{word}");
            let [note] = m.notes.as_slice() else {
                panic!("{m:?}")
            };
            let kept = match word {
                "one" => "; both are of the same time, and one is kept".to_owned(),
                word => format!("; the {word} is kept"),
            };
            assert!(note.ends_with(&kept), "{note}");
            let differ = one.lines().filter(|l| !other.contains(l)).count();
            assert_eq!(m.taken, if x == &one { 0 } else { differ }, "{m:?}");
        }
    }
}

#[test]
fn the_review_that_has_come_less_far_is_kept() {
    let review = |word: &str, by: &str, day: &str| {
        file(
            STEP,
            &format!(
                "review = \"{word}\"\nreviewed_by = \"{by}\"\nreviewed_at = 2026-11-{day}T10:00:00Z\n"
            ),
        )
    };
    let base = review("draft", "A", "20");
    // What its reviewer says comes along, and nothing of the other's stays.
    let old = format!("{base}review_comment = \"old\"\n");
    let less = format!(
        "{}review_comment = \"new\"\n",
        review("changes-requested", "B", "21")
    );
    for more in [
        review("reviewed", "C", "22"),
        format!(
            "{}review_comment = \"old\"\n",
            review("reviewed", "C", "22")
        ),
    ] {
        for (x, y) in [(&less, &more), (&more, &less)] {
            let m = merged(&old, x, y);
            assert!(m.conflicts.is_empty(), "{m:?}");
            assert_eq!(m.text, less, "{:?}", m.notes);
        }
    }
    for (less, more) in [
        (("changes-requested", "21"), ("draft", "22")),
        (("changes-requested", "21"), ("reviewed", "22")),
        (("draft", "21"), ("ready-for-review", "22")),
        (("ready-for-review", "21"), ("reviewed", "22")),
        // As far: who looked last.
        (("reviewed", "22"), ("reviewed", "21")),
        (("changes-requested", "22"), ("changes-requested", "21")),
        // A word of a later version is no agreement.
        (("of a later version", "21"), ("ready-for-review", "22")),
        (("of a later version", "22"), ("draft", "21")),
    ] {
        let (less, more) = (review(less.0, "B", less.1), review(more.0, "C", more.1));
        for (x, y) in [(&less, &more), (&more, &less)] {
            let m = merged(&base, x, y);
            assert!(m.conflicts.is_empty(), "{m:?}");
            assert_eq!(m.text, less, "{:?}", m.notes);
            let end = "; the review that has come less far is kept";
            assert!(m.notes.iter().any(|n| n.ends_with(end)), "{:?}", m.notes);
        }
    }
}

#[test]
fn a_note_says_what_both_said() {
    let base = file(STEP, "review = \"ready-for-review\"\nx = 1\n");
    let ours = file(STEP, "x = 1\n");
    let theirs = file(STEP, "review = \"reviewed\"\nreviewed_by = \"R\"\nx = 1\n");
    let m = merged(&base, &ours, &theirs);
    assert_eq!(
        m.notes,
        [
            "CSP.01 review: ours says nothing, theirs reviewed R; the review that has come less far is kept"
        ]
    );
    assert_eq!(m.text, ours);
}

#[test]
fn who_has_had_a_hand_in_a_step_is_named_once() {
    let step = |by: &str, day: &str, more: &str| {
        file(
            STEP,
            &format!("{more}assessed_by = \"{by}\"\nassessed_at = 2026-11-{day}T10:00:00Z\n"),
        )
    };
    let base = step("Ann", "20", "");
    let also = |names: &str| format!("assessed_also = {names}\n");
    for (ours, theirs, named) in [
        // One alone has assessed it.
        (
            step("Ann", "20", "note = \"n\"\n"),
            step("Bob", "21", ""),
            "",
        ),
        // Both, but they are one person.
        (
            step("Bob", "21", "note = \"n\"\n"),
            step("bob", "22", ""),
            "",
        ),
        (step("Bob", "21", "note = \"n\"\n"), step(" ", "20", ""), ""),
        // Both.
        (
            step("Cid", "21", "note = \"n\"\n"),
            step("Bob", "22", ""),
            "[\"Cid\"]",
        ),
        // Named already.
        (
            step("Cid", "21", "assessed_also = [\"cid\"]\n"),
            step("Bob", "22", ""),
            "[\"cid\"]",
        ),
        (
            step("Cid", "21", "assessed_also = [\"Zoe\"]\n"),
            step("Bob", "22", ""),
            "[\"Cid\", \"Zoe\"]",
        ),
        // Who is named as its assessor is not named again.
        (
            step("Bob", "21", "assessed_also = [\"Ann\"]\n"),
            step("Ann", "22", ""),
            "[\"Bob\"]",
        ),
        (
            step("Bob", "21", "assessed_also = [\"ann\"]\n"),
            step("Ann", "22", "assessed_also = [\"Bob\"]\n"),
            "[\"Bob\"]",
        ),
    ] {
        for (x, y) in [(&ours, &theirs), (&theirs, &ours)] {
            let m = merged(&base, x, y);
            assert!(m.conflicts.is_empty(), "{m:?}");
            let line = m.text.lines().find(|l| l.starts_with("assessed_also"));
            let line = line.map_or(String::new(), |l| format!("{l}\n"));
            let named = if named.is_empty() {
                String::new()
            } else {
                also(named)
            };
            assert_eq!(line, named, "{}", m.text);
        }
    }
}

/// A step with a record, both with more lines.
fn reviewed(review: &str, step: &str, action: &str, record: &str) -> String {
    format!(
        "schema = 1\n\n[{STEP}]\noutcome = \"satisfied\"\n{step}evidence = [\"ev-1\"]\nreview = \"{review}\"\n\
         \n[{STEP}.action]\ntext = \"Map\"\n{action}\n[{EVIDENCE}]\n{record}"
    )
}

#[test]
fn a_review_stands_as_long_as_what_was_reviewed_does() {
    let record = "href = \"a\"\nsha256 = \"00\"\nsize = 1\n";
    let base = reviewed("ready-for-review", "", "", record);
    let theirs = reviewed("reviewed", "", "", record);
    for (ours, stands) in [
        (
            reviewed("ready-for-review", "note = \"n\"\n", "", record),
            false,
        ),
        (
            reviewed("ready-for-review", "", "owner = \"Joe\"\n", record),
            false,
        ),
        (
            reviewed(
                "ready-for-review",
                "",
                "",
                "href = \"b\"\nsha256 = \"00\"\nsize = 1\n",
            ),
            false,
        ),
        (
            reviewed(
                "ready-for-review",
                "",
                "",
                "href = \"a\"\nsha256 = \"11\"\nsize = 1\n",
            ),
            false,
        ),
        (
            reviewed(
                "ready-for-review",
                "",
                "",
                "href = \"a\"\nsha256 = \"00\"\nsize = 2\n",
            ),
            false,
        ),
        // Who said that has not agreed.
        (
            reviewed("ready-for-review", "review_comment = \"c\"\n", "", record),
            false,
        ),
        // What comes after a review, or says nothing about what was found.
        (
            reviewed("ready-for-review", "", "status = \"done\"\n", record),
            true,
        ),
        (
            reviewed(
                "ready-for-review",
                "",
                "retest = \"passed\"\nretested_by = \"B\"\nretested_on = 2026-11-22\n",
                record,
            ),
            true,
        ),
        (
            reviewed(
                "ready-for-review",
                "assessed_by = \"B\"\nassessed_at = 2026-11-22T10:00:00Z\n",
                "",
                record,
            ),
            true,
        ),
        (
            reviewed(
                "ready-for-review",
                "",
                "",
                &format!("title = \"t\"\n{record}"),
            ),
            true,
        ),
    ] {
        for (x, y) in [(&ours, &theirs), (&theirs, &ours)] {
            let m = merged(&base, x, y);
            assert!(m.conflicts.is_empty(), "{m:?}");
            let kept = m.text.contains("review = \"reviewed\"");
            assert_eq!((kept, m.notes.is_empty()), (stands, stands), "{ours}{m:?}");
        }
    }
}

#[test]
fn what_is_disputed_is_not_reviewed() {
    let step = |note: &str, review: &str, record: &str| {
        reviewed(review, &format!("note = \"{note}\"\n"), "", record)
    };
    let (one, two, three) = ("href = \"a\"\n", "href = \"b\"\n", "href = \"c\"\n");
    let base = step("a", "ready-for-review", one);
    for (ours, theirs) in [
        (step("b", "reviewed", one), step("c", "reviewed", one)),
        (step("a", "reviewed", two), step("a", "reviewed", three)),
    ] {
        let m = merged(&base, &ours, &theirs);
        assert_eq!(m.conflicts.len(), 1, "{m:?}");
        assert!(
            m.text.contains("review = \"ready-for-review\""),
            "{}",
            m.text
        );
        let of = "CSP.01: reviewed by someone unnamed, ";
        assert!(m.notes.iter().any(|n| n.starts_with(of)), "{:?}", m.notes);
    }
    // What is said of others is nothing to it.
    let more = |who: &str| {
        format!(
            "{}\n[roles.CSP.steps.02]\nnote = \"{who}\"\n\n[evidence.ev-2]\nhref = \"{who}\"\n",
            step("a", "reviewed", one)
        )
    };
    let m = merged(&base, &more("a"), &more("b"));
    assert_eq!(m.conflicts.len(), 2, "{m:?}");
    assert!(m.text.contains("review = \"reviewed\""), "{}", m.text);
}

#[test]
fn a_record_that_one_took_away_and_the_other_changed_stays() {
    let record = |href: &str, more: &str| {
        format!(
            "schema = 1\n\n[evidence.ev-2]\nhref = \"z\"\n\n[{EVIDENCE}]\nhref = \"{href}\"\n{more}"
        )
    };
    let gone = "schema = 1\n\n[evidence.ev-2]\nhref = \"z\"\n";
    let (base, changed) = (
        record("a", "title = \"t\"\n"),
        record("b", "title = \"t\"\n"),
    );
    for (x, y, why) in [
        (
            changed.as_str(),
            gone,
            "ours changed it, theirs took it away",
        ),
        (
            gone,
            changed.as_str(),
            "theirs changed it, ours took it away",
        ),
    ] {
        let m = merged(&base, x, y);
        assert!(m.conflicts.is_empty(), "{m:?}");
        assert_eq!(m.notes, [format!("ev-1 stays: {why}")]);
        assert!(m.text.contains("href = \"b\"") && m.text.contains("title = \"t\""));
        assert!(!m.text.contains("[conflicts"), "{}", m.text);
    }
    // Nor is one of its fields left alone where an older conflict was decided.
    let asked = format!(
        "{}\n[conflicts.\"{EVIDENCE}.title\"]\nours = \"t\"\ntheirs = \"u\"\n",
        record("a", "title = \"t\"\n")
    );
    let still = format!("{gone}\n{}", &asked[asked.find("[conflicts").unwrap()..]);
    for (x, y) in [(base.as_str(), still.as_str()), (&still, &base)] {
        let m = merged(&asked, x, y);
        assert!(m.conflicts.is_empty(), "{m:?}");
        let kept = m
            .notes
            .iter()
            .any(|n| n.contains("decided a conflict over it"));
        assert!(kept, "{m:?}");
        assert!(m.text.contains("href = \"a\""), "{}", m.text);
        assert!(m.text.contains("title = \"t\""), "{}", m.text);
    }
    // Taken away and not changed, it goes.
    for (x, y) in [(base.as_str(), gone), (gone, base.as_str())] {
        let extra = |t: &str| format!("{t}\n[mine]\nx = 1\n");
        let m = merged(&base, &extra(x), y);
        assert!(m.conflicts.is_empty() && m.notes.is_empty(), "{m:?}");
        assert_eq!(m.text, extra(gone));
    }
}

#[test]
fn where_no_base_is_known_nobody_is_asked_who_did_it_when() {
    let labels = Labels {
        no_base: true,
        ..Labels::default()
    };
    for (table, found, done) in [
        (
            STEP,
            "note = \"n\"\n",
            "assessed_by = \"A\"\nassessed_at = 2026-11-20T10:00:00Z\nreview = \"reviewed\"\nreviewed_by = \"B\"\nreviewed_at = 2026-11-21T10:00:00Z\n",
        ),
        (
            "roles.CSP.questions.\"CEK-02.1\"",
            "answer = \"Yes\"\n",
            "answered_by = \"A\"\nanswered_at = 2026-11-20T10:00:00Z\n",
        ),
        (
            EVIDENCE,
            "href = \"a\"\n",
            "collected_on = 2026-11-20\ncollected_by = \"A\"\nviewed_on = 2026-11-21\nviewed_by = \"B\"\n",
        ),
        (
            "roles.CSP.steps.01.action",
            "text = \"Map\"\n",
            "retested_by = \"A\"\nretested_on = 2026-11-20\n",
        ),
        (
            "roles.CSP.steps.01",
            "note = \"n\"\n",
            "evidence = [\"ev-1\"]\n",
        ),
    ] {
        let (with, without) = (file(table, &format!("{found}{done}")), file(table, found));
        for (x, y) in [(&with, &without), (&without, &with)] {
            let m = merge("", x, y, &labels).unwrap();
            assert!(m.conflicts.is_empty(), "{m:?}");
            assert_eq!(m.text, with);
        }
        // What was found may have been taken away.
        let neither = file(table, "x = 1\n");
        let found = file(table, &format!("{found}x = 1\n"));
        for (x, y) in [(&found, &neither), (&neither, &found)] {
            let m = merge("", x, y, &labels).unwrap();
            assert_eq!(m.conflicts.len(), 1, "{m:?}");
            assert!(m.text.contains("base_unknown = true"), "{}", m.text);
        }
    }
}

#[test]
fn what_was_found_under_another_text_says_so() {
    let file = |digest: &str, more: &str| {
        format!(
            "schema = 1\n\n[assessment]\nquestionnaire_digest = \"sha256:{digest}\"\n\n[{STEP}]\noutcome = \"satisfied\"\nassessed_at = 2026-11-20T10:00:00Z\n{more}"
        )
    };
    let base = file("0123456789", "");
    let confirmed = file("abcdef0123", "");
    let found = base
        .replace("T10:", "T11:")
        .replace("\"satisfied", "\"not-satisfied");
    for (ours, theirs) in [(&confirmed, &found), (&found, &confirmed)] {
        let m = merged(&base, ours, theirs);
        assert!(m.conflicts.is_empty(), "{m:?}");
        assert!(m.text.contains("sha256:abcdef0123"), "{}", m.text);
        assert!(m.text.contains("not-satisfied"), "{}", m.text);
        assert!(m.text.contains("asked = \"01234567\""), "{}", m.text);
        let told = "answered under another text of the questionnaire: look at it again";
        assert!(m.notes.iter().any(|n| n.ends_with(told)), "{m:?}");
    }
    // What nobody has found anew was confirmed with the rest.
    let noted = base.replace("[assessment]\n", "[assessment]\nsubject = \"A\"\n");
    let m = merged(&base, &confirmed, &noted);
    assert!(!m.text.contains("asked"), "{}", m.text);
}

#[test]
fn two_findings_of_one_second_are_of_those_who_found_them() {
    let file = |outcome: &str, by: &str, at: u8| {
        format!(
            "schema = 1\n\n[{STEP}]\noutcome = \"{outcome}\"\nassessed_by = \"{by}\"\nassessed_at = 2026-11-20T10:00:0{at}Z\n"
        )
    };
    let (base, ours) = (file("satisfied", "ann", 1), file("not-satisfied", "ann", 1));
    let m = merged(&base, &ours, &file("partially-satisfied", "pat", 2));
    assert_eq!(m.conflicts.len(), 1, "{m:?}");
    assert!(m.text.contains("assessed_by = \"ann\""), "{}", m.text);
}

#[test]
fn a_newer_format_is_not_merged() {
    let (base, mine) = ("schema = 1\n", "schema = 1\n[mine]\nx = 1\n");
    for (ours, theirs, side) in [
        (mine, "schema = 2\n", Side::Theirs),
        (base, "schema = 2\n", Side::Theirs),
        ("schema = 2\n", mine, Side::Ours),
    ] {
        let error = merge(base, ours, theirs, &Labels::default()).unwrap_err();
        assert_eq!(error, MergeError::Newer { side, schema: 2 });
    }
}
