//! The text of an array or inline table as items and what stands between
//! them, so that an item comes or goes and every comment stays.

use std::ops::Range;

/// An array or inline table, cut at its own commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List {
    open: char,
    pub items: Vec<String>,
    /// Blanks, comments and commas before each item, and behind the last.
    gaps: Vec<String>,
    close: char,
    end: &'static str,
}

impl List {
    /// None when the text is no array or inline table.
    pub fn of(text: &str) -> Option<Self> {
        let open = text.chars().next()?;
        let close = match open {
            '[' => ']',
            '{' => '}',
            _ => return None,
        };
        let (ranges, end) = cut(text)?;
        let mut list = Self {
            open,
            items: Vec::new(),
            gaps: Vec::new(),
            close,
            end: if text.contains("\r\n") { "\r\n" } else { "\n" },
        };
        let mut at = 1;
        for range in ranges {
            list.gaps.push(text.get(at..range.start)?.to_owned());
            at = range.end;
            list.items.push(text.get(range)?.to_owned());
        }
        list.gaps.push(text.get(at..end)?.to_owned());
        Some(list)
    }

    pub fn is_table(&self) -> bool {
        self.open == '{'
    }

    pub fn spans_lines(&self) -> bool {
        self.gaps.iter().any(|gap| gap.contains('\n'))
    }

    /// The comments between its items.
    pub fn comments(&self) -> Vec<String> {
        let lines = self.gaps.iter().flat_map(|gap| gap.split('\n'));
        let comments = lines.filter_map(|line| line.get(line.find('#')?..));
        comments.map(|c| c.trim_end().to_owned()).collect()
    }

    /// Takes an item out. The comments before and behind it stay, and the
    /// ones given, which were within it, stand in its place.
    pub fn remove(&mut self, at: usize, within: &[String]) {
        if at >= self.items.len() {
            return;
        }
        self.items.remove(at);
        let mut after = self.gaps.remove(at + 1);
        let Some(gap) = self.gaps.get_mut(at) else {
            return;
        };
        let mut before = std::mem::take(gap);
        match comma(&after) {
            // The one before, if any, serves.
            Some(c) => {
                after.remove(c);
            }
            // What is last now has a comma behind it only where that was so.
            None => {
                if let Some(c) = comma(&before) {
                    before.remove(c);
                }
            }
        }
        if !within.is_empty() {
            let indent = format!("{}{}", self.end, indent_of(&before));
            after = format!(" {}{indent}{}", within.join(&indent), after.trim_start());
        }
        *gap = joined(&before, &after, self.items.is_empty());
    }

    /// Adds an item at the end: on a line of its own where the last one has
    /// one, and where a comment belongs to that.
    pub fn append(&mut self, item: String) {
        let Some(tail) = self.gaps.pop() else {
            return;
        };
        let lined = tail.contains('#') || self.gaps.last().is_some_and(|g| starts_line(g));
        let (before, after) = if self.items.is_empty() {
            self.first_into(&tail)
        } else if lined {
            self.on_its_line(tail)
        } else {
            match comma(&tail) {
                Some(c) => {
                    let (head, rest) = tail.split_at(c + 1);
                    (format!("{head} "), format!(",{rest}"))
                }
                None => (", ".to_owned(), tail),
            }
        };
        self.gaps.extend([before, after]);
        self.items.push(item);
    }

    fn first_into(&self, inside: &str) -> (String, String) {
        if !inside.contains('\n') {
            let blank = if self.is_table() { " " } else { "" };
            return (blank.to_owned(), blank.to_owned());
        }
        let closing = indent_of(inside);
        let body = inside.trim_end();
        let indent = match body.rsplit_once('\n') {
            Some((_, line)) => line.split('#').next().unwrap_or_default().to_owned(),
            None => format!("{closing}  "),
        };
        let end = self.end;
        let comma = if self.is_table() { "" } else { "," };
        (
            format!("{body}{end}{indent}"),
            format!("{comma}{end}{closing}"),
        )
    }

    fn on_its_line(&self, mut tail: String) -> (String, String) {
        let indent = match self.gaps.last() {
            Some(gap) if starts_line(gap) => indent_of(gap).to_owned(),
            _ => format!("{}  ", indent_of(&tail)),
        };
        let had = comma(&tail);
        if had.is_none() {
            tail.insert(0, ',');
        }
        let behind = if had.is_some() { "," } else { "" };
        let from = had.unwrap_or_default();
        let line = tail.get(from..).and_then(|t| t.find('\n'));
        match line {
            Some(n) => {
                let (head, rest) = tail.split_at(from + n + 1);
                (
                    format!("{head}{indent}"),
                    format!("{behind}{}{rest}", self.end),
                )
            }
            None => {
                let (head, rest) = tail.split_at(from + 1);
                (
                    format!("{head}{}{indent}", self.end),
                    format!("{behind}{rest}"),
                )
            }
        }
    }

    /// Puts the items in the order of their old places, each with the comments
    /// above it and behind it on its line.
    pub fn reorder(&mut self, order: &[usize]) {
        if !self.spans_lines() {
            let items = order.iter().filter_map(|n| self.items.get(*n).cloned());
            self.items = items.collect();
            return;
        }
        let indent = match self.gaps.first() {
            Some(gap) if starts_line(gap) => indent_of(gap).to_owned(),
            _ => "  ".to_owned(),
        };
        let closing = self.gaps.last().map(|g| indent_of(g).to_owned());
        let trailing = self.gaps.last().is_some_and(|g| comma(g).is_some());
        // Of each gap, the first line belongs to the item before it.
        let mut above: Vec<Vec<String>> = Vec::new();
        let mut behind: Vec<Option<String>> = Vec::new();
        for gap in &self.gaps {
            let (line, rest) = gap.split_once('\n').unwrap_or((gap, ""));
            let comment = |l: &str| l.get(l.find('#')?..).map(|c| c.trim_end().to_owned());
            behind.push(comment(line));
            above.push(rest.split('\n').filter_map(comment).collect());
        }
        let end = self.end;
        let line = |comment: &Option<String>| match comment {
            Some(c) => format!(" {c}{end}"),
            None => end.to_owned(),
        };
        let lines = |comments: Option<&Vec<String>>| -> String {
            let all = comments.into_iter().flatten();
            all.map(|c| format!("{indent}{c}{end}")).collect()
        };
        let mut gaps = vec![line(&behind.first().cloned().flatten())];
        let mut items = Vec::new();
        for (n, old) in order.iter().enumerate() {
            let Some(item) = self.items.get(*old) else {
                continue;
            };
            if let Some(gap) = gaps.last_mut() {
                *gap += &lines(above.get(*old));
                *gap += &indent;
            }
            items.push(item.clone());
            let comma = if n + 1 < order.len() || trailing {
                ","
            } else {
                ""
            };
            let comment = behind.get(old + 1).cloned().flatten();
            gaps.push(format!("{comma}{}", line(&comment)));
        }
        if let Some(gap) = gaps.last_mut() {
            *gap += &lines(above.last());
            *gap += &closing.unwrap_or_default();
        }
        self.items = items;
        self.gaps = gaps;
    }
}

impl std::fmt::Display for List {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.open)?;
        for (n, gap) in self.gaps.iter().enumerate() {
            f.write_str(gap)?;
            if let Some(item) = self.items.get(n) {
                f.write_str(item)?;
            }
        }
        write!(f, "{}", self.close)
    }
}

/// What is left between two gaps when the item between them goes.
fn joined(before: &str, after: &str, empty: bool) -> String {
    const BLANKS: [char; 2] = [' ', '\t'];
    let (line, rest) = match after.split_once('\n') {
        Some((line, rest)) => (line, Some(rest)),
        None => (after, None),
    };
    if starts_line(before) {
        return match rest {
            // Its line goes; a comment behind it takes its place.
            Some(rest) if line.trim().is_empty() => {
                let at = before.rfind('\n').map_or(0, |at| at + 1);
                format!("{}{rest}", before.get(..at).unwrap_or_default())
            }
            Some(_) => format!("{before}{}", after.trim_start_matches(BLANKS)),
            None => before.trim_end_matches(BLANKS).to_owned(),
        };
    }
    if rest.is_some() {
        return format!("{}{after}", before.trim_end_matches(BLANKS));
    }
    if empty {
        return String::new();
    }
    match comma(before) {
        // Between two, and before the closing bracket after a last comma.
        Some(_) => before.to_owned(),
        // The first one went, or the last: then its blanks stay behind it.
        None if before.trim().is_empty() && !after.is_empty() => {
            if before.is_empty() {
                String::new()
            } else {
                " ".to_owned()
            }
        }
        None => before.trim_end_matches(BLANKS).to_owned(),
    }
}

/// Whether what follows the gap is the first on its line.
fn starts_line(gap: &str) -> bool {
    gap.rsplit_once('\n')
        .is_some_and(|(_, line)| line.trim().is_empty())
}

/// The blanks at the start of the gap's last line.
fn indent_of(gap: &str) -> &str {
    let line = gap.rsplit_once('\n').map_or("", |(_, line)| line);
    let blanks = line.len() - line.trim_start().len();
    line.get(..blanks).unwrap_or_default()
}

/// The comma of a text made of blanks, comments and at most one comma.
fn comma(gap: &str) -> Option<usize> {
    let mut comment = false;
    for (at, c) in gap.char_indices() {
        match c {
            '\n' => comment = false,
            '#' => comment = true,
            ',' if !comment => return Some(at),
            _ => {}
        }
    }
    None
}

/// Where the items stand, and where the closing bracket is.
fn cut(text: &str) -> Option<(Vec<Range<usize>>, usize)> {
    let mut items = Vec::new();
    let mut item: Option<Range<usize>> = None;
    let mut depth = 0;
    let mut at = 1;
    loop {
        let rest = text.get(at..)?;
        let c = rest.chars().next()?;
        let mut length = c.len_utf8();
        match c {
            '#' => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            ' ' | '\t' | '\r' | '\n' => {
                at += 1;
                continue;
            }
            '"' | '\'' => length = quoted_length(rest, c)?,
            ']' | '}' if depth == 0 => {
                items.extend(item);
                return Some((items, at));
            }
            ',' if depth == 0 => {
                items.extend(item.take());
                at += 1;
                continue;
            }
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            _ => {}
        }
        at += length;
        match &mut item {
            Some(range) => range.end = at,
            None => item = Some(at - length..at),
        }
    }
}

/// How long the quoted text is that the text starts with.
fn quoted_length(text: &str, quote: char) -> Option<usize> {
    let three: String = [quote; 3].iter().collect();
    let marks = if text.starts_with(&three) {
        three
    } else {
        quote.to_string()
    };
    let mut at = marks.len();
    loop {
        let rest = text.get(at..)?;
        if rest.starts_with(&marks) {
            // Up to two more quotes before the last three are of the text.
            let more = rest.len() - rest.trim_start_matches(quote).len();
            let all = if marks.len() == 3 { more.min(5) } else { 1 };
            return Some(at + all);
        }
        let mut chars = rest.chars();
        at += chars.next()?.len_utf8();
        if quote == '"' && rest.starts_with('\\') {
            at += chars.next()?.len_utf8();
        }
    }
}
