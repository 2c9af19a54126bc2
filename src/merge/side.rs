//! A text as its keys and values.

use super::groups::is_set;
use super::{MergeError, Side};
use crate::store::fields::{quoted, string};
use crate::store::layout::{Layout, key_text};
use std::collections::BTreeMap;
use std::ops::Bound;
use toml_edit::{Document, Item, TableLike, Value as Toml};

/// The path of a key from the root.
pub(super) type Path = Vec<String>;

/// What stands at a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A text.
    Text(String),
    /// A set of texts.
    List(Vec<String>),
    /// Anything else, as TOML on one line.
    Other(String),
    /// Something that is not changed field by field (an array of tables), as
    /// TOML.
    Opaque(String),
}

impl Value {
    /// The value as TOML with LF line ends.
    pub fn toml(&self) -> String {
        match self {
            Self::Text(text) => string(text),
            Self::List(words) => {
                let words: Vec<String> = words.iter().map(|w| quoted(w)).collect();
                format!("[{}]", words.join(", "))
            }
            Self::Other(toml) => toml.clone(),
            Self::Opaque(toml) => string(toml),
        }
    }

    /// The value in a note: a text without quotes, on one line.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => crate::text::one_line(text),
            other => crate::text::one_line(&other.toml()),
        }
    }

    /// Whether both say the same; the order of a set says nothing.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(a), Self::List(b)) => {
                let sorted = |list: &[String]| {
                    let mut list = list.to_vec();
                    list.sort();
                    list.dedup();
                    list
                };
                sorted(a) == sorted(b)
            }
            _ => self == other,
        }
    }

    fn of(value: &Toml, path: &[String]) -> Self {
        match value {
            Toml::String(s) => Self::Text(s.value().replace("\r\n", "\n")),
            // Nobody knows whether the order of another list says something.
            Toml::Array(array) if is_set(path) => {
                let words: Option<Vec<String>> = array
                    .iter()
                    .map(|v| v.as_str().map(str::to_owned))
                    .collect();
                match words {
                    Some(words) => Self::List(words),
                    None => Self::Other(bare(value)),
                }
            }
            Toml::Integer(n) => Self::Other(n.value().to_string()),
            Toml::Boolean(b) => Self::Other(b.value().to_string()),
            Toml::Datetime(t) => Self::Other(t.value().to_string()),
            value => Self::Other(bare(value)),
        }
    }
}

/// A value without the comments and lines around and in it.
pub(crate) fn bare(value: &Toml) -> String {
    match value {
        Toml::String(s) => quoted(s.value()),
        Toml::Array(array) => {
            let parts: Vec<String> = array.iter().map(bare).collect();
            format!("[{}]", parts.join(", "))
        }
        Toml::InlineTable(table) => {
            let parts: Vec<String> = table
                .iter()
                .map(|(k, v)| format!("{} = {}", key_text(k), bare(v)))
                .collect();
            format!("{{ {} }}", parts.join(", "))
        }
        Toml::Float(n) => n.display_repr().trim().to_owned(),
        other => other.to_string().trim().to_owned(),
    }
}

/// What stands in a table, found without a look at all other values.
pub(super) fn below<'v>(
    values: &'v BTreeMap<Path, Value>,
    table: &[String],
) -> impl Iterator<Item = (&'v Path, &'v Value)> {
    let all = values.range::<[String], _>((Bound::Excluded(table), Bound::Unbounded));
    all.take_while(move |(path, _)| path.starts_with(table))
}

/// A side: its text in pieces, and its values.
pub(super) struct Parsed {
    pub layout: Layout,
    pub values: BTreeMap<Path, Value>,
}

impl Parsed {
    pub fn of(text: &str, side: Side) -> Result<Self, MergeError> {
        let document = Document::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |s| s.start);
            let before = text.get(..at).unwrap_or(text);
            MergeError::Parse {
                side,
                line: before.matches('\n').count() + 1,
                message: crate::text::one_line(error.message()),
            }
        })?;
        let mut values = BTreeMap::new();
        collect(document.as_table(), &mut Vec::new(), &mut values);
        Ok(Self {
            layout: Layout::of(&document),
            values,
        })
    }

    pub fn get(&self, path: &[String]) -> Option<&Value> {
        self.values.get(path)
    }

    /// All that stands in a table.
    pub fn below(&self, table: &[String]) -> BTreeMap<&Path, &Value> {
        let below = self.values.range(table.to_vec()..);
        below.take_while(|(p, _)| p.starts_with(table)).collect()
    }

    /// A value as it is compared: times in UTC, which sort as text; nothing
    /// first.
    pub fn other(&self, path: &[String]) -> String {
        let text = match self.get(path) {
            Some(Value::Other(text) | Value::Text(text)) => text,
            _ => return String::new(),
        };
        match chrono::DateTime::parse_from_rfc3339(text) {
            Ok(time) => time.to_utc().to_rfc3339(),
            Err(_) => text.clone(),
        }
    }
}

fn collect(table: &dyn TableLike, path: &mut Path, out: &mut BTreeMap<Path, Value>) {
    for (key, item) in table.iter() {
        path.push(key.to_owned());
        if let Some(inner) = item.as_table_like() {
            collect(inner, path, out);
        } else if let Some(value) = item.as_value() {
            out.insert(path.clone(), Value::of(value, path));
        } else if !matches!(item, Item::None) {
            out.insert(path.clone(), Value::Opaque(item.to_string()));
        }
        path.pop();
    }
}

/// A path as TOML writes it: `roles.CSP.questions."CEK-02.1".answer`.
pub(super) fn dotted(path: &[String]) -> String {
    let keys: Vec<String> = path.iter().map(|k| key_text(k)).collect();
    keys.join(".")
}
