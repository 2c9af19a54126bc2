//! The texts of a canonical file: where they end, and what their escapes stand
//! for.

use super::{Canon, Other};
use crate::limits::exceeds;
use crate::text::is_unsafe;
use std::borrow::Cow;

/// A text of its parts, of which only the length is kept where the text is
/// only passed.
#[derive(Default)]
pub(super) struct Pieces<const KEEP: bool> {
    made: String,
    length: usize,
}

impl<const KEEP: bool> Pieces<KEEP> {
    pub(super) fn push_str(&mut self, part: &str) {
        self.length += part.len();
        if KEEP {
            self.made.push_str(part);
        }
    }

    pub(super) fn push(&mut self, c: char) {
        self.push_str(c.encode_utf8(&mut [0; 4]));
    }

    /// The whole text. What is too long is left to whoever says so.
    #[inline]
    pub(super) fn and_last(mut self, rest: &str) -> Canon<Cow<'_, str>> {
        if exceeds(self.length + rest.len()) {
            return Err(Other);
        }
        if self.length == 0 {
            return Ok(Cow::Borrowed(rest));
        }
        self.push_str(rest);
        Ok(Cow::Owned(self.made))
    }
}

/// Where a text on one line has the first character that is not just one of
/// its own: a quote, a backslash, a line feed.
#[inline]
pub(super) fn special(text: &[u8]) -> Option<usize> {
    // Most texts are words: eight bytes at a time are faster there than what
    // has to find out first which instructions the processor has.
    let mut rest = text;
    for _ in 0..WORDS {
        let Some((eight, after)) = rest.split_first_chunk() else {
            break;
        };
        let eight = u64::from_le_bytes(*eight);
        let found = has(eight, b'"') | has(eight, b'\\') | has(eight, b'\n');
        if found != 0 {
            let at = usize::try_from(found.trailing_zeros() / 8).ok()?;
            return Some(text.len() - rest.len() + at);
        }
        rest = after;
    }
    let at = memchr::memchr3(b'"', b'\\', b'\n', rest)?;
    Some(text.len() - rest.len() + at)
}

/// How many times eight bytes are looked at before it is a long text.
const WORDS: usize = 2;

/// Of eight bytes, a bit at the first that is this one; above it there may be
/// others.
#[inline]
fn has(eight: u64, byte: u8) -> u64 {
    const ONES: u64 = u64::MAX / 0xFF;
    let zero_where_it_is = eight ^ (ONES * u64::from(byte));
    zero_where_it_is.wrapping_sub(ONES) & !zero_where_it_is & (ONES << 7)
}

/// The character that an escape stands for, and its length in bytes.
pub(super) fn escaped(text: &str) -> Canon<(char, usize)> {
    let plain = match text.as_bytes().get(1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'u') => {
            let code = text.get(2..6).ok_or(Other)?;
            if !code.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(Other);
            }
            let code = u32::from_str_radix(code, 16).map_err(|_| Other)?;
            let c = char::from_u32(code).ok_or(Other)?;
            return if is_unsafe(c) { Err(Other) } else { Ok((c, 6)) };
        }
        _ => return Err(Other),
    };
    Ok((plain, 2))
}

#[cfg(test)]
mod tests {
    use super::super::Lines;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_special_character_is_found(text in r#"[a-zA-Zé!"\\\n#\]\[\u{a0}\u{22}\u{5c}]{0,40}"#) {
            let sought = |b: &u8| [b'"', b'\\', b'\n'].contains(b);
            let at = text.bytes().position(|b| sought(&b));
            prop_assert_eq!(special(text.as_bytes()), at);
        }

        #[test]
        fn what_is_passed_is_as_strict_as_what_is_kept(
            body in r#"([a-zé ]{0,9}|\\["\\ntu]|\\u00e9|\\u0007|"|\n){0,6}"#,
            quotes in prop::sample::select(vec!["\"", "\"\"\""]),
        ) {
            let text = format!("key = {quotes}{body}{quotes}\nnext = 1\n");
            let mut kept = Lines::new(&text);
            let mut passed = Lines::new(&text);
            let one = kept.text("key").map(|_| true);
            let other = passed.pass_text("key");
            prop_assert_eq!(&one, &other);
            if one.is_ok() {
                prop_assert_eq!(kept.left(), passed.left());
            }
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_so_however_it_is_read() {
        let most = usize::try_from(crate::limits::TEXT).unwrap();
        for (start, length) in [("", most), ("", most + 1), ("\\n", most - 1), ("\\n", most)] {
            for quotes in ["\"", "\"\"\""] {
                let text = format!("key = {quotes}{start}{}{quotes}\n", "x".repeat(length));
                let fits = length + start.len() / 2 <= most;
                assert_eq!(Lines::new(&text).text("key").is_ok(), fits);
                assert_eq!(Lines::new(&text).pass_text("key").is_ok(), fits);
                let list = format!("key = [{quotes}{start}{}{quotes}]\n", "x".repeat(length));
                if quotes.len() == 1 {
                    assert_eq!(Lines::new(&list).pass_list("key").is_ok(), fits);
                }
            }
        }
    }
}
