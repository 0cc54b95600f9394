//! Where things are, and who says so: flag > environment > config > default.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::parser::ValueSource;
use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};

use crate::config::Config;

/// The file that is looked for in the working directory and in the platform's config folder.
pub(crate) const CONFIG_FILE: &str = "config.toml";
/// The database's name where nothing names it.
pub(crate) const DB_FILE: &str = "daypass.db";

/// Who says where something is, or what a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A flag of the command line.
    Flag(&'static str),
    /// A variable of the environment.
    Environment(&'static str),
    /// A line of the config.
    Config(PathBuf, usize),
    /// What was found in the working directory.
    WorkingDirectory,
    /// The platform's own folders.
    Platform,
    /// Nobody.
    Default,
}

/// A file, and who says that it is there.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) path: PathBuf,
    pub(crate) from: Source,
}

impl Source {
    /// Who gave the value of an argument, if anybody.
    pub(crate) fn of_argument(
        matches: &ArgMatches,
        id: &str,
        flag: &'static str,
        variable: &'static str,
    ) -> Option<Self> {
        let source = matches.value_source(id)?;
        if source == ValueSource::CommandLine {
            return Some(Self::Flag(flag));
        }
        (source == ValueSource::EnvVariable).then_some(Self::Environment(variable))
    }
}

/// As people read it: `--db`, `DAYPASS_DB`, `config.toml:3`.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) | Self::Environment(name) => f.write_str(name),
            Self::Config(path, line) => write!(f, "{}:{line}", path.display()),
            Self::WorkingDirectory => f.write_str("working directory"),
            Self::Platform => f.write_str("platform"),
            Self::Default => f.write_str("default"),
        }
    }
}

impl Place {
    fn named(path: Option<&Path>, from: Option<Source>) -> Option<Self> {
        let path = path.filter(|path| !path.as_os_str().is_empty())?.to_owned();
        let from = from?;
        Some(Self { path, from })
    }

    /// The config: as named, else config.toml of the working directory where there is one, else the
    /// platform's.
    pub(crate) fn config(named: Option<&Path>, matches: &ArgMatches) -> Self {
        let by = Source::of_argument(matches, "config", "--config", "DAYPASS_CONFIG");
        if let Some(place) = Self::named(named, by) {
            return place;
        }
        let here = PathBuf::from(CONFIG_FILE);
        let (path, from) = match platform() {
            Some(platform) if !here.is_file() => {
                (platform.in_config_dir(CONFIG_FILE), Source::Platform)
            }
            Some(_) | None => (here, Source::WorkingDirectory),
        };
        Self { path, from }
    }

    /// Whether somebody said that it is there: then it has to be.
    pub(crate) fn is_named(&self) -> bool {
        matches!(self.from, Source::Flag(_) | Source::Environment(_))
    }

    /// The database: as named, else what the config says, else beside a config that was named or
    /// found in the working directory, else the platform's.
    pub(crate) fn database(
        named: Option<&Path>,
        matches: &ArgMatches,
        place: &Self,
        config: &Config,
    ) -> Self {
        let by = Source::of_argument(matches, "db", "--db", "DAYPASS_DB");
        if let Some(place) = Self::named(named, by) {
            return place;
        }
        if let Some(path) = &config.database {
            let line = config.lines.get("database").copied().unwrap_or(1);
            let from = Source::Config(config.path.clone(), line);
            let path = path.clone();
            return Self { path, from };
        }
        match platform().filter(|_| place.from == Source::Platform) {
            Some(platform) => Self {
                path: platform.in_data_dir(DB_FILE),
                from: Source::Platform,
            },
            None => Self {
                path: place.path.with_file_name(DB_FILE),
                from: Source::Default,
            },
        }
    }
}

fn platform() -> Option<impl AppStrategy> {
    choose_app_strategy(AppStrategyArgs {
        top_level_domain: "org".to_owned(),
        author: "daypass".to_owned(),
        app_name: "daypass".to_owned(),
    })
    .ok()
}
