//! The day where the program runs.

use chrono::{DateTime, Local, NaiveDate, Utc};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Where the rules of time zones are looked for.
const RULES: [&str; 4] = [
    "/usr/share/zoneinfo",
    "/share/zoneinfo",
    "/etc/zoneinfo",
    "/usr/share/lib/zoneinfo",
];
/// The most bytes that rules have; the longest known are a few thousand.
const MOST: u64 = 1 << 20;

/// Whether `TZ` names rules that can be read: a device has no end.
static IS_NAMED_WELL: LazyLock<bool> =
    LazyLock::new(|| std::env::var_os("TZ").is_none_or(|zone| is_named_well(&zone)));

/// The day that a time falls on where the program runs; in UTC where nobody can
/// say where that is.
pub(crate) fn day_of(now: DateTime<Utc>) -> NaiveDate {
    match *IS_NAMED_WELL {
        true => now.with_timezone(&Local).date_naive(),
        false => now.date_naive(),
    }
}

fn is_named_well(zone: &OsStr) -> bool {
    let name = zone.to_string_lossy();
    let name = Path::new(name.strip_prefix(':').unwrap_or(&name));
    let places: Vec<PathBuf> = match name.is_absolute() {
        true => vec![name.to_owned()],
        false => RULES
            .iter()
            .map(|folder| Path::new(folder).join(name))
            .collect(),
    };
    let there = places.iter().filter_map(|place| place.metadata().ok());
    there
        .into_iter()
        .all(|meta| meta.is_dir() || (meta.is_file() && meta.len() <= MOST))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_zone_that_names_a_device_is_none() {
        for fine in [
            "",
            "UTC",
            "Europe/Berlin",
            ":Asia/Tokyo",
            "CET-1CEST",
            "/nowhere",
            "/etc/passwd",
        ] {
            assert!(is_named_well(OsStr::new(fine)), "{fine}");
        }
        for odd in ["/dev/zero", ":/dev/zero", "../../../dev/zero"] {
            let is_there = Path::new("/usr/share/zoneinfo").exists() || !odd.starts_with("..");
            assert!(!is_there || !is_named_well(OsStr::new(odd)), "{odd}");
        }
    }
}
