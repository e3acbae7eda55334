//! The binary as its users run it: exit codes, what is printed, what is on disk afterwards.
#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const TINY: &str = r#"
openapi: 3.1.0
info: { title: Tiny, version: "1" }
paths:
  /things/{id}:
    get:
      operationId: things.get
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200":
          description: A thing.
          content: { application/json: { schema: { $ref: "SCHEMA" } } }
components:
  schemas:
    Thing: { type: object, required: [id], properties: { id: { type: string } } }
"#;

/// A folder with a description, in which the binary runs.
struct Project(tempfile::TempDir);

impl Project {
    fn new(reference: &str) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        project.write("api/openapi.yaml", &TINY.replace("SCHEMA", reference));
        project
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn clade(&self, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_clade"))
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .unwrap();
        Run(output)
    }

    fn generate(&self, more: &[&str]) -> Run {
        self.clade(&[&["generate", "api/openapi.yaml", "--out", "out"], more].concat())
    }

    fn written(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path("out"), &mut files);
        files
    }
}

fn collect(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.insert(path.clone(), fs::read(path).unwrap());
        }
    }
}

struct Run(Output);

impl Run {
    fn errors(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    #[track_caller]
    fn passes(self) -> Self {
        assert_eq!(self.0.status.code(), Some(0), "{}", self.errors());
        self
    }

    #[track_caller]
    fn fails_with(self, code: &str) -> Self {
        assert_eq!(self.0.status.code(), Some(1), "{}", self.errors());
        assert!(self.errors().contains(code), "{}", self.errors());
        self
    }
}

#[test]
fn what_was_generated_is_current_until_it_is_touched() {
    let project = Project::new("#/components/schemas/Thing");
    let run = project.generate(&[]).passes();
    let printed = String::from_utf8(run.0.stdout).unwrap();
    assert!(printed.starts_with("1 operations typed, 0 degraded, 1 types"), "{printed}");
    let first = project.written();
    for path in ["out/rust/Cargo.toml", "out/ts/package.json", "out/go/go.mod"] {
        assert!(first.contains_key(&project.path(path)), "{path} is missing");
    }
    project.generate(&["--check"]).passes();
    project.generate(&[]).passes();
    assert_eq!(project.written(), first, "the second run wrote other bytes");
    fs::write(project.path("out/go/go.mod"), "module other\n").unwrap();
    fs::remove_file(project.path("out/ts/package.json")).unwrap();
    let stale = project.generate(&["--check"]).fails_with("CL0807").errors();
    assert!(stale.contains("`out/go/go.mod` is not what would be written"), "{stale}");
    assert!(stale.contains("`out/ts/package.json` is missing") && stale.contains("2 errors"), "{stale}");
    assert_eq!(fs::read(project.path("out/go/go.mod")).unwrap(), b"module other\n", "--check wrote");
}

#[test]
fn a_description_with_errors_leaves_the_output_as_it_was() {
    let project = Project::new("#/components/schemas/Thing");
    project.generate(&[]).passes();
    let before = project.written();
    project.write("api/openapi.yaml", "openapi: 3.1.0\npaths: [\n");
    let errors = project.generate(&[]).fails_with("CL0106").errors();
    assert!(errors.contains("api/openapi.yaml:"), "{errors}");
    assert_eq!(project.written(), before);
}

#[test]
fn what_cannot_be_followed_is_unknown_unless_that_is_denied() {
    for (reference, code) in [("https://h.example/x.yaml", "CL0204"), ("gone.yaml", "CL0205")] {
        let project = Project::new(reference);
        project.generate(&["--deny", "degraded"]).fails_with(code);
        assert!(project.written().is_empty(), "something was written");
        let run = project.generate(&["--report", "report.json"]).passes();
        assert!(run.errors().contains(code), "{}", run.errors());
        let report: serde_json::Value =
            serde_json::from_slice(&fs::read(project.path("report.json")).unwrap()).unwrap();
        assert_eq!(report["operations"]["degraded"], 1, "{report}");
    }
}

#[test]
fn references_leave_the_folder_only_for_a_root_that_was_named() {
    let project = Project::new("../shared/thing.yaml");
    project.write("shared/thing.yaml", "type: object\nproperties: { id: { type: string } }\n");
    project.generate(&[]).fails_with("CL0203");
    assert!(project.written().is_empty(), "something was written");
    project.generate(&["--root", ".", "--deny", "degraded"]).passes();
    project.write("clade.toml", "document = \"api/openapi.yaml\"\nroot = \".\"\n");
    project.clade(&["check", "--deny", "degraded"]).passes();
}

#[test]
fn findings_for_machines_are_json_lines() {
    let project = Project::new("gone.yaml");
    let run = project.clade(&["check", "api/openapi.yaml", "--messages", "json"]).passes();
    let lines: Vec<serde_json::Value> =
        run.errors().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["code"] == "CL0205"), "{lines:?}");
}

#[test]
fn wrong_arguments_are_told() {
    let project = Project::new("#/components/schemas/Thing");
    project.generate(&["--lang", "cobol"]).fails_with("cobol");
    project.clade(&["check"]).fails_with("CL08");
    project.clade(&["check", "no/such.yaml"]).fails_with("CL0101");
    project.clade(&["explain", "CL0203"]).passes();
}

#[test]
fn the_documented_settings_are_settings() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
    let page = fs::read_to_string(page).unwrap();
    let (settings, _) = page.split_once("```toml\n").unwrap().1.split_once("\n```").unwrap();
    let project = Project::new("#/components/schemas/Thing");
    project.write("all.toml", settings);
    let run = project.clade(&["check", "api/openapi.yaml", "--config", "all.toml"]).passes();
    assert!(run.errors().contains("`createUserV2`, which is not described"), "{}", run.errors());
}
