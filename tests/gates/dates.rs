//! Dates are judged by the real day, whatever a build system has in its
//! environment.

use crate::runner::Folder;

#[test]
fn the_time_of_reproducible_builds_turns_no_gate_off() {
    let folder = Folder::with_assessment();
    let text = folder.read("a.toml");
    folder.write(
        "a.toml",
        format!(
            "{text}
[roles.CSP.steps.01]
outcome = \"not-satisfied\"
grade = \"major\"
evidence = [\"ev-00000001\"]

[roles.CSP.steps.01.action]
text = \"Mend it\"
owner = \"me\"
due = 2021-01-31
status = \"open\"

[evidence.ev-00000001]
title = \"Policy\"
href = \"https://example.org/policy\"
expires_on = 2021-11-20
"
        ),
    );
    let gates: [(&[&str], &str); 4] = [
        (&["summary", "a.toml", "--fail-on", "overdue"], "overdue"),
        (&["summary", "a.toml", "--fail-on", "expired"], "expired"),
        (
            &[
                "summary",
                "a.toml",
                "--format",
                "csv",
                "--fail-on",
                "overdue",
            ],
            "overdue",
        ),
        (&["evidence", "verify", "a.toml"], "expired"),
    ];
    for (words, why) in gates {
        // The real day, not that of the tests.
        for epoch in ["315532800", "1795514400"] {
            let set = [("SOURCE_DATE_EPOCH", epoch), ("AICAIQ_TODAY", "")];
            let ran = folder.run_where(words, &set);
            assert_eq!(ran.code, 1, "{epoch}: {words:?} {ran}");
            assert!(format!("{ran}").contains(why), "{words:?} {ran}");
        }
    }
    // What is written goes by it.
    let set = [("SOURCE_DATE_EPOCH", "315532800"), ("AICAIQ_TODAY", "")];
    let ran = folder.run_where(&["export", "a.toml", "--format", "oscal"], &set);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.out.contains("1980-01-01T00:00:00"), "{ran}");
}
