//! What eyes make of the themes: contrast, and colours that stay apart for
//! those who see fewer of them.

use super::color::{Depth, distance, lab_of_linear, linear, rgb};
use super::{BUILT_IN, Meaning, Theme};
use ratatui::style::{Color, Modifier, Style};

/// WCAG 2.2's contrast ratio, by its relative luminance: (L1 + 0.05) /
/// (L2 + 0.05), from 1 to 21.
fn contrast(a: Color, b: Color) -> f64 {
    let luminance = |color| {
        let [r, g, b] = rgb(color).unwrap().map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Backgrounds that a theme is made for, with the terminal's text on them;
/// its own, if it has one.
fn grounds(name: &str, theme: Theme) -> Vec<Style> {
    let screen = theme.look(Meaning::Screen);
    let on = |fg: u8, bg: u8| Style::new().fg(gray(fg)).bg(gray(bg));
    match name {
        _ if screen.bg.is_some() => vec![screen],
        "dark" => vec![on(0xff, 0x00), on(0xd0, 0x00), on(0xd4, 0x1e)],
        "light" => vec![on(0x00, 0xff), on(0x38, 0xfa)],
        // What its owner has made of the sixteen is not known.
        _ => Vec::new(),
    }
}

fn gray(level: u8) -> Color {
    Color::Rgb(level, level, level)
}

#[test]
fn contrast_is_as_wcag_computes_it() {
    assert!((contrast(gray(0), gray(255)) - 21.0).abs() < 1e-9);
    // The examples of WebAIM's checker.
    let ratio = contrast(Color::Rgb(0x77, 0x77, 0x77), gray(255));
    assert!((ratio - 4.48).abs() < 0.005, "{ratio}");
}

#[test]
fn every_text_can_be_read_on_its_background_and_on_the_selection() {
    let mut checked = 0;
    for (name, _) in BUILT_IN {
        let least = if name == "high-contrast" { 7.0 } else { 4.5 };
        for depth in [Depth::True, Depth::Indexed] {
            let theme = Theme::named(name).unwrap().at(depth);
            for ground in grounds(name, theme) {
                for on in [None, Some(theme.selected()), Some(theme.selected_away())] {
                    for meaning in Meaning::ALL {
                        let row = ground.patch(on.unwrap_or_default());
                        let seen = row.patch(theme.look(meaning));
                        let what = format!("{name} {depth:?} {meaning:?} on {row:?}");
                        assert!(
                            !seen.add_modifier.contains(Modifier::DIM),
                            "{what}: dim is of unknown contrast"
                        );
                        // Reversed, both change places.
                        let ratio = contrast(seen.fg.unwrap(), seen.bg.unwrap());
                        assert!(ratio >= least, "{what}: {ratio:.2}");
                        checked += 1;
                    }
                }
            }
        }
    }
    assert!(checked > 300, "{checked}");
}

#[test]
fn a_selection_shows_without_colours() {
    for (name, _) in BUILT_IN {
        for depth in [Depth::None, Depth::Sixteen] {
            let theme = Theme::named(name).unwrap().at(depth);
            let heading = theme.heading().add_modifier;
            for look in [theme.selected(), theme.selected_away()] {
                assert!(!look.add_modifier.is_empty(), "{name} {depth:?}");
                assert_ne!(look.add_modifier, heading, "{name} {depth:?}");
            }
            assert!(
                theme.selected().add_modifier.contains(Modifier::REVERSED),
                "{name} {depth:?}"
            );
        }
        let none = Theme::named(name).unwrap().at(Depth::None);
        let colourless = |look: &Style| look.fg.is_none() && look.bg.is_none();
        assert!(none.looks.iter().all(colourless), "{name}");
    }
}

/// A way of seeing: what it does to linear red, green and blue.
type Sight = [[f64; 3]; 3];

/// G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based
/// Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009), the
/// published matrices of severity 1.0.
const SIGHTS: [(&str, Sight); 4] = [
    (
        "all colours",
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    ),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// The least CIE76 distance at which good, warn and bad count as apart: ten
/// times what is just noticeable side by side.
const APART: f64 = 23.0;

/// L*a*b* of a colour as it is seen.
fn seen(sight: Sight, color: Color) -> [f64; 3] {
    let channels = rgb(color).unwrap().map(linear);
    let sum = |row: [f64; 3]| -> f64 { row.iter().zip(channels).map(|(m, c)| m * c).sum() };
    lab_of_linear(sight.map(|row| sum(row).clamp(0.0, 1.0)))
}

/// How far the nearest two of good, warn and bad are from each other.
fn nearest(theme: Theme, sight: Sight) -> f64 {
    let all = [theme.good(), theme.warn(), theme.bad()].map(|look| seen(sight, look.fg.unwrap()));
    let [good, warn, bad] = all;
    let pairs = [(good, warn), (good, bad), (warn, bad)];
    let distances = pairs.map(|(a, b)| distance(a, b));
    distances.into_iter().fold(f64::MAX, f64::min)
}

#[test]
fn good_warn_and_bad_stay_apart_for_colour_blind_eyes() {
    for depth in [Depth::True, Depth::Indexed, Depth::Sixteen] {
        let theme = Theme::named("colour-blind").unwrap().at(depth);
        for (name, sight) in SIGHTS {
            let far = nearest(theme, sight);
            assert!(far >= APART, "{name} {depth:?}: {far:.1}");
        }
    }
    // The measure can fail: red and green of a theme that is not made for it.
    let dark = Theme::named("dark").unwrap();
    assert!(
        SIGHTS
            .iter()
            .any(|(_, sight)| nearest(dark, *sight) < APART)
    );
}
