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
    // Without a branch and in few steps, so that many bytes are looked at in
    // one instruction.
    let (odd, wide) = text.bytes().fold((0, 0), |(odd, wide), b| {
        // Of ASCII, the controls and what stands at its end; a tab too.
        let is_odd = (b.wrapping_add(1).cast_signed() <= 0x20) & (b != b'\n');
        let mask = if is_odd { u8::MAX } else { 0 };
        (odd | (mask & !b), wide | b)
    });
    let is_control = |b: u8| b.is_ascii_control() && b != b'\n' && b != b'\t';
    if odd & WIDE != 0 && text.bytes().any(is_control) {
        return false;
    }
    if wide & WIDE == 0 {
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
