//! How the generated packages are called and what they carry beside the API.

/// Settings of the generated packages. All fields are trusted (they come from the user's own `clade.toml`) and checked
/// where they are read; defaults are derived from the description's title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageConfig {
    /// Product name in plain lower-case words joined by `-` (`omoios`, `docker-engine`): source of client and file names.
    pub name: String,
    /// Version of the packages (semver).
    pub version: String,
    /// One line for manifests and READMEs.
    pub description: String,
    /// SPDX expression.
    pub license: String,
    /// Source repository URL.
    pub repository: Option<String>,
    /// Prefix of environment variables (`OMOIOS` gives `OMOIOS_API_KEY`, `OMOIOS_BASE_URL`, `OMOIOS_LOG`).
    pub env_prefix: String,
    /// Base URL when neither option nor environment give one; the description's first absolute server by default.
    pub base_url: Option<String>,
    /// Whether the DAG renderer overlay is part of the packages.
    pub dag: bool,
    /// Version of the generator, for User-Agent and headers of files.
    pub generator: String,
    /// Relative path from the driver's root to the package's root (`../../../generated/rust`), with `/`.
    pub driver_to_package: String,
    /// Rust only.
    pub rust: RustPackage,
    /// TypeScript only.
    pub ts: TsPackage,
    /// Go only.
    pub go: GoPackage,
}

/// Rust settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustPackage {
    /// Crate name (`omoios-sdk`).
    pub crate_name: String,
}

/// TypeScript settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TsPackage {
    /// npm package name (`@omoios/sdk`).
    pub package_name: String,
}

/// Go settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoPackage {
    /// Module path (`github.com/omoios/omoios-go`).
    pub module: String,
    /// Root package name (`omoios`).
    pub package: String,
}
