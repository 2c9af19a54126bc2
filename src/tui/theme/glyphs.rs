//! Signs for terminals that have none beyond ASCII.

use ratatui::buffer::{Buffer, Cell};
use std::borrow::Cow;

/// Which signs the screen is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// ✓ ◐ ▲ and lines.
    #[default]
    Unicode,
    /// What every terminal has.
    Ascii,
}

impl Glyphs {
    /// What a terminal shows whose locale (the first of `LC_ALL`, `LC_CTYPE`
    /// and `LANG` that is set) and `TERM` are these. No locale says nothing
    /// of the terminal, which is as good as any today.
    #[must_use]
    pub fn auto(locale: Option<&str>, term: Option<&str>) -> Self {
        let utf8 = locale.is_none_or(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        });
        // The console's font has 512 signs at most, and ◐ is none of them.
        if utf8 && term != Some("linux") {
            Self::Unicode
        } else {
            Self::Ascii
        }
    }
}

/// What stands for a sign where there is only ASCII; none for what is no sign
/// but a letter of somebody's text. Always one column.
#[must_use]
pub fn ascii(sign: char) -> Option<char> {
    Some(match sign {
        // Outcomes and answers: no two alike.
        '✓' => '+',
        '◐' => '/',
        '✗' => 'x',
        '–' => '-',
        '○' => 'o',
        // Severities: no two alike.
        '▲' => 'A',
        '△' => '^',
        '◷' => '@',
        '◆' | '●' => '#',
        '■' => '=',
        '▸' | '▶' | '→' | '↗' | '›' => '>',
        '◂' | '◀' | '←' | '‹' => '<',
        '▾' | '▼' => 'v',
        '▴' => '^',
        // What got better or worse, beside a severity.
        '↑' => '/',
        '↓' => '\\',
        '↔' => '=',
        '↻' | '⟳' => '@',
        '↵' | '⏎' => '<',
        '⊘' => '%',
        '✎' => '&',
        '•' | '◦' | '▪' | '‣' | '□' => '*',
        '▤' => '=',
        '◌' => '.',
        '·' | '—' | '−' => '-',
        '…' => '~',
        '×' => 'X',
        '§' => 'S',
        '≠' => '!',
        '◇' => '?',
        '≥' => '>',
        '≤' => '<',
        '“' | '”' | '„' => '"',
        '‘' | '’' => '\'',
        '\u{a0}' => ' ',
        // Lines, by the ways they go.
        '━' | '═' => '=',
        '─' | '╌' | '╍' | '┈' | '┉' | '╴' | '╶' | '╸' | '╺' => '-',
        '┄' | '┅' => '.',
        '│' | '┃' | '║' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏' | '╵' | '╷' | '╹' | '╻' => {
            '|'
        }
        '\u{2500}'..='\u{257f}' => '+',
        // Blocks.
        '░' => '.',
        '▒' => ':',
        '\u{2580}'..='\u{259f}' => '#',
        // Stand-ins for what must not reach a terminal: see `text::visible`.
        '\u{2400}'..='\u{2421}' | '\u{fffd}' => '?',
        _ => return None,
    })
}

/// A text of lines with ASCII in the place of every sign. What need not keep to
/// columns is written as people do without the sign.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| ascii(c).is_none()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '…' => out.push_str("..."),
            '→' => out.push_str("->"),
            '←' => out.push_str("<-"),
            c => out.push(ascii(c).unwrap_or(c)),
        }
    }
    Cow::Owned(out)
}

/// Puts ASCII in the place of every sign of a finished screen.
pub fn to_ascii(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width).max(1);
    for row in buffer.content.chunks_mut(width) {
        let points: Vec<usize> = points(row).collect();
        for cell in row.iter_mut() {
            if cell.symbol().is_ascii() {
                continue;
            }
            let mut chars = cell.symbol().chars();
            if let (Some(sign), None) = (chars.next(), chars.next())
                && let Some(plain) = ascii(sign)
            {
                cell.set_char(plain);
            }
        }
        for at in points {
            if let Some(cell) = row.get_mut(at) {
                cell.set_char('.');
            }
        }
    }
}

/// Where a row has a `·` that is a sign of its own or a leader, and does not
/// stand between words: a dash would say that something does not apply.
fn points(row: &[Cell]) -> impl Iterator<Item = usize> + '_ {
    let is_blank = |at: Option<usize>| {
        let cell = at.and_then(|at| row.get(at));
        cell.is_none_or(|cell| cell.symbol() == " ")
    };
    let parts = move |at: usize| {
        is_blank(at.checked_sub(1))
            && is_blank(Some(at + 1))
            && !is_blank(at.checked_sub(2))
            && !is_blank(Some(at + 2))
    };
    let all = row.iter().enumerate();
    let all = all.filter(|(_, cell)| cell.symbol() == "·");
    all.map(|(at, _)| at).filter(move |at| !parts(*at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};
    use unicode_width::UnicodeWidthChar;

    #[test]
    fn the_locale_decides() {
        for (locale, term, glyphs) in [
            (Some("de_DE.UTF-8"), Some("xterm"), Glyphs::Unicode),
            (Some("C.utf8"), None, Glyphs::Unicode),
            (None, Some("xterm"), Glyphs::Unicode),
            (Some("C"), Some("xterm-256color"), Glyphs::Ascii),
            (Some("de_DE.ISO-8859-1"), Some("xterm"), Glyphs::Ascii),
            (Some("en_US.UTF-8"), Some("linux"), Glyphs::Ascii),
        ] {
            assert_eq!(Glyphs::auto(locale, term), glyphs, "{locale:?} {term:?}");
        }
    }

    #[test]
    fn letters_stay_and_what_must_differ_differs() {
        for letter in "éü漢ÄнЯ".chars() {
            assert_eq!(ascii(letter), None);
        }
        assert_eq!(plain("✓ “é” 1 → 2, …"), "+ \"é\" 1 -> 2, ...");
        assert!(matches!(plain("Müller"), Cow::Borrowed(_)));
        for family in [
            "✓◐✗–○",
            "▲△○◷↑↓●×·",
            "–▸▾",
            "○◇",
            "━┄",
            "↑↓←→",
            "◆■✎•",
            "↑↓×●◇✓✗–↔",
        ] {
            let mut plain: Vec<_> = family.chars().map(|c| ascii(c).unwrap()).collect();
            plain.sort_unstable();
            plain.dedup();
            assert_eq!(plain.len(), family.chars().count(), "{family}");
        }
    }

    #[test]
    fn a_point_between_words_is_a_dash_and_else_a_point() {
        for (text, plain) in [
            ("a · b", "a - b"),
            ("  · not begun  – n/a", "  . not begun  - n/a"),
            (" ·CSP ···· ", " .CSP .... "),
            ("title ·", "title ."),
        ] {
            let mut buffer = Buffer::with_lines([text]);
            to_ascii(&mut buffer);
            assert_eq!(buffer, Buffer::with_lines([plain]));
        }
    }

    fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs")
                && path.file_name().is_some_and(|name| name != "tests.rs")
            {
                out.push(path);
            }
        }
    }

    /// Every sign that the program's own words have, the screen's and those
    /// of the rules and comparisons that it shows, has a stand-in. Comments
    /// and tests are passed over.
    #[test]
    fn every_sign_of_the_sources_has_a_stand_in() {
        let mut files = Vec::new();
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut files,
        );
        let mut seen = 0;
        for path in files {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod").next().unwrap();
            for (n, line) in code.lines().enumerate() {
                let line = line.trim_start();
                if line.starts_with("//") {
                    continue;
                }
                let line = line.split(" // ").next().unwrap();
                for c in line.chars().filter(|c| !c.is_ascii()) {
                    seen += 1;
                    let plain = ascii(c);
                    // Full-width signs, that CSV guards against, are text.
                    let letter = c.is_alphanumeric() || ('\u{ff00}'..='\u{ffef}').contains(&c);
                    assert!(
                        plain.is_some() || letter,
                        "{}:{}: {c} has no stand-in in ASCII: add it to theme/glyphs.rs",
                        path.display(),
                        n + 1
                    );
                    let is_one = |c: char| c.width() == Some(1);
                    assert!(plain.is_none_or(|p| is_one(c) && is_one(p) && p.is_ascii()));
                }
            }
        }
        assert!(seen > 50, "the sources are read");
    }
}
