//! What holds for any three files.

use crate::common::{self, assessment, questionnaire};
use aicaiq::assessment::{Assessment, Role, same_person};
use aicaiq::merge::{Labels, merge};
use aicaiq::questionnaire::StepId;
use aicaiq::store::{parse, render};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

type Values = BTreeMap<String, toml::Value>;

/// The values of a text by dotted path, read by another library.
fn values(text: &str) -> Values {
    fn walk(table: &toml::Table, at: &str, out: &mut Values) {
        for (key, value) in table {
            let path = format!("{at}{key}\u{1f}");
            match value {
                toml::Value::Table(inner) => walk(inner, &path, out),
                value => drop(out.insert(path, value.clone())),
            }
        }
    }
    let mut out = Values::new();
    walk(&text.parse().unwrap(), "", &mut out);
    out
}

fn members(value: Option<&toml::Value>) -> Option<BTreeSet<String>> {
    let list = value?.as_array()?;
    let words: Option<BTreeSet<String>> =
        list.iter().map(|v| v.as_str().map(str::to_owned)).collect();
    words
}

fn same(a: Option<&toml::Value>, b: Option<&toml::Value>) -> bool {
    match (members(a), members(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

/// A base, and two that came of it.
fn three() -> impl Strategy<Value = (Assessment, Assessment, Assessment)> {
    let picks = || prop::collection::vec(any::<bool>(), 1..40);
    (assessment(), assessment(), assessment(), picks(), picks()).prop_map(|(a, x, y, p, q)| {
        let ours = common::mixed(&a, &x, &p);
        let theirs = common::mixed(&a, &y, &q);
        (a, ours, theirs)
    })
}

fn with(base: &str, ours: &str, theirs: &str) -> aicaiq::merge::Merged {
    merge(base, ours, theirs, &Labels::default()).unwrap()
}

/// All that is said of a step: what is kept of its conflicts, and what stands.
fn said(text: &str) -> BTreeSet<(String, String)> {
    let a = parse(text, questionnaire()).assessment;
    let id = StepId::new("01").unwrap();
    let step = a.step(Role::Csp, &id);
    let mut all = BTreeSet::new();
    let grade = step
        .grade
        .map_or(String::new(), |g| format!("\ngrade: {g}"));
    all.insert(("outcome".to_owned(), format!("{}{grade}", step.outcome())));
    all.insert(("note".to_owned(), step.note.clone()));
    for key in ["outcome", "grade", "note"] {
        let path = format!("roles.CSP.steps.01.{key}");
        let led = key == "grade" && a.conflicts.contains_key("roles.CSP.steps.01.outcome");
        let Some(of) = aicaiq::merge::choices(&a, &path).filter(|_| !led) else {
            continue;
        };
        for choice in of.values {
            let mut text = choice.text().unwrap_or_default();
            // What all say of the grade is in no conflict.
            if key == "outcome" && !a.conflicts.contains_key("roles.CSP.steps.01.grade") {
                text.push_str(&grade);
            }
            all.insert(match key {
                "grade" => (
                    "outcome".to_owned(),
                    format!("{}\ngrade: {text}", step.outcome()),
                ),
                key => (key.to_owned(), text),
            });
        }
    }
    all
}

/// A step of one of several people, each with an outcome and a note.
fn person() -> impl Strategy<Value = String> {
    let outcomes = [
        "outcome = \"satisfied\"\n",
        "outcome = \"not-satisfied\"\ngrade = \"major\"\n",
        "outcome = \"not-satisfied\"\ngrade = \"minor\"\n",
        "outcome = \"partially-satisfied\"\ngrade = \"minor\"\n",
        "outcome = \"not-applicable\"\n",
    ];
    let notes = ["one says", "two says", "three says", "four says"];
    let picked = (
        prop::sample::select(outcomes.to_vec()),
        prop::sample::select(notes.to_vec()),
    );
    picked.prop_map(|(outcome, note)| of_step(&format!("{outcome}note = \"{note}\"\n")))
}

fn of_step(lines: &str) -> String {
    let head = "schema = 1\n\n[assessment]\nsubject = \"Acme\"\nquestionnaire = \"CEK-02\"\nroles = [\"CSP\"]\n";
    format!("{head}\n[roles.CSP.steps.01]\n{lines}")
}

/// A step of which each of several people may have changed or taken away any
/// part: the base, and them.
fn workers() -> impl Strategy<Value = Vec<String>> {
    let outcomes = vec![
        "",
        "outcome = \"satisfied\"\n",
        "outcome = \"not-satisfied\"\n",
        "outcome = \"not-satisfied\"\ngrade = \"major\"\n",
    ];
    let of = |key: &str| {
        let lines = ["a", "b"].map(|word| format!("{key} = \"{word}\"\n"));
        [vec![String::new()], lines.to_vec()].concat()
    };
    let one = |lines: Vec<String>| {
        let before = prop::sample::select(lines.clone());
        // Most people leave most of it as it is.
        let change = prop::option::weighted(0.4, prop::sample::select(lines));
        (before, prop::collection::vec(change, 3)).prop_map(|(before, changes)| {
            let changed = changes.into_iter().map(|c| c.unwrap_or(before.clone()));
            let changed: Vec<String> = changed.collect();
            [vec![before], changed].concat()
        })
    };
    let outcome = one(outcomes.into_iter().map(str::to_owned).collect());
    let texts = (one(of("note")), one(of("justification")));
    let sets = one(vec![String::new(), "methods = [\"test\"]\n".into()]);
    (outcome, texts, sets).prop_map(|(outcome, (note, why), methods)| {
        let lines = |at: usize| -> String {
            let parts = [&outcome, &note, &why, &methods];
            parts.iter().filter_map(|of| of.get(at).cloned()).collect()
        };
        (0..4).map(|at| of_step(&lines(at))).collect()
    })
}

/// As many cases as a run has time for, times what a long search asks.
fn more(cases: u32) -> ProptestConfig {
    let times = std::env::var("AICAIQ_TIMES")
        .ok()
        .and_then(|n| n.parse().ok());
    ProptestConfig {
        max_shrink_iters: 20000,
        ..ProptestConfig::with_cases(cases * times.unwrap_or(1))
    }
}

proptest! {
    #![proptest_config(more(300))]

    #[test]
    fn what_nobody_has_decided_is_all_kept_in_any_order(
        people in prop::collection::vec(person(), 3..=4),
        order in Just([0usize, 1, 2, 3]).prop_shuffle(),
        is_tree in any::<bool>(),
    ) {
        let base = of_step("note = \"before\"\n");
        let wanted: BTreeSet<_> = people.iter().flat_map(|text| said(text)).collect();
        let mut sides: Vec<&String> = order.iter().filter_map(|at| people.get(*at)).collect();
        let merged = match (is_tree, sides.len()) {
            // Two and two, and then what came of them.
            (true, 4) => {
                let one = with(&base, sides[0], sides[1]).text;
                let other = with(&base, sides[2], sides[3]).text;
                with(&base, &one, &other).text
            }
            _ => {
                let first = sides.remove(0).clone();
                sides.into_iter().fold(first, |all, next| with(&base, &all, next).text)
            }
        };
        prop_assert_eq!(said(&merged), wanted.clone(), "{}", merged);
        // From the other side, too.
        let back = people.iter().fold(base.clone(), |all, next| with(&base, next, &all).text);
        prop_assert_eq!(said(&back), wanted, "{}", back);
    }
}

proptest! {
    #![proptest_config(more(200))]

    #[test]
    fn one_side_alone_is_taken((b, x, _) in three()) {
        let (b, x) = (render(&b), render(&x));
        prop_assert_eq!(&with(&b, &x, &b).text, &x);
        prop_assert_eq!(&with(&b, &b, &x).text, &x);
        prop_assert_eq!(&with(&b, &x, &x).text, &x);
    }

    #[test]
    fn the_result_is_a_file_of_the_format((b, x, y) in three()) {
        let m = with(&render(&b), &render(&x), &render(&y));
        let read = parse(&m.text, questionnaire());
        let errors: Vec<_> = read.problems.iter().filter(|p| p.is_error()).collect();
        prop_assert!(errors.is_empty(), "{errors:?}\n{}", m.text);
    }

    #[test]
    fn both_ways_round_come_to_the_same((b, x, y) in three()) {
        let (b, x, y) = (render(&b), render(&x), render(&y));
        let (one, two) = (with(&b, &x, &y), with(&b, &y, &x));
        prop_assert_eq!(&one.conflicts, &two.conflicts);
        let (v, w) = (values(&one.text), values(&two.text));
        let asked: BTreeSet<String> = v
            .keys()
            .chain(w.keys())
            .filter_map(|path| path.strip_prefix("conflicts\u{1f}")?.split('\u{1f}').next())
            .chain(one.conflicts.iter().map(String::as_str))
            .map(|path| path.replace('"', ""))
            .collect();
        let stamps = ["answered_by", "answered_at", "assessed_by", "assessed_at", "assessed_also", "asked"];
        let disputed = |path: &String| {
            let dotted = path.trim_end_matches('\u{1f}').replace('\u{1f}', ".");
            // Whose finding stands is named beside it.
            let of_item = dotted.rsplit_once('.').is_some_and(|(item, key)| {
                stamps.contains(&key) && asked.iter().any(|path| path.starts_with(item))
            });
            path.starts_with("conflicts") || asked.contains(&dotted) || of_item
        };
        let paths: BTreeSet<&String> = v.keys().chain(w.keys()).collect();
        for path in paths.into_iter().filter(|p| !disputed(p)) {
            prop_assert!(same(v.get(path), w.get(path)), "{path}: {:?} {:?}\n{b}\n---ours\n{x}\n---theirs\n{y}\n---merged\n{}\n--back\n{}", v.get(path), w.get(path), one.text, two.text);
        }
    }

    #[test]
    fn merging_again_changes_nothing((b, x, y) in three()) {
        // A conflict that stands in the base cannot be told from one that is
        // made anew with the same words.
        let b = Assessment { conflicts: BTreeMap::new(), ..b };
        let (b, x, y) = (render(&b), render(&x), render(&y));
        let m = with(&b, &x, &y);
        for side in [&x, &y] {
            let again = with(&b, &m.text, side);
            let (is, was) = (values(&again.text), values(&m.text));
            let paths: BTreeSet<&String> = is.keys().chain(was.keys()).collect();
            let off: Vec<_> = paths
                .into_iter()
                .filter(|path| is.get(*path) != was.get(*path))
                .map(|path| (path, was.get(path), is.get(path)))
                .collect();
            prop_assert!(off.is_empty(), "{off:#?}\n{b}\n---ours\n{x}\n---theirs\n{y}\n---merged\n{}", m.text);
        }
    }

    #[test]
    fn nothing_that_was_answered_vanishes_unasked(all in workers()) {
        let [b, x, y, z] = all.as_slice() else { return Ok(()) };
        let of = |text: &str, key: &str| {
            let path = ["roles", "CSP", "steps", "01", key].map(|k| format!("{k}\u{1f}"));
            values(text).get(&path.concat()).cloned()
        };
        let path = |key: &str| format!("roles.CSP.steps.01.{key}");
        let (m, back) = (with(b, x, y), with(b, y, x));
        prop_assert_eq!(&m.conflicts, &back.conflicts);
        for (m, ours) in [(&m, x), (&back, y)] {
            for key in ["outcome", "grade", "note", "justification"] {
                let is_asked = m.conflicts.contains(&path(key));
                for side in [x, y].into_iter().filter(|side| *side != b) {
                    let is_gone = of(side, key).is_some() && of(&m.text, key).is_none();
                    // A grade goes with its outcome.
                    let is_other = key == "grade" && of(&m.text, "outcome").is_some()
                        && of(&m.text, "outcome") != of(side, "outcome");
                    prop_assert!(!is_gone || is_other || is_asked, "{key}:\n{b}{x}{y}{}", m.text);
                }
                prop_assert!(!is_asked || of(&m.text, key) == of(ours, key), "{key}: {}", m.text);
            }
            for side in [x, y] {
                prop_assert_eq!(&with(b, &m.text, side).text, &m.text, "{}", side);
            }
        }
        // A third comes to the same in any order; what was before is there to be
        // chosen anyway.
        let told = |text: &str| -> BTreeSet<(&str, String)> {
            let said = values(text).into_iter().filter_map(|(at, value)| {
                let keys: Vec<&str> = at.trim_end_matches('\u{1f}').split('\u{1f}').collect();
                let key = match keys.as_slice() {
                    ["roles", .., key] => key,
                    ["conflicts", path, "ours" | "theirs"] | ["conflicts", path, _, _, "value"] => {
                        path.rsplit_once('.')?.1
                    }
                    _ => return None,
                };
                let key = ["outcome", "grade", "note", "justification"].into_iter().find(|k| *k == key)?;
                Some((key, value.as_str()?.to_owned()))
            });
            said.filter(|(key, said)| of(b, key).and_then(|v| v.as_str().map(str::to_owned)).as_ref() != Some(said)).collect()
        };
        let orders = [(x, y, z), (y, z, x), (z, x, y), (y, x, z)];
        let all: Vec<_> = orders
            .map(|(one, two, three)| told(&with(b, &with(b, one, two).text, three).text))
            .to_vec();
        prop_assert!(all.windows(2).all(|two| two[0] == two[1]), "{:#?}\n{}{}{}{}", all, b, x, y, z);
    }

    #[test]
    fn no_answer_disappears_unnamed((b, x, y) in three()) {
        let (b, x, y) = (render(&b), render(&x), render(&y));
        let m = with(&b, &x, &y);
        let (base, ours, theirs, got) = (values(&b), values(&x), values(&y), values(&m.text));
        let kept: Vec<&toml::Value> = got
            .iter()
            .filter(|(p, _)| p.starts_with("conflicts"))
            .map(|(_, v)| v)
            .collect();
        for (side, other) in [(&ours, &theirs), (&theirs, &ours)] {
            for (path, value) in side {
                // Names of sides and what was before are no answers.
                let last = path.trim_end_matches('\u{1f}').rsplit('\u{1f}').next();
                let names = ["base", "base_unknown", "ours_from", "theirs_from", "from"];
                if path.starts_with("conflicts") && last.is_some_and(|k| names.contains(&k)) {
                    continue;
                }
                // What one has decided against, wherever it was kept.
                let was = |p: &str, v| p.starts_with("conflicts") && same(Some(v), Some(value));
                if path.starts_with("conflicts") && base.iter().any(|(p, v)| was(p, v)) {
                    continue;
                }
                let new = !same(base.get(path), Some(value));
                let there = same(got.get(path), Some(value));
                if !new || there || kept.iter().any(|k| same(Some(k), Some(value))) {
                    continue;
                }
                let is_set = !path.starts_with("conflicts");
                if let (true, Some(mine), Some(result)) = (
                    is_set,members(Some(value)), members(got.get(path)).or(Some(BTreeSet::new()))) {
                    let before = members(base.get(path)).unwrap_or_default();
                    let others = members(other.get(path)).unwrap_or_default();
                    let lost: Vec<_> = mine.difference(&result).collect();
                    // Who is its assessor now is not named there once more.
                    let by = path.replace("\u{1f}assessed_also\u{1f}", "\u{1f}assessed_by\u{1f}");
                    let by = got.get(&by).filter(|_| by != *path).and_then(toml::Value::as_str);
                    let is_by = |w: &String| by.is_some_and(|by| same_person(by, w));
                    prop_assert!(
                        lost.iter().all(|w| is_by(w) || before.contains(*w) && !others.contains(*w)),
                        "{path}: {lost:?}"
                    );
                    continue;
                }
                let parts: Vec<&str> = path.split('\u{1f}').collect();
                let name = match parts.as_slice() {
                    ["roles", role, "sign_off", ..] => format!("{role} sign-off"),
                    ["roles", role, _, item, ..] => format!("{role}.{item}"),
                    ["evidence", id, ..] => (*id).to_owned(),
                    ["assessment", key, ..] => (*key).to_owned(),
                    parts => parts.join(".").trim_end_matches('.').to_owned(),
                };
                prop_assert!(
                    m.notes.iter().any(|n| n.starts_with(&name)),
                    "{path} {value:?} of {name}: {:?}\n{}", m.notes, m.text
                );
            }
        }
    }
}
