//! Dropping a text that is being written, and bringing it back.

use super::ask::label;
use super::desk::Desk;
use super::text::key;
use super::walk::{Ask, Walk};
use crate::assessment::Role;
use crate::questionnaire::ItemId;
use crate::store::drafts::Draft;
use crate::tui::field::Field;

/// A text that was dropped.
#[derive(Debug)]
pub(super) struct Dropped {
    role: Role,
    item: ItemId,
    field: Field,
    pub(super) draft: Draft,
}

impl Walk {
    /// Drops what was written of a text and goes on; what the file has stays.
    pub(super) fn drop_text(
        &mut self,
        role: Role,
        item: &ItemId,
        field: &Field,
        desk: &mut dyn Desk,
    ) {
        self.lines = None;
        let label = label(field);
        let had = !self.doc.text(role, item, field).is_empty();
        match self.draft(role, item, field).cloned() {
            Some(draft) => {
                self.forget(&key(role, item, field), desk);
                self.dropped = Some(Dropped {
                    role,
                    item: item.clone(),
                    field: field.clone(),
                    draft,
                });
                let stays = if had {
                    "; the one in the file stays"
                } else {
                    ""
                };
                self.out.line(&format!(
                    "What was written of the {label} is dropped{stays}. u or undo brings it back."
                ));
            }
            None => self.out.line(&format!("The {label} is as it was.")),
        }
        self.next_ask();
    }

    /// Brings back a text that was dropped and not followed by another change.
    /// Says whether there was one.
    pub(super) fn bring_back(&mut self, desk: &mut dyn Desk) -> bool {
        let Some(dropped) = self.dropped.take() else {
            return false;
        };
        let place = (dropped.role, dropped.item.clone());
        let Some(at) = self.items.iter().position(|i| *i == place) else {
            return false;
        };
        self.journal(dropped.draft, desk);
        if at != self.at {
            self.go(at);
        }
        let name = self.name();
        let label = label(&dropped.field);
        self.out.line(&format!("The {label} of {name} is back."));
        self.queue.push_front(self.ask.clone());
        self.queue.push_front(Ask::Text(dropped.field));
        self.next_ask();
        true
    }
}
