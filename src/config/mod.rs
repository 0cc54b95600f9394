//! config.toml: where the database is, how long to wait for it, what the space looks like and where
//! notifications go.

mod error;
mod kinds;
pub mod notify;
pub mod secrets;
mod space;
mod table;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::DeTable;

pub use error::{ConfigError, Problem};
pub use notify::Notify;

use crate::domain::day::Zone;
use crate::domain::space::SpaceDeclaration;
use table::{Sheet, Table};

const EXAMPLE: &str = include_str!("../../config.example.toml");
const SAMPLE: &str = include_str!("../../fixtures/space.toml");

/// How long a command waits for the database when nothing else is said.
pub const LOCK_WAIT: Duration = Duration::from_secs(5);

/// What a config.toml says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The file; it need not exist where nobody named it.
    pub path: PathBuf,
    /// The database, where the file names one; relative names are beside the file.
    pub database: Option<PathBuf>,
    /// How long to wait for the database.
    pub lock_wait: Duration,
    /// What is declared of the space; None when the file declares none.
    pub space: Option<SpaceDeclaration>,
    /// Where notifications go.
    pub notify: Notify,
    /// Every value but the database and the wait, and where it came from.
    pub listed: Vec<Listed>,
    /// The lines of `database` and `lock_wait`, where they are given.
    pub lines: BTreeMap<&'static str, usize>,
}

/// A value, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name: `payment`, `location.hq.hours`.
    pub name: String,
    /// Its text, as it could stand in the file.
    pub value: String,
    /// The line that gives it; None for the default.
    pub line: Option<usize>,
}

impl Listed {
    /// The fields of a thing, each with the line that gives it.
    fn all(
        prefix: &str,
        fields: Vec<(&'static str, String)>,
        lines: &BTreeMap<&'static str, usize>,
    ) -> Vec<Self> {
        let listed = fields.into_iter().map(|(name, value)| Self {
            name: format!("{prefix}{name}"),
            value,
            line: lines.get(name).copied(),
        });
        listed.collect()
    }
}

impl Config {
    /// What holds without a config.
    #[must_use]
    pub fn none(path: &Path) -> Self {
        Self::read(path, "").expect("nothing is wrong with an empty file")
    }

    /// The file cannot be used, for that reason.
    #[must_use]
    pub fn wrong(&self, why: &str) -> ConfigError {
        ConfigError::whole(self.path.clone(), why.to_owned())
    }

    /// What is declared of the space; refused where nothing is.
    pub fn declared(&self) -> Result<&SpaceDeclaration, ConfigError> {
        self.space.as_ref().ok_or_else(|| {
            let message = "declares no space: it needs a [[location]]".to_owned();
            ConfigError::whole(self.path.clone(), message)
        })
    }

    /// Reads the file. One that is not there is refused where it was `named`, and says nothing
    /// otherwise.
    pub fn load(path: &Path, named: bool) -> Result<Self, ConfigError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound && !named => {
                return Ok(Self::none(path));
            }
            Err(error) => {
                let message = format!("cannot be read: {error}");
                return Err(ConfigError::whole(path.to_owned(), message));
            }
        };
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            let line = Some(before.split(|byte| *byte == b'\n').count());
            let message = "not UTF-8".to_owned();
            let hint = None;
            ConfigError::new(
                path.to_owned(),
                vec![Problem {
                    line,
                    message,
                    hint,
                }],
            )
        })?;
        Self::read(path, text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// Reads the text of a file. Everything that is wrong is told at once.
    pub fn read(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let sheet = Sheet::new(text);
        let document = DeTable::parse(text).map_err(|error| {
            let line = error.span().map(|span| sheet.line(span.start));
            let message = error.message().to_owned();
            let hint = Some("see https://toml.io for how a value is written".to_owned());
            ConfigError::new(
                path.to_owned(),
                vec![Problem {
                    line,
                    message,
                    hint,
                }],
            )
        })?;
        let mut top = Table::new(&sheet, 1, document.get_ref());
        let beside = |text: &str| database(path, text).map(Some);
        let database = top.text("database", None, beside);
        let lock_wait = top.text("lock_wait", LOCK_WAIT, read_wait);
        let lines = top.lines();
        let (space, mut listed) = space::read(&mut top);
        let (notify, notify_lines) = notify::read(top.table("notify"));
        listed.extend(Listed::all("notify.", notify.fields(), &notify_lines));
        top.end();
        let problems = sheet.problems();
        if !problems.is_empty() {
            return Err(ConfigError::new(path.to_owned(), problems));
        }
        Ok(Self {
            path: path.to_owned(),
            database,
            lock_wait,
            space,
            notify,
            listed,
            lines,
        })
    }
}

fn database(config: &Path, text: &str) -> Result<PathBuf, &'static str> {
    if text.is_empty() {
        return Err("the name of a file is missing");
    }
    if text.contains('\0') {
        return Err("a file's name has no NUL");
    }
    let folder = config.parent().unwrap_or(Path::new(""));
    Ok(folder.join(text))
}

/// Reads `5s`, `500ms` or `2m`, at most an hour.
fn read_wait(text: &str) -> Result<Duration, String> {
    let error = || format!("`{text}` is not a time to wait: write 500ms, 5s or 2m, at most 60m");
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = text.split_at(digits);
    let count: u64 = count.parse().map_err(|_| error())?;
    let unit = match unit.trim_start() {
        "ms" => 1,
        "s" => 1_000,
        "m" | "min" => 60_000,
        _ => return Err(error()),
    };
    let wait = count.checked_mul(unit).map(Duration::from_millis);
    let short = wait.filter(|wait| *wait <= Duration::from_secs(3600));
    short.ok_or_else(error)
}

/// The text of a config that works as it is: the example with a time zone and a database.
#[must_use]
pub fn starter(zone: Zone, database: &str) -> String {
    let zone = format!("timezone = {}", quoted(zone.name()));
    let text = with_database(EXAMPLE, database);
    text.replace("timezone = \"UTC\"", &zone)
}

/// The text of the config of a believable space, with a database.
#[must_use]
pub fn sample(database: &str) -> String {
    with_database(SAMPLE, database)
}

fn with_database(text: &str, database: &str) -> String {
    let database = format!("database = {}", quoted(database));
    text.replacen("database = \"daypass.db\"", &database, 1)
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            _ if letter.is_control() => {
                write!(quoted, "\\u{:04x}", u32::from(letter)).expect("a String takes everything");
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// The time to wait, as it is read: `500ms`, `5s`.
#[must_use]
pub fn wait_text(wait: Duration) -> String {
    let ms = wait.as_millis();
    if ms.is_multiple_of(1_000) {
        format!("{}s", ms / 1_000)
    } else {
        format!("{ms}ms")
    }
}

#[cfg(test)]
mod tests;
