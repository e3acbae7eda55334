//! Reading scenario files from a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::{GivenFile, Scenario, ScenarioFile};

/// The file with the preparations.
const GIVEN: &str = "given.json";

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
    /// A scenario asks for a preparation that does not exist.
    #[error("the scenario `{scenario}` is given `{name}`, which {GIVEN} does not have")]
    NotGiven {
        /// The scenario.
        scenario: String,
        /// The preparation.
        name: String,
    },
    /// There is nothing to run.
    #[error("{0}: no scenario file (*.json) in this folder")]
    Empty(PathBuf),
}

/// Reads all `*.json` files of a folder, in the order of their names, and gives each scenario its preparation.
pub fn load_dir(folder: &Path) -> Result<Vec<Scenario>, LoadError> {
    let given = folder.join(GIVEN);
    let given: GivenFile = if given.is_file() { read(&given)? } else { GivenFile::default() };
    let mut names: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut scenarios = Vec::new();
    for path in json_files(folder)? {
        for mut scenario in read::<ScenarioFile>(&path)?.scenarios {
            if let Some(first) = names.insert(scenario.name.clone(), path.clone()) {
                return Err(LoadError::Twice { name: scenario.name, first, second: path });
            }
            prepare(&mut scenario, &given)?;
            scenarios.push(scenario);
        }
    }
    if scenarios.is_empty() { Err(LoadError::Empty(folder.into())) } else { Ok(scenarios) }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, LoadError> {
    let text = fs::read_to_string(path).map_err(|cause| LoadError::Io { path: path.into(), cause })?;
    serde_json::from_str(&text).map_err(|cause| LoadError::Format { path: path.into(), cause })
}

fn prepare(scenario: &mut Scenario, given: &GivenFile) -> Result<(), LoadError> {
    for name in &scenario.given {
        let unknown = || LoadError::NotGiven { scenario: scenario.name.clone(), name: name.clone() };
        scenario.preparation.extend(given.given.get(name).ok_or_else(unknown)?.iter().cloned());
    }
    Ok(())
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let io = |cause| LoadError::Io { path: folder.into(), cause };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|extension| extension == "json") && !path.ends_with(GIVEN) {
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
    fn preparations_come_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let given = r#"{"about": "x", "given": {"spec": [{"http": "POST /api/specs"}]}}"#;
        fs::write(folder.path().join(GIVEN), given).unwrap();
        let scenario = r#"{"about": "x", "scenarios": [{"name": "one", "given": ["spec"], "steps": []}]}"#;
        fs::write(folder.path().join("a.json"), scenario).unwrap();
        assert_eq!(load_dir(folder.path()).unwrap()[0].preparation.len(), 1);
        fs::write(folder.path().join("a.json"), scenario.replace("\"spec\"", "\"nope\"")).unwrap();
        assert!(matches!(load_dir(folder.path()), Err(LoadError::NotGiven { .. })));
    }

    #[test]
    fn an_empty_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(load_dir(folder.path()), Err(LoadError::Empty(_))));
    }
}
