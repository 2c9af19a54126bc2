//! A small questionnaire of one's own, X-01, in several wordings.

/// The topics and texts of the steps.
pub type Steps<'a> = &'a [(&'a str, &'a str)];

pub const STEPS: Steps<'static> = &[
    ("Owner named", "Verify that each key has a named owner."),
    (
        "Owner reviewed",
        "Verify that owners are reviewed every year.",
    ),
    (
        "Leaver handling",
        "Verify that keys of leavers pass to a successor.",
    ),
    ("Emergency access", "Verify that break-glass use is logged."),
];

/// X-01 with the same steps for CSP and MP.
pub fn x01(steps: Steps<'_>) -> String {
    let mut out = "schema = 1\n\n[control]\nid = \"X-01\"\ntitle = \"Key owners\"\ndomain = \"Firm controls\"\nversion = \"Firm 2026\"\n\
        specification = \"Keys have owners.\"\n\n[[questions]]\nid = \"X-01.1\"\ntext = \"Is each key owned?\"\n"
        .to_owned();
    for (role, name) in [("CSP", "Cloud service provider"), ("MP", "Model provider")] {
        out.push_str(&format!(
            "\n[[roles]]\nid = \"{role}\"\nname = \"{name}\"\n"
        ));
        for (at, (topic, text)) in steps.iter().enumerate() {
            let number = at + 1;
            out.push_str(&format!(
                "\n[[roles.steps]]\nid = \"{number:02}\"\ntopic = \"{topic}\"\norigin = \"adapted\"\nmethods = [\"examine\"]\ntext = \"{text} ({role})\"\n"
            ));
        }
    }
    out
}

/// The steps with others in the places of some: by number, their texts.
pub fn reworded<'a>(changes: &[(usize, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut steps = STEPS.to_vec();
    for (number, text) in changes {
        steps[number - 1].1 = text;
    }
    steps
}
