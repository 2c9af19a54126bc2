//! Git's conflict marks in a file, taken apart into the two sides.

use super::Labels;

/// The two sides of a text that git has marked, whole, and what git calls
/// them; none where there are no complete marks.
#[must_use]
pub fn sides(text: &str) -> Option<(String, String, Labels)> {
    #[derive(PartialEq)]
    enum In {
        Both,
        Ours,
        Base,
        Theirs,
    }
    let mark = |line: &str, c: char| -> Option<String> {
        let line = line.trim_end_matches(['\n', '\r']);
        let rest = line.trim_start_matches(c);
        let long = line.len() - rest.len() >= 7;
        (long && (rest.is_empty() || rest.starts_with(' '))).then(|| rest.trim().to_owned())
    };
    let mut at = In::Both;
    let (mut ours, mut theirs) = (String::new(), String::new());
    let mut labels = Labels::default();
    let mut found = false;
    for line in text.split_inclusive('\n') {
        match at {
            In::Both => {
                if let Some(label) = mark(line, '<') {
                    labels.ours = label;
                    at = In::Ours;
                } else {
                    ours.push_str(line);
                    theirs.push_str(line);
                }
            }
            In::Ours if mark(line, '|').is_some() => at = In::Base,
            In::Ours | In::Base if mark(line, '=').is_some_and(|l| l.is_empty()) => at = In::Theirs,
            In::Ours => ours.push_str(line),
            In::Base => {}
            In::Theirs => {
                if let Some(label) = mark(line, '>') {
                    labels.theirs = label;
                    found = true;
                    at = In::Both;
                } else {
                    theirs.push_str(line);
                }
            }
        }
    }
    (found && at == In::Both).then_some((ours, theirs, labels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_apart() {
        let text = "a\n<<<<<<< HEAD\nb\n||||||| 123\nx\n=======\nc\n>>>>>>> audit\nd\n";
        let (ours, theirs, labels) = sides(text).unwrap();
        assert_eq!((ours.as_str(), theirs.as_str()), ("a\nb\nd\n", "a\nc\nd\n"));
        assert_eq!(
            (labels.ours.as_str(), labels.theirs.as_str()),
            ("HEAD", "audit")
        );
        assert!(sides("a\n").is_none());
        assert!(sides("<<<<<<< HEAD\na\n").is_none());
    }
}
