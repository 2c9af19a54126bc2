//! The name of the file that a control's questionnaire or answers are in.

/// A control's file name: its id in small letters, `&` as `-and-`, anything
/// else than letters and digits as one dash: `A&A-01` is `a-and-a-01.toml`.
#[must_use]
pub fn file_name(control: &str) -> String {
    let mut name = String::new();
    for c in control.replace('&', "-and-").chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    format!("{}.toml", name.trim_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain() {
        for (id, name) in [
            ("CEK-02", "cek-02.toml"),
            ("A&A-01", "a-and-a-01.toml"),
            ("I&S-01", "i-and-s-01.toml"),
            ("../x", "x.toml"),
        ] {
            assert_eq!(file_name(id), name);
        }
    }
}
