//! Reading scenario files from a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Scenario, ScenarioFile};

/// Why scenarios could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The folder or a file of it cannot be read.
    #[error("{path}: {cause}")]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A file is not what the format asks for.
    #[error("{path}: {cause}")]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        cause: serde_json::Error,
    },
    /// Two scenarios have one name.
    #[error("the scenario `{name}` stands in {first} and again in {second}; names have to be unique")]
    Twice {
        /// The name.
        name: String,
        /// File of the first.
        first: PathBuf,
        /// File of the second.
        second: PathBuf,
    },
    /// There is nothing to run.
    #[error("{0}: no scenario file (*.json) in this folder")]
    Empty(PathBuf),
}

/// Reads one file.
pub fn parse_file(path: &Path) -> Result<ScenarioFile, LoadError> {
    let text = fs::read_to_string(path).map_err(|cause| LoadError::Io { path: path.into(), cause })?;
    serde_json::from_str(&text).map_err(|cause| LoadError::Format { path: path.into(), cause })
}

/// Reads all `*.json` files of a folder, in the order of their names.
pub fn load_dir(folder: &Path) -> Result<Vec<Scenario>, LoadError> {
    let mut names: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut scenarios = Vec::new();
    for path in json_files(folder)? {
        for scenario in parse_file(&path)?.scenarios {
            if let Some(first) = names.insert(scenario.name.clone(), path.clone()) {
                return Err(LoadError::Twice { name: scenario.name, first, second: path });
            }
            scenarios.push(scenario);
        }
    }
    if scenarios.is_empty() { Err(LoadError::Empty(folder.into())) } else { Ok(scenarios) }
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let io = |cause| LoadError::Io { path: folder.into(), cause };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_over_all_files() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["a.json", "b.json"] {
            let text = r#"{"about": "x", "scenarios": [{"name": "one", "steps": []}]}"#;
            fs::write(folder.path().join(file), text).unwrap();
        }
        let error = load_dir(folder.path()).unwrap_err();
        assert!(matches!(error, LoadError::Twice { ref name, .. } if name == "one"), "{error}");
    }

    #[test]
    fn an_empty_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(load_dir(folder.path()), Err(LoadError::Empty(_))));
    }
}
