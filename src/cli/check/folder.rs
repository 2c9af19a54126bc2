//! `aicaiq check` of a folder of controls: what they share, each of them, and
//! what does not fit together.

use super::{Checked, Found, How, check, check_by, decide, ended, found, newer, twice, unseen};
use crate::assessment::{Assessment, EvidenceId, folder_of, person_key};
use crate::cli::new::folder::unasked;
use crate::cli::{Context, Failure, folder, say};
use crate::folder::{Control, Folder, NAME_THEM, says_control};
use crate::overview::controls_of;
use crate::parallel;
use crate::portfolio::find::{find_all, lacks_shared_file};
use crate::portfolio::read::NO_SHARED_FILE;
use crate::store::{AnswerFile, OpenError, Problem, SHARED_FILE, render_problems};
use crate::text::{count, one_line};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What several files together come to.
pub(super) struct All {
    pub code: u8,
    pub text: String,
    pub objects: Vec<Checked>,
}

/// Checks a folder.
pub(super) fn of(dir: &Path, context: &Context, how: How) -> Result<All, Failure> {
    let (code, text, object) = shared(&dir.join(SHARED_FILE), how);
    let mut all = All {
        code,
        text,
        objects: vec![object],
    };
    // Nothing can be read without it; what is in conflict in it can.
    let opened = match folder::open(dir) {
        Ok(opened) => opened,
        Err(_) if all.code != 0 => return Ok(all),
        Err(failure) => return Err(failure),
    };
    let mut seen = Seen::default();
    let mut nameless: BTreeSet<&str> = BTreeSet::new();
    let one = |(): &mut (), control: &Control| {
        let asked = folder::for_control(context, &opened, &control.path);
        Some(check_by(&control.path, asked, context, how))
    };
    let checked = parallel::map(opened.controls(), || (), one);
    let checked = opened.controls().iter().zip(checked.into_iter().flatten());
    for (control, (code, text, object, whole)) in checked {
        // One that cannot be read is a finding of the folder, not a wrong call.
        all.code = all.code.max(code.min(1));
        all.text.push_str(&text);
        all.objects.push(object);
        let id = one_line(&control.id);
        if let Some(whole) = whole {
            seen.look(&id, &whole);
        } else {
            seen.unread = true;
            if catalog_lacks(&opened, &control.id) && !says_control(&control.path) {
                nameless.insert(&control.id);
            }
        }
    }
    // What is named like an answer file and is none that the folder knows, a
    // summary of it cannot read either.
    let known: BTreeSet<&Path> = opened.controls().iter().map(|c| c.path.as_path()).collect();
    for path in controls_of(dir)? {
        if !known.contains(path.as_path()) {
            let (code, text, object) = check(&path, context, how);
            all.code = all.code.max(code.min(1));
            all.text.push_str(&text);
            all.objects.push(object);
            seen.unread = true;
        }
    }
    let catalog = opened.catalog();
    let mut begun: BTreeSet<&str> = opened.controls().iter().map(|c| c.id.as_str()).collect();
    // What says of no control that it answers it is none.
    begun.retain(|id| !nameless.contains(id));
    let unread = catalog.asked().filter(|h| !begun.contains(h.id.as_str()));
    let unread = unread.filter_map(|head| {
        let why = catalog.load_lean(&head.id).err()?.to_string();
        Some((head.path.clone()?, why))
    });
    let missed = catalog.skipped().iter().filter(|s| s.is_missed);
    let missed = missed.map(|s| (s.path.clone(), s.why.clone()));
    for (path, why) in missed.chain(unread) {
        let name = one_line(&path.display().to_string());
        let message = format!("this questionnaire cannot be used: {}", one_line(&why));
        let help = "aicaiq questionnaire check FILE says where it is wrong";
        all.code = 1;
        all.text.push_str(&format!("{name}: {message}\n  {help}\n"));
        all.objects.push(Checked {
            file: name,
            ok: false,
            problems: vec![plain("error", message, Some(help))],
        });
    }
    let findings = together(&opened, &seen);
    let name = one_line(&dir.display().to_string());
    for finding in &findings {
        all.code = all.code.max(u8::from(finding.severity == "error"));
        all.text.push_str(&format!(
            "{name}: {}: {}\n",
            finding.severity, finding.message
        ));
        if let Some(help) = &finding.help {
            all.text.push_str(&format!("  {help}\n"));
        }
    }
    if !how.quiet {
        all.text
            .push_str(&format!("{name}: {}\n", count(begun.len(), "control")));
    }
    if let Some(first) = all.objects.first_mut() {
        first.problems.extend(findings);
    }
    Ok(all)
}

fn catalog_lacks(folder: &Folder, id: &str) -> bool {
    folder.catalog().head(id).is_none()
}

/// Checks the providers that are directly in a folder, as `summary` finds them.
pub(super) fn providers(dir: &Path, context: &Context, how: How) -> Result<All, Failure> {
    let found = find_all(&[dir.to_owned()]).map_err(|error| Failure::usage(error.to_string()))?;
    for path in found.passed.iter().filter(|_| !how.quiet) {
        let name = one_line(&path.display().to_string());
        say(&format!("passed over: {name}, no answer file"));
    }
    let found = found.providers;
    let mut all = All {
        code: 0,
        text: String::new(),
        objects: Vec::new(),
    };
    let mut folders = 0;
    for path in &found {
        let one = if path.is_dir() {
            folders += 1;
            of(path, context, how)?
        } else {
            let (code, text, object) = check(path, context, how);
            All {
                code,
                text,
                objects: vec![object],
            }
        };
        // What cannot be read in it is a finding, not a wrong call.
        all.code = all.code.max(one.code.min(1));
        all.text.push_str(&one.text);
        all.objects.extend(one.objects);
    }
    let parts = [
        (folders, "folder of controls", "folders of controls"),
        (found.len() - folders, "answer file", "answer files"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, one, many)| format!("{n} {}", if *n == 1 { one } else { many }))
        .collect();
    let name = one_line(&dir.display().to_string());
    let line = format!(
        "{name}: {} ({})\n",
        count(found.len(), "provider"),
        parts.join(", ")
    );
    if !how.quiet {
        all.text.push_str(&line);
    }
    Ok(all)
}

/// Checks an `assessment.toml`.
pub(super) fn shared(path: &Path, how: How) -> (u8, String, Checked) {
    let name = one_line(&path.display().to_string());
    let object = |ok, problems| Checked {
        file: name.clone(),
        ok,
        problems,
    };
    let (source, mut problems, conflicts, is_newer) = match AnswerFile::open_shared(path) {
        Ok(file) => (
            file.text().to_owned(),
            [
                file.problems(),
                &unseen::problems(&file),
                &twice::problems(&file),
                &super::marks::problems(&file),
            ]
            .concat(),
            file.assessment().choices().count(),
            file.is_newer(),
        ),
        Err(OpenError::Invalid { text, problems, .. }) => (text, problems, 0, false),
        Err(error) => {
            let mut why = error.to_string();
            if lacks_shared_file(folder_of(path)) {
                why = format!(
                    "{}: {NO_SHARED_FILE}",
                    one_line(&folder_of(path).display().to_string())
                );
            }
            let text = format!("error: {why}\n");
            let problem = plain("error", why, None);
            return (1, text, object(false, vec![problem]));
        }
    };
    decide(&mut problems);
    let mut text = String::new();
    if !problems.is_empty() {
        text = ended(render_problems(&name, &source, &problems, how.styled));
    }
    if is_newer {
        let (line, problem) = newer(&name);
        let mut problems = found(&source, &problems);
        problems.push(problem);
        return (1, text + &line, object(false, problems));
    }
    let is_other = |p: &&Problem| p.is_error() && !p.is_conflict();
    let errors = problems.iter().filter(is_other).count();
    let (ok, said) = match (errors, conflicts, problems.len()) {
        (0, 0, 0) => (true, "ok".to_owned()),
        (0, 0, n) => (true, format!("ok, {}", count(n, "warning"))),
        (0, n, _) => (false, count(n, "unresolved conflict")),
        (n, ..) => (false, count(n, "error")),
    };
    if !(how.quiet && problems.is_empty() && ok) {
        text.push_str(&format!("{name}: {said}\n"));
    }
    let problems = found(&source, &problems);
    (u8::from(!ok), text, object(ok, problems))
}

/// What the controls say of people and evidence.
#[derive(Default)]
struct Seen {
    /// Who did something, by name as it is compared: as it is written, and in
    /// which controls.
    people: BTreeMap<String, (String, BTreeSet<String>)>,
    listed: BTreeSet<String>,
    used: BTreeSet<EvidenceId>,
    own: BTreeSet<EvidenceId>,
    /// Whether a control could not be read, which may use anything.
    unread: bool,
}

impl Seen {
    fn look(&mut self, control: &str, whole: &Assessment) {
        self.listed
            .extend(whole.people.keys().map(|n| person_key(n)));
        self.own.extend(whole.evidence.keys().cloned());
        let mut names: Vec<&String> = Vec::new();
        for answers in whole.answers.values() {
            for step in answers.steps.values() {
                names.extend([&step.assessed_by, &step.reviewed_by]);
                names.extend(&step.assessed_also);
                self.used.extend(step.evidence.iter().cloned());
            }
            for question in answers.questions.values() {
                names.push(&question.answered_by);
                self.used.extend(question.evidence.iter().cloned());
            }
            names.extend(answers.sign_off.iter().map(|s| &s.by));
        }
        for name in names.into_iter().filter(|n| !n.trim().is_empty()) {
            let entry = self.people.entry(person_key(name));
            let (_, controls) = entry.or_insert_with(|| (name.clone(), BTreeSet::new()));
            controls.insert(control.to_owned());
        }
    }
}

/// What only shows when all controls are looked at.
fn together(folder: &Folder, seen: &Seen) -> Vec<Found> {
    let mut findings = Vec::new();
    let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for control in folder.controls() {
        let name = control.path.file_name().unwrap_or_default();
        let names = files.entry(&control.id).or_default();
        names.push(one_line(&name.to_string_lossy()));
    }
    for (id, names) in files.iter().filter(|(_, names)| names.len() > 1) {
        let message = format!("{} answer {}", names.join(" and "), one_line(id));
        let help = "keep one of them; aicaiq diff shows what differs";
        findings.push(plain("error", message, Some(help)));
    }
    let listed = folder.shared().people.keys().map(|n| person_key(n));
    let listed: BTreeSet<String> = listed.chain(seen.listed.iter().cloned()).collect();
    for (key, (name, controls)) in &seen.people {
        if listed.is_empty() || listed.contains(key) {
            continue;
        }
        let controls: Vec<&str> = controls.iter().map(String::as_str).collect();
        let name = one_line(name);
        let message = format!(
            "{name} has answered in {} and is not listed",
            some(&controls)
        );
        let help = format!("add [people.\"{name}\"] to {SHARED_FILE}, or correct the name");
        findings.push(plain("warning", message, Some(&help)));
    }
    for role in folder.unasked() {
        let help =
            format!("take it out of roles in {SHARED_FILE}, or add the questionnaire that asks it");
        findings.push(plain("warning", unasked(role), Some(&help)));
    }
    if let Some(missing) = folder.missing() {
        findings.push(plain("error", missing.to_owned(), Some(NAME_THEM)));
    }
    let known = folder.shared().evidence.keys().chain(&seen.own);
    let unused: BTreeSet<&EvidenceId> = known.filter(|id| !seen.used.contains(id)).collect();
    if !unused.is_empty() {
        let ids: Vec<&str> = unused.iter().map(|id| id.as_str()).collect();
        let message = format!(
            "nothing{} refers to {} of evidence: {}",
            if seen.unread { " that can be read" } else { "" },
            count(ids.len(), "record"),
            some(&ids)
        );
        findings.push(plain("note", message, None));
    }
    findings
}

/// The first of many names.
fn some(names: &[&str]) -> String {
    const SHOWN: usize = 10;
    let shown: Vec<&str> = names.iter().take(SHOWN).copied().collect();
    let more = names.len().saturating_sub(SHOWN);
    let rest = match more {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!("{}{rest}", shown.join(", "))
}

fn plain(severity: &'static str, message: String, help: Option<&str>) -> Found {
    Found {
        severity,
        line: None,
        column: None,
        message,
        help: help.map(str::to_owned),
    }
}
