//! Whether a text has no character in it that is refused anywhere.

use crate::text::is_unsafe;

/// The first bytes, in UTF-8, of all characters beyond ASCII that
/// [`is_unsafe`] names.
const LEADS: [u8; 3] = [0xC2, 0xD8, 0xE2];
/// What says that a character beyond ASCII is there.
const WIDE: u8 = 0x80;

/// Whether there is no control character but line feed and tab, and nothing
/// that changes the direction of writing.
pub(crate) fn is_plain(text: &str) -> bool {
    // Without a branch, so that many bytes are looked at in one instruction.
    let seen = text.bytes().fold(0, |seen, b| {
        let control = (b < b' ') & (b != b'\n') & (b != b'\t') | (b == 0x7F);
        seen | u8::from(control) | (b & WIDE)
    });
    if seen & !WIDE != 0 {
        return false;
    }
    if seen == 0 {
        return true;
    }
    let [a, b, c] = LEADS;
    memchr::memchr3_iter(a, b, c, text.as_bytes()).all(|at| {
        let next = text.get(at..).and_then(|rest| rest.chars().next());
        next.is_none_or(|c| !is_unsafe(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_is_refused_is_found() {
        for c in ('\0'..=char::MAX).filter(|c| !c.is_ascii_graphic()) {
            assert_eq!(is_plain(&format!("aé{c}b")), !is_unsafe(c), "{c:?}");
        }
        assert!(is_plain("Key “policy”\u{a0}– 漢\n\t"));
        assert!(!is_plain("a\rb"));
    }
}
