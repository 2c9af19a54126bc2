//! The fast way of reading comes to what the slow one comes to, or leaves the
//! file to it.

use crate::common::{assessment, questionnaire, sample};
use aicaiq::assessment::Assessment;
use aicaiq::questionnaire::embedded;
use aicaiq::store::{is_canonical, parse_in, parse_shared, read, read_shared, render};
use proptest::prelude::*;

const SAMPLE: &str = include_str!("../../assets/sample/sample.cek-02.toml");

/// What may be put into a file somewhere.
const PIECES: &[&str] = &[
    "\"",
    "\"\"\"",
    "'",
    "'''",
    "\\",
    "\\\\",
    "\\\"",
    "\\n",
    "\\t",
    "\\r",
    "\\b",
    "\\u0041",
    "\\u00e9",
    "\\u000D",
    "\\u202E",
    "\\u0000",
    "\\u003C",
    "\\uD800",
    "\\u12",
    "\\U0001F600",
    "\\x41",
    "\\e",
    "\\ ",
    "\\\n",
    "\r",
    "\r\n",
    "\t",
    " ",
    "\n",
    "\n\n",
    "\u{feff}",
    "\u{1b}",
    "\u{7f}",
    "\u{85}",
    "\u{202e}",
    "\u{200f}",
    "\u{61c}",
    "é",
    "“",
    "🙂",
    "#",
    " # why",
    "# a\n",
    "<<<<<<<",
    "<<<<<<< HEAD\n",
    "=======\n",
    ">>>>>>> x\n",
    "=",
    " = ",
    "[",
    "]",
    ",",
    ", ",
    ".",
    "{",
    "}",
    "[]",
    "\"\"",
    "0",
    "1",
    "9",
    "-",
    "+",
    "_",
    "T",
    "Z",
    ":",
    "x = 1\n",
    "schema = 1\n",
    "schema = 2\n",
    "[assessment]\n",
    "[roles]\n",
    "[roles.CSP]\n",
    "[evidence]\n",
    "[conflicts]\n",
    "[evidence.ev-1]\n",
    "[evidence.ev-1]\nhref = \"a\"\n",
    "[roles.CSP.steps.01]\n",
    "[roles.CSP.steps.03.action]\n",
    "[roles.CSP.steps.99]\noutcome = \"satisfied\"\n",
    "[roles.MP.sign_off]\n",
    "[[roles.CSP.steps.01]]\n",
    "[roles.\"CSP\".steps.02]\n",
    "[conflicts.\"a\"]\nours = \"x\"\n",
    "outcome = \"satisfied\"\n",
    "outcome = 3\n",
    "grade = \"ofi\"\n",
    "grade = \"major\"\n",
    "note = \"\"\n",
    "note = \"\"\"\na\"\"b\"\"\"\n",
    "evidence = []\n",
    "evidence = [\"ev-none\"]\n",
    "evidence = [\"ev-1\", \"ev-1\"]\n",
    "roles = [\"CSP\", \"CSP\"]\n",
    "roles = []\n",
    "layers = [\"none\"]\n",
    "size = -1\n",
    "size = 007\n",
    "size = 1_000\n",
    "size = 9223372036854775808\n",
    "size = 0x10\n",
    "due = \"\"\n",
    "due = 2027-02-29\n",
    "due = 2028-02-29\n",
    "due = 0000-01-01\n",
    "due = 2027-01-31T00:00:00Z\n",
    "assessed_at = 2026-11-20\n",
    "assessed_at = 2026-11-20T10:15:60Z\n",
    "assessed_at = 2026-11-20t10:15:00z\n",
    "assessed_at = 2026-11-20 10:15:00Z\n",
    "assessed_at = 2026-11-20T10:15:00.5Z\n",
    "assessed_at = 2026-11-20T10:15:00.123456789Z\n",
    "assessed_at = 2026-11-20T10:15:00.1234567891Z\n",
    "assessed_at = 2026-11-20T24:00:00Z\n",
    "assessed_at = 2026-11-20T10:15:00+00:00\n",
    "assessed_at = 2026-11-20T10:15Z\n",
    "assessed_at = 2026-11-20T10:15:00\n",
    "sha256 = \"sha256:00\"\n",
    "  ",
    "questionnaire_digest = \"sha256:0\"\n",
    "questionnaire = \"X-01\"\n",
    "suggested = \"No\"\n",
    "review = \"\"\n",
    "[roles.AIC.steps.01]\n",
    "[people.\"A\"]\nfunction = \"f\"\n",
    "[people.a]\n",
    "[people.\"a \"]\n",
    "[people.\"\"]\n",
    "questionnaires = \"../q\"\n",
    "\"AIC\", ",
    "\"CSP\", ",
    "a.b = 1\n",
    "\"note\" = \"quoted\"\n",
];

/// One change of a text.
#[derive(Debug, Clone)]
enum Change {
    Byte(prop::sample::Index, u8),
    Put(prop::sample::Index, usize),
    PutLine(prop::sample::Index, usize),
    PutOver(prop::sample::Index, usize),
    Cut(prop::sample::Index, usize),
    DropLine(prop::sample::Index),
    Twice(prop::sample::Index, usize, prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
    Move(prop::sample::Index, usize, prop::sample::Index),
    Value(prop::sample::Index, prop::sample::Index),
    Digit(prop::sample::Index, u8),
    CrLf,
    NoEnd,
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    let piece = || 0..PIECES.len();
    prop_oneof![
        1 => (at(), any::<u8>()).prop_map(|(at, b)| Change::Byte(at, b)),
        1 => (at(), 32..127_u8).prop_map(|(at, b)| Change::Byte(at, b)),
        2 => (at(), piece()).prop_map(|(at, p)| Change::Put(at, p)),
        3 => (at(), piece()).prop_map(|(at, p)| Change::PutLine(at, p)),
        2 => (at(), piece()).prop_map(|(at, p)| Change::PutOver(at, p)),
        1 => (at(), 1..9_usize).prop_map(|(at, n)| Change::Cut(at, n)),
        2 => at().prop_map(Change::DropLine),
        2 => (at(), 1..9_usize, at()).prop_map(|(at, n, to)| Change::Twice(at, n, to)),
        2 => (at(), at()).prop_map(|(a, b)| Change::Swap(a, b)),
        2 => (at(), 1..9_usize, at()).prop_map(|(at, n, to)| Change::Move(at, n, to)),
        2 => (at(), at()).prop_map(|(a, b)| Change::Value(a, b)),
        2 => (at(), b'0'..=b'9').prop_map(|(at, d)| Change::Digit(at, d)),
        1 => Just(Change::CrLf),
        1 => Just(Change::NoEnd),
    ]
}

fn changed(text: &str, change: &Change) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    if bytes.is_empty() || lines.is_empty() {
        return text.to_owned();
    }
    match change {
        Change::Byte(at, b) => {
            let at = at.index(bytes.len());
            bytes[at] = *b;
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        Change::Put(at, piece) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, PIECES[*piece].bytes());
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        Change::PutLine(at, piece) => lines.insert(at.index(lines.len()), PIECES[*piece]),
        Change::PutOver(at, piece) => {
            let at = at.index(lines.len());
            lines[at] = PIECES[*piece];
        }
        Change::Cut(at, n) => {
            let at = at.index(bytes.len());
            bytes.drain(at..(at + n).min(text.len()));
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        Change::DropLine(at) => {
            lines.remove(at.index(lines.len()));
        }
        Change::Twice(at, n, to) => {
            let at = at.index(lines.len());
            let some = lines[at..(at + n).min(lines.len())].to_vec();
            let to = to.index(lines.len());
            lines.splice(to..to, some);
        }
        Change::Swap(a, b) => {
            let (a, b) = (a.index(lines.len()), b.index(lines.len()));
            lines.swap(a, b);
        }
        Change::Move(at, n, to) => {
            let at = at.index(lines.len());
            let some: Vec<&str> = lines.drain(at..(at + n).min(lines.len())).collect();
            let to = to.index(lines.len() + 1);
            lines.splice(to..to, some);
        }
        Change::Value(a, b) => {
            let keyed = |l: &&str| l.contains(" = ");
            let of: Vec<usize> = (0..lines.len()).filter(|n| keyed(&lines[*n])).collect();
            if of.is_empty() {
                return text.to_owned();
            }
            let (a, b) = (of[a.index(of.len())], of[b.index(of.len())]);
            let key = lines[a].split(" = ").next().unwrap();
            let value = lines[b].split_once(" = ").unwrap().1;
            let line = format!("{key} = {value}");
            lines[a] = &line;
            return lines.concat();
        }
        Change::Digit(at, digit) => {
            let of: Vec<usize> = (0..bytes.len())
                .filter(|n| bytes[*n].is_ascii_digit())
                .collect();
            if of.is_empty() {
                return text.to_owned();
            }
            let at = of[at.index(of.len())];
            bytes[at] = *digit;
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        Change::CrLf => return text.replace('\n', "\r\n"),
        Change::NoEnd => return text.trim_end().to_owned(),
    }
    lines.concat()
}

/// What the fast way can take: nothing that a warning is due for.
fn taken(mut a: Assessment) -> Assessment {
    a.conflicts.clear();
    for role in a.answers.keys() {
        if !a.roles.contains(role) {
            a.roles.push(*role);
        }
    }
    a
}

/// The same, part of it shared by the controls of a folder.
fn parted(a: Assessment, picks: &[bool]) -> (Assessment, Option<Assessment>) {
    let [folder, roles, people, head, records @ ..] = picks else {
        panic!("{picks:?}")
    };
    if !folder {
        return (a, None);
    }
    let mut own = a;
    let mut shared = Assessment::default();
    if *roles {
        shared.roles = std::mem::take(&mut own.roles);
    }
    if *people {
        shared.people = std::mem::take(&mut own.people);
    }
    if *head {
        shared.subject = std::mem::take(&mut own.subject);
        shared.layers = std::mem::take(&mut own.layers);
        shared.assessor.clone_from(&own.assessor);
    }
    let mut pick = records.iter().copied().cycle();
    for (id, record) in own.evidence.clone() {
        if pick.next().unwrap() {
            own.evidence.remove(&id);
        }
        if pick.next().unwrap() || !own.evidence.contains_key(&id) {
            shared.evidence.insert(id, record);
        }
    }
    (own, Some(shared))
}

/// Whether the fast way took it; then it came to the same.
fn same(text: &str, sample: bool) -> bool {
    same_in(text, sample, None)
}

fn same_in(text: &str, sample: bool, shared: Option<&Assessment>) -> bool {
    let q = if sample { embedded() } else { questionnaire() };
    let fast = is_canonical(text, q, shared);
    if fast {
        assert_eq!(read(text, q, shared), parse_in(text, q, shared), "{text}");
    }
    fast
}

#[test]
fn the_sample_is_read_fast() {
    assert!(same(SAMPLE, true));
    // As it is in a folder: no last line feed, comments, a sign-off.
    assert!(same(SAMPLE.trim_end(), true));
    let text = SAMPLE.replace(
        "[roles.MP.steps.01]",
        "# mine\n\n[roles.MP.steps.01]\n# yes",
    );
    assert!(same(&text, true));
    let signed =
        "[roles.MP.sign_off]\nby = \"x\"\nat = 2026-11-20T10:15:00Z\n\n[evidence.ev-3c3c2599]";
    assert!(same(
        &SAMPLE.replace("[evidence.ev-3c3c2599]", signed),
        true
    ));
}

#[test]
fn what_is_warned_of_in_the_head_is_the_same_warning() {
    let version = "questionnaire_version = \"AICM 1.0\"\n";
    let older = format!("{version}questionnaire_digest = \"sha256:00\"\n");
    let text = SAMPLE
        .replace(version, &older)
        .replace("[\"CSP\", \"MP\"]", "[\"CSP\", \"AIC\", \"MP\"]")
        .replace("\"Model\"", "\"None\"");
    assert!(same(&text, true));
    assert_eq!(read(&text, embedded(), None).problems.len(), 3);
}

#[test]
fn each_thing_that_is_warned_of_in_the_head_is_told_alone() {
    let version = "questionnaire_version = \"AICM 1.0\"\n";
    let older = format!("{version}questionnaire_digest = \"sha256:00\"\n");
    let same_digest = format!(
        "{version}questionnaire_digest = \"{}\"\n",
        embedded().digest
    );
    for (what, other, warnings) in [
        (version, older.as_str(), 1),
        (version, same_digest.as_str(), 0),
        ("[\"CSP\", \"MP\"]", "[\"CSP\", \"AIC\", \"MP\"]", 1),
        ("\"Model\"", "\"None\"", 1),
    ] {
        let text = SAMPLE.replacen(what, other, 1);
        assert!(text == SAMPLE || same(&text, true), "{other}");
        let problems = read(&text, embedded(), None).problems;
        assert_eq!(problems.len(), warnings, "{other}: {problems:?}");
    }
}

#[test]
fn blank_texts_and_parts_of_seconds_are_read_fast() {
    use aicaiq::assessment::{Role, Sample};
    for (nanos, blank) in [
        (0, " "),
        (1, "\n"),
        (120_000_000, " \n\t"),
        (123_456_000, "\t"),
        (999_999_999, "  "),
    ] {
        let mut a = sample();
        let answers = a.answers.get_mut(&Role::Csp).unwrap();
        for answer in answers.steps.values_mut() {
            answer.assessed_at = chrono::DateTime::from_timestamp(1_795_515_300, nanos);
            answer.note = blank.to_owned();
            answer.justification = blank.to_owned();
            answer.sample = Some(Sample {
                items: blank.to_owned(),
                selection: blank.to_owned(),
                ..Sample::default()
            });
        }
        let text = render(&a);
        assert!(same(&text, false), "{text}");
        assert_eq!(read(&text, questionnaire(), None).assessment, a, "{text}");
        for fraction in ["5", "99999999999", &"9".repeat(40)] {
            let text = text.replace(":15:00", &format!(":15:00.{fraction}"));
            let parsed = parse_in(&text, questionnaire(), None);
            assert_eq!(read(&text, questionnaire(), None), parsed, "{text}");
        }
    }
}

#[test]
fn tables_that_stand_twice_or_elsewhere_are_read_as_strictly() {
    let people = "[people.\"A\"]\nfunction = \"f\"\n\n[people.\"B\"]\nfunction = \"g\"\n\n[roles.CSP.questions";
    let text = SAMPLE.replacen("[roles.CSP.questions", people, 1);
    let starts: Vec<usize> = text.match_indices("\n[").map(|(at, _)| at + 1).collect();
    let tables: Vec<&str> = (0..starts.len())
        .map(|n| &text[starts[n]..starts.get(n + 1).copied().unwrap_or(text.len())])
        .collect();
    let head = &text[..starts[0]];
    assert!(same(&text, true) && tables.len() > 20);
    for n in 1..tables.len() {
        let mut twice = tables.clone();
        twice.insert(n, tables[n]);
        assert!(!same(&(head.to_owned() + &twice.concat()), true));
        let mut swapped = tables.clone();
        swapped.swap(n, n - 1);
        same(&(head.to_owned() + &swapped.concat()), true);
    }
}

#[test]
fn names_of_people_that_are_none_are_refused_as_strictly() {
    for name in ["", " ", "\\n", "a\\nb", "\\t", "a\\tb", "a"] {
        let person = format!("[people.\"{name}\"]\nfunction = \"f\"\n\n[roles.CSP.questions");
        let text = SAMPLE.replacen("[roles.CSP.questions", &person, 1);
        assert_ne!(text, SAMPLE);
        let parsed = parse_in(&text, embedded(), None);
        assert_eq!(read(&text, embedded(), None), parsed, "{name:?}");
        assert_eq!(
            parsed.has_errors(),
            !name.starts_with('a') || name.contains('n'),
            "{name:?}"
        );
    }
}

#[test]
fn a_sample_byte_by_byte() {
    let head = SAMPLE.find("[roles.CSP.steps.02]").unwrap();
    let action = SAMPLE.find("[roles.CSP.steps.03]").unwrap();
    let register = SAMPLE.find("[evidence.").unwrap();
    let rest = SAMPLE.find("[roles.CSP.steps.04]").unwrap();
    let small = [&SAMPLE[..head], &SAMPLE[action..rest], &SAMPLE[register..]].concat();
    let mut taken = 0;
    for at in 0..small.len() {
        for b in *b"\"\\ \n#x0=]." {
            // Inside of words and notes there is nothing to be learnt.
            let near = &small.as_bytes()[at.saturating_sub(1)..(at + 2).min(small.len())];
            if near.iter().all(|b| b.is_ascii_lowercase() || *b == b' ') {
                continue;
            }
            let mut bytes = small.clone().into_bytes();
            bytes[at] = b;
            taken += usize::from(same(std::str::from_utf8(&bytes).unwrap(), true));
            bytes.remove(at);
            taken += usize::from(same(std::str::from_utf8(&bytes).unwrap(), true));
        }
    }
    assert!(taken > 100, "{taken}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_written_is_read_fast(
        a in assessment(),
        picks in prop::collection::vec(any::<bool>(), 8),
    ) {
        let (own, shared) = parted(taken(a), &picks);
        let text = render(&own);
        let fast = same_in(&text, false, shared.as_ref());
        prop_assert_eq!(fast, !text.contains("<<<<<<<"), "{}", text);
    }

    #[test]
    fn what_is_read_fast_is_read_as_strictly(
        a in assessment(),
        picks in prop::collection::vec(any::<bool>(), 8),
        changes in prop::collection::vec(prop::collection::vec(change(), 1..4), 40),
    ) {
        let (own, shared) = parted(taken(a), &picks);
        let text = render(&own);
        for change in &changes {
            let text = change.iter().fold(text.clone(), |t, c| changed(&t, c));
            same_in(&text, false, shared.as_ref());
        }
    }

    #[test]
    fn what_is_shared_is_read_as_strictly(
        a in assessment(),
        changes in prop::collection::vec(prop::collection::vec(change(), 0..3), 40),
    ) {
        let mut a = taken(a);
        a.answers.clear();
        a.questionnaire.clear();
        a.questionnaire_version.clear();
        a.split_digest.clear();
        a.joined.clear();
        let text = render(&a);
        for change in &changes {
            let text = change.iter().fold(text.clone(), |t, c| changed(&t, c));
            assert_eq!(read_shared(&text), parse_shared(&text), "{text}");
        }
    }

    #[test]
    fn the_sample_changed_is_read_as_strictly(
        changes in prop::collection::vec(prop::collection::vec(change(), 1..3), 40),
    ) {
        for change in &changes {
            let text = change.iter().fold(SAMPLE.to_owned(), |t, c| changed(&t, c));
            same(&text, true);
        }
    }
}
