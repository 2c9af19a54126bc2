//! Telling a pack that is cut short from one that was altered: a download that
//! broke off ends where its entries still go on, whatever archive one of them
//! is itself.

use super::MOST_ENTRIES;
use super::container::{CENTRAL, LOCAL};
use super::directory::{END_LEN, get16, get32, large_values, piece};
use super::finding::{Finding, shown};
use std::fs::File;
use std::io;

/// How long the headers are without names.
const LOCAL_LEN: usize = 30;
const CENTRAL_LEN: usize = 46;

/// That an archive is cut short, by its entries one after another; `end` is where
/// an end record stands, which is that of an entry if more entries follow.
///
/// # Errors
/// When the file cannot be read.
pub fn look(file: &mut File, size: u64, end: Option<u64>) -> io::Result<Option<Finding>> {
    let cut = |place: String| Some(Finding::Cut { size, place });
    let mut at = 0_u64;
    let mut last = String::new();
    for _ in 0..=MOST_ENTRIES {
        let header = piece(file, at, 30)?;
        if at > 0 && header.starts_with(&CENTRAL) {
            let is_whole = |end: u64| end >= at && end.saturating_add(END_LEN) <= size;
            let left = size.saturating_sub(directory_end(file, at)?);
            let is_cut = !end.is_some_and(is_whole) && left < END_LEN;
            return Ok(cut("its directory".to_owned()).filter(|_| is_cut));
        }
        if at > 0 && header.len() < LOCAL.len() {
            return Ok(cut(format!("what follows {last}")));
        }
        if !header.starts_with(&LOCAL) {
            return Ok(None);
        }
        let lens = [26, 28].map(|place| usize::from(get16(&header, place)));
        let [name_len, extra_len] = lens;
        let names = wide(name_len + extra_len);
        let after = piece(file, at.saturating_add(wide(LOCAL_LEN)), names)?;
        if header.len() < LOCAL_LEN || wide(after.len()) < names {
            return Ok(cut("the header of an entry".to_owned()));
        }
        let (name, extra) = after.split_at_checked(name_len).unwrap_or_default();
        last = shown(&String::from_utf8_lossy(name));
        let packed = match get32(&header, 18) {
            u32::MAX => large_values(extra).get(1).copied(),
            packed => Some(u64::from(packed)),
        };
        let Some(packed) = packed else {
            return Ok(None);
        };
        at = at
            .saturating_add(wide(LOCAL_LEN) + names)
            .saturating_add(packed);
        if at > size {
            return Ok(cut(last));
        }
    }
    Ok(None)
}

/// Where a directory ends; beyond the file's end if it is not whole.
fn directory_end(file: &mut File, mut at: u64) -> io::Result<u64> {
    for _ in 0..=MOST_ENTRIES {
        let header = piece(file, at, wide(CENTRAL_LEN))?;
        if !header.starts_with(&CENTRAL) {
            break;
        }
        let lens = [28, 30, 32].map(|place| u64::from(get16(&header, place)));
        at = at.saturating_add(wide(CENTRAL_LEN) + lens.iter().sum::<u64>());
    }
    Ok(at)
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
