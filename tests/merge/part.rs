//! Some roles alone, and joined again.

use crate::common::{questionnaire, sample, step};
use crate::joined::joined;
use aicaiq::assessment::{Assessment, Evidence, EvidenceId, Outcome, Role};
use aicaiq::merge::{Basis, Merged, Pick, part_digest, resolve, split};
use aicaiq::store::parse;
use chrono::{TimeZone, Utc};
use std::collections::BTreeSet;

fn record(href: &str) -> Evidence {
    Evidence {
        href: href.to_owned(),
        ..Evidence::default()
    }
}

fn id(text: &str) -> EvidenceId {
    EvidenceId::new(text).unwrap()
}

/// Two roles; records that one uses, that the other uses, and that nobody does.
fn whole() -> Assessment {
    let mut a = sample();
    a.evidence.clear();
    a.roles = vec![Role::Csp, Role::Mp];
    let csp = a.answers.entry(Role::Csp).or_default();
    csp.steps.entry(step("01")).or_default().evidence = [id("ev-csp")].into();
    let mp = a.answers.entry(Role::Mp).or_default();
    mp.steps.entry(step("01")).or_default().evidence = [id("ev-step")].into();
    let question = mp.questions.entry("CEK-02.1".into()).or_default();
    question.evidence = [id("ev-question")].into();
    for name in ["ev-csp", "ev-step", "ev-question", "ev-none"] {
        a.evidence.insert(id(name), record(name));
    }
    a
}

fn note(a: &Assessment, role: Role, text: &str) -> Assessment {
    let mut a = a.clone();
    let answers = a.answers.entry(role).or_default();
    answers.steps.entry(step("01")).or_default().note = text.to_owned();
    a
}

fn read(merged: &Merged) -> Assessment {
    parse(&merged.text, questionnaire()).assessment
}

/// What came of it but for what it remembers of the part.
fn answers(merged: &Merged) -> Assessment {
    Assessment {
        joined: BTreeSet::new(),
        ..read(merged)
    }
}

#[test]
fn a_part_has_its_roles_and_what_they_use() {
    let part = split(&whole(), &[Role::Mp]);
    assert_eq!(part.roles, [Role::Mp]);
    assert_eq!(part.subject, whole().subject);
    let roles: Vec<&Role> = part.answers.keys().collect();
    assert_eq!(roles, [&Role::Mp]);
    let ids: Vec<&EvidenceId> = part.evidence.keys().collect();
    assert_eq!(ids, [&id("ev-question"), &id("ev-step")]);
    let (sent, items) = part.split_digest.split_once('\n').unwrap();
    assert_eq!(sent, part_digest(&whole(), &[Role::Mp]));
    assert!(items.starts_with("items 4\n"), "{items}");
    // The digest is of the answers and records, and of nothing else.
    let digest = |a: &Assessment| part_digest(a, &[Role::Mp]);
    let mut other = note(&whole(), Role::Csp, "n");
    "Other".clone_into(&mut other.subject);
    other.evidence.insert(id("ev-csp"), record("x"));
    assert_eq!(digest(&other), sent);
    assert_ne!(digest(&note(&whole(), Role::Mp, "n")), sent);
    other.evidence.insert(id("ev-question"), record("x"));
    assert_ne!(digest(&other), sent);
    let hex = sent.strip_prefix("sha256:").unwrap();
    assert!(hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
}

#[test]
fn what_it_is_joined_from_is_known() {
    let (whole, sent) = (whole(), split(&whole(), &[Role::Mp]));
    let part = note(&sent, Role::Mp, "theirs");
    // Nothing was done to the role: the part is it. What goes on elsewhere stays.
    let here = note(&whole, Role::Csp, "here");
    let (m, basis) = joined(&here, &part, None).unwrap();
    assert_eq!(basis, Basis::AsSent);
    assert_eq!(answers(&m), note(&here, Role::Mp, "theirs"));
    // Somebody has worked on it here too.
    let mut here = whole.clone();
    let mp = here.answers.entry(Role::Mp).or_default();
    mp.steps.entry(step("02")).or_default().outcome = Some(Outcome::Satisfied);
    let (m, basis) = joined(&here, &part, Some(&sent)).unwrap();
    assert_eq!(basis, Basis::Sent);
    assert!(m.conflicts.is_empty(), "{m:?}");
    assert_eq!(answers(&m), note(&here, Role::Mp, "theirs"));
    // Without the text that was sent, the part knows which items were another.
    let (m, basis) = joined(&here, &part, None).unwrap();
    assert_eq!(basis, Basis::Items);
    assert!(m.conflicts.is_empty(), "{m:?}");
    assert_eq!(answers(&m), note(&here, Role::Mp, "theirs"));
    // Of an item that both changed, what differs is kept from both.
    let both = note(&here, Role::Mp, "ours");
    let (m, basis) = joined(&both, &part, None).unwrap();
    assert_eq!(basis, Basis::Items);
    assert_eq!(m.conflicts, ["roles.MP.steps.01.note"]);
    assert!(read(&m).conflicts.values().all(|c| c.base_unknown));
    // A part of before says nothing of its items.
    let mut part = part;
    let sent = part_digest(&whole, &[Role::Mp]);
    sent.clone_into(&mut part.split_digest);
    let (m, basis) = joined(&here, &part, None).unwrap();
    assert_eq!(basis, Basis::Nothing);
    assert_eq!(
        m.conflicts,
        ["roles.MP.steps.01.note", "roles.MP.steps.02.outcome"]
    );
    assert!(read(&m).conflicts.values().all(|c| c.base_unknown));
}

/// A step of MP with a note, as somebody has found it in some hour.
fn found(a: &Assessment, by: &str, hour: u32, text: &str) -> Assessment {
    let mut a = note(a, Role::Mp, text);
    let mp = a.answers.entry(Role::Mp).or_default();
    let answer = mp.steps.entry(step("01")).or_default();
    by.clone_into(&mut answer.assessed_by);
    answer.assessed_at = Some(Utc.with_ymd_and_hms(2026, 11, 24, hour, 0, 0).unwrap());
    answer.assessed_also.clear();
    a
}

#[test]
fn what_was_decided_when_it_was_joined_is_not_asked_again() {
    for with_sent in [false, true] {
        let (whole, sent) = (whole(), split(&whole(), &[Role::Mp]));
        let then = with_sent.then_some(&sent);
        let theirs = found(&sent, "Prov", 11, "theirs");
        let ours = found(&whole, "Lead", 10, "ours");
        let (m, _) = joined(&ours, &theirs, then).unwrap();
        assert_eq!(m.conflicts, ["roles.MP.steps.01.note"]);
        // Undecided it stays so, and nothing else comes.
        let open = read(&m);
        let (m, _) = joined(&open, &theirs, then).unwrap();
        assert_eq!(read(&m), open);
        let pick = |pick| resolve(&open, "roles.MP.steps.01.note", &pick, questionnaire()).unwrap();
        for decided in [
            pick(Pick::Ours),
            pick(Pick::Theirs),
            pick(Pick::Text("both".into())),
        ] {
            let (m, _) = joined(&decided, &theirs, then).unwrap();
            assert!(m.conflicts.is_empty(), "{m:?}");
            assert_eq!(read(&m), decided);
        }
        // What the file had before it was split off is not what it came from, either.
        let mut back = pick(Pick::Ours);
        back.answers
            .insert(Role::Mp, whole.answers[&Role::Mp].clone());
        let (m, _) = joined(&back, &theirs, then).unwrap();
        assert_eq!(read(&m), back);
        // Of what has come since, one is asked.
        let again = found(&theirs, "Prov", 12, "again");
        let (m, _) = joined(&pick(Pick::Ours), &again, then).unwrap();
        assert_eq!(m.conflicts, ["roles.MP.steps.01.note"]);
    }
}

#[test]
fn what_was_joined_is_taken_anew_from_who_has_answered_it() {
    let (whole, sent) = (whole(), split(&whole(), &[Role::Mp]));
    let first = found(&sent, "Prov", 11, "first");
    let (m, _) = joined(&whole, &first, None).unwrap();
    let once = read(&m);
    assert!(m.conflicts.is_empty());
    let (m, _) = joined(&once, &found(&first, "Prov", 12, "second"), None).unwrap();
    assert!(m.conflicts.is_empty(), "{m:?}");
    assert!(
        m.notes
            .iter()
            .any(|n| n.contains("MP.01") && n.contains("anew")),
        "{m:?}"
    );
    let twice = read(&m);
    assert_eq!(note_of(&twice), "second");
    // The first one, sent once more, is older than what has come since.
    let (m, _) = joined(&twice, &first, None).unwrap();
    assert_eq!(read(&m), twice);
    // Of somebody else, nobody knows whether it takes the other's place.
    for other in [
        found(&sent, "Other", 12, "second"),
        found(&sent, "Prov", 10, "older"),
    ] {
        let (m, _) = joined(&once, &other, None).unwrap();
        assert_eq!(m.conflicts, ["roles.MP.steps.01.note"]);
    }
    // What has been changed here meanwhile is not theirs any more.
    let ours = found(&once, "Lead", 12, "ours");
    let (m, _) = joined(&ours, &found(&first, "Prov", 13, "second"), None).unwrap();
    assert_eq!(m.conflicts, ["roles.MP.steps.01.note"]);
    let (m, _) = joined(&ours, &first, None).unwrap();
    assert_eq!(read(&m), ours);
}

#[test]
fn what_a_part_has_taken_out_is_not_taken_out_twice() {
    let (whole, sent) = (whole(), split(&whole(), &[Role::Mp]));
    let mut part = sent.clone();
    part.answers.entry(Role::Mp).or_default().questions.clear();
    let (m, _) = joined(&whole, &part, None).unwrap();
    let without = read(&m);
    assert!(without.answers[&Role::Mp].questions.is_empty());
    let mut back = without.clone();
    back.answers
        .insert(Role::Mp, whole.answers[&Role::Mp].clone());
    let (m, _) = joined(&back, &part, None).unwrap();
    assert!(m.conflicts.is_empty(), "{m:?}");
    assert_eq!(read(&m), back);
}

#[test]
fn what_a_part_takes_back_after_it_was_joined_is_asked() {
    for with_sent in [false, true] {
        let (whole, sent) = (whole(), split(&whole(), &[Role::Mp]));
        let then = with_sent.then_some(&sent);
        let answered = |a: &Assessment| {
            let mut a = a.clone();
            let mp = a.answers.entry(Role::Mp).or_default();
            let answer = mp.steps.entry(step("03")).or_default();
            answer.outcome = Some(Outcome::Satisfied);
            "Prov".clone_into(&mut answer.assessed_by);
            a
        };
        let once = read(&joined(&whole, &answered(&sent), then).unwrap().0);
        let (m, _) = joined(&once, &sent, then).unwrap();
        assert_eq!(
            m.conflicts,
            ["roles.MP.steps.03.outcome"],
            "{with_sent} {m:#?}"
        );
        assert_eq!(
            read(&m).step(Role::Mp, &step("03")).outcome,
            Some(Outcome::Satisfied)
        );
        // It is asked once.
        let open = read(&m);
        assert_eq!(read(&joined(&open, &sent, then).unwrap().0), open);
        let path = "roles.MP.steps.03.outcome";
        let kept = resolve(&open, path, &Pick::Ours, questionnaire()).unwrap();
        for part in [&sent, &answered(&sent)] {
            assert_eq!(read(&joined(&kept, part, then).unwrap().0), kept);
        }
    }
}

fn note_of(a: &Assessment) -> &str {
    &a.step(Role::Mp, &step("01")).note
}

#[test]
fn the_head_of_the_file_stays() {
    let whole = whole();
    let mut part = split(&whole, &[Role::Mp]);
    "somebody else".clone_into(&mut part.assessor);
    let part = note(&part, Role::Mp, "theirs");
    let changed = note(&whole, Role::Mp, "here");
    let sent = split(&whole, &[Role::Mp]);
    for (file, sent) in [(&whole, None), (&changed, Some(&sent)), (&changed, None)] {
        let (m, _) = joined(file, &part, sent).unwrap();
        let read = read(&m);
        assert_eq!((&read.assessor, &read.roles), (&file.assessor, &file.roles));
        assert!(!m.text.contains("split_digest"), "{}", m.text);
        assert_eq!(read.answers[&Role::Csp], file.answers[&Role::Csp]);
        assert_eq!(read.evidence, file.evidence, "also what nobody uses");
    }
}

#[test]
fn what_does_not_belong_together_is_not_joined() {
    let whole = whole();
    let part = split(&whole, &[Role::Mp]);
    let why = |change: fn(&mut Assessment)| {
        let mut part = part.clone();
        change(&mut part);
        joined(&whole, &part, None).unwrap_err().to_string()
    };
    let subject = why(|p| "O\u{1b}".clone_into(&mut p.subject));
    assert_eq!(
        subject,
        "the part is of subject “O␛”, the file of “Acme”: they do not belong together"
    );
    let control = why(|p| "CEK-03".clone_into(&mut p.questionnaire));
    assert_eq!(
        control,
        "the part answers CEK-03, the file CEK-02: they do not belong together"
    );
    let role = why(|p| p.roles.push(Role::Ap));
    assert!(role.starts_with("the part is of AP, which the file does not assess"));
}

#[test]
fn a_conflict_of_the_part_comes_along_and_one_of_the_whole_stays() {
    let (mut whole, path) = (whole(), "roles.MP.steps.01.note");
    let conflict = |theirs: &str| aicaiq::assessment::Conflict {
        theirs: Some(format!("\"{theirs}\"")),
        ..Default::default()
    };
    whole.conflicts.insert("subject".into(), conflict("whole"));
    let sent = split(&whole, &[Role::Mp]);
    assert!(sent.conflicts.is_empty());
    let mut part = note(&sent, Role::Mp, "theirs");
    part.conflicts.insert(path.into(), conflict("part"));
    let changed = note(&whole, Role::Csp, "here");
    for (file, sent, want) in [
        (&changed, None, Basis::AsSent),
        (&note(&whole, Role::Mp, "theirs"), Some(&sent), Basis::Sent),
    ] {
        let (m, basis) = joined(file, &part, sent).unwrap();
        assert_eq!(basis, want);
        let open: Vec<String> = read(&m).conflicts.into_keys().collect();
        assert_eq!(open, [path, "subject"], "{}", m.text);
    }
}
