//! Sizes that no screen is made for, and many of them.

use crate::pty::Place;

/// Numbers that are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u16 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u16::try_from(self.0 % most).unwrap()
    }
}

#[test]
fn a_storm_of_sizes_loses_no_key() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("je").sees("Note · CSP.01");
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let times: u32 = std::env::var("AICAIQ_STORM").map_or(400, |n| n.parse().unwrap());
    let mut typed = String::new();
    for n in 0..times {
        // A key that comes while the screen is too small is not typed unseen,
        // and which size it comes at is a race: all of these are large enough.
        let (columns, rows) = match n % 8 {
            0 => (60, 15),
            1 => (500, 200),
            _ => (60 + numbers.below(240), 15 + numbers.below(85)),
        };
        pty.set_size(columns, rows);
        let letter = char::from(b'a' + u8::try_from(n % 26).unwrap());
        pty.set_size(80, 24);
        pty.send(&letter.to_string());
        typed.push(letter);
    }
    pty.resize(100, 30);
    pty.send("!").sees("!").send("\x1b");
    pty.no_longer_sees("Note · CSP.01").send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
    let text = place.text();
    let note = text.split("note = \"").nth(1).unwrap();
    assert!(note.starts_with(&format!("{typed}!")), "{note}");
}

/// More than a text may have is not pasted, and what was typed stays.
#[test]
fn a_paste_that_is_too_long_is_refused() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("je").sees("Note · CSP.01");
    pty.send("mine").sees("mine");
    pty.send(&format!("\x1b[200~{}\x1b[201~", "y".repeat(1_500_000)));
    pty.sees("not pasted: the text is longer than 1 MiB");
    pty.send("!\x1b").no_longer_sees("Note · CSP.01").send("q");
    assert_eq!(pty.ended(), 0);
    assert!(place.text().contains("note = \"mine!\""));
}

#[test]
fn it_starts_on_any_size_and_draws_anew_on_the_next() {
    for (columns, rows) in [
        (1, 1),
        (0, 0),
        (2, 500),
        (500, 2),
        (500, 200),
        (u16::MAX, u16::MAX),
    ] {
        let place = Place::with(&["CSP"]);
        let mut pty = place.start_sized(&["a.toml"], (columns, rows));
        pty.resize(80, 24);
        pty.sees("CSP 0/13").send("y").sees("CSP 1/13");
        pty.resize(columns.min(500), rows.min(500));
        pty.resize(80, 24);
        pty.sees("CSP 1/13").signal(rustix::process::Signal::TERM);
        assert_eq!(pty.ended(), 143, "{columns}x{rows}");
        pty.assert_sane();
    }
}
