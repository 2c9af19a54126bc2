//! Random numbers and made-up texts that are the same for the same seed.

/// A xorshift64* generator (Vigna, “An experimental exploration of Marsaglia's
/// xorshift generators”), seeded by splitmix64.
pub struct Random(u64);

impl Random {
    /// A generator of its own for each stream of a seed, so that one control
    /// does not depend on how many come before it.
    pub fn new(seed: u64, stream: &[u64]) -> Self {
        let mut state = seed;
        for part in stream {
            state = mix(state ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        }
        Self(mix(state) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number from 0 to `n - 1`.
    pub fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n.max(1)).unwrap_or(1);
        usize::try_from((self.next() >> 11) % n).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True in so many cases of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several, none of none.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// One of several words.
    pub fn word(&mut self, of: &[&'static str]) -> &'static str {
        self.one(of).copied().unwrap_or_default()
    }
}

fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The longest text, in characters.
pub const LONGEST: usize = 5_000;

const WORDS: &[&str] = &[
    "sample",
    "made-up",
    "placeholder",
    "invented",
    "example",
    "register",
    "owner",
    "team",
    "list",
    "record",
    "ticket",
    "review",
    "week",
    "service",
    "store",
    "model",
    "prompt",
    "tenant",
    "log",
    "plan",
    "backup",
    "change",
    "list",
    "entry",
    "schedule",
    "form",
    "reader",
    "writer",
    "shelf",
    "and",
    "of",
    "for",
    "with",
    "in",
    "by",
    "from",
];

/// What makes trouble in files, on screens and in tables.
const ODD: &[&str] = &[
    "“quoted”",
    "\"straight\"",
    "it's",
    "C:\\sample\\new\\table",
    "\\u0041",
    "日本語の見本",
    "見本テキスト",
    "caf\u{65}\u{301}",
    "n\u{303}andu\u{301}",
    "\u{1f469}\u{200d}\u{1f4bb}",
    "⚖️",
    "naïve",
    "Straße",
    "{sample}",
    "<sample & co>",
    "[sample]",
    "# sample",
    "a|b",
    "=1+1",
    "50 %",
    "---",
    "\"\"\"",
    "'''",
];

fn sentence(random: &mut Random) -> String {
    let mut out = String::from("SAMPLE");
    for _ in 0..random.between(4, 14) {
        out.push(' ');
        out.push_str(if random.chance(4) {
            random.word(ODD)
        } else {
            random.word(WORDS)
        });
    }
    out.push('.');
    out
}

/// A text of at most so many characters, and of about so many; over several
/// lines where asked.
pub fn prose(random: &mut Random, length: usize, lines: bool) -> String {
    let mut out = String::new();
    let mut written = 0;
    loop {
        let next = sentence(random);
        let gap = match (written, lines && random.chance(40)) {
            (0, _) => "",
            (_, true) if random.chance(30) => "\n\n  - ",
            (_, true) => "\n",
            (_, false) => " ",
        };
        let more = gap.len() + next.chars().count();
        if written > 0 && written + more > length.min(LONGEST) {
            return out;
        }
        out.push_str(gap);
        out.push_str(&next);
        written += more;
    }
}
