//! Colours: reading them, and the nearest one that a terminal has.

use ratatui::style::Color;

/// How many colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None are wanted; bold, reverse and the like stay.
    None,
    /// The sixteen whose shades its owner has chosen.
    Sixteen,
    /// Those, a cube of 6×6×6 and 24 greys, as xterm has them.
    Indexed,
    /// Any red, green and blue.
    True,
}

impl Depth {
    /// What the environment's `TERM`, `COLORTERM` and `NO_COLOR` promise.
    /// A set `NO_COLOR` forbids colours unless it is empty (see
    /// <https://no-color.org>).
    #[must_use]
    pub fn of(term: Option<&str>, colorterm: Option<&str>, no_color: Option<&str>) -> Self {
        let term = term.unwrap_or_default();
        let promised = colorterm.unwrap_or_default().to_ascii_lowercase();
        if no_color.is_some_and(|v| !v.is_empty()) || term == "dumb" {
            Self::None
        } else if matches!(promised.as_str(), "truecolor" | "24bit") || term.ends_with("-direct") {
            Self::True
        } else if term.contains("256color") {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }

    /// The nearest colour that is shown; none where there are no colours.
    #[must_use]
    pub fn nearest(self, color: Color) -> Option<Color> {
        let beyond_sixteen = matches!(color, Color::Rgb(..) | Color::Indexed(16..));
        match (self, color) {
            (Self::None, _) => None,
            (Self::Sixteen, _) if beyond_sixteen => {
                let n = closest(color, 0..=15);
                Some(NAMES.get(usize::from(n)).map_or(Color::Reset, |(_, c)| *c))
            }
            // The first sixteen are whatever the terminal's owner made of them.
            (Self::Indexed, Color::Rgb(..)) => Some(Color::Indexed(closest(color, 16..=255))),
            _ => Some(color),
        }
    }
}

/// The terminal's own sixteen, in its order, by the names of a theme file.
pub const NAMES: [(&str, Color); 16] = [
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];

/// Reads a colour of a theme file: a name of [`NAMES`], `default`, a number of
/// the 256 colours or `#rrggbb`.
#[must_use]
pub fn parse(text: &str) -> Option<Color> {
    if let Some(hex) = text.strip_prefix('#') {
        let whole = hex.len() == 6 && hex.chars().all(|c| c.is_ascii_hexdigit());
        let n = u32::from_str_radix(hex, 16).ok().filter(|_| whole)?;
        let [_, r, g, b] = n.to_be_bytes();
        return Some(Color::Rgb(r, g, b));
    }
    if text == "default" {
        return Some(Color::Reset);
    }
    let named = NAMES.iter().find(|(name, _)| *name == text);
    named.map(|(_, color)| *color).or_else(|| {
        let n = text.parse().ok()?;
        Some(Color::Indexed(n))
    })
}

/// Red, green and blue of a colour, the sixteen as xterm has them by default;
/// none of the terminal's own foreground and background.
#[must_use]
pub fn rgb(color: Color) -> Option<[u8; 3]> {
    /// xterm's `charproc.c`/`256colres.h`, as its manual lists them.
    const XTERM: [[u8; 3]; 16] = [
        [0, 0, 0],
        [205, 0, 0],
        [0, 205, 0],
        [205, 205, 0],
        [0, 0, 238],
        [205, 0, 205],
        [0, 205, 205],
        [229, 229, 229],
        [127, 127, 127],
        [255, 0, 0],
        [0, 255, 0],
        [255, 255, 0],
        [92, 92, 255],
        [255, 0, 255],
        [0, 255, 255],
        [255, 255, 255],
    ];
    let n = match color {
        Color::Rgb(r, g, b) => return Some([r, g, b]),
        Color::Indexed(n) => n,
        named => {
            let at = NAMES.iter().position(|(_, c)| *c == named)?;
            u8::try_from(at).ok()?
        }
    };
    Some(match n {
        0..16 => *XTERM.get(usize::from(n))?,
        16..232 => {
            let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            let n = n - 16;
            [level(n / 36), level(n / 6 % 6), level(n % 6)]
        }
        232.. => [8 + 10 * (n - 232); 3],
    })
}

/// The one of a range of the 256 that is nearest to the eye.
fn closest(color: Color, among: std::ops::RangeInclusive<u8>) -> u8 {
    let Some(wanted) = rgb(color).map(lab) else {
        return 0;
    };
    let far = |n: &u8| rgb(Color::Indexed(*n)).map_or(f64::MAX, |c| distance(wanted, lab(c)));
    among
        .min_by(|a, b| far(a).total_cmp(&far(b)))
        .unwrap_or_default()
}

/// A colour channel made linear: IEC 61966-2-1 (sRGB).
#[must_use]
pub fn linear(channel: u8) -> f64 {
    let c = f64::from(channel) / 255.0;
    if c <= 0.040_45 {
        c / 12.92
    } else {
        ((c + 0.055) / 1.055).powf(2.4)
    }
}

/// CIE 1976 L*a*b* of an sRGB colour under D65 (CIE 15; sRGB matrix of
/// IEC 61966-2-1).
#[must_use]
pub fn lab(rgb: [u8; 3]) -> [f64; 3] {
    lab_of_linear(rgb.map(linear))
}

/// The same of a colour whose channels are linear already.
#[must_use]
pub fn lab_of_linear([r, g, b]: [f64; 3]) -> [f64; 3] {
    let f = |t: f64| {
        if t > 216.0 / 24389.0 {
            t.cbrt()
        } else {
            (24389.0 / 27.0 * t + 16.0) / 116.0
        }
    };
    let x = f((0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47);
    let y = f(0.212_672_9 * r + 0.715_152_2 * g + 0.072_175 * b);
    let z = f((0.019_333_9 * r + 0.119_192 * g + 0.950_304_1 * b) / 1.088_83);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// How different two colours look: CIE76, the distance in L*a*b*. About 2.3 is
/// just noticeable side by side.
#[must_use]
pub fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| (a - b).powi(2));
    squares.sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_by_name_number_and_hex() {
        assert_eq!(parse("red"), Some(Color::Red));
        assert_eq!(parse("white"), Some(Color::Gray), "ANSI's white is 7");
        assert_eq!(parse("bright-white"), Some(Color::White));
        assert_eq!(parse("208"), Some(Color::Indexed(208)));
        assert_eq!(parse("#0a7Fff"), Some(Color::Rgb(10, 127, 255)));
        assert_eq!(parse("default"), Some(Color::Reset));
        for wrong in [
            "", "rot", "256", "-1", "#fff", "#12345g", "#1234567", "Red", "#+12345",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn truecolor_only_where_it_is_promised() {
        for (term, colorterm, no_color, depth) in [
            ("xterm-256color", Some("truecolor"), None, Depth::True),
            ("xterm", Some("24bit"), None, Depth::True),
            ("xterm-direct", None, None, Depth::True),
            ("xterm-256color", None, None, Depth::Indexed),
            ("screen-256color", Some(""), Some(""), Depth::Indexed),
            ("xterm", None, None, Depth::Sixteen),
            ("linux", Some("yes"), None, Depth::Sixteen),
            ("dumb", Some("truecolor"), None, Depth::None),
            ("xterm-256color", Some("truecolor"), Some("1"), Depth::None),
        ] {
            let found = Depth::of(Some(term), colorterm, no_color);
            assert_eq!(found, depth, "{term} {colorterm:?} {no_color:?}");
        }
        assert_eq!(Depth::of(None, None, None), Depth::Sixteen);
    }

    #[test]
    fn a_colour_that_is_not_there_becomes_its_nearest() {
        let orange = Color::Rgb(255, 135, 0);
        assert_eq!(Depth::True.nearest(orange), Some(orange));
        assert_eq!(Depth::Indexed.nearest(orange), Some(Color::Indexed(208)));
        let near = Color::Rgb(254, 1, 2);
        assert_eq!(Depth::Indexed.nearest(near), Some(Color::Indexed(196)));
        assert_eq!(Depth::Sixteen.nearest(near), Some(Color::LightRed));
        assert_eq!(
            Depth::Sixteen.nearest(Color::Indexed(231)),
            Some(Color::White)
        );
        assert_eq!(Depth::None.nearest(Color::Red), None);
        for depth in [Depth::Sixteen, Depth::Indexed, Depth::True] {
            assert_eq!(depth.nearest(Color::Red), Some(Color::Red));
            assert_eq!(depth.nearest(Color::Reset), Some(Color::Reset));
        }
        for n in 16..=255 {
            let (r, g, b) = rgb(Color::Indexed(n)).map(|[r, g, b]| (r, g, b)).unwrap();
            let back = Depth::Indexed.nearest(Color::Rgb(r, g, b)).unwrap();
            assert_eq!(rgb(back), Some([r, g, b]), "{n}");
        }
    }
}
