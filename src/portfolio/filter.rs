//! Which controls and roles are counted.

use crate::assessment::Role;

/// What is counted; nothing named is all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Patterns of control ids: `A&A-01`, `CEK-*`.
    pub controls: Vec<String>,
    /// Roles.
    pub roles: Vec<Role>,
}

impl Filter {
    /// Whether nothing is left out.
    #[must_use]
    pub fn is_of_all(&self) -> bool {
        self.controls.is_empty() && self.roles.is_empty()
    }

    /// Whether a control is counted.
    #[must_use]
    pub fn control(&self, id: &str) -> bool {
        self.controls.is_empty() || self.controls.iter().any(|p| matches(p, id))
    }

    /// Whether a role is counted.
    #[must_use]
    pub fn role(&self, role: Role) -> bool {
        self.roles.is_empty() || self.roles.contains(&role)
    }
}

/// Whether a text is what a pattern says, in any case: `*` stands for any
/// characters, `?` for one.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || Some(c) == text.get(t) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_for_ids() {
        for (pattern, id, is) in [
            ("CEK-*", "CEK-02", true),
            ("cek-02", "CEK-02", true),
            ("A&A-0?", "A&A-01", true),
            ("CEK", "CEK-02", false),
            ("*-02", "CEK-02", true),
            ("*", "", true),
            ("*0*2", "CEK-0022", true),
            ("", "x", false),
            ("?", "", false),
        ] {
            assert_eq!(matches(pattern, id), is, "{pattern} {id}");
        }
    }
}
