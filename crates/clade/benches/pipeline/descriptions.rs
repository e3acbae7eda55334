//! The descriptions that are measured: this repository's own and, where their folder is, two public ones.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Public documents by name and file: a middling one in YAML and the largest there is in JSON.
const PUBLIC: [(&str, &str); 2] = [("docker-engine", "docker-engine.yaml"), ("github", "github.json")];

/// One description in memory.
pub(crate) struct Description {
    name: &'static str,
    /// Name of its file, whose ending tells JSON from YAML.
    pub(crate) file: String,
    pub(crate) bytes: Vec<u8>,
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// All descriptions that are here. What is missing is said once.
pub(crate) fn all() -> &'static [Description] {
    static ALL: OnceLock<Vec<Description>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut found = vec![("omoios", root().join("openapi/openapi.json"))];
        found.extend(PUBLIC.map(|(name, file)| (name, corpus().join(format!("{file}.zst")))));
        found.into_iter().filter_map(|(name, path)| load(name, &path)).collect()
    })
}

fn load(name: &'static str, path: &Path) -> Option<Description> {
    match bytes(path) {
        Ok(bytes) => Some(Description { name, file: file_name(path), bytes }),
        Err(error) => {
            eprintln!(
                "{name} is not measured: {}: {error} (CLADE_CORPUS names another folder)",
                path.display()
            );
            None
        }
    }
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    if path.extension().is_none_or(|ending| ending != "zst") {
        return fs::read(path);
    }
    let mut bytes = Vec::new();
    zstd::stream::Decoder::new(File::open(path)?)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.trim_end_matches(".zst").to_owned()
}

fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package)
}

fn corpus() -> PathBuf {
    std::env::var_os("CLADE_CORPUS").map_or_else(|| root().join("../shared/corpus/dev"), PathBuf::from)
}
