//! What changed between two versions of a questionnaire, or of a catalogue.

use super::about::{self, ABOUT};
use super::{Likeness, Mark, Origins, Part, words};
use crate::questionnaire::{ItemId, Questionnaire};
use crate::text::{count, one_line};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Questionnaires that belong together.
pub type Pack = Vec<Arc<Questionnaire>>;

/// What differs between two packs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Controls of the later pack only: id and title.
    pub added: Vec<(String, String)>,
    /// Controls of the earlier pack only.
    pub removed: Vec<(String, String)>,
    /// Controls of both packs that have only another id in the later one: the earlier
    /// one, and what differs besides.
    pub renumbered: Vec<(String, Control)>,
    /// Controls that differ.
    pub changed: Vec<Control>,
    /// How many are the same.
    pub same: usize,
}

/// A control that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Its id, as the later version has it.
    pub id: String,
    /// Its name there.
    pub title: String,
    /// What differs, in the order of the later version.
    pub changes: Vec<Change>,
}

/// Something of a control that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is of: `CSP.03`, `CEK-02.1`, `layer PI`, `control`.
    pub item: String,
    /// What differs.
    pub what: What,
}

/// How something differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It is new; with its topic or name.
    Added(String),
    /// It is gone; with its topic or name.
    Removed(String),
    /// It has another number: what it was called; with its topic.
    Moved(String, String),
    /// A field is another one: its name, and both texts.
    Field(&'static str, String, String),
    /// A question is about other steps: what it named, what it names, and the words of
    /// both.
    About(String, String, Vec<Part>),
    /// The items stand in another order.
    Order,
}

/// The fields of an item by name.
type Fields = Vec<(&'static str, String)>;

/// Compares two packs control by control; `one` compares the first of each
/// whatever their ids are.
#[must_use]
pub fn compare(old: &[Arc<Questionnaire>], new: &[Arc<Questionnaire>], one: bool) -> Difference {
    let id = |q: &Questionnaire| {
        if one {
            String::new()
        } else {
            q.control.id.clone()
        }
    };
    let by_id = |pack: &[Arc<Questionnaire>]| -> BTreeMap<String, Arc<Questionnaire>> {
        pack.iter().map(|q| (id(q), Arc::clone(q))).collect()
    };
    let (old, new) = (by_id(old), by_id(new));
    let named = |q: &Questionnaire| (q.control.id.clone(), q.control.title.clone());
    let mut out = Difference::default();
    for id in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        match (old.get(id), new.get(id)) {
            (None, Some(b)) => out.added.push(named(b)),
            (Some(a), None) => out.removed.push(named(a)),
            (Some(a), Some(b)) => {
                let changes = changes(a, b);
                if changes.is_empty() {
                    out.same += 1;
                } else {
                    let (id, title) = named(b);
                    out.changed.push(Control { id, title, changes });
                }
            }
            (None, None) => {}
        }
    }
    renumber(&mut out, &old, &new);
    out
}

/// Finds what has only another id among what came and went.
fn renumber(
    out: &mut Difference,
    old: &BTreeMap<String, Arc<Questionnaire>>,
    new: &BTreeMap<String, Arc<Questionnaire>>,
) {
    let of = |pack: &BTreeMap<String, Arc<Questionnaire>>, ids: &[(String, String)]| -> Pack {
        let all = ids.iter().filter_map(|(id, _)| pack.get(id));
        all.cloned().collect()
    };
    for (was, found) in super::renumbered(&of(old, &out.removed), &of(new, &out.added)) {
        let Likeness::Texts(found) = found else {
            continue;
        };
        let (id, title) = (
            found.now.control.id.clone(),
            found.now.control.title.clone(),
        );
        out.removed.retain(|(id, _)| *id != was);
        out.added.retain(|(added, _)| *added != id);
        let changes = changes(&found.was_by_now, &found.now);
        out.renumbered.push((was, Control { id, title, changes }));
    }
}

fn changes(old: &Questionnaire, new: &Questionnaire) -> Vec<Change> {
    let (a, b) = (items(old), items(new));
    let origins = Origins::between(old, new);
    let moved = moved(&origins, new);
    let is_old = |item: &String| moved.values().any(|was| was.as_ref() == Some(item));
    let mut out = Vec::new();
    let find = |items: &[(String, Fields)], name: &str| -> Option<Fields> {
        let found = items.iter().find(|(n, _)| n == name);
        found.map(|(_, fields)| fields.clone())
    };
    for (item, after) in &b {
        let was = moved.get(item).map_or(Some(item), Option::as_ref);
        let Some(before) = was.and_then(|was| find(&a, was)) else {
            out.push(Change {
                item: item.clone(),
                what: What::Added(name_of(after)),
            });
            continue;
        };
        if let Some(was) = was.filter(|was| *was != item) {
            out.push(Change {
                item: item.clone(),
                what: What::Moved(was.clone(), name_of(after)),
            });
        }
        let fields = before.iter().chain(after).map(|(name, _)| *name);
        let mut seen = BTreeSet::new();
        for name in fields.filter(|name| seen.insert(*name)) {
            let value = |fields: &Fields| -> String {
                let found = fields.iter().find(|(n, _)| *n == name);
                found.map(|(_, v)| v.clone()).unwrap_or_default()
            };
            let (x, y) = (value(&before), value(after));
            if name == ABOUT {
                let both = was
                    .and_then(|was| old.question(was))
                    .zip(new.question(item));
                let words = both.and_then(|x| about::changed((old, new), &origins, x));
                if let Some(words) = words {
                    out.push(Change {
                        item: item.clone(),
                        what: What::About(x, y, words),
                    });
                }
            } else if x != y {
                out.push(Change {
                    item: item.clone(),
                    what: What::Field(name, x, y),
                });
            }
        }
    }
    for (item, fields) in &a {
        let is_gone = match moved.contains_key(item) {
            // Its number is another's now.
            true => !is_old(item),
            false => find(&b, item).is_none() && !is_old(item),
        };
        if is_gone {
            out.push(Change {
                item: item.clone(),
                what: What::Removed(name_of(fields)),
            });
        }
    }
    let names = |items: &[(String, Fields)]| -> Vec<String> {
        items.iter().map(|(n, _)| n.clone()).collect()
    };
    let (x, y) = (names(&a), names(&b));
    if out.is_empty() && x != y {
        out.push(Change {
            item: "control".to_owned(),
            what: What::Order,
        });
    }
    out
}

/// What is asked by name, of which the name was another's or nobody's: with its
/// earlier name, if it had one.
fn moved(origins: &Origins, new: &Questionnaire) -> BTreeMap<String, Option<String>> {
    let mut out = BTreeMap::new();
    for role in &new.roles {
        for item in new.items(role.id) {
            let was = origins.of(role.id, &item);
            if was.as_ref() != Some(&item) {
                let name = |item: &ItemId| match item {
                    ItemId::Question(id) => id.clone(),
                    ItemId::Step(id) => format!("{}.{id}", role.id),
                };
                out.insert(name(&item), was.as_ref().map(name));
            }
        }
    }
    out
}

fn name_of(fields: &Fields) -> String {
    let named = ["topic", "name", "text"];
    let found = named
        .iter()
        .find_map(|n| fields.iter().find(|(name, _)| name == n));
    found.map(|(_, text)| text.clone()).unwrap_or_default()
}

/// Everything that a questionnaire says, item by item.
fn items(q: &Questionnaire) -> Vec<(String, Fields)> {
    let c = &q.control;
    let list = |texts: &[String]| texts.join("\n");
    let mut out = vec![(
        "control".to_owned(),
        vec![
            ("id", c.id.clone()),
            ("title", c.title.clone()),
            ("domain", c.domain.clone()),
            ("version", c.version.clone()),
            ("specification", c.specification.clone()),
            ("threats", list(&c.threats)),
            ("architecture", list(&c.architecture)),
            ("attribution", c.attribution.clone()),
            ("license", c.license.clone()),
            ("source", c.source.clone()),
        ],
    )];
    for p in &q.lifecycle {
        let fields = vec![("topics", list(&p.topics))];
        out.push((format!("lifecycle {}", p.phase), fields));
    }
    for l in &q.layers {
        let fields = vec![
            ("name", l.name.clone()),
            ("role", l.role.to_string()),
            ("ownership", l.ownership.to_string()),
            ("label", l.label.clone()),
            ("text", l.text.clone()),
        ];
        out.push((format!("layer {}", l.id), fields));
    }
    for s in &q.standards {
        let fields = vec![
            ("name", s.name.clone()),
            ("coverage", s.coverage.words().to_owned()),
            ("mapping", s.mapping.clone()),
            ("references", list(&s.references)),
            ("addendum", s.addendum.clone()),
        ];
        out.push((format!("standard {}", s.id), fields));
    }
    for x in &q.questions {
        let steps: Vec<&str> = x.steps.iter().map(|s| s.as_str()).collect();
        let fields = vec![("steps", steps.join("\n")), ("text", x.text.clone())];
        out.push((x.id.clone(), fields));
    }
    for role in &q.roles {
        let fields = vec![("name", role.name.clone())];
        out.push((format!("role {}", role.id), fields));
        for s in &role.steps {
            let methods: Vec<&str> = s.methods.iter().map(|m| m.as_str()).collect();
            let fields = vec![
                ("topic", s.topic.clone()),
                ("origin", s.origin.word().to_owned()),
                ("methods", methods.join("\n")),
                ("typical evidence", list(&s.typical_evidence)),
                ("text", s.text.clone()),
            ];
            out.push((format!("{}.{}", role.id, s.id), fields));
        }
    }
    out
}

impl Difference {
    /// Whether nothing differs that is asked or said; comments and the layout
    /// of the files may.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.added, &self.removed].iter().all(|x| x.is_empty())
            && self.renumbered.is_empty()
            && self.changed.is_empty()
    }

    /// For a terminal; safe to show.
    #[must_use]
    pub fn text(&self) -> String {
        if self.is_empty() {
            return "no differences\n".to_owned();
        }
        let mut out = String::new();
        let named =
            |(id, title): &(String, String)| format!("{} {}", one_line(id), one_line(title));
        for (sign, what, controls) in [
            ("+", "new control", &self.added),
            ("-", "control no longer there", &self.removed),
        ] {
            for control in controls {
                out.push_str(&format!("{sign} {} ({what})\n", named(control)));
            }
        }
        for (was, control) in &self.renumbered {
            let (was, now) = (one_line(was), one_line(&control.id));
            let title = one_line(&control.title);
            out.push_str(&format!("{was} is {now} now: {title}\n"));
            for change in &control.changes {
                out.push_str(&change.text());
            }
        }
        for control in &self.changed {
            let gap = if out.is_empty() { "" } else { "\n" };
            let (id, title) = (one_line(&control.id), one_line(&control.title));
            out.push_str(&format!("{gap}{id} {title}\n"));
            for change in &control.changes {
                out.push_str(&change.text());
            }
        }
        let one = self.changed.len() == 1 && self.same == 0;
        if !(one && self.added.is_empty() && self.removed.is_empty() && self.renumbered.is_empty())
        {
            let renumbered = match self.renumbered.len() {
                0 => String::new(),
                n => format!("{n} renumbered, "),
            };
            out.push_str(&format!(
                "\n{} added, {} removed, {renumbered}{} changed, {} the same\n",
                count(self.added.len(), "control"),
                self.removed.len(),
                self.changed.len(),
                self.same
            ));
        }
        out
    }

    /// For other programs.
    #[must_use]
    pub fn json(&self) -> String {
        let named = |controls: &[(String, String)]| -> Vec<Value> {
            let one = |(id, title): &(String, String)| json!({ "id": id, "title": title });
            controls.iter().map(one).collect()
        };
        let changes = |c: &Control| -> Vec<Value> { c.changes.iter().map(Change::json).collect() };
        let changed = self.changed.iter();
        let changed: Vec<Value> = changed
            .map(|c| json!({ "id": c.id, "title": c.title, "changes": changes(c) }))
            .collect();
        let renumbered = self.renumbered.iter();
        let renumbered: Vec<Value> = renumbered
            .map(|(was, c)| json!({ "id": c.id, "was": was, "title": c.title, "changes": changes(c) }))
            .collect();
        let all = json!({
            "controls_added": named(&self.added),
            "controls_removed": named(&self.removed),
            "controls_renumbered": renumbered,
            "controls_changed": changed,
            "controls_the_same": self.same,
        });
        format!("{all:#}\n")
    }
}

impl Change {
    fn text(&self) -> String {
        let item = one_line(&self.item);
        match &self.what {
            What::Added(name) => format!("  + {item} {} (new)\n", one_line(name)),
            What::Moved(was, name) => {
                format!(
                    "  {item} {} (moved, was {})\n",
                    one_line(name),
                    one_line(was)
                )
            }
            What::Removed(name) => format!("  - {item} {} (no longer there)\n", one_line(name)),
            What::About(_, _, words) => format!("  {}\n", about::sentence(&item, words)),
            What::Order => "  the items stand in another order\n".to_owned(),
            What::Field(field, old, new) => {
                format!("  {item} {field}\n      {}\n", marked(&words(old, new)))
            }
        }
    }

    fn json(&self) -> Value {
        let item = &self.item;
        match &self.what {
            What::Added(name) => json!({ "item": item, "what": "added", "name": name }),
            What::Removed(name) => json!({ "item": item, "what": "removed", "name": name }),
            What::Moved(was, name) => {
                json!({ "item": item, "what": "moved", "was": was, "name": name })
            }
            What::Order => json!({ "item": item, "what": "order" }),
            What::About(old, new, _) => {
                json!({ "item": item, "what": "changed", "field": ABOUT, "old": old, "new": new })
            }
            What::Field(field, old, new) => {
                json!({ "item": item, "what": "changed", "field": field, "old": old, "new": new })
            }
        }
    }
}

/// The words of both texts on one line, as `git diff --word-diff` has them.
fn marked(parts: &[Part]) -> String {
    let shown = parts.iter().map(|p| {
        let text = one_line(&p.text);
        match p.mark {
            Mark::Added => format!("{{+{text}+}}"),
            Mark::Removed => format!("[-{text}-]"),
            Mark::Same | Mark::Skipped => text,
        }
    });
    shown.collect()
}
