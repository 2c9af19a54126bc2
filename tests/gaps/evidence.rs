//! The rules about evidence: each speaks, and just beside it is silent.

use crate::Files;
use crate::rules::{after, of, silent, speaks};
use crate::sample::*;
use aicaiq::assessment::*;
use aicaiq::gaps::{Kind, Severity};

#[test]
fn satisfied_and_yes_rest_on_evidence() {
    use Kind::NoEvidence;
    speaks(
        NoEvidence,
        Severity::Minor,
        &["without evidence"],
        |a, _| {
            step(a, "01").evidence.clear();
        },
    );
    silent(NoEvidence, |a, _| {
        step(a, "01").evidence.clear();
        step(a, "01").outcome = Some(Outcome::NotSatisfied);
    });
    speaks(
        NoEvidence,
        Severity::Minor,
        &["Yes without evidence"],
        |a, _| {
            a.answers.get_mut(&Role::Csp).unwrap().steps.clear();
        },
    );
    silent(NoEvidence, |a, _| {
        a.answers.get_mut(&Role::Csp).unwrap().steps.clear();
        question(a).evidence.insert(ev("ev-1"));
    });
    silent(NoEvidence, |a, _| {
        a.answers.get_mut(&Role::Csp).unwrap().steps.clear();
        question(a).answer = Some(Answer::No);
    });
}

#[test]
fn evidence_expires_after_its_last_day() {
    use Kind::{EvidenceExpired, EvidenceExpiring};
    fn expires(a: &mut Assessment, on: &str) {
        record(a).expires_on = Some(date(on));
    }
    speaks(
        EvidenceExpired,
        Severity::Minor,
        &["Key policy", "2026-11-23"],
        |a, _| {
            expires(a, "2026-11-23");
        },
    );
    silent(EvidenceExpiring, |a, _| expires(a, "2026-11-23"));
    silent(EvidenceExpired, |a, _| expires(a, "2026-11-24"));
    speaks(
        EvidenceExpiring,
        Severity::Watch,
        &["expires today: renew it"],
        |a, _| expires(a, "2026-11-24"),
    );
    speaks(EvidenceExpiring, Severity::Watch, &[], |a, _| {
        expires(a, "2026-12-24")
    });
    silent(EvidenceExpiring, |a, _| expires(a, "2026-12-25"));
    for (on, when) in [
        ("2026-11-25", "expires tomorrow:"),
        ("2026-11-26", "expires on 2026-11-26:"),
    ] {
        let gaps = after(|a, _| expires(a, on));
        let found = of(EvidenceExpiring, &gaps);
        assert!(found[0].1.contains(when), "{found:?}");
    }
}

#[test]
fn evidence_gaps_stand_on_each_item_that_uses_the_record() {
    let gaps = after(|a, _| {
        record(a).expires_on = Some(date("2020-01-01"));
        question(a).evidence.insert(ev("ev-1"));
        step(a, "02").evidence.clear();
    });
    let items: Vec<_> = gaps
        .iter()
        .filter(|g| g.kind == Kind::EvidenceExpired)
        .map(|g| g.item.to_string())
        .collect();
    assert_eq!(items, ["T-01.1", "01", "ccm-1"]);
}

#[test]
fn evidence_files_are_the_recorded_ones() {
    use Kind::{EvidenceChanged, EvidenceMissing, EvidenceUnchecked, EvidenceUnregistered};
    use Severity::{Major, Watch};
    fn local(a: &mut Assessment, files: &mut Files, state: FileState) {
        record(a).href = "evidence/policy.pdf".into();
        record(a).sha256 = "AA".into();
        files.insert(ev("ev-1"), state);
    }
    fn present(sha256: &str) -> FileState {
        FileState::Present {
            sha256: sha256.into(),
            size: 1,
        }
    }
    speaks(EvidenceMissing, Major, &["evidence/policy.pdf"], |a, f| {
        local(a, f, FileState::Missing)
    });
    speaks(EvidenceChanged, Major, &["SHA-256"], |a, f| {
        local(a, f, present("bb"))
    });
    // Of a long path the last 40 characters, whatever they are made of.
    for before in ["evidence/", "evidence/ä"] {
        let end = "x".repeat(36) + ".pdf";
        let gaps = after(|a, f| {
            local(a, f, FileState::Missing);
            record(a).href = format!("{before}{end}");
        });
        let found = of(EvidenceMissing, &gaps);
        assert!(found[0].1.contains(&format!("“…{end}”")), "{found:?}");
    }
    for kind in [EvidenceMissing, EvidenceChanged, EvidenceUnchecked] {
        silent(kind, |a, f| local(a, f, present("aa")));
        silent(kind, |a, f| local(a, f, FileState::Unchecked));
        // A link is never looked at, whatever the caller says.
        silent(kind, |_, f| {
            f.insert(ev("ev-1"), FileState::Missing);
        });
    }
    silent(EvidenceChanged, |a, f| {
        local(a, f, present("bb"));
        record(a).sha256.clear();
    });
    // Without a digest the size is all there is; with one it says nothing.
    speaks(EvidenceChanged, Major, &["size"], |a, f| {
        local(a, f, present("bb"));
        record(a).sha256.clear();
        record(a).size = Some(2);
    });
    silent(EvidenceChanged, |a, f| {
        local(a, f, present("aa"));
        record(a).size = Some(2);
    });
    silent(EvidenceChanged, |a, f| {
        local(a, f, present("bb"));
        record(a).sha256.clear();
        record(a).size = Some(1);
    });
    speaks(EvidenceUnchecked, Watch, &["outside"], |a, f| {
        local(a, f, FileState::Outside)
    });
    speaks(EvidenceUnchecked, Watch, &["outside"], |a, _| {
        record(a).href = "../x.pdf".into()
    });
    // Nothing can ever be looked at there, whether somebody has tried or not.
    for href in ["javascript:alert(1)", "ftp://x/y.pdf", "FILE:///etc/x"] {
        for state in [None, Some(FileState::Missing), Some(FileState::Outside)] {
            let gaps = after(|a, f| {
                f.clear();
                if let Some(state) = state {
                    local(a, f, state);
                }
                record(a).href = href.into();
            });
            let missing = of(EvidenceMissing, &gaps);
            let says = "is neither an http(s) link nor a path: tie another";
            assert_eq!(missing[0].0, Major, "{href}");
            assert!(missing[0].1.ends_with(says), "{missing:?}");
            assert!(of(EvidenceUnchecked, &gaps).is_empty(), "{gaps:?}");
        }
    }
    speaks(EvidenceUnchecked, Watch, &["denied␛"], |a, f| {
        local(a, f, FileState::Unreadable("denied\u{1b}".into()));
    });
    speaks(EvidenceUnregistered, Major, &["ev-9"], |a, _| {
        step(a, "01").evidence.insert(ev("ev-9"));
    });
    // What the store says of a folder, not what this test thinks it says.
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("evidence/policy.pdf")).unwrap();
    let state = aicaiq::store::evidence::inspect(folder.path(), "evidence/policy.pdf", false);
    let gaps = after(|a, f| local(a, f, state));
    let unchecked = of(EvidenceUnchecked, &gaps);
    assert_eq!(
        unchecked[0].1,
        "“evidence/policy.pdf” is a folder: name a file in it"
    );
}
