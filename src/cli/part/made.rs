//! The folder that `aicaiq split` makes of a folder: what its controls ask, and
//! all that goes into it.

use super::name;
use crate::assessment::{Assessment, Role};
use crate::cli::whole::Whole;
use crate::cli::{Context, Failure, folder};
use crate::folder::{QUESTIONNAIRES, settled};
use crate::questionnaire::catalog::Head;
use crate::store::{AnswerFile, CreateError, SHARED_FILE};
use crate::text::one_line;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What the controls of a part are asked.
#[derive(Default)]
pub(super) struct Asked {
    /// The questionnaires that are not built in, each with its file's name.
    pub texts: Vec<(PathBuf, String)>,
    /// How many controls nobody has begun.
    pub not_begun: usize,
    /// Those whose questionnaire cannot be read, each with why.
    pub unread: Vec<String>,
    /// Where the questionnaires are.
    pub from: PathBuf,
}

/// What asks some roles something in a folder, but for controls that are left
/// out.
pub(super) fn asked(
    context: &Context,
    whole: &Whole,
    roles: &[Role],
    left: &[String],
) -> Result<Asked, Failure> {
    let named = folder::named_catalog(context.named.as_deref())?;
    let named = named.map(|named| settled(&named, whole.folder.path()));
    let catalog = named.as_ref().unwrap_or_else(|| whole.folder.catalog());
    let mut all = Asked {
        from: match &context.named {
            Some(named) => named.clone(),
            None => whole.folder.questionnaires(),
        },
        ..Asked::default()
    };
    let file = |head: &Head| head.path.as_deref()?.file_name().map(PathBuf::from);
    for head in catalog.heads() {
        if left.contains(&one_line(&head.id)) {
            continue;
        }
        let begun = whole.controls.iter();
        let mut begun = begun.filter(|c| c.questionnaire.control.id == head.id);
        let q = match begun.next() {
            Some(control) => control.questionnaire.clone(),
            None if !catalog.asks(&head.id) => continue,
            None => match catalog.load(&head.id) {
                Ok(q) => q,
                Err(error) => {
                    let why = one_line(&error.message);
                    all.unread.push(format!("{}: {why}", one_line(&head.id)));
                    continue;
                }
            },
        };
        let is_begun = whole.folder.controls().iter().any(|c| c.id == head.id);
        if roles.iter().any(|role| q.asks(*role)) {
            all.not_begun += usize::from(!is_begun);
            let text = file(head).map(|file| (file, q.text.to_string()));
            all.texts.extend(text);
        }
    }
    Ok(all)
}

/// Makes a folder with all that goes into it, or takes away what it has made.
pub(super) fn make(
    out: &Path,
    shared: &Assessment,
    parts: &[(PathBuf, Assessment)],
    texts: &[(PathBuf, String)],
) -> Result<(), Failure> {
    let is_new = match std::fs::create_dir(out) {
        Ok(()) => true,
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
            let mut entries = std::fs::read_dir(out).map(Iterator::peekable);
            if !entries.as_mut().is_ok_and(|e| e.peek().is_none()) {
                return Err(CreateError::Exists(out.to_owned()).into());
            }
            false
        }
        Err(e) => return Err(unmade(out, &e)),
    };
    let mut made = Vec::new();
    let Err(failure) = fill(out, shared, parts, texts, &mut made) else {
        return Ok(());
    };
    let stay = made
        .iter()
        .filter(|path| std::fs::remove_file(path).is_err());
    let stay: Vec<String> = stay.map(|path| name(path)).collect();
    // One that is not empty stays.
    let _ = std::fs::remove_dir(out.join(QUESTIONNAIRES));
    if is_new && stay.is_empty() {
        let _ = std::fs::remove_dir(out);
    }
    let left = match stay.as_slice() {
        [] => "nothing was made".to_owned(),
        stay => format!("these are left, and of no use: {}", stay.join(", ")),
    };
    Err(Failure {
        message: format!("{}; {left}", failure.message),
        ..failure
    })
}

fn fill(
    out: &Path,
    shared: &Assessment,
    parts: &[(PathBuf, Assessment)],
    texts: &[(PathBuf, String)],
    made: &mut Vec<PathBuf>,
) -> Result<(), Failure> {
    let first = (out.join(SHARED_FILE), shared);
    let others = parts.iter().map(|(path, part)| (path.clone(), part));
    for (path, part) in std::iter::once(first).chain(others) {
        AnswerFile::create(&path, part)?;
        made.push(path);
    }
    let folder = out.join(QUESTIONNAIRES);
    if !texts.is_empty() {
        std::fs::create_dir(&folder).map_err(|e| unmade(&folder, &e))?;
    }
    for (file, text) in texts {
        let path = folder.join(file);
        let failed = |e: io::Error| unmade(&path, &e);
        let mut new = std::fs::File::create_new(&path).map_err(failed)?;
        made.push(path.clone());
        new.write_all(text.as_bytes()).map_err(failed)?;
    }
    Ok(())
}

fn unmade(path: &Path, error: &io::Error) -> Failure {
    let why = crate::store::mend(error);
    Failure::found(format!("cannot make {}: {error}{why}", name(path)))
}
