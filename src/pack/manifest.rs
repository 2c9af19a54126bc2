//! MANIFEST: the SHA-256 of every other entry, as `sha256sum` writes and
//! checks it.

use super::MANIFEST;
use std::collections::HashMap;

/// The lines for entries with their SHA-256.
pub fn render<'a>(entries: impl Iterator<Item = (&'a str, &'a [u8; 32])>) -> String {
    entries
        .filter(|(name, _)| *name != MANIFEST)
        .map(|(name, sha256)| format!("{}  {name}\n", hex(sha256)))
        .collect()
}

/// How many lines that are none are told.
const MOST_BAD: usize = 100;

/// SHA-256 by name, and the numbers of the first lines that are none of
/// MANIFEST's.
pub fn parse(text: &str) -> (HashMap<&str, &str>, Vec<usize>) {
    let mut listed = HashMap::new();
    let mut bad = Vec::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let parts = line
            .strip_suffix('\n')
            .and_then(|line| line.split_at_checked(64))
            .and_then(|(sha256, rest)| Some((sha256, rest.strip_prefix("  ")?)));
        let digits = |s: &str| {
            s.bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
        };
        match parts {
            Some((sha256, name)) if digits(sha256) && !listed.contains_key(name) => {
                listed.insert(name, sha256);
            }
            _ if bad.len() < MOST_BAD => bad.push(number),
            _ => {}
        }
    }
    (listed, bad)
}

/// A SHA-256 in hex digits.
pub fn hex(sha256: &[u8; 32]) -> String {
    sha256.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let text = render([("b c", &[1; 32]), (MANIFEST, &[2; 32]), ("a", &[3; 32])].into_iter());
        let (listed, bad) = parse(&text);
        assert_eq!(listed.len(), 2);
        assert_eq!(listed["b c"], "01".repeat(32));
        assert!(bad.is_empty());
        let twice = format!("{text}{text}x\n{}", "0".repeat(64));
        assert_eq!(parse(&twice).1, [3, 4, 5, 6]);
    }
}
