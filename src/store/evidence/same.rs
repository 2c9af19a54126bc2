//! Which record a file outside the folder has already.

use crate::assessment::{Place, has_scheme};
use std::path::Path;

/// The href that a file has in the register already, where it lies outside the
/// answer file's folder: one that leads there may be absolute or climb. Else the
/// href as it is. Only what the user names is asked about, and only records with
/// its file's name are looked up.
#[must_use]
pub fn as_known<'a>(
    href: &str,
    folder: &Path,
    register: impl IntoIterator<Item = &'a str>,
) -> String {
    let found = is_outside(href).then(|| known(href, folder, register));
    found.flatten().unwrap_or(href).to_owned()
}

fn known<'a>(
    href: &str,
    folder: &Path,
    register: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let name = |href| Path::new(href).file_name();
    let real = |href: &str| std::fs::canonicalize(folder.join(href)).ok();
    let register = register.into_iter();
    let mut like: Vec<&str> = register
        .filter(|other| is_outside(other) && name(*other) == name(href))
        .collect();
    // The one that is written the same comes before others.
    like.sort_by_key(|other| *other != href);
    let place = real(href)?;
    like.into_iter()
        .find(|other| real(other).as_ref() == Some(&place))
}

fn is_outside(href: &str) -> bool {
    Place::of(href) == Place::Outside && !has_scheme(href)
}
