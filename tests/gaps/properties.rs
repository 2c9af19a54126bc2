//! What holds for every assessment, however odd.

use crate::Files;
use crate::sample::*;
use aicaiq::assessment::*;
use aicaiq::gaps::{self, Context, RoleResult};
use proptest::prelude::*;

fn any_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

fn any_date() -> impl Strategy<Value = chrono::NaiveDate> {
    prop_oneof![
        (-90_i64..90).prop_map(|d| today() + chrono::Duration::days(d)),
        Just(chrono::NaiveDate::MIN),
        Just(chrono::NaiveDate::MAX),
    ]
}

fn any_evidence_ids() -> impl Strategy<Value = EvidenceIds> {
    prop::collection::btree_set((0_u8..5).prop_map(|n| ev(&format!("ev-{n}"))), 0..3)
        .prop_map(|ids| ids.into_iter().collect())
}

prop_compose! {
    fn any_action()(
        text in "\\PC{0,3}",
        owner in " ?x?",
        due in prop::option::of(any_date()),
        status in prop::option::of(any_of(ActionStatus::ALL)),
    ) -> Action {
        Action { text, owner, due, status, ..Action::default() }
    }
}

prop_compose! {
    fn any_step()(
        outcome in prop::option::of(any_of(Outcome::ALL)),
        grade in prop::option::of(any_of(Grade::ALL)),
        justification in "[ x]{0,2}",
        evidence in any_evidence_ids(),
        action in prop::option::of(any_action()),
    ) -> StepAnswer {
        StepAnswer { outcome, grade, justification, evidence, action, ..StepAnswer::default() }
    }
}

prop_compose! {
    fn any_question()(
        answer in prop::option::of(any_of(Answer::ALL)),
        ownership in prop::option::of(any_of(Ownership::ALL)),
        implementation in "[ x]{0,2}",
        evidence in any_evidence_ids(),
        action in prop::option::of(any_action()),
    ) -> QuestionAnswer {
        QuestionAnswer { answer, ownership, implementation, evidence, action, ..QuestionAnswer::default() }
    }
}

prop_compose! {
    fn any_role()(
        steps in prop::collection::btree_map(
            prop::sample::select(["01", "02", "03", "ccm-1"].as_slice()).prop_map(step_id), any_step(), 0..4),
        questions in prop::collection::btree_map("T-01\\.[12]", any_question(), 0..2),
    ) -> RoleAnswers {
        RoleAnswers { questions, steps, ..RoleAnswers::default() }
    }
}

prop_compose! {
    fn any_record()(
        href in prop_oneof![Just("https://e.com".to_owned()), Just("a.pdf".into()), Just("../a".into()), "\\PC{0,90}"],
        sha256 in "(aa)?",
        expires_on in prop::option::of(any_date()),
    ) -> Evidence {
        Evidence { href, sha256, expires_on, ..Evidence::default() }
    }
}

fn any_state() -> impl Strategy<Value = FileState> {
    prop_oneof![
        Just(FileState::Unchecked),
        Just(FileState::Missing),
        Just(FileState::Outside),
        Just(FileState::Unreadable("no".into())),
        "aa|bb".prop_map(|sha256| FileState::Present { sha256, size: 1 }),
    ]
}

prop_compose! {
    fn any_assessment()(
        roles in prop::collection::vec(any_of(Role::ALL), 0..5),
        answers in prop::collection::btree_map(any_of(Role::ALL), any_role(), 0..5),
        records in prop::collection::btree_map(0_u8..4, any_record(), 0..4),
        states in prop::collection::btree_map(0_u8..5, any_state(), 0..4),
    ) -> (Assessment, Files) {
        let evidence = records.into_iter().map(|(n, r)| (ev(&format!("ev-{n}")), r)).collect();
        let files = states.into_iter().map(|(n, s)| (ev(&format!("ev-{n}")), s)).collect();
        (Assessment { roles, answers, evidence, ..Assessment::default() }, files)
    }
}

proptest! {
    #[test]
    fn all_gaps_are_those_of_the_items((a, files) in any_assessment(), soon_days in any::<i64>()) {
        let q = questionnaire();
        let ctx = Context { today: today(), soon_days, files: &files };
        let all = gaps::find(&q, &a, &ctx);
        let mut count = 0;
        for role in Role::ALL {
            for item in q.items(*role) {
                let some = gaps::of_item(&q, &a, &ctx, *role, &item);
                let same: Vec<_> = all.iter().filter(|g| g.role == *role && g.item == item).cloned().collect();
                prop_assert_eq!(&some, &same);
                prop_assert!(some.windows(2).all(|w| (w[0].severity, w[0].kind) <= (w[1].severity, w[1].kind)));
                count += some.len();
            }
        }
        prop_assert_eq!(count, all.len());
        prop_assert!(all.windows(2).all(|w| w[0].severity <= w[1].severity));
        for gap in &all {
            prop_assert!(!gap.message.contains('\n') && gap.message == aicaiq::text::visible(&gap.message));
        }
    }

    #[test]
    fn counts_add_up_and_incomplete_means_not_assessed((a, _) in any_assessment()) {
        let q = questionnaire();
        for role in Role::ALL {
            let up = gaps::roll_up(&q, &a, *role);
            let steps = q.role(*role).map_or(0, |r| r.steps.len());
            prop_assert_eq!(up.counts.total(), steps);
            let by_outcome: usize = Outcome::ALL.iter().map(|o| up.counts.get(*o)).sum();
            prop_assert_eq!(by_outcome, steps);
            prop_assert_eq!(up.result == RoleResult::Incomplete, up.counts.not_assessed > 0 || steps == 0);
        }
        prop_assert_eq!(gaps::responsibility(&q, &a).len(), q.layers.len());
    }

    #[test]
    fn every_report_can_be_written((a, files) in any_assessment(), width in 0_usize..120) {
        let q = questionnaire();
        let ctx = Context { today: today(), soon_days: 30, files: &files };
        let report = aicaiq::report::build(&q, &a, &ctx);
        prop_assert!(report.roles.iter().flat_map(|r| &r.rows).flat_map(|r| &r.gaps).count() == report.gaps.len());
        prop_assert!(!aicaiq::report::text::render(&report, width).is_empty());
        prop_assert!(!aicaiq::report::markdown::render(&report).is_empty());
        prop_assert!(!aicaiq::report::json::render(&report).is_empty());
    }
}
