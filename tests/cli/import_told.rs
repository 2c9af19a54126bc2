//! `aicaiq import` of workbooks that people changed: what was not read is told
//! by its cell, with how to mend it.

use crate::import_made::{Change, answers, answers_of, copied, made, matrix, questions, same};
use crate::runner::{Folder, Ran};
use crate::workbooks::{Shape, aicm, caiq, line};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

#[test]
fn a_run_says_what_the_controls_have_and_which_are_unlike_the_others() {
    let folder = Folder::new();
    matrix(&folder, same, |s| {
        s.merge_range(4, 2, 5, 2, "1. One.", &Format::new())
            .unwrap();
    });
    questions(
        &folder,
        "Q.xlsx",
        &[("AI-CAIQ", false, &|s| {
            s.write_blank(5, 0, &Format::new()).unwrap();
        })],
    );
    let ran = folder.run(&["import", "M.xlsx", "Q.xlsx", "--out", "q"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran}");
    insta::assert_snapshot!("import_unlike", ran.err);
    let again = folder.run(&["import", "M.xlsx", "Q.xlsx", "--out", "q", "--dry-run"]);
    let unlike = |ran: &Ran| {
        let lines = ran.err.lines().filter(|l| l.contains("unlike most"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(unlike(&again), unlike(&ran));
}

#[test]
fn many_controls_that_are_unlike_the_others_are_counted() {
    let folder = Folder::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Audit").unwrap();
    line(sheet, 0, &["Control ID", "Control Title", "CSP", "MP"]);
    for n in 1..=90_u32 {
        let mp = if n % 3 == 0 { "" } else { "1. One." };
        line(sheet, n, &[&format!("CEK-{n:02}"), "SAMPLE", "1. One.", mp]);
    }
    folder.write("M.xlsx", book.save_to_buffer().unwrap());
    let ran = folder.run(&["import", "M.xlsx", "--out", "q"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.err
            .contains("90 controls: 0 questions · steps CSP 90, MP 60")
            && ran.err.contains("and 10 more unlike most")
            && ran.err.contains(
                "no steps of MP for 30 controls of 90, of which nothing stands here: CEK-03 (D4), "
            )
            && ran.err.contains("CEK-24 (D25) and 22 more\n"),
        "{ran}"
    );
}

#[test]
fn a_column_of_answers_by_another_name_is_told() {
    let folder = made();
    questions(
        &folder,
        "F.xlsx",
        &[("AI-CAIQ", true, &|s| {
            s.write_string(1, 4, "How we do it").unwrap();
            s.write_string(1, 8, "Our own remarks").unwrap();
            s.write_string(2, 8, "SAMPLE").unwrap();
            s.write_string(3, 9, "SAMPLE without a heading").unwrap();
        })],
    );
    let ran = answers(&folder, "F.xlsx", &[]);
    assert_eq!(ran.code, 1, "{ran}");
    insta::assert_snapshot!("import_columns", ran.err);
    // What CSA's questionnaire never had is told, and is no failure.
    questions(
        &folder,
        "O.xlsx",
        &[("AI-CAIQ", true, &|s| {
            s.write_string(1, 8, "Our own remarks").unwrap();
            s.write_string(2, 8, "SAMPLE").unwrap();
        })],
    );
    let ran = answers(&folder, "O.xlsx", &["--dry-run"]);
    assert!(ran.err.contains("I2: “Our own remarks”: "), "{ran}");
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn a_column_apart_from_the_answers_is_no_failure_where_one_of_them_is_missing() {
    let folder = made();
    let without = |column: u16, s: &mut Worksheet| {
        for row in 1..6 {
            s.write_blank(row, column, &Format::new()).unwrap();
        }
    };
    let mut said = String::new();
    // Each with the column that is missing, where the remarks stand, and how it ends.
    for (missing, at, code) in [(5, 8, 0), (3, 8, 0), (5, 5, 1), (3, 3, 1)] {
        questions(
            &folder,
            "F.xlsx",
            &[("AI-CAIQ", true, &|s| {
                without(missing, s);
                s.write_string(1, at, "Our own remarks").unwrap();
                s.write_string(2, at, "SAMPLE").unwrap();
            })],
        );
        let ran = answers(&folder, "F.xlsx", &["--dry-run"]);
        assert_eq!(ran.code, code, "{missing} {at}: {ran}");
        let told = ran.err.lines().filter(|l| l.contains("remarks"));
        said.extend(told.map(|line| format!("exit {code}: {line}\n")));
    }
    insta::assert_snapshot!("import_apart", said);
}

#[test]
fn an_answer_that_a_merge_hides_is_told() {
    let folder = made();
    questions(
        &folder,
        "F.xlsx",
        &[("AI-CAIQ", true, &|s| {
            s.merge_range(3, 4, 4, 4, "SAMPLE of both", &Format::new())
                .unwrap();
        })],
    );
    let ran = answers(&folder, "F.xlsx", &[]);
    assert!(
        ran.err.contains("“AI-CAIQ”, E5: CEK-01.1 gets nothing from here: the cell is merged into E4:E5, whose text counts for E4 alone; unmerge them and fill in each"),
        "{ran}"
    );
    assert_eq!(ran.code, 1, "{ran}");
}

#[test]
fn the_sheet_of_the_answers_is_said_and_can_be_chosen() {
    let folder = made();
    let two: [(&str, bool, Change<'_>); 2] =
        [("AI-CAIQ", false, &same), ("Acme's answers", true, &same)];
    questions(&folder, "F.xlsx", &two);
    let ran = answers(&folder, "F.xlsx", &[]);
    assert_eq!(ran.code, 1, "{ran}");
    let mut said = ran.to_string();
    assert!(!folder.path("acme").exists());
    for more in [
        &["--sheet", "nothing"][..],
        &["--sheet", "acme’s answers"],
        &["--sheet", "Acme's answers"],
    ] {
        said.push_str(&format!(
            "\n{}\n{}",
            more.join(" "),
            answers(&folder, "F.xlsx", more)
        ));
    }
    // Both have answers: the first is read, and the other one is named.
    let both: [(&str, bool, Change<'_>); 2] = [
        ("CSP", true, &same),
        ("MP", true, &|s| {
            s.write_blank(3, 2, &Format::new()).unwrap();
        }),
    ];
    questions(&folder, "B.xlsx", &both);
    let ran = answers(&folder, "B.xlsx", &["--dry-run"]);
    said.push_str(&format!("\nboth\n{ran}"));
    // Answers go into the first, and that is said.
    let ran = copied(&folder, "acme", "F.xlsx", "C.xlsx", &[]);
    said.push_str(&format!("\nexport\n{ran}"));
    insta::assert_snapshot!("import_sheets", said);
}

#[test]
fn the_sheet_that_answers_go_into_can_be_chosen() {
    let folder = made();
    questions(&folder, "F.xlsx", &[("AI-CAIQ", true, &same)]);
    let ran = answers(&folder, "F.xlsx", &[]);
    assert_eq!(ran.code, 0, "{ran}");
    questions(
        &folder,
        "E.xlsx",
        &[("CSP", false, &same), ("Its answers", false, &same)],
    );
    let mut said = String::new();
    for (sheet, out) in [
        ("nothing", "none.xlsx"),
        ("its Answers", "C.xlsx"),
        ("CSP", "D.xlsx"),
    ] {
        let ran = copied(&folder, "acme", "E.xlsx", out, &["--sheet", sheet]);
        said.push_str(&format!("--sheet '{sheet}'\n{ran}\n"));
    }
    assert!(!folder.path("none.xlsx").exists());
    for (book, sheet, says) in [
        ("C.xlsx", "CSP", "CSP: 0 of 4 questions answered"),
        ("C.xlsx", "Its answers", "CSP: 4 of 4 questions answered"),
        ("D.xlsx", "CSP", "CSP: 4 of 4 questions answered"),
        ("D.xlsx", "Its answers", "CSP: 0 of 4 questions answered"),
    ] {
        let ran = answers(&folder, book, &["--sheet", sheet, "--dry-run"]);
        assert!(ran.err.contains(says), "{book} {sheet}: {ran}");
    }
    let words = ["export", "acme", "--format", "csv", "--sheet", "CSP"];
    let ran = folder.run(&words);
    assert_eq!(ran.code, 2, "{ran}");
    insta::assert_snapshot!("export_sheets", said);
}

#[test]
fn texts_without_an_answer_go_there_and_back() {
    let folder = Folder::with_assessment();
    folder.write("CAIQ.xlsx", caiq(Shape::V11, ["", "", "", ""]));
    let set = folder.run(&[
        "set",
        "a.toml",
        "CSP.CEK-02.1",
        "--implementation",
        "SAMPLE: how",
        "--customer-responsibilities",
        "SAMPLE: rest",
    ]);
    assert_eq!(set.code, 0, "{set}");
    let out = copied(&folder, "a.toml", "CAIQ.xlsx", "COPY.xlsx", &[]);
    assert_eq!(out.code, 0, "{out}");
    let new = folder.run(&["new", "b.toml", "--subject", "S", "--role", "CSP"]);
    assert_eq!(new.code, 0, "{new}");
    let back = answers(&folder, "COPY.xlsx", &["--into", "b.toml"]);
    insta::assert_snapshot!("unanswered_there_and_back", format!("{out}\n{back}"));
    let text = folder.read("b.toml");
    assert!(
        text.contains("SAMPLE: how") && text.contains("SAMPLE: rest") && !text.contains("answer ="),
        "{text}"
    );
}

#[test]
fn controls_that_are_not_placed_are_told_with_how_to_mend_it() {
    let folder = made();
    questions(
        &folder,
        "F.xlsx",
        &[("AI-CAIQ", true, &|s| {
            for (row, id) in [(2, "CEK-20"), (3, "QQQ-01")] {
                s.write_string(row, 0, format!("{id}.1")).unwrap();
                s.write_string(row, 6, id).unwrap();
            }
        })],
    );
    let mut said = answers(&folder, "F.xlsx", &[]).err;
    // None of them was named: only the control that is built in.
    let ran = answers(&folder, "F.xlsx", &["--into", "b", "--subject", "S"]);
    said.push_str(&format!("\n{ran}"));
    // A role that the folder does not assess, and a file.
    let ran = answers_of(&folder, "F.xlsx", "MP", &["--into", "acme"]);
    said.push_str(&format!("\n{ran}"));
    let ran = answers_of(&folder, "F.xlsx", "OSP", &["--into", "acme"]);
    said.push_str(&format!("\n{ran}"));
    let new = folder.run(&["new", "a.toml", "--subject", "S", "--role", "CSP"]);
    assert_eq!(new.code, 0, "{new}");
    let ran = answers_of(&folder, "F.xlsx", "MP", &["--into", "a.toml"]);
    said.push_str(&format!("\n{ran}"));
    insta::assert_snapshot!("import_not_placed", said);
    // As the message says.
    let shared = folder.read("acme/assessment.toml");
    folder.write(
        "acme/assessment.toml",
        shared.replace("[\"CSP\"]", "[\"CSP\", \"MP\"]"),
    );
    let ran = answers_of(&folder, "F.xlsx", "MP", &["--into", "acme"]);
    assert!(ran.err.contains("took in 2 questions"), "{ran}");
}

#[test]
fn a_heading_that_is_missing_is_named() {
    let folder = Folder::new();
    matrix(
        &folder,
        |s| {
            s.write_string(2, 2, "Ctrl No").unwrap();
        },
        same,
    );
    let ran = folder.run(&["import", "M.xlsx", "--out", "q"]);
    let mut said = ran.to_string();
    // The heading is there, and no id under it.
    matrix(
        &folder,
        |s| {
            for row in 3..7 {
                s.write_string(row, 2, "none").unwrap();
            }
        },
        same,
    );
    let ran = folder.run(&["import", "M.xlsx", "--out", "q"]);
    said.push_str(&format!("\n{ran}"));
    // The same of a questionnaire with answers.
    for (column, name) in [(0, "Q. No."), (2, "Response")] {
        questions(
            &folder,
            "F.xlsx",
            &[("AI-CAIQ", true, &|s| {
                s.write_string(1, column, name).unwrap();
            })],
        );
        said.push_str(&format!("\n{name}\n{}", answers(&folder, "F.xlsx", &[])));
    }
    // Sheets that have nothing to do with it are left alone.
    folder.write("AICM.xlsx", aicm(Shape::V11));
    let ran = folder.run(&["import", "AICM.xlsx", "--out", "r"]);
    assert!(!ran.err.contains("heading"), "{ran}");
    insta::assert_snapshot!("import_headings", said);
}

#[test]
fn a_question_without_an_id_is_told() {
    let folder = Folder::new();
    matrix(&folder, same, same);
    for hidden in [false, true] {
        questions(
            &folder,
            "Q.xlsx",
            &[("AI-CAIQ", false, &|s| {
                s.write_blank(5, 0, &Format::new()).unwrap();
                if hidden {
                    // Nor a control's, as of its second question.
                    s.write_blank(5, 6, &Format::new()).unwrap();
                    s.write_blank(5, 7, &Format::new()).unwrap();
                }
            })],
        );
        let ran = folder.run(&["import", "M.xlsx", "Q.xlsx", "--out", "q", "--dry-run"]);
        assert!(
            ran.err.contains(
                "Q.xlsx: “AI-CAIQ”, B6: “Is it SAMPLE?”: a question without an id is left out: expected one such as A&A-01.1 in A6"
            ),
            "{hidden}: {ran}"
        );
    }
}

/// What a sheet is changed to that names a role in its headings.
fn of_role(role: &str, s: &mut Worksheet) {
    s.write_string(1, 2, format!("{role} CAIQ Answer")).unwrap();
    s.write_string(1, 4, format!("{role} Implementation Description"))
        .unwrap();
}

#[test]
fn a_roles_answers_are_those_of_its_own_sheet() {
    let folder = made();
    let two: [(&str, bool, Change<'_>); 2] = [
        ("AI-CAIQ CSP", true, &|s| of_role("CSP", s)),
        ("AI-CAIQ MP", true, &|s| {
            of_role("MP", s);
            s.write_string(2, 2, "No").unwrap();
            s.write_string(2, 4, "SAMPLE of the MP").unwrap();
        }),
    ];
    questions(&folder, "F.xlsx", &two);
    // By the headings alone, and side by side in one sheet.
    questions(
        &folder,
        "H.xlsx",
        &[("Answers", true, &|s| of_role("MP", s))],
    );
    questions(
        &folder,
        "BESIDE.xlsx",
        &[("Answers", true, &|s| {
            of_role("CSP", s);
            line(
                s,
                1,
                &["", "", "", "", "", "", "", "", "Model Provider (MP) Answer"],
            );
            line(s, 2, &["", "", "", "", "", "", "", "", "No"]);
        })],
    );
    questions(
        &folder,
        "N.xlsx",
        &[("Answers", true, &|s| of_role("Our", s))],
    );
    std::fs::create_dir(folder.path("m")).unwrap();
    folder.write(
        "m/assessment.toml",
        "schema = 1\n\n[assessment]\nsubject = \"S\"\nroles = [\"CSP\", \"MP\"]\nquestionnaires = \"../q\"\n",
    );
    let mut said = String::new();
    for (name, role, more) in [
        ("F.xlsx", "MP", &[][..]),
        ("F.xlsx", "OSP", &[]),
        ("F.xlsx", "OSP", &["--sheet", "AI-CAIQ MP"]),
        ("H.xlsx", "MP", &[]),
        ("H.xlsx", "CSP", &[]),
        ("BESIDE.xlsx", "MP", &[]),
        ("N.xlsx", "OSP", &[]),
    ] {
        let words = [&["--into", "m", "--dry-run"][..], more].concat();
        let ran = answers_of(&folder, name, role, &words);
        said.push_str(&format!("{name} {role} {}\n{ran}\n", more.join(" ")));
    }
    let ran = answers_of(&folder, "F.xlsx", "MP", &["--into", "m"]);
    assert_eq!(ran.code, 0, "{ran}");
    let text = folder.read("m/A&A-01.toml");
    assert!(
        text.contains("answer = \"No\"") && text.contains("SAMPLE of the MP"),
        "{text}"
    );
    // And back.
    let empty: [(&str, bool, Change<'_>); 2] = [
        ("AI-CAIQ CSP", false, &same),
        ("AI-CAIQ MP", false, &|s| of_role("MP", s)),
    ];
    questions(&folder, "E.xlsx", &empty);
    questions(&folder, "C.xlsx", &empty[..1]);
    for (name, more) in [
        ("E.xlsx", &[][..]),
        ("C.xlsx", &[]),
        ("C.xlsx", &["--sheet", "AI-CAIQ CSP"]),
    ] {
        let words = ["export", "m", "--format", "caiq-workbook", "--role", "MP"];
        let ran = folder.run(
            &[
                &words[..],
                &["--into", name, "--out", "O.xlsx", "--force"],
                more,
            ]
            .concat(),
        );
        said.push_str(&format!("export into {name} {}\n{ran}\n", more.join(" ")));
        if name == "E.xlsx" {
            let ran = answers_of(&folder, "O.xlsx", "MP", &["--into", "m", "--dry-run"]);
            assert!(
                ran.err
                    .contains("“AI-CAIQ MP”, answers of MP: 4 of 4 questions answered"),
                "{ran}"
            );
        }
    }
    insta::assert_snapshot!("import_roles", said);
}

#[test]
fn a_question_that_is_answered_twice_is_told_with_both_answers() {
    let folder = made();
    questions(
        &folder,
        "F.xlsx",
        &[("AI-CAIQ", true, &|s| {
            for (row, said) in [(6, "No"), (7, "y")] {
                let cells = ["A&A-01.1", "Is it SAMPLE?", said, "MP-Owned"];
                line(s, row, &cells[..if row == 6 { 4 } else { 3 }]);
            }
        })],
    );
    let ran = answers(&folder, "F.xlsx", &["--dry-run"]);
    for told in [
        "A7: “A&A-01.1”: A&A-01.1 is answered above already, and they differ: “Yes” in C3, here “No” in C7; “CSP-Owned” in D3, here “MP-Owned” in D7: this row is left out",
        "A8: “A&A-01.1”: A&A-01.1 is answered above already, in A3, and not otherwise: this row is left out",
    ] {
        assert!(ran.err.contains(told), "{ran}");
    }
}
