//! A role's guideline text as numbered steps, without losing a word of it.

/// The most steps of a kind: an id has two digits.
const MOST: usize = 99;
/// The longest topic, in characters: it fits every screen.
const TOPIC: usize = 28;

/// A guideline text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Steps {
    /// The numbered steps in order, without their numbers.
    pub own: Vec<String>,
    /// Those under the heading "From CCM".
    pub ccm: Vec<String>,
    /// What is odd about the numbering, in a sentence each.
    pub odd: Vec<String>,
}

/// Takes a text apart at its numbers: `1.`, `1)` or `(1)` at the start of a
/// line, or, in their order, after the end of a sentence. Text before the
/// first number belongs to the first step; a text without numbers is a step a
/// line where each has a bullet, else one step. What follows a heading "From CCM" is counted anew.
#[must_use]
pub fn split(text: &str) -> Steps {
    let mut odd = Vec::new();
    let (own, ccm) = match ccm_heading(text) {
        Some((from, to)) => (
            text.get(..from).unwrap_or_default(),
            text.get(to..).unwrap_or_default(),
        ),
        None => (text, ""),
    };
    let own = few(numbered(own, &mut odd), &mut odd);
    let ccm = few(numbered(ccm, &mut odd), &mut odd);
    Steps { own, ccm, odd }
}

/// Where the heading "From CCM" of a text is, with its colon and what is
/// around that; none where it has none, or nothing under it.
fn ccm_heading(text: &str) -> Option<(usize, usize)> {
    let lower = text.to_ascii_lowercase();
    lower.match_indices("from ").find_map(|(from, word)| {
        let before = text.get(..from)?;
        if !starts_line(before) && !ends_sentence(before) {
            return None;
        }
        let rest = lower.get(from + word.len()..)?;
        let rest = rest.trim_start_matches([' ', '\t']);
        let rest = rest
            .strip_prefix("the ")
            .unwrap_or(rest)
            .trim_start_matches([' ', '\t']);
        let rest = rest.strip_prefix("ccm")?;
        // `CCM v4.0`.
        let version = rest.trim_start_matches([' ', '\t']);
        let digits = version
            .trim_start_matches('v')
            .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let told = version
            .get(..version.len() - digits.len())
            .unwrap_or_default();
        let numbered = told
            .strip_prefix('v')
            .is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
        let versioned = numbered && digits.starts_with([':', '\n']);
        let rest = if versioned { digits } else { rest };
        let gap = rest.trim_start_matches([' ', '\t']);
        let ends = gap.starts_with([':', '\n'])
            || (gap.len() < rest.len() && marker(gap, true).is_some_and(|m| m.0 == 1));
        let body = gap.strip_prefix(':').unwrap_or(gap).trim_start();
        (ends && !body.is_empty()).then_some((from, text.len() - body.len()))
    })
}

/// Whether what stands before ends with a line end, blanks aside.
fn starts_line(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with('\n')
}

/// Whether what stands before ends a sentence, with blanks after it.
fn ends_sentence(before: &str) -> bool {
    let end = before.trim_end();
    end.len() < before.len() && end.ends_with(['.', ';', ':', '!', '?', ')', ']', '”', '’', '"'])
}

/// The number that a text starts with, and how long it is with what belongs
/// to it.
fn marker(text: &str, at_line: bool) -> Option<(usize, usize)> {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let number: usize = inner.get(..digits).filter(|_| digits <= 2)?.parse().ok()?;
    let rest = inner.get(digits..)?;
    let bracket = inner.len() < text.len();
    let mark = rest.chars().next()?;
    let fits = match mark {
        ')' => true,
        '.' => !bracket,
        ':' => !bracket && at_line,
        _ => false,
    };
    let after = rest.get(mark.len_utf8()..)?.chars().next();
    let apart = after.is_none_or(|c| c.is_whitespace() || (at_line && c.is_alphabetic()));
    (fits && apart && number > 0).then_some((number, text.len() - rest.len() + mark.len_utf8()))
}

fn numbered(text: &str, odd: &mut Vec<String>) -> Vec<String> {
    let mut steps = Vec::new();
    let (mut start, mut last, mut indent) = (0, 0, 0);
    let places = text
        .char_indices()
        .filter(|(_, c)| c.is_ascii_digit() || *c == '(');
    for (at, _) in places {
        if at < start {
            continue;
        }
        let before = text.get(..at).unwrap_or_default();
        let at_line = starts_line(before);
        if !at_line && !ends_sentence(before) {
            continue;
        }
        let Some((number, length)) = text.get(at..).and_then(|t| marker(t, at_line)) else {
            continue;
        };
        let column = before.len() - before.trim_end_matches([' ', '\t']).len();
        let next = last + 1;
        // Deeper lines, and numbers that begin anew, are lists within a step.
        let fits = if at_line {
            (last == 0 || column <= indent)
                && (number == last.max(2) || (next..=next + 2).contains(&number))
        } else {
            number == next
        };
        if !fits || (last == 0 && number > 3) {
            continue;
        }
        if number != next {
            odd.push(format!(
                "number {number} where {next} was expected: steps are numbered in their order"
            ));
        }
        if last == 0 {
            indent = if at_line { column } else { usize::MAX };
        }
        steps.push(text.get(start..at).unwrap_or_default());
        (start, last) = (at + length, number);
    }
    if last == 0 {
        return bulleted(text, odd);
    }
    steps.push(text.get(start..).unwrap_or_default());
    // What stands before the first number belongs to the first step.
    let mut steps: Vec<String> = steps.into_iter().map(|s| s.trim().to_owned()).collect();
    if steps.len() > 1 {
        let head = steps.remove(0);
        if let Some(first) = steps.first_mut()
            && !head.is_empty()
        {
            *first = format!("{head}\n{first}").trim_end().to_owned();
        }
    }
    steps.retain(|s| !s.is_empty());
    steps
}

/// A text without numbers: a step a line where each has a bullet, else one step.
fn bulleted(text: &str, odd: &mut Vec<String>) -> Vec<String> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let items: Vec<&str> = lines.iter().filter_map(|line| bullet(line)).collect();
    if !items.is_empty() && items.len() == lines.len() {
        let items = items.into_iter().filter(|item| !item.is_empty());
        return items.map(str::to_owned).collect();
    }
    if !items.is_empty() {
        odd.push(format!(
            "{} of {} lines have a bullet: all of it is one step; number the steps, or give each line a bullet",
            items.len(),
            lines.len()
        ));
    }
    let whole = text.trim();
    if whole.is_empty() {
        Vec::new()
    } else {
        vec![whole.to_owned()]
    }
}

/// What a line says behind its bullet; none where it has none.
fn bullet(line: &str) -> Option<&str> {
    const SIGNS: [char; 9] = ['•', '◦', '▪', '‣', '●', '○', '■', '□', '·'];
    if let Some(rest) = line.strip_prefix(SIGNS) {
        return Some(rest.trim_start());
    }
    let rest = line.strip_prefix(['-', '–', '—', '*'])?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
}

/// At most as many steps as there are ids: the last one has what is left.
fn few(mut steps: Vec<String>, odd: &mut Vec<String>) -> Vec<String> {
    if steps.len() > MOST {
        let rest = steps.split_off(MOST - 1);
        odd.push(format!(
            "{} steps, and a role has at most {MOST}: the last one holds the rest",
            MOST - 1 + rest.len()
        ));
        steps.push(rest.join("\n"));
    }
    steps
}

/// What a step is about: its first words that say so, at most 28 characters.
#[must_use]
pub fn topic(text: &str) -> String {
    const OPENERS: [&str; 24] = [
        "verify",
        "confirm",
        "validate",
        "review",
        "ensure",
        "check",
        "assess",
        "evaluate",
        "determine",
        "examine",
        "inspect",
        "obtain",
        "interview",
        "that",
        "whether",
        "if",
        "the",
        "a",
        "an",
        "all",
        "and",
        "to",
        "by",
        "of",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let opener = |w: &&str| OPENERS.contains(&w.to_lowercase().as_str());
    let skipped = words.iter().take_while(|w| opener(w)).count();
    let chosen = match words.get(skipped..) {
        Some(rest) if !rest.is_empty() => rest,
        _ => &words,
    };
    let mut topic = String::new();
    for word in chosen {
        let longer = topic.chars().count() + usize::from(!topic.is_empty()) + word.chars().count();
        if longer > TOPIC {
            break;
        }
        if !topic.is_empty() {
            topic.push(' ');
        }
        topic.push_str(word);
    }
    if topic.is_empty() {
        topic = chosen
            .first()
            .map_or(String::new(), |w| w.chars().take(TOPIC).collect());
    }
    // A topic does not end in the middle of a phrase.
    while let Some((head, tail)) = topic.clone().rsplit_once(' ') {
        let small = [
            "and", "or", "of", "for", "to", "in", "with", "the", "a", "an", "are", "is", "by",
            "on", "that",
        ];
        if !small.contains(&tail.to_lowercase().as_str()) && tail.chars().any(char::is_alphanumeric)
        {
            break;
        }
        topic.truncate(head.len());
    }
    let topic = match topic.rfind('(') {
        Some(at) if at > 0 && !topic.get(at..).unwrap_or_default().contains(')') => {
            topic.get(..at).unwrap_or_default().trim_end().to_owned()
        }
        _ => topic,
    };
    let topic = topic
        .trim_end_matches([',', ';', ':', '.', '(', '-', '–'])
        .trim_end()
        .to_owned();
    let mut letters = topic.chars();
    match letters.next() {
        // A small letter can be two capitals.
        Some(first) => {
            let capital: String = first.to_uppercase().collect();
            let first = if capital.chars().count() == 1 {
                capital
            } else {
                first.to_string()
            };
            format!("{first}{}", letters.as_str())
        }
        None => "Step".to_owned(),
    }
}
