//! `clade.toml` as it is written. Unknown keys are errors, so that a misspelt setting is never silently ignored.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// The whole file. Paths are relative to the file's folder.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct File {
    /// The description, unless given on the command line.
    pub(super) document: Option<PathBuf>,
    /// Folder that references may lead into; the description's own unless given.
    pub(super) root: Option<PathBuf>,
    #[serde(default)]
    pub(super) package: Package,
    #[serde(default)]
    pub(super) rust: Rust,
    #[serde(default)]
    pub(super) typescript: TypeScript,
    #[serde(default)]
    pub(super) go: Go,
    /// `operationId` or `METHOD /path` = `resource.method`.
    #[serde(default)]
    pub(super) operations: BTreeMap<String, String>,
    /// Operations to leave out, by `operationId` or `METHOD /path`.
    #[serde(default)]
    pub(super) exclude: Vec<String>,
    /// Schema name = type name.
    #[serde(default)]
    pub(super) types: BTreeMap<String, String>,
    /// By `operationId` or `METHOD /path`.
    #[serde(default)]
    pub(super) streams: BTreeMap<String, StreamSetting>,
    /// By `operationId` or `METHOD /path`.
    #[serde(default)]
    pub(super) pages: BTreeMap<String, PageSetting>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Package {
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
    pub(super) description: Option<String>,
    pub(super) license: Option<String>,
    pub(super) repository: Option<String>,
    pub(super) env_prefix: Option<String>,
    pub(super) base_url: Option<String>,
    #[serde(default)]
    pub(super) dag: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Rust {
    /// Crate name.
    pub(super) package: Option<String>,
    /// Output folder.
    pub(super) out: Option<PathBuf>,
    /// Folder of the driver.
    pub(super) driver: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct TypeScript {
    /// npm package name.
    pub(super) package: Option<String>,
    /// What 64-bit integers become. It says what is so, and is checked: nothing else is offered.
    #[serde(rename = "int64", default, deserialize_with = "number_alone")]
    pub(super) _int64: (),
    pub(super) out: Option<PathBuf>,
    pub(super) driver: Option<PathBuf>,
}

/// Numbers of JSON are read by the platform, which rounds them before anybody could make a `bigint` of them.
fn number_alone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "number" => Ok(()),
        "bigint" => Err(D::Error::custom(
            "`typescript.int64 = \"bigint\"` is not offered: the platform's JSON reader rounds what lies beyond 2^53. \
             Leave it out, or let the description send such numbers as text",
        )),
        other => Err(D::Error::custom(format!("`typescript.int64` is `number`, not {other:?}"))),
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Go {
    /// Module path.
    pub(super) module: Option<String>,
    /// Root package name.
    pub(super) package: Option<String>,
    pub(super) out: Option<PathBuf>,
    pub(super) driver: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct StreamSetting {
    /// `feed` or `finite`.
    pub(super) kind: Option<StreamKind>,
    /// Text of the `data` that ends the stream.
    pub(super) terminator: Option<String>,
    /// Schema of an event's data.
    pub(super) event: Option<String>,
    /// Body member that switches the stream on.
    pub(super) flag: Option<String>,
    /// Whether the server takes `Last-Event-ID`.
    pub(super) resumable: Option<bool>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum StreamKind {
    Feed,
    Finite,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PageSetting {
    /// `true`: the operation is no list that goes on.
    #[serde(default)]
    pub(super) off: bool,
    /// Dotted path of the items from the page's root.
    pub(super) items: Option<String>,
    /// Query parameter that takes the cursor.
    pub(super) cursor: Option<String>,
    /// Dotted path of the next cursor.
    pub(super) next: Option<String>,
}
