//! The time that commands go by.

use crate::tui::effect::Clock;
use chrono::{DateTime, Local, SubsecRound, Utc};

/// The time where the program runs.
pub(super) fn clock() -> Clock {
    Clock {
        now: Utc::now().trunc_subsecs(0),
        today: Local::now().date_naive(),
    }
}

/// The time that `SOURCE_DATE_EPOCH` sets, in the years that every format can
/// hold; none when it is not set or is none.
pub(super) fn fixed_time() -> Option<DateTime<Utc>> {
    let seconds = std::env::var("SOURCE_DATE_EPOCH").ok()?.parse().ok()?;
    let time = DateTime::from_timestamp(seconds, 0)?;
    (1970..=9999)
        .contains(&chrono::Datelike::year(&time))
        .then_some(time)
}

/// The time that reports are made at: `SOURCE_DATE_EPOCH` where it is set,
/// so that they can be made again byte by byte.
pub(super) fn report_clock() -> Clock {
    match fixed_time() {
        Some(now) => Clock {
            now,
            today: now.date_naive(),
        },
        None => clock(),
    }
}
