//! The time that commands go by.

use crate::tui::effect::Clock;
use crate::zone::day_of;
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use std::sync::OnceLock;

/// The time where the program runs.
pub(super) fn clock() -> Clock {
    let now = Utc::now();
    Clock {
        now: now.trunc_subsecs(0),
        today: day_of(now),
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

/// Whether the command writes what is to be made again byte by byte.
static IS_REPRODUCIBLE: OnceLock<bool> = OnceLock::new();

/// Says once whether the command writes what is to be made again byte by byte,
/// as a pack or a report is. Whatever judges does not: a variable that a build
/// system sets for all of its programs would turn a gate off.
pub(super) fn go_by(is_reproducible: bool) {
    // The first word counts.
    let _ = IS_REPRODUCIBLE.set(is_reproducible);
}

/// The time that reports are made at and dates are judged by: what a command
/// writes goes by `SOURCE_DATE_EPOCH` where that is set.
pub(super) fn report_clock() -> Clock {
    let is_reproducible = IS_REPRODUCIBLE.get().is_some_and(|is| *is);
    match fixed_time().filter(|_| is_reproducible) {
        Some(now) => Clock {
            now,
            today: now.date_naive(),
        },
        None => {
            let clock = clock();
            Clock {
                today: tested_day().unwrap_or(clock.today),
                ..clock
            }
        }
    }
}

/// The day that a test of this program judges by, so that it says the same
/// tomorrow. No release heeds it.
fn tested_day() -> Option<NaiveDate> {
    let day = cfg!(debug_assertions).then(|| std::env::var("AICAIQ_TODAY").ok());
    day??.parse().ok()
}
