//! People, and their names compared.

use unicode_normalization::UnicodeNormalization;

/// Somebody who takes part in an assessment; their name is the key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// What they do: lead assessor, key management.
    pub function: String,
    /// Whom they do it for.
    pub organisation: String,
}

/// A name as it is compared: compatibility forms made one (NFKC), characters
/// that nobody sees left out, in lower case, with single spaces.
#[must_use]
pub fn person_key(name: &str) -> String {
    let seen: String = name.nfkc().filter(|c| !is_invisible(*c)).collect();
    let words: Vec<String> = seen.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").nfkc().collect()
}

/// Whether two names are of one person, however they are typed.
#[must_use]
pub fn same_person(one: &str, two: &str) -> bool {
    if one == two {
        return true;
    }
    // What a key is of such names, without making it: an overview compares
    // thousands.
    if is_simple(one) && is_simple(two) {
        let mut one = one.split_ascii_whitespace();
        let mut two = two.split_ascii_whitespace();
        loop {
            match (one.next(), two.next()) {
                (None, None) => return true,
                (Some(a), Some(b)) if a.eq_ignore_ascii_case(b) => {}
                _ => return false,
            }
        }
    }
    person_key(one) == person_key(two)
}

/// Whether a name has but letters, signs and spaces of ASCII.
fn is_simple(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
}

/// Characters without a glyph (Unicode's default-ignorable code points, as far
/// as they are assigned) and controls.
pub(crate) fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_it_is_typed() {
        for other in [
            "josé  ÁLVAREZ ",
            "Jose\u{301} A\u{301}lvarez",
            "José\u{200B} Álvarez",
            "Ｊosé Álvarez",
        ] {
            assert!(same_person("José Álvarez", other), "{other:?}");
        }
        assert!(!same_person("José Álvarez", "Jose Alvarez"));
    }

    #[test]
    fn simple_names_are_compared_as_their_keys_are() {
        let names = [
            "", " ", "A", "a", "a b", " A  b ", "ab", "a B c", "a.", "b", "a\tb", "a\u{1}b",
        ];
        for one in names {
            for two in names {
                let keys = person_key(one) == person_key(two);
                assert_eq!(same_person(one, two), keys, "{one:?} {two:?}");
            }
        }
    }
}
