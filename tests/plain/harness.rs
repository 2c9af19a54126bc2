//! A conversation with a walk over a file in a folder of its own.

use crate::sample::questionnaire;
use aicaiq::assessment::{Assessment, Role};
use aicaiq::plain::{OnDisk, Options, Walk, run};
use aicaiq::questionnaire::Questionnaire;
use aicaiq::store::AnswerFile;
use aicaiq::store::drafts::{Draft, Drafts};
use aicaiq::tui::effect::Clock;
use chrono::{TimeZone, Utc};
use std::path::PathBuf;
use std::sync::Arc;

pub struct Place {
    pub folder: tempfile::TempDir,
    pub q: Arc<Questionnaire>,
}

pub fn clock() -> Clock {
    let now = Utc.with_ymd_and_hms(2026, 11, 24, 10, 15, 0).unwrap();
    Clock {
        now,
        today: now.date_naive(),
    }
}

impl Place {
    /// With an answer file of an assessment.
    pub fn of(assessment: &Assessment) -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
            q: Arc::new(questionnaire()),
        };
        AnswerFile::create(&place.file(), assessment).unwrap();
        place
    }

    /// With nothing answered yet.
    pub fn fresh(roles: &[Role]) -> Self {
        Self::of(&Assessment {
            subject: "Acme GenAI Platform".into(),
            questionnaire: "T-01".into(),
            roles: roles.to_vec(),
            assessor: "sample assessor".into(),
            ..Assessment::default()
        })
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("a.toml")
    }

    pub fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }

    pub fn drafts(&self) -> Vec<Draft> {
        Drafts::new(&self.state(), &self.file()).load()
    }

    pub fn assessment(&self) -> Assessment {
        let file = AnswerFile::open(&self.file(), &self.q).unwrap();
        file.assessment().clone()
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// A conversation that has not begun yet.
    pub fn talk(&self, options: Options) -> Talk {
        self.try_talk(options).unwrap()
    }

    pub fn try_talk(&self, options: Options) -> Result<Talk, String> {
        let file = AnswerFile::open(&self.file(), &self.q).unwrap();
        let mut desk = OnDisk::new(file, Arc::clone(&self.q), self.state());
        let opened = desk.open(clock().now);
        let walk = Walk::new(Arc::clone(&self.q), opened, options, clock())?;
        Ok(Talk {
            walk,
            desk,
            folder: self.folder.path().display().to_string(),
        })
    }

    /// A conversation about other answers than the file has.
    pub fn talk_about(&self, assessment: Assessment) -> Talk {
        let mut talk = self.talk(Options::default());
        let mut opened = talk.desk.open(clock().now);
        opened.assessment = assessment;
        let walk = Walk::new(Arc::clone(&self.q), opened, Options::default(), clock());
        Talk {
            walk: walk.unwrap(),
            ..talk
        }
    }

    /// All of a conversation, from a script to the end of input.
    pub fn hears(&self, script: &str) -> String {
        self.hears_with(script, Options::default())
    }

    pub fn hears_with(&self, script: &str, options: Options) -> String {
        self.hears_bytes(script.as_bytes(), options)
    }

    pub fn hears_bytes(&self, script: &[u8], options: Options) -> String {
        let mut talk = self.talk(options);
        let mut output = Vec::new();
        let mut input = script;
        let ended = run(
            &mut talk.walk,
            &mut talk.desk,
            &mut input,
            &mut output,
            true,
            &clock,
        )
        .unwrap();
        assert_eq!(talk.desk.rescue(talk.walk.assessment()), None);
        let said = String::from_utf8(output).unwrap();
        check(&said);
        let said = said.replace(&talk.folder, "FOLDER");
        match ended.refused {
            0 => said,
            n => format!("{said}({n} not taken)\n"),
        }
    }
}

/// A conversation, line by line.
pub struct Talk {
    pub walk: Walk,
    pub desk: OnDisk,
    folder: String,
}

impl Talk {
    pub fn begin(&mut self) -> String {
        self.walk.begin(&mut self.desk);
        self.heard()
    }

    /// What is said to a line.
    pub fn says(&mut self, line: &str) -> String {
        self.walk.line(line, clock(), &mut self.desk);
        self.heard()
    }

    fn heard(&mut self) -> String {
        let said = self.walk.said();
        check(&said);
        said.replace(&self.folder, "FOLDER")
    }
}

/// What holds of everything that is said.
fn check(said: &str) {
    for line in said.lines() {
        assert!(!line.contains(aicaiq::text::is_unsafe), "{line:?}");
        assert_eq!(line, line.trim_end(), "no space at the end");
        let box_drawing = line.chars().any(|c| ('\u{2500}'..='\u{25ff}').contains(&c));
        assert!(!box_drawing, "{line}");
    }
}
