//! Changes within a value: inline tables and arrays with comments in them.

use toml_edit::{InlineTable, Value};

/// Sets a key of an inline table, given and returned as text. Tables on the
/// way that are missing are made, inline.
pub(crate) fn set(table: &str, path: &[String], value: &str) -> String {
    let (Ok(Value::InlineTable(mut whole)), Ok(new)) =
        (table.parse::<Value>(), value.parse::<Value>())
    else {
        return table.to_owned();
    };
    insert(&mut whole, path, table, new);
    as_text(whole)
}

/// Removes a key of an inline table, and the tables on the way that are empty
/// for it.
pub(crate) fn remove(table: &str, path: &[String]) -> String {
    match table.parse::<Value>() {
        Ok(Value::InlineTable(mut whole)) => {
            take(&mut whole, path);
            as_text(whole)
        }
        _ => table.to_owned(),
    }
}

/// Whether the text is an inline table without keys.
pub(crate) fn is_empty_table(table: &str) -> bool {
    matches!(table.parse::<Value>(), Ok(Value::InlineTable(t)) if t.is_empty())
}

fn as_text(table: InlineTable) -> String {
    Value::InlineTable(table).to_string().trim().to_owned()
}

fn insert(table: &mut InlineTable, path: &[String], source: &str, new: Value) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    if rest.is_empty() {
        // A line feed in an inline table is only allowed from TOML 1.1 on.
        let one_line = match &new {
            Value::String(s) if !source.contains('\n') => super::fields::quoted(s.value())
                .parse()
                .unwrap_or_else(|_| new.clone()),
            _ => new.clone(),
        };
        match table.get_mut(key) {
            Some(old) => {
                let decor = old.decor().clone();
                *old = one_line;
                *old.decor_mut() = decor;
            }
            None => append(table, key, one_line),
        }
        return;
    }
    if table.get(key).is_none() {
        append(table, key, Value::InlineTable(InlineTable::new()));
    }
    if let Some(Value::InlineTable(inner)) = table.get_mut(key) {
        insert(inner, rest, source, new);
    }
}

/// Adds a key at the end; the space before the closing brace stays there.
fn append(table: &mut InlineTable, key: &str, value: Value) {
    let last = table.iter().last().map(|(k, _)| k.to_owned());
    let closing = last.and_then(|k| {
        let decor = table.get_mut(&k)?.decor_mut();
        let suffix = decor.suffix()?.as_str()?.to_owned();
        decor.set_suffix("");
        Some(suffix)
    });
    table.insert(key, value);
    if let (Some(suffix), Some(value)) = (closing, table.get_mut(key)) {
        value.decor_mut().set_prefix(" ");
        value.decor_mut().set_suffix(suffix);
    }
}

fn take(table: &mut InlineTable, path: &[String]) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    if rest.is_empty() {
        let last = table.iter().last().map(|(k, _)| k == key);
        let suffix = table
            .get(key)
            .and_then(|v| v.decor().suffix()?.as_str().map(str::to_owned));
        table.remove(key);
        if last == Some(true)
            && let Some(suffix) = suffix
            && let Some(name) = table.iter().last().map(|(k, _)| k.to_owned())
            && let Some(value) = table.get_mut(&name)
        {
            value.decor_mut().set_suffix(suffix);
        }
        return;
    }
    if let Some(Value::InlineTable(inner)) = table.get_mut(key) {
        take(inner, rest);
        if inner.is_empty() {
            table.remove(key);
        }
    }
}

/// The text that takes an old value's place. An array with comments in it is
/// changed element by element, so that the comments stay.
pub(crate) fn replaced(old: &str, new: &str) -> String {
    if !old.starts_with('[') || !old.contains('#') {
        return new.to_owned();
    }
    let texts = |text: &str| -> Option<Vec<String>> {
        let array = text.parse::<Value>().ok()?;
        let items = array.as_array()?.iter();
        items.map(|v| v.as_str().map(str::to_owned)).collect()
    };
    let (Some(have), Some(want)) = (texts(old), texts(new)) else {
        return new.to_owned();
    };
    let mut text = old.to_owned();
    for gone in have.iter().filter(|h| !want.contains(h)) {
        if let Some(next) = without(&text, gone) {
            text = next;
        }
    }
    for added in want.iter().filter(|w| !have.contains(w)) {
        if let Some(next) = with(&text, added) {
            text = next;
        }
    }
    // Order can carry meaning (roles): where it cannot be had this way, the
    // comments give way.
    let got = texts(&text);
    if got.as_ref() == Some(&want) || (!order_matters(&have) && sorted(got) == sorted(Some(want))) {
        text
    } else {
        new.to_owned()
    }
}

fn sorted(list: Option<Vec<String>>) -> Option<Vec<String>> {
    list.map(|mut l| {
        l.sort();
        l
    })
}

fn order_matters(words: &[String]) -> bool {
    use crate::assessment::Role;
    words.iter().any(|w| w.parse::<Role>().is_ok())
}

fn spans(array: &str) -> Option<Vec<(String, std::ops::Range<usize>)>> {
    let prefix = "a = ";
    let document = toml_edit::Document::parse(format!("{prefix}{array}")).ok()?;
    let items = document.get("a")?.as_array()?.iter();
    items
        .map(|v| {
            let span = v.span()?;
            let at = |offset: usize| offset.checked_sub(prefix.len());
            Some((v.as_str()?.to_owned(), at(span.start)?..at(span.end)?))
        })
        .collect()
}

fn without(array: &str, word: &str) -> Option<String> {
    let all = spans(array)?;
    let at = all.iter().position(|(w, _)| w == word)?;
    let span = all.get(at)?.1.clone();
    let until = all.get(at + 1).map_or(array.len(), |(_, next)| next.start);
    // Its comma stands behind it, after comments at most; the last element
    // may have none, then the array stays valid with the one before.
    let between = array.get(span.end..until)?;
    let comma = comma_in(between);
    let head = array.get(..span.start)?;
    let next = match comma {
        Some(c) => format!(
            "{head}{}{}",
            between.get(..c)?,
            array
                .get(span.end + c + 1..)?
                .strip_prefix(' ')
                .unwrap_or(array.get(span.end + c + 1..)?)
        ),
        None => format!("{head}{}", array.get(span.end..)?),
    };
    next.parse::<Value>().ok()?;
    Some(next)
}

fn with(array: &str, word: &str) -> Option<String> {
    let all = spans(array)?;
    let text = super::fields::quoted(word);
    let next = match all.last() {
        Some((_, last)) => {
            let head = array.get(..last.end)?;
            let line = head.rfind('\n').map(|at| at + 1);
            let indent = line
                .and_then(|from| array.get(from..last.start))
                .filter(|t| t.trim().is_empty());
            let rest = array.get(last.end..)?;
            match (indent, comma_in(rest)) {
                // On its own line, behind the comma and comment of the last.
                (Some(indent), comma) => {
                    let eol = rest.find('\n')?;
                    let end = if rest.get(..eol)?.ends_with('\r') {
                        "\r\n"
                    } else {
                        "\n"
                    };
                    let tail = rest.get(eol + 1..)?;
                    let line = rest.get(..=eol)?;
                    let comma_sign = if comma.is_some_and(|c| c < eol) {
                        ""
                    } else {
                        ","
                    };
                    if comma.is_some_and(|c| c > eol) {
                        return None;
                    }
                    format!("{head}{comma_sign}{line}{indent}{text},{end}{tail}")
                }
                (None, _) => format!("{head}, {text}{rest}"),
            }
        }
        None => format!("[{text}, {}", array.get(1..)?),
    };
    next.parse::<Value>().ok()?;
    Some(next)
}

/// The comma of a text made of blanks, comments and at most one comma.
fn comma_in(text: &str) -> Option<usize> {
    let mut comment = false;
    for (at, c) in text.char_indices() {
        match c {
            '\n' => comment = false,
            '#' => comment = true,
            ',' if !comment => return Some(at),
            _ => {}
        }
    }
    None
}
