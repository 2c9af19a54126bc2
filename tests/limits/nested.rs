//! Tables and lists within each other, as deep as a file has room for: an
//! error in words, never the end of the stack.

use crate::run::Place;

fn shapes() -> Vec<(&'static str, String)> {
    let n = 20_000;
    vec![
        ("lists", format!("x = {}", "[".repeat(n))),
        (
            "closed lists",
            format!("x = {}{}", "[".repeat(n), "]".repeat(n)),
        ),
        ("dots", format!("{}a = 1", "a.".repeat(n))),
        (
            "tables",
            format!("x = {}1{}", "{a=".repeat(n), "}".repeat(n)),
        ),
        ("a header", format!("[{}a]", "a.".repeat(n))),
        ("a list of tables", format!("[[{}a]]", "a.".repeat(n))),
        ("dots in a table", format!("x = {{{}a=1}}", "a.".repeat(n))),
        (
            "both",
            format!("x = {}1{}", "[{a=".repeat(n / 2), "}]".repeat(n / 2)),
        ),
    ]
}

/// As deep as it is read, in every way at once.
fn deepest() -> String {
    let most = aicaiq::limits::DEPTH - 1;
    let dots = vec!["a"; most].join(".");
    let lists = format!("{}1{}", "[".repeat(most - 1), "]".repeat(most - 1));
    format!("[x.{dots}]\n{dots} = {lists}\n")
}

#[test]
fn what_is_nested_too_deep_is_an_error_wherever_it_is_read() {
    let place = Place::new();
    let base = place.text("a.toml");
    let mut texts = shapes();
    texts.push(("the deepest that is read", deepest()));
    let deepest = texts.len() - 1;
    for (n, (shape, text)) in texts.iter().enumerate() {
        place.write("d.toml", &format!("{base}\n{text}\n"));
        place.write("q.toml", text);
        place.write(
            "f/assessment.toml",
            &format!("schema = 1\n[assessment]\nsubject = \"S\"\nroles = [\"CSP\"]\n{text}\n"),
        );
        let calls = [
            "check d.toml",
            "check f",
            "summary d.toml",
            "questionnaire check q.toml",
            "--questionnaire q.toml check a.toml",
            "config check q.toml",
            "merge a.toml d.toml a.toml --out m.toml --force",
            "git-textconv d.toml",
            "export f --format csv --out t.csv --force",
        ];
        for call in calls {
            let ran = place.run(call, b"");
            let said = format!("{}{}", ran.out, ran.err);
            let code = ran
                .code
                .unwrap_or_else(|| panic!("{shape}: {call} ended by a signal"));
            assert!(code <= 2, "{shape}: {call}: {code} {said}");
            assert!(!said.contains("panicked"), "{shape}: {call}: {said}");
            if n < deepest && call.starts_with("check") {
                assert_eq!(code, 1, "{shape}: {call}");
                assert!(said.contains("nested more than 80 deep"), "{shape}: {said}");
                assert!(said.contains("toml"), "{shape}: {said}");
            }
        }
    }
}
