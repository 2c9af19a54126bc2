//! Order and scope of gaps, and what they come to for roles, layers and standards.

use crate::sample::*;
use crate::{Files, find_with};
use aicaiq::assessment::*;
use aicaiq::gaps::{self, Gap, Kind, RoleResult};

#[test]
fn gaps_are_sorted_by_severity_role_item_and_kind() {
    let mut a = clean(&[Role::Mp, Role::Csp]);
    step(&mut a, "02").outcome = Some(Outcome::NotSatisfied);
    step(&mut a, "01").outcome = None;
    a.answers.get_mut(&Role::Mp).unwrap().steps.clear();
    let list: Vec<_> = find_with(&a, &Files::new())
        .iter()
        .map(|g| format!("{} {} {} {}", g.severity, g.role, g.item, g.kind))
        .collect();
    assert_eq!(
        list,
        [
            "major CSP T-01.1 yes-contradicted",
            "major CSP 02 step-not-satisfied",
            "minor MP T-01.1 no-evidence",
            "minor CSP 02 action-incomplete",
            "open MP 01 step-not-assessed",
            "open MP 02 step-not-assessed",
            "open MP ccm-1 step-not-assessed",
            "open CSP 01 step-not-assessed",
        ]
    );
}

#[test]
fn only_assessed_roles_and_known_items_have_gaps() {
    let mut a = clean(&[Role::Csp]);
    a.answers
        .entry(Role::Mp)
        .or_default()
        .steps
        .insert(step_id("01"), StepAnswer::default());
    a.roles.push(Role::Csp);
    step(&mut a, "07").outcome = Some(Outcome::NotSatisfied);
    assert_eq!(find_with(&a, &Files::new()), []);
}

#[test]
fn a_role_is_as_good_as_its_worst_applicable_step() {
    let q = questionnaire();
    let result = |outcomes: [Outcome; 3]| {
        let mut a = clean(&[Role::Csp]);
        for (id, outcome) in ["01", "02", "ccm-1"].iter().zip(outcomes) {
            step(&mut a, id).outcome = Some(outcome);
        }
        let up = gaps::roll_up(&q, &a, Role::Csp);
        (up.result, up.worst)
    };
    use Outcome::*;
    assert_eq!(
        result([Satisfied, NotApplicable, Satisfied]),
        (RoleResult::Satisfied, Some(Satisfied))
    );
    assert_eq!(
        result([Satisfied, PartiallySatisfied, Satisfied]),
        (RoleResult::PartiallySatisfied, Some(PartiallySatisfied))
    );
    assert_eq!(
        result([NotSatisfied, PartiallySatisfied, Satisfied]),
        (RoleResult::NotSatisfied, Some(NotSatisfied))
    );
    assert_eq!(
        result([NotSatisfied, NotAssessed, Satisfied]),
        (RoleResult::Incomplete, Some(NotSatisfied))
    );
    assert_eq!(
        result([NotApplicable; 3]),
        (RoleResult::NotApplicable, None)
    );
    assert_eq!(result([NotAssessed; 3]), (RoleResult::Incomplete, None));
    let none = gaps::roll_up(&q, &clean(&[Role::Aic]), Role::Aic);
    assert_eq!(
        (none.result, none.counts.total()),
        (RoleResult::Incomplete, 0),
        "nothing was asked, so nothing is shown"
    );
}

#[test]
fn a_result_is_said_in_words_and_what_falls_short_so_far_with_it() {
    use Outcome::*;
    let words = |outcomes: [Outcome; 3]| {
        let mut a = clean(&[Role::Csp]);
        for (id, outcome) in ["01", "02", "ccm-1"].iter().zip(outcomes) {
            step(&mut a, id).outcome = Some(outcome);
        }
        gaps::roll_up(&questionnaire(), &a, Role::Csp).words()
    };
    assert_eq!(words([Satisfied; 3]), "satisfied");
    assert_eq!(words([NotApplicable; 3]), "not applicable");
    assert_eq!(words([NotAssessed; 3]), "incomplete");
    assert_eq!(words([Satisfied, NotAssessed, Satisfied]), "incomplete");
    assert_eq!(words([NotSatisfied; 3]), "not satisfied");
    assert_eq!(words([PartiallySatisfied; 3]), "partially satisfied");
    assert_eq!(
        words([PartiallySatisfied, NotAssessed, Satisfied]),
        "incomplete, partially satisfied so far"
    );
    assert_eq!(RoleResult::NotSatisfied.to_string(), "not-satisfied");
}

fn layer(a: &Assessment, id: &str) -> Option<String> {
    let shares = gaps::responsibility(&questionnaire(), a);
    shares.into_iter().find(|s| s.layer == id).unwrap().finding
}

#[test]
fn a_shared_layer_says_where_its_hole_is() {
    let both = clean(&[Role::Csp, Role::Mp]);
    assert_eq!(layer(&both, "PI"), None);
    assert_eq!(layer(&both, "Model"), None);
    assert!(layer(&both, "Rest").unwrap().contains("No owner is named"));

    let alone = clean(&[Role::Csp]);
    assert_eq!(
        layer(&alone, "PI").unwrap(),
        "MP is not assessed here: its half of PI is unproven."
    );
    assert_eq!(
        layer(&alone, "Model").unwrap(),
        "MP is not assessed here: Model is unproven."
    );

    let mut fails = both.clone();
    let mp = fails.answers.get_mut(&Role::Mp).unwrap();
    mp.steps.get_mut(&step_id("01")).unwrap().outcome = Some(Outcome::NotSatisfied);
    assert_eq!(
        layer(&fails, "PI").unwrap(),
        "MP falls short (PI is shared with CSP)."
    );
    fails
        .answers
        .get_mut(&Role::Mp)
        .unwrap()
        .steps
        .remove(&step_id("02"));
    assert_eq!(
        layer(&fails, "PI").unwrap(),
        "MP falls short (PI is shared with CSP). Not assessed yet: MP 1 of 3."
    );

    let mut declares = both.clone();
    question(&mut declares).ownership = Some(Ownership::CspOwned);
    assert_eq!(
        layer(&declares, "PI").unwrap(),
        "CSP declares CSP-Owned, PI is Shared CSP-MP: settle who owns it."
    );
    // A role with several questions may declare another one below.
    let mut q = questionnaire();
    let more = &mut q.questions;
    more.push(more[0].clone());
    more[0].id = "T-01.0".into();
    let first = declares.answers.get_mut(&Role::Csp).unwrap();
    let mut other = first.questions["T-01.1"].clone();
    other.ownership = Some(Ownership::SharedCspMp);
    first.questions.insert("T-01.0".into(), other);
    let shares = gaps::responsibility(&q, &declares);
    let finding = shares
        .into_iter()
        .find(|s| s.layer == "PI")
        .unwrap()
        .finding;
    assert_eq!(
        finding.unwrap(),
        "CSP declares CSP-Owned, PI is Shared CSP-MP: settle who owns it."
    );
    declares
        .answers
        .get_mut(&Role::Csp)
        .unwrap()
        .questions
        .remove("T-01.0");
    // The list of gaps has it too.
    let contradicts = |gap: &&Gap| gap.kind == Kind::OwnershipContradicted;
    let gaps = find_with(&declares, &Files::new());
    assert_eq!(gaps.iter().filter(contradicts).count(), 1, "{gaps:#?}");
    // The gap of the answer says that already.
    question(&mut declares).ownership = Some(Ownership::Nd);
    assert_eq!(layer(&declares, "PI"), None);

    let mut elsewhere = alone.clone();
    elsewhere.layers = vec!["Model".into()];
    assert_eq!(layer(&elsewhere, "PI"), None);
}

#[test]
fn a_standard_is_told_no_more_than_the_gaps_say() {
    let meanings = |a: &Assessment| -> Vec<String> {
        let found = find_with(a, &Files::new());
        let list = gaps::standards(&questionnaire(), a, &found);
        list.into_iter().map(|s| s.meaning).collect()
    };
    let clear = meanings(&clean(&[Role::Csp]));
    assert!(clear[0].contains("does not ask for this"));
    assert!(clear[1].contains("in part (1.1, 2.2)"));
    assert!(clear[2].contains("not conformity"));

    let mut a = clean(&[Role::Csp]);
    step(&mut a, "01").outcome = Some(Outcome::NotSatisfied);
    let short = meanings(&a);
    assert!(
        short[0].contains("the 3 gaps on 2 items count against AICM only."),
        "{short:?}"
    );
    assert!(
        short[1].contains("(1.1, 2.2): the 3 gaps on 2 items may count there too."),
        "{short:?}"
    );
    assert!(
        short[2].contains("Expect the same 3 gaps on 2 items under Standard N (N-4)."),
        "{short:?}"
    );

    step(&mut a, "02").outcome = None;
    for meaning in meanings(&a) {
        assert!(
            meaning.ends_with(" 1 item is unanswered: claim nothing yet."),
            "{meaning}"
        );
    }
    // One file that twelve steps rest on is lost: not twelve findings.
    let mut a = clean(&[Role::Csp]);
    record(&mut a).href = "a.pdf".into();
    let found = find_with(&a, &[(ev("ev-1"), FileState::Missing)].into());
    let meaning = &gaps::standards(&questionnaire(), &a, &found)[2].meaning;
    assert!(meaning.contains("3 gaps on 3 items"), "{meaning}");
    for meaning in &meanings(&clean(&[]))[1..] {
        assert!(meaning.contains("No role is assessed"), "{meaning}");
    }
    // Without a gap, but not all is answered; then nothing of it applies.
    let mut a = clean(&[Role::Csp]);
    step(&mut a, "02").outcome = None;
    assert!(
        meanings(&a)[1].starts_with("No gap so far."),
        "{:?}",
        meanings(&a)
    );
    assert_eq!(gaps::caution(&[]), None);
    let none = |a: &mut Assessment| {
        for id in ["01", "02", "ccm-1"] {
            let step = step(a, id);
            step.outcome = Some(Outcome::NotApplicable);
            step.justification = "It has no keys.".into();
        }
        question(a).answer = Some(Answer::Na);
        question(a).implementation = "It has no keys.".into();
    };
    let mut a = clean(&[Role::Csp]);
    none(&mut a);
    let meaning = &meanings(&a)[1];
    assert_eq!(
        meaning,
        "No step applies: nothing is shown about Standard P."
    );
    // A reference that is the standard's name and no more is told all the same.
    let mut q = questionnaire();
    q.standards[2].references = vec!["Standard N".into(), "Standard N 5.1".into()];
    let told = gaps::standards(&q, &clean(&[Role::Csp]), &[])[2]
        .meaning
        .clone();
    assert!(told.contains("(Standard N, 5.1)"), "{told}");
}
