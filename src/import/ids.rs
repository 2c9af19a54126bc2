//! Ids of controls and questions as workbooks spell them.

use crate::questionnaire::Questionnaire;
use std::collections::BTreeMap;

/// The ids that questionnaires at hand have, whatever their shape; besides
/// them, ids of CSA's shape are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ids {
    /// By what they are compared by, as they are spelled.
    controls: BTreeMap<String, String>,
    /// The same, with the control of each.
    questions: BTreeMap<String, (String, String)>,
}

/// None at hand.
pub(super) static NO_IDS: Ids = Ids {
    controls: BTreeMap::new(),
    questions: BTreeMap::new(),
};

impl Ids {
    /// Adds those of a questionnaire.
    pub fn add(&mut self, q: &Questionnaire) {
        let control = &q.control.id;
        self.controls.insert(plain(control), control.clone());
        for question in &q.questions {
            let known = (question.id.clone(), control.clone());
            self.questions.insert(plain(&question.id), known);
        }
    }

    /// The control that a text is the id of, in its own spelling.
    #[must_use]
    pub fn control(&self, text: &str) -> Option<String> {
        let known = self.controls.get(&plain_id(text)?).cloned();
        known.or_else(|| control_id(text))
    }

    /// The question that a text is the id of, and its control.
    #[must_use]
    pub fn question(&self, text: &str) -> Option<(String, String)> {
        let id = plain_id(text)?;
        if let Some(known) = self.questions.get(&id) {
            return Some(known.clone());
        }
        // One that its questionnaire does not have is one all the same.
        let (control, number) = id.rsplit_once('.')?;
        match self.controls.get(control).filter(|_| is_number(number)) {
            Some(own) => Some((format!("{own}.{number}"), own.clone())),
            None => question_id(text),
        }
    }
}

/// A control's id in its own spelling: `A&A-01`, from whatever blanks, dashes
/// and case it is written with. None for anything else.
#[must_use]
pub fn control_id(text: &str) -> Option<String> {
    let id = plain_id(text)?;
    let (domain, number) = id.split_once('-')?;
    let fits = (1..=5).contains(&domain.len())
        && domain.starts_with(|c: char| c.is_ascii_uppercase())
        && domain.bytes().all(|b| b.is_ascii_uppercase() || b == b'&')
        && (2..=3).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit());
    fits.then_some(id)
}

/// A question's id, `A&A-01.1`, and the control that it belongs to.
#[must_use]
pub fn question_id(text: &str) -> Option<(String, String)> {
    let id = plain_id(text)?;
    let (control, number) = id.split_once('.')?;
    let control = control_id(control).filter(|_| is_number(number))?;
    Some((id, control))
}

fn is_number(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The longest id that a file's name can have, and a question's number.
const LONGEST: usize = 110;

fn plain_id(text: &str) -> Option<String> {
    (text.len() <= LONGEST).then(|| plain(text))
}

/// What ids are compared by.
fn plain(text: &str) -> String {
    let dashes = [
        '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}',
    ];
    let plain = |c: char| match c {
        c if dashes.contains(&c) => '-',
        c => c.to_ascii_uppercase(),
    };
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(plain)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::embedded;

    #[test]
    fn ids_are_read_in_any_dress() {
        for (text, id) in [
            ("A&A-01", Some("A&A-01")),
            (" cek\u{2011}02 ", Some("CEK-02")),
            ("I & S - 01", Some("I&S-01")),
            ("AIS-12", Some("AIS-12")),
            ("x-01", Some("X-01")),
            ("AIS-12.1", None),
            ("Audit & Assurance - A&A", None),
            ("CEK", None),
            ("=1-01", None),
        ] {
            assert_eq!(control_id(text).as_deref(), id, "{text}");
        }
        assert_eq!(
            question_id("a&a-01.2"),
            Some(("A&A-01.2".to_owned(), "A&A-01".to_owned()))
        );
        assert_eq!(question_id("A&A-01"), None);
        assert_eq!(question_id("A&A-01.x"), None);
    }

    #[test]
    fn ids_at_hand_are_read_whatever_their_shape() {
        for (control, question, text) in [
            ("X-1", "X-1.1", "x \u{2013} 1.1"),
            ("Iso27-5.3", "Iso27-5.3.2", "ISO27-5.3.2"),
            ("Iso27-5.3", "Iso27-5.3.9", "ISO27-5.3.9"),
            ("Firm", "Who owns it", "who owns  it "),
        ] {
            let mut q = embedded().clone();
            q.control.id = control.to_owned();
            q.questions.truncate(1);
            q.questions[0].id = question.replace(".9", ".1");
            let mut ids = Ids::default();
            assert_eq!(ids.question(text), None, "{text}");
            ids.add(&q);
            let known = Some((question.to_owned(), control.to_owned()));
            assert_eq!(ids.question(text), known, "{text}");
            assert_eq!(
                ids.control(&control.to_lowercase()).as_deref(),
                Some(control)
            );
            assert_eq!(ids.question("remark"), None);
        }
    }
}
