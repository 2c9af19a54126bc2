//! Listing what could become evidence.

use aicaiq::store::listing::{LIMITS, Limits, Listing, below, names};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use tempfile::TempDir;

fn put(folder: &Path, name: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, "sample").unwrap();
}

fn found(listing: &Listing) -> Vec<&str> {
    listing.entries.iter().map(|e| e.name.as_str()).collect()
}

fn all(folder: &Path) -> Listing {
    below(folder, LIMITS, &mut || true).unwrap()
}

#[test]
fn files_below_are_found_sorted_and_hidden_ones_are_not() {
    let place = TempDir::new().unwrap();
    for name in [
        "b.pdf",
        "a/z.pdf",
        "a/b/c.pdf",
        "鍵/é.pdf",
        ".git/config",
        "a/.hidden",
    ] {
        put(place.path(), name);
    }
    let listing = all(place.path());
    assert_eq!(
        found(&listing),
        ["a/b/c.pdf", "a/z.pdf", "b.pdf", "鍵/é.pdf"]
    );
    assert!(!listing.more);
}

#[test]
fn names_that_cannot_be_recorded_and_by_products_are_left_out() {
    let place = TempDir::new().unwrap();
    for name in [
        "fine.toml",
        "a.toml~",
        "a.toml.lock",
        "a.toml.tmp",
        "~$report.docx",
        "line\nfeed",
        "escape\u{1b}[31m",
        "turned\u{202E}fdp.exe",
    ] {
        put(place.path(), name);
    }
    std::fs::write(place.path().join(OsStr::from_bytes(b"latin-\xe9.pdf")), "x").unwrap();
    assert_eq!(found(&all(place.path())), ["fine.toml"]);
    let listing = names(place.path(), LIMITS, &mut || true).unwrap();
    assert_eq!(found(&listing), ["fine.toml"]);
}

#[test]
fn links_to_folders_and_out_of_the_folder_are_not_followed() {
    let outer = TempDir::new().unwrap();
    put(outer.path(), "secret.txt");
    let home = outer.path().join("home");
    put(&home, "a/real.pdf");
    symlink("..", home.join("a/loop")).unwrap();
    symlink(".", home.join("self")).unwrap();
    symlink("a", home.join("folder")).unwrap();
    symlink("../secret.txt", home.join("out.txt")).unwrap();
    symlink("nowhere", home.join("broken.txt")).unwrap();
    symlink("a/real.pdf", home.join("alias.pdf")).unwrap();
    assert_eq!(found(&all(&home)), ["a/real.pdf", "alias.pdf"]);
    // Where the user points, a link is what it leads to.
    let listing = names(&home, LIMITS, &mut || true).unwrap();
    let folders: Vec<bool> = listing.entries.iter().map(|e| e.folder).collect();
    assert_eq!(
        found(&listing),
        ["a", "alias.pdf", "folder", "out.txt", "self"]
    );
    assert_eq!(folders, [true, false, true, false, true]);
}

#[test]
fn limits_hold_and_are_told() {
    let place = TempDir::new().unwrap();
    for n in 0..20 {
        put(place.path(), &format!("{n:02}.pdf"));
    }
    put(place.path(), "1/2/3/deep.pdf");
    let few = Limits {
        entries: 10,
        depth: 8,
    };
    let listing = below(place.path(), few, &mut || true).unwrap();
    assert!(listing.more && listing.entries.len() <= 10);
    let listing = names(place.path(), few, &mut || true).unwrap();
    assert!(listing.more && listing.entries.len() == 10);
    let flat = Limits {
        entries: 100,
        depth: 3,
    };
    let listing = below(place.path(), flat, &mut || true).unwrap();
    assert!(
        listing.more && listing.entries.len() == 20,
        "{:?}",
        found(&listing)
    );
    let enough = Limits {
        entries: 100,
        depth: 4,
    };
    let listing = below(place.path(), enough, &mut || true).unwrap();
    assert!(!listing.more && listing.entries.len() == 21);
}

#[test]
fn it_stops_when_it_is_told_to() {
    let place = TempDir::new().unwrap();
    for n in 0..20 {
        put(place.path(), &format!("{n:02}.pdf"));
    }
    let mut patience = 5;
    let mut go_on = || {
        patience -= 1;
        patience >= 0
    };
    let listing = below(place.path(), LIMITS, &mut go_on).unwrap();
    assert!(listing.more && listing.entries.len() == 5);
    let listing = names(place.path(), LIMITS, &mut || false).unwrap();
    assert!(listing.more && listing.entries.is_empty());
}

#[test]
fn a_folder_that_cannot_be_read_is_an_error() {
    let place = TempDir::new().unwrap();
    let none = place.path().join("none");
    assert!(below(&none, LIMITS, &mut || true).is_err());
    assert!(names(&none, LIMITS, &mut || true).is_err());
}
