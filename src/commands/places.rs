//! Where things are: flag > environment > config > default.

use std::path::{Path, PathBuf};

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};

/// The file that is looked for in the working directory and in the platform's config folder.
pub(crate) const CONFIG_FILE: &str = "config.toml";
/// The database's name where nothing names it.
pub(crate) const DB_FILE: &str = "daypass.db";

fn platform() -> Option<impl AppStrategy> {
    choose_app_strategy(AppStrategyArgs {
        top_level_domain: "org".to_owned(),
        author: "daypass".to_owned(),
        app_name: "daypass".to_owned(),
    })
    .ok()
}

/// The configuration: as named, else config.toml of the working directory where there is one, else
/// the platform's.
pub(crate) fn config(named: Option<&Path>) -> PathBuf {
    if let Some(named) = named {
        return named.to_owned();
    }
    let here = PathBuf::from(CONFIG_FILE);
    if here.is_file() {
        return here;
    }
    platform().map_or(here, |platform| platform.in_config_dir(CONFIG_FILE))
}

/// The database: as named, else what the configuration says, else beside a config.toml of the
/// working directory, else the platform's.
pub(crate) fn database(named: Option<&Path>, config: &Path, says: Option<&Path>) -> PathBuf {
    if let Some(named) = named {
        return named.to_owned();
    }
    if let Some(says) = says {
        return says.to_owned();
    }
    let here = PathBuf::from(DB_FILE);
    if config == Path::new(CONFIG_FILE) {
        return here;
    }
    platform().map_or(here, |platform| platform.in_data_dir(DB_FILE))
}
