//! Git's conflict marks in a file, taken apart into the two sides.

use super::Labels;

/// A text that git has marked, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// The common ancestor, whole, where git has written it (the styles diff3
    /// and zdiff3).
    pub base: Option<String>,
    /// Ours, whole.
    pub ours: String,
    /// Theirs, whole.
    pub theirs: String,
    /// What git calls the two.
    pub labels: Labels,
}

/// What marks are made of that no text has by itself; a heading may be underlined with
/// the sign of the one between the sides.
pub const SURE: [char; 3] = ['<', '|', '>'];

/// What git calls a side, where a line is a mark of such a sign.
#[must_use]
pub fn mark(line: &str, c: char) -> Option<String> {
    let line = line.trim_end_matches(['\n', '\r']);
    let rest = line.trim_start_matches(c);
    let long = line.len() - rest.len() == 7;
    (long && (rest.is_empty() || rest.starts_with(' '))).then(|| rest.trim().to_owned())
}

/// The two sides of a text that git has marked; none where there are no
/// complete marks, or where a line of a text looks like one.
#[must_use]
pub fn sides(text: &str) -> Option<Sides> {
    #[derive(PartialEq)]
    enum In {
        Both,
        Ours,
        Base,
        Theirs,
    }
    let mut at = In::Both;
    let (mut ours, mut base, mut theirs) = (String::new(), String::new(), String::new());
    let mut with_base = true;
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
                    base.push_str(line);
                    theirs.push_str(line);
                }
            }
            In::Ours if mark(line, '|').is_some() => at = In::Base,
            In::Ours | In::Base if mark(line, '=').is_some_and(|l| l.is_empty()) => {
                with_base &= at == In::Base;
                at = In::Theirs;
            }
            In::Ours => ours.push_str(line),
            In::Base => base.push_str(line),
            // A heading in a note that is underlined so: which one is git's?
            In::Theirs if mark(line, '=').is_some() || mark(line, '|').is_some() => return None,
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
    (found && at == In::Both).then_some(Sides {
        base: with_base.then_some(base),
        ours,
        theirs,
        labels,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_apart() {
        let text = "a\n<<<<<<< HEAD\nb\n||||||| 123\nx\n=======\nc\n>>>>>>> audit\nd\n";
        let all = sides(text).unwrap();
        assert_eq!(
            (all.ours.as_str(), all.theirs.as_str()),
            ("a\nb\nd\n", "a\nc\nd\n")
        );
        assert_eq!(all.base.as_deref(), Some("a\nx\nd\n"));
        assert_eq!(
            (all.labels.ours.as_str(), all.labels.theirs.as_str()),
            ("HEAD", "audit")
        );
        let plain = "<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> audit\n";
        assert_eq!(sides(plain).unwrap().base, None);
        let underlined = "<<<<<<< HEAD\nTitle\n=======\nb\n=======\nc\n>>>>>>> audit\n";
        assert_eq!(sides(underlined), None, "which of them is git's mark?");
        // What is shorter or longer, or goes on with something else, is text.
        let text = "<\n<<<<<<\n<<<<<<<<\n<<<<<<<x\n<<<<<<< HEAD\n=====\n|\n> quoted\n=======\n\
                    > quoted\n>>>>>>>>\n= x\n>>>>>>>\n";
        let all = sides(text).unwrap();
        let both = "<\n<<<<<<\n<<<<<<<<\n<<<<<<<x\n";
        assert_eq!(all.ours, format!("{both}=====\n|\n> quoted\n"));
        assert_eq!(all.theirs, format!("{both}> quoted\n>>>>>>>>\n= x\n"));
        assert!(sides("a\n").is_none());
        assert!(sides("<<<<<<< HEAD\na\n").is_none());
    }
}
