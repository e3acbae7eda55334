//! Which crate of the workspace may use which: the arrows of the architecture, as cargo sees them.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{Metadata, MetadataCommand};

/// A crate and the crates of the workspace it may use, in any kind of dependency. A crate without a row is a fault.
const MAY_USE: &[(&str, &[&str])] = &[
    ("clade-diag", &[]),
    ("clade-spec", &["clade-diag"]),
    ("clade-ir", &["clade-spec", "clade-diag"]),
    ("clade-emit", &["clade-ir", "clade-spec", "clade-diag"]),
    ("clade-rust", &["clade-emit", "clade-ir", "clade-spec", "clade-diag"]),
    ("clade-ts", &["clade-emit", "clade-ir", "clade-spec", "clade-diag"]),
    ("clade-go", &["clade-emit", "clade-ir", "clade-spec", "clade-diag"]),
    ("clade", &["clade-rust", "clade-ts", "clade-go", "clade-emit", "clade-ir", "clade-spec", "clade-diag"]),
    ("omoios-api", &[]),
    ("omoios-engine", &["omoios-api"]),
    ("omoios-server", &["omoios-engine", "omoios-api"]),
    ("clade-runtime", &[]),
    ("omoios-sdk", &[]),
    ("driver", &["omoios-sdk"]),
    (
        "xtask",
        &[
            "clade",
            "clade-rust",
            "clade-ts",
            "clade-go",
            "clade-emit",
            "clade-ir",
            "clade-spec",
            "clade-diag",
        ],
    ),
    (
        "conformance",
        &[
            "clade",
            "clade-rust",
            "clade-ts",
            "clade-go",
            "clade-emit",
            "clade-ir",
            "clade-spec",
            "clade-diag",
        ],
    ),
];

fn metadata() -> Metadata {
    MetadataCommand::new().no_deps().other_options(["--offline".to_owned()]).exec().expect("cargo metadata")
}

/// The members of the workspace and what each uses of it.
fn uses(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    let members: BTreeSet<String> =
        metadata.workspace_packages().iter().map(|package| package.name.to_string()).collect();
    metadata
        .workspace_packages()
        .iter()
        .map(|package| {
            let names = package.dependencies.iter().map(|dependency| dependency.name.clone());
            (package.name.to_string(), names.filter(|name| members.contains(name)).collect())
        })
        .collect()
}

#[test]
fn every_crate_uses_only_what_the_architecture_allows() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut faults = Vec::new();
    for (member, used) in uses(&metadata()) {
        let Some(may) = allowed.get(member.as_str()) else {
            faults.push(format!("`{member}` has no row in MAY_USE: decide what it may use"));
            continue;
        };
        let wrong = used.iter().filter(|name| !may.contains(&name.as_str()));
        faults.extend(wrong.map(|name| format!("`{member}` uses `{name}` and may not")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_toolkit_knows_nothing_of_the_platform() {
    for (member, used) in uses(&metadata()) {
        if member.starts_with("clade") || member == "xtask" {
            let platform: Vec<&String> = used.iter().filter(|name| name.starts_with("omoios")).collect();
            assert!(platform.is_empty(), "`{member}` uses {platform:?}");
        }
    }
}

#[test]
fn the_list_names_no_crate_that_is_gone() {
    let members = uses(&metadata());
    for (name, _) in MAY_USE {
        assert!(members.contains_key(*name), "`{name}` is in MAY_USE and not in the workspace");
    }
}

#[test]
fn the_program_that_runs_the_contract_links_neither_platform_nor_toolkit() {
    let metadata = metadata();
    let members = uses(&metadata);
    let packages = metadata.workspace_packages();
    let conformance = packages.iter().find(|package| package.name == "conformance").expect("conformance");
    let normal = conformance.dependencies.iter().filter(|d| d.kind == cargo_metadata::DependencyKind::Normal);
    let ours: Vec<&str> =
        normal.map(|d| d.name.as_str()).filter(|name| members.contains_key(*name)).collect();
    assert!(ours.is_empty(), "{ours:?}");
}
