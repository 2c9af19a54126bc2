//! Texts as they are compared: compatibility forms made one (NFKD), accents
//! taken off and case folded, with the way back to what was written.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// A stretch of a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    /// Where it starts in the folded text, in bytes.
    folded: usize,
    /// Where it starts in the text as it was written.
    original: usize,
    /// Whether a byte in one is a byte in the other.
    same: bool,
}

/// A text as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// Empty where the whole is of the same length.
    runs: Vec<Run>,
    length: usize,
}

impl Folded {
    /// Folds a text.
    #[must_use]
    pub fn new(original: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(original.len()),
            runs: Vec::new(),
            length: original.len(),
        };
        if original.is_ascii() {
            folded.text.push_str(original);
            folded.text.make_ascii_lowercase();
            return folded;
        }
        let mut at = 0;
        while let Some(tail) = original.get(at..).filter(|t| !t.is_empty()) {
            let ascii = tail.bytes().take_while(u8::is_ascii).count();
            // The last letter may carry a mark that follows it.
            let plain = if ascii == tail.len() {
                ascii
            } else {
                ascii.saturating_sub(1)
            };
            if let Some(stretch) = tail.get(..plain).filter(|s| !s.is_empty()) {
                folded.run(at, true);
                folded.text.push_str(&stretch.to_ascii_lowercase());
                at += plain;
            }
            let mut left = false;
            for grapheme in tail.get(plain..).unwrap_or_default().graphemes(true) {
                if left && grapheme.is_ascii() {
                    break;
                }
                left |= !grapheme.is_ascii();
                let part = fold(grapheme);
                folded.run(at, has_same_lengths(&part, grapheme));
                folded.text.push_str(&part);
                at += grapheme.len();
            }
        }
        folded
    }

    /// Begins a stretch, or goes on with the last one where nothing changes.
    fn run(&mut self, original: usize, same: bool) {
        let folded = self.text.len();
        let goes_on = self.runs.last().is_some_and(|last| {
            same && last.same && original - last.original == folded - last.folded
        });
        if !goes_on {
            self.runs.push(Run {
                folded,
                original,
                same,
            });
        }
    }

    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a word starts there in the folded text.
    fn starts_word(&self, at: usize) -> bool {
        let before = self.text.get(..at).and_then(|t| t.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric())
    }

    /// Which bytes of the text as it was written stand for these of the
    /// folded one. What was folded as a whole comes as a whole.
    #[must_use]
    pub fn written(&self, range: Range<usize>) -> Range<usize> {
        if self.runs.is_empty() {
            return range;
        }
        let run_of = |at: usize| {
            let after = self.runs.partition_point(|r| r.folded <= at);
            let next = self.runs.get(after).map_or(self.length, |r| r.original);
            self.runs.get(after.saturating_sub(1)).map(|r| (*r, next))
        };
        let start = match run_of(range.start) {
            Some((run, _)) if run.same => run.original + (range.start - run.folded),
            Some((run, _)) => run.original,
            None => range.start,
        };
        let end = match run_of(range.end.saturating_sub(1)) {
            Some((run, _)) if run.same => run.original + (range.end.max(1) - run.folded),
            Some((_, next)) => next,
            None => range.end,
        };
        start..end.max(start)
    }
}

/// An accent of Latin, Greek or Cyrillic letters (the block of combining
/// diacritical marks). Those of other scripts are letters to their readers.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// Whether the characters of both are of the same bytes each: as many bytes alone
/// may be those of other characters.
fn has_same_lengths(one: &str, other: &str) -> bool {
    let mut others = other.chars().map(char::len_utf8);
    one.chars().all(|c| others.next() == Some(c.len_utf8())) && others.next().is_none()
}

fn fold(text: &str) -> String {
    lower(without_accents(text).chars())
}

fn without_accents(text: &str) -> String {
    text.nfkd().filter(|c| !is_accent(*c)).nfc().collect()
}

/// The same with its accents.
fn fold_accented(text: &str) -> String {
    lower(text.nfkc())
}

fn lower(text: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in text.flat_map(char::to_lowercase) {
        match c {
            'ß' => out.push_str("ss"),
            'ς' => out.push('σ'),
            c => out.push(c),
        }
    }
    out
}

/// A word that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    folded: String,
    /// As it has to be written, where capital letters count.
    exact: Option<String>,
    /// With its accents, where it has any.
    accented: Option<String>,
}

/// What is looked for: words that all have to occur, as parts of words too. A
/// capital letter anywhere makes capital letters count, an accent in a word
/// the accents of that word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    words: Vec<Word>,
}

impl Query {
    /// What somebody has typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self::with(typed, typed.chars().any(char::is_uppercase))
    }

    /// The same, capital letters or not.
    #[must_use]
    pub fn loose(typed: &str) -> Self {
        Self::with(typed, false)
    }

    fn with(typed: &str, exact: bool) -> Self {
        let word = |word: &str| {
            let has_accents = word.nfkd().any(is_accent);
            Word {
                folded: Folded::new(word).text,
                exact: exact.then(|| match has_accents {
                    true => word.nfkc().collect(),
                    false => without_accents(word),
                }),
                accented: has_accents.then(|| fold_accented(word)),
            }
        };
        let words = typed.split_whitespace().map(word);
        Self {
            words: words.filter(|w| !w.folded.is_empty()).collect(),
        }
    }

    /// Whether nothing is looked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether all that this finds was found by another one, too.
    #[must_use]
    pub fn narrows(&self, before: &Self) -> bool {
        let stricter = |old: &Option<String>, new: &Option<String>| match (old, new) {
            (None, _) => true,
            (Some(old), Some(new)) => new.contains(old.as_str()),
            (Some(_), None) => false,
        };
        let within = |old: &Word, new: &Word| {
            stricter(&old.exact, &new.exact)
                && stricter(&old.accented, &new.accented)
                && new.folded.contains(&old.folded)
        };
        let mut words = before.words.iter();
        words.all(|old| self.words.iter().any(|new| within(old, new)))
    }

    /// Whether all words occur in one text or another.
    #[must_use]
    pub fn is_in(&self, texts: &[(&str, &Folded)]) -> bool {
        let mut words = self.words.iter();
        words.all(|word| {
            texts
                .iter()
                .any(|(o, f)| word.places(o, f).next().is_some())
        })
    }

    /// Whether all words start a word of the text.
    #[must_use]
    pub fn starts_words_of(&self, written: &str, folded: &Folded) -> bool {
        let mut words = self.words.iter();
        words.all(|word| {
            let mut places = word.places(written, folded);
            places.any(|place| folded.starts_word(place.start))
        })
    }

    /// Where each word occurs first, at the start of a word if it does, in
    /// bytes of the text as it was written; words that do not occur are left
    /// out.
    #[must_use]
    pub fn places(&self, written: &str, folded: &Folded) -> Vec<Range<usize>> {
        let place = |word: &Word| {
            let mut places = word.places(written, folded);
            let starts = |p: &Range<usize>| folded.starts_word(p.start);
            let first = places.clone().next()?;
            let place = places.find(starts).unwrap_or(first);
            Some(folded.written(place))
        };
        self.words.iter().filter_map(place).collect()
    }
}

impl Word {
    /// Where it occurs, in bytes of the folded text.
    fn places<'a>(
        &'a self,
        written: &'a str,
        folded: &'a Folded,
    ) -> impl Iterator<Item = Range<usize>> + Clone + 'a {
        let found = folded.text.match_indices(self.folded.as_str());
        found
            .map(|(at, part)| at..at + part.len())
            .filter(move |place| {
                if self.exact.is_none() && self.accented.is_none() {
                    return true;
                }
                let part = written.get(folded.written(place.clone()));
                part.is_some_and(|part| self.is_written(part))
            })
    }

    /// Whether it is written so where only its letters were compared.
    fn is_written(&self, part: &str) -> bool {
        let exact = self.exact.as_ref().is_none_or(|exact| {
            let part = match self.accented {
                Some(_) => part.nfkc().collect(),
                None => without_accents(part),
            };
            part.contains(exact.as_str())
        });
        let accented = self.accented.as_ref();
        exact && accented.is_none_or(|word| fold_accented(part).contains(word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(query: &str, text: &str) -> Option<Vec<String>> {
        let (query, folded) = (Query::new(query), Folded::new(text));
        let parts = query.places(text, &folded);
        query
            .is_in(&[(text, &folded)])
            .then(|| parts.into_iter().map(|p| text[p].to_owned()).collect())
    }

    #[test]
    fn small_letters_find_capital_ones_and_not_the_other_way_round() {
        assert_eq!(finds("kms", "The KMS team"), Some(vec!["KMS".into()]));
        assert_eq!(finds("KMS", "the kms, the KMS"), Some(vec!["KMS".into()]));
        assert_eq!(finds("KMS", "the kms"), None);
        assert_eq!(finds("straße", "STRASSE"), Some(vec!["STRASSE".into()]));
        assert_eq!(finds("οδος", "ΟΔΟΣ"), Some(vec!["ΟΔΟΣ".into()]));
    }

    #[test]
    fn it_does_not_matter_how_a_letter_is_encoded() {
        let apart = "le re\u{301}sume\u{301} x";
        assert_eq!(
            finds("résumé", apart),
            Some(vec!["re\u{301}sume\u{301}".into()])
        );
        assert_eq!(
            finds("Ré", "Re\u{301}sume\u{301}"),
            Some(vec!["Re\u{301}".into()])
        );
        assert_eq!(finds("re\u{301}", "RÉSUMÉ"), Some(vec!["RÉ".into()]));
        assert_eq!(
            finds("file x", "ﬁle №1 x"),
            Some(vec!["ﬁle".into(), "x".into()])
        );
    }

    #[test]
    fn letters_without_accents_find_those_with_them_and_not_the_other_way_round() {
        assert_eq!(finds("naive", "a naïve plan"), Some(vec!["naïve".into()]));
        assert_eq!(
            finds("schlussel", "der SCHLÜSSEL"),
            Some(vec!["SCHLÜSSEL".into()])
        );
        let apart = "re\u{301}sume\u{301}";
        assert_eq!(finds("resume", apart), Some(vec![apart.into()]));
        assert_eq!(finds("schlüssel", "schlussel"), None);
        // A capital letter makes capitals count, not accents.
        assert_eq!(finds("Zurich", "in Zürich"), Some(vec!["Zürich".into()]));
        assert_eq!(finds("Zurich", "in zürich"), None);
        assert_eq!(finds("Zürich", "in Zurich"), None);
        assert_eq!(
            finds("schlüssel", "Schlüssel"),
            Some(vec!["Schlüssel".into()])
        );
        // Three letters in the place of one of as many bytes.
        assert_eq!(finds(".", "a︙b"), Some(vec!["︙".into()]));
        assert_eq!(finds("й", "и"), None);
        // Letters of their own in other scripts.
        assert_eq!(finds("か", "が"), None);
        assert_eq!(finds("कि", "कि है"), Some(vec!["कि".into()]));
    }

    #[test]
    fn all_words_have_to_occur() {
        assert_eq!(
            finds("keys who", "who has keys"),
            Some(vec!["keys".into(), "who".into()])
        );
        assert_eq!(finds("keys where", "who has keys"), None);
    }

    proptest! {
        #[test]
        fn a_part_of_a_text_is_found_in_it(text in any::<String>(), from in 0_usize..40, n in 1_usize..20) {
            let folded = Folded::new(&text);
            let part: String = text.graphemes(true).skip(from).take(n).collect();
            for query in [Query::new(&part), Query::loose(&part)] {
                prop_assert!(query.is_in(&[(&text, &folded)]), "{part:?}");
                for place in query.places(&text, &folded) {
                    prop_assert!(text.get(place).is_some());
                }
            }
        }

        #[test]
        fn no_text_is_too_odd(text in any::<String>(), typed in any::<String>(), more in any::<String>()) {
            let folded = Folded::new(&text);
            let (short, long) = (Query::new(&typed), Query::new(&format!("{typed}{more}")));
            let found = long.is_in(&[(&text, &folded)]);
            if found && long.narrows(&short) {
                prop_assert!(short.is_in(&[(&text, &folded)]));
            }
            for place in short.places(&text, &folded) {
                prop_assert!(text.get(place).is_some());
            }
        }
    }
}
