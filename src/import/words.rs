//! Words as workbooks spell them.

use crate::assessment::{Answer, Ownership, Role};
use crate::questionnaire::Coverage;

/// The role that a heading names, if it names just one.
pub(super) fn role(text: &str) -> Option<Role> {
    match roles(&words(text)).0.as_slice() {
        [role] => Some(*role),
        _ => None,
    }
}

/// The providers that a text names, in order, each once.
pub(super) fn providers(text: &str) -> Vec<Role> {
    let mut named = roles(&words(text)).0;
    named.retain(|role| *role != Role::Aic);
    named
}

fn words(text: &str) -> Vec<String> {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    spaced.split_whitespace().map(str::to_lowercase).collect()
}

/// The roles that words name, in order, each once; and the words that are
/// left.
fn roles(words: &[String]) -> (Vec<Role>, Vec<&str>) {
    const NAMES: [(&str, Role); 12] = [
        ("orchestrated services provider", Role::Osp),
        ("orchestrated service provider", Role::Osp),
        ("cloud service provider", Role::Csp),
        ("application provider", Role::Ap),
        ("model provider", Role::Mp),
        ("ai customer", Role::Aic),
        ("customer", Role::Aic),
        ("csp", Role::Csp),
        ("mp", Role::Mp),
        ("osp", Role::Osp),
        ("ap", Role::Ap),
        ("aic", Role::Aic),
    ];
    let (mut found, mut rest) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let named = NAMES.iter().find_map(|(name, role)| {
            let parts: Vec<&str> = name.split(' ').collect();
            let here = words.get(at..at + parts.len())?;
            // `providers` and `CSPs` too.
            let same = here
                .iter()
                .zip(&parts)
                .all(|(w, p)| w == p || w.strip_suffix('s') == Some(p));
            same.then_some((*role, parts.len()))
        });
        match named {
            Some((role, length)) => {
                if !found.contains(&role) {
                    found.push(role);
                }
                at += length;
            }
            None => {
                rest.push(word.as_str());
                at += 1;
            }
        }
    }
    (found, rest)
}

/// An ownership in any of the spellings that CSA's documents have for it:
/// `MP-Owned`, `Owned by the Model Provider (MP)`, `Shared Cloud Service
/// Provider-Model Provider (Shared CSP-MP)`, `Shared across the supply chain`,
/// `Not Determined`.
#[must_use]
pub fn ownership(text: &str) -> Option<Ownership> {
    if text.len() > 200 {
        return None;
    }
    let words = words(text);
    let (roles, rest) = roles(&words);
    let only = |known: &[&str]| !words.is_empty() && rest.iter().all(|w| known.contains(w));
    let shared = rest.contains(&"shared") || rest.contains(&"joint");
    match roles.as_slice() {
        [] if rest == ["nd"]
            || rest == ["not", "determined"]
            || rest == ["not", "determined", "nd"] =>
        {
            Some(Ownership::Nd)
        }
        [] if shared && only(&["shared", "across", "the", "ai", "supply", "chain"]) => {
            let chain = rest.contains(&"supply") && rest.contains(&"chain");
            chain.then_some(Ownership::SharedAll)
        }
        [role] if !shared && only(&["owned", "by", "the", "an"]) => Some(match role {
            Role::Csp => Ownership::CspOwned,
            Role::Mp => Ownership::MpOwned,
            Role::Osp => Ownership::OspOwned,
            Role::Ap => Ownership::ApOwned,
            Role::Aic => Ownership::AicOwned,
        }),
        [a, b] if shared && only(&["shared", "joint", "and", "by", "between", "the"]) => {
            match (a.min(b), a.max(b)) {
                (Role::Csp, Role::Mp) => Some(Ownership::SharedCspMp),
                (Role::Mp, Role::Osp) => Some(Ownership::SharedMpOsp),
                (Role::Osp, Role::Ap) => Some(Ownership::SharedOspAp),
                (Role::Ap, Role::Aic) => Some(Ownership::SharedApAic),
                _ => None,
            }
        }
        _ => None,
    }
}

/// An answer in any spelling: `Yes`, `y`, `N/A`, `not applicable`.
#[must_use]
pub fn answer(text: &str) -> Option<Answer> {
    match super::heading::squeeze(text).as_str() {
        "yes" | "y" => Some(Answer::Yes),
        "no" | "n" => Some(Answer::No),
        "na" | "notapplicable" | "notapplicablena" | "nanotapplicable" => Some(Answer::Na),
        _ => None,
    }
}

/// A gap level.
pub(super) fn coverage(text: &str) -> Option<Coverage> {
    let key = super::heading::squeeze(text);
    // `Full Gap (No Mapping)` is one of CSA's spellings.
    match key.as_str() {
        "nogap" | "none" => Some(Coverage::NoGap),
        _ if key.starts_with("partialgap") || key == "partial" => Some(Coverage::PartialGap),
        _ if key.starts_with("fullgap") || key == "full" => Some(Coverage::FullGap),
        _ => None,
    }
}

/// Whether a cell of a grid is ticked; none where that cannot be told.
pub(super) fn ticked(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "x" | "\u{2713}" | "\u{2714}" | "\u{2611}" | "1" => Some(true),
        "false" | "no" | "" | "-" | "\u{2013}" | "\u{2014}" | "\u{2610}" | "0" | "n/a" | "na" => {
            Some(false)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ownerships_are_read_in_every_spelling() {
        for known in Ownership::ALL {
            assert_eq!(ownership(known.as_str()), Some(*known), "{known}");
            assert_eq!(ownership(&known.as_str().to_uppercase()), Some(*known));
        }
        for (text, owned) in [
            ("Owned by the Model Provider (MP)", Some(Ownership::MpOwned)),
            ("Cloud Service Provider (CSP)", Some(Ownership::CspOwned)),
            ("Owned by AP", Some(Ownership::ApOwned)),
            (
                "Owned by the Orchestrated Service Provider (OSP)",
                Some(Ownership::OspOwned),
            ),
            ("Owned by the AI Customer (AIC)", Some(Ownership::AicOwned)),
            (
                "Shared Cloud Service Provider-Model Provider (Shared CSP-MP)",
                Some(Ownership::SharedCspMp),
            ),
            (
                "Shared Application Provider–AI Customer (Shared AP-AIC)",
                Some(Ownership::SharedApAic),
            ),
            (
                "shared across the supply\nchain",
                Some(Ownership::SharedAll),
            ),
            ("Not Determined (ND)", Some(Ownership::Nd)),
            ("Shared", None),
            ("CSP and MP", None),
            ("Shared CSP-AIC", None),
            ("Owned by the shareholders", None),
            ("Not owned by CSP", None),
            ("", None),
        ] {
            assert_eq!(ownership(text), owned, "{text}");
        }
    }

    #[test]
    fn answers_are_read_in_every_spelling() {
        for (text, said) in [
            ("YES", Some(Answer::Yes)),
            ("no.", Some(Answer::No)),
            ("N/A", Some(Answer::Na)),
            ("n.a.", Some(Answer::Na)),
            ("Not Applicable (N/A)", Some(Answer::Na)),
            ("not applicable", Some(Answer::Na)),
            ("Partial", None),
            ("yes, partly", None),
        ] {
            assert_eq!(answer(text), said, "{text}");
        }
    }

    #[test]
    fn a_heading_names_one_role() {
        for (text, named) in [
            ("Application Provider (AP)", Some(Role::Ap)),
            ("Auditing Guidelines for CSPs", Some(Role::Csp)),
            ("AI Customers (AIC)", Some(Role::Aic)),
            ("Orchestrated Services Providers", Some(Role::Osp)),
            ("MP", Some(Role::Mp)),
            ("Mapping", None),
            ("CSP and MP", None),
        ] {
            assert_eq!(role(text), named, "{text}");
        }
    }
}
