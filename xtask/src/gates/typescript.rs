//! Gates of `generated/ts`, and the npm tools that other steps use.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::Gate;
use crate::{process, repository};

pub(crate) const GATES: &[Gate] = &[
    ("TypeScript SDK: build (ESM and CommonJS)", build),
    ("TypeScript SDK: publint", publint),
    ("TypeScript SDK: are the types wrong?", types_wrong),
    ("TypeScript SDK: strict consumers of the packed tarball", consumers),
    ("TypeScript SDK: bundle budget", budget),
];

/// What one list call may weigh, minified and compressed.
const BUDGET: u64 = 15 * 1024;

/// Path of an npm tool; the tools are installed as their lock file says, unless they are there.
pub(crate) fn tool(name: &str) -> Result<PathBuf> {
    let folder = repository::at("tests/gates");
    let installed = folder.join("node_modules/.package-lock.json");
    let stale = modified(&installed) < modified(&folder.join("package-lock.json"));
    if stale {
        process::run(process::command(&folder, "npm", ["ci", "--no-audit", "--no-fund"]))?;
    }
    Ok(folder.join("node_modules/.bin").join(name))
}

fn modified(path: &Path) -> Option<std::time::SystemTime> {
    fs::metadata(path).and_then(|meta| meta.modified()).ok()
}

fn package() -> PathBuf {
    repository::at("generated/ts")
}

/// npm in a folder, with the gates' tools on its path.
pub(crate) fn npm(folder: &Path, arguments: &[&str]) -> Result<Command> {
    let tools = tool("")?;
    let mut path = OsString::from(tools);
    if let Some(rest) = std::env::var_os("PATH") {
        path.push(":");
        path.push(rest);
    }
    let mut command = process::command(folder, "npm", arguments);
    command.env("PATH", path);
    Ok(command)
}

/// Builds the package where it is; the driver and the contract use the result.
pub(crate) fn build() -> Result<()> {
    process::run(npm(&package(), &["run", "--silent", "build"])?)
}

/// The packed tarball, as it would be published.
fn tarball() -> Result<PathBuf> {
    let folder = repository::target().join("gates");
    fs::create_dir_all(&folder)?;
    let destination = folder.to_string_lossy().into_owned();
    let printed = process::output(npm(
        &package(),
        &["pack", "--silent", "--json", "--pack-destination", &destination],
    )?)?;
    let printed: Value =
        serde_json::from_slice(&printed).context("npm pack printed something other than JSON")?;
    // npm 11 and older print a list, later ones an object by package name.
    let first = printed.get(0).or_else(|| printed.as_object().and_then(|packages| packages.values().next()));
    let name = first.and_then(|package| package["filename"].as_str()).context("npm pack named no file")?;
    Ok(folder.join(name.replace('/', "-").replace('@', "")))
}

fn publint() -> Result<()> {
    let mut command = Command::new(tool("publint")?);
    command.args(["run", "--strict"]).arg(tarball()?).current_dir(package());
    process::run(command)
}

fn types_wrong() -> Result<()> {
    let mut command = Command::new(tool("attw")?);
    command.arg(tarball()?).current_dir(package());
    process::run(command)
}

/// The folder with projects of the SDK's users, the packed tarball installed.
pub(crate) fn consumer() -> Result<PathBuf> {
    let folder = repository::target().join("gates/consumer");
    drop(fs::remove_dir_all(&folder));
    copy(&repository::at("tests/gates/consumer"), &folder)?;
    let tarball = tarball()?.to_string_lossy().into_owned();
    process::run(npm(&folder, &["install", "--silent", "--no-audit", "--no-fund", "--no-save", &tarball])?)?;
    Ok(folder)
}

/// Compiles and runs the projects of the SDK's users.
fn consumers() -> Result<()> {
    let folder = consumer()?;
    for project in projects(&folder)? {
        let mut compiler = process::command(&folder, "node", [tool("tsc")?]);
        compiler.arg("-p").arg(&project);
        process::run(compiler)?;
        let mut older = process::command(
            &folder,
            "node",
            [repository::at("tests/gates/node_modules/typescript-5/bin/tsc")],
        );
        older.arg("-p").arg(&project);
        process::run(older)?;
    }
    for smoke in ["smoke.mjs", "smoke.cjs"] {
        process::run(process::command(&folder, "node", [smoke]))?;
    }
    Ok(())
}

fn projects(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut projects: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("tsconfig.")))
        .collect();
    projects.sort();
    ensure!(!projects.is_empty(), "no consumer projects in {}", folder.display());
    Ok(projects)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Bundles a program of one list call and weighs it.
fn budget() -> Result<()> {
    let size = bundle_size()?;
    ensure!(size <= BUDGET, "one list call weighs {size} bytes compressed; the budget is {BUDGET}");
    Ok(())
}

/// Bytes of a one-list-call bundle, minified, gzip level 9.
pub(crate) fn bundle_size() -> Result<u64> {
    let folder = repository::target().join("gates/consumer");
    let bundle = folder.join("bundle.js");
    let mut command = Command::new(tool("esbuild")?);
    command
        .args([
            "one-list-call.mjs",
            "--bundle",
            "--minify",
            "--format=esm",
            "--platform=neutral",
            "--log-level=error",
        ])
        .arg(format!("--outfile={}", bundle.display()))
        .current_dir(&folder);
    process::run(command)?;
    let script = "const z=require('zlib'),f=require('fs');console.log(z.gzipSync(f.readFileSync(process.argv[1]),{level:9}).length)";
    let mut weigh = process::command(&folder, "node", ["-e", script]);
    weigh.arg(&bundle);
    let printed = process::output(weigh)?;
    String::from_utf8_lossy(&printed).trim().parse().context("no size was printed")
}
