//! Made-up questionnaires: as many controls as wanted, of every shape that
//! the format allows.

use crate::random::{LONGEST, Random, prose};
use aicaiq::assessment::{Method, Ownership, Role};
use std::fmt::Write as _;

/// Short names of made-up domains. Some hold an ampersand, as catalogues have.
pub const DOMAINS: [&str; 18] = [
    "A&A", "AIS", "BCR", "CCC", "CEK", "DCS", "DSP", "GRC", "HRS", "IAM", "IPY", "I&S", "LOG",
    "MDS", "SEF", "STA", "TVM", "UEM",
];

/// The most numbered steps of a role.
const MOST_STEPS: usize = 20;

/// How much a control asks.
pub struct Shape {
    /// For example `A&A-01`.
    pub id: String,
    domain: usize,
    /// The stream of its random numbers.
    stream: u64,
    questions: usize,
    /// By role: numbered steps, and steps “From CCM”.
    steps: Vec<(usize, usize)>,
}

impl Shape {
    /// How many answers an assessment of it has.
    pub fn answers(&self) -> usize {
        let steps: usize = self.steps.iter().map(|(n, ccm)| n + ccm).sum();
        self.questions * self.steps.len() + steps
    }
}

/// The shapes of controls that ask just so many answers altogether.
///
/// # Errors
/// When so many controls cannot have so many answers.
pub fn shapes(
    seed: u64,
    controls: usize,
    roles: usize,
    answers: usize,
) -> Result<Vec<Shape>, String> {
    let mut all: Vec<Shape> = (0..controls).map(|n| shape(seed, n, roles)).collect();
    all.sort_by(|a, b| (a.domain, &a.id).cmp(&(b.domain, &b.id)));
    let total: usize = all.iter().map(Shape::answers).sum();
    let numbered: usize = all.iter().flat_map(|s| &s.steps).map(|(n, _)| n).sum();
    let least = total - numbered + controls * roles;
    let most = total - numbered + controls * roles * MOST_STEPS;
    if !(least..=most).contains(&answers) {
        return Err(format!(
            "{controls} controls and {roles} roles have {least} to {most} answers, not {answers}"
        ));
    }
    let mut random = Random::new(seed, &[2]);
    let mut total = total;
    while total != answers {
        let control = random.below(controls);
        let role = random.below(roles);
        let Some((n, _)) = all.get_mut(control).and_then(|s| s.steps.get_mut(role)) else {
            continue;
        };
        if total < answers && *n < MOST_STEPS {
            *n += 1;
            total += 1;
        } else if total > answers && *n > 1 {
            *n -= 1;
            total -= 1;
        }
    }
    Ok(all)
}

fn shape(seed: u64, n: usize, roles: usize) -> Shape {
    let stream = u64::try_from(n).unwrap_or_default();
    let mut random = Random::new(seed, &[1, stream]);
    let domain = n % DOMAINS.len();
    let name = DOMAINS.get(domain).copied().unwrap_or_default();
    Shape {
        id: format!("{name}-{:02}", n / DOMAINS.len() + 1),
        domain,
        stream,
        questions: match random.below(10) {
            0 => 3,
            1 | 2 => 2,
            _ => 1,
        },
        steps: (0..roles)
            .map(|_| {
                let ccm = if random.chance(20) {
                    random.between(1, 3)
                } else {
                    0
                };
                (random.between(1, MOST_STEPS), ccm)
            })
            .collect(),
    }
}

/// The questionnaire file of a control.
pub fn questionnaire(seed: u64, shape: &Shape) -> String {
    let random = &mut Random::new(seed, &[3, shape.stream]);
    let mut out = format!(
        "# SAMPLE questionnaire for the made-up control {}. Nothing in it is\n\
         # anybody's text: it is generated, to test with.\n\nschema = 1\n\n[control]\n",
        shape.id
    );
    let title = format!("SAMPLE control {}", shape.id);
    let domain = DOMAINS.get(shape.domain).copied().unwrap_or_default();
    line(&mut out, "id", &short(&shape.id));
    line(&mut out, "title", &short(&title));
    line(
        &mut out,
        "domain",
        &short(&format!("SAMPLE domain {domain}")),
    );
    line(&mut out, "version", &short("SAMPLE 1.0"));
    line(&mut out, "specification", &text(random));
    line(
        &mut out,
        "threats",
        &list(&["SAMPLE threat", "SAMPLE loss"]),
    );
    line(
        &mut out,
        "architecture",
        &list(&["SAMPLE compute", "SAMPLE data"]),
    );
    line(&mut out, "attribution", &long("SAMPLE: generated text"));
    line(&mut out, "license", &long("SAMPLE: free to use"));
    line(&mut out, "source", &short("SAMPLE generator"));
    for (phase, topics) in [
        (
            "SAMPLE preparation",
            ["SAMPLE data", "SAMPLE team"].as_slice(),
        ),
        ("SAMPLE delivery", &[]),
    ] {
        out.push_str("\n[[lifecycle]]\n");
        line(&mut out, "phase", &short(phase));
        line(&mut out, "topics", &list(topics));
    }
    layers(&mut out, random);
    standards(&mut out, random);
    for n in 1..=shape.questions {
        out.push_str("\n[[questions]]\n");
        line(&mut out, "id", &short(&format!("{}.{n}", shape.id)));
        line(&mut out, "text", &text(random));
    }
    // Each is its own.
    let mut topics: Vec<String> = Vec::new();
    for n in 1..=MOST_STEPS {
        let topic = topic(random);
        topics.push(match topics.contains(&topic) {
            true => format!("{topic} {n}"),
            false => topic,
        });
    }
    for (role, (numbered, ccm)) in Role::ALL.iter().zip(&shape.steps) {
        out.push_str("\n[[roles]]\n");
        line(&mut out, "id", &short(role.as_str()));
        line(
            &mut out,
            "name",
            &short(&format!("SAMPLE provider role {role}")),
        );
        let ids = (1..=*numbered).map(|n| format!("{n:02}"));
        let ccm = (1..=*ccm).map(|n| format!("ccm-{n}"));
        for (id, topic) in ids.chain(ccm).zip(topics.iter().cycle()) {
            step(&mut out, random, &id, topic);
        }
    }
    out
}

fn step(out: &mut String, random: &mut Random, id: &str, topic: &str) {
    out.push_str("\n[[roles.steps]]\n");
    line(out, "id", &short(id));
    line(out, "topic", &short(topic));
    let origin = random.word(&["published", "adapted", "adapted"]);
    line(out, "origin", &short(origin));
    let methods: Vec<&str> = Method::WORDS
        .iter()
        .copied()
        .filter(|_| random.chance(50))
        .collect();
    if !methods.is_empty() {
        line(out, "methods", &list(&methods));
    }
    if random.chance(60) {
        let all: String = (0..random.between(1, 4))
            .map(|_| format!("  {},\n", short(&prose(random, 60, false))))
            .collect();
        line(out, "typical_evidence", &format!("[\n{all}]"));
    }
    line(out, "text", &text(random));
}

fn layers(out: &mut String, random: &mut Random) {
    for (id, name, role) in [
        ("PI", "Processing infrastructure", Role::Csp),
        ("Model", "Model", Role::Mp),
        ("Orchestrated", "Orchestrated", Role::Osp),
        ("Application", "Application", Role::Ap),
    ] {
        out.push_str("\n[[layers]]\n");
        line(out, "id", &short(id));
        line(out, "name", &short(name));
        line(out, "role", &short(role.as_str()));
        line(out, "ownership", &short(random.word(Ownership::WORDS)));
        line(out, "label", &short("SAMPLE ownership"));
        line(out, "text", &long(&prose(random, 200, false)));
    }
}

fn standards(out: &mut String, random: &mut Random) {
    for (id, name) in [
        ("sample-one", "SAMPLE Standard 1:2026"),
        ("sample-two", "SAMPLE Act"),
        ("sample-three", "SAMPLE Guide 600"),
    ] {
        let coverage = random.word(&["no-gap", "partial-gap", "full-gap"]);
        out.push_str("\n[[standards]]\n");
        line(out, "id", &short(id));
        line(out, "name", &short(name));
        line(out, "coverage", &short(coverage));
        line(out, "mapping", &short("SAMPLE clause 1"));
        line(out, "references", &list(&["SAMPLE 1", "SAMPLE 2"]));
        line(out, "addendum", &long(&prose(random, 120, false)));
    }
}

fn topic(random: &mut Random) -> String {
    const LEFT: &[&str] = &["Sample", "Made-up", "Invented", "Example"];
    const RIGHT: &[&str] = &[
        "policies",
        "duties & owners",
        "見本 list",
        "caf\u{65}\u{301} log",
        "backups",
    ];
    format!("{} {}", random.word(LEFT), random.word(RIGHT))
}

/// Mostly a sentence or two, at times a page.
fn text(random: &mut Random) -> String {
    let lines = random.chance(15);
    let length = match random.below(50) {
        0 => LONGEST,
        1..=4 => 900,
        _ => random.between(80, 400),
    };
    long(&prose(random, length, lines))
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {value}");
}

fn short(text: &str) -> String {
    format!("\"{}\"", escaped(text).replace('\n', "\\n"))
}

fn long(text: &str) -> String {
    format!("\"\"\"{}\"\"\"", escaped(text))
}

fn list(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|w| short(w)).collect();
    format!("[{}]", words.join(", "))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
