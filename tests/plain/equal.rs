//! A file that is answered in lines is the one that `aicaiq set` makes.

use proptest::prelude::*;
use std::path::Path;
use std::process::{Command, Stdio};

#[derive(Debug, Clone)]
struct Given {
    outcome: usize,
    grade: Option<bool>,
    methods: Vec<&'static str>,
    note: Vec<String>,
    evidence: Vec<&'static str>,
    action: Option<(String, Option<String>, Option<&'static str>)>,
}

fn words() -> impl Strategy<Value = String> {
    "X[a-zé鍵]{1,6}( [a-z.:-]{1,6}){0,3}"
}

fn given() -> impl Strategy<Value = Given> {
    let text = (
        words(),
        prop::collection::vec(prop_oneof![words(), Just(String::new())], 0..3),
    );
    let text = prop::option::of(text.prop_map(|(first, mut rest)| {
        rest.insert(0, first);
        rest
    }));
    let due = prop::option::of(prop_oneof![Just("2027-01-31"), Just("+30")]);
    let action = prop::option::of((words(), prop::option::of(words()), due));
    let places = [
        "raci.txt",
        "https://example.com/a",
        "https://example.com/b?c=d",
    ];
    (
        0..4_usize,
        prop::option::of(any::<bool>()),
        prop::sample::subsequence(vec!["examine", "interview", "test"], 0..=3),
        text,
        prop::sample::subsequence(places.to_vec(), 0..=3),
        action,
    )
        .prop_map(|(outcome, grade, methods, note, evidence, action)| Given {
            outcome,
            grade,
            methods,
            note: note.unwrap_or_default(),
            evidence,
            action,
        })
}

impl Given {
    /// What is typed at the prompts of a step.
    fn lines(&self) -> String {
        let text = |lines: &[String]| match lines {
            [] => "\n".to_owned(),
            lines => format!("{}\n.\n", lines.join("\n")),
        };
        let evidence = self.evidence.iter().map(|e| format!("{e}\n"));
        let evidence: String = evidence.collect();
        let proof = format!("{evidence}\n{}\n", self.methods.join(" "));
        match self.outcome {
            0 => format!("s\n{proof}"),
            3 => format!("a\n{}", text(&self.note)),
            n => {
                let grade = self
                    .grade
                    .map_or("", |major| if major { "major" } else { "mi" });
                let action = match &self.action {
                    None => "\n".to_owned(),
                    Some((what, owner, due)) => format!(
                        "{what}\n{}\n{}\n",
                        owner.as_deref().unwrap_or_default(),
                        due.unwrap_or_default()
                    ),
                };
                let letter = if n == 1 { "p" } else { "n" };
                format!("{letter}\n{grade}\n{}{proof}{action}", text(&self.note))
            }
        }
    }

    /// The same for `aicaiq set`.
    fn options(&self) -> Vec<String> {
        let word = [
            "satisfied",
            "partially-satisfied",
            "not-satisfied",
            "not-applicable",
        ];
        let mut out = vec!["--outcome".to_owned(), word[self.outcome].to_owned()];
        let mut push = |name: &str, value: &str| out.extend([name.to_owned(), value.to_owned()]);
        let note = self.note.join("\n");
        if self.outcome != 3 {
            self.methods.iter().for_each(|m| push("--method", m));
            self.evidence.iter().for_each(|e| push("--evidence", e));
        }
        match self.outcome {
            0 => {}
            3 if !note.is_empty() => push("--justification", &note),
            3 => {}
            _ => {
                if let Some(major) = self.grade {
                    push("--grade", if major { "major" } else { "minor" });
                }
                if !note.is_empty() {
                    push("--note", &note);
                }
                if let Some((what, owner, due)) = &self.action {
                    push("--action", what);
                    owner.iter().for_each(|o| push("--owner", o));
                    due.iter().for_each(|d| push("--due", d));
                }
            }
        }
        out
    }
}

fn run(folder: &Path, words: &[&str], input: &str) {
    std::fs::write(folder.join(".input"), input).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_aicaiq"))
        .args(words)
        .current_dir(folder)
        .env("HOME", folder)
        .env("XDG_STATE_HOME", folder.join("state"))
        .stdin(Stdio::from(
            std::fs::File::open(folder.join(".input")).unwrap(),
        ))
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{words:?}: {err}\n{out}");
}

fn answers(folder: &Path) -> String {
    let text = std::fs::read_to_string(folder.join("a.toml")).unwrap();
    let lines = text.lines().filter(|l| !l.starts_with("assessed_at"));
    lines.collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn answers_in_lines_are_those_of_set(all in prop::collection::vec(given(), 1..4)) {
        let made = || {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("raci.txt"), "sample").unwrap();
            let new = ["new", "a.toml", "--subject", "S", "--role", "MP", "--assessor", "sample assessor"];
            run(folder.path(), &new, "");
            folder
        };
        let (plain, set) = (made(), made());
        let script: String = all.iter().map(Given::lines).collect();
        run(plain.path(), &["answer", "a.toml", "--plain", "--from", "MP.01"], &script);
        for (n, given) in all.iter().enumerate() {
            let item = format!("MP.0{}", n + 1);
            let options = given.options();
            let mut words = vec!["set", "a.toml", item.as_str()];
            words.extend(options.iter().map(String::as_str));
            run(set.path(), &words, "");
        }
        prop_assert_eq!(answers(plain.path()), answers(set.path()));
    }
}
