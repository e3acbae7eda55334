//! The snippets of this repository's README, compiled as a reader would paste them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::{Gate, typescript};
use crate::{process, repository};

pub(crate) const GATES: &[Gate] = &[
    ("README: the Rust snippet compiles", rust),
    ("README: the TypeScript snippet compiles", ts),
    ("README: the Go snippet compiles", go),
];

fn rust() -> Result<()> {
    let (imports, rest): (Vec<_>, Vec<_>) =
        snippet("rust")?.lines().map(str::to_owned).partition(|line| line.starts_with("use "));
    let folder = project("rust")?;
    let sdk = repository::at("generated/rust").to_string_lossy().into_owned();
    let manifest = format!(
        "[package]\nname = \"readme\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nomoios-sdk = {{ path = {sdk:?} }}\n"
    );
    let program = format!(
        "#![allow(missing_docs)]\n{}\n\npub async fn snippet() -> Result<(), omoios_sdk::Error> {{\n{}\nOk(())\n}}\n",
        imports.join("\n"),
        rest.join("\n")
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/lib.rs"), program)?;
    fs::copy(repository::at("Cargo.lock"), folder.join("Cargo.lock"))?;
    let mut command = process::cargo(&folder, ["clippy", "--quiet", "--", "-D", "warnings"]);
    command.env("CARGO_TARGET_DIR", repository::target());
    process::run(command)
}

/// In the project of the SDK's users, where the packed tarball is installed.
fn ts() -> Result<()> {
    const PROJECT: &str = r#"{
  "extends": "./tsconfig.dom.json",
  "compilerOptions": { "lib": ["es2022", "dom", "esnext.disposable"], "module": "nodenext", "moduleResolution": "nodenext" },
  "files": ["readme.mts"]
}
"#;
    let folder = typescript::consumer()?;
    fs::write(folder.join("readme.mts"), snippet("ts")?)?;
    fs::write(folder.join("readme.tsconfig.json"), PROJECT)?;
    let mut compiler = process::command(&folder, "node", [typescript::tool("tsc")?]);
    compiler.args(["-p", "readme.tsconfig.json"]);
    process::run(compiler)
}

fn go() -> Result<()> {
    let folder = project("go")?;
    let sdk = repository::at("generated/go");
    let module = "github.com/omoios/clade/generated/go";
    let manifest = format!(
        "module readme\n\ngo 1.26\n\nrequire {module} v0.0.0\n\nreplace {module} => {}\n",
        sdk.display()
    );
    let body: String = snippet("go")?.lines().map(|line| format!("\t{line}\n")).collect();
    // The snippet looks at the error of its last line only.
    let program = format!(
        "package readme\n\nimport (\n\t\"context\"\n\t\"fmt\"\n\t\"log/slog\"\n\n\tomoios \"{module}\"\n)\n\n\
         func Snippet(ctx context.Context) error {{\n{body}\treturn err\n}}\n"
    );
    fs::write(folder.join("go.mod"), manifest)?;
    fs::write(folder.join("readme.go"), program)?;
    let mut command = process::command(&folder, "go", ["vet", "./..."]);
    command.env("GOWORK", "off").env("GOPROXY", "off");
    process::run(command)
}

/// A folder of its own for a language's program.
fn project(language: &str) -> Result<PathBuf> {
    let folder = repository::target().join("gates/readme").join(language);
    fs::create_dir_all(folder.join("src")).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// The first block of a language.
fn snippet(language: &str) -> Result<String> {
    let path: &Path = &repository::at("README.md");
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    block(&text, language).map(str::to_owned).with_context(|| format!("README.md has no {language} snippet"))
}

fn block<'t>(text: &'t str, language: &str) -> Option<&'t str> {
    let (_, after) = text.split_once(&format!("\n```{language}\n"))?;
    after.split_once("\n```").map(|(block, _)| block)
}

#[cfg(test)]
mod tests {
    use super::block;

    #[test]
    fn blocks_are_found_by_their_language() {
        let text = "a\n```ts\none\ntwo\n```\n```rust\nthree\n```\n";
        assert_eq!((block(text, "ts"), block(text, "rust")), (Some("one\ntwo"), Some("three")));
        assert_eq!(block(text, "go"), None);
    }
}
