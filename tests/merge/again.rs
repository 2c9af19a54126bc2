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
