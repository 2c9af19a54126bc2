//! Reading single values of an answer file, noting what is wrong with them.

use super::problem::{Problem, Severity, UNKNOWN_KEY};
use crate::assessment::BadWord;
use crate::text::{is_unsafe, one_line};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::ops::Range;
use std::str::FromStr;
use toml_edit::{Datetime, Item, TableLike, Value};

pub(crate) type Span = Option<Range<usize>>;

/// Collects problems while values are read.
pub(crate) struct Reader<'a> {
    source: &'a str,
    pub problems: Vec<Problem>,
    /// In a file of a newer schema nothing unknown is an error.
    pub tolerant: bool,
}

impl<'a> Reader<'a> {
    pub fn new(source: &'a str) -> Self {
        Self {
            source,
            problems: Vec::new(),
            tolerant: false,
        }
    }

    pub fn problem(
        &mut self,
        severity: Severity,
        span: Span,
        message: String,
        help: Option<String>,
    ) {
        self.problems.push(Problem {
            severity,
            span,
            message,
            help,
        });
    }

    pub fn error(&mut self, span: Span, message: String, help: Option<String>) {
        let severity = if self.tolerant {
            Severity::Warning
        } else {
            Severity::Error
        };
        self.problem(severity, span, message, help);
    }

    pub fn warning(&mut self, span: Span, message: String, help: Option<String>) {
        self.problem(Severity::Warning, span, message, help);
    }

    /// The file's own text of a value, short enough for a message.
    pub fn shown(&self, span: Span) -> String {
        let text = span.and_then(|s| self.source.get(s)).unwrap_or_default();
        shorten(text)
    }

    fn wrong_type(&mut self, key: &str, item: &Item, expected: &str) {
        let found = self.shown(item.span());
        self.error(
            item.span(),
            format!("{key} is {} {found}", kind(item)),
            Some(format!("expected {expected}")),
        );
    }

    /// A table below a key; none, with a problem, when it is something else.
    pub fn table<'t>(&mut self, parent: &'t dyn TableLike, key: &str) -> Option<&'t dyn TableLike> {
        let item = parent.get(key)?;
        let table = item.as_table_like();
        if table.is_none() {
            let name = one_line(key);
            let span = parent.key(key).and_then(|k| k.span()).or(item.span());
            self.error(
                span,
                format!("{name} is {}, not a table", kind(item)),
                Some("write it as a table, with a key a line".to_owned()),
            );
        }
        table
    }

    /// A text; empty when it is missing or wrong.
    pub fn text(&mut self, table: &dyn TableLike, key: &str) -> String {
        match table.get(key) {
            Some(item) => self.string(key, item).unwrap_or_default(),
            None => String::new(),
        }
    }

    fn string(&mut self, key: &str, item: &Item) -> Option<String> {
        let Some(text) = item.as_str() else {
            self.wrong_type(key, item, "a text between quotes");
            return None;
        };
        if crate::limits::is_too_long(text) {
            self.too_long(key, item.span());
            return None;
        }
        let text = text.replace("\r\n", "\n");
        if let Some(c) = text.chars().find(|c| is_unsafe(*c)) {
            let code = c as u32;
            self.error(
                self.char_span(item.span(), c),
                format!(
                    "{key} has the control character U+{code:04X} in “{}”",
                    shorten(&text)
                ),
                Some("leave it out: it can steer a terminal or reorder what is read".to_owned()),
            );
            return None;
        }
        Some(text)
    }

    /// Says that a text is longer than any may be.
    fn too_long(&mut self, key: &str, span: Span) {
        let size = span.as_ref().map_or(0, ExactSizeIterator::len);
        let most = crate::limits::TEXT;
        self.error(
            span,
            format!("{key} is about {size} bytes long, and a text is at most {most} (1 MiB)"),
            Some("shorten it, or put it into a file and add that as evidence".to_owned()),
        );
    }

    /// Where the character itself stands, if it is not escaped.
    fn char_span(&self, span: Span, c: char) -> Span {
        let span = span?;
        let raw = self.source.get(span.clone())?;
        match raw.find(c) {
            Some(at) => Some(span.start + at..span.start + at + c.len_utf8()),
            None => Some(span),
        }
    }

    /// Any value as TOML with LF line ends; none when it is missing or has
    /// control characters in it.
    pub fn toml(&mut self, table: &dyn TableLike, key: &str) -> Option<String> {
        let item = table.get(key)?;
        match item.as_value() {
            Some(Value::String(_)) => {
                let text = self.string(key, item)?;
                Some(super::fields::string(&text))
            }
            Some(value) => {
                let toml = crate::merge::bare(value);
                // An emptied list says as much as none.
                if toml == "[]" {
                    return None;
                }
                if toml.contains(is_unsafe) {
                    self.wrong_type(key, item, "a value without control characters");
                    return None;
                }
                Some(toml)
            }
            None => {
                self.wrong_type(key, item, "a value");
                None
            }
        }
    }

    /// A word of a vocabulary.
    pub fn word<T: FromStr<Err = BadWord>>(
        &mut self,
        table: &dyn TableLike,
        key: &str,
        words: &[&str],
    ) -> Option<T> {
        let item = table.get(key)?;
        let text = self.string(key, item)?;
        if text.is_empty() {
            return None;
        }
        self.as_word(&text, item.span(), words)
    }

    pub fn as_word<T: FromStr<Err = BadWord>>(
        &mut self,
        text: &str,
        span: Span,
        words: &[&str],
    ) -> Option<T> {
        match text.parse() {
            Ok(word) => Some(word),
            Err(bad) => {
                let expected = format!("expected {}", bad.expected);
                let help = match nearest(text, words) {
                    Some(word) => format!("did you mean “{word}”? {expected}"),
                    None => expected,
                };
                let message = format!("“{}” is not {}", shorten(&bad.found), bad.what);
                self.error(span, message, Some(help));
                None
            }
        }
    }

    /// The texts of an array with where each stands.
    pub fn list(&mut self, table: &dyn TableLike, key: &str) -> Vec<(String, Span)> {
        let Some(item) = table.get(key) else {
            return Vec::new();
        };
        let Some(array) = item.as_array() else {
            self.wrong_type(key, item, "a list of texts: [\"…\", \"…\"]");
            return Vec::new();
        };
        let entry = format!("an entry of {key}");
        let values: Vec<Item> = array.iter().map(|v| Item::Value(v.clone())).collect();
        values
            .iter()
            .filter_map(|v| Some((self.string(&entry, v)?, v.span())))
            .collect()
    }

    /// A date, as a TOML date.
    pub fn date(&mut self, table: &dyn TableLike, key: &str) -> Option<NaiveDate> {
        const EXPECTED: &str = "a date without quotes and time: 2027-01-31";
        let item = table.get(key)?;
        if item.as_str() == Some("") {
            return None;
        }
        let value = match item.as_datetime() {
            Some(value) if value.time.is_none() && value.offset.is_none() => value,
            _ => {
                self.wrong_type(key, item, EXPECTED);
                return None;
            }
        };
        let date = date_of(value);
        if date.is_none() {
            self.wrong_type(key, item, EXPECTED);
        }
        date
    }

    /// A moment, as a TOML datetime with any offset.
    pub fn time(&mut self, table: &dyn TableLike, key: &str) -> Option<DateTime<Utc>> {
        let item = table.get(key)?;
        if item.as_str() == Some("") {
            return None;
        }
        let time = item.as_datetime().and_then(time_of);
        if time.is_none() {
            self.wrong_type(
                key,
                item,
                "a date with time and offset, without quotes: 2026-11-24T10:15:00Z",
            );
        }
        time
    }

    /// A whole number, of what is said.
    pub fn number(&mut self, table: &dyn TableLike, key: &str, of: &str) -> Option<u64> {
        let item = table.get(key)?;
        let number = item.as_integer().and_then(|n| u64::try_from(n).ok());
        if number.is_none() {
            self.wrong_type(key, item, &format!("a number of {of}, 0 or more"));
        }
        number
    }

    /// A SHA-256 as 64 hex digits, in lower case and without what some tools
    /// write before it; empty when it is missing or wrong.
    pub fn sha256(&mut self, table: &dyn TableLike, key: &str) -> String {
        const DIGITS: usize = 64;
        let text = self.text(table, key);
        let digits = text.strip_prefix("sha256:").unwrap_or(&text);
        if text.is_empty()
            || (digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_hexdigit()))
        {
            return digits.to_ascii_lowercase();
        }
        self.warning(
            table.get(key).and_then(Item::span),
            format!("{key} is “{}”, which is no SHA-256: the file counts as not hashed", shorten(&text)),
            Some(format!(
                "expected {DIGITS} hexadecimal digits, as sha256sum prints them; sha256: may stand before them"
            )),
        );
        String::new()
    }

    /// Warns of keys that are not known. They are kept.
    pub fn known(&mut self, table: &dyn TableLike, keys: &[&str], place: &str) -> bool {
        let mut all_unknown = false;
        for (key, item) in table.iter() {
            if keys.contains(&key) {
                continue;
            }
            all_unknown = true;
            let span = table.key(key).and_then(|k| k.span()).or(item.span());
            // Nobody reads the suggestion for the thousandth key.
            let near = (self.problems.len() < 100).then(|| nearest(key, keys));
            let help = match near.flatten() {
                Some(near) => format!("did you mean {near}? It is kept as it is and not read"),
                None => format!("it is kept as it is; known here: {}", keys.join(", ")),
            };
            let message = format!("{UNKNOWN_KEY}“{}” in {}", shorten(key), one_line(place));
            self.warning(span, message, Some(help));
        }
        all_unknown && !table.iter().any(|(key, _)| keys.contains(&key))
    }
}

fn date_of(value: &Datetime) -> Option<NaiveDate> {
    let date = value.date?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

fn time_of(value: &Datetime) -> Option<DateTime<Utc>> {
    let time = value.time?;
    let minutes = match value.offset? {
        toml_edit::Offset::Z => 0,
        toml_edit::Offset::Custom { minutes } => i64::from(minutes),
    };
    let local = date_of(value)?.and_hms_nano_opt(
        time.hour.into(),
        time.minute.into(),
        time.second.unwrap_or_default().into(),
        time.nanosecond.unwrap_or_default(),
    )?;
    let utc = local.checked_sub_signed(TimeDelta::minutes(minutes))?;
    Some(utc.and_utc())
}

fn kind(item: &Item) -> &'static str {
    match item.type_name() {
        "string" => "the text",
        "integer" => "the number",
        "float" => "the fraction",
        "boolean" => "the truth value",
        "datetime" => "the date",
        "array" => "the list",
        "array of tables" => "a list of tables",
        _ => "the table",
    }
}

/// The text on one line, cut to what a message can hold.
pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    one_line(&short)
}

/// The word that was probably meant, if one is near enough.
pub(crate) fn nearest<'w>(text: &str, words: &[&'w str]) -> Option<&'w str> {
    let plain = |t: &str| t.to_lowercase().replace(['_', ' '], "-");
    let text = plain(text);
    if text.len() > 64 {
        return None;
    }
    words
        .iter()
        .filter(|word| word.len().abs_diff(text.len()) <= 3)
        .map(|word| (distance_or_swap(&text, &plain(word)), *word))
        .filter(|(d, word)| *d <= (word.chars().count() / 3).clamp(0, 3))
        .min_by_key(|(d, _)| *d)
        .map(|(_, word)| word)
}

/// Letters in the wrong order count as one mistake.
fn distance_or_swap(a: &str, b: &str) -> usize {
    let letters = |t: &str| {
        let mut all: Vec<char> = t.chars().collect();
        all.sort_unstable();
        all
    };
    if a != b && letters(a) == letters(b) {
        1
    } else {
        distance(a, b)
    }
}

/// How many characters have to be changed, added or left out.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (cell, y) in row.windows(2).zip(&b) {
            let [diagonal, above] = cell else { continue };
            let left = next.last().copied().unwrap_or_default();
            let change = diagonal + usize::from(x != *y);
            next.push(change.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_find_their_word() {
        let words = &["satisfied", "partially-satisfied", "not-satisfied"];
        assert_eq!(nearest("satisfid", words), Some("satisfied"));
        assert_eq!(
            nearest("Partially satisfied", words),
            Some("partially-satisfied")
        );
        assert_eq!(nearest("yes", words), None);
        assert_eq!(nearest("yes", &["Yes", "No", "NA"]), Some("Yes"));
        assert_eq!(nearest("xyzsatisfied", words), Some("satisfied"));
        assert_eq!(nearest("xyzsatisfiid", words), None, "too far");
    }
}
