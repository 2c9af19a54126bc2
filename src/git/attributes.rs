//! The lines of a `.gitattributes` that name the drivers. Every other byte
//! of it stays.

/// What a line of this program gives a pattern.
pub const ATTRIBUTES: &str = "merge=aicaiq diff=aicaiq";
/// Which files are answer files, unless told otherwise.
pub const PATTERN: &str = "*.cek-02.toml";

/// Those of folders of controls: what the controls share, and a file for each.
pub const OF_FOLDERS: &[&str] = &[
    "assessment.toml",
    "[A-Z]*-[0-9][0-9].toml",
    "[A-Z]*-[0-9][0-9][0-9].toml",
];

/// The one pattern that names all of some files, by their paths from where the
/// attributes stand: the file itself, else the TOML files of the folder that
/// they are all in, also deeper down where some are.
#[must_use]
pub fn covering<'a>(files: impl IntoIterator<Item = &'a str>) -> String {
    let mut files = files.into_iter();
    let first = files.next().unwrap_or_default();
    let mut folder: Vec<&str> = folders(first);
    let mut is_deeper = false;
    let mut many = false;
    for file in files {
        many = true;
        let own = folders(file);
        let same = folder.iter().zip(&own).take_while(|(a, b)| a == b).count();
        is_deeper |= same < folder.len() || same < own.len();
        folder.truncate(same);
    }
    if !many {
        return literal(first);
    }
    let folder: String = folder.iter().map(|f| format!("{}/", literal(f))).collect();
    match (folder.as_str(), is_deeper) {
        ("", true) => "*.toml".to_owned(),
        ("", false) => "/*.toml".to_owned(),
        (folder, true) => format!("{folder}**/*.toml"),
        (folder, false) => format!("{folder}*.toml"),
    }
}

/// The folders of a path.
fn folders(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    parts
}

/// A name as a pattern that stands for nothing else.
fn literal(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if matches!(c, '*' | '?' | '[' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Checks a pattern as gitattributes(5) has them, and quotes it where needed.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn pattern(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("the pattern is empty: give one like *.cek-02.toml".to_owned());
    }
    if text.contains(|c: char| c.is_control() || crate::text::is_unsafe(c)) {
        return Err("the pattern has a control character or a line break in it".to_owned());
    }
    if text.starts_with('!') || text.starts_with("[attr]") {
        return Err("git attributes have no patterns that start with ! or [attr]".to_owned());
    }
    let plain = !text.starts_with('#') && !text.contains([' ', '"']);
    if plain {
        return Ok(text.to_owned());
    }
    Ok(format!(
        "\"{}\"",
        text.replace('\\', "\\\\").replace('"', "\\\"")
    ))
}

/// The text with a line for a (quoted) pattern at its end; none when the line
/// is there. What ended without a line end still does, so that [`remove`]
/// gives the same bytes back.
#[must_use]
pub fn add(text: &[u8], pattern: &str) -> Option<Vec<u8>> {
    let line = format!("{pattern} {ATTRIBUTES}");
    if lines(text).any(|l| bare(l) == line.as_bytes()) {
        return None;
    }
    let end: &[u8] = if text.windows(2).any(|w| w == b"\r\n") {
        b"\r\n"
    } else {
        b"\n"
    };
    let mut new = text.to_vec();
    if text.is_empty() || text.ends_with(b"\n") {
        new.extend_from_slice(line.as_bytes());
        new.extend_from_slice(end);
    } else {
        new.extend_from_slice(end);
        new.extend_from_slice(line.as_bytes());
    }
    Some(new)
}

/// The text without the lines that [`add`] has written; none when there are
/// none.
#[must_use]
pub fn remove(text: &[u8]) -> Option<Vec<u8>> {
    let mut new = Vec::with_capacity(text.len());
    let mut at_the_end = false;
    for line in lines(text) {
        if is_own(line) {
            at_the_end = !line.ends_with(b"\n");
        } else {
            new.extend_from_slice(line);
        }
    }
    if new.len() == text.len() {
        return None;
    }
    if at_the_end && new.ends_with(b"\n") {
        new.truncate(new.len() - if new.ends_with(b"\r\n") { 2 } else { 1 });
    }
    Some(new)
}

/// The patterns of the lines that give `merge=aicaiq`, this program's own and
/// those that a person wrote; safe to show.
#[must_use]
pub fn patterns(text: &[u8]) -> Vec<String> {
    let named = lines(text).filter_map(|line| {
        let line = String::from_utf8_lossy(bare(line)).into_owned();
        if line.trim_start().starts_with('#') {
            return None;
        }
        let (pattern, given) = split(line.trim());
        given
            .split_whitespace()
            .any(|a| a == "merge=aicaiq")
            .then(|| crate::text::one_line(pattern))
    });
    named.collect()
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|b| *b == b'\n')
}

/// A line without its end.
fn bare(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn is_own(line: &[u8]) -> bool {
    let Ok(line) = std::str::from_utf8(bare(line)) else {
        return false;
    };
    let (pattern, given) = split(line);
    !pattern.is_empty() && !pattern.starts_with('#') && given == format!(" {ATTRIBUTES}")
}

/// A line's pattern, with its quotes, and the rest.
fn split(line: &str) -> (&str, &str) {
    let quoted = line.starts_with('"');
    let mut escaped = false;
    let end = line
        .char_indices()
        .skip(usize::from(quoted))
        .find(|(_, c)| {
            if quoted {
                let ends = *c == '"' && !escaped;
                escaped = *c == '\\' && !escaped;
                ends
            } else {
                c.is_whitespace()
            }
        });
    let at = end.map_or(line.len(), |(at, _)| at + usize::from(quoted));
    line.split_at_checked(at).unwrap_or((line, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adding_and_removing_gives_the_same_bytes_back() {
        let own = format!("{PATTERN} {ATTRIBUTES}");
        for (before, after) in [
            ("", format!("{own}\n")),
            ("*.png binary\n", format!("*.png binary\n{own}\n")),
            ("*.png binary", format!("*.png binary\n{own}")),
            ("a b\r\n# c\r\n", format!("a b\r\n# c\r\n{own}\r\n")),
            ("a b\r\n# c", format!("a b\r\n# c\r\n{own}")),
            ("\n\n", format!("\n\n{own}\n")),
        ] {
            let added = add(before.as_bytes(), PATTERN).unwrap();
            assert_eq!(String::from_utf8(added.clone()).unwrap(), after);
            assert_eq!(add(&added, PATTERN), None, "{before:?}");
            let other = add(&added, &pattern("my files/*.toml").unwrap()).unwrap();
            assert_eq!(
                patterns(&other),
                [PATTERN, "\"my files/*.toml\""],
                "{before:?}"
            );
            assert_eq!(remove(&other).unwrap(), before.as_bytes(), "{before:?}");
        }
        let latin = b"\xe4*.txt text\n";
        let added = add(latin, PATTERN).unwrap();
        assert_eq!(remove(&added).unwrap(), latin);
    }

    #[test]
    fn lines_of_a_person_stay() {
        let theirs =
            format!("*.toml text merge=aicaiq\n# {PATTERN} {ATTRIBUTES}\n*.x diff=aicaiq\n");
        assert_eq!(remove(theirs.as_bytes()), None);
        assert_eq!(patterns(theirs.as_bytes()), ["*.toml"]);
    }

    #[test]
    fn one_pattern_is_as_narrow_as_it_can_be() {
        for (files, pattern) in [
            (["kilo.toml"].as_slice(), "kilo.toml"),
            (&["a b/x[1].toml"], "a b/x\\[1].toml"),
            (&["kilo.toml", "lima.toml"], "/*.toml"),
            (&["all/k.toml", "all/l.toml"], "all/*.toml"),
            (&["all/k.toml", "all/a/l.toml"], "all/**/*.toml"),
            (&["all/a/k.toml", "all/l.toml"], "all/**/*.toml"),
            (&["all/a/k.toml", "all/b/l.toml"], "all/**/*.toml"),
            (&["all/a/k.toml", "l.toml"], "*.toml"),
        ] {
            assert_eq!(covering(files.iter().copied()), pattern);
        }
    }

    #[test]
    fn patterns_are_quoted_or_refused() {
        assert_eq!(pattern("*.toml").unwrap(), "*.toml");
        assert_eq!(pattern("a \"b\"\\*").unwrap(), "\"a \\\"b\\\"\\\\*\"");
        assert_eq!(pattern("#x").unwrap(), "\"#x\"");
        for bad in ["", "!x", "[attr]x", "a\nb", "a\u{1b}[31m"] {
            assert!(pattern(bad).is_err(), "{bad:?}");
        }
    }
}
