//! What a conflict is about: what is asked, and the rest of the answer.

use super::lines::{fit, wrap};
use crate::merge::{choices, file_of, item_of, unlike};
use crate::questionnaire::ItemId;
use crate::text::{count, one_line};
use crate::tui::model::{App, Doc};
use ratatui::text::Line;

/// The most rows that it takes.
pub(super) const MOST: usize = 4;

/// So many rows at most of what the item of a conflict asks, or of which record
/// of evidence it is; none where it is of neither.
pub(super) fn lines(
    app: &App,
    doc: &Doc,
    path: &str,
    width: usize,
    most: usize,
) -> Vec<Line<'static>> {
    let Some((role, item)) = item_of(path) else {
        let record = doc.assessment().record_at(path).into_iter().take(most);
        let line = |text: &str, style| Line::styled(fit(text, width), style);
        let titled = record.map(|of| line(&of.titled(), app.theme.heading()));
        let file = file_of(path).and_then(|id| doc.files.get(&id));
        let all = choices(doc.assessment(), path);
        let unlike = file.zip(all).and_then(|(file, all)| unlike(&all, file));
        let unlike = unlike.map(|said| line(said, app.theme.quiet()));
        return titled.chain(unlike).collect();
    };
    let q = &app.questionnaire;
    let a = doc.assessment();
    let (topic, text, answer, records) = match &item {
        ItemId::Question(id) => {
            let Some(asked) = q.question(id) else {
                return Vec::new();
            };
            let given = a.question(role, id);
            let word = given.answer.map(|answer| answer.to_string());
            ("AI-CAIQ question", &asked.text, word, given.evidence.len())
        }
        ItemId::Step(id) => {
            let Some(step) = q.step(role, id) else {
                return Vec::new();
            };
            let given = a.step(role, id);
            let word = given.outcome.map(|o| o.as_str().replace('-', " "));
            let records = given.evidence.len();
            (step.topic.as_str(), &step.text, word, records)
        }
    };
    let mut head = one_line(topic);
    for more in answer
        .into_iter()
        .chain((records > 0).then(|| format!("{} of evidence", count(records, "record"))))
    {
        head.push_str(&format!(" · {more}"));
    }
    let rest = wrap(&one_line(text), width);
    let room = most.saturating_sub(1);
    let is_cut = rest.len() > room;
    let mut out = vec![Line::styled(fit(&head, width), app.theme.heading())];
    for (n, line) in rest.into_iter().take(room).enumerate() {
        let line = match is_cut && n + 1 == room {
            true => fit(&format!("{line} …"), width),
            false => line,
        };
        out.push(Line::styled(line, app.theme.quiet()));
    }
    out
}
