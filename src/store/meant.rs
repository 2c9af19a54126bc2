//! What a TOML text is meant as, and which control it answers if it is an
//! answer file: the one place that tells, for every command that is given
//! several files.
//!
//! The head of a text in the layout that this program writes is read by itself;
//! whatever is written otherwise is read by the parser, so that it is the
//! same however it is written.

use super::reader::nearest;
use super::{LIMIT, fast};
use crate::assessment::Role;
use crate::bounded;
use std::io::Read;
use std::path::Path;
use toml_edit::{Document, Item};

/// The bytes of a file that are read first: its head, mostly.
const HEAD: u64 = 16 * 1024;

/// What the head of an answer file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The control that it answers; none where it does not say.
    pub control: Option<String>,
    /// The questionnaire's digest; empty where it is not said.
    pub digest: String,
    /// Whom it is about; empty where it is not said.
    pub subject: String,
    /// Whether it says in which roles.
    pub has_roles: bool,
}

/// What a file that is called as one of answers is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meant {
    /// An answer file, whatever may be wrong in its tables.
    Answers(Head),
    /// Nobody can tell: it cannot be read, is empty or is no TOML. With what its
    /// head says nevertheless.
    Unknown(Head),
    /// Something else, plainly: a questionnaire, say, or a configuration.
    Other,
}

impl Meant {
    /// Whether it is to be read as answers: all that is not plainly something
    /// else is, so that nothing is left out without a word.
    pub fn may_be_answers(&self) -> bool {
        !matches!(self, Self::Other)
    }

    /// What its head says, if it may be an answer file.
    pub fn head(self) -> Option<Head> {
        match self {
            Self::Answers(head) | Self::Unknown(head) => Some(head),
            Self::Other => None,
        }
    }
}

/// Whether a file is called as TOML, in capitals or not.
pub(crate) fn is_toml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("toml"))
}

/// The control that a text says it answers.
pub(crate) fn control_in(text: &str) -> Option<String> {
    fast::control(text).or_else(|| of_text(text).head()?.control)
}

/// What a file is, of which no more is read than has to be.
pub(crate) fn of_file(path: &Path) -> Meant {
    read(path).unwrap_or_else(|| Meant::Unknown(Head::default()))
}

fn read(path: &Path) -> Option<Meant> {
    let file = bounded::open_regular(path).ok()?;
    let size = file.metadata().map_or(0, |meta| meta.len().min(HEAD));
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1);
    (&file).take(HEAD).read_to_end(&mut bytes).ok()?;
    if u64::try_from(bytes.len()).is_ok_and(|n| n == HEAD) {
        if let Some(head) = cut(&bytes).and_then(fast::head) {
            return Some(Meant::Answers(head));
        }
        (&file).take(LIMIT).read_to_end(&mut bytes).ok()?;
    }
    Some(of_bytes(&bytes))
}

/// The whole tables at the start of a text that may have been cut, up to the
/// bracket of the next.
fn cut(bytes: &[u8]) -> Option<&str> {
    let next = memchr::memmem::rfind(bytes, b"\n[")?;
    std::str::from_utf8(bytes.get(..next + 2)?).ok()
}

/// What the bytes of a file are.
pub(crate) fn of_bytes(bytes: &[u8]) -> Meant {
    match std::str::from_utf8(bytes) {
        Ok(text) => of_text(text),
        Err(_) => Meant::Unknown(table_in(&String::from_utf8_lossy(bytes))),
    }
}

/// What a text is.
pub(crate) fn of_text(text: &str) -> Meant {
    if let Some(head) = fast::head(text) {
        return Meant::Answers(head);
    }
    match Document::parse(text) {
        Ok(document) => of_document(&document),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            Meant::Unknown(before(text, at))
        }
    }
}

fn of_document(document: &Document<&str>) -> Meant {
    let has = |key: &str| document.contains_key(key);
    let assessment = document.get("assessment");
    if document.is_empty() {
        return Meant::Unknown(Head::default());
    }
    if assessment.is_some() || has_answers(document) {
        return Meant::Answers(assessment.map(head_of).unwrap_or_default());
    }
    // A misspelt table is a mistake, and no reason to pass over a file.
    let misspelt = |(key, item): (&str, &Item)| {
        item.is_table_like() && nearest(key, &["assessment", "roles"]).is_some()
    };
    let is_alone = document.iter().count() == 1;
    if has("schema") && !has("control") && (is_alone || document.iter().any(misspelt)) {
        return Meant::Answers(Head::default());
    }
    Meant::Other
}

/// Whether there are answers, as opposed to what else may be called roles.
fn has_answers(document: &Document<&str>) -> bool {
    let Some(roles) = document.get("roles").and_then(Item::as_table_like) else {
        return false;
    };
    let is_role = |(key, _): (&str, &Item)| key.parse::<Role>().is_ok();
    document.contains_key("schema") || roles.iter().any(is_role)
}

fn head_of(assessment: &Item) -> Head {
    let Some(table) = assessment.as_table_like() else {
        return Head::default();
    };
    let text = |key| table.get(key).and_then(Item::as_str).map(str::to_owned);
    let roles = table.get("roles");
    Head {
        control: text("questionnaire").filter(|id| !id.is_empty()),
        digest: text("questionnaire_digest").unwrap_or_default(),
        subject: text("subject").unwrap_or_default(),
        has_roles: roles.is_some_and(|r| r.as_array().is_none_or(|list| !list.is_empty())),
    }
}

/// What a broken text says before the table that is broken.
fn before(text: &str, at: usize) -> Head {
    let whole = text.get(..at).and_then(|t| Some(t.rsplit_once("\n[")?.0));
    let document = whole.and_then(|whole| Document::parse(whole).ok());
    let assessment = document.as_ref().and_then(|d| d.get("assessment"));
    assessment.map_or_else(|| table_in(text), head_of)
}

/// The first table of a broken text that looks as if it were its head.
fn table_in(text: &str) -> Head {
    let table = || {
        let (_, table) = text.split_once("[assessment]")?;
        Document::parse(table.split("\n[").next()?).ok()
    };
    table().map_or_else(Head::default, |table| head_of(table.as_item()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SAMPLE: &str = include_str!("../../assets/sample/sample.cek-02.toml");

    fn control(text: &str) -> Option<String> {
        of_text(text).head().and_then(|head| head.control)
    }

    #[test]
    fn the_control_is_the_same_however_it_is_written() {
        for text in [
            "schema = 1\n[assessment]\nquestionnaire = \"CEK-02\"\n",
            "schema = 1\n[ assessment ]\nquestionnaire = \"CEK-02\"\n",
            "schema = 1\n[\"assessment\"]\nquestionnaire = \"CEK-02\"\n",
            "schema = 1\nassessment.questionnaire = \"CEK-02\"\n",
            "schema = 1\nassessment = { questionnaire = \"CEK-02\" }\n",
            "schema = 1\r\n[assessment]\r\nquestionnaire = \"CEK-02\"\r\n",
            "roles.CSP.steps.01.note = '''\n[assessment]\nquestionnaire = \"XXX-99\"\n'''\n[assessment]\nquestionnaire = \"CEK-02\"\n",
            // Broken later.
            "schema = 1\n[assessment]\nquestionnaire = \"CEK-02\"\n[roles.CSP\n",
            "schema = 1\nassessment.questionnaire = \"CEK-02\"\n[roles.CSP\n",
        ] {
            assert_eq!(control(text).as_deref(), Some("CEK-02"), "{text}");
            assert_eq!(control_in(text).as_deref(), Some("CEK-02"), "{text}");
        }
    }

    #[test]
    fn only_what_is_plainly_something_else_is_none() {
        let questionnaire = include_str!("../../questionnaires/cek-02.toml");
        for other in [
            questionnaire,
            "[package]\nname = \"x\"\n",
            "schema = 1\n[control]\nid = \"X-01\"\n",
            "[roles]\nadmin = [\"me\"]\n",
            "schema = 2\n[tool]\nx = 1\n",
        ] {
            assert_eq!(of_text(other), Meant::Other, "{other}");
        }
        for answers in [
            "",
            "# nothing yet\n",
            "schema = 1\n",
            "schema = 1\n[asessment]\nsubject = \"x\"\n",
            "schema = 1\n[Assessment]\nsubject = \"x\"\n",
            "schema = 1\n[rolse.CSP]\n",
            "[roles.CSP.steps.01]\nnote = \"x\"\n",
            "schema = 1\r[assessment]\r",
            "assessment = 1\n",
            "[package\n",
        ] {
            assert!(of_text(answers).may_be_answers(), "{answers}");
        }
        assert!(of_bytes(b"\xff\xfe[\0a\0").may_be_answers());
    }

    #[test]
    fn what_is_after_the_first_bytes_counts_as_well() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.toml");
        let note = "# why\n".repeat(4000);
        for text in [
            format!("{note}{SAMPLE}"),
            format!("{SAMPLE}{note}"),
            format!(
                "{}{note}questionnaire = \"CEK-02\"\n",
                "schema = 1\n[assessment]\n"
            ),
        ] {
            std::fs::write(&path, text).unwrap();
            let head = of_file(&path).head().unwrap();
            assert_eq!(head.control.as_deref(), Some("CEK-02"));
        }
    }

    /// The first tables of the sample, whole.
    fn start() -> &'static str {
        let (start, _) = SAMPLE.split_at(2500);
        start.rsplit_once("\n[").unwrap().0
    }

    #[test]
    fn what_the_property_changes_is_an_answer_file() {
        assert!(Document::parse(start()).is_ok());
        assert!(fast::head(start()).is_some() && fast::control(start()).is_some());
    }

    /// A text near the canonical layout.
    fn texts() -> impl Strategy<Value = String> {
        let pieces = [
            "\n",
            "\n\n",
            " ",
            "\t",
            "\r\n",
            "[",
            "]",
            "\"",
            "\"\"\"",
            "'",
            "=",
            ".",
            "#",
            ",",
            "# why\n",
            "x = 1\n",
            "schema = 1\n",
            "schema = 2\n",
            "[assessment]\n",
            "[\"assessment\"]\n",
            "[ assessment ]\n",
            "assessment.",
            "questionnaire = \"A&A-01\"\n",
            "\"questionnaire\" = \"A&A-01\"\n",
            "subject = \"\"\"\n[assessment]\n\"\"\"\n",
            "roles = []\n",
            "[roles.CSP]\n",
            "\\u0041",
            "\\",
            "\u{feff}",
            "\u{1}",
            "é",
            "questionnaire_digest = \"\"\n",
            "note = '''\nquestionnaire = \"B-01\"\n'''\n",
        ];
        // Half of them at the start of a line, where they matter.
        let place = prop_oneof![
            (0..600_usize).prop_map(|at| (false, at)),
            (0..14_usize).prop_map(|line| (true, line)),
        ];
        let edit = (place, 0..30_usize, prop::sample::select(pieces.to_vec()));
        prop::collection::vec(edit, 0..5).prop_map(|edits| {
            let mut text: Vec<char> = start().chars().collect();
            for ((by_line, at), drop, put) in edits {
                let lines = text.split_inclusive(|c| *c == '\n');
                let (at, drop) = match by_line {
                    true => (lines.take(at).map(<[char]>::len).sum(), 0),
                    false => (at, drop.saturating_sub(10)),
                };
                let end = (at + drop).min(text.len());
                let _: Vec<char> = text.splice(at.min(end)..end, put.chars()).collect();
            }
            text.into_iter().collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn the_fast_way_never_disagrees_with_the_parser(text in texts()) {
            let Ok(document) = Document::parse(text.as_str()) else { return Ok(()) };
            let slow = of_document(&document);
            if let Some(fast) = fast::head(&text) {
                prop_assert_eq!(Meant::Answers(fast), slow.clone());
            }
            if let Some(id) = fast::control(&text) {
                prop_assert_eq!(Some(id), slow.head().and_then(|head| head.control));
            }
        }
    }
}
