//! From settings and description to the packages' names: what the user gave is checked, what is missing is derived.

use clade_diag::{Diags, codes};
use clade_emit::{GoPackage, PackageConfig, RustPackage, TsPackage};
use clade_ir::Api;

use super::{Config, file};

/// Settings of the packages of one API. Values that cannot be used are findings, and the default stands in.
pub fn package(config: &Config, api: &Api, driver_to_package: &str) -> (PackageConfig, Diags) {
    let mut checked = Checked { diags: Diags::new() };
    let given = &config.file.package;
    let name = checked.value("package.name", given.name.as_ref(), is_product_name, || {
        product_name(api.info.title.expose())
    });
    let env_prefix = checked.value("package.env-prefix", given.env_prefix.as_ref(), is_env_prefix, || {
        name.replace('-', "_").to_uppercase()
    });
    let package = PackageConfig {
        version: checked.value("package.version", given.version.as_ref(), is_version, || "0.1.0".to_owned()),
        description: given.description.clone().unwrap_or_else(|| format!("Client for {}", title(api))),
        license: checked
            .value("package.license", given.license.as_ref(), is_license, || "MIT OR Apache-2.0".to_owned()),
        repository: checked.optional("package.repository", given.repository.as_ref(), is_http_url),
        base_url: checked
            .optional("package.base-url", given.base_url.as_ref(), is_http_url)
            .or_else(|| absolute_server(api)),
        dag: given.dag,
        generator: env!("CARGO_PKG_VERSION").to_owned(),
        driver_to_package: driver_to_package.to_owned(),
        rust: rust_package(&config.file.rust, &name, &mut checked),
        ts: ts_package(&config.file.typescript, &name, &mut checked),
        go: go_package(&config.file.go, &name, &mut checked),
        env_prefix,
        name,
    };
    (package, checked.diags)
}

fn rust_package(given: &file::Rust, name: &str, checked: &mut Checked) -> RustPackage {
    let default = || if name.ends_with("-sdk") { name.to_owned() } else { format!("{name}-sdk") };
    RustPackage { crate_name: checked.value("rust.package", given.package.as_ref(), is_crate_name, default) }
}

fn ts_package(given: &file::TypeScript, name: &str, checked: &mut Checked) -> TsPackage {
    let package_name =
        checked.value("typescript.package", given.package.as_ref(), is_npm_name, || name.to_owned());
    TsPackage { package_name }
}

fn go_package(given: &file::Go, name: &str, checked: &mut Checked) -> GoPackage {
    let package =
        checked.value("go.package", given.package.as_ref(), is_go_package, || go_package_name(name));
    let module = checked
        .value("go.module", given.module.as_ref(), is_go_module, || format!("example.com/{name}/{package}"));
    GoPackage { module, package }
}

struct Checked {
    diags: Diags,
}

impl Checked {
    fn value(
        &mut self,
        key: &str,
        given: Option<&String>,
        fits: fn(&str) -> Result<(), &'static str>,
        default: impl FnOnce() -> String,
    ) -> String {
        self.optional(key, given, fits).unwrap_or_else(default)
    }

    fn optional(
        &mut self,
        key: &str,
        given: Option<&String>,
        fits: fn(&str) -> Result<(), &'static str>,
    ) -> Option<String> {
        let given = given?;
        match fits(given) {
            Ok(()) => Some(given.clone()),
            Err(rule) => {
                self.diags.push(codes::config_value(key, given, rule));
                None
            }
        }
    }
}

fn title(api: &Api) -> String {
    let visible: String = api.info.title.expose().chars().filter(|c| !c.is_control()).take(80).collect();
    if visible.trim().is_empty() { "this API".to_owned() } else { visible.trim().to_owned() }
}

/// Plain words of the title, joined by `-`, without words that say nothing (`API`, `v2`, `OpenAPI`).
fn product_name(title: &str) -> String {
    const EMPTY: [&str; 9] =
        ["api", "apis", "the", "openapi", "rest", "spec", "specification", "swagger", "public"];
    let lower = title.to_ascii_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty() && !EMPTY.contains(word) && !is_version_word(word))
        .take(3)
        .collect();
    let joined = words.join("-");
    let name = joined.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    if is_product_name(name).is_ok() { name.to_owned() } else { "client".to_owned() }
}

fn is_version_word(word: &str) -> bool {
    word.strip_prefix('v').unwrap_or(word).chars().all(|c| c.is_ascii_digit())
}

fn go_package_name(name: &str) -> String {
    let package: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    if is_go_package(&package).is_ok() { package } else { format!("{package}api") }
}

fn absolute_server(api: &Api) -> Option<String> {
    let url = api.servers.iter().map(|server| server.url.expose()).find(|url| is_http_url(url).is_ok())?;
    Some(url.to_owned())
}

type Fits = Result<(), &'static str>;

fn fits(holds: bool, rule: &'static str) -> Fits {
    if holds { Ok(()) } else { Err(rule) }
}

fn starts_with_letter(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
}

fn is_product_name(name: &str) -> Fits {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let well_formed =
        starts_with_letter(name) && name.chars().all(plain) && !name.ends_with('-') && !name.contains("--");
    fits(
        well_formed && name.len() <= 60,
        "lower-case words of a-z and 0-9 joined by `-`, starting with a letter",
    )
}

fn is_env_prefix(prefix: &str) -> Fits {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let starts = prefix.starts_with(|c: char| c.is_ascii_uppercase());
    fits(starts && prefix.chars().all(plain), "upper-case letters, digits and `_`, starting with a letter")
}

fn is_version(version: &str) -> Fits {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let numbers =
        core.split('.').filter(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit())).count();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    fits(
        numbers == 3 && core.split('.').count() == 3 && version.chars().all(plain),
        "a semantic version such as 1.2.3",
    )
}

fn is_license(license: &str) -> Fits {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | ' ' | '(' | ')');
    fits(
        !license.trim().is_empty() && license.chars().all(plain),
        "an SPDX expression such as MIT OR Apache-2.0",
    )
}

fn is_http_url(url: &str) -> Fits {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let plain = |c: char| {
        c.is_ascii_graphic()
            && !matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`' | '{' | '}' | '@' | '?' | '#')
    };
    fits(
        rest.is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') && rest.chars().all(plain)
        }),
        "an http or https URL without user, query and fragment",
    )
}

fn is_crate_name(name: &str) -> Fits {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    fits(
        starts_with_letter(name) && name.chars().all(plain) && name.len() <= 64,
        "a crate name: a-z, 0-9, `-` and `_`",
    )
}

fn is_npm_name(name: &str) -> Fits {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let part = |part: &str| part.starts_with(|c: char| c.is_ascii_alphanumeric()) && part.chars().all(plain);
    let well_formed = match name.strip_prefix('@') {
        Some(scoped) => scoped.split_once('/').is_some_and(|(scope, name)| part(scope) && part(name)),
        None => part(name),
    };
    fits(well_formed && name.len() <= 214, "an npm package name: lower case, optionally @scope/name")
}

fn is_go_package(name: &str) -> Fits {
    const KEYWORDS: [&str; 29] = [
        "break",
        "case",
        "chan",
        "const",
        "continue",
        "default",
        "defer",
        "else",
        "fallthrough",
        "for",
        "func",
        "go",
        "goto",
        "if",
        "import",
        "interface",
        "map",
        "package",
        "range",
        "return",
        "select",
        "struct",
        "switch",
        "type",
        "var",
        "main",
        "internal",
        "option",
        "dag",
    ];
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    fits(
        starts_with_letter(name) && name.chars().all(plain) && !KEYWORDS.contains(&name),
        "a Go package name: a-z and 0-9, no keyword",
    )
}

fn is_go_module(path: &str) -> Fits {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    let part = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && part.chars().all(plain)
    };
    fits(
        path.split('/').all(part) && path.len() <= 200,
        "a Go module path such as example.com/product/client",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derives_a_name_from_any_title() {
        assert_eq!(product_name("Docker Engine API v1.33"), "docker-engine");
        assert_eq!(product_name("The GitHub v3 REST API"), "github");
        assert_eq!(product_name("2ch"), "ch");
        assert_eq!(product_name("日本語"), "client");
        assert_eq!(product_name("\"; rm -rf /"), "rm-rf");
    }

    #[test]
    fn go_packages_are_never_keywords() {
        assert_eq!(go_package_name("go"), "goapi");
        assert_eq!(go_package_name("docker-engine"), "dockerengine");
    }

    #[test]
    fn urls_have_no_secrets_or_markup() {
        for url in
            ["https://u:p@h/", "javascript:x", "https://h/?q", "https://h/\"", "https://{x}/", "ftp://h"]
        {
            assert!(is_http_url(url).is_err(), "{url}");
        }
        assert!(is_http_url("http://127.0.0.1:18000/api").is_ok());
    }
}
