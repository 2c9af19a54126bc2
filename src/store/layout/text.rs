//! Lines of TOML: their comments and keys.

/// The comment behind a value as a line of its own; empty when there is none.
pub(super) fn own_line(after: &str) -> &str {
    if has_comment(after) {
        after.trim_start_matches([' ', '\t'])
    } else {
        ""
    }
}

/// The comment behind a header as a line of its own.
pub(super) fn header_comment(header: &str) -> &str {
    let mut quote = None;
    let mut chars = header.char_indices();
    while let Some((at, c)) = chars.next() {
        match quote {
            // The character behind it is of the name.
            Some('"') if c == '\\' => {
                chars.next();
            }
            Some(q) if q == c => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '#' => return header.get(at..).unwrap_or_default(),
            None => {}
        }
    }
    ""
}

pub(super) fn has_comment(rest: &str) -> bool {
    !header_comment(rest).is_empty()
}

/// A key as TOML: bare where that is possible.
pub(crate) fn key_text(key: &str) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if !key.is_empty() && key.bytes().all(bare) {
        key.to_owned()
    } else {
        crate::store::fields::quoted(key)
    }
}
