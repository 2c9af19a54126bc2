//! What stands around the content: head, sections, tables.

use super::escape::inline;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The page's looks.
const STYLE: &str = include_str!("../../../assets/report/report.css");

/// The page up to its body. The policy allows the page's own style by its
/// digest and nothing else.
pub(super) fn head(out: &mut String, title: &str) {
    // A checkout may have changed the line ends, and a browser changes them
    // back before it compares the digest.
    let style = STYLE.replace('\r', "");
    let digest = base64(&Sha256::digest(style.as_bytes()));
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n<style>{style}</style>\n</head>\n",
        inline(title)
    );
}

/// Opens a section with its heading; the title is HTML already.
pub(super) fn open(out: &mut String, id: &str, title: &str) {
    let _ = writeln!(
        out,
        "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n<h2 id=\"{id}-heading\">{title}</h2>"
    );
}

/// Closes a section.
pub(super) fn close(out: &mut String) {
    out.push_str("</section>\n");
}

/// A table's fixed parts.
pub(super) struct Table<'a> {
    /// Its id, unlike all others of the page.
    pub id: &'a str,
    /// Its caption; HTML already.
    pub caption: &'a str,
    /// The headers of its columns; HTML already.
    pub headers: &'a [&'a str],
    /// The column whose cells name their row.
    pub names: usize,
}

/// More columns than these do not fit on a narrow screen: the table scrolls
/// by itself there, and can be focused to be scrolled by keys.
const NARROW: usize = 5;

impl Table<'_> {
    /// Appends the table with rows whose cells are HTML already.
    pub(super) fn write(&self, out: &mut String, rows: impl Iterator<Item = Vec<String>>) {
        let id = self.id;
        let wide = self.headers.len() > NARROW;
        if wide {
            let _ = writeln!(
                out,
                "<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-labelledby=\"{id}-caption\">"
            );
        }
        let _ = write!(
            out,
            "<table id=\"{id}\">\n<caption id=\"{id}-caption\">{}</caption>\n<thead>\n<tr>",
            self.caption
        );
        for header in self.headers {
            let _ = write!(out, "<th scope=\"col\">{header}</th>");
        }
        out.push_str("</tr>\n</thead>\n<tbody>\n");
        for row in rows {
            out.push_str("<tr>");
            for (column, cell) in row.iter().enumerate() {
                let _ = if column == self.names {
                    write!(out, "<th scope=\"row\">{cell}</th>")
                } else {
                    write!(out, "<td>{cell}</td>")
                };
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table>\n");
        if wide {
            out.push_str("</div>\n");
        }
    }
}

/// Appends a term and what it says, both HTML already.
pub(super) fn fact(out: &mut String, term: &str, says: &str) {
    let _ = writeln!(out, "<div><dt>{term}</dt><dd>{says}</dd></div>");
}

/// The digits of RFC 4648, section 4.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, i| {
            bits << 8 | usize::from(three.get(i).copied().unwrap_or(0))
        });
        for i in 0..4 {
            let digit = DIGITS.get(bits >> (18 - 6 * i) & 63).copied();
            out.push(match digit {
                Some(digit) if i <= three.len() => char::from(digit),
                _ => '=',
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn base64_is_that_of_rfc_4648() {
        let texts = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foob", "Zm9vYg=="),
        ];
        for (text, expected) in texts {
            assert_eq!(super::base64(text.as_bytes()), expected);
        }
    }
}
