//! Reading of the shared vectors.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<C> {
    #[serde(rename = "about")]
    _about: String,
    cases: Vec<C>,
}

/// All cases of a file of vectors. A member that the case type does not know is a failure.
pub(crate) fn cases<C: DeserializeOwned>(file: &str) -> Vec<C> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/vectors")
        .join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let file: File<C> =
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    assert!(!file.cases.is_empty());
    file.cases
}

/// A chunk of bytes: text, or bytes in hexadecimal.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Chunk {
    Text(String),
    Hex { hex: String },
}

impl Chunk {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Hex { hex } => unhex(hex),
        }
    }
}

pub(crate) fn unhex(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The ways in which a stream of bytes must be cut without any difference: as given, byte by byte, and in two at every offset.
pub(crate) fn cuts(chunks: &[Chunk]) -> Vec<Vec<Vec<u8>>> {
    let given: Vec<Vec<u8>> = chunks.iter().map(Chunk::bytes).collect();
    let all = given.concat();
    let mut ways = vec![given, all.iter().map(|b| vec![*b]).collect()];
    ways.extend((0..=all.len()).map(|at| vec![all[..at].to_vec(), all[at..].to_vec()]));
    ways
}
