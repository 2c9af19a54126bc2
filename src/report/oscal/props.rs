//! Properties: what OSCAL has no field for, in a namespace of our own.

use super::schema::Prop;
use super::text::{Token, Word};
use crate::gaps::{Gap, Severity};
use chrono::NaiveDate;

/// Properties in the order in which they were put.
#[derive(Default)]
pub(super) struct Props(Vec<Prop>);

impl Props {
    /// A property of ours, left out where the value has nothing to show.
    pub(super) fn put(mut self, name: &'static str, value: &str) -> Self {
        self.0.extend(prop(name, value, None));
        self
    }

    /// The same for a value that may be unknown.
    pub(super) fn some(self, name: &'static str, value: Option<&str>) -> Self {
        self.put(name, value.unwrap_or_default())
    }

    /// The same for a day.
    pub(super) fn day(self, name: &'static str, day: Option<NaiveDate>) -> Self {
        self.put(name, &day.map_or(String::new(), |d| d.to_string()))
    }

    /// A property of ours that belongs to something, which is its class.
    pub(super) fn of(mut self, name: &'static str, value: &str, class: &str) -> Self {
        self.0.extend(prop(name, value, Some(class)));
        self
    }

    /// A property that OSCAL itself defines.
    pub(super) fn oscal(mut self, name: &'static str, value: &'static str) -> Self {
        self.0.push(Prop {
            name,
            ns: None,
            value: Word::or(value, "other"),
            class: None,
        });
        self
    }

    /// A gap; its rule is the class. The item, where it has to be said.
    pub(super) fn gap(self, gap: &Gap, item: Option<&str>) -> Self {
        let name = match gap.severity {
            Severity::Major => "gap-major",
            Severity::Minor => "gap-minor",
            Severity::Open => "gap-open",
            Severity::Watch => "gap-watch",
        };
        let text = match item {
            Some(item) => format!("{item}: {}", gap.message),
            None => gap.message.clone(),
        };
        self.of(name, &text, gap.kind.as_str())
    }

    /// All of them.
    pub(super) fn done(self) -> Vec<Prop> {
        self.0
    }
}

fn prop(name: &'static str, value: &str, class: Option<&str>) -> Option<Prop> {
    Some(Prop {
        name,
        ns: Some(super::NAMESPACE),
        value: Word::new(value)?,
        class: class.map(Token::new),
    })
}
