//! Conflicts in words.

use super::groups;
use super::side::{Parsed, Value};
use super::{Merged, Side};
use crate::assessment::is_led;
use crate::compare::beside;
use crate::text::count;
use std::collections::BTreeSet;
use toml_edit::Key;

/// How many characters of a value are shown.
const SHOWN: usize = 60;

impl Merged {
    /// What was said of each field in [`Self::conflicts`], in its order: one
    /// line each, shortened, safe to show.
    #[must_use]
    pub fn conflicts_in_words(&self) -> Vec<String> {
        self.in_words(&self.conflicts)
    }

    /// Those of [`Self::conflicts`] that are chosen from: one for all fields that
    /// go together.
    #[must_use]
    pub fn choices(&self) -> Vec<String> {
        let is_in = |path: &str| self.conflicts.iter().any(|p| p == path);
        let paths = self.conflicts.iter();
        paths.filter(|path| !is_led(path, is_in)).cloned().collect()
    }

    /// The conflicts of the text that were there before and are undecided still:
    /// one for all fields that go together.
    #[must_use]
    pub fn undecided(&self) -> Vec<String> {
        let Ok(text) = Parsed::of(&self.text, Side::Ours) else {
            return Vec::new();
        };
        let kept = text.below(&["conflicts".to_owned()]).into_keys();
        let all: BTreeSet<String> = kept.filter_map(|path| path.get(1).cloned()).collect();
        let led = |path: &String| is_led(path, |lead| all.contains(lead));
        let new = |path: &String| self.conflicts.contains(path);
        all.iter()
            .filter(|path| !led(path) && !new(path))
            .cloned()
            .collect()
    }

    /// The same of fields that are in conflict in the text, by key path.
    #[must_use]
    pub fn in_words(&self, conflicts: &[String]) -> Vec<String> {
        let Ok(text) = Parsed::of(&self.text, Side::Ours) else {
            return conflicts.iter().map(|p| plain(p)).collect();
        };
        let one = |path: &String| {
            let says = |side: &str| {
                let key = |k: &str| {
                    let path = ["conflicts", path, k].map(str::to_owned);
                    text.get(&path)
                };
                let from = match key(&format!("{side}_from")) {
                    Some(Value::Text(from)) => format!(" ({})", shortened(from)),
                    _ => String::new(),
                };
                let said = match key(side) {
                    Some(value) => format!("“{}”", shortened(&value.shown())),
                    None => "nothing".to_owned(),
                };
                (from, said)
            };
            let ((ours_from, mut ours), (theirs_from, mut theirs)) = (says("ours"), says("theirs"));
            let long = |side: &str| match text.get(&["conflicts", path, side].map(str::to_owned)) {
                Some(Value::Text(text)) if text.contains('\n') => Some(text.clone()),
                _ => None,
            };
            let (mut at, mut places, mut is_blank) = (String::new(), String::new(), false);
            if let (Some(one), Some(other)) = (long("ours"), long("theirs"))
                && let Some((line, words, more)) = beside::first(&one, &other)
            {
                let said = |words: &str| match words.trim() {
                    "" => "nothing".to_owned(),
                    words => format!("“{}”", shortened(words)),
                };
                let [one, other] = &words;
                is_blank = one.trim() == other.trim();
                [ours, theirs] = words.each_ref().map(|words| said(words));
                at = format!(", line {line}");
                if more > 0 {
                    places = format!("; they differ in {}", count(more, "more place"));
                }
            }
            let field = field(path);
            let mut line = match is_blank {
                true => format!(
                    "{field}{at}: ours{ours_from} and theirs{theirs_from} differ in spaces or empty lines"
                ),
                false => format!(
                    "{field}{at}: ours{ours_from} says {ours}, theirs{theirs_from} {theirs}"
                ),
            };
            let home = ["conflicts", path, "others"].map(str::to_owned);
            for (key, from) in text.below(&home) {
                let Some((_, table)) = key.split_last().filter(|(k, _)| *k == "from") else {
                    continue;
                };
                let value = text.get(&super::groups::child(table, "value"));
                let first = match (value, long("ours")) {
                    (Some(Value::Text(other)), Some(one)) => beside::first(&one, other),
                    _ => None,
                };
                let said = match (first, value) {
                    (Some((line, [_, words], _)), _) if !words.trim().is_empty() => {
                        format!("in line {line} “{}”", shortened(words.trim()))
                    }
                    (_, Some(value)) => format!("“{}”", shortened(&value.shown())),
                    (_, None) => "nothing".to_owned(),
                };
                line.push_str(&format!(", {} {said}", shortened(&from.shown())));
            }
            line + &places
        };
        conflicts.iter().map(one).collect()
    }
}

/// What a field is called: `CSP.03 outcome`, by its dotted path; safe to show.
#[must_use]
pub fn field(dotted: &str) -> String {
    let Ok(keys) = Key::parse(dotted) else {
        return plain(dotted);
    };
    let path: Vec<String> = keys.iter().map(|k| k.get().to_owned()).collect();
    let name = groups::name(&path);
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let rest = match parts.as_slice() {
        ["roles", _, "steps" | "questions", _, rest @ ..] | ["roles", _, "sign_off", rest @ ..] => {
            rest
        }
        ["evidence", _, rest @ ..] => rest,
        ["assessment", rest @ ..] => {
            return crate::text::one_line(&rest.join(" ").replace('_', " "));
        }
        ["people", ..] => return crate::assessment::field_words(dotted),
        ["conflicts", path, rest @ ..] => {
            let (what, rest) = (field(path), rest.join(" ").replace('_', " "));
            return crate::text::one_line(format!("conflict over {what} {rest}").trim_end());
        }
        _ => &[],
    };
    let rest = rest.join(" ").replace('_', " ");
    crate::text::one_line(format!("{name} {rest}").trim_end())
}

fn plain(path: &str) -> String {
    crate::text::one_line(path)
}

/// The start of a text on one line.
fn shortened(text: &str) -> String {
    let line = crate::text::one_line(text);
    if line.chars().count() <= SHOWN {
        return line;
    }
    let start: String = line.chars().take(SHOWN).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::{Labels, merge};

    #[test]
    fn of_long_texts_it_says_where_they_differ() {
        let file = |note: &str| format!("[roles.CSP.steps.03]\nnote = \"\"\"\n{note}\"\"\"\n");
        let said = |base: &str, ours: &str, theirs: &str| {
            let [base, ours, theirs] = [base, ours, theirs].map(file);
            let merged = merge(&base, &ours, &theirs, &Labels::default()).unwrap();
            merged.conflicts_in_words().concat()
        };
        assert_eq!(
            said("a\nb\nc\nd", "a\nb\nx\nd", "A\nb\ny\nd"),
            "CSP.03 note, line 3: ours says “x”, theirs “y”"
        );
        assert_eq!(
            said("a\nb\nc\nd", "a\nb\nd\ne", "a\nb\nx\nd\nf"),
            "CSP.03 note, line 3: ours says nothing, theirs “x”; they differ in 1 more place"
        );
        assert_eq!(
            said("a\nb", "c\nd", "e\nf"),
            "CSP.03 note: ours says “c d”, theirs “e f”"
        );
    }

    #[test]
    fn a_conflict_says_who_says_what() {
        let file = |note: &str| {
            format!(
                "schema = 1\n[roles.CSP.questions.\"CEK-02.1\"]\nimplementation = \"{note}\"\n[roles.CSP.steps.03.action]\ndue = {}\n",
                if note == "a" {
                    "2027-01-31"
                } else {
                    "2027-02-28"
                }
            )
        };
        let labels = Labels {
            ours: "main".into(),
            theirs: String::new(),
            ..Labels::default()
        };
        let long = format!("\\u001b[31m{}", "x".repeat(90));
        let merged = merge("", &file("a"), &file(&long), &labels).unwrap();
        assert_eq!(
            merged.conflicts_in_words(),
            [
                format!(
                    "CSP.CEK-02.1 implementation: ours (main) says “a”, theirs “␛[31m{}…”",
                    "x".repeat(55)
                ),
                "CSP.03 action due: ours (main) says “2027-01-31”, theirs “2027-02-28”".to_owned(),
            ]
        );
        assert_eq!(field("evidence.ev-1.expires_on"), "ev-1 expires on");
        assert_eq!(
            field("assessment.questionnaire_version"),
            "questionnaire version"
        );
        assert_eq!(field("assessment.own.key"), "own key");
        assert_eq!(field("people.\"Lead\".function"), "Lead's function");
        assert_eq!(field("mine.too"), "mine.too");
        assert_eq!(field("= nonsense"), "= nonsense");
    }
}
