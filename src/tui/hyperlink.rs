//! Hyperlinks of the terminal (OSC 8): which addresses, and where on the
//! screen. See <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda>.

use ratatui::layout::Rect;
use std::path::Path;

/// Bytes that terminals take as an address at most.
const LONGEST: usize = 2083;

/// A row of the screen whose text leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where the text stands; one row.
    pub area: Rect,
    /// What rows of the same link share: letters, digits, `-` and `_`.
    pub id: String,
    /// The address: printable ASCII without `;`.
    pub url: String,
}

/// A web address that holds nothing but printable ASCII without `;`, so that
/// nothing in it ends the sequence that it is sent in. None where it is no
/// http or https address, or is too long for terminals.
#[must_use]
pub fn web(href: &str) -> Option<String> {
    if crate::assessment::Place::of(href) != crate::assessment::Place::Link {
        return None;
    }
    // A percent sign stays: it has been encoded by whoever wrote it.
    let keep = |b: u8| b.is_ascii_graphic() && !b"\"<>\\^`{|};".contains(&b);
    fits(encoded(href.as_bytes(), keep))
}

/// The address of a file, with the name of the machine that it is on, as
/// terminals want it.
#[must_use]
pub fn file(host: &str, path: &Path) -> Option<String> {
    let keep = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    let host = encoded(host.as_bytes(), |b| keep(b) && b != b'/');
    let path = encoded(path.as_os_str().as_encoded_bytes(), keep);
    fits(format!("file://{host}{path}")).filter(|_| path.starts_with('/'))
}

fn fits(url: String) -> Option<String> {
    (url.len() <= LONGEST).then_some(url)
}

fn encoded(bytes: &[u8], keep: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(bytes.len());
    for b in bytes {
        if keep(*b) {
            out.push(char::from(*b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

/// The bytes that begin a link.
#[must_use]
pub fn begin(link: &Link) -> String {
    format!("\x1b]8;id={};{}\x1b\\", link.id, link.url)
}

/// The bytes that end it.
pub const END: &str = "\x1b]8;;\x1b\\";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(
            web("https://x.example/ä?a=1&b=%20;c#d").as_deref(),
            Some("https://x.example/%C3%A4?a=1&b=%20%3Bc#d")
        );
        assert_eq!(web("evidence/a.pdf"), None);
        assert_eq!(web("javascript:alert(1)"), None);
        assert_eq!(
            web(&format!("https://x.example/{}", "a".repeat(3000))),
            None
        );
        assert_eq!(
            file("box", Path::new("/work/a b/ü;%.pdf")).as_deref(),
            Some("file://box/work/a%20b/%C3%BC%3B%25.pdf")
        );
        assert_eq!(file("box", Path::new("a.pdf")), None);
    }

    proptest! {
        #[test]
        fn nothing_ends_the_sequence(rest in any::<String>()) {
            if let Some(url) = web(&format!("https://{rest}")) {
                prop_assert!(url.bytes().all(|b| b.is_ascii_graphic() && b != b';'));
            }
            let path = format!("/{rest}");
            if let Some(url) = file(&rest, Path::new(&path)) {
                prop_assert!(url.bytes().all(|b| b.is_ascii_graphic() && b != b';'));
            }
        }
    }
}
