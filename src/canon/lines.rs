//! Lines of a canonical file, in the order in which they are expected.

use super::pieces::{Pieces, escaped, special};
use crate::limits::{exceeds, is_too_long};
use chrono::{DateTime, NaiveDate, Utc};
use std::borrow::Cow;
use std::str::FromStr;

/// The text is not in the canonical layout, or something in it may be wrong.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Other;

pub(crate) type Canon<T> = Result<T, Other>;

/// What is left of a text, from the start of a line. It has to be
/// [plain](super::is_plain).
pub(crate) struct Lines<'t> {
    rest: &'t str,
    /// Whether texts that no rule reads are left out.
    brief: bool,
}

impl<'t> Lines<'t> {
    pub fn new(text: &'t str) -> Self {
        Self {
            rest: text,
            brief: false,
        }
    }

    /// The same, with what no rule reads left out: see [`Self::unread`].
    pub fn brief(self) -> Self {
        Self {
            brief: true,
            ..self
        }
    }

    /// Whether what no rule reads is left out.
    pub fn is_brief(&self) -> bool {
        self.brief
    }

    /// The bytes that are left.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// Passes blank lines and comments.
    #[inline]
    pub fn skip(&mut self) {
        loop {
            match self.rest.as_bytes().first() {
                Some(b'\n') => self.pass(1),
                Some(b'#') => {
                    let line = memchr::memchr(b'\n', self.rest.as_bytes());
                    self.pass(line.unwrap_or(self.rest.len()));
                }
                _ => return,
            }
        }
    }

    #[inline]
    fn pass(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Nothing but a comment may follow on the line.
    // Always inlined, as what follows is: both stand behind each value, and a
    // call costs as much as they do.
    #[inline(always)]
    fn end(&mut self) -> Canon<()> {
        // Mostly another key follows.
        if let [b'\n', next, ..] = self.rest.as_bytes()
            && next.is_ascii_lowercase()
        {
            self.pass(1);
            return Ok(());
        }
        self.end_of_table()
    }

    /// The same, also before blank lines and comments.
    fn end_of_table(&mut self) -> Canon<()> {
        match self.rest.as_bytes().first() {
            None => return Ok(()),
            Some(b'\n') => self.pass(1),
            Some(b' ' | b'\t') => {
                self.rest = self.rest.trim_start_matches([' ', '\t']);
                if !self.rest.starts_with('#') {
                    return Err(Other);
                }
            }
            _ => return Err(Other),
        }
        self.skip();
        Ok(())
    }

    /// Passes a header, given in parts, if it is the next one.
    pub fn opens<const N: usize>(&mut self, parts: [&str; N]) -> bool {
        let mut parts = parts.into_iter();
        let Some(rest) = parts.try_fold(self.rest, |rest, part| rest.strip_prefix(part)) else {
            return false;
        };
        let mut next = Self { rest, ..*self };
        let opens = next.end().is_ok();
        if opens {
            *self = next;
        }
        opens
    }

    /// Passes the next header if it starts so; the rest of its line.
    pub fn header(&mut self, start: &str) -> Option<&'t str> {
        let header = self.peek(start)?;
        self.pass(start.len() + header.len());
        self.end().ok()?;
        Some(header)
    }

    /// Passes the next header if it starts so and one more key follows; that
    /// key.
    pub fn named(&mut self, start: &str) -> Canon<Option<Cow<'t, str>>> {
        let Some(rest) = self.rest.strip_prefix(start) else {
            return Ok(None);
        };
        self.rest = rest;
        let name = if rest.starts_with('"') {
            self.short::<true>()?
        } else {
            let (name, _) = Self::key_of(rest)?;
            self.pass(name.len());
            Cow::Borrowed(name)
        };
        self.rest = self.rest.strip_prefix(']').ok_or(Other)?;
        self.end()?;
        Ok(Some(name))
    }

    /// A key as it is written, and what follows it.
    pub fn key_of(text: &str) -> Canon<(&str, &str)> {
        let bare = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let (key, after) = match text.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or(Other)?,
            None => {
                let end = text.bytes().take_while(|b| bare(*b)).count();
                text.split_at_checked(end).ok_or(Other)?
            }
        };
        if key.is_empty() || key.contains('\\') || is_too_long(key) {
            return Err(Other);
        }
        Ok((key, after))
    }

    /// The rest of the line if it starts so.
    pub fn peek(&self, start: &str) -> Option<&'t str> {
        let header = self.rest.strip_prefix(start)?;
        let line = memchr::memchr(b'\n', header.as_bytes());
        header.get(..line.unwrap_or(header.len()))
    }

    /// Whether the key stands next; then what is left starts with its value.
    // Always inlined, with what asks it: each key is then compared as the few
    // numbers that its bytes are.
    #[inline(always)]
    fn key(&mut self, key: &str) -> bool {
        // Most keys are not there, which the first character says mostly.
        if self.rest.as_bytes().first() != key.as_bytes().first() {
            return false;
        }
        let after = |rest: &'t str| rest.strip_prefix(key)?.strip_prefix(" = ");
        match after(self.rest) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// A text; empty where its key does not stand next.
    #[inline(always)]
    pub fn text(&mut self, key: &str) -> Canon<String> {
        if !self.key(key) {
            return Ok(String::new());
        }
        Ok(self.value()?.into_owned())
    }

    /// A text that no rule reads: empty where it is left out.
    #[inline(always)]
    pub fn unread(&mut self, key: &str) -> Canon<String> {
        if self.brief {
            self.pass_text(key)?;
            return Ok(String::new());
        }
        self.text(key)
    }

    /// A text of which the rules read but whether it is blank: of one that is
    /// not, something is left.
    #[inline(always)]
    pub fn told(&mut self, key: &str) -> Canon<String> {
        let text = self.borrowed(key)?;
        Ok(match text.trim().chars().next() {
            Some(c) if self.brief => c.to_string(),
            None if self.brief => String::new(),
            _ => text.into_owned(),
        })
    }

    /// A text as it stands there; empty where its key does not stand next.
    #[inline(always)]
    pub fn borrowed(&mut self, key: &str) -> Canon<Cow<'t, str>> {
        if !self.key(key) {
            return Ok(Cow::Borrowed(""));
        }
        self.value()
    }

    /// The text that is left, to the end of its line.
    pub fn value(&mut self) -> Canon<Cow<'t, str>> {
        self.read::<true>()
    }

    /// A text to the end of its line, kept or only passed.
    fn read<const KEEP: bool>(&mut self) -> Canon<Cow<'t, str>> {
        let text = match self.rest.strip_prefix("\"\"\"") {
            // A line feed there is no part of it.
            Some(body) => self.long::<KEEP>(body.strip_prefix('\n').unwrap_or(body)),
            None => self.short::<KEEP>(),
        }?;
        self.end()?;
        Ok(text)
    }

    /// A text between quotes on one line.
    #[inline(always)]
    fn short<const KEEP: bool>(&mut self) -> Canon<Cow<'t, str>> {
        let body = self.rest.strip_prefix('"').ok_or(Other)?;
        let at = special(body.as_bytes()).ok_or(Other)?;
        if body.as_bytes().get(at) != Some(&b'"') {
            return self.short_with_escapes::<KEEP>(body, at);
        }
        self.rest = body.get(at + 1..).ok_or(Other)?;
        if exceeds(at) {
            return Err(Other);
        }
        body.get(..at).map(Cow::Borrowed).ok_or(Other)
    }

    /// The same from its first character, where the first that is special is
    /// no quote.
    fn short_with_escapes<const KEEP: bool>(
        &mut self,
        body: &'t str,
        first: usize,
    ) -> Canon<Cow<'t, str>> {
        let mut made = Pieces::<KEEP>::default();
        let (mut from, mut at) = (0, first);
        loop {
            match body.as_bytes().get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    made.push_str(body.get(from..at).ok_or(Other)?);
                    let (c, length) = escaped(body.get(at..).ok_or(Other)?)?;
                    made.push(c);
                    from = at + length;
                    let rest = body.as_bytes().get(from..).ok_or(Other)?;
                    at = from + special(rest).ok_or(Other)?;
                }
                _ => return Err(Other),
            }
        }
        self.rest = body.get(at + 1..).ok_or(Other)?;
        made.and_last(body.get(from..at).ok_or(Other)?)
    }

    /// A text of several lines, from its first character.
    fn long<const KEEP: bool>(&mut self, body: &'t str) -> Canon<Cow<'t, str>> {
        let mut made = Pieces::<KEEP>::default();
        let (mut from, mut at) = (0, 0);
        loop {
            let rest = body.get(at..).ok_or(Other)?;
            at += memchr::memchr2(b'"', b'\\', rest.as_bytes()).ok_or(Other)?;
            let rest = body.get(at..).ok_or(Other)?;
            if let Some(rest) = rest.strip_prefix("\"\"\"") {
                self.rest = rest;
                return made.and_last(body.get(from..at).ok_or(Other)?);
            }
            if rest.starts_with('"') {
                at += 1;
                continue;
            }
            made.push_str(body.get(from..at).ok_or(Other)?);
            let (c, length) = escaped(rest)?;
            made.push(c);
            at += length;
            from = at;
        }
    }

    /// A word of a vocabulary.
    #[inline(always)]
    pub fn word<T: FromStr>(&mut self, key: &str) -> Canon<Option<T>> {
        if !self.key(key) {
            return Ok(None);
        }
        let word = self.value()?;
        if word.is_empty() {
            return Ok(None);
        }
        word.parse().map(Some).map_err(|_| Other)
    }

    /// The texts of a list, each handed on; whether the list is there.
    #[inline(always)]
    pub fn list(&mut self, key: &str, each: impl FnMut(Cow<'t, str>) -> Canon<()>) -> Canon<bool> {
        if !self.key(key) {
            return Ok(false);
        }
        self.entries::<true>(each)?;
        Ok(true)
    }

    /// Passes a list that is not of interest; whether it is there.
    #[inline(always)]
    pub fn pass_list(&mut self, key: &str) -> Canon<bool> {
        let is_there = self.key(key);
        if is_there {
            self.entries::<false>(|_| Ok(()))?;
        }
        Ok(is_there)
    }

    /// A text that has to be there.
    #[inline(always)]
    pub fn required(&mut self, key: &str) -> Canon<String> {
        if !self.key(key) {
            return Err(Other);
        }
        Ok(self.value()?.into_owned())
    }

    fn entries<const KEEP: bool>(
        &mut self,
        mut each: impl FnMut(Cow<'t, str>) -> Canon<()>,
    ) -> Canon<()> {
        self.rest = self.rest.strip_prefix('[').ok_or(Other)?;
        self.space();
        while let Some(b'"') = self.rest.as_bytes().first() {
            let text = self.short::<KEEP>()?;
            each(text)?;
            self.space();
            match self.rest.strip_prefix(',') {
                Some(rest) => self.rest = rest,
                None => break,
            }
            self.space();
        }
        self.rest = self.rest.strip_prefix(']').ok_or(Other)?;
        self.end()
    }

    /// Passes what may stand between the entries of a list.
    #[inline(always)]
    fn space(&mut self) {
        // Mostly nothing, or one space.
        match self.rest.as_bytes() {
            [b']' | b',' | b'"', ..] => {}
            [b' ', b'"', ..] => self.pass(1),
            _ => self.more_space(),
        }
    }

    fn more_space(&mut self) {
        loop {
            match self.rest.as_bytes().first() {
                Some(b' ' | b'\t') => self.pass(1),
                Some(b'\n' | b'#') => self.skip(),
                _ => return,
            }
        }
    }

    /// Passes a text that is not of interest; whether it is there.
    #[inline(always)]
    pub fn pass_text(&mut self, key: &str) -> Canon<bool> {
        let is_there = self.key(key);
        if is_there {
            self.read::<false>()?;
        }
        Ok(is_there)
    }

    /// A date, as a TOML date.
    #[inline(always)]
    pub fn date(&mut self, key: &str) -> Canon<Option<NaiveDate>> {
        if !self.key(key) {
            return Ok(None);
        }
        let date = self.day()?;
        self.end()?;
        Ok(Some(date))
    }

    fn day(&mut self) -> Canon<NaiveDate> {
        let (day, rest) = self.rest.split_at_checked(10).ok_or(Other)?;
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = day.as_bytes() else {
            return Err(Other);
        };
        let (year, month) = (digits(&[y1, y2, y3, y4])?, digits(&[m1, m2])?);
        let year = i32::try_from(year).map_err(|_| Other)?;
        self.rest = rest;
        NaiveDate::from_ymd_opt(year, month, digits(&[d1, d2])?).ok_or(Other)
    }

    /// A moment, as a TOML datetime in UTC.
    #[inline(always)]
    pub fn time(&mut self, key: &str) -> Canon<Option<DateTime<Utc>>> {
        if !self.key(key) {
            return Ok(None);
        }
        let time = self.moment()?;
        self.end()?;
        Ok(Some(time))
    }

    fn moment(&mut self) -> Canon<DateTime<Utc>> {
        let day = self.day()?;
        let (clock, mut rest) = self.rest.split_at_checked(9).ok_or(Other)?;
        let &[b'T', h1, h2, b':', m1, m2, b':', s1, s2] = clock.as_bytes() else {
            return Err(Other);
        };
        let mut nanos = 0;
        if let Some(after) = rest.strip_prefix('.') {
            let length = after.bytes().take_while(u8::is_ascii_digit).count();
            let (fraction, after) = after.split_at_checked(length).ok_or(Other)?;
            nanos = digits(fraction.as_bytes())?
                * match length {
                    3 => 1_000_000,
                    6 => 1_000,
                    9 => 1,
                    _ => return Err(Other),
                };
            rest = after;
        }
        self.rest = rest.strip_prefix('Z').ok_or(Other)?;
        let (hour, minute, second) = (digits(&[h1, h2])?, digits(&[m1, m2])?, digits(&[s1, s2])?);
        let time = day.and_hms_nano_opt(hour, minute, second, nanos);
        Ok(time.ok_or(Other)?.and_utc())
    }

    /// A number, 0 or more.
    #[inline(always)]
    pub fn number(&mut self, key: &str) -> Canon<Option<u64>> {
        if !self.key(key) {
            return Ok(None);
        }
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.rest.split_at_checked(length).ok_or(Other)?;
        if number.starts_with('0') && length > 1 {
            return Err(Other);
        }
        let value: i64 = number.parse().map_err(|_| Other)?;
        self.rest = rest;
        self.end()?;
        Ok(Some(u64::try_from(value).map_err(|_| Other)?))
    }
}

/// At most nine digits as their number.
fn digits(bytes: &[u8]) -> Canon<u32> {
    let digit = |sum: u32, b: &u8| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0'));
    if bytes.len() > 9 {
        return Err(Other);
    }
    bytes.iter().try_fold(0, digit).ok_or(Other)
}
