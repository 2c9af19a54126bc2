//! Where a walk begins, and what it remembers of where it was left.

use super::desk::Desk;
use super::walk::Walk;

impl Walk {
    /// Begins: says what this is and reads the first item.
    pub fn begin(&mut self, desk: &mut dyn Desk) {
        self.begun = true;
        self.inspect_all(desk);
        self.forget_settled(desk);
        self.find_gaps();
        self.head();
        self.first_item(desk);
        self.remember_place(desk);
    }

    fn first_item(&mut self, desk: &mut dyn Desk) {
        let named = self.at;
        if named < self.items.len() {
            return self.go(named);
        }
        let wanted: Vec<usize> = (0..self.items.len())
            .filter(|at| self.items.get(*at).is_some_and(|(r, _)| self.wants(*r)))
            .collect();
        let left = self.options.interactive.then(|| desk.left()).flatten();
        let left = left.and_then(|name| wanted.iter().find(|at| self.name_at(**at) == name));
        let open = wanted.iter().find(|at| self.fits(**at));
        let (at, why) = match (left, open) {
            (Some(at), _) => (*at, "where you left"),
            (None, Some(at)) => (*at, "the first unanswered"),
            (None, None) => return self.finish(),
        };
        if wanted.first() != Some(&at) {
            let name = self.name_at(at);
            self.out.line(&format!("Going on at {name}, {why}."));
        }
        self.go(at);
    }

    /// Remembers the item that is asked about, to go on there the next time.
    pub(super) fn remember_place(&mut self, desk: &mut dyn Desk) {
        let name = self.name();
        if !self.options.interactive || self.remembered.as_ref() == Some(&name) {
            return;
        }
        desk.leave(self.here().map(|_| name.as_str()));
        self.remembered = Some(name);
    }
}
