//! One test for each rule or pair of rules: it speaks, and just beside it is silent.

use crate::sample::*;
use crate::{Files, find_with};
use aicaiq::assessment::*;
use aicaiq::gaps::{self, Context, Gap, Kind, Severity};
use aicaiq::questionnaire::StepId;

pub fn after(change: impl FnOnce(&mut Assessment, &mut Files)) -> Vec<Gap> {
    let mut a = clean(&[Role::Csp]);
    let mut files = Files::new();
    change(&mut a, &mut files);
    find_with(&a, &files)
}

/// Severity and message of each gap of a kind, on whatever item.
pub fn of(kind: Kind, gaps: &[Gap]) -> Vec<(Severity, String)> {
    let mut list: Vec<_> = gaps
        .iter()
        .filter(|g| g.kind == kind)
        .map(|g| (g.severity, g.message.clone()))
        .collect();
    list.dedup();
    list
}

pub type Change = fn(&mut Assessment, &mut Files);

/// Just beside: the rule is silent.
pub fn silent(kind: Kind, change: Change) {
    let gaps = after(change);
    assert_eq!(of(kind, &gaps), [], "{kind} should be silent");
}

/// The rule speaks once, so heavily, and says these words.
pub fn speaks(kind: Kind, severity: Severity, words: &[&str], change: Change) {
    let gaps = after(change);
    let found = of(kind, &gaps);
    assert_eq!(found.len(), 1, "{kind}: {gaps:#?}");
    assert_eq!(found[0].0, severity, "{kind}");
    for word in words {
        assert!(
            found[0].1.contains(word),
            "{kind}: {} lacks {word}",
            found[0].1
        );
    }
}

#[test]
fn a_clean_assessment_has_no_gap() {
    assert_eq!(after(|_, _| {}), []);
    assert_eq!(find_with(&clean(&Role::ALL[..4]), &Files::new()), []);
}

#[test]
fn every_kind_has_a_word_and_a_source_of_its_own() {
    let words: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|k| k.as_str()).collect();
    assert_eq!(words.len(), Kind::ALL.len());
    for kind in Kind::ALL {
        assert!(
            kind.as_str()
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '-')
        );
        assert!(!kind.source().is_empty());
    }
}

#[test]
fn a_shortfall_weighs_as_graded() {
    use Kind::{StepNotSatisfied as Not, StepPartiallySatisfied as Part};
    use Severity::{Major, Minor};
    let missing = "grade it";
    speaks(Not, Major, &[missing], |a, _| {
        step(a, "01").outcome = Some(Outcome::NotSatisfied)
    });
    speaks(Not, Minor, &["not satisfied"], |a, _| {
        step(a, "01").outcome = Some(Outcome::NotSatisfied);
        step(a, "01").grade = Some(Grade::Minor);
    });
    speaks(Part, Minor, &[missing], |a, _| {
        step(a, "01").outcome = Some(Outcome::PartiallySatisfied);
    });
    speaks(Part, Major, &["partly satisfied: mend"], |a, _| {
        step(a, "01").outcome = Some(Outcome::PartiallySatisfied);
        step(a, "01").grade = Some(Grade::Major);
    });
    silent(Not, |a, _| {
        step(a, "01").outcome = Some(Outcome::PartiallySatisfied)
    });
    silent(Part, |a, _| {
        step(a, "01").outcome = Some(Outcome::NotSatisfied)
    });
    // An ofi on a shortfall is no grade of it.
    speaks(Not, Major, &[missing], |a, _| {
        step(a, "01").outcome = Some(Outcome::NotSatisfied);
        step(a, "01").grade = Some(Grade::Ofi);
    });
    assert_eq!(after(|a, _| step(a, "01").grade = Some(Grade::Ofi)), []);
}

#[test]
fn what_is_not_answered_is_open() {
    use Kind::{QuestionUnanswered, StepNotAssessed};
    speaks(StepNotAssessed, Severity::Open, &["outcome"], |a, _| {
        a.answers
            .get_mut(&Role::Csp)
            .unwrap()
            .steps
            .remove(&step_id("01"));
    });
    speaks(StepNotAssessed, Severity::Open, &[], |a, _| {
        step(a, "01").outcome = Some(Outcome::NotAssessed);
    });
    silent(StepNotAssessed, |a, _| {
        step(a, "01").outcome = Some(Outcome::NotApplicable)
    });
    speaks(
        QuestionUnanswered,
        Severity::Open,
        &["Yes, No or NA"],
        |a, _| {
            question(a).answer = None;
        },
    );
    silent(QuestionUnanswered, |a, _| {
        question(a).answer = Some(Answer::No)
    });
}

#[test]
fn not_applicable_is_justified() {
    use Kind::{NaUnexplained, StepUnjustified};
    speaks(
        StepUnjustified,
        Severity::Minor,
        &["justification"],
        |a, _| {
            step(a, "01").outcome = Some(Outcome::NotApplicable);
            step(a, "01").justification = " \n".into();
        },
    );
    silent(StepUnjustified, |a, _| {
        step(a, "01").outcome = Some(Outcome::NotApplicable);
        step(a, "01").justification = "No keys here".into();
    });
    speaks(NaUnexplained, Severity::Minor, &["say why"], |a, _| {
        question(a).answer = Some(Answer::Na);
    });
    silent(NaUnexplained, |a, _| {
        question(a).answer = Some(Answer::Na);
        question(a).implementation = "No keys here".into();
    });
    silent(NaUnexplained, |a, _| question(a).answer = Some(Answer::No));
}

#[test]
fn a_shortfall_needs_a_whole_action() {
    use Kind::ActionIncomplete;
    fn short(a: &mut Assessment) -> &mut StepAnswer {
        step(a, "01").outcome = Some(Outcome::NotSatisfied);
        step(a, "01").action = Some(action());
        step(a, "01")
    }
    let minor = Severity::Minor;
    silent(ActionIncomplete, |a, _| {
        short(a);
    });
    speaks(
        ActionIncomplete,
        minor,
        &["no corrective action: add text, owner, due date"],
        |a, _| short(a).action = None,
    );
    speaks(
        ActionIncomplete,
        minor,
        &["incomplete: add owner"],
        |a, _| {
            short(a).action.as_mut().unwrap().owner.clear();
        },
    );
    speaks(ActionIncomplete, minor, &["add due date"], |a, _| {
        short(a).action.as_mut().unwrap().due = None;
    });
    speaks(ActionIncomplete, minor, &["add text"], |a, _| {
        short(a).action.as_mut().unwrap().text = " ".into();
    });
    silent(ActionIncomplete, |a, _| {
        step(a, "01").action = Some(Action::default())
    });
}

#[test]
fn a_done_action_of_a_shortfall_asks_for_another_look() {
    use Kind::{ActionDone, ActionIncomplete};
    fn done(a: &mut Assessment, outcome: Outcome) {
        step(a, "01").outcome = Some(outcome);
        step(a, "01").action = Some(Action {
            due: None,
            status: Some(ActionStatus::Done),
            ..action()
        });
    }
    speaks(
        ActionDone,
        Severity::Minor,
        &["action done, step still falls short: reassess it"],
        |a, _| done(a, Outcome::NotSatisfied),
    );
    silent(ActionIncomplete, |a, _| done(a, Outcome::NotSatisfied));
    silent(ActionDone, |a, _| done(a, Outcome::Satisfied));
    silent(ActionDone, |a, _| {
        done(a, Outcome::NotSatisfied);
        step(a, "01").action = Some(action());
    });
}

#[test]
fn an_answer_fits_what_its_plan_and_its_steps_say() {
    use Kind::{NoContradicted, NoWithoutPlan, NoneApplies};
    fn no(a: &mut Assessment, status: ActionStatus) {
        step(a, "02").outcome = Some(Outcome::NotSatisfied);
        question(a).answer = Some(Answer::No);
        question(a).action = Some(Action {
            status: Some(status),
            ..action()
        });
    }
    speaks(
        NoContradicted,
        Severity::Minor,
        &["No, but its action is done: check the answer"],
        |a, _| no(a, ActionStatus::Done),
    );
    silent(NoContradicted, |a, _| no(a, ActionStatus::Open));
    silent(NoWithoutPlan, |a, _| {
        no(a, ActionStatus::Done);
        question(a).action.as_mut().unwrap().due = None;
    });

    fn none_applies(a: &mut Assessment, answer: Answer) {
        question(a).answer = Some(answer);
        for id in ["01", "02", "ccm-1"] {
            step(a, id).outcome = Some(Outcome::NotApplicable);
        }
    }
    for change in [(|a, _| none_applies(a, Answer::Yes)) as Change, |a, _| {
        none_applies(a, Answer::No)
    }] {
        speaks(NoneApplies, Severity::Minor, &["is the answer NA?"], change);
    }
    silent(NoneApplies, |a, _| none_applies(a, Answer::Na));
    silent(NoneApplies, |a, _| {
        none_applies(a, Answer::Yes);
        step(a, "01").outcome = None;
    });
    // A role without steps is asked nothing.
    let mut a = clean(&[Role::Aic]);
    a.answers.clear();
    assert_eq!(find_with(&a, &Files::new()), []);
}

#[test]
fn every_message_is_short_and_says_what_to_do() {
    let mut a = clean(&[Role::Csp]);
    a.evidence.insert(
        ev("ev-2"),
        Evidence {
            href: format!("evidence/{}/the-report.pdf", "deep".repeat(20)),
            ..Evidence::default()
        },
    );
    question(&mut a).ownership = None;
    for id in ["01", "02", "ccm-1"] {
        step(&mut a, id).outcome = Some(Outcome::PartiallySatisfied);
        step(&mut a, id).evidence.insert(ev("ev-2"));
        step(&mut a, id).evidence.insert(ev("ev-9"));
    }
    for state in [
        FileState::Missing,
        FileState::Outside,
        FileState::Unreadable("permission denied".into()),
    ] {
        let gaps = find_with(&a, &[(ev("ev-2"), state)].into());
        for Gap { message, .. } in gaps {
            let (what, act) = message.split_once(": ").expect("what to do");
            assert!(!what.is_empty() && !act.is_empty(), "{message}");
            let named = message.contains("the-report.pdf");
            let chars = message.chars().count();
            assert!(chars <= if named { 100 } else { 60 }, "{chars}: {message}");
            assert_eq!(
                message.contains('“'),
                named,
                "the file's name is kept: {message}"
            );
        }
    }
}

#[test]
fn an_open_action_is_overdue_the_day_after() {
    use Kind::ActionOverdue;
    fn due(a: &mut Assessment, on: &str, grade: Grade) {
        step(a, "01").outcome = Some(Outcome::NotSatisfied);
        step(a, "01").grade = Some(grade);
        step(a, "01").action = Some(Action {
            due: Some(date(on)),
            ..action()
        });
    }
    speaks(ActionOverdue, Severity::Major, &["2026-11-23"], |a, _| {
        due(a, "2026-11-23", Grade::Major);
    });
    speaks(ActionOverdue, Severity::Minor, &[], |a, _| {
        due(a, "2026-11-23", Grade::Minor)
    });
    // What is left of a grade does not weigh once the step is satisfied.
    speaks(ActionOverdue, Severity::Minor, &[], |a, _| {
        due(a, "2026-11-23", Grade::Major);
        step(a, "01").outcome = Some(Outcome::Satisfied);
    });
    silent(ActionOverdue, |a, _| due(a, "2026-11-24", Grade::Major));
    silent(ActionOverdue, |a, _| {
        due(a, "2026-11-23", Grade::Major);
        step(a, "01").action.as_mut().unwrap().status = Some(ActionStatus::Done);
    });
}

#[test]
fn an_answer_has_an_owner_and_a_no_has_a_plan() {
    use Kind::{NoWithoutPlan, OwnershipContradicted, YesWithoutOwner};
    let minor = Severity::Minor;
    speaks(YesWithoutOwner, minor, &["ND"], |a, _| {
        question(a).ownership = Some(Ownership::Nd)
    });
    speaks(YesWithoutOwner, minor, &["without"], |a, _| {
        question(a).ownership = None
    });
    silent(YesWithoutOwner, |a, _| {
        question(a).ownership = Some(Ownership::Nd);
        question(a).answer = Some(Answer::No);
    });
    let words = ["Shared MP-OSP", "PI", "settle who owns it"];
    speaks(OwnershipContradicted, Severity::Watch, &words, |a, _| {
        question(a).ownership = Some(Ownership::SharedMpOsp);
    });
    // Of a layer that the provider does not run there is nothing to settle.
    silent(OwnershipContradicted, |a, _| {
        question(a).ownership = Some(Ownership::SharedMpOsp);
        a.layers = vec!["Model".into()];
    });
    for (ownership, found) in [
        (None, 0),
        (Some(Ownership::Nd), 0),
        (Some(Ownership::SharedCspMp), 0),
        (Some(Ownership::CspOwned), 1),
    ] {
        let gaps = after(|a, _| question(a).ownership = ownership);
        let found_now = of(OwnershipContradicted, &gaps).len();
        assert_eq!(found_now, found, "{ownership:?}");
    }
    speaks(NoWithoutPlan, minor, &["text, owner, due date"], |a, _| {
        question(a).answer = Some(Answer::No);
    });
    silent(NoWithoutPlan, |a, _| {
        question(a).answer = Some(Answer::No);
        question(a).action = Some(action());
    });
    silent(NoWithoutPlan, |_, _| {});
}

#[test]
fn an_answer_that_the_steps_contradict_is_flagged() {
    use Kind::{NaContradicted, NoContradicted, YesContradicted};
    speaks(
        YesContradicted,
        Severity::Major,
        &["02, ccm-1 fall short"],
        |a, _| {
            step(a, "02").outcome = Some(Outcome::NotSatisfied);
            step(a, "ccm-1").outcome = Some(Outcome::PartiallySatisfied);
        },
    );
    silent(YesContradicted, |a, _| {
        step(a, "02").outcome = Some(Outcome::NotSatisfied);
        question(a).answer = Some(Answer::No);
    });
    silent(YesContradicted, |a, _| step(a, "02").outcome = None);
    // Another role's shortfall is not this one's.
    let mut a = clean(&[Role::Csp, Role::Ap]);
    step(&mut a, "01").outcome = Some(Outcome::NotSatisfied);
    let found = find_with(&a, &Files::new());
    let roles: Vec<_> = found
        .iter()
        .filter(|g| g.kind == YesContradicted)
        .map(|g| g.role)
        .collect();
    assert_eq!(roles, [Role::Csp]);

    speaks(
        NoContradicted,
        Severity::Minor,
        &["no step falls short"],
        |a, _| {
            question(a).answer = Some(Answer::No);
            step(a, "02").outcome = Some(Outcome::NotApplicable);
        },
    );
    silent(NoContradicted, |a, _| {
        question(a).answer = Some(Answer::No);
        step(a, "02").outcome = None;
    });
    silent(NoContradicted, |a, _| {
        question(a).answer = Some(Answer::No);
        for id in ["01", "02", "ccm-1"] {
            step(a, id).outcome = Some(Outcome::NotApplicable);
        }
    });
    speaks(NaContradicted, Severity::Minor, &["step 01"], |a, _| {
        question(a).answer = Some(Answer::Na);
    });
    silent(NaContradicted, |a, _| {
        question(a).answer = Some(Answer::Na);
        for id in ["01", "02", "ccm-1"] {
            step(a, id).outcome = Some(Outcome::NotApplicable);
        }
    });
}

/// Of several questions, each has to do with the steps that it names.
#[test]
fn a_question_is_contradicted_by_its_own_steps() {
    use Kind::{NaContradicted, NoContradicted, NoEvidence, YesContradicted};
    let said = |steps: [&[&str]; 2], answer: Answer| {
        let mut q = questionnaire();
        let mut other = q.questions[0].clone();
        other.id = "T-01.2".into();
        q.questions.push(other);
        for (question, steps) in q.questions.iter_mut().zip(steps) {
            question.steps = steps.iter().map(|s| StepId::new(s).unwrap()).collect();
        }
        let mut a = clean(&[Role::Csp]);
        step(&mut a, "02").outcome = Some(Outcome::NotSatisfied);
        step(&mut a, "02").evidence.clear();
        let mine = question(&mut a).clone();
        let answers = &mut a.answers.get_mut(&Role::Csp).unwrap().questions;
        for id in ["T-01.1", "T-01.2"] {
            let mut mine = mine.clone();
            mine.answer = Some(answer);
            answers.insert(id.into(), mine);
        }
        let ctx = Context {
            today: today(),
            soon_days: 30,
            files: &Files::new(),
        };
        let kinds = [YesContradicted, NoContradicted, NaContradicted, NoEvidence];
        let found = gaps::find(&q, &a, &ctx).into_iter();
        let mut found: Vec<String> = found
            .filter(|g| kinds.contains(&g.kind) && g.item.step().is_none())
            .map(|g| format!("{} {} {}", g.item, g.severity, g.message))
            .collect();
        found.sort();
        found
    };
    let own: [&[&str]; 2] = [&["01", "ccm-1"], &["02"]];
    assert_eq!(
        said(own, Answer::Yes),
        [
            "T-01.2 major Yes, but 02 falls short: mend it or answer No",
            "T-01.2 minor Yes without evidence: add a link or file",
        ]
    );
    assert_eq!(
        said(own, Answer::No),
        ["T-01.1 minor No, but no step falls short: check the answer"]
    );
    assert_eq!(
        said(own, Answer::Na),
        [
            "T-01.1 minor NA, but step 01 applies: check the answer",
            "T-01.2 minor NA, but step 02 applies: check the answer"
        ]
    );
    assert_eq!(
        said([&[], &["01"]], Answer::Yes),
        ["T-01.1 watch Yes, but 02 falls short: if that is of this question, answer No"]
    );
}

#[test]
fn a_retest_that_says_otherwise_asks_for_another_look() {
    use Kind::ActionDone;
    fn retested(a: &mut Assessment, result: Retest, outcome: Outcome) {
        step(a, "01").outcome = Some(outcome);
        step(a, "01").action = Some(Action {
            retest: Some(result),
            retested_on: Some(date("2026-11-20")),
            ..action()
        });
    }
    speaks(
        ActionDone,
        Severity::Minor,
        &["retest failed on 2026-11-20: mend it and retest"],
        |a, _| retested(a, Retest::Failed, Outcome::PartiallySatisfied),
    );
    speaks(
        ActionDone,
        Severity::Minor,
        &["retest passed, step falls short: reassess it"],
        |a, _| retested(a, Retest::Passed, Outcome::NotSatisfied),
    );
    silent(ActionDone, |a, _| {
        retested(a, Retest::Passed, Outcome::Satisfied);
    });
}

#[test]
fn a_review_is_by_another_person_and_its_wishes_are_shown() {
    use Kind::{ChangesRequested, SelfReviewed};
    fn by(a: &mut Assessment, state: Review, who: &str) {
        step(a, "01").assessed_by = "A. Auditor".into();
        step(a, "01").review = Some(state);
        step(a, "01").reviewed_by = who.into();
    }
    speaks(
        ChangesRequested,
        Severity::Watch,
        &["R. Reviewer asks for changes: read the review comment"],
        |a, _| by(a, Review::ChangesRequested, "R. Reviewer"),
    );
    silent(ChangesRequested, |a, _| {
        by(a, Review::Reviewed, "R. Reviewer")
    });
    speaks(
        SelfReviewed,
        Severity::Minor,
        &["reviewed by its own assessor: have another person review it"],
        |a, _| by(a, Review::Reviewed, "a.  AUDITOR"),
    );
    silent(SelfReviewed, |a, _| by(a, Review::Reviewed, "R. Reviewer"));
    silent(SelfReviewed, |a, _| {
        by(a, Review::ReadyForReview, "A. Auditor")
    });
    silent(SelfReviewed, |a, _| by(a, Review::Reviewed, ""));
}

#[test]
fn operating_effectiveness_rests_on_a_sample() {
    use Kind::SampleIncomplete;
    fn operating(a: &mut Assessment, sample: Option<&str>) {
        step(a, "01").effectiveness = Some(Effectiveness::Operating);
        step(a, "01").sample = sample.map(|s| s.parse().unwrap());
    }
    speaks(
        SampleIncomplete,
        Severity::Watch,
        &["operating effectiveness without a sample: say how many of how many"],
        |a, _| operating(a, None),
    );
    speaks(
        SampleIncomplete,
        Severity::Watch,
        &["sample incomplete: add what the items are, how they were chosen"],
        |a, _| operating(a, Some("5 of 42")),
    );
    silent(SampleIncomplete, |a, _| {
        operating(a, Some("5 of 42 keys, at random"))
    });
    silent(SampleIncomplete, |a, _| {
        operating(a, None);
        step(a, "01").effectiveness = Some(Effectiveness::Design);
    });
    silent(SampleIncomplete, |a, _| {
        operating(a, None);
        step(a, "01").outcome = None;
    });
}
