//! Reading a file of settings, a portal's or the installation's. Promise: nothing in it is passed over in silence,
//! and reading never stops at the first problem: each is noted with its line, and whoever mends the file mends it once.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fmt,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::Fault;

/// One thing to mend in a file of settings: where it stands, what is wrong, and what to write.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    pub file: PathBuf,
    pub line: Option<usize>,
    /// The key with its sections, `password.rule`; empty when the whole file is meant.
    pub key: String,
    pub what: String,
    pub mend: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(out, ":{line}")?;
        }
        if !self.key.is_empty() {
            write!(out, ": {}", self.key)?;
        }
        write!(out, ": {}; {}", self.what, self.mend)
    }
}

/// A value could not be read, and a problem says so already.
#[derive(Clone, Copy, Debug)]
pub struct Noted;

/// A file while it is read: what was asked of it, where that stands, and what is wrong so far.
pub struct TomlFile<'t> {
    path: &'t Path,
    text: &'t str,
    problems: RefCell<Vec<Problem>>,
    lines: RefCell<BTreeMap<String, Option<usize>>>,
}

impl<'t> TomlFile<'t> {
    pub fn new(path: &'t Path, text: &'t str) -> TomlFile<'t> {
        TomlFile { path, text, problems: RefCell::default(), lines: RefCell::default() }
    }

    /// Reads the whole file, unless it is not TOML at all.
    pub fn read<T>(&self, read: impl FnOnce(&Section) -> Result<T, Noted>) -> Result<T, Noted> {
        let (root, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let line = error.span().map(|span| self.line_at(span.start));
            let what = format!("esto no es TOML ({})", error.message().lines().next().unwrap_or_default());
            self.note(line, "", Fault::new(what, "revise comillas, corchetes y claves repetidas"));
        }
        if !errors.is_empty() {
            return Err(Noted);
        }
        self.read_table("", root.get_ref(), None, read)
    }

    pub fn note(&self, line: Option<usize>, key: &str, fault: Fault) -> Noted {
        let Fault { what, mend } = fault;
        let problem = Problem { file: self.path.to_owned(), line, key: key.to_owned(), what, mend };
        self.problems.borrow_mut().push(problem);
        Noted
    }

    /// The line of a key that was read, or of the section that it would stand in.
    pub fn line_of(&self, key: &str) -> Option<usize> {
        let lines = self.lines.borrow();
        let mut key = key;
        loop {
            if let Some(Some(line)) = lines.get(key) {
                return Some(*line);
            }
            (key, _) = key.rsplit_once('.')?;
        }
    }

    /// Every key that was asked for, whether the file has it or not.
    #[cfg(test)]
    pub fn keys_asked(&self) -> Vec<String> {
        self.lines.borrow().keys().cloned().collect()
    }

    pub fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }

    fn read_table<T>(
        &self,
        path: &str,
        table: &DeTable,
        line: Option<usize>,
        read: impl FnOnce(&Section) -> Result<T, Noted>,
    ) -> Result<T, Noted> {
        let section = Section { file: self, path, table, line, known: RefCell::default() };
        let result = read(&section);
        section.note_unknown_keys();
        result
    }

    fn line_at(&self, offset: usize) -> usize {
        1 + self.text.as_bytes()[..offset.min(self.text.len())].iter().filter(|&&b| b == b'\n').count()
    }
}

/// One element of a list: how it is named in a problem, and where it stands.
struct Item<'v> {
    path: String,
    line: usize,
    value: &'v Spanned<DeValue<'v>>,
}

/// One table of the file. A key that nobody asked for is a problem.
pub struct Section<'s> {
    file: &'s TomlFile<'s>,
    path: &'s str,
    table: &'s DeTable<'s>,
    line: Option<usize>,
    known: RefCell<Vec<&'static str>>,
}

impl Section<'_> {
    pub fn required<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&DeValue) -> Result<T, Fault>,
    ) -> Result<T, Noted> {
        match self.optional(key, read)? {
            Some(value) => Ok(value),
            None => Err(self.file.note(
                self.line,
                &self.path_of(key),
                Fault::new("falta esta clave", format!("escriba «{key} = …»{}", self.within())),
            )),
        }
    }

    pub fn optional<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&DeValue) -> Result<T, Fault>,
    ) -> Result<Option<T>, Noted> {
        self.ask(key)
            .map(|(line, value)| {
                read(value.get_ref()).map_err(|fault| self.file.note(Some(line), &self.path_of(key), fault))
            })
            .transpose()
    }

    pub fn or<T>(
        &self,
        key: &'static str,
        default: T,
        read: impl FnOnce(&DeValue) -> Result<T, Fault>,
    ) -> Result<T, Noted> {
        Ok(self.optional(key, read)?.unwrap_or(default))
    }

    /// A table inside this one. One that is missing is read as empty, so that each key it lacks is told.
    pub fn section<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Section) -> Result<T, Noted>,
    ) -> Result<T, Noted> {
        match self.ask(key) {
            Some((line, value)) => self.file.read_table(
                &self.path_of(key),
                self.table_in(&self.path_of(key), line, value)?,
                Some(line),
                read,
            ),
            None => self.file.read_table(&self.path_of(key), &DeTable::new(), self.line, read),
        }
    }

    pub fn optional_section<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Section) -> Result<T, Noted>,
    ) -> Result<Option<T>, Noted> {
        if self.table.contains_key(key) {
            return self.section(key, read).map(Some);
        }
        self.ask(key);
        Ok(None)
    }

    /// A list of values; each that makes no sense is told.
    pub fn values<T>(
        &self,
        key: &'static str,
        read: impl Fn(&DeValue) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Noted> {
        let mut all = Vec::new();
        for Item { path, line, value } in self.items(key)? {
            all.push(read(value.get_ref()).map_err(|fault| self.file.note(Some(line), &path, fault)));
        }
        all.into_iter().collect()
    }

    /// A list of tables, `[[key]]`.
    pub fn sections<T>(
        &self,
        key: &'static str,
        read: impl Fn(&Section) -> Result<T, Noted>,
    ) -> Result<Vec<T>, Noted> {
        let mut all = Vec::new();
        for Item { path, line, value } in self.items(key)? {
            let table = self.table_in(&path, line, value);
            all.push(table.and_then(|table| self.file.read_table(&path, table, Some(line), &read)));
        }
        all.into_iter().collect()
    }

    /// A table whose keys the file chooses.
    pub fn entries<T>(
        &self,
        key: &'static str,
        read: impl Fn(&str, &DeValue) -> Result<T, Fault>,
    ) -> Result<BTreeMap<String, T>, Noted> {
        let Some((line, value)) = self.ask(key) else { return Ok(BTreeMap::new()) };
        let path = self.path_of(key);
        let mut all = Vec::new();
        for (name, value) in self.table_in(&path, line, value)? {
            let line = self.file.line_at(name.span().start);
            let entry = read(name.get_ref(), value.get_ref());
            let entry = entry.map_err(|fault| self.file.note(Some(line), &format!("{path}.{name}"), fault));
            all.push(entry.map(|entry| (name.get_ref().to_string(), entry)));
        }
        all.into_iter().collect()
    }

    /// Notes what is wrong with a key that could be read, or with the whole section when the key is empty.
    pub fn note(&self, key: &'static str, fault: Fault) -> Noted {
        let path = if key.is_empty() { self.path.to_owned() } else { self.path_of(key) };
        self.file.note(self.file.line_of(&path), &path, fault)
    }

    /// Finds a key and remembers that it was asked for.
    fn ask(&self, key: &'static str) -> Option<(usize, &Spanned<DeValue<'_>>)> {
        let found =
            self.table.get_key_value(key).map(|(name, value)| (self.file.line_at(name.span().start), value));
        self.known.borrow_mut().push(key);
        self.file.lines.borrow_mut().insert(self.path_of(key), found.map(|(line, _)| line));
        found
    }

    fn items(&self, key: &'static str) -> Result<Vec<Item<'_>>, Noted> {
        let Some((line, value)) = self.ask(key) else { return Ok(Vec::new()) };
        let Some(items) = value.get_ref().as_array() else {
            let fault = Fault::new("esto no es una lista", "ponga los valores entre «[» y «]»");
            return Err(self.file.note(Some(line), &self.path_of(key), fault));
        };
        let path = self.path_of(key);
        let numbered = items.iter().enumerate().map(|(index, value)| {
            let path = format!("{path}[{}]", index + 1);
            let line = self.file.line_at(value.span().start);
            self.file.lines.borrow_mut().insert(path.clone(), Some(line));
            Item { path, line, value }
        });
        Ok(numbered.collect())
    }

    fn table_in<'v>(
        &self,
        path: &str,
        line: usize,
        value: &'v Spanned<DeValue<'v>>,
    ) -> Result<&'v DeTable<'v>, Noted> {
        value.get_ref().as_table().ok_or_else(|| {
            let fault =
                Fault::new("esto no es una sección", format!("escriba «[{path}]» y debajo sus claves"));
            self.file.note(Some(line), path, fault)
        })
    }

    fn note_unknown_keys(&self) {
        let known = self.known.borrow();
        for (name, _) in self.table.iter().filter(|(name, _)| !known.contains(&name.get_ref().as_ref())) {
            let line = self.file.line_at(name.span().start);
            let fault = Fault::new(
                "no existe esta clave",
                format!("bórrela, o escriba una de las que caben{}: {}", self.within(), known.join(", ")),
            );
            self.file.note(Some(line), &self.path_of(name.get_ref()), fault);
        }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn within(&self) -> String {
        if self.path.is_empty() { " al comienzo".to_owned() } else { format!(" en [{}]", self.path) }
    }
}

/// Text that `parse` accepts.
pub fn parsed<T>(parse: impl Fn(&str) -> Result<T, Fault>) -> impl Fn(&DeValue) -> Result<T, Fault> {
    move |value| {
        let text = value.as_str();
        let mend = "escríbalo entre comillas";
        parse(text.ok_or_else(|| Fault::new("esto no es un texto", mend))?)
    }
}

/// One line of text with something in it, at most so many characters.
pub fn line_of_text(length_max: usize) -> impl Fn(&DeValue) -> Result<String, Fault> {
    parsed(move |text| {
        if text.trim().is_empty() || text.chars().any(char::is_control) || text.chars().count() > length_max {
            return Err(Fault::new(
                "el texto está vacío, es muy largo o lleva saltos de línea",
                format!("escriba una sola línea de hasta {length_max} caracteres"),
            ));
        }
        Ok(text.trim().to_owned())
    })
}

/// One of a few words.
pub fn one_of<T: Copy>(choices: &[(&'static str, T)]) -> impl Fn(&DeValue) -> Result<T, Fault> {
    parsed(move |text| {
        let chosen = choices.iter().find(|(word, _)| *word == text);
        chosen.map(|(_, choice)| *choice).ok_or_else(|| {
            let words: Vec<_> = choices.iter().map(|(word, _)| format!("«{word}»")).collect();
            Fault::new(format!("«{text}» no se conoce aquí"), format!("escriba {}", words.join(" o ")))
        })
    })
}

pub fn flag(value: &DeValue) -> Result<bool, Fault> {
    value
        .as_bool()
        .ok_or_else(|| Fault::new("esto no es sí o no", "escriba true (sí) o false (no), sin comillas"))
}

pub fn whole_number(range: RangeInclusive<u32>) -> impl Fn(&DeValue) -> Result<u32, Fault> {
    move |value| {
        let number = value.as_integer().and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            let mend =
                format!("escriba un número entero de {} a {}, sin comillas", range.start(), range.end());
            Fault::new("el número no sirve aquí", mend)
        })
    }
}

pub fn day(value: &DeValue) -> Result<Date, Fault> {
    let written = value.as_datetime().filter(|written| written.time.is_none() && written.offset.is_none());
    let date = written.and_then(|written| written.date).and_then(|date| {
        let year = i16::try_from(date.year).ok()?;
        Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
    });
    date.ok_or_else(|| {
        Fault::new("esto no es un día", "escriba año-mes-día sin comillas, por ejemplo 2026-01-31")
    })
}
