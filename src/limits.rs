//! How large things may be, in one place. What is refused when it is read is
//! refused when it is written too: no file is made that cannot be opened again.

use crate::assessment::Assessment;
use crate::text::grouped;

const MIB: u64 = 1024 * 1024;

/// The largest answer file, and the largest `assessment.toml`, in bytes.
pub const ANSWER_FILE: u64 = 16 * MIB;
/// The largest questionnaire, in bytes.
pub const QUESTIONNAIRE: u64 = 8 * MIB;
/// The largest configuration, list of recent files or settings of git, in
/// bytes.
pub const SETTINGS: u64 = MIB;
/// The largest theme, in bytes.
pub const THEME: u64 = 64 * 1024;
/// The largest journal of half-typed texts, in bytes.
pub const JOURNAL: u64 = 16 * MIB;
/// The largest workbook that is read, in bytes.
pub const WORKBOOK: u64 = 64 * MIB;
/// The most that a workbook may unpack to, in bytes.
pub const UNPACKED: u64 = 128 * MIB;
/// The largest list in a pack, in bytes.
pub const PACK_LIST: u64 = 4 * MIB;
/// The largest pack, in bytes: all of it is read to check it.
pub const PACK: u64 = 64 * 1024 * MIB;
/// The most files in a pack: its list of files holds about as many.
pub const PACK_FILES: usize = 40_000;
/// The longest text in an answer file, in bytes: a note, a name, a link.
pub const TEXT: u64 = MIB;
/// Tables and lists within each other: what the `toml` crates go into.
pub const DEPTH: usize = 80;
/// The most records in a register of evidence.
pub const EVIDENCE: usize = 100_000;
/// The most people in an assessment.
pub const PEOPLE: usize = 10_000;
/// The most questions of a control.
pub const QUESTIONS: usize = 1_000;
/// The most audit steps of a role.
pub const STEPS: usize = 1_000;
/// The most controls in a folder.
pub const CONTROLS: usize = 10_000;
/// The most providers that stand side by side.
pub const PROVIDERS: usize = 10_000;
/// The most texts of a folder's controls that the screen lists as found.
pub const FOUND: usize = 2_000;
/// The smallest screen, in columns and rows.
pub const SMALLEST: (u16, u16) = (60, 15);
/// The largest screen: what is beyond stays empty.
pub const LARGEST: (u16, u16) = (1_000, 500);

/// A row of the README's table: what it is of, the most, and what happens
/// beyond it.
pub type Row = (&'static str, String, &'static str);

/// Bytes as people read them.
fn mib(bytes: u64) -> String {
    format!("{} MiB", bytes / MIB)
}

/// All limits in words, as the README's table has them.
#[must_use]
pub fn table() -> Vec<Row> {
    let (columns, rows) = SMALLEST;
    let (most_columns, most_rows) = LARGEST;
    vec![
        (
            "an answer file; `assessment.toml`",
            mib(ANSWER_FILE),
            "not opened, never written",
        ),
        (
            "a text in it: a note, a name, a link",
            mib(TEXT),
            "not taken, not opened",
        ),
        (
            "records of evidence in it",
            grouped(EVIDENCE),
            "not added, not opened",
        ),
        ("people in it", grouped(PEOPLE), "not added, not opened"),
        (
            "tables and lists within each other",
            DEPTH.to_string(),
            "not opened",
        ),
        ("a questionnaire", mib(QUESTIONNAIRE), "not opened"),
        (
            "its questions; steps of a role",
            grouped(QUESTIONS.min(STEPS)),
            "not opened",
        ),
        (
            "controls in a folder; providers side by side",
            grouped(CONTROLS.min(PROVIDERS)),
            "not opened",
        ),
        (
            "a configuration; a theme",
            format!("{}; {} KiB", mib(SETTINGS), THEME / 1024),
            "told, and passed over",
        ),
        (
            "half-typed texts of a file, together",
            mib(JOURNAL),
            "told: not journalled",
        ),
        (
            "a workbook; all of it unpacked",
            format!("{}; {}", mib(WORKBOOK), mib(UNPACKED)),
            "not imported",
        ),
        (
            "a pack; files in it",
            format!("{} GiB; {}", PACK / 1024 / MIB, grouped(PACK_FILES)),
            "not packed, not checked",
        ),
        (
            "texts found in a folder, on the screen",
            grouped(FOUND),
            "counted, and gone on to by `n`; `aicaiq find` lists all",
        ),
        (
            "a file of evidence",
            "none".to_owned(),
            "read in pieces; Ctrl-C stops it",
        ),
        (
            "a screen",
            format!("{columns}×{rows} to {most_columns}×{most_rows}"),
            "asks for more room; stays empty",
        ),
    ]
}

/// Why a text is not taken.
pub const TEXT_TOO_LONG: &str = "the text is longer than 1 MiB, the most that one may have: \
     shorten it, or put it into a file and add that as evidence";

/// What of an assessment is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Excess {
    /// A text is too long.
    #[error("{}", TEXT_TOO_LONG)]
    Text,
    /// There is too much evidence.
    #[error(
        "there are {0} records of evidence, and at most {EVIDENCE}: remove those that nothing refers to, or split the assessment"
    )]
    Evidence(usize),
    /// There are too many people.
    #[error("there are {0} people, and at most {PEOPLE}: remove those who take no part")]
    People(usize),
}

/// What the `toml` crates say of tables and lists that are nested too deep, in
/// words; none of anything else.
#[must_use]
pub fn too_deep(message: &str) -> Option<(String, &'static str)> {
    let deep = message.contains("recurse") || message.contains("recursion limit");
    deep.then(|| {
        (
            format!("not to be read: tables and lists are nested more than {DEPTH} deep"),
            "write it flatter: nothing that is known here goes deeper than six",
        )
    })
}

/// Whether a text is too long.
#[must_use]
pub fn is_too_long(text: &str) -> bool {
    exceeds(text.len())
}

/// Whether a text of so many bytes is too long.
pub(crate) fn exceeds(bytes: usize) -> bool {
    u64::try_from(bytes).map_or(true, |bytes| bytes > TEXT)
}

/// What of an assessment is more than a file may hold, its texts not counted.
///
/// # Errors
/// The first thing that is too much.
pub fn counts(a: &Assessment) -> Result<(), Excess> {
    if a.evidence.len() > EVIDENCE {
        return Err(Excess::Evidence(a.evidence.len()));
    }
    if a.people.len() > PEOPLE {
        return Err(Excess::People(a.people.len()));
    }
    Ok(())
}

/// As [`counts`], texts too.
///
/// # Errors
/// The first thing that is too much.
pub fn all(a: &Assessment) -> Result<(), Excess> {
    counts(a)?;
    if texts(a).any(is_too_long) {
        return Err(Excess::Text);
    }
    Ok(())
}

/// All texts of an assessment that somebody can make as long as they like.
fn texts(a: &Assessment) -> impl Iterator<Item = &str> {
    let head = [
        &a.subject,
        &a.questionnaire,
        &a.questionnaire_version,
        &a.questionnaire_digest,
        &a.split_digest,
        &a.assessor,
        &a.questionnaires,
    ];
    let people = a.people.iter();
    let people = people.flat_map(|(name, p)| [name, &p.function, &p.organisation]);
    let evidence = a.evidence.values();
    let evidence = evidence.flat_map(|e| [&e.title, &e.href, &e.collected_by, &e.viewed_by]);
    let questions = a.answers.values().flat_map(|r| r.questions.values());
    let of_questions = questions.clone().flat_map(|q| {
        [
            &q.implementation,
            &q.customer_responsibilities,
            &q.answered_by,
        ]
    });
    let steps = a.answers.values().flat_map(|r| r.steps.values());
    let of_steps = steps.clone().flat_map(|s| {
        [
            &s.note,
            &s.justification,
            &s.assessed_by,
            &s.reviewed_by,
            &s.review_comment,
        ]
    });
    let also = steps.clone().flat_map(|s| &s.assessed_also);
    let samples = steps.clone().filter_map(|s| s.sample.as_ref());
    let samples = samples.flat_map(|s| [&s.items, &s.selection]);
    let actions = questions.filter_map(|q| q.action.as_ref());
    let actions = actions.chain(steps.filter_map(|s| s.action.as_ref()));
    let actions = actions.flat_map(|a| [&a.text, &a.owner, &a.retested_by]);
    let signed = a.answers.values().filter_map(|r| r.sign_off.as_ref());
    let signed = signed.flat_map(|s| [&s.by, &s.statement]);
    head.into_iter()
        .chain(&a.layers)
        .chain(&a.joined)
        .chain(people)
        .chain(evidence)
        .chain(of_questions)
        .chain(of_steps)
        .chain(also)
        .chain(samples)
        .chain(actions)
        .chain(signed)
        .map(String::as_str)
}
