//! The README's table of limits is that of the program.
//!
//! `UPDATE_PICTURES=1 cargo test --test limits readme` makes it anew.

use aicaiq::limits::table;
use std::path::Path;

#[test]
fn the_readme_has_the_limits_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (start, end) = ("<!-- limits -->\n", "<!-- end of limits -->");
    let (before, rest) = readme.split_once(start).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    let rows = table();
    let rows = rows
        .iter()
        .map(|(what, most, beyond)| format!("| {what} | {most} | {beyond} |\n"));
    let rows: String = rows.collect();
    let head = "| what | at most | beyond it |\n| --- | --- | --- |\n";
    let made = format!("{before}{start}{head}{rows}{end}{after}");
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        std::fs::write(&path, &made).unwrap();
        return;
    }
    assert!(
        readme == made,
        "the limits are stale: UPDATE_PICTURES=1 cargo test --test limits readme"
    );
}
