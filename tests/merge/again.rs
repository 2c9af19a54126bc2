//! What a merge has settled stays so when a side is merged in once more.

use crate::merged;

/// A file with a step and what stands behind it.
fn file(step: &str, rest: &str) -> String {
    format!("schema = 1\n\n[roles.CSP.steps.01]\n{step}\n{rest}")
}

/// Merges two sides and each of them once more, and both ways round.
fn settled(base: &str, ours: &str, theirs: &str) -> String {
    let one = merged(base, ours, theirs);
    for side in [ours, theirs] {
        assert_eq!(merged(base, &one.text, side).text, one.text, "{side}");
    }
    one.text
}

#[test]
fn what_ours_says_does_not_get_the_stamps_of_theirs() {
    let base = file(
        "outcome = \"partially-satisfied\"\nassessed_by = \"a\"\n",
        "",
    );
    let ours = file(
        "outcome = \"partially-satisfied\"\ngrade = \"major\"\nassessed_at = 2026-11-20T10:00:00Z\nasked = \"9f86d081\"\n",
        "",
    );
    let theirs = "schema = 1\n";
    let text = settled(&base, &ours, theirs);
    assert!(
        text.contains("assessed_at = 2026-11-20T10:00:00Z\nasked"),
        "{text}"
    );
    let text = settled(&base, theirs, &ours);
    assert!(!text.contains("assessed_at"), "{text}");

    // Nobody is named for what was written by hand, and nobody else is either.
    let base = file("note = \"n\"\n", "");
    let ours = file("outcome = \"satisfied\"\nnote = \"n\"\n", "");
    let theirs = file(
        "outcome = \"not-satisfied\"\nnote = \"n\"\nassessed_by = \"Bob\"\nassessed_at = 2026-11-20T10:00:00Z\n",
        "",
    );
    let one = merged(&base, &ours, &theirs);
    assert!(!one.text.contains("assessed_by"), "{}", one.text);
    assert_eq!(
        one.notes,
        [
            "CSP.01 assessed by: theirs says Bob 2026-11-20T10:00:00Z; ours is kept, as what ours says stands until the conflict is decided"
        ]
    );
}

#[test]
fn an_agreement_that_the_merge_took_back_is_no_third_word_of_the_reviewer() {
    let base = "schema = 1\n";
    let ours = file(
        "note = \"n\"\nreview = \"reviewed\"\nreviewed_at = 2026-11-20T10:00:00Z\n",
        "",
    );
    let theirs = file(
        "justification = \"j\"\nreview = \"reviewed\"\nreview_comment = \"c\"\n",
        "",
    );
    let text = settled(base, &ours, &theirs);
    assert!(text.contains("review = \"ready-for-review\""), "{text}");
    let table = "[conflicts.\"roles.CSP.steps.01.review_comment\"]\ntheirs = \"c\"\n";
    assert!(text.contains(table), "{text}");
    assert!(!text.contains("others"), "{text}");
}

#[test]
fn nobody_has_agreed_to_what_both_have_left_undecided() {
    let kept = "[conflicts.\"roles.CSP.steps.01.note\"]\nours = \"before\"\nbase_unknown = true\n";
    let base = format!("schema = 1\n\n{kept}");
    let reviewed = file("note = \"n\"\nreview = \"reviewed\"\n", kept);
    let other = base.replace("ours = \"before\"\n", "");
    for (ours, theirs) in [(&reviewed, &other), (&other, &reviewed)] {
        let text = merged(&base, ours, theirs).text;
        assert!(text.contains("review = \"ready-for-review\""), "{text}");
    }
    // Whoever alone has changed it has seen what is there.
    let text = merged(&base, &reviewed, &format!("# Said\n{base}")).text;
    assert!(text.contains("review = \"reviewed\""), "{text}");
}

#[test]
fn whose_finding_stands_does_not_hang_on_which_side_is_ours() {
    // All that two people can have found within two seconds.
    let said = [
        ("satisfied", "a"),
        ("satisfied", "b"),
        ("not-satisfied", "a"),
    ];
    let step = |(outcome, note): (&str, &str), (by, at): (&str, u8)| {
        let found = format!("outcome = \"{outcome}\"\nnote = \"{note}\"\n");
        let stamps = format!("assessed_by = \"{by}\"\nassessed_at = 2026-11-20T10:00:0{at}Z\n");
        file(&format!("{found}{stamps}"), "")
    };
    let stamps = [("ann", 1), ("ann", 2), ("pat", 1), ("pat", 2)];
    let steps = said.map(|said| stamps.map(|stamp| step(said, stamp)));
    let steps: Vec<&String> = steps.as_flattened().iter().collect();
    let own = |text: &str| {
        text.split("\n[conflicts")
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let told = |text: &str, keys: &[&str]| -> Vec<String> {
        let is_told = |line: &&str| keys.iter().any(|key| line.starts_with(key));
        own(text)
            .lines()
            .filter(is_told)
            .map(str::to_owned)
            .collect()
    };
    let (found, stamp) = (["outcome", "note"], ["assessed_by", "assessed_at"]);
    for first in [
        ("partially-satisfied", "n"),
        ("satisfied", "n"),
        ("satisfied", "a"),
    ] {
        let base = step(first, ("ann", 1));
        for x in &steps {
            for y in &steps {
                let (m, back) = (merged(&base, x, y), merged(&base, y, x));
                let all = format!(
                    "{base}{x}{y}{}\nthe other way round:\n{}",
                    m.text, back.text
                );
                assert_eq!(m.conflicts, back.conflicts, "{all}");
                if m.conflicts.is_empty() {
                    assert_eq!(own(&m.text), own(&back.text), "{all}");
                    continue;
                }
                // Whose it is that stands, and both have had a hand in it.
                for (m, ours) in [(&m, x), (&back, y)] {
                    if told(&m.text, &found) == told(ours, &found) {
                        assert_eq!(told(&m.text, &stamp), told(ours, &stamp), "{all}");
                    }
                }
                let names = |text: &str| ["ann", "pat"].map(|who| own(text).contains(who));
                assert_eq!(names(&m.text), names(&back.text), "{all}");
            }
        }
    }
}
