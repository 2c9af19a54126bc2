//! What holds for every two states.

use crate::common::{assessment, mixed};
use crate::diff::compared;
use aicaiq::compare::{GapChange, ItemChange, Verdict, json, markdown, text};
use aicaiq::gaps::Severity;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_state_does_not_differ_from_itself(a in assessment()) {
        prop_assert!(compared(&a, &a).is_empty());
    }

    #[test]
    fn whatever_differs_is_told(a in assessment(), b in assessment(), picks in prop::collection::vec(any::<bool>(), 1..40)) {
        let b = mixed(&a, &b, &picks);
        let c = compared(&a, &b);
        let shown = text::render(&c);
        for name in a.differences(&b) {
            let name = name.replace(" sign-off", "").replace("conflict of ", "");
            let name = aicaiq::text::one_line(&name);
            let quiet = c.items.iter().all(|i| format!("{}.{}", i.role, i.item) != name)
                && says_the_same(&a, &b, &name);
            prop_assert!(quiet || shown.contains(&name), "{name}\n{shown}");
        }
    }

    #[test]
    fn the_other_way_round_is_the_mirror_image(a in assessment(), b in assessment()) {
        let (c, d) = (compared(&a, &b), compared(&b, &a));
        prop_assert_eq!(c.is_empty(), d.is_empty());
        prop_assert_eq!(c.count(Verdict::Improved), d.count(Verdict::Regressed));
        prop_assert_eq!(c.count(Verdict::NewlyAssessed), d.count(Verdict::NoLongerAssessed) + d.count(Verdict::OnlySuggested));
        prop_assert_eq!(c.count(Verdict::NowNotApplicable), d.count(Verdict::AppliesAgain));
        prop_assert_eq!(c.count(Verdict::AnswerChanged), d.count(Verdict::AnswerChanged));
        // That nothing is answered is said with what is suggested, and only there.
        let suggested = |g: &GapChange| {
            let of = |i: &&ItemChange| i.role == g.gap.role && i.item == g.gap.item;
            let verdicts = [&c, &d].map(|x| x.items.iter().find(of).and_then(|i| i.verdict));
            verdicts.contains(&Some(Verdict::OnlySuggested)) && g.gap.severity == Severity::Open
        };
        let gaps = |all: &[GapChange]| {
            all.iter().filter(|g| !suggested(g)).map(|g| g.gap.clone()).collect::<Vec<_>>()
        };
        prop_assert_eq!(gaps(&c.new_gaps), gaps(&d.earlier_gaps));
        prop_assert_eq!(gaps(&c.earlier_gaps), gaps(&d.new_gaps));
        let names = |c: &aicaiq::compare::Comparison| -> Vec<String> {
            c.items.iter().map(|i| format!("{}.{}", i.role, i.item)).collect()
        };
        prop_assert_eq!(names(&c), names(&d));
    }

    #[test]
    fn every_format_is_well_formed(a in assessment(), b in assessment()) {
        let c = compared(&a, &b);
        let read: serde_json::Value = serde_json::from_str(&json::render(&c)).unwrap();
        prop_assert_eq!(read["differs"].as_bool(), Some(!c.is_empty()));
        for shown in [text::render(&c), markdown::render(&c)] {
            prop_assert!(!shown.chars().any(|x| x != '\n' && x != '\t' && aicaiq::text::is_unsafe(x)));
            prop_assert!(shown.ends_with('\n') && !shown.ends_with("\n\n"));
        }
    }
}

/// Whether an item differs only in what says nothing: no outcome, or the
/// outcome not-assessed.
fn says_the_same(
    a: &aicaiq::assessment::Assessment,
    b: &aicaiq::assessment::Assessment,
    name: &str,
) -> bool {
    let Some((role, id)) = name.split_once('.') else {
        return false;
    };
    let (Ok(role), Ok(id)) = (role.parse(), aicaiq::questionnaire::StepId::new(id)) else {
        return false;
    };
    let plain = |a: &aicaiq::assessment::Assessment| {
        let mut step = a.step(role, &id).clone();
        step.outcome = Some(step.outcome());
        step
    };
    plain(a) == plain(b)
}
