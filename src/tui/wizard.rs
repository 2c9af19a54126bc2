//! The questions of a new assessment: subject, assessor, layers, roles, file.

use super::action::Action;
use super::writing::{Stroke, Writing};
use crate::assessment::{Assessment, Edit, Role};
use crate::questionnaire::{Layer, Questionnaire};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The answers so far and where the user is in them.
#[derive(Debug)]
pub struct Wizard {
    /// Who or what is assessed.
    pub subject: Writing,
    /// Who assesses.
    pub assessor: Writing,
    /// The file to make; follows the subject until it is edited.
    pub file: Writing,
    /// Whether the user has written the file's name.
    pub file_is_own: bool,
    /// For each layer of the questionnaire whether the provider runs it.
    pub layers: Vec<bool>,
    /// Roles that the user has switched against what follows from the layers.
    pub overrides: BTreeMap<Role, bool>,
    /// The lines in order.
    pub lines: Vec<Line>,
    /// The selected line.
    pub at: usize,
    /// What is missing.
    pub error: Option<String>,
    /// The open assessment that is being changed; none when a new one is made.
    pub about: Option<Box<About>>,
}

/// What an open assessment was of when its form was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    subject: String,
    assessor: String,
    layers: Vec<String>,
    roles: Vec<Role>,
}

impl About {
    /// What an assessment is of.
    #[must_use]
    pub fn of(assessment: &Assessment) -> Self {
        Self {
            subject: assessment.subject.clone(),
            assessor: assessment.assessor.clone(),
            layers: assessment.layers.clone(),
            roles: assessment.roles.clone(),
        }
    }
}

/// The old list without what was taken off and with what was added. Its
/// order, and what this form does not know, stay.
fn changed<T: Clone + PartialEq>(old: &[T], known: &[T], chosen: &[T]) -> Vec<T> {
    let kept = old
        .iter()
        .filter(|x| !known.contains(x) || chosen.contains(x));
    let added = chosen.iter().filter(|x| !old.contains(x));
    kept.chain(added).cloned().collect()
}

/// What a finished form comes to.
#[derive(Debug)]
pub enum Done {
    /// A new answer file, or a folder of them.
    Create(PathBuf, Box<Assessment>),
    /// Changes to the open assessment.
    Change(Vec<Edit>),
}

/// A line of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The subject.
    Subject,
    /// The assessor.
    Assessor,
    /// A layer by its place.
    Layer(usize),
    /// A role.
    Role(Role),
    /// The file.
    File,
    /// The last line: make it.
    Create,
}

/// A text of one line to be edited, with the cursor at its end.
#[must_use]
pub fn line_of(text: &str) -> Writing {
    Writing::line(text)
}

/// The text of such a line.
#[must_use]
pub fn text_of(area: &Writing) -> String {
    area.text().trim().to_owned()
}

impl Wizard {
    /// An empty form for a questionnaire.
    #[must_use]
    pub fn new(questionnaire: &Questionnaire, assessor: &str) -> Self {
        let mut lines = vec![Line::Subject, Line::Assessor];
        lines.extend((0..questionnaire.layers.len()).map(Line::Layer));
        lines.extend(questionnaire.roles.iter().map(|r| Line::Role(r.id)));
        lines.extend([Line::File, Line::Create]);
        Self {
            subject: line_of(""),
            assessor: line_of(assessor),
            file: line_of(""),
            file_is_own: false,
            layers: vec![false; questionnaire.layers.len()],
            overrides: BTreeMap::new(),
            lines,
            at: 0,
            error: None,
            about: None,
        }
    }

    /// The form of an open assessment.
    #[must_use]
    pub fn about(questionnaire: &Questionnaire, assessment: &Assessment) -> Self {
        let mut form = Self::new(questionnaire, &assessment.assessor);
        form.about = Some(Box::new(About::of(assessment)));
        form.lines.retain(|line| *line != Line::File);
        form.subject = line_of(&assessment.subject);
        let layers = questionnaire.layers.iter();
        form.layers = layers.map(|l| assessment.layers.contains(&l.id)).collect();
        for role in questionnaire.roles.iter().map(|r| r.id) {
            let chosen = assessment.roles.contains(&role);
            if chosen != form.has_role(questionnaire, role) {
                form.overrides.insert(role, chosen);
            }
        }
        form
    }

    /// The selected line.
    #[must_use]
    pub fn line(&self) -> Line {
        self.lines.get(self.at).copied().unwrap_or(Line::Create)
    }

    /// Whether the selected line is a text.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.line(), Line::Subject | Line::Assessor | Line::File)
    }

    /// The text of the selected line, to be edited. Follow with
    /// [`Self::typed`].
    pub fn area(&mut self) -> Option<&mut Writing> {
        match self.line() {
            Line::Subject => Some(&mut self.subject),
            Line::Assessor => Some(&mut self.assessor),
            Line::File => Some(&mut self.file),
            _ => None,
        }
    }

    /// What follows from a change in the selected text.
    pub fn typed(&mut self, questionnaire: &Questionnaire) {
        self.error = None;
        match self.line() {
            Line::File => self.file_is_own = !text_of(&self.file).is_empty(),
            Line::Subject if !self.file_is_own => {
                self.file = line_of(&file_name(
                    &text_of(&self.subject),
                    &questionnaire.control.id,
                ));
            }
            _ => {}
        }
    }

    /// Whether a role is assessed: as the user switched it, or else as the
    /// ownership of the chosen layers says.
    #[must_use]
    pub fn has_role(&self, questionnaire: &Questionnaire, role: Role) -> bool {
        let follows = questionnaire
            .layers
            .iter()
            .zip(&self.layers)
            .any(|(layer, runs)| *runs && layer.ownership.roles().contains(&role));
        self.overrides.get(&role).copied().unwrap_or(follows)
    }

    /// Does what a key or a click asks for. Returns the form when it is done.
    pub fn act(&mut self, action: Action, questionnaire: &Questionnaire) -> Option<Done> {
        let last = self.lines.len().saturating_sub(1);
        match action {
            Action::Up | Action::Previous => self.at = self.at.saturating_sub(1),
            Action::Down | Action::Next => self.at = (self.at + 1).min(last),
            Action::First | Action::PageUp => self.at = 0,
            Action::Last | Action::PageDown => self.at = last,
            Action::Enter | Action::Left | Action::Right => match self.line() {
                Line::Layer(n) => {
                    if let Some(runs) = self.layers.get_mut(n) {
                        *runs = !*runs;
                    }
                    self.error = None;
                }
                Line::Role(role) => {
                    let on = self.has_role(questionnaire, role);
                    self.overrides.insert(role, !on);
                    self.error = None;
                }
                Line::Create if action == Action::Enter => return self.finish(questionnaire),
                _ => {}
            },
            Action::ClearLine => {
                if let Some(area) = self.area() {
                    area.set("");
                    self.typed(questionnaire);
                }
            }
            Action::Write(stroke) => self.write(stroke, questionnaire),
            Action::Done => return self.finish(questionnaire),
            _ => {}
        }
        None
    }

    /// Moves or changes something in the selected text.
    fn write(&mut self, stroke: Stroke, questionnaire: &Questionnaire) {
        let Some(area) = self.area() else { return };
        if area.stroke(stroke, (usize::MAX, 1)) && stroke.changes() {
            self.typed(questionnaire);
        }
    }

    /// Whether a folder of controls is to be made.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        text_of(&self.file).ends_with('/')
    }

    /// Whether something of the open assessment would change.
    #[must_use]
    pub fn is_changed(&self, questionnaire: &Questionnaire) -> bool {
        let Some(old) = &self.about else { return false };
        let layers = questionnaire.layers.iter().zip(&self.layers);
        let other = |(l, runs): (&Layer, &bool)| *runs != old.layers.contains(&l.id);
        let known = questionnaire.roles.iter().map(|r| r.id);
        let turned = |role: Role| self.has_role(questionnaire, role) != old.roles.contains(&role);
        text_of(&self.subject) != old.subject.trim()
            || text_of(&self.assessor) != old.assessor.trim()
            || layers.into_iter().any(other)
            || known.into_iter().any(turned)
    }

    /// Says why the file could not be made, and goes to its line.
    pub fn not_made(&mut self, why: String) {
        self.error = Some(why);
        let file = self.lines.iter().position(|l| *l == Line::File);
        self.at = file.unwrap_or(self.at);
    }

    /// Says what is missing and goes to its line.
    fn missing(&mut self, line: Line, what: &str) -> Option<Done> {
        self.error = Some(what.to_owned());
        self.at = self.lines.iter().position(|l| *l == line).unwrap_or(0);
        None
    }

    fn finish(&mut self, questionnaire: &Questionnaire) -> Option<Done> {
        let subject = text_of(&self.subject);
        if subject.is_empty() {
            return self.missing(
                Line::Subject,
                "Name the provider or system that is assessed",
            );
        }
        let roles: Vec<Role> = questionnaire
            .roles
            .iter()
            .map(|r| r.id)
            .filter(|r| self.has_role(questionnaire, *r))
            .collect();
        if roles.is_empty() {
            let first = self.lines.get(2).copied().unwrap_or(Line::Create);
            return self.missing(first, "Choose a layer that the provider runs, or a role");
        }
        let layers = questionnaire.layers.iter().zip(&self.layers);
        let layers: Vec<String> = layers
            .filter(|(_, runs)| **runs)
            .map(|(l, _)| l.id.clone())
            .collect();
        let assessor = text_of(&self.assessor);
        if let Some(old) = &self.about {
            let known: Vec<String> = questionnaire.layers.iter().map(|l| l.id.clone()).collect();
            let layers = changed(&old.layers, &known, &layers);
            let known: Vec<Role> = questionnaire.roles.iter().map(|r| r.id).collect();
            let roles = changed(&old.roles, &known, &roles);
            let edits = [
                (subject != old.subject).then_some(Edit::Subject(subject)),
                (assessor != old.assessor).then_some(Edit::Assessor(assessor)),
                (layers != old.layers).then_some(Edit::Layers(layers)),
                (roles != old.roles).then_some(Edit::Roles(roles)),
            ];
            return Some(Done::Change(edits.into_iter().flatten().collect()));
        }
        let file = text_of(&self.file);
        if file.is_empty() {
            return self.missing(Line::File, "Name the file that keeps the answers");
        }
        let assessment = Assessment {
            subject,
            questionnaire: questionnaire.control.id.clone(),
            questionnaire_version: questionnaire.control.version.clone(),
            questionnaire_digest: questionnaire.digest.clone(),
            roles,
            layers,
            assessor,
            ..Assessment::default()
        };
        Some(Done::Create(PathBuf::from(file), Box::new(assessment)))
    }
}

/// A file name for a subject: its letters and digits in small, with dashes
/// between, then the control's id.
#[must_use]
pub fn file_name(subject: &str, control: &str) -> String {
    let slug: String = subject
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
        .chars()
        .take(60)
        .collect();
    if slug.is_empty() {
        String::new()
    } else {
        format!("{slug}.{}.toml", control.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_come_from_subjects() {
        assert_eq!(
            file_name("Acme GenAI / Platform", "CEK-02"),
            "acme-genai-platform.cek-02.toml"
        );
        assert_eq!(file_name("  ", "CEK-02"), "");
        assert_eq!(file_name("../../etc", "CEK-02"), "etc.cek-02.toml");
    }
}
