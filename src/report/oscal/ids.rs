//! UUIDs that are the same in every export of the same assessment, and times
//! as OSCAL's schema takes them.

use super::schema::{Id, Time};
use crate::assessment::Role;
use crate::questionnaire::ItemId;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

/// Makes version 5 UUIDs (RFC 9562) in a space of one subject and one
/// control, from what a thing is: `step/CSP/03`.
pub(super) struct Ids(Uuid);

impl Ids {
    /// The space of a subject and a control.
    pub(super) fn new(subject: &str, control: &str) -> Self {
        let all = Uuid::new_v5(&Uuid::NAMESPACE_URL, super::NAMESPACE.as_bytes());
        let subject = Uuid::new_v5(&all, subject.as_bytes());
        Self(Uuid::new_v5(&subject, control.as_bytes()))
    }

    /// The UUID of a thing of a kind.
    pub(super) fn of(&self, kind: &str, key: &str) -> Id {
        let kind = Uuid::new_v5(&self.0, kind.as_bytes());
        Uuid::new_v5(&kind, key.as_bytes()).to_string()
    }

    /// The UUID of a thing of a kind that belongs to an item of a role. A
    /// question may be named like a step.
    pub(super) fn of_item(&self, kind: &str, role: Role, item: &ItemId) -> Id {
        let of = match item {
            ItemId::Question(_) => "question",
            ItemId::Step(_) => "step",
        };
        self.of(kind, &format!("{of}/{role}/{item}"))
    }
}

/// A time to the second; none outside the years that the schema takes. A leap
/// second is the one before it, since few readers know leap seconds.
pub(super) fn time(at: DateTime<Utc>) -> Option<Time> {
    let at = DateTime::from_timestamp(at.timestamp(), 0)?;
    (1900..3000)
        .contains(&at.year())
        .then(|| crate::report::words::time(at))
}

/// A time that has to be there: the nearest that the schema takes.
pub(super) fn nearest(at: DateTime<Utc>) -> Time {
    time(at).unwrap_or_else(|| {
        let end = if at.year() < 1900 {
            "1900-01-01T00:00:00Z"
        } else {
            "2999-12-31T23:59:59Z"
        };
        end.to_owned()
    })
}

/// The last second of a day: what is due or expires on a day holds all day.
pub(super) fn end_of(day: NaiveDate) -> Option<Time> {
    let last = NaiveTime::from_hms_opt(23, 59, 59)?;
    time(day.and_time(last).and_utc())
}

/// The first second of a day.
pub(super) fn start_of(day: NaiveDate) -> Option<Time> {
    time(day.and_time(NaiveTime::MIN).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stay_within_what_the_schema_takes() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().ok();
        let shown = |text: &str| at(text).and_then(time);
        assert_eq!(
            shown("2016-12-31T23:59:60Z").as_deref(),
            Some("2016-12-31T23:59:59Z")
        );
        assert_eq!(shown("1899-12-31T23:59:59Z"), None);
        assert_eq!(
            at("0001-01-01T00:00:00Z").map(nearest).as_deref(),
            Some("1900-01-01T00:00:00Z")
        );
        assert_eq!(
            NaiveDate::from_ymd_opt(2027, 1, 31)
                .and_then(end_of)
                .as_deref(),
            Some("2027-01-31T23:59:59Z")
        );
    }

    #[test]
    fn ids_differ_by_subject_control_kind_and_key() {
        let ids = [("a", "b"), ("ab", ""), ("", "ab")].map(|(s, c)| Ids::new(s, c));
        let mut all: Vec<Id> = ids
            .iter()
            .flat_map(|ids| [ids.of("x", "y"), ids.of("xy", ""), ids.of("", "xy")])
            .collect();
        assert!(all.iter().all(|id| id.chars().nth(14) == Some('5')));
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 9);
    }
}
