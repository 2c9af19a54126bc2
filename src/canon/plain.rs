//! Whether a text has no character in it that is refused anywhere.

use crate::text::is_unsafe;

/// The first bytes, in UTF-8, of all characters beyond ASCII that
/// [`is_unsafe`] names.
const LEADS: [u8; 3] = [0xC2, 0xD8, 0xE2];
/// The last of ASCII, a control character.
const DELETE: u8 = 0x7F;
/// The bytes that are looked at in one go.
const PIECE: usize = 256;

/// Whether there is no control character but line feed and tab, and nothing
/// that changes the direction of writing.
pub(crate) fn is_plain(text: &str) -> bool {
    let (pieces, rest) = text.as_bytes().as_chunks::<PIECE>();
    let mut whole = pieces.iter().enumerate();
    whole.all(|(nth, piece)| is_plain_at(text, nth * PIECE, piece, ends(piece)))
        && is_plain_at(text, text.len() - rest.len(), rest, ends(rest))
}

/// The smallest byte, where a line feed counts as the largest one, and the
/// largest byte.
// Without a branch and in few steps, so that many bytes are looked at in one
// instruction; always inlined, as it is much less for a known length.
#[inline(always)]
fn ends(piece: &[u8]) -> (u8, u8) {
    piece.iter().fold((u8::MAX, 0), |(least, most), b| {
        // Other controls stay below what can be seen.
        let counted = (b ^ b'\n').wrapping_sub(1);
        (least.min(counted), most.max(*b))
    })
}

/// The same as [`is_plain`] of a piece of a text and where it starts; a
/// character may go on behind it.
fn is_plain_at(text: &str, start: usize, piece: &[u8], (least, most): (u8, u8)) -> bool {
    let may_be_control = least < 0x1F;
    (!may_be_control || !piece.iter().any(|b| is_control(*b)))
        && (most < DELETE || is_plain_beyond(text, start, piece))
}

fn is_control(b: u8) -> bool {
    b.is_ascii_control() && b != b'\n' && b != b'\t'
}

/// The same of what stands beyond the letters of ASCII.
fn is_plain_beyond(text: &str, start: usize, piece: &[u8]) -> bool {
    let [a, b, c] = LEADS;
    // To the end in any case, which is faster than to look where to stop.
    let deletes = piece.iter().fold(false, |has, b| has | (*b == DELETE));
    !deletes
        && memchr::memchr3_iter(a, b, c, piece).all(|at| {
            let next = text.get(start + at..).and_then(|rest| rest.chars().next());
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
            // Nor do others beside it hide it, or a second one.
            let few = (c < '\u{3000}').then(|| [c.to_string(), format!("{c}{c}a")]);
            for text in few.iter().flatten() {
                assert_eq!(is_plain(text), !is_unsafe(c), "{c:?}");
            }
        }
        // Also where it goes over the end of a piece, or stands in the next.
        let of_note = "\t\n\u{7f}\u{1}\u{1f}\u{20}\u{85}\u{61c}\u{200e}\u{202e}\u{2066}é“漢~";
        for (c, before) in of_note
            .chars()
            .flat_map(|c| (250..260).map(move |n| (c, n)))
        {
            for between in ["x", "é"] {
                let mut text = "x".repeat(before - between.len()) + between;
                text.push(c);
                let text = text + &"y".repeat(600);
                assert_eq!(is_plain(&text), !is_unsafe(c), "{c:?} at {before}");
            }
        }
        assert!(is_plain("Key “policy”\u{a0}– 漢\n\t"));
        assert!(!is_plain("a\rb"));
    }
}
