//! What there is to be opened.

use aicaiq::portfolio::build;
use aicaiq::portfolio::read::{Catalogs, provider};
use aicaiq::portfolio::{By, Filter};
use aicaiq::questionnaire::built_in;
use aicaiq::tui::portfolio::Portfolio;
use chrono::NaiveDate;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

pub const SAMPLE: &str = include_str!("../../../../assets/sample/sample.cek-02.toml");

pub const FRESH: &str = "schema = 1\n\n[assessment]\nsubject = \"Acme GenAI\"\nquestionnaire = \"CEK-02\"\n\
    roles = [\"CSP\", \"MP\"]\nassessor = \"sample assessor\"\n";

/// The sample with what people and other programs leave behind.
pub fn odd() -> String {
    let mut text = SAMPLE.replacen(
        "schema = 1\n",
        "# mine\nschema = 1\nmood = { a = [1, 2] }\n",
        1,
    );
    text += "\n[roles.CSP.steps.07]\noutcome = \"satisfied\"\nreview = \"ready-for-review\"\n\
        assessed_by = \"somebody\"\nnote = \"\"\"\n# not a comment\n[not.a.table]\nevil\u{200b}\u{200d}\n\"\"\"\nweight = 7\n";
    text += "\n[evidence.ev-0badf00d]\ntitle = \"title with 漢字 and 👩‍👩‍👧\"\nhref = \"https://example.com/?a=b&c=%0d\"\n";
    text += "\n[conflicts.\"roles.CSP.steps.02.outcome\"]\nbase = \"satisfied\"\nours = \"not-satisfied\"\n\
        theirs = \"partially-satisfied\"\nours_from = \"main\"\ntheirs_from = \"a branch\"\n";
    text += "\n[conflicts.\"roles.CSP.steps.02.note\"]\nbase = \"\"\nours = \"mine\"\ntheirs = \"theirs\\n\\nof two\"\n";
    text
}

/// A folder of three controls, the questionnaires of which are in it.
pub fn folder(at: &Path) {
    fs::create_dir(at.join("questionnaires")).unwrap();
    for (id, domain) in [("AA-01", "Audit"), ("KM-01", "Keys"), ("KM-02", "Keys")] {
        let mut text = format!(
            "schema = 1\n[control]\nid = \"{id}\"\ntitle = \"Control {id}\"\ndomain = \"{domain}\"\nversion = \"TEST 1.0\"\n\
             specification = \"Say who keeps the keys.\"\n[[questions]]\nid = \"{id}.1\"\ntext = \"Are they kept?\"\n"
        );
        for role in ["CSP", "MP"] {
            let _ = write!(
                text,
                "[[roles]]\nid = \"{role}\"\nname = \"Provider {role}\"\n"
            );
            for step in ["01", "02", "ccm-1"] {
                let _ = write!(
                    text,
                    "[[roles.steps]]\nid = \"{step}\"\ntopic = \"Topic {step}\"\norigin = \"adapted\"\ntext = \"Look at it.\"\n"
                );
            }
        }
        fs::write(at.join("questionnaires").join(format!("{id}.toml")), text).unwrap();
    }
    let shared = "schema = 1\n\n[assessment]\nsubject = \"Acme GenAI\"\nroles = [\"CSP\", \"MP\"]\nassessor = \"sample assessor\"\n\
        questionnaires = \"questionnaires\"\n\n[evidence.ev-1]\ntitle = \"Policy\"\nhref = \"https://example.com/policy\"\nexpires_on = 2026-12-01\n";
    fs::write(at.join("assessment.toml"), shared).unwrap();
    let control = "schema = 1\n\n[assessment]\nquestionnaire = \"KM-01\"\n\n[roles.CSP.steps.01]\noutcome = \"not-satisfied\"\n\
        note = \"No.\"\nevidence = [\"ev-1\"]\n";
    fs::write(at.join("KM-01.toml"), control).unwrap();
}

/// The screen of the answer files of a folder.
pub fn portfolio(at: &Path, today: NaiveDate) -> Portfolio {
    let mut catalogs = Catalogs::new(Some((built_in(), None)));
    let names = ["a.toml", "b.toml"];
    let read = names
        .iter()
        .filter_map(|name| provider(&at.join(name), &mut catalogs, (today, true), &|_, _| true));
    let now: Vec<_> = read.collect();
    assert_eq!(now.len(), 2);
    let shown = build(&now, None, By::Role, &Filter::default(), today);
    Portfolio::new(now, None, Filter::default(), shown)
}
