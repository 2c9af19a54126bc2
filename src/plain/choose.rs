//! Reading a choice from what was typed.

use crate::assessment::{Answer, Method, Outcome, Ownership};

/// The outcome that a line names, by letter or word.
pub(super) fn outcome(line: &str) -> Option<Outcome> {
    Some(match folded(line).as_str() {
        "s" | "satisfied" => Outcome::Satisfied,
        "p" | "partially" | "partially satisfied" => Outcome::PartiallySatisfied,
        "n" | "not" | "not satisfied" => Outcome::NotSatisfied,
        "a" | "na" | "n/a" | "not applicable" => Outcome::NotApplicable,
        _ => return None,
    })
}

/// The answer that a line names, by letter or word.
pub(super) fn answer(line: &str) -> Option<Answer> {
    Some(match folded(line).as_str() {
        "y" | "yes" => Answer::Yes,
        "n" | "no" => Answer::No,
        "a" | "na" | "n/a" | "not applicable" => Answer::Na,
        _ => return None,
    })
}

/// The letter that gives an outcome.
pub(super) fn outcome_letter(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Satisfied => "s",
        Outcome::PartiallySatisfied => "p",
        Outcome::NotSatisfied => "n",
        Outcome::NotApplicable => "a",
        Outcome::NotAssessed => "clear",
    }
}

/// The letter that gives an answer.
pub(super) fn answer_letter(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "y",
        Answer::No => "n",
        Answer::Na => "a",
    }
}

/// The one of a few choices that a line names: its word, or the beginning of
/// one word only.
pub(super) fn by_word<T: Copy>(
    all: &[T],
    word: impl Fn(T) -> &'static str,
    line: &str,
) -> Result<T, String> {
    let typed = folded(line);
    if let Some(exact) = all.iter().find(|x| folded(word(**x)) == typed) {
        return Ok(*exact);
    }
    let begins = |x: &&T| !typed.is_empty() && folded(word(**x)).starts_with(&typed);
    let fitting: Vec<T> = all.iter().filter(begins).copied().collect();
    let listed = |some: &[T]| {
        let words: Vec<&str> = some.iter().map(|x| word(*x)).collect();
        words.join(", ")
    };
    let shown = crate::text::one_line(line.trim());
    match fitting.as_slice() {
        [one] => Ok(*one),
        [] => Err(format!("“{shown}” is none of: {}", listed(all))),
        more => Err(format!("“{shown}” could be: {}", listed(more))),
    }
}

/// The ownership that a line names, by its number in the list or by word.
pub(super) fn ownership(line: &str) -> Result<Ownership, String> {
    match line.trim().parse::<usize>() {
        Ok(number) => {
            let at = number.checked_sub(1);
            let found = at.and_then(|at| Ownership::ALL.get(at)).copied();
            let most = Ownership::ALL.len();
            found.ok_or_else(|| format!("there is no choice {number}: expected 1 to {most}"))
        }
        Err(_) => match crate::import::ownership(line) {
            Some(ownership) => Ok(ownership),
            None => by_word(Ownership::ALL, Ownership::as_str, line),
        },
    }
}

/// The methods that a line names: words or their beginnings, or the letters
/// x, i and t in one word.
pub(super) fn methods(line: &str) -> Result<Vec<Method>, String> {
    let mut methods = Vec::new();
    let typed = folded(line);
    let words = typed.split([' ', ',']).filter(|w| !w.is_empty());
    for word in words {
        let letters: Option<Vec<Method>> = word.chars().map(method_letter).collect();
        match letters {
            Some(letters) => methods.extend(letters),
            None => methods.push(by_word(Method::ALL, Method::as_str, word)?),
        }
    }
    if methods.is_empty() {
        return Err("no method is named: expected letters of x, i and t".to_owned());
    }
    Ok(methods)
}

fn method_letter(letter: char) -> Option<Method> {
    match letter {
        'x' => Some(Method::Examine),
        'i' => Some(Method::Interview),
        't' => Some(Method::Test),
        _ => None,
    }
}

/// In lower case, with single spaces, and spaces for what words are joined by.
fn folded(text: &str) -> String {
    let spaced = text.replace(['-', '_'], " ").to_lowercase();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Grade;

    #[test]
    fn a_word_or_its_beginning_is_enough() {
        let grade = |line| by_word(Grade::ALL, Grade::as_str, line);
        assert_eq!(grade("MA"), Ok(Grade::Major));
        assert_eq!(grade("minor"), Ok(Grade::Minor));
        assert_eq!(grade("m").unwrap_err(), "“m” could be: major, minor");
        assert_eq!(
            grade("\u{1b}x").unwrap_err(),
            "“␛x” is none of: major, minor, ofi"
        );
        assert_eq!(ownership("shared csp mp"), Ok(Ownership::SharedCspMp));
        assert_eq!(ownership("1"), Ok(Ownership::CspOwned));
        assert!(ownership("0").is_err());
        assert!(ownership("12").is_err());
    }

    #[test]
    fn methods_are_letters_or_words() {
        let all = [Method::Examine, Method::Interview, Method::Test];
        assert_eq!(methods("xit"), Ok(all.to_vec()));
        assert_eq!(methods("ex, inter test"), Ok(all.to_vec()));
        assert!(methods("xq").is_err());
        assert!(methods(",").is_err());
    }

    #[test]
    fn outcomes_have_letters_and_words() {
        assert_eq!(outcome(" S "), Some(Outcome::Satisfied));
        assert_eq!(outcome("not-applicable"), Some(Outcome::NotApplicable));
        assert_eq!(outcome("Not satisfied"), Some(Outcome::NotSatisfied));
        assert_eq!(outcome("y"), None);
        assert_eq!(answer("NA"), Some(Answer::Na));
        assert_eq!(answer("p"), None);
    }
}
