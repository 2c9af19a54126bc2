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

/// A period: `2026-01-01..2026-06-30`, each end a day as [`parse_day`] reads
/// it; one of the ends can be left out.
///
/// # Errors
/// In words, when the text is no period or ends before it begins.
pub fn parse_period(
    text: &str,
    today: NaiveDate,
) -> Result<(Option<NaiveDate>, Option<NaiveDate>), String> {
    let (from, to) = text.split_once("..").ok_or_else(|| {
        let found = crate::text::one_line(text);
        format!("“{found}” is not a period: write it as 2026-01-01..2026-06-30")
    })?;
    let end = |text: &str| match text.trim() {
        "" => Ok(None),
        text => parse_day(text, today).map(Some).map_err(|e| e.to_string()),
    };
    match (end(from)?, end(to)?) {
        (Some(from), Some(to)) if from > to => Err(format!("{to} is before {from}")),
        (None, None) => Err("a period has at least one end".to_owned()),
        period => Ok(period),
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
        let day = |text| parse_day(text, today).ok();
        assert_eq!(
            parse_period("2026-01-01..2026-06-30", today),
            Ok((day("2026-01-01"), day("2026-06-30")))
        );
        assert_eq!(
            parse_period(" .. 2026-06-30", today),
            Ok((None, day("2026-06-30")))
        );
        for bad in ["", "..", "2026-01-01", "2026-06-30..2026-01-01", "x.."] {
            assert!(parse_period(bad, today).is_err(), "{bad}");
        }
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
