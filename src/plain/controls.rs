//! From a control of a folder to another.

use super::desk::Desk;
use super::walk::Walk;
use crate::text::one_line;
use crate::tui::doc::Disk;

/// Where a walk goes on: another control of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// The control's id.
    pub control: String,
    /// The item to begin with, if one was named.
    pub item: Option<String>,
}

impl Walk {
    /// Where the user wants to go on, once this walk is done.
    #[must_use]
    pub fn leads(&self) -> Option<&Lead> {
        self.leads.as_ref()
    }

    /// Goes on here after all, as the other control cannot be walked.
    pub fn stay(&mut self, why: &str) {
        self.leads = None;
        self.done = false;
        self.refuse(why);
    }

    /// Goes to a control that is named, or an item of it; what is neither is
    /// refused as no item.
    pub(super) fn go_by_control(&mut self, text: &str, why: &str, desk: &dyn Desk) {
        let (id, item) = match text.trim().split_once(':') {
            Some((id, item)) => (id.trim(), Some(item.trim().to_owned())),
            None => (text.trim(), None),
        };
        let controls = desk.controls();
        let known = controls.iter().find(|c| c.eq_ignore_ascii_case(id));
        match (known, item) {
            (Some(control), Some(item)) if *control == self.q.control.id => {
                match self.find(&item) {
                    Ok(at) => self.go(at),
                    Err(why) => self.refuse(&why),
                }
            }
            (Some(control), None) if *control == self.q.control.id => self.go(0),
            (Some(control), item) => self.lead(control, item),
            (None, Some(_)) if !controls.is_empty() => {
                let shown = one_line(id);
                self.refuse(&format!(
                    "no control of this folder is “{shown}”: controls lists them"
                ));
            }
            (None, _) => self.refuse(why),
        }
    }

    /// Goes to the control after this one, or before it.
    pub(super) fn beside(&mut self, next: bool, desk: &dyn Desk) {
        let controls = desk.controls();
        let here = controls.iter().position(|c| *c == self.q.control.id);
        let Some(here) = here else {
            return self.refuse("this file is no control of a folder");
        };
        let at = match next {
            true => here.checked_add(1),
            false => here.checked_sub(1),
        };
        match at.and_then(|at| controls.get(at)) {
            Some(control) => self.lead(control, None),
            None => {
                let end = if next { "last" } else { "first" };
                self.out.line(&format!("This is the {end} control."));
            }
        }
    }

    /// Says which controls the folder has.
    pub(super) fn list_controls(&mut self, desk: &dyn Desk) {
        let controls = desk.controls();
        if controls.is_empty() {
            return self.refuse("this file is no control of a folder");
        }
        for control in &controls {
            let here = if *control == self.q.control.id {
                ", this one"
            } else {
                ""
            };
            self.out.line(&format!("{}{here}", one_line(control)));
        }
    }

    fn lead(&mut self, control: &str, item: Option<String>) {
        if let Disk::Failed(why) = &self.doc.disk {
            let why = format!("answers are not saved yet ({why}): stay here until they are");
            return self.refuse(&why);
        }
        let progress = self.progress();
        let here = one_line(&self.q.control.id);
        self.out.line(&format!("Leaving {here}. {progress}"));
        self.out.blank();
        self.leads = Some(Lead {
            control: control.to_owned(),
            item,
        });
        self.done = true;
    }
}
