//! The built-in questionnaire has what it promises.

use aicaiq::assessment::{Ownership, Role};
use aicaiq::questionnaire::{Coverage, Origin, embedded};

#[test]
fn cek_02_is_whole() {
    let q = embedded();
    assert_eq!(
        (q.control.id.as_str(), q.control.version.as_str()),
        ("CEK-02", "AICM 1.0")
    );
    assert_eq!(q.control.threats.len(), 4);
    assert_eq!(
        q.control.architecture,
        ["Network", "Compute", "Storage", "Application", "Data"]
    );
    assert_eq!(q.lifecycle.len(), 6);
    let empty: Vec<&str> = q
        .lifecycle
        .iter()
        .filter(|p| p.topics.is_empty())
        .map(|p| p.phase.as_str())
        .collect();
    assert_eq!(empty, ["Development", "Evaluation/Validation"]);
    let owned: Vec<(Role, Ownership)> = q.layers.iter().map(|l| (l.role, l.ownership)).collect();
    assert_eq!(
        owned,
        [
            (Role::Csp, Ownership::SharedCspMp),
            (Role::Mp, Ownership::MpOwned),
            (Role::Osp, Ownership::SharedOspAp),
            (Role::Ap, Ownership::ApOwned)
        ]
    );
    let coverage: Vec<Coverage> = q.standards.iter().map(|s| s.coverage).collect();
    assert_eq!(
        coverage,
        [
            Coverage::PartialGap,
            Coverage::PartialGap,
            Coverage::FullGap,
            Coverage::NoGap
        ]
    );
    assert!(q.standards.iter().all(|s| !s.addendum.is_empty()));
    assert_eq!(q.questions.len(), 1);
    assert!(
        q.control.attribution.contains("Cloud Security Alliance") && !q.control.license.is_empty()
    );
}

#[test]
fn every_role_has_its_steps_with_methods_and_evidence() {
    let q = embedded();
    let topics = |role: Role| -> Vec<String> {
        q.role(role)
            .unwrap()
            .steps
            .iter()
            .filter(|s| !s.id.is_ccm())
            .map(|s| s.topic.clone())
            .collect()
    };
    for (role, steps) in [
        (Role::Csp, 12),
        (Role::Mp, 10),
        (Role::Osp, 10),
        (Role::Ap, 10),
    ] {
        let all = &q.role(role).unwrap().steps;
        assert_eq!(all.len(), steps, "{role}");
        assert_eq!(
            topics(role),
            topics(Role::Csp),
            "the same ten topics in the same order"
        );
        for step in all {
            assert!(
                !step.methods.is_empty() && step.typical_evidence.len() >= 2,
                "{role}.{}",
                step.id
            );
            let own = if role == Role::Csp {
                Origin::Published
            } else {
                Origin::Adapted
            };
            assert_eq!(step.origin, own, "{role}.{}", step.id);
        }
    }
    let texts: std::collections::BTreeSet<&str> = q
        .roles
        .iter()
        .flat_map(|r| r.steps.iter().map(|s| s.text.as_str()))
        .collect();
    assert_eq!(texts.len(), 42, "no text stands twice");
}
