//! `aicaiq split` and `aicaiq join`: a role that somebody else answers.

mod folder;
mod made;

use super::{
    Context, Failure, Outcome, make_file, new_file, open_failure, open_file, report_clock, say,
    show, styled,
};
use crate::assessment::{Assessment, EvidenceId, FileState, Place, Role, folder_of};
use crate::compare::{self, Comparison, Sides, compare};
use crate::merge::{Basis, Labels, Merged, alone, join, sent_records, split};
use crate::questionnaire::Questionnaire;
use crate::store::{AnswerFile, JoinError, Own, SaveError, evidence, parse, render};
use crate::text::{count, one_line};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How often a join is tried anew on what another program has just written.
const TRIES: usize = 20;

/// What `split` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq split acme.cek-02.toml --role MP --out acme-mp.cek-02.toml
  aicaiq split acme.cek-02.toml --role OSP --role AP --out for-provider.toml --assessor \"sample provider\"
  aicaiq split acme --role MP --out acme-mp                  a folder: the part of each of its controls

The part is an answer file of its own with the answers of these roles and the evidence that they \
use; the file itself is not changed. Answers given in it are recorded as by its assessor, which \
--assessor names. What has to be sent along is said: evidence, and the questionnaire if it is not \
built in. `aicaiq join` takes it back. Of a folder of controls the part is a folder, too, with the \
people and the evidence that the roles use in its assessment.toml, and in its folder questionnaires what \
the controls ask that ask these roles anything, those among them that nobody has begun; where one \
control cannot be read, none is made.")]
pub struct SplitArgs {
    /// The answer file, or a folder of controls
    pub(super) file: PathBuf,
    /// A role to split off: CSP, MP, OSP, AP, AIC; may be given several times
    #[arg(long, value_name = "ROLE", required = true, value_parser = super::role)]
    role: Vec<Role>,
    /// The file to make, of a folder the folder; one that exists is left alone; - is standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// What `join` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq join acme.cek-02.toml acme-mp.cek-02.toml
  aicaiq join acme.cek-02.toml acme-mp.cek-02.toml --dry-run      what would change; writes nothing
  aicaiq join acme.cek-02.toml acme-mp.cek-02.toml --sent as-sent.toml
  aicaiq join acme acme-mp                                        a folder, control by control

Where the roles in the file are still what was sent out, the part's answers are taken. Where they \
have been changed meanwhile, an item that only one side changed is as that side has it; of one that \
both changed, fields in which the two differ are kept from both, as conflicts to choose from. With the \
part as it was sent (--sent), only fields that both changed are. The file remembers what was joined: a \
part that comes once more brings what is new in it, and asks nothing that was decided. The file's head, \
its other roles, and who answered and when stay as they are. Of folders all controls are looked at before the first is
written: where one does not fit, nothing is changed.

Exit codes: 0 joined, 1 joined with conflicts, or a failure, 2 a wrong call.")]
pub struct JoinArgs {
    /// The answer file to take the answers into, or a folder of controls
    pub(super) file: PathBuf,
    /// The part that came back; of a folder, a folder
    part: PathBuf,
    /// A copy of the part as it was sent out
    #[arg(long, value_name = "FILE")]
    sent: Option<PathBuf>,
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs `split`.
pub fn split_off(context: &Context, args: &SplitArgs) -> Outcome {
    if folder::is_meant(&args.file, None)? {
        return folder::split_all(context, args);
    }
    let file = open_file(&args.file, context)?;
    let whole = file.assessment();
    let roles = args.roles(&whole.roles)?;
    let mut part = split(whole, &roles);
    if !context.assessor.is_empty() {
        part.assessor.clone_from(&context.assessor);
    }
    make_file(&args.out, &part)?;
    say(&format!(
        "made {}; {}",
        new_file(&args.out),
        recorded_as(&part)
    ));
    super::carry::stays(Own::of(&file), &args.file);
    let disputed = disputed(whole, &roles);
    if disputed > 0 {
        say(&format!(
            "{} of these roles in {}: the part has its present values only",
            count(disputed, "unresolved conflict"),
            name(&args.file)
        ));
    }
    if let Some(asked) = &context.questionnaire_file {
        tell(
            "what it asks, to send along for a folder questionnaires beside it, or to be named with --questionnaire",
            &[name(asked)],
        );
    }
    tell_evidence(&part, "the file's folder");
    Ok(ExitCode::SUCCESS)
}

impl SplitArgs {
    /// The roles, each once, of those that are assessed.
    fn roles(&self, assessed: &[Role]) -> Result<Vec<Role>, Failure> {
        let mut roles: Vec<Role> = Vec::new();
        for role in &self.role {
            if !assessed.contains(role) {
                let has: Vec<&str> = assessed.iter().map(|r| r.as_str()).collect();
                return Err(Failure::usage(format!(
                    "{} does not assess {role}: it has {}",
                    name(&self.file),
                    has.join(", ")
                )));
            }
            if !roles.contains(role) {
                roles.push(*role);
            }
        }
        Ok(roles)
    }
}

fn recorded_as(part: &Assessment) -> String {
    let by = match part.assessor.as_str() {
        "" => "nobody: name who answers with --assessor".to_owned(),
        by => format!("“{}”", one_line(by)),
    };
    format!("answers given in it are recorded as by {by}")
}

/// How many conflicts of some roles nobody has decided.
fn disputed(whole: &Assessment, roles: &[Role]) -> usize {
    let of = |path: &str, role: &Role| path.starts_with(&format!("roles.{role}."));
    let open = whole.choices();
    open.filter(|path| roles.iter().any(|role| of(path, role)))
        .count()
}

/// Which files of evidence go with a part, and which lie elsewhere.
fn tell_evidence(part: &Assessment, folder: &str) {
    let hrefs = |place: Place| -> Vec<String> {
        let of = part.evidence.values().filter(|e| e.place() == place);
        of.map(|e| one_line(&e.href)).collect()
    };
    tell("to send along, by the same paths", &hrefs(Place::Inside));
    tell(&format!("not in {folder}"), &hrefs(Place::Outside));
}

/// Runs `join`.
pub fn join_in(context: &Context, args: &JoinArgs) -> Outcome {
    if folder::is_meant(&args.file, Some(&args.part))? {
        return folder::join_all(context, args);
    }
    let call = Call {
        file: &args.file,
        part: &args.part,
        sent: args.sent.as_deref(),
        questionnaire: &context.questionnaire,
        elsewhere: &BTreeSet::new(),
        is_new: false,
    };
    let joining = match args.dry_run {
        true => looked_at(&call, &Assessment::default())?.1,
        false => written(&call)?,
    };
    told(context, args, &joining)
}

/// One file that a part is joined into.
struct Call<'a> {
    file: &'a Path,
    part: &'a Path,
    sent: Option<&'a Path>,
    questionnaire: &'a Questionnaire,
    /// Of a folder: the records that were sent with any of its controls.
    elsewhere: &'a BTreeSet<EvidenceId>,
    /// Of a folder: whether nobody had begun with the control when it was sent.
    is_new: bool,
}

/// What comes of a file and a part of it.
struct Joining {
    merged: Merged,
    basis: Basis,
    before: Assessment,
    after: Assessment,
    /// Whether the part says what it was when it was sent.
    was_split: bool,
}

/// Joins a part, and writes it.
fn written(call: &Call<'_>) -> Result<Joining, Failure> {
    for _ in 0..TRIES {
        let (mut file, mut joining) = looked_at(call, &Assessment::default())?;
        match file.save_merged(&joining.merged.text, call.questionnaire) {
            Ok(()) => {
                joining.after = file.assessment().clone();
                return Ok(joining);
            }
            Err(JoinError::Save(SaveError::ChangedOnDisk)) => {}
            Err(error) => return Err(Failure::found(error.to_string())),
        }
    }
    Err(Failure::found(
        "the file keeps changing: nothing was changed; try again",
    ))
}

/// Joins a part, and writes nothing. `register` has the records that the other
/// parts of a folder bring into what its controls share, and what is in conflict
/// of them.
fn looked_at(call: &Call<'_>, register: &Assessment) -> Result<(AnswerFile, Joining), Failure> {
    let q = call.questionnaire;
    let failed = |error| open_failure(&error, styled(&io::stderr()));
    let open = |path: &Path| AnswerFile::open(path, q).map_err(failed);
    let file = super::folder::open_or_begin(call.file, q).map_err(failed)?;
    let (part, sent) = (open(call.part)?, call.sent.map(open).transpose()?);
    let mut before = file.assessment().clone();
    before.evidence.extend(register.evidence.clone());
    before.conflicts.extend(register.conflicts.clone());
    let [ours, theirs] = called([call.file, call.part]);
    let labels = Labels {
        ours,
        theirs,
        ..Labels::default()
    };
    // A control of a folder has its roles and records beside its own text.
    let text = file.whole_text_as(&before);
    let of_part = |file: &AnswerFile| {
        let mut alone = match file.shared() {
            Some(_) => alone(file.assessment()),
            None => file.assessment().clone(),
        };
        let with_it = sent_records(&alone);
        for (id, record) in &mut alone.evidence {
            // What became of it comes in with the control that it was sent with.
            let is_others = call.elsewhere.contains(id) && !with_it.contains(id);
            if let Some(ours) = before.evidence.get(id).filter(|_| is_others) {
                record.clone_from(ours);
            }
        }
        (file.whole_text_as(&alone).into_owned(), alone)
    };
    let (part_text, answered) = of_part(&part);
    let sent = match sent.as_ref().map(of_part) {
        None if call.is_new => {
            let nothing = Assessment {
                answers: BTreeMap::new(),
                evidence: BTreeMap::new(),
                conflicts: BTreeMap::new(),
                ..answered.clone()
            };
            Some((render(&nothing), nothing))
        }
        sent => sent,
    };
    let (merged, basis) = join(
        (&text, &before),
        (&part_text, &answered),
        sent.as_ref().map(|(text, sent)| (text.as_str(), sent)),
        &labels,
    )
    .map_err(|error| Failure::usage(error.to_string()))?;
    let parsed = parse(&merged.text, q);
    if let Some(problem) = parsed.problems.iter().find(|p| p.is_error()) {
        let misfit = JoinError::Misfit(problem.message.clone());
        return Err(Failure::found(misfit.to_string()));
    }
    let after = Assessment {
        home: before.home.clone(),
        ..parsed.assessment
    };
    let joining = Joining {
        was_split: !answered.split_digest.is_empty(),
        merged,
        basis,
        before,
        after,
    };
    Ok((file, joining))
}

impl Joining {
    /// What there is to know of a basis that is not known, and what was decided
    /// without asking.
    fn notes(&self, part: &Path, sent: Option<&Path>) -> Vec<String> {
        let mut notes = Vec::new();
        if self.basis == Basis::Nothing {
            let why = match self.was_split {
                false => "was not made by split",
                true => "was changed in the file after it was sent out",
            };
            notes.push(format!(
                "note: what {} answers {why}: where the two differ, both are kept{}",
                name(part),
                match sent {
                    None => "; --sent FILE with the part as it was sent needs fewer decisions",
                    Some(_) => "",
                }
            ));
        }
        let decided = self.merged.notes.iter();
        notes.extend(decided.map(|note| format!("note: {}", one_line(note))));
        notes
    }

    /// Whether all stays as it was.
    fn is_nothing(&self) -> bool {
        self.before == self.after
    }

    /// What changes, but for the conflicts, which are listed in words.
    fn comparison(&self, questionnaire: &Questionnaire) -> Comparison {
        let compared = compare(&Sides {
            old: &self.before,
            new: &self.after,
            questionnaire,
            old_questionnaire: None,
            today: report_clock().today,
        });
        Comparison {
            conflicts: Vec::new(),
            ..compared
        }
    }

    fn has_new_conflicts(&self) -> bool {
        self.before.conflicts != self.after.conflicts
    }

    /// The files of records that came in and are not there, or not as they are
    /// recorded.
    fn missing(&self, folder: &Path) -> Vec<String> {
        let came = self.after.evidence.iter().filter(|(id, e)| {
            let before = self.before.evidence.get(*id);
            e.place() == Place::Inside && before.map(|b| &b.sha256) != Some(&e.sha256)
        });
        let missing = came.filter_map(|(_, e)| {
            let href = one_line(&e.href);
            match evidence::inspect(folder, &e.href, false) {
                FileState::Missing => Some(href),
                FileState::Present { sha256, .. } => {
                    let is_other = !e.sha256.is_empty() && sha256 != e.sha256;
                    is_other.then(|| format!("{href}, in the place of the file that is there"))
                }
                _ => None,
            }
        });
        missing.collect()
    }
}

/// Says what was joined, what is disputed and which files are missing.
fn told(context: &Context, args: &JoinArgs, joining: &Joining) -> Outcome {
    for note in joining.notes(&args.part, args.sent.as_deref()) {
        say(&note);
    }
    let comparison = joining.comparison(&context.questionnaire);
    if args.dry_run && (!comparison.is_empty() || !joining.has_new_conflicts()) {
        show(&compare::text::render(&comparison))?;
    }
    tell(
        "evidence to be put beside the file",
        &joining.missing(folder_of(&args.file)),
    );
    if joining.is_nothing() {
        say(&nothing_new(args));
    } else {
        say(&format!(
            "{} {} and {} of {}",
            would(args.dry_run),
            count(comparison.items.len(), "item"),
            count(comparison.evidence.len(), "record"),
            name(&args.file)
        ));
    }
    // Also those that it had before: as many as the screen asks and `check` finds.
    let choices: Vec<String> = joining.after.choices().map(str::to_owned).collect();
    if !choices.is_empty() {
        say(&format!(
            "{} to choose from: aicaiq {}",
            count(choices.len(), "conflict"),
            name(&args.file)
        ));
        for conflict in joining.merged.in_words(&choices) {
            say(&format!("  {conflict}"));
        }
    }
    Ok(ExitCode::from(u8::from(!choices.is_empty())))
}

/// What is said of a part that brings nothing.
fn nothing_new(args: &JoinArgs) -> String {
    let (part, file) = (name(&args.part), name(&args.file));
    format!("nothing in {part} is new to {file}: it stays as it is")
}

fn would(dry_run: bool) -> &'static str {
    match dry_run {
        true => "would change",
        false => "changed",
    }
}

fn tell(what: &str, names: &[String]) {
    if !names.is_empty() {
        say(&format!("{what}:"));
        for name in names {
            say(&format!("  {name}"));
        }
    }
}

/// What two files are called where a conflict keeps their names: where one lies
/// on this machine says nothing to whoever reads that elsewhere. Two of one name
/// have their folders' before it.
fn called(paths: [&Path; 2]) -> [String; 2] {
    let last = |path: &Path, many: usize| {
        let parts: Vec<_> = path.components().rev().take(many).collect();
        match path.is_absolute() {
            true => name(&parts.into_iter().rev().collect::<PathBuf>()),
            false => name(path),
        }
    };
    let names = paths.map(|path| last(path, 1));
    let [one, other] = &names;
    if one == other {
        return paths.map(|path| last(path, 2));
    }
    names
}

fn name(path: &Path) -> String {
    one_line(&path.display().to_string())
}
