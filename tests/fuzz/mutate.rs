//! Changes of samples, the same for the same seed.

/// What may stand in a text of any of the formats.
const PIECES: &[&str] = &[
    "\"",
    "\"\"\"",
    "'",
    "'''",
    "\\",
    "\\u202E",
    "\\uD800",
    "\\x41",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\0",
    "\u{feff}",
    "\u{1b}",
    "\u{85}",
    "\u{202e}",
    "é",
    "漢",
    "🙂",
    "#",
    " # why\n",
    "<<<<<<< a\n",
    "||||||| b\n",
    "=======\n",
    ">>>>>>> c\n",
    "=",
    " = ",
    "[",
    "]",
    "{",
    "}",
    ",",
    ".",
    "[[",
    "]]",
    "0",
    "-1",
    "9223372036854775808",
    "inf",
    "nan",
    "true",
    "2027-02-29",
    "2027-01-31T10:15:00Z",
    "schema = 1\n",
    "schema = 2\n",
    "[assessment]\n",
    "[roles]\n",
    "[roles.CSP.steps.01]\n",
    "[roles.CSP.steps.03.action]\n",
    "[roles.MP.sign_off]\n",
    "[evidence.ev-1]\nhref = \"a\"\n",
    "[conflicts.\"assessment.subject\"]\nours = \"x\"\n",
    "[people.\"A\"]\n",
    "outcome = \"satisfied\"\n",
    "grade = \"major\"\n",
    "note = \"\"\n",
    "evidence = [\"ev-1\"]\n",
    "roles = [\"CSP\", \"MP\"]\n",
    "roles = [\"AIC\"]\n",
    "layers = [\"PI\"]\n",
    "review = \"reviewed\"\n",
    "assessed_at = 2026-11-20T10:15:60Z\n",
    "a.b.c = 1\n",
    "[control]\n",
    "[[roles]]\n",
    "[[roles.steps]]\n",
    "[[questions]]\n",
    "[[layers]]\n",
    "[[standards]]\n",
    "id = \"01\"\n",
    "text = \"x\"\n",
    "<c t=\"s\">",
    "<v>0</v>",
    "</row>",
    "&amp;",
    "&#0;",
    "MANIFEST",
    "../",
    "PK\u{3}\u{4}",
    "theme = \"dark\"\n",
    "[keys]\n",
    "[keys.walk]\n",
    "\"ctrl-a\" = \"quit\"\n",
];

/// Numbers that look like chance (splitmix64).
#[derive(Debug, Clone)]
pub struct Chance(pub u64);

impl Chance {
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.number() % n.max(1) as u64) as usize
    }
}

/// A sample with a few changes.
pub fn changed(samples: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = samples[chance.below(samples.len())].clone();
    for _ in 0..=chance.below(4) {
        change(&mut bytes, samples, chance);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, samples: &[Vec<u8>], chance: &mut Chance) {
    let at = chance.below(bytes.len() + 1);
    let piece = PIECES[chance.below(PIECES.len())].as_bytes();
    match chance.below(10) {
        0 if at < bytes.len() => bytes[at] = chance.number() as u8,
        1 => drop(bytes.splice(at..at, piece.iter().copied())),
        2 => {
            let line = start_of_line(bytes, at);
            bytes.splice(line..line, piece.iter().copied());
        }
        3 => drop(bytes.drain(at..(at + 1 + chance.below(8)).min(bytes.len()))),
        4 => {
            let (from, to) = line(bytes, at);
            bytes.drain(from..to);
        }
        5 => {
            let (from, to) = line(bytes, at);
            let taken: Vec<u8> = bytes[from..to].to_vec();
            let to = chance.below(bytes.len() + 1);
            let to = start_of_line(bytes, to);
            bytes.splice(to..to, taken);
        }
        6 => {
            let (from, to) = line(bytes, at);
            let taken: Vec<u8> = bytes.drain(from..to).collect();
            let to = chance.below(bytes.len() + 1);
            let to = start_of_line(bytes, to);
            bytes.splice(to..to, taken);
        }
        7 => {
            // A piece of another sample.
            let other = &samples[chance.below(samples.len())];
            let from = chance.below(other.len() + 1);
            let to = (from + chance.below(200)).min(other.len());
            bytes.splice(at..at, other[from..to].iter().copied());
        }
        8 => {
            let digits: Vec<usize> = (0..bytes.len())
                .filter(|n| bytes[*n].is_ascii_digit())
                .collect();
            if let Some(at) = digits.get(chance.below(digits.len())) {
                bytes[*at] = b'0' + chance.below(10) as u8;
            }
        }
        _ => bytes.truncate(at),
    }
}

fn start_of_line(bytes: &[u8], at: usize) -> usize {
    bytes[..at]
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |n| n + 1)
}

fn line(bytes: &[u8], at: usize) -> (usize, usize) {
    let from = start_of_line(bytes, at);
    let to = bytes[from..]
        .iter()
        .position(|b| *b == b'\n')
        .map_or(bytes.len(), |n| from + n + 1);
    (from, to)
}
