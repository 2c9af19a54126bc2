//! What a terminal is sent, read strictly: a sequence that the program has no
//! reason to send, a broken one, or a byte that steers is a finding.

/// Characters that reorder or hide what is read, or break its lines: none may
/// reach a terminal.
fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Marks on one letter that a language may have; more is a flood.
const MARKS: usize = 8;

/// Where the stream goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// The whole screen: frames, modes, links of evidence.
    Screen,
    /// Lines on a terminal: colours of labelled errors, progress.
    Lines,
    /// A pipe: no sequence at all.
    Pipe,
    /// The same of a format for programs, which keeps what steers nothing.
    Data,
}

/// Checks a stream byte by byte.
///
/// # Panics
/// On the first thing that should not be in it.
#[track_caller]
pub fn check(what: &str, bytes: &[u8], to: To) {
    if let Err((at, why)) = read(bytes, to) {
        let from = at.saturating_sub(120);
        let near = String::from_utf8_lossy(&bytes[from..bytes.len().min(at + 80)]);
        panic!("{what}: {why} at byte {at}: …{near:?}…");
    }
}

/// The first finding.
pub fn read(bytes: &[u8], to: To) -> Result<(), (usize, String)> {
    let text = std::str::from_utf8(bytes)
        .map_err(|e| (e.valid_up_to(), "bytes that are no UTF-8".to_owned()))?;
    let mut rest = text;
    let mut marks = 0;
    while let Some(c) = rest.chars().next() {
        let at = text.len() - rest.len();
        let found = |why: String| Err((at, why));
        if c == '\u{1b}' && matches!(to, To::Screen | To::Lines) {
            match sequence(rest, to) {
                Ok(length) => rest = &rest[length..],
                Err(why) => return found(why),
            }
            marks = 0;
            continue;
        }
        let fine = match c {
            '\n' => to != To::Screen || text[..at].ends_with('\r'),
            '\t' => to != To::Screen,
            // A terminal gets line ends as CR LF, and progress is written over.
            '\r' => to == To::Lines || (to != To::Pipe && rest.starts_with("\r\n")),
            c if to == To::Data => !aicaiq::text::is_unsafe(c),
            c => !is_hostile(c),
        };
        if !fine {
            return found(format!("U+{:04X}", u32::from(c)));
        }
        marks = if unicode_width::UnicodeWidthChar::width(c) == Some(0) {
            marks + 1
        } else {
            0
        };
        if marks > MARKS && to != To::Data {
            return found(format!("{marks} marks on one letter"));
        }
        rest = &rest[c.len_utf8()..];
    }
    Ok(())
}

/// How long an escape sequence is that the program may send there.
fn sequence(text: &str, to: To) -> Result<usize, String> {
    let shown = || text.chars().take(40).collect::<String>();
    let not_ours = || Err(format!("a sequence that is not ours: {:?}", shown()));
    let rest = &text[1..];
    if let Some(csi) = rest.strip_prefix('[') {
        let parameters = csi
            .find(|c: char| !matches!(c, '0'..='?'))
            .ok_or_else(|| format!("a sequence without an end: {:?}", shown()))?;
        let last = csi[parameters..].chars().next().unwrap_or_default();
        let given = &csi[..parameters];
        let numbers = given
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b';' || b == b':');
        let mode = matches!(
            given.strip_prefix('?'),
            Some(
                "25" | "7" | "1000" | "1002" | "1003" | "1006" | "1015" | "1049" | "2004" | "2026"
            )
        );
        let fine = match (to, last) {
            (_, 'm' | 'K') => numbers,
            (To::Screen, 'H' | 'J' | 'A' | 'B' | 'C' | 'D' | 'G' | 'd' | 'X' | 'r') => numbers,
            (To::Screen, 'h' | 'l') => mode,
            _ => false,
        };
        return if fine {
            Ok(2 + parameters + 1)
        } else {
            not_ours()
        };
    }
    if let Some(osc) = rest.strip_prefix("]8;") {
        let end = osc.find("\u{1b}\\").ok_or("a link without an end")?;
        let given = &osc[..end];
        let fine = given == ";"
            || given.split_once(';').is_some_and(|(id, url)| {
                id.starts_with("id=ev-")
                    && url.bytes().all(|b| b.is_ascii_graphic() && b != b';')
                    && ["http://", "https://", "file://"]
                        .iter()
                        .any(|scheme| url.starts_with(scheme))
            });
        return if fine && to == To::Screen {
            Ok(1 + "]8;".len() + end + 2)
        } else {
            not_ours()
        };
    }
    not_ours()
}

#[test]
fn what_is_not_ours_is_found() {
    for fine in [
        "plain\u{1b}[31;1mred\u{1b}[0m",
        "\u{1b}[?2026h\u{1b}[1;1H\u{1b}]8;id=ev-1;https://x.example/\u{1b}\\x\u{1b}]8;;\u{1b}\\",
    ] {
        assert_eq!(read(fine.as_bytes(), To::Screen), Ok(()));
    }
    for (bad, to) in [
        (b"\x1b[31m".as_slice(), To::Pipe),
        (b"\x1b]0;t\x07", To::Screen),
        (b"\x1b]52;c;eA==\x1b\\", To::Screen),
        (b"\x1b]8;id=ev-1;javascript:x\x1b\\", To::Screen),
        (b"\x1b]8;;https://x\x1b\\", To::Lines),
        (b"\x1bPq\x1b\\", To::Screen),
        (b"\x1b_x\x1b\\", To::Screen),
        (b"\x1b[2J", To::Lines),
        (b"\x1b[6n", To::Screen),
        (b"\x1b[?47h", To::Screen),
        (b"\x9b31m", To::Screen),
        (b"\xc2\x9b31m", To::Screen),
        (b"a\rb", To::Pipe),
        (b"a\x07", To::Lines),
        (b"a\x08", To::Screen),
        (b"\xe2\x80\xae", To::Pipe),
        (b"\xe2\x81\xa6", To::Lines),
        (b"\x1b", To::Screen),
        (b"\x1b[3", To::Screen),
    ] {
        assert!(read(bad, to).is_err(), "{:?}", String::from_utf8_lossy(bad));
    }
    let flood = format!("a{}", "\u{301}".repeat(MARKS + 1));
    assert!(read(flood.as_bytes(), To::Pipe).is_err());
}
