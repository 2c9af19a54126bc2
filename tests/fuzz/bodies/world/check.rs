//! What holds whatever happens.

use super::{Step, World};
use aicaiq::assessment::{Assessment, Method};
use aicaiq::tui::action::Action;
use aicaiq::tui::model::{App, Disk, Focus, Overlay, Row, Screen};
use aicaiq::tui::update::act;
use std::fs;
use std::sync::Arc;

impl World {
    /// Holds the screen against its promises.
    pub fn check(&mut self, step: &Step) {
        for (path, bytes) in &self.read_only {
            assert_eq!(
                &fs::read(path).unwrap(),
                bytes,
                "{step:?} wrote a file that is read-only"
            );
        }
        if let (Some(doc), Some(file)) = (&self.app.doc, &self.file) {
            if self.is_read_only() {
                assert_eq!(doc.assessment(), file.assessment(), "{step:?}");
            }
            let theirs = file.changed_on_disk().unwrap_or(true);
            if doc.disk == Disk::Saved && !theirs {
                assert_eq!(doc.assessment(), file.assessment(), "{step:?}");
            }
        }
        in_range(&self.app, step);
        if self.steps.is_multiple_of(8) {
            self.draw();
        }
    }

    /// Undoes everything, which is what was opened, and does it again.
    pub fn undo_all_and_redo(&mut self) {
        if self.left || self.app.tour.is_some() {
            return;
        }
        let Some(path) = self.path_of_open() else {
            return;
        };
        let Some(doc) = &self.app.doc else { return };
        let top = Arc::clone(doc.history.now());
        let mut undone = 0;
        while self.again(Action::Undo) {
            undone += 1;
        }
        let Some(doc) = &self.app.doc else { return };
        if !self.mixed.contains(&path) {
            let first = self.own(&self.first[&path]);
            assert_eq!(
                self.own(doc.assessment()),
                first,
                "after {undone} times undo"
            );
        }
        let mut redone = 0;
        while self
            .app
            .doc
            .as_ref()
            .is_some_and(|doc| doc.history.undone() > 0)
            && self.again(Action::Redo)
        {
            redone += 1;
        }
        let Some(doc) = &self.app.doc else { return };
        if !self.mixed.contains(&path) {
            assert!(redone >= undone);
            if redone == undone {
                assert_eq!(self.own(doc.assessment()), self.own(&top));
            }
        }
    }

    /// What undo is of: without what is found out about files, and of a folder
    /// without the register, which other controls have changed meanwhile.
    fn own(&self, a: &Assessment) -> Assessment {
        let mut a = a.clone();
        for record in a.evidence.values_mut() {
            record.sha256.clear();
            record.size = None;
        }
        if self.folder.is_some() {
            a.evidence.clear();
        }
        a
    }

    /// Does it once more; whether anything came of it.
    fn again(&mut self, action: Action) -> bool {
        let can = |app: &App| {
            app.doc.as_ref().is_some_and(|doc| match action {
                Action::Undo => doc.history.before().is_some(),
                _ => doc.history.undone() > 0,
            })
        };
        if !can(&self.app) || self.is_read_only() {
            return false;
        }
        self.app.overlay = None;
        self.app.screen = Screen::Walk;
        let undone = |app: &App| app.doc.as_ref().map(|doc| doc.history.undone());
        let before = undone(&self.app);
        let effects = act(&mut self.app, action);
        for effect in effects {
            if let Some(event) = self.perform(effect) {
                self.happen(event);
            }
        }
        before != undone(&self.app)
    }
}

/// Every selection is one of what is there.
fn in_range(app: &App, step: &Step) {
    let within = |what: &str, at: usize, len: usize| {
        assert!(at < len.max(1), "{what} {at} of {len} after {step:?}");
    };
    if let Some(doc) = &app.doc {
        let rows = doc.rows(&app.questionnaire);
        assert!(
            rows.is_empty() || rows.contains(&doc.row),
            "{:?} after {step:?}",
            doc.row
        );
        if let (Row::Item(role, item), Focus::Form) = (&doc.row, doc.focus) {
            let fields = doc.fields(*role, item);
            assert!(
                fields.is_empty() || fields.contains(&doc.field),
                "{:?} of {item} after {step:?}",
                doc.field
            );
        }
        within("method", doc.method, Method::ALL.len());
        within("gap", app.summary.gap, doc.gaps.len());
        within(
            "action",
            app.summary.action,
            doc.plan(&app.questionnaire).len(),
        );
        within("record", app.summary.record, doc.register().count());
        for (role, item) in &doc.marked {
            assert!(
                app.questionnaire.items(*role).any(|i| i == *item),
                "{role}.{item} after {step:?}"
            );
        }
        match &app.overlay {
            Some(Overlay::Drafts(at, _)) => within("draft", *at, doc.drafts.len()),
            Some(Overlay::Left(_)) => assert!(!doc.left.is_empty(), "nothing is left"),
            Some(Overlay::Resolve(at, _)) => {
                within("conflict", *at, doc.assessment().conflicts.len())
            }
            _ => {}
        }
    }
    if let Some(controls) = &app.controls {
        within("control", controls.at, controls.rows.len());
        within("first control", controls.top, controls.rows.len());
    }
    if let Some(p) = &app.portfolio {
        within("provider", p.row, p.rows.len());
        within("column", p.column, p.columns());
        within("record", p.record, p.records.len());
        within("overdue action", p.action, p.actions.len());
    }
    within(
        "start",
        app.start.selected,
        aicaiq::tui::model::Start::ENTRIES + app.start.known().count(),
    );
    match &app.overlay {
        Some(Overlay::Links(ids, at)) => within("link", *at, ids.len()),
        Some(Overlay::Filter(menu)) => within("filter", menu.at, menu.rows.len()),
        Some(Overlay::Finder(finder)) => within("hit", finder.at(), finder.rows()),
        Some(Overlay::Changes(changes)) => {
            within("change", changes.selected, changes.shown().count())
        }
        Some(Overlay::Against(against)) => {
            if let Some(at) = against.selected {
                within("earlier state", at, against.candidates().len());
            }
        }
        Some(Overlay::Editor(editor)) => {
            let (line, byte) = (editor.area.at().line, editor.area.at().byte);
            within("line", line, editor.area.line_count());
            let text = editor.area.line_text(line);
            assert!(
                text.is_char_boundary(byte),
                "{byte} of {text:?} after {step:?}"
            );
            if let Some(picker) = &editor.picker
                && let Some(at) = picker.at()
            {
                within("candidate", at, picker.shown().len());
            }
        }
        _ => {}
    }
}
