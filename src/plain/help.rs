//! What can be typed at the present prompt.

use super::walk::{Ask, Walk};
use super::{command, lines};
use crate::assessment::{Ownership, Role};
use crate::questionnaire::ItemId;
use crate::tui::field::Field;

const OF_RECORDS: &str = "Of the evidence of this item: title, expires, period; viewed says that its links were looked at today.";
const OF_ACTIONS: &str =
    "Of its corrective action: status, once it is done; retest, once it was looked at again.";
const CLEAR: &str = "clear takes the answer away.";

impl Walk {
    /// Says what can be typed here, then what can be typed everywhere.
    pub(super) fn help(&mut self) {
        let item = self.here().map(|(_, item)| item);
        let here: &[&str] = match (&self.ask, &item) {
            (Ask::Item, Some(ItemId::Question(_))) => &[
                "y, n or a answers, then asks what goes with it. Each of it is skipped by Enter.",
                "One of these alone: ownership, implementation, customer, evidence, action.",
                OF_RECORDS,
                OF_ACTIONS,
                CLEAR,
            ],
            (Ask::Item, _) => &[
                "s, p, n or a answers, then asks what goes with it. Each of it is skipped by Enter.",
                "One of these alone: grade, methods, note, why (the justification), evidence, action, effectiveness, sample.",
                OF_RECORDS,
                OF_ACTIONS,
                CLEAR,
                "ready: it is ready for review; draft takes that back. Another person than its assessor types reviewed, or comment to ask for changes.",
            ],
            (Ask::Choice(Field::Methods), _) => {
                &["One or more of the letters x, i and t, as xi, or the words; none for none."]
            }
            (Ask::Choice(Field::Ownership), _) => &[
                "The number or the name of one of these; the beginning of a name is enough; none for none.",
            ],
            (Ask::Choice(_), _) => &["One of the words, or its beginning; none for none."],
            (Ask::Line(_), _) => &["A text of one line; a minus sign alone (-) empties it."],
            (Ask::Text(_), _) => &[
                "A text of any number of lines; a line with one dot ends it.",
                "A plus sign alone (+) goes on with a text that is there, a minus sign alone (-) empties it.",
                "From the second line on, commands begin with a colon; help alone says which.",
            ],
            (Ask::Evidence, _) => &[
                "A path from the answer file's folder, or a link that begins with https:// or http://.",
                "A number takes that record of the register; a minus sign and a number, as -1, takes the record off this item.",
            ],
            (Ask::End, _) => &["Enter leaves; everything is saved."],
        };
        for line in here {
            self.out.line(line);
        }
        match &self.ask {
            Ask::Text(_) if self.options.interactive => {
                for line in lines::HELP {
                    self.out.line(line);
                }
            }
            Ask::Choice(Field::Ownership) => {
                for (n, ownership) in Ownership::ALL.iter().enumerate() {
                    self.out.line(&format!("{} {ownership}", n + 1));
                }
            }
            Ask::Evidence => self.read_records(),
            _ => {}
        }
        let examples = self.id_examples();
        self.out.line(&format!(
            "j or jump, and an id: to that item, as {examples}"
        ));
        if self.options.in_folder {
            self.out.line(command::OF_FOLDERS);
        }
        for line in command::HELP {
            self.out.line(line);
        }
    }

    /// How to name an item, as examples from the end of the walk.
    pub(super) fn id_examples(&self) -> String {
        let question = self.q.questions.first().map(|x| x.id.as_str());
        let role = self.items.last().map_or(Role::Csp, |(role, _)| *role);
        let id = self.example(role);
        let question = crate::text::one_line(question.unwrap_or("T-01.1"));
        format!("j {role}.{id}, j {id}, j {question} or j {role}")
    }

    /// The records of the register with their numbers.
    fn read_records(&mut self) {
        let Some((role, item)) = self.here() else {
            return;
        };
        let mine = self.records(role, &item);
        for (n, id) in self.listed.clone().iter().enumerate() {
            let Some(record) = self.doc.assessment().evidence.get(id) else {
                continue;
            };
            let here = if mine.contains(id) {
                " On this item."
            } else {
                ""
            };
            let line = format!("{} {}{here}", n + 1, self.record(id, record));
            self.out.line(&line);
        }
    }
}
