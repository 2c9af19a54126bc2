//! Days as people write them.

use chrono::{Days, NaiveDate};

/// A text that is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a day: write it as 2027-01-31, or +30 for 30 days from today")]
pub struct BadDay(String);

/// A day: `2027-01-31`, or `+30` (also `+30d`) for thirty days from today.
///
/// # Errors
/// When the text is neither.
pub fn parse_day(text: &str, today: NaiveDate) -> Result<NaiveDate, BadDay> {
    let wrong = || BadDay(crate::text::one_line(text));
    match text.strip_prefix('+') {
        Some(days) => {
            // A hundred years are beyond any plan.
            let days = days.trim_end_matches('d').parse().ok();
            let days: u32 = days.filter(|d| *d <= 36_525).ok_or_else(wrong)?;
            today
                .checked_add_days(Days::new(days.into()))
                .ok_or_else(wrong)
        }
        // With a sign in front it would be a year outside of the calendar.
        None if text.starts_with('-') => Err(wrong()),
        None => NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates_or_counted_from_today() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert_eq!(
            parse_day("2027-01-31", today).unwrap().to_string(),
            "2027-01-31"
        );
        assert_eq!(parse_day("+30", today).unwrap().to_string(), "2026-12-24");
        for bad in [
            "",
            "2027-02-30",
            "31.1.2027",
            "+x",
            "+99999999999",
            "+9000000",
            "-0001-01-01",
            "+12345-01-01",
            "soon",
        ] {
            assert!(parse_day(bad, today).is_err(), "{bad}");
        }
    }
}
