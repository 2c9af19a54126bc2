//! A questionnaire without its texts is as strict and as good for the rules.

use aicaiq::gaps::{self, Context};
use aicaiq::questionnaire::{self, is_canonical, parse, parse_lean};
use proptest::prelude::*;

const TEXT: &str = include_str!("../../questionnaires/cek-02.toml");
const PIECES: &[&str] = &[
    "\"",
    "\"\"\"",
    "'",
    "\\",
    "\\n",
    "\\u0041",
    "\\u202E",
    "\r\n",
    "\u{1b}",
    "\u{202e}",
    "\n",
    " ",
    " # why",
    "# a\n",
    "=",
    "[",
    "]",
    ",",
    "[]",
    "\"\"",
    "x = 1\n",
    "schema = 2\n",
    "[control]\n",
    "[[questions]]\n",
    "[[roles]]\n",
    "[[roles.steps]]\n",
    "id = \"01\"\n",
    "id = \"CSP\"\n",
    "text = \"a\"\n",
    "topic = \"a\"\n",
    "origin = \"x\"\n",
    "methods = [\"examine\", \"x\"]\n",
    "steps = [\"01\", \"ccm-2\"]\n",
    "steps = [\"01\", \"11\"]\n",
    "role = \"AP\"\n",
    "coverage = \"none\"\n",
    "title = \" \"\n",
    "\u{feff}",
];

fn changed(text: &str, at: &prop::sample::Index, kind: usize, piece: usize) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line = at.index(lines.len());
    match kind {
        0 => lines.insert(line, PIECES[piece]),
        1 => drop(lines.remove(line)),
        2 => lines.insert(line, lines[line]),
        3 => lines.swap(line, (line + piece).min(text.lines().count() - 1)),
        _ => {
            let mut at = at.index(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            return [&text[..at], PIECES[piece], &text[at..]].concat();
        }
    }
    lines.concat()
}

#[test]
fn a_question_with_its_steps_is_read_lean() {
    for (steps, is_fine) in [
        ("steps = [\"01\", \"ccm-2\"]\n", true),
        ("steps = [\"99\"]\n", false),
    ] {
        let text = TEXT.replacen(
            "id = \"CEK-02.1\"\n",
            &format!("id = \"CEK-02.1\"\n{steps}"),
            1,
        );
        assert_ne!(text, TEXT);
        assert_eq!(is_canonical(&text), is_fine);
        let whole = parse(&text)
            .ok()
            .map(questionnaire::Questionnaire::without_texts);
        assert_eq!(parse_lean(&text).ok(), whole);
        assert_eq!(whole.is_some(), is_fine);
    }
}

#[test]
fn the_built_in_one_is_read_lean() {
    assert!(is_canonical(TEXT));
    let whole = parse(TEXT).unwrap();
    let lean = parse_lean(TEXT).unwrap();
    assert_eq!(lean, whole.clone().without_texts());
    let text = include_str!("../../assets/sample/sample.cek-02.toml");
    let a = aicaiq::store::parse(text, &whole).assessment;
    let files = aicaiq::assessment::Files::new();
    let ctx = Context {
        today: chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        soon_days: 30,
        files: &files,
    };
    let found = gaps::find(&whole, &a, &ctx);
    assert_eq!(found, gaps::find(&lean, &a, &ctx));
    assert_eq!(
        gaps::responsibility(&whole, &a),
        gaps::responsibility(&lean, &a)
    );
    let means = |q| gaps::standards(q, &a, &found);
    assert_eq!(means(&whole), means(&lean));
    for role in &a.roles {
        assert_eq!(
            gaps::roll_up(&whole, &a, *role),
            gaps::roll_up(&lean, &a, *role)
        );
        let mut counts = gaps::SeverityCounts::default();
        gaps::each_of_role(&lean, &a, &ctx, *role, |_, severity| counts.add(severity));
        let own: Vec<_> = found.iter().filter(|g| g.role == *role).cloned().collect();
        assert_eq!(counts, gaps::SeverityCounts::of(&own));
    }
}

proptest! {
    #[test]
    fn what_is_read_lean_is_checked_as_strictly(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..6_usize, 0..PIECES.len()), 1..3),
    ) {
        let text = changes.iter().fold(TEXT.to_owned(), |t, (at, kind, piece)| changed(&t, at, *kind, *piece));
        if is_canonical(&text) {
            let whole = questionnaire::parse(&text);
            prop_assert_eq!(parse_lean(&text).ok(), whole.ok().map(|q| q.without_texts()));
        }
    }
}
