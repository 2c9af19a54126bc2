//! Three answer files, merged.

use super::{texts, values};
use aicaiq::merge::{Labels, MergeError, Merged, Pick, merge, resolve, sentences};
use aicaiq::questionnaire::embedded;
use aicaiq::store::parse;

pub fn merging(data: &[u8]) {
    let Some([base, ours, theirs]) = texts(data) else {
        return;
    };
    let labels = Labels {
        ours: "main".to_owned(),
        theirs: "a branch".to_owned(),
        ..Labels::default()
    };
    let q = embedded();
    for text in [base, ours, theirs] {
        let _ = sentences(text);
    }
    let merged = merge(base, ours, theirs, &labels);
    let unknown = Labels {
        no_base: true,
        ..labels.clone()
    };
    shown(merge("", ours, theirs, &unknown), [base, ours, theirs]);
    let Some(merged) = shown(merged, [base, ours, theirs]) else {
        return;
    };
    // Of one side alone, that side is what comes of it.
    let one = merge(base, ours, base, &labels);
    if let Ok(one) = &one {
        assert_eq!(values(&one.text), values(ours), "{}", one.text);
        assert!(one.conflicts.is_empty());
    }
    if let Ok(both) = merge(base, ours, ours, &labels) {
        assert_eq!(values(&both.text), values(ours), "{}", both.text);
        assert!(both.conflicts.is_empty());
    }
    // The other way round, as many fields are in conflict. (An array of tables
    // is not put into the other side's text: there it becomes one.)
    let turned = merge(base, theirs, ours, &labels);
    let has_arrays = [base, ours, theirs].iter().any(|text| text.contains("[["));
    if let (Ok(turned), false) = (&turned, has_arrays) {
        let sorted = |m: &Merged| {
            let mut all = m.conflicts.clone();
            all.sort();
            all
        };
        assert_eq!(
            sorted(turned),
            sorted(&merged),
            "{}\n---\n{}",
            merged.text,
            turned.text
        );
    }
    let fine = |text: &str| !parse(text, q).has_errors();
    if !(fine(base) && fine(ours) && fine(theirs)) {
        return;
    }
    let read = parse(&merged.text, q);
    assert!(!read.has_errors(), "{:?}\n{}", read.problems, merged.text);
    for path in read.assessment.conflicts.keys() {
        for pick in [Pick::Ours, Pick::Theirs, Pick::Base, Pick::Current] {
            if let Ok(next) = resolve(&read.assessment, path, &pick, q) {
                assert!(!next.conflicts.contains_key(path));
            }
        }
    }
}

/// What was merged, or a refusal that says where.
fn shown(merged: Result<Merged, MergeError>, texts: [&str; 3]) -> Option<Merged> {
    match merged {
        Ok(merged) => {
            let odd = |line: &String| line.contains(|c| c == '\n' || aicaiq::text::is_unsafe(c));
            assert!(!merged.notes.iter().any(odd), "{:?}", merged.notes);
            let _ = values(&merged.text);
            Some(merged)
        }
        Err(MergeError::Parse { line, message, .. }) => {
            let longest = texts.map(|t| t.matches('\n').count() + 1);
            assert!(
                (1..=longest.into_iter().max().unwrap_or(1)).contains(&line),
                "{line}: {message}"
            );
            None
        }
        Err(MergeError::Broken(_) | MergeError::TooMuch(_) | MergeError::Newer { .. }) => None,
    }
}
