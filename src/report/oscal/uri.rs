//! Links and paths of evidence as URI references (RFC 3986), and what their
//! endings tell of the media type.

use crate::assessment::Place;
use std::fmt::Write as _;
use std::net::Ipv6Addr;

/// The URI reference of an href; none where it is no address that may be
/// followed: a scheme other than http and https, or a link without a host
/// that could be one.
pub(super) fn reference(href: &str) -> Option<String> {
    let href = href.trim();
    if href.is_empty() {
        return None;
    }
    match Place::of(href) {
        Place::Link => link(href),
        Place::Outside if href.contains("://") => None,
        Place::Inside | Place::Outside => Some(path(href)),
    }
}

/// A path. Its colons are encoded, so that no part of it is a scheme, and two
/// slashes at its start are one, so that no part of it is a host.
pub(in crate::report) fn path(href: &str) -> String {
    let rest = href.trim_start_matches('/');
    let root = if rest.len() < href.len() { "/" } else { "" };
    format!("{root}{}", encode(rest, "/", false))
}

fn link(href: &str) -> Option<String> {
    let (scheme, rest) = href.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at_checked(end)?;
    let authority = host(authority)?;
    let (before, fragment) = match rest.split_once('#') {
        Some((before, fragment)) => (before, Some(fragment)),
        None => (rest, None),
    };
    let mut out = format!("{}://{authority}", scheme.to_ascii_lowercase());
    out.push_str(&encode(before, "/?:@!$&'()*+,;=", true));
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(&encode(fragment, "/?:@!$&'()*+,;=", true));
    }
    Some(out)
}

/// The host with what belongs to it, encoded.
fn host(authority: &str) -> Option<String> {
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (name, Some(port)),
        _ => (host, None),
    };
    let six = name.strip_prefix('[').and_then(|n| n.strip_suffix(']'));
    let name = match six {
        Some(six) => format!("[{}]", six.parse::<Ipv6Addr>().ok()?),
        None if name.is_empty() || name.contains(':') => return None,
        None => encode(name, "!$&'()*+,;=", true),
    };
    let user = user.map_or(String::new(), |u| {
        format!("{}@", encode(u, ":!$&'()*+,;=", true))
    });
    let port = port.map_or(String::new(), |p| format!(":{p}"));
    Some(format!("{user}{name}{port}"))
}

/// Percent-encodes all but unreserved characters, those that are named and,
/// where it is said, what is percent-encoded already.
fn encode(text: &str, keep: &str, keep_encoded: bool) -> String {
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        let encoded = || {
            let hex = text.get(at + 1..at + 3);
            hex.is_some_and(|h| h.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        let plain = c.is_ascii_alphanumeric() || "-._~".contains(c) || keep.contains(c);
        if plain || (c == '%' && keep_encoded && encoded()) {
            out.push(c);
            continue;
        }
        let mut bytes = [0; 4];
        for b in c.encode_utf8(&mut bytes).bytes() {
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}

/// The media type that an href's ending tells; none for other endings and for
/// a link to no file.
pub(super) fn media_type(href: &str) -> Option<&'static str> {
    let path = match href.split_once("://") {
        Some((_, rest)) => {
            let (_, path) = rest.split_once('/')?;
            path.split(['?', '#']).next()?
        }
        None => href,
    };
    let name = path.rsplit('/').next()?;
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "csv" => "text/csv",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "eml" => "message/rfc822",
        "gif" => "image/gif",
        "htm" | "html" => "text/html",
        "jpeg" | "jpg" => "image/jpeg",
        "json" => "application/json",
        "log" | "txt" => "text/plain",
        "md" => "text/markdown",
        "odt" => "application/vnd.oasis.opendocument.text",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "svg" => "image/svg+xml",
        "toml" => "application/toml",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xml" => "application/xml",
        "yaml" | "yml" => "application/yaml",
        "zip" => "application/zip",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_links_become_uri_references() {
        for (href, uri) in [
            ("evidence/a b.pdf", Some("evidence/a%20b.pdf")),
            ("100% #1?.txt", Some("100%25%20%231%3F.txt")),
            ("javascript:alert(1)", Some("javascript%3Aalert%281%29")),
            ("javascript://x", None),
            ("file:///etc/passwd", None),
            ("//evil.example/x", Some("/evil.example/x")),
            ("/srv/a.pdf", Some("/srv/a.pdf")),
            ("../a.pdf", Some("../a.pdf")),
            (
                "HTTPS://e.com/a b?c=[d]#e#f",
                Some("https://e.com/a%20b?c=%5Bd%5D#e%23f"),
            ),
            ("https://e.com/%41%4", Some("https://e.com/%41%254")),
            ("http://[::1]:8080/x", Some("http://[::1]:8080/x")),
            ("http://a:b/x", None),
            ("http:///x", None),
            ("https://e.com/é", Some("https://e.com/%C3%A9")),
            ("", None),
        ] {
            assert_eq!(reference(href).as_deref(), uri, "{href}");
        }
    }

    #[test]
    fn only_a_file_has_a_media_type() {
        assert_eq!(media_type("a/b.PDF"), Some("application/pdf"));
        assert_eq!(media_type("https://e.com/a.csv?x=1.png"), Some("text/csv"));
        assert_eq!(media_type("https://e.zip"), None);
        assert_eq!(media_type("a.pdf/b"), None);
        assert_eq!(media_type("pdf"), None);
    }
}
