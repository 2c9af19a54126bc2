//! Folders of controls on the command line: which file a call means, and which
//! questionnaire that file answers.

use super::past::Tracked;
use super::resolve::Part;
use super::set::Items;
use super::{Cli, Command, Context, Failure, load_questionnaire, questionnaire_failure};
use crate::folder::{
    Asked, AskedError, Folder, control_of, in_folder, is_folder, is_shared_file, of_file,
};
use crate::questionnaire::catalog::Catalog;
use crate::questionnaire::{Questionnaire, embedded};
use crate::store::{AnswerFile, OpenError, SHARED_FILE, made_whole};
use crate::text::one_line;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file of a control in a folder; what is no control of it is one where
/// the call names its questionnaire.
pub fn file_of(folder: &Path, control: &str, named: Option<&Path>) -> Result<PathBuf, Failure> {
    let opened = open(folder)?;
    if named.is_none() && !opened.knows(control) {
        return Err(unknown(&opened, control));
    }
    tell_unasked(&opened, control);
    opened.place(control).map_err(Failure::usage)
}

/// Says of what is only built in that the folder does not ask it: its first
/// answer makes it one of its controls.
fn tell_unasked(folder: &Folder, id: &str) {
    if !folder.ids().iter().any(|known| known == id) {
        super::say(&format!(
            "! {} asks nothing of {}: the built-in questionnaire does, and an answer makes it a control of the folder",
            shown(folder.path()),
            one_line(id)
        ));
    }
}

/// A control of a folder, as an example.
pub fn some_control(folder: &Path) -> String {
    let ids = open(folder).map(|folder| folder.ids()).unwrap_or_default();
    let first = ids.into_iter().next();
    one_line(&first.unwrap_or_else(|| "CEK-02".to_owned()))
}

/// Opens a folder of controls.
pub fn open(folder: &Path) -> Result<Folder, Failure> {
    let opened = Folder::open(folder)
        .map_err(|error| super::open_failure(&error, super::styled(&std::io::stderr())))?;
    tell_instead(opened.instead());
    if let Some(said) = crate::folder::all_ambiguous(opened.catalog()) {
        super::say_once(&format!("note: {said}"));
    }
    Ok(opened)
}

/// Says which questionnaires are used instead of those that a folder names.
pub fn tell_instead(instead: Option<&str>) {
    if let Some(instead) = instead {
        super::say_once(&format!("note: {instead}"));
    }
}

/// Lets a call that names a folder and a control name the control's file.
fn settle(command: &mut Command, questionnaire: Option<&Path>) -> Result<(), Failure> {
    match command {
        Command::Set(args) if is_folder(&args.file) && args.items.is_empty() => {
            return Err(Failure::usage(format!(
                "{} is a folder of controls: name the file of the one whose text is confirmed",
                shown(&args.file)
            )));
        }
        Command::Set(args) if is_folder(&args.file) => {
            args.parts = by_control(&args.file, &args.items)?;
            if let Some(first) = args.parts.first() {
                args.file.clone_from(&first.file);
            }
        }
        Command::Resolve(args) if is_folder(&args.file) || is_shared_file(&args.file) => {
            let folder = match is_shared_file(&args.file) {
                true => crate::assessment::folder_of(&args.file).to_owned(),
                false => args.file.clone(),
            };
            args.named = Some(args.file.clone());
            args.parts = parts(&folder, &args.fields)?;
            if let Some(first) = args.parts.first() {
                args.file.clone_from(&first.file);
            }
        }
        Command::Answer(args) => match (&args.control, is_folder(&args.file)) {
            (Some(control), true) => {
                args.file = file_of(&args.file, control, questionnaire)?;
            }
            (Some(_), false) => {
                return Err(Failure::usage(format!(
                    "--control is of a folder of controls, and {} is none: leave it out",
                    shown(&args.file)
                )));
            }
            (None, _) => {}
        },
        Command::Blame(args) if is_folder(&args.file) => {
            if let Some(item) = &mut args.item {
                let mut items = vec![std::mem::take(item)];
                args.file = named(&args.file, &mut items)?;
                *item = items.pop().unwrap_or_default();
            }
        }
        Command::Evidence(args) => {
            if let Some((file, item)) = args.item_mut()
                && is_folder(file)
                && item.contains(':')
                && !item.contains('/')
            {
                let mut items = vec![std::mem::take(item)];
                *file = named(file, &mut items)?;
                *item = items.pop().unwrap_or_default();
            }
        }
        _ => {}
    }
    Ok(())
}

/// The items that are named in a folder, by control: `CEK-02:CSP.01`.
fn by_control(folder: &Path, items: &[String]) -> Result<Vec<Items>, Failure> {
    let mut parts: Vec<Items> = Vec::new();
    let mut beside: Vec<Vec<String>> = Vec::new();
    for item in items {
        let control = item.split_once(':').map(|(id, _)| id);
        let known = parts.iter().position(|part| control == Some(&part.control));
        match known.and_then(|at| beside.get_mut(at)) {
            Some(more) => more.push(item.clone()),
            None => {
                parts.push(Items {
                    control: control.unwrap_or_default().to_owned(),
                    ..Items::default()
                });
                beside.push(vec![item.clone()]);
            }
        }
    }
    if parts.iter().any(|part| part.control.is_empty()) {
        // Says which one it is, with what stands beside it.
        named(folder, &mut items.to_vec())?;
    }
    for (part, mut items) in parts.iter_mut().zip(beside) {
        part.file = named(folder, &mut items)?;
        part.items = items;
    }
    Ok(parts)
}

/// What is to be decided in a folder, by file. What is shared is decided through
/// any of the controls.
fn parts(folder: &Path, fields: &[String]) -> Result<Vec<Part>, Failure> {
    let mut parts: Vec<Part> = Vec::new();
    for field in fields {
        let (control, field) = match field.split_once(':') {
            Some((id, rest)) => (Some(id.to_owned()), rest.to_owned()),
            None => (None, field.clone()),
        };
        if let Some(part) = parts.iter_mut().find(|part| part.control == control) {
            part.fields.push(field);
            continue;
        }
        let file = match &control {
            Some(id) => file_of(folder, id, None)?,
            None => any_of(folder)?,
        };
        parts.push(Part {
            file,
            control,
            fields: vec![field],
        });
    }
    Ok(parts)
}

/// The file of some control of a folder.
fn any_of(folder: &Path) -> Result<PathBuf, Failure> {
    let opened = open(folder)?;
    let first = opened.controls().first().map(|c| c.path.clone());
    first
        .ok_or_else(|| Failure::usage(format!("{} has no control with answers yet", shown(folder))))
}

/// The file of the one control that items name, which are left without it:
/// `CEK-02:CSP.01`.
fn named(folder: &Path, items: &mut [String]) -> Result<PathBuf, Failure> {
    let opened = open(folder)?;
    let mut control: Option<String> = None;
    for at in 0..items.len() {
        let item = items.get(at).map_or("", String::as_str);
        let Some((id, rest)) = item.split_once(':') else {
            return Err(Failure::usage(format!(
                "{} is a folder of controls: say which one, as {}",
                shown(folder),
                one_line(&example(&opened, items, item))
            )));
        };
        if let Some(first) = control.as_ref().filter(|first| *first != id) {
            return Err(Failure::usage(format!(
                "{} and {} are two controls: set each in a call of its own",
                one_line(first),
                one_line(id)
            )));
        }
        control = Some(id.to_owned());
        let rest = rest.to_owned();
        if let Some(item) = items.get_mut(at) {
            *item = rest;
        }
    }
    let id = control.unwrap_or_default();
    if !opened.knows(&id) {
        return Err(unknown(&opened, &id));
    }
    tell_unasked(&opened, &id);
    opened.place(&id).map_err(Failure::usage)
}

/// What is said of a control that a folder does not have.
fn unknown(folder: &Folder, id: &str) -> Failure {
    let asked = folder.ids();
    let hint = match asked.iter().find(|known| known.eq_ignore_ascii_case(id)) {
        Some(known) => format!("write {}", one_line(known)),
        None => {
            let some: Vec<&str> = asked.iter().take(8).map(String::as_str).collect();
            let more = if asked.len() > some.len() {
                ", …"
            } else {
                ""
            };
            format!("there are {}{more}", one_line(&some.join(", ")))
        }
    };
    Failure::usage(format!(
        "no control of {} is “{}”: {hint}",
        shown(folder.path()),
        one_line(id)
    ))
}

/// How an item that names no control is written: with the control that the
/// call names beside it (`X-01 CSP.01`), else with the folder's first.
fn example(folder: &Folder, items: &[String], item: &str) -> String {
    let is_control = |id: &&String| folder.knows(id);
    if let Some(control) = items.iter().find(is_control)
        && let Some(item) = items.iter().find(|i| !is_control(i))
    {
        return format!("{control}:{item}");
    }
    let begun = folder.controls().iter().map(|c| c.id.as_str());
    let asked = folder.catalog().asked().map(|h| h.id.as_str());
    let first = begun.chain(asked).next().unwrap_or("CEK-02");
    format!("{first}:{item}")
}

/// The answer file that a call is about, if it is about one.
fn subject(cli: &Cli) -> Option<&Path> {
    let Some(command) = &cli.command else {
        return cli.file.as_deref();
    };
    Some(match command {
        Command::Set(args) => &args.file,
        Command::Resolve(args) => &args.file,
        Command::Answer(args) => &args.file,
        Command::Summary(args) => args.file()?,
        Command::Carry(args) => &args.old,
        Command::Diff(args) => args.files.first()?,
        Command::Blame(args) => &args.file,
        Command::Split(args) => &args.file,
        Command::Join(args) => &args.file,
        Command::Export(args) => args.files.first()?,
        Command::Pack(args) => args.file.as_ref()?,
        Command::Evidence(args) => args.file(),
        Command::SignOff(args) => &args.file,
        _ => return None,
    })
}

/// The questionnaire of a call, and the file that it was read from: the one
/// that is named, that of the folder for the control, or the built-in one.
pub fn questionnaire(cli: &mut Cli) -> Result<Asked, Failure> {
    if let Some(command) = &mut cli.command {
        settle(command, cli.questionnaire.as_deref())?;
    }
    let named = cli.questionnaire.as_deref();
    match (named, subject(cli)) {
        // Of each control its own.
        (Some(path), Some(about)) if path.is_dir() && is_folder(about) => {
            Ok((Arc::new(embedded().clone()), None))
        }
        (Some(path), None)
            if path.is_dir()
                && matches!(
                    cli.command,
                    Some(Command::Check(_) | Command::Find(_) | Command::Conflicts(_))
                ) =>
        {
            Ok((Arc::new(embedded().clone()), None))
        }
        (Some(path), about) if path.is_dir() => of_folder_of_them(path, about),
        (Some(path), _) => Ok((load_questionnaire(Some(path))?, Some(path.to_owned()))),
        (None, Some(file)) if !is_folder(file) => of(file),
        (None, _) => Ok((Arc::new(embedded().clone()), None)),
    }
}

/// The questionnaire of an answer file.
pub fn of(file: &Path) -> Result<Asked, Failure> {
    let asked = crate::folder::asked_by(file).map_err(failure)?;
    if asked.1.is_some()
        && let Some(said) = crate::folder::ambiguous_by(file)
    {
        super::say_once(&format!("note: {said}"));
    }
    Ok(asked)
}

fn failure(error: AskedError) -> Failure {
    match error {
        AskedError::Shared(_) => Failure::usage(error.to_string()),
        AskedError::Folder(error) => super::open_failure(&error, super::styled(&std::io::stderr())),
        AskedError::Questionnaire(Some(path), error) => questionnaire_failure(&path, &error),
        AskedError::NoControl(_) | AskedError::Questionnaire(None, _) => {
            Failure::found(error.to_string())
        }
    }
}

/// The questionnaire of one of several answer files that a call is about.
pub fn for_file(context: &Context, file: &Path) -> Result<Arc<Questionnaire>, Failure> {
    match &context.named {
        Some(path) if path.is_dir() => Ok(of_folder_of_them(path, Some(file))?.0),
        Some(_) => Ok(Arc::clone(&context.questionnaire)),
        None => Ok(of(file)?.0),
    }
}

/// As [`for_file`], of a control of a folder that is open: what is asked in it is
/// looked through once for all of them.
pub fn for_control(
    context: &Context,
    folder: &Folder,
    file: &Path,
) -> Result<Arc<Questionnaire>, Failure> {
    match &context.named {
        Some(_) => for_file(context, file),
        None => Ok(crate::folder::asked_in(folder, file).map_err(failure)?.0),
    }
}

/// The questionnaire that an earlier file answers: the one that is named for it,
/// or in the folder that is, else the one that is at hand for the file, if that
/// is the text that was answered.
pub fn earlier(named: Option<&Path>, file: &Path) -> Result<Option<Arc<Questionnaire>>, Failure> {
    match named {
        Some(path) if path.is_dir() => Ok(Some(of_folder_of_them(path, Some(file))?.0)),
        Some(path) => Ok(Some(load_questionnaire(Some(path))?)),
        None => {
            let found = crate::folder::asked_by(file).ok().map(|(q, _)| q);
            let head = crate::store::meant::of_file(file).head();
            Ok(found.filter(|q| head.is_some_and(|head| head.digest == q.digest)))
        }
    }
}

/// The questionnaires that a call names for all controls of a folder: those of a
/// folder, or one; none where it names none.
pub fn named_catalog(named: Option<&Path>) -> Result<Option<Catalog>, Failure> {
    let Some(path) = named else {
        return Ok(None);
    };
    if !path.is_dir() {
        let one = load_questionnaire(Some(path))?;
        return Ok(Some(Catalog::of(one, Some(path.to_owned()))));
    }
    let mut catalog = Catalog::built_in();
    let failed = |e| Failure::usage(format!("questionnaires {}: {e}", shown(path)));
    catalog.add_folder(path).map_err(failed)?;
    Ok(Some(catalog))
}

fn of_folder_of_them(path: &Path, about: Option<&Path>) -> Result<Asked, Failure> {
    let mut catalog = Catalog::default();
    catalog
        .add_folder(path)
        .map_err(|e| Failure::usage(format!("questionnaires {}: {e}", shown(path))))?;
    if let Some(head) = about.and_then(|file| crate::store::meant::of_file(file).head()) {
        catalog.choose(head.control.as_deref().unwrap_or_default(), &head.digest);
    }
    let ids: Vec<String> = catalog.heads().map(|h| h.id.clone()).collect();
    match (about.and_then(control_of), ids.as_slice()) {
        (Some(id), _) if catalog.head(&id).is_some() => load(&catalog, &id),
        (Some(id), _) if id == embedded().control.id => Ok((Arc::new(embedded().clone()), None)),
        (None, [only]) => load(&catalog, only),
        (Some(id), _) => Err(Failure::usage(format!(
            "{} has no questionnaire for {}: put it there, or name its file",
            shown(path),
            one_line(&id)
        ))),
        (None, _) => Err(Failure::usage(format!(
            "{} has {}: name one of its files with --questionnaire",
            shown(path),
            crate::text::count(ids.len(), "questionnaire")
        ))),
    }
}

/// A control's questionnaire of a catalog that has it.
pub fn load(catalog: &Catalog, id: &str) -> Result<Asked, Failure> {
    crate::folder::load(catalog, id).map_err(failure)
}

/// Opens an answer file, or the control of a folder that has no file yet.
pub fn open_or_begin(path: &Path, q: &Questionnaire) -> Result<AnswerFile, OpenError> {
    let is_control = path
        .file_stem()
        .is_some_and(|stem| stem == q.control.id.as_str());
    if is_control && of_file(path).is_some() {
        return AnswerFile::begin(path, q);
    }
    AnswerFile::open(path, q)
}

/// The earlier text of a control with what it inherited then; with what it
/// inherits now where there was nothing then.
pub fn whole_then(path: &Path, text: &str, revision: &str) -> String {
    let Some(folder) = of_file(path).filter(|_| in_folder(path)) else {
        return text.to_owned();
    };
    let shared = folder.join(SHARED_FILE);
    let then = Tracked::of(&shared).and_then(|tracked| tracked.at(revision));
    let now = || {
        let file = crate::bounded::open_own(&shared).ok()?;
        crate::bounded::read(&file, crate::store::LIMIT).ok()?
    };
    let bytes = then.ok().or_else(now);
    let shared = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    shared.map_or_else(|| text.to_owned(), |shared| made_whole(text, &shared))
}

fn shown(path: &Path) -> String {
    one_line(&path.display().to_string())
}
